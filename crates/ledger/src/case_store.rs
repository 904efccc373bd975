//! Cases between store and engine: read with what they are linked to, judged, projected.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Fact, Ref, Seq};
use ruling::judge::judge;
use ruling::policy::Packs;
use ruling::ruling::{Obligation, Ruling, Segment};

use crate::encoding::Entry;
use crate::fault::Fault;
use crate::record::denied_by;
use crate::state::State;
use crate::store::{Database, ObligationRow, PartyColumns, SegmentRow};

/// Most facts a case may have; a case with more is a mistake of identity.
pub(crate) const CASE_FACTS_MAX: usize = 2_000;

/// Cases that are, or may be, one: judged together, under the earliest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseGroup {
    /// The earliest case.
    pub(crate) root: u64,
    /// All of them, the root too.
    pub(crate) members: BTreeSet<u64>,
    /// The subject of the root.
    pub(crate) subject: u64,
    /// All facts, in order.
    pub(crate) facts: Vec<Fact>,
}

impl CaseGroup {
    /// Reads a case with everything it is linked to.
    pub(crate) fn load(
        database: &Database,
        packs: &Packs,
        case: u64,
    ) -> Result<Option<CaseGroup>, Fault> {
        if database.case(case)?.is_none() {
            return Ok(None);
        }
        let members = members(database, case)?;
        let root = members.first().copied().unwrap_or(case);
        let mut facts = Vec::new();
        for member in &members {
            for row in database.facts_of_case(*member)? {
                let entry = Entry::decode(&row.entry, row.seq, row.recorded, &packs.names);
                match entry {
                    Some(Entry::Fact(fact)) => facts.push(fact),
                    _ => {
                        return Err(Fault::damaged("entry", row.seq));
                    }
                }
            }
        }
        own_what_is_denied(root, &mut facts, database, packs)?;
        let subject = database.case(root)?.map_or(0, |row| row.subject);
        Ok(Some(CaseGroup {
            root,
            members,
            subject,
            facts,
        }))
    }

    /// Everything that a subject's cases are linked to, in two statements whatever there is.
    pub(crate) fn of_subject(
        database: &Database,
        packs: &Packs,
        subject: u64,
    ) -> Result<Vec<CaseGroup>, Fault> {
        let mut groups: Vec<CaseGroup> = Vec::new();
        for (case, other) in database.linked_cases(subject)? {
            let mut group = CaseGroup {
                root: case.case,
                members: BTreeSet::from([case.case]),
                subject: case.subject,
                facts: Vec::new(),
            };
            let ends = [Some(case.case), other];
            let is_linked =
                |known: &CaseGroup| ends.iter().flatten().any(|end| known.members.contains(end));
            let (linked, apart) = groups.into_iter().partition(is_linked);
            groups = apart;
            for known in linked as Vec<CaseGroup> {
                group.members.extend(known.members);
                if known.root < group.root {
                    (group.root, group.subject) = (known.root, known.subject);
                }
            }
            groups.push(group);
        }
        for row in database.facts_of_linked_cases(subject)? {
            let entry = Entry::decode(&row.entry, row.seq, row.recorded, &packs.names);
            let case = row.case.unwrap_or(0);
            let mut of = groups.iter_mut();
            match (entry, of.find(|group| group.members.contains(&case))) {
                (Some(Entry::Fact(fact)), Some(group)) => group.facts.push(fact),
                _ => return Err(Fault::damaged("entry", row.seq)),
            }
        }
        Ok(groups)
    }

    /// Stores what follows from a ruling made after entry `seq`.
    pub(crate) fn store_ruling(
        &self,
        database: &Database,
        packs: &Packs,
        seq: Seq,
        ruling: &Ruling,
    ) -> Result<(), Fault> {
        let (segments, obligations) = projection(packs, ruling);
        for member in &self.members {
            match *member == self.root {
                true => database.project(*member, seq, &segments, &obligations)?,
                false => database.project(*member, seq, &[], &[])?,
            }
        }
        Ok(())
    }

    /// As the engine reads it.
    pub(crate) fn file(&self) -> CaseFile {
        CaseFile::new(Some(Ref(self.subject)), self.facts.clone())
    }
}

/// A claim that is not an earlier customer's is its own case's.
fn own_what_is_denied(
    root: u64,
    facts: &mut [Fact],
    database: &Database,
    packs: &Packs,
) -> Result<(), Fault> {
    for fact in facts {
        if let Some(claim) = denied_by(fact, packs)
            && database.fact(claim)?.and_then(|row| row.case) == Some(root)
        {
            fact.what = packs.names.find("same_as");
        }
    }
    Ok(())
}

/// Everything that links reach from a case.
fn members(database: &Database, case: u64) -> Result<BTreeSet<u64>, Fault> {
    let mut members = BTreeSet::from([case]);
    let mut waiting = vec![case];
    while let Some(next) = waiting.pop() {
        for (later, earlier) in database.links_of(next)? {
            waiting.extend(
                [later, earlier]
                    .into_iter()
                    .filter(|one| members.insert(*one)),
            );
        }
    }
    Ok(members)
}

impl State {
    /// Judges a case after entry `seq`, recorded at `at`, and stores what follows from it.
    pub(crate) fn project(
        &self,
        database: &Database,
        group: &CaseGroup,
        seq: Seq,
        at: Instant,
    ) -> Result<Ruling, Fault> {
        let ruling = judge(&group.file(), &self.company, &self.packs, at, at);
        group.store_ruling(database, &self.packs, seq, &ruling)?;
        Ok(ruling)
    }
}

/// The rows that a ruling is projected to.
pub(crate) fn projection(packs: &Packs, ruling: &Ruling) -> (Vec<SegmentRow>, Vec<ObligationRow>) {
    let obligations = ruling.obligations.iter();
    (
        ruling.segments.iter().map(segment_row).collect(),
        obligations
            .map(|obligation| obligation_row(packs, obligation))
            .collect(),
    )
}

fn obligation_row(packs: &Packs, obligation: &Obligation) -> ObligationRow {
    let clause = packs.clause(obligation.source);
    ObligationRow {
        what: packs.names.text(obligation.what).to_owned(),
        clause: clause.map_or(String::new(), |clause| clause.number.clone()),
        who: PartyColumns::of(Some(obligation.who)),
        due_until: obligation.due_until,
    }
}

fn segment_row(segment: &Segment) -> SegmentRow {
    SegmentRow {
        from: segment.from,
        until: segment.until,
        state: segment.ownership.state as u8,
        mode: segment.mode as u8,
        owner: PartyColumns::of(segment.ownership.owner),
        person: segment.ownership.person.map(|person| person.0.get()),
    }
}
