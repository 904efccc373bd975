//! What products cost: list price and floor by division, in versions with the day from which they count.

use std::collections::BTreeMap;

use ledger::catalogue::CatalogueKind;
use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::record::Command;
use ruling::calendar::CivilDay;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Ref, RegionCode};
use ruling::fact_file::cents_of;
use ruling::identity::division::Divisions;

use super::in_force_from;
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Instant, Refusal};

/// Rows of one list.
pub const ROWS_MAX: usize = 1_000;
/// Letters of a product's name.
const NAME_MAX: usize = 40;

/// A row of a list as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceRow {
    /// Its number in the sheet.
    pub number: u32,
    /// The kind of product.
    pub product: String,
    /// A division's code or name; empty: everywhere.
    pub region: String,
    /// List price in yuan; empty: none.
    pub list: String,
    /// Floor in yuan.
    pub floor: String,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowProblem {
    /// No product is named, or its name is too long.
    Product,
    /// No division has this name or code, or several have the name.
    Region,
    /// The list price is no amount.
    List,
    /// The floor is missing or no amount.
    Floor,
    /// The floor is above the list price.
    FloorAboveList,
    /// Another row before it is of the same product and division.
    Twice,
}

/// A price that would be set, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceLine {
    /// The kind of product.
    pub product: String,
    /// Division by name; none: everywhere.
    pub region: Option<String>,
    /// List price in cents.
    pub list_cents: Option<i64>,
    /// Lowest price without permission, in cents; none: the reader is not to know it.
    pub floor_cents: Option<i64>,
}

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceDraft {
    /// What would be set.
    pub lines: Vec<PriceLine>,
    /// Rows left out: their numbers and why.
    pub rejected: Vec<(u32, RowProblem)>,
    facts: Vec<(String, Option<RegionCode>, Option<i64>, i64)>,
}

/// Prices that were set together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceVersion {
    /// From when on they count.
    pub from: Instant,
    /// When they were set.
    pub recorded: Instant,
    /// What was set.
    pub lines: Vec<PriceLine>,
}

impl Desk {
    /// The price lists, the newest first. Floors are told to whoever sets prices only.
    ///
    /// # Errors
    /// The actor neither sets prices nor quotes.
    pub fn prices(&self, actor: &Actor) -> Result<Vec<PriceVersion>, Refusal> {
        let sets = actor.is_allowed(Action::SetTerms, Target::Anything);
        if !sets {
            actor.may::<deed::Deal>(Target::Anything)?;
        }
        let (company, catalogue) = (self.ledger.company()?, self.ledger.catalogue()?);
        let mut versions: BTreeMap<(Instant, Instant), Vec<PriceLine>> = BTreeMap::new();
        for (from, recorded, product, price) in company.prices() {
            let name = catalogue.name(CatalogueKind::Product, product);
            versions
                .entry((from, recorded))
                .or_default()
                .push(PriceLine {
                    product: name.unwrap_or_default().to_owned(),
                    region: price.region.map(region_name),
                    list_cents: price.list_cents,
                    floor_cents: sets.then_some(price.floor_cents),
                });
        }
        let versions = versions.into_iter().rev();
        Ok(versions
            .map(|((from, recorded), lines)| PriceVersion {
                from,
                recorded,
                lines,
            })
            .collect())
    }

    /// Reads a list without setting anything: what would be set, and which rows are left out.
    ///
    /// # Errors
    /// The actor sets no prices, or the list has more than [`ROWS_MAX`] rows.
    pub fn draft_prices(&self, actor: &Actor, rows: &[PriceRow]) -> Result<PriceDraft, Refusal> {
        actor.may::<deed::SetTerms>(Target::Anything)?;
        if rows.len() > ROWS_MAX {
            return Err(Refusal::Missing { field: "sheet" });
        }
        let mut draft = PriceDraft::default();
        for row in rows {
            match read(row) {
                Ok(fact)
                    if draft
                        .facts
                        .iter()
                        .any(|known| (&known.0, known.1) == (&fact.0, fact.1)) =>
                {
                    draft.rejected.push((row.number, RowProblem::Twice));
                }
                Ok(fact) => {
                    draft.lines.push(PriceLine {
                        product: fact.0.clone(),
                        region: fact.1.map(region_name),
                        list_cents: fact.2,
                        floor_cents: Some(fact.3),
                    });
                    draft.facts.push(fact);
                }
                Err(problem) => draft.rejected.push((row.number, problem)),
            }
        }
        Ok(draft)
    }

    /// Sets the prices of a list from a day on: all of it, or, if a row cannot be read, nothing.
    ///
    /// # Errors
    /// As [`Desk::draft_prices`]; rows that are left out, an empty list, or a day that has passed.
    pub fn set_prices(
        &self,
        actor: &Actor,
        rows: &[PriceRow],
        from: Option<CivilDay>,
    ) -> Result<usize, Refusal> {
        let draft = self.draft_prices(actor, rows)?;
        if draft.facts.is_empty() || !draft.rejected.is_empty() {
            return Err(Refusal::Missing { field: "sheet" });
        }
        let (from, recorded) = (in_force_from(actor, from)?, actor.now);
        let mut known: BTreeMap<String, Ref> = BTreeMap::new();
        for (name, ..) in &draft.facts {
            if let Some(reference) = self.ledger.catalogued(CatalogueKind::Product, name)? {
                known.insert(name.clone(), reference);
            }
        }
        let count = draft.facts.len();
        self.together(actor.staff, move |acts| {
            for (name, region, list_cents, floor_cents) in draft.facts {
                let product = match known.get(&name) {
                    Some(known) => *known,
                    None => {
                        let command = Command::Catalogue {
                            kind: CatalogueKind::Product,
                            name: name.clone(),
                        };
                        let made = acts.carry_out(command)?;
                        let Some(Entry::Catalogued { reference, .. }) = acts.entry(&made)? else {
                            return Err(Fault::Damaged {
                                what: "entry",
                                number: made.seq.into(),
                            }
                            .into());
                        };
                        known.insert(name, reference);
                        reference
                    }
                };
                acts.carry_out(Command::Change(Box::new(CompanyFact {
                    from,
                    recorded,
                    change: Change::PriceSet {
                        product,
                        region,
                        list_cents,
                        floor_cents,
                    },
                })))?;
            }
            Ok(())
        })?;
        Ok(count)
    }
}

fn read(row: &PriceRow) -> Result<(String, Option<RegionCode>, Option<i64>, i64), RowProblem> {
    let product = row.product.trim();
    if product.is_empty() || product.chars().count() > NAME_MAX {
        return Err(RowProblem::Product);
    }
    let region = match row.region.trim() {
        "" => None,
        text => Some(region_of(text).ok_or(RowProblem::Region)?),
    };
    let list = match row.list.trim() {
        "" => None,
        text => Some(amount(text).ok_or(RowProblem::List)?),
    };
    let floor = amount(row.floor.trim()).ok_or(RowProblem::Floor)?;
    if list.is_some_and(|list| list < floor) {
        return Err(RowProblem::FloorAboveList);
    }
    Ok((product.to_owned(), region, list, floor))
}

fn amount(text: &str) -> Option<i64> {
    let plain: String = text
        .chars()
        .filter(|letter| !matches!(letter, ',' | '，' | '¥' | '￥' | ' '))
        .collect();
    cents_of(&plain).filter(|cents| *cents > 0)
}

fn region_of(text: &str) -> Option<RegionCode> {
    let divisions = Divisions::embedded();
    if let Ok(code) = divisions.parse(text) {
        return Some(code);
    }
    match divisions.named(text).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// What people call a division.
pub(super) fn region_name(region: RegionCode) -> String {
    let name = Divisions::embedded().full_name(region);
    name.unwrap_or_else(|| region.to_string())
}
