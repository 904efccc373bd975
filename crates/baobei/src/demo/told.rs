//! A story told to a new ledger: each line is a command like anybody's, given when it happened. Lines that do not
//! build on one another go into one commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::ledger::Ledger;
use ledger::privacy::personal::Personal;
use ledger::record::REASON;
use ledger::record::{About, Command, NewFact};
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::fact::{Fact, Seq};
use ruling::fact_file::{People, Reader};
use ruling::policy::problem::{SourceFile, Text};
use ruling::policy::{Field, Packs};

use super::clock::DemoClock;
use super::story::{Customer, Event, Story, Subject};
use crate::failure::{Complaint, Failure};
use crate::store::{failure, fault};

/// Fields that tell a customer's cases apart: each fact carries them.
const SCOPE: [&str; 3] = ["project", "demand", "contract"];

/// Fields of somebody else than the customer that a line may name: a buyer's.
const OTHERS: [&str; 2] = ["name", "phone"];

/// Tells the story of a company whose people and regulations are in the ledger already. It ends `now`, on
/// its day 0: what is later is left untold. Tells the case of each customer.
///
/// # Errors
/// A line that the ledger does not take: a fault of ours.
pub(crate) fn tell(
    ledger: &Ledger,
    clock: &DemoClock,
    story: &Story,
    now: Instant,
) -> Result<BTreeMap<usize, u64>, Failure> {
    let directory = ledger.directory().map_err(fault)?;
    let mut people = People::default();
    directory.staff.values().for_each(|name| {
        people.add_staff(name);
    });
    directory.units.values().for_each(|name| {
        people.add_unit(name);
    });
    let regulations = ledger.regulations().map_err(fault)?;
    let packs = story.branches.iter().map(|branch| {
        let name = branch.regulation.split_once('-').map(|(_, name)| name);
        let domain = regulations
            .named(name.unwrap_or_default())
            .unwrap_or_default();
        Arc::clone(regulations.packs(domain))
    });
    let zone = Zone::shanghai();
    let today = zone.day_of(now);
    let mut teller = Teller {
        ledger,
        clock,
        story,
        zone,
        packs: packs.collect(),
        people,
        today,
        cases: BTreeMap::new(),
        brought: BTreeMap::new(),
        marks: BTreeMap::new(),
        waiting: Vec::new(),
    };
    for (number, event) in story.events.iter().enumerate() {
        if teller.instant(event) > now {
            break;
        }
        teller.tell(number, event)?;
    }
    teller.commit()?;
    Ok(teller.cases)
}

struct Teller<'a> {
    ledger: &'a Ledger,
    clock: &'a DemoClock,
    story: &'a Story,
    zone: Zone,
    /// Of each branch.
    packs: Vec<Arc<Packs>>,
    people: People,
    today: CivilDay,
    /// The case of each customer so far.
    cases: BTreeMap<usize, u64>,
    /// What the desk enters with the registration that follows the same day: a visit, a consent.
    brought: BTreeMap<usize, Vec<Fact>>,
    /// Entries by customer and the mark before their line.
    marks: BTreeMap<(usize, String), Seq>,
    /// Commands of the next commit.
    waiting: Vec<Waiting>,
}

struct Waiting {
    at: Instant,
    customer: Option<usize>,
    mark: Option<String>,
    command: Command,
    key: String,
    line: String,
}

impl Teller<'_> {
    fn tell(&mut self, number: usize, event: &Event) -> Result<(), Failure> {
        let marked = event.line.strip_prefix('#');
        let (mark, line) = match marked.and_then(|line| line.split_once(' ')) {
            Some((mark, line)) => (Some(mark.to_owned()), line.trim()),
            None => (None, event.line.as_str()),
        };
        if self.builds_on_waiting(event, line) {
            self.commit()?;
        }
        let customer = match event.about {
            Subject::Customer(place) => Some(place),
            Subject::Branch(_) => None,
        };
        let commands = match event.about {
            Subject::Customer(place) => self.fact(number, event, line, place)?,
            Subject::Branch(branch) => self.changes(branch, &self.dated(event, line))?,
        };
        for command in commands {
            self.waiting.push(Waiting {
                at: self.instant(event),
                customer,
                mark: mark.clone(),
                command,
                key: format!("demo-{number}-{}", self.waiting.len()),
                line: event.line.clone(),
            });
        }
        Ok(())
    }

    /// Whether a line needs what waits: the case of its customer, or an entry it names.
    fn builds_on_waiting(&self, event: &Event, line: &str) -> bool {
        let Subject::Customer(place) = event.about else {
            return false;
        };
        let mut own = self
            .waiting
            .iter()
            .filter(|one| one.customer == Some(place));
        let needs_case = !self.cases.contains_key(&place);
        own.any(|one| {
            let names_it = |mark: &String| line.contains(&format!("of=#{mark}"));
            needs_case || one.mark.as_ref().is_some_and(names_it)
        })
    }

    /// Carries out what waits, each command at its own time.
    fn commit(&mut self) -> Result<(), Failure> {
        let waiting = std::mem::take(&mut self.waiting);
        self.clock.move_along(waiting.iter().map(|one| one.at));
        let (told, commands): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .map(|one| {
                let told = (one.customer, one.mark, one.line);
                (told, (one.command, one.key.into_bytes()))
            })
            .unzip();
        let answers = self.ledger.carry_out_all(commands).map_err(fault)?;
        for ((customer, mark, line), answer) in told.into_iter().zip(answers) {
            let done = answer.map_err(|failed| at_line(&line, failure(failed, self.ledger)))?;
            let Some(place) = customer else { continue };
            if let Some(case) = &done.case {
                self.cases.insert(place, case.id);
            }
            if let Some(mark) = mark {
                self.marks.insert((place, mark), done.seq);
            }
        }
        Ok(())
    }

    /// What a customer's line asks of the ledger: nothing yet for what is entered with a registration.
    fn fact(
        &mut self,
        number: usize,
        event: &Event,
        line: &str,
        place: usize,
    ) -> Result<Vec<Command>, Failure> {
        let Some(customer) = self.story.customers.get(place) else {
            return Ok(Vec::new());
        };
        let text = match event.is_registration() && !line.contains(" fields=") {
            true => self.dated(event, &format!("{line}  {}", customer.form)),
            false => self.dated(event, line),
        };
        let Some(fact) = self.read(customer.branch, &text, |reader, file| {
            reader.fact_after(file, Seq::MAX - 1)
        })?
        else {
            return Ok(Vec::new());
        };
        let known = self.cases.get(&place).copied();
        if known.is_none() && self.is_registered_later(number, event) {
            self.brought.entry(place).or_default().push(fact);
            return Ok(Vec::new());
        }
        let fields = match known {
            None => self.asked_of(customer),
            // Of a customer who is known the case says who it is.
            Some(_) => said_in(line, customer),
        };
        Ok(vec![Command::Record(Box::new(NewFact {
            before: self.brought.remove(&place).unwrap_or_default(),
            fact,
            about: known.map_or(About::Customer, About::Case),
            fields,
        }))])
    }

    /// What the branch's regulation asks about a customer, under the names by which its forms keep it.
    fn asked_of(&self, customer: &Customer) -> Personal {
        let packs = self.packs.get(customer.branch);
        let mut kept: Vec<(&str, String)> = Vec::new();
        for (name, value) in &customer.fields {
            let asked = packs.and_then(|packs| {
                let mut fields = packs.versions().iter().flat_map(|policy| &policy.fields);
                let names = &packs.names;
                let is_meant = |field: &&Field| names.text(field.name) == name;
                let field = fields.clone().find(is_meant);
                let field = field.or_else(|| fields.find(|field| field.kept_as(names) == name));
                field.map(|field| field.kept_as(names))
            });
            if let Some(asked) = asked
                && !kept.iter().any(|(known, _)| *known == asked)
            {
                kept.push((asked, value.clone()));
            }
        }
        Personal::new(
            kept.into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        )
    }

    /// Whether the same customer is registered later the same day.
    fn is_registered_later(&self, number: usize, event: &Event) -> bool {
        let later = self.story.events.iter().skip(number + 1);
        let mut same_day = later.take_while(|later| later.day == event.day);
        // What a later line names by its mark needs an entry to name.
        let may_wait = !event.is_registration() && !event.line.starts_with('#');
        may_wait && same_day.any(|later| later.about == event.about && later.is_registration())
    }

    fn changes(&self, branch: usize, text: &str) -> Result<Vec<Command>, Failure> {
        let changes = self.read(branch, text, |reader, file| {
            reader.company_in(file, 0..text.len())
        })?;
        let changes = changes.into_iter();
        Ok(changes
            .map(|change| Command::Change(Box::new(change)))
            .collect())
    }

    /// Reads a line in the words of a branch's regulation.
    fn read<T>(
        &self,
        branch: usize,
        text: &str,
        how: impl FnOnce(&mut Reader<'_>, SourceFile<'_>) -> T,
    ) -> Result<T, Failure> {
        let Some(packs) = self.packs.get(branch) else {
            return Err(at_line(text, Failure::Found(Vec::new())));
        };
        let mut reader = Reader::new(packs, "demo", self.today.year(), self.people.clone());
        let read = how(&mut reader, SourceFile { path: "demo", text });
        let problems = reader.into_problems();
        match problems.is_empty() {
            true => Ok(read),
            false => Err(at_line(text, Failure::problems(&problems))),
        }
    }

    /// The line as a facts file has it: with its date, entries by their number, and days by their date.
    fn dated(&self, event: &Event, line: &str) -> String {
        let entry = |mark: &str| match event.about {
            Subject::Customer(place) => self.marks.get(&(place, mark.to_owned())),
            Subject::Branch(_) => None,
        };
        let words = line.split_whitespace().map(|word| {
            let days = word.split_once("=day");
            if let Some((key, days)) = days.and_then(|(key, days)| Some((key, days.parse().ok()?)))
            {
                return format!("{key}={}", self.today.plus_days(days));
            }
            match word.strip_prefix("of=#").and_then(entry) {
                Some(seq) => format!("of={seq}"),
                None => word.to_owned(),
            }
        });
        let words: Vec<String> = words.collect();
        let (hour, minute) = (event.minute / 60, event.minute % 60);
        let day = self.today.plus_days(event.day);
        format!("{day} {hour:02}:{minute:02}  {}", words.join("  "))
    }

    fn instant(&self, event: &Event) -> Instant {
        let part = |part: u32| u8::try_from(part).unwrap_or(0);
        let day = self.today.plus_days(event.day);
        self.zone
            .at(day, part(event.minute / 60), part(event.minute % 60), 0)
    }
}

/// What a line says of the customer's case, of somebody else in it, and why it was done.
fn said_in(line: &str, customer: &Customer) -> Personal {
    let scope = SCOPE.iter().map(|name| (*name, customer.field(name)));
    let scope = scope.filter(|(_, value)| !value.is_empty());
    let pairs = line
        .split_whitespace()
        .filter_map(|word| word.split_once('='));
    let (pairs, reasons) = (pairs.clone(), pairs.filter(|(name, _)| *name == "reason"));
    let others = pairs.filter(|(name, _)| OTHERS.contains(name));
    let said = scope
        .chain(others)
        .chain(reasons.map(|(_, why)| (REASON, why)));
    Personal::new(said.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// A failure with the line of the story that it is about.
fn at_line(line: &str, failed: Failure) -> Failure {
    match failed {
        Failure::Found(mut complaints) => {
            let line = Text::new(
                format!("演示的这一行：{line}"),
                format!("line of the demo: {line}"),
            );
            complaints.insert(0, Complaint::new(line));
            Failure::Found(complaints)
        }
        other => other,
    }
}
