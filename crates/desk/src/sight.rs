//! What of a case somebody may see: it is loaded through whom it concerns, and what one may not see is not
//! found, by the same statements.

use std::num::NonZeroU32;
use std::sync::Arc;

use ledger::fault::Fault;
use ledger::record::{Command, JudgedCase};
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::{StaffId, UnitId};
use ruling::policy::Packs;

use crate::following::person_in_charge;
use crate::notices::NoticeKind;
use crate::permission::{Action, Target, deed};
use crate::usage::Budget;
use crate::{Actor, Desk, Refusal};

/// How much of a case somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it: one's own, or within one's scope.
    Whole,
    /// One acted in it, and a colleague holds it: one's own part, who holds it and until when.
    OwnPart,
}

/// People and units that a case concerns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Concerned {
    pub(crate) staff: Vec<StaffId>,
    pub(crate) units: Vec<UnitId>,
}

impl Concerned {
    pub(crate) fn of(rows: &Rows<'_>, case: u64) -> Result<Concerned, Fault> {
        let values = [rows.company(), case.into()];
        let staff = rows.query(
            "reading whom a case concerns",
            "SELECT staff_id FROM case_of_staff WHERE company_id = $1 AND case_id = $2",
            &values,
            |row| row.int::<u32>(0),
        )?;
        let units = rows.query(
            "reading which units a case concerns",
            "SELECT unit_id FROM case_of_unit WHERE company_id = $1 AND case_id = $2",
            &values,
            |row| row.int::<u32>(0),
        )?;
        Ok(Concerned {
            staff: staff
                .into_iter()
                .filter_map(|id| NonZeroU32::new(id).map(StaffId))
                .collect(),
            units: units
                .into_iter()
                .filter_map(|id| NonZeroU32::new(id).map(UnitId))
                .collect(),
        })
    }

    pub(crate) fn target(&self) -> Target<'_> {
        Target::Of {
            staff: &self.staff,
            units: &self.units,
        }
    }
}

/// A case that somebody may see.
pub(crate) struct Seen {
    pub(crate) judged: JudgedCase,
    pub(crate) concerned: Concerned,
    pub(crate) sight: Sight,
    /// The regulation it is judged by: that of its domain, whatever its reader works under.
    pub(crate) packs: Arc<Packs>,
}

impl Desk {
    /// A case as somebody may see it at an instant, as known then.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that is not there, and for one that they may not see.
    pub(crate) fn seen(
        &self,
        actor: &Actor,
        case: u64,
        at: Instant,
        known: Instant,
    ) -> Result<Seen, Refusal> {
        self.follow()?;
        let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
        // Whom it concerns decides before anything of it is read: a case that is not there concerns nobody.
        actor.may::<deed::SeeCase>(concerned.target())?;
        let judged = self.ledger.case(case, at, known)?;
        let judged = judged.ok_or(Refusal::NotFound)?;
        // Who holds it now sees it as it was, too.
        let now = match (at, known) == (actor.now, actor.now) {
            true => None,
            false => self.ledger.case(case, actor.now, actor.now)?,
        };
        let holder = person_in_charge(&now.as_ref().unwrap_or(&judged).ruling);
        let is_in_scope = actor.is_allowed(
            Action::SeeCase,
            Target::Of {
                staff: &[],
                units: &concerned.units,
            },
        );
        // Nobody holds it: whoever acted in it sees what happened.
        let is_own = holder.is_none_or(|holder| holder == actor.staff);
        let sight = match is_in_scope || is_own {
            true => Sight::Whole,
            false => Sight::OwnPart,
        };
        let packs = self.packs_of_case(&judged)?;
        Ok(Seen {
            judged,
            concerned,
            sight,
            packs,
        })
    }

    /// Notes that somebody looks at a case in which they have no part: the holder sees who did, and very many
    /// looks in a day are told of.
    pub(crate) fn trace_look(
        &self,
        actor: &Actor,
        case: u64,
        concerned: &Concerned,
    ) -> Result<(), Refusal> {
        if concerned.staff.contains(&actor.staff) {
            return Ok(());
        }
        let look = Command::Look {
            case,
            actor: actor.staff,
        };
        self.carry_out(look)?;
        let budget = Budget {
            action: Action::SeeCase,
            deed: "look",
            limit: self.settings.looks_a_day,
            alert: NoticeKind::ManyLooks,
        };
        match self.spend(actor.staff, budget) {
            // Looking is work; it is told of, not stopped.
            Err(Refusal::Budget { .. }) => Ok(()),
            other => other,
        }
    }
}
