//! Who holds what, what is due, what ends: from the ledger's rows, by the binary.

use serde_json::Value;

use crate::desk::Desk;

fn rows(desk: &Desk, command: &str, more: &[&str]) -> Vec<Value> {
    let words = [command, "--data", "store", "--json"];
    let told = desk.told(&[&words[..], more].concat());
    told.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_holder_is_listed_by_name_and_the_customer_by_number() {
    let (desk, _) = Desk::new();
    desk.register("司徒", "13900000001");
    desk.register("欧阳", "13900000002");
    let all = rows(&desk, "holds", &[]);
    let people: Vec<_> = all
        .iter()
        .map(|row| row["person"].as_str().unwrap())
        .collect();
    assert_eq!(people, ["司徒", "欧阳"]);
    let own = rows(&desk, "holds", &["--staff", "欧阳"]);
    assert_eq!(own, all[1..]);
    assert_eq!(own[0]["owner"], "乙队");
    assert_eq!(rows(&desk, "holds", &["--at", "2100-01-01"]).len(), 2);
    // What was is judged, not listed.
    let past = desk.run(&["holds", "--data", "store", "--at", "2020-01-01"]);
    assert_eq!(past.status.code(), Some(2));
    let told = desk.told(&["holds", "--data", "store"]);
    assert!(told.contains("甲队 司徒"), "{told}");
    assert!(
        !told.contains("陈远") && !told.contains("13900000001"),
        "{told}"
    );
}

#[test]
fn protection_that_ends_within_days_is_listed() {
    let (desk, _) = Desk::new();
    desk.register("司徒", "13900000001");
    // The showroom protects a visit for a month at most.
    assert_eq!(rows(&desk, "lapsing", &["--within", "1"]), [] as [Value; 0]);
    let ends = rows(&desk, "lapsing", &["--within", "60"]);
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0]["owner"], "甲队");
    assert!(ends[0]["until"].is_string());
}

#[test]
fn what_is_due_names_who_and_the_clause() {
    let (desk, _) = Desk::new();
    desk.register("司徒", "13900000001");
    // Part of a number: who it is must be confirmed.
    desk.register("欧阳", "1390000****");
    let due = rows(&desk, "due", &["--until", "2100-01-01"]);
    assert!(!due.is_empty());
    for duty in &due {
        assert!(
            duty["until"].is_string() && duty["overdue"] == false,
            "{duty}"
        );
        for part in ["who", "what", "clause"] {
            assert!(!duty[part].as_str().unwrap().is_empty(), "{duty}");
        }
    }
    let times: Vec<_> = due
        .iter()
        .map(|duty| duty["until"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[test]
fn telling_two_customers_apart_gives_the_later_one_its_holder() {
    for (decision, holders) in [("same_as", 1), ("not_same", 2)] {
        let (desk, _) = Desk::new();
        desk.register("司徒", "13900000001");
        let waiting = desk.register("欧阳", "1390000****");
        assert!(waiting.contains("同一"), "{waiting}");
        assert_eq!(rows(&desk, "holds", &[]).len(), 1);
        let facts = rows(&desk, "facts", &[]);
        let mut claims = facts.iter().filter(|fact| fact["kind"] == "registered");
        let claim = claims.next_back().unwrap()["entry"].to_string();
        let case = rows(&desk, "holds", &[])[0]["case"].to_string();
        let now = desk.told(&["facts", "--data", "store"]);
        let now = now.lines().last().unwrap().split(' ').collect::<Vec<_>>();
        let (day, minute) = (now[1], now[2].get(..5).unwrap());
        let line = format!("{day} {minute} 司徒 linked:{decision} of={claim}");
        let words = ["facts", "--data", "store", "--of-case", &case, "--add"];
        let told = desk.told(&[&words[..], &[&line]].concat());
        assert!(told.contains("甲队"), "{told}");
        // Whoever decides sees both customers where there are two.
        assert_eq!(told.contains("归 乙队"), holders == 2, "{told}");
        assert_eq!(rows(&desk, "holds", &[]).len(), holders);
        desk.told(&["verify", "--data", "store"]);
    }
}
