//! Cases between store and engine: read with what they are linked to, judged, projected.

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind, Ref, Seq};
use ruling::judge::judge;
use ruling::name::Names;
use ruling::policy::Packs;
use ruling::ruling::{Obligation, Ruling, Segment};

use crate::encoding::{Entry, ProjectedDuty, ProjectedParty, ProjectedSegment, Projection};
use crate::fault::Fault;
use crate::state::State;
use crate::store::{CaseRow, Database, EntryRow, FactRow, RootRow};

/// Most facts a case may have; a case with more is a mistake of identity.
pub(crate) const CASE_FACTS_MAX: usize = 2_000;

/// A case with those that are, or may be, the same: judged together.
///
/// A case that may be one with others is linked to each of them, and only to cases that are themselves linked
/// to none. So whoever fits two customers waits in both their cases and never joins the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseGroup {
    /// The case that has the ruling.
    pub(crate) root: u64,
    /// The domain of all of them.
    pub(crate) domain: u32,
    /// The cases linked to it.
    pub(crate) linked: Vec<u64>,
    /// The subject of the root.
    pub(crate) subject: u64,
    /// All facts, in order.
    pub(crate) facts: Vec<Fact>,
}

impl CaseGroup {
    /// A case without facts yet.
    pub(crate) fn new(row: &CaseRow) -> CaseGroup {
        CaseGroup {
            root: row.case,
            domain: row.domain,
            linked: Vec::new(),
            subject: row.subject,
            facts: Vec::new(),
        }
    }

    /// A case that is linked to no other, with its entries.
    pub(crate) fn alone(
        row: &CaseRow,
        entries: &[FactRow],
        names: &Names,
    ) -> Result<CaseGroup, Fault> {
        let facts = read_facts(entries, names)?;
        Ok(CaseGroup::new(row).gather(names, [(row.case, facts)]))
    }

    /// Reads the case in which this one is judged: the earliest that it is linked to, or itself.
    pub(crate) fn load(
        database: &Database,
        names: &Names,
        case: u64,
    ) -> Result<Option<CaseGroup>, Fault> {
        let root = roots(database, case)?.first().copied();
        CaseGroup::load_root(database, names, root.unwrap_or(case))
    }

    /// Reads a case that is linked to no other, with those that are linked to it.
    pub(crate) fn load_root(
        database: &Database,
        names: &Names,
        root: u64,
    ) -> Result<Option<CaseGroup>, Fault> {
        let Some(row) = database.case(root)? else {
            return Ok(None);
        };
        let cases = by_case(&database.facts_judged_in(root)?, names)?;
        Ok(Some(CaseGroup::new(&row).gather(names, cases)))
    }

    /// Reads a case of a domain that others wait in, or that is linked to none, in one statement.
    pub(crate) fn of_root(
        database: &Database,
        names: &Names,
        domain: u32,
        root: RootRow,
    ) -> Result<CaseGroup, Fault> {
        let group = CaseGroup {
            root: root.case,
            domain,
            linked: Vec::new(),
            subject: root.subject,
            facts: Vec::new(),
        };
        let cases = by_case(&database.facts_judged_in(root.case)?, names)?;
        Ok(group.gather(names, cases))
    }

    /// Takes in the facts of another case that is to wait in this one.
    pub(crate) fn take_in(&mut self, mut other: CaseGroup) {
        become_customer(&mut other.facts, Some(Ref(other.subject)), self.subject);
        self.linked.push(other.root);
        self.linked.extend(other.linked);
        self.facts.extend(other.facts);
        self.facts.sort_unstable_by_key(|fact| fact.seq);
    }

    /// Puts the facts of its cases together, as they count here: those of each case in order.
    pub(crate) fn gather(
        mut self,
        names: &Names,
        cases: impl IntoIterator<Item = (u64, Vec<Fact>)>,
    ) -> CaseGroup {
        for (case, mut facts) in cases {
            if case == self.root {
                forget_denials(&mut facts, names);
            } else {
                self.linked.push(case);
                follow_the_first(&mut facts, names);
                if was_found_same(&facts, names) {
                    let known_as = customer_of(facts.first());
                    become_customer(&mut facts, known_as, self.subject);
                }
            }
            self.facts.extend(facts);
        }
        self.facts.sort_unstable_by_key(|fact| fact.seq);
        self
    }

    /// Whether a case is judged here.
    pub(crate) fn holds(&self, case: u64) -> bool {
        self.root == case || self.linked.contains(&case)
    }

    /// Lets facts of a subject that was found to be its customer count as such.
    pub(crate) fn know_as_its_own(&mut self, subject: u64) {
        become_customer(&mut self.facts, Some(Ref(subject)), self.subject);
    }

    /// As the engine reads it.
    pub(crate) fn file(&self) -> CaseFile {
        CaseFile::new(Some(Ref(self.subject)), self.facts.clone())
    }
}

/// The facts recorded in a case itself, in order.
pub(crate) fn facts_of(database: &Database, names: &Names, case: u64) -> Result<Vec<Fact>, Fault> {
    read_facts(&database.facts_of_case(case)?, names)
}

/// Entries that come case by case, as facts of each.
fn by_case(entries: &[EntryRow], names: &Names) -> Result<Vec<(u64, Vec<Fact>)>, Fault> {
    let mut cases: Vec<(u64, Vec<Fact>)> = Vec::new();
    for EntryRow {
        case,
        seq,
        recorded,
        entry,
    } in entries
    {
        let Some(fact) = read_fact((*seq, *recorded), entry, names)? else {
            continue;
        };
        match cases.last_mut().filter(|(last, _)| last == case) {
            Some((_, facts)) => facts.push(fact),
            None => cases.push((*case, vec![fact])),
        }
    }
    Ok(cases)
}

fn read_facts(rows: &[FactRow], names: &Names) -> Result<Vec<Fact>, Fault> {
    let facts = rows
        .iter()
        .filter_map(|row| read_fact((row.seq, row.recorded), &row.entry, names).transpose());
    facts.collect()
}

/// None: papers and signatures, which no ruling looks at.
fn read_fact(
    (seq, recorded): (Seq, Instant),
    entry: &[u8],
    names: &Names,
) -> Result<Option<Fact>, Fault> {
    match Entry::decode(entry, seq, recorded, names) {
        Some(Entry::Papers { .. } | Entry::Signed(_)) => Ok(None),
        entry => {
            let fact = entry.and_then(Entry::into_fact);
            fact.map(Some).ok_or(Fault::damaged("entry", seq))
        }
    }
}

/// Whether somebody has decided that a case's customer is that of the case in which it waits.
pub(crate) fn is_decided_same(
    database: &Database,
    names: &Names,
    case: u64,
) -> Result<bool, Fault> {
    Ok(was_found_same(&facts_of(database, names, case)?, names))
}

fn was_found_same(facts: &[Fact], names: &Names) -> bool {
    let mut decisions = facts.iter().rev().filter_map(|fact| decides(fact, names));
    decisions.next().is_some_and(|(_, is_same)| is_same)
}

fn customer_of(fact: Option<&Fact>) -> Option<Ref> {
    fact?.particulars.as_ref()?.customer
}

/// What is said of the claim that opened a case goes for the claims that came after it there, while nobody knows whose
/// they are: they follow it.
fn follow_the_first(facts: &mut [Fact], names: &Names) {
    let mut claims = facts.iter_mut().filter(|fact| is_claim(fact, names));
    let Some(first) = claims.next().map(|fact| fact.seq) else {
        return;
    };
    for claim in claims {
        claim.of = claim.of.or(Some(first));
    }
}

/// Found to be the same, a case's customer is known by the other's reference where both are judged together.
fn become_customer(facts: &mut [Fact], known_as: Option<Ref>, subject: u64) {
    for fact in facts {
        if let Some(more) = &mut fact.particulars
            && more.customer == known_as
        {
            more.customer = Some(Ref(subject));
        }
    }
}

/// The claim that opened a case was denied to be one of another case's: then in its own nobody doubts it, nor
/// those that came after it.
fn forget_denials(facts: &mut [Fact], names: &Names) {
    let suspected = names.find("suspected");
    let opening = facts.iter().find(|fact| is_claim(fact, names));
    let Some(opening) = opening.map(|fact| fact.seq) else {
        return;
    };
    let is_denied = facts
        .iter()
        .any(|fact| decides(fact, names) == Some((opening, false)));
    if !is_denied {
        return;
    }
    let same_as = names.find("same_as");
    for fact in facts {
        if decides(fact, names) == Some((opening, false)) {
            fact.what = same_as;
        }
        if let Some(more) = &mut fact.particulars {
            more.given = more
                .given
                .iter()
                .filter(|name| *name != suspected)
                .collect();
        }
    }
}

/// Whether a fact files a claim, as far as it tells by itself: what else than a registration does, the regulation says,
/// and one that may be of another case is marked.
pub(crate) fn is_claim(fact: &Fact, names: &Names) -> bool {
    let is_marked = |fact: &Fact| {
        let more = fact.particulars.as_ref();
        more.is_some_and(|more| more.given.contains(names.find("suspected")))
    };
    fact.kind == FactKind::Registered || is_marked(fact)
}

/// The claim whose customer a fact decides about, and whether it says that it is the same.
pub(crate) fn decides(fact: &Fact, names: &Names) -> Option<(Seq, bool)> {
    if fact.kind != FactKind::Linked {
        return None;
    }
    let is_same = fact.what == names.find("same_as");
    let is_other = fact.what == names.find("not_same");
    fact.of
        .filter(|_| is_same || is_other)
        .map(|of| (of, is_same))
}

/// The cases that one is linked to, earliest first; none for a case with a ruling of its own.
pub(crate) fn roots(database: &Database, case: u64) -> Result<Vec<u64>, Fault> {
    let links = database.links_of(case)?.into_iter();
    let outgoing = links.filter(|(later, _)| *later == case);
    Ok(outgoing.map(|(_, earlier)| earlier).collect())
}

impl State {
    /// The regulation by which a case is judged.
    pub(crate) fn packs_of(&self, group: &CaseGroup) -> &Packs {
        self.regulations.packs(group.domain)
    }

    /// Judges a case at an instant, as known then.
    pub(crate) fn judge(&self, group: &CaseGroup, at: Instant) -> Ruling {
        judge(&group.file(), &self.company, self.packs_of(group), at, at)
    }

    /// Judges a case after entry `seq`, recorded at `at`, and stores what follows from it.
    pub(crate) fn project(
        &self,
        database: &Database,
        group: &CaseGroup,
        seq: Seq,
        at: Instant,
    ) -> Result<Ruling, Fault> {
        let ruling = self.judge(group, at);
        self.store_ruling(database, group, seq, &ruling)?;
        Ok(ruling)
    }

    /// Stores what follows from a ruling made after entry `seq`.
    pub(crate) fn store_ruling(
        &self,
        database: &Database,
        group: &CaseGroup,
        seq: Seq,
        ruling: &Ruling,
    ) -> Result<(), Fault> {
        let projection = projection(self.packs_of(group), ruling);
        database.project(group.root, seq, &projection)
    }
}

/// What is projected from a ruling.
pub(crate) fn projection(packs: &Packs, ruling: &Ruling) -> Projection {
    let obligations = ruling.obligations.iter();
    Projection {
        segments: ruling.segments.iter().map(projected).collect(),
        duties: obligations
            .map(|obligation| duty(packs, obligation))
            .collect(),
    }
}

fn duty(packs: &Packs, obligation: &Obligation) -> ProjectedDuty {
    let clause = packs.clause(obligation.source);
    ProjectedDuty {
        what: packs.names.text(obligation.what).to_owned(),
        clause: clause.map_or(String::new(), |clause| clause.number.clone()),
        who: ProjectedParty::of(Some(obligation.who)),
        due_until: obligation.due_until,
    }
}

fn projected(segment: &Segment) -> ProjectedSegment {
    ProjectedSegment {
        from: segment.from,
        until: segment.until,
        state: segment.ownership.state as u8,
        mode: segment.mode as u8,
        owner: ProjectedParty::of(segment.ownership.owner),
        person: segment.ownership.person.map(|person| person.0.get()),
    }
}
