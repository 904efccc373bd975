//! Lists of customers: one's own, and those of the units one answers for. Every page is a range of one index; what a
//! filter without an index passes over is bounded, and told.

mod range;
mod search;
mod stages;

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::lists::Listee;
use ruling::calendar::Instant;
use ruling::fact::{StaffId, UnitId};
use ruling::identity::division::{DivisionCode, Divisions};
use ruling::ruling::{Mode, State};

pub use self::search::Found;
pub use self::stages::{Stage, StageLine};
use crate::case_line::CaseLine;
use crate::following::WHOLE_COMPANY;
use crate::permission::{Action, Deed, Target, deed};
use crate::{Actor, Desk, Refusal, Text};

/// Most lines of a page.
pub const PAGE_MAX: u32 = 100;
/// Most lines taken out at once.
pub const EXPORT_MAX: usize = 10_000;
/// Times of lines are made anew in so many transactions before a page is read.
const TURNS: usize = 4;
/// A customer is called by the first of these fields that is known.
pub(crate) const CALLED_BY: [&str; 3] = ["company", "name", "phone"];
/// Most holders or regions to choose from.
const CHOICES_MAX: usize = 200;

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

impl Whose {
    /// What somebody acts on who acts on all of theirs.
    pub(crate) fn target(self) -> Target<'static> {
        match self {
            Whose::Mine => Target::Anything,
            Whose::Unit(unit) => Target::Unit(Some(unit)),
            Whose::Company => Target::Unit(None),
        }
    }
}

/// In which order, and which time is meant by a query's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// What was touched last first.
    #[default]
    Newest,
    /// What is due first; only what has something due.
    Due,
    /// Whose protection ends first; only what has an end.
    Ending,
}

/// A line's place in a list: where the next page goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its time, as the list is sorted.
    pub at: Instant,
    /// Its case.
    pub case: u64,
}

/// Which customers, from where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CustomerQuery {
    /// Whose.
    pub whose: Whose,
    /// In which order.
    pub sort: Sort,
    /// Only from this instant on, by the time that the list is sorted by.
    pub from: Option<Instant>,
    /// Only before this one.
    pub until: Option<Instant>,
    /// Only those whom this person holds or is in charge of.
    pub holder: Option<StaffId>,
    /// Only those held so firmly.
    pub state: Option<State>,
    /// Only those of whom others may do this.
    pub mode: Option<Mode>,
    /// Only those of this city, or province, by its code.
    pub region: Option<u32>,
    /// Where the page before ended; none: the first page.
    pub after: Option<Place>,
    /// Lines of the page; 0: 20.
    pub limit: u32,
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
    /// The city or province, by name.
    pub region: Option<String>,
}

/// One page of customers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerPage {
    /// Its lines.
    pub lines: Vec<CustomerLine>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<Place>,
    /// It is not full although there may be more: so many were passed over.
    pub is_cut: bool,
}

/// One page of another list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, P = u32> {
    /// Its lines.
    pub lines: Vec<T>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<P>,
}

/// Refuses a list that a deed does not open.
pub(crate) fn may_list<D: Deed>(actor: &Actor, whose: Whose) -> Result<(), Refusal> {
    let scopes = actor.scopes_of(D::ACTION);
    match whose {
        // Of a unit below one's own, what was recorded while it lay elsewhere is not one's own to list.
        Whose::Unit(unit) => match scopes.contains(&None) || scopes.contains(&Some(unit)) {
            true => Ok(()),
            false => Err(Refusal::NotFound),
        },
        Whose::Mine | Whose::Company => actor.may::<D>(whose.target()).map(drop),
    }
}

/// What a list can be filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// People who hold or are in charge of some of its customers.
    pub holders: Vec<(StaffId, String)>,
    /// Cities and provinces of its customers, by code, with their names.
    pub regions: Vec<(u32, String)>,
}

impl Desk {
    /// One page of customers.
    ///
    /// # Errors
    /// A unit, or the company, that the actor does not answer for.
    pub fn customers(&self, actor: &Actor, query: &CustomerQuery) -> Result<CustomerPage, Refusal> {
        may_list::<deed::SeeCase>(actor, query.whose)?;
        self.follow()?;
        self.turn_lines(TURNS)?;
        let rows = self.rows_of(actor, query)?;
        let mut page = CustomerPage {
            lines: Vec::with_capacity(rows.lines.len()),
            next: rows.next,
            is_cut: rows.is_cut,
        };
        for line in rows.lines {
            page.lines.push(self.customer_line(line)?);
        }
        Ok(page)
    }

    /// A list to be taken out of the program, up to [`EXPORT_MAX`] lines of it from its beginning, masked as on the
    /// page.
    ///
    /// # Errors
    /// A list that the actor may not see or take out, or today's budget used up.
    pub fn export_customers(
        &self,
        actor: &Actor,
        query: &CustomerQuery,
    ) -> Result<Vec<CustomerLine>, Refusal> {
        let permit = actor.may::<deed::Export>(query.whose.target())?;
        may_list::<deed::SeeCase>(actor, query.whose)?;
        self.take_out(permit.staff, |after| {
            let query = CustomerQuery {
                after,
                limit: PAGE_MAX,
                ..*query
            };
            let page = self.customers(actor, &query)?;
            Ok((page.lines, page.next))
        })
    }

    /// Units whose lists an action opens to somebody besides their own, by name.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn lists_of(
        &self,
        actor: &Actor,
        action: Action,
    ) -> Result<Vec<(UnitId, String)>, Refusal> {
        let directory = self.ledger.directory()?;
        let mut units: BTreeSet<UnitId> = actor.scopes_of(action).into_iter().flatten().collect();
        // Whoever sees the whole company looks at their own unit most.
        if actor.is_allowed(action, Target::Unit(None)) {
            units.extend(actor.unit);
        }
        let named = units.into_iter().map(|unit| {
            let name = directory.units.get(&unit).cloned();
            (unit, name.unwrap_or_default())
        });
        Ok(named.collect())
    }

    /// What a list can be filtered by. Of one's own customers: nothing.
    ///
    /// # Errors
    /// A unit, or the company, that the actor does not answer for.
    pub fn customer_choices(&self, actor: &Actor, whose: Whose) -> Result<Choices, Refusal> {
        may_list::<deed::SeeCase>(actor, whose)?;
        let unit = match whose {
            Whose::Mine => return Ok(Choices::default()),
            Whose::Unit(unit) => unit.0.get(),
            Whose::Company => WHOLE_COMPANY,
        };
        let directory = self.ledger.directory()?;
        let holders = self.values_of(unit, "holder_id")?.into_iter();
        let holders = holders.filter_map(|id| NonZeroU32::new(id).map(StaffId));
        let holders = holders.map(|staff| {
            let name = directory.staff.get(&staff).cloned();
            (staff, name.unwrap_or_default())
        });
        let regions = self.values_of(unit, "region")?.into_iter();
        Ok(Choices {
            holders: holders.collect(),
            regions: regions.map(|code| (code, place_name(code))).collect(),
        })
    }

    /// The values of a column in a unit's list, each found by one step through its index.
    fn values_of(&self, unit: u32, column: &str) -> Result<Vec<u32>, Refusal> {
        let sql = format!(
            "SELECT {column} FROM case_of_unit WHERE company_id = $1 AND unit_id = $2 AND {column} > $3 \
             ORDER BY {column} LIMIT 1"
        );
        Ok(self.ledger.look(|rows| {
            let mut values: Vec<u32> = Vec::new();
            while values.len() < CHOICES_MAX {
                let after = values.last().copied().unwrap_or(0);
                let keys = [rows.company(), unit.into(), after.into()];
                let doing = "listing what a list can be filtered by";
                match rows.query_one(doing, &sql, &keys, |row| row.int(0))? {
                    Some(value) => values.push(value),
                    None => break,
                }
            }
            Ok::<_, Fault>(values)
        })?)
    }

    /// A line as people read it.
    fn customer_line(&self, line: CaseLine) -> Result<CustomerLine, Refusal> {
        Ok(CustomerLine {
            case: line.case,
            customer: self.customer_name(line.case)?,
            holder: self.holder_name(&line)?,
            state: line.state,
            mode: line.mode,
            until: line.ends,
            due_until: line.due.filter(|due| *due < Instant::MAX),
            region: line.region.map(place_name),
        })
    }

    /// Who holds a case, and who is in charge of it for a unit. Rows say it of people and units; who has an office or
    /// a region, its ruling.
    pub(crate) fn holder_name(&self, line: &CaseLine) -> Result<Option<Text>, Refusal> {
        let now = self.ledger.now();
        let alike = |name: String| Text::new(name.clone(), name);
        let directory = self.ledger.directory()?;
        let outlook = self.ledger.outlook(line.case, now)?.unwrap_or_default();
        match outlook.owner {
            None => Ok(None),
            Some(Listee::Staff(staff)) => Ok(directory.staff.get(&staff).cloned().map(alike)),
            Some(Listee::Unit(unit)) => {
                let person = outlook
                    .person
                    .and_then(|person| directory.staff.get(&person));
                let named = directory.units.get(&unit).map(|unit| match person {
                    Some(person) => format!("{unit} · {person}"),
                    None => unit.clone(),
                });
                Ok(named.map(alike))
            }
            Some(Listee::Office(_) | Listee::Region | Listee::Customer) => {
                let Some(judged) = self.ledger.case(line.case, now, now)? else {
                    return Ok(None);
                };
                let packs = self.packs_of_case(&judged)?;
                let owner = judged.ruling.ownership.owner;
                owner
                    .map(|party| self.party_name(party, &packs))
                    .transpose()
            }
        }
    }

    /// What a list calls a customer: masked.
    pub(crate) fn customer_name(&self, case: u64) -> Result<Option<String>, Refusal> {
        let masked = self.ledger.masked(case)?;
        let mut named = CALLED_BY.into_iter().filter_map(|field| {
            let mut fields = masked.iter();
            fields.find(|(name, _)| name == field)
        });
        Ok(named.next().map(|(_, value)| value.clone()))
    }
}

/// What people call a city or province.
pub(crate) fn place_name(code: u32) -> String {
    let places = Divisions::embedded();
    let name = DivisionCode::parse(&code.to_string()).ok();
    let name = name.and_then(|code| places.full_name(code));
    name.unwrap_or_else(|| code.to_string())
}
