//! Facts about cases: named rightly, judged before they are stored, stored with what they lead to.

use ruling::fact::{Fact, FactKind, Particulars, Ref, Seq};
use ruling::name::Symbol;
use ruling::policy::Packs;
use ruling::ruling::Standing;

use super::identify::Found;
use super::{About, JudgedCase, NewFact, Recorded, Work};
use crate::case_store::{CASE_FACTS_MAX, CaseGroup};
use crate::customer::{CustomerKeys, field};
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, NotAccepted, Refusal};
use crate::privacy::blind_index::{Tag, TagKind};
use crate::privacy::keys::Keys;
use crate::privacy::personal::Personal;
use crate::privacy::seal::SealPlace;
use crate::sqlite::{CaseRow, Database};
use crate::state::{COMPANY, data_key};

impl Work<'_> {
    pub(super) fn record(&mut self, new: NewFact) -> Result<Recorded, Failure> {
        let NewFact {
            mut fact,
            about,
            fields,
        } = new;
        self.check_names(&fact, &fields)?;
        let recorded = self.recorded();
        if fact.occurred > recorded {
            return Err(Refusal::InTheFuture(fact.occurred).into());
        }
        let is_attested = fact.counts_at != fact.recorded;
        (fact.seq, fact.recorded) = (self.next_seq(), recorded);
        if !is_attested {
            fact.counts_at = recorded;
        }
        let keys = CustomerKeys::read(&fields).map_err(Refusal::Fields)?;
        let given = self.case_given(about)?;
        let found = self.whom(&keys, given.as_ref(), &fields)?;
        let scope = self.scope_of(&fields)?;
        let case = match given {
            Some(row) => row,
            None => self.case_for(&found, scope)?,
        };
        if let (FactKind::Registered, false) = (fact.kind, found.may_be.is_empty()) {
            let suspected = self.state.packs.names.find("suspected");
            particulars(&mut fact).given.insert(suspected);
        }
        let tags = self.referred(&mut fact, &keys, &found, scope)?;
        let mut group = self.group_of(&case, &found)?;
        if group.facts.len() >= CASE_FACTS_MAX {
            return Err(Refusal::CaseFull.into());
        }
        if let Some(of) = fact.of
            && !group.facts.iter().any(|known| known.seq == of)
        {
            return Err(Refusal::UnknownFact(of).into());
        }
        group.facts.push(fact.clone());
        let judged = self.judged(&group, recorded);
        self.refuse_what_is_refused(&fact, &judged)?;
        let seq = fact.seq;
        self.store(fact, case, &found, &fields, &tags)?;
        self.separate_if_denied(&group)?;
        let group = CaseGroup::load(self.database, &self.state.packs, case.case)?.unwrap_or(group);
        let ruling = self.state.project(self.database, &group, seq, recorded)?;
        Ok(Recorded {
            seq,
            recorded,
            case: Some(JudgedCase {
                id: group.root,
                file: group.file(),
                ruling,
            }),
        })
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

    /// A claim that is not accepted leaves no trace.
    pub(super) fn refuse_what_is_refused(
        &self,
        fact: &Fact,
        judged: &JudgedCase,
    ) -> Result<(), Refusal> {
        let mut claims = judged.ruling.claims.iter();
        let claim = claims.find(|claim| claim.fact == fact.seq);
        match claim.map(|claim| claim.standing) {
            Some(Standing::Refused) => Err(Refusal::NotAccepted(Box::new(NotAccepted {
                ruling: judged.ruling.clone(),
                case: judged.file.clone(),
            }))),
            _ => Ok(()),
        }
    }

    pub(super) fn store(
        &mut self,
        fact: Fact,
        case: CaseRow,
        found: &Found,
        fields: &Personal,
        tags: &[(Tag, Ref)],
    ) -> Result<(), Failure> {
        let key = self.subject_key(found, tags)?;
        let personal = (!fields.is_empty()).then_some((found.subject, &key, fields));
        let is_new = self.database.case(case.case)?.is_none();
        self.append(Entry::Fact(fact), Some(case.case), personal)?;
        if !is_new {
            return Ok(());
        }
        self.database.put_case(&case)?;
        for other in self.alike_cases(&case, found)? {
            self.database.link_cases(case.case, other)?;
            let case = case.case;
            self.append(Entry::Suspected { case, other }, None, None)?;
        }
        Ok(())
    }

    /// A link that denies an identity separates the case from those it may have been.
    pub(super) fn separate_if_denied(&self, group: &CaseGroup) -> Result<(), Fault> {
        let Some(fact) = group.facts.last() else {
            return Ok(());
        };
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

pub(super) fn particulars(fact: &mut Fact) -> &mut Particulars {
    fact.particulars.get_or_insert_default()
}

/// The reference by which a fact knows a value of this kind; 0 for kinds that rulings never compare.
pub(crate) fn reference_in(more: &Particulars, kind: TagKind) -> Ref {
    let reference = match kind {
        TagKind::Phone => more.phone,
        TagKind::Name | TagKind::CompanyName => more.name,
        TagKind::Project => more.project,
        TagKind::Demand => more.demand,
        TagKind::Contract => more.contract,
        _ => None,
    };
    reference.unwrap_or(Ref(0))
}

/// Everything that is sealed about a subject, the last value of each field.
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
        let place = SealPlace {
            company: COMPANY,
            subject,
            seq: row.seq,
        };
        let personal = key.open(sealed, place)?;
        let names: Vec<String> = personal.names().map(str::to_owned).collect();
        fields.extend(names.into_iter().map(|name| {
            let value = personal.get(&name).unwrap_or_default().to_owned();
            (name, value)
        }));
    }
    Ok(Personal::new(fields))
}
