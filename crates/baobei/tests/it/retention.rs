//! Whose data has been kept long enough, by the binary: listed in masks, erased by the command that it proposes.

use serde_json::Value;

use crate::desk::{Desk, text};

fn listed(desk: &Desk, until: &str) -> Vec<Value> {
    let told = desk.told(&["retention", "--data", "store", "--json", "--until", until]);
    told.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn what_is_due_is_shown_in_masks_and_erased_by_the_command_proposed() {
    let (desk, _) = Desk::new();
    desk.register("司徒", "13900000001");
    desk.register("欧阳", "13900000002");
    // The holder gives the first customer up.
    let facts = desk.told(&["facts", "--data", "store"]);
    let last: Vec<&str> = facts.lines().last().unwrap().split(' ').collect();
    let (day, minute) = (last[1], last[2].get(..5).unwrap());
    let holds = desk.told(&["holds", "--data", "store", "--staff", "司徒", "--json"]);
    let case: Value = serde_json::from_str(holds.trim()).unwrap();
    let (case, waived) = (
        case["case"].to_string(),
        format!("{day} {minute} 司徒 waived"),
    );
    desk.told(&[
        "facts",
        "--data",
        "store",
        "--of-case",
        &case,
        "--add",
        &waived,
    ]);
    let now = desk.told(&["retention", "--data", "store"]);
    assert_eq!(now, "", "nothing is kept too long today");

    let all = listed(&desk, "2100-01-01");
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0]["cases"][0].to_string(), case);
    assert_eq!(all[0]["because"], "unheld");
    assert_eq!(all[0]["due"][1]["masked"], "139****0001");
    let told = desk.told(&["retention", "--data", "store", "--until", "2100-01-01"]);
    assert!(
        told.contains("手机号") && told.contains("1095 天"),
        "{told}"
    );
    assert!(
        !told.contains("陈远") && !told.contains("13900000001"),
        "{told}"
    );
    let english = [
        "retention",
        "--data",
        "store",
        "--until",
        "2100-01-01",
        "--lang",
        "en",
    ];
    assert!(desk.told(&english).contains("kept long enough"));

    let proposed = told.lines().last().unwrap().trim();
    let words = proposed.replace("员工", "欧阳");
    let words: Vec<&str> = words.split(' ').skip(1).collect();
    desk.told(&words);
    assert_eq!(listed(&desk, "2100-01-01"), [] as [Value; 0]);
    let again = desk.run(&words);
    assert_eq!(again.status.code(), Some(1));
    assert!(
        text(&again.stderr).contains("已应本人要求删除") || text(&again.stderr).contains("已删除")
    );
    desk.told(&["verify", "--data", "store"]);
    // Members of staff are nobody's customers.
    let staff = [
        "erase",
        "--data",
        "store",
        "--customer",
        "1",
        "--by",
        "欧阳",
    ];
    let refused = desk.run(&staff);
    assert!(text(&refused.stderr).contains("baobei retention"));
    assert_eq!(refused.status.code(), Some(1));
}
