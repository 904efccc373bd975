//! The judgment: facts in, ruling out.

use crate::calendar::Instant;
use crate::case::CaseFile;
use crate::company::Company;
use crate::fact::{Fact, FactKind};
use crate::fold::{ANYONE, Fold, PartyIndex, Workspace};
use crate::policy::Packs;
use crate::policy::event::EventSet;
use crate::ruling::{Ruling, SEGMENTS_MAX, SEMANTICS_VERSION, Segment, Stamp};
use crate::timeline::LinkNames;

/// Judges a case at an instant, from what was recorded by `known` (not before `at`).
pub fn judge(
    case: &CaseFile,
    company: &Company,
    packs: &Packs,
    at: Instant,
    known: Instant,
) -> Ruling {
    let mut ruling = Ruling::empty();
    judge_into(
        &mut Workspace::default(),
        case,
        company,
        packs,
        at,
        known,
        &mut ruling,
    );
    ruling
}

/// As [`judge`], into a ruling and with memory that are used again: once they have grown to the size
/// of the cases judged, a judgment allocates nothing.
pub fn judge_into(
    memory: &mut Workspace,
    case: &CaseFile,
    company: &Company,
    packs: &Packs,
    at: Instant,
    known: Instant,
    out: &mut Ruling,
) {
    let Some(mut fold) = fold_until(memory, case, company, packs, at, known, out) else {
        return;
    };
    fold.conclude();
    fold.foresee(at);
    fold.close_findings();
}

/// Folds a case up to an instant: the state that rulings and permissions are read from.
pub(crate) fn fold_until<'a>(
    memory: &'a mut Workspace,
    case: &'a CaseFile,
    company: &'a Company,
    packs: &'a Packs,
    at: Instant,
    known: Instant,
    out: &'a mut Ruling,
) -> Option<Fold<'a>> {
    out.clear(at, known);
    out.stamp = stamp(company, packs);
    let policy = packs.versions().first()?;
    let names = &packs.known_names;
    let links = LinkNames {
        same_as: names.same_as,
        not_same: names.not_same,
        occurred: names.occurred,
    };
    memory
        .timeline
        .fill(case, at, known, policy.max_backdate_seconds, links);
    let mut fold = Fold::new(case, company, packs, at, known, memory, out)?;
    fold.opening = fold.opening_until();
    let mut next = 0;
    while let Some(place) = fold.memory.timeline.places.get(next).copied() {
        fold.take_in(place);
        next += 1;
    }
    fold.reach(at);
    let mut next = 0;
    while let Some(place) = fold.memory.timeline.backdated.get(next).copied() {
        fold.take_in_backdated(place);
        next += 1;
    }
    Some(fold)
}

fn stamp(company: &Company, packs: &Packs) -> Stamp {
    Stamp {
        packs: packs.hash(),
        company: company.hash(),
        calendar: packs.workdays.hash(),
        divisions: packs.divisions_hash(),
        semantics: SEMANTICS_VERSION,
    }
}

impl<'a> Fold<'a> {
    /// Comes to an instant: fires what is due and enters the version in force.
    #[inline]
    fn reach(&mut self, at: Instant) {
        if self.next_version <= at {
            self.change_versions(at);
        }
        if self.next_timer <= at {
            self.fire_timers(at);
        }
        self.now = at;
    }

    /// One fact, after all timers due by then. Most facts are contacts: they are remembered, and nothing
    /// else happens. Whatever else may happen is out of line (`inline(never)` here and below), so that this
    /// loop stays small: that and [`Triggers`](crate::policy::triggers::Triggers) saved a quarter of a judgment.
    #[inline]
    fn take_in(&mut self, place: u32) {
        let Some(fact) = self.fact(place) else { return };
        self.reach(fact.counts_at);
        let triggers = &self.policy.triggers;
        let entered_apart = fact.is_from_paper() || self.opening.is_some();
        if entered_apart && self.is_kept_out(place, fact) {
            return;
        }
        if triggers.barred.contains(fact.kind) && self.is_barred(fact) {
            return;
        }
        let events = self.events_of(fact);
        let party = self.party_of_doer(fact);
        if self.closed && events.meets(self.policy.opens) && party != ANYONE {
            self.begin_chapter(place);
        }
        if self.holding.is_none() && events.meets(triggers.revives) {
            self.keep_alive(fact, party);
        }
        self.remember(place, fact, events, party);
        if !self.packs.events.reserved().is_empty() {
            self.note_uncounted(fact, party);
        }
        if events.meets(self.policy.triggers.any) || acts_by_itself(fact) {
            self.set_off(place, fact, events, party);
        }
    }

    #[inline]
    fn party_of_doer(&mut self, fact: &Fact) -> PartyIndex {
        match fact.doer() {
            Some(doer) => self.party_of(doer, fact.counts_at),
            None => ANYONE,
        }
    }

    /// What comes of a fact, by itself and by the policy's rules.
    #[inline(never)]
    fn set_off(&mut self, place: u32, fact: &'a Fact, events: EventSet, party: PartyIndex) {
        let triggers = &self.policy.triggers;
        if events.meets(triggers.fulfils) {
            self.fulfil(fact, events);
        }
        if acts_by_itself(fact) {
            self.learn_place(fact);
            self.dispatch(place, fact, party);
        }
        if events.meets(triggers.opens) {
            self.file_claim(place, fact, party);
        }
        if events.meets(triggers.mends) {
            self.mend(fact);
        }
        if events.meets(self.packs.extends) {
            self.extend(fact, events, party);
        }
        if events.meets(triggers.ends) {
            self.end_by_event(fact, events, party);
        }
        if fact.kind == FactKind::Waived {
            self.waive(fact, party);
        }
        if events.meets(triggers.offends) {
            self.propose_for_events(fact, events);
        }
        if events.meets(triggers.closes) {
            self.close_deal(place, fact, party);
        }
        if events.meets(triggers.obliges) {
            self.start_duties(place, fact, events);
        }
    }

    /// What each kind of fact does by itself, whatever the regulation.
    fn dispatch(&mut self, place: u32, fact: &'a Fact, party: PartyIndex) {
        match fact.kind {
            FactKind::Reviewed => self.review(fact),
            FactKind::Amended => self.amend(place, fact),
            FactKind::Withdrawn => self.withdraw(fact, party),
            FactKind::Assigned => self.assign(fact),
            FactKind::Accepted | FactKind::Declined => {
                self.answer_offer(fact);
                self.answer_turn(fact);
            }
            FactKind::Consented => self.grant(fact, party),
            FactKind::PermissionDecided => self.decide_permission(fact),
            FactKind::Disputed => self.dispute(place, fact, party),
            FactKind::EvidenceFiled => self.file_evidence(fact),
            FactKind::EvidenceDecided => self.decide_evidence(fact),
            FactKind::Ruled => self.rule(place, fact),
            FactKind::Released => self.release(fact),
            FactKind::ViolationDecided => self.decide_violation(fact),
            FactKind::Archived => self.archived = true,
            FactKind::Erased => self.erased = true,
            _ => {}
        }
    }

    /// A contact that happened by the instant judged but was entered later, in time.
    fn take_in_backdated(&mut self, place: u32) {
        let Some(fact) = self.fact(place) else { return };
        if self.paper_objection(fact).is_some() {
            return;
        }
        let events = self.events_of(fact);
        let party = self.party_of_doer(fact);
        if events.meets(self.policy.triggers.revives) {
            self.keep_alive(fact, party);
        }
        self.remember(place, fact, events, party);
    }

    /// Everything a ruling says about its instant.
    fn conclude(&mut self) {
        self.judge_case_deadlines();
        let (ownership, protection) = (self.ownership(), self.protection_now());
        self.out.ownership = ownership;
        self.out.protection = protection;
        self.list_claims();
        self.split_credit();
        self.list_obligations();
        self.sum_up();
    }

    /// The future if nothing further happens: the state after each coming change, at most eight.
    fn foresee(&mut self, at: Instant) {
        self.recording = false;
        let mut from = at;
        let mut now = (self.out.ownership, self.out.protection.mode);
        let over = self.out.protection.ended.is_some();
        let mut is_protected = self.out.protection.source.is_some() && !over;
        let mut boundary = at;
        let mut steps = 0;
        while self.out.segments.len() + 1 < SEGMENTS_MAX && steps < 4 * SEGMENTS_MAX {
            steps += 1;
            let Some(next) = self.next_change(boundary, is_protected) else {
                break;
            };
            boundary = next;
            self.reach(next);
            let protection = self.protection();
            is_protected = protection.source.is_some();
            let then = (self.ownership(), protection.mode);
            if then == now {
                continue;
            }
            self.out.segments.push(Segment {
                from,
                until: Some(next),
                ownership: now.0,
                mode: now.1,
            });
            from = next;
            now = then;
        }
        let until = if self.out.segments.len() + 1 < SEGMENTS_MAX {
            None
        } else {
            self.next_change(boundary, is_protected)
        };
        self.out.segments.push(Segment {
            from,
            until,
            ownership: now.0,
            mode: now.1,
        });
        if let Some(first) = self.out.segments.first() {
            self.out.protection.until = first.until.or(self.out.protection.until);
        }
    }

    /// Puts the findings in step order, as they were made within a step.
    fn close_findings(&mut self) {
        for list in &mut self.memory.by_step {
            self.out.findings.append(list);
        }
    }
}

/// Whether a fact does something by itself: by its kind, see [`Fold::dispatch`], or because it tells a place.
#[inline]
fn acts_by_itself(fact: &Fact) -> bool {
    let contact = matches!(
        fact.kind,
        FactKind::Registered | FactKind::Visited | FactKind::Contacted | FactKind::FollowedUp
    );
    let more = fact.particulars.as_ref();
    !contact || more.is_some_and(|more| more.region.is_some())
}
