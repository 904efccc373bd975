//! The other customers: invented by a seed, so that lists have something to show and every demo shows the same.

use super::story::{Customer, Event, Story};

const SEED: u64 = 20_260_305;
const CUSTOMERS: u64 = 42;

/// Rare together, so that nobody is meant.
const FAMILY: [&str; 14] = [
    "闻", "纪", "晏", "骆", "乔", "池", "庄", "简", "路", "时", "舒", "向", "祝", "容",
];
const GIVEN: [&str; 12] = [
    "云澜", "听雨", "书遥", "望舒", "南乔", "景行", "知微", "清和", "怀瑾", "念北", "予安", "星河",
];
const SALES: [&str; 4] = ["陈立", "林悦", "苏航", "何琳"];

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

    fn one_of(&mut self, names: &[&'static str]) -> &'static str {
        let place = usize::try_from(self.throw(names.len() as u64)).unwrap_or(0);
        names.get(place).copied().unwrap_or_default()
    }

    fn days(&mut self, sides: u64) -> i32 {
        i32::try_from(self.throw(sides)).unwrap_or(0)
    }

    /// A minute of the working day.
    fn time(&mut self) -> String {
        let (hour, minute) = (9 + self.throw(8), self.throw(60));
        format!("{hour:02}:{minute:02}")
    }
}

/// Adds the crowd to a story.
pub(super) fn join(story: &mut Story) {
    let mut dice = Dice(SEED);
    for number in 0..CUSTOMERS {
        let name = format!("{}{}", dice.one_of(&FAMILY), dice.one_of(&GIVEN));
        let phone = format!("139000{:05}", 2_000 + number);
        let who = dice.one_of(&SALES);
        let events = life(&mut dice, who);
        story.add(Customer { name, phone }, events);
    }
}

/// Comes once, is registered, and is followed up for as long as somebody keeps at it.
fn life(dice: &mut Dice, who: &str) -> Vec<Event> {
    let event = |day, time: &str, what: &str| Event {
        day,
        time: time.to_owned(),
        line: format!("{who}  {what}"),
        customer: None,
    };
    let first = -2 - dice.days(80);
    let hour = 9 + dice.throw(8);
    let mut events = vec![
        event(first, &format!("{hour:02}:05"), "visited"),
        event(
            first,
            &format!("{hour:02}:14"),
            "registered  fields=name,phone",
        ),
    ];
    let mut day = first;
    while dice.throw(12) != 0 {
        day += 5 + dice.days(8);
        if day >= -1 {
            break;
        }
        events.push(event(day, &dice.time(), "followed_up"));
    }
    if day < -3 && dice.throw(7) == 0 {
        let cents = 180 + dice.throw(160);
        events.push(event(
            day + 1,
            &dice.time(),
            &format!("contracted  amount={cents}0000.00"),
        ));
    }
    events
}
