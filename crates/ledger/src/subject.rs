//! What is sealed about a data subject, and the key that opens it.

use crate::customer::field;
use crate::encoding::field_name::is_beside;
use crate::fault::Fault;
use crate::privacy::keys::Keys;
use crate::privacy::personal::Personal;
use crate::privacy::seal::DataKey;
use crate::store::{CaseRow, Database};

/// A subject's key; none once erased.
pub(crate) fn data_key(
    database: &Database,
    keys: &Keys,
    subject: u64,
) -> Result<Option<DataKey>, Fault> {
    let Some(wrapped) = database.subject(subject)?.and_then(|row| row.wrapped_key) else {
        return Ok(None);
    };
    let place = database.place(subject, 0);
    Ok(Some(DataKey::unwrap(
        &wrapped,
        &keys.key_encryption,
        place,
    )?))
}

/// Everything that is sealed about a subject, the last value of each field; not what others said when they
/// looked.
pub(crate) fn personal_of(
    database: &Database,
    keys: &Keys,
    subject: u64,
) -> Result<Personal, Fault> {
    sealed_about(database, keys, subject, |_, _| true)
}

/// The same for one case of a subject's: what tells it from their other cases, such as its project, is only its own.
pub(crate) fn personal_in(
    database: &Database,
    keys: &Keys,
    row: &CaseRow,
) -> Result<Personal, Fault> {
    let parts = [
        (field::PROJECT, row.project),
        (field::DEMAND, row.demand),
        (field::CONTRACT, row.contract),
    ];
    let tells_apart = |name: &str| {
        let mut parts = parts.iter();
        parts.any(|(part, value)| *part == name && value.is_some())
    };
    sealed_about(database, keys, row.subject, |case, name| {
        case == Some(row.case) || !tells_apart(name)
    })
}

fn sealed_about(
    database: &Database,
    keys: &Keys,
    subject: u64,
    is_meant: impl Fn(Option<u64>, &str) -> bool,
) -> Result<Personal, Fault> {
    let Some(key) = data_key(database, keys, subject)? else {
        return Ok(Personal::default());
    };
    let mut fields = Vec::new();
    for row in database.facts_of_subject(subject)? {
        let Some(sealed) = &row.sealed else {
            continue;
        };
        let place = database.place(subject, row.seq);
        let personal = key.open(sealed, place)?;
        let names: Vec<String> = personal.names().map(str::to_owned).collect();
        let names = names
            .into_iter()
            .filter(|name| !is_beside(name) && is_meant(row.case, name));
        fields.extend(names.map(|name| {
            let value = personal.get(&name).unwrap_or_default().to_owned();
            (name, value)
        }));
    }
    Ok(Personal::new(fields))
}
