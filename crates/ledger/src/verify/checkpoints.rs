//! Checkpoints: signed by this log's key, none left out, and none that was kept elsewhere unlike them.

use std::collections::BTreeMap;

use ruling::fact::Seq;

use super::{DamageKind, Verifying};
use crate::fault::Fault;
use crate::folder::HighWater;
use crate::log::checkpoint::Checkpoint;

impl Verifying<'_> {
    /// Checkpoints by size: those stored, each naming the one before, the high-water mark, those kept elsewhere.
    pub(super) fn signed_checkpoints(
        &mut self,
        high_water: Option<String>,
        kept: &[String],
    ) -> Result<BTreeMap<u64, Vec<Checkpoint>>, Fault> {
        let (state, found) = (&self.state, &mut self.found);
        let keys = state.log_keys(self.keys);
        let open = |note: &str| keys.iter().find_map(|key| key.open(note).ok());
        let mut by_size: BTreeMap<u64, Vec<Checkpoint>> = BTreeMap::new();
        let mut previous = 0;
        // Logs of which no checkpoint opens: more likely their name is another than all of the checkpoints.
        let mut nameless: BTreeMap<Seq, bool> = BTreeMap::new();
        for (size, note) in self.snapshot.reader()?.checkpoints()? {
            let checkpoint = open(&note).filter(|checkpoint| checkpoint.size == size);
            let from = state.lineages.begin_of(size);
            nameless
                .entry(from)
                .and_modify(|none| *none &= checkpoint.is_none())
                .or_insert(checkpoint.is_none());
            let Some(checkpoint) = checkpoint else {
                found.tell("checkpoint", size, DamageKind::BadSignature);
                continue;
            };
            if checkpoint.previous != previous {
                found.tell("checkpoint", checkpoint.previous, DamageKind::Missing);
            }
            previous = size;
            by_size.entry(size).or_default().push(checkpoint);
        }
        for (from, _) in nameless.into_iter().filter(|(_, is_nameless)| *is_nameless) {
            found.tell("lineage", from.into(), DamageKind::Changed);
        }
        match high_water.as_deref().map(open) {
            Some(Some(mark)) if !by_size.contains_key(&mark.size) => {
                found.tell("checkpoint", mark.size, DamageKind::Missing);
            }
            Some(None) => found.tell("high-water", 0, DamageKind::BadSignature),
            _ => {}
        }
        for (number, note) in (1..).zip(kept) {
            match open(&HighWater::read(note).note) {
                Some(checkpoint) => by_size.entry(checkpoint.size).or_default().push(checkpoint),
                None => found.tell(
                    "checkpoint kept elsewhere",
                    number,
                    DamageKind::BadSignature,
                ),
            }
        }
        Ok(by_size)
    }
}
