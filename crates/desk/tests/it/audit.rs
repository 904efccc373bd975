//! What people did, for whoever audits: also what administrators did, who looked at one's customers, and alerts.

use desk::deeds::{AccountDeed, DeedKind, DeedPlace, DeedQuery, Did};
use desk::notices::{NoticeKind, NoticeList};
use desk::permission::{Role, Target};
use desk::{FactKind, Instant, Refusal, Settings, StaffId};

use super::world;
use crate::deeds::{CHEN, DAY, LIN, fields, register, sheet};
use crate::world::World;

/// All that somebody did between two moments.
pub(crate) fn of(staff: StaffId, from: Instant, until: Instant) -> DeedQuery {
    DeedQuery {
        staff: Some(staff),
        kind: None,
        from,
        until,
        after: None,
        limit: 100,
    }
}

/// What everybody did of one kind, ever.
fn everybodys(kind: Option<DeedKind>) -> DeedQuery {
    DeedQuery {
        staff: None,
        kind,
        ..of(
            StaffId(std::num::NonZeroU32::MIN),
            Instant::MIN,
            Instant::MAX,
        )
    }
}

/// Somebody who audits administrators.
fn audit_administrator(world: &World) {
    let accounts = world.actor("anlan").may(Target::Anything).unwrap();
    let staff = world.desk().add_person(&accounts, "许衡").unwrap();
    world.give(&world.actor("anlan"), staff, Role::AuditAdministrator, None);
    world.open_account(staff, "xuheng");
}

#[test]
fn what_administrators_do_to_accounts_and_roles_names_them() {
    use desk::account::opening::AccountState;
    let world = world();
    audit_administrator(&world);
    world.pass(60);
    let from = world.now();
    let desk = world.desk();
    let administrator = world.actor("anlan");
    let permit = || administrator.may(Target::Anything).unwrap();
    let lines = desk.accounts(&permit()).unwrap();
    let account = lines.iter().find(|line| line.login == "zhangchi").unwrap();
    desk.password_link(&permit(), account.account).unwrap();
    desk.close_account(&permit(), account.account, AccountState::Closed)
        .unwrap();
    desk.close_account(&permit(), account.account, AccountState::Open)
        .unwrap();
    desk.end_sessions(&permit(), account.account).unwrap();
    desk.drop_second_factor(&permit(), account.account).unwrap();
    let team = world.unit("甲队");
    world.give(&administrator, account.staff, Role::TeamLead, Some(team));
    let grants = desk.grants(&administrator).unwrap();
    desk.revoke_role(&administrator, grants[0].grant).unwrap();
    let auditor = world.actor("xuheng");
    let query = DeedQuery {
        from,
        ..everybodys(None)
    };
    let page = desk.deeds(&auditor, &query).unwrap();
    let told: Vec<_> = page
        .lines
        .iter()
        .rev()
        .map(|line| (line.who.as_str(), line.did, line.whom.as_deref()))
        .filter(|(.., whom)| *whom == Some("张弛"))
        .collect();
    let wanted = [
        Did::Account(AccountDeed::PasswordLink),
        Did::Account(AccountDeed::Closed),
        Did::Account(AccountDeed::Reopened),
        Did::Account(AccountDeed::SignedOut),
        Did::Account(AccountDeed::SecondFactorDropped),
        Did::Granted(Role::TeamLead),
        Did::Revoked(Role::TeamLead),
    ];
    assert_eq!(told, wanted.map(|did| ("安澜", did, Some("张弛"))));
    let lead = page.lines.iter();
    let mut lead = lead.filter(|line| line.did == Did::Granted(Role::TeamLead));
    assert_eq!(lead.next().unwrap().scope.as_deref(), Some("甲队"));
    // Who keeps accounts does not audit them.
    let own = desk.deeds(&administrator, &query);
    assert!(matches!(own, Err(Refusal::NotAllowed(_))));
}

#[test]
fn an_account_opened_names_who_opened_it_also_with_its_owner_taken_on() {
    use desk::organisation::NewPerson;
    let world = world();
    audit_administrator(&world);
    let new = NewPerson {
        name: "冯远".to_owned(),
        unit: Some(world.unit("乙队")),
        login: "fengyuan".to_owned(),
        ..NewPerson::default()
    };
    world.desk().take_on(&world.actor("anlan"), &new).unwrap();
    let page = world
        .desk()
        .deeds(&world.actor("xuheng"), &everybodys(None));
    let lines = page.unwrap().lines;
    let of_new = lines
        .iter()
        .filter(|line| line.whom.as_deref() == Some("冯远"));
    let did: Vec<_> = of_new.map(|line| (line.who.as_str(), line.did)).collect();
    let wanted = [
        Did::Account(AccountDeed::Opened),
        Did::Employed,
        Did::TookOn,
    ];
    assert_eq!(did, wanted.map(|did| ("安澜", did)));
}

#[test]
fn deeds_of_a_kind_are_read_page_by_page() {
    let world = world();
    let desk = world.desk();
    for number in 0..5 {
        let phone = format!("1390000020{number}");
        register(&world, "zhangchi", &[("name", "林深"), ("phone", &phone)]).unwrap();
        desk.duplicate_check(&world.actor("zhangchi"), &fields(&CHEN))
            .unwrap();
        world.pass(i64::from(number % 2));
    }
    let auditor = world.actor("zhengheng");
    let read = |kind, limit| {
        let mut query = DeedQuery {
            kind,
            limit,
            ..of(world.staff("张弛"), Instant::MIN, Instant::MAX)
        };
        let mut lines = Vec::new();
        loop {
            let page = desk.deeds(&auditor, &query).unwrap();
            assert!(page.lines.len() <= limit as usize);
            lines.extend(page.lines);
            query.after = page.next;
            if page.next.is_none() {
                return lines;
            }
        }
    };
    for kind in [None, Some(DeedKind::Record), Some(DeedKind::Check)] {
        assert_eq!(read(kind, 3), read(kind, 100), "{kind:?}");
    }
    assert_eq!(read(None, 100).len(), 15, "visit, registration and check");
    let checks = read(Some(DeedKind::Check), 2);
    assert!(checks.len() == 5 && checks.iter().all(|line| line.did == Did::Checked));
    let recorded = read(Some(DeedKind::Record), 2);
    let words = recorded[0].text.as_ref().unwrap();
    assert_eq!(recorded[0].did, Did::Recorded(FactKind::Registered));
    assert!(words.zh.starts_with("张弛 报备"), "{words:?}");
    assert_eq!(read(Some(DeedKind::Reveal), 2), []);
}

#[test]
fn one_audits_the_people_of_ones_scope_and_always_oneself() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    register(&world, "zhaoyue", &LIN).unwrap();
    let desk = world.desk();
    let tried = |who: &str, whom: &str| {
        let query = of(world.staff(whom), Instant::MIN, Instant::MAX);
        let page = desk.deeds(&world.actor(who), &query);
        page.map(|page| page.lines.len())
    };
    assert_eq!(tried("sunyue", "张弛").unwrap(), 2);
    assert!(matches!(
        tried("sunyue", "赵越"),
        Err(Refusal::NotAllowed(_))
    ));
    assert_eq!(tried("zhangchi", "张弛").unwrap(), 2);
    assert!(matches!(
        tried("zhangchi", "王蕾"),
        Err(Refusal::NotAllowed(_))
    ));
    assert!(matches!(
        tried("zhouzheng", "周正"),
        Err(Refusal::NotAllowed(_))
    ));
    let everybody = desk.deeds(&world.actor("sunyue"), &everybodys(Some(DeedKind::Export)));
    assert!(matches!(everybody, Err(Refusal::NotAllowed(_))));
    let names = |who: &str| -> Vec<String> {
        let people = desk.audited(&world.actor(who)).unwrap();
        people.into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(names("zhangchi"), ["张弛"]);
    assert!(!names("sunyue").contains(&"赵越".to_owned()));
    assert!(names("zhengheng").contains(&"赵越".to_owned()));
}

#[test]
fn the_one_who_has_a_customer_reads_who_looked_and_why() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let desk = world.desk();
    sheet(&world, "sunyue", case).unwrap();
    desk.reveal(&world.actor("sunyue"), case, "回访核对")
        .unwrap();
    sheet(&world, "zhangchi", case).unwrap();
    let read = |who: &str, after: Option<DeedPlace>, limit| {
        let read = desk.accesses_to_mine(&world.actor(who), after, limit);
        read.unwrap()
    };
    let (lines, next) = read("zhangchi", None, 10);
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line.who.as_str(),
                line.kind,
                line.case,
                line.reason.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("孙悦", DeedKind::Reveal, case, Some("回访核对")),
            ("孙悦", DeedKind::Look, case, None),
        ]
    );
    assert_eq!(next, None);
    let (first, next) = read("zhangchi", None, 1);
    let (second, _) = read("zhangchi", next, 1);
    assert_eq!([first, second].concat(), lines);
    assert_eq!(read("wanglei", None, 10).0, []);
    assert_eq!(read("sunyue", None, 10).0, []);
}

#[test]
fn mass_viewing_probing_and_taking_lists_out_reach_those_who_audit() {
    use desk::customers::{CustomerQuery, Whose};
    let settings = World::settings();
    let world = world();
    let desk = world.desk();
    let auditor = || world.actor("zhengheng");
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    for _ in 0..settings.looks_a_day {
        sheet(&world, "sunyue", case).unwrap();
    }
    for _ in 0..settings.checks_a_day {
        desk.duplicate_check(&world.actor("wanglei"), &fields(&LIN))
            .unwrap();
    }
    let store = CustomerQuery {
        whose: Whose::Unit(world.unit("江岸店")),
        ..CustomerQuery::default()
    };
    for _ in 0..settings.exports_a_day {
        desk.export_customers(&world.actor("sunyue"), &store)
            .unwrap();
    }
    let raised = |who: &str| {
        let alerts = desk.alerts(&world.actor(who), None, 50);
        alerts.map(|(lines, _)| {
            let lines = lines.into_iter();
            lines.map(|line| (line.kind, line.who)).collect::<Vec<_>>()
        })
    };
    let wanted = [
        (NoticeKind::ManyExports, "孙悦".to_owned()),
        (NoticeKind::ManyChecks, "王蕾".to_owned()),
        (NoticeKind::ManyLooks, "孙悦".to_owned()),
    ];
    assert_eq!(raised("zhengheng").unwrap(), wanted);
    let open = desk
        .notices(&auditor(), NoticeList::Open, None, 50)
        .unwrap();
    for (kind, _) in &wanted {
        let told = open.iter().filter(|notice| notice.kind == *kind);
        assert_eq!(told.count(), 1, "{kind:?}");
    }
    // Who comes to audit later finds them as well.
    audit_administrator(&world);
    assert_eq!(raised("xuheng").unwrap(), wanted);
    assert!(matches!(raised("sunyue"), Err(Refusal::NotAllowed(_))));
    let (first, next) = desk.alerts(&auditor(), None, 2).unwrap();
    let (rest, end) = desk.alerts(&auditor(), next, 2).unwrap();
    assert_eq!((first.len(), rest.len(), end), (2, 1, None));
}

#[test]
fn deeds_taken_out_are_a_deed_and_counted() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    let desk = world.desk();
    let auditor = world.actor("zhengheng");
    let query = of(world.staff("张弛"), Instant::MIN, Instant::MAX);
    let Settings { exports_a_day, .. } = World::settings();
    for _ in 0..exports_a_day {
        assert_eq!(desk.export_deeds(&auditor, &query).unwrap().len(), 2);
    }
    let more = desk.export_deeds(&auditor, &query);
    assert!(matches!(more, Err(Refusal::Budget { .. })));
    world.pass(DAY);
    let own = of(auditor.staff, Instant::MIN, Instant::MAX);
    let own = desk.deeds(&world.actor("zhengheng"), &own).unwrap();
    let exports = own.lines.iter().filter(|line| line.did == Did::Exported);
    assert_eq!(exports.count(), exports_a_day as usize);
}
