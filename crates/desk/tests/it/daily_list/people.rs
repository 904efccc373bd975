//! Who confirms a list, and to whom it is delivered: by role, by standing in, by the company's own word.

use desk::Refusal;
use desk::daily_list::ListState;
use desk::delegation::DelegationInput;
use desk::organisation::NamedPerson;
use desk::permission::{Action, Reach, TABLE};

use super::{at, confirm, dealer, in_clear, list, monday, waiting};
use crate::deeds::DAY;
use crate::world::World;

#[test]
fn the_company_names_who_else_receives_it() {
    let world = dealer();
    at(&world, monday(), (17, 30, 1));
    let (anlan, heyun) = (world.actor("anlan"), world.actor("heyun"));
    let named = |world: &World| {
        let all = world.desk().named_people(&world.actor("anlan")).unwrap();
        all.into_iter()
            .find(|one| one.name == "second_recipient")
            .unwrap()
    };
    let NamedPerson { label, who, .. } = named(&world);
    assert_eq!((label.zh.as_str(), who), ("另一指定收件人", None));
    let name = |who: &str| vec![("second_recipient".to_owned(), world.staff(who))];
    // Whoever manages units gives no authority, and nobody gives it to themselves.
    assert!(matches!(
        world.desk().name_people(&heyun, &name("周正")),
        Err(Refusal::NotAllowed(Action::GrantRoles))
    ));
    assert!(matches!(
        world
            .desk()
            .name_people(&world.actor("sunyue"), &name("周正")),
        Err(Refusal::WholeCompanyNeeded)
    ));
    assert!(matches!(
        world.desk().name_people(&anlan, &name("安澜")),
        Err(Refusal::OwnAffair)
    ));
    let nobody = [("nobody".to_owned(), world.staff("周正"))];
    assert!(matches!(
        world.desk().name_people(&anlan, &nobody),
        Err(Refusal::Missing { field: "named" })
    ));
    assert!(matches!(
        in_clear(&world, "zhengheng", "江岸店", monday()),
        Err(Refusal::NotFound)
    ));
    world.desk().name_people(&anlan, &name("郑衡")).unwrap();
    assert_eq!(named(&world).who, Some(world.staff("郑衡")));
    let sheet = in_clear(&world, "zhengheng", "江岸店", monday()).unwrap();
    let mut recipients = sheet.recipients;
    recipients.sort();
    assert_eq!(recipients, ["关晓", "郑衡"]);
    // Another one from now on.
    world.desk().name_people(&anlan, &name("钱程")).unwrap();
    assert!(matches!(
        in_clear(&world, "zhengheng", "江岸店", monday()),
        Err(Refusal::NotFound)
    ));
    in_clear(&world, "qiancheng", "武昌店", monday()).unwrap();
}

#[test]
fn each_role_confirms_as_far_as_it_receives_customers_and_none_reads_phones() {
    let world = dealer();
    at(&world, monday(), (17, 30, 1));
    let roles = TABLE.into_iter().map(|(role, _)| role);
    let roles = roles.filter(|role| !role.is_administrator());
    for (number, role) in roles.enumerate() {
        let login = format!("role{number}");
        world.hire((&format!("柳青{number}"), &login), "江岸店", "", role);
        let seen = list(&world, &login, "江岸店", monday());
        let receives = role.reach(Action::RecordVisit) == Reach::Scope;
        assert_eq!(seen.is_ok(), receives, "{role:?}");
        let other = list(&world, &login, "武昌店", monday());
        assert!(matches!(other, Err(Refusal::NotFound)), "{role:?}");
        let clear = in_clear(&world, &login, "江岸店", monday());
        let is_kept = matches!(clear, Err(Refusal::NotFound | Refusal::NotAllowed(_)));
        assert!(is_kept, "{role:?}");
        assert_eq!(
            world.desk().has_lists(&world.actor(&login)).unwrap(),
            receives,
            "{role:?}"
        );
    }
}

#[test]
fn somebody_who_stands_in_for_the_manager_confirms() {
    let world = dealer();
    let away = DelegationInput {
        to: world.staff("陈总"),
        from: None,
        until: world.now().plus_seconds(2 * DAY),
    };
    world
        .desk()
        .delegate(&world.actor("sunyue"), &away)
        .unwrap();
    at(&world, monday(), (17, 40, 0));
    let store = ("江岸店".to_owned(), monday());
    assert_eq!(waiting(&world, "chenzong"), [store]);
    let state = confirm(&world, "chenzong", "江岸店", monday()).unwrap();
    assert!(matches!(state, ListState::Confirmed { by, .. } if by == "陈总"));
    // Of the other store nobody asked them to.
    assert!(matches!(
        confirm(&world, "chenzong", "武昌店", monday()),
        Err(Refusal::NotFound)
    ));
}
