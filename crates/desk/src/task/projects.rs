//! An entry that may be of several projects waits in each, and is asked of people once.

use super::kind::{Answered, TaskKind};
use super::waiting::Waiting;
use crate::{Desk, Refusal};

impl Desk {
    /// Which of several projects an entry is of waits in the case of each of them, and is asked in the first's.
    pub(super) fn ask_projects_once(
        &self,
        case: u64,
        found: &mut Vec<Waiting>,
    ) -> Result<(), Refusal> {
        let now = self.ledger.now();
        let mut kept = Vec::with_capacity(found.len());
        for mut waiting in found.drain(..) {
            if waiting.kind == TaskKind::Identity
                && let Some(asking) = self.asks_project(waiting.of)?
            {
                waiting.answered = Answered::Project;
                let first = self.ledger.case(asking, now, now)?;
                if first.is_some_and(|first| first.id != case) {
                    continue;
                }
            }
            kept.push(waiting);
        }
        *found = kept;
        Ok(())
    }
}
