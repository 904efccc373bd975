//! Which passwords will do. No rule about kinds of characters: length, and not being guessed.

use zxcvbn::{Score, zxcvbn};

/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 8;
/// Longest password, in characters: longer ones only cost time.
pub const PASSWORD_MAX: usize = 128;

/// Known from breaches or of a kind that is tried first here; compared without capitals.
const BREACHED: &str = include_str!("../../data/breached-passwords.txt");

/// Why a password will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than eight characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// It is on lists of stolen passwords.
    Breached,
    /// It would be guessed soon.
    Guessable,
    /// It is the one before.
    Unchanged,
}

impl PasswordProblem {
    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            PasswordProblem::TooShort => "password_too_short",
            PasswordProblem::TooLong => "password_too_long",
            PasswordProblem::Breached => "password_breached",
            PasswordProblem::Guessable => "password_guessable",
            PasswordProblem::Unchanged => "password_unchanged",
        }
    }
}

/// Judges a password chosen by somebody of whom these words are known: login, name, company.
///
/// # Errors
/// The first reason against it.
pub fn judge(password: &str, known: &[&str]) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(PasswordProblem::TooShort);
    }
    if length > PASSWORD_MAX {
        return Err(PasswordProblem::TooLong);
    }
    let plain = password.to_lowercase();
    if BREACHED.lines().any(|line| line == plain) {
        return Err(PasswordProblem::Breached);
    }
    // Of what everybody knows about its owner, nothing counts.
    let words = known.iter().map(|word| word.to_lowercase());
    let words = words.filter(|word| word.chars().count() > 1);
    let rest = words.fold(plain.clone(), |rest, word| rest.replace(&word, ""));
    if rest != plain && rest.chars().count() < PASSWORD_MIN {
        return Err(PasswordProblem::Guessable);
    }
    match zxcvbn(password, known).score() >= Score::Three {
        true => Ok(()),
        false => Err(PasswordProblem::Guessable),
    }
}

#[cfg(test)]
mod tests {
    use super::{PasswordProblem, judge};

    #[test]
    fn what_is_short_stolen_or_soon_guessed_will_not_do() {
        let known = ["wanglei", "王蕾", "海川家居"];
        for (password, problem) in [
            ("k7#Q", PasswordProblem::TooShort),
            ("woaini1314", PasswordProblem::Breached),
            ("Woaini520", PasswordProblem::Breached),
            ("aaaaaaaaaaaa", PasswordProblem::Guessable),
            ("wanglei2026", PasswordProblem::Guessable),
            ("Wanglei-Wanglei", PasswordProblem::Guessable),
            ("20260301", PasswordProblem::Guessable),
        ] {
            assert_eq!(judge(password, &known), Err(problem), "{password}");
        }
        let long = "很长".repeat(100);
        assert_eq!(judge(&long, &known), Err(PasswordProblem::TooLong));
        for password in ["紫藤花开在旧城墙根", "otter-barge-lantern-71"] {
            assert_eq!(judge(password, &known), Ok(()), "{password}");
        }
    }
}
