//! Personal data in clear: with a reason, a trace, and a budget.

use ruling::fact::StaffId;
use ruling::policy::problem::Text;

use crate::account::token;
use crate::following::person_in_charge;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::{Action, deed};
use crate::sight::{Seen, Sight};
use crate::usage::Budget;
use crate::{Actor, Desk, Refusal};

/// A value in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearField {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// The value.
    pub value: String,
}

impl Desk {
    /// What is known of a case's customer. Who asked and why is recorded before anything
    /// is shown, and the holder is told if it was somebody else.
    ///
    /// # Errors
    /// No case that the actor sees whole, no reason, erased data, or today's budget used up.
    pub fn reveal(
        &self,
        actor: &Actor,
        case: u64,
        reason: &str,
    ) -> Result<Vec<ClearField>, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let staff = self.may_reveal(actor, &seen, reason)?;
        let key: [u8; 16] = token::random()?;
        let personal = self.ledger.reveal(case, staff, reason, &key)?;
        self.tell_of_reveal(&seen, staff)?;
        let fields = personal.names().filter_map(|name| {
            let value = personal.get(name)?;
            Some(ClearField {
                name: name.to_owned(),
                label: seen.packs.label(seen.packs.names.find(name)),
                value: value.to_owned(),
            })
        });
        Ok(fields.collect())
    }

    /// Who may see what is in clear of a case, for this reason, within today's budget.
    pub(crate) fn may_reveal(
        &self,
        actor: &Actor,
        seen: &Seen,
        reason: &str,
    ) -> Result<StaffId, Refusal> {
        if seen.sight == Sight::OwnPart {
            return Err(Refusal::NotAllowed(Action::Reveal));
        }
        let permit = actor.may::<deed::Reveal>(seen.concerned.target());
        let permit = permit.map_err(|_| Refusal::NotAllowed(Action::Reveal))?;
        self.count_reveal(permit.staff, reason)?;
        Ok(permit.staff)
    }

    /// Counts what somebody sees with a reason.
    pub(crate) fn count_reveal(&self, staff: StaffId, reason: &str) -> Result<(), Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::Missing {
                field: "reveal_reason",
            });
        }
        let budget = Budget {
            action: Action::Reveal,
            deed: "reveal",
            limit: self.settings.reveals_a_day,
            alert: NoticeKind::ManyLooks,
        };
        self.spend(staff, budget)
    }

    /// Whoever holds a case hears that somebody else saw what is in clear of it.
    pub(crate) fn tell_of_reveal(&self, seen: &Seen, staff: StaffId) -> Result<(), Refusal> {
        let case = seen.case;
        let holder = person_in_charge(&seen.judged.ruling);
        if let Some(holder) = holder.filter(|holder| *holder != staff) {
            self.ledger.keep(move |rows| {
                let mark = rows.now().seconds();
                let notice = NewNotice::about_case(holder, NoticeKind::Revealed, case, mark);
                notices::tell(rows, &notice.from(Some(staff)))
            })?;
        }
        Ok(())
    }
}
