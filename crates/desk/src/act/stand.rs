//! Whether somebody could do an act, asked for others than whoever asks: by trying it, so that the answer is that
//! of the door itself.

use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, StaffId};

use super::against::Filled;
use super::table::Act;
use super::{Case, needs};
use crate::sight::Seen;
use crate::{Desk, Refusal};

/// How somebody stands to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// They could make it: now, or once others were heard or had their time.
    Able(Option<Instant>),
    /// They have an interest of their own in it.
    Interested,
    /// It is not theirs, or not to be made now.
    Other,
}

impl Desk {
    /// How somebody stands to deciding what `asked` asks, one way or the other.
    pub(crate) fn stand(
        &self,
        staff: StaffId,
        seen: &Seen,
        act: &'static Act,
        asked: &Fact,
    ) -> Result<Stand, Refusal> {
        let actor = self.as_actor(staff)?;
        let case = Case::of(&actor, seen)?;
        if case.is_interested(staff, act, asked) {
            return Ok(Stand::Interested);
        }
        for answer in [Answer::Yes, Answer::No] {
            let fact = Fact {
                actor: Some(staff),
                answer,
                ..asked.clone()
            };
            if case
                .role_allows(needs(case.words(), act, &fact), act)
                .is_err()
            {
                return Ok(Stand::Other);
            }
            match self.objections(case, act, &fact, Filled::NotYet) {
                Ok(_) => return Ok(Stand::Able(None)),
                Err(Refusal::Unheard { from } | Refusal::TooEarly { from }) => {
                    return Ok(Stand::Able(Some(from)));
                }
                Err(Refusal::Fault(fault)) => return Err(fault.into()),
                Err(_) => {}
            }
        }
        Ok(Stand::Other)
    }
}
