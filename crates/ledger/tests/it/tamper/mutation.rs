//! One change of one table, as somebody with the database's file can make it.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::dice::Dice;

/// Ways to change a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// One bit of one value.
    Flip,
    Delete,
    /// Two rows have each other's value in a column.
    Swap,
    /// A row has everything of an earlier one but its key.
    Replay,
    /// A row more, before others.
    Insert,
    /// A row more, after all others.
    Append,
}

pub(crate) const KINDS: [Kind; 6] = [
    Kind::Flip,
    Kind::Delete,
    Kind::Swap,
    Kind::Replay,
    Kind::Insert,
    Kind::Append,
];

/// A table's rows, with the columns that a row is found by.
pub(crate) struct Table {
    name: &'static str,
    columns: Vec<String>,
    keys: Vec<usize>,
    /// Among the columns, the number by which verifying names a row.
    place: usize,
    rows: Vec<Vec<Value>>,
}

impl Table {
    pub(crate) fn read(connection: &Connection, name: &'static str, keys: &[&str]) -> Table {
        let mut select = connection
            .prepare(&format!("SELECT * FROM {name}"))
            .unwrap();
        let columns: Vec<String> = select.column_names().map(str::to_owned).collect();
        let count = columns.len();
        let rows = select
            .query_map([], |row| (0..count).map(|column| row.get(column)).collect())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let at = |wanted: &str| columns.iter().position(|name| name == wanted).unwrap();
        let place = match name {
            "tile" => at(keys[1]),
            _ => at(keys.first().unwrap_or(&"company_id")),
        };
        let keys = keys.iter().map(|key| at(key)).collect();
        Table {
            name,
            columns,
            keys,
            place,
            rows,
        }
    }

    fn place_of(&self, row: &[Value]) -> u64 {
        match row[self.place] {
            Value::Integer(number) => number.cast_unsigned(),
            _ => 0,
        }
    }

    fn is_key(&self, column: usize) -> bool {
        self.columns[column] == "company_id" || self.keys.contains(&column)
    }

    /// Puts other rows in the place of some; tells whether the database let it happen.
    fn replace(&self, connection: &Connection, old: &[&[Value]], new: &[&[Value]]) -> bool {
        let company = self.columns.iter().position(|name| name == "company_id");
        let found_by: Vec<usize> = company
            .into_iter()
            .chain(self.keys.iter().copied())
            .collect();
        let condition: Vec<String> = found_by
            .iter()
            .map(|column| format!("{} = ?", self.columns[*column]))
            .collect();
        let delete = format!(
            "DELETE FROM {} WHERE {}",
            self.name,
            condition.join(" AND ")
        );
        let marks = vec!["?"; self.columns.len()].join(", ");
        let insert = format!("INSERT INTO {} VALUES ({marks})", self.name);
        connection.execute_batch("BEGIN").unwrap();
        for row in old {
            let key = found_by.iter().map(|column| &row[*column]);
            assert_eq!(
                connection.execute(&delete, params_from_iter(key)).unwrap(),
                1
            );
        }
        let is_done = new.iter().all(|row| {
            connection
                .execute(&insert, params_from_iter(row.iter()))
                .is_ok()
        });
        let end = if is_done { "COMMIT" } else { "ROLLBACK" };
        connection.execute_batch(end).unwrap();
        is_done
    }
}

/// Makes a change of the kind; tells what was done and where, or none if the table has nothing to be changed so.
pub(crate) fn mutate(
    connection: &Connection,
    table: &Table,
    kind: Kind,
    dice: &mut Dice,
) -> Option<(String, Vec<u64>)> {
    if table.rows.is_empty() {
        return None;
    }
    // A change may change nothing, or be refused by the database itself: then another is tried.
    (0..50).find_map(|_| {
        let row = &table.rows[dice.below(table.rows.len())];
        let other = &table.rows[dice.below(table.rows.len())];
        let column = dice.below(table.columns.len());
        let (mut new, mut second) = (row.clone(), other.clone());
        match kind {
            Kind::Flip => new[column] = flipped(&row[column], dice)?,
            Kind::Swap => {
                (new[column], second[column]) = (other[column].clone(), row[column].clone());
            }
            Kind::Replay => {
                for column in (0..new.len()).filter(|column| !table.is_key(*column)) {
                    new[column] = other[column].clone();
                }
            }
            Kind::Insert | Kind::Append => {
                let key = *table.keys.last()?;
                let highest = table
                    .rows
                    .iter()
                    .filter_map(|row| number(&row[key]))
                    .max()?;
                let at = match kind {
                    Kind::Append => highest + 1,
                    _ => i64::try_from(dice.below(usize::try_from(highest + 1).unwrap())).unwrap(),
                };
                new[key] = Value::Integer(at);
                // Two entries cannot answer the same command.
                for (name, value) in table.columns.iter().zip(&mut new) {
                    if name == "command_key" {
                        *value = Value::Null;
                    }
                }
            }
            Kind::Delete => {}
        }
        let is_changed =
            new != *row && (table.columns[column] != "company_id" || kind != Kind::Flip);
        let is_done = match kind {
            Kind::Delete => table.replace(connection, &[row], &[]),
            Kind::Insert | Kind::Append => table.replace(connection, &[], &[&new]),
            Kind::Swap => {
                !table.is_key(column)
                    && is_changed
                    && table.replace(connection, &[row, other], &[&new, &second])
            }
            _ => is_changed && table.replace(connection, &[row], &[&new]),
        };
        let what = format!("{kind:?} of {}.{}", table.name, table.columns[column]);
        let places = [row, &new, other, &second].map(|row| table.place_of(row));
        let places = match kind {
            Kind::Swap => places.to_vec(),
            Kind::Insert | Kind::Append => vec![places[1]],
            _ => places[..2].to_vec(),
        };
        is_done.then_some((what, places))
    })
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

fn flipped(value: &Value, dice: &mut Dice) -> Option<Value> {
    match value {
        Value::Integer(number) => Some(Value::Integer(number ^ (1 << dice.below(20)))),
        Value::Text(text) => {
            let place = dice.below(text.chars().count().max(1));
            let change = |(at, one): (usize, char)| match at == place {
                true if one == 'x' => 'y',
                true => 'x',
                false => one,
            };
            Some(Value::Text(text.chars().enumerate().map(change).collect()))
        }
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            let place = dice.below(bytes.len().max(1));
            *bytes.get_mut(place)? ^= 1 << dice.below(8);
            Some(Value::Blob(bytes))
        }
        Value::Null | Value::Real(_) => None,
    }
}
