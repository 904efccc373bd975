//! A company's list of contracts, compared and entered by the binary.

use std::fs;

use serde_json::Value;

use crate::desk::{Desk, text};

const LIST: &str = "客户名称,项目名称,合同编号,签约日期,金额,经办人\n\
    云岭水务有限公司,二水厂扩建,HT-1,2020-03-02,\"860,000\",司徒\n\
    云岭水务有限公司,二水厂扩建,HT-2,,860000,欧阳\n";

fn contracts(desk: &Desk, more: &[&str]) -> (bool, String) {
    let words = ["contracts", "--data", "store", "list.csv", "--by", "司徒"];
    let output = desk.run(&[&words[..], more].concat());
    (output.status.success(), text(&output.stdout))
}

#[test]
fn a_list_is_compared_without_a_trace_and_entered_once() {
    let (desk, _) = Desk::under("8-contract-filing");
    fs::write(desk.path("list.csv"), LIST).unwrap();
    let before = desk.told(&["facts", "--data", "store"]);
    let (is_whole, told) = contracts(&desk, &["--dry-run"]);
    assert!(!is_whole, "a row cannot be used: {told}");
    assert!(told.contains("第 2 行 HT-1：没有备案"), "{told}");
    assert!(told.contains("隐瞒"), "{told}");
    assert!(told.contains("第 3 行不能用：签订日"), "{told}");
    assert_eq!(desk.told(&["facts", "--data", "store"]), before);
    let entered = |word: &str| {
        let (_, told) = contracts(&desk, &["--json"]);
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["contracts"][0]["new"].to_string(), word, "{told}");
        assert_eq!(told["contracts"][0]["suspected"], true);
        assert_eq!(told["rejected"][0]["row"], 3);
    };
    entered("true");
    let after = desk.told(&["facts", "--data", "store"]);
    assert!(after.lines().count() > before.lines().count());
    entered("false");
    assert_eq!(desk.told(&["facts", "--data", "store"]), after);
}

#[test]
fn a_regulation_without_filings_has_nothing_to_compare() {
    let (desk, _) = Desk::new();
    fs::write(desk.path("list.csv"), LIST).unwrap();
    let output = desk.run(&["contracts", "--data", "store", "list.csv", "--by", "司徒"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("不按合同备案"));
}
