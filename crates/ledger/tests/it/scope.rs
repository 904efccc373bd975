//! Where the regulation tells cases apart by project or demand, what is typed of them narrows a check and says
//! which case a registration is of.

use ledger::check::DuplicateAnswer;
use ruling::fact::FactKind;
use ruling::ruling::{Pending, Standing};

use super::store_under;
use crate::support::{Store, fields};

const CUSTOMER: [(&str, &str); 2] = [("name", "陈远"), ("phone", "13900000001")];

/// A regulation, and what a registration under it must say.
struct Regulation {
    folder: &'static str,
    /// The parts that tell its cases apart.
    parts: &'static [&'static str],
    more: &'static [(&'static str, &'static str)],
    /// What becomes of the first registration of a case.
    first: Standing,
    /// What is said of a case that has one.
    taken: fn(DuplicateAnswer) -> bool,
}

const REGULATIONS: [Regulation; 2] = [
    Regulation {
        folder: "3-customer-process",
        parts: &["demand"],
        more: &[("feedback", "有意向")],
        first: Standing::Waiting(Pending::Review),
        taken: |answer| answer == DuplicateAnswer::WaitsBehind,
    },
    Regulation {
        folder: "6-building-materials",
        parts: &["project", "demand"],
        more: &[],
        first: Standing::Holding,
        taken: |answer| matches!(answer, DuplicateAnswer::Held { .. }),
    },
];

fn typed<'a>(parts: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&CUSTOMER, parts].concat()
}

fn answer(store: &Store, parts: &[(&str, &str)]) -> DuplicateAnswer {
    let (asker, key) = (store.staff("李"), format!("{parts:?}"));
    let ledger = store.ledger();
    ledger
        .check(asker, &fields(&typed(parts)), key.as_bytes())
        .unwrap()
}

/// What becomes of a registration, and in which case.
fn registered(store: &Store, who: &str, parts: &[(&str, &str)]) -> (Standing, u64) {
    let done = store.run(store.fact(FactKind::Registered, who, &typed(parts)));
    let done = done.unwrap();
    let case = done.case.unwrap();
    let mut claims = case.ruling.claims.iter();
    let own = claims.find(|claim| claim.fact == done.seq).unwrap();
    (own.standing, case.id)
}

#[test]
fn another_demand_or_project_is_free_and_the_same_is_taken() {
    for regulation in REGULATIONS {
        let Regulation {
            folder,
            parts,
            more,
            first,
            taken,
        } = regulation;
        let store = store_under(folder);
        let of = |values: [&'static str; 2]| {
            let parts = parts.iter().copied().zip(values);
            parts.chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let own = ["一号楼", "瓷砖"];
        let (standing, case) = registered(&store, "张", &of(own));
        assert_eq!(standing, first, "{folder}");
        assert!(taken(answer(&store, &of(own))), "{folder}");
        // Spelt otherwise it is the same.
        assert!(
            taken(answer(&store, &of(["一号 楼", " 瓷　砖"]))),
            "{folder}"
        );
        // Nothing of them typed, the strictest answer of all cases counts.
        assert!(taken(answer(&store, &[])), "{folder}");
        for number in 0..parts.len() {
            let mut other = own;
            other[number] = "另一个";
            let free = answer(&store, &of(other));
            assert_eq!(free, DuplicateAnswer::Free, "{folder}");
            let (standing, new) = registered(&store, "李", &of(other));
            assert_eq!(standing, first, "{folder}");
            assert_ne!(new, case, "{folder}");
            assert!(taken(answer(&store, &of(other))), "{folder}");
        }
        let (standing, same) = registered(&store, "李", &of(own));
        assert_eq!(same, case, "{folder}");
        assert_ne!(standing, Standing::Holding, "{folder}");
        assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn where_the_regulation_tells_customers_apart_alone_a_demand_narrows_nothing() {
    let store = store_under("1-showroom");
    let of = |demand| typed(&[("demand", demand)]);
    store.register("张", &of("三居")).unwrap();
    let held = answer(&store, &[("demand", "四居")]);
    assert!(matches!(held, DuplicateAnswer::Held { .. }), "{held:?}");
    let second = store.register("李", &of("四居")).unwrap().case.unwrap();
    assert_eq!(second.ruling.claims.len(), 2);
}
