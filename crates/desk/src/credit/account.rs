//! What a deal's lines are, month by month. A line of a month whose statements were issued stays as it is; whatever
//! changes afterwards is a line of the month in which it changes, with the difference.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::fact::{StaffId, UnitId};
use ruling::ruling::{CreditKind, Reasons, State};

/// Who receives credit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Receiver {
    /// A person.
    Staff(StaffId),
    /// A unit as a whole.
    Unit(UnitId),
    /// Whoever has this office of the regulation; no unit: in the company.
    Office(String, Option<UnitId>),
    /// Whoever is responsible for the division.
    Region(u32),
    /// The customer.
    Customer,
}

/// What a receiver has of a deal by its ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) receiver: Receiver,
    pub(crate) kind: CreditKind,
    /// Who is in charge where a unit receives.
    pub(crate) person: Option<StaffId>,
    /// The unit of whoever receives, at the deal.
    pub(crate) unit: Option<UnitId>,
    /// None: no fact says the amount yet.
    pub(crate) cents: Option<i64>,
    pub(crate) parts: u32,
    pub(crate) of: u32,
    pub(crate) state: State,
    pub(crate) reasons: Reasons,
    pub(crate) clause: String,
}

/// A line of a deal in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Months since January of year 0.
    pub(crate) month: u32,
    /// What is due; money is what this line adds to those of other months.
    pub(crate) due: Due,
    /// What it adds to the money that is final.
    pub(crate) final_cents: i64,
    /// What brought it about: the kind of a fact, or another name of [`super::cause`].
    pub(crate) cause: String,
    pub(crate) booked: Instant,
}

/// When credit is looked at, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) at: Instant,
    /// Its month.
    pub(crate) month: u32,
    /// The month of the deal.
    pub(crate) deal_month: u32,
    /// Statements of this month and of all before it were issued.
    pub(crate) issued: Option<u32>,
    pub(crate) cause: &'a str,
}

impl Moment<'_> {
    fn is_issued(&self, month: u32) -> bool {
        self.issued.is_some_and(|issued| month <= issued)
    }

    /// The month in which lines are changed now.
    fn open_month(&self) -> u32 {
        match self.is_issued(self.deal_month) {
            true => self.month,
            false => self.deal_month,
        }
    }
}

fn final_cents(due: &Due) -> i64 {
    let is_final = due.state == State::Final;
    due.cents.filter(|_| is_final).unwrap_or(0)
}

/// Brings a deal's lines up to what is due now.
pub(crate) fn bring_up(lines: &mut Vec<Line>, due: &[Due], moment: &Moment<'_>) {
    // Of a deal that was found to be of another month nothing stays in the one that it was taken for.
    let has_corrections = moment.is_issued(moment.deal_month);
    lines.retain(|line| {
        has_corrections || line.month == moment.deal_month || moment.is_issued(line.month)
    });
    let known = lines
        .iter()
        .map(|line| (line.due.receiver.clone(), line.due.kind));
    let wanted = due.iter().map(|due| (due.receiver.clone(), due.kind));
    let keys: BTreeSet<_> = known.chain(wanted).collect();
    for (receiver, kind) in keys {
        let mut now = due.iter();
        let now = now.find(|due| due.receiver == receiver && due.kind == kind);
        let is_of = |line: &Line| line.due.receiver == receiver && line.due.kind == kind;
        let (of_key, others): (Vec<Line>, Vec<Line>) = lines.drain(..).partition(is_of);
        *lines = others;
        lines.extend(brought_up(of_key, now, moment));
    }
    lines.sort_by(|one, other| {
        let place = |line: &Line| (line.month, line.due.kind, line.due.receiver.clone());
        place(one).cmp(&place(other))
    });
}

/// The lines of one receiver.
fn brought_up(of_key: Vec<Line>, now: Option<&Due>, moment: &Moment<'_>) -> Vec<Line> {
    let month = moment.open_month();
    let (open, mut lines): (Vec<Line>, Vec<Line>) =
        of_key.into_iter().partition(|line| line.month == month);
    let open = open.into_iter().next();
    let Some(last) = lines.last().or(open.as_ref()) else {
        let line = now.map(|now| Line {
            month,
            final_cents: final_cents(now),
            due: now.clone(),
            cause: moment.cause.to_owned(),
            booked: moment.at,
        });
        return line.into_iter().collect();
    };
    let nothing = Due {
        cents: last.due.cents.map(|_| 0),
        state: State::None,
        reasons: Reasons::default(),
        ..last.due.clone()
    };
    let now_due = now.unwrap_or(&nothing);
    let before: Option<i64> = lines
        .iter()
        .filter_map(|line| line.due.cents)
        .reduce(|sum, cents| sum + cents);
    let cents = match (now_due.cents, before) {
        (None, None) => None,
        (now, before) => Some(now.unwrap_or(0) - before.unwrap_or(0)),
    };
    let final_before: i64 = lines.iter().map(|line| line.final_cents).sum();
    let new = Line {
        month,
        final_cents: final_cents(now_due) - final_before,
        due: Due {
            cents,
            ..now_due.clone()
        },
        cause: moment.cause.to_owned(),
        booked: moment.at,
    };
    let is_same = |known: &Line| known.due == new.due && known.final_cents == new.final_cents;
    let is_needed = match lines.last() {
        None => now.is_some(),
        Some(last) => {
            new.due.cents.unwrap_or(0) != 0
                || new.final_cents != 0
                || last.due.state != new.due.state
        }
    };
    match open.filter(is_same) {
        Some(known) if is_needed => lines.push(known),
        _ if is_needed => lines.push(new),
        _ => {}
    }
    lines
}

#[cfg(test)]
mod tests;
