//! Statements: what somebody, or a unit, has of a month. Once issued, their lines stay; what changes afterwards stands
//! on the statement of the month in which it changes.

use ledger::fault::Fault;
use ledger::record::Command;
use ruling::fact::{StaffId, UnitId};

use super::account::Receiver;
use super::lists::{Wanted, lines_of};
use super::rows::{self, Issue};
use super::{CreditLine, CreditTotals, LINES_MAX, Month};
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Instant, Refusal};

/// Whose statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementOf {
    /// A person's.
    Staff(StaffId),
    /// A unit's, where units receive.
    Unit(UnitId),
}

/// That a month's statements were issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whose, by name.
    pub name: String,
    /// Their unit, by name.
    pub unit: Option<String>,
    /// Of which month.
    pub month: Month,
    /// Its lines, corrections of earlier months among them.
    pub lines: Vec<CreditLine>,
    /// Their sums.
    pub totals: CreditTotals,
    /// Once it was issued; none: it may still change.
    pub issued: Option<Issued>,
    /// Who was told that it was issued, by name.
    pub told: Vec<String>,
}

impl Desk {
    /// A statement: one's own, or of somebody or a unit whose credit one sees.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also for whom there is not.
    pub fn statement(
        &self,
        actor: &Actor,
        of: StatementOf,
        month: Month,
    ) -> Result<Statement, Refusal> {
        let (receiver, name, unit) = self.may_see_statement(actor, of)?;
        self.follow()?;
        self.turn_credit(super::TURNS)?;
        let (found, issues) = self.ledger.look(|rows| {
            let (kind, id, _) = rows::receiver_key(&receiver);
            let values = [
                rows.company(),
                month.0.into(),
                kind.into(),
                id.into(),
            ];
            let wanted = Wanted {
                sql: "WHERE l.company_id = $1 AND l.month_no = $2 AND l.receiver_kind = $3 AND l.receiver_id = $4",
                values: values.to_vec(),
            };
            Ok::<_, Fault>((
                lines_of(rows, &wanted, (0, LINES_MAX))?,
                rows::issues(rows)?,
            ))
        })?;
        let mut lines = Vec::with_capacity(found.len());
        let mut totals = CreditTotals::default();
        for line in found {
            let line = self.credit_line(actor, line)?;
            totals.add(line.kind, (line.cents.unwrap_or(0), line.final_cents));
            lines.push(line);
        }
        let issued = self.issued(&issues, month)?;
        let told = match (&issued, of) {
            (Some(_), StatementOf::Staff(_)) if !lines.is_empty() => vec![name.clone()],
            _ => Vec::new(),
        };
        Ok(Statement {
            name,
            unit,
            month,
            lines,
            totals,
            issued,
            told,
        })
    }

    pub(super) fn may_see_statement(
        &self,
        actor: &Actor,
        of: StatementOf,
    ) -> Result<(Receiver, String, Option<String>), Refusal> {
        let (directory, company) = (self.ledger.directory()?, self.ledger.company()?);
        let unit_name = |unit: UnitId| directory.units.get(&unit).cloned();
        let sees = |unit| match actor.is_allowed(Action::SeeCredit, Target::Unit(unit)) {
            true => Ok(()),
            false => Err(Refusal::NotFound),
        };
        Ok(match of {
            StatementOf::Staff(staff) => {
                let unit = company.unit_of(staff, actor.now, actor.now);
                if staff == actor.staff {
                    actor.may::<deed::SeeCredit>(Target::Anything)?;
                } else {
                    sees(unit)?;
                }
                let name = directory.staff.get(&staff).cloned();
                let name = name.ok_or(Refusal::NotFound)?;
                (Receiver::Staff(staff), name, unit.and_then(unit_name))
            }
            StatementOf::Unit(unit) => {
                sees(Some(unit))?;
                let name = unit_name(unit).ok_or(Refusal::NotFound)?;
                (Receiver::Unit(unit), name, None)
            }
        })
    }

    /// Issues the statements of a month, and of those before it that were not: their lines stay from now on, and
    /// everybody who has one is told.
    ///
    /// # Errors
    /// The actor issues none, the month is not over ([`Refusal::MonthNotOver`]) or issued already.
    pub fn issue_statements(&self, actor: &Actor, month: Month) -> Result<(), Refusal> {
        let permit = actor.may::<deed::IssueStatements>(Target::Anything)?;
        // A month is over for all of the company or for nobody: whoever issues statements does it for all.
        if !actor.is_allowed(Action::IssueStatements, Target::Unit(None)) {
            return Err(Refusal::WholeCompanyNeeded);
        }
        if month >= Month::of(actor.now) {
            return Err(Refusal::MonthNotOver);
        }
        self.follow()?;
        self.turn_credit(usize::MAX)?;
        let by = permit.staff;
        self.together(by, move |acts| {
            let issued = rows::issues(&acts.rows())?;
            if issued.iter().any(|issue| issue.month >= month.0) {
                return Err(Refusal::Settled);
            }
            let month = month.0;
            acts.carry_out(Command::IssueStatements { month, by })?;
            Ok(())
        })?;
        self.follow()
    }

    /// The latest month of which statements can be issued now; none: all were.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn month_to_issue(&self, actor: &Actor) -> Result<Option<Month>, Refusal> {
        if !actor.is_allowed(Action::IssueStatements, Target::Unit(None)) {
            return Ok(None);
        }
        let issued = self.ledger.look(rows::issues)?;
        let last = Month::of(actor.now).before();
        let is_issued = issued.iter().any(|issue| issue.month >= last.0);
        Ok((!is_issued).then_some(last))
    }

    /// When and by whom a month's statements were issued.
    pub(super) fn issued(&self, issues: &[Issue], month: Month) -> Result<Option<Issued>, Refusal> {
        let mut issues = issues.iter();
        let Some(issue) = issues.find(|issue| issue.month >= month.0) else {
            return Ok(None);
        };
        let directory = self.ledger.directory()?;
        Ok(Some(Issued {
            at: issue.at,
            by: directory.staff.get(&issue.by).cloned().unwrap_or_default(),
        }))
    }
}
