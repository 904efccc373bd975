//! What chat groups are told: their own people's news, no faster than their service takes it, and again after a failure.

use desk::notices::NoticeKind;
use desk::permission::Target;
use desk::robots::{A_MINUTE, NewRobot, RobotTarget, Service, ToTell};
use desk::{Language, Refusal};

use super::world;
use crate::deeds::register;
use crate::world::World;

fn robot(world: &World, unit: &str, kinds: &[NoticeKind]) -> Result<u32, Refusal> {
    let permit = world.actor("heyun").may(Target::Anything).unwrap();
    let new = NewRobot {
        service: Service::Feishu,
        unit: Some(world.unit(unit)),
        address: "https://robot.example/hook".to_owned().into(),
        secret: "SECabc".to_owned().into(),
        language: Language::Chinese,
        kinds: kinds.to_vec(),
    };
    world.desk().add_robot(&permit, new)
}

/// A colleague registers so many customers of another's; each collision is told to both.
fn collide(world: &World, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let phone = format!("139000060{number:02}");
        let customer = [("name", "林深"), ("phone", phone.as_str())];
        register(world, "zhangchi", &customer).unwrap();
        register(world, "lixiang", &customer).ok();
    }
    world.desk().follow().unwrap();
    world.pass(1);
}

fn to_tell(world: &World) -> Vec<(RobotTarget, Vec<ToTell>)> {
    world.desk().to_tell().unwrap()
}

#[test]
fn a_group_is_told_of_its_own_people_only_and_what_was_chosen() {
    let world = world();
    world.pass(10 * 60);
    let team = robot(&world, "甲队", &[NoticeKind::Collision]).unwrap();
    robot(&world, "丙队", &[NoticeKind::Collision]).unwrap();
    robot(&world, "甲队", &[NoticeKind::WalkIn]).unwrap();
    collide(&world, 0..1);
    let told = to_tell(&world);
    let [(target, messages)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!((target.robot, target.service), (team, Service::Feishu));
    assert_eq!(
        (target.address.as_str(), target.secret.as_str()),
        ("https://robot.example/hook", "SECabc")
    );
    let [message] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    assert_eq!(message.kind, NoticeKind::Collision);
    assert!(message.case.is_some());
    world.desk().told_group(team, *message, Ok(())).unwrap();
    assert!(
        to_tell(&world).is_empty(),
        "what was told is not told again"
    );
}

#[test]
fn a_minute_holds_as_many_messages_as_the_service_takes() {
    let world = world();
    world.pass(10 * 60);
    let team = robot(&world, "甲队", &[NoticeKind::Collision]).unwrap();
    collide(&world, 0..A_MINUTE + 3);
    let tell_all = || {
        let mut count = 0;
        while let Some((_, messages)) = to_tell(&world).pop() {
            for message in messages {
                world.desk().told_group(team, message, Ok(())).unwrap();
                count += 1;
            }
        }
        count
    };
    assert_eq!(tell_all(), A_MINUTE);
    world.pass(60);
    assert_eq!(tell_all(), 3);
}

#[test]
fn what_failed_is_shown_and_tried_again_ever_later() {
    let world = world();
    world.pass(10 * 60);
    let team = robot(&world, "甲队", &[NoticeKind::Collision]).unwrap();
    collide(&world, 0..1);
    let line = || {
        let lines = world.desk().robots(&world.actor("heyun")).unwrap();
        lines.into_iter().next().unwrap()
    };
    let mut waits = Vec::new();
    for failures in 1..4 {
        let (_, messages) = to_tell(&world).pop().unwrap();
        world
            .desk()
            .told_group(team, messages[0], Err("timeout"))
            .unwrap();
        assert_eq!(
            (line().failures, line().problem.as_str()),
            (failures, "timeout")
        );
        assert!(to_tell(&world).is_empty(), "it waits");
        let wait = line().retry.seconds() - world.now().seconds();
        waits.push(wait);
        world.pass(wait);
    }
    assert_eq!(waits, [30, 60, 120]);
    let (_, messages) = to_tell(&world).pop().unwrap();
    world.desk().told_group(team, messages[0], Ok(())).unwrap();
    assert_eq!((line().failures, line().problem.as_str()), (0, ""));
}

#[test]
fn robots_keep_off_the_full_hour() {
    let world = world();
    world.pass(10 * 60);
    robot(&world, "甲队", &[NoticeKind::Collision]).unwrap();
    collide(&world, 0..1);
    let to_the_hour = 3600 - world.now().seconds().rem_euclid(3600);
    world.pass(to_the_hour);
    assert!(to_tell(&world).is_empty());
    world.pass(50);
    assert_eq!(to_tell(&world).len(), 1);
}

#[test]
fn a_robot_is_kept_by_who_keeps_units_and_its_secret_is_shown_to_nobody() {
    let world = world();
    let number = robot(&world, "甲队", &[NoticeKind::Collision]).unwrap();
    let lines = world.desk().robots(&world.actor("heyun")).unwrap();
    assert!(!format!("{lines:?}").contains("SECabc"));
    for who in ["zhangchi", "sunyue", "anlan"] {
        let tried = world.desk().robots(&world.actor(who));
        assert!(matches!(tried, Err(Refusal::NotAllowed(_))), "{who}");
    }
    let nothing = robot(&world, "甲队", &[]);
    assert!(matches!(nothing, Err(Refusal::Missing { field: "kinds" })));
    let permit = || world.actor("heyun").may(Target::Anything).unwrap();
    world.desk().drop_robot(&permit(), number).unwrap();
    let gone = world.desk().robot_target(&permit(), number);
    assert!(matches!(gone, Err(Refusal::NotFound)));
}
