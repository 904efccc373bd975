//! The files of the demo: the company, its branches with the regulation each is under, and what happened there.

use desk::organisation::UnitKind;
use desk::permission::Role;
use ruling::policy::problem::Text;
use toml::{Table, Value};

use super::crowd;
use crate::failure::Failure;

/// The whole company's own people.
const COMPANY: &str = include_str!("../../demo/company.toml");

/// One branch for each regulation that comes with the program.
pub(super) const BRANCHES: [&str; 9] = [
    include_str!("../../demo/1-showroom.toml"),
    include_str!("../../demo/2-product-sales.toml"),
    include_str!("../../demo/3-customer-process.toml"),
    include_str!("../../demo/4-consumer.toml"),
    include_str!("../../demo/5-customer-materials.toml"),
    include_str!("../../demo/6-building-materials.toml"),
    include_str!("../../demo/7-auto-dealer.toml"),
    include_str!("../../demo/8-contract-filing.toml"),
    include_str!("../../demo/9-dealer-onboarding.toml"),
];

/// A company and what happened there.
pub(crate) struct Story {
    pub(crate) company: String,
    /// Those of the whole company.
    pub(crate) head_office: Office,
    pub(crate) branches: Vec<Branch>,
    pub(crate) customers: Vec<Customer>,
    /// In the order in which it happened.
    pub(crate) events: Vec<Event>,
}

/// People with the cards by which they sign in.
pub(crate) struct Office {
    /// What visitors of the sign-in page read above them.
    pub(crate) title: Text,
    pub(crate) people: Vec<Person>,
    pub(crate) cards: Vec<Card>,
}

/// A part of the company under a regulation of its own.
pub(crate) struct Branch {
    /// The regulation's folder.
    pub(crate) regulation: String,
    /// Its name in the company.
    pub(crate) name: String,
    pub(crate) kind: UnitKind,
    pub(crate) office: Office,
}

/// A member of staff.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) login: String,
    /// Where they sit; empty: in no unit, as administrators.
    pub(crate) unit: String,
    /// What the regulation counts them as; empty: as nothing in particular.
    pub(crate) in_regulation: String,
    /// What they may do here.
    pub(crate) role: Role,
    pub(crate) reach: Reach,
}

/// Where a role counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// In the person's own unit.
    Team,
    /// In all of the branch.
    Branch,
    Company,
}

/// What the sign-in page says of somebody.
pub(crate) struct Card {
    pub(crate) login: String,
    /// What they are.
    pub(crate) role: Text,
    /// What to try as them.
    pub(crate) day: Text,
}

/// An invented customer, in one case.
#[derive(Clone)]
pub(crate) struct Customer {
    /// The branch's place in the list.
    pub(crate) branch: usize,
    /// What is typed about them.
    pub(crate) fields: Vec<(String, String)>,
    /// What a registration says beside it, as in a facts file.
    pub(crate) form: String,
}

/// One line of the story.
#[derive(Clone)]
pub(crate) struct Event {
    /// Days from the day the demo starts; before it, negative.
    pub(crate) day: i32,
    /// Minutes from midnight.
    pub(crate) minute: u32,
    /// The fact without its time.
    pub(crate) line: String,
    pub(crate) about: Subject,
}

/// What a line of the story is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The customer's place in the list.
    Customer(usize),
    /// The company, in the words of the regulation of the branch at this place.
    Branch(usize),
}

impl Customer {
    /// What is known of them under this name.
    pub(crate) fn field(&self, name: &str) -> &str {
        let mut fields = self.fields.iter();
        let found = fields.find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

impl Event {
    pub(crate) fn is_registration(&self) -> bool {
        self.line
            .split_whitespace()
            .any(|word| word == "registered")
    }
}

impl Story {
    /// The story as the files and the seed have it.
    ///
    /// # Errors
    /// The files are part of the program: only a fault of ours.
    pub(crate) fn told() -> Result<Story, Failure> {
        read().map_err(|at| {
            Failure::found(Text::new(
                format!("演示公司的文件写错了：{at}"),
                format!("a file of the demo company is malformed: {at}"),
            ))
        })
    }

    /// Everybody with the branch they are of; none: of the whole company.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = (Option<&Branch>, &Person)> {
        let own = self.head_office.people.iter().map(|person| (None, person));
        let others = self.branches.iter().flat_map(|branch| {
            let people = branch.office.people.iter();
            people.map(move |person| (Some(branch), person))
        });
        own.chain(others)
    }

    /// Adds a customer with what happened to them.
    pub(super) fn add(&mut self, customer: Customer, events: Vec<Event>) {
        let place = self.customers.len();
        self.customers.push(customer);
        let about = Subject::Customer(place);
        self.events
            .extend(events.into_iter().map(|event| Event { about, ..event }));
    }

    /// Lets somebody file each day's registrations of a branch in the evening, but for the last day's: that is
    /// still to be done.
    fn file_the_sheets(&mut self, branch: usize, line: &str) {
        let mut filed = Vec::new();
        for (number, event) in (0..).zip(&mut self.events) {
            let of_branch = matches!(event.about, Subject::Customer(place)
                if self.customers.get(place).is_some_and(|one| one.branch == branch));
            if !of_branch || !event.is_registration() || event.day >= -1 {
                continue;
            }
            filed.push(Event {
                line: format!("{line}  of=#sheet{number}"),
                minute: 18 * 60 + 30,
                ..event.clone()
            });
            event.line = format!("#sheet{number} {}", event.line);
        }
        self.events.extend(filed);
    }
}

/// The files; what cannot be read is named.
fn read() -> Result<Story, String> {
    let company = table(COMPANY)?;
    let mut story = Story {
        company: text_of(&company, "company")?,
        head_office: office(&company)?,
        branches: Vec::new(),
        customers: Vec::new(),
        events: Vec::new(),
    };
    for (place, text) in BRANCHES.iter().enumerate() {
        let file = table(text)?;
        let regulation = text_of(&file, "regulation")?;
        read_branch(&mut story, place, &file).map_err(|at| format!("{regulation}: {at}"))?;
    }
    story.events.sort_by_key(|event| (event.day, event.minute));
    Ok(story)
}

fn read_branch(story: &mut Story, place: usize, file: &Table) -> Result<(), String> {
    let kind = text_of(file, "kind")?;
    story.branches.push(Branch {
        regulation: text_of(file, "regulation")?,
        name: text_of(file, "name")?,
        kind: UnitKind::named(&kind).ok_or(kind)?,
        office: office(file)?,
    });
    let changes = events(&text_of(file, "changes")?, Subject::Branch(place))?;
    story.events.extend(changes);
    let form = text_of(file, "form")?;
    for customer in list_of(file, "customer")? {
        let customer = customer.as_table().ok_or("customer")?;
        let fields = customer
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "facts" | "form" | "shows"));
        let fields =
            fields.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        let one = Customer {
            branch: place,
            fields: fields.collect(),
            form: text_of(customer, "form").unwrap_or_else(|_| form.clone()),
        };
        let events = events(&text_of(customer, "facts")?, Subject::Branch(place))?;
        story.add(one, events);
    }
    let crowd = file.get("crowd").and_then(Value::as_table).ok_or("crowd")?;
    crowd::join(story, place, &form, crowd)?;
    if let Ok(line) = text_of(file, "evening") {
        story.file_the_sheets(place, &line);
    }
    Ok(())
}

pub(super) fn table(text: &str) -> Result<Table, String> {
    text.parse()
        .map_err(|error: toml::de::Error| error.to_string())
}

pub(super) fn text_of(table: &Table, key: &str) -> Result<String, String> {
    let text = table.get(key).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| key.to_owned())
}

pub(super) fn list_of<'t>(table: &'t Table, key: &str) -> Result<&'t Vec<Value>, String> {
    let list = table.get(key).and_then(Value::as_array);
    list.ok_or_else(|| key.to_owned())
}

/// A list of words.
pub(super) fn words(value: &Value) -> Result<Vec<String>, String> {
    let words = value.as_array().ok_or_else(|| value.to_string())?;
    let words = words.iter().map(|word| word.as_str().map(str::to_owned));
    words
        .collect::<Option<_>>()
        .ok_or_else(|| value.to_string())
}

fn office(file: &Table) -> Result<Office, String> {
    let title = words(file.get("title").ok_or("title")?)?;
    let [zh, en] = title.as_slice() else {
        return Err("title".to_owned());
    };
    let people = list_of(file, "people")?.iter().map(person);
    let cards = list_of(file, "cards")?.iter().map(card);
    Ok(Office {
        title: Text::new(zh.clone(), en.clone()),
        people: people.collect::<Result<_, _>>()?,
        cards: cards.collect::<Result<_, _>>()?,
    })
}

fn person(value: &Value) -> Result<Person, String> {
    let words = words(value)?;
    let [name, login, unit, in_regulation, role, reach] = words.as_slice() else {
        return Err(value.to_string());
    };
    Ok(Person {
        name: name.clone(),
        login: login.clone(),
        unit: unit.clone(),
        in_regulation: in_regulation.clone(),
        role: Role::named(role).ok_or_else(|| value.to_string())?,
        reach: match reach.as_str() {
            "team" => Reach::Team,
            "branch" => Reach::Branch,
            "company" => Reach::Company,
            _ => return Err(value.to_string()),
        },
    })
}

fn card(value: &Value) -> Result<Card, String> {
    let words = words(value)?;
    let [login, role_zh, role_en, day_zh, day_en] = words.as_slice() else {
        return Err(value.to_string());
    };
    Ok(Card {
        login: login.clone(),
        role: Text::new(role_zh.clone(), role_en.clone()),
        day: Text::new(day_zh.clone(), day_en.clone()),
    })
}

fn events(text: &str, about: Subject) -> Result<Vec<Event>, String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| event(line, about).ok_or_else(|| line.to_owned()))
        .collect()
}

/// `-12 10:05  陈立  visited`
fn event(line: &str, about: Subject) -> Option<Event> {
    let (day, rest) = line.trim().split_once(' ')?;
    let (time, line) = rest.trim_start().split_once(' ')?;
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    Some(Event {
        day: day.parse().ok()?,
        minute: hour * 60 + minute,
        line: line.trim().to_owned(),
        about,
    })
}
