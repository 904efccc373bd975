//! Following the log: which people and units a case concerns, as they were when it was recorded, and who is to
//! be told what. It takes entries in order, each once, whoever recorded them and however.

mod answered;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::organisation::Organisation;
use ledger::read::StoredEntry;
use ledger::record::JudgedCase;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::company::Company;
use ruling::fact::{Fact, FactKind, RegionCode, Seq, StaffId, UnitId};
use ruling::ruling::{Party, Ruling, Standing};

use crate::accesses::{self, Seen};
use crate::case_line::{self, Changed};
use crate::credit::{self, Issue, Point};
use crate::daily_list::rows::ListNews;
use crate::day_book;
use crate::deciding::{self, Decided};
use crate::deeds::{self, Deed};
use crate::identity::pairs::PairChange;
use crate::movements::Movements;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::sight::Concerned;
use crate::{Desk, Refusal, task};

/// Entries followed in one transaction.
const FOLLOWED_AT_ONCE: u32 = 500;
/// What was recorded longer ago is news to nobody.
pub(crate) const NEWS_SECONDS: i64 = 3 * 24 * 60 * 60;
/// Stands for the whole company among units.
pub(crate) const WHOLE_COMPANY: u32 = 0;

/// Whom a case concerns since an entry.
struct Touch {
    case: u64,
    seq: Seq,
    at: Instant,
    staff: BTreeSet<StaffId>,
    units: BTreeSet<u32>,
    kind: FactKind,
    occurred: Instant,
}

impl Touch {
    /// Adds whom the entry concerns.
    fn concern(&self, concerned: &mut Concerned) {
        concerned.staff.extend(&self.staff);
        let units = self.units.iter();
        let units = units.filter_map(|unit| NonZeroU32::new(*unit).map(UnitId));
        concerned.units.extend(units);
    }
}

impl Desk {
    /// Takes in what was recorded since the last time.
    ///
    /// # Errors
    /// Rows that cannot be read or written.
    pub fn follow(&self) -> Result<(), Refusal> {
        loop {
            let seen = self.ledger.look(seen_seq)?;
            let entries = self
                .ledger
                .entries(seen.saturating_add(1), FOLLOWED_AT_ONCE)?;
            let Some(last) = entries.last().map(|entry| entry.seq) else {
                return Ok(());
            };
            let (company, organisation) = (self.ledger.company()?, self.organisation()?);
            let mut touches: Vec<Touch> = Vec::new();
            let mut told = Vec::new();
            let mut pairs = Vec::new();
            let mut changed: BTreeMap<u64, Changed> = BTreeMap::new();
            let mut points: BTreeMap<u64, Vec<Point>> = BTreeMap::new();
            let mut movements = Movements::default();
            let issues: Vec<Issue> = entries.iter().filter_map(Issue::of).collect();
            let deeds: Vec<_> = entries.iter().filter_map(Deed::of).collect();
            let (scans, lists) = (day_book::scans_in(&entries), self.lists_in(&entries)?);
            let seen_by_others = self.seen_by_others(&entries)?;
            for entry in &entries {
                self.note_movements(entry, &mut movements)?;
                let mut of_entry = BTreeMap::new();
                self.note_changed(entry, &mut of_entry)?;
                for (case, region) in of_entry {
                    points.entry(case).or_default().push(Point::of(entry));
                    let known = changed.entry(case).or_default();
                    known.region = region.or(known.region);
                }
                self.note_pair(entry, &mut pairs, &mut told)?;
                let (Entry::Fact(fact) | Entry::Opened { fact, .. }) = &entry.entry else {
                    continue;
                };
                if let Some(case) = entry.case {
                    let touch = touch(case, entry, fact, &company, &organisation);
                    touch.concern(&mut changed.entry(case).or_default().concerned);
                    touches.push(touch);
                    told.extend(self.news(case, entry.seq, fact)?);
                }
            }
            told.append(&mut movements.told);
            let judged = self.judged_all(changed.keys().copied())?;
            let decided = self.decided_in(&touches, &judged)?;
            let matters = self.matters_now(&judged)?;
            let lines = self.new_lines(changed, judged)?;
            let booked = self.book_credit(&points, &issues)?;
            let is_news = issues.last().is_some_and(|issue| self.is_news(issue.at));
            let is_company_changed = entries.iter().any(changes_company);
            self.ledger.keep(move |rows| {
                // Another process may have followed meanwhile.
                if seen_seq(rows)? == seen {
                    for (change, since) in &pairs {
                        change.store(rows, *since)?;
                    }
                    store(rows, &touches, &decided, &told)?;
                    day_book::keep_scans(rows, &scans)?;
                    movements.store(rows)?;
                    matters.store(rows)?;
                    let mut lines = lines.iter();
                    lines.try_for_each(|line| case_line::store(rows, line))?;
                    credit::keep(rows, (&booked, &issues), is_news)?;
                    if is_company_changed {
                        task::rows::look_again(rows)?;
                    }
                    store_traces(rows, (&deeds, &seen_by_others, &lists), last)?;
                }
                Ok::<_, Fault>(())
            })?;
        }
    }

    /// Whoever follows a long history for the first time is not told of all of it.
    pub(crate) fn is_news(&self, at: Instant) -> bool {
        at >= self.news_from()
    }

    /// The first second whose events are still news.
    pub(crate) fn news_from(&self) -> Instant {
        self.ledger.now().plus_seconds(-NEWS_SECONDS)
    }

    /// The cases whose rulings an entry may have changed, with the region it tells of.
    fn note_changed(
        &self,
        entry: &StoredEntry,
        changed: &mut BTreeMap<u64, Option<RegionCode>>,
    ) -> Result<(), Refusal> {
        match &entry.entry {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => {
                let Some(case) = entry.case else {
                    return Ok(());
                };
                for with in self.ledger.judged_with(case)? {
                    changed.entry(with).or_default();
                }
                let region = fact.particulars.as_ref().and_then(|more| more.region);
                changed.extend(region.map(|region| (case, Some(region))));
            }
            Entry::Suspected { case, other } | Entry::Separated { case, other } => {
                changed.entry(*case).or_default();
                changed.entry(*other).or_default();
            }
            Entry::Judged { case } => {
                changed.entry(*case).or_default();
            }
            _ => {}
        }
        Ok(())
    }

    /// What an entry says of two cases that may be one, and who is to be told of it.
    fn note_pair(
        &self,
        entry: &StoredEntry,
        pairs: &mut Vec<(PairChange, (Seq, Instant))>,
        told: &mut Vec<NewNotice>,
    ) -> Result<(), Refusal> {
        let regulations = self.ledger.regulations()?;
        if let Some(change) = PairChange::of(entry, regulations.names()) {
            pairs.push((change, (entry.seq, entry.recorded)));
            if self.is_news(entry.recorded) {
                told.extend(self.identity_news(entry)?);
            }
        }
        Ok(())
    }

    /// What decided so far in the cases touched.
    fn decided_in(
        &self,
        touches: &[Touch],
        judged: &BTreeMap<u64, JudgedCase>,
    ) -> Result<BTreeMap<u64, Option<Decided>>, Refusal> {
        let touched: BTreeSet<u64> = touches.iter().map(|touch| touch.case).collect();
        let decided = touched.into_iter().map(|case| {
            let in_case = judged.get(&case).map(|judged| {
                let packs = self.packs_of_case(judged)?;
                Ok::<_, Fault>(Decided::of(case, judged.domain, &judged.ruling, &packs))
            });
            Ok((case, in_case.transpose()?))
        });
        decided.collect()
    }

    /// Who is to be told of a fact: those whose customer somebody else registers or receives, and
    /// those whose form or request is answered.
    fn news(&self, case: u64, seq: Seq, fact: &Fact) -> Result<Vec<NewNotice>, Refusal> {
        let is_walk_in = fact.kind == FactKind::Visited && fact.person.is_none();
        if matches!(fact.kind, FactKind::Reviewed | FactKind::PermissionDecided) {
            return self.answer_news(case, seq, fact);
        }
        if !is_walk_in && fact.kind != FactKind::Registered {
            return Ok(Vec::new());
        }
        let at = fact.recorded;
        if !self.is_news(at) || fact.is_from_paper() {
            return Ok(Vec::new());
        }
        let Some(JudgedCase { id, ruling, .. }) = self.ledger.case(case, at, at)? else {
            return Ok(Vec::new());
        };
        let Some(holder) = person_in_charge(&ruling) else {
            return Ok(Vec::new());
        };
        let mark = i64::from(seq);
        if is_walk_in {
            let kind = NoticeKind::WalkIn;
            let notice = NewNotice::about_case(holder, kind, id, mark);
            return Ok(vec![notice.from(fact.actor)]);
        }
        let claimant = fact.doer().filter(|claimant| *claimant != holder);
        let mut claims = ruling.claims.iter();
        let is_behind = claims.any(|claim| {
            claim.fact == seq && !matches!(claim.standing, Standing::Holding | Standing::Standing)
        });
        Ok(match claimant.filter(|_| is_behind) {
            Some(claimant) => vec![
                NewNotice::about_case(holder, NoticeKind::Collision, id, mark).from(Some(claimant)),
                // Of a claim that waits in the holder's case its claimant sees the case it was filed in, not that one.
                NewNotice::about_case(claimant, NoticeKind::CollidedWith, case, mark),
            ],
            None => Vec::new(),
        })
    }
}

/// The person who holds a case or is in charge of it.
pub(crate) fn person_in_charge(ruling: &Ruling) -> Option<StaffId> {
    match ruling.ownership.owner {
        Some(Party::Staff(staff)) => Some(staff),
        Some(_) => ruling.ownership.person,
        None => None,
    }
}

/// Whether an entry may change who is to decide what.
fn changes_company(entry: &StoredEntry) -> bool {
    matches!(
        entry.entry,
        Entry::Change(_)
            | Entry::Granted(_)
            | Entry::Revoked { .. }
            | Entry::Placed { .. }
            | Entry::Pack { .. }
    )
}

/// People a fact concerns, and the units it was recorded under with all that these belonged to then.
pub(crate) fn concerned_by(
    fact: &Fact,
    company: &Company,
    organisation: &Organisation,
) -> (BTreeSet<StaffId>, Vec<UnitId>) {
    let at = fact.recorded;
    let staff: BTreeSet<StaffId> = fact.actor.into_iter().chain(fact.person).collect();
    let own = staff
        .iter()
        .filter_map(|staff| company.unit_of(*staff, at, at));
    let named = fact.particulars.as_ref().and_then(|more| more.unit);
    let units: BTreeSet<UnitId> = own.chain(named).collect();
    let lines = units
        .iter()
        .flat_map(|unit| organisation.line_of(*unit, at));
    let lines = lines.collect();
    (staff, lines)
}

fn touch(
    case: u64,
    entry: &StoredEntry,
    fact: &Fact,
    company: &Company,
    organisation: &Organisation,
) -> Touch {
    let (staff, units) = concerned_by(fact, company, organisation);
    let units = units.into_iter().map(|unit| unit.0.get());
    Touch {
        case,
        seq: entry.seq,
        at: entry.recorded,
        units: units.chain([WHOLE_COMPANY]).collect(),
        staff,
        kind: fact.kind,
        occurred: fact.occurred,
    }
}

pub(crate) fn seen_seq(rows: &Rows<'_>) -> Result<Seq, Fault> {
    let seen = rows.query_one(
        "reading how far the log was followed",
        "SELECT seen_seq FROM desk WHERE company_id = $1",
        &[rows.company()],
        |row| row.int(0),
    )?;
    Ok(seen.unwrap_or(0))
}

fn store(
    rows: &Rows<'_>,
    touches: &[Touch],
    decided: &BTreeMap<u64, Option<Decided>>,
    told: &[NewNotice],
) -> Result<(), Fault> {
    let mut before = BTreeMap::new();
    for case in decided.keys() {
        before.insert(*case, deciding::units_of(rows, *case)?);
    }
    for touch in touches {
        day_book::keep(rows, (touch.case, touch.seq), touch.kind, touch.occurred)?;
        for unit in &touch.units {
            rows.execute(
                "noting a unit's case",
                "INSERT INTO case_of_unit (company_id, unit_id, case_id, touched_at, state, mode) VALUES ($1, $2, $3, $4, \
                 0, 0) ON CONFLICT (company_id, unit_id, case_id) DO UPDATE SET touched_at = excluded.touched_at",
                &[
                    rows.company(),
                    (*unit).into(),
                    touch.case.into(),
                    touch.at.into(),
                ],
            )?;
        }
        for staff in &touch.staff {
            rows.execute(
                "noting a person's case",
                "INSERT INTO case_of_staff (company_id, staff_id, case_id, touched_at, state, mode) VALUES ($1, $2, $3, $4, \
                 0, 0) ON CONFLICT (company_id, staff_id, case_id) DO UPDATE SET touched_at = excluded.touched_at",
                &[
                    rows.company(),
                    staff.0.get().into(),
                    touch.case.into(),
                    touch.at.into(),
                ],
            )?;
        }
    }
    for (decided, before) in decided.values().zip(before.values()) {
        if let Some(decided) = decided {
            deciding::count(rows, decided, before)?;
        }
    }
    for notice in told {
        notices::tell(rows, notice)?;
    }
    Ok(())
}

fn store_traces(
    rows: &Rows<'_>,
    (deeds, seen_by_others, lists): (&[Deed], &[Seen], &ListNews),
    last: Seq,
) -> Result<(), Fault> {
    lists.store(rows)?;
    for seen in seen_by_others {
        accesses::tell(rows, seen)?;
    }
    for deed in deeds {
        deeds::note(rows, deed)?;
    }
    rows.execute(
        "noting how far the log was followed",
        "UPDATE desk SET seen_seq = $1 WHERE company_id = $2",
        &[last.into(), rows.company()],
    )
}
