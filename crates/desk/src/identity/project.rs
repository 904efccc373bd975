//! Which of a customer's projects an entry is of that named none, where they had several: what there is to choose
//! from, what each answer would lead to, and the answer, which is for the office that the regulation names. Whoever
//! answers sees of colleagues' cases what the duplicate check tells, too: the project, and who holds it.

mod authority;

use ledger::pair::Decision;
use ledger::privacy::personal::Personal;
use ledger::record::{About, JudgedCase, NewFact};
use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind, Seq, StaffId};
use ruling::policy::problem::Text;
use ruling::ruling::{Party, Source};

use super::pairs::{Pair, PairState, pairs_of_case};
use super::{DecisionLine, Outcome, PairLine, Side};
use crate::following::concerned_by;
use crate::permission::{Action, Permit, deed};
use crate::register::{Receipt, fact};
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// A project that an entry may be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectChoice {
    /// Its case.
    pub case: u64,
    /// What it was called when it was entered; none: the customer's data was erased.
    pub name: Option<String>,
    /// Whether the entry was found to be of it.
    pub is_chosen: bool,
    /// Who holds it as things stand; none: nobody.
    pub holder: Option<Text>,
    /// What would follow if the entry were of it; empty: it is.
    pub outcomes: Vec<Outcome>,
}

/// An entry that named no project of a customer who had several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectQuestion {
    /// The customer, masked; none: erased.
    pub customer: Option<String>,
    /// The entry, with its case.
    pub side: Side,
    /// The customer's projects when it was entered, the earliest first.
    pub choices: Vec<ProjectChoice>,
    /// Whether it was found to be of none of them.
    pub is_of_none: bool,
    /// What would follow if it were of none of them; empty: it is so.
    pub if_none: Vec<Outcome>,
    /// Who decided, the last first. What they decided stands with the choices.
    pub history: Vec<DecisionLine>,
    /// The clause that asks for the answer.
    pub clause: Option<String>,
    /// The first second at which the answer is late; none: it was given, or the regulation sets no time.
    pub due_until: Option<Instant>,
    /// Whose answer it is, in the regulation's words; none: whoever confirms who a customer is.
    pub office: Option<Text>,
    /// Whether the reader may answer.
    pub may_answer: bool,
    /// Whether that is because of an interest of their own.
    pub is_own: bool,
    /// Who answers, if the reader does not.
    pub ask: Vec<String>,
}

/// An answer as entered.
#[derive(Debug, Clone, Default)]
pub struct ProjectAnswer {
    /// The case of the entry.
    pub case: u64,
    /// The case of the project that it is of; none: of none of them.
    pub project: Option<u64>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// What a case page says of an entry that names no project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectNote {
    /// The case of the entry.
    pub case: u64,
    /// Whether the page is that of the entry's case; else it is that of a project.
    pub is_here: bool,
    /// How many projects it may be of; of a project's page, its own alone.
    pub count: usize,
    /// Whose answer it is, in the regulation's words; none: whoever confirms who a customer is.
    pub office: Option<Text>,
    /// Whether the reader may look at the question.
    pub can_be_opened: bool,
}

/// A question that somebody may look at.
struct Asked {
    projects: Vec<(Pair, JudgedCase)>,
    /// Whose answer it is by the regulation, and by which clause.
    office: Option<(Party, Source)>,
    concerned: Concerned,
    permit: Permit<deed::ConfirmIdentity>,
}

impl Asked {
    /// By when the regulation wants the answer, from the ruling of a project that waits for it.
    fn due_until(&self, entry: Option<Seq>) -> Option<Instant> {
        let (_, source) = self.office?;
        let rulings = self.projects.iter().map(|(_, project)| &project.ruling);
        let mut duties = rulings.flat_map(|ruling| &ruling.obligations);
        let duty = duties.find(|duty| duty.source == source && duty.fact == entry)?;
        duty.due_until
    }

    fn is_of_none(&self) -> bool {
        let mut projects = self.projects.iter();
        projects.all(|(pair, _)| pair.state == PairState::Apart)
    }
}

/// How somebody stands to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// It is theirs to give.
    Able,
    /// They have an interest of their own.
    Interested,
    /// It is another office's.
    OfOffice,
}

impl Desk {
    /// An entry that named no project, with the projects that it may be of.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that asks nothing of the kind, and for one that the actor does not reach.
    pub fn project_question(&self, actor: &Actor, case: u64) -> Result<ProjectQuestion, Refusal> {
        let asked = self.project_asked(actor, case)?;
        self.trace_look(actor, case, &asked.concerned)?;
        let judged = self.ledger.case(case, actor.now, actor.now)?;
        let judged = judged.ok_or(Refusal::NotFound)?;
        let packs = self.packs_of_case(&judged)?;
        let (stands, is_of_none) = (
            self.stands_to(actor.staff, case, &asked)?,
            asked.is_of_none(),
        );
        let foreseen = |other, is_same| {
            let outcomes = self.outcomes(&Decision {
                case,
                other,
                is_same,
                actor: actor.staff,
            })?;
            Ok::<_, Refusal>(outcomes)
        };
        let choices = asked.projects.iter().map(|(pair, project)| {
            let holder = project.ruling.ownership.owner;
            let holder = holder.map(|party| self.party_name(party, &packs));
            let is_chosen = pair.state == PairState::Same;
            Ok(ProjectChoice {
                case: pair.other,
                name: self.ledger.project_name(pair.other)?,
                is_chosen,
                holder: holder.transpose()?,
                outcomes: match is_chosen {
                    true => Vec::new(),
                    false => foreseen(pair.other, true)?,
                },
            })
        });
        let choices = choices.collect::<Result<Vec<_>, Refusal>>()?;
        let clause = asked.office.and_then(|(_, source)| packs.clause(source));
        let office = asked
            .office
            .map(|(party, _)| self.party_name(party, &packs));
        Ok(ProjectQuestion {
            customer: self.customer_name(case)?,
            side: self.side(case, &judged)?,
            is_of_none,
            if_none: match (is_of_none, choices.first()) {
                (false, Some(first)) => foreseen(first.case, false)?,
                _ => Vec::new(),
            },
            choices,
            history: self.decision_lines(case)?,
            clause: clause.map(|clause| clause.number.clone()),
            due_until: asked.due_until(self.ledger.decided_by(case)?),
            office: office.transpose()?,
            may_answer: stands == Answers::Able,
            is_own: stands == Answers::Interested,
            ask: match stands {
                Answers::Able => Vec::new(),
                _ => self.who_answers(actor, case, &asked)?,
            },
        })
    }

    /// Says which project an entry is of, or that it is of none of them. It ranks from when it was entered, and the
    /// answer can be changed later; both sides are told.
    ///
    /// # Errors
    /// As [`Desk::project_question`]; [`Refusal::OfOffice`] if the answer is another office's,
    /// [`Refusal::Interested`] if the entry or a project is the actor's own, [`Refusal::Settled`] if it stands so
    /// already, a project that there is not to choose.
    pub fn answer_project(
        &self,
        actor: &Actor,
        answer: &ProjectAnswer,
    ) -> Result<Receipt, Refusal> {
        let asked = self.project_asked(actor, answer.case)?;
        match self.stands_to(actor.staff, answer.case, &asked)? {
            Answers::Able => {}
            Answers::Interested => {
                let instead = self.who_answers(actor, answer.case, &asked)?;
                return Err(Refusal::Interested { instead });
            }
            Answers::OfOffice => {
                let office = self.office_of_project(answer.case)?;
                return Err(Refusal::OfOffice {
                    offices: office.into_iter().collect(),
                });
            }
        }
        let mut projects = asked.projects.iter();
        let chosen = answer.project.map(|project| {
            let chosen = projects.find(|(pair, _)| pair.other == project);
            chosen.ok_or(Refusal::Missing { field: "project" })
        });
        let chosen = chosen.transpose()?;
        let is_so = match chosen {
            Some((pair, _)) => pair.state == PairState::Same,
            None => asked.is_of_none(),
        };
        if is_so {
            return Err(Refusal::Settled);
        }
        let what = match chosen {
            Some(_) => "same_as",
            None => "not_same",
        };
        let regulations = self.ledger.regulations()?;
        let decision = Fact {
            actor: Some(asked.permit.staff),
            what: regulations.names().find(what),
            of: self.ledger.decided_by(answer.case)?,
            ..fact(FactKind::Linked, self.ledger.now())
        };
        let new = NewFact {
            before: Vec::new(),
            fact: decision,
            about: About::Case(chosen.map_or(answer.case, |(pair, _)| pair.other)),
            fields: Personal::default(),
        };
        let done = self.record(new, &answer.key, None)?;
        self.receipt_of(&done)
    }

    /// Whether a pair is the one by which a question stands in the list of its state: the project chosen, else the
    /// first; what was found to be of none stands among those found apart.
    pub(super) fn stands_for_question(&self, pair: &Pair) -> Result<bool, Refusal> {
        let pairs = self.ledger.look(|rows| pairs_of_case(rows, pair.case))?;
        let of_question = pairs.iter().filter(|one| one.case == pair.case);
        let is_whole = pair.state != PairState::Apart
            || of_question.clone().all(|one| one.state == PairState::Apart);
        let alike = of_question.filter(|one| one.state == pair.state);
        let first = alike.map(|one| one.other).min();
        Ok(is_whole && first == Some(pair.other))
    }

    /// The line of a question in a list.
    pub(super) fn question_line(&self, actor: &Actor, pair: &Pair) -> Result<PairLine, Refusal> {
        let case = pair.case;
        let asked = Asked {
            projects: self.projects_asked(case)?,
            office: self.office_that_answers(case)?,
            concerned: self.ledger.look(|rows| Concerned::of(rows, case))?,
            permit: Permit::new(actor.staff),
        };
        let can_be_opened = actor.is_allowed(Action::ConfirmIdentity, asked.concerned.target());
        let is_able = can_be_opened && self.stands_to(actor.staff, case, &asked)? == Answers::Able;
        Ok(PairLine {
            case,
            other: pair.other,
            since: pair.since_at,
            customers: [
                match can_be_opened {
                    true => self.customer_name(case)?,
                    false => None,
                },
                None,
            ],
            can_be_opened,
            ask: match is_able {
                true => Vec::new(),
                false => self.who_answers(actor, case, &asked)?,
            },
            asks_project: true,
        })
    }

    /// What the page of a case says of entries without a project: its own, and those that may be of its project.
    pub(crate) fn project_notes(
        &self,
        actor: &Actor,
        case: u64,
    ) -> Result<Vec<ProjectNote>, Refusal> {
        let pairs = self.ledger.look(|rows| pairs_of_case(rows, case))?;
        let waits = pairs
            .into_iter()
            .filter(|pair| pair.state == PairState::Waits);
        let mut notes: Vec<ProjectNote> = Vec::new();
        for pair in waits {
            if !self.ledger.asks_project(pair.case)? {
                continue;
            }
            if let Some(known) = notes.iter_mut().find(|note| note.case == pair.case) {
                known.count += 1;
                continue;
            }
            let concerned = self.ledger.look(|rows| Concerned::of(rows, pair.case))?;
            notes.push(ProjectNote {
                case: pair.case,
                is_here: pair.case == case,
                count: 1,
                office: self.office_of_project(pair.case)?,
                can_be_opened: actor.is_allowed(Action::ConfirmIdentity, concerned.target()),
            });
        }
        Ok(notes)
    }

    /// The case of an entry that asks which project it is of, if an entry does.
    pub(crate) fn asks_project(&self, of: Option<Seq>) -> Result<Option<u64>, Refusal> {
        let Some(filed) = self.filed_in(of)? else {
            return Ok(None);
        };
        Ok(self.ledger.asks_project(filed)?.then_some(filed))
    }

    /// Whom a case concerns by its own entries, also those that nobody has followed yet.
    pub(crate) fn concerned_by_entries(&self, case: u64) -> Result<Concerned, Refusal> {
        let (company, organisation) = (self.ledger.company()?, self.organisation()?);
        let mut concerned = Concerned::default();
        for fact in self.ledger.facts_of(case)? {
            let (staff, units) = concerned_by(&fact, &company, &organisation);
            concerned.staff.extend(staff);
            concerned.units.extend(units);
        }
        Ok(concerned)
    }

    /// How somebody stands to the question of an entry's project, for lists of what waits for them.
    pub(crate) fn answers_project(&self, staff: StaffId, case: u64) -> Result<Answers, Refusal> {
        let asked = Asked {
            projects: self.projects_asked(case)?,
            office: self.office_that_answers(case)?,
            concerned: self.concerned_by_entries(case)?,
            permit: Permit::new(staff),
        };
        self.stands_to(staff, case, &asked)
    }

    /// A question that is not there concerns nobody: it is refused by the same statements as another's.
    fn project_asked(&self, actor: &Actor, case: u64) -> Result<Asked, Refusal> {
        self.follow()?;
        let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
        let permit = actor.may(concerned.target())?;
        if !self.ledger.asks_project(case)? {
            return Err(Refusal::NotFound);
        }
        Ok(Asked {
            projects: self.projects_asked(case)?,
            office: self.office_that_answers(case)?,
            concerned,
            permit,
        })
    }

    /// The projects that an entry waited in from the first, as far as they still have cases of their own.
    fn projects_asked(&self, case: u64) -> Result<Vec<(Pair, JudgedCase)>, Refusal> {
        let now = self.ledger.now();
        let pairs = self.ledger.look(|rows| pairs_of_case(rows, case))?;
        let mut projects = Vec::new();
        for pair in pairs.into_iter().filter(|pair| pair.case == case) {
            let judged = self.ledger.case(pair.other, now, now)?;
            let judged = judged.filter(|judged| judged.id == pair.other);
            projects.extend(judged.map(|judged| (pair, judged)));
        }
        projects.sort_by_key(|(pair, _)| pair.other);
        Ok(projects)
    }
}
