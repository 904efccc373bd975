//! The other customers: invented by a seed, so that lists have something to show and every demo shows the same.
//!
//! A branch's file says how many there are, what is typed about them and what becomes of them. A life is a list of
//! lines `days who what`: so many days after the line before (`0`: the same day, some minutes later; `3-7`: one of
//! these), `@` is the salesperson, and `*` before the days says that it happens again and again, until nobody keeps
//! at it any more.

use toml::{Table, Value};

use super::story::{Customer, Event, Story, Subject, list_of, text_of, words};

const SEED: u64 = 20_260_305;

/// How far back the first of the crowd came, in days.
const FIRST_DAY: u64 = 88;

/// One time in so many, nobody keeps at it.
const STOPS: u64 = 9;

/// Rare together, so that nobody is meant.
const FAMILY: [&str; 16] = [
    "闻", "纪", "晏", "骆", "乔", "池", "庄", "简", "路", "时", "舒", "向", "祝", "容", "阮", "霍",
];
const GIVEN: [&str; 20] = [
    "云澜", "听雨", "书遥", "望舒", "南乔", "景行", "知微", "清和", "怀瑾", "念北", "予安", "星河",
    "疏影", "临溪", "鹤鸣", "采薇", "长卿", "静姝", "秋白", "半夏",
];
/// No two share a character: names that are alike would be taken for one company's.
const BRAND: [&str; 24] = [
    "瀚宇", "铭泽", "启航", "盛霖", "博雅", "腾骏", "锦川", "凌霄", "沐晨", "鼎峰", "嘉禾", "朗润",
    "翼展", "祥瑞", "裕丰", "奕辰", "拓疆", "谷雨", "景澄", "森茂", "融汇", "恺撒", "佰年", "御城",
];

/// Numbers that look thrown: the same for the same seed (xorshift).
struct Dice(u64);

impl Dice {
    /// From 0 to `sides` - 1.
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides.max(1)
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let place = self.throw(list.len() as u64);
        list.get(usize::try_from(place).ok()?)
    }

    fn days(&mut self, from: i32, to: i32) -> i32 {
        let sides = u64::try_from(to - from + 1).unwrap_or(1);
        from + i32::try_from(self.throw(sides)).unwrap_or(0)
    }

    /// A minute of the working day.
    fn minute(&mut self) -> u32 {
        9 * 60 + u32::try_from(self.throw(8 * 60)).unwrap_or(0)
    }
}

/// One line of a life.
struct Step {
    /// Days after the line before, at least and at most.
    days: (i32, i32),
    is_repeated: bool,
    line: String,
}

/// What a branch's file says of its crowd.
struct Crowd {
    count: u64,
    /// Numbers of customers begin with this.
    phones: String,
    /// Added to what a company is called; none: they are persons.
    trade: Option<String>,
    sales: Vec<String>,
    /// Of the deals: least and most, in units of 10 000 yuan.
    amounts: (u64, u64),
    fields: Vec<(String, Vec<String>)>,
    lives: Vec<Vec<Step>>,
}

/// Adds a branch's crowd to the story.
pub(super) fn join(
    story: &mut Story,
    branch: usize,
    form: &str,
    file: &Table,
) -> Result<(), String> {
    let crowd = read(file)?;
    let mut dice = Dice(SEED + branch as u64);
    for number in 0..crowd.count {
        let customer = customer(&mut dice, &crowd, (branch, number), form);
        let life = dice.one_of(&crowd.lives).ok_or("life")?;
        let who = dice.one_of(&crowd.sales).cloned().ok_or("sales")?;
        let (least, most) = crowd.amounts;
        let amount = format!("{}0000.00", least + dice.throw(most - least + 1));
        let fill = |line: &str| {
            let line = line.replace('@', &who).replace("{amount}", &amount);
            let line = line.replace("{name}", customer.field("name"));
            line.replace("{phone}", customer.field("phone"))
        };
        let events = live(&mut dice, life, fill);
        story.add(customer, events);
    }
    Ok(())
}

fn customer(
    dice: &mut Dice,
    crowd: &Crowd,
    (branch, number): (usize, u64),
    form: &str,
) -> Customer {
    let phone = format!("{}{:03}", crowd.phones, 200 + number);
    let given =
        |dice: &mut Dice, list: &[&'static str]| dice.one_of(list).copied().unwrap_or_default();
    let person = format!("{}{}", given(dice, &FAMILY), given(dice, &GIVEN));
    let mut fields = vec![("phone".to_owned(), phone)];
    match &crowd.trade {
        None => fields.push(("name".to_owned(), person)),
        Some(trade) => {
            let brand = BRAND.get(usize::try_from(number).unwrap_or(usize::MAX));
            let name = format!("{}{trade}有限公司", brand.copied().unwrap_or_default());
            fields.push(("name".to_owned(), name.clone()));
            fields.push(("company".to_owned(), name));
        }
    }
    for (name, values) in &crowd.fields {
        if let Some(value) = dice.one_of(values) {
            fields.push((
                name.clone(),
                value.replace("{number}", &format!("{number:03}")),
            ));
        }
    }
    Customer {
        branch,
        fields,
        form: form.to_owned(),
    }
}

/// What happens from a day of the last months on.
fn live(dice: &mut Dice, life: &[Step], fill: impl Fn(&str) -> String) -> Vec<Event> {
    let mut day = -2 - i32::try_from(dice.throw(FIRST_DAY - 2)).unwrap_or(0);
    let mut minute = dice.minute();
    let mut events = Vec::new();
    for step in life {
        loop {
            match dice.days(step.days.0, step.days.1) {
                0 => minute += 4 + u32::try_from(dice.throw(20)).unwrap_or(0),
                days => (day, minute) = (day + days, dice.minute()),
            }
            if day > -1 {
                return events;
            }
            events.push(Event {
                day,
                minute,
                line: fill(&step.line),
                about: Subject::Customer(0),
            });
            if !step.is_repeated || dice.throw(STOPS) == 0 {
                break;
            }
        }
    }
    events
}

fn read(file: &Table) -> Result<Crowd, String> {
    let number = |key: &'static str| {
        let number = file.get(key).and_then(Value::as_integer);
        number
            .and_then(|number| u64::try_from(number).ok())
            .ok_or(key)
    };
    let fields = file.get("fields").and_then(Value::as_table);
    let fields = fields.ok_or("fields")?.iter();
    let fields = fields.map(|(name, values)| Ok((name.clone(), words(values)?)));
    let lives = list_of(file, "lives")?.iter();
    let lives = lives.map(|life| {
        life.as_str()
            .ok_or("lives")?
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(step)
            .collect()
    });
    Ok(Crowd {
        count: number("count")?,
        phones: text_of(file, "phones")?,
        trade: text_of(file, "trade").ok(),
        sales: words(file.get("sales").ok_or("sales")?)?,
        amounts: (number("least")?, number("most")?),
        fields: fields.collect::<Result<_, String>>()?,
        lives: lives.collect::<Result<_, String>>()?,
    })
}

fn step(line: &str) -> Result<Step, String> {
    let bad = || line.to_owned();
    let (days, what) = line.trim().split_once(' ').ok_or_else(bad)?;
    let (is_repeated, days) = match days.strip_prefix('*') {
        Some(days) => (true, days),
        None => (false, days),
    };
    let (least, most) = days.split_once('-').unwrap_or((days, days));
    let days = least.parse().and_then(|least| Ok((least, most.parse()?)));
    Ok(Step {
        days: days.map_err(|_| bad())?,
        is_repeated,
        line: what.trim().to_owned(),
    })
}
