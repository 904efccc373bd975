//! What a batch is going to ask for, read before it is carried out: to a server each question is a way there and
//! back, and the whole batch waits for it.

use std::collections::BTreeSet;

use super::Prepared;
use crate::fault::Fault;
use crate::find::SIMILAR_MAX;
use crate::privacy::blind_index::TagKind;
use crate::state::State;
use crate::store::Database;

/// Subjects of one value that are read; of a name that many have, the others are asked for when they matter.
const OF_ONE_VALUE_MAX: usize = 16;

/// Looks for earlier answers to the commands, and reads whom they may mean. Whatever is not foreseen is asked for
/// when it is needed.
pub(crate) fn foresee<'c>(
    commands: impl Iterator<Item = &'c Prepared>,
    state: &State,
    database: &Database,
) -> Result<(), Fault> {
    let mut keys = Vec::new();
    let (mut entries, mut subjects, mut meant) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for Prepared { key, typed, .. } in commands {
        keys.push(&key[..]);
        let Ok(typed) = typed else { continue };
        let sought = &typed.sought;
        for tag in sought.identifying.iter().chain(&sought.may_be_under) {
            let known = state.index.subjects(*tag);
            meant.extend(known.into_iter().take(OF_ONE_VALUE_MAX));
        }
        for tag in typed.tags.iter().chain(&sought.scope) {
            subjects.extend(state.index.subjects(*tag).first());
        }
        let similar = sought.name.as_ref();
        let similar = similar.map(|name| state.names.like(name, SIMILAR_MAX));
        let mut identifying = sought.identifying.iter();
        // Two companies with codes are told apart by them, and their names are not opened.
        let has_code = identifying.any(|tag| tag.kind == TagKind::CreditCode);
        for name in similar.into_iter().flatten() {
            subjects.insert(name.subject.into());
            entries.extend((!has_code).then_some(name.seq));
        }
    }
    subjects.extend(&meant);
    database.know(&keys, &entries, &subjects, &meant)
}
