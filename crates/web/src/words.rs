//! What pages say: a function for each text of `text/zh.toml` and `text/en.toml`, made by `build.rs`.

use desk::signed::{LaterChange, SignatureWorth};
use desk::{Language, Mode, Section, State, Text, Verdict};

/// Every text in one language. A text that no page says is an unused function, which does not pass the lints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// A text of the regulation or the desk.
    pub(crate) fn text(self, text: &Text) -> &str {
        text.in_language(self.0)
    }

    /// What others may do with a customer, in few words.
    pub(crate) fn mode(self, mode: &Mode) -> &'static str {
        mode.label(self.0)
    }

    /// How firmly a customer is held, in a word.
    pub(crate) fn state(self, state: &State) -> &'static str {
        state.label(self.0)
    }

    /// The title of a part of a ruling.
    pub(crate) fn section(self, section: &Section) -> &'static str {
        section.label(self.0)
    }

    /// How a condition came out, as a sign.
    pub(crate) fn mark(self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Pass => "✓",
            Verdict::Fail => "✗",
            Verdict::Open => "…",
            Verdict::Note => "·",
        }
    }

    /// What a signature is worth, in a word.
    pub(crate) fn worth(self, worth: &SignatureWorth) -> &'static str {
        match worth {
            SignatureWorth::Valid => self.signature_valid(),
            SignatureWorth::OfItsVersion => self.signature_of_its_version(),
            SignatureWorth::Changed => self.signature_changed(),
            SignatureWorth::Tampered => self.signature_tampered(),
            SignatureWorth::Forged => self.signature_forged(),
        }
    }

    /// What of signed content was changed by whom, a moment as pages tell it being given.
    pub(crate) fn change(self, change: &LaterChange, at: impl std::fmt::Display) -> String {
        let fields: Vec<&str> = change.fields.iter().map(|one| self.text(one)).collect();
        match fields.is_empty() {
            true => self.signature_change_any(at, &change.by),
            false => self.signature_change(at, &change.by, self.list(&fields)),
        }
    }

    /// Several things in a row.
    pub(crate) fn list<T: AsRef<str>>(self, items: &[T]) -> String {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        items.join(self.page_comma())
    }

    /// The one of a pair, Chinese and English, that this reader understands.
    pub(crate) fn pick(self, both: &(String, String)) -> &str {
        self.0.pick(&both.0, &both.1)
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));
