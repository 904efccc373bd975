//! Applications under a regulation whose cases nobody holds: a dealer to be taken on. Who signed which version of the
//! form, what is on file, and at the end the dealer as a unit of the company.

pub mod dealer;
pub mod version;

use ledger::record::JudgedCase;
use ledger::signature::SignatureCheck;
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Seq};
use ruling::name::Symbol;
use ruling::policy::field::FoundOut;
use ruling::policy::problem::Text;
use ruling::policy::{Admission, Policy};
use ruling::rules::on_fail::OnFail;
use ruling::rules::permit::Gate;
use ruling::ruling::{ClaimOutcome, Standing, State, Why};

use self::version::{VersionLine, is_plain};
use crate::case_sheet::MaskedField;
use crate::customers::Place;
use crate::permission::{Target, deed};
use crate::pool::Pool;
use crate::sight::{Seen, Sight};
use crate::signed::SignatureMark;
use crate::{Actor, Desk, Refusal};

/// An application in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationLine {
    /// Its case.
    pub case: u64,
    /// The applicant, masked.
    pub applicant: Option<String>,
    /// When it was filed first.
    pub filed: Instant,
    /// How far it is, in one line.
    pub headline: Text,
    /// What is left to do once all have signed, and whose it is.
    pub next: Option<(Text, Text)>,
    /// Whether it is admitted.
    pub is_admitted: bool,
    /// Whether it was changed after the last signature.
    pub is_broken: bool,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplicationPage {
    /// The newest first.
    pub lines: Vec<ApplicationLine>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<Place>,
}

/// A signature on a version of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// The level.
    pub step: Text,
    /// Who, by name.
    pub by: Option<String>,
    /// When.
    pub at: Instant,
    /// What they said.
    pub answer: Answer,
    /// The version of the form that they had before them, from 1.
    pub version: usize,
    /// Whether it still counts.
    pub counts: bool,
    /// What was corrected after it.
    pub changed_since: Vec<Text>,
    /// The electronic signature; none: the act was entered from an old register.
    pub mark: Option<SignatureMark>,
}

/// A level whose signature is needed, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLine {
    /// Its name.
    pub step: Text,
    /// Whether its signature counts.
    pub is_signed: bool,
    /// Whether it is its turn.
    pub is_next: bool,
}

/// Something to be on file before the dealer is admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// What.
    pub label: Text,
    /// Whether it was said to be there.
    pub is_there: bool,
}

/// An application as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its case.
    pub case: u64,
    /// How far it is, in one line.
    pub headline: Text,
    /// The version of the form now, from 1.
    pub version: usize,
    /// What each later version changed, the oldest first.
    pub versions: Vec<VersionLine>,
    /// What the form says, masked.
    pub fields: Vec<MaskedField>,
    /// Papers and marks that came with it.
    pub given: Vec<Text>,
    /// What whoever reviews first should look at: marks of duplicates, of a black list.
    pub warnings: Vec<Text>,
    /// For whoever reviews: the dealer is on the blacklist now, whatever was so when it applied.
    pub is_blacklisted: bool,
    /// Levels in order.
    pub steps: Vec<StepLine>,
    /// Signatures, the oldest first.
    pub signatures: Vec<SignatureLine>,
    /// Whether the form was changed after the last signature: none of them fits it any more.
    pub is_broken: bool,
    /// Whether a signature is not the signer's, or what was signed lies otherwise in the store.
    pub is_forged: bool,
    /// What must be on file.
    pub files: Vec<FileLine>,
    /// When the dealer was admitted.
    pub admitted: Option<Instant>,
    /// What its reader may do now: the act and what it is called.
    pub acts: Vec<(&'static str, Text)>,
}

/// Whether a mark is told to whoever reviews only.
pub(crate) fn is_for_reviewers(policy: &Policy, name: Symbol) -> bool {
    let mut fields = policy.fields.iter();
    fields.any(|field| field.name == name && field.found == Some(FoundOut::Blacklisted))
}

/// Acts that belong on an application's page.
const ACTS: [&str; 3] = ["review", "amend", "archive"];

impl Desk {
    /// Applications that an actor may see.
    ///
    /// # Errors
    /// The actor sees no cases.
    pub fn applications(
        &self,
        actor: &Actor,
        after: Option<Place>,
    ) -> Result<ApplicationPage, Refusal> {
        actor.may::<deed::SeeCase>(Target::Anything)?;
        let pool = self.pool(actor, Pool::Applications, after)?;
        let mut lines = Vec::new();
        for line in pool.lines {
            let judged = self.ledger.case(line.case, actor.now, actor.now)?;
            let Some(judged) = judged else { continue };
            let packs = self.packs_of_case(&judged)?;
            let ruling = &judged.ruling;
            let is_broken = is_changed(&judged) || self.is_forged(line.case)?;
            // What an application waits for that is still under review says its headline.
            let left = ruling.obligations.first();
            let is_left = ruling.ownership.state == State::Provisional || is_changed(&judged);
            let left = left.filter(|_| is_left);
            let next = left.map(|duty| {
                let who = self.party_name(duty.who, &packs)?;
                Ok::<_, Refusal>((packs.label(duty.what), who))
            });
            lines.push(ApplicationLine {
                case: line.case,
                applicant: line.customer,
                filed: line.since,
                next: next.transpose()?,
                is_admitted: ruling.ownership.state == State::Final,
                is_broken,
                headline: self.headline_of(&judged)?,
            });
        }
        Ok(ApplicationPage {
            lines,
            next: pool.next,
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that is none, or that the actor does not see whole.
    pub fn application(&self, actor: &Actor, case: u64) -> Result<Application, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let packs = &seen.packs;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.filter(|policy| !policy.has_holder);
        let policy = policy.ok_or(Refusal::NotFound)?;
        if seen.sight != Sight::Whole {
            return Err(Refusal::NotFound);
        }
        self.trace_look(actor, case, &seen.concerned)?;
        let ruling = &seen.judged.ruling;
        let reviews = seen.is_reviewer(actor);
        let hidden = |name: &Symbol| !reviews && is_for_reviewers(policy, *name);
        let offers = self.acts(actor, case)?.offers;
        let offers = offers
            .into_iter()
            .filter(|offer| offer.refusal.is_none() && ACTS.contains(&offer.act.name));
        // Signed anew and filed again, a dealer is one since the first time.
        let filed = claim(&seen).map(|claim| claim.fact);
        let mut deals = ruling.deals.iter();
        let deal = deals
            .find(|deal| Some(deal.fact) > filed)
            .and_then(|deal| seen.judged.file.by_seq(deal.fact));
        Ok(Application {
            case,
            headline: self.headline_of(&seen.judged)?,
            version: version_in_force(&seen),
            versions: self.form_versions(&seen, claim(&seen))?,
            fields: self
                .masked_fields_but(&seen, case, |name| is_plain(policy, name, &packs.names))?,
            given: given(&seen)
                .filter(|name| !hidden(name))
                .map(|name| packs.label(name))
                .collect(),
            warnings: warned_of(policy)
                .filter(|name| !hidden(name))
                .filter(|name| given(&seen).any(|given| given == *name))
                .map(|name| packs.label(name))
                .collect(),
            is_blacklisted: reviews && self.is_case_blacklisted(case)?,
            steps: steps(&seen, policy),
            signatures: self.signatures_on(actor, &seen, policy)?,
            is_broken: is_changed(&seen.judged),
            is_forged: self.is_forged(case)?,
            files: files(&seen, policy),
            admitted: deal
                .filter(|_| ruling.ownership.state == State::Final)
                .map(|deal| deal.recorded),
            acts: offers.map(|offer| (offer.act.name, offer.label)).collect(),
        })
    }

    /// Whether a signature in a case does not hold as the log has it.
    fn is_forged(&self, case: u64) -> Result<bool, Refusal> {
        let signatures = self.ledger.signatures(case)?;
        Ok(signatures
            .iter()
            .any(|signature| signature.check != SignatureCheck::Valid))
    }

    fn signatures_on(
        &self,
        actor: &Actor,
        seen: &Seen,
        policy: &Policy,
    ) -> Result<Vec<SignatureLine>, Refusal> {
        let marks = self.signatures_in(actor, seen)?;
        let directory = self.ledger.directory()?;
        let company = self.ledger.company()?;
        // Whoever reviews need not name the level: it is that of their office then.
        let level_of = |review: &Fact| match review.what.is_some() {
            true => review.what,
            false => review.actor.map_or(Symbol::NONE, |staff| {
                company.role_of(staff, review.recorded, review.recorded)
            }),
        };
        let all: Vec<(Symbol, &Fact)> = reviews(seen)
            .map(|review| (level_of(review), review))
            .collect();
        let lines = all.iter().map(|(level, review)| {
            let later_of_level = all.iter().any(|(other, later)| {
                other == level && later.seq > review.seq && !is_of_refused(seen, later)
            });
            let later = in_force(seen).filter(|change| change.seq > review.seq);
            let changed = later.filter_map(|change| change.particulars.as_deref());
            let mut changed: Vec<Symbol> = changed.flat_map(|more| more.changed.iter()).collect();
            changed.sort_unstable();
            changed.dedup();
            let mark = marks.iter().find(|mark| mark.act == review.seq);
            SignatureLine {
                mark: mark.cloned(),
                step: seen.packs.label(*level),
                by: review
                    .actor
                    .and_then(|staff| directory.staff.get(&staff).cloned()),
                at: review.recorded,
                answer: review.answer,
                version: 1 + corrections(seen)
                    .filter(|change| change.seq < review.seq)
                    .count(),
                counts: !is_changed(&seen.judged)
                    && mark.is_none_or(|mark| !mark.worth.is_broken())
                    && review.answer == Answer::Yes
                    && !is_of_refused(seen, review)
                    && !later_of_level
                    && levels(policy)
                        .iter()
                        .position(|known| known == level)
                        .is_some_and(|place| place < signed(seen, policy)),
                changed_since: changed
                    .into_iter()
                    .map(|name| seen.packs.label(name))
                    .collect(),
            }
        });
        Ok(lines.collect())
    }
}

/// The application that counts: the last one filed.
fn claim(seen: &Seen) -> Option<&ClaimOutcome> {
    seen.judged.ruling.claims.last()
}

fn of_claim(seen: &Seen, kind: FactKind) -> impl Iterator<Item = &Fact> {
    let filed: Option<Seq> = claim(seen).map(|claim| claim.fact);
    let facts = seen.judged.file.facts().iter();
    facts.filter(move |fact| fact.kind == kind && (fact.of == filed || Some(fact.seq) == filed))
}

fn corrections(seen: &Seen) -> impl Iterator<Item = &Fact> {
    of_claim(seen, FactKind::Amended)
}

/// Corrections but those that were refused.
fn in_force(seen: &Seen) -> impl Iterator<Item = &Fact> {
    corrections(seen).filter(|change| !seen.is_refused_change(change.seq))
}

/// The number of the version that counts: the last one that nobody refused.
fn version_in_force(seen: &Seen) -> usize {
    let numbered = (2..).zip(corrections(seen));
    let counting = numbered.filter(|(_, change)| !seen.is_refused_change(change.seq));
    counting.last().map_or(1, |(number, _)| number)
}

/// Whether a review was one of a change that was refused: it neither counts nor takes a signature's place.
fn is_of_refused(seen: &Seen, review: &Fact) -> bool {
    let findings = seen.judged.ruling.findings.iter();
    let mut refusals = findings.filter(|finding| finding.why == Why::ChangeRefused);
    refusals.any(|refusal| refusal.against < Some(review.seq) && Some(review.seq) <= refusal.fact)
}

fn reviews(seen: &Seen) -> impl Iterator<Item = &Fact> {
    of_claim(seen, FactKind::Reviewed)
}

/// What came with the application and its corrections.
fn given(seen: &Seen) -> impl Iterator<Item = Symbol> {
    let filed = of_claim(seen, FactKind::Registered).chain(in_force(seen));
    let more = filed.filter_map(|fact| fact.particulars.as_deref());
    let mut names: Vec<Symbol> = more.flat_map(|more| more.given.iter()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

/// Marks that the regulation lets pass with a notice.
fn warned_of(policy: &Policy) -> impl Iterator<Item = Symbol> {
    policy.admission.iter().flat_map(|bound| match &bound.rule {
        Admission::Require(require) if require.on_fail == OnFail::Notice => {
            require.excludes.clone()
        }
        _ => Vec::new(),
    })
}

fn levels(policy: &Policy) -> Vec<Symbol> {
    let approvals = policy.approvals.iter();
    let mut approvals = approvals.filter(|bound| !bound.rule.kind.is_some());
    approvals
        .next()
        .map(|bound| bound.rule.steps.clone())
        .unwrap_or_default()
}

/// How many levels have signed what counts: those before the one whose turn it is.
fn signed(seen: &Seen, policy: &Policy) -> usize {
    let levels = levels(policy);
    let Some(claim) = claim(seen) else { return 0 };
    match claim.standing {
        Standing::Refused | Standing::Void | Standing::Ended => 0,
        _ => {
            let awaited = levels.iter().position(|level| *level == claim.awaits);
            awaited.unwrap_or(levels.len())
        }
    }
}

/// Whether a form differs from what all signed, and nobody has taken it up again since.
fn is_changed(judged: &JudgedCase) -> bool {
    judged.ruling.claims.iter().any(ClaimOutcome::is_broken)
}

fn steps(seen: &Seen, policy: &Policy) -> Vec<StepLine> {
    let signed = signed(seen, policy);
    let awaits = claim(seen).map_or(Symbol::NONE, |claim| claim.awaits);
    let levels = levels(policy).into_iter().enumerate();
    let lines = levels.map(|(place, level)| StepLine {
        step: seen.packs.label(level),
        is_signed: place < signed && !is_changed(&seen.judged),
        is_next: level == awaits,
    });
    lines.collect()
}

/// What the gates of archiving ask for, and what was said when it was archived.
fn files(seen: &Seen, policy: &Policy) -> Vec<FileLine> {
    let archived: Vec<Symbol> = seen
        .judged
        .file
        .facts()
        .iter()
        .filter(|fact| fact.kind == FactKind::Archived)
        .filter_map(|fact| fact.particulars.as_deref())
        .flat_map(|more| more.given.iter())
        .collect();
    let gates = policy.permits.iter().flat_map(|bound| &bound.rule.gates);
    let lines = gates.filter_map(|gate| match gate {
        Gate::Given(name) => Some(FileLine {
            label: seen.packs.label(*name),
            is_there: archived.contains(name),
        }),
        _ => None,
    });
    lines.collect()
}
