//! Whether a dealer is known already is found out as their application is filed, and told to whoever reviews it.

use std::sync::Barrier;

use desk::register::Receipt;
use desk::{Answer, FactKind};

use super::onboarding::{channel, filed, filed_for, filed_with, review, shown};
use crate::world::World;

/// What whoever reviews first is told to look at.
fn warned(world: &World, claim: &Receipt) -> Vec<String> {
    let warnings = shown(world, claim.case).warnings;
    warnings.into_iter().map(|warning| warning.zh).collect()
}

const KNOWN: &str = "已有该经销商";
const NAMED_SO: &str = "名称与已有经销商相同或近似";
/// Codes of other companies.
const CODES: [&str; 3] = [
    "91440300708461136T",
    "914403001922038216",
    "91420106MA901005X4",
];

#[test]
fn whoever_reviews_learns_that_a_dealer_or_a_similar_name_is_known() {
    let world = channel();
    let first = filed_for(&world, "zhangchi", "武汉恒升建材有限公司", CODES[0]);
    assert!(warned(&world, &first).is_empty(), "nobody was known before");
    let other = filed(&world);
    assert!(warned(&world, &other).is_empty(), "nobody is named so");
    let similar = filed_for(&world, "zhangchi", "武汉恒生建材有限公司", CODES[1]);
    assert_eq!(warned(&world, &similar), [NAMED_SO]);
    let namesake = filed_for(&world, "zhangchi", "武汉市恒升建材有限公司", CODES[2]);
    assert_eq!(warned(&world, &namesake), [KNOWN, NAMED_SO]);
    assert_ne!(namesake.case, first.case, "two codes are two companies");
    assert!(
        warned(&world, &first).is_empty(),
        "as it was when it was filed"
    );
    review(&world, "fangmin", &namesake, Answer::Yes).unwrap();
    let same = filed_for(&world, "lixiang", "晴川商贸有限公司", "91420106MA9010041C");
    assert_eq!(same.case, other.case);
    assert_eq!(warned(&world, &same), [KNOWN, NAMED_SO]);
}

#[test]
fn by_its_code_a_dealer_is_known_under_any_name() {
    let world = channel();
    filed_for(&world, "zhangchi", "武汉恒升建材有限公司", CODES[0]);
    let renamed = filed_for(&world, "lixiang", "长沙远航五金有限公司", CODES[0]);
    assert_eq!(warned(&world, &renamed), [KNOWN]);
}

#[test]
fn whose_application_was_rejected_is_no_known_dealer() {
    let world = channel();
    let first = filed_for(&world, "zhangchi", "武汉恒升建材有限公司", CODES[0]);
    review(&world, "fangmin", &first, Answer::No).unwrap();
    let namesake = filed_for(&world, "zhangchi", "武汉恒升建材有限公司", CODES[1]);
    assert!(warned(&world, &namesake).is_empty());
}

#[test]
fn nobody_says_in_the_form_that_a_dealer_is_known() {
    let world = channel();
    let form = world.desk().registration_form(&world.actor("zhangchi"));
    let fields = form.unwrap().fields;
    let marks = ["known_dealer", "similar_name"];
    assert!(
        !fields
            .iter()
            .any(|field| marks.contains(&field.name.as_str()))
    );
    let claim = filed_with(
        &world,
        "zhangchi",
        ("晴川商贸有限公司", "91420106MA9010041C"),
        &marks,
    );
    assert!(
        warned(&world, &claim).is_empty(),
        "what is ticked all the same"
    );
}

/// The applications in a case that say of themselves that the dealer was known.
fn marked(world: &World, case: u64) -> Vec<bool> {
    let now = world.now();
    let judged = world.desk().ledger().case(case, now, now).unwrap().unwrap();
    let packs = world
        .desk()
        .ledger()
        .packs_for(world.staff("张弛"))
        .unwrap();
    let known = packs.names.find("known_dealer");
    let facts = judged.file.facts().iter();
    let filed = facts.filter(|fact| fact.kind == FactKind::Registered);
    filed.map(|fact| fact.has(known)).collect()
}

#[test]
fn property_of_two_filings_at_once_the_later_says_that_the_dealer_is_known() {
    let world = channel();
    let names = [
        "长沙远航五金有限公司",
        "襄阳云帆机电有限公司",
        "武汉恒升建材有限公司",
    ];
    for (name, code) in names.into_iter().zip(CODES) {
        let start = Barrier::new(2);
        let filings = std::thread::scope(|scope| {
            let filing = |who| {
                let (world, start) = (&world, &start);
                scope.spawn(move || {
                    world.actor(who);
                    start.wait();
                    filed_for(world, who, name, code)
                })
            };
            [filing("zhangchi"), filing("lixiang")].map(|filing| filing.join().unwrap())
        });
        let [one, other] = filings.map(|filed| filed.case);
        assert_eq!(one, other, "one code is one dealer");
        assert_eq!(marked(&world, one), [false, true], "{name}");
    }
}

#[test]
fn who_applies_again_carries_nothing_over_from_the_application_before() {
    let world = channel();
    let other = filed_for(&world, "lixiang", "武汉恒生建材有限公司", CODES[1]);
    let first = filed_for(&world, "zhangchi", "武汉恒升建材有限公司", CODES[0]);
    assert_eq!(warned(&world, &first), [NAMED_SO]);
    for rejected in [&first, &other] {
        review(&world, "fangmin", rejected, Answer::No).unwrap();
    }
    let again = filed_for(&world, "zhangchi", "武汉恒升建材有限公司", CODES[0]);
    assert_eq!(again.case, first.case);
    assert!(warned(&world, &again).is_empty(), "as it is now");
}
