//! By a code sent to the customer's phone: with a registration, and later in a case.

use desk::Refusal;
use desk::act::{ActEntry, ActInput};
use desk::consent::code::{CODE_MINUTES, CodeProblem, CodeToSend};
use desk::register::RegistrationInput;

use super::{form, ways, world_under};
use crate::deeds::fields;
use crate::world::World;

/// A company that can send codes.
fn sending(regulation: &str) -> World {
    let mut world = world_under(regulation);
    world.settings.sends_codes = true;
    let folder = world.path();
    world.reopen_at(&folder);
    world
}

/// The notice is ticked.
fn notice() -> Vec<String> {
    vec!["registration".to_owned()]
}

fn send(world: &World, who: &str, phone: &str) -> Result<CodeToSend, CodeProblem> {
    let sent =
        world
            .desk()
            .consent_code(&world.actor(who), &fields(&[("phone", phone)]), &notice());
    sent.map_err(|refused| match refused {
        Refusal::ConsentCode(problem) => problem,
        other => panic!("{other:?}"),
    })
}

/// A registration with a code, the notice ticked.
fn with_code(
    world: &World,
    who: &str,
    (phone, code, key): (&str, &str, &str),
) -> Result<u64, Refusal> {
    let form = RegistrationInput {
        code: code.to_owned(),
        key: key.to_owned(),
        ..form(phone, &["registration"], &[])
    };
    let done = world.desk().register(&world.actor(who), &form)?;
    Ok(done.case)
}

/// What was wrong with a code.
fn wrong<T: std::fmt::Debug>(done: Result<T, Refusal>) -> CodeProblem {
    match done {
        Err(Refusal::ConsentCode(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

/// Six digits that are not those.
fn other_than(code: &str) -> &'static str {
    match code {
        "123456" => "654321",
        _ => "123456",
    }
}

#[test]
fn a_code_that_was_read_out_is_consent_by_code_of_that_number_alone() {
    let world = sending("4-consumer");
    let form = world
        .desk()
        .registration_form(&world.actor("wanglei"))
        .unwrap();
    assert!(form.takes_code);
    let sent = send(&world, "wanglei", "139 0000 0001").unwrap();
    assert_eq!((sent.phone.as_str(), sent.code.len()), ("13900000001", 6));
    assert!(!format!("{sent:?}").contains(sent.code.as_str()));
    let code = sent.code.as_str();
    // Of another number, or of a colleague, it is none.
    for (who, phone) in [("wanglei", "13900000002"), ("zhaoyue", "13900000001")] {
        let none = with_code(&world, who, (phone, code, "one"));
        assert_eq!(wrong(none), CodeProblem::NoneSent);
    }
    let case = with_code(&world, "wanglei", ("13900000001", code, "one")).unwrap();
    assert_eq!(ways(&world, "wanglei", case), ["短信验证码同意"]);
    // The same form sent again gets the same answer; another does not get through by it.
    let again = with_code(&world, "wanglei", ("13900000001", code, "one")).unwrap();
    assert_eq!(again, case);
    let two = with_code(&world, "wanglei", ("13900000001", code, "two"));
    assert_eq!(wrong(two), CodeProblem::Used);
}

#[test]
fn a_code_names_what_is_ticked_and_is_consent_to_nothing_else() {
    let world = sending("4-consumer");
    let asks = |consents: &[String]| {
        let phone = fields(&[("phone", "13900000001")]);
        let actor = world.actor("wanglei");
        world.desk().consent_code(&actor, &phone, consents)
    };
    assert!(matches!(
        asks(&[]),
        Err(Refusal::ConsentCode(CodeProblem::NothingTicked))
    ));
    let sent = asks(&notice()).unwrap();
    let named: Vec<&str> = sent.scopes.iter().map(|text| text.zh.as_str()).collect();
    assert_eq!(named, ["顾客同意"]);
    let more = RegistrationInput {
        code: sent.code.to_string(),
        ..form("13900000001", &["registration", "guardian"], &[])
    };
    let refused = world.desk().register(&world.actor("wanglei"), &more);
    assert_eq!(wrong(refused), CodeProblem::Wrong { tries: 4 });
    let as_sent = ("13900000001", sent.code.as_str(), "one");
    with_code(&world, "wanglei", as_sent).unwrap();
}

#[test]
fn a_code_holds_five_minutes_and_five_tries() {
    let world = sending("4-consumer");
    let sent = send(&world, "wanglei", "13900000001").unwrap();
    let other = ("13900000001", other_than(&sent.code), "a");
    for tries in [4, 3, 2, 1] {
        let refused = with_code(&world, "wanglei", other);
        assert_eq!(wrong(refused), CodeProblem::Wrong { tries });
    }
    let right = ("13900000001", sent.code.as_str(), "a");
    for typed in [other, right] {
        let refused = with_code(&world, "wanglei", typed);
        assert_eq!(wrong(refused), CodeProblem::TriedOut);
    }
    let sent = send(&world, "wanglei", "13900000002").unwrap();
    world.pass(CODE_MINUTES * 60);
    let late = ("13900000002", sent.code.as_str(), "b");
    let refused = with_code(&world, "wanglei", late);
    assert_eq!(wrong(refused), CodeProblem::TooOld);
    // Nothing was registered by any of it.
    let free = with_code(&world, "wanglei", ("13900000001", "", "c")).unwrap();
    assert_eq!(ways(&world, "wanglei", free), ["线上勾选同意"]);
}

/// Consent to something in a case that is there, by a code.
fn later(case: u64, scope: &str, code: &str, key: &str) -> ActInput {
    ActInput {
        case: Some(case),
        act: "consent".to_owned(),
        entry: ActEntry {
            what: scope.to_owned(),
            ..ActEntry::default()
        },
        code: code.to_owned(),
        key: key.to_owned(),
        ..ActInput::default()
    }
}

#[test]
fn a_later_consent_by_code_goes_to_the_number_in_the_case_and_is_for_what_was_chosen() {
    let world = sending("4-consumer");
    let (desk, seller) = (world.desk(), world.actor("wanglei"));
    let phone = "13900000001";
    let case = with_code(&world, "wanglei", (phone, "", "a")).unwrap();
    let sent = desk.consent_code_in(&seller, case, "guardian").unwrap();
    assert_eq!(sent.phone.as_str(), phone);
    assert_eq!(sent.scopes[0].zh, "监护人同意");
    let code = sent.code.as_str();
    // It is for what was chosen, and a try at anything else is counted.
    let other = desk.act(&seller, &later(case, "registration", code, "b"));
    assert_eq!(wrong(other), CodeProblem::Wrong { tries: 4 });
    let wrongly = desk.act(&seller, &later(case, "guardian", other_than(code), "b"));
    assert_eq!(wrong(wrongly), CodeProblem::Wrong { tries: 3 });
    let done = desk
        .act(&seller, &later(case, "guardian", code, "b"))
        .unwrap();
    let again = desk
        .act(&seller, &later(case, "guardian", code, "b"))
        .unwrap();
    assert_eq!(again.seq, done.seq, "the same form is answered as before");
    assert_eq!(
        ways(&world, "wanglei", case),
        ["线上勾选同意", "短信验证码同意"]
    );
    let used = desk.act(&seller, &later(case, "guardian", code, "c"));
    assert_eq!(wrong(used), CodeProblem::Used);
    world.pass(61);
    let soon = desk.consent_code_in(&seller, case, "guardian").unwrap();
    world.pass(CODE_MINUTES * 60);
    let late = desk.act(&seller, &later(case, "guardian", &soon.code, "d"));
    assert_eq!(wrong(late), CodeProblem::TooOld);
    assert_eq!(ways(&world, "wanglei", case).len(), 2, "nothing more came");
}

#[test]
fn nobody_says_that_a_code_was_read_out_and_none_goes_to_a_case_that_is_not_theirs() {
    let world = sending("4-consumer");
    let (desk, seller) = (world.desk(), world.actor("wanglei"));
    let case = with_code(&world, "wanglei", ("13900000001", "", "a")).unwrap();
    let mut said = later(case, "registration", "", "b");
    said.entry.given = vec!["sms_code".to_owned()];
    desk.act(&seller, &said).unwrap();
    assert_eq!(
        ways(&world, "wanglei", case),
        ["线上勾选同意", "线上勾选同意"]
    );
    let elsewhere = desk.consent_code_in(&world.actor("zhaoyue"), case, "registration");
    assert!(matches!(elsewhere, Err(Refusal::NotFound)), "{elsewhere:?}");
    let nothing = desk.consent_code_in(&seller, case, "");
    assert_eq!(wrong(nothing), CodeProblem::NothingTicked);
    // What is kept of the customer may be no number that a message could go to.
    let landline = with_code(&world, "wanglei", ("010-88886666", "", "c")).unwrap();
    let unsent = desk.consent_code_in(&seller, landline, "registration");
    assert_eq!(wrong(unsent), CodeProblem::NoMobileKept);
    let silent = world_under("4-consumer");
    let case = with_code(&silent, "wanglei", ("13900000001", "", "a")).unwrap();
    let (desk, seller) = (silent.desk(), silent.actor("wanglei"));
    let unsent = desk.consent_code_in(&seller, case, "registration");
    assert_eq!(wrong(unsent), CodeProblem::NotOffered);
    let typed = desk.act(&seller, &later(case, "registration", "123456", "b"));
    assert_eq!(wrong(typed), CodeProblem::NotOffered);
}

#[test]
fn a_number_is_not_pestered_and_nobody_sends_without_end() {
    let mut world = sending("4-consumer");
    let phone = "13900000001";
    let first = send(&world, "wanglei", phone).unwrap();
    // Whoever it is: one a minute, three an hour, six a day.
    for who in ["wanglei", "zhaoyue"] {
        let soon = send(&world, who, phone);
        assert!(matches!(soon, Err(CodeProblem::TooMany { .. })), "{soon:?}");
    }
    // One that did not arrive opens nothing and counts as none.
    world.desk().code_not_sent(&first).unwrap();
    let right = (phone, first.code.as_str(), "a");
    let refused = with_code(&world, "wanglei", right);
    assert_eq!(wrong(refused), CodeProblem::NoneSent);
    let mut sent = 0;
    for _ in 0..24 * 60 {
        sent += u32::from(send(&world, "wanglei", phone).is_ok());
        world.pass(60);
        if sent == 3 {
            break;
        }
    }
    assert_eq!(sent, 3);
    let Err(CodeProblem::TooMany { until }) = send(&world, "wanglei", phone) else {
        panic!("a fourth in an hour");
    };
    assert_eq!(until.seconds() % (60 * 60), 0, "until the next hour");
    // The newest alone counts.
    let others = world.desk().consent_code(
        &world.actor("wanglei"),
        &fields(&[("phone", "13900000003")]),
        &notice(),
    );
    assert!(others.is_ok());
    world.settings.codes_a_day = 5;
    let folder = world.path();
    world.reopen_at(&folder);
    let actor = world.actor("wanglei");
    let over = world
        .desk()
        .consent_code(&actor, &fields(&[("phone", "13900000004")]), &notice());
    assert!(matches!(over, Err(Refusal::Budget { .. })), "{over:?}");
    assert!(
        send(&world, "zhaoyue", "13900000004").is_ok(),
        "others still may"
    );
}

#[test]
fn without_a_sender_or_a_regulation_that_knows_it_there_is_no_consent_by_code() {
    let silent = world_under("4-consumer");
    let unknown = sending("1-showroom");
    for world in [&silent, &unknown] {
        let actor = world.actor("wanglei");
        assert!(!world.desk().registration_form(&actor).unwrap().takes_code);
        assert_eq!(
            send(world, "wanglei", "13900000001").unwrap_err(),
            CodeProblem::NotOffered
        );
        let typed = with_code(world, "wanglei", ("13900000001", "123456", "a"));
        let refused = matches!(typed, Err(Refusal::ConsentCode(CodeProblem::NotOffered)));
        assert!(refused, "{typed:?}");
    }
    let world = sending("4-consumer");
    for none in ["", "12", "010-88886666", "400-800-1234", "1390000****"] {
        assert_eq!(
            send(&world, "wanglei", none),
            Err(CodeProblem::NotMobile),
            "{none}"
        );
    }
}
