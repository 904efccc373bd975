//! Decisions served, appealed and looked at again, by somebody else each time.

use desk::act::ActEntry;
use desk::matter::{MatterKind, MatterState, Outcome};
use desk::notices::NoticeKind;
use desk::task::{Answered, TaskKind};
use desk::{Answer, Refusal, State};

use super::disputes::{about, about_customer, claimed, shown, showroom};
use crate::deeds::{CHEN, DAY, register, sheet, told};
use crate::world::World;

/// By which act an appeal in somebody's list is answered; none: there is none.
fn asked_to(world: &World, who: &str) -> Option<&'static str> {
    let desk = world.desk();
    let appeals = desk.tasks(&world.actor(who), Some(TaskKind::Appeal), None);
    let line = appeals.unwrap().lines.pop()?;
    match line.answered {
        Answered::Act(act) => Some(act.name),
        _ => None,
    }
}

#[test]
fn a_decision_is_served_with_its_reason_and_appealed_to_somebody_else_in_time() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let decided = world.act("heping", case, "decide-evidence", about(entry, Answer::No));
    let decided = decided.unwrap();
    assert!(told(&world, "zhangchi", case).contains(&NoticeKind::DisputeDecided));
    let served = shown(&world, "zhangchi", case, entry).unwrap();
    assert_eq!(served.state, MatterState::Decided);
    assert_eq!(served.outcome, Some(Outcome::Against));
    let reasons: Vec<_> = served
        .filed
        .iter()
        .filter_map(|line| line.reason.clone())
        .collect();
    assert!(
        reasons.contains(&"三月一日确由他带到现场".to_owned()),
        "{reasons:?}"
    );
    assert!(served.appeal.unwrap().is_open);
    let appeal = world
        .act("zhangchi", case, "appeal", about(decided.seq, Answer::None))
        .unwrap();
    let waits = shown(&world, "zhangchi", case, entry).unwrap();
    assert_eq!(waits.state, MatterState::Appealed);
    assert_eq!(waits.appeal.unwrap().waits, Some(appeal.seq));
    assert_eq!(asked_to(&world, "zhouming"), Some("decide-appeal"));
    assert_eq!(asked_to(&world, "heping"), None);
    let again = world.act(
        "heping",
        case,
        "decide-appeal",
        about(appeal.seq, Answer::No),
    );
    let Err(Refusal::Interested { instead }) = again else {
        panic!("whoever decided does not answer the appeal");
    };
    assert!(instead.contains(&"周明".to_owned()) && !instead.contains(&"何平".to_owned()));
    world
        .act(
            "zhouming",
            case,
            "decide-appeal",
            about(appeal.seq, Answer::Yes),
        )
        .unwrap();
    assert_eq!(
        shown(&world, "heping", case, entry).unwrap().state,
        MatterState::Open
    );
    assert_eq!(asked_to(&world, "zhouming"), Some("decide-evidence"));
    world
        .act(
            "zhouming",
            case,
            "decide-evidence",
            about(entry, Answer::Yes),
        )
        .unwrap();
    let last = shown(&world, "zhangchi", case, entry).unwrap();
    assert_eq!(last.outcome, Some(Outcome::For));
    assert_eq!(asked_to(&world, "zhouming"), None);
}

#[test]
fn a_decided_dispute_is_not_answered_any_more_and_appealed_by_its_parties_only() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let offers = |who: &str, act: &str| {
        let sheet = shown(&world, who, case, entry).unwrap();
        sheet.acts.iter().any(|(name, _)| *name == act)
    };
    let until = |who: &str| {
        shown(&world, who, case, entry)
            .unwrap()
            .answer
            .unwrap()
            .until
    };
    assert!(until("sunyue").is_some() && offers("sunyue", "answer-dispute"));
    let no = about(entry, Answer::No);
    let decided = world.act("heping", case, "decide-evidence", no).unwrap();
    assert_eq!((until("sunyue"), until("zhouming")), (None, None));
    assert!(!offers("sunyue", "answer-dispute"));
    // Whoever lost, and whoever closed the deal; neither who decided nor another lead.
    assert!(offers("zhangchi", "appeal") && offers("sunyue", "appeal"));
    let appeal = about(decided.seq, Answer::None);
    for who in ["heping", "zhouming"] {
        assert!(!offers(who, "appeal"), "{who} has no part in it");
        let by_lead = world.act(who, case, "appeal", appeal.clone());
        assert!(matches!(by_lead, Err(Refusal::PartiesOnly)), "{by_lead:?}");
    }
    assert_eq!(
        shown(&world, "heping", case, entry).unwrap().state,
        MatterState::Decided
    );
    world.act("zhangchi", case, "appeal", appeal).unwrap();
}

#[test]
fn an_appeal_comes_within_five_working_days_or_not_at_all() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let no = about(entry, Answer::No);
    let decided = world.act("heping", case, "decide-evidence", no).unwrap();
    // Five working days from Monday the second end on Monday the ninth.
    world.pass(8 * DAY);
    let appeal = about(decided.seq, Answer::None);
    let late = world.act("zhangchi", case, "appeal", appeal);
    assert!(matches!(late, Err(Refusal::TooLate { .. })), "{late:?}");
    let shown = shown(&world, "zhangchi", case, entry).unwrap();
    assert!(!shown.appeal.unwrap().is_open);
}

#[test]
fn an_undisputed_deal_is_looked_at_again_when_somebody_asks() {
    let world = showroom();
    register(&world, "zhangchi", &CHEN).unwrap();
    world.pass(60);
    let deal = ActEntry {
        cents: Some(100_000_000),
        ..ActEntry::default()
    };
    let deal = about_customer(&world, "zhangchi", "contract", &CHEN, deal).unwrap();
    assert_eq!(
        sheet(&world, "zhangchi", deal.case).unwrap().state,
        State::Final
    );
    let asked = world.act(
        "zhangchi",
        deal.case,
        "ask-look",
        about(deal.seq, Answer::None),
    );
    let asked = asked.unwrap();
    let list = world
        .desk()
        .disputes(&world.actor("heping"), true, None)
        .unwrap();
    assert_eq!(list.lines[0].kind, MatterKind::Look);
    assert_eq!(asked_to(&world, "heping"), Some("decide-appeal"));
    let seen = shown(&world, "heping", deal.case, asked.seq).unwrap();
    assert_eq!(seen.drafts.len(), 2);
    world
        .act(
            "heping",
            deal.case,
            "decide-appeal",
            about(asked.seq, Answer::No),
        )
        .unwrap();
    assert_eq!(asked_to(&world, "heping"), None);
    let answered = shown(&world, "zhangchi", deal.case, asked.seq).unwrap();
    assert_eq!(
        (answered.state, answered.outcome),
        (MatterState::Decided, Some(Outcome::Against))
    );
    assert_eq!(
        sheet(&world, "zhangchi", deal.case).unwrap().state,
        State::Final
    );
    world.pass(9 * DAY);
    let late = world.act(
        "zhangchi",
        deal.case,
        "ask-look",
        about(deal.seq, Answer::None),
    );
    assert!(matches!(late, Err(Refusal::TooLate { .. })), "{late:?}");
}

#[test]
fn whoever_appeals_a_violation_is_no_party_to_the_dispute_of_the_case() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let accused = ActEntry {
        what: "恶意抢单".to_owned(),
        person: Some(world.staff("周明")),
        reason: "现场有人看见".to_owned(),
        ..ActEntry::default()
    };
    let reported = world.act("sunyue", case, "report-violation", accused.clone());
    let of = Some(reported.unwrap().seq);
    // Nothing was said for three working days.
    world.pass(4 * DAY);
    let upheld = ActEntry {
        of,
        answer: Answer::Yes,
        ..accused
    };
    let upheld = world.act("heping", case, "decide-violation", upheld);
    let appeal = about(upheld.unwrap().seq, Answer::None);
    world.act("zhouming", case, "appeal", appeal).unwrap();
    let no = about(entry, Answer::No);
    let decided = world.act("heping", case, "decide-evidence", no).unwrap();
    let appeal = about(decided.seq, Answer::None);
    let by_accused = world.act("zhouming", case, "appeal", appeal.clone());
    assert!(
        matches!(by_accused, Err(Refusal::PartiesOnly)),
        "{by_accused:?}"
    );
    world.act("zhangchi", case, "appeal", appeal).unwrap();
}
