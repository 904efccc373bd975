//! What waits in a case as it is judged: what somebody is to decide, and what else the regulation asks for. It
//! names no regulation, and asks nobody.

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::name::Symbol;
use ruling::policy::{Bound, Packs, Policy};
use ruling::rules::oblige::{Oblige, On};
use ruling::rules::who::Who;
use ruling::ruling::{Obligation, Party, Pending, Ruling, Source};

use super::kind::{Answered, TaskKind};
use crate::act::table::{self, ACTS, Act};
use crate::act::words::Words;
use crate::matter::{answer_to, forbidden_by, is_deal, violation_decided};

/// Something that waits.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) kind: TaskKind,
    pub(super) answered: Answered,
    /// The entry that asks.
    pub(super) of: Option<Seq>,
    /// The regulation's name for what is to be done.
    pub(super) what: Symbol,
    /// Whom it is about.
    pub(super) person: Option<StaffId>,
    /// Who asked.
    pub(super) asker: Option<StaffId>,
    pub(super) source: Option<Source>,
    /// Whose business it is by the regulation; none: whoever's role reaches it.
    pub(super) whose: Option<Party>,
    /// Who else has it by the regulation, because it is late.
    pub(super) raised: Option<Party>,
    /// Whether nobody does it for whoever it is.
    pub(super) is_in_person: bool,
    pub(super) since: Instant,
    pub(super) due: Option<Instant>,
}

/// A case that is looked through.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub(crate) ruling: &'a Ruling,
    pub(crate) file: &'a CaseFile,
    pub(crate) packs: &'a Packs,
    pub(crate) policy: &'a Policy,
    pub(crate) company: &'a Company,
}

impl<'a> Judged<'a> {
    /// Everything that waits, decisions first.
    pub(super) fn waiting(self) -> Vec<Waiting> {
        let mut all = self.reviews();
        all.extend(self.permissions());
        all.extend(self.disputes());
        all.extend(self.fees());
        all.extend(self.violations());
        all.extend(self.appeals());
        all.extend(self.signatures());
        all.extend(self.papers_to_sign());
        if self.awaits(Pending::Allocation) {
            all.extend(self.decision(TaskKind::Allocation, "assign"));
        }
        for obligation in &self.ruling.obligations {
            self.take_in(obligation, &mut all);
        }
        all
    }

    pub(super) fn facts(self, kind: FactKind) -> impl DoubleEndedIterator<Item = &'a Fact> {
        let facts = self.file.facts().iter();
        facts.filter(move |fact| fact.kind == kind)
    }

    /// Whether a fact of a kind answers an entry.
    pub(super) fn is_answered(self, kind: FactKind, of: Seq) -> bool {
        self.facts(kind).any(|fact| fact.of == Some(of))
    }

    fn awaits(self, reason: Pending) -> bool {
        let (owner, credit) = (self.ruling.ownership.reasons, self.ruling.credit.reasons);
        owner.contains(reason) || credit.contains(reason)
    }

    fn words(self) -> Words<'a> {
        Words {
            packs: self.packs,
            policy: self.policy,
        }
    }

    /// The act of a name, if the regulation has it.
    fn act(self, name: &str) -> Option<&'static Act> {
        table::named(name).filter(|act| self.words().have(act))
    }

    /// Something to be decided by an act, of the case as a whole.
    fn decision(self, kind: TaskKind, act: &str) -> Option<Waiting> {
        let last = self.file.facts().iter().map(|fact| fact.recorded).max();
        Some(Waiting {
            kind,
            answered: Answered::Act(self.act(act)?),
            of: None,
            what: Symbol::NONE,
            person: None,
            asker: None,
            source: None,
            whose: None,
            raised: None,
            is_in_person: false,
            since: last.unwrap_or(self.ruling.at),
            due: None,
        })
    }

    /// Something to be decided about an entry.
    pub(super) fn decision_on(self, kind: TaskKind, act: &str, entry: &Fact) -> Option<Waiting> {
        Some(Waiting {
            of: Some(entry.seq),
            asker: entry.doer().or(entry.actor),
            since: entry.recorded,
            ..self.decision(kind, act)?
        })
    }

    fn reviews(self) -> Vec<Waiting> {
        let Some(act) = self.act("review") else {
            return Vec::new();
        };
        let steps = self.words().names(act);
        let claims = self.ruling.claims.iter();
        let awaited = claims.filter(|claim| steps.contains(&claim.awaits));
        let found = awaited.filter_map(|claim| {
            let entry = self.file.by_seq(claim.fact)?;
            let about = self.file.facts().iter();
            let about = about.filter(|fact| fact.seq == claim.fact || fact.of == Some(claim.fact));
            let since = about.map(|fact| fact.recorded).max();
            Some(Waiting {
                what: claim.awaits,
                asker: claim.person.or(entry.actor),
                whose: Some(Party::Role(claim.awaits, None)),
                since: since.unwrap_or(entry.recorded),
                ..self.decision_on(TaskKind::Review, act.name, entry)?
            })
        });
        found.collect()
    }

    fn permissions(self) -> Vec<Waiting> {
        let asked = self.facts(FactKind::PermissionAsked);
        let open = asked.filter(|asked| {
            let kinds = [FactKind::PermissionDecided, FactKind::Withdrawn];
            !kinds.iter().any(|kind| self.is_answered(*kind, asked.seq))
        });
        let found = open.filter_map(|asked| {
            let mut approvals = self.policy.approvals.iter();
            let rule = approvals.find(|bound| bound.rule.kind == asked.what);
            let step = rule.and_then(|bound| bound.rule.steps.first().copied());
            Some(Waiting {
                what: asked.what,
                source: rule.map(|bound| bound.source),
                whose: step.map(|step| Party::Role(step, None)),
                ..self.decision_on(TaskKind::Permission, "decide-permission", asked)?
            })
        });
        found.collect()
    }

    /// Evidence, each piece by itself, then the ruling.
    fn disputes(self) -> Vec<Waiting> {
        let window = self.policy.window.as_ref();
        let role = window.map(|window| window.rule.decided_by);
        let role = role.filter(|role| role.is_some());
        let whose = role.map(|role| Party::Role(role, None));
        let source = window.map(|window| window.source);
        let mut found = Vec::new();
        for dispute in self.facts(FactKind::Disputed) {
            let is_over = self.is_answered(FactKind::Withdrawn, dispute.seq)
                || self
                    .facts(FactKind::Ruled)
                    .any(|ruled| ruled.seq > dispute.seq);
            if is_over {
                continue;
            }
            let filed = self.facts(FactKind::EvidenceFiled);
            let filed = filed.filter(|filed| filed.of == Some(dispute.seq));
            let mut open: Vec<&Fact> = [dispute].into_iter().chain(filed).collect();
            open.retain(|entry| !self.is_answered(FactKind::EvidenceDecided, entry.seq));
            let is_tried = self.act("decide-evidence").is_some();
            if is_tried {
                let evidence =
                    |entry: &&Fact| self.decision_on(TaskKind::Evidence, "decide-evidence", entry);
                found.extend(open.iter().filter_map(evidence));
            }
            if !is_tried || (open.is_empty() && self.awaits(Pending::Decision)) {
                found.extend(self.decision_on(TaskKind::Dispute, "rule", dispute));
            }
        }
        for waiting in &mut found {
            (waiting.whose, waiting.source) = (whose, source);
        }
        found
    }

    fn fees(self) -> Option<Waiting> {
        let fee = self.decision(TaskKind::Fee, "choose-fee")?;
        self.awaits(Pending::Tier).then_some(fee)
    }

    fn violations(self) -> Vec<Waiting> {
        let kept = self.policy.kepts.iter();
        let kept = kept.filter(|bound| bound.rule.by == "sanctions");
        let mut offices = kept.flat_map(|bound| bound.rule.decided_by.iter());
        let office = offices.find_map(|who| match who {
            Who::Role(role) | Who::RoleOfUnit(role) => Some(Party::Role(*role, None)),
            _ => None,
        });
        let proposed = self.ruling.violations.iter();
        let proposed = proposed.filter(|violation| violation.upheld.is_none());
        let proposed = proposed.filter_map(|violation| match violation.who {
            Party::Staff(person) => Some(Waiting {
                of: violation.fact,
                what: violation.name,
                person: Some(person),
                source: Some(violation.source),
                since: violation.at,
                ..self.decision(TaskKind::Violation, "decide-violation")?
            }),
            _ => None,
        });
        let reports = self.facts(FactKind::ViolationOpened);
        let reports = reports.filter(|report| {
            let accusation = (report.seq, report.what, report.person);
            violation_decided(self.file, accusation).is_none()
        });
        let reported = reports.filter_map(|report| {
            Some(Waiting {
                what: report.what,
                person: Some(report.person?),
                asker: report.actor,
                source: forbidden_by(self.policy, report.what),
                ..self.decision_on(TaskKind::Violation, "decide-violation", report)?
            })
        });
        let mut found: Vec<Waiting> = Vec::new();
        for waiting in proposed.chain(reported) {
            let is_known =
                |known: &Waiting| (known.what, known.person) == (waiting.what, waiting.person);
            if !found.iter().any(is_known) {
                found.push(Waiting {
                    whose: office,
                    ..waiting
                });
            }
        }
        found
    }

    /// Appeals that nobody answered, and decisions that were opened again and that nobody has taken since.
    fn appeals(self) -> Vec<Waiting> {
        let found = self.facts(FactKind::Appealed).filter_map(|appeal| {
            let about = self.file.by_seq(appeal.of?)?;
            // Of a deal that nobody disputes, whoever looks again rules.
            let again = match is_deal(about) {
                true => ACTS.iter().find(|act| act.kind == FactKind::Ruled)?,
                false => ACTS.iter().find(|act| act.kind == about.kind)?,
            };
            let is_taken = |later: &Fact| {
                let is_same = (later.of, later.what) == (about.of, about.what);
                later.seq > appeal.seq && (again.kind == FactKind::Ruled || is_same)
            };
            if self.facts(again.kind).any(is_taken) {
                return None;
            }
            match answer_to(self.file, appeal) {
                None => self.decision_on(TaskKind::Appeal, "decide-appeal", appeal),
                Some(answer) if answer.answer == Answer::Yes => Some(Waiting {
                    of: about.of,
                    what: about.what,
                    person: about.person,
                    asker: appeal.actor,
                    since: answer.recorded,
                    ..self.decision(TaskKind::Appeal, again.name)?
                }),
                Some(_) => None,
            }
        });
        found.collect()
    }

    /// An obligation is the time and the office of a decision that waits, or something to be done of its own.
    fn take_in(self, obligation: &Obligation, all: &mut Vec<Waiting>) {
        if self.is_note(obligation) {
            return;
        }
        let rule = self.rule_of(obligation);
        let answered = self.answered(obligation);
        let is_raised = self.is_raised(obligation, rule);
        let decides = |known: &&mut Waiting| {
            let is_same = match known.of {
                Some(of) => obligation.fact.is_none_or(|fact| fact == of),
                None => true,
            };
            known.kind != TaskKind::Duty && known.answered == answered && is_same
        };
        if let Some(known) = all.iter_mut().find(decides) {
            match is_raised {
                true => known.raised = Some(obligation.who),
                false => {
                    known.whose = Some(obligation.who);
                    known.source = Some(obligation.source);
                    known.due = known.due.into_iter().chain(obligation.due_until).min();
                }
            }
            return;
        }
        let kind = match answered {
            Answered::Identity => TaskKind::Identity,
            Answered::Act(act) if act.kind == FactKind::Assigned => TaskKind::Allocation,
            _ => TaskKind::Duty,
        };
        let is_asked = |known: &&mut Waiting| {
            (known.kind, known.what, known.of) == (kind, obligation.what, obligation.fact)
                && known.whose == Some(obligation.who)
                && known.raised.is_some() == is_raised
        };
        if let Some(known) = all.iter_mut().find(is_asked) {
            known.due = known.due.into_iter().chain(obligation.due_until).min();
            return;
        }
        let cause = obligation.fact.and_then(|fact| self.file.by_seq(fact));
        all.push(Waiting {
            kind,
            answered,
            of: obligation.fact,
            what: obligation.what,
            person: None,
            asker: cause.and_then(|cause| cause.doer().or(cause.actor)),
            source: Some(obligation.source),
            whose: Some(obligation.who),
            raised: Some(obligation.who).filter(|_| is_raised),
            is_in_person: false,
            since: cause.map_or(self.ruling.at, |cause| cause.recorded),
            due: obligation.due_until,
        });
    }

    /// Whether it only says to somebody that their customer may be a colleague's: others end the doubt, and nothing is
    /// to be done about it.
    fn is_note(self, obligation: &Obligation) -> bool {
        let rule = self.rule_of(obligation);
        rule.is_some_and(|bound| {
            bound.rule.on == On::IdentityOpen && !is_of_office(bound, obligation)
        })
    }

    /// To whom that is said.
    pub(crate) fn told_of_doubt(self) -> impl Iterator<Item = StaffId> {
        let notes = self.ruling.obligations.iter();
        let notes = notes.filter(move |obligation| self.is_note(obligation));
        notes.filter_map(|obligation| match obligation.who {
            Party::Staff(staff) => Some(staff),
            _ => None,
        })
    }

    /// Whether this tells somebody that a colleague is late with it.
    fn is_raised(self, obligation: &Obligation, rule: Option<&Bound<Oblige>>) -> bool {
        let escalates = rule.is_some_and(|bound| bound.rule.escalate.is_some());
        let mut others = self.ruling.obligations.iter();
        escalates
            && obligation.overdue
            && others.any(|other| {
                (other.source, other.fact) == (obligation.source, obligation.fact)
                    && obligation.about == Some(other.who)
            })
    }

    fn rule_of(self, obligation: &Obligation) -> Option<&'a Bound<Oblige>> {
        let version = self.packs.version(obligation.source.version)?;
        let mut rules = version.obliges.iter();
        rules.find(|bound| bound.source == obligation.source)
    }

    /// By what an obligation is met.
    pub(crate) fn answered(self, obligation: &Obligation) -> Answered {
        let rule = self.rule_of(obligation);
        rule.map_or(Answered::Case, |bound| self.answer(bound, obligation))
    }

    fn answer(self, bound: &Bound<Oblige>, obligation: &Obligation) -> Answered {
        let act = |name: &str| self.act(name).map_or(Answered::Case, Answered::Act);
        let is_office = is_of_office(bound, obligation);
        match bound.rule.on {
            On::ReviewAwaited => return act("review"),
            On::AwaitsAssignment | On::HolderLeft => return act("assign"),
            On::IdentityOpen if is_office => return Answered::Identity,
            // It ends with the doubt: no entry of theirs ends it.
            On::IdentityOpen => return Answered::Case,
            On::RosterMissing => return Answered::Roster,
            _ => {}
        }
        let filters = bound.rule.done_by.iter();
        let filters = filters.filter_map(|event| self.packs.events.filter(event));
        let kinds = filters.flat_map(|filter| filter.kinds.iter().map(|(kind, _)| *kind));
        let kinds: Vec<FactKind> = kinds.collect();
        match kinds.first() {
            // Whose customer it is follows up, also where an entry would do.
            _ if kinds.contains(&FactKind::FollowedUp) => Answered::FollowUp,
            Some(FactKind::Registered) => Answered::Registration,
            Some(kind) => {
                let known = ACTS.iter().find(|act| act.kind == *kind);
                known.map_or(Answered::Case, |known| act(known.name))
            }
            None => Answered::Case,
        }
    }
}

/// Whether it is an office's. Where one person has that of a unit, it is already theirs by name.
fn is_of_office(bound: &Bound<Oblige>, obligation: &Obligation) -> bool {
    let is_of_unit = matches!(bound.rule.who, Who::RoleOfActor(_) | Who::RoleOfUnit(_));
    is_of_unit || matches!(obligation.who, Party::Role(..))
}
