//! A quote as it is handed over: what was quoted, by which price list, until when, and by whose permission where it is
//! below the floor. And what happens to one that is refused for its price.

use ledger::catalogue::CatalogueKind;
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact};
use ruling::fact::{Answer, Fact, FactKind, RegionCode, Seq};

use super::prices::region_name;
use crate::permission::{Action, deed};
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Instant, Refusal};

/// The event by which regulations know that somebody tried to quote below the floor.
const LOW_QUOTE: &str = "low_quote";
/// The permission to quote below it.
const SPECIAL_PRICE: &str = "special_price";

/// A quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The case.
    pub case: u64,
    /// The entry that records it: its number on paper.
    pub seq: Seq,
    /// The customer, masked.
    pub customer: Option<String>,
    /// The kind of product, where the company has it by name.
    pub product: Option<String>,
    /// How many.
    pub quantity: i64,
    /// Price of one, in cents.
    pub cents: i64,
    /// The price in the list then, in cents.
    pub list_cents: Option<i64>,
    /// Where that list is for; none: everywhere.
    pub region: Option<String>,
    /// The version of the list: since when it counts.
    pub version: Option<Instant>,
    /// When it was quoted.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// First second in which it no longer holds; none: nobody said.
    pub until: Option<Instant>,
    /// The entry by which a special price was approved, when, and by whom; none: it needs none.
    pub approval: Option<(Seq, Instant, String)>,
}

/// A price below the floor that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPrice {
    /// The kind of product, where the company has it by name.
    pub product: Option<String>,
    /// The price asked for, in cents; none: any.
    pub cents: Option<i64>,
    /// First second in which it would no longer hold.
    pub until: Option<Instant>,
    /// The price in the list now, in cents.
    pub list_cents: Option<i64>,
    /// The floor, in cents, for whoever sets prices only.
    pub floor_cents: Option<i64>,
}

impl Desk {
    /// The price that an entry asks to be let through; none: it asks for something else.
    pub(crate) fn asked_price(
        &self,
        actor: &Actor,
        seen: &Seen,
        entry: Option<Seq>,
    ) -> Result<Option<AskedPrice>, Refusal> {
        let special = seen.packs.names.find(SPECIAL_PRICE);
        let asked = entry.and_then(|seq| seen.judged.file.by_seq(seq));
        let asked = asked.filter(|asked| {
            let is_asked = asked.kind == FactKind::PermissionAsked;
            is_asked && special.is_some() && asked.what == special
        });
        let Some(asked) = asked else {
            return Ok(None);
        };
        let more = asked.particulars.as_deref();
        let product = more.and_then(|more| more.demand);
        let (company, catalogue) = (self.ledger.company()?, self.ledger.catalogue()?);
        let place = place_of(seen, asked);
        let price = product.and_then(|product| company.price(product, place, actor.now, actor.now));
        let called = product.and_then(|product| catalogue.name(CatalogueKind::Product, product));
        let sets = actor.is_allowed(Action::SetTerms, seen.concerned.target());
        Ok(Some(AskedPrice {
            product: called.map(str::to_owned),
            cents: more.and_then(|more| more.cents),
            until: more.and_then(|more| more.until),
            list_cents: price.and_then(|price| price.list_cents),
            floor_cents: price.filter(|_| sets).map(|price| price.floor_cents),
        }))
    }

    /// A quote of a case.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also for what the actor may not see.
    pub fn quote(&self, actor: &Actor, case: u64, seq: Seq) -> Result<Quote, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        actor.may::<deed::Deal>(seen.concerned.target())?;
        let file = &seen.judged.file;
        let fact = file
            .by_seq(seq)
            .filter(|fact| fact.kind == FactKind::Quoted);
        let fact = fact.filter(|fact| seen.shows(actor, fact));
        let fact = fact.ok_or(Refusal::NotFound)?;
        let more = fact.particulars.as_deref();
        let cents = more.and_then(|more| more.cents).ok_or(Refusal::NotFound)?;
        let product = more.and_then(|more| more.demand);
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let place = place_of(&seen, fact);
        let at = fact.recorded;
        let price = product.and_then(|product| company.price(product, place, at, at));
        let version = price.zip(product).and_then(|(price, product)| {
            let set = company.prices().filter(|(from, recorded, of, set)| {
                *from <= at && *recorded <= at && *of == product && set.region == price.region
            });
            set.last().map(|(from, ..)| from)
        });
        let name = |staff| directory.staff.get(&staff).cloned().unwrap_or_default();
        let is_low = price.is_some_and(|price| cents < price.floor_cents);
        let approval = file.facts().iter().rev().find(|grant| {
            let is_special = grant.what == seen.packs.names.find(SPECIAL_PRICE);
            is_low
                && is_special
                && grant.seq < seq
                && grant.kind == FactKind::PermissionDecided
                && grant.answer == Answer::Yes
        });
        let catalogue = self.ledger.catalogue()?;
        let called = product.and_then(|product| catalogue.name(CatalogueKind::Product, product));
        Ok(Quote {
            case,
            seq,
            customer: match seen.sight {
                Sight::Whole => self.customer_name(case)?,
                Sight::OwnPart => None,
            },
            product: called.map(str::to_owned),
            quantity: more.and_then(|more| more.value).unwrap_or(1),
            cents,
            list_cents: price.and_then(|price| price.list_cents),
            region: price.and_then(|price| price.region).map(region_name),
            version,
            at,
            by: fact.doer().map(name).unwrap_or_default(),
            until: more.and_then(|more| more.until),
            approval: approval.map(|grant| {
                let by = grant.actor.map(name).unwrap_or_default();
                (grant.seq, grant.recorded, by)
            }),
        })
    }

    /// Keeps that somebody tried to quote below the floor: in the case where its regulation has a word for it, else as
    /// a trace. Does nothing about a quote that was refused for something else.
    pub(crate) fn note_low_quote(
        &self,
        actor: &Actor,
        seen: &Seen,
        (fact, fields, key): (&Fact, &Personal, &[u8]),
    ) -> Result<(), Refusal> {
        let more = fact.particulars.as_deref();
        let typed = fields.get("demand").map(str::to_owned);
        let product = match typed {
            Some(name) => self.ledger.catalogued(CatalogueKind::Product, &name)?,
            None => more.and_then(|more| more.demand),
        };
        let company = self.ledger.company()?;
        let place = place_of(seen, fact);
        let price = product.and_then(|product| company.price(product, place, actor.now, actor.now));
        let cents = more.and_then(|more| more.cents);
        if price
            .zip(cents)
            .is_none_or(|(price, cents)| cents >= price.floor_cents)
        {
            return Ok(());
        }
        let name = seen.packs.names.find(LOW_QUOTE);
        if !name.is_some() || !seen.packs.names.mentions(name) {
            let deed = LOW_QUOTE.to_owned();
            let staff = actor.staff;
            return self.carry_out(Command::Trace { staff, deed }).map(drop);
        }
        let new = NewFact {
            before: Vec::new(),
            fact: Fact {
                kind: FactKind::Noted,
                what: name,
                ..fact.clone()
            },
            about: About::Case(seen.kept_in()),
            fields: fields.clone(),
        };
        // The same form sent again is one attempt.
        let key = [key, b" low quote"].concat();
        self.ledger
            .carry_out(Command::Record(Box::new(new)), &key)?;
        Ok(())
    }
}

/// Where the customer of a case is, as last said.
fn place_of(seen: &Seen, fact: &Fact) -> Option<RegionCode> {
    let of = |fact: &Fact| fact.particulars.as_ref()?.region;
    of(fact).or_else(|| seen.judged.file.facts().iter().rev().find_map(of))
}
