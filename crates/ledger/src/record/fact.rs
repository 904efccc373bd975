//! Facts about cases: named rightly, judged before they are stored, stored with what they lead to.

use ruling::fact::{Fact, FactKind, Particulars, Ref, Seq};
use ruling::name::Symbol;
use ruling::policy::Packs;
use ruling::ruling::Standing;

use super::identify::Found;
use super::{About, JudgedCase, NewFact, Recorded, Work, of_same_command};
use crate::access::REASON;
use crate::case_store::{CASE_FACTS_MAX, CaseGroup};
use crate::customer::{CustomerKeys, field};
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, NotAccepted, Refusal};
use crate::found_by::FoundBy;
use crate::privacy::keys::Keys;
use crate::privacy::personal::Personal;
use crate::state::data_key;
use crate::store::{CaseRow, Database};

impl Work<'_> {
    pub(super) fn record(&mut self, new: NewFact) -> Result<Recorded, Failure> {
        let NewFact {
            before: mut facts,
            fact,
            about,
            fields,
        } = new;
        facts.push(fact);
        let recorded = self.recorded();
        for (seq, fact) in (self.next_seq()..).zip(&mut facts) {
            self.check_names(fact, &fields)?;
            if fact.occurred > recorded {
                return Err(Refusal::InTheFuture(fact.occurred).into());
            }
            let is_attested = fact.counts_at != fact.recorded;
            (fact.seq, fact.recorded) = (seq, recorded);
            if !is_attested {
                fact.counts_at = recorded;
            }
        }
        let keys = CustomerKeys::read(&fields).map_err(Refusal::Fields)?;
        let given = match self.case_given(about)? {
            Some(row) => Some(self.case_decided(row, facts.last())?),
            None => None,
        };
        let found = self.whom(&keys, given.as_ref(), &fields)?;
        let scope = self.scope_of(&fields)?;
        let case = match given {
            Some(row) => row,
            None => self.case_for(&found, scope)?,
        };
        let (mut references, found_by) = self.referred(&keys, &fields, &found, scope)?;
        let mut group = self.group_of(&case, &found)?;
        let may_be = self.may_be_another(&group, case.case)?;
        if case.subject == found.subject && !may_be {
            // Confirmed to be one, they are known by the earliest.
            references.customer = Some(Ref(group.subject));
        }
        for fact in &mut facts {
            self.refer(fact, &references, may_be);
        }
        join(&mut group, &mut facts)?;
        let mut judged = self.judged(&group, recorded);
        refuse_what_is_refused(&facts, &judged)?;
        let seq = self.store(&facts, case, &found, &fields, found_by)?;
        if self.separate_if_denied(&group, &facts)? {
            let apart = CaseGroup::load(self.database, &self.state.packs, case.case)?;
            group = apart.unwrap_or(group);
            judged = self.judged(&group, recorded);
        }
        group.store_ruling(self.database, &self.state.packs, seq, &judged.ruling)?;
        Ok(Recorded {
            seq,
            recorded,
            case: Some(judged),
        })
    }

    /// What is said about a claim's identity belongs to the claim's own case: it goes with it where the two
    /// turn out to be different customers.
    fn case_decided(&self, given: CaseRow, fact: Option<&Fact>) -> Result<CaseRow, Fault> {
        let links = fact.filter(|fact| fact.kind == FactKind::Linked);
        let Some(claim) = links.and_then(|fact| fact.of) else {
            return Ok(given);
        };
        let of = self.database.fact(claim)?.and_then(|row| row.case);
        let group = CaseGroup::load(self.database, &self.state.packs, given.case)?;
        match of.filter(|of| group.is_some_and(|group| group.members.contains(of))) {
            Some(of) => Ok(self.database.case(of)?.unwrap_or(given)),
            None => Ok(given),
        }
    }

    /// Whether a case may be an earlier one and nobody has said that it is.
    fn may_be_another(&self, group: &CaseGroup, case: u64) -> Result<bool, Fault> {
        if group.root == case {
            return Ok(false);
        }
        let same_as = self.state.packs.names.find("same_as");
        let links = group.facts.iter();
        let links = links.filter(|fact| fact.kind == FactKind::Linked && fact.what == same_as);
        for claim in links.filter_map(|fact| fact.of) {
            if self.database.fact(claim)?.and_then(|row| row.case) == Some(case) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts the references into a fact; a claim for somebody who may be somebody known is marked.
    fn refer(&self, fact: &mut Fact, references: &Particulars, may_be: bool) {
        let is_claim = fact.kind == FactKind::Registered;
        let more = fact.particulars.get_or_insert_default();
        more.customer = references.customer;
        more.project = references.project;
        more.demand = references.demand;
        more.contract = references.contract;
        more.phone = references.phone.or(more.phone);
        more.name = references.name.or(more.name);
        if is_claim && may_be {
            more.given.insert(self.state.packs.names.find("suspected"));
        }
    }

    /// Names that no version of the regulation knows would be lost when written.
    pub(super) fn check_names(&self, fact: &Fact, fields: &Personal) -> Result<(), Refusal> {
        let names = &self.state.packs.names;
        let known = [
            field::PHONE,
            field::ID_NUMBER,
            field::CREDIT_CODE,
            field::COMPANY,
        ];
        let known = known.into_iter().chain([field::NAME, field::PROJECT]);
        let known: Vec<&str> = known.chain([field::DEMAND, field::CONTRACT]).collect();
        let unknown = fields
            .names()
            .find(|name| !known.contains(name) && names.find(name) == Symbol::UNKNOWN);
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
        let has_unknown = sets
            .chain(single)
            .chain([fact.what])
            .any(|symbol| symbol == Symbol::UNKNOWN);
        match has_unknown {
            true => Err(Refusal::UnknownName(String::new())),
            false => Ok(()),
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

    /// Appends the facts, and opens their case if it is new. Tells the entry that answers: the last.
    fn store(
        &mut self,
        facts: &[Fact],
        case: CaseRow,
        found: &Found,
        fields: &Personal,
        found_by: FoundBy,
    ) -> Result<Seq, Failure> {
        let key = self.subject_key(found, found_by)?;
        let is_new = self.is_new(&case);
        let mut command_key = self.key.take();
        let mut seq = case.judged_seq;
        for (left, fact) in (0..facts.len()).rev().zip(facts) {
            if left == 0 {
                self.key = command_key.take();
            }
            let personal = (!fields.is_empty()).then_some((found.subject, &key, fields));
            let entry = Entry::Fact(fact.clone());
            seq = self.append(entry, Some(case.case), personal)?.seq;
        }
        if !is_new {
            return Ok(seq);
        }
        self.database.put_case(&case)?;
        for other in self.alike_cases(&case, found)? {
            self.database.link_cases(case.case, other)?;
            let case = case.case;
            self.append(Entry::Suspected { case, other }, None, None)?;
        }
        Ok(seq)
    }

    /// Separates what the facts deny to be one; tells whether there was any.
    fn separate_if_denied(&self, group: &CaseGroup, facts: &[Fact]) -> Result<bool, Fault> {
        let packs = &self.state.packs;
        let denials = facts.iter().filter(|fact| denied_by(fact, packs).is_some());
        let mut is_separated = false;
        for fact in denials {
            self.separate(group, fact)?;
            is_separated = true;
        }
        Ok(is_separated)
    }

    /// A link that denies an identity separates the case from those it may have been.
    fn separate(&self, group: &CaseGroup, fact: &Fact) -> Result<(), Fault> {
        let Some(denied) = denied_by(fact, &self.state.packs) else {
            return Ok(());
        };
        let Some(case) = self.database.fact(denied)?.and_then(|row| row.case) else {
            return Ok(());
        };
        for (later, earlier) in self.database.links_of(case)? {
            if later == case {
                self.database.unlink_cases(later, earlier)?;
            }
        }
        for member in &group.members {
            if let Some(apart) = CaseGroup::load(self.database, &self.state.packs, *member)?
                && apart.root == *member
            {
                self.state
                    .project(self.database, &apart, fact.seq, fact.recorded)?;
            }
        }
        Ok(())
    }
}

/// The claim whose identity a fact denies.
pub(crate) fn denied_by(fact: &Fact, packs: &Packs) -> Option<Seq> {
    let denies = fact.kind == FactKind::Linked && fact.what == packs.names.find("not_same");
    fact.of.filter(|_| denies)
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
        }))),
        false => Ok(()),
    }
}

/// Everything that is sealed about a subject, the last value of each field; not what others said when they
/// looked.
pub(crate) fn personal_of(
    database: &Database,
    keys: &Keys,
    subject: u64,
) -> Result<Personal, Fault> {
    let Some(key) = data_key(database, keys, subject)? else {
        return Ok(Personal::default());
    };
    let mut fields = Vec::new();
    for row in database.facts_of_subject(subject)? {
        let Some((_, sealed)) = &row.sealed else {
            continue;
        };
        let place = database.place(subject, row.seq);
        let personal = key.open(sealed, place)?;
        let names: Vec<String> = personal.names().map(str::to_owned).collect();
        let names = names.into_iter().filter(|name| name != REASON);
        fields.extend(names.map(|name| {
            let value = personal.get(&name).unwrap_or_default().to_owned();
            (name, value)
        }));
    }
    Ok(Personal::new(fields))
}
