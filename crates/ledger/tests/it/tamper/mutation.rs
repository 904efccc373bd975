//! One change of one table, as somebody with the database's file or an account on its server can make it.

use rusqlite::types::Value;

use super::editor::Editor;
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
    pub(crate) fn read(editor: &Editor<'_>, name: &'static str, keys: &[&str]) -> Table {
        let (columns, rows) = editor.read(name);
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
        match &row[self.place] {
            Value::Integer(number) => number.cast_unsigned(),
            Value::Text(name) => {
                let (_, number) = name.rsplit_once('/').unwrap_or_default();
                number.parse().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// A number for a new row: behind all others, or anywhere.
    fn other_number(&self, key: usize, kind: Kind, dice: &mut Dice) -> Option<i64> {
        let numbers = self.rows.iter().filter_map(|row| number(&row[key]));
        let end = numbers.max()? + 1;
        Some(match kind {
            Kind::Append => end,
            _ => i64::try_from(dice.below(usize::try_from(end).unwrap())).unwrap(),
        })
    }

    fn is_key(&self, column: usize) -> bool {
        self.columns[column] == "company_id" || self.keys.contains(&column)
    }

    /// The statements that put other rows in the place of some.
    fn replace(&self, editor: &Editor<'_>, old: &[&[Value]], new: &[&[Value]]) -> Vec<String> {
        let company = self.columns.iter().position(|name| name == "company_id");
        let found_by: Vec<usize> = company
            .into_iter()
            .chain(self.keys.iter().copied())
            .collect();
        let delete = old.iter().map(|row| {
            let condition = found_by.iter().map(|column| {
                format!(
                    "{} = {}",
                    self.columns[*column],
                    editor.written(&row[*column])
                )
            });
            let condition: Vec<String> = condition.collect();
            format!(
                "DELETE FROM {} WHERE {}",
                self.name,
                condition.join(" AND ")
            )
        });
        let insert = new.iter().map(|row| {
            let values: Vec<String> = row.iter().map(|value| editor.written(value)).collect();
            format!("INSERT INTO {} VALUES ({})", self.name, values.join(", "))
        });
        delete.chain(insert).collect()
    }
}

/// What was changed.
pub(crate) struct Mutation {
    pub(crate) what: String,
    /// Numbers by which verifying may name the rows.
    pub(crate) places: Vec<u64>,
    /// The statements that undo it.
    pub(crate) undo: Vec<String>,
}

/// Makes a change of the kind; none if the table has nothing to be changed so.
pub(crate) fn mutate(
    editor: &Editor<'_>,
    table: &Table,
    kind: Kind,
    dice: &mut Dice,
) -> Option<Mutation> {
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
                new[key] = match &row[key] {
                    Value::Text(name) => Value::Text(format!("{name}{}", dice.below(10))),
                    _ => Value::Integer(table.other_number(key, kind, dice)?),
                };
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
        let (row, other): (&[Value], &[Value]) = (row, other);
        let (old, all_new): (Vec<&[Value]>, Vec<&[Value]>) = match kind {
            Kind::Delete => (vec![row], vec![]),
            Kind::Insert | Kind::Append => (vec![], vec![&new]),
            Kind::Swap if table.is_key(column) || !is_changed => return None,
            Kind::Swap => (vec![row, other], vec![&new, &second]),
            _ if !is_changed => return None,
            _ => (vec![row], vec![&new]),
        };
        let is_done = editor.change(&table.replace(editor, &old, &all_new));
        let undo = table.replace(editor, &all_new, &old);
        let what = format!("{kind:?} of {}.{}", table.name, table.columns[column]);
        let places = [row, &new, other, &second].map(|row: &[Value]| table.place_of(row));
        let places = match kind {
            Kind::Swap => places.to_vec(),
            Kind::Insert | Kind::Append => vec![places[1]],
            _ => places[..2].to_vec(),
        };
        is_done.then_some(Mutation { what, places, undo })
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
