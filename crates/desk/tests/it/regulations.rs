//! Two regulations in one company.

use desk::Instant;
use desk::register::RegistrationInput;
use ledger::record::Command;

use super::world;
use crate::deeds::{CHEN, DAY, LIN, fields, on_site, register, sheet};
use crate::world::{World, pack};

/// 乙队 under a regulation of its own: the showroom's, where the phone is called otherwise and protection is short.
fn put_a_team_under_another(world: &World) {
    let (pack, regulation) = pack("1-showroom");
    let pack = pack
        .replace("name = \"showroom\"", "name = \"furnishing\"")
        .replace("手机号(可隐藏后四位)", "联系手机")
        .replace("for = \"30 days\"", "for = \"10 days\"");
    put_a_team_under(world, "furnishing", (pack, regulation));
}

fn put_a_team_under(world: &World, name: &str, (pack, regulation): (String, String)) {
    let ledger = world.desk().ledger();
    let publish = Command::Publish { pack, regulation };
    ledger.carry_out(publish, b"publish").unwrap();
    let govern = Command::Govern {
        unit: world.unit("乙队"),
        regulation: name.to_owned(),
        from: Instant::MIN,
    };
    ledger.carry_out(govern, b"govern").unwrap();
}

#[test]
fn what_only_one_regulation_has_is_a_place_of_those_who_work_under_it_or_answer_for_them() {
    let world = world();
    let applications = |who: &str| {
        let places = world.desk().places(&world.actor(who)).unwrap();
        assert!(!places.contracts, "{who}");
        places.applications
    };
    for who in ["lixiang", "sunyue", "chenzong"] {
        assert!(!applications(who), "{who}");
    }
    put_a_team_under(&world, "dealer-onboarding", pack("9-dealer-onboarding"));
    for (who, wanted) in [
        ("lixiang", true),
        ("sunyue", true),
        ("chenzong", true),
        ("zhangchi", false),
        ("zhaoyue", false),
    ] {
        assert_eq!(applications(who), wanted, "{who}");
    }
}

#[test]
fn a_case_is_told_in_the_words_of_its_own_regulation_whoever_reads_it() {
    let world = world();
    put_a_team_under_another(&world);
    let case = register(&world, "lixiang", &CHEN).unwrap().case;
    let phone_of = |who: &str| {
        let sheet = sheet(&world, who, case).unwrap();
        let mut shown = sheet.customer.into_iter();
        shown.find(|field| field.name == "phone").unwrap().label.zh
    };
    // Neither store manager nor auditor works under it.
    for who in ["lixiang", "sunyue", "zhengheng"] {
        assert_eq!(phone_of(who), "联系手机", "{who}");
    }
}

#[test]
fn registered_for_a_colleague_a_customer_falls_under_the_colleagues_regulation() {
    let world = world();
    put_a_team_under_another(&world);
    let for_colleague = RegistrationInput {
        staff: Some(world.staff("李想")),
        ..on_site(&CHEN)
    };
    let reception = world.actor("zhouzheng");
    let done = world.desk().register(&reception, &for_colleague).unwrap();
    let until = sheet(&world, "lixiang", done.case).unwrap().until.unwrap();
    let days = (until.seconds() - world.now().seconds()) / DAY;
    assert_eq!(days, 10);
}

#[test]
fn a_key_that_a_colleague_used_gives_no_answer_of_theirs() {
    let world = world();
    let with_key = |who: &str, phone: &str| {
        let input = RegistrationInput {
            fields: fields(&[("name", "陈远"), ("phone", phone)]),
            key: "form-1".to_owned(),
            is_on_site: true,
            ..RegistrationInput::default()
        };
        world.desk().register(&world.actor(who), &input).unwrap()
    };
    let first = with_key("zhangchi", "13900000001");
    let other = with_key("zhaoyue", "13900000002");
    assert_ne!(first.case, other.case);
}

#[test]
fn a_clause_is_quoted_as_it_stood_in_the_version_that_counted() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let (text, regulation) = pack("1-showroom");
    let pack = text
        .replace("version = \"1\"", "version = \"2\"")
        .replace("2026-01-01", "2026-03-05");
    let regulation = regulation.replace("严格保护三十天", "严格保护十天");
    let publish = Command::Publish { pack, regulation };
    let ledger = world.desk().ledger();
    ledger.carry_out(publish, b"publish").unwrap();
    world.pass(5 * DAY);
    let quoted = |case: u64| {
        let sheet = sheet(&world, "zhangchi", case).unwrap();
        let mut lines = sheet.ruling.into_iter();
        let line = lines.find(|line| line.clause.as_deref() == Some("三.4"));
        line.and_then(|line| line.clause_text).unwrap().zh
    };
    assert!(quoted(case).contains("三十天"), "{}", quoted(case));
    let later = register(&world, "zhangchi", &LIN).unwrap().case;
    assert!(quoted(later).contains("十天") && !quoted(later).contains("三十天"));
}
