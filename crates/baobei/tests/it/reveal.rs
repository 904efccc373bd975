//! A customer's data is shown with a reason and leaves a trace, by the binary.

use crate::desk::{Desk, text};

const REVEAL: [&str; 7] = [
    "reveal",
    "--data",
    "store",
    "--by",
    "欧阳",
    "--reason",
    "客户陈远来电核对",
];

/// The case of the only customer.
fn case(desk: &Desk) -> String {
    desk.register("司徒", "13900000001");
    let held = desk.told(&["holds", "--data", "store", "--json"]);
    let held: serde_json::Value = serde_json::from_str(held.trim()).unwrap();
    held["case"].to_string()
}

#[test]
fn a_look_shows_the_data_and_says_who_looked_and_why() {
    let (desk, _) = Desk::new();
    let case = case(&desk);
    let told = desk.told(&[&REVEAL[..], &[&case]].concat());
    assert_eq!(told, "name=陈远\nphone=13900000001\n");
    // A second look does not show the reason of the first as if it were the customer's.
    assert_eq!(desk.told(&[&REVEAL[..], &[&case]].concat()), told);
    let of_case = desk.told(&["accesses", "--data", "store", "--of-case", &case]);
    assert_eq!(of_case.lines().count(), 2);
    assert!(
        of_case.contains("欧阳") && of_case.contains("来电核对"),
        "{of_case}"
    );
    let by = |name| desk.told(&["accesses", "--data", "store", "--staff", name]);
    assert_eq!(by("欧阳"), of_case);
    assert_eq!(by("司徒"), "");
    let later = ["accesses", "--data", "store", "--since", "2100-01-01"];
    assert_eq!(desk.told(&later), "");
    desk.told(&["verify", "--data", "store"]);
    // The reason is a person's own words; it stands in no file.
    for file in std::fs::read_dir(desk.path("store")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(path).unwrap();
            let reason = "来电核对".as_bytes();
            assert!(!bytes.windows(reason.len()).any(|part| part == reason));
        }
    }
}

#[test]
fn without_a_reason_nothing_is_shown_and_nothing_recorded() {
    let (desk, _) = Desk::new();
    let case = case(&desk);
    let before = desk.told(&["facts", "--data", "store"]);
    let words = [
        "reveal", "--data", "store", &case, "--by", "欧阳", "--reason", "  ",
    ];
    let output = desk.run(&words);
    assert_eq!(
        (output.status.code(), text(&output.stdout)),
        (Some(1), String::new())
    );
    assert!(text(&output.stderr).contains("理由"));
    assert_eq!(desk.run(&words[..6]).status.code(), Some(2));
    assert_eq!(desk.told(&["facts", "--data", "store"]), before);
}

#[test]
fn what_was_erased_is_not_shown_and_the_trace_of_looks_stays() {
    let (desk, _) = Desk::new();
    let case = case(&desk);
    desk.told(&[&REVEAL[..], &[&case]].concat());
    desk.told(&["erase", "--data", "store", &case, "--by", "司徒"]);
    let output = desk.run(&[&REVEAL[..], &[&case]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("删除"));
    let looked = desk.told(&["accesses", "--data", "store", "--of-case", &case]);
    assert!(
        looked.contains("欧阳") && !looked.contains("来电核对"),
        "{looked}"
    );
    desk.told(&["rebuild", "--data", "store"]);
    desk.told(&["verify", "--data", "store"]);
}
