//! What is derived from facts, made again: for verifying, and for rebuilding what was damaged.

use std::collections::{BTreeMap, BTreeSet};

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Particulars, Ref, Seq};
use ruling::fold::Workspace;
use ruling::judge::judge_into;
use ruling::name::Names;
use ruling::policy::Packs;
use ruling::ruling::Ruling;

use crate::case_store::{CaseGroup, projection};
use crate::customer::CustomerKeys;
use crate::encoding::{Entry, Projection};
use crate::fault::Fault;
use crate::find::tells_apart;
use crate::found_by::FoundBy;
use crate::privacy::blind_index::TagKind;
use crate::privacy::keys::Keys;
use crate::privacy::seal::DataKey;
use crate::project::{named, project_of_new};
use crate::regulations::Regulations;
use crate::state::State;
use crate::store::{CaseRow, Database, FactRow, SubjectRow};
use crate::typed::Typed;

/// The row of a subject that was not erased, as its sealed facts, in their order, have it.
pub(crate) fn subject_row(
    database: &Database,
    (state, keys): (&State, &Keys),
    stored: &SubjectRow,
    facts: &[FactRow],
) -> Result<SubjectRow, Fault> {
    let subject = stored.subject;
    let mut all = FoundBy::default();
    let Some(wrapped) = &stored.wrapped_key else {
        return Ok(all.row(subject, None));
    };
    let place = database.place(subject, 0);
    let key = DataKey::unwrap(wrapped, &keys.key_encryption, place)?;
    for row in facts {
        let entry = Entry::decode(&row.entry, row.seq, row.recorded, state.names());
        let fact = entry.and_then(Entry::into_fact);
        let (Some(sealed), Some(fact)) = (&row.sealed, fact) else {
            continue;
        };
        let personal = key.open(sealed, database.place(subject, row.seq))?;
        let keys = CustomerKeys::read(&personal).unwrap_or_default();
        let more = fact.particulars.unwrap_or_default();
        let typed = Typed::new(keys, &personal, &state.tagger);
        all.take_in(FoundBy::new(&typed, &more, row.seq));
    }
    Ok(all.row(subject, Some(wrapped.clone())))
}

/// Rows that come one key after the other, by their key.
pub(crate) fn by_key<T>(rows: &[T], key: impl Fn(&T) -> u64) -> BTreeMap<u64, &[T]> {
    rows.chunk_by(|one, other| key(one) == key(other))
        .filter_map(|rows| Some((key(rows.first()?), rows)))
        .collect()
}

/// What an entry by itself says about cases and subjects. [`Derived`] takes them in in their order.
#[derive(Debug)]
pub(crate) struct Step {
    seq: Seq,
    /// Whose key seals something.
    subject: Option<u64>,
    said: Said,
}

#[derive(Debug)]
enum Said {
    Nothing,
    /// A log begins.
    Begun,
    Erased(u64),
    Suspected(u64, u64),
    Separated(u64, u64),
    Judged(u64),
    Papers,
    Signed,
    /// Something happened to a case, of this project if it says so.
    Fact(u64, Option<Ref>),
    /// Something happened to a case for the first time. Its regulation may let its project be missing.
    Opened(CaseRow, bool),
}

impl Step {
    pub(crate) fn new(row: &FactRow, entry: Option<&Entry>, regulations: &Regulations) -> Step {
        let said = match (entry, row.case) {
            (Some(Entry::Founded { .. } | Entry::Succeeds { .. }), _) => Said::Begun,
            (Some(Entry::Erased { subject }), _) => Said::Erased(*subject),
            (Some(Entry::Suspected { case, other }), _) => Said::Suspected(*case, *other),
            (Some(Entry::Separated { case, other }), _) => Said::Separated(*case, *other),
            (Some(Entry::Judged { case }), _) => Said::Judged(*case),
            (Some(Entry::Opened { domain, fact }), Some(_)) => {
                let packs = regulations.packs(*domain);
                let row = case_row(row.seq, *domain, fact.particulars.as_deref(), packs);
                Said::Opened(row, packs.may_lack_project())
            }
            (Some(Entry::Papers { .. } | Entry::SheetScanned { .. }), _) => Said::Papers,
            (Some(Entry::Signed(_)), _) => Said::Signed,
            (Some(Entry::Fact(fact)), Some(case)) => {
                let project = fact.particulars.as_ref().and_then(|more| more.project);
                Said::Fact(case, project)
            }
            _ => Said::Nothing,
        };
        Step {
            seq: row.seq,
            subject: row.subject,
            said,
        }
    }

    /// Whether it matters to who verifies the log alone: where a log begins, what was signed or filed as a paper.
    pub(crate) fn is_of_log(&self) -> bool {
        matches!(self.said, Said::Begun | Said::Papers | Said::Signed)
    }
}

/// Cases and their links, as the entries say in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) cases: BTreeMap<u64, CaseRow>,
    pub(crate) links: BTreeSet<(u64, u64)>,
    /// Subjects that have sealed something, and whether they were erased.
    pub(crate) subjects: BTreeMap<u64, bool>,
    /// Entries that brought papers, each with whose key seals them.
    pub(crate) papers: BTreeSet<(u64, Seq)>,
    /// Of each subject, the cases whose regulation lets a project be missing.
    may_lack_project: BTreeMap<u64, Vec<u64>>,
    /// Entries that hold signatures.
    pub(crate) signed: Vec<Seq>,
    /// Entries with which a log begins.
    pub(crate) begun: BTreeSet<Seq>,
    /// The last entry about a case: what its command led to comes after it.
    last_fact: Seq,
}

impl Derived {
    /// Takes in what the next entry says.
    pub(crate) fn take_in(&mut self, step: Step) {
        let seq = step.seq;
        if let Some(subject) = step.subject {
            self.subjects.entry(subject).or_default();
            if matches!(step.said, Said::Papers) {
                self.papers.insert((subject, seq));
            }
        }
        match step.said {
            Said::Nothing | Said::Papers => {}
            Said::Signed => self.signed.push(seq),
            Said::Begun => drop(self.begun.insert(seq)),
            Said::Erased(subject) => drop(self.subjects.insert(subject, true)),
            Said::Suspected(case, other) => {
                if let Some(row) = self.cases.get_mut(&case) {
                    row.judged_seq = self.last_fact;
                }
                self.links.insert((case, other));
                self.judged(other, self.last_fact);
            }
            Said::Separated(case, other) => {
                self.links.remove(&(case, other));
                self.judged(other, self.last_fact);
                // Where it still waits in others, nothing changes for them.
                if self.links.range((case, 0)..=(case, u64::MAX)).count() == 0 {
                    self.judged(case, self.last_fact);
                }
            }
            Said::Judged(case) => self.judged(case, seq),
            Said::Fact(case, project) => {
                self.last_fact = seq;
                if let Some(project) = project {
                    self.name_project(case, project);
                }
                self.judged(case, seq);
            }
            Said::Opened(mut row, may_lack_project) => {
                self.last_fact = seq;
                if may_lack_project {
                    let known = self.cases_that_may_lack_project(row.subject);
                    row.project = row.project.or(project_of_new(&known, &row));
                    let cases = self.may_lack_project.entry(row.subject).or_default();
                    cases.push(row.case);
                }
                self.cases.insert(row.case, row);
                self.judged(row.case, seq);
            }
        }
    }

    fn cases_that_may_lack_project(&self, subject: u64) -> Vec<CaseRow> {
        let cases = self.may_lack_project.get(&subject).into_iter().flatten();
        cases
            .filter_map(|case| self.cases.get(case).copied())
            .collect()
    }

    /// An entry of a case that waits in no other may be the first to name its project.
    fn name_project(&mut self, case: u64, project: Ref) {
        let waits = self.links.range((case, 0)..=(case, u64::MAX));
        let row = self.cases.get(&case).filter(|row| row.project.is_none());
        let Some(row) = row.copied().filter(|_| waits.count() == 0) else {
            return;
        };
        let known = self.cases_that_may_lack_project(row.subject);
        if known.iter().any(|known| known.case == case)
            && let Some(named) = named(&known, &row, project)
        {
            self.cases.insert(case, named);
        }
    }

    /// Notes the entry after which a case was judged, or those that it waits in.
    fn judged(&mut self, case: u64, seq: Seq) {
        let mut is_waiting = false;
        for (_, root) in self.links.range((case, 0)..=(case, u64::MAX)) {
            is_waiting = true;
            if let Some(row) = self.cases.get_mut(root) {
                row.judged_seq = seq;
            }
        }
        if let (false, Some(row)) = (is_waiting, self.cases.get_mut(&case)) {
            row.judged_seq = seq;
        }
    }
}

fn case_row(seq: Seq, domain: u32, more: Option<&Particulars>, packs: &Packs) -> CaseRow {
    let part = |kind, part: fn(&Particulars) -> Option<Ref>| {
        more.and_then(part).filter(|_| tells_apart(packs, kind))
    };
    CaseRow {
        case: seq.into(),
        domain,
        subject: more
            .and_then(|more| more.customer)
            .map_or(0, |customer| customer.0),
        project: part(TagKind::Project, |more| more.project),
        demand: part(TagKind::Demand, |more| more.demand),
        contract: part(TagKind::Contract, |more| more.contract),
        judged_seq: 0,
    }
}

/// Judges one case after the other again.
pub(crate) struct Judge<'a> {
    state: &'a State,
    memory: Workspace,
    ruling: Ruling,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(state: &'a State) -> Judge<'a> {
        Judge {
            state,
            memory: Workspace::default(),
            ruling: Ruling::empty(),
        }
    }

    /// What is projected from a case, judged at an instant: of the earliest of linked cases only.
    pub(crate) fn projected(&mut self, group: CaseGroup, case: u64, at: Instant) -> Projection {
        if group.root != case {
            return Projection::default();
        }
        let (company, packs) = (&self.state.company, self.state.packs_of(&group));
        let file = CaseFile::new(Some(Ref(group.subject)), group.facts);
        judge_into(
            &mut self.memory,
            &file,
            company,
            packs,
            at,
            at,
            &mut self.ruling,
        );
        projection(packs, &self.ruling)
    }
}

/// A case as it is judged again, with the instant that it was judged at. `facts` are its own entries.
pub(crate) fn to_judge(
    database: &Database,
    names: &Names,
    row: &CaseRow,
    (facts, is_linked): (&[FactRow], bool),
) -> Result<(CaseGroup, Instant), Fault> {
    let group = match is_linked {
        true => CaseGroup::load(database, names, row.case)?,
        false => Some(CaseGroup::alone(row, facts, names)?),
    };
    let group = group.ok_or(Fault::damaged("case", row.case))?;
    let own = facts.iter().find(|fact| fact.seq == row.judged_seq);
    let recorded = match own {
        Some(fact) => Some(fact.recorded),
        None => database.fact(row.judged_seq)?.map(|row| row.recorded),
    };
    let at = recorded.ok_or(Fault::damaged("entry", row.judged_seq))?;
    Ok((group, at))
}

/// Cases that are linked to others.
pub(crate) fn linked(links: &BTreeSet<(u64, u64)>) -> BTreeSet<u64> {
    let both = links.iter().flat_map(|(case, other)| [*case, *other]);
    both.collect()
}
