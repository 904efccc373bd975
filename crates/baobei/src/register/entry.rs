//! One row read: when, who, which customer; or why it cannot be judged.

use std::collections::BTreeMap;

use super::further;
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::fact::Answer;
use ruling::identity::Refusal;
use ruling::identity::company_name::CompanyName;
use ruling::identity::credit_code::{CreditCode, CreditRemark};
use ruling::identity::folding::fold;
use ruling::identity::id_number::IdNumber;
use ruling::identity::masked_number::{MaskProblem, NumberKey};
use ruling::identity::person_name::PersonName;
use ruling::identity::phone::{Phone, PhoneProblem, sole_number};
use ruling::language::Language;
use sheets::{Moment, Register, Row, Value};

/// A row of the register.
pub(super) struct Entry {
    /// Position of the sheet in the book.
    pub(super) sheet: usize,
    /// Row number as a spreadsheet program shows it.
    pub(super) row: u32,
    /// What it says, if it can be judged.
    pub(super) known: Option<Known>,
    /// What is wrong with it, each with its remedy.
    pub(super) problems: Vec<String>,
}

/// What a row that can be judged says.
pub(super) struct Known {
    pub(super) time: Instant,
    pub(super) is_date_only: bool,
    pub(super) person: String,
    pub(super) unit: Option<String>,
    pub(super) identity: Identity,
    /// The whole mobile number of a person, or the visible part of it.
    pub(super) number: Option<NumberKey>,
    pub(super) name: Option<PersonName>,
    /// Name as written; shown only in part.
    written_name: String,
    /// Texts by column key.
    pub(super) texts: BTreeMap<String, String>,
    /// Further dates by column key.
    pub(super) moments: BTreeMap<String, Instant>,
    /// What was decided, by the key of the column of its day; none: nothing yet.
    pub(super) answers: BTreeMap<String, Option<Answer>>,
}

/// What tells a customer apart.
pub(super) enum Identity {
    /// Equal keys, equal customer; one row may have several (phone and identity card).
    Exact(Vec<String>),
    /// Equal codes, or equal names where one of the two has no code.
    Company {
        /// Unified social credit code.
        code: Option<String>,
        /// Its name, taken apart.
        name: Option<CompanyName>,
    },
    /// A number partly hidden: never decides by itself.
    Masked(NumberKey),
}

impl Known {
    /// The text of a column; empty if there is none.
    pub(super) fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// Surname and a star; the name of a company as it is.
    pub(super) fn shown_name(&self) -> String {
        if let Some(company) = self.texts.get("company") {
            return company.clone();
        }
        let first = self.written_name.chars().next();
        first.map_or_else(|| "—".to_owned(), |first| format!("{first}*"))
    }

    /// First three and last four digits, and nothing that was hidden already.
    pub(super) fn shown_phone(&self) -> String {
        let digits = match (self.number, self.texts.get("phone")) {
            (Some(number), _) => number.to_string(),
            (None, Some(text)) => Phone::parse(text)
                .map(|phone| phone.key().to_owned())
                .unwrap_or_default(),
            (None, None) => return "—".to_owned(),
        };
        let last = digits.chars().count().saturating_sub(4);
        let shown = digits.chars().enumerate();
        shown
            .map(|(place, digit)| {
                if place < 3 || place >= last {
                    digit
                } else {
                    '*'
                }
            })
            .collect()
    }
}

/// All rows of all tables, in the order of the file.
pub(super) fn read(register: &Register, zone: &Zone, language: Language) -> Vec<Entry> {
    let rows = register
        .tables
        .iter()
        .flat_map(|table| table.rows.iter().map(move |row| (table.sheet, row)));
    rows.map(|(sheet, row)| of_row(sheet, row, zone, language))
        .collect()
}

fn of_row(sheet: usize, row: &Row, zone: &Zone, language: Language) -> Entry {
    let mut problems: Vec<String> = row
        .problems
        .iter()
        .map(|problem| language.pick(problem.zh(), problem.en()))
        .collect();
    let known = known(row, zone, language, &mut problems);
    Entry {
        sheet,
        row: row.number,
        known,
        problems,
    }
}

fn known(row: &Row, zone: &Zone, language: Language, problems: &mut Vec<String>) -> Option<Known> {
    let time = moment(row).and_then(|moment| instant(moment, zone));
    let phone = phone(row, language, problems);
    let number = phone.as_ref().and_then(|phone| phone.as_ref().ok());
    let written_number = number.map(Number::written);
    let day = time.map(|time| zone.day_of(time));
    let identity = match identity(row, phone, day, language, problems) {
        Ok(identity) => Some(identity),
        // An unreadable cell was reported by the reader of the sheet already.
        Err(refusal) if row.problems.is_empty() || row.text("phone").is_some() => {
            problems.push(sentence(&refusal, language));
            None
        }
        Err(_) => None,
    };
    if let Some(year) = row
        .moment("time")
        .filter(|_| time.is_none())
        .map(|moment| moment.date.year())
    {
        problems.push(language.pick(
            format!("年份 {year} 不可能；请改来访日期"),
            format!("the year {year} is impossible; correct the date"),
        ));
    }
    let mut texts = BTreeMap::new();
    let mut moments = BTreeMap::new();
    for (key, value) in row.values() {
        match value {
            Value::Text(text) | Value::Phone(text) => {
                texts.insert(key.to_owned(), text.clone());
            }
            Value::Moment(written) => {
                let at = further_instant(*written, time, zone);
                moments.extend(at.map(|at| (key.to_owned(), at)));
            }
            _ => {}
        }
    }
    let answers = answers(&texts, language, problems);
    if let Some(number) = written_number {
        texts.insert("phone".to_owned(), number);
    }
    let written_name = texts.get("name").cloned().unwrap_or_default();
    let identity = identity?;
    Some(Known {
        time: time?,
        is_date_only: moment(row)?.time.is_none(),
        person: plain(row.text("person")?),
        unit: row.text("unit").map(plain),
        number: number_of(&identity, texts.get("phone")),
        identity,
        name: PersonName::parse(&written_name).ok(),
        written_name,
        texts,
        moments,
        answers,
    })
}

/// The instant of a further date of a row. A day alone that is the row's own day is the row's time: what
/// is told beside a registration did not happen before it.
fn further_instant(written: Moment, time: Option<Instant>, zone: &Zone) -> Option<Instant> {
    let at = instant(written, zone)?;
    let own = time.filter(|time| written.time.is_none() && zone.day_of(*time) == zone.day_of(at));
    Some(own.unwrap_or(at))
}

/// What the columns of answers say; what cannot be understood is told.
fn answers(
    texts: &BTreeMap<String, String>,
    language: Language,
    problems: &mut Vec<String>,
) -> BTreeMap<String, Option<Answer>> {
    let mut answers = BTreeMap::new();
    for (key, text) in texts {
        let Some(of) = key.strip_suffix("_answer") else {
            continue;
        };
        match further::answer(&fold(text)) {
            Ok(answer) => {
                answers.insert(of.to_owned(), answer);
            }
            Err(()) => problems.push(language.pick(
                format!("{key} 一栏看不懂，未计入；请写 通过、不通过、退回，或 是、否"),
                format!(
                    "the column {key} is not understood and was left out; write yes, no or return"
                ),
            )),
        }
    }
    answers
}

/// Only numbers of people are compared by parts.
fn number_of(identity: &Identity, phone: Option<&String>) -> Option<NumberKey> {
    match identity {
        Identity::Masked(number) => Some(*number),
        Identity::Company { .. } => None,
        Identity::Exact(_) => NumberKey::parse(phone?).ok(),
    }
}

/// When a row was written: a day, with the clock of its own column where the day has none.
fn moment(row: &Row) -> Option<Moment> {
    let written = row.moment("time")?;
    let mut clocks = row.values().filter(|(key, _)| *key == "clock");
    let clock = clocks.find_map(|(_, value)| match value {
        Value::Time(time) => Some(*time),
        _ => None,
    });
    Some(Moment {
        time: written.time.or(clock),
        ..written
    })
}

/// A name of staff or unit without the differences of spelling that mean nothing.
pub(super) fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The instant of a date, at 12:00 where no time was written.
fn instant(moment: Moment, zone: &Zone) -> Option<Instant> {
    let part = |number: i8| u8::try_from(number).ok();
    let (month, day) = (part(moment.date.month())?, part(moment.date.day())?);
    let day = CivilDay::from_ymd(moment.date.year().into(), month, day)?;
    let (hour, minute, second) = match moment.time {
        Some(time) => (
            part(time.hour())?,
            part(time.minute())?,
            part(time.second())?,
        ),
        None => (12, 0, 0),
    };
    Some(zone.at(day, hour, minute, second))
}

/// What tells the customer of a row apart. A phone identifies people, never companies. Of a person's
/// two numbers one that cannot be right is told, and the other used alone.
fn identity(
    row: &Row,
    phone: Option<Result<Number, Refusal>>,
    time: Option<CivilDay>,
    language: Language,
    problems: &mut Vec<String>,
) -> Result<Identity, Refusal> {
    if row.text("credit_code").is_some() || row.text("company").is_some() {
        return organisation(row, language, problems);
    }
    let id = row.text("id_number").map(|text| {
        let id = IdNumber::parse(text);
        let id = match time {
            Some(day) => id.and_then(|id| id.born_by(day)),
            None => id,
        };
        id.map_err(|problem| problem.refusal(language))
    });
    let id_key = |id: &IdNumber| format!("id {}", id.key());
    match (id, phone) {
        (None, None) => named_company(row).ok_or_else(|| PhoneProblem::Empty.refusal(language)),
        (Some(Err(refusal)), None | Some(Err(_))) | (None, Some(Err(refusal))) => Err(refusal),
        (Some(Ok(id)), None | Some(Ok(Number::Masked(_)))) => {
            Ok(Identity::Exact(vec![id_key(&id)]))
        }
        (Some(Ok(id)), Some(Err(refusal))) => {
            problems.push(sentence(&refusal, language));
            Ok(Identity::Exact(vec![id_key(&id)]))
        }
        (Some(Ok(id)), Some(Ok(Number::Whole(phone)))) => {
            Ok(Identity::Exact(vec![id_key(&id), phone_key(&phone)]))
        }
        (id, Some(Ok(number))) => {
            if let Some(Err(refusal)) = id {
                problems.push(sentence(&refusal, language));
            }
            Ok(match number {
                Number::Whole(phone) => Identity::Exact(vec![phone_key(&phone)]),
                Number::Masked(number) => Identity::Masked(number),
            })
        }
    }
}

/// A customer without any number whose name says that it is a company.
fn named_company(row: &Row) -> Option<Identity> {
    let name = CompanyName::parse(row.text("name")?).ok()?;
    name.form().is_some().then_some(Identity::Company {
        code: None,
        name: Some(name),
    })
}

/// Behind one switchboard each extension is somebody else.
fn phone_key(phone: &Phone) -> String {
    match phone.extension() {
        Some(extension) => format!("phone {} {extension}", phone.key()),
        None => format!("phone {}", phone.key()),
    }
}

/// A phone number as far as the register shows it.
enum Number {
    Whole(Phone),
    Masked(NumberKey),
}

impl Number {
    fn parse(text: &str) -> Result<Number, PhoneOrMask> {
        match Phone::parse(text).and_then(Phone::of_person) {
            Ok(phone) => Ok(Number::Whole(phone)),
            Err(PhoneProblem::Masked) => NumberKey::parse(text)
                .map(Number::Masked)
                .map_err(PhoneOrMask::Mask),
            Err(problem) => Err(PhoneOrMask::Phone(problem)),
        }
    }

    /// As all its spellings are written.
    fn written(&self) -> String {
        match self {
            Number::Whole(phone) => phone.key().to_owned(),
            Number::Masked(number) => number.to_string(),
        }
    }
}

/// What is wrong with a number.
enum PhoneOrMask {
    Phone(PhoneProblem),
    Mask(MaskProblem),
}

impl PhoneOrMask {
    fn refusal(self, language: Language) -> Refusal {
        match self {
            PhoneOrMask::Phone(problem) => problem.refusal(language),
            PhoneOrMask::Mask(problem) => problem.refusal(language),
        }
    }
}

/// The number of a row. Words beside it are told, and the only number among them taken.
fn phone(
    row: &Row,
    language: Language,
    problems: &mut Vec<String>,
) -> Option<Result<Number, Refusal>> {
    let text = row.text("phone")?;
    let problem = match Number::parse(text) {
        Ok(number) => return Some(Ok(number)),
        Err(problem) => problem,
    };
    let among_words = matches!(
        problem,
        PhoneOrMask::Phone(PhoneProblem::UnexpectedCharacter)
    );
    let sole = sole_number(text).filter(|_| among_words);
    if let Some(Ok(number)) = sole.map(|number| Number::parse(&number)) {
        problems.push(language.pick(
            "电话栏里还有其他文字，已按其中唯一的号码办理；请核对".to_owned(),
            "the phone's cell holds other words; the only number among them was used: please check"
                .to_owned(),
        ));
        return Some(Ok(number));
    }
    Some(Err(problem.refusal(language)))
}

/// A company by its code and name; a code that cannot be right is told, and the name used alone.
fn organisation(
    row: &Row,
    language: Language,
    problems: &mut Vec<String>,
) -> Result<Identity, Refusal> {
    let name = row.text("company").map(CompanyName::parse);
    let code = match row.text("credit_code").map(CreditCode::parse) {
        Some(Err(problem)) if matches!(name, Some(Ok(_))) => {
            problems.push(sentence(&problem.refusal(language), language));
            None
        }
        Some(code) => Some(code.map_err(|problem| problem.refusal(language))?),
        None => None,
    };
    // A retired division asks nobody to do anything.
    let remark = code.as_ref().and_then(CreditCode::remark);
    if let Some(remark) = remark.filter(|remark| *remark != CreditRemark::RetiredDivision) {
        problems.push(remark.text(language).to_owned());
    }
    let name = match name {
        Some(Err(_)) if code.is_some() => None,
        Some(name) => Some(name.map_err(|problem| problem.refusal(language))?),
        None => None,
    };
    Ok(Identity::Company {
        code: code.map(|code| code.key().to_owned()),
        name,
    })
}

fn sentence(refusal: &Refusal, language: Language) -> String {
    let Refusal {
        field,
        rule,
        remedy,
    } = refusal;
    language.pick(
        format!("{field}：{rule}；{remedy}"),
        format!("{field}: {rule}; {remedy}"),
    )
}
