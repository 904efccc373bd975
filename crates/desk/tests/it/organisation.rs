//! Who gave whom what, and what nobody can give.

use desk::account::opening::AccountState;
use desk::account::set_up::SetUpForm;
use desk::organisation::{NewGrant, NewPerson, UnitKind};
use desk::permission::{Role, Target};
use desk::{Refusal, StaffId, UnitId};

use super::world;
use crate::world::World;

fn new(staff: StaffId, role: Role, scope: Option<UnitId>) -> NewGrant {
    NewGrant {
        staff,
        role,
        scope,
        from: None,
        until: None,
    }
}

fn refused(world: &World, by: &str, to: &str, role: Role, scope: Option<&str>) -> Refusal {
    let scope = scope.map(|scope| world.unit(scope));
    let grant = new(world.staff(to), role, scope);
    world
        .desk()
        .grant_role(&world.actor(by), &grant)
        .unwrap_err()
}

#[test]
fn an_administrator_is_never_one_of_a_unit() {
    let world = world();
    for role in [Role::SystemAdministrator, Role::AuditAdministrator] {
        let refused = refused(&world, "anlan", "王蕾", role, Some("江岸店"));
        assert!(matches!(refused, Refusal::WholeCompanyOnly), "{refused:?}");
    }
}

#[test]
fn nobody_gives_more_than_they_may_or_further_than_they_reach() {
    let world = world();
    let not_allowed = |refusal| matches!(refusal, Refusal::NotAllowed(_));
    // A store manager makes team leads in the own store, nothing above, and not elsewhere.
    let lead = new(
        world.staff("王蕾"),
        Role::TeamLead,
        Some(world.unit("乙队")),
    );
    world
        .desk()
        .grant_role(&world.actor("sunyue"), &lead)
        .unwrap();
    assert!(not_allowed(refused(
        &world,
        "sunyue",
        "王蕾",
        Role::TeamLead,
        Some("丙队")
    )));
    assert!(not_allowed(refused(
        &world,
        "sunyue",
        "王蕾",
        Role::StoreManager,
        Some("江岸店")
    )));
    assert!(not_allowed(refused(
        &world,
        "sunyue",
        "王蕾",
        Role::TeamLead,
        None
    )));
    assert!(not_allowed(refused(
        &world,
        "zhangchi",
        "王蕾",
        Role::Salesperson,
        Some("甲队")
    )));
    assert!(not_allowed(refused(
        &world,
        "zhengheng",
        "王蕾",
        Role::Auditor,
        None
    )));
    let administrator = refused(&world, "anlan", "张弛", Role::SystemAdministrator, None);
    assert_eq!(administrator.code(), "grant_excluded");
    let customers = refused(&world, "anlan", "何云", Role::Salesperson, Some("甲队"));
    assert_eq!(customers.code(), "grant_excluded");
    // Also where the one begins only later, unless the other ends by then.
    let later = NewGrant {
        from: Some(world.now().plus_seconds(600)),
        ..new(world.staff("张弛"), Role::AuditAdministrator, None)
    };
    let both = world.desk().grant_role(&world.actor("anlan"), &later);
    assert_eq!(both.unwrap_err().code(), "grant_excluded");
    let own = refused(&world, "sunyue", "孙悦", Role::TeamLead, Some("江岸店"));
    assert_eq!(own.code(), "grant_to_oneself");
}

#[test]
fn a_role_counts_from_its_day_to_its_end_and_not_once_taken_back() {
    let world = world();
    let has_role = || world.actor("wanglei").has(Role::TeamLead);
    let (from, until) = (
        world.now().plus_seconds(600),
        world.now().plus_seconds(1200),
    );
    let grant = NewGrant {
        from: Some(from),
        until: Some(until),
        ..new(
            world.staff("王蕾"),
            Role::TeamLead,
            Some(world.unit("甲队")),
        )
    };
    let seq = world
        .desk()
        .grant_role(&world.actor("sunyue"), &grant)
        .unwrap();
    assert!(!has_role());
    world.pass(600);
    assert!(has_role());
    world
        .desk()
        .revoke_role(&world.actor("wuxian"), seq)
        .unwrap_err();
    assert!(has_role(), "another store's manager takes nothing back");
    world
        .desk()
        .revoke_role(&world.actor("sunyue"), seq)
        .unwrap();
    assert!(!has_role());
    let lines = world.desk().grants(&world.actor("zhengheng")).unwrap();
    let line = lines.iter().find(|line| line.grant == seq).unwrap();
    assert_eq!(
        (line.by, line.role),
        (Some(world.staff("孙悦")), Role::TeamLead)
    );
    assert_eq!(line.revoked, Some((world.now(), Some(world.staff("孙悦")))));
    let others = world.desk().grants(&world.actor("wuxian")).unwrap();
    assert!(others.iter().all(|line| line.grant != seq));
    assert!(matches!(
        world.desk().grants(&world.actor("zhangchi")),
        Err(Refusal::NotAllowed(_))
    ));
}

#[test]
fn whoever_leaves_is_signed_out_and_does_not_sign_in_again() {
    let world = world();
    let token = world.token("lixiang");
    let accounts = world.actor("anlan").may(Target::Anything).unwrap();
    world.desk().let_go(&accounts, world.staff("李想")).unwrap();
    let actor = world.desk().actor(&token, crate::world::SHOP).unwrap();
    assert!(actor.is_none());
    let again = world.sign_in("lixiang", crate::world::PASSWORD, crate::world::SHOP);
    assert!(matches!(again, Err(Refusal::SignIn)));
}

#[test]
fn units_lie_where_they_were_placed_and_never_in_a_circle() {
    let world = world();
    let units = world.actor("heyun").may(Target::Anything).unwrap();
    let (store, team) = (world.unit("江岸店"), world.unit("甲队"));
    let circle = world
        .desk()
        .place_unit(&units, store, UnitKind::Store, Some(team));
    assert_eq!(circle.unwrap_err().code(), "unit_within_itself");
    world
        .desk()
        .place_unit(&units, team, UnitKind::Team, Some(world.unit("武昌店")))
        .unwrap();
    let lines = world.desk().units(&world.actor("zhangchi")).unwrap();
    let moved = lines.iter().find(|line| line.unit == team).unwrap();
    assert_eq!(moved.parent, Some(world.unit("武昌店")));
    assert_eq!(moved.kind, Some(UnitKind::Team));
}

#[test]
fn somebody_is_taken_on_whole_or_not_at_all() {
    let world = world();
    let (desk, anlan) = (world.desk(), world.actor("anlan"));
    let team = world.unit("甲队");
    let new = |name: &str, login: &str| NewPerson {
        name: name.to_owned(),
        unit: Some(team),
        role_in_regulation: String::new(),
        role: Some((Role::Salesperson, Some(team))),
        login: login.to_owned(),
    };
    let size = || desk.ledger().size().unwrap();
    let before = size();
    let taken = desk.take_on(&anlan, &new("柳青", "WangLei")).unwrap_err();
    assert!(matches!(taken, Refusal::LoginTaken), "{taken:?}");
    let namesake = desk.take_on(&anlan, &new("王蕾", "liuqing")).unwrap_err();
    assert!(matches!(namesake, Refusal::NameTaken), "{namesake:?}");
    assert_eq!(size(), before, "nothing is left of what was refused");
    let heyun = desk.take_on(&world.actor("heyun"), &new("柳青", "liuqing"));
    assert!(matches!(heyun, Err(Refusal::NotAllowed(_))), "{heyun:?}");
    let done = desk.take_on(&anlan, &new("柳青", "liuqing")).unwrap();
    assert_eq!(desk.staff_list(&anlan).unwrap().len(), 13);
    desk.choose_password(&done.link.unwrap(), crate::world::PASSWORD)
        .unwrap();
    let actor = world.actor("liuqing");
    assert_eq!((actor.staff, actor.unit), (done.staff, Some(team)));
    assert!(actor.has(Role::Salesperson));
}

#[test]
fn managers_see_their_own_people_and_administrators_everybody() {
    let world = world();
    let desk = world.desk();
    let names = |login: &str| -> Vec<String> {
        let lines = desk.staff_list(&world.actor(login)).unwrap();
        lines.into_iter().map(|person| person.line.name).collect()
    };
    assert_eq!(names("anlan").len(), 12);
    assert_eq!(names("wuxian"), ["赵越", "吴限"]);
    assert!(desk.staff_list(&world.actor("zhangchi")).is_err());
    let sheet = |by: &str, of: &str| desk.person(&world.actor(by), world.staff(of));
    assert!(matches!(sheet("wuxian", "张弛"), Err(Refusal::NotFound)));
    assert!(matches!(
        sheet("zhangchi", "王蕾"),
        Err(Refusal::NotAllowed(_))
    ));
    let own = sheet("sunyue", "张弛").unwrap();
    assert!(own.account.is_none() && !own.may_manage);
    let known = sheet("heyun", "张弛").unwrap();
    assert_eq!(known.account.unwrap().login, "zhangchi");
    assert!(known.may_manage && !sheet("heyun", "何云").unwrap().may_manage);
}

#[test]
fn nobody_closes_or_resets_their_own_account_and_a_closed_one_opens_again() {
    let world = world();
    let desk = world.desk();
    let permit = || world.actor("heyun").may(Target::Anything).unwrap();
    let number = |login: &str| world.actor(login).account;
    let own = number("heyun");
    for refused in [
        desk.close_account(&permit(), own, AccountState::Closed),
        desk.end_sessions(&permit(), own),
        desk.password_link(&permit(), own).map(drop),
        desk.drop_second_factor(&permit(), own),
        desk.let_go(&permit(), world.staff("何云")),
    ] {
        assert!(matches!(refused, Err(Refusal::OwnAffair)), "{refused:?}");
    }
    let account = number("lixiang");
    let token = world.token("lixiang");
    let is_in = || desk.actor(&token, crate::world::SHOP).unwrap().is_some();
    desk.close_account(&permit(), account, AccountState::Closed)
        .unwrap();
    assert!(!is_in());
    let refused = world.sign_in("lixiang", crate::world::PASSWORD, crate::world::SHOP);
    assert!(matches!(refused, Err(Refusal::SignIn)));
    desk.close_account(&permit(), account, AccountState::Open)
        .unwrap();
    world
        .sign_in("lixiang", crate::world::PASSWORD, crate::world::SHOP)
        .unwrap();
}

#[test]
fn a_unit_under_none_of_its_own_is_under_the_regulation_of_the_unit_above() {
    let world = world();
    let desk = world.desk();
    let (pack, regulation) = crate::world::pack("2-product-sales");
    let publish = ledger::record::Command::Publish { pack, regulation };
    desk.ledger().carry_out(publish, b"publish").unwrap();
    let permit = || world.actor("heyun").may(Target::Anything).unwrap();
    let (store, team) = (world.unit("江岸店"), world.unit("甲队"));
    let of = |login: &str| {
        let sheet = desk.regulation(&world.actor(login), None).unwrap();
        sheet.title.zh
    };
    let [showroom, sales] = ["wanglei", "wanglei"].map(of);
    assert_eq!(showroom, sales);
    // Planned, it changes nothing yet.
    let soon = world.now().plus_seconds(600);
    desk.govern(&permit(), store, "product-sales", Some(soon))
        .unwrap();
    assert_eq!(of("wanglei"), showroom);
    world.pass(600);
    let sales = of("wanglei");
    assert_ne!(sales, showroom);
    assert_eq!(
        (of("sunyue"), of("zhaoyue")),
        (sales.clone(), showroom.clone())
    );
    // Its own goes before that of the unit above.
    desk.govern(&permit(), team, "showroom", None).unwrap();
    assert_eq!((of("wanglei"), of("lixiang")), (showroom, sales));
    let late = desk.govern(
        &permit(),
        team,
        "showroom",
        Some(world.now().plus_seconds(-60)),
    );
    assert!(late.is_err(), "what was recorded stays as it was judged");
    let sheets = desk.unit_sheets(&world.actor("heyun")).unwrap();
    let told = |unit| {
        let sheet = sheets.iter().find(|sheet| sheet.line.unit == unit).unwrap();
        (sheet.governing.regulation.as_str(), sheet.governing.of)
    };
    assert_eq!(told(team), ("showroom", Some(team)));
    assert_eq!(told(world.unit("乙队")), ("product-sales", Some(store)));
    assert_eq!(told(world.unit("武昌店")), ("showroom", None));
}

#[test]
fn a_unit_is_renamed_and_no_two_have_one_name() {
    let world = world();
    let desk = world.desk();
    let permit = || world.actor("heyun").may(Target::Anything).unwrap();
    let team = world.unit("甲队");
    let taken = desk.rename_unit(&permit(), team, "乙队");
    assert!(matches!(taken, Err(Refusal::NameTaken)));
    desk.rename_unit(&permit(), team, " 甲一队 ").unwrap();
    assert_eq!(world.unit("甲一队"), team);
    desk.set_regions(&permit(), team, "420102，420103").unwrap();
    let bad = desk.set_regions(&permit(), team, "420102 汉口");
    assert!(matches!(bad, Err(Refusal::Missing { field: "regions" })));
    let sheets = desk.unit_sheets(&world.actor("heyun")).unwrap();
    let sheet = sheets.iter().find(|sheet| sheet.line.unit == team).unwrap();
    assert_eq!((sheet.regions.len(), sheet.people), (2, 3));
}

/// Of two who set the company up by one link, one does; and what is refused leaves the link open.
#[test]
fn a_set_up_that_is_refused_leaves_nothing_taken() {
    let world = World::founded(None);
    let desk = world.desk();
    let link = desk.set_up_link(None).unwrap().unwrap();
    let form = |login: &str, password: &str| SetUpForm {
        name: "安澜".to_owned(),
        login: login.to_owned(),
        password: password.to_owned().into(),
    };
    let before = desk.ledger().size().unwrap();
    assert!(desk.set_up(&link, &form("anlan", "short")).is_err());
    assert_eq!(desk.ledger().size().unwrap(), before);
    desk.set_up(&link, &form("anlan", crate::world::PASSWORD))
        .unwrap();
    let again = desk.set_up(&link, &form("second", crate::world::PASSWORD));
    assert!(matches!(again, Err(Refusal::LinkVoid)));
    assert_eq!(
        desk.ledger().size().unwrap(),
        before + 2,
        "a person and their role"
    );
}
