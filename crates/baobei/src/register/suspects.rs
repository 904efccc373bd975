//! Earlier customers one may be the same as: the first few by position, and how many in all.

use ruling::language::Language;

/// More rows than these help nobody who looks one up.
const NAMED_MAX: usize = 10;

/// Positions of customers, ascending, each once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Suspects {
    first: Vec<usize>,
    count: usize,
}

impl Suspects {
    /// Adds customers in ascending order of which none was added before.
    pub(super) fn extend(&mut self, ascending: &[usize]) {
        self.count += ascending.len();
        self.first.extend(ascending.iter().take(NAMED_MAX));
        self.first.sort_unstable();
        self.first.truncate(NAMED_MAX);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first of them, for people to look up.
    pub(super) fn first(&self) -> &[usize] {
        &self.first
    }

    /// Row numbers of the first of them as a sentence lists them.
    pub(super) fn rows(&self, first: &[u32], language: Language) -> String {
        let rows: Vec<String> = first.iter().map(u32::to_string).collect();
        let rows = rows.join(language.pick("、", ", "));
        match self.count.saturating_sub(self.first.len()) {
            0 => rows,
            more => language.pick(
                format!("{rows} 等 {} 行", self.count),
                format!("{rows} and {more} more"),
            ),
        }
    }
}
