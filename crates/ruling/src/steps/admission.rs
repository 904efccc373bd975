//! Step 1, admission: may this claim be made, in time and complete?

mod territory;

mod limit;

mod needs;

mod from_paper;

use crate::calendar::{Instant, MissingYear, Span};
use crate::fact::Fact;
use crate::fold::{ANYONE, About, Claim, Fold, PartyIndex};
use crate::name::Symbol;
use crate::policy::Admission;
use crate::rules::deadline::Deadline;
use crate::rules::needs::By;
use crate::rules::on_fail::OnFail;
use crate::rules::permit::Gate;
use crate::rules::require::Require;
use crate::ruling::{ClaimId, Pending, Source, Standing, Step, Verdict, Why};

/// The worst thing any condition says about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worst {
    Fine,
    Waits(Pending),
    Void,
    Refused,
}

/// Whether the paper whose last day a fact carries is still valid; none if it carries none.
fn paper_valid(fact: &Fact, now: Instant) -> Option<bool> {
    let until = fact.particulars.as_ref()?.until?;
    Some(now < until)
}

impl<'a> Fold<'a> {
    /// Whether a claim still stands for its party: a second one is then only a contact.
    pub(crate) fn is_live(&self, claim: ClaimId) -> bool {
        let standing = self.claim(claim).map(|claim| claim.standing);
        matches!(
            standing,
            Some(
                Standing::Holding
                    | Standing::Standing
                    | Standing::Queued
                    | Standing::Offered
                    | Standing::Returned
                    | Standing::Waiting(_)
            )
        )
    }

    /// A claim is filed.
    pub(crate) fn file_claim(&mut self, place: u32, fact: &'a Fact, party: PartyIndex) {
        if party == ANYONE || self.names_another(fact) {
            return;
        }
        let suspected = fact.has(self.packs.known_names.suspected);
        let confirmed = self.memory.timeline.confirmed(fact);
        if suspected && confirmed == Some(false) {
            return;
        }
        let is_open = suspected && confirmed.is_none();
        if self.has_claim(party) && !is_open && !self.waits_for_identity(party) {
            let live = self.current_claim(party);
            let live = live.filter(|claim| self.is_live(*claim));
            self.note_same_holder(live, fact);
            if let Some(live) = live {
                self.contend_again(live);
            }
            return;
        }
        // What may be of another customer waits beside the claim that its party stands with.
        let stands_with = self
            .has_claim(party)
            .then(|| self.current_claim(party))
            .filter(|_| is_open);
        let id = self.new_claim(place, fact, party);
        if let (Some(current), Some(before)) = (self.memory.current.get_mut(party), stands_with) {
            *current = before;
        }
        if self.is_suspended(id, fact) {
            return self.set_standing(id, Standing::Refused);
        }
        if is_open {
            self.set_standing(id, Standing::Waiting(Pending::Identity));
            if let Some(source) = self.claiming_source() {
                let about = About {
                    claim: Some(id),
                    fact: Some(fact.seq),
                    ..About::default()
                };
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Open,
                    Why::IdentityOpen,
                    about,
                );
            }
            return;
        }
        self.admit(id, fact);
    }

    /// Whether all that a party has is a claim of whoever may be another customer.
    fn waits_for_identity(&self, party: PartyIndex) -> bool {
        let current = self.current_claim(party);
        let standing = current.and_then(|claim| self.claim(claim));
        let is_holder = self.holding.is_some_and(|holding| holding.party == party);
        !is_holder
            && standing.is_some_and(|claim| claim.standing == Standing::Waiting(Pending::Identity))
    }

    /// Nobody registers while suspended, whatever the regulation.
    fn is_suspended(&mut self, id: ClaimId, fact: &Fact) -> bool {
        let until = fact
            .doer()
            .and_then(|doer| self.company.suspended_until(doer, self.now, self.known));
        let gate = self
            .policy
            .permits
            .iter()
            .find(|bound| bound.rule.gates.contains(&Gate::NotSuspended));
        let source = gate.map(|bound| bound.source);
        let (Some(until), Some(source)) = (until, source.or_else(|| self.claiming_source())) else {
            return false;
        };
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            deadline: Some(until),
            ..About::default()
        };
        self.find(
            Step::Admission,
            source,
            Verdict::Fail,
            Why::Suspended,
            about,
        );
        true
    }

    /// Whether a party holds the case or still stands for it.
    pub(crate) fn has_claim(&self, party: PartyIndex) -> bool {
        let live = self
            .current_claim(party)
            .filter(|claim| self.is_live(*claim));
        live.is_some() || self.holding.is_some_and(|holding| holding.party == party)
    }

    pub(crate) fn new_claim(&mut self, place: u32, fact: &Fact, party: PartyIndex) -> ClaimId {
        let id = ClaimId::try_from(self.memory.claims.len()).unwrap_or(ClaimId::MAX);
        self.memory.claims.push(Claim {
            place,
            seq: fact.seq,
            person: fact.doer(),
            party,
            version: self.version,
            filed_at: fact.counts_at,
            ranked_at: fact.counts_at,
            standing: Standing::Standing,
            step: 0,
            approved_at: None,
            approved_by: 0,
            broken_at: None,
            admitted_as_of: None,
            answer_until: None,
            keeps_place: false,
            taken_at: Instant::MAX,
            taken_from: None,
            by_consent: false,
            moved_in: false,
            undisputed: true,
            standing_since: Instant::MAX,
            moved_up_at: Instant::MIN,
            permission: Symbol::NONE,
            region: fact.particulars.as_ref().and_then(|more| more.region),
            region_outside: false,
            mendable: false,
        });
        if let Some(current) = self.memory.current.get_mut(party) {
            *current = Some(id);
        }
        id
    }

    fn note_same_holder(&mut self, live: Option<ClaimId>, fact: &Fact) {
        if let Some(source) = self.claiming_source() {
            let about = About {
                claim: live,
                fact: Some(fact.seq),
                ..About::default()
            };
            self.find(
                Step::Ownership,
                source,
                Verdict::Note,
                Why::SameHolder,
                about,
            );
        }
    }

    /// The clause by which claims are compared, to hang general findings on.
    pub(crate) fn claiming_source(&self) -> Option<Source> {
        let policy = self.policy;
        let first = policy.ranks.first().map(|rank| rank.source);
        let first = first.or_else(|| policy.protects.first().map(|protect| protect.source));
        let first = first.or_else(|| policy.admission.first().map(|rule| rule.source));
        let first = first.or_else(|| policy.approvals.first().map(|rule| rule.source));
        first.or_else(|| policy.deal.as_ref().map(|deal| deal.source))
    }

    /// Checks every admission rule, then lets the claim into review or contention.
    pub(crate) fn admit(&mut self, id: ClaimId, fact: &'a Fact) {
        let worst = self.check_admission(id, fact);
        match worst {
            Worst::Refused => self.set_standing(id, Standing::Refused),
            Worst::Void => self.set_standing(id, Standing::Void),
            Worst::Waits(reason) => self.set_standing(id, Standing::Waiting(reason)),
            Worst::Fine => self.after_admission(id),
        }
    }

    pub(crate) fn after_admission(&mut self, id: ClaimId) {
        if let Some(approval) = self
            .policy
            .approvals
            .iter()
            .find(|approval| !approval.rule.kind.is_some())
        {
            let keeps_place = approval.rule.keeps_place;
            if let Some(claim) = self.claim_mut(id) {
                claim.keeps_place = keeps_place;
            }
            self.set_standing(id, Standing::Waiting(Pending::Review));
            return;
        }
        self.contend(id);
    }

    fn check_admission(&mut self, id: ClaimId, fact: &'a Fact) -> Worst {
        let policy = self.policy;
        let mut worst = Worst::Fine;
        for bound in &policy.admission {
            let failed = match &bound.rule {
                Admission::Require(rule) => self.check_require(rule, bound.source, id, fact),
                Admission::Needs(rule) => self.check_needs(rule, bound.source, id, fact),
                Admission::Deadline(rule) => self.check_deadline(rule, bound.source, id, fact),
                Admission::Territory(rule) => self.check_territory(*rule, bound.source, id, fact),
                Admission::Limit(rule) => self.check_limit(rule, bound.source, id, fact),
            };
            let outcome = match failed {
                None | Some(OnFail::Violation(_) | OnFail::Notice) => Worst::Fine,
                Some(OnFail::Refuse) => Worst::Refused,
                Some(OnFail::Void) => Worst::Void,
                Some(OnFail::Wait(reason)) => Worst::Waits(reason),
            };
            worst = worst.max(outcome);
        }
        worst
    }

    fn check_require(
        &mut self,
        rule: &Require,
        source: Source,
        id: ClaimId,
        fact: &Fact,
    ) -> Option<OnFail> {
        let customer_type = fact
            .particulars
            .as_ref()
            .map(|more| more.customer_type)
            .unwrap_or_default();
        let applies = (!rule.for_type.is_some() || rule.for_type == customer_type)
            && (!rule.when_given.is_some() || fact.has(rule.when_given))
            && (!rule.unless_given.is_some() || !fact.has(rule.unless_given));
        if !applies {
            return None;
        }
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        let mut failed = None;
        let untyped = (!rule.types.is_empty() && !rule.types.contains(&customer_type))
            .then_some(self.packs.known_names.customer_type);
        let valid = rule
            .until_decides
            .then(|| paper_valid(fact, self.now))
            .flatten();
        let given = |field: Symbol| valid.unwrap_or_else(|| fact.has(field));
        let fields = rule.fields.iter().filter(|field| !given(**field));
        for field in untyped.iter().chain(fields) {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::Missing(*field),
                about,
            );
            failed = Some(rule.on_fail);
        }
        for mark in rule.excludes.iter().filter(|mark| fact.has(**mark)) {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::NotAllowed(*mark),
                about,
            );
            failed = Some(rule.on_fail);
        }
        if fact.has(rule.unexpired) && is_over(fact) {
            let why = Why::Expired(rule.unexpired);
            self.find(Step::Admission, source, Verdict::Fail, why, about);
            failed = Some(rule.on_fail);
        }
        if failed.is_none() {
            self.find(Step::Admission, source, Verdict::Pass, Why::Complete, about);
        }
        failed
    }

    fn check_deadline(
        &mut self,
        rule: &Deadline,
        source: Source,
        id: ClaimId,
        fact: &'a Fact,
    ) -> Option<OnFail> {
        if rule.any_claim || rule.first_claim || rule.to.is_some() {
            return None;
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        let own = rule
            .from
            .event
            .is_none_or(|event| self.seen(party, event).count > 0);
        let party = match rule.by {
            Some(By::Anyone) => ANYONE,
            None if !own => ANYONE,
            Some(By::Claimant) | None => party,
        };
        let (from, against) = self.moment(rule.from, party, Some(id))?;
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against,
            deadline: None,
        };
        self.in_time(rule, source, from, fact.counts_at, about)
    }

    /// Judges one deadline and says how it came out.
    pub(crate) fn in_time(
        &mut self,
        rule: &Deadline,
        source: Source,
        from: Instant,
        done: Instant,
        about: About,
    ) -> Option<OnFail> {
        match self.ends(rule.within, from) {
            Err(MissingYear { year }) => {
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Open,
                    Why::MissingYear(year),
                    about,
                );
                self.calendar_missing = true;
                None
            }
            Ok(deadline) => {
                let about = About {
                    deadline: Some(deadline),
                    ..about
                };
                if done < deadline {
                    self.find(Step::Admission, source, Verdict::Pass, Why::InTime, about);
                    return None;
                }
                let days = if rule.count_days {
                    self.days_late(rule.within, deadline, done)
                } else {
                    0
                };
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Fail,
                    Why::Late(days),
                    about,
                );
                if let OnFail::Violation(name) = rule.on_fail {
                    self.propose_late(source, name, about, days);
                }
                Some(rule.on_fail)
            }
        }
    }

    /// Days late, at least one: working days where the span is in them, else civil days.
    pub(crate) fn days_late(&self, span: Span, deadline: Instant, done: Instant) -> u32 {
        let zone = &self.policy.zone;
        let (last, today) = (zone.day_of(deadline.plus_seconds(-1)), zone.day_of(done));
        let days = match span {
            Span::WorkingDays(_) => self.packs.workdays.between(last, today).unwrap_or(1),
            _ => u32::try_from(today.days() - last.days()).unwrap_or(1),
        };
        days.max(1)
    }
}

/// Whether the date a fact carries has passed when it counts.
fn is_over(fact: &Fact) -> bool {
    let until = fact.particulars.as_ref().and_then(|more| more.until);
    until.is_some_and(|until| until <= fact.counts_at)
}
