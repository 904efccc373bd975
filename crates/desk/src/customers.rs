//! Lists of customers: one's own, and those of the units one answers for. Ranges of an index, newest first; what
//! stands in each line is judged as of now.

use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId, UnitId};
use ruling::ruling::{Mode, State};

use crate::following::{WHOLE_COMPANY, person_in_charge};
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Refusal, Text};

/// Most lines of a page.
pub const PAGE_MAX: u32 = 100;
/// Most cases judged for one page when a filter passes over many.
const LOOKED_AT_MAX: usize = 400;

/// Whose customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// Those in which one acted oneself.
    #[default]
    Mine,
    /// Those recorded under a unit and what was below it then.
    Unit(UnitId),
    /// The whole company's.
    Company,
}

/// Which customers, from where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerQuery {
    /// Whose.
    pub whose: Whose,
    /// Only those whom this person holds or is in charge of.
    pub holder: Option<StaffId>,
    /// Only those of whom others may do this.
    pub mode: Option<Mode>,
    /// Only those with something due before this instant.
    pub due_before: Option<Instant>,
    /// Where the page before ended; none: the first page.
    pub after: Option<Seq>,
    /// Lines of the page.
    pub limit: u32,
}

impl Default for CustomerQuery {
    fn default() -> CustomerQuery {
        CustomerQuery {
            whose: Whose::Mine,
            holder: None,
            mode: None,
            due_before: None,
            after: None,
            limit: 20,
        }
    }
}

/// A customer in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerLine {
    /// The case.
    pub case: u64,
    /// The customer's name or company, masked; none: nothing was given, or it was erased.
    pub customer: Option<String>,
    /// Who holds it, by name; none: nobody.
    pub holder: Option<Text>,
    /// How firmly.
    pub state: State,
    /// What others may do.
    pub mode: Mode,
    /// First second in which that no longer holds.
    pub until: Option<Instant>,
    /// First second in which the next thing due is late.
    pub due_until: Option<Instant>,
    /// The entry that touched it last.
    pub touched: Seq,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Its lines.
    pub lines: Vec<T>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<Seq>,
}

impl Desk {
    /// One page of customers.
    ///
    /// # Errors
    /// A unit, or the company, that the actor does not answer for.
    pub fn customers(
        &self,
        actor: &Actor,
        query: &CustomerQuery,
    ) -> Result<Page<CustomerLine>, Refusal> {
        self.follow()?;
        self.may_list(actor, query.whose)?;
        let limit = query.limit.clamp(1, PAGE_MAX);
        let mut page = Page {
            lines: Vec::new(),
            next: None,
        };
        let mut after = query.after.unwrap_or(Seq::MAX);
        let mut looked_at = 0;
        loop {
            let rows = self.newest(actor, query.whose, after, limit)?;
            let is_last = rows.len() < usize::try_from(limit).unwrap_or(usize::MAX);
            for (case, touched) in rows {
                after = touched;
                looked_at += 1;
                page.lines.extend(self.customer_line(query, case, touched)?);
                let is_full = page.lines.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
                if is_full || looked_at >= LOOKED_AT_MAX {
                    page.next = Some(after);
                    return Ok(page);
                }
            }
            if is_last {
                return Ok(page);
            }
        }
    }

    fn may_list(&self, actor: &Actor, whose: Whose) -> Result<(), Refusal> {
        let scopes = actor.scopes_of(Action::SeeCase);
        match whose {
            Whose::Mine => actor.may::<deed::SeeCase>(Target::Anything).map(drop),
            Whose::Company => actor.may::<deed::SeeCase>(Target::Unit(None)).map(drop),
            // Of a unit below one's own, what was recorded while it lay elsewhere is not one's own to list.
            Whose::Unit(unit) => match scopes.contains(&None) || scopes.contains(&Some(unit)) {
                true => Ok(()),
                false => Err(Refusal::NotFound),
            },
        }
    }

    /// Cases after a place in the list, the one touched last first.
    fn newest(
        &self,
        actor: &Actor,
        whose: Whose,
        after: Seq,
        limit: u32,
    ) -> Result<Vec<(u64, Seq)>, Refusal> {
        let (sql, id) = match whose {
            Whose::Mine => (
                "SELECT case_id, touched_seq FROM case_of_staff WHERE company_id = $1 AND staff_id = $2 AND \
                 touched_seq < $3 ORDER BY touched_seq DESC LIMIT $4",
                actor.staff.0.get(),
            ),
            Whose::Unit(unit) => (NEWEST_OF_UNIT, unit.0.get()),
            Whose::Company => (NEWEST_OF_UNIT, WHOLE_COMPANY),
        };
        Ok(self.ledger.look(|rows| {
            let values = [rows.company(), id.into(), after.into(), limit.into()];
            rows.query("listing customers", sql, &values, |row| {
                Ok((row.id(0)?, row.int(1)?))
            })
        })?)
    }

    /// A line, if the query wants it.
    fn customer_line(
        &self,
        query: &CustomerQuery,
        case: u64,
        touched: Seq,
    ) -> Result<Option<CustomerLine>, Refusal> {
        let now = self.ledger.now();
        let Some(judged) = self.ledger.case(case, now, now)? else {
            return Ok(None);
        };
        let ruling = &judged.ruling;
        let dues = ruling.obligations.iter();
        let due_until = dues.filter_map(|duty| duty.due_until).min();
        let is_wanted = query
            .holder
            .is_none_or(|holder| person_in_charge(ruling) == Some(holder))
            && query.mode.is_none_or(|mode| ruling.protection.mode == mode)
            && query
                .due_before
                .is_none_or(|before| due_until.is_some_and(|due| due <= before));
        if !is_wanted {
            return Ok(None);
        }
        let packs = self.packs_of_case(&judged)?;
        let holder = ruling.ownership.owner;
        let holder = holder.map(|party| self.party_name(party, &packs));
        Ok(Some(CustomerLine {
            case,
            customer: self.customer_name(case)?,
            holder: holder.transpose()?,
            state: ruling.ownership.state,
            mode: ruling.protection.mode,
            until: ruling.protection.until,
            due_until,
            touched,
        }))
    }

    /// What a list calls a customer: masked.
    pub(crate) fn customer_name(&self, case: u64) -> Result<Option<String>, Refusal> {
        let masked = self.ledger.masked(case)?;
        let named = ["company", "name", "phone"].into_iter();
        let mut named = named.filter_map(|field| {
            let mut fields = masked.iter();
            fields.find(|(name, _)| name == field)
        });
        Ok(named.next().map(|(_, value)| value.clone()))
    }
}

const NEWEST_OF_UNIT: &str = "SELECT case_id, touched_seq FROM case_of_unit WHERE company_id = $1 AND unit_id = $2 AND \
     touched_seq < $3 ORDER BY touched_seq DESC LIMIT $4";
