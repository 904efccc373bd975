//! What can be wrong with a file, a table or a value: where, what, and what to do about it.

mod text;

/// One problem, as data. [`SheetProblem::zh`] and [`SheetProblem::en`] make the sentence; neither
/// ever repeats what a cell says, because that is personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub struct SheetProblem {
    /// Where it is, as far as known.
    pub place: Place,
    /// What is wrong; the remedy follows from it.
    pub cause: Cause,
}

/// Where a problem is; everything unknown for a problem of the whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Row number as a spreadsheet program shows it; for undecodable bytes, the line.
    pub row: Option<u32>,
    /// The column.
    pub column: Option<Box<ColumnName>>,
}

/// A column as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnName {
    /// `A`, `B`, … `AA`.
    pub letter: String,
    /// Its header; empty if it has none.
    pub header: String,
}

/// What a file that is no table really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A web page or XML, often "exported to Excel" and named `.xls`.
    Markup,
    /// PDF.
    Pdf,
    /// PNG, JPEG, GIF.
    Picture,
    /// A zip, rar, 7z or gz that holds no workbook.
    Archive,
    /// A text document or presentation.
    OtherDocument,
    /// Binary, of no kind we know.
    Unknown,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The whole file cannot be read.
    File(FileFault),
    /// One value cannot be read.
    Value(ValueFault),

    /// No sheet has a table with the wanted columns.
    NoTable {
        /// Names of the required columns that the nearest table lacks; empty if none was found.
        missing: Vec<String>,
    },
    /// A hidden sheet was passed over.
    HiddenSheet,
    /// A visible sheet was passed over, as it has no table with the required columns.
    SheetWithoutTable,
    /// Two columns fit a key about equally well; the one in the place was taken.
    AmbiguousColumn {
        /// The wanted column.
        key: String,
        /// The columns that fit as well.
        rivals: Vec<ColumnName>,
    },
    /// The column was recognised by its values, or by part of its header.
    UnsureColumn {
        /// The wanted column.
        key: String,
    },
    /// The caller's choice names a key that nobody wants.
    UnknownKey {
        /// The key as given.
        key: String,
        /// All keys.
        known: Vec<String>,
    },
    /// The caller's choice names a header or letter that the table lacks.
    UnknownHeader {
        /// The wanted column.
        key: String,
        /// The header or letter as given.
        wanted: String,
        /// All headers.
        headers: Vec<String>,
    },
    /// Two choices of the caller name the same column.
    ColumnChosenTwice {
        /// The second key.
        key: String,
    },

    /// Written back as a new workbook: values, dates and merged regions are kept; colours,
    /// widths, formulas, comments and pictures are not.
    RewrittenAsXlsx,
    /// Written back as UTF-8 whatever the encoding was.
    RewrittenAsUtf8,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// No bytes, or no value in any cell.
    EmptyFile,
    /// The file is something else.
    NotASpreadsheet {
        /// What it is.
        found: FileKind,
    },
    /// The workbook asks for a password.
    Encrypted,
    /// It should be a workbook, but cannot be read as one.
    Damaged,
    /// Inflated size beyond [`crate::limit::UNZIPPED_BYTES_MAX`].
    TooManyBytes {
        /// The limit in bytes.
        limit: u64,
    },
    /// A row beyond [`crate::limit::ROWS_MAX`].
    TooManyRows {
        /// The limit.
        limit: u32,
    },
    /// A value beyond [`crate::limit::COLUMNS_MAX`].
    TooManyColumns {
        /// The limit.
        limit: u32,
    },
    /// More than [`crate::limit::CELLS_MAX`].
    TooManyCells {
        /// The limit.
        limit: usize,
    },
    /// A field of a text table beyond [`crate::limit::CELL_CHARS_MAX`].
    UnclosedQuote,
    /// Text neither in UTF-8 nor in GB18030 (nor what its byte order mark says).
    Undecodable {
        /// Offset of the first bad byte, the byte order mark not counted.
        byte: usize,
    },
}

/// Why a value cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueFault {
    /// A required cell is empty.
    Missing,
    /// Not a date in any known spelling.
    NotADate,
    /// A day that the calendar does not have, such as 30 February.
    NoSuchDate,
    /// A date whose order of day and month, or whose century, is anyone's guess.
    AmbiguousDate,
    /// A month and day, and no year to be found in title, sheet or file name.
    NoYear,
    /// A day alone, and no month to be found.
    NoMonth,
    /// A time alone where a date is needed.
    NoDate,
    /// Not a time of day in any known spelling.
    NotATime,
    /// Not a number.
    NotANumber,
    /// No digits where a phone number should be.
    NotAPhone,
    /// A number so long that the spreadsheet program rounded its last digits away.
    LostDigits,
    /// The formula gives an error.
    FormulaError,
    /// A ditto mark with nothing above it.
    NothingAbove,
}

impl SheetProblem {
    pub(crate) fn of_file(fault: FileFault) -> Self {
        SheetProblem {
            place: Place::default(),
            cause: Cause::File(fault),
        }
    }

    pub(crate) fn of_sheet(sheet: &str, cause: Cause) -> Self {
        SheetProblem {
            place: Place {
                sheet: Some(sheet.to_owned()),
                ..Place::default()
            },
            cause,
        }
    }
}
