//! No dead end: whatever becomes of a case under a regulation, somebody can still bring it to a final outcome or let
//! it go. Every state that can be reached by a few deeds is walked, and from each a way out is walked too.

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

/// Deeds in a story; more make new stories, hardly new states.
const DEEDS_MAX: usize = 5;
/// Deeds of a way out.
const WAY_MAX: usize = 5;
/// States of a regulation that are looked at.
const STATES_MAX: usize = 80;

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

    /// States that a few deeds lead to, each with the first story that does.
    fn reached(&self) -> BTreeMap<Node, Place> {
        let start = Place {
            facts: Vec::new(),
            at: self.cast.begins,
        };
        let mut reached = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(place) = waiting.pop_front() {
            let ruling = self.ruling(&place);
            let node = Node::of(&place, &ruling);
            if reached.contains_key(&node) || reached.len() >= STATES_MAX {
                continue;
            }
            if place.facts.len() < DEEDS_MAX {
                waiting.extend(self.next(&place, &ruling));
            }
            reached.insert(node, place);
        }
        reached
    }

    /// The deeds that bring a case to its end; none: there are none.
    fn way_out(&self, from: &Place) -> Option<Vec<String>> {
        let mut seen = BTreeSet::new();
        let mut waiting = VecDeque::from([from.clone()]);
        while let Some(place) = waiting.pop_front() {
            let ruling = self.ruling(&place);
            if Node::of(&place, &ruling).is_settled() {
                return Some(self.told(&place.facts[from.facts.len()..]));
            }
            if place.facts.len() >= from.facts.len() + WAY_MAX {
                continue;
            }
            for next in self.next(&place, &ruling) {
                let node = Node::of(&next, &self.ruling(&next));
                if node.is_settled() {
                    return Some(self.told(&next.facts[from.facts.len()..]));
                }
                if seen.insert(node) {
                    waiting.push_back(next);
                }
            }
        }
        None
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

impl Node {
    fn of(place: &Place, ruling: &Ruling) -> Node {
        let reasons = |reasons: Reasons| reasons.iter().map(|reason| reason as u8).collect();
        let mut standings: Vec<Standing> =
            ruling.claims.iter().map(|claim| claim.standing).collect();
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

#[test]
fn from_every_state_that_is_reached_there_is_a_way_out() {
    let mut ends = Vec::new();
    let mut looked_at = 0;
    for packs in PACKS.iter() {
        let cast = Cast::of(packs);
        let company = cast.company(packs);
        let walk = Walk {
            packs,
            cast,
            company,
        };
        let reached = walk.reached();
        assert!(reached.len() > 2, "nothing happens under {}", title(packs));
        looked_at += reached.len();
        let settled = reached.keys().filter(|node| node.is_settled()).count();
        assert!(
            settled > 0,
            "nothing is ever settled under {}",
            title(packs)
        );
        for (node, place) in &reached {
            if walk.way_out(place).is_none() {
                let story = walk.told(&place.facts).join("\n    ");
                ends.push(format!("{}: {node:?}\n    {story}", title(packs)));
            }
        }
    }
    assert!(
        ends.is_empty(),
        "{} of {looked_at}:\n{}",
        ends.len(),
        ends.join("\n")
    );
}

fn title(packs: &Packs) -> &str {
    &packs.versions()[0].title.zh
}
