use std::sync::Arc;

use super::{People, Reader, RefKind, WrittenTime};
use crate::calendar::{CivilDay, Instant, Workdays, Zone, display_at};
use crate::company::Change;
use crate::fact::{Answer, Fact, FactKind};
use crate::language::Language;
use crate::policy::problem::SourceFile;
use crate::policy::{PackSource, Packs};

fn packs() -> Packs {
    let source = PackSource {
        pack_path: "pack.toml",
        pack: include_str!("../../tests/data/tiny/pack.toml"),
        regulation_path: "regulation.md",
        regulation: include_str!("../../tests/data/tiny/regulation.md"),
    };
    Packs::load(&[source], Arc::new(Workdays::state_council().clone())).unwrap()
}

fn people() -> People {
    let mut people = People::default();
    for name in ["张", "李", "经理", "前台"] {
        people.add_staff(name);
    }
    people
}

/// Facts, or what is wrong, one message per line.
fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let packs = packs();
    let mut reader = Reader::new(&packs, "f", 2026, people());
    let facts = reader.facts_in(SourceFile { path: "f", text }, 0..text.len());
    outcome(reader, facts)
}

fn company(text: &str) -> Result<Vec<Change>, String> {
    let packs = packs();
    let mut reader = Reader::new(&packs, "c", 2026, people());
    let facts = reader.company_in(SourceFile { path: "c", text }, 0..text.len());
    outcome(reader, facts.into_iter().map(|fact| fact.change).collect())
}

fn outcome<T>(reader: Reader<'_>, read: T) -> Result<T, String> {
    let problems = reader.into_problems();
    let messages = problems
        .iter()
        .map(|problem| problem.message(Language::English));
    match problems.is_empty() {
        true => Ok(read),
        false => Err(messages.collect::<Vec<_>>().join("\n")),
    }
}

fn one(text: &str) -> Fact {
    let mut facts = facts(text).unwrap();
    assert_eq!(facts.len(), 1);
    facts.remove(0)
}

fn shown(instant: Instant) -> String {
    display_at(instant, &Zone::shanghai())
}

#[test]
fn a_line_is_time_who_did_and_values_in_any_place() {
    let fact = one("03-05 09:00  recorded=03-06 12:00  张  followed_up  // by phone");
    assert_eq!(fact.kind, FactKind::FollowedUp);
    assert_eq!(shown(fact.occurred), "2026-03-05 09:00");
    assert_eq!(shown(fact.recorded), "2026-03-06 12:00");
    assert_eq!(fact.counts_at, fact.recorded);
    assert_eq!(fact.actor.unwrap().0.get(), 1);
}

#[test]
fn a_day_alone_means_noon_and_24_00_the_next_day() {
    assert_eq!(shown(one("03-05 张 visited").occurred), "2026-03-05 12:00");
    assert_eq!(
        shown(one("2025-12-31 24:00 张 visited").occurred),
        "2026-01-01 00:00"
    );
}

#[test]
fn limits_are_stated_by_their_last_moment() {
    let end = |text| {
        shown(
            WrittenTime::parse(text, 2026)
                .unwrap()
                .end(&Zone::shanghai()),
        )
    };
    assert_eq!(end("03-31"), "2026-04-01 00:00");
    assert_eq!(end("03-31 24:00"), "2026-04-01 00:00");
    assert_eq!(end("03-22 10:30:00"), "2026-03-22 10:30:01");
}

#[test]
fn who_visits_brought_the_customer_unless_it_says_otherwise() {
    assert_eq!(one("03-05 张 到访").person, one("03-05 张 到访").actor);
    let brought_by = one("03-05 前台 visited person=李");
    assert_eq!(brought_by.person.unwrap().0.get(), 2);
    assert_eq!(one("03-05 前台 visited walk_in").person, None);
    assert_eq!(one("03-05 - visited").person, None);
}

#[test]
fn what_follows_a_colon_and_answers_may_be_bare_words() {
    let facts = facts("#卡 03-05 张 registered\n\n03-06 经理 审核:reception 通过 of=#卡").unwrap();
    assert_eq!(facts[1].kind, FactKind::Reviewed);
    assert_eq!(facts[1].answer, Answer::Yes);
    assert_eq!((facts[1].seq, facts[1].of), (2, Some(1)));
    assert_eq!(packs().names.text(facts[1].what), "reception");
}

#[test]
fn equal_values_are_equal_references_however_they_are_spelt() {
    let facts = facts(
        "03-05 张 登记 客户=王先生 phone=\"+86 135-1234-5678\" name=A\n\
         03-06 李 登记 客户=王 先生 ",
    );
    assert!(facts.unwrap_err().contains("`先生` means nothing here"));
    let one = one("03-05 张 登记 客户=\"王 先生\" phone=\"+86 135-1234-5678\" name=13512345678");
    let particulars = one.particulars.unwrap();
    let mut intern = super::Intern::default();
    assert_eq!(
        intern.reference(RefKind::Phone, "13512345678"),
        intern.reference(RefKind::Phone, "+86 135-1234-5678")
    );
    assert_ne!(particulars.phone, particulars.name);
    assert!(particulars.given.contains(packs().names.find("phone")));
}

#[test]
fn money_is_read_to_the_cent() {
    let cents = super::cents_of;
    assert_eq!(cents("12300.50"), Some(1_230_050));
    assert_eq!(cents("¥12,300.5元"), Some(1_230_050));
    assert_eq!(cents("-3"), Some(-300));
    assert_eq!(cents("1.005"), None);
    assert_eq!(cents("12 3"), None);
}

#[test]
fn every_bad_line_is_reported_at_its_place_at_once() {
    let problems = facts(
        "03-05 张 regstered\n\
         张 visited\n\
         13-05 张 visited\n\
         03-05 王 visited\n\
         03-05 张 visited persn=李\n\
         03-05 张 signed of=9\n\
         03-05 张 registered fields=nmae,身份证\n",
    )
    .unwrap_err();
    insta::assert_snapshot!(problems, @r#"
    f:1:9: There is no kind of fact called `regstered`. Did you mean `registered`? [unknown-kind]
    f:2:1: This line has no time. A line reads: time who did key=value, e.g. `03-01 10:05 张 registered phone=A`. [missing-time]
    f:3:1: `13-05` is not a time. Write 03-05, 03-05 14:30, 03-05 14:30:00 or 2026-03-05 24:00. [bad-time]
    f:4:7: There is nobody called `王`. Add 王 = "unit role" to [people]; write `-` for the customer. [unknown-person]
    f:5:17: The key `persn` is not known. Did you mean `person`? [unknown-key]
    f:6:19: `9` is neither label nor number of another fact. Put a label such as #a before that line and write of=#a; numbers count from 1, without blank lines and comments. [unknown-fact]
    f:7:27: The pack declares no field `nmae`. Did you mean `name`? [unknown-field]
    f:7:27: The pack declares no field `身份证`. Possible are name phone; leave out what is of no use. [unknown-field]
    "#);
}

#[test]
fn company_facts_are_read_one_per_line() {
    let changes = company(
        "01-01 王 joined 甲队 role=sales\n\
         03-15 张 离职\n\
         03-10 李 suspended until=04-01\n\
         甲队 regions=420106,420100\n\
         01-01 甲队 值班 week=03-04\n\
         ratio sales=60 reception=40\n\
         price 瓷砖 floor=120.00\n\
         named reception=王\n\
         hours 09:00-21:00\n\
         张 acknowledged nda\n\
         opening_closed\n\
         03-01 10:00 outage until=03-01 18:00\n",
    )
    .unwrap();
    let monday = CivilDay::parse("2026-03-02").unwrap();
    assert_eq!(changes.len(), 12);
    assert!(matches!(&changes[3], Change::RegionSet { regions, .. } if regions.len() == 2));
    assert!(matches!(&changes[4], Change::RosterSet { monday: week, .. } if *week == monday));
    assert!(matches!(
        changes[6],
        Change::PriceSet {
            floor_cents: 12_000,
            ..
        }
    ));
    assert!(
        matches!(changes[2], Change::Suspended { until, .. } if shown(until) == "2026-04-02 00:00")
    );
}

#[test]
fn bad_company_lines_say_what_would_be_right() {
    let problems = company(
        "张 depated\n\
         张 departed\n\
         03-05 赵 departed\n\
         price 瓷砖\n\
         hours 21:00-09:00\n\
         03-01 李 suspended unitl=03-31\n\
         甲队 rota 张, 李\n",
    )
    .unwrap_err();
    insta::assert_snapshot!(problems, @r#"
    c:1:3: `depated` is not a company fact. Did you mean `departed`? [unknown-verb]
    c:2:3: This line needs a time. Start the line with a date. [missing-time]
    c:3:7: There is nobody called `赵`. Add 赵 = "unit role" to [people]; write `-` for the customer. [unknown-person]
    c:4:1: `price` lacks `floor=`. docs/formats/facts.md has examples. [missing-part]
    c:5:1: The opening hours cannot be read. Opening hours "21:00-09:00": the times are not clear: write 09:00-12:00,13:30-18:00 or closed; split a night over two days. [bad-hours]
    c:6:19: The key `unitl` is not known. Did you mean `until`? [unknown-key]
    c:7:12: `李` means nothing here. Separate several things by commas without spaces, and write the rest as key=value. [loose-word]
    "#);
}

/// The documentation is all that who writes facts has: it names everything that can be written.
#[test]
fn the_page_about_facts_names_every_kind_key_and_word() {
    let page = include_str!("../../../../docs/formats/facts.md");
    let kinds = FactKind::ALL.iter().map(|(name, _)| *name);
    let chinese = super::KINDS_ZH.iter().map(|(name, _)| *name);
    let pairs = super::COLUMNS.iter();
    let pairs = pairs.chain(&super::company_line::VERBS);
    let pairs = pairs.chain(&super::company_line::KEYS);
    let words = pairs.flat_map(|(english, chinese)| [*english, *chinese]);
    let answers = super::row::ANSWERS.iter().flat_map(|(words, _)| *words);
    let all = kinds.chain(chinese).chain(words).chain(answers.copied());
    let missing: Vec<_> = all.filter(|word| !says(page, word)).collect();
    assert!(missing.is_empty(), "facts.md does not explain {missing:?}");
}

/// Whether a page has a word that is not part of another.
fn says(page: &str, word: &str) -> bool {
    page.match_indices(word).any(|(start, _)| {
        let apart =
            |letter: Option<char>| letter.is_none_or(|letter| "`| =\n（）:,".contains(letter));
        let before = page.get(..start).and_then(|text| text.chars().next_back());
        let after = page.get(start + word.len()..);
        apart(before) && apart(after.and_then(|text| text.chars().next()))
    })
}
