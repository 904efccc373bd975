//! A new version of the regulation: signed for again, read with what it changed, without examples that may be untrue.

use desk::Refusal;
use desk::regulation::ClauseChange;
use ledger::record::Command;

use super::world;
use crate::deeds::DAY;
use crate::regulation_page::{clause, read};
use crate::world::{World, pack};

/// Publishes a second version, in force from 2026-03-05 on, in which others are kept off for ten days only.
fn publish_another(world: &World) {
    let (text, regulation) = pack("1-showroom");
    let text = text
        .replace("version = \"1\"", "version = \"2\"")
        .replace("2026-01-01", "2026-03-05")
        .replace("\"30 days\"", "\"10 days\"");
    let regulation = regulation.replace("严格保护三十天", "严格保护十天");
    let publish = Command::Publish {
        pack: text,
        regulation,
    };
    let ledger = world.desk().ledger();
    ledger.carry_out(publish, b"publish").unwrap();
}

#[test]
fn a_version_is_read_with_what_it_changed() {
    let world = world();
    publish_another(&world);
    let desk = world.desk();
    let version = |number| desk.regulation(&world.actor("zhangchi"), Some(number));
    let second = version(2).unwrap();
    assert_eq!(
        (second.shown.number, second.in_force, second.versions.len()),
        (2, 1, 2)
    );
    let Some(ClauseChange::Reworded(before)) = &clause(&second, "三.4").change else {
        panic!("{:?}", clause(&second, "三.4").change);
    };
    assert!(before.zh.contains("三十天"));
    assert_eq!(clause(&second, "三.1").change, None);
    assert!(
        version(1)
            .unwrap()
            .clauses
            .iter()
            .all(|clause| clause.change.is_none())
    );
    for none in [0, 3] {
        assert!(matches!(version(none), Err(Refusal::NotFound)));
    }
    assert_ne!(second.versions[0].hash, second.versions[1].hash);
}

#[test]
fn a_new_version_is_signed_for_anew_before_it_is_in_force() {
    let world = world();
    let desk = world.desk();
    let to_sign = || desk.to_sign(&world.actor("zhangchi")).unwrap().unwrap();
    desk.sign(&world.actor("zhangchi")).unwrap();
    assert!(to_sign().signed.is_some());
    world.pass(60);
    publish_another(&world);
    assert_eq!((to_sign().version.number, to_sign().signed), (2, None));
    assert_eq!(read(&world, "zhangchi").shown.number, 1);
    desk.sign(&world.actor("zhangchi")).unwrap();
    assert_eq!(to_sign().signed, Some(world.now()));
}

#[test]
fn a_regulation_whose_rules_were_changed_has_no_examples() {
    let world = world();
    publish_another(&world);
    let told = |world: &World| {
        let desk = world.desk();
        desk.scenarios(&world.actor("zhangchi"), "三.4").unwrap()
    };
    assert!(!told(&world).is_empty());
    world.pass(5 * DAY);
    assert_eq!(told(&world), []);
    assert_eq!(clause(&read(&world, "zhangchi"), "三.4").scenarios, 0);
}
