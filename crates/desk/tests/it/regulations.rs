//! The form of each of the nine regulations.

use std::fs;
use std::path::Path;

use desk::FieldKind;
use desk::permission::{Role, Target};

use crate::world::World;

#[test]
fn every_regulation_has_a_form_with_what_it_needs_first() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut folders: Vec<String> = fs::read_dir(policies)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("pack.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders.len(), 9);
    for folder in folders {
        let world = World::founded_under(None, &folder);
        world.set_up();
        let desk = world.desk();
        let security = world.actor("anlan");
        let accounts = security.may(Target::Anything).unwrap();
        let staff = desk.add_person(&accounts, "张弛").unwrap();
        world.give(&security, staff, Role::Salesperson, None);
        world.open_account(staff, "zhangchi");
        let form = desk.registration_form(&world.actor("zhangchi")).unwrap();
        assert!(!form.fields.is_empty(), "{folder}");
        assert!(form.fields[0].is_needed, "{folder}");
        let mut is_over = false;
        for field in &form.fields {
            assert!(field.kind != FieldKind::Mark, "{folder} {}", field.name);
            assert!(!field.label.zh.is_empty() && !field.label.en.is_empty());
            assert!(!(is_over && field.is_needed), "{folder} {}", field.name);
            is_over |= !field.is_needed;
        }
    }
}
