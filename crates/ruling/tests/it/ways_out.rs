//! No dead end: whatever becomes of a case under a regulation, somebody can still bring it to a final outcome or let
//! it go. Every state that deeds lead to is walked once, with all that may be done in it; a way out is then looked for
//! backwards from the states in which nobody has to do anything any more, and gone deed by deed from some of them.
//!
//! Two cases are in the same state if they stand alike in what decides over what may be done next: of a claim that is
//! over it does not matter how it ended, and of claims that stand alike not how many there are.
//!
//! BAOBEI_CASES sets how many states of a regulation are looked at (in `scripts/test-long` all there are), BAOBEI_SEED
//! which, where there are more.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "how many states, and which, is said by whoever runs the tests; they are told what was walked"
)]

mod deeds;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::fact::{Answer, Fact, FactKind, Ref};
use ruling::judge::judge;
use ruling::policy::Packs;
use ruling::ruling::{Mode, Reasons, Ruling, Standing, State};

use self::deeds::Cast;
use crate::stories::PACKS;

/// States of a regulation that are looked at, unless BAOBEI_CASES says otherwise.
const STATES_MAX: usize = 3_000;
/// Of so many states, one is left deed by deed; of a longer walk, each.
const ONE_OF: usize = 25;
/// Deeds of a way out.
const WAY_MAX: usize = 12;
/// The next state is drawn from so many that wait longest.
const DRAWN_FROM: u64 = 50;

/// A case that got somewhere.
#[derive(Clone)]
struct Place {
    facts: Vec<Fact>,
    at: Instant,
}

/// What is still open of what people asked, claimed or reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    permission: bool,
    dispute: bool,
    violation: bool,
    offer: bool,
}

/// Where a case stands, as far as it matters for what may be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Node {
    state: State,
    reasons: Vec<u8>,
    mode: Mode,
    is_owned: bool,
    has_deal: bool,
    standings: Vec<Standing>,
    open: Open,
}

/// A state that was reached.
struct Reached {
    /// The first case that was in it.
    place: Place,
    node: Node,
    /// States that a deed or time leads to.
    leads_to: BTreeSet<usize>,
    /// Whether all that may be done in it was looked at.
    is_walked: bool,
}

/// What was walked.
struct Walked {
    all: Vec<Reached>,
    numbers: BTreeMap<Node, usize>,
    /// How many deeds lead from each state to one in which all is done, or to one that was not walked; none: no way
    /// does.
    away: Vec<Option<usize>>,
}

struct Walk<'a> {
    packs: &'a Packs,
    cast: Cast,
    company: Company,
}

impl Walk<'_> {
    fn ruling(&self, place: &Place) -> Ruling {
        let case = CaseFile::new(Some(Ref(7)), place.facts.clone());
        judge(&case, &self.company, self.packs, place.at, place.at)
    }

    /// Everything that may happen next: each deed, and that time passes until something changes by itself.
    fn next(&self, place: &Place, ruling: &Ruling) -> Vec<Place> {
        let later = place.at.plus_seconds(3600);
        let deeds = self.cast.deeds(self.packs, (&place.facts, ruling), later);
        let mut next: Vec<Place> = deeds
            .into_iter()
            .map(|fact| {
                let mut facts = place.facts.clone();
                facts.push(fact);
                Place { facts, at: later }
            })
            .collect();
        let windows = ruling.deals.iter().filter_map(|deal| deal.window_until);
        let changes = ruling.segments.iter().filter_map(|segment| segment.until);
        let waits = windows.chain(changes).filter(|at| *at > place.at);
        next.extend(waits.min().map(|at| Place {
            facts: place.facts.clone(),
            at,
        }));
        next
    }

    /// States that can be reached, up to so many, each with the first story that leads there.
    fn walked(&self, most: usize, mut seed: u64) -> Walked {
        let start = Place {
            facts: Vec::new(),
            at: self.cast.begins,
        };
        let ruling = self.ruling(&start);
        let node = Node::of(&start, &ruling);
        let mut numbers = BTreeMap::from([(node.clone(), 0)]);
        let mut all = vec![Reached::new(start, node)];
        let mut waiting = VecDeque::from([(0, ruling)]);
        while !waiting.is_empty() && all.len() < most {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let first = DRAWN_FROM.min(waiting.len() as u64);
            let drawn = usize::try_from((seed >> 33) % first).unwrap();
            let (number, ruling) = waiting.remove(drawn).unwrap();
            for place in self.next(&all[number].place, &ruling) {
                let ruling = self.ruling(&place);
                let node = Node::of(&place, &ruling);
                let to = *numbers.entry(node.clone()).or_insert_with(|| {
                    waiting.push_back((all.len(), ruling));
                    all.push(Reached::new(place, node));
                    all.len() - 1
                });
                all[number].leads_to.insert(to);
            }
            all[number].is_walked = true;
        }
        let away = away(&all);
        Walked { all, numbers, away }
    }

    /// Goes from a case to one in which all is done, by the deed that leads nearest each time, and says whether it
    /// came there.
    fn is_left(&self, walked: &Walked, from: &Place) -> bool {
        let mut place = from.clone();
        let mut seen = BTreeSet::new();
        for _ in 0..WAY_MAX {
            let ruling = self.ruling(&place);
            let node = Node::of(&place, &ruling);
            if node.is_settled() {
                return true;
            }
            seen.insert((node, open_in(&ruling)));
            let next = self.next(&place, &ruling).into_iter();
            let nearest = next.filter_map(|next| {
                let ruling = self.ruling(&next);
                let node = Node::of(&next, &ruling);
                let away = walked.away[*walked.numbers.get(&node)?]?;
                let open = open_in(&ruling);
                // One of several that stand alike is settled, too.
                (!seen.contains(&(node, open))).then_some((away, open, next))
            });
            match nearest.min_by_key(|(away, open, _)| (*away, *open)) {
                Some((.., next)) => place = next,
                None => return false,
            }
        }
        false
    }

    fn told(&self, facts: &[Fact]) -> Vec<String> {
        let told = facts.iter().map(|fact| {
            let what = self.packs.names.text(fact.what);
            let (kind, answer) = (fact.kind.name(), fact.answer);
            format!("{:?} {kind}:{what} {answer:?} of {:?}", fact.actor, fact.of)
        });
        told.collect()
    }
}

impl Reached {
    fn new(place: Place, node: Node) -> Reached {
        Reached {
            place,
            node,
            leads_to: BTreeSet::new(),
            is_walked: false,
        }
    }
}

/// How far each state is from those in which all is done, and from those that were not walked.
fn away(all: &[Reached]) -> Vec<Option<usize>> {
    let mut comes_from = vec![Vec::new(); all.len()];
    for (number, one) in all.iter().enumerate() {
        for to in &one.leads_to {
            comes_from[*to].push(number);
        }
    }
    let mut away = vec![None; all.len()];
    let ends = all.iter().enumerate();
    let ends = ends.filter(|(_, one)| one.node.is_settled() || !one.is_walked);
    let mut waiting: VecDeque<usize> = ends.map(|(number, _)| number).collect();
    for number in &waiting {
        away[*number] = Some(0);
    }
    while let Some(number) = waiting.pop_front() {
        for from in &comes_from[number] {
            if away[*from].is_none() {
                away[*from] = away[number].map(|away: usize| away + 1);
                waiting.push_back(*from);
            }
        }
    }
    away
}

impl Node {
    fn of(place: &Place, ruling: &Ruling) -> Node {
        let reasons = |reasons: Reasons| reasons.iter().map(|reason| reason as u8).collect();
        let claims = ruling.claims.iter();
        let mut standings: Vec<Standing> = claims.map(|claim| over(claim.standing)).collect();
        standings.sort_unstable();
        standings.dedup();
        Node {
            state: ruling.ownership.state,
            reasons: reasons(ruling.ownership.reasons),
            mode: ruling.protection.mode,
            is_owned: ruling.ownership.owner.is_some(),
            has_deal: !ruling.deals.is_empty(),
            standings,
            open: Open::of(&place.facts, ruling),
        }
    }

    /// Whether nobody has to do anything any more: it is final, or nobody's.
    fn is_settled(&self) -> bool {
        let nothing = Open {
            permission: false,
            dispute: false,
            violation: false,
            offer: false,
        };
        let is_over = match self.state {
            State::Final => true,
            State::None => !self.is_owned,
            _ => false,
        };
        is_over && self.open == nothing && !self.standings.iter().any(|one| one.is_open())
    }
}

impl Open {
    fn of(facts: &[Fact], ruling: &Ruling) -> Open {
        let is_answered = |asked: &Fact| {
            let mut later = facts.iter();
            later.any(|fact| {
                asked.kind.is_answered_by(fact.kind)
                    && fact.of == Some(asked.seq)
                    && fact.answer != Answer::Return
            })
        };
        let is_open = |kind| {
            let mut asked = facts.iter().filter(|fact| fact.kind == kind);
            asked.any(|asked| !is_answered(asked))
        };
        let is_ruled = facts
            .last()
            .is_some_and(|last| last.kind == FactKind::Ruled);
        Open {
            permission: is_open(FactKind::PermissionAsked),
            // A ruling and the end of the window close disputes, too.
            dispute: is_open(FactKind::Disputed)
                && !is_ruled
                && ruling.ownership.state != State::Final,
            violation: ruling
                .violations
                .iter()
                .any(|violation| violation.upheld.is_none()),
            offer: ruling.ownership.offered.is_some(),
        }
    }
}

/// How much somebody still has to do something about.
fn open_in(ruling: &Ruling) -> usize {
    let claims = ruling.claims.iter();
    let claims = claims.filter(|claim| claim.standing.is_open());
    let violations = ruling.violations.iter();
    claims.count() + violations.filter(|one| one.upheld.is_none()).count()
}

/// Of a claim that is over, it does not matter how it ended.
fn over(standing: Standing) -> Standing {
    use Standing::{Ended, Lapsed, Refused, Superseded, Void};
    match standing {
        Refused | Void | Superseded | Lapsed => Ended,
        other => other,
    }
}

fn asked(name: &str) -> Option<u64> {
    let asked = std::env::var(name).ok()?;
    Some(asked.parse().unwrap())
}

/// Walks a regulation: what was found, and each state from which nothing leads away.
fn ends_of(packs: &Packs, most: usize, seed: u64) -> (String, Vec<String>) {
    let cast = Cast::of(packs);
    let company = cast.company(packs);
    let walk = Walk {
        packs,
        cast,
        company,
    };
    let walked = walk.walked(most, seed);
    let all = &walked.all;
    let settled = all.iter().filter(|one| one.node.is_settled()).count();
    assert!(settled > 0, "nothing is ever settled: {}", title(packs));
    let is_whole = all.iter().all(|one| one.is_walked);
    let one_of = match most > STATES_MAX {
        true => 1,
        false => ONE_OF,
    };
    let mut ends = Vec::new();
    for (number, one) in all.iter().enumerate() {
        let is_gone = is_whole && number.is_multiple_of(one_of);
        let leads =
            walked.away[number].is_some() && (!is_gone || walk.is_left(&walked, &one.place));
        if !leads {
            let story = walk.told(&one.place.facts).join("\n    ");
            ends.push(format!("{}: {:?}\n    {story}", title(packs), one.node));
        }
    }
    let extent = match is_whole {
        true => "all",
        false => "some",
    };
    let told = format!(
        "{}: {extent} {} states, {settled} of them settled",
        title(packs),
        all.len()
    );
    (told, ends)
}

#[test]
fn property_from_every_state_that_is_reached_there_is_a_way_out() {
    let most = asked("BAOBEI_CASES").map_or(STATES_MAX, |most| usize::try_from(most).unwrap());
    let seed = asked("BAOBEI_SEED").unwrap_or(0);
    let walks = std::thread::scope(|scope| {
        let walks = PACKS
            .iter()
            .map(|packs| scope.spawn(move || ends_of(packs, most, seed)));
        let walks: Vec<_> = walks.collect();
        let ended = walks.into_iter().map(|walk| walk.join().unwrap());
        ended.collect::<Vec<_>>()
    });
    let (told, ends): (Vec<String>, Vec<Vec<String>>) = walks.into_iter().unzip();
    println!("{}", told.join("\n"));
    let ends = ends.concat();
    assert!(ends.is_empty(), "{}:\n{}", ends.len(), ends.join("\n"));
}

fn title(packs: &Packs) -> &str {
    &packs.versions()[0].title.zh
}
