//! Reading text from left to right without ever looking outside it.

pub(super) struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Scan { rest: text }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// The next run of digits: its value, and how many digits it has. At most 14 digits.
    pub(super) fn number(&mut self) -> Option<(u64, usize)> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        let value = digits.parse().ok().filter(|_| digits.len() <= 14)?;
        self.rest = rest;
        Some((value, digits.len()))
    }

    /// Takes one of these characters if it is next.
    pub(super) fn one_of(&mut self, characters: &[char]) -> Option<char> {
        let next = self
            .rest
            .chars()
            .next()
            .filter(|c| characters.contains(c))?;
        self.rest = self.rest.strip_prefix(next)?;
        Some(next)
    }

    /// Takes one of these words if it is next, in any ASCII case; the first that fits.
    pub(super) fn word<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        words.iter().find_map(|(word, meaning)| {
            let (head, rest) = self.rest.split_at_checked(word.len())?;
            head.eq_ignore_ascii_case(word).then(|| {
                self.rest = rest;
                *meaning
            })
        })
    }
}
