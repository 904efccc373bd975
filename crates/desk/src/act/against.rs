//! What is against an act: the regulation's gates, what the judgment would make of it, the office it belongs to,
//! and the interest of whoever would do it.

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::explain::explain_objection;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::judge::judge;
use ruling::language::Language;
use ruling::name::Symbol;
use ruling::permission::{Objection, Permission};
use ruling::permits::permits;
use ruling::policy::Packs;
use ruling::policy::problem::Text;
use ruling::ruling::{Party, Ruling, Standing, Verdict, Why};

use super::Case;
use super::form::answers;
use super::settled::refuse_settled;
use super::table::Act;
use super::warning;
use super::words::Words;
use crate::following::person_in_charge;
use crate::hearing::appeal_until;
use crate::refusal::Reason;
use crate::{Desk, Refusal};

/// How far a form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filled {
    /// Not at all: that something is missing in it is no objection yet.
    NotYet,
    /// As whoever acts wants it.
    Whole,
}

/// A case judged with a fact that is not recorded.
pub(super) struct JudgedWith {
    pub(super) ruling: Ruling,
    pub(super) file: CaseFile,
    /// The fact's number in it.
    pub(super) seq: Seq,
}

impl Desk {
    /// What the regulation notes of an act that may be done.
    ///
    /// # Errors
    /// Why it may not be done.
    pub(super) fn objections(
        &self,
        case: Case<'_>,
        act: &Act,
        fact: &Fact,
        filled: Filled,
    ) -> Result<Vec<Reason>, Refusal> {
        self.refuse_interested(case, act, fact)?;
        if !self.has_office_for(case, act, fact, case.actor.staff)? {
            return Err(Refusal::OfOffice {
                offices: case.office_names(act),
            });
        }
        if is_for_holder(fact) && !self.speaks_for_holder(case)? {
            return Err(Refusal::HolderOnly);
        }
        let answered = fact.of.and_then(|of| case.seen.judged.file.by_seq(of));
        let is_appeal = fact.kind == FactKind::Appealed || act.is_about(FactKind::Appealed);
        if fact.kind == FactKind::Appealed && answered.is_some_and(|of| !case.may_appeal(of)) {
            return Err(Refusal::PartiesOnly);
        }
        if is_appeal && !answered.is_some_and(|answered| answers(case, act, answered)) {
            return Err(Refusal::NothingToAnswer);
        }
        if is_other_side(fact) && !case.is_other_side(fact) {
            return Err(Refusal::OtherSideOnly);
        }
        self.refuse_suspended(case.packs(), fact.kind, &[Some(case.actor.staff)])?;
        self.refuse_unheard(&case.seen.judged, case.packs(), act, fact)?;
        case.refuse_other_signer(fact)?;
        refuse_settled(case, fact)?;
        refuse_early(case, fact)?;
        refuse_late(case, fact)?;
        let file = &case.seen.judged.file;
        let (mut refused, mut noted) =
            self.gates(case.words(), (act, file), fact, case.actor.now)?;
        let judged = self.judged_with(case, &self.in_office(case, act, fact.clone())?)?;
        if sends_back(case, &judged) {
            // That it is tried is what sends the form back: it is recorded, and whoever tries is told.
            noted.append(&mut refused);
        }
        refused.extend(without_effect(&judged));
        if matches!(fact.kind, FactKind::Accepted | FactKind::Declined) && !has_effect(&judged) {
            return Err(Refusal::NothingToAnswer);
        }
        let is_missing = |why: &Why| matches!(why, Why::Missing(_) | Why::ReasonMissing);
        if filled == Filled::NotYet {
            refused.retain(|objection| !is_missing(&objection.why));
        }
        refused.dedup_by_key(|objection| (objection.source, objection.why));
        if !refused.is_empty() {
            return Err(Refusal::NotAccepted(reasons(case.packs(), &refused)));
        }
        if fact.kind == FactKind::Disputed {
            let before = (file, &case.seen.judged.ruling);
            let case_of = (case.seen.judged.id, case.packs(), case.policy);
            self.refuse_brought_again(case_of, before, (&judged.ruling, fact))?;
        }
        let mut warnings = reasons(case.packs(), &noted);
        warnings.extend(warning::violations(case.packs(), act, &judged, &noted));
        if filled == Filled::Whole {
            warnings.extend(warning::broken_signatures(case, &judged));
        }
        Ok(warnings)
    }

    /// What the regulation's gates note of an act of somebody who has no part in the case yet: nothing in it was
    /// approved for them.
    ///
    /// # Errors
    /// What they refuse.
    pub(super) fn refuse_gated(
        &self,
        words: Words<'_>,
        act: &Act,
        fact: &Fact,
        now: Instant,
    ) -> Result<Vec<Reason>, Refusal> {
        let nothing = CaseFile::new(None, Vec::new());
        let (refused, noted) = self.gates(words, (act, &nothing), fact, now)?;
        match refused.is_empty() {
            true => Ok(reasons(words.packs, &noted)),
            false => Err(Refusal::NotAccepted(reasons(words.packs, &refused))),
        }
    }

    /// What the regulation's own gates say: what refuses the act, and what it would lead to.
    fn gates(
        &self,
        words: Words<'_>,
        (act, file): (&Act, &CaseFile),
        fact: &Fact,
        now: Instant,
    ) -> Result<(Vec<Objection>, Vec<Objection>), Refusal> {
        let company = self.ledger.company()?;
        let (mut refused, mut noted) = (Vec::new(), Vec::new());
        for action in words.actions(act) {
            match permits(file, &company, words.packs, action, fact, now) {
                Permission::Allowed => {}
                Permission::AllowedWith(objections) => noted.extend(objections),
                Permission::Refused(objections) => refused.extend(objections),
            }
        }
        Ok((refused, noted))
    }

    /// The case as it would be judged with a fact more.
    pub(super) fn judged_with(&self, case: Case<'_>, fact: &Fact) -> Result<JudgedWith, Refusal> {
        let seq = case.last().saturating_add(1);
        let now = case.actor.now;
        let proposed = Fact {
            seq,
            recorded: now,
            counts_at: now,
            ..fact.clone()
        };
        let file = &case.seen.judged.file;
        let facts = file.facts().iter().cloned().chain([proposed]);
        let file = CaseFile::new(file.customer, facts.collect());
        let company = self.ledger.company()?;
        Ok(JudgedWith {
            ruling: judge(&file, &company, case.packs(), now, now),
            file,
            seq,
        })
    }

    /// Whether the actor holds the case, or is of the unit that has it while nobody is in charge.
    fn speaks_for_holder(&self, case: Case<'_>) -> Result<bool, Refusal> {
        let ruling = &case.seen.judged.ruling;
        let actor = case.actor.staff;
        Ok(match person_in_charge(ruling) {
            Some(holder) => holder == actor,
            None => {
                let now = case.actor.now;
                let unit = self.ledger.company()?.unit_of(actor, now, now);
                unit.is_some_and(|unit| ruling.ownership.owner == Some(Party::Unit(unit)))
            }
        })
    }
}

/// A fact as somebody's who does it for a colleague who is away.
pub(super) fn on_behalf_of(colleague: StaffId, mut fact: Fact) -> Fact {
    (fact.particulars.get_or_insert_default()).on_behalf = Some(colleague);
    fact
}

/// Whether an act is the holder's alone: giving the customer up, letting a colleague in.
fn is_for_holder(fact: &Fact) -> bool {
    match fact.kind {
        FactKind::Waived => true,
        FactKind::Consented => fact.person.is_some() || !fact.what.is_some(),
        _ => false,
    }
}

/// Whether an act is the other side's alone: what is said against a dispute.
fn is_other_side(fact: &Fact) -> bool {
    let is_accused = fact.what.is_some();
    fact.kind == FactKind::EvidenceFiled && fact.answer == Answer::No && !is_accused
}

/// Nobody appeals when the time for it is over.
fn refuse_late(case: Case<'_>, fact: &Fact) -> Result<(), Refusal> {
    if fact.kind != FactKind::Appealed {
        return Ok(());
    }
    let appealed = fact.of.and_then(|of| case.seen.judged.file.by_seq(of));
    let until = appealed.and_then(|decision| appeal_until(case.packs(), case.policy, decision));
    match until.filter(|until| case.actor.now >= *until) {
        Some(until) => Err(Refusal::TooLate { until }),
        None => Ok(()),
    }
}

/// Where a ruling needs the window for claims to be over, it waits for that.
fn refuse_early(case: Case<'_>, fact: &Fact) -> Result<(), Refusal> {
    let waits = case
        .policy
        .window
        .as_ref()
        .is_some_and(|window| window.rule.needs_ruling);
    let deal = case.seen.judged.ruling.deals.last();
    let until = deal.and_then(|deal| deal.window_until);
    match until.filter(|until| waits && case.actor.now < *until) {
        Some(from) if fact.kind == FactKind::Ruled => Err(Refusal::TooEarly { from }),
        _ => Ok(()),
    }
}

/// Whether a fact makes a claim go back to be corrected: with a paper that has expired nothing else would.
fn sends_back(case: Case<'_>, judged: &JudgedWith) -> bool {
    let returned = |ruling: &Ruling| {
        let claims = ruling.claims.iter();
        claims
            .filter(|claim| claim.standing == Standing::Returned)
            .count()
    };
    returned(&judged.ruling) > returned(&case.seen.judged.ruling)
}

/// Why the judgment would give a fact no effect.
fn without_effect(judged: &JudgedWith) -> Vec<Objection> {
    let (ruling, seq) = (&judged.ruling, judged.seq);
    let findings = ruling.findings.iter();
    let failed = findings.filter(|finding| {
        let is_void = matches!(
            finding.why,
            Why::AssignedWithoutAuthority
                | Why::ReasonMissing
                | Why::OwnCase
                | Why::NotEntitled(_)
                | Why::StepOutOfTurn(_)
                | Why::WindowClosed
                | Why::OtherBuyer
                | Why::NotExtended
                | Why::Suspended
        );
        finding.fact == Some(seq) && finding.verdict == Verdict::Fail && is_void
    });
    let objections = failed.map(|finding| Objection {
        source: finding.source,
        why: finding.why,
        violation: Symbol::NONE,
        possible_from: finding.deadline.filter(|deadline| *deadline > ruling.at),
    });
    objections.collect()
}

fn has_effect(judged: &JudgedWith) -> bool {
    let mut findings = judged.ruling.findings.iter();
    findings.any(|finding| finding.fact == Some(judged.seq))
}

fn reasons(packs: &Packs, objections: &[Objection]) -> Vec<Reason> {
    let told = objections.iter().map(|objection| reason(packs, objection));
    told.collect()
}

fn reason(packs: &Packs, objection: &Objection) -> Reason {
    let why = |language| explain_objection(objection, packs, language);
    let why = Text::new(why(Language::Chinese), why(Language::English));
    Reason {
        possible_from: objection.possible_from,
        ..Reason::by_clause(packs, objection.source, why)
    }
}
