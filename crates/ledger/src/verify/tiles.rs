//! Tiles of the log.

use super::entries::TileRoots;
use super::{DamageKind, Verifying};
use crate::fault::Fault;

impl Verifying<'_> {
    /// Every full tile is there with the root of the entries below it, and no other is.
    pub(super) fn tiles(&mut self, mut wanted: TileRoots) -> Result<(), Fault> {
        let found = &mut self.found;
        for stored in self.snapshot.reader()?.tiles()? {
            match wanted.remove(&(stored.level, stored.number)) {
                None => found.tell("tile", stored.number, DamageKind::Surplus),
                Some(root) if root == stored.root => {}
                Some(_) => found.tell("tile", stored.number, DamageKind::Changed),
            }
        }
        for (_, number) in wanted.into_keys() {
            found.tell("tile", number, DamageKind::Missing);
        }
        Ok(())
    }
}
