//! Disputes: who sees what of them, who decides and who may not, what each decision comes to, and that pay is final
//! only by somebody without an interest.

use desk::act::ActEntry;
use desk::dispute::DisputeSheet;
use desk::matter::{MatterState, Outcome};
use desk::notices::NoticeKind;
use desk::permission::Role;
use desk::register::Receipt;
use desk::{Answer, Refusal, Seq, State};

use super::{world, world_under};
use crate::deeds::{CHEN, DAY, LIN, fields, register, sheet, told};
use crate::world::World;

pub(super) fn about(of: Seq, answer: Answer) -> ActEntry {
    ActEntry {
        of: Some(of),
        answer,
        reason: "三月一日确由他带到现场".to_owned(),
        ..ActEntry::default()
    }
}

/// Something about a customer by what they are known by: the case need not be seen.
pub(super) fn about_customer(
    world: &World,
    who: &str,
    act: &str,
    customer: &[(&str, &str)],
    entry: ActEntry,
) -> Result<Receipt, Refusal> {
    let fields = fields(customer);
    world.act(who, None, act, ActEntry { fields, ..entry })
}

pub(super) fn evidence() -> ActEntry {
    ActEntry {
        given: vec!["evidence".to_owned()],
        reason: "有带客照片".to_owned(),
        ..ActEntry::default()
    }
}

/// The same where the regulation asks for no papers.
fn no_papers() -> ActEntry {
    ActEntry {
        given: Vec::new(),
        ..evidence()
    }
}

pub(super) fn shown(
    world: &World,
    who: &str,
    case: u64,
    entry: Seq,
) -> Result<DisputeSheet, Refusal> {
    world.desk().dispute(&world.actor(who), case, entry)
}

/// A showroom with two who may decide.
pub(super) fn showroom() -> World {
    let world = world();
    for (name, login) in [("周明", "zhouming"), ("何平", "heping")] {
        let role = Role::DepartmentHead;
        world.hire((name, login), "江岸店", "project_lead", role);
    }
    world
}

/// A deal with nobody's customer, claimed by 张弛.
pub(super) fn claimed(world: &World, customer: &[(&str, &str)]) -> (u64, Seq) {
    let deal = ActEntry {
        cents: Some(100_000_000),
        ..ActEntry::default()
    };
    let case = about_customer(world, "sunyue", "contract", customer, deal);
    let case = case.unwrap().case;
    let claimed = about_customer(world, "zhangchi", "dispute", customer, evidence());
    (case, claimed.unwrap().seq)
}

#[test]
fn a_dispute_shows_each_side_what_is_theirs_and_strangers_nothing() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let lead = shown(&world, "heping", case, entry).unwrap();
    assert_eq!(lead.claimant, "张弛");
    assert_eq!(lead.state, MatterState::Open);
    assert!(lead.customer.is_some());
    let time = lead.time.unwrap();
    assert!(time.is_open && time.in_time);
    assert_eq!(time.clause, "二.5");
    assert_eq!(lead.deciders, ["周明", "何平"]);
    assert!(lead.interested.contains(&"张弛".to_owned()));
    let said: Vec<_> = lead
        .filed
        .iter()
        .filter_map(|line| line.reason.clone())
        .collect();
    assert_eq!(said, ["有带客照片"]);
    assert!(matches!(
        shown(&world, "zhaoyue", case, entry),
        Err(Refusal::NotFound)
    ));
    assert!(matches!(
        shown(&world, "wuxian", case, entry),
        Err(Refusal::NotFound)
    ));
    assert!(matches!(
        shown(&world, "heping", case, entry + 40),
        Err(Refusal::NotFound)
    ));
}

#[test]
fn whoever_holds_the_customer_sees_who_disputes_and_a_rival_not_whose_customer_it_is() {
    let world = showroom();
    let held = register(&world, "lixiang", &CHEN).unwrap();
    let filed = about_customer(&world, "zhangchi", "dispute", &CHEN, evidence()).unwrap();
    let holder = shown(&world, "lixiang", held.case, filed.seq).unwrap();
    assert!(holder.is_other);
    assert_eq!(
        (holder.claimant.as_str(), holder.other.as_str()),
        ("张弛", "李想")
    );
    assert!(told(&world, "lixiang", held.case).contains(&NoticeKind::Disputed));
    // What the rival said stays the rival's until it is decided.
    assert!(holder.drafts.is_empty());
    let rival = shown(&world, "zhangchi", held.case, filed.seq).unwrap();
    assert_eq!(rival.customer, None);
    assert!(!rival.is_other && rival.drafts.is_empty());
    let own = world.desk().disputes(&world.actor("zhangchi"), true, None);
    assert!(
        own.unwrap()
            .lines
            .iter()
            .all(|line| line.customer.is_none())
    );
    let answer = ActEntry {
        reason: "客户是我先带到现场的".to_owned(),
        ..about(filed.seq, Answer::None)
    };
    let by_rival = world.act("zhangchi", held.case, "answer-dispute", answer.clone());
    assert!(matches!(by_rival, Err(Refusal::OtherSideOnly)));
    assert_eq!(holder.answer.unwrap().answered, None);
    world
        .act("lixiang", held.case, "answer-dispute", answer)
        .unwrap();
    let rival = shown(&world, "zhangchi", held.case, filed.seq).unwrap();
    assert!(rival.answer.unwrap().answered.is_some());
    assert!(
        !rival
            .filed
            .iter()
            .any(|line| line.reason.as_deref() == Some("客户是我先带到现场的"))
    );
}

#[test]
fn each_decision_is_shown_before_it_is_made_and_only_to_whoever_may_make_it() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    world.pass(4 * DAY);
    assert!(
        shown(&world, "zhangchi", case, entry)
            .unwrap()
            .drafts
            .is_empty()
    );
    let drafts = shown(&world, "heping", case, entry).unwrap().drafts;
    let believed = drafts
        .iter()
        .find(|draft| draft.answer == Answer::Yes)
        .unwrap();
    let preview = believed.would.as_ref().unwrap();
    assert!(preview.after.zh.contains("张弛"), "{}", preview.after.zh);
    let disbelieved = drafts
        .iter()
        .find(|draft| draft.answer == Answer::No)
        .unwrap();
    assert!(
        !disbelieved
            .would
            .as_ref()
            .unwrap()
            .after
            .zh
            .contains("张弛")
    );
    // The store manager sees the case whole, and it is another office's.
    let drafts = shown(&world, "sunyue", case, entry).unwrap().drafts;
    assert!(!drafts.is_empty() && drafts.iter().all(|draft| draft.would.is_err()));
    world
        .act("heping", case, "decide-evidence", about(entry, Answer::Yes))
        .unwrap();
    let came = sheet(&world, "sunyue", case).unwrap();
    assert_eq!(came.headline.zh, preview.after.zh);
}

#[test]
fn earlier_decisions_on_the_same_clause_are_told_newest_first_and_name_nobody() {
    let world = showroom();
    let (first, entry) = claimed(&world, &CHEN);
    world
        .act(
            "heping",
            first,
            "decide-evidence",
            about(entry, Answer::Yes),
        )
        .unwrap();
    world.pass(DAY);
    let (second, later) = claimed(&world, &LIN);
    let open = shown(&world, "heping", second, later).unwrap();
    let told: Vec<_> = open
        .precedents
        .iter()
        .map(|one| (one.outcome, one.open))
        .collect();
    assert_eq!(told, [(Outcome::For, Some((first, entry)))]);
    world
        .act(
            "heping",
            second,
            "decide-evidence",
            about(later, Answer::No),
        )
        .unwrap();
    // What was decided later is no precedent of what was decided before.
    assert!(
        shown(&world, "heping", first, entry)
            .unwrap()
            .precedents
            .is_empty()
    );
    let list = |is_open| {
        let list = world
            .desk()
            .disputes(&world.actor("heping"), is_open, None)
            .unwrap();
        list.lines.iter().map(|line| line.case).collect::<Vec<_>>()
    };
    assert!(list(true).is_empty());
    assert_eq!(list(false), [second, first]);
}

#[test]
fn a_car_dealers_ruling_waits_for_the_window_and_for_a_manager_who_did_not_deliver() {
    let world = world_under("7-auto-dealer");
    for (name, login, unit) in [
        ("费诺", "feinuo", "江岸店"),
        ("凌川", "lingchuan", "江岸店"),
    ] {
        world.hire((name, login), unit, "manager", Role::StoreManager);
    }
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    world.pass(60);
    let deliver = ActEntry {
        cents: Some(20_000_000),
        ..ActEntry::default()
    };
    let delivered = world.act("feinuo", claim.case, "deliver", deliver).unwrap();
    let filed = world
        .act("zhangchi", claim.case, "dispute", no_papers())
        .unwrap();
    let seen = shown(&world, "lingchuan", claim.case, filed.seq).unwrap();
    assert_eq!(seen.other, "费诺");
    assert!(seen.interested.contains(&"费诺".to_owned()));
    assert_eq!(seen.deciders, ["凌川"]);
    let clauses: Vec<_> = seen
        .conditions
        .iter()
        .map(|one| one.clause.as_str())
        .collect();
    assert_eq!(clauses, ["三.1", "三.2", "三.3", "三.4", "三.5"]);
    let rule = |who: &str, person: &str| {
        let entry = ActEntry {
            person: Some(world.staff(person)),
            reason: "B 卡没有对方签字".to_owned(),
            ..ActEntry::default()
        };
        world.act(who, claim.case, "rule", entry)
    };
    assert!(matches!(
        rule("lingchuan", "费诺"),
        Err(Refusal::TooEarly { .. })
    ));
    world.pass(4 * DAY);
    assert_ne!(
        sheet(&world, "lingchuan", claim.case).unwrap().state,
        State::Final
    );
    assert!(matches!(
        rule("feinuo", "费诺"),
        Err(Refusal::Interested { .. })
    ));
    rule("lingchuan", "费诺").unwrap();
    let came = sheet(&world, "lingchuan", claim.case).unwrap();
    assert_eq!(came.state, State::Final);
    assert!(delivered.case == claim.case && came.holder.unwrap().zh.contains("费诺"));
    let decided = shown(&world, "zhangchi", claim.case, filed.seq).unwrap();
    assert_eq!(decided.outcome, Some(Outcome::Against));
    let offered = decided.acts.iter().map(|(act, _)| *act);
    assert!(
        offered.into_iter().any(|act| act == "appeal"),
        "whoever lost may appeal"
    );
}

/// What the case page says of an act.
fn offered(world: &World, who: &str, case: u64, act: &str) -> Option<Refusal> {
    let offers = world.desk().acts(&world.actor(who), case).unwrap().offers;
    let offer = offers.into_iter().find(|offer| offer.act.name == act);
    offer.unwrap().refusal
}

#[test]
fn nothing_is_added_to_a_decided_dispute_and_whoever_tries_is_told_to_appeal() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let no = about(entry, Answer::No);
    world.act("heping", case, "decide-evidence", no).unwrap();
    let tried = [
        ("zhangchi", "file-evidence"),
        ("sunyue", "answer-dispute"),
        ("sunyue", "file-evidence"),
    ];
    for (who, act) in tried {
        let said = about(entry, Answer::None);
        for refusal in [
            offered(&world, who, case, act),
            world.act(who, case, act, said).err(),
        ] {
            let Some(Refusal::DisputeDecided { appeal_until }) = refusal else {
                panic!("{who} {act}: {refusal:?}");
            };
            assert!(appeal_until.unwrap() > world.now());
        }
        let page = shown(&world, who, case, entry).unwrap();
        assert!(page.acts.iter().all(|(name, _)| *name != act));
    }
    // After five working days nobody appeals any more.
    world.pass(8 * DAY);
    for (who, act) in tried {
        let late = world.act(who, case, act, about(entry, Answer::None));
        assert!(
            matches!(late, Err(Refusal::DisputeDecided { appeal_until: None })),
            "{late:?}"
        );
    }
}

#[test]
fn a_dispute_that_is_to_be_decided_anew_is_answered_again() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let no = about(entry, Answer::No);
    let decided = world.act("heping", case, "decide-evidence", no).unwrap();
    let appeal = about(decided.seq, Answer::None);
    let appeal = world.act("zhangchi", case, "appeal", appeal).unwrap();
    let anew = about(appeal.seq, Answer::Yes);
    world.act("zhouming", case, "decide-appeal", anew).unwrap();
    for (who, act) in [("sunyue", "answer-dispute"), ("zhangchi", "file-evidence")] {
        assert!(offered(&world, who, case, act).is_none(), "{who} {act}");
        let said = about(entry, Answer::None);
        world.act(who, case, act, said).unwrap();
    }
}

#[test]
fn what_was_decided_is_not_brought_up_again_by_the_same_person_until_something_happens() {
    for regulation in ["6-building-materials", "7-auto-dealer"] {
        let world = world_under(regulation);
        let role = Role::StoreManager;
        world.hire(("凌川", "lingchuan"), "江岸店", "manager", role);
        let customer = [CHEN[0], CHEN[1], ("demand", "瓷砖")];
        let held = register(&world, "zhangchi", &customer).unwrap().case;
        let dispute = |who: &str| about_customer(&world, who, "dispute", &customer, no_papers());
        let first = dispute("lixiang").unwrap();
        assert_eq!(first.case, held, "{regulation}");
        let rule = ActEntry {
            person: Some(world.staff("张弛")),
            reason: "三月一日确由他带到现场".to_owned(),
            ..ActEntry::default()
        };
        world.act("lingchuan", held, "rule", rule).unwrap();
        world.pass(60);
        let in_case = world.act("lixiang", held, "dispute", no_papers());
        let page = offered(&world, "lixiang", held, "dispute");
        for refusal in [dispute("lixiang").err(), in_case.err(), page] {
            let Some(Refusal::DisputeDecided { appeal_until }) = refusal else {
                panic!("{regulation}: {refusal:?}");
            };
            assert!(appeal_until.unwrap() > world.now());
        }
        let disputes = |who: &str| {
            let sheet = world.desk().disputes_of_case(&world.actor(who), held);
            sheet.unwrap().len()
        };
        assert_eq!(disputes("lingchuan"), 1, "{regulation}: nothing was kept");
        // Somebody else's is another matter, and so is the same person's about a deal that came since.
        dispute("wanglei").unwrap();
        let deal = ActEntry {
            cents: Some(20_000_000),
            ..ActEntry::default()
        };
        let sold = match regulation {
            "7-auto-dealer" => "deliver",
            _ => "contract",
        };
        world.act("zhangchi", held, sold, deal).unwrap();
        dispute("lixiang").unwrap();
        assert_eq!(disputes("lingchuan"), 3, "{regulation}");
    }
}

#[test]
fn a_dispute_sent_twice_gives_its_first_answer_after_it_was_decided_too() {
    let world = world_under("7-auto-dealer");
    let role = Role::StoreManager;
    world.hire(("凌川", "lingchuan"), "江岸店", "manager", role);
    let held = register(&world, "zhangchi", &CHEN).unwrap().case;
    let input = desk::act::ActInput {
        act: "dispute".to_owned(),
        entry: ActEntry {
            fields: fields(&CHEN),
            ..no_papers()
        },
        key: "a key".to_owned(),
        ..desk::act::ActInput::default()
    };
    let send = || world.desk().act(&world.actor("lixiang"), &input).unwrap();
    let first = send();
    let rule = ActEntry {
        person: Some(world.staff("张弛")),
        reason: "三月一日确由他带到现场".to_owned(),
        ..ActEntry::default()
    };
    world.act("lingchuan", held, "rule", rule).unwrap();
    assert_eq!(send().seq, first.seq);
}
