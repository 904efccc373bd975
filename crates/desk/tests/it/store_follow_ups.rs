//! Where a store holds a customer, its other salespeople keep them, too: they name the customer and see no more of the
//! case than what they did.

use desk::Refusal;
use desk::follow_up::{FollowUpInput, StoreFollowUpInput};
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::sight::Sight;

use super::world_under;
use crate::deeds::{CHEN, DAY, LIN, fields, sheet};
use crate::world::World;

/// 柳青 and 梁宇 of 江岸店, 石野 of 武昌店.
pub(crate) fn stores() -> World {
    let world = world_under("6-building-materials");
    for (name, login, store) in [
        ("柳青", "liuqing", "江岸店"),
        ("梁宇", "liangyu", "江岸店"),
        ("石野", "shiye", "武昌店"),
    ] {
        world.hire((name, login), store, "", Role::Salesperson);
    }
    world
}

fn register(world: &World, demand: &str) -> u64 {
    let input = RegistrationInput {
        fields: fields(&[&CHEN[..], &[("demand", demand)]].concat()),
        ..RegistrationInput::default()
    };
    let done = world.desk().register(&world.actor("liuqing"), &input);
    done.unwrap().case
}

fn kept(world: &World, who: &str, pairs: &[(&str, &str)]) -> Result<Receipt, Refusal> {
    let input = StoreFollowUpInput {
        fields: fields(pairs),
        ..StoreFollowUpInput::default()
    };
    world.desk().follow_up_for_store(&world.actor(who), &input)
}

#[test]
fn a_colleague_of_the_store_keeps_the_customer_and_sees_nothing_else_of_the_case() {
    let world = stores();
    let case = register(&world, "瓷砖");
    let before = sheet(&world, "liuqing", case).unwrap().until;
    world.pass(20 * DAY);
    assert!(matches!(
        sheet(&world, "liangyu", case),
        Err(Refusal::NotFound)
    ));
    assert_eq!(kept(&world, "liangyu", &CHEN).unwrap().case, case);
    let after = sheet(&world, "liuqing", case).unwrap();
    assert!(after.until > before);
    assert_eq!(after.holder.unwrap().zh, "江岸店");
    let entry = after
        .timeline
        .iter()
        .find(|line| line.text.zh.contains("梁宇"));
    assert!(entry.is_some(), "whoever is in charge sees who did it");
    let own = sheet(&world, "liangyu", case).unwrap();
    assert_eq!(own.sight, Sight::OwnPart);
    assert_eq!(own.timeline.len(), 1);
    assert!(own.customer.is_empty());
    // The next one is two taps.
    let again = FollowUpInput {
        case,
        ..FollowUpInput::default()
    };
    world.pass(DAY);
    assert!(
        world
            .desk()
            .follow_up(&world.actor("liangyu"), &again)
            .is_ok()
    );
    world.pass(61 * DAY);
    assert!(matches!(
        kept(&world, "liangyu", &CHEN),
        Err(Refusal::NotOfStore { is_several: false })
    ));
}

#[test]
fn another_store_a_stranger_and_an_unclear_case_are_told_apart_from_nothing_held() {
    let world = stores();
    register(&world, "瓷砖");
    let none = |who: &str, pairs: &[(&str, &str)]| {
        let refused = kept(&world, who, pairs);
        let is_none = matches!(refused, Err(Refusal::NotOfStore { is_several: false }));
        assert!(is_none, "{who}: {refused:?}");
    };
    none("shiye", &CHEN);
    none("liangyu", &LIN);
    // A hidden number is nobody for certain.
    none("liangyu", &[("name", "陈远"), ("phone", "139****0001")]);
    register(&world, "地板");
    assert!(matches!(
        kept(&world, "liangyu", &CHEN),
        Err(Refusal::NotOfStore { is_several: true })
    ));
    let named = [&CHEN[..], &[("demand", "地板")]].concat();
    assert!(kept(&world, "liangyu", &named).is_ok());
    let nobody = kept(&world, "liangyu", &[("demand", "地板")]);
    assert!(nobody.is_err());
    // Of a role that follows up nobody's customers.
    assert!(matches!(
        kept(&world, "zhouzheng", &CHEN),
        Err(Refusal::NotAllowed(_))
    ));
}
