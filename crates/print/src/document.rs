//! What a paper says, from top to bottom.

/// A paper of A4.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Stands at its head, and is what the file is called inside.
    pub title: String,
    /// Whose paper it is: above the title; empty: nobody's.
    pub from: String,
    /// Language of its text, as RFC 3066 says: `zh-CN`, `en`.
    pub language: &'static str,
    /// The civil time of what it is about: year, month, day, hour, minute, second, and hours ahead of UTC. It is the
    /// same however often the paper is printed.
    pub dated: Dated,
    /// Stands at the foot of each page, on the left.
    pub foot: String,
    /// Stands at the foot of each page, on the right, `{page}` and `{pages}` filled in.
    pub page_number: String,
    /// Stands behind each page, again and again, a line each: who looks, and when.
    pub watermark: Vec<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A civil time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dated {
    /// Years of our era.
    pub year: u16,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    /// From 0.
    pub hour: u8,
    /// From 0.
    pub minute: u8,
    /// From 0.
    pub second: u8,
    /// Hours ahead of UTC.
    pub ahead: i8,
}

/// A part of a paper.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Begins something new; stays with what follows.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A remark in small letters.
    Small(String),
    /// What something is called, and what it is.
    Pairs(Vec<(String, String)>),
    /// One below the other, with a line between them.
    Items(Vec<String>),
    /// A numbered clause with its words.
    Clause {
        /// Its number.
        number: String,
        /// Its words.
        text: String,
    },
    /// A table.
    Table(Table),
    /// A square for phones to read, and what is written beside it.
    Coded {
        /// The square; none: only the words.
        code: Option<Code>,
        /// What whoever cannot see the square is told of it.
        told: String,
        /// The words beside it, a paragraph each.
        words: Vec<String>,
    },
    /// Places to sign, each after its name.
    Signatures(Vec<String>),
}

/// A table; its head stands again on each page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows: of each column its paragraphs.
    pub rows: Vec<Vec<Vec<String>>>,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// How much of the width it takes, beside the others.
    pub share: u16,
    /// Amounts end where their column ends.
    pub is_amount: bool,
}

/// A square of dark and light fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Fields of a side.
    pub side: usize,
    /// Whether each is dark, row by row.
    pub dark: Vec<bool>,
}
