//! A small regulation, a case of five facts, and the ruling a judge might make of it.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::Directory;
use super::reader::Reader;
use crate::calendar::{CivilDay, Instant, Workdays, Zone};
use crate::case::CaseFile;
use crate::fact::{Answer, Fact, FactKind, Seq, StaffId, UnitId};
use crate::language::Language;
use crate::name::Symbol;
use crate::policy::{PackSource, Packs};
use crate::ruling::{
    ClaimOutcome, ClauseId, Credit, CreditKind, CreditLine, DealOutcome, Finding, Mode, Obligation,
    Ownership, Party, Pending, Protection, Reasons, RuleId, Ruling, Segment, Source, Standing,
    State, Step, Verdict, VersionId, Violation, Why,
};

const PACK: &str = r#"
[pack]
name = "sample"
title_zh = "客户登记"
title_en = "Customer registration"
version = "1"
case = ["customer"]
holder = "unit"

[fields]
phone = {zh = "电话", en = "phone", kind = "personal", purpose_zh = "联系", purpose_en = "contact", retention_days = 30}

[events]
touch = {fact = ["contacted", "followed_up"]}
own_arrival = {fact = "visited", walk_in = true}

[labels]
visited = ["到场", "arrival"]
scan = ["扫描归档", "scan and file"]
poaching = ["恶意抢单", "malicious poaching"]
B = ["乙级", "tier B"]

[clauses]
"三.1" = [{rule = "deadline", from = "visited.last", within = "2 working days", on_fail = "void"}, {rule = "lapse", since = "touch.last", within = "90 days"}, {rule = "ends_on", events = ["own_arrival"]}]
"三.2" = [{rule = "protect", mode = "ask", since = "touch.last", for = "15 days"}, {rule = "violation", name = "poaching", when = "collided:forbid"}]
"三.4" = [{rule = "protect", mode = "forbid", since = "claim", for = "30 days"}, {rule = "oblige", on = "visited", who = "holder", what = "scan", within = "same day"}]
"二.6" = [{rule = "share", performance = ["manager_of(owner)=1"]}]
"#;

const REGULATION: &str = "
## 三.1
先到场,后登记。
> Arrive, then register.
## 三.2
维护中的客户须征得同意。
> Consent is needed for customers in touch.
## 三.4
登记后保护三十天。
> Protected for thirty days.
## 二.6
业绩归经理。
> Performance goes to the manager.
";

const CLAUSES: [&str; 4] = ["三.1", "三.2", "三.4", "二.6"];

/// Everything an explanation is made with.
pub(super) struct Sample {
    pub(super) packs: Packs,
    pub(super) case: CaseFile,
    pub(super) directory: Directory,
    pub(super) language: Language,
}

impl Sample {
    pub(super) fn new(language: Language) -> Self {
        let source = PackSource {
            pack_path: "pack.toml",
            pack: PACK,
            regulation_path: "regulation.md",
            regulation: REGULATION,
        };
        let packs = Packs::load(&[source], Arc::new(Workdays::state_council().clone()));
        let packs = packs.unwrap_or_else(|problems| {
            let shown: Vec<String> = problems
                .iter()
                .map(|problem| problem.message(Language::English))
                .collect();
            panic!("{}", shown.join("\n"))
        });
        let staff_names = language.pick(["张三", "李四", "王五"], ["Zhang", "Li", "Wang"]);
        let unit_names = language.pick(["甲队", "乙队"], ["Team A", "Team B"]);
        let directory = Directory {
            staff: (1..)
                .map(staff)
                .zip(staff_names.map(str::to_owned))
                .collect(),
            units: (1..).map(unit).zip(unit_names.map(str::to_owned)).collect(),
        };
        let case = CaseFile::new(
            None,
            vec![
                fact(1, FactKind::Visited, 1, at(3, 1, 10, 0)),
                fact(2, FactKind::Registered, 1, at(3, 1, 10, 5)),
                fact(3, FactKind::Registered, 2, at(3, 20, 14, 0)),
                fact(4, FactKind::FollowedUp, 1, at(3, 18, 9, 30)),
                fact(5, FactKind::Contracted, 1, at(3, 25, 11, 0)),
            ],
        );
        Sample {
            packs,
            case,
            directory,
            language,
        }
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(
            &self.packs,
            &self.case,
            &self.directory,
            self.language,
            VersionId(0),
        )
    }

    pub(super) fn add(&mut self, fact: Fact) {
        let mut facts = self.case.facts().to_vec();
        facts.push(fact);
        self.case = CaseFile::new(None, facts);
    }
}

pub(super) fn at(month: u8, day: u8, hour: i64, minute: i64) -> Instant {
    let day = CivilDay::from_ymd(2026, month, day).expect("a day of 2026");
    Zone::shanghai()
        .start_of(day)
        .plus_seconds(hour * 3600 + minute * 60)
}

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("numbers start at 1")
}

pub(super) fn staff(of: u32) -> StaffId {
    StaffId(number(of))
}

fn unit(of: u32) -> UnitId {
    UnitId(number(of))
}

/// The first rule of a clause.
pub(super) fn source(clause: &str) -> Source {
    let place = CLAUSES.iter().position(|known| *known == clause);
    let clause = u16::try_from(place.expect("a clause of the sample")).expect("few clauses");
    Source {
        version: VersionId(0),
        clause: ClauseId(clause),
        rule: RuleId([0, 3, 5, 7][usize::from(clause)]),
    }
}

/// A fact by one person, recorded when it happened.
pub(super) fn fact(seq: Seq, kind: FactKind, by: u32, at: Instant) -> Fact {
    Fact {
        seq,
        kind,
        answer: Answer::None,
        what: Symbol::NONE,
        actor: Some(staff(by)),
        person: (kind == FactKind::Visited).then(|| staff(by)),
        of: None,
        occurred: at,
        recorded: at,
        counts_at: at,
        particulars: None,
    }
}

fn claim(
    fact: Seq,
    by: u32,
    ranked_at: Instant,
    standing: Standing,
    priority: u16,
) -> ClaimOutcome {
    ClaimOutcome {
        fact,
        person: Some(staff(by)),
        party: Party::Unit(unit(by)),
        ranked_at,
        standing,
        priority,
        awaits: Symbol::default(),
    }
}

fn findings() -> Vec<Finding> {
    let finding = Finding {
        step: Step::Protection,
        source: source("三.4"),
        verdict: Verdict::Fail,
        why: Why::Forbids,
        claim: Some(1),
        fact: Some(3),
        against: Some(2),
        at: at(3, 20, 14, 0),
        deadline: Some(at(4, 1, 0, 0)),
    };
    vec![
        Finding {
            step: Step::Admission,
            source: source("三.1"),
            verdict: Verdict::Pass,
            why: Why::InTime,
            claim: Some(0),
            fact: Some(2),
            against: Some(1),
            at: at(3, 1, 10, 5),
            deadline: Some(at(3, 4, 0, 0)),
        },
        finding,
        Finding {
            step: Step::Validity,
            source: source("三.2"),
            verdict: Verdict::Note,
            why: Why::KeptAlive,
            claim: Some(0),
            fact: Some(4),
            against: None,
            at: at(3, 18, 9, 30),
            deadline: Some(at(4, 3, 0, 0)),
        },
        Finding {
            step: Step::Credit,
            source: source("二.6"),
            verdict: Verdict::Open,
            why: Why::PerformanceTo,
            claim: None,
            fact: Some(5),
            against: None,
            at: at(3, 25, 11, 0),
            deadline: None,
        },
    ]
}

fn credit() -> Credit {
    let line = CreditLine {
        to: Party::Unit(unit(1)),
        kind: CreditKind::Performance,
        parts: 1,
        of: 1,
        cents: Some(1_230_000),
        source: source("二.6"),
    };
    Credit {
        state: State::Pending,
        reasons: Reasons::from(Pending::Ratio),
        lines: vec![
            line,
            CreditLine {
                to: Party::Staff(staff(1)),
                kind: CreditKind::Commission,
                parts: 3,
                of: 10,
                cents: None,
                ..line
            },
            CreditLine {
                to: Party::Staff(staff(2)),
                kind: CreditKind::Fee,
                parts: 0,
                of: 0,
                cents: Some(5_000),
                ..line
            },
        ],
    }
}

/// Forbidden, then only with consent, then open, then in the pool.
fn segments(ownership: Ownership) -> Vec<Segment> {
    let segment = |from, until, mode| Segment {
        from,
        until,
        ownership,
        mode,
    };
    let (forbid_until, ask_until, open_until) = (at(4, 1, 0, 0), at(4, 3, 0, 0), at(6, 17, 0, 0));
    vec![
        segment(at(3, 20, 15, 0), Some(forbid_until), Mode::Forbid),
        segment(forbid_until, Some(ask_until), Mode::Ask),
        segment(ask_until, Some(open_until), Mode::Open),
        Segment {
            ownership: Ownership::default(),
            ..segment(open_until, None, Mode::Pool)
        },
    ]
}

/// Team A holds since 1 March; Team B's registration on 20 March met its protection.
pub(super) fn collision(sample: &Sample) -> Ruling {
    let ownership = Ownership {
        state: State::Provisional,
        reasons: Reasons::default(),
        owner: Some(Party::Unit(unit(1))),
        person: Some(staff(1)),
        claim: Some(0),
        source: Some(source("三.1")),
        offered: None,
    };
    Ruling {
        at: at(3, 20, 15, 0),
        known: at(3, 20, 15, 0),
        ownership,
        protection: Protection {
            mode: Mode::Forbid,
            until: Some(at(4, 1, 0, 0)),
            source: Some(source("三.4")),
            ended: None,
        },
        segments: segments(ownership),
        claims: vec![
            claim(2, 1, at(3, 1, 10, 5), Standing::Holding, 1),
            claim(3, 2, at(3, 20, 14, 0), Standing::Collided, 0),
        ],
        credit: credit(),
        findings: findings(),
        obligations: vec![Obligation {
            source: source("三.4"),
            who: Party::Role(sample.packs.names.find("manager"), Some(unit(1))),
            about: Some(Party::Customer),
            what: sample.packs.names.find("scan"),
            fact: Some(1),
            due_until: Some(at(3, 2, 0, 0)),
            overdue: true,
        }],
        violations: vec![Violation {
            source: source("三.4"),
            name: sample.packs.names.find("poaching"),
            who: Party::Staff(staff(2)),
            fact: Some(3),
            against: Some(2),
            at: at(3, 20, 14, 0),
            count: 0,
            upheld: None,
            miskeyed: false,
        }],
        ..Ruling::empty()
    }
}

/// The same case once the deal is closed.
pub(super) fn dealt(sample: &Sample) -> Ruling {
    let mut ruling = collision(sample);
    ruling.at = at(3, 25, 12, 0);
    ruling.known = ruling.at;
    ruling.segments.clear();
    ruling.deals = vec![DealOutcome {
        fact: 5,
        buyer: None,
        ownership: ruling.ownership,
        window_until: Some(at(3, 29, 0, 0)),
    }];
    ruling
}

/// Whether a text has no letters or marks of the other language; within numbers both use the same.
pub(super) fn is_only(language: Language, text: &str) -> bool {
    let cjk = |it: char| {
        ('\u{3000}'..='\u{9fff}').contains(&it) || ('\u{ff00}'..='\u{ffef}').contains(&it)
    };
    match language {
        Language::Chinese => {
            let letters = text.chars().any(|it| it.is_ascii_alphabetic());
            let marks = text.split([',', ';', ':', '(', ')', '"']);
            let narrow_mark = marks
                .skip(1)
                .any(|after| !after.starts_with(|it: char| it.is_ascii_digit()));
            !letters && !narrow_mark
        }
        Language::English => !text.chars().any(|it| cjk(it) || "“”".contains(it)),
    }
}
