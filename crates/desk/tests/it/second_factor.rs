//! The second factor as its owner sets it up, replaces and loses it.

use desk::Refusal;
use desk::account::SignInStep;
use desk::account::second_factor::ShownAgain;
use desk::notices::{NoticeKind, NoticeList};
use desk::permission::Target;

use super::sign_in::told;
use super::world;
use crate::world::{PASSWORD, SHOP};

/// Whoever finds a browser left open has the session, and neither the password nor the phone.
#[test]
fn a_session_alone_replaces_no_second_factor() {
    let world = world();
    let desk = world.desk();
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let asked = desk.second_factor_asks(&signed.token).unwrap();
    assert!(!asked.password && !asked.code, "on the way in: {asked:?}");
    let old = desk.begin_second_factor(&signed.token).unwrap().secret;
    let first = world.code(&old);
    let nothing = ShownAgain::default();
    let (codes, _) = desk
        .confirm_second_factor(&signed.token, &first, &nothing, &signed.device)
        .unwrap();
    world.pass(60);
    let asked = desk.second_factor_asks(&signed.token).unwrap();
    assert!(asked.password && asked.code, "{asked:?}");
    let new = desk.begin_second_factor(&signed.token).unwrap().secret;
    let replace = |password: &str, code: &str| {
        let again = ShownAgain {
            password: password.to_owned().into(),
            code: code.to_owned().into(),
        };
        let shown = world.code(&new);
        desk.confirm_second_factor(&signed.token, &shown, &again, &signed.device)
    };
    assert!(matches!(replace("", ""), Err(Refusal::SignIn)));
    let by_code_alone = replace("not-the-password-9", &world.code(&old));
    assert!(matches!(by_code_alone, Err(Refusal::SignIn)));
    assert!(matches!(replace(PASSWORD, ""), Err(Refusal::Code)));
    let by_the_new_one = replace(PASSWORD, &world.code(&new));
    assert!(matches!(by_the_new_one, Err(Refusal::Code)));
    // What was refused changed nothing: the one in force still opens.
    let next = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let opened = desk.second_factor(&next.token, &world.code(&old), &next.device);
    assert_eq!(opened.unwrap(), SignInStep::Done);
    world.pass(60);
    replace(PASSWORD, &world.code(&old)).unwrap();
    let gone = desk.actor(&next.token, SHOP).unwrap();
    assert!(gone.is_none(), "other sessions end with it");
    world.pass(60);
    let last = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let by = |code: &str| desk.second_factor(&last.token, code, &last.device);
    assert!(matches!(by(&world.code(&old)), Err(Refusal::Code)));
    assert!(matches!(by(&codes.0[0]), Err(Refusal::Code)));
    assert_eq!(by(&world.code(&new)).unwrap(), SignInStep::Done);
    let actor = desk.actor(&last.token, SHOP).unwrap().unwrap();
    let notices = desk.notices(&actor, NoticeList::Copied, None, 50);
    let notices = notices.unwrap();
    let told = notices
        .iter()
        .filter(|notice| notice.kind == NoticeKind::SecondFactorSet);
    assert_eq!(told.count(), 2);
}

#[test]
fn a_recovery_code_replaces_a_lost_second_factor_with_the_password() {
    let world = world();
    let desk = world.desk();
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let old = desk.begin_second_factor(&signed.token).unwrap().secret;
    let nothing = ShownAgain::default();
    let (codes, _) = desk
        .confirm_second_factor(&signed.token, &world.code(&old), &nothing, &signed.device)
        .unwrap();
    let new = desk.begin_second_factor(&signed.token).unwrap().secret;
    let again = ShownAgain {
        password: PASSWORD.to_owned().into(),
        code: codes.0[0].clone(),
    };
    desk.confirm_second_factor(&signed.token, &world.code(&new), &again, &signed.device)
        .unwrap();
    world.pass(60);
    let next = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let opened = desk.second_factor(&next.token, &world.code(&new), &next.device);
    assert_eq!(opened.unwrap(), SignInStep::Done);
}

/// Somebody without a second factor may set one up of their own, and only they: it would keep the owner out.
#[test]
fn a_session_alone_sets_up_no_second_factor_either() {
    let world = world();
    let desk = world.desk();
    let signed = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    let asked = desk.second_factor_asks(&signed.token).unwrap();
    assert!(asked.password && !asked.code, "{asked:?}");
    let secret = desk.begin_second_factor(&signed.token).unwrap().secret;
    let set = |password: &str| {
        let again = ShownAgain {
            password: password.to_owned().into(),
            ..ShownAgain::default()
        };
        desk.confirm_second_factor(&signed.token, &world.code(&secret), &again, &signed.device)
    };
    assert!(matches!(set(""), Err(Refusal::SignIn)));
    set(PASSWORD).unwrap();
}

#[test]
fn whether_a_role_asks_for_a_second_factor_is_told_apart_from_wanting_one() {
    let world = world();
    let desk = world.desk();
    for (login, is_required) in [("zhengheng", true), ("zhangchi", false)] {
        let signed = world.sign_in(login, PASSWORD, SHOP).unwrap();
        let asked = desk.second_factor_asks(&signed.token).unwrap();
        assert_eq!(asked.is_required, is_required, "{login}");
    }
}

#[test]
fn a_second_factor_that_was_lost_is_taken_away_by_somebody_else_and_set_up_anew() {
    let world = world();
    let desk = world.desk();
    let session = world.token("zhengheng");
    let accounts = world.actor("anlan").may(Target::Anything).unwrap();
    let lines = desk.accounts(&accounts).unwrap();
    let number = |login: &str| {
        lines
            .iter()
            .find(|line| line.login == login)
            .unwrap()
            .account
    };
    let own = desk.drop_second_factor(&accounts, number("anlan"));
    assert!(matches!(own, Err(Refusal::OwnAffair)));
    desk.drop_second_factor(&accounts, number("zhengheng"))
        .unwrap();
    assert!(desk.actor(&session, SHOP).unwrap().is_none());
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    assert_eq!(signed.next, SignInStep::SetUpSecondFactor);
    assert!(desk.actor(&signed.token, SHOP).unwrap().is_none());
    assert!(told(&world, "zhengheng").contains(&NoticeKind::SecondFactorDropped));
}
