//! Spreadsheets as people keep them: found headers, guessed columns, typed values, write-back.
//!
//! [`Book::read`] takes the bytes of a workbook or a text table; [`Register::find`] finds the
//! table under titles and notes, maps its columns to the keys the caller wants and types every
//! value; [`annotate`] gives the same workbook back with columns added. [`export`] writes new ones.
//!
//! The crate knows nothing of customers or regulations, opens no file, and reads no clock. What a
//! value *means* (is this a phone number of a mainland mobile?) is the caller's business; what a
//! person *wrote* (`3月5日下午2点半`, `1.38E+10`, `〃`) is this crate's.

mod annotate;
mod book;
mod cell;
pub mod export;
mod header;
pub mod limit;
mod mapping;
mod problem;
mod register;
mod value;

pub use annotate::{Additions, Annotated, annotate};
pub use book::{Book, Format, Region, Sheet, SheetRow, Visibility};
pub use cell::{Cell, DateSystem, column_index, column_letter};
pub use mapping::{Assigned, Certainty, Choice, Column, ColumnKind, Header, Mapping};
pub use problem::{Cause, ColumnName, FileFault, FileKind, Place, SheetProblem, ValueFault};
pub use register::{Options, Register, Row, SkippedKind, SkippedRow, Table};
pub use value::{Moment, Period, Value};
