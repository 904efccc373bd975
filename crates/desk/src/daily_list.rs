//! The list of each day: what an outlet registered since the last one closed, delivered inside the program to those
//! whom the regulation names, and confirmed by the outlet, also when nothing stands on it. What stands on it is shown
//! masked; the recipients alone read names and phones, each time leaving a trace with every customer.

mod outlets;
pub(crate) mod rows;
mod told;

use ledger::fault::Failure;
use ledger::record::Command;
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::fact::{FactKind, Seq, StaffId, UnitId};

use self::outlets::DayList;
use self::rows::{Confirmation, Listed};
use crate::account::token;
use crate::notices;
use crate::permission::Action;
use crate::refusal::LedgerRefusal;
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// What is known of a customer that stands on a list, by the names of fields.
const SHOWN: [&str; 3] = ["company", "name", "phone"];
/// Days whose lists are asked for until they are confirmed.
const DAYS_ASKED: i32 = 3;

/// How far a list has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListState {
    /// More may come to stand on it.
    Open,
    /// It is closed and waits to be confirmed.
    Waits,
    /// It was not confirmed in time.
    Late,
    /// The outlet confirmed it.
    Confirmed {
        /// Who did, by name.
        by: String,
        /// When.
        at: Instant,
        /// Whether that was too late.
        is_late: bool,
    },
}

/// A list among those of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// Whose.
    pub unit: UnitId,
    /// What the outlet is called.
    pub name: String,
    /// Which day's.
    pub day: CivilDay,
    /// How many registrations stand on it.
    pub count: usize,
    /// How far it has come.
    pub state: ListState,
    /// The last second in which it is confirmed in time.
    pub confirm_by: Instant,
    /// Whether the reader confirms it, now or once it is closed.
    pub is_readers: bool,
}

/// The lists of a day that concern a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListsOfDay {
    /// Which day.
    pub day: CivilDay,
    /// By the outlets' names.
    pub lines: Vec<ListLine>,
}

/// A registration on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Its number on the list, from 1.
    pub number: usize,
    /// The entry.
    pub seq: Seq,
    /// Its case; none: the reader does not see it.
    pub case: Option<u64>,
    /// When it was recorded: that puts it on this list.
    pub at: Instant,
    /// The customer, name and phone: masked, or in clear once whoever receives the list asked; none in clear: erased.
    pub customer: Option<Vec<String>>,
    /// For whom it was made.
    pub claimant: String,
    /// Whether it was taken back since.
    pub is_taken_back: bool,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyListSheet {
    /// Whose, which day's, and how far it has come.
    pub line: ListLine,
    /// The clause that asks for it.
    pub clause: String,
    /// Its first second.
    pub from: Instant,
    /// Its last second.
    pub last: Instant,
    /// What stands on it, in the order in which it was recorded.
    pub rows: Vec<ListRow>,
    /// To whom it is delivered, by name.
    pub recipients: Vec<String>,
    /// Whether the reader may confirm it now.
    pub can_confirm: bool,
    /// Whether it is delivered to the reader: they may read names and phones.
    pub is_delivered: bool,
    /// Whether names and phones stand in clear.
    pub is_clear: bool,
}

impl Desk {
    /// Whether an actor has to do with the lists of any outlet: for links. Each list is asked for again.
    ///
    /// # Errors
    /// A fault.
    pub fn has_lists(&self, actor: &Actor) -> Result<bool, Refusal> {
        Ok(self.has_daily_lists()? && self.has_part_in_lists(actor.staff, actor.now)?)
    }

    fn concerns(&self, actor: &Actor, list: &DayList) -> Result<bool, Refusal> {
        Ok(self.confirms(actor.staff, list, actor.now)?
            || self.receives(actor.staff, list, actor.now)?)
    }

    /// The lists of a day that an actor confirms or receives; without a day, of the last that is closed.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for whoever has nothing to do with any list.
    pub fn daily_lists(&self, actor: &Actor, day: Option<CivilDay>) -> Result<ListsOfDay, Refusal> {
        if !self.has_lists(actor)? {
            return Err(Refusal::NotFound);
        }
        let today = Zone::shanghai().day_of(actor.now);
        let day = match day {
            Some(day) => day.min(today.plus_days(1)),
            None => {
                let lists = self.day_lists(today)?;
                let is_closed = lists.iter().any(|list| list.is_closed(actor.now));
                today.plus_days(-i32::from(!is_closed))
            }
        };
        let mut lines = Vec::new();
        for list in self.day_lists(day)? {
            if self.concerns(actor, &list)? {
                let count = self.listed_on(&list)?.len();
                lines.push(self.list_line(actor, &list, count)?);
            }
        }
        lines.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(ListsOfDay { day, lines })
    }

    /// The lists that wait for an actor to confirm them, those of the longest ago first.
    ///
    /// # Errors
    /// A fault.
    pub fn lists_to_confirm(&self, actor: &Actor) -> Result<Vec<ListLine>, Refusal> {
        let mut waiting = Vec::new();
        if actor.unit.is_none() || !self.has_daily_lists()? {
            return Ok(waiting);
        }
        let today = Zone::shanghai().day_of(actor.now);
        let own = self.own_outlets(actor.staff, actor.now)?;
        for ago in (0..DAYS_ASKED).rev() {
            let day = today.plus_days(-ago);
            for list in self.day_lists_of(day, |unit| own.contains(&unit))? {
                if !list.is_closed(actor.now) || !self.confirms(actor.staff, &list, actor.now)? {
                    continue;
                }
                let count = self.listed_on(&list)?.len();
                let line = self.list_line(actor, &list, count)?;
                waiting.extend(
                    Some(line)
                        .filter(|line| matches!(line.state, ListState::Waits | ListState::Late)),
                );
            }
        }
        Ok(waiting)
    }

    fn listed_on(&self, list: &DayList) -> Result<Vec<Listed>, Refusal> {
        let span = (list.after, list.last());
        Ok(self
            .ledger
            .look(|rows| rows::listed(rows, list.unit, span))?)
    }

    fn confirmation_of(&self, list: &DayList) -> Result<Option<Confirmation>, Refusal> {
        Ok(self
            .ledger
            .look(|rows| rows::confirmation(rows, list.unit, list.day))?)
    }

    fn list_line(&self, actor: &Actor, list: &DayList, count: usize) -> Result<ListLine, Refusal> {
        let directory = self.ledger.directory()?;
        let confirmation = self.confirmation_of(list)?;
        let state = match confirmation {
            Some(Confirmation { by, at }) => ListState::Confirmed {
                by: directory.staff.get(&by).cloned().unwrap_or_default(),
                at,
                is_late: at > list.confirm_by(),
            },
            None if !list.is_closed(actor.now) => ListState::Open,
            None if actor.now > list.confirm_by() => ListState::Late,
            None => ListState::Waits,
        };
        Ok(ListLine {
            unit: list.unit,
            name: directory.units.get(&list.unit).cloned().unwrap_or_default(),
            day: list.day,
            count,
            state,
            confirm_by: list.confirm_by(),
            is_readers: self.confirms(actor.staff, list, actor.now)?,
        })
    }

    /// The list of a unit and day that an actor has to do with.
    fn list_of(&self, actor: &Actor, unit: UnitId, day: CivilDay) -> Result<DayList, Refusal> {
        let mut lists = self.day_lists(day)?.into_iter();
        let list = lists.find(|list| list.unit == unit);
        let list = list.ok_or(Refusal::NotFound)?;
        match self.concerns(actor, &list)? {
            true => Ok(list),
            false => Err(Refusal::NotFound),
        }
    }

    /// An outlet's list of a day, masked. Whoever only receives it reads it once it is closed.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a list that there is not, or that the actor neither confirms nor receives.
    pub fn daily_list(
        &self,
        actor: &Actor,
        unit: UnitId,
        day: CivilDay,
    ) -> Result<DailyListSheet, Refusal> {
        let list = self.list_of(actor, unit, day)?;
        self.sheet_of(actor, &list)
    }

    // Whoever confirms sees that nothing is missing, and no phones: those are delivered to the recipients only.
    fn sheet_of(&self, actor: &Actor, list: &DayList) -> Result<DailyListSheet, Refusal> {
        let listed = self.listed_on(list)?;
        let line = self.list_line(actor, list, listed.len())?;
        let is_closed = list.is_closed(actor.now);
        let directory = self.ledger.directory()?;
        let recipients = self.recipients(list, actor.now)?.into_iter();
        let recipients = recipients.filter_map(|staff| directory.staff.get(&staff).cloned());
        let mut rows = Vec::with_capacity(listed.len());
        if is_closed || line.is_readers {
            for (number, one) in (1..).zip(&listed) {
                rows.push(self.list_row(actor, number, one)?);
            }
        }
        Ok(DailyListSheet {
            clause: list.clause(),
            from: list.after.plus_seconds(1),
            last: list.last(),
            rows,
            recipients: recipients.collect(),
            can_confirm: line.is_readers
                && matches!(line.state, ListState::Waits | ListState::Late),
            is_delivered: is_closed && self.receives(actor.staff, list, actor.now)?,
            is_clear: false,
            line,
        })
    }

    fn list_row(&self, actor: &Actor, number: usize, one: &Listed) -> Result<ListRow, Refusal> {
        let directory = self.ledger.directory()?;
        let entry = self.ledger.entries(one.seq, 1)?.pop();
        let fact = entry.and_then(|entry| match entry.entry {
            ledger::encoding::Entry::Fact(fact) | ledger::encoding::Entry::Opened { fact, .. } => {
                Some(fact)
            }
            _ => None,
        });
        let claimant = fact.and_then(|fact| fact.doer());
        let claimant = claimant.and_then(|staff| directory.staff.get(&staff).cloned());
        let concerned = self.ledger.look(|rows| Concerned::of(rows, one.case))?;
        let judged = self.ledger.case(one.case, actor.now, actor.now)?;
        let is_taken_back = judged.is_some_and(|judged| {
            let mut facts = judged.file.facts().iter();
            facts.any(|fact| fact.kind == FactKind::Withdrawn && fact.of == Some(one.seq))
        });
        let masked = self.ledger.masked(one.case)?.into_iter();
        let shown = masked.filter(|(field, _)| SHOWN.contains(&&**field));
        let sees = actor.is_allowed(Action::SeeCase, concerned.target());
        Ok(ListRow {
            number,
            seq: one.seq,
            case: sees.then_some(one.case),
            at: one.recorded,
            customer: Some(shown.map(|(_, value)| value).collect()),
            claimant: claimant.unwrap_or_default(),
            is_taken_back,
        })
    }

    /// The same with names and phones in clear, for those to whom it is delivered. That they looked is recorded of
    /// every customer on it before anything is shown.
    ///
    /// # Errors
    /// As [`Desk::daily_list`]; [`Refusal::NotAllowed`] for whoever only confirms it; [`Refusal::ListOpen`] before it
    /// is closed.
    pub fn daily_list_in_clear(
        &self,
        actor: &Actor,
        unit: UnitId,
        day: CivilDay,
    ) -> Result<DailyListSheet, Refusal> {
        let list = self.list_of(actor, unit, day)?;
        if !self.receives(actor.staff, &list, actor.now)? {
            return Err(Refusal::NotAllowed(Action::Reveal));
        }
        refuse_open(&list, actor.now)?;
        let mut sheet = self.sheet_of(actor, &list)?;
        let reason = format!("{} 每日名单 daily list {day}", sheet.clause);
        let listed = self.listed_on(&list)?;
        for (row, one) in sheet.rows.iter_mut().zip(&listed) {
            row.customer = self.customer_in_clear(actor.staff, one.case, &reason)?;
        }
        sheet.is_clear = true;
        Ok(sheet)
    }

    /// What stands on the list of a customer; none: it was erased.
    fn customer_in_clear(
        &self,
        staff: StaffId,
        case: u64,
        reason: &str,
    ) -> Result<Option<Vec<String>>, Refusal> {
        let key: [u8; 16] = token::random()?;
        let personal = match self.ledger.reveal(case, staff, reason, &key) {
            Ok(personal) => personal,
            Err(Failure::Refused(LedgerRefusal::Erased)) => return Ok(None),
            Err(failure) => return Err(failure.into()),
        };
        let values = SHOWN.iter().filter_map(|field| personal.get(field));
        Ok(Some(values.map(str::to_owned).collect()))
    }

    /// Confirms an outlet's list of a day, an empty one too: that is all it registered since the list before. Once
    /// confirmed it stays so, whoever confirms it again.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a list that there is not, or that the actor has nothing to do with;
    /// [`Refusal::NotAllowed`] for whoever only receives it; [`Refusal::ListOpen`] before it is closed.
    pub fn confirm_list(
        &self,
        actor: &Actor,
        unit: UnitId,
        day: CivilDay,
    ) -> Result<DailyListSheet, Refusal> {
        let list = self.list_of(actor, unit, day)?;
        if !self.confirms(actor.staff, &list, actor.now)? {
            return Err(Refusal::NotAllowed(Action::RecordVisit));
        }
        refuse_open(&list, actor.now)?;
        let by = actor.staff;
        // Of two who confirm it at once the first does, and both have the answer.
        let key = format!("list {} {day}", unit.0);
        self.ledger.keep_together(move |together| {
            together.carry_out(Command::ConfirmList { unit, day, by }, key.as_bytes())?;
            notices::list_confirmed(&together.rows(), unit, day)?;
            Ok::<_, Failure>(())
        })?;
        self.follow()?;
        self.sheet_of(actor, &list)
    }
}

fn refuse_open(list: &DayList, now: Instant) -> Result<(), Refusal> {
    match list.is_closed(now) {
        true => Ok(()),
        false => Err(Refusal::ListOpen {
            from: list.last().plus_seconds(1),
        }),
    }
}
