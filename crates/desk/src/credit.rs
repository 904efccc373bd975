//! What deals are worth to whom: lines by month, statements, and what units made of a month. All of it is kept as
//! rows while the log is followed, so that no list judges; the totals of a deal are the deal, to the cent.

mod account;
mod book;
mod lists;
mod rows;
mod statement;
mod summary;

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::CivilDay;
use ruling::fact::StaffId;
use ruling::ruling::{CreditKind, Party, State};

pub use self::account::Receiver;
use self::book::Booked;
pub(crate) use self::book::Point;
pub(crate) use self::lists::awaited;
use self::lists::{Found, cause_in_words, lines_of, totals_of, wanted};
use self::rows::DealRow;
pub(crate) use self::rows::Issue;
pub use self::statement::{Issued, Statement, StatementOf};
pub use self::summary::UnitSummary;
use crate::customers::{Whose, may_list};
use crate::permission::{Action, deed};
use crate::sight::{Concerned, answers_for};
use crate::{Actor, Desk, Instant, Refusal, Text};

/// Lines on a page.
const PAGE_LINES: u32 = 50;
/// Most lines read at once to be taken out, and on a statement.
const LINES_MAX: u32 = 10_000;
/// Deals are booked anew in so many transactions before a page is read.
const TURNS: usize = 4;

/// What brings a line about, where that is no fact.
mod cause {
    pub(super) const COMPANY: &str = "company";
    pub(super) const IDENTITY: &str = "identity";
    pub(super) const TIME: &str = "time";
}

/// A month of the company's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub(crate) u32);

impl Month {
    /// That of an instant.
    #[must_use]
    pub fn of(at: Instant) -> Month {
        Month(month_of(at))
    }

    /// Reads `2026-03`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Month> {
        let day = CivilDay::parse(&format!("{text}-01"))?;
        Some(Month(month_of_day(day)))
    }

    /// Year, and month from 1.
    #[must_use]
    pub fn ym(self) -> (u32, u32) {
        (self.0 / 12, self.0 % 12 + 1)
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Month {
        Month(self.0.saturating_sub(1))
    }

    /// The month after.
    #[must_use]
    pub fn after(self) -> Month {
        Month(self.0.saturating_add(1))
    }

    /// Its first day; none: no calendar reaches that far.
    pub(crate) fn first_day(self) -> Option<CivilDay> {
        let (year, month) = self.ym();
        CivilDay::from_ymd(i32::try_from(year).ok()?, u8::try_from(month).ok()?, 1)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month) = self.ym();
        write!(out, "{year:04}-{month:02}")
    }
}

fn month_of_day(day: CivilDay) -> u32 {
    let (year, month, _) = day.ymd();
    let months = i64::from(year) * 12 + i64::from(month) - 1;
    u32::try_from(months).unwrap_or(0)
}

/// The month of an instant, counted from January of year 0.
fn month_of(at: Instant) -> u32 {
    month_of_day(book::zone().day_of(at))
}

/// Which lines, from where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditQuery {
    /// Whose.
    pub whose: Whose,
    /// Of which month.
    pub month: Month,
    /// Lines before the page.
    pub skip: u32,
}

/// What somebody has of a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditLine {
    /// The case; none: the reader does not see it.
    pub case: Option<u64>,
    /// The customer, masked; none: the reader does not see them, or nothing is known any more.
    pub customer: Option<String>,
    /// When the deal was made.
    pub deal_at: Instant,
    /// Who receives it.
    pub receiver: Receiver,
    /// By name.
    pub name: Text,
    /// Whose statement it stands on; none: nobody's, or not one that the reader sees.
    pub statement: Option<StatementOf>,
    /// Who is in charge where a unit receives.
    pub person: Option<String>,
    /// Performance, commission or a fee.
    pub kind: CreditKind,
    /// Parts of the whole, and the whole; none: it is no part of anything.
    pub share: Option<(u32, u32)>,
    /// What this line adds, in cents; none: no amount is known yet.
    pub cents: Option<i64>,
    /// What it adds to what is final.
    pub final_cents: i64,
    /// How firm it is.
    pub state: State,
    /// What is awaited while it is pending.
    pub awaits: Vec<Text>,
    /// Number of the clause it rests on.
    pub clause: String,
    /// Why it was changed after the statements of its deal's month were issued; none: it was not.
    pub correction: Option<Text>,
    /// When it came to be what it is.
    pub booked: Instant,
}

/// Money of several lines, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CreditTotals {
    /// Parts of deals.
    pub performance: i64,
    /// Of that, final.
    pub final_performance: i64,
    /// Commissions and fees.
    pub pay: i64,
    /// Of that, final.
    pub final_pay: i64,
}

impl CreditTotals {
    fn add(&mut self, kind: CreditKind, (cents, final_cents): (i64, i64)) {
        let (all, all_final) = match kind {
            CreditKind::Performance => (&mut self.performance, &mut self.final_performance),
            CreditKind::Commission | CreditKind::Fee => (&mut self.pay, &mut self.final_pay),
        };
        *all += cents;
        *all_final += final_cents;
    }
}

/// A deal of which nobody has anything yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDeal {
    /// The case.
    pub case: u64,
    /// The customer, masked.
    pub customer: Option<String>,
    /// When the deal was made.
    pub deal_at: Instant,
    /// Its amount in cents, where one is known.
    pub cents: Option<i64>,
    /// How firm it is.
    pub state: State,
    /// What is awaited.
    pub awaits: Vec<Text>,
}

/// A page of lines, with the totals of all that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditPage {
    /// Its lines.
    pub lines: Vec<CreditLine>,
    /// Deals of the month of which nobody has anything yet; only of units and the company.
    pub open: Vec<OpenDeal>,
    /// Of all lines, not of the page's only.
    pub totals: CreditTotals,
    /// Lines before the next page; none: this is the last.
    pub next: Option<u32>,
    /// The month's statements, once they were issued.
    pub issued: Option<Issued>,
}

impl Desk {
    /// Lines of a month.
    ///
    /// # Errors
    /// A unit, or the company, whose credit the actor does not see.
    pub fn credit(&self, actor: &Actor, query: &CreditQuery) -> Result<CreditPage, Refusal> {
        may_list::<deed::SeeCredit>(actor, query.whose)?;
        self.follow()?;
        self.turn_credit(TURNS)?;
        self.credit_page(actor, query, PAGE_LINES)
    }

    fn credit_page(
        &self,
        actor: &Actor,
        query: &CreditQuery,
        limit: u32,
    ) -> Result<CreditPage, Refusal> {
        let (found, open, totals, issues) = self.ledger.look(|rows| {
            let wanted = wanted(rows, actor, query);
            let page = (query.skip, limit.saturating_add(1));
            Ok::<_, Fault>((
                lines_of(rows, &wanted, page)?,
                rows::open_deals(rows, query.whose, query.month.0)?,
                totals_of(rows, &wanted)?,
                rows::issues(rows)?,
            ))
        })?;
        let has_more = found.len() > limit as usize;
        let mut lines = Vec::with_capacity(found.len());
        for line in found.into_iter().take(limit as usize) {
            lines.push(self.credit_line(actor, line)?);
        }
        Ok(CreditPage {
            lines,
            open: self.open_deals(actor, open)?,
            totals,
            next: has_more.then(|| query.skip.saturating_add(limit)),
            issued: self.issued(&issues, query.month)?,
        })
    }

    /// Lines of a month to be taken out of the program, from the first on.
    ///
    /// # Errors
    /// Lines that the actor may not see or take out, or today's budget used up.
    pub fn export_credit(
        &self,
        actor: &Actor,
        query: &CreditQuery,
    ) -> Result<Vec<CreditLine>, Refusal> {
        let permit = actor.may::<deed::Export>(query.whose.target())?;
        may_list::<deed::SeeCredit>(actor, query.whose)?;
        self.take_out(permit.staff, |after| {
            self.follow()?;
            self.turn_credit(usize::MAX)?;
            let skip = after.unwrap_or(0);
            let page = self.credit_page(actor, &CreditQuery { skip, ..*query }, LINES_MAX)?;
            Ok((page.lines, page.next))
        })
    }

    /// A line as its reader may see it.
    fn credit_line(&self, actor: &Actor, found: Found) -> Result<CreditLine, Refusal> {
        let Found { case, deal, line } = found;
        let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
        let sees = actor.is_allowed(Action::SeeCase, concerned.target());
        let directory = self.ledger.directory()?;
        let name = |staff: &StaffId| directory.staff.get(staff).cloned();
        let due = line.due;
        // Who helped, or claimed in vain, learns no more of the customer by it.
        let is_theirs =
            due.receiver == Receiver::Staff(actor.staff) || due.person == Some(actor.staff);
        let holds = sees && is_theirs && due.kind == CreditKind::Performance;
        let is_correction = line.month > deal.1;
        let statement = match due.receiver {
            Receiver::Staff(staff) => Some(StatementOf::Staff(staff)),
            Receiver::Unit(unit) => Some(StatementOf::Unit(unit)),
            Receiver::Office(..) | Receiver::Region(_) | Receiver::Customer => None,
        };
        Ok(CreditLine {
            case: sees.then_some(case),
            customer: match holds || answers_for(actor, &concerned) {
                true => self.customer_name(case)?,
                false => None,
            },
            deal_at: deal.0,
            name: self.receiver_name(case, &due.receiver)?,
            person: due.person.as_ref().and_then(name),
            kind: due.kind,
            share: (due.of > 0).then_some((due.parts, due.of)),
            cents: due.cents,
            final_cents: line.final_cents,
            state: due.state,
            awaits: match due.state {
                State::Pending => due.reasons.iter().map(awaited).collect(),
                _ => Vec::new(),
            },
            clause: due.clause,
            correction: is_correction.then(|| cause_in_words(&line.cause)),
            booked: line.booked,
            statement: statement.filter(|of| self.may_see_statement(actor, *of).is_ok()),
            receiver: due.receiver,
        })
    }

    fn receiver_name(&self, case: u64, receiver: &Receiver) -> Result<Text, Refusal> {
        let packs = self.ledger.packs_of(case)?;
        let party = match receiver {
            Receiver::Staff(staff) => Party::Staff(*staff),
            Receiver::Unit(unit) => Party::Unit(*unit),
            Receiver::Office(office, unit) => Party::Role(packs.names.find(office), *unit),
            Receiver::Region(region) => {
                let region = region.to_string();
                return Ok(Text::new(region.clone(), region));
            }
            Receiver::Customer => Party::Customer,
        };
        self.party_name(party, &packs)
    }

    /// Deals of which nobody has anything yet.
    fn open_deals(&self, actor: &Actor, deals: Vec<DealRow>) -> Result<Vec<OpenDeal>, Refusal> {
        let mut open = Vec::with_capacity(deals.len());
        for deal in deals {
            let concerned = self.ledger.look(|rows| Concerned::of(rows, deal.case))?;
            if !actor.is_allowed(Action::SeeCase, concerned.target()) {
                continue;
            }
            open.push(OpenDeal {
                case: deal.case,
                customer: self.customer_name(deal.case)?,
                deal_at: deal.at,
                cents: deal.cents,
                state: deal.state,
                awaits: deal.reasons.iter().map(awaited).collect(),
            });
        }
        Ok(open)
    }
}

/// Cases with a deal whose commission is divided, or waits to be.
pub(crate) fn deals_with_commission(rows: &Rows<'_>, limit: u32) -> Result<Vec<u64>, Fault> {
    rows::deals_with_commission(rows, limit)
}

/// Keeps what was booked, and which statements were issued.
pub(crate) fn keep(
    rows: &Rows<'_>,
    (booked, issues): (&[Booked], &[Issue]),
    is_news: bool,
) -> Result<(), Fault> {
    booked.iter().try_for_each(|one| rows::store(rows, one))?;
    issues
        .iter()
        .try_for_each(|issue| rows::issue(rows, issue, is_news))
}
