//! Telling people what is due soon. It decides nothing: what is due is due whether anybody was told or not.

use ledger::lists::{Cursor, Listee};
use ruling::calendar::Instant;
use ruling::fact::StaffId;

use crate::following::{NEWS_SECONDS, person_in_charge};
use crate::notices::{self, NewNotice, NoticeKind};
use crate::{Desk, Refusal, task};

/// How long before its end something is due soon.
const SOON_SECONDS: i64 = 24 * 60 * 60;
/// Rows read at once.
const READ_AT_ONCE: u32 = 500;

impl Desk {
    /// Tells everybody, once, what is due or ends within a day, what came to them because others are late, and what
    /// they planned for now, and keeps the lists right. To be called now and then.
    ///
    /// # Errors
    /// Rows that cannot be read or written.
    pub fn remind(&self) -> Result<(), Refusal> {
        self.turn_lines(usize::MAX)?;
        let now = self.ledger.now();
        let until = now.plus_seconds(SOON_SECONDS);
        self.remind_of_plans(now)?;
        self.remind_of_duties(now, until)?;
        self.tell_what_was_raised(now)?;
        self.tell_all(self.list_news(now)?)?;
        self.tell_all(self.stand_ins_over(now)?)?;
        let mut after = Cursor::after(now);
        loop {
            let ending = self.ledger.ending(after, until, READ_AT_ONCE)?;
            let Some(last) = ending.last() else {
                return Ok(());
            };
            after = last.cursor();
            let ends = ending.iter().filter_map(|holding| {
                let who = match holding.owner {
                    Some(Listee::Staff(staff)) => Some(staff),
                    _ => holding.person,
                };
                Some(due_soon(who?, holding.case, holding.until?))
            });
            self.tell_all(ends.collect())?;
        }
    }

    fn remind_of_duties(&self, now: Instant, until: Instant) -> Result<(), Refusal> {
        let mut after = Cursor::after(now);
        loop {
            let duties = self.ledger.due(after, until, READ_AT_ONCE)?;
            let Some(last) = duties.last() else {
                return Ok(());
            };
            after = last.cursor();
            let mut told = Vec::new();
            for duty in &duties {
                let who = match duty.who {
                    Some(Listee::Staff(staff)) => Some(staff),
                    _ => self.in_charge(duty.case, now)?,
                };
                told.extend(who.map(|who| due_soon(who, duty.case, duty.until)));
            }
            self.tell_all(told)?;
        }
    }

    /// Whoever is above is told, once, of what came to them.
    fn tell_what_was_raised(&self, now: Instant) -> Result<(), Refusal> {
        let after = now.plus_seconds(-NEWS_SECONDS);
        let raised = self.ledger.look(|rows| task::rows::raised(rows, after))?;
        let told = raised.into_iter().map(|(who, case, from)| {
            NewNotice::about_case(who, NoticeKind::Raised, case, from.seconds())
        });
        self.tell_all(told.collect())
    }

    fn in_charge(&self, case: u64, now: Instant) -> Result<Option<StaffId>, Refusal> {
        let judged = self.ledger.case(case, now, now)?;
        Ok(judged.and_then(|judged| person_in_charge(&judged.ruling)))
    }

    fn tell_all(&self, told: Vec<NewNotice>) -> Result<(), Refusal> {
        Ok(self.ledger.keep(move |rows| {
            let mut told = told.iter();
            told.try_for_each(|notice| notices::tell(rows, notice))
        })?)
    }
}

fn due_soon(who: StaffId, case: u64, until: Instant) -> NewNotice {
    NewNotice::about_case(who, NoticeKind::DueSoon, case, until.seconds())
}
