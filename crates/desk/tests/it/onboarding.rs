//! A dealer is taken on: three signatures, each on a version of the form, what is on file, and a unit at the end.

use desk::act::{ActEntry, ActInput};
use desk::onboarding::Application;
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::{Answer, Refusal};

use super::world_under;
use crate::deeds::fields;
use crate::world::World;

pub(crate) fn channel() -> World {
    let world = world_under("9-dealer-onboarding");
    for (person, office, role) in [
        (("方敏", "fangmin"), "back_office", Role::BackOffice),
        (
            ("石静", "shijing"),
            "department_manager",
            Role::DepartmentHead,
        ),
        (("梅兰", "meilan"), "general_manager", Role::StoreManager),
    ] {
        world.hire(person, "江岸店", office, role);
    }
    world
}

pub(crate) fn filed(world: &World) -> Receipt {
    filed_by(world, "zhangchi")
}

pub(crate) fn filed_by(world: &World, who: &str) -> Receipt {
    filed_for(world, who, "晴川商贸有限公司", "91420106MA9010041C")
}

/// An application for a company by name and code.
pub(crate) fn filed_for(world: &World, who: &str, name: &str, code: &str) -> Receipt {
    filed_with(world, who, (name, code), &[])
}

/// A whole form of a company, and the papers with it.
pub(crate) fn form(name: &str, code: &str) -> (Vec<(String, String)>, Vec<String>) {
    let fields = fields(&[
        ("invoice_name", name),
        ("tax_number", code),
        ("bank", "江城银行"),
        ("bank_account", "6222000000000000"),
        ("invoice_address", "晴川路 1 号"),
        ("invoice_phone", "027-80000001"),
        ("full_name", name),
        ("credit_code", code),
        ("representative", "陈远"),
        ("registered_address", "晴川路 1 号"),
        ("business_address", "晴川路 1 号"),
        ("intended_region", "武汉"),
        ("contact_person", "陈远"),
        ("licence_until", "2031-12-31"),
    ]);
    let papers = ["licence_copy", "representative_id_copy", "data_sheet"];
    (fields, papers.map(str::to_owned).to_vec())
}

/// The same with more ticked than the papers.
pub(crate) fn filed_with(
    world: &World,
    who: &str,
    (name, code): (&str, &str),
    ticked: &[&str],
) -> Receipt {
    let (fields, given) = form(name, code);
    let ticked = ticked.iter().map(|name| (*name).to_owned());
    let input = RegistrationInput {
        fields,
        given: given.into_iter().chain(ticked).collect(),
        ..RegistrationInput::default()
    };
    let desk = world.desk();
    desk.register(&world.actor(who), &input).unwrap()
}

pub(crate) fn act(
    world: &World,
    who: &str,
    case: u64,
    act: &str,
    entry: ActEntry,
) -> Result<(), Refusal> {
    world.pass(60);
    world.act(who, case, act, entry).map(drop)
}

pub(crate) fn review(
    world: &World,
    who: &str,
    claim: &Receipt,
    answer: Answer,
) -> Result<(), Refusal> {
    let entry = ActEntry {
        of: Some(claim.seq),
        answer,
        reason: "已核对".to_owned(),
        ..ActEntry::default()
    };
    act(world, who, claim.case, "review", entry)
}

/// A correction by whoever applied, who was told what it does.
pub(crate) fn amend(world: &World, claim: &Receipt, typed: &[(&str, &str)]) {
    try_amend(world, claim, typed, true).unwrap();
}

fn try_amend(
    world: &World,
    claim: &Receipt,
    typed: &[(&str, &str)],
    warned: bool,
) -> Result<(), Refusal> {
    world.pass(60);
    let input = ActInput {
        case: Some(claim.case),
        act: "amend".to_owned(),
        entry: ActEntry {
            of: Some(claim.seq),
            fields: fields(typed),
            ..ActEntry::default()
        },
        warned,
        ..ActInput::default()
    };
    world.desk().act(&world.actor("zhangchi"), &input).map(drop)
}

pub(crate) fn shown(world: &World, case: u64) -> Application {
    let actor = world.actor("fangmin");
    world.desk().application(&actor, case).unwrap()
}

#[test]
fn signatures_are_bound_to_their_version_and_a_new_licence_starts_again() {
    let world = channel();
    let claim = filed(&world);
    let early = review(&world, "meilan", &claim, Answer::Yes);
    assert!(early.is_err(), "the last level does not sign first");
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    review(&world, "shijing", &claim, Answer::Yes).unwrap();
    let half = shown(&world, claim.case);
    let signed: Vec<_> = half
        .steps
        .iter()
        .map(|step| (step.is_signed, step.is_next))
        .collect();
    assert_eq!(signed, [(true, false), (true, false), (false, true)]);
    assert!(
        half.signatures
            .iter()
            .all(|line| line.counts && line.version == 1)
    );
    review(&world, "meilan", &claim, Answer::Return).unwrap();
    let corrected = ActEntry {
        of: Some(claim.seq),
        changed: vec!["licence".to_owned()],
        fields: fields(&[("licence", "新执照")]),
        ..ActEntry::default()
    };
    act(&world, "zhangchi", claim.case, "amend", corrected).unwrap();
    let again = shown(&world, claim.case);
    assert_eq!(again.version, 2);
    assert!(
        again.signatures.iter().all(|line| !line.counts),
        "{:?}",
        again.signatures
    );
    let changed = &again.signatures[0].changed_since;
    assert!(
        changed.iter().any(|label| label.zh == "营业执照"),
        "{changed:?}"
    );
    assert!(again.steps[0].is_next && again.steps.iter().all(|step| !step.is_signed));
    assert!(matches!(
        world.desk().application(&world.actor("wuxian"), claim.case),
        Err(Refusal::NotFound)
    ));
}

#[test]
fn what_is_changed_after_the_last_signature_breaks_all_of_them() {
    let world = channel();
    let claim = filed(&world);
    for who in ["fangmin", "shijing", "meilan"] {
        review(&world, who, &claim, Answer::Yes).unwrap();
    }
    assert!(!shown(&world, claim.case).is_broken);
    amend(&world, &claim, &[("bank_account", "6222020000001111")]);
    let listed = world.desk().applications(&world.actor("fangmin"), None);
    let line = &listed.unwrap().lines[0];
    let (what, who) = line.next.as_ref().unwrap();
    assert!(line.is_broken && !line.is_admitted, "{line:?}");
    assert_eq!((what.zh.as_str(), who.zh.as_str()), ("审核申请", "内勤"));
    assert!(line.headline.zh.contains("签名失效"), "{line:?}");
    let broken = shown(&world, claim.case);
    assert!(broken.is_broken && broken.signatures.len() == 3);
    assert!(broken.signatures.iter().all(|line| !line.counts));
    assert!(broken.steps.iter().all(|step| !step.is_signed));
    assert!(broken.steps[0].is_next, "it is taken up at the back office");
}

/// A dealer's application that all three have signed.
pub(crate) fn signed(world: &World) -> Receipt {
    let claim = filed(world);
    signed_by_all(world, &claim);
    claim
}

fn signed_by_all(world: &World, claim: &Receipt) {
    for who in ["fangmin", "shijing", "meilan"] {
        review(world, who, claim, Answer::Yes).unwrap();
    }
}

pub(crate) fn archive(world: &World, case: u64) -> Result<(), Refusal> {
    let whole = ActEntry {
        given: ["electronic_file_complete", "paper_place"]
            .map(str::to_owned)
            .to_vec(),
        ..ActEntry::default()
    };
    act(world, "fangmin", case, "archive", whole)
}

#[test]
fn whoever_changes_what_all_signed_is_told_first_what_that_does() {
    let world = channel();
    let claim = signed(&world);
    let silent = try_amend(&world, &claim, &[("bank", "汉水银行")], false);
    let Err(Refusal::Warned(reasons)) = silent else {
        panic!("{silent:?}");
    };
    assert_eq!(reasons[0].clause, "二.3");
    assert!(reasons[0].why.zh.contains("各级重签"), "{reasons:?}");
    assert!(!shown(&world, claim.case).is_broken, "nothing was recorded");
    try_amend(&world, &claim, &[("bank", "汉水银行")], true).unwrap();
    assert!(shown(&world, claim.case).is_broken);
    // Once it is broken, and while it is under review, a correction does no more harm.
    try_amend(&world, &claim, &[("bank", "长江银行")], false).unwrap();
}

#[test]
fn what_was_changed_after_the_last_signature_is_signed_again_by_all_three() {
    let world = channel();
    let claim = signed(&world);
    amend(
        &world,
        &claim,
        &[("bank", "汉水银行"), ("bank_account", "6222020000001111")],
    );
    let refused = archive(&world, claim.case);
    assert!(
        matches!(refused, Err(Refusal::NotAccepted(_))),
        "{refused:?}"
    );
    for early in ["shijing", "meilan"] {
        let refused = review(&world, early, &claim, Answer::Yes);
        assert!(
            matches!(refused, Err(Refusal::NotAccepted(_))),
            "{early}: {refused:?}"
        );
    }
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    let taken_up = shown(&world, claim.case);
    assert!(!taken_up.is_broken);
    let steps: Vec<_> = taken_up
        .steps
        .iter()
        .map(|step| (step.is_signed, step.is_next))
        .collect();
    assert_eq!(steps, [(true, false), (false, true), (false, false)]);
    let counting: Vec<_> = taken_up
        .signatures
        .iter()
        .map(|line| (line.counts, line.version))
        .collect();
    assert_eq!(counting, [(false, 1), (false, 1), (false, 1), (true, 2)]);
    let beside = ActInput {
        case: Some(claim.case),
        act: "review".to_owned(),
        entry: ActEntry {
            of: Some(claim.seq),
            ..ActEntry::default()
        },
        ..ActInput::default()
    };
    let beside = world
        .desk()
        .beside(&world.actor("shijing"), &beside)
        .unwrap();
    assert_eq!(
        beside.versions, taken_up.versions,
        "whoever signs next sees the same"
    );
    let [version] = &taken_up.versions[..] else {
        panic!("{:?}", taken_up.versions);
    };
    assert_eq!((version.number, version.by.as_deref()), (2, Some("张弛")));
    let told = |label: &str| {
        let field = version.fields.iter().find(|field| field.label.zh == label);
        let field = field.unwrap();
        (field.before.clone().unwrap(), field.after.clone().unwrap())
    };
    assert_eq!(
        told("开户行"),
        ("江城银行".to_owned(), "汉水银行".to_owned())
    );
    let (before, after) = told("账号");
    assert!(
        before.contains('*') && after.contains('*'),
        "accounts stay masked: {before} {after}"
    );
    assert!(archive(&world, claim.case).is_err(), "two are to sign yet");
    review(&world, "shijing", &claim, Answer::Yes).unwrap();
    review(&world, "meilan", &claim, Answer::Yes).unwrap();
    archive(&world, claim.case).unwrap();
    let admitted = shown(&world, claim.case);
    assert!(admitted.admitted.is_some() && !admitted.is_broken);
    let counting: Vec<_> = admitted.signatures.iter().map(|line| line.counts).collect();
    assert_eq!(counting, [false, false, false, true, true, true]);
    let found = world.desk().ledger().verify(&[]).unwrap();
    assert_eq!((found.damage, found.signatures), (Vec::new(), 6));
}

#[test]
fn the_back_office_may_return_or_reject_what_was_changed_afterwards() {
    let world = channel();
    let claim = signed(&world);
    amend(&world, &claim, &[("bank", "汉水银行")]);
    review(&world, "fangmin", &claim, Answer::Return).unwrap();
    amend(&world, &claim, &[("bank", "江城银行")]);
    let corrected = shown(&world, claim.case);
    assert!(
        !corrected.is_broken && corrected.steps[0].is_next,
        "{:?}",
        corrected.steps
    );
    assert_eq!(corrected.version, 3);
    review(&world, "fangmin", &claim, Answer::No).unwrap();
    let settled = review(&world, "fangmin", &claim, Answer::Yes);
    assert!(settled.is_err(), "rejected is over");
    // Whoever applied files a new one, which is not the one that was changed.
    world.pass(60);
    let anew = filed(&world);
    assert_eq!(anew.case, claim.case);
    signed_by_all(&world, &anew);
    archive(&world, anew.case).unwrap();
    let admitted = shown(&world, anew.case);
    assert!(admitted.admitted.is_some() && !admitted.is_broken && admitted.version == 1);
}

#[test]
fn a_copy_of_another_licence_is_a_new_version_that_starts_again() {
    let world = channel();
    let claim = filed(&world);
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    review(&world, "shijing", &claim, Answer::Return).unwrap();
    let other_copy = ActEntry {
        of: Some(claim.seq),
        given: vec!["licence_copy".to_owned()],
        ..ActEntry::default()
    };
    act(&world, "zhangchi", claim.case, "amend", other_copy).unwrap();
    let again = shown(&world, claim.case);
    assert!(again.steps[0].is_next, "{:?}", again.steps);
    let field = &again.versions[0].fields[0];
    assert_eq!(
        (field.label.zh.as_str(), &field.after),
        ("营业执照复印件", &None)
    );
}

#[test]
fn the_form_of_a_review_begins_with_the_reviewers_own_step_and_what_waits_for_it() {
    let world = channel();
    let claim = filed(&world);
    let suggested = |who: &str| {
        let offers = world.desk().acts(&world.actor(who), claim.case).unwrap();
        let mut offers = offers.offers.into_iter();
        let review = offers.find(|offer| offer.act.name == "review").unwrap();
        let fields = review.fields.into_iter();
        fields
            .filter_map(|field| field.suggested)
            .collect::<Vec<_>>()
    };
    let of = claim.seq.to_string();
    for (who, step) in [
        ("fangmin", "back_office"),
        ("shijing", "department_manager"),
        ("meilan", "general_manager"),
    ] {
        assert_eq!(suggested(who), [step, &of], "{who}");
        review(&world, who, &claim, Answer::Yes).unwrap();
    }
    assert!(suggested("fangmin").is_empty(), "nothing waits");
}
