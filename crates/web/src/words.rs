//! What pages say: a function for each text of `text/zh.toml` and `text/en.toml`, made by `build.rs`.

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
