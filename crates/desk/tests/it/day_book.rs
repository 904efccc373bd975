//! The reception's day: who came, whom to call, and the sheet that is printed, signed, scanned and filed.

use desk::daily_sheet::{DailySheet, FilingInput, Scan};
use desk::day_book::AfterVisit;
use desk::paper::PaperProblem;
use desk::permission::Action;
use desk::register::Receipt;
use desk::visit::VisitInput;
use desk::{Actor, FactKind, PaperCopy, Refusal, StaffId};
use ruling::calendar::{CivilDay, Zone};

use super::papers::{photo, upload};
use super::world;
use crate::deeds::{CHEN, DAY, LIN, fields, register, sheet};
use crate::world::World;

fn visit(
    world: &World,
    who: &str,
    typed: &[(&str, &str)],
    brought_by: Option<StaffId>,
) -> (Receipt, AfterVisit) {
    let actor = world.actor(who);
    let input = VisitInput {
        fields: fields(typed),
        brought_by,
        ..VisitInput::default()
    };
    let desk = world.desk();
    let receipt = desk.visit(&actor, &input).unwrap();
    let after = desk.after_visit(&actor, receipt.seq).unwrap();
    (receipt, after)
}

fn today(world: &World) -> CivilDay {
    Zone::shanghai().day_of(world.now())
}

/// Who came today, as somebody sees it: customer, and who brought them.
fn came(world: &World, who: &str) -> Vec<(String, Option<String>)> {
    let actor = world.actor(who);
    let visits = world.desk().visits_of(&actor, today(world)).unwrap();
    let visits = visits.into_iter();
    visits
        .map(|line| (line.customer.unwrap(), line.brought_by))
        .collect()
}

#[test]
fn the_day_is_in_order_and_a_customer_who_comes_alone_is_called_for() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    world.pass(DAY);
    let (_, after) = visit(&world, "zhouzheng", &CHEN, None);
    assert_eq!(after.call.as_deref(), Some("张弛"));
    world.pass(600);
    let brought = world.staff("李想");
    let (_, after) = visit(&world, "zhouzheng", &LIN, Some(brought));
    assert_eq!(after, AfterVisit::default(), "nobody else's");
    world.pass(600);
    let (theirs, _) = visit(
        &world,
        "zhaoyue",
        &[("name", "柳青"), ("phone", "13900000003")],
        None,
    );
    let all = [
        ("陈*".to_owned(), None),
        ("林*".to_owned(), Some("李想".to_owned())),
    ];
    assert_eq!(came(&world, "zhouzheng"), all);
    // Each sees their own, the other store its own, and yesterday was another day.
    assert_eq!(came(&world, "lixiang"), all[1..]);
    assert_eq!(came(&world, "wuxian"), [("柳*".to_owned(), None)]);
    let desk = world.desk();
    let lines = desk
        .visits_of(&world.actor("zhouzheng"), today(&world).plus_days(-1))
        .unwrap();
    assert_eq!(lines.len(), 1, "the visit on which 张弛 registered");
    // What came of a visit is told to whoever recorded it.
    let asked = desk.after_visit(&world.actor("zhouzheng"), theirs.seq);
    assert!(matches!(asked, Err(Refusal::NotFound)));
    let auditor = desk.visits_of(&world.actor("zhengheng"), today(&world));
    assert!(matches!(
        auditor,
        Err(Refusal::NotAllowed(Action::RecordVisit))
    ));
}

#[test]
fn a_number_hidden_in_any_way_is_taken_and_what_may_be_known_is_to_be_confirmed() {
    let world = world();
    let known = register(&world, "zhangchi", &CHEN).unwrap().case;
    for hidden in ["1390000****", "139****0001", "139**000001", "139xxxx0001"] {
        world.pass(60);
        let (_, after) = visit(
            &world,
            "zhouzheng",
            &[("name", "陈远"), ("phone", hidden)],
            None,
        );
        let (later, earlier) = after.may_be_one.unwrap();
        assert_eq!(earlier, known, "{hidden}");
        assert_eq!(after.call, None, "who holds a customer that may be another");
        let actor = world.actor("zhouzheng");
        let pair = world.desk().identity_pair(&actor, later, earlier);
        assert!(pair.is_ok(), "{hidden}");
    }
}

fn numbers(sheet: &DailySheet) -> Vec<usize> {
    sheet.missing().map(|row| row.number).collect()
}

fn filing(sheet: &DailySheet, rows: &[usize]) -> FilingInput {
    let found = rows.iter().map(|row| sheet.rows[row - 1].seq);
    FilingInput {
        day: sheet.day,
        digest: sheet.digest.clone(),
        found: found.collect(),
        scan: Vec::new(),
        key: "scan-1".to_owned(),
    }
}

/// The same with a scan of that shade.
fn with_scan(sheet: &DailySheet, rows: &[usize], shade: u8) -> FilingInput {
    FilingInput {
        scan: vec![upload("", photo(shade))],
        ..filing(sheet, rows)
    }
}

fn of_day(world: &World, actor: &Actor, day: CivilDay) -> DailySheet {
    world.desk().daily_sheet(actor, day).unwrap()
}

#[test]
fn a_sheet_is_complete_when_each_registration_was_found_on_its_scan() {
    let world = world();
    let day = today(&world);
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.pass(600);
    register(&world, "lixiang", &LIN).unwrap();
    register(
        &world,
        "zhaoyue",
        &[("name", "柳青"), ("phone", "13900000003")],
    )
    .unwrap();
    let reception = world.actor("zhouzheng");
    let printed = of_day(&world, &reception, day);
    let claimants: Vec<&str> = printed.rows.iter().map(|row| &*row.claimant).collect();
    assert_eq!(claimants, ["张弛", "李想"], "of this store, in order");
    assert_eq!(printed.rows[0].customer, ["陈*", "139****0001"]);
    assert_eq!(numbers(&printed), [1, 2]);
    let noon = Zone::shanghai().at(day.plus_days(1), 12, 0, 0);
    assert_eq!(printed.due(), Some(noon.plus_seconds(1)));
    let desk = world.desk();
    let size = desk.ledger().size().unwrap();
    let unseen = desk.file_sheet(&reception, &filing(&printed, &[2]));
    assert!(matches!(unseen, Err(Refusal::Missing { field: "scan" })));
    assert_eq!(desk.ledger().size().unwrap(), size, "nothing is stored");
    let some = desk
        .file_sheet(&reception, &with_scan(&printed, &[2], 7))
        .unwrap();
    assert_eq!(numbers(&some), [1]);
    assert_eq!(some.scans.len(), 1);
    assert!(!some.is_complete());
    // The same sent again changes nothing.
    let size = desk.ledger().size().unwrap();
    desk.file_sheet(&reception, &with_scan(&printed, &[2], 7))
        .unwrap();
    assert_eq!(desk.ledger().size().unwrap(), size);
    world.pass(2 * DAY);
    let reception = world.actor("zhouzheng");
    let late = of_day(&world, &reception, day);
    assert!(matches!(
        late.rows[0].scan,
        Scan::Due {
            is_overdue: true,
            ..
        }
    ));
    // What was not found at first is found on the scan that is stored.
    let whole = desk
        .file_sheet(&reception, &filing(&late, &[1, 2]))
        .unwrap();
    assert_eq!(whole.scans.len(), 1);
    assert!(whole.is_complete() && whole.due().is_none());
    let noted = sheet(&world, "zhangchi", case).unwrap().timeline;
    let noted = noted.iter().filter(|line| line.kind == FactKind::Noted);
    assert_eq!(noted.count(), 1);
}

#[test]
fn a_sheet_that_is_no_longer_what_was_signed_is_not_filed_nor_by_somebody_else() {
    let world = world();
    let day = today(&world);
    register(&world, "zhangchi", &CHEN).unwrap();
    let reception = world.actor("zhouzheng");
    let printed = of_day(&world, &reception, day);
    let desk = world.desk();
    let nothing = desk.file_sheet(&reception, &filing(&printed, &[]));
    assert!(matches!(nothing, Err(Refusal::Missing { field: "found" })));
    let own = world.actor("zhangchi");
    let own_sheet = of_day(&world, &own, day);
    assert!(!own_sheet.can_be_filed);
    let refused = desk.file_sheet(&own, &filing(&own_sheet, &[1]));
    assert!(matches!(
        refused,
        Err(Refusal::NotAllowed(Action::RecordVisit))
    ));
    register(&world, "lixiang", &LIN).unwrap();
    let size = desk.ledger().size().unwrap();
    let changed = desk.file_sheet(&reception, &filing(&printed, &[1]));
    assert!(matches!(changed, Err(Refusal::SheetChanged)));
    assert_eq!(desk.ledger().size().unwrap(), size, "nothing is stored");
}

#[test]
fn a_scan_is_seen_by_those_who_see_all_that_is_on_it_and_nothing_is_half_filed() {
    let world = world();
    let day = today(&world);
    register(&world, "zhangchi", &CHEN).unwrap();
    register(&world, "lixiang", &LIN).unwrap();
    let desk = world.desk();
    let reception = world.actor("zhouzheng");
    let printed = of_day(&world, &reception, day);
    let size = desk.ledger().size().unwrap();
    let no_scan = FilingInput {
        scan: vec![upload("", b"MZ of a program".to_vec())],
        ..filing(&printed, &[1, 2])
    };
    let refused = desk.file_sheet(&reception, &no_scan);
    assert!(matches!(
        refused,
        Err(Refusal::Paper(PaperProblem::OtherKind(1)))
    ));
    assert_eq!(desk.ledger().size().unwrap(), size);
    // A row that the regulation wants and nobody ticked stays; so does a scan on which nothing was ticked.
    let only = desk.file_sheet(&reception, &with_scan(&printed, &[], 9));
    let only = only.unwrap();
    assert_eq!(numbers(&only), [1, 2]);
    let id = only.scans[0].id;
    let page = desk.scan_page(&reception, day, id).unwrap();
    assert_eq!(page.filed_by, "周正");
    let original = desk.scan_copy(&reception, (day, id), PaperCopy::Original);
    assert_eq!(original.unwrap().bytes, photo(9));
    assert!(
        desk.scan_copy(&reception, (day, id), PaperCopy::Small)
            .is_ok()
    );
    // Neither one's own row on it nor another day nor another store opens it.
    let elsewhere = day.plus_days(1);
    for (who, day) in [("zhangchi", day), ("wuxian", day), ("zhouzheng", elsewhere)] {
        let actor = world.actor(who);
        let page = desk.scan_page(&actor, day, id);
        assert!(matches!(page, Err(Refusal::NotFound)), "{who}");
        let copy = desk.scan_copy(&actor, (day, id), PaperCopy::View);
        assert!(matches!(copy, Err(Refusal::NotFound)), "{who}");
        assert_eq!(of_day(&world, &actor, day).scans, []);
    }
    let auditor = desk.scan_page(&world.actor("zhengheng"), day, id);
    assert!(matches!(
        auditor,
        Err(Refusal::NotAllowed(Action::RecordVisit))
    ));
}
