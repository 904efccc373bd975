//! What each possible decision of a dispute would come to, before anybody makes it.

use ruling::fact::{Answer, FactKind, Seq, StaffId};
use ruling::ruling::Pending;

use crate::act::preview::Preview;
use crate::act::{ActEntry, ActInput};
use crate::following::person_in_charge;
use crate::matter::{Matter, MatterKind, MatterState};
use crate::permission::Action;
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// A decision that could be made.
#[derive(Debug)]
pub struct Draft {
    /// The act by which it is made.
    pub act: &'static str,
    /// The entry that it decides, where it decides one.
    pub of: Option<Seq>,
    /// Who would own the case, and their name.
    pub person: Option<(StaffId, String)>,
    /// Whether it accepts or rejects.
    pub answer: Answer,
    /// Whether the engine comes to the same by itself.
    pub is_engines: bool,
    /// What it would change; else why it cannot be made now.
    pub would: Result<Preview, Refusal>,
}

impl Desk {
    /// The decisions that somebody could make in a dispute; none where it is not theirs to decide, or decided.
    pub(super) fn drafts(
        &self,
        actor: &Actor,
        seen: &Seen,
        matter: &Matter,
    ) -> Result<Vec<Draft>, Refusal> {
        let decides = actor.is_allowed(Action::Decide, seen.concerned.target());
        if !decides || seen.sight != Sight::Whole {
            return Ok(Vec::new());
        }
        let directory = self.ledger.directory()?;
        let mut drafts = Vec::new();
        for (act, of, person, answer) in options(seen, matter) {
            let input = ActInput {
                case: Some(seen.case),
                act: act.to_owned(),
                entry: ActEntry {
                    of,
                    person,
                    answer,
                    // Whoever decides gives their own; that there is one changes what comes of it.
                    reason: act.to_owned(),
                    ..ActEntry::default()
                },
                ..ActInput::default()
            };
            let would = match self.preview_act(actor, &input) {
                Err(Refusal::Fault(fault)) => return Err(fault.into()),
                would => would,
            };
            let name = |staff| directory.staff.get(&staff).cloned().unwrap_or_default();
            drafts.push(Draft {
                act,
                of,
                person: person.map(|staff| (staff, name(staff))),
                answer,
                is_engines: person.is_some() && person == person_in_charge(&seen.judged.ruling),
                would,
            });
        }
        Ok(drafts)
    }
}

type Choice = (&'static str, Option<Seq>, Option<StaffId>, Answer);

fn options(seen: &Seen, matter: &Matter) -> Vec<Choice> {
    let ruling = &seen.judged.ruling;
    let policy = seen.packs.version(seen.packs.in_force(ruling.at));
    let about = |act, answer| (act, Some(matter.entry), None, answer);
    let ruled = |staff: Option<StaffId>| ("rule", None, staff, Answer::None);
    let rulings = || {
        let in_charge = person_in_charge(ruling);
        let mut sides = vec![matter.staff, matter.other, in_charge];
        sides.retain(Option::is_some);
        sides.dedup();
        sides.truncate(2);
        sides.into_iter().map(ruled).collect::<Vec<_>>()
    };
    match (matter.kind, matter.state) {
        (MatterKind::Look, MatterState::Open) if matter.decided.is_some() => rulings(),
        (MatterKind::Look, MatterState::Open) => vec![
            about("decide-appeal", Answer::No),
            about("decide-appeal", Answer::Yes),
        ],
        (MatterKind::Dispute, MatterState::Open) => {
            let by_evidence = policy
                .is_some_and(|policy| policy.window.is_some() && policy.exclusive)
                && ruling
                    .deals
                    .last()
                    .is_some_and(|deal| deal.window_until.is_some());
            let was_ruled = matter
                .decided
                .and_then(|(seq, ..)| seen.judged.file.by_seq(seq));
            let was_ruled = was_ruled.is_some_and(|fact| fact.kind == FactKind::Ruled);
            match by_evidence && !was_ruled && !ruling.ownership.reasons.contains(Pending::Decision)
            {
                true => vec![
                    about("decide-evidence", Answer::Yes),
                    about("decide-evidence", Answer::No),
                ],
                false => rulings(),
            }
        }
        _ => Vec::new(),
    }
}
