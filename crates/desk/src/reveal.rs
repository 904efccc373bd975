//! Personal data in clear: with a reason, a trace, and a budget.

use std::collections::BTreeMap;

use crate::account::token;
use crate::following::person_in_charge;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::{Action, deed};
use crate::sight::Sight;
use crate::usage::Budget;
use crate::{Actor, Desk, Refusal};

impl Desk {
    /// What is known of a case's customer, by the names of fields. Who asked and why is recorded before anything
    /// is shown, and the holder is told if it was somebody else.
    ///
    /// # Errors
    /// No case that the actor sees whole, no reason, erased data, or today's budget used up.
    pub fn reveal(
        &self,
        actor: &Actor,
        case: u64,
        reason: &str,
    ) -> Result<BTreeMap<String, String>, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        if seen.sight == Sight::OwnPart {
            return Err(Refusal::NotAllowed(Action::Reveal));
        }
        let permit = actor.may::<deed::Reveal>(seen.concerned.target());
        let permit = permit.map_err(|_| Refusal::NotAllowed(Action::Reveal))?;
        if reason.trim().is_empty() {
            return Err(Refusal::Missing { field: "reason" });
        }
        let budget = Budget {
            action: Action::Reveal,
            deed: "reveal",
            limit: self.settings.reveals_a_day,
            alert: NoticeKind::ManyLooks,
        };
        self.spend(permit.staff, budget)?;
        let key: [u8; 16] = token::random()?;
        let personal = self.ledger.reveal(case, permit.staff, reason, &key)?;
        let holder = person_in_charge(&seen.judged.ruling);
        if let Some(holder) = holder.filter(|holder| *holder != permit.staff) {
            self.ledger.keep(move |rows| {
                let mark = rows.now().seconds();
                let notice = NewNotice::about_case(holder, NoticeKind::Revealed, case, mark);
                notices::tell(rows, &notice)
            })?;
        }
        let fields = personal.names().filter_map(|name| {
            let value = personal.get(name)?;
            Some((name.to_owned(), value.to_owned()))
        });
        Ok(fields.collect())
    }
}
