//! A story told to a new ledger: each line is a command like anybody's, given when it happened.

use std::collections::BTreeMap;

use ledger::ledger::Ledger;
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact};
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::fact::{Fact, Seq};
use ruling::fact_file::{People, Reader};
use ruling::policy::Packs;
use ruling::policy::problem::SourceFile;

use super::clock::DemoClock;
use super::story::{Customer, Event, Story};
use crate::failure::Failure;
use crate::input;
use crate::store::{failure, fault};

/// Tells the story of a company whose people are in the ledger already. `today` is its day 0.
///
/// # Errors
/// A line that the ledger does not take: a fault of ours.
pub(crate) fn tell(
    ledger: &Ledger,
    clock: &DemoClock,
    story: &Story,
    today: CivilDay,
) -> Result<(), Failure> {
    let packs = ledger.packs().map_err(fault)?;
    let directory = ledger.directory().map_err(fault)?;
    let mut people = People::default();
    directory.staff.values().for_each(|name| {
        people.add_staff(name);
    });
    directory.units.values().for_each(|name| {
        people.add_unit(name);
    });
    let mut teller = Teller {
        ledger,
        zone: input::zone_of(&packs),
        packs: &packs,
        people,
        today,
        cases: BTreeMap::new(),
        brought: BTreeMap::new(),
        marks: BTreeMap::new(),
    };
    for (number, event) in story.events.iter().enumerate() {
        let at = teller.instant(event);
        if at > input::now() {
            continue;
        }
        clock.set(at);
        let customer = event
            .customer
            .and_then(|place| story.customers.get(place).map(|one| (place, one)));
        let later = story.events.iter().skip(number + 1);
        let is_registered_after = event.line.contains(" visited")
            && later
                .take_while(|later| later.day == event.day)
                .any(|later| {
                    later.customer == event.customer && later.line.contains(" registered ")
                });
        teller.tell(number, event, customer, is_registered_after)?;
    }
    clock.run();
    Ok(())
}

struct Teller<'a> {
    ledger: &'a Ledger,
    zone: Zone,
    packs: &'a Packs,
    people: People,
    today: CivilDay,
    /// The case of each customer so far.
    cases: BTreeMap<usize, u64>,
    /// Visits that the desk enters with the registration that follows the same day, as it does.
    brought: BTreeMap<usize, Vec<Fact>>,
    /// Entries by the mark before their line.
    marks: BTreeMap<String, Seq>,
}

impl Teller<'_> {
    fn tell(
        &mut self,
        number: usize,
        event: &Event,
        customer: Option<(usize, &Customer)>,
        is_registered_after: bool,
    ) -> Result<(), Failure> {
        let (mark, line) = match event
            .line
            .strip_prefix('#')
            .and_then(|line| line.split_once(' '))
        {
            Some((mark, line)) => (Some(mark), line.trim()),
            None => (None, event.line.as_str()),
        };
        let text = self.dated(event, line);
        for command in self.commands(&text, customer, is_registered_after)? {
            let key = format!("demo-{number}");
            let done = self.ledger.carry_out(command, key.as_bytes());
            let done = done.map_err(|failed| failure(failed, self.ledger))?;
            if let Some((place, _)) = customer
                && let Some(case) = &done.case
            {
                self.cases.insert(place, case.id);
            }
            if let Some(mark) = mark {
                self.marks.insert(mark.to_owned(), done.seq);
            }
        }
        Ok(())
    }

    /// What a line asks of the ledger: nothing yet for a visit that is entered with a registration.
    fn commands(
        &mut self,
        text: &str,
        customer: Option<(usize, &Customer)>,
        is_registered_after: bool,
    ) -> Result<Vec<Command>, Failure> {
        let year = self.today.year();
        let mut reader = Reader::new(self.packs, "demo", year, self.people.clone());
        let file = SourceFile { path: "demo", text };
        let mut commands = Vec::new();
        match customer {
            Some((place, customer)) => {
                if let Some(fact) = reader.fact_after(file, Seq::MAX - 1) {
                    let known = self.cases.get(&place).copied();
                    if known.is_none() && is_registered_after {
                        self.brought.entry(place).or_default().push(fact);
                        return Ok(commands);
                    }
                    // Of a customer who is known the case says who it is.
                    let fields = [("name", &customer.name), ("phone", &customer.phone)];
                    let fields = fields.map(|(name, value)| (name.to_owned(), value.clone()));
                    commands.push(Command::Record(Box::new(NewFact {
                        before: self.brought.remove(&place).unwrap_or_default(),
                        fact,
                        about: known.map_or(About::Customer, About::Case),
                        fields: match known {
                            None => Personal::new(fields),
                            Some(_) => Personal::default(),
                        },
                    })));
                }
            }
            None => {
                let changes = reader.company_in(file, 0..text.len());
                commands.extend(
                    changes
                        .into_iter()
                        .map(|change| Command::Change(Box::new(change))),
                );
            }
        }
        let problems = reader.into_problems();
        if !problems.is_empty() {
            return Err(Failure::problems(&problems));
        }
        Ok(commands)
    }

    /// The line as a facts file has it: with its date, entries by their number, weeks by their Monday.
    fn dated(&self, event: &Event, line: &str) -> String {
        let words = line.split_whitespace().map(|word| {
            if let Some(days) = word
                .strip_prefix("week=")
                .and_then(|days| days.parse().ok())
            {
                return format!("week={}", monday_of(self.today.plus_days(days)));
            }
            match word
                .strip_prefix("of=#")
                .and_then(|mark| self.marks.get(mark))
            {
                Some(seq) => format!("of={seq}"),
                None => word.to_owned(),
            }
        });
        let words: Vec<String> = words.collect();
        format!(
            "{} {}  {}",
            self.today.plus_days(event.day),
            event.time,
            words.join("  ")
        )
    }

    fn instant(&self, event: &Event) -> Instant {
        let (hour, minute) = event.time.split_once(':').unwrap_or_default();
        let part = |text: &str| text.parse().unwrap_or(0);
        self.zone
            .at(self.today.plus_days(event.day), part(hour), part(minute), 0)
    }
}

fn monday_of(day: CivilDay) -> CivilDay {
    // 1 January 1970 was a Thursday.
    day.plus_days(-(day.days() + 3).rem_euclid(7))
}
