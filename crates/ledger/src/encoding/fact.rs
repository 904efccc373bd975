//! Facts about cases as bytes.

use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, RegionCode, Seq, StaffId, UnitId};
use ruling::name::{Names, SymbolSet};

use super::wire::{In, Out};
use crate::privacy::blind_index::TagKind;
use crate::reference::first_brought;

const ANSWERS: [Answer; 4] = [Answer::None, Answer::Yes, Answer::No, Answer::Return];

/// Numbers of particulars: a fact writes those it has, in this order.
mod tag {
    pub(super) const GIVEN: i64 = 1;
    pub(super) const CHANGED: i64 = 2;
    pub(super) const CUSTOMER_TYPE: i64 = 3;
    pub(super) const CUSTOMER: i64 = 4;
    pub(super) const OTHER_CUSTOMER: i64 = 5;
    pub(super) const PHONE: i64 = 6;
    pub(super) const PHONE_OF: i64 = 7;
    pub(super) const NAME: i64 = 8;
    pub(super) const REGION: i64 = 9;
    pub(super) const PROJECT: i64 = 10;
    pub(super) const DEMAND: i64 = 11;
    pub(super) const CONTRACT: i64 = 12;
    pub(super) const PEOPLE: i64 = 13;
    pub(super) const UNIT: i64 = 14;
    pub(super) const CENTS: i64 = 15;
    pub(super) const VALUE: i64 = 16;
    pub(super) const FROM: i64 = 17;
    pub(super) const UNTIL: i64 = 18;
    pub(super) const DIGEST: i64 = 19;
    pub(super) const HAS_REASON: i64 = 20;
    pub(super) const WARNED: i64 = 21;
    pub(super) const ON_BEHALF: i64 = 22;
    pub(super) const IN_PLACE_OF: i64 = 23;
}

/// Elements of an entry that opens a case: the last is its domain.
pub(super) const OPENING: u64 = 10;

pub(super) fn encode(fact: &Fact, opens_in: Option<u32>, names: &Names, out: &mut Out) {
    let length = match opens_in {
        Some(_) => OPENING,
        None => OPENING - 1,
    };
    out.fact_head(fact.kind.name(), length - 1);
    out.int(fact.answer as i64);
    out.text(names.text(fact.what));
    out.id(fact.actor.map(|staff| staff.0));
    out.id(fact.person.map(|staff| staff.0));
    out.number(fact.of.map(u64::from));
    out.int(fact.recorded.seconds() - fact.occurred.seconds());
    out.int(fact.recorded.seconds() - fact.counts_at.seconds());
    match &fact.particulars {
        None => out.null(),
        Some(more) => particulars(more, fact.seq, names, out),
    }
    if let Some(domain) = opens_in {
        out.int(domain.into());
    }
}

fn particulars(more: &Particulars, seq: Seq, names: &Names, out: &mut Out) {
    let mut pairs = Pairs {
        seq,
        names,
        count: 0,
        out: Out::default(),
    };
    pairs.set(tag::GIVEN, &more.given);
    pairs.set(tag::CHANGED, &more.changed);
    pairs.text(tag::CUSTOMER_TYPE, names.text(more.customer_type));
    pairs.reference(tag::CUSTOMER, more.customer);
    pairs.number(
        tag::OTHER_CUSTOMER,
        more.other_customer.map(|reference| reference.0),
    );
    pairs.reference(tag::PHONE, more.phone);
    pairs.text(tag::PHONE_OF, names.text(more.phone_of));
    pairs.reference(tag::NAME, more.name);
    if let Some(region) = more.region {
        pairs.text(tag::REGION, &region.to_string());
    }
    pairs.reference(tag::PROJECT, more.project);
    pairs.reference(tag::DEMAND, more.demand);
    pairs.reference(tag::CONTRACT, more.contract);
    if !more.people.is_empty() {
        pairs.tag(tag::PEOPLE);
        pairs.out.array(more.people.len() as u64);
        for staff in &more.people {
            pairs.out.id(Some(staff.0));
        }
    }
    pairs.number(tag::UNIT, more.unit.map(|unit| u64::from(unit.0.get())));
    pairs.int(tag::CENTS, more.cents);
    pairs.int(tag::VALUE, more.value);
    pairs.int(tag::FROM, more.from.map(Instant::seconds));
    pairs.int(tag::UNTIL, more.until.map(Instant::seconds));
    pairs.number(tag::DIGEST, more.digest);
    pairs.int(tag::HAS_REASON, more.has_reason.then_some(1));
    pairs.int(tag::WARNED, more.warned.then_some(1));
    pairs.number(
        tag::ON_BEHALF,
        more.on_behalf.map(|staff| u64::from(staff.0.get())),
    );
    pairs.number(
        tag::IN_PLACE_OF,
        more.in_place_of.map(|staff| u64::from(staff.0.get())),
    );
    out.array(pairs.count);
    out.0.append(&mut pairs.out.0);
}

/// Tags and values one after the other.
struct Pairs<'a> {
    /// Of the entry.
    seq: Seq,
    names: &'a Names,
    count: u64,
    out: Out,
}

impl Pairs<'_> {
    fn tag(&mut self, tag: i64) {
        self.count += 2;
        self.out.int(tag);
    }

    fn set(&mut self, tag: i64, set: &SymbolSet) {
        if set.is_empty() {
            return;
        }
        // Symbols are numbered as packs were read; the bytes must not depend on that.
        let mut texts: Vec<&str> = set.iter().map(|symbol| self.names.text(symbol)).collect();
        texts.sort_unstable();
        self.tag(tag);
        self.out.array(texts.len() as u64);
        for text in texts {
            self.out.field_name(text);
        }
    }

    fn text(&mut self, tag: i64, text: &str) {
        if !text.is_empty() {
            self.tag(tag);
            self.out.text(text);
        }
    }

    /// What is new with this very entry has the reference that follows from its number: null stands for it.
    fn reference(&mut self, tag: i64, reference: Option<Ref>) {
        if let Some(reference) = reference {
            self.tag(tag);
            let is_new = reference == new_with(self.seq, tag);
            self.out.number((!is_new).then_some(reference.0));
        }
    }

    fn number(&mut self, tag: i64, number: Option<u64>) {
        if number.is_some() {
            self.tag(tag);
            self.out.number(number);
        }
    }

    fn int(&mut self, tag: i64, value: Option<i64>) {
        if let Some(value) = value {
            self.tag(tag);
            self.out.int(value);
        }
    }
}

/// What facts know by from now on what entry `seq` brings as the first: a customer by its number, a value by the
/// reference that follows from it.
fn new_with(seq: Seq, tag: i64) -> Ref {
    let kind = match tag {
        tag::PHONE => TagKind::Phone,
        tag::NAME => TagKind::Name,
        tag::PROJECT => TagKind::Project,
        tag::DEMAND => TagKind::Demand,
        tag::CONTRACT => TagKind::Contract,
        _ => return Ref(seq.into()),
    };
    first_brought(kind, seq)
}

pub(super) fn decode(
    kind: &str,
    input: &mut In<'_>,
    seq: Seq,
    recorded: Instant,
    names: &Names,
) -> Option<Fact> {
    let answer = input.fit::<u8>()?;
    Some(Fact {
        seq,
        kind: FactKind::named(kind)?,
        answer: *ANSWERS.get(usize::from(answer))?,
        what: names.find(input.text()?),
        actor: input.id()?.map(StaffId),
        person: input.id()?.map(StaffId),
        of: match input.number()? {
            None => None,
            Some(of) => Some(Seq::try_from(of).ok()?),
        },
        occurred: before(recorded, input.int()?)?,
        recorded,
        counts_at: before(recorded, input.int()?)?,
        particulars: read_particulars(input, seq, names)?,
    })
}

fn before(recorded: Instant, seconds: i64) -> Option<Instant> {
    let seconds = recorded.seconds().checked_sub(seconds)?;
    Some(Instant::from_seconds(seconds))
}

/// The particulars or none; the outer none: something else.
fn read_particulars(
    input: &mut In<'_>,
    seq: Seq,
    names: &Names,
) -> Option<Option<Box<Particulars>>> {
    let Some(count) = input.array_or_null()? else {
        return Some(None);
    };
    let mut more = Particulars::default();
    let mut last = 0;
    for _ in 0..count / 2 {
        let tag = input.int()?;
        (tag > last).then_some(())?;
        last = tag;
        read_particular((seq, tag), input, names, &mut more)?;
    }
    Some(Some(Box::new(more)))
}

fn read_particular(
    (seq, tag): (Seq, i64),
    input: &mut In<'_>,
    names: &Names,
    more: &mut Particulars,
) -> Option<()> {
    let reference = |input: &mut In<'_>| {
        let new = new_with(seq, tag);
        match input.number()? {
            None => Some(new),
            // What is new is written in one way only.
            Some(number) => Some(Ref(number)).filter(|known| *known != new),
        }
    };
    match tag {
        tag::GIVEN => more.given = read_set(input, names)?,
        tag::CHANGED => more.changed = read_set(input, names)?,
        tag::CUSTOMER_TYPE => more.customer_type = names.find(input.text()?),
        tag::CUSTOMER => more.customer = Some(reference(input)?),
        tag::OTHER_CUSTOMER => more.other_customer = input.number()?.map(Ref),
        tag::PHONE => more.phone = Some(reference(input)?),
        tag::PHONE_OF => more.phone_of = names.find(input.text()?),
        tag::NAME => more.name = Some(reference(input)?),
        tag::REGION => more.region = Some(RegionCode::parse(input.text()?).ok()?),
        tag::PROJECT => more.project = Some(reference(input)?),
        tag::DEMAND => more.demand = Some(reference(input)?),
        tag::CONTRACT => more.contract = Some(reference(input)?),
        tag::PEOPLE => {
            for _ in 0..input.any_array()? {
                more.people.push(StaffId(input.id()??));
            }
        }
        tag::UNIT => more.unit = Some(UnitId(input.id()??)),
        tag::CENTS => more.cents = Some(input.int()?),
        tag::VALUE => more.value = Some(input.int()?),
        tag::FROM => more.from = Some(Instant::from_seconds(input.int()?)),
        tag::UNTIL => more.until = Some(Instant::from_seconds(input.int()?)),
        tag::DIGEST => more.digest = input.number()?,
        tag::HAS_REASON => more.has_reason = input.int()? == 1,
        tag::WARNED => more.warned = input.int()? == 1,
        tag::ON_BEHALF => more.on_behalf = Some(StaffId(input.id()??)),
        tag::IN_PLACE_OF => more.in_place_of = Some(StaffId(input.id()??)),
        _ => return None,
    }
    Some(())
}

fn read_set(input: &mut In<'_>, names: &Names) -> Option<SymbolSet> {
    let count = input.any_array()?;
    (0..count)
        .map(|_| Some(names.find(input.field_name()?)))
        .collect()
}
