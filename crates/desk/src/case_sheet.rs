//! One case: what happened, who owns it and why, what is due, what would have changed it, what one may do.

mod doubt;
mod duties;

use ledger::access::AccessesWanted;
use ledger::record::JudgedCase;
use ruling::calendar::Instant;
use ruling::explain::{InWords, Section, explain, explain_what_if};
use ruling::fact::{Fact, FactKind, Seq, StaffId, UnitId};
use ruling::language::Language;
use ruling::policy::Packs;
use ruling::policy::problem::Text;
use ruling::ruling::{Mode, Party, State, Verdict};
use ruling::what_if::what_if;

pub use self::duties::DutyLine;
use crate::act::words::Words;
use crate::consent::Way;
use crate::customers::CALLED_BY;
use crate::deal::DealSheet;
use crate::follow_up::is_of_own_store;
use crate::following::person_in_charge;
use crate::identity::project::ProjectNote;
use crate::moments::Moment;
use crate::permission::{Action, deed};
use crate::plan::Plan;
use crate::sight::{Seen, Sight};
use crate::signed::SignatureMark;
use crate::withdrawal::{Withdrawable, withdrawable};
use crate::{Actor, Desk, Refusal};

/// A sentence of the ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingLine {
    /// The part of the ruling, in the order shown; reasons name their step.
    pub section: Section,
    /// How the condition came out; only for reasons.
    pub verdict: Option<Verdict>,
    /// Number of the clause it rests on.
    pub clause: Option<String>,
    /// The clause in the company's words.
    pub clause_text: Option<Text>,
    /// The sentence.
    pub text: Text,
}

/// A fact in the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// Its place in the ledger.
    pub seq: Seq,
    /// What kind of fact.
    pub kind: FactKind,
    /// When it happened, as claimed.
    pub occurred: Instant,
    /// When it was recorded.
    pub recorded: Instant,
    /// Who, what.
    pub text: Text,
    /// How consent was given, where it is one and says so.
    pub way: Option<Text>,
    /// The score that it was given, where the regulation asks for one.
    pub score: Option<i64>,
}

/// A value shown masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedField {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// The value, masked.
    pub value: String,
}

/// Something one may or may not do with the case now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionLine {
    /// What.
    pub action: Action,
    /// Whether one may.
    pub is_allowed: bool,
}

/// Somebody who looked at the case or its customer's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLine {
    /// Who.
    pub who: String,
    /// When.
    pub at: Instant,
    /// `look` or `reveal`.
    pub deed: String,
    /// Why, for a reveal.
    pub reason: Option<String>,
}

/// A case as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSheet {
    /// Its number.
    pub case: u64,
    /// How much of it the reader sees.
    pub sight: Sight,
    /// The instant judged.
    pub at: Instant,
    /// As known then.
    pub known: Instant,
    /// The answer in one line.
    pub headline: Text,
    /// Who holds it, by name.
    pub holder: Option<Text>,
    /// How firmly.
    pub state: State,
    /// What others may do.
    pub mode: Mode,
    /// First second in which that no longer holds.
    pub until: Option<Instant>,
    /// The ruling, by section and step.
    pub ruling: Vec<RulingLine>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineLine>,
    /// Quotes, contract, delivery, invoice, and what they are worth to whom; none: there is nothing of a deal.
    pub deal: Option<DealSheet>,
    /// What is to be done.
    pub duties: Vec<DutyLine>,
    /// The nearest change that would have kept each lost claim.
    pub what_if: Vec<Text>,
    /// What is known of the customer, masked.
    pub customer: Vec<MaskedField>,
    /// What one may do.
    pub actions: Vec<ActionLine>,
    /// Who looked, for the holder and whoever sees accesses.
    pub accesses: Vec<AccessLine>,
    /// When it changed, oldest first.
    pub moments: Vec<Moment>,
    /// Electronic signatures on what the reader may know of.
    pub signatures: Vec<SignatureMark>,
    /// First second in which it is too late for a follow-up to keep it; none: a follow-up of now keeps nothing.
    pub kept_by_follow_up: Option<Instant>,
    /// The reader's own registration that they may still take back.
    pub withdrawable: Option<Withdrawable>,
    /// That the customer's data was erased.
    pub erased: Option<Erasure>,
    /// What the reader plans with it.
    pub plans: Vec<Plan>,
    /// Entries without a project that may be of this one, or of which this is one.
    pub project_notes: Vec<ProjectNote>,
}

impl CaseSheet {
    /// What the customer is called, masked; none: unknown, or out of the reader's sight.
    #[must_use]
    pub fn customer_name(&self) -> Option<&str> {
        let mut named = CALLED_BY.into_iter().filter_map(|name| {
            let mut fields = self.customer.iter();
            fields.find(|field| field.name == name)
        });
        named.next().map(|field| field.value.as_str())
    }
}

/// What one does with a case.
const ACTIONS_OF_CASE: [Action; 4] = [
    Action::FollowUp,
    Action::Reveal,
    Action::ConfirmIdentity,
    Action::SeeAccesses,
];

/// When and why a customer's data was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// When.
    pub at: Instant,
    /// Whether the person asked for it; else its time was over.
    pub is_asked: bool,
}

impl Erasure {
    fn of(facts: &[Fact], known: Instant) -> Option<Erasure> {
        let mut facts = facts.iter().filter(|fact| fact.recorded <= known);
        let erased = facts.clone().rfind(|fact| fact.kind == FactKind::Erased)?;
        Some(Erasure {
            at: erased.recorded,
            is_asked: facts.any(|fact| fact.kind == FactKind::ConsentWithdrawn),
        })
    }
}

impl Desk {
    /// A case at an instant, as known then; none: now. A look at a case in which the actor has no part leaves a
    /// trace that its holder sees.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also for a case that the actor may not see.
    pub fn case_sheet(
        &self,
        actor: &Actor,
        case: u64,
        at: Option<Instant>,
        known: Option<Instant>,
    ) -> Result<CaseSheet, Refusal> {
        let at = at.unwrap_or(actor.now);
        let known = known.unwrap_or(actor.now).max(at);
        let seen = self.seen(actor, case, at, known)?;
        self.trace_look(actor, case, &seen.concerned)?;
        let ruling = &seen.judged.ruling;
        let holder = ruling.ownership.owner;
        let holder = holder.map(|party| self.party_name(party, &seen.packs));
        let mut sheet = CaseSheet {
            case,
            sight: seen.sight,
            at,
            known,
            headline: self.headline_of(&seen.judged)?,
            holder: holder.transpose()?,
            state: ruling.ownership.state,
            mode: ruling.protection.mode,
            until: ruling.protection.until,
            ruling: self.ruling_lines(&seen)?,
            timeline: self.timeline(actor, &seen)?,
            deal: self.deal_in(actor, &seen)?,
            duties: self.duties(actor, &seen)?,
            what_if: self.what_ifs(actor, &seen)?,
            customer: self.masked_fields(&seen, case)?,
            actions: self.actions(actor, &seen),
            accesses: self.accesses_of(actor, &seen, case)?,
            moments: self.moments(actor, &seen)?,
            signatures: self.signatures_in(actor, &seen)?,
            kept_by_follow_up: match at == actor.now {
                true => self.kept_by_follow_up(actor, &seen)?,
                false => None,
            },
            withdrawable: withdrawable(actor, &seen),
            erased: Erasure::of(seen.judged.file.facts(), known),
            plans: self.plans(actor, Some(case))?,
            project_notes: match at == actor.now
                && (seen.sight == Sight::Whole || seen.judged.id != case)
            {
                true => self.project_notes(actor, case)?,
                false => Vec::new(),
            },
        };
        if at == actor.now
            && seen.judged.id != case
            && let Some(headline) = self.waits_in_several(case)?
        {
            sheet.wait(headline);
        }
        Ok(sheet)
    }

    /// Where a case stands, in one line.
    pub(crate) fn headline_of(&self, judged: &JudgedCase) -> Result<Text, Refusal> {
        let directory = self.ledger.directory()?;
        let packs = self.packs_of_case(judged)?;
        let (ruling, file) = (&judged.ruling, &judged.file);
        let one = |language| explain(ruling, &packs, file, &directory, language).headline;
        Ok(Text::new(one(Language::Chinese), one(Language::English)))
    }

    /// Every line in both languages: they are made of the same ruling, so they pair.
    pub(crate) fn ruling_lines(&self, seen: &Seen) -> Result<Vec<RulingLine>, Refusal> {
        let directory = self.ledger.directory()?;
        let (ruling, file) = (&seen.judged.ruling, &seen.judged.file);
        let packs = &seen.packs;
        let lines = |language| explain(ruling, packs, file, &directory, language).lines;
        let pairs = lines(Language::Chinese).into_iter();
        let pairs = pairs.zip(lines(Language::English));
        let pairs = pairs.filter(|(zh, _)| seen.sight.shows(zh.section));
        Ok(pairs
            .map(|(zh, en)| {
                let (clause, clause_text) = zh.clause.map(|it| (it.number, it.text)).unzip();
                RulingLine {
                    section: zh.section,
                    verdict: zh.verdict,
                    clause,
                    clause_text,
                    text: Text::new(zh.text, en.text),
                }
            })
            .collect())
    }

    pub(crate) fn timeline(
        &self,
        actor: &Actor,
        seen: &Seen,
    ) -> Result<Vec<TimelineLine>, Refusal> {
        let directory = self.ledger.directory()?;
        let (ruling, file) = (&seen.judged.ruling, &seen.judged.file);
        let words = |language| InWords::new(&seen.packs, file, &directory, language, ruling.at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let facts = file.facts().iter();
        let facts = facts.filter(|fact| fact.recorded <= seen.judged.ruling.known);
        let facts = facts.filter(|fact| seen.shows(actor, fact));
        let packs = &seen.packs;
        let policy = packs.version(packs.in_force(ruling.at));
        let score = |fact: &Fact| {
            let (policy, value) = (policy?, fact.particulars.as_ref()?.value?);
            let scores = Words { packs, policy }.scores(fact.what);
            scores
                .filter(|_| fact.kind == FactKind::Noted)
                .map(|_| value)
        };
        Ok(facts
            .map(|fact| TimelineLine {
                score: score(fact),
                way: Way::of(fact, packs),
                seq: fact.seq,
                kind: fact.kind,
                occurred: fact.occurred,
                recorded: fact.recorded,
                text: Text::new(zh.deed(fact), en.deed(fact)),
            })
            .collect())
    }

    fn what_ifs(&self, actor: &Actor, seen: &Seen) -> Result<Vec<Text>, Refusal> {
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let (ruling, file) = (&seen.judged.ruling, &seen.judged.file);
        let packs = &seen.packs;
        let all = what_if(file, &company, packs, ruling);
        let is_own = |claim: u16| {
            let claim = ruling.claims.get(usize::from(claim));
            claim.is_some_and(|claim| claim.person == Some(actor.staff))
        };
        let shown = all.iter();
        let shown = shown.filter(|one| seen.sight == Sight::Whole || is_own(one.claim));
        let words = |one, language| explain_what_if(one, ruling, packs, file, &directory, language);
        Ok(shown
            .map(|one| Text::new(words(one, Language::Chinese), words(one, Language::English)))
            .collect())
    }

    /// The customer's data is its holder's and those who answer for the unit; a rival typed it in themselves.
    pub(crate) fn masked_fields(
        &self,
        seen: &Seen,
        case: u64,
    ) -> Result<Vec<MaskedField>, Refusal> {
        self.masked_fields_but(seen, case, |_| false)
    }

    /// The same, with the values of some fields as they were typed.
    pub(crate) fn masked_fields_but(
        &self,
        seen: &Seen,
        case: u64,
        is_plain: impl Fn(&str) -> bool,
    ) -> Result<Vec<MaskedField>, Refusal> {
        if seen.sight == Sight::OwnPart && seen.answered_for.is_empty() {
            return Ok(Vec::new());
        }
        let packs = &seen.packs;
        let policy = packs.version(packs.in_force(seen.judged.ruling.at));
        let label = |name: &str| {
            let field = policy.and_then(|policy| policy.field_kept_as(name, &packs.names));
            field.map_or_else(
                || packs.label(packs.names.find(name)),
                |field| field.label.clone(),
            )
        };
        let mut masked = self.ledger.masked_but(case, &is_plain)?;
        self.without_refused(seen, &mut masked, is_plain)?;
        Ok(masked
            .into_iter()
            .map(|(name, value)| MaskedField {
                label: label(&name),
                name,
                value,
            })
            .collect())
    }

    fn actions(&self, actor: &Actor, seen: &Seen) -> Vec<ActionLine> {
        let all = ACTIONS_OF_CASE.into_iter();
        let is_in_sight = |action| {
            let is_kept = action == Action::FollowUp && is_of_own_store(actor, seen);
            seen.sight == Sight::Whole || is_kept
        };
        all.map(|action| ActionLine {
            action,
            is_allowed: is_in_sight(action) && actor.is_allowed(action, seen.concerned.target()),
        })
        .collect()
    }

    pub(crate) fn accesses_of(
        &self,
        actor: &Actor,
        seen: &Seen,
        case: u64,
    ) -> Result<Vec<AccessLine>, Refusal> {
        let is_holder = person_in_charge(&seen.judged.ruling) == Some(actor.staff);
        let may = actor.may::<deed::SeeAccesses>(seen.concerned.target());
        if !is_holder && may.is_err() || seen.sight == Sight::OwnPart {
            return Ok(Vec::new());
        }
        let wanted = AccessesWanted {
            case: Some(case),
            staff: None,
            from: Instant::MIN,
            until: Instant::MAX,
        };
        let directory = self.ledger.directory()?;
        let name = |staff: StaffId| directory.staff.get(&staff).cloned().unwrap_or_default();
        let accesses = self.ledger.accesses(&wanted)?.into_iter();
        Ok(accesses
            .map(|access| AccessLine {
                who: name(access.staff),
                at: access.recorded,
                deed: access.deed,
                reason: access.reason,
            })
            .collect())
    }

    /// What people call whoever holds or must do, in the words of a regulation.
    pub(crate) fn party_name(&self, party: Party, packs: &Packs) -> Result<Text, Refusal> {
        let directory = self.ledger.directory()?;
        let unit = |unit: UnitId| directory.units.get(&unit).cloned().unwrap_or_default();
        let alike = |name: String| Text::new(name.clone(), name);
        Ok(match party {
            Party::Staff(staff) => alike(directory.staff.get(&staff).cloned().unwrap_or_default()),
            Party::Unit(one) => alike(unit(one)),
            Party::Role(role, None) => packs.label(role),
            Party::Role(role, Some(one)) => {
                let (unit, role) = (unit(one), packs.label(role));
                Text::new(format!("{unit}{}", role.zh), format!("{}, {unit}", role.en))
            }
            Party::Region(region) => alike(region.to_string()),
            Party::Customer => Text::new("客户", "the customer"),
        })
    }
}
