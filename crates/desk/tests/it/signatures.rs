//! Electronic signatures as people see them: valid, good for the version signed, or broken by a later change.

use desk::signed::SignatureWorth;
use desk::{Answer, Refusal};

use super::onboarding::{amend, channel, filed, review, shown};
use crate::world::World;

fn worths(world: &World, case: u64) -> Vec<(SignatureWorth, usize)> {
    let sheet = world
        .desk()
        .case_sheet(&world.actor("fangmin"), case, None, None);
    let signatures = sheet.unwrap().signatures;
    signatures
        .iter()
        .map(|mark| (mark.worth, mark.changes.len()))
        .collect()
}

#[test]
fn every_level_signs_with_a_key_of_their_own_by_the_clause_that_asks_for_it() {
    let world = channel();
    let claim = filed(&world);
    for who in ["fangmin", "shijing", "meilan"] {
        review(&world, who, &claim, Answer::Yes).unwrap();
    }
    let application = shown(&world, claim.case);
    let marks: Vec<_> = application
        .signatures
        .iter()
        .filter_map(|line| line.mark.as_ref())
        .collect();
    let signers: Vec<&str> = marks.iter().map(|mark| mark.by.as_str()).collect();
    assert_eq!(signers, ["方敏", "石静", "梅兰"]);
    assert!(marks.iter().all(|mark| mark.clause == "二.3"), "{marks:?}");
    assert!(marks.iter().all(|mark| mark.worth == SignatureWorth::Valid));
    let found = world.desk().ledger().verify(&[]).unwrap();
    assert_eq!((found.damage, found.signatures), (Vec::new(), 3));
}

#[test]
fn a_completion_leaves_earlier_signatures_good_for_their_version() {
    let world = channel();
    let claim = filed(&world);
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    review(&world, "shijing", &claim, Answer::Return).unwrap();
    amend(&world, &claim, &[("bank", "汉水银行")]);
    let of_its_version = (SignatureWorth::OfItsVersion, 1);
    assert_eq!(worths(&world, claim.case), [of_its_version; 2]);
    review(&world, "shijing", &claim, Answer::Yes).unwrap();
    let after = worths(&world, claim.case);
    assert_eq!(after[2], (SignatureWorth::Valid, 0));
    assert_eq!(after[..2], [of_its_version; 2]);
}

#[test]
fn a_change_after_the_last_signature_breaks_it_and_says_who_changed_what() {
    let world = channel();
    let claim = filed(&world);
    for who in ["fangmin", "shijing", "meilan"] {
        review(&world, who, &claim, Answer::Yes).unwrap();
    }
    amend(&world, &claim, &[("bank", "汉水银行")]);
    assert_eq!(
        worths(&world, claim.case),
        [(SignatureWorth::Changed, 1); 3]
    );
    let application = shown(&world, claim.case);
    let line = &application.signatures[2];
    let change = &line.mark.as_ref().unwrap().changes[0];
    assert_eq!(change.by, "张弛");
    assert!(change.fields.iter().any(|field| field.zh == "开户行"));
    assert!(!line.counts && application.is_broken && !application.is_forged);
}

#[test]
fn what_is_refused_is_not_signed() {
    let world = channel();
    let claim = filed(&world);
    let early = review(&world, "meilan", &claim, Answer::Yes);
    assert!(matches!(early, Err(Refusal::NotAccepted(_))), "{early:?}");
    assert_eq!(worths(&world, claim.case), []);
}

#[test]
fn whoever_signs_for_the_regulation_signs_its_newest_version() {
    let world = channel();
    let actor = world.actor("zhangchi");
    assert_eq!(world.desk().to_sign(&actor).unwrap().unwrap().mark, None);
    world.desk().sign(&actor).unwrap();
    let mark = world.desk().to_sign(&actor).unwrap().unwrap().mark;
    let mark = mark.unwrap();
    assert_eq!(
        (mark.by.as_str(), mark.worth),
        ("张弛", SignatureWorth::Valid)
    );
    assert_eq!(mark.digest.len(), 16);
}
