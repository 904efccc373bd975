//! The regulation as its readers know it, and signing for it.

use desk::Refusal;
use desk::regulation::{ClauseSheet, RegulationSheet};

use super::world;
use crate::deeds::{CHEN, DAY, LIN, register};
use crate::world::World;

pub(crate) fn read(world: &World, who: &str) -> RegulationSheet {
    world.desk().regulation(&world.actor(who), None).unwrap()
}

pub(crate) fn clause<'a>(sheet: &'a RegulationSheet, number: &str) -> &'a ClauseSheet {
    let mut clauses = sheet.clauses.iter();
    clauses.find(|clause| clause.number == number).unwrap()
}

#[test]
fn a_clause_says_what_executes_it_with_its_values() {
    let world = world();
    let sheet = read(&world, "zhangchi");
    let rules: Vec<&str> = clause(&sheet, "三.2")
        .rules
        .iter()
        .map(|rule| rule.name)
        .collect();
    assert_eq!(rules, ["protect", "consent", "violation"]);
    let protect = &clause(&sheet, "三.4").rules[0];
    let values: Vec<&str> = protect
        .parameters
        .iter()
        .map(|(_, value)| value.zh.as_str())
        .collect();
    assert!(
        values.contains(&"他人不得报备") && values.iter().any(|value| value.contains("30 天")),
        "{values:?}"
    );
    let says = protect.parameters.iter().map(|(meaning, _)| &meaning.zh);
    assert!(
        says.clone().any(|zh| zh == "多久") && says.clone().all(|zh| !zh.contains("while_held"))
    );
    assert_eq!(
        (sheet.shown.number, sheet.in_force, sheet.versions.len()),
        (1, 1, 1)
    );
    assert_eq!(sheet.shown.hash.len(), 64);
}

#[test]
fn a_clause_is_shown_by_examples_told_in_words() {
    let world = world();
    let desk = world.desk();
    let told = |world: &World| desk.scenarios(&world.actor("zhangchi"), "三.4").unwrap();
    let scenarios = told(&world);
    assert_eq!(
        scenarios.len(),
        clause(&read(&world, "zhangchi"), "三.4").scenarios
    );
    let one = scenarios
        .iter()
        .find(|one| one.title == "三十天内他人登记为撞单并记恶意抢单")
        .unwrap();
    assert_eq!(one.facts[1].zh, "2026-03-01 10:10 张 报备");
    assert!(
        one.answers
            .iter()
            .any(|(_, answer)| answer.zh.contains("归 甲队 张"))
    );
    let unknown = desk.scenarios(&world.actor("zhangchi"), "九.9");
    assert!(matches!(unknown, Err(Refusal::NotFound)));
}

#[test]
fn a_clause_counts_what_it_decided_within_the_readers_scope() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    register(&world, "zhangchi", &LIN).unwrap();
    register(&world, "lixiang", &CHEN).unwrap();
    world.desk().follow().unwrap();
    let counted = |who: &str| clause(&read(&world, who), "三.1").decided;
    assert_eq!(counted("zhangchi"), 2);
    assert_eq!(counted("lixiang"), 1, "a rival's part of one case");
    assert_eq!(
        counted("sunyue"),
        2,
        "the store of both teams, each case once"
    );
    assert_eq!(counted("wuxian"), 0, "another store");
    assert_eq!(counted("zhengheng"), 2);
    assert_eq!(counted("anlan"), 0, "who sees no cases counts none");
    // The same again changes nothing, another fact of the same case neither.
    register(&world, "zhangchi", &LIN).unwrap();
    world.desk().follow().unwrap();
    assert_eq!(counted("zhengheng"), 2);
}

#[test]
fn a_clause_names_the_readers_cases_that_are_near_its_limit() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let near = |who: &str| {
        let near = clause(&read(&world, who), "三.4").near.clone();
        near.iter().map(|near| near.case).collect::<Vec<_>>()
    };
    assert!(near("zhangchi").is_empty());
    world.pass(25 * DAY);
    assert_eq!(near("zhangchi"), [case]);
    assert!(near("wanglei").is_empty());
}

#[test]
fn the_regulation_is_signed_for_once_by_name_and_time() {
    let world = world();
    let desk = world.desk();
    let signed = |who: &str| desk.to_sign(&world.actor(who)).unwrap().unwrap().signed;
    assert_eq!(signed("zhangchi"), None);
    desk.sign(&world.actor("zhangchi")).unwrap();
    let at = world.now();
    let size = desk.ledger().size().unwrap();
    world.pass(60);
    desk.sign(&world.actor("zhangchi")).unwrap();
    assert_eq!(desk.ledger().size().unwrap(), size, "who has signed, has");
    assert_eq!(signed("zhangchi"), Some(at));
    assert_eq!(signed("wanglei"), None);
    let overseen = |who: &str| {
        let all = desk.signatures(&world.actor(who)).unwrap();
        all.into_iter()
            .map(|one| (one.who, one.signed))
            .collect::<Vec<_>>()
    };
    let of_store = overseen("sunyue");
    assert!(
        of_store.contains(&("张弛".to_owned(), Some(at))),
        "{of_store:?}"
    );
    assert!(
        of_store
            .iter()
            .any(|(who, signed)| who == "王蕾" && signed.is_none())
    );
    assert!(
        !of_store.iter().any(|(who, _)| who == "赵越"),
        "another store's"
    );
    assert_eq!(overseen("zhangchi"), []);
    assert!(
        desk.to_sign(&world.actor("anlan")).unwrap().is_none(),
        "no unit, nothing to sign"
    );
}
