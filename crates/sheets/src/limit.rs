//! The sizes beyond which a file is refused, each with its reason.

/// Bytes of all parts of a zipped workbook once inflated: a bomb of a few kilobytes can hold terabytes.
pub const UNZIPPED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Rows of one sheet: what spreadsheet programs themselves allow.
pub const ROWS_MAX: u32 = 1_048_576;
/// Columns of one sheet that hold a value: no register has more, a stray cell in column XFD has.
pub const COLUMNS_MAX: u32 = 1_000;
/// Cells of one book, blanks to the left of a value included: what a machine holds in memory.
pub const CELLS_MAX: usize = 20_000_000;
/// Characters of one cell: what spreadsheet programs allow. In a text table a longer field means
/// a quotation mark that is never closed.
pub const CELL_CHARS_MAX: usize = 32_767;
/// Rows from the top among which a header is looked for.
pub const HEADER_SEARCH_ROWS: usize = 60;
