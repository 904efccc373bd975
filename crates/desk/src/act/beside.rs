//! What whoever decides sees beside the form: what the engine found about the entry, who else came for the same
//! customer, what is missing, and what each answer would do. Nothing is recorded.

use std::collections::HashSet;

use ruling::calendar::Instant;
use ruling::explain::InWords;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::language::Language;
use ruling::name::Symbol;
use ruling::policy::problem::Text;
use ruling::rules::approval::OnLate;
use ruling::ruling::{Finding, Standing, Verdict, Why};

use super::preview::Preview;
use super::table::{self, Act, Ask};
use super::{ActEntry, ActInput, Case};
use crate::identity::pairs;
use crate::onboarding::version::VersionLine;
use crate::permission::Action;
use crate::sight::{Concerned, Seen};
use crate::terms::quote::AskedPrice;
use crate::{Actor, Desk, Refusal};

/// So many claimants are looked at, each with what deciding for them leads to.
const CLAIMANTS_MAX: usize = 5;
/// Stands for the reason that is not written yet.
const REASON: &str = "…";

/// Something that the engine found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLine {
    /// How it came out.
    pub verdict: Verdict,
    /// Number of the clause it rests on.
    pub clause: Option<String>,
    /// The sentence.
    pub text: Text,
}

/// Somebody else's coming for the same customer, or for one who may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Similar {
    /// Another entry of the same case.
    Entry {
        /// Who, what.
        text: Text,
        /// When.
        at: Instant,
    },
    /// Another case, whose customer may be the same or was found to be.
    Case {
        /// Its number; none: it is out of the reader's reach.
        case: Option<u64>,
        /// The customer, masked, within the reader's reach.
        customer: Option<String>,
        /// How it stands with the two.
        state: pairs::PairState,
    },
}

/// What returning a form for completion leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnTerms {
    /// Whether it keeps its place before those that came later.
    pub keeps_place: bool,
    /// First second in which it is too late to complete it.
    pub until: Option<Instant>,
    /// What follows then.
    pub on_late: OnLate,
}

/// A way to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// By an answer.
    Answer(Answer),
    /// For somebody, by name.
    Person(StaffId, String),
}

/// What stands beside the form of a decision.
#[derive(Debug, Default)]
pub struct Beside {
    /// What whoever filed the entry says of it.
    pub reason: Option<String>,
    /// What the engine found about the entry, what is not as it should be first.
    pub found: Vec<FoundLine>,
    /// Of a form that is signed version by version, what each later version changed, the oldest first.
    pub versions: Vec<VersionLine>,
    /// What is missing in it, as people call it.
    pub missing: Vec<Text>,
    /// Who else came for the customer.
    pub similar: Vec<Similar>,
    /// What each answer would change; where somebody is chosen, each of those who claim the customer.
    pub answers: Vec<(Chosen, Preview)>,
    /// What returning it leads to, where it can be returned.
    pub returning: Option<ReturnTerms>,
    /// The price that is asked for, beside that of the list.
    pub price: Option<AskedPrice>,
}

impl Desk {
    /// What stands beside the form of a decision or of a signature, about an entry or, where it is about none, the
    /// case; empty for what is neither, and for whoever may not do it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also for a case that the actor may not see.
    pub fn beside(&self, actor: &Actor, input: &ActInput) -> Result<Beside, Refusal> {
        let act = table::named(&input.act).ok_or(Refusal::NotFound)?;
        let seen = self.seen(
            actor,
            input.case.ok_or(Refusal::NotFound)?,
            actor.now,
            actor.now,
        )?;
        let case = Case::of(actor, &seen)?;
        let is_looked_at = act.decides || act.kind == FactKind::Signed;
        if !is_looked_at || case.role_allows(act.action, act).is_err() {
            return Ok(Beside::default());
        }
        let of = input.entry.of;
        let mut found = self.found_about(&seen, of)?;
        found.sort_by_key(|line| std::cmp::Reverse(weight(line.verdict)));
        let mut told = HashSet::new();
        found.retain(|line| told.insert((line.clause.clone(), line.text.zh.clone())));
        let missing =
            findings_about(&seen, of)
                .into_iter()
                .filter_map(|finding| match finding.why {
                    Why::Missing(what) if finding.verdict != Verdict::Pass => Some(what),
                    _ => None,
                });
        let mut names: Vec<Symbol> = Vec::new();
        for name in missing {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(Beside {
            reason: self.reason_for(case, of)?,
            found,
            versions: self.versions_of(case, act, of)?,
            missing: names
                .into_iter()
                .map(|name| seen.packs.label(name))
                .collect(),
            similar: self.similar(case, of)?,
            answers: self.answers(case, act, input)?,
            returning: self.return_terms(case, act, input)?,
            price: self.asked_price(actor, &seen, of)?,
        })
    }

    /// Whoever signs sees field by field what differs from the version that others signed.
    fn versions_of(
        &self,
        case: Case<'_>,
        act: &Act,
        of: Option<Seq>,
    ) -> Result<Vec<VersionLine>, Refusal> {
        let mut approvals = case.policy.approvals.iter();
        let binds = approvals.any(|bound| !bound.rule.kind.is_some() && bound.rule.binds_digest);
        if !binds || act.kind != FactKind::Reviewed {
            return Ok(Vec::new());
        }
        let claims = case.seen.judged.ruling.claims.iter();
        let claim = claims.rev().find(|claim| match of {
            Some(of) => claim.fact == of,
            None => claim.awaits.is_some(),
        });
        self.form_versions(case.seen, claim)
    }

    /// What whoever filed an entry says of it, where the actor may see the entry.
    fn reason_for(&self, case: Case<'_>, of: Option<Seq>) -> Result<Option<String>, Refusal> {
        let mut known = case.known();
        let entry = known.find(|fact| Some(fact.seq) == of);
        match entry.filter(|fact| case.seen.shows(case.actor, fact)) {
            Some(fact) => Ok(self.ledger.reason_of(fact.seq)?),
            None => Ok(None),
        }
    }

    /// What the engine found about an entry and the claim that it makes.
    pub(crate) fn found_about(
        &self,
        seen: &Seen,
        of: Option<Seq>,
    ) -> Result<Vec<FoundLine>, Refusal> {
        let directory = self.ledger.directory()?;
        let (ruling, file) = (&seen.judged.ruling, &seen.judged.file);
        let words = |language| InWords::new(&seen.packs, file, &directory, language, ruling.at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let lines = findings_about(seen, of)
            .into_iter()
            .map(|finding| FoundLine {
                verdict: finding.verdict,
                clause: zh.clause(finding.source),
                text: Text::new(zh.why(ruling, finding), en.why(ruling, finding)),
            });
        Ok(lines.collect())
    }

    /// Other registrations and visits of the case, and cases of which it is not said, or was said, that their
    /// customer is the same.
    fn similar(&self, case: Case<'_>, of: Option<Seq>) -> Result<Vec<Similar>, Refusal> {
        let (seen, directory) = (case.seen, self.ledger.directory()?);
        let (ruling, file) = (&seen.judged.ruling, &seen.judged.file);
        let words = |language| InWords::new(&seen.packs, file, &directory, language, ruling.at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let came = |fact: &&Fact| matches!(fact.kind, FactKind::Registered | FactKind::Visited);
        let others = case.known().filter(came);
        let others = others.filter(|fact| Some(fact.seq) != of);
        let mut all: Vec<Similar> = others
            .map(|fact| Similar::Entry {
                text: Text::new(zh.deed(fact), en.deed(fact)),
                at: fact.occurred,
            })
            .collect();
        let pairs = self
            .ledger
            .look(|rows| pairs::pairs_of_case(rows, seen.case))?;
        for pair in pairs {
            if self.ledger.asks_project(pair.case)? {
                continue;
            }
            let other = match pair.case == seen.case {
                true => pair.other,
                false => pair.case,
            };
            let concerned = self.ledger.look(|rows| Concerned::of(rows, other))?;
            let is_seen = case.actor.is_allowed(Action::SeeCase, concerned.target());
            all.push(Similar::Case {
                case: Some(other).filter(|_| is_seen),
                customer: match is_seen {
                    true => self.customer_name(other)?,
                    false => None,
                },
                state: pair.state,
            });
        }
        Ok(all)
    }

    /// What each way to decide would change, of those that could be taken now.
    fn answers(
        &self,
        case: Case<'_>,
        act: &Act,
        input: &ActInput,
    ) -> Result<Vec<(Chosen, Preview)>, Refusal> {
        let answers = answers_of(act).iter();
        let answers = answers.map(|answer| (Chosen::Answer(*answer), answered(input, *answer)));
        let mut ways: Vec<(Chosen, ActInput)> = answers.collect();
        if matches!(act.kind, FactKind::Assigned | FactKind::Ruled) {
            let directory = self.ledger.directory()?;
            let named = claimants(case.seen).into_iter().filter_map(|staff| {
                let name = directory.staff.get(&staff).cloned()?;
                Some((Chosen::Person(staff, name), given_to(input, staff)))
            });
            ways.extend(named);
        }
        let mut all = Vec::new();
        for (way, input) in ways {
            match self.preview_act(case.actor, &input) {
                Ok(preview) => all.push((way, preview)),
                Err(Refusal::Fault(fault)) => return Err(fault.into()),
                Err(_) => {}
            }
        }
        Ok(all)
    }

    fn return_terms(
        &self,
        case: Case<'_>,
        act: &'static Act,
        input: &ActInput,
    ) -> Result<Option<ReturnTerms>, Refusal> {
        let mut approvals = case.policy.approvals.iter();
        let approval = approvals.find(|bound| !bound.rule.kind.is_some());
        let Some(approval) = approval.filter(|_| answers_of(act).contains(&Answer::Return)) else {
            return Ok(None);
        };
        let returned = match self.prepare(case, act, &answered(input, Answer::Return)) {
            Ok(prepared) => self.judged_with(case, &prepared.fact)?.ruling,
            Err(Refusal::Fault(fault)) => return Err(fault.into()),
            Err(_) => return Ok(None),
        };
        let mut findings = returned.findings.iter().rev();
        let told = findings.find(|finding| finding.why == Why::Returned);
        Ok(Some(ReturnTerms {
            keeps_place: approval.rule.keeps_place,
            until: told.and_then(|finding| finding.deadline),
            on_late: approval.rule.on_late,
        }))
    }
}

/// What is not as it should be weighs most.
pub(crate) fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 3,
        Verdict::Open => 2,
        Verdict::Pass => 1,
        Verdict::Note => 0,
    }
}

/// Findings about an entry and the claim that it makes; of no entry, or of one of which the engine found nothing,
/// about the claims that may still come to hold.
fn findings_about(seen: &Seen, of: Option<Seq>) -> Vec<&Finding> {
    let ruling = &seen.judged.ruling;
    let claims_of = |finding: &Finding| {
        let claim = finding.claim.map(usize::from);
        claim.and_then(|place| ruling.claims.get(place))
    };
    let about = |of: Seq| {
        let findings = ruling.findings.iter();
        let about = findings.filter(move |finding| {
            let claim = claims_of(finding);
            finding.fact == Some(of) || claim.is_some_and(|claim| claim.fact == of)
        });
        about.collect::<Vec<_>>()
    };
    let own = of.map(about).unwrap_or_default();
    if !own.is_empty() {
        return own;
    }
    let findings = ruling.findings.iter();
    let of_case =
        findings.filter(|finding| claims_of(finding).is_some_and(|claim| !is_out(claim.standing)));
    of_case.collect()
}

/// Whether a claim will not hold the case any more.
fn is_out(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::Refused | Standing::Void | Standing::Ended | Standing::Lapsed
    )
}

/// Those whose claims may still come to hold the case, the first first.
fn claimants(seen: &Seen) -> Vec<StaffId> {
    let claims = seen.judged.ruling.claims.iter();
    let claims = claims.filter(|claim| !is_out(claim.standing));
    let mut named = Vec::new();
    for person in claims.filter_map(|claim| claim.person) {
        if !named.contains(&person) && named.len() < CLAIMANTS_MAX {
            named.push(person);
        }
    }
    named
}

fn answers_of(act: &Act) -> &'static [Answer] {
    let answers = act.asks.iter().find_map(|(ask, _)| match ask {
        Ask::Answer(answers) => Some(*answers),
        _ => None,
    });
    answers.unwrap_or_default()
}

fn answered(input: &ActInput, answer: Answer) -> ActInput {
    ActInput {
        entry: ActEntry {
            answer,
            reason: REASON.to_owned(),
            ..input.entry.clone()
        },
        seen: None,
        ..input.clone()
    }
}

fn given_to(input: &ActInput, staff: StaffId) -> ActInput {
    ActInput {
        entry: ActEntry {
            person: Some(staff),
            ..input.entry.clone()
        },
        ..answered(input, Answer::None)
    }
}
