//! Guessing passwords is slowed down, and colleagues are not.

use desk::Refusal;
use desk::account::SignInStep;
use desk::notices::NoticeKind;

use super::sign_in::{ELSEWHERE, told};
use super::world;
use crate::world::{PASSWORD, SHOP};

#[test]
fn whoever_guesses_elsewhere_waits_and_the_colleague_does_not() {
    let world = world();
    world.token("zhangchi");
    let guess = || world.sign_in("zhangchi", "guess-guess-guess", ELSEWHERE);
    for _ in 0..5 {
        assert!(matches!(guess(), Err(Refusal::SignIn)));
    }
    let Err(Refusal::TooManyAttempts { until }) = guess() else {
        panic!("the sixth guess is looked at");
    };
    assert!(until > world.now());
    // Also the right password has to wait there, and nowhere else.
    let there = world.sign_in("zhangchi", PASSWORD, ELSEWHERE);
    assert!(matches!(there, Err(Refusal::TooManyAttempts { .. })));
    world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    world.pass(until.seconds() - world.now().seconds());
    world.sign_in("zhangchi", PASSWORD, ELSEWHERE).unwrap();
    assert!(told(&world, "zhangchi").contains(&NoticeKind::PasswordGuessed));
}

#[test]
fn a_colleague_at_the_same_address_does_not_keep_one_out_of_ones_own_browser() {
    let world = world();
    let signed = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    while !matches!(
        world.sign_in("zhangchi", "guess-guess-guess", SHOP),
        Err(Refusal::TooManyAttempts { .. })
    ) {}
    let own = world.sign_in_with("zhangchi", PASSWORD, SHOP, Some(signed.device));
    assert_eq!(own.unwrap().next, SignInStep::Done);
}

#[test]
fn guesses_from_very_many_addresses_are_slowed_down_and_a_known_browser_is_not() {
    let world = world();
    let signed = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    let mut looked_at = 0;
    for number in 0..60 {
        let from = format!("198.51.100.{number}");
        let guess = world.sign_in("zhangchi", "guess-guess-guess", &from);
        looked_at += i32::from(matches!(guess, Err(Refusal::SignIn)));
    }
    assert_eq!(
        looked_at,
        50 - 1,
        "one sign-in before came from an address, too"
    );
    world
        .sign_in_with("zhangchi", PASSWORD, SHOP, Some(signed.device))
        .unwrap();
}

#[test]
fn who_tries_many_accounts_from_one_address_waits_and_colleagues_there_do_not() {
    let world = world();
    let known = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    let mut looked_at = 0;
    for number in 0..60 {
        let guess = world.sign_in(&format!("nobody{number}"), "summer-2026-summer", SHOP);
        looked_at += i32::from(matches!(guess, Err(Refusal::SignIn)));
    }
    assert_eq!(looked_at, 40);
    // A browser that the address is not known for waits, whosever account it is: not for long.
    let Err(Refusal::TooManyAttempts { until }) = world.sign_in("wanglei", PASSWORD, SHOP) else {
        panic!("one password for all is tried on");
    };
    assert!(until <= world.now().plus_seconds(15 * 60));
    // Colleagues in the browsers they always use do not notice, nor does anybody elsewhere.
    let own = world.sign_in_with("zhangchi", PASSWORD, SHOP, Some(known.device));
    assert_eq!(own.unwrap().next, SignInStep::Done);
    world.sign_in("wanglei", PASSWORD, ELSEWHERE).unwrap();
    world.pass(until.seconds() - world.now().seconds());
    world.sign_in("lixiang", PASSWORD, SHOP).unwrap();
}

#[test]
fn an_office_whose_people_sign_in_all_day_is_never_asked_to_wait() {
    let world = world();
    for _ in 0..50 {
        for login in ["zhangchi", "wanglei"] {
            world.sign_in(login, PASSWORD, SHOP).unwrap();
        }
    }
}
