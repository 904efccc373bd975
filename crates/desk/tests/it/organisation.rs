//! Who gave whom what, and what nobody can give.

use desk::organisation::{NewGrant, UnitKind};
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
