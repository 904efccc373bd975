//! The company's list of contracts, compared with what was filed.

use desk::Refusal;
use desk::contract_list::{ContractRow, RowProblem};
use desk::permission::Role;
use desk::register::RegistrationInput;
use ruling::calendar::CivilDay;

use super::{world, world_under};
use crate::deeds::{DAY, fields};
use crate::world::World;

fn row(number: u32, contract: &str, signed: &str, signatories: &str) -> ContractRow {
    ContractRow {
        number,
        customer: "云岭水务有限公司".to_owned(),
        project: "二水厂扩建".to_owned(),
        contract: contract.to_owned(),
        signed: CivilDay::parse(signed),
        amount: "860,000.00".to_owned(),
        signatories: signatories.to_owned(),
    }
}

/// 张弛 files a contract.
fn file(world: &World, contract: &str, signed: &str) {
    let form = RegistrationInput {
        fields: fields(&[
            ("name", "云岭水务有限公司"),
            ("legal_representative", "严松"),
            ("registered_place", "武汉"),
            ("contact", "13900000008"),
            ("project", "二水厂扩建"),
            ("project_place", "武汉"),
            ("project_scale", "日供水 10 万吨"),
            ("project_progress", "土建"),
            ("product", "水泵"),
            ("quantity", "12"),
            ("requirements", "国标"),
            ("contract", contract),
            ("signed_on", signed),
            ("contract_amount", "860000"),
            ("contract_term", "一年"),
        ]),
        ..RegistrationInput::default()
    };
    world
        .desk()
        .register(&world.actor("zhangchi"), &form)
        .unwrap();
}

fn filing() -> World {
    let world = world_under("8-contract-filing");
    let office = ("孟和", "menghe");
    world.hire(office, "江岸店", "filing_desk", Role::DepartmentHead);
    world
}

#[test]
fn a_list_shows_what_was_filed_late_and_what_was_not_before_anything_is_recorded() {
    let world = filing();
    // It is 2 March 2026, a Monday. Five working days after the 24th of February are over on the 4th of March.
    world.pass(9 * DAY);
    file(&world, "HT-1", "2026-02-24");
    file(&world, "HT-2", "2026-03-10");
    let rows = [
        row(2, "HT-1", "2026-02-24", "张弛"),
        row(3, "HT-2", "2026-03-10", "张弛、李想"),
        row(4, "HT-3", "2026-02-02", "李想"),
        row(5, "HT-4", "2026-03-10", "王蕾"),
    ];
    let menghe = world.actor("menghe");
    let before = world.desk().ledger().size().unwrap();
    let list = world.desk().compare_contracts(&menghe, &rows).unwrap();
    assert_eq!(world.desk().ledger().size().unwrap(), before);
    assert!(list.rejected.is_empty(), "{:?}", list.rejected);
    let [late, in_time, concealed, awaited] = list.lines.as_slice() else {
        panic!("{:?}", list.lines);
    };
    assert!(late.is_suspected && late.filed.is_some(), "{late:?}");
    assert!(late.findings[0].zh.contains("迟报"), "{:?}", late.findings);
    assert!(late.findings[0].zh.contains("张弛"), "{:?}", late.findings);
    assert!(!in_time.is_suspected && in_time.filed.is_some());
    assert!(concealed.is_suspected && concealed.filed.is_none() && concealed.case.is_none());
    assert!(concealed.findings[0].zh.contains("隐瞒"), "{concealed:?}");
    assert!(!awaited.is_suspected && !awaited.is_overdue && awaited.due_until.is_some());
    assert!(list.lines.iter().all(|line| line.is_new));
}

#[test]
fn what_is_entered_is_entered_once_and_proposed_for_people_to_decide_on() {
    let world = filing();
    let rows = [row(2, "HT-3", "2026-01-05", "李想")];
    let menghe = world.actor("menghe");
    // Entering takes its time after somebody asked for it.
    world.pass(5);
    let list = world.desk().enter_contracts(&menghe, &rows, "k").unwrap();
    let [line] = list.lines.as_slice() else {
        panic!("{list:?}");
    };
    assert!(line.is_new && line.is_suspected);
    let case = line.case.unwrap();
    let size = world.desk().ledger().size().unwrap();
    let again = world.desk().enter_contracts(&menghe, &rows, "").unwrap();
    assert_eq!(world.desk().ledger().size().unwrap(), size);
    assert!(!again.lines[0].is_new);
    assert_eq!(again.lines[0].case, Some(case));
    // Nobody is punished: it is a line of those to be decided.
    let menghe = world.actor("menghe");
    let seen = world.desk().case_sheet(&menghe, case, None, None).unwrap();
    let told: Vec<&str> = seen
        .ruling
        .iter()
        .map(|line| line.text.zh.as_str())
        .collect();
    assert!(told.iter().any(|text| text.contains("隐瞒")), "{told:?}");
}

#[test]
fn rows_that_cannot_be_used_are_named_with_their_field_and_the_others_are_compared() {
    let world = filing();
    let good = row(2, "HT-5", "2026-03-02", "张弛");
    let rows = [
        good.clone(),
        ContractRow {
            number: 3,
            ..good.clone()
        },
        ContractRow {
            number: 4,
            contract: " ".to_owned(),
            ..good.clone()
        },
        row(5, "HT-6", "2026-12-31", "张弛"),
        row(6, "HT-7", "很久以前", "张弛"),
        row(7, "HT-8", "2026-03-01", "查无此人"),
        ContractRow {
            number: 8,
            amount: "不详".to_owned(),
            ..row(8, "HT-9", "2026-03-01", "张弛")
        },
        row(9, "HT-10", "2026-03-01", "赵越"),
    ];
    let list = world
        .desk()
        .compare_contracts(&world.actor("menghe"), &rows)
        .unwrap();
    assert_eq!(list.lines.len(), 1);
    let problems: Vec<String> = list
        .rejected
        .iter()
        .map(|(number, problem)| match problem {
            RowProblem::Empty(field) => format!("{number} {field}"),
            RowProblem::Unknown(name) => format!("{number} {name}"),
            other => format!("{number} {other:?}"),
        })
        .collect();
    let expected = [
        "3 Twice",
        "4 contract",
        "5 Signed",
        "6 Signed",
        "7 查无此人",
        "8 Amount",
        "9 OfOthers",
    ];
    assert_eq!(problems, expected);
}

#[test]
fn whoever_may_not_enter_a_contract_learns_nothing_of_its_filing() {
    let world = filing();
    file(&world, "HT-1", "2026-02-24");
    let rows = [row(2, "HT-1", "2026-02-24", "张弛")];
    // A colleague cannot ask, not even by saying that they signed it, too.
    let lixiang = world.actor("lixiang");
    for signatories in ["张弛", "张弛、李想"] {
        let rows = [ContractRow {
            signatories: signatories.to_owned(),
            ..rows[0].clone()
        }];
        let list = world.desk().compare_contracts(&lixiang, &rows).unwrap();
        assert!(list.lines.is_empty());
        assert!(matches!(list.rejected[0].1, RowProblem::OfOthers));
    }
    let of_use = |who: &str| {
        let places = world.desk().places(&world.actor(who)).unwrap();
        places.contracts
    };
    assert_eq!([of_use("sunyue"), of_use("zhouzheng")], [true, false]);
    let reception = world
        .desk()
        .compare_contracts(&world.actor("zhouzheng"), &rows);
    assert!(matches!(reception, Err(Refusal::NotAllowed(_))));
}

#[test]
fn a_regulation_without_filings_has_nothing_to_compare() {
    let world = world();
    let lead = world.actor("sunyue");
    assert!(!world.desk().files_contracts(&lead).unwrap());
    assert!(!world.desk().places(&lead).unwrap().contracts);
    let rows = [row(2, "HT-1", "2026-02-24", "张弛")];
    let compared = world.desk().compare_contracts(&lead, &rows);
    assert!(matches!(compared, Err(Refusal::NotFound)));
}
