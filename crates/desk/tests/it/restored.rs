//! A copy put back: everybody signs in again. On a server copies are its own affair.

use ledger::upkeep::restore;

use crate::world;
use crate::world::{PASSWORD, SHOP};

#[test]
fn after_a_copy_is_put_back_nobody_is_signed_in_and_everybody_can_sign_in() {
    let mut world = world();
    let token = world.token("zhangchi");
    let copy = world.folder.path().join("copy");
    world.desk().ledger().back_up(&copy).unwrap();
    let folder = world.folder.path().join("restored");
    restore(&copy, &folder, &world.keys(), None).unwrap();
    world.reopen_at(&folder);
    assert!(world.desk().actor(&token, SHOP).unwrap().is_none());
    let signed = world.sign_in("zhangchi", PASSWORD, SHOP).unwrap();
    let actor = world.desk().actor(&signed.token, SHOP).unwrap().unwrap();
    assert_eq!(actor.name, "张弛");
    assert_eq!(world.desk().ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn after_a_restart_a_session_goes_on() {
    let mut world = world();
    let token = world.token("zhangchi");
    let folder = world.path();
    world.reopen_at(&folder);
    assert!(world.desk().actor(&token, SHOP).unwrap().is_some());
}

#[test]
fn nothing_that_names_a_person_or_opens_an_account_lies_in_the_files() {
    let world = world();
    let token = world.token("zhangchi");
    world.token("zhengheng");
    let folder = world.path();
    let secrets = ["zhangchi", "张弛", PASSWORD, SHOP, token.text()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let mut windows = bytes.windows(secret.len());
            let is_there = windows.any(|window| window == secret.as_bytes());
            assert!(!is_there, "{secret} lies in {}", path.display());
        }
    }
}
