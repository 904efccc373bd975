//! What happens in the demo, in the order in which it happened.

use desk::permission::Role;
use ruling::policy::problem::Text;
use toml::{Table, Value};

use crate::failure::Failure;

/// The company and its people, as the file in `demo/` has them.
const SHOWROOM: &str = include_str!("../../demo/showroom.toml");

/// A company and what happened there.
pub(crate) struct Story {
    pub(crate) company: String,
    pub(crate) people: Vec<Person>,
    pub(crate) customers: Vec<Customer>,
    pub(crate) events: Vec<Event>,
}

/// A member of staff.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) unit: String,
    /// What the regulation counts them as; empty: as nothing in particular.
    pub(crate) in_regulation: String,
    /// What they may do here.
    pub(crate) role: Role,
    /// Whether they may do it in the whole company, not only in their unit.
    pub(crate) is_for_all: bool,
}

/// An invented customer.
pub(crate) struct Customer {
    pub(crate) name: String,
    pub(crate) phone: String,
}

/// One line of the story.
#[derive(Clone)]
pub(crate) struct Event {
    /// Days from the day the demo starts; before it, negative.
    pub(crate) day: i32,
    /// `14:30`
    pub(crate) time: String,
    /// The fact without its time.
    pub(crate) line: String,
    /// The customer's place in the list; none: a fact about the company.
    pub(crate) customer: Option<usize>,
}

impl Story {
    /// The showroom's.
    ///
    /// # Errors
    /// The file is part of the program: only a fault of ours.
    pub(crate) fn showroom() -> Result<Story, Failure> {
        read(SHOWROOM).ok_or_else(|| {
            Failure::found(Text::new(
                "演示公司的文件写错了",
                "the demo company's file is malformed",
            ))
        })
    }

    /// Its units, each once, in the order in which people name them.
    pub(crate) fn units(&self) -> Vec<&str> {
        let mut units: Vec<&str> = Vec::new();
        for person in &self.people {
            if !units.contains(&person.unit.as_str()) {
                units.push(&person.unit);
            }
        }
        units
    }

    /// Adds customers with what happened to them.
    pub(crate) fn add(&mut self, customer: Customer, events: impl IntoIterator<Item = Event>) {
        let place = self.customers.len();
        self.customers.push(customer);
        let events = events.into_iter().map(|event| Event {
            customer: Some(place),
            ..event
        });
        self.events.extend(events);
    }

    /// Lets reception file each day's registrations in the evening, but for the last day's: that is still to be done.
    pub(crate) fn file_the_sheets(&mut self, reception: &str) {
        let mut filed = Vec::new();
        for (number, event) in (0..).zip(&mut self.events) {
            let is_registration = event.line.contains(" registered ");
            if !is_registration || event.day >= -1 {
                continue;
            }
            let line = format!("{reception}  noted:scan  of=#sheet{number}");
            let time = "18:30".to_owned();
            filed.push(Event {
                line,
                time,
                ..event.clone()
            });
            event.line = format!("#sheet{number} {}", event.line);
        }
        self.events.extend(filed);
    }

    /// Puts everything in the order in which it happened.
    pub(crate) fn sort(&mut self) {
        self.events
            .sort_by(|one, other| (one.day, &one.time).cmp(&(other.day, &other.time)));
    }
}

fn read(text: &str) -> Option<Story> {
    let table: Table = text.parse().ok()?;
    let people = table
        .get("people")?
        .as_array()?
        .iter()
        .map(person)
        .collect::<Option<_>>()?;
    let mut story = Story {
        company: text_of(&table, "company")?,
        people,
        customers: Vec::new(),
        events: events(&text_of(&table, "changes")?)?,
    };
    for customer in table.get("customer")?.as_array()? {
        let customer = customer.as_table()?;
        let events = events(&text_of(customer, "facts")?)?;
        let name = text_of(customer, "name")?;
        let phone = text_of(customer, "phone")?;
        story.add(Customer { name, phone }, events);
    }
    Some(story)
}

fn text_of(table: &Table, key: &str) -> Option<String> {
    table.get(key)?.as_str().map(str::to_owned)
}

fn person(value: &Value) -> Option<Person> {
    let mut words = value
        .as_array()?
        .iter()
        .map(|word| word.as_str().map(str::to_owned));
    Some(Person {
        name: words.next()??,
        login: words.next()??,
        unit: words.next()??,
        in_regulation: words.next()??,
        role: Role::named(&words.next()??)?,
        is_for_all: words.next()?? == "all",
    })
}

fn events(text: &str) -> Option<Vec<Event>> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(event)
        .collect()
}

fn event(line: &str) -> Option<Event> {
    let (day, rest) = line.trim().split_once(' ')?;
    let (time, line) = rest.trim_start().split_once(' ')?;
    Some(Event {
        day: day.parse().ok()?,
        time: time.to_owned(),
        line: line.trim().to_owned(),
        customer: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_can_be_read_and_names_its_own_people_only() {
        let story = Story::showroom().unwrap();
        let mut known: Vec<&str> = story
            .people
            .iter()
            .map(|person| person.name.as_str())
            .collect();
        known.extend(story.people.iter().map(|person| person.unit.as_str()));
        known.push("-");
        for event in &story.events {
            let who = event.line.split_whitespace().next().unwrap();
            assert!(known.contains(&who), "{}", event.line);
        }
        assert!(story.events.len() > 40);
    }
}
