//! From a line to a company fact: `[time] who verb [key=value …]`, or `[time] verb …`.

mod leftovers;
mod settings;

use super::Reader;
use super::fact_row::listed;
use super::intern::RefKind;
use super::words::{Line, Pair, Parts, Word, parts};
use crate::calendar::Instant;
use crate::company::{Change, CompanyFact};
use crate::fact::{Ref, StaffId, UnitId};
use crate::name::Symbol;
use crate::policy::problem::did_you_mean;

/// Verbs with their Chinese names. Those from `regions` on are about the company as a whole or a unit.
pub(super) const VERBS: [(&str, &str); 17] = [
    ("joined", "入职"),
    ("moved", "调入"),
    ("departed", "离职"),
    ("suspended", "停权"),
    ("stands_in", "代理"),
    ("acknowledged", "签收"),
    ("trained", "培训"),
    ("level", "级别"),
    ("on_duty", "值班"),
    ("regions", "负责区域"),
    ("rota", "轮值"),
    ("ratio", "比例"),
    ("price", "价格"),
    ("named", "指定"),
    ("hours", "营业时间"),
    ("opening_closed", "期初关闭"),
    ("outage", "停机"),
];

/// Verbs without a subject.
const ALONE: [&str; 6] = [
    "ratio",
    "price",
    "named",
    "hours",
    "opening_closed",
    "outage",
];

/// Verbs that make no sense without a time.
const TIMED: [&str; 5] = ["moved", "departed", "suspended", "stands_in", "outage"];

/// Keys with their Chinese names, where the key is not itself a free name.
pub(super) const KEYS: [(&str, &str); 7] = [
    ("recorded", "登记时间"),
    ("until", "至"),
    ("role", "角色"),
    ("week", "周"),
    ("floor", "底价"),
    ("project", "项目"),
    ("signed", "签认"),
];

fn verb_named(word: &str) -> Option<&'static str> {
    VERBS
        .iter()
        .find(|(english, chinese)| *english == word || *chinese == word)
        .map(|(english, _)| *english)
}

/// The words of a line still to be used.
struct Said<'l> {
    verb: &'static str,
    at: &'l Word,
    subject: Option<&'l Word>,
    rest: &'l [Word],
    pairs: &'l [Pair],
    time: Option<Instant>,
}

impl<'l> Said<'l> {
    fn value(&self, key: &str) -> Option<&'l Word> {
        let chinese = KEYS.iter().find(|(english, _)| *english == key);
        let mut pairs = self.pairs.iter();
        pairs
            .find(|pair| {
                pair.key.text == key || chinese.is_some_and(|(_, known)| *known == pair.key.text)
            })
            .map(|pair| &pair.value)
    }

    /// The word after the verb, or the value written as `verb=value`.
    fn object(&self) -> Option<&'l Word> {
        self.rest.first().or_else(|| {
            let mut pairs = self.pairs.iter();
            pairs
                .find(|pair| verb_named(&pair.key.text) == Some(self.verb))
                .map(|pair| &pair.value)
        })
    }
}

impl Reader<'_> {
    pub(super) fn company_line(&mut self, line: &Line) -> Option<CompanyFact> {
        let parts = parts(line);
        let time = match &parts.time {
            Some(word) => Some(self.written_time(&word.text, &word.place)?),
            None => None,
        };
        let mut said = self.said(&parts, line)?;
        said.time = time.map(|time| time.instant(&self.zone));
        if TIMED.contains(&said.verb) && said.time.is_none() {
            self.company_problem(
                "missing-time",
                said.at,
                ("这一行要有时间", "this line needs a time"),
                ("请在行首写日期", "start the line with a date"),
            );
            return None;
        }
        let from = said.time.unwrap_or(Instant::MIN);
        let recorded = match said.value("recorded") {
            Some(word) => self
                .written_time(&word.text, &word.place)?
                .instant(&self.zone),
            None => from,
        };
        self.leftovers(&said);
        let change = self.change(&said)?;
        Some(CompanyFact {
            from,
            recorded,
            change,
        })
    }

    fn company_problem(
        &mut self,
        code: &'static str,
        word: &Word,
        cause: (&str, &str),
        remedy: (&str, &str),
    ) {
        let place = word.place.clone();
        self.problem(code, &place, cause, remedy);
    }

    /// Which words are subject and verb.
    fn said<'l>(&mut self, parts: &'l Parts, line: &'l Line) -> Option<Said<'l>> {
        let said = |verb, at, subject, rest| Said {
            verb,
            at,
            subject,
            rest,
            pairs: &parts.pairs,
            time: None,
        };
        let (first, rest) = match parts.plain.split_first() {
            Some(split) => split,
            None => (line.words.first()?, parts.plain.as_slice()),
        };
        if let Some(verb) = verb_named(&first.text).filter(|verb| ALONE.contains(verb)) {
            return Some(said(verb, first, None, rest));
        }
        if let Some((second, rest)) = rest.split_first() {
            if let Some(verb) = verb_named(&second.text) {
                return Some(said(verb, second, Some(first), rest));
            }
            self.unknown_verb(second);
            return None;
        }
        let by_key = parts
            .pairs
            .iter()
            .find_map(|pair| Some((verb_named(&pair.key.text)?, &pair.key)));
        match by_key {
            Some((verb, key)) => Some(said(verb, key, Some(first), rest)),
            None => {
                self.unknown_verb(first);
                None
            }
        }
    }

    fn unknown_verb(&mut self, word: &Word) {
        let text = word.text.clone();
        let names = VERBS
            .iter()
            .flat_map(|(english, chinese)| [*english, *chinese]);
        let all: Vec<_> = VERBS.iter().map(|(english, _)| *english).collect();
        let all = all.join(" ");
        let (zh, en) = match did_you_mean(&text, names) {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => (format!("可以写 {all}"), format!("possible are {all}")),
        };
        self.company_problem(
            "unknown-verb",
            word,
            (
                &format!("`{text}` 不是公司事实"),
                &format!("`{text}` is not a company fact"),
            ),
            (&zh, &en),
        );
    }

    fn change(&mut self, said: &Said<'_>) -> Option<Change> {
        Some(match said.verb {
            "joined" => {
                let (staff, unit, role) = self.placed(said, true)?;
                Change::Joined { staff, unit, role }
            }
            "moved" => {
                let (staff, unit, role) = self.placed(said, false)?;
                Change::Moved { staff, unit, role }
            }
            "departed" => Change::Departed {
                staff: self.subject_staff(said)?,
            },
            "suspended" => Change::Suspended {
                staff: self.subject_staff(said)?,
                until: match said.value("until") {
                    Some(word) => self.limit(word)?,
                    None => Instant::MAX,
                },
            },
            "stands_in" => self.stands_in(said)?,
            "acknowledged" => Change::Acknowledged {
                staff: self.subject_staff(said)?,
                document: self.object_name(said)?,
            },
            "trained" => Change::Trained {
                staff: self.subject_staff(said)?,
                course: self.object_name(said)?,
            },
            "level" => Change::LevelSet {
                staff: self.subject_staff(said)?,
                level: self.object_name(said)?,
            },
            "on_duty" => self.roster(said)?,
            "regions" => self.regions(said)?,
            "rota" => {
                let order = self.object(said)?;
                Change::RotaSet {
                    name: self.subject_name(said)?,
                    order: listed(&order.text)
                        .filter_map(|name| self.staff_named(name, &order.place))
                        .collect(),
                }
            }
            "ratio" => self.ratio(said)?,
            "price" => self.price(said)?,
            "named" => self.named(said)?,
            "hours" => self.hours(said)?,
            "opening_closed" => {
                self.signatories(said, 1)?;
                let domain = said.rest.first().map(|word| self.symbol(&word.text));
                Change::OpeningClosed {
                    domain: domain.unwrap_or_default(),
                }
            }
            _ => {
                self.signatories(said, 2)?;
                let until = self.needed(said, "until")?;
                Change::Outage {
                    until: self.limit(until)?,
                }
            }
        })
    }

    fn missing_part(&mut self, said: &Said<'_>, zh: &str, en: &str) {
        let verb = said.verb;
        self.company_problem(
            "missing-part",
            said.at,
            (
                &format!("`{verb}` 缺 {zh}"),
                &format!("`{verb}` lacks {en}"),
            ),
            (
                "例子见 docs/formats/facts.md",
                "docs/formats/facts.md has examples",
            ),
        );
    }

    fn needed<'l>(&mut self, said: &Said<'l>, key: &str) -> Option<&'l Word> {
        let word = said.value(key);
        if word.is_none() {
            self.missing_part(said, &format!("`{key}=`"), &format!("`{key}=`"));
        }
        word
    }

    fn object<'l>(&mut self, said: &Said<'l>) -> Option<&'l Word> {
        let word = said.object();
        if word.is_none() {
            self.missing_part(said, "它后面的词", "the word after it");
        }
        word
    }

    /// A product is compared as the demand of a case.
    fn object_reference(&mut self, said: &Said<'_>) -> Option<Ref> {
        let word = self.object(said)?;
        Some(self.intern.reference(RefKind::Demand, &word.text))
    }

    fn object_name(&mut self, said: &Said<'_>) -> Option<Symbol> {
        let word = self.object(said)?;
        Some(self.symbol(&word.text))
    }

    fn limit(&mut self, word: &Word) -> Option<Instant> {
        let time = self.written_time(&word.text, &word.place)?;
        Some(time.end(&self.zone))
    }

    /// Who signed what was brought in from paper, where that is written: so many different people.
    fn signatories(&mut self, said: &Said<'_>, wanted: usize) -> Option<()> {
        let Some(word) = said.value("signed") else {
            return Some(());
        };
        let mut people: Vec<StaffId> = listed(&word.text)
            .filter_map(|name| self.staff_named(name, &word.place))
            .collect();
        people.sort_unstable();
        people.dedup();
        if people.len() >= wanted {
            return Some(());
        }
        self.company_problem(
            "too-few-signatures",
            word,
            (
                &format!("签认的人不足 {wanted} 位"),
                &format!("fewer than {wanted} different people signed"),
            ),
            (
                "停机补录写前台与负责人两人,如 signed=周,陈;期初写签认的负责人",
                "for an outage name receptionist and lead, as in signed=Zhou,Chen; for the opening the lead",
            ),
        );
        None
    }

    fn subject_staff(&mut self, said: &Said<'_>) -> Option<StaffId> {
        let Some(word) = said.subject else {
            self.missing_part(said, "谁", "who");
            return None;
        };
        self.staff_named(&word.text, &word.place)
    }

    /// A rota is of a unit, or has a name that the pack gave it.
    fn subject_name(&mut self, said: &Said<'_>) -> Option<Symbol> {
        let Some(word) = said.subject else {
            self.missing_part(said, "哪个单位或哪份轮值", "the unit or the rota's name");
            return None;
        };
        Some(self.symbol(&word.text))
    }

    fn subject_unit(&mut self, said: &Said<'_>) -> Option<UnitId> {
        let Some(word) = said.subject else {
            self.missing_part(said, "单位", "the unit");
            return None;
        };
        Some(self.people.add_unit(&word.text))
    }

    /// Staff, unit and role: `张 joined 甲队 role=sales`. A moved person may keep the role by naming it.
    fn placed(&mut self, said: &Said<'_>, may_be_new: bool) -> Option<(StaffId, UnitId, Symbol)> {
        let staff = match said.subject {
            Some(word) if may_be_new => Some(self.people.add_staff(&word.text)),
            _ => self.subject_staff(said),
        }?;
        let unit = self.object(said)?;
        let unit = self.people.add_unit(&unit.text);
        let role = said
            .value("role")
            .or(said.rest.get(1))
            .map_or(Symbol::NONE, |word| self.role(&word.text));
        Some((staff, unit, role))
    }

    fn roster(&mut self, said: &Said<'_>) -> Option<Change> {
        let day = match (said.value("week"), said.time) {
            (Some(word), _) => self.written_time(&word.text, &word.place)?.day(&self.zone),
            (None, Some(time)) => self.zone.day_of(time),
            (None, None) => {
                self.missing_part(said, "`week=`(那一周的任何一天)", "`week=` (any day of it)");
                return None;
            }
        };
        Some(Change::RosterSet {
            unit: self.subject_unit(said)?,
            monday: day.monday(),
        })
    }

    fn regions(&mut self, said: &Said<'_>) -> Option<Change> {
        let codes = self.object(said)?;
        let regions = listed(&codes.text)
            .filter_map(|code| self.region_code(code, &codes.place))
            .collect();
        Some(Change::RegionSet {
            unit: self.subject_unit(said)?,
            regions,
        })
    }
}
