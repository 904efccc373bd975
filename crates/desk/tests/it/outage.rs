//! The paper of an outage: who declares one, what is entered from it, and that it is judged as of then.

use desk::notices::NoticeKind;
use desk::outage::OutageInput;
use desk::outage::paper::{LineAnswer, PaperBatch, PaperDeed, PaperLine};
use desk::permission::Action;
use desk::{FactKind, Instant, Refusal, Seq, Text};
use ruling::calendar::Zone;

use super::onboarding::{channel, form, shown};
use super::world;
use crate::deeds::{CHEN, DAY, LIN, fields, register, sheet, told};
use crate::world::World;

const HOUR: i64 = 3_600;

/// From six hours ago until one hour ago.
fn times(world: &World) -> (Instant, Instant) {
    let now = world.now();
    (now.plus_seconds(-6 * HOUR), now.plus_seconds(-HOUR))
}

fn input(world: &World, reception: &str, lead: &str) -> OutageInput {
    let (from, until) = times(world);
    OutageInput {
        from,
        until,
        reception: world.staff(reception),
        lead: world.staff(lead),
    }
}

/// A company whose program was down until an hour ago.
fn after_an_outage() -> (World, Seq) {
    let world = world();
    world.pass(2 * DAY);
    let declared = input(&world, "周正", "孙悦");
    let outage = world
        .desk()
        .declare_outage(&world.actor("heyun"), &declared);
    let outage = outage.unwrap();
    (world, outage)
}

/// Somebody came and was registered so many hours ago.
fn line(world: &World, hours: i64, whose: &str, customer: &[(&str, &str)]) -> PaperLine {
    PaperLine {
        at: Some(world.now().plus_seconds(-hours * HOUR)),
        deed: PaperDeed::Both,
        staff: Some(world.staff(whose)),
        place: "登记表第 2 行".to_owned(),
        fields: fields(customer),
        ..PaperLine::default()
    }
}

fn batch(outage: Seq, lines: Vec<PaperLine>) -> PaperBatch {
    PaperBatch {
        outage,
        lines,
        reason: "停机补录".to_owned(),
        key: "batch-1".to_owned(),
    }
}

fn enter(world: &World, batch: &PaperBatch) -> Vec<LineAnswer> {
    let reception = world.actor("zhouzheng");
    world.desk().enter_paper(&reception, batch).unwrap()
}

/// Where things stand after each line, all of which are taken.
fn headlines(answers: Vec<LineAnswer>) -> Vec<Text> {
    answers.into_iter().map(Result::unwrap).collect()
}

#[test]
fn only_the_system_administrator_declares_an_outage_and_names_two_who_fit() {
    let world = world();
    world.pass(2 * DAY);
    let desk = world.desk();
    let good = input(&world, "周正", "孙悦");
    for who in ["sunyue", "chenzong", "zhouzheng"] {
        let refused = desk.declare_outage(&world.actor(who), &good);
        assert!(
            matches!(refused, Err(Refusal::NotAllowed(Action::DeclareOutage))),
            "{who}"
        );
    }
    let system = world.actor("heyun");
    let (from, until) = times(&world);
    for (from, until) in [
        (until, from),
        (from, world.now().plus_seconds(60)),
        (until.plus_seconds(-32 * DAY), until),
    ] {
        let wrong = OutageInput {
            from,
            until,
            ..good
        };
        let refused = desk.declare_outage(&system, &wrong);
        assert!(matches!(refused, Err(Refusal::OutageSpan { .. })));
    }
    for (reception, lead, field) in [
        ("张弛", "孙悦", "outage_reception"),
        ("周正", "周正", "outage_lead"),
        ("周正", "张弛", "outage_lead"),
        ("周正", "吴限", "outage_lead"),
    ] {
        let wrong = input(&world, reception, lead);
        let refused = desk.declare_outage(&system, &wrong);
        assert!(
            matches!(refused, Err(Refusal::Missing { field: named }) if named == field),
            "{reception} {lead}"
        );
    }
    let outage = desk.declare_outage(&system, &good).unwrap();
    let seen = |who: &str| {
        let seen = desk.outage(&world.actor(who), outage);
        seen.map(|known| (known.may_enter, known.declared_by))
    };
    let by = "何云".to_owned();
    assert_eq!(seen("zhouzheng").unwrap(), (true, by.clone()));
    assert_eq!(seen("sunyue").unwrap(), (false, by.clone()));
    assert_eq!(seen("heyun").unwrap(), (false, by));
    assert!(matches!(seen("wuxian"), Err(Refusal::NotFound)));
    assert!(matches!(
        seen("zhengheng"),
        Err(Refusal::NotAllowed(Action::RecordVisit))
    ));
}

#[test]
fn paper_is_judged_in_the_order_of_its_times_and_says_that_it_was_entered_later() {
    let (world, outage) = after_an_outage();
    // Entered first, but it happened later.
    let lines = vec![
        line(&world, 2, "李想", &CHEN),
        line(&world, 4, "张弛", &CHEN),
    ];
    let batch = batch(outage, lines);
    let desk = world.desk();
    let reception = world.actor("zhouzheng");
    let size = desk.ledger().size().unwrap();
    let checked = desk.check_paper(&reception, &batch).unwrap();
    let checked = headlines(checked);
    assert_eq!(desk.ledger().size().unwrap(), size, "nothing is recorded");
    let entered = headlines(enter(&world, &batch));
    assert_eq!(entered, checked);
    let size = desk.ledger().size().unwrap();
    assert_eq!(headlines(enter(&world, &batch)), entered, "sent again");
    assert_eq!(desk.ledger().size().unwrap(), size);

    let listed = desk.entered_in(&reception, outage).unwrap();
    let told: Vec<_> = listed
        .iter()
        .map(|entry| (entry.is_registration, entry.line.brought_by.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (false, Some("张弛")),
            (true, Some("张弛")),
            (false, Some("李想")),
            (true, Some("李想")),
        ]
    );
    assert!(listed.iter().all(|entry| {
        entry.line.recorded_by.as_deref() == Some("周正") && entry.line.recorded == world.now()
    }));
    let case = listed[0].line.case.unwrap();
    let judged = desk.ledger().case(case, world.now(), world.now());
    let ruling = judged.unwrap().unwrap().ruling;
    assert_eq!(ruling.ownership.person, Some(world.staff("张弛")));
    let timeline = sheet(&world, "zhangchi", case).unwrap().timeline;
    let own = timeline
        .iter()
        .find(|line| line.kind == FactKind::Registered);
    assert_eq!(own.unwrap().occurred, world.now().plus_seconds(-4 * HOUR));
}

#[test]
fn what_is_wrong_with_one_line_is_told_of_that_line_and_keeps_no_other_out() {
    let (world, outage) = after_an_outage();
    let good = || line(&world, 3, "张弛", &CHEN);
    let lines = vec![
        line(&world, 7, "张弛", &LIN),
        PaperLine { at: None, ..good() },
        PaperLine {
            place: " ".to_owned(),
            ..good()
        },
        PaperLine {
            staff: None,
            ..good()
        },
        line(&world, 3, "赵越", &LIN),
        line(&world, 3, "张弛", &[("name", "林深"), ("phone", "12")]),
        good(),
        PaperLine {
            deed: PaperDeed::Visit,
            staff: None,
            ..line(&world, 2, "张弛", &LIN)
        },
    ];
    let answers = enter(&world, &batch(outage, lines));
    let (from, until) = times(&world);
    assert!(matches!(
        &answers[0],
        Err(Refusal::OutsideOutage { from: told, until: end }) if (*told, *end) == (from, until)
    ));
    for (number, field) in [(1, "paper_at"), (2, "paper_place"), (3, "paper_staff")] {
        let answer = &answers[number];
        assert!(
            matches!(answer, Err(Refusal::Missing { field: named }) if *named == field),
            "{answer:?}"
        );
    }
    assert!(matches!(&answers[4], Err(Refusal::NotAllowed(_))));
    assert!(matches!(&answers[5], Err(Refusal::Fields(_))));
    assert!(answers[6].is_ok() && answers[7].is_ok(), "{answers:?}");
    let desk = world.desk();
    let reception = world.actor("zhouzheng");
    assert_eq!(desk.entered_in(&reception, outage).unwrap().len(), 3);
    // On the day's own list they are marked.
    let day = Zone::shanghai().day_of(world.now().plus_seconds(-3 * HOUR));
    let visits = desk.visits_of(&reception, day).unwrap();
    assert!(!visits.is_empty() && visits.iter().all(|visit| visit.is_from_paper));
}

#[test]
fn nobody_but_the_one_who_was_named_enters_and_only_what_was_declared() {
    let (world, outage) = after_an_outage();
    let lines = vec![line(&world, 3, "张弛", &CHEN)];
    let desk = world.desk();
    for who in ["sunyue", "wuxian", "zhangchi"] {
        let refused = desk.enter_paper(&world.actor(who), &batch(outage, lines.clone()));
        assert!(matches!(refused, Err(Refusal::NotFound)), "{who}");
    }
    let reception = world.actor("zhouzheng");
    for (outage, lines) in [(outage + 9_999, lines), (outage, Vec::new())] {
        let refused = desk.enter_paper(&reception, &batch(outage, lines));
        assert!(refused.is_err());
    }
    let size = desk.ledger().size().unwrap();
    let refused = desk.check_paper(&world.actor("heyun"), &batch(outage, Vec::new()));
    assert!(matches!(
        refused,
        Err(Refusal::NotAllowed(Action::RecordVisit))
    ));
    assert_eq!(desk.ledger().size().unwrap(), size);
}

#[test]
fn of_two_lines_for_the_same_dealer_the_later_says_that_the_dealer_is_known() {
    let world = channel();
    world.pass(2 * DAY);
    let declared = input(&world, "周正", "孙悦");
    let outage = world
        .desk()
        .declare_outage(&world.actor("heyun"), &declared);
    let (fields, given) = form("晴川商贸有限公司", "91420106MA9010041C");
    let applied = |hours, whose| PaperLine {
        deed: PaperDeed::Registration,
        fields: fields.clone(),
        given: given.clone(),
        ..line(&world, hours, whose, &[])
    };
    // Entered first, but it happened later.
    let lines = vec![applied(2, "李想"), applied(4, "张弛")];
    let batch = batch(outage.unwrap(), lines);
    headlines(enter(&world, &batch));
    let listed = world.desk().applications(&world.actor("fangmin"), None);
    let case = listed.unwrap().lines[0].case;
    let warned = shown(&world, case).warnings;
    let warned: Vec<_> = warned.iter().map(|mark| mark.zh.as_str()).collect();
    assert!(warned.contains(&"已有该经销商"), "{warned:?}");
    let judged = world.desk().ledger().case(case, world.now(), world.now());
    let file = judged.unwrap().unwrap().file;
    let known = |whose: &str| {
        let mut claims = file.facts().iter();
        let staff = Some(world.staff(whose));
        let claim = claims.find(|fact| fact.kind == FactKind::Registered && fact.person == staff);
        claim
            .unwrap()
            .particulars
            .as_ref()
            .unwrap()
            .given
            .iter()
            .count()
    };
    assert_eq!(
        known("张弛") + 2,
        known("李想"),
        "known, and a similar name"
    );
}

#[test]
fn whoever_holds_the_customer_hears_of_a_line_that_is_not_accepted() {
    let world = world();
    let held = register(&world, "zhangchi", &CHEN).unwrap();
    world.pass(2 * DAY);
    let declared = input(&world, "周正", "孙悦");
    let outage = world
        .desk()
        .declare_outage(&world.actor("heyun"), &declared);
    let unnamed = PaperLine {
        deed: PaperDeed::Registration,
        ..line(&world, 3, "李想", &[CHEN[1]])
    };
    let batch = batch(outage.unwrap(), vec![unnamed]);
    let checked = world
        .desk()
        .check_paper(&world.actor("zhouzheng"), &batch)
        .unwrap();
    assert!(told(&world, "zhangchi", held.case).is_empty());
    for answers in [checked, enter(&world, &batch)] {
        let Err(Refusal::NotAccepted(reasons)) = &answers[0] else {
            panic!("{answers:?}");
        };
        assert_eq!(reasons[0].field.as_deref(), Some("name"));
    }
    assert_eq!(told(&world, "zhangchi", held.case), [NoticeKind::Collision]);
}
