//! Registering under each of the nine regulations, by the form that each asks for.

use std::fs;
use std::path::Path;

use desk::form::{FormField, RegistrationForm};
use desk::permission::{Role, Target};
use desk::refusal::Reason;
use desk::register::{Receipt, RegistrationInput};
use desk::{DuplicateAnswer, FieldKind, Holds, Identity, Refusal};

use crate::deeds::fields;
use crate::world::{World, pack};

/// The standard's own example of an identity number, born in 1949.
const ID_NUMBER: &str = "11010519491231002X";
/// A code of the right form that belongs to nobody.
const CREDIT_CODE: &str = "91350100M000100Y43";

/// Folders of the regulations of this repository.
fn regulations() -> Vec<String> {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut folders: Vec<String> = fs::read_dir(policies)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("pack.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders.len(), 9);
    folders
}

/// A company under one regulation, with two people who register.
fn at_work(folder: &str) -> World {
    let world = World::founded_under(None, folder);
    world.set_up();
    let security = world.actor("anlan");
    let accounts = security.may(Target::Anything).unwrap();
    for (name, login) in [("张弛", "zhangchi"), ("李想", "lixiang")] {
        let staff = world.desk().add_person(&accounts, name).unwrap();
        world.give(&security, staff, Role::Salesperson, None);
        world.open_account(staff, login);
    }
    world
}

fn form(world: &World) -> RegistrationForm {
    world
        .desk()
        .registration_form(&world.actor("zhangchi"))
        .unwrap()
}

/// What somebody writes into a field.
fn written(field: &FormField) -> &'static str {
    match (field.identifies, field.holds) {
        (Some(Identity::Phone), _) => "13900000001",
        (Some(Identity::IdNumber), _) => ID_NUMBER,
        (Some(Identity::CreditCode), _) => CREDIT_CODE,
        (Some(Identity::Company), _) => "武汉东湖装饰有限公司",
        (None, Holds::Date) => "1988-03-05",
        (None, Holds::LastDay) => "2027-12-31",
        (None, Holds::Relation) => "",
        (None, _) => match field.name.as_str() {
            "name" => "陈远",
            "age" => "38",
            "tax_number" => CREDIT_CODE,
            _ => "有",
        },
    }
}

/// The form filled in whole, every paper there, every consent given; without one field, if one is left out.
fn filled(form: &RegistrationForm, left_out: &str) -> RegistrationInput {
    let asked = || form.fields.iter().filter(|field| field.name != left_out);
    let values = asked().filter(|field| !is_ticked(field));
    let papers = asked().filter(|field| field.kind == FieldKind::Document);
    // Somebody with an identity number has no credit code.
    let asks_both = form.fields.iter().any(|field| field.name == "id_number");
    let is_written = |field: &&FormField| !(asks_both && field.name == "credit_code");
    RegistrationInput {
        fields: values
            .filter(is_written)
            .map(|field| (field.name.clone(), written(field).to_owned()))
            .collect(),
        given: papers.map(|field| field.name.clone()).collect(),
        customer_type: form.customer_types.first().map(|(name, _)| name.clone()),
        consents: (form.consents.iter())
            .map(|asked| asked.scope.clone())
            .collect(),
        region: form.asks_region.then(|| "420106".to_owned()),
        is_on_site: true,
        ..RegistrationInput::default()
    }
}

fn is_ticked(field: &FormField) -> bool {
    matches!(field.kind, FieldKind::Document | FieldKind::Mark)
}

fn register(world: &World, input: &RegistrationInput) -> Result<Receipt, Refusal> {
    world.desk().register(&world.actor("zhangchi"), input)
}

fn reasons(refused: Result<Receipt, Refusal>) -> Vec<Reason> {
    match refused {
        Err(Refusal::NotAccepted(reasons)) => reasons,
        other => panic!("not refused by the regulation: {other:?}"),
    }
}

/// What a colleague is told of a customer before registering them.
fn checked(world: &World, typed: &[(&str, &str)]) -> DuplicateAnswer {
    let rival = world.actor("lixiang");
    let told = world.desk().duplicate_check(&rival, &fields(typed));
    told.unwrap().answer
}

#[test]
fn every_regulation_takes_its_own_form_filled_in_and_asks_for_the_needed_first() {
    for folder in regulations() {
        let world = at_work(&folder);
        let form = form(&world);
        assert!(form.fields[0].is_needed, "{folder}");
        let mut is_over = false;
        for field in &form.fields {
            assert!(!field.label.zh.is_empty() && !field.label.en.is_empty());
            assert!(!(is_over && field.is_needed), "{folder} {}", field.name);
            is_over |= !field.is_needed;
        }
        let done = register(&world, &filled(&form, ""));
        let receipt = done.unwrap_or_else(|refused| panic!("{folder}: {refused:?}"));
        assert!(!receipt.headline.zh.is_empty(), "{folder}");
    }
}

#[test]
fn whatever_is_left_out_is_named_with_the_clause_that_asks_for_it() {
    for folder in regulations() {
        let world = at_work(&folder);
        let form = form(&world);
        let needed = form.fields.iter().filter(|field| field.is_needed);
        for field in needed.filter(|field| field.kind != FieldKind::Mark) {
            let reasons = reasons(register(&world, &filled(&form, &field.name)));
            let named = |reason: &Reason| reason.field.as_deref() == Some(&field.name);
            let reason = reasons.iter().find(|reason| named(reason));
            let reason = reason.unwrap_or_else(|| panic!("{folder} {}: {reasons:?}", field.name));
            assert!(!reason.clause.is_empty(), "{folder} {}", field.name);
            let label = field.label.zh.split('(').next().unwrap();
            assert!(reason.why.zh.contains(label), "{}", reason.why.zh);
        }
        // Nothing of it was stored.
        register(&world, &filled(&form, "")).unwrap();
    }
}

#[test]
fn every_regulation_finds_a_customer_again_by_all_that_tells_customers_apart() {
    for folder in regulations() {
        let world = at_work(&folder);
        let form = form(&world);
        register(&world, &filled(&form, "")).unwrap();
        let is_company = form
            .fields
            .iter()
            .any(|field| field.identifies == Some(Identity::Company));
        for field in &form.fields {
            let Some(identity) = field.identifies else {
                continue;
            };
            let is_filled = filled(&form, "")
                .fields
                .iter()
                .any(|(name, _)| *name == field.name);
            if !is_filled {
                continue;
            }
            let answer = checked(&world, &[(&field.name, written(field))]);
            assert_ne!(answer, DuplicateAnswer::Free, "{folder} {identity:?}");
            let similar = match identity {
                Identity::Phone if !is_company => "1390000****",
                Identity::Company => "东湖装饰",
                _ => continue,
            };
            let with_name = [("name", "陈远"), (field.name.as_str(), similar)];
            let typed = match identity {
                Identity::Company => &with_name[1..],
                _ => &with_name[..],
            };
            let answer = checked(&world, typed);
            assert_eq!(answer, DuplicateAnswer::PossiblySame, "{folder} {similar}");
        }
    }
}

#[test]
fn nothing_is_stored_of_a_consumer_before_they_consent() {
    let world = at_work("4-consumer");
    let form = form(&world);
    let unasked = RegistrationInput {
        consents: Vec::new(),
        ..filled(&form, "")
    };
    let told = reasons(register(&world, &unasked));
    assert_eq!(told[0].clause, "第六条");
    let phone = [("phone", "13900000001")];
    assert_eq!(checked(&world, &phone), DuplicateAnswer::Free);
    register(&world, &filled(&form, "")).unwrap();
    assert_ne!(checked(&world, &phone), DuplicateAnswer::Free);
}

/// A consumer's form with some values written otherwise, and these consents.
fn consumer(
    form: &RegistrationForm,
    other: &[(&str, &str)],
    consents: &[&str],
) -> RegistrationInput {
    let mut input = filled(form, "birth_date");
    input
        .fields
        .retain(|(name, _)| other.iter().all(|(known, _)| known != name));
    input.fields.extend(fields(other));
    input.consents = consents.iter().map(|scope| (*scope).to_owned()).collect();
    input
}

#[test]
fn children_need_their_guardian_and_an_age_near_the_limit_a_date_of_birth() {
    let world = at_work("4-consumer");
    let form = form(&world);
    let own = ["registration"];
    let told = reasons(register(&world, &consumer(&form, &[("age", "14")], &own)));
    assert_eq!(
        (told[0].clause.as_str(), told[0].field.as_deref()),
        ("解释.2", Some("age"))
    );
    let by_age = [("age", "11"), ("phone", "13900000011")];
    let by_birth = [
        ("age", "13"),
        ("birth_date", "2012-03-03"),
        ("phone", "13900000013"),
    ];
    for child in [&by_age[..], &by_birth[..]] {
        let child = consumer(&form, child, &own);
        assert_eq!(reasons(register(&world, &child))[0].clause, "解释.2");
        let with_guardian = RegistrationInput {
            consents: vec!["registration".to_owned(), "guardian".to_owned()],
            ..child
        };
        register(&world, &with_guardian).unwrap();
    }
    let of_fourteen = [("age", "14"), ("birth_date", "2012-03-02")];
    register(&world, &consumer(&form, &of_fourteen, &own)).unwrap();
}

#[test]
fn what_follows_from_numbers_and_days_is_seen_from_them() {
    let world = at_work("5-customer-materials");
    let form = form(&world);
    let typed = |kind: &str, other: &[(&str, &str)]| {
        let mut input = filled(&form, "");
        if kind == "enterprise" {
            input.fields.retain(|(name, _)| name != "id_number");
            input.fields.extend(fields(&[("credit_code", CREDIT_CODE)]));
        }
        input.customer_type = Some(kind.to_owned());
        input
            .fields
            .retain(|(name, _)| other.iter().all(|(known, _)| known != name));
        input.fields.extend(fields(other));
        input
    };
    let names = |input: &RegistrationInput| {
        let told = reasons(register(&world, input)).into_iter();
        told.filter_map(|reason| reason.field).collect::<Vec<_>>()
    };
    let expired = typed("enterprise", &[("licence_until", "2026-03-01")]);
    assert!(names(&expired).contains(&"licence_until".to_owned()));
    let without_code = typed("enterprise", &[("credit_code", "")]);
    assert_eq!(names(&without_code), ["credit_code"]);
    // Born on 3 March 2010, with the check character that follows: fifteen, one day before.
    let child = typed("individual", &[("id_number", "110105201003030023")]);
    assert!(names(&child).contains(&"id_number".to_owned()));
    let last_day = typed("enterprise", &[("licence_until", "2026-03-02")]);
    register(&world, &last_day).unwrap();
    let no_day = typed("enterprise", &[("licence_until", "next year")]);
    match register(&world, &no_day) {
        Err(Refusal::Fields(problems)) => assert_eq!(problems[0].zh.field, "证照有效期至"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_fields_are_found_in_the_packs_text() {
    // A field whose name is not what it is says so: the ledger keeps it where it looks for it.
    for (folder, field) in [
        ("5-customer-materials", "contact"),
        ("8-contract-filing", "name"),
    ] {
        assert!(
            pack(folder).0.contains(&format!("\n{field} = ")),
            "{folder}"
        );
        let world = at_work(folder);
        let asked = form(&world).fields.into_iter();
        let mut asked = asked.filter(|known| known.name == field);
        assert!(asked.next().unwrap().identifies.is_some(), "{folder}");
    }
}
