//! Who is written to: those who confirmed, of what waits for them, not often, not at night, and again after a failure.

use desk::account::link::LinkToken;
use desk::mail::{AN_HOUR, MailLink, MailTarget, QUIET, ToMail, Worth};
use desk::notices::NoticeKind;
use desk::{Language, Refusal};

use super::world;
use crate::deeds::register;
use crate::world::World;

const ADDRESS: &str = "zhangchi@example.com";

fn set(world: &World, worth: Worth) -> Result<MailTarget, Refusal> {
    let actor = world.actor("zhangchi");
    world
        .desk()
        .set_mailbox(&actor, ADDRESS, (worth, Language::Chinese))
}

fn confirmed(worth: Worth) -> World {
    let world = world();
    world.pass(60 * 60);
    let target = set(&world, worth).unwrap();
    let desk = world.desk();
    desk.use_mail_link(&target.link, MailLink::Confirm).unwrap();
    world
}

/// A colleague registers so many customers of theirs, each told as a collision.
fn collide(world: &World, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let phone = format!("139000070{number:02}");
        let customer = [("name", "林深"), ("phone", phone.as_str())];
        register(world, "zhangchi", &customer).unwrap();
        register(world, "lixiang", &customer).ok();
    }
    world.desk().follow().unwrap();
    world.pass(90);
}

fn to_mail(world: &World) -> Vec<(MailTarget, ToMail)> {
    world.desk().to_mail().unwrap()
}

#[test]
fn nothing_is_sent_before_the_link_was_opened_and_it_opens_once() {
    let world = world();
    world.pass(60 * 60);
    let target = set(&world, Worth::Everything).unwrap();
    assert_eq!(target.address.as_str(), ADDRESS);
    collide(&world, 0..1);
    assert!(to_mail(&world).is_empty(), "unconfirmed");
    let desk = world.desk();
    desk.check_mail_link(&target.link, MailLink::Confirm)
        .unwrap();
    assert!(to_mail(&world).is_empty(), "looking confirms nothing");
    desk.use_mail_link(&target.link, MailLink::Confirm).unwrap();
    let again = desk.use_mail_link(&target.link, MailLink::Confirm);
    assert!(matches!(again, Err(Refusal::LinkVoid)));
    let told = to_mail(&world);
    let [(who, waiting)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(who.address.as_str(), ADDRESS);
    assert_eq!(waiting.kinds, [(NoticeKind::Collision, 1)]);
    desk.mailed(who.staff, Some(waiting), Ok(())).unwrap();
    assert!(to_mail(&world).is_empty(), "it was told");
    // The link of that message ends it, and the address is gone.
    desk.use_mail_link(&who.link, MailLink::Stop).unwrap();
    assert_eq!(desk.mailbox(&world.actor("zhangchi")).unwrap(), None);
    collide(&world, 1..2);
    assert!(to_mail(&world).is_empty(), "ended");
}

#[test]
fn a_link_is_void_after_a_day_and_one_that_is_none_does_nothing() {
    let world = world();
    world.pass(60 * 60);
    let target = set(&world, Worth::Everything).unwrap();
    let desk = world.desk();
    for what in [MailLink::Confirm, MailLink::Stop] {
        for none in ["", "0", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let used = desk.use_mail_link(&LinkToken::from_text(none), what);
            assert!(matches!(used, Err(Refusal::LinkVoid)), "{none}");
        }
    }
    world.pass(24 * 60 * 60);
    let late = desk.use_mail_link(&target.link, MailLink::Confirm);
    assert!(matches!(late, Err(Refusal::LinkVoid)));
}

#[test]
fn what_is_no_address_is_refused() {
    let world = world();
    let actor = world.actor("zhangchi");
    for none in [
        "",
        "zhangchi",
        "@example.com",
        "a@b",
        "a b@example.com",
        "a@example.com\nBcc: b@example.com",
        "<a@example.com>",
        "a@b@example.com",
    ] {
        let desk = world.desk();
        let set = desk.set_mailbox(&actor, none, (Worth::Everything, Language::Chinese));
        let is_named = matches!(
            set,
            Err(Refusal::Missing {
                field: "mail_address"
            })
        );
        assert!(is_named, "{none}");
    }
}

#[test]
fn an_hour_has_its_messages_also_for_whoever_enters_others_addresses() {
    let world = world();
    world.pass(60 * 60);
    let staff = set(&world, Worth::Everything).unwrap().staff;
    world.desk().mailed(staff, None, Ok(())).unwrap();
    for _ in 1..AN_HOUR {
        // Ending it begins no new count.
        world.desk().end_mailbox(&world.actor("zhangchi")).unwrap();
        set(&world, Worth::Everything).unwrap();
        world.desk().mailed(staff, None, Ok(())).unwrap();
    }
    let refused = set(&world, Worth::Everything);
    assert!(matches!(refused, Err(Refusal::TooManyAttempts { .. })));
    world.pass(60 * 60);
    set(&world, Worth::Everything).unwrap();
}

#[test]
fn what_is_not_urgent_waits_for_whoever_wants_urgent_things_only() {
    let world = confirmed(Worth::Urgent);
    collide(&world, 0..2);
    let (_, waiting) = to_mail(&world).pop().unwrap();
    assert_eq!(waiting.kinds, [(NoticeKind::Collision, 2)]);
}

#[test]
fn nobody_is_written_to_at_night() {
    let world = confirmed(Worth::Everything);
    collide(&world, 0..1);
    assert_eq!(to_mail(&world).len(), 1);
    let mut nights = 0;
    for _ in 0..24 {
        let hour = (world.now().seconds() / 3600 + 8) % 24;
        let is_night = hour >= i64::from(QUIET.0) || hour < i64::from(QUIET.1);
        assert_eq!(to_mail(&world).is_empty(), is_night, "{hour}");
        nights += u32::from(is_night);
        world.pass(60 * 60);
    }
    assert_eq!(nights, 11);
}

#[test]
fn what_failed_is_tried_again_ever_later_and_shown_without_the_address() {
    let world = confirmed(Worth::Everything);
    collide(&world, 0..1);
    let mut waits = Vec::new();
    for failures in 1..4 {
        let (who, waiting) = to_mail(&world).pop().unwrap();
        let desk = world.desk();
        desk.mailed(who.staff, Some(&waiting), Err("unreachable"))
            .unwrap();
        let shown = desk.mail_failures(&world.actor("heyun")).unwrap();
        assert_eq!(
            (shown[0].failures, shown[0].problem.as_str()),
            (failures, "unreachable")
        );
        assert!(!format!("{shown:?}").contains(ADDRESS));
        assert!(to_mail(&world).is_empty(), "it waits");
        let wait = shown[0].retry.seconds() - world.now().seconds();
        waits.push(wait);
        world.pass(wait);
    }
    assert_eq!(waits, [60, 120, 240]);
    let (who, waiting) = to_mail(&world).pop().unwrap();
    world
        .desk()
        .mailed(who.staff, Some(&waiting), Ok(()))
        .unwrap();
    let shown = world.desk().mail_failures(&world.actor("heyun")).unwrap();
    assert!(shown.is_empty());
    let seller = world.desk().mail_failures(&world.actor("lixiang"));
    assert!(matches!(seller, Err(Refusal::NotAllowed(_))));
}
