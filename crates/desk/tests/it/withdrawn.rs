//! What is over of a dispute is over: it is not taken back once it was decided, nor answered once it was taken back.

use desk::Refusal;
use desk::act::ActEntry;
use desk::register::Receipt;

use super::disputes::{about_customer, claimed, evidence, showroom};
use crate::deeds::CHEN;
use crate::world::World;

fn about(world: &World, who: &str, case: u64, act: &str, of: u32) -> Result<Receipt, Refusal> {
    let entry = ActEntry {
        of: Some(of),
        reason: "三月一日确由他带到现场".to_owned(),
        ..ActEntry::default()
    };
    world.act(who, case, act, entry)
}

/// Why an act is not offered.
fn offered(world: &World, who: &str, case: u64, act: &str) -> Option<Refusal> {
    let offers = world.desk().acts(&world.actor(who), case).unwrap().offers;
    let offer = offers.into_iter().find(|offer| offer.act.name == act);
    offer.unwrap().refusal
}

#[test]
fn a_dispute_taken_back_is_neither_answered_nor_taken_back_again() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    assert!(offered(&world, "zhangchi", case, "withdraw-dispute").is_none());
    about(&world, "zhangchi", case, "withdraw-dispute", entry).unwrap();
    for (who, act) in [
        ("zhangchi", "withdraw-dispute"),
        ("zhangchi", "file-evidence"),
        ("sunyue", "answer-dispute"),
    ] {
        let refused = about(&world, who, case, act, entry);
        assert!(
            matches!(refused, Err(Refusal::DisputeWithdrawn)),
            "{act}: {refused:?}"
        );
        let offer = offered(&world, who, case, act);
        assert!(
            matches!(offer, Some(Refusal::DisputeWithdrawn)),
            "{act}: {offer:?}"
        );
    }
    let decided = ActEntry {
        of: Some(entry),
        answer: desk::Answer::Yes,
        reason: "有带客照片".to_owned(),
        ..ActEntry::default()
    };
    let decided = world.act("heping", case, "decide-evidence", decided);
    assert!(
        matches!(decided, Err(Refusal::DisputeWithdrawn)),
        "{decided:?}"
    );
    // While claims may come it is filed anew, and answered.
    let again = about_customer(&world, "zhangchi", "dispute", &CHEN, evidence());
    let again = again.unwrap();
    about(&world, "sunyue", case, "answer-dispute", again.seq).unwrap();
}

#[test]
fn a_decided_dispute_is_not_taken_back() {
    let world = showroom();
    let (case, entry) = claimed(&world, &CHEN);
    let rule = ActEntry {
        person: Some(world.staff("张弛")),
        reason: "有带客照片".to_owned(),
        ..ActEntry::default()
    };
    let decide = ActEntry {
        of: Some(entry),
        answer: desk::Answer::Yes,
        ..rule.clone()
    };
    world
        .act(
            "heping",
            case,
            "decide-evidence",
            ActEntry {
                person: None,
                ..decide
            },
        )
        .unwrap();
    world.act("heping", case, "rule", rule).unwrap();
    let refused = about(&world, "zhangchi", case, "withdraw-dispute", entry);
    assert!(
        matches!(refused, Err(Refusal::DisputeDecided { .. })),
        "{refused:?}"
    );
    let offer = offered(&world, "zhangchi", case, "withdraw-dispute");
    assert!(
        matches!(offer, Some(Refusal::DisputeDecided { .. })),
        "{offer:?}"
    );
}
