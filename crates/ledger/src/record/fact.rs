//! Facts about cases: named rightly, judged before they are stored, stored with what they lead to.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Seq};
use ruling::name::Symbol;
use ruling::ruling::Standing;

use super::decide::Place;
use super::identify::{Found, Scope};
use super::{About, JudgedCase, NewFact, ReadFields, Recorded, Work, of_same_command};
use crate::case_store::{CASE_FACTS_MAX, CaseGroup, decides, projection, roots};
use crate::customer::field;
use crate::encoding::field_name::REASON;
use crate::encoding::{Entry, Projection};
use crate::fault::{Failure, Fault, NotAccepted, Refusal};
use crate::found_by::FoundBy;
use crate::privacy::personal::Personal;
use crate::store::CaseRow;
use crate::typed::Typed;

impl Work<'_> {
    pub(super) fn record(
        &mut self,
        new: &NewFact,
        (typed, seen): (&ReadFields, Option<Seq>),
    ) -> Result<Recorded, Failure> {
        let NewFact { about, fields, .. } = new;
        let mut facts = new.before.clone();
        let recorded = self.recorded();
        let given = self.case_given(*about)?;
        let domain = given.map_or_else(|| self.domain_of_new(&new.fact), |row| row.domain);
        facts.push(new.fact.clone());
        for (seq, fact) in (self.next_seq()..).zip(&mut facts) {
            self.check_names(fact, fields, domain)?;
            stamp(fact, seq, recorded)?;
        }
        let typed = typed.as_ref().map_err(Refusal::clone)?;
        let scope = self.scope_of(typed)?;
        let found = self.meant(given.as_ref(), &facts, (typed, scope, fields))?;
        let case = match given {
            Some(row) => row,
            None => self.case_for(&found, domain, scope)?,
        };
        let (references, found_by) = self.referred(typed, &found, scope)?;
        let mut place = self.place(&facts, case, &found.may_be)?;
        refuse_what_changed(&place.group, seen)?;
        let may_be = self.may_be_another(&place)?;
        for fact in &mut facts {
            self.refer(fact, &references, (may_be, place.case.domain));
        }
        join(&mut place.group, &mut facts)?;
        if !may_be {
            place.group.know_as_its_own(place.case.subject);
        }
        let judged = self.judged(&place.group, recorded);
        refuse_what_is_refused(&facts, &judged)?;
        let named = self.named_by(&place.case, scope)?;
        let first = self.first_projection(&place, &judged);
        let seq = self.store(&facts, (&place, first.as_ref()), (&found, fields, found_by))?;
        let mut touched: BTreeSet<u64> = place.waits_in.iter().copied().collect();
        touched.insert(place.group.root);
        if let Some(named) = named {
            self.database.name_project(&named)?;
        }
        if let Some((later, earlier)) = place.merged {
            self.merge(later, earlier, seq)?;
        }
        for fact in &facts {
            touched.extend(self.decide_identity(fact, given.map(|row| row.case))?);
        }
        let names = self.state.names();
        let is_decided = facts.iter().any(|fact| decides(fact, names).is_some());
        let is_settled = touched.len() == 1 && !is_decided;
        let case = match is_settled {
            true if first.is_some() => judged,
            true => {
                let (group, ruling) = (&place.group, &judged.ruling);
                (self.state).store_ruling(self.database, group, seq, ruling)?;
                judged
            }
            false => self.project_all(touched, place.case.case, seq, recorded)?,
        };
        Ok(Recorded {
            seq,
            recorded,
            case: Some(case),
        })
    }

    /// What is projected from the first ruling of a new case; none of a case that was there, or that waits in another.
    fn first_projection(&self, place: &Place, judged: &JudgedCase) -> Option<Projection> {
        let is_first = self.is_new(&place.case) && place.waits_in.is_empty();
        let packs = self.state.packs_of(&place.group);
        is_first.then(|| projection(packs, &judged.ruling))
    }

    /// The domain of a case that a fact opens: that of the unit of whom it is recorded for, else of whoever does
    /// it, at its time.
    fn domain_of_new(&self, fact: &Fact) -> u32 {
        let who = fact.person.or(fact.actor);
        self.state.domain_of(who, fact.occurred, self.recorded())
    }

    /// Stores what follows for cases with a ruling of their own. Tells the ruling that `case` is in.
    fn project_all(
        &self,
        mut touched: BTreeSet<u64>,
        case: u64,
        seq: Seq,
        recorded: Instant,
    ) -> Result<JudgedCase, Fault> {
        let (database, names) = (self.database, self.state.names());
        let root = roots(database, case)?.first().copied().unwrap_or(case);
        touched.insert(root);
        let mut told = None;
        for one in touched {
            let group = CaseGroup::load_root(database, names, one)?;
            let group = group.ok_or(Fault::damaged("case", one))?;
            let ruling = self.state.project(database, &group, seq, recorded)?;
            if one == root {
                told = Some(JudgedCase {
                    id: root,
                    domain: group.domain,
                    file: group.file(),
                    ruling,
                });
            }
        }
        told.ok_or(Fault::damaged("case", root))
    }

    /// Puts the references into a fact; a claim for somebody who may be somebody known is marked.
    fn refer(&self, fact: &mut Fact, references: &Particulars, (may_be, domain): (bool, u32)) {
        let is_claim = fact.kind == FactKind::Registered
            || self.state.regulations.packs(domain).files_claim(fact);
        let more = fact.particulars.get_or_insert_default();
        more.customer = references.customer;
        more.project = references.project;
        more.demand = references.demand.or(more.demand);
        more.contract = references.contract;
        more.phone = references.phone.or(more.phone);
        more.name = references.name.or(more.name);
        if is_claim && may_be {
            more.given.insert(self.state.names().find("suspected"));
        }
    }

    /// Names that no version of the regulation knows decide nothing, and those that none of the company's knows
    /// would be lost when written.
    pub(super) fn check_names(
        &self,
        fact: &Fact,
        fields: &Personal,
        domain: u32,
    ) -> Result<(), Refusal> {
        let names = &self.state.regulations.packs(domain).names;
        let known = [
            field::PHONE,
            field::ID_NUMBER,
            field::CREDIT_CODE,
            field::COMPANY,
        ];
        let known = known
            .into_iter()
            .chain([field::NAME, field::PROJECT, REASON]);
        let known: Vec<&str> = known.chain([field::DEMAND, field::CONTRACT]).collect();
        let unknown = fields
            .names()
            .find(|name| !known.contains(name) && !names.mentions(names.find(name)));
        if let Some(name) = unknown {
            return Err(Refusal::UnknownName(name.to_owned()));
        }
        let more = fact.particulars.as_deref();
        let sets = more
            .into_iter()
            .flat_map(|more| more.given.iter().chain(more.changed.iter()));
        let single = more
            .into_iter()
            .flat_map(|more| [more.customer_type, more.phone_of]);
        let mut all = sets.chain(single).chain([fact.what]);
        match all.find(|symbol| !names.mentions(*symbol)) {
            Some(Symbol::UNKNOWN) => Err(Refusal::UnknownName(String::new())),
            Some(symbol) => Err(Refusal::UnknownName(names.text(symbol).to_owned())),
            None => Ok(()),
        }
    }

    /// Whom the fields of facts mean, in the case that was named if one was.
    fn meant(
        &self,
        given: Option<&CaseRow>,
        facts: &[Fact],
        (typed, scope, fields): (&Typed, Scope, &Personal),
    ) -> Result<Found, Failure> {
        match given {
            Some(row) if facts.iter().any(brings_customer) => self.customer_of(row, typed, scope),
            Some(row) if facts.iter().any(|fact| fact.kind == FactKind::Amended) => {
                self.corrected_of(row, typed, fields)
            }
            Some(row) if facts.iter().any(says_who_bought) => self.buyer_of(row, typed, fields),
            given => self.whom(typed, given, fields),
        }
    }

    pub(super) fn case_given(&self, about: About) -> Result<Option<CaseRow>, Failure> {
        match about {
            About::Customer => Ok(None),
            About::Case(case) => match self.database.case(case)? {
                Some(row) => Ok(Some(row)),
                None => Err(Refusal::UnknownCase(case).into()),
            },
        }
    }

    /// Appends the facts, and opens their case if it is new, with what is projected from its first ruling. Tells the
    /// entry that answers: the last.
    fn store(
        &mut self,
        facts: &[Fact],
        (place, first): (&Place, Option<&Projection>),
        (found, fields, found_by): (&Found, &Personal, FoundBy),
    ) -> Result<Seq, Failure> {
        let case = place.case;
        let key = self.subject_key(found, found_by)?;
        let is_new = self.is_new(&case);
        let mut command_key = self.key.take();
        let mut seq = case.judged_seq;
        for (left, fact) in (0..facts.len()).rev().zip(facts) {
            if left == 0 {
                self.key = command_key.take();
            }
            let personal = (!fields.is_empty()).then_some((found.subject, &key, fields));
            let fact = fact.clone();
            let entry = match is_new && u64::from(fact.seq) == case.case {
                true => Entry::Opened {
                    domain: case.domain,
                    fact,
                },
                false => Entry::Fact(fact),
            };
            seq = self.append(entry, Some(case.case), personal)?.seq;
        }
        if !is_new {
            return Ok(seq);
        }
        let judged_seq = seq;
        let row = CaseRow { judged_seq, ..case };
        self.database
            .put_case(&row, first.unwrap_or(&Projection::default()))?;
        for other in &place.waits_in {
            self.link(case.case, *other, seq)?;
        }
        Ok(seq)
    }
}

/// Gives a fact its place and time. What an old register attests keeps the time from which it counts.
fn stamp(fact: &mut Fact, seq: Seq, recorded: Instant) -> Result<(), Refusal> {
    if fact.occurred > recorded {
        return Err(Refusal::InTheFuture(fact.occurred));
    }
    let is_attested = fact.counts_at != fact.recorded;
    (fact.seq, fact.recorded) = (seq, recorded);
    if !is_attested {
        fact.counts_at = recorded;
    }
    Ok(())
}

/// Whether a fact is about the customer themselves, not about something that is done in their case.
fn brings_customer(fact: &Fact) -> bool {
    matches!(
        fact.kind,
        FactKind::Registered | FactKind::Visited | FactKind::Contacted
    )
}

/// Whether whoever enters a deal or its invoice says that the buyer named on it is the case's customer.
fn says_who_bought(fact: &Fact) -> bool {
    let names_buyer = matches!(fact.kind, FactKind::Contracted | FactKind::Invoiced);
    names_buyer && fact.answer == Answer::Yes
}

/// Adds the facts to what is judged; those that name one another by place get its number.
fn join(group: &mut CaseGroup, facts: &mut [Fact]) -> Result<(), Refusal> {
    if group.facts.len() + facts.len() > CASE_FACTS_MAX {
        return Err(Refusal::CaseFull);
    }
    let numbers: Vec<Seq> = facts.iter().map(|fact| fact.seq).collect();
    for fact in facts {
        if let Some(of) = fact.of {
            let named = (0..).zip(&numbers);
            let own =
                named.filter(|(place, seq)| of == of_same_command(*place) && **seq < fact.seq);
            let of = own.map(|(_, seq)| *seq).next().unwrap_or(of);
            if !group.facts.iter().any(|known| known.seq == of) {
                return Err(Refusal::UnknownFact(of));
            }
            fact.of = Some(of);
        }
        group.facts.push(fact.clone());
    }
    Ok(())
}

/// Whoever acts on what they saw of a case does so only while it is as they saw it.
fn refuse_what_changed(group: &CaseGroup, seen: Option<Seq>) -> Result<(), Refusal> {
    let last = group.facts.iter().map(|fact| fact.seq).max();
    match seen.is_some_and(|seen| last > Some(seen)) {
        true => Err(Refusal::CaseChanged),
        false => Ok(()),
    }
}

/// A claim that is not accepted leaves no trace, nor does what came with it.
fn refuse_what_is_refused(facts: &[Fact], judged: &JudgedCase) -> Result<(), Refusal> {
    let mut claims = judged.ruling.claims.iter();
    let is_refused = claims.any(|claim| {
        claim.standing == Standing::Refused && facts.iter().any(|fact| fact.seq == claim.fact)
    });
    match is_refused {
        true => Err(Refusal::NotAccepted(Box::new(NotAccepted {
            ruling: judged.ruling.clone(),
            case: judged.file.clone(),
            domain: judged.domain,
        }))),
        false => Ok(()),
    }
}
