//! Where everything stands: blocks onto pages.

mod table;

use crate::document::{Block, Code, Document};
use crate::fonts::{Fonts, Measure};
use crate::lines::{Line, lines};
use crate::{PAGES_MAX, Unprinted};

// All in points, from the upper left corner.
pub(crate) const PAGE_WIDTH: f32 = 595.28;
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
pub(crate) const LEFT: f32 = 56.7;
pub(crate) const RIGHT: f32 = PAGE_WIDTH - 56.7;
const TOP: f32 = 56.7;
const BOTTOM: f32 = PAGE_HEIGHT - 68.0;
const WIDTH: f32 = RIGHT - LEFT;

pub(crate) const SIZE: f32 = 10.5;
pub(crate) const SMALL: f32 = 9.0;
const HEADING: f32 = 12.5;
const TITLE: f32 = 18.0;
/// From one line to the next, of the size of its letters.
const LEADING: f32 = 1.55;
/// How far above its lower end the foot of a line's letters is, of their size.
const DESCENT: f32 = 0.42;
/// Between two blocks.
const GAP: f32 = 9.0;
/// Of a pair, what comes before its text.
const LABEL: f32 = 96.0;
const CODE: f32 = 92.0;

/// Pages with what stands on them.
pub(crate) struct LaidOut {
    pub(crate) pages: Vec<Vec<Item>>,
    /// What things on pages are part of, in the order of reading.
    pub(crate) parts: Vec<Part>,
}

/// What something on a page is part of, for whoever does not see the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    Title,
    Heading,
    Paragraph,
    /// A cell of a table and row, counted over the paper.
    Cell {
        table: usize,
        row: usize,
        is_head: bool,
    },
    /// A picture, told in words.
    Picture(String),
}

/// The number of a part; none: it only decorates.
pub(crate) type PartNumber = Option<usize>;

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// A line of text, at the foot of its letters.
    Text {
        x: f32,
        y: f32,
        line: String,
        style: Style,
        part: PartNumber,
    },
    /// A line across.
    Rule { from: f32, to: f32, y: f32 },
    /// A square for phones.
    Code {
        x: f32,
        y: f32,
        code: Code,
        size: f32,
        part: PartNumber,
    },
}

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) is_bold: bool,
    /// Less important than the rest.
    pub(crate) is_pale: bool,
}

impl Style {
    const fn plain(size: f32) -> Style {
        Style {
            size,
            is_bold: false,
            is_pale: false,
        }
    }

    const fn bold(size: f32) -> Style {
        Style {
            is_bold: true,
            ..Style::plain(size)
        }
    }

    const fn pale(size: f32) -> Style {
        Style {
            is_pale: true,
            ..Style::plain(size)
        }
    }

    fn leading(self) -> f32 {
        self.size * LEADING
    }
}

/// Puts a document on pages.
///
/// # Errors
/// [`Unprinted::TooLong`].
pub(crate) fn lay_out(document: &Document, fonts: &Fonts) -> Result<LaidOut, Unprinted> {
    let unread = || Unprinted::Unwritten("a font cannot be measured".to_owned());
    let mut laying = Laying {
        regular: fonts.regular.measure().ok_or_else(unread)?,
        bold: fonts.bold.measure().ok_or_else(unread)?,
        pages: vec![Vec::new()],
        parts: Vec::new(),
        y: TOP,
        tables: 0,
    };
    if !document.from.is_empty() {
        laying.centered(&document.from, Style::pale(SIZE), Part::Paragraph)?;
    }
    laying.centered(&document.title, Style::bold(TITLE), Part::Title)?;
    laying.y += GAP;
    for block in &document.blocks {
        laying.block(block)?;
        laying.y += GAP;
    }
    Ok(LaidOut {
        pages: laying.pages,
        parts: laying.parts,
    })
}

/// Pages being filled.
struct Laying<'a> {
    regular: Measure<'a>,
    bold: Measure<'a>,
    pages: Vec<Vec<Item>>,
    parts: Vec<Part>,
    /// How far down the page is full.
    y: f32,
    tables: usize,
}

impl Laying<'_> {
    fn lines(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        let measure = if style.is_bold {
            &self.bold
        } else {
            &self.regular
        };
        lines(text, measure, style.size, width)
    }

    fn part(&mut self, part: Part) -> PartNumber {
        self.parts.push(part);
        Some(self.parts.len() - 1)
    }

    fn put(&mut self, item: Item) {
        if let Some(page) = self.pages.last_mut() {
            page.push(item);
        }
    }

    /// A line whose upper end is so far down.
    fn put_line(&mut self, line: Line, (x, top): (f32, f32), style: Style, part: PartNumber) {
        let y = top + style.leading() - style.size * DESCENT;
        let line = line.text;
        if !line.is_empty() {
            self.put(Item::Text {
                x,
                y,
                line,
                style,
                part,
            });
        }
    }

    /// Goes on to the next page unless there is so much room, or the page is empty anyway.
    fn need(&mut self, height: f32) -> Result<(), Unprinted> {
        if self.y + height <= BOTTOM || self.y <= TOP {
            return Ok(());
        }
        self.next_page()
    }

    fn next_page(&mut self) -> Result<(), Unprinted> {
        if self.pages.len() >= PAGES_MAX {
            return Err(Unprinted::TooLong);
        }
        self.pages.push(Vec::new());
        self.y = TOP;
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), Unprinted> {
        match block {
            Block::Heading(text) => self.heading(text),
            Block::Text(text) => self.paragraph(text, LEFT, Style::plain(SIZE)),
            Block::Small(text) => self.paragraph(text, LEFT, Style::pale(SMALL)),
            Block::Pairs(pairs) => {
                for (label, text) in pairs {
                    self.pair(label, text)?;
                }
                Ok(())
            }
            Block::Items(items) => {
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        self.y += 1.5;
                        self.rule(LEFT, RIGHT);
                        self.y += 1.5;
                    }
                    self.paragraph(item, LEFT, Style::plain(SIZE))?;
                }
                Ok(())
            }
            Block::Clause { number, text } => {
                // The number does not stay behind without what a page begins with of the text.
                let style = Style::plain(SIZE);
                let lines = self.lines(text, style, RIGHT - LEFT - SIZE).len().min(2);
                self.need(style.leading() * count(1 + lines))?;
                self.paragraph(number, LEFT, Style::bold(SIZE))?;
                self.paragraph(text, LEFT + SIZE, style)
            }
            Block::Table(table) => self.table(table),
            Block::Coded { code, told, words } => self.coded(code.as_ref(), told, words),
            Block::Signatures(names) => self.signatures(names),
        }
    }

    fn rule(&mut self, from: f32, to: f32) {
        let y = self.y;
        self.put(Item::Rule { from, to, y });
    }

    fn centered(&mut self, text: &str, style: Style, part: Part) -> Result<(), Unprinted> {
        let part = self.part(part);
        for line in self.lines(text, style, WIDTH) {
            self.need(style.leading())?;
            let x = LEFT + (WIDTH - line.width) / 2.0;
            self.put_line(line, (x, self.y), style, part);
            self.y += style.leading();
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), Unprinted> {
        let style = Style::bold(HEADING);
        let lines = self.lines(text, style, WIDTH);
        let part = self.part(Part::Heading);
        // At least two lines of what it heads stand below it.
        let height = style.leading() * count(lines.len());
        self.need(height + Style::plain(SIZE).leading() * 2.0 + GAP)?;
        for line in lines {
            self.put_line(line, (LEFT, self.y), style, part);
            self.y += style.leading();
        }
        self.y += 2.0;
        self.rule(LEFT, RIGHT);
        // The gap that follows would part it from what it heads.
        self.y += 3.0 - GAP;
        Ok(())
    }

    fn paragraph(&mut self, text: &str, left: f32, style: Style) -> Result<(), Unprinted> {
        let lines = self.lines(text, style, RIGHT - left);
        let part = self.part(Part::Paragraph);
        // Its first line does not stay behind alone.
        self.need(style.leading() * count(lines.len().min(2)))?;
        for line in lines {
            self.need(style.leading())?;
            self.put_line(line, (left, self.y), style, part);
            self.y += style.leading();
        }
        Ok(())
    }

    fn pair(&mut self, label: &str, text: &str) -> Result<(), Unprinted> {
        let (of_label, of_text) = (Style::pale(SIZE), Style::plain(SIZE));
        let labels = self.lines(label, of_label, LABEL - SIZE);
        let texts = self.lines(text, of_text, WIDTH - LABEL);
        let rows = labels.len().max(texts.len().min(2));
        self.need(of_text.leading() * count(rows))?;
        let part = self.part(Part::Paragraph);
        let top = self.y;
        let height = of_label.leading() * count(labels.len());
        for (number, line) in labels.into_iter().enumerate() {
            let y = top + of_label.leading() * count(number);
            self.put_line(line, (LEFT, y), of_label, part);
        }
        let page = self.pages.len();
        for line in texts {
            self.need(of_text.leading())?;
            self.put_line(line, (LEFT + LABEL, self.y), of_text, part);
            self.y += of_text.leading();
        }
        if page == self.pages.len() {
            self.y = self.y.max(top + height);
        }
        Ok(())
    }

    fn coded(
        &mut self,
        code: Option<&Code>,
        told: &str,
        words: &[String],
    ) -> Result<(), Unprinted> {
        let Some(code) = code else {
            for text in words {
                self.paragraph(text, LEFT, Style::pale(SMALL))?;
            }
            return Ok(());
        };
        self.need(CODE + GAP)?;
        let part = self.part(Part::Picture(told.to_owned()));
        let (page, top) = (self.pages.len(), self.y);
        self.put(Item::Code {
            x: LEFT,
            y: top,
            code: code.clone(),
            size: CODE,
            part,
        });
        for text in words {
            self.paragraph(text, LEFT + CODE + GAP * 1.5, Style::pale(SMALL))?;
        }
        if page == self.pages.len() {
            self.y = self.y.max(top + CODE);
        }
        Ok(())
    }

    /// Two beside each other, with room to write above the line.
    fn signatures(&mut self, names: &[String]) -> Result<(), Unprinted> {
        let style = Style::plain(SIZE);
        let half = WIDTH / 2.0;
        for two in names.chunks(2) {
            self.need(style.leading() * 2.5)?;
            self.y += style.leading() * 1.5;
            for (number, name) in two.iter().enumerate() {
                let left = LEFT + half * count(number);
                let mut lines = self.lines(name, style, half * 0.6);
                lines.truncate(1);
                let part = self.part(Part::Paragraph);
                for line in lines {
                    let (from, to) = (left + line.width + 6.0, left + half - 16.0);
                    self.put_line(line, (left, self.y), style, part);
                    let y = self.y + style.leading() - 2.0;
                    self.put(Item::Rule { from, to, y });
                }
            }
            self.y += style.leading();
        }
        Ok(())
    }
}

/// How often, as a factor of lengths.
fn count(times: usize) -> f32 {
    f32::from(u16::try_from(times).unwrap_or(u16::MAX))
}
