//! The inbox: what waits for somebody to decide or to do. What waits in a case is kept in rows beside it, made anew
//! whenever something is recorded in it, one of its times comes or the company changes, so that a list is read by
//! ranges and nothing is judged for it but the cases of the page that is shown.

mod bulk;
pub(crate) mod deciders;
mod kind;
mod projects;
pub(crate) mod rows;
mod signatures;
mod waiting;

use std::collections::BTreeSet;
use std::sync::Arc;

use ledger::fault::Fault;
use ledger::record::JudgedCase;
use ruling::calendar::Instant;
use ruling::explain::InWords;
use ruling::fact::{Seq, StaffId, UnitId};
use ruling::language::Language;
use ruling::name::Symbol;
use ruling::policy::Packs;
use ruling::policy::problem::Text;

pub use self::bulk::{Answer, Outcome};
use self::deciders::Reader;
pub use self::kind::{Answered, TaskKind};
pub use self::rows::TaskPlace;
use self::rows::{NewReader, NewTask, ReadList, ReaderKey, Sees, StoredTask, Wanted};
pub(crate) use self::waiting::Judged;
use self::waiting::Waiting;
use crate::act::beside::weight;
use crate::customers::Page;
use crate::following::WHOLE_COMPANY;
use crate::permission::{Action, Role};
use crate::sight::{Concerned, Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// Tasks of one page.
const PAGE: u32 = 30;
/// Cases whose time has come are looked at in so many transactions before a list is read.
const TURNS: usize = 4;

/// Something that waits, as whoever it waits for sees it.
#[derive(Debug, Clone)]
pub struct TaskLine {
    /// The case.
    pub case: u64,
    /// The customer, masked; none: unknown, or out of the reader's sight.
    pub customer: Option<String>,
    /// What kind of thing it is.
    pub kind: TaskKind,
    /// What is asked, in the regulation's words.
    pub what: Text,
    /// The name of that in the regulation's own words, as forms send it.
    pub what_name: String,
    /// By what it is answered.
    pub answered: Answered,
    /// The entry that asks, as forms send it.
    pub of: Option<Seq>,
    /// Whom it is about.
    pub person: Option<StaffId>,
    /// The entry that asks, in words.
    pub asked: Option<Text>,
    /// When that happened, where it is shown.
    pub asked_at: Option<Instant>,
    /// Who asked.
    pub asker: Option<String>,
    /// What the engine found about it, in one line.
    pub finding: Option<Text>,
    /// The clause that asks for it.
    pub clause: Option<String>,
    /// Since when it waits.
    pub since: Instant,
    /// First second in which it is late; none: no deadline.
    pub due: Option<Instant>,
    /// Whether it is late now.
    pub is_overdue: bool,
    /// Whether it came to the reader because those below are late with it, or may not.
    pub is_raised: bool,
    /// For whom the reader stands in with it.
    pub on_behalf: Option<String>,
    /// The last entry of the case that this was made from.
    pub seen: Seq,
}

/// How many things wait for somebody; equal to the lengths of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskCounts {
    /// Of each kind of which there are any, in the order of [`TaskKind::ALL`].
    pub of_kinds: Vec<(TaskKind, u64)>,
    /// Together.
    pub all: u64,
}

impl TaskCounts {
    /// How many of one kind.
    #[must_use]
    pub fn of(&self, kind: TaskKind) -> u64 {
        let mut counted = self.of_kinds.iter();
        let counted = counted.find(|(known, _)| *known == kind);
        counted.map_or(0, |(_, count)| *count)
    }
}

/// Whose tasks somebody has: their own, their unit's, their office's, and what an office asks of a colleague for
/// whom they stand in.
struct Desktop {
    lists: Vec<ReadList>,
    sees: Sees,
}

impl Desk {
    /// What waits for an actor, of one kind or all, what is late first, after a place.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn tasks(
        &self,
        actor: &Actor,
        kind: Option<TaskKind>,
        after: Option<TaskPlace>,
    ) -> Result<Page<TaskLine, TaskPlace>, Refusal> {
        self.follow()?;
        self.turn_lines(TURNS)?;
        let desktop = self.desktop(actor)?;
        let mut found = self.ledger.look(|rows| {
            desktop
                .wanted()
                .page(rows, kind, after, PAGE.saturating_add(1))
        })?;
        let is_full = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        if is_full {
            found.pop();
        }
        let next = found.last().map(|task| task.place).filter(|_| is_full);
        let lines = found.into_iter().map(|task| self.task_line(actor, task));
        Ok(Page {
            lines: lines.collect::<Result<_, _>>()?,
            next,
        })
    }

    /// How many things wait for an actor.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn task_counts(&self, actor: &Actor) -> Result<TaskCounts, Refusal> {
        let desktop = self.desktop(actor)?;
        let counted = self.ledger.look(|rows| desktop.wanted().counts(rows))?;
        let of_kinds = TaskKind::ALL.into_iter().filter_map(|kind| {
            let counted = counted.iter().filter(|(known, _)| *known == kind);
            let count = counted.map(|(_, count)| count).sum::<u64>();
            (count > 0).then_some((kind, count))
        });
        Ok(TaskCounts {
            of_kinds: of_kinds.collect(),
            all: counted.iter().map(|(_, count)| count).sum(),
        })
    }

    fn desktop(&self, actor: &Actor) -> Result<Desktop, Refusal> {
        let (company, regulations) = (self.ledger.company()?, self.ledger.regulations()?);
        let of_office = |staff, unit: Option<UnitId>| -> Vec<ReaderKey> {
            let office = company.role_of(staff, actor.now, actor.now);
            if !office.is_some() {
                return Vec::new();
            }
            let office = regulations.names().text(office);
            let there = unit.map(|unit| ReaderKey::office(office, Some(unit)));
            there
                .into_iter()
                .chain([ReaderKey::office(office, None)])
                .collect()
        };
        let mut keys = vec![ReaderKey::staff(actor.staff)];
        keys.extend(actor.unit.map(ReaderKey::unit));
        keys.extend(of_office(actor.staff, actor.unit));
        let mut lists: Vec<ReadList> = keys.into_iter().map(ReadList::own).collect();
        for absent in company.stands_in_for(actor.staff, actor.now, actor.now) {
            let sees = sees(&self.as_actor(absent)?);
            let unit = company.unit_of(absent, actor.now, actor.now);
            for key in of_office(absent, unit) {
                // Of one office, whoever has it themselves reads no second list.
                if !lists.iter().any(|list| list.key == key) {
                    lists.push(ReadList {
                        key,
                        behalf: Some(sees.clone()),
                    });
                }
            }
        }
        Ok(Desktop {
            lists,
            sees: sees(actor),
        })
    }

    fn task_line(&self, actor: &Actor, task: StoredTask) -> Result<TaskLine, Refusal> {
        let asking = match task.answered {
            Answered::Project => self.asks_project(task.of)?,
            _ => None,
        };
        let mut case = asking.unwrap_or(task.place.case);
        let mut seen = self.seen_now(actor, case)?;
        if seen.is_none()
            && let Some(filed) = self.filed_in(task.of)?
        {
            // A claim that waits in somebody else's case is answered in the case it was filed in.
            seen = self.seen_now(actor, filed)?;
            case = seen.as_ref().map_or(case, |seen| seen.case);
        }
        let packs = match &seen {
            Some(seen) => Arc::clone(&seen.packs),
            None => self.ledger.packs_of(case)?,
        };
        let directory = self.ledger.directory()?;
        let is_whole = |seen: &&Seen| seen.sight == Sight::Whole || asking.is_some();
        let whole = seen.as_ref().filter(is_whole);
        let due = Some(task.place.due).filter(|due| *due < Instant::MAX);
        let asker = task.asker.filter(|_| whole.is_some());
        Ok(TaskLine {
            case,
            customer: match whole {
                Some(_) => self.customer_name(case)?,
                None => None,
            },
            kind: task.kind,
            what: packs.label(packs.names.find(&task.what)),
            what_name: task.what,
            answered: task.answered,
            of: task.of,
            person: task.person,
            asked: match &seen {
                Some(seen) => self.asked_in_words(actor, seen, task.of)?,
                None => None,
            },
            asked_at: seen.as_ref().and_then(|seen| {
                let entry = task.of.and_then(|of| seen.judged.file.by_seq(of))?;
                seen.shows(actor, entry).then_some(entry.occurred)
            }),
            asker: asker.and_then(|asker| directory.staff.get(&asker).cloned()),
            // Which project it is says the question; whether two customers are one is another.
            finding: match whole.filter(|_| task.answered != Answered::Project) {
                Some(seen) => {
                    let found = self.found_about(seen, task.of)?.into_iter();
                    found
                        .max_by_key(|line| weight(line.verdict))
                        .map(|line| line.text)
                }
                None => None,
            },
            clause: Some(task.clause).filter(|clause| !clause.is_empty()),
            since: task.place.since,
            due,
            is_overdue: due.is_some_and(|due| due <= actor.now),
            is_raised: task.is_raised,
            on_behalf: task
                .on_behalf
                .and_then(|absent| directory.staff.get(&absent).cloned()),
            seen: seen.map_or(0, |seen| seen.last()),
        })
    }

    /// A case as an actor sees it; none: what is asked of them is no secret, though they see nothing of the case.
    fn seen_now(&self, actor: &Actor, case: u64) -> Result<Option<Seen>, Refusal> {
        match self.seen(actor, case, actor.now, actor.now) {
            Ok(seen) => Ok(Some(seen)),
            Err(Refusal::NotFound) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// The case that an entry was filed in.
    pub(crate) fn filed_in(&self, of: Option<Seq>) -> Result<Option<u64>, Refusal> {
        let Some(seq) = of else { return Ok(None) };
        let entry = self.ledger.entries(seq, 1)?.pop();
        Ok(entry.and_then(|entry| entry.case))
    }

    fn asked_in_words(
        &self,
        actor: &Actor,
        seen: &Seen,
        of: Option<Seq>,
    ) -> Result<Option<Text>, Refusal> {
        let directory = self.ledger.directory()?;
        let (file, at) = (&seen.judged.file, seen.judged.ruling.at);
        let entry = of.and_then(|of| file.by_seq(of));
        let words = |language| InWords::new(&seen.packs, file, &directory, language, at);
        let shown = entry.filter(|entry| seen.shows(actor, entry));
        Ok(shown.map(|entry| {
            let (zh, en) = (words(Language::Chinese), words(Language::English));
            Text::new(zh.deed(entry), en.deed(entry))
        }))
    }

    /// What waits in a case as it is judged, with whose lists it stands in. `more`: whom the case concerns by
    /// what is not yet stored.
    pub(crate) fn tasks_of(
        &self,
        judged: JudgedCase,
        more: Option<&Concerned>,
    ) -> Result<Vec<NewTask>, Refusal> {
        let packs = self.packs_of_case(&judged)?;
        let Some(policy) = packs.version(packs.in_force(judged.ruling.at)) else {
            return Ok(Vec::new());
        };
        let company = self.ledger.company()?;
        let found = Judged {
            ruling: &judged.ruling,
            file: &judged.file,
            packs: &packs,
            policy,
            company: &company,
        };
        let mut found = found.waiting();
        self.ask_projects_once(judged.id, &mut found)?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let seen = self.seen_by_whoever_decides(judged, more, &packs)?;
        let mut tasks = Vec::with_capacity(found.len());
        for waiting in &found {
            let listed = self.listed(&seen, waiting)?;
            if !listed.is_empty() {
                let key = |reader| match reader {
                    Reader::Staff(staff) => ReaderKey::staff(staff),
                    Reader::Unit(unit) => ReaderKey::unit(unit),
                    Reader::Office(role, unit) => ReaderKey::office(packs.names.text(role), unit),
                };
                let listed = listed.into_iter();
                let readers = listed.map(|one| NewReader {
                    key: key(one.reader),
                    from: one.from,
                    is_raised: one.is_raised,
                    on_behalf: one.on_behalf,
                });
                tasks.push(new_task(waiting, &packs, readers.collect()));
            }
        }
        Ok(tasks)
    }

    /// A case as whoever is to decide in it sees it: whole, also from outside.
    fn seen_by_whoever_decides(
        &self,
        judged: JudgedCase,
        more: Option<&Concerned>,
        packs: &Arc<Packs>,
    ) -> Result<Seen, Refusal> {
        let mut concerned = self.ledger.look(|rows| Concerned::of(rows, judged.id))?;
        if let Some(more) = more {
            concerned.staff.extend(&more.staff);
            concerned.units.extend(&more.units);
        }
        let organisation = self.organisation()?;
        let granted = organisation.grants().iter();
        let outside = granted.filter(|one| {
            one.is_in_force(judged.ruling.at) && one.grant.role == Role::ExternalDecider.name()
        });
        concerned.staff.extend(outside.map(|one| one.grant.staff));
        Ok(Seen {
            case: judged.id,
            judged,
            concerned,
            sight: Sight::Whole,
            answered_for: BTreeSet::new(),
            company: self.ledger.company()?,
            packs: Arc::clone(packs),
        })
    }

    /// When what waits in a case is otherwise if nothing further happens: something is late, or somebody's role
    /// begins or ends.
    pub(crate) fn tasks_turn(
        &self,
        tasks: &[NewTask],
        now: Instant,
    ) -> Result<Option<Instant>, Fault> {
        let mut times: Vec<Instant> = tasks.iter().filter_map(|task| task.due).collect();
        if tasks.iter().any(|task| task.kind != TaskKind::Duty) {
            let organisation = self.organisation()?;
            let granted = organisation.grants().iter();
            let granted = granted.filter(|one| one.revoked.is_none());
            let company = self.ledger.company()?;
            times.extend(company.stand_ins(now).flat_map(|one| [one.from, one.until]));
            times.extend(
                granted
                    .flat_map(|one| [Some(one.grant.from), one.grant.until])
                    .flatten(),
            );
        }
        Ok(times.into_iter().filter(|time| *time > now).min())
    }
}

impl Desktop {
    fn wanted(&self) -> Wanted<'_> {
        Wanted {
            lists: &self.lists,
            sees: &self.sees,
        }
    }
}

/// Which cases somebody sees.
fn sees(actor: &Actor) -> Sees {
    let scopes = actor.scopes_of(Action::SeeCase).into_iter();
    let scopes: BTreeSet<u32> = scopes
        .map(|scope| scope.map_or(WHOLE_COMPANY, |unit| unit.0.get()))
        .collect();
    Sees {
        staff: actor.staff,
        scopes: scopes.into_iter().collect(),
    }
}

fn new_task(waiting: &Waiting, packs: &Packs, readers: Vec<NewReader>) -> NewTask {
    let clause = waiting.source.and_then(|source| packs.clause(source));
    let what = waiting.what;
    NewTask {
        kind: waiting.kind,
        answered: waiting.answered,
        of: waiting.of,
        person: waiting.person,
        asker: waiting.asker,
        what: match what == Symbol::NONE {
            true => String::new(),
            false => packs.names.text(what).to_owned(),
        },
        clause: clause.map_or_else(String::new, |clause| clause.number.clone()),
        since: waiting.since,
        due: waiting.due,
        readers,
    }
}
