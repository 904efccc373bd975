//! The words for people, names, times, money and facts, in one reader's language.

mod deed;

use super::Directory;
use super::label::common_name;
use crate::calendar::{CivilDay, Instant, Zone};
use crate::case::CaseFile;
use crate::fact::{FactKind, RegionCode, Seq, StaffId, UnitId};
use crate::identity::division::Divisions;
use crate::language::Language;
use crate::name::Symbol;
use crate::policy::event::{EventFilter, EventId};
use crate::policy::{Clause, Packs};
use crate::ruling::{ClaimId, ClaimOutcome, Party, Ruling, Source, VersionId};

/// Who reads, and everything needed to name things for them.
pub(super) struct Reader<'a> {
    pub(super) packs: &'a Packs,
    pub(super) case: &'a CaseFile,
    pub(super) language: Language,
    directory: &'a Directory,
    zone: Zone,
    /// The last second of the limit that is told in the same sentence.
    limit: Option<Instant>,
}

impl<'a> Reader<'a> {
    /// Times are told in the zone of this version of the regulation.
    pub(super) fn new(
        packs: &'a Packs,
        case: &'a CaseFile,
        directory: &'a Directory,
        language: Language,
        version: VersionId,
    ) -> Self {
        let zone = packs
            .version(version)
            .map_or_else(Zone::shanghai, |policy| policy.zone.clone());
        Reader {
            packs,
            case,
            language,
            directory,
            zone,
            limit: None,
        }
    }

    /// The same reader for a sentence with this limit: what lies in its last minute is told to the second.
    pub(super) fn with_limit(&self, until: Option<Instant>) -> Reader<'a> {
        Reader {
            packs: self.packs,
            case: self.case,
            language: self.language,
            directory: self.directory,
            zone: self.zone.clone(),
            limit: until.map(|until| until.plus_seconds(-1)),
        }
    }

    pub(super) fn is_chinese(&self) -> bool {
        self.language == Language::Chinese
    }

    /// Several items as one enumeration.
    pub(super) fn list(&self, items: &[String]) -> String {
        items.join(self.language.pick("、", ", "))
    }

    /// Several clauses of one sentence.
    pub(super) fn clauses(&self, items: &[String]) -> String {
        items.join(self.language.pick("；", "; "))
    }

    /// A label as it stands in a sentence: in Chinese, marks beside Chinese words are full-width.
    fn typeset(&self, label: &str) -> String {
        let is_wide = |it: Option<char>| it.is_some_and(|it| it >= '\u{2e80}');
        let mut text = String::with_capacity(label.len());
        let mut rest = label.chars().peekable();
        while let Some(letter) = rest.next() {
            let beside = is_wide(text.chars().next_back()) || is_wide(rest.peek().copied());
            text.push(match letter {
                '(' if beside && self.is_chinese() => '（',
                ')' if beside && self.is_chinese() => '）',
                ',' if beside && self.is_chinese() => '，',
                ':' if beside && self.is_chinese() => '：',
                ';' if beside && self.is_chinese() => '；',
                other => other,
            });
        }
        text
    }

    /// A remark in brackets; none, nothing.
    pub(super) fn brackets(&self, inside: &str) -> String {
        match inside {
            "" => String::new(),
            _ => self
                .language
                .pick(format!("（{inside}）"), format!(" ({inside})")),
        }
    }

    pub(super) fn staff(&self, staff: StaffId) -> String {
        self.directory
            .staff
            .get(&staff)
            .cloned()
            .unwrap_or_else(|| {
                self.language.pick(
                    format!("员工 {} 号", staff.0),
                    format!("staff no. {}", staff.0),
                )
            })
    }

    pub(super) fn unit(&self, unit: UnitId) -> String {
        self.directory.units.get(&unit).cloned().unwrap_or_else(|| {
            self.language.pick(
                format!("单位 {} 号", unit.0),
                format!("unit no. {}", unit.0),
            )
        })
    }

    pub(super) fn party(&self, party: Party) -> String {
        match party {
            Party::Staff(staff) => self.staff(staff),
            Party::Unit(unit) => self.unit(unit),
            Party::Role(role, None) => {
                let role = self.name(role);
                self.language.pick(role.clone(), format!("the {role}"))
            }
            Party::Role(role, Some(unit)) => {
                let (role, unit) = (self.name(role), self.unit(unit));
                self.language
                    .pick(format!("{unit}的{role}"), format!("the {role} of {unit}"))
            }
            Party::Region(code) => {
                let region = self.region(code);
                self.language.pick(
                    format!("{region}的负责人"),
                    format!("whoever is responsible for {region}"),
                )
            }
            Party::Customer => self.language.pick("客户", "the customer").to_owned(),
        }
    }

    /// Divisions have Chinese names only; English readers get the code.
    fn region(&self, code: RegionCode) -> String {
        match Divisions::embedded().full_name(code) {
            Some(name) if self.is_chinese() => name,
            _ => self
                .language
                .pick(format!("区划 {code}"), format!("division {code}")),
        }
    }

    /// A party, and the person in charge where it is a unit.
    pub(super) fn party_and_person(&self, party: Party, person: Option<StaffId>) -> String {
        let name = self.party(party);
        match person {
            Some(person) if party != Party::Staff(person) => {
                let person = self.staff(person);
                self.language
                    .pick(format!("{name} {person}"), format!("{person} of {name}"))
            }
            _ => name,
        }
    }

    /// What people read for a name: the pack's label, else the core's own word, else what the event of
    /// that name is made of, else the kind of fact, else the name itself.
    pub(super) fn name(&self, name: Symbol) -> String {
        self.labelled(name)
            .or_else(|| self.event_named(name))
            .or_else(|| FactKind::named(self.packs.names.text(name)).map(|kind| self.kind(kind)))
            .unwrap_or_else(|| self.packs.names.text(name).to_owned())
    }

    fn labelled(&self, name: Symbol) -> Option<String> {
        if name == Symbol::UNKNOWN {
            let (zh, en) = ("制度未提到的事项", "something the regulation does not name");
            return Some(self.language.pick(zh, en).to_owned());
        }
        let mut versions = self.packs.versions().iter().rev();
        if let Some(label) = versions.find_map(|version| version.label(name)) {
            return Some(self.typeset(label.in_language(self.language)));
        }
        let (zh, en) = common_name(self.packs.names.text(name))?;
        Some(self.language.pick(zh, en).to_owned())
    }

    fn event_named(&self, name: Symbol) -> Option<String> {
        let events = &self.packs.events;
        let count = u8::try_from(events.len()).unwrap_or(u8::MAX);
        let event = (0..count)
            .map(EventId)
            .find(|event| events.symbol(*event) == name)?;
        events.filter(event).map(|filter| self.event(filter))
    }

    fn event(&self, filter: &EventFilter) -> String {
        let plain = |name| {
            self.labelled(name)
                .unwrap_or_else(|| self.packs.names.text(name).to_owned())
        };
        let words: Vec<String> = filter
            .kinds
            .iter()
            .map(|(kind, what)| match kind {
                FactKind::Visited if filter.walk_in == Some(true) => self.walk_in(),
                FactKind::Noted if what.is_some() => plain(*what),
                kind if what.is_some() => {
                    format!("{}{}", self.kind(*kind), self.brackets(&plain(*what)))
                }
                kind => self.kind(*kind),
            })
            .collect();
        words.join(self.language.pick("或", " or "))
    }

    fn walk_in(&self) -> String {
        self.language.pick("自然到访", "walk-in").to_owned()
    }

    /// A kind of fact, in the regulation's own word if it has one.
    pub(super) fn kind(&self, kind: FactKind) -> String {
        let name = self.packs.names.find(kind.name());
        let mut versions = self.packs.versions().iter().rev();
        match versions.find_map(|version| version.label(name)) {
            Some(label) if name.is_some() && name != Symbol::UNKNOWN => {
                self.typeset(label.in_language(self.language))
            }
            _ => kind.label(self.language).to_owned(),
        }
    }

    /// A time as people write it: `2026-03-05 14:30`.
    pub(super) fn at(&self, instant: Instant) -> String {
        let (day, ..) = self.zone.civil(instant);
        format!("{day} {}", self.clock(instant))
    }

    /// An instant that people plan by, with the day of the week: `2026-03-05（周四）14:30`.
    pub(super) fn moment(&self, instant: Instant) -> String {
        let (day, ..) = self.zone.civil(instant);
        let (day, time) = (self.day(day), self.clock(instant));
        self.language
            .pick(format!("{day}{time}"), format!("{day} {time}"))
    }

    /// Hour and minute; the second only where something else of the same minute would look as if it came with it.
    fn clock(&self, instant: Instant) -> String {
        let (_, hour, minute, second) = self.zone.civil(instant);
        let begin = instant.plus_seconds(-i64::from(second));
        let of_minute = begin..begin.plus_seconds(60);
        let facts = self.case.facts().iter().map(|fact| fact.occurred);
        let mut others = facts.chain(self.limit);
        match others.any(|other| other != instant && of_minute.contains(&other)) {
            true => format!("{hour:02}:{minute:02}:{second:02}"),
            false => format!("{hour:02}:{minute:02}"),
        }
    }

    /// A limit as people keep it: `2026-03-31（周二）24:00`, `the end of Tue 2026-03-31`.
    pub(super) fn until(&self, until: Instant) -> String {
        if until == Instant::MAX {
            return self.language.pick("不限期", "no end").to_owned();
        }
        let (day, hour, minute, second) = self.zone.civil(until);
        match (hour, minute, second) {
            (0, 0, 0) => {}
            (_, _, 0) => {
                let (day, time) = (self.day(day), format!("{hour:02}:{minute:02}"));
                return self
                    .language
                    .pick(format!("{day}{time}"), format!("{day} {time}"));
            }
            _ => return self.moment(until.plus_seconds(-1)),
        }
        let last = self.day(day.plus_days(-1));
        self.language
            .pick(format!("{last}24:00"), format!("the end of {last}"))
    }

    fn day(&self, day: CivilDay) -> String {
        let (zh, en) = match day.weekday() {
            1 => ("一", "Mon"),
            2 => ("二", "Tue"),
            3 => ("三", "Wed"),
            4 => ("四", "Thu"),
            5 => ("五", "Fri"),
            6 => ("六", "Sat"),
            _ => ("日", "Sun"),
        };
        self.language
            .pick(format!("{day}（周{zh}）"), format!("{en} {day}"))
    }

    pub(super) fn clause(&self, source: Source) -> Option<&'a Clause> {
        self.packs.clause(source)
    }

    /// An amount of yuan: `¥12,300.00`.
    pub(super) fn money(&self, cents: i64) -> String {
        let sign = if cents < 0 { "-" } else { "" };
        let (yuan, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
        let digits = yuan.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{sign}¥{grouped}.{rest:02}")
    }

    pub(super) fn claim<'r>(&self, ruling: &'r Ruling, claim: ClaimId) -> Option<&'r ClaimOutcome> {
        ruling.claims.get(usize::from(claim))
    }

    /// A fact of the case: when, who, what.
    pub(super) fn fact_by(&self, seq: Seq) -> Option<String> {
        self.case.by_seq(seq).map(|fact| self.fact(fact))
    }
}
