//! People whose data is kept: told what there is, given it, forgotten at their word, and when their time is over.

use desk::Refusal;
use desk::act::ActEntry;
use desk::data_subjects::ConsentKind;
use desk::data_subjects::erasure::{NoWithdrawal, WithdrawalOfConsent};
use desk::permission::{Action, Role};
use desk::register::RegistrationInput;

use super::world_under;
use crate::deeds::{DAY, fields};
use crate::world::World;

fn input(age: &str, consents: &[&str]) -> RegistrationInput {
    RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("sex", "男"),
            ("age", age),
            ("phone", "13900000001"),
            ("address", "武汉市江岸区"),
            ("demand", "沙发"),
        ]),
        consents: consents.iter().map(|&one| one.to_owned()).collect(),
        ..RegistrationInput::default()
    }
}

fn consumers() -> (World, u64) {
    let world = world_under("4-consumer");
    world.hire(
        ("梅兰", "meilan"),
        "江岸店",
        "sales_management",
        Role::SalesManagement,
    );
    let filed = world
        .desk()
        .register(&world.actor("zhangchi"), &input("40", &["registration"]));
    let case = filed.unwrap().case;
    world.pass(60);
    (world, case)
}

fn withdrawal(case: u64) -> WithdrawalOfConsent {
    WithdrawalOfConsent {
        case,
        reason: "本人到店,核对了证件".to_owned(),
        is_sure: true,
    }
}

#[test]
fn under_fourteen_a_guardian_consents_or_nothing_is_kept() {
    let (world, _) = consumers();
    let actor = world.actor("zhangchi");
    let mut child = input("12", &["registration"]);
    child.fields[3].1 = "13900000009".to_owned();
    let refused = world.desk().register(&actor, &child);
    let Err(Refusal::NotAccepted(reasons)) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        reasons.iter().any(|reason| reason.clause == "解释.2"),
        "{reasons:?}"
    );
    let found = world
        .desk()
        .search_customers(&actor, "13900000009")
        .unwrap();
    assert!(found.lines.is_empty(), "nothing was kept");
    child.consents.push("guardian".to_owned());
    world.desk().register(&actor, &child).unwrap();
}

#[test]
fn what_is_kept_is_shown_masked_and_given_in_clear_with_a_reason_and_a_trace() {
    let (world, case) = consumers();
    let manager = world.actor("meilan");
    let found = world.desk().find_subject(&manager, "13900000001").unwrap();
    assert_eq!(found.lines.len(), 1);
    let sheet = world.desk().subject_sheet(&manager, case).unwrap();
    let phone = sheet.kept.iter().find(|kept| kept.name == "phone").unwrap();
    assert!(phone.value.contains('*'), "{}", phone.value);
    assert!(phone.purpose.is_some() && phone.retention_days == Some(1095));
    assert_eq!(sheet.consents.len(), 1);
    assert_eq!(sheet.consents[0].kind, ConsentKind::Given);
    assert_eq!(sheet.consents[0].notice.as_deref(), Some("1"));
    assert!(!sheet.consents[0].ways.is_empty());
    assert_eq!(sheet.withdrawal, None);
    let silent = world.desk().subject_file(&manager, case, " ");
    assert!(matches!(silent, Err(Refusal::Missing { .. })));
    let file = world
        .desk()
        .subject_file(&manager, case, "本人到店索取")
        .unwrap();
    let phone = file.kept.iter().find(|kept| kept.name == "phone").unwrap();
    assert_eq!(phone.value, "13900000001");
    let traced = file
        .accesses
        .iter()
        .any(|access| access.who == "梅兰" && access.reason.as_deref() == Some("本人到店索取"));
    assert!(traced, "{:?}", file.accesses);
    for who in ["zhangchi", "zhengheng"] {
        let refused = world.desk().subject_sheet(&world.actor(who), case);
        assert!(matches!(
            refused,
            Err(Refusal::NotAllowed(Action::AnswerSubjects))
        ));
    }
    for who in ["wuxian", "lixiang"] {
        let refused = world.desk().subject_sheet(&world.actor(who), case);
        assert!(matches!(refused, Err(Refusal::NotFound)), "{who}");
    }
    let mut made = 1;
    let budget = loop {
        match world.desk().subject_file(&manager, case, "再次索取") {
            Ok(_) => made += 1,
            Err(refused) => break refused,
        }
    };
    assert!(
        matches!(budget, Refusal::Budget { .. }) && made == 5,
        "{made} {budget:?}"
    );
}

#[test]
fn taking_consent_back_ends_the_holding_and_erases_as_one_deed() {
    let (world, case) = consumers();
    let unsure = WithdrawalOfConsent {
        is_sure: false,
        ..withdrawal(case)
    };
    let manager = world.actor("meilan");
    assert!(matches!(
        world.desk().withdraw_consent(&manager, &unsure),
        Err(Refusal::Missing {
            field: "erase_sure"
        })
    ));
    let own = world
        .desk()
        .withdraw_consent(&world.actor("zhangchi"), &withdrawal(case));
    assert!(matches!(own, Err(Refusal::NotAllowed(_))));
    let elsewhere = world
        .desk()
        .withdraw_consent(&world.actor("wuxian"), &withdrawal(case));
    assert!(matches!(elsewhere, Err(Refusal::NotFound)));
    world
        .desk()
        .withdraw_consent(&manager, &withdrawal(case))
        .unwrap();
    let manager = world.actor("meilan");
    let sheet = world.desk().subject_sheet(&manager, case).unwrap();
    assert!(sheet.kept.is_empty());
    assert_eq!(sheet.withdrawal, Some(NoWithdrawal::Erased));
    let kinds: Vec<_> = sheet.consents.iter().map(|line| line.kind).collect();
    assert_eq!(
        kinds,
        [
            ConsentKind::Given,
            ConsentKind::Withdrawn,
            ConsentKind::Erased
        ]
    );
    let ruled = world.desk().case_sheet(&manager, case, None, None).unwrap();
    assert!(ruled.holder.is_none() && ruled.customer.is_empty());
    assert!(ruled.erased.is_some_and(|erased| erased.is_asked));
    assert!(
        world
            .desk()
            .find_subject(&manager, "13900000001")
            .unwrap()
            .lines
            .is_empty()
    );
    world.desk().ledger().verify(&[]).unwrap();
    // Whoever consents anew is somebody new.
    let again = world
        .desk()
        .register(&world.actor("wanglei"), &input("40", &["registration"]));
    assert_ne!(again.unwrap().case, case);
}

#[test]
fn a_regulation_without_consent_erases_what_is_due_and_nothing_else() {
    let world = world_under("1-showroom");
    let register = |phone: &str| {
        let input = RegistrationInput {
            fields: fields(&[("name", "陈远"), ("phone", phone)]),
            is_on_site: true,
            ..RegistrationInput::default()
        };
        world
            .desk()
            .register(&world.actor("zhangchi"), &input)
            .unwrap()
            .case
    };
    let given_up = register("13900000001");
    let kept = register("13900000002");
    let waive = ActEntry {
        reason: "不再跟进".to_owned(),
        ..ActEntry::default()
    };
    world.act("zhangchi", given_up, "waive", waive).unwrap();
    let refused = world
        .desk()
        .withdraw_consent(&world.actor("sunyue"), &withdrawal(kept));
    assert!(matches!(refused, Err(Refusal::NothingToAnswer)));
    let early = world
        .desk()
        .due_erasures(&world.actor("sunyue"), 0)
        .unwrap();
    assert!(early.lines.is_empty());
    world.pass(4 * 366 * DAY);
    let page = world
        .desk()
        .due_erasures(&world.actor("sunyue"), 0)
        .unwrap();
    let lines: Vec<_> = page.lines.iter().map(|line| line.cases.clone()).collect();
    assert!(
        lines.contains(&vec![given_up]) && !lines.contains(&vec![kept]),
        "{lines:?}"
    );
    let customer = page.lines[0].customer;
    let nobodys = world
        .desk()
        .erase_due(&world.actor("wuxian"), &[customer])
        .unwrap();
    assert_eq!((nobodys.done, nobodys.left), (0, 1));
    assert!(
        world
            .desk()
            .due_erasures(&world.actor("wuxian"), 0)
            .unwrap()
            .lines
            .is_empty()
    );
    let erased = world
        .desk()
        .erase_due(&world.actor("sunyue"), &[customer, customer + 1000]);
    let erased = erased.unwrap();
    assert_eq!((erased.done, erased.left), (1, 1));
    let after = world
        .desk()
        .due_erasures(&world.actor("sunyue"), 0)
        .unwrap();
    assert!(after.lines.iter().all(|line| line.customer != customer));
}
