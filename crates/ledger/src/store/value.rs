//! Values on their way into a statement and out of a row, the same for both engines.

use ruling::calendar::Instant;
use ruling::fact::Ref;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, ToSqlOutput, ValueRef};
use tokio_postgres::types::FromSqlOwned;

/// What an engine says when it cannot do something.
pub type EngineError = Box<dyn std::error::Error + Send + Sync>;

/// A parameter of a statement. Numbers are 64 bits wide in every table.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A text.
    Text(&'a str),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Int(number.cast_signed())
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Value::Int(number.into())
    }
}

impl From<u8> for Value<'_> {
    fn from(number: u8) -> Self {
        Value::Int(number.into())
    }
}

impl From<Instant> for Value<'_> {
    fn from(instant: Instant) -> Self {
        Value::Int(instant.seconds())
    }
}

impl From<Ref> for Value<'_> {
    fn from(reference: Ref) -> Self {
        Value::Int(reference.0.cast_signed())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(text)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A row found, read by the number of the column (from 0).
pub struct Row<'a>(pub(crate) EngineRow<'a>);

/// An engine's own row.
pub(crate) enum EngineRow<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    fn get<T: FromSql + FromSqlOwned>(&self, column: usize) -> Result<T, EngineError> {
        match self.0 {
            EngineRow::Sqlite(row) => Ok(row.get(column)?),
            EngineRow::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A number that fits its type.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn int<T: TryFrom<i64>>(&self, column: usize) -> Result<T, EngineError> {
        narrow(self.get(column)?)
    }

    /// A number that may be missing.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn optional_int<T: TryFrom<i64>>(&self, column: usize) -> Result<Option<T>, EngineError> {
        let number: Option<i64> = self.get(column)?;
        number.map(narrow).transpose()
    }

    /// A number that uses all 64 bits.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn id(&self, column: usize) -> Result<u64, EngineError> {
        Ok(self.get::<i64>(column)?.cast_unsigned())
    }

    /// A number of 64 bits that may be missing.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn optional_id(&self, column: usize) -> Result<Option<u64>, EngineError> {
        Ok(self.get::<Option<i64>>(column)?.map(i64::cast_unsigned))
    }

    /// A moment.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn instant(&self, column: usize) -> Result<Instant, EngineError> {
        Ok(Instant::from_seconds(self.get(column)?))
    }

    /// A moment that may be missing.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn optional_instant(&self, column: usize) -> Result<Option<Instant>, EngineError> {
        Ok(self.get::<Option<i64>>(column)?.map(Instant::from_seconds))
    }

    /// Bytes of any number.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, EngineError> {
        self.get(column)
    }

    /// Bytes that may be missing.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn optional_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, EngineError> {
        self.get(column)
    }

    /// Bytes of a fixed number.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn array<const N: usize>(&self, column: usize) -> Result<[u8; N], EngineError> {
        let bytes = self.optional_array(column)?;
        bytes.ok_or_else(|| "a value is missing".into())
    }

    /// Bytes of a fixed number that may be missing.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn optional_array<const N: usize>(
        &self,
        column: usize,
    ) -> Result<Option<[u8; N]>, EngineError> {
        let bytes = match self.0 {
            EngineRow::Sqlite(row) => row.get_ref(column)?.as_blob_or_null()?,
            EngineRow::Postgres(row) => row.try_get(column)?,
        };
        bytes.map(fixed).transpose()
    }

    /// A text.
    ///
    /// # Errors
    /// The column holds something else.
    pub fn text(&self, column: usize) -> Result<String, EngineError> {
        self.get(column)
    }
}

fn narrow<T: TryFrom<i64>>(number: i64) -> Result<T, EngineError> {
    T::try_from(number).map_err(|_| "a number is out of range".into())
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], EngineError> {
    <[u8; N]>::try_from(bytes).map_err(|_| "a value has not the length it must have".into())
}
