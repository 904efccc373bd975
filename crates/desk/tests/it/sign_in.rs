//! Accounts as their owners meet them.

use desk::account::SignInStep;
use desk::account::link::LinkToken;
use desk::account::opening::AccountState;
use desk::account::password::PasswordProblem;
use desk::account::second_factor::ShownAgain;
use desk::account::set_up::SetUpForm;
use desk::account::set_up_link;
use desk::account::token::Token;
use desk::notices::{NoticeKind, NoticeList};
use desk::permission::Target;
use desk::{Actor, Language, Refusal};

use super::world;
use crate::world::{PASSWORD, SHOP, World};

pub(crate) const ELSEWHERE: &str = "198.51.100.7";

/// What somebody is told, the newest first.
pub(crate) fn told(world: &World, login: &str) -> Vec<NoticeKind> {
    let actor = world.actor(login);
    let notices = world
        .desk()
        .notices(&actor, NoticeList::Open, None, 50)
        .unwrap();
    let counts = world.desk().notice_counts(&actor).unwrap();
    assert_eq!(counts.open, notices.len() as u64);
    notices.iter().map(|notice| notice.kind).collect()
}

fn set_up_form(login: &str) -> SetUpForm {
    SetUpForm {
        name: "安澜".to_owned(),
        login: login.to_owned(),
        password: PASSWORD.to_owned().into(),
    }
}

#[test]
fn a_wrong_password_an_unknown_login_and_a_closed_account_are_told_alike() {
    let world = world();
    let desk = world.desk();
    let accounts = world.actor("anlan").may(Target::Anything).unwrap();
    let lines = desk.accounts(&accounts).unwrap();
    let closed = lines.iter().find(|line| line.login == "wuxian").unwrap();
    let session = world.token("wuxian");
    desk.close_account(&accounts, closed.account, AccountState::Closed)
        .unwrap();
    assert!(desk.actor(&session, SHOP).unwrap().is_none());
    for (login, password) in [
        ("zhangchi", "not-the-password"),
        ("nobody", PASSWORD),
        ("wuxian", PASSWORD),
    ] {
        let refused = world.sign_in(login, password, SHOP).unwrap_err();
        assert!(matches!(refused, Refusal::SignIn), "{login}: {refused:?}");
    }
    let signed = world.sign_in(" ZhangChi ", PASSWORD, SHOP).unwrap();
    assert_eq!(signed.next, SignInStep::Done);
}

#[test]
fn recovery_codes_are_renewed_by_password_and_code_and_the_old_ones_end() {
    let world = world();
    let token = world.token("zhengheng");
    let desk = world.desk();
    let actor = world.actor("zhengheng");
    let without = desk.recovery_codes_left(&world.actor("zhangchi"));
    assert_eq!(without.unwrap(), None);
    world.pass(60);
    let code = world.code(&world.secret_of("zhengheng"));
    let renew = |password: &str, code: &str| desk.renew_recovery_codes(&token, password, code);
    let wrong = renew("not-the-password-9", &code);
    assert!(matches!(wrong, Err(Refusal::SignIn)), "{wrong:?}");
    let wrong = renew(PASSWORD, "000000");
    assert!(matches!(wrong, Err(Refusal::Code)), "{wrong:?}");
    let old = renew(PASSWORD, &code).unwrap();
    // One of the codes does where the phone is lost.
    let new = renew(PASSWORD, &old.0[0]).unwrap();
    assert_eq!(desk.recovery_codes_left(&actor).unwrap(), Some(10));
    assert!(told(&world, "zhengheng").contains(&NoticeKind::RecoveryCodesRenewed));
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let with = |code: &str| desk.second_factor(&signed.token, code, &signed.device);
    assert!(matches!(with(&old.0[1]), Err(Refusal::Code)));
    assert_eq!(with(&new.0[0]).unwrap(), SignInStep::Done);
    assert_eq!(desk.recovery_codes_left(&actor).unwrap(), Some(9));
    // Whoever has only shown the password so far renews nothing.
    let halfway = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap().token;
    let early = desk.renew_recovery_codes(&halfway, PASSWORD, &new.0[1]);
    assert!(matches!(early, Err(Refusal::SignedOut)));
}

#[test]
fn a_language_chosen_goes_with_its_owner_to_every_device() {
    let world = world();
    let token = world.token("zhangchi");
    assert_eq!(world.actor("zhangchi").language, None);
    world
        .desk()
        .keep_language(&token, Language::English)
        .unwrap();
    let elsewhere = world
        .sign_in("zhangchi", PASSWORD, ELSEWHERE)
        .unwrap()
        .token;
    let actor = world.desk().actor(&elsewhere, ELSEWHERE).unwrap().unwrap();
    assert_eq!(actor.language, Some(Language::English));
    assert_eq!(world.actor("wanglei").language, None);
    // Nobody chooses for whom they only know the password.
    let halfway = {
        world.token("zhengheng");
        world.sign_in("zhengheng", PASSWORD, SHOP).unwrap().token
    };
    world
        .desk()
        .keep_language(&halfway, Language::English)
        .unwrap();
    assert_eq!(world.actor("zhengheng").language, None);
}

#[test]
fn a_role_asks_for_a_second_factor_whose_codes_count_once() {
    let world = world();
    world.token("zhengheng");
    let secret = world.secret_of("zhengheng");
    let desk = world.desk();
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    assert_eq!(signed.next, SignInStep::SecondFactor);
    assert!(desk.actor(&signed.token, SHOP).unwrap().is_none());
    let used = world.code(&secret);
    let again = desk.second_factor(&signed.token, &used, &signed.device);
    assert!(matches!(again, Err(Refusal::Code)), "set up with this code");
    world.pass(30);
    let code = world.code(&secret);
    let next = desk.second_factor(&signed.token, &code, &signed.device);
    assert_eq!(next.unwrap(), SignInStep::Done);
    let actor = desk.actor(&signed.token, SHOP).unwrap().unwrap();
    assert_eq!(actor.name, "郑衡");
    let other = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let again = desk.second_factor(&other.token, &code, &other.device);
    assert!(matches!(again, Err(Refusal::Code)), "used a moment ago");
    world.pass(60);
    assert!(matches!(
        desk.second_factor(&other.token, &code, &other.device),
        Err(Refusal::Code)
    ));
}

#[test]
fn guessing_codes_is_slowed_down() {
    let world = world();
    world.token("zhengheng");
    let desk = world.desk();
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let guess = || desk.second_factor(&signed.token, "000000", &signed.device);
    while matches!(guess(), Err(Refusal::Code)) {}
    assert!(matches!(guess(), Err(Refusal::TooManyAttempts { .. })));
    // A new sign-in gives no new guesses.
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let guess = desk.second_factor(&signed.token, "000000", &signed.device);
    assert!(matches!(guess, Err(Refusal::TooManyAttempts { .. })));
}

#[test]
fn a_recovery_code_opens_once_and_its_use_is_told() {
    let world = world();
    let desk = world.desk();
    let signed = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let enrolment = desk.begin_second_factor(&signed.token).unwrap();
    assert!(
        enrolment
            .address
            .starts_with("otpauth://totp/baobei:zhengheng?secret=")
    );
    let wrong = desk.confirm_second_factor(
        &signed.token,
        "000000",
        &ShownAgain::default(),
        &signed.device,
    );
    assert!(matches!(wrong, Err(Refusal::Code)));
    let code = world.code(&enrolment.secret);
    let (codes, _) = desk
        .confirm_second_factor(&signed.token, &code, &ShownAgain::default(), &signed.device)
        .unwrap();
    assert_eq!(codes.0.len(), 10);
    let typed = codes.0[3].to_uppercase().replace('-', " ");
    let again = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let next = desk.second_factor(&again.token, &typed, &again.device);
    assert_eq!(next.unwrap(), SignInStep::Done);
    let third = world.sign_in("zhengheng", PASSWORD, SHOP).unwrap();
    let used = desk.second_factor(&third.token, &typed, &third.device);
    assert!(matches!(used, Err(Refusal::Code)));
    let actor: Actor = desk.actor(&again.token, SHOP).unwrap().unwrap();
    let notices = desk.notices(&actor, NoticeList::Open, None, 50).unwrap();
    let kinds: Vec<NoticeKind> = notices.iter().map(|notice| notice.kind).collect();
    assert!(kinds.contains(&NoticeKind::RecoveryCodeUsed), "{kinds:?}");
}

#[test]
fn a_session_ends_when_idle_when_old_when_revoked_and_when_the_password_changes() {
    let world = world();
    let desk = world.desk();
    let first = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap().token;
    let second = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap().token;
    let actor = |token: &Token| desk.actor(token, SHOP).unwrap();
    let lines = desk.sessions_of(&actor(&first).unwrap(), &first).unwrap();
    assert_eq!(lines.len(), 2);
    let other = lines.iter().find(|line| !line.is_this).unwrap();
    desk.revoke_session(&actor(&first).unwrap(), &other.id)
        .unwrap();
    assert!(actor(&second).is_none());
    let stranger = world.actor("wanglei");
    let not_theirs = desk.revoke_session(&stranger, &lines[0].id);
    assert!(matches!(not_theirs, Err(Refusal::NotFound)));
    for _ in 0..8 {
        world.pass(100 * 60);
        assert!(actor(&first).is_some());
    }
    world.pass(41 * 60);
    assert!(actor(&first).is_none(), "fourteen hours are over");
    let idle = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap().token;
    world.pass(121 * 60);
    assert!(actor(&idle).is_none());
    let here = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap().token;
    let there = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap().token;
    let change = |new| desk.change_password(&here, PASSWORD, new);
    for (new, problem) in [
        ("12345678", PasswordProblem::Breached),
        ("zhangchi-zhangchi", PasswordProblem::Guessable),
        (PASSWORD, PasswordProblem::Unchanged),
    ] {
        let Err(Refusal::Password(told)) = change(new) else {
            panic!("{new} will do");
        };
        assert_eq!(told, problem);
    }
    change("violet-anchor-harvest-40").unwrap();
    assert!(actor(&here).is_some() && actor(&there).is_none());
    assert!(world.sign_in("zhangchi", PASSWORD, SHOP).is_err());
}

#[test]
fn one_account_in_two_places_is_told_to_its_owner_and_to_the_auditor() {
    let world = world();
    world.actor("zhangchi");
    world.sign_in("zhangchi", PASSWORD, ELSEWHERE).unwrap();
    let kinds = told(&world, "zhangchi");
    assert!(kinds.contains(&NoticeKind::TwoPlaces), "{kinds:?}");
    assert!(kinds.contains(&NoticeKind::NewDevice), "{kinds:?}");
    assert!(told(&world, "zhengheng").contains(&NoticeKind::TwoPlacesOf));
    assert!(!told(&world, "wanglei").contains(&NoticeKind::TwoPlacesOf));
}

#[test]
fn a_session_carried_elsewhere_is_two_places_too() {
    let world = world();
    let token = world.token("zhangchi");
    assert!(world.desk().actor(&token, ELSEWHERE).unwrap().is_some());
    assert!(told(&world, "zhangchi").contains(&NoticeKind::TwoPlaces));
}

#[test]
fn the_set_up_link_opens_once_within_the_hour_and_only_before_anybody_has_a_role() {
    let world = World::founded(world().on_server);
    let desk = world.desk();
    assert!(!desk.is_set_up().unwrap());
    let older = desk.set_up_link(None).unwrap().unwrap();
    let link = desk.set_up_link(None).unwrap().unwrap();
    let refused = desk.set_up(&older, &set_up_form("anlan"));
    assert!(matches!(refused, Err(Refusal::LinkVoid)));
    world.pass(60 * 60);
    let refused = desk.set_up(&link, &set_up_form("anlan"));
    assert!(matches!(refused, Err(Refusal::LinkVoid)));
    let link = desk.set_up_link(None).unwrap().unwrap();
    let weak = SetUpForm {
        password: "password123".to_owned().into(),
        ..set_up_form("anlan")
    };
    assert!(matches!(
        desk.set_up(&link, &weak),
        Err(Refusal::Password(_))
    ));
    desk.set_up(&link, &set_up_form("anlan")).unwrap();
    let again = desk.set_up(&link, &set_up_form("another"));
    assert!(matches!(again, Err(Refusal::LinkVoid)));
    assert!(desk.is_set_up().unwrap());
    assert!(desk.set_up_link(None).unwrap().is_none());
}

#[test]
fn a_link_by_command_voids_the_one_before_while_the_program_has_the_ledger() {
    let world = World::founded(world().on_server);
    let desk = world.desk();
    let folder = desk.ledger().folder();
    // Nothing says that nobody was set up yet: only the ledger knows.
    assert_eq!(set_up_link::renew(folder, world.now()).unwrap(), None);
    let printed = desk.set_up_link(None).unwrap().unwrap();
    desk.note_address("http://127.0.0.1:8080").unwrap();
    let made = set_up_link::renew(folder, world.now()).unwrap().unwrap();
    assert_eq!(made.url.as_deref(), Some("http://127.0.0.1:8080"));
    let void = desk.check_set_up_link(&printed);
    assert!(matches!(void, Err(Refusal::LinkVoid)));
    desk.check_set_up_link(&made.token).unwrap();
    // Whoever starts the program leaves it as it is, as long as it opens anything.
    let until = desk.set_up_link_told_before().unwrap();
    assert_eq!(until, Some(world.now().plus_seconds(60 * 60)));
    world.pass(60 * 60);
    assert_eq!(desk.set_up_link_told_before().unwrap(), None);
    let void = desk.check_set_up_link(&made.token);
    assert!(matches!(void, Err(Refusal::LinkVoid)));
    let made = desk.set_up_link_by_command().unwrap().unwrap();
    desk.set_up(&made.token, &set_up_form("anlan")).unwrap();
    assert_eq!(set_up_link::renew(folder, world.now()).unwrap(), None);
    assert_eq!(desk.set_up_link_by_command().unwrap(), None);
}

#[test]
fn a_link_that_somebody_wrote_into_the_folder_opens_nothing_that_is_set_up() {
    let world = world();
    let desk = world.desk();
    let folder = desk.ledger().folder();
    let kept = std::fs::read_dir(folder).unwrap();
    let names = kept.map(|file| file.unwrap().file_name());
    assert!(names.into_iter().all(|name| name != "set-up-link"));
    std::fs::write(folder.join("set-up-link"), "baobei-set-up-link-v1\nhash \n").unwrap();
    assert_eq!(set_up_link::renew(folder, world.now()).unwrap(), None);
    // One of another company, which opens there.
    let other = World::founded(None);
    let chosen = LinkToken::from_text("chosen");
    other.desk().set_up_link(Some(chosen.text())).unwrap();
    let from = other.desk().ledger().folder().join("set-up-link");
    std::fs::copy(from, folder.join("set-up-link")).unwrap();
    other.desk().check_set_up_link(&chosen).unwrap();
    let refused = desk.set_up(&chosen, &set_up_form("another"));
    assert!(matches!(refused, Err(Refusal::LinkVoid)));
}

#[test]
fn a_reset_password_is_the_owners_choice_by_a_link_that_opens_once() {
    let world = world();
    let desk = world.desk();
    let accounts = world.actor("anlan").may(Target::Anything).unwrap();
    let lines = desk.accounts(&accounts).unwrap();
    let number = |login: &str| {
        lines
            .iter()
            .find(|line| line.login == login)
            .unwrap()
            .account
    };
    let session = world.token("zhangchi");
    let own = desk.password_link(&accounts, number("anlan"));
    assert!(matches!(own, Err(Refusal::OwnAffair)));
    let link = desk.password_link(&accounts, number("zhangchi")).unwrap();
    desk.check_password_link(&link).unwrap();
    assert!(matches!(
        desk.choose_password(&link, "short"),
        Err(Refusal::Password(PasswordProblem::TooShort))
    ));
    desk.choose_password(&link, "violet-anchor-harvest-40")
        .unwrap();
    assert!(matches!(
        desk.choose_password(&link, "granite-willow-chorus-55"),
        Err(Refusal::LinkVoid)
    ));
    assert!(desk.actor(&session, SHOP).unwrap().is_none());
    let signed = world
        .sign_in("zhangchi", "violet-anchor-harvest-40", SHOP)
        .unwrap();
    let actor = desk.actor(&signed.token, SHOP).unwrap().unwrap();
    let notices = desk.notices(&actor, NoticeList::Open, None, 50).unwrap();
    assert!(
        notices
            .iter()
            .any(|notice| notice.kind == NoticeKind::PasswordChanged)
    );
}

#[test]
fn a_notice_that_is_done_is_counted_and_listed_as_done() {
    let world = world();
    let desk = world.desk();
    world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    let actor = world.actor("zhangchi");
    let open = desk.notices(&actor, NoticeList::Open, None, 50).unwrap();
    let first = open[0];
    let not_theirs = desk.finish_notice(&world.actor("wanglei"), 99);
    assert!(matches!(not_theirs, Err(Refusal::NotFound)));
    desk.finish_notice(&actor, first.number).unwrap();
    let counts = desk.notice_counts(&actor).unwrap();
    assert_eq!((counts.open, counts.done), (open.len() as u64 - 1, 1));
    let done = desk.notices(&actor, NoticeList::Done, None, 50).unwrap();
    assert_eq!(done.len(), 1);
    assert_eq!(
        (done[0].number, done[0].done),
        (first.number, Some(world.now()))
    );
}
