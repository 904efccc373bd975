//! A text as lines of a width.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::fonts::Measure;

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// How wide it is, in points.
    pub(crate) width: f32,
}

/// Breaks a text where lines may end, and anywhere in what is wider than a line; what the font has no letters for is
/// replaced. An empty text is one empty line.
pub(crate) fn lines(text: &str, measure: &Measure<'_>, size: f32, width: f32) -> Vec<Line> {
    let text: String = text
        .chars()
        .filter_map(|one| measure.written(one))
        .collect();
    let mut broken = Breaking {
        measure,
        size,
        width,
        done: Vec::new(),
        text: String::new(),
        reached: 0.0,
    };
    let mut start = 0;
    for (end, how) in linebreaks(&text) {
        let piece = text.get(start..end).unwrap_or_default();
        broken.piece(piece.trim_end_matches(['\n', '\r']));
        if how == BreakOpportunity::Mandatory {
            broken.end();
        }
        start = end;
    }
    if broken.done.is_empty() {
        broken.end();
    }
    broken.done
}

struct Breaking<'a> {
    measure: &'a Measure<'a>,
    size: f32,
    width: f32,
    done: Vec<Line>,
    /// Of the line begun.
    text: String,
    reached: f32,
}

impl Breaking<'_> {
    fn wide(&self, text: &str) -> f32 {
        text.chars().map(|one| self.measure.width(one)).sum::<f32>() * self.size
    }

    /// A piece that is not broken if it need not be.
    fn piece(&mut self, piece: &str) {
        let shown = self.wide(piece.trim_end());
        if self.reached + shown > self.width && !self.text.is_empty() {
            self.end();
        }
        if shown <= self.width {
            self.text.push_str(piece);
            self.reached += self.wide(piece);
            return;
        }
        for letter in piece.chars() {
            let wide = self.measure.width(letter) * self.size;
            if self.reached + wide > self.width && !self.text.is_empty() {
                self.end();
            }
            self.text.push(letter);
            self.reached += wide;
        }
    }

    fn end(&mut self) {
        let text = self.text.trim_end().to_owned();
        let width = self.wide(&text);
        self.done.push(Line { text, width });
        self.text.clear();
        self.reached = 0.0;
    }
}
