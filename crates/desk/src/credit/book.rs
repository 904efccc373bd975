//! Credit booked as the log is followed: each deal judged at every entry about it and at every moment at which time
//! alone may change it, so that the lines say what was due when a month's statements were issued.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::read::StoredEntry;
use ledger::record::JudgedCase;
use ruling::calendar::{Instant, Zone};
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::fact::{Fact, FactKind, Ref, Seq, UnitId};
use ruling::judge::judge;
use ruling::policy::Packs;
use ruling::ruling::{CreditLine, DealOutcome, Party, Reasons, Ruling, State};

use super::account::{Due, Line, Moment, Receiver, bring_up};
use super::rows::{self, DealRow, Issue};
use super::{cause, month_of};
use crate::following::seen_seq;
use crate::{Desk, Refusal};

/// Deals whose time has come that are booked in one transaction.
const TURNED_AT_ONCE: u32 = 200;

/// When a case is looked at, and why.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) at: Instant,
    /// The entry; none: time alone.
    pub(crate) seq: Option<Seq>,
    pub(crate) cause: String,
}

impl Point {
    /// An entry that may have changed what its cases are worth to whom.
    pub(crate) fn of(entry: &StoredEntry) -> Point {
        let cause = match &entry.entry {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => fact.kind.name(),
            Entry::Judged { .. } => cause::COMPANY,
            _ => cause::IDENTITY,
        };
        Point {
            at: entry.recorded,
            seq: Some(entry.seq),
            cause: cause.to_owned(),
        }
    }

    fn of_time(at: Instant) -> Point {
        Point {
            at,
            seq: None,
            cause: cause::TIME.to_owned(),
        }
    }
}

/// A deal as it is to be kept from now on; without lines and row it is kept no more.
#[derive(Debug)]
pub(crate) struct Booked {
    pub(crate) deal: Seq,
    pub(crate) row: Option<DealRow>,
    pub(crate) lines: Vec<Line>,
}

/// A deal by a ruling.
struct Judged {
    row: DealRow,
    due: Vec<Due>,
}

impl Desk {
    /// What is to be kept of the deals of cases that entries are about. `issues`: those among the entries.
    pub(crate) fn book_credit(
        &self,
        points: &BTreeMap<u64, Vec<Point>>,
        issues: &[Issue],
    ) -> Result<Vec<Booked>, Refusal> {
        let now = self.ledger.now();
        let mut of_roots: BTreeMap<u64, Vec<Point>> = BTreeMap::new();
        for (case, points) in points {
            let is_known = !self
                .ledger
                .look(|rows| rows::deals_of(rows, *case))?
                .is_empty();
            // What the company changed makes no deal.
            if !is_known && points.iter().all(|point| point.cause == cause::COMPANY) {
                continue;
            }
            let judged = self.ledger.case(*case, now, now)?;
            let judged = judged.filter(|judged| is_known || !judged.ruling.deals.is_empty());
            if let Some(judged) = judged {
                let of_root = of_roots.entry(judged.id).or_default();
                of_root.extend(points.iter().cloned());
                // A case that now waits in another had the deal before.
                if is_known {
                    of_roots
                        .entry(*case)
                        .or_default()
                        .extend(points.iter().cloned());
                }
            }
        }
        let mut booked = BTreeMap::new();
        for (root, mut points) in of_roots {
            points.sort_by_key(|point| point.seq);
            points.dedup_by_key(|point| point.seq);
            for one in self.book_case(root, &points, issues)? {
                booked.insert(one.deal, one);
            }
        }
        Ok(booked.into_values().collect())
    }

    /// Books the deals of which a time has come since they were looked at, so many transactions at most.
    pub(crate) fn turn_credit(&self, transactions: usize) -> Result<(), Refusal> {
        for _ in 0..transactions {
            let (seen, turning) = self.ledger.look(|rows| {
                Ok::<_, Fault>((seen_seq(rows)?, rows::turning(rows, TURNED_AT_ONCE)?))
            })?;
            if turning.is_empty() {
                return Ok(());
            }
            let points = [Point::of_time(self.ledger.now())];
            let mut booked = Vec::new();
            for case in turning {
                booked.extend(self.book_case(case, &points, &[])?);
            }
            self.ledger
                .keep(move |rows| match seen_seq(rows)? == seen {
                    true => booked.iter().try_for_each(|one| rows::store(rows, one)),
                    // What was recorded meanwhile is followed, and books them.
                    false => Ok::<_, Fault>(()),
                })?;
        }
        Ok(())
    }

    /// Books the deals of a case at these moments and at all before them at which time alone changed something.
    fn book_case(
        &self,
        root: u64,
        points: &[Point],
        new_issues: &[Issue],
    ) -> Result<Vec<Booked>, Refusal> {
        let (mut known, mut issues) = self
            .ledger
            .look(|rows| Ok::<_, Fault>((rows::deals_of(rows, root)?, rows::issues(rows)?)))?;
        issues.extend_from_slice(new_issues);
        let mut books: BTreeMap<Seq, Booked> = BTreeMap::new();
        let mut next = known.iter().filter_map(|row| row.turns).min();
        let mut moved = BTreeSet::new();
        let mut points: Vec<Point> = points.iter().rev().cloned().collect();
        while let Some(point) = points.pop() {
            let point = match next.filter(|next| *next < point.at) {
                Some(turn) => {
                    points.push(point);
                    Point::of_time(turn)
                }
                None => point,
            };
            let (deals, turns) = self.deals_at(root, point.at)?;
            for row in known.drain(..) {
                self.open_book(&mut books, row.deal)?;
            }
            for judged in &deals {
                self.open_book(&mut books, judged.row.deal)?;
            }
            let issued = issued_at(&issues, &point);
            for (deal, book) in &mut books {
                let judged = deals.iter().find(|judged| judged.row.deal == *deal);
                if judged.is_none() && self.is_of_another(*deal, root)? {
                    moved.insert(*deal);
                    continue;
                }
                settle(book, judged, (&point, issued));
            }
            // Time alone makes no deal.
            next = turns.filter(|_| !deals.is_empty());
        }
        books.retain(|deal, _| !moved.contains(deal));
        Ok(books.into_values().collect())
    }

    fn open_book(&self, books: &mut BTreeMap<Seq, Booked>, deal: Seq) -> Result<(), Refusal> {
        if let btree_map::Entry::Vacant(place) = books.entry(deal) {
            let (row, lines) = self.ledger.look(|rows| rows::read(rows, deal))?;
            place.insert(Booked { deal, row, lines });
        }
        Ok(())
    }

    /// Whether a deal that a case had is now judged in another: that one books it.
    fn is_of_another(&self, deal: Seq, root: u64) -> Result<bool, Refusal> {
        let now = self.ledger.now();
        let entry = self.ledger.entries(deal, 1)?.into_iter().next();
        let Some(case) = entry.and_then(|entry| entry.case) else {
            return Ok(false);
        };
        let judged = self.ledger.case(case, now, now)?;
        Ok(judged.is_some_and(|judged| judged.id != root))
    }

    /// The deals of a case as they were at an instant, and when time alone changes something next.
    fn deals_at(&self, root: u64, at: Instant) -> Result<(Vec<Judged>, Option<Instant>), Refusal> {
        let Some(judged) = self.ledger.case(root, at, at)? else {
            return Ok((Vec::new(), None));
        };
        let (company, packs) = (self.ledger.company()?, self.packs_of_case(&judged)?);
        let turns = next_turn(&judged.ruling, at);
        let deals = &judged.ruling.deals;
        let mut all = Vec::with_capacity(deals.len());
        for (place, deal) in deals.iter().enumerate() {
            let Some(fact) = judged.file.by_seq(deal.fact) else {
                continue;
            };
            // A ruling shares its last deal; those before it are judged as if the later ones were not there.
            let later = deals.get(place + 1..).unwrap_or_default();
            let alone;
            let ruling = match later {
                [] => &judged.ruling,
                later => {
                    alone = without(&judged.file, later, (&company, &packs), at);
                    &alone
                }
            };
            let mut row = row_of(fact, &judged, ruling);
            row.turns = turns;
            let due = due_of(ruling, fact, (&company, &packs), at);
            all.push(Judged { row, due });
        }
        Ok((all, turns))
    }
}

/// Brings a deal's book up to what it is at a moment.
fn settle(book: &mut Booked, judged: Option<&Judged>, (point, issued): (&Point, Option<u32>)) {
    let row = judged.map(|judged| &judged.row).or(book.row.as_ref());
    let Some(deal_month) = row.map(|row| row.month) else {
        return;
    };
    let moment = Moment {
        at: point.at,
        month: month_of(point.at),
        deal_month,
        issued,
        cause: &point.cause,
    };
    let due = judged.map(|judged| judged.due.as_slice());
    bring_up(&mut book.lines, due.unwrap_or_default(), &moment);
    book.row = match (judged, book.row.take()) {
        (Some(judged), _) => Some(judged.row.clone()),
        // No deal any more; what was issued of it stays, and with it what takes it back.
        (None, Some(row)) if !book.lines.is_empty() => Some(DealRow {
            cents: Some(0),
            state: State::None,
            reasons: Reasons::default(),
            turns: None,
            ..row
        }),
        (None, _) => None,
    };
}

fn issued_at(issues: &[Issue], point: &Point) -> Option<u32> {
    let before = issues.iter().filter(|issue| match point.seq {
        Some(seq) => issue.seq < seq,
        None => issue.at <= point.at,
    });
    before.map(|issue| issue.month).max()
}

fn next_turn(ruling: &Ruling, at: Instant) -> Option<Instant> {
    let segments = ruling.segments.iter().filter_map(|segment| segment.until);
    let windows = ruling.deals.iter().filter_map(|deal| deal.window_until);
    segments.chain(windows).filter(|turn| *turn > at).min()
}

fn without(
    file: &CaseFile,
    later: &[DealOutcome],
    (company, packs): (&Company, &Packs),
    at: Instant,
) -> Ruling {
    let is_later = |fact: &Fact| later.iter().any(|deal| deal.fact == fact.seq);
    let facts = file.facts().iter().filter(|fact| !is_later(fact)).cloned();
    let file = CaseFile::new(file.customer, facts.collect());
    judge(&file, company, packs, at, at)
}

fn row_of(deal: &Fact, judged: &JudgedCase, ruling: &Ruling) -> DealRow {
    // What was corrected last counts.
    let mut facts = judged.file.facts().iter().rev();
    let corrected = facts.find_map(|fact| {
        let is_correction = fact.kind == FactKind::Amended
            && fact.of == Some(deal.seq)
            && fact.recorded <= ruling.known;
        let since = fact.particulars.as_ref().and_then(|more| more.from);
        since.filter(|_| is_correction)
    });
    let at = corrected.unwrap_or(deal.occurred);
    let more = deal.particulars.as_ref();
    DealRow {
        deal: deal.seq,
        case: judged.id,
        at,
        month: month_of(at),
        cents: more.and_then(|more| more.cents),
        state: ruling.credit.state,
        reasons: ruling.credit.reasons,
        project: project_of(deal, &judged.file),
        turns: None,
    }
}

fn project_of(deal: &Fact, file: &CaseFile) -> Option<Ref> {
    let of = |fact: &Fact| fact.particulars.as_ref()?.project;
    of(deal).or_else(|| file.facts().iter().rev().find_map(of))
}

/// What everybody has by a ruling: whoever has two parts of a kind has them as one.
fn due_of(
    ruling: &Ruling,
    deal: &Fact,
    (company, packs): (&Company, &Packs),
    at: Instant,
) -> Vec<Due> {
    let mut all: Vec<Due> = Vec::new();
    for line in &ruling.credit.lines {
        let receiver = receiver_of(line.to, packs);
        let mut known = all.iter_mut();
        let known = known.find(|due| due.receiver == receiver && due.kind == line.kind);
        match known {
            Some(due) => {
                due.parts = due.parts.saturating_add(line.parts);
                due.cents = due.cents.zip(line.cents).map(|(one, other)| one + other);
            }
            None => all.push(due(receiver, line, ruling, packs)),
        }
    }
    for due in &mut all {
        due.unit = match &due.receiver {
            Receiver::Staff(staff) => company.unit_of(*staff, deal.occurred, at),
            Receiver::Unit(unit) => Some(*unit),
            Receiver::Office(_, unit) => *unit,
            Receiver::Region(_) | Receiver::Customer => None,
        };
    }
    all
}

fn due(receiver: Receiver, line: &CreditLine, ruling: &Ruling, packs: &Packs) -> Due {
    let ownership = ruling.deals.last().map(|deal| deal.ownership);
    let owner = ownership.filter(|ownership| ownership.owner == Some(line.to));
    let is_unit = matches!(line.to, Party::Unit(_));
    let clause = packs.clause(line.source);
    Due {
        person: owner
            .filter(|_| is_unit)
            .and_then(|ownership| ownership.person),
        receiver,
        kind: line.kind,
        unit: None::<UnitId>,
        cents: line.cents,
        parts: line.parts,
        of: line.of,
        state: ruling.credit.state,
        reasons: match ruling.credit.state {
            State::Final => Reasons::default(),
            _ => ruling.credit.reasons,
        },
        clause: clause
            .map(|clause| clause.number.clone())
            .unwrap_or_default(),
    }
}

fn receiver_of(party: Party, packs: &Packs) -> Receiver {
    match party {
        Party::Staff(staff) => Receiver::Staff(staff),
        Party::Unit(unit) => Receiver::Unit(unit),
        Party::Role(office, unit) => Receiver::Office(packs.names.text(office).to_owned(), unit),
        Party::Region(region) => Receiver::Region(region.to_string().parse().unwrap_or(0)),
        Party::Customer => Receiver::Customer,
    }
}

/// The company's zone.
pub(super) fn zone() -> Zone {
    Zone::shanghai()
}
