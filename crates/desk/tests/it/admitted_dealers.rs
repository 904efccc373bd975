//! A dealer who was admitted becomes a unit of the company, once, with what all signed.

use desk::act::ActEntry;
use desk::onboarding::dealer::NewDealer;
use desk::{Answer, Refusal};

use super::onboarding::{act, amend, archive, channel, filed, review, shown, signed};

fn dealer(case: u64) -> NewDealer {
    NewDealer {
        case,
        unit_name: "晴川经销".to_owned(),
        regions: "420100".to_owned(),
        name: "温言".to_owned(),
        login: "wenyan".to_owned(),
        ..NewDealer::default()
    }
}

#[test]
fn an_admitted_dealer_that_was_changed_becomes_no_unit_before_all_signed_again() {
    let world = channel();
    let claim = signed(&world);
    archive(&world, claim.case).unwrap();
    let since = shown(&world, claim.case).admitted;
    let admitted = || {
        world
            .desk()
            .admitted_dealers(&world.actor("heyun"))
            .unwrap()
    };
    assert_eq!(admitted(), [claim.case]);
    amend(&world, &claim, &[("bank", "汉水银行")]);
    assert!(shown(&world, claim.case).is_broken);
    let desk = world.desk();
    let refused = desk.set_up_dealer(&world.actor("heyun"), &dealer(claim.case));
    assert!(matches!(refused, Err(Refusal::NotFound)), "{refused:?}");
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    assert!(admitted().is_empty());
    review(&world, "shijing", &claim, Answer::Yes).unwrap();
    review(&world, "meilan", &claim, Answer::Yes).unwrap();
    assert_eq!(admitted(), [claim.case]);
    assert_eq!(
        shown(&world, claim.case).admitted,
        since,
        "admitted since the first filing"
    );
}

#[test]
fn a_change_of_an_admitted_dealer_that_is_rejected_leaves_the_dealer_as_it_was_signed() {
    for rejects in ["fangmin", "shijing"] {
        let world = channel();
        let claim = signed(&world);
        archive(&world, claim.case).unwrap();
        let before = shown(&world, claim.case);
        amend(
            &world,
            &claim,
            &[("bank", "汉水银行"), ("remarks", "仓库另租")],
        );
        if rejects != "fangmin" {
            review(&world, "fangmin", &claim, Answer::Yes).unwrap();
        }
        review(&world, rejects, &claim, Answer::No).unwrap();

        let after = shown(&world, claim.case);
        assert_eq!(
            after.admitted, before.admitted,
            "{rejects}: admitted all along"
        );
        assert!(!after.is_broken, "{rejects}");
        assert_eq!(
            after.fields, before.fields,
            "{rejects}: the form that was signed"
        );
        assert_eq!(after.version, 1);
        assert!(after.versions[0].is_refused, "{:?}", after.versions);
        assert!(
            after
                .steps
                .iter()
                .all(|step| step.is_signed && !step.is_next)
        );
        let counting: Vec<_> = after.signatures.iter().map(|line| line.counts).collect();
        let refused = after.signatures.len() - 3;
        assert_eq!(
            counting,
            [[true; 3].as_slice(), &vec![false; refused]].concat()
        );
        let marks = after
            .signatures
            .iter()
            .filter_map(|line| line.mark.as_ref());
        assert!(marks.clone().count() > 3);
        assert!(
            marks
                .into_iter()
                .all(|mark| !mark.worth.is_broken() && mark.changes.is_empty())
        );
        assert_eq!(
            world
                .desk()
                .admitted_dealers(&world.actor("heyun"))
                .unwrap(),
            [claim.case]
        );
        for who in ["fangmin", "shijing", "meilan"] {
            let waiting = world.desk().tasks(&world.actor(who), None, None).unwrap();
            assert!(
                waiting.lines.is_empty(),
                "{rejects}, {who}: {:?}",
                waiting.lines
            );
        }
        // The next change is compared with what counts, not with what was refused.
        amend(&world, &claim, &[("bank", "长江银行")]);
        let changed = shown(&world, claim.case);
        assert_eq!((changed.version, changed.is_broken), (3, true));
        let bank = &changed.versions[1].fields[0];
        assert_eq!(bank.before.as_deref(), Some("江城银行"), "{bank:?}");
    }
}

#[test]
fn an_admitted_dealer_becomes_a_unit_with_regions_and_a_person_once() {
    let world = channel();
    let claim = filed(&world);
    for who in ["fangmin", "shijing", "meilan"] {
        review(&world, who, &claim, Answer::Yes).unwrap();
    }
    let line = world
        .desk()
        .applications(&world.actor("fangmin"), None)
        .unwrap();
    assert_eq!(line.lines.len(), 1);
    assert!(!line.lines[0].is_admitted);
    let (what, who) = line.lines[0].next.as_ref().unwrap();
    assert_eq!(who.zh, "内勤");
    assert!(what.zh.starts_with("归档"), "{what:?}");
    let early = world
        .desk()
        .set_up_dealer(&world.actor("heyun"), &dealer(claim.case));
    assert!(matches!(early, Err(Refusal::NotFound)));
    let half = ActEntry {
        given: vec!["electronic_file_complete".to_owned()],
        ..ActEntry::default()
    };
    let refused = act(&world, "fangmin", claim.case, "archive", half);
    assert!(
        matches!(refused, Err(Refusal::NotAccepted(_))),
        "{refused:?}"
    );
    let whole = ActEntry {
        given: ["electronic_file_complete", "paper_place"]
            .map(str::to_owned)
            .to_vec(),
        ..ActEntry::default()
    };
    act(&world, "fangmin", claim.case, "archive", whole).unwrap();
    let admitted = shown(&world, claim.case);
    assert!(admitted.admitted.is_some());
    assert!(admitted.files.iter().all(|file| file.is_there));
    let system = world.actor("heyun");
    assert_eq!(
        world.desk().admitted_dealers(&system).unwrap(),
        [claim.case]
    );
    let taken = world
        .desk()
        .set_up_dealer(&system, &dealer(claim.case))
        .unwrap();
    let unit = world.unit("晴川经销");
    let units = world.desk().unit_sheets(&system).unwrap();
    let unit = units.iter().find(|sheet| sheet.line.unit == unit).unwrap();
    assert_eq!((unit.regions.len(), unit.people), (1, 1));
    let link = taken.link.unwrap();
    world
        .desk()
        .choose_password(&link, crate::world::PASSWORD)
        .unwrap();
    assert!(world.desk().admitted_dealers(&system).unwrap().is_empty());
    let twice = world.desk().set_up_dealer(&system, &dealer(claim.case));
    assert!(matches!(twice, Err(Refusal::NotFound)));
    let other = world
        .desk()
        .set_up_dealer(&world.actor("sunyue"), &dealer(claim.case));
    assert!(matches!(other, Err(Refusal::NotAllowed(_))));
}
