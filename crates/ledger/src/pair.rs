//! Two cases whose customers may be one, side by side: how alike what was typed about them is, and what a
//! decision would lead to. Nothing is written.

use ruling::case::CaseFile;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::identity::folding;
use ruling::judge::judge;
use ruling::name::Names;

use crate::case_store::{CaseGroup, facts_of, is_claim, roots};
use crate::customer::CustomerKeys;
pub use crate::customer::Likeness;
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::record::JudgedCase;
use crate::store::{CaseRow, Database};
use crate::subject::personal_of;

/// A field of two customers, masked, and how alike the values are in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedField {
    /// Its name.
    pub name: String,
    /// What is known of each customer, masked; none: nothing.
    pub values: [Option<String>; 2],
    /// How alike they are; none: only one is known.
    pub likeness: Option<Likeness>,
}

/// Somebody says whether the customer of a case is that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The later case.
    pub case: u64,
    /// The earlier one, which is looked at.
    pub other: u64,
    /// Whether they are one.
    pub is_same: bool,
    /// Who says so.
    pub actor: StaffId,
}

impl Ledger {
    /// What is sealed about the customers of two cases, field by field. Nothing of an erased one.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn compared(&self, cases: [u64; 2]) -> Result<Vec<ComparedField>, Fault> {
        let reader = self.reader()?;
        let known = |case| match reader.case(case)? {
            Some(row) => personal_of(&reader, &self.keys, row.subject),
            None => Ok(Personal::default()),
        };
        let [one, other] = [known(cases[0])?, known(cases[1])?];
        let keys = [&one, &other].map(|known| CustomerKeys::read(known).unwrap_or_default());
        let masked = [one.masked(), other.masked()];
        let value = |side: &[(String, String)], name: &str| {
            let mut fields = side.iter();
            let found = fields.find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        let mut names: Vec<&str> = one.names().chain(other.names()).collect();
        names.sort_unstable();
        names.dedup();
        let fields = names.into_iter().map(|name| ComparedField {
            name: name.to_owned(),
            values: [value(&masked[0], name), value(&masked[1], name)],
            likeness: one.get(name).zip(other.get(name)).map(|(one, other)| {
                let likeness = keys[0].likeness(&keys[1], name);
                likeness.unwrap_or_else(|| alike_as_written(one, other))
            }),
        });
        Ok(fields.collect())
    }

    /// The facts that were recorded in a case itself, whichever it is judged in.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn facts_of(&self, case: u64) -> Result<Vec<Fact>, Fault> {
        let regulations = self.regulations()?;
        facts_of(&*self.reader()?, regulations.names(), case)
    }

    /// The entry that a decision about a case's customer names: the claim that opened it, else what did.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn decided_by(&self, case: u64) -> Result<Option<Seq>, Fault> {
        let facts = self.facts_of(case)?;
        let regulations = self.regulations()?;
        let claim = facts
            .iter()
            .find(|fact| is_claim(fact, regulations.names()));
        Ok(claim.or(facts.first()).map(|fact| fact.seq))
    }

    /// Every case that a decision would change, as it would be judged now, the decided one's first. Who would
    /// only come to wait in one is not looked for: whoever waits takes nothing.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn if_decided(&self, decision: &Decision) -> Result<Vec<JudgedCase>, Fault> {
        let claim = self.decided_by(decision.case)?;
        let (regulations, company) = (self.regulations()?, self.company()?);
        let now = self.now();
        let names = regulations.names();
        let what = match decision.is_same {
            true => names.find("same_as"),
            false => names.find("not_same"),
        };
        let fact = Fact {
            seq: self.size()?.saturating_add(1),
            kind: FactKind::Linked,
            answer: Answer::None,
            what,
            actor: Some(decision.actor),
            person: None,
            of: claim,
            occurred: now,
            recorded: now,
            counts_at: now,
            particulars: None,
        };
        let reader = self.reader()?;
        let supposed = Supposed {
            database: &reader,
            names,
            case: decision.case,
            fact,
        };
        let groups = supposed.groups(decision)?;
        let judged = groups.into_iter().map(|group| {
            let file: CaseFile = group.file();
            let packs = regulations.packs(group.domain);
            JudgedCase {
                id: group.root,
                domain: group.domain,
                ruling: judge(&file, &company, packs, now, now),
                file,
            }
        });
        Ok(judged.collect())
    }
}

/// Values that identify nobody are alike if they are written alike.
fn alike_as_written(one: &str, other: &str) -> Likeness {
    let letters = |text: &str| -> String {
        let folded = folding::fold(text);
        let letters = folded.chars().filter(|letter| !letter.is_whitespace());
        letters.collect()
    };
    match letters(one) == letters(other) {
        true => Likeness::Equal,
        false => Likeness::Different,
    }
}

/// Cases as they would be with one more fact in one of them.
struct Supposed<'a> {
    database: &'a Database,
    names: &'a Names,
    /// Where the fact is.
    case: u64,
    fact: Fact,
}

impl Supposed<'_> {
    /// The cases that would be judged anew, the one in which the decided case would be judged first.
    fn groups(&self, decision: &Decision) -> Result<Vec<CaseGroup>, Fault> {
        let waits_in = roots(self.database, decision.case)?;
        let own = self.linked_to(decision.case)?;
        let mut groups = Vec::new();
        if decision.is_same {
            let mut linked = self.linked_to(decision.other)?;
            linked.retain(|case| *case != decision.case);
            linked.push(decision.case);
            // Whoever waits in the later waits in the earlier from then on.
            linked.extend(own.into_iter().filter(|_| waits_in.is_empty()));
            linked.sort_unstable();
            linked.dedup();
            groups.extend(self.group(decision.other, linked)?);
        } else {
            groups.extend(self.group(decision.case, own)?);
        }
        for root in waits_in {
            if decision.is_same && root == decision.other {
                continue;
            }
            let mut linked = self.linked_to(root)?;
            linked.retain(|case| *case != decision.case);
            groups.extend(self.group(root, linked)?);
        }
        Ok(groups)
    }

    fn linked_to(&self, root: u64) -> Result<Vec<u64>, Fault> {
        let links = self.database.links_of(root)?.into_iter();
        let incoming = links.filter(|(_, earlier)| *earlier == root);
        Ok(incoming.map(|(later, _)| later).collect())
    }

    fn group(&self, root: u64, linked: Vec<u64>) -> Result<Option<CaseGroup>, Fault> {
        let row: Option<CaseRow> = self.database.case(root)?;
        let Some(row) = row else {
            return Ok(None);
        };
        let cases = [root].into_iter().chain(linked).map(|case| {
            let mut facts = facts_of(self.database, self.names, case)?;
            if case == self.case {
                facts.push(self.fact.clone());
            }
            Ok((case, facts))
        });
        let cases = cases.collect::<Result<Vec<_>, Fault>>()?;
        let group = CaseGroup::new(&row).gather(self.names, cases);
        Ok(Some(group))
    }
}
