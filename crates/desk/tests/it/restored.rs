//! A copy put back: everybody signs in again. On a server copies are its own affair.

use desk::PaperCopy;
use desk::paper::{PaperUpload, PapersInput};
use ledger::upkeep::restore;

use crate::deeds::{CHEN, register};
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
fn the_papers_of_a_copy_that_was_put_back_are_there_and_whole() {
    let mut world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let mut picture = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(700, 500, |x, y| {
        // Nothing that a picture's format makes small: more than one part of it is stored.
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_be_bytes();
        image::Rgb([noise[0], noise[1], noise[2]])
    });
    pixels
        .write_to(&mut picture, image::ImageFormat::Png)
        .unwrap();
    let photo = picture.into_inner();
    assert!(photo.len() > 256 * 1024);
    let paper = |bytes: &[u8]| PaperUpload {
        what: String::new(),
        bytes: bytes.to_vec(),
    };
    let input = PapersInput {
        case,
        papers: vec![paper(&photo), paper(b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n")],
        key: "once".to_owned(),
    };
    let actor = world.actor("zhangchi");
    world.desk().add_papers(&actor, &input).unwrap();
    let before = world.desk().papers(&actor, case).unwrap();
    let view = world
        .desk()
        .paper_picture(&actor, case, before.papers[0].id, PaperCopy::View);
    let copy = world.folder.path().join("copy");
    world.desk().ledger().back_up(&copy).unwrap();
    let folder = world.folder.path().join("restored");
    restore(&copy, &folder, &world.keys(), None).unwrap();
    world.reopen_at(&folder);
    let (desk, actor) = (world.desk(), world.actor("zhangchi"));
    let listed = desk.papers(&actor, case).unwrap();
    assert_eq!(listed, before);
    let id = listed.papers[0].id;
    let original = desk.original_paper(&actor, case, id, "核对证件");
    assert_eq!(original.unwrap().bytes, photo);
    let again = desk.paper_picture(&actor, case, id, PaperCopy::View);
    assert_eq!(again.unwrap(), view.unwrap());
    // Sent again with the key of before the copy was made, nothing is kept twice.
    desk.add_papers(&actor, &input).unwrap();
    assert_eq!(desk.papers(&actor, case).unwrap(), before);
    assert_eq!(desk.ledger().verify(&[]).unwrap().damage, []);
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
