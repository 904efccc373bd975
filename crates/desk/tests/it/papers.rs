use std::io::Cursor;

use desk::act::{ActEntry, ActInput};
use desk::notices::NoticeKind;
use desk::paper::{CasePapers, PaperId, PaperProblem, PaperUpload, PapersInput};
use desk::register::RegistrationInput;
use desk::{Media, PaperCopy, Refusal};
use image::{ImageFormat, Rgb, RgbImage};
use ledger::record::Command;

use super::world;
use crate::deeds::{fields, on_site, told};
use crate::world::World;

const LIN: &[(&str, &str)] = &[("name", "林深"), ("phone", "13900000301")];

/// A photo, unlike that of any other shade.
pub(crate) fn photo(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(400, 300, Rgb([shade, 90, 90]));
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

pub(crate) fn upload(what: &str, bytes: Vec<u8>) -> PaperUpload {
    PaperUpload {
        what: what.to_owned(),
        bytes,
    }
}

fn with_papers(papers: Vec<PaperUpload>, key: &str) -> RegistrationInput {
    RegistrationInput {
        papers,
        key: key.to_owned(),
        ..on_site(LIN)
    }
}

fn papers_of(world: &World, who: &str, case: u64) -> Result<CasePapers, Refusal> {
    world.desk().papers(&world.actor(who), case)
}

fn add(world: &World, who: &str, case: u64, shade: u8) -> Result<(), Refusal> {
    let input = PapersInput {
        case,
        papers: vec![upload("", photo(shade))],
        key: String::new(),
    };
    world.desk().add_papers(&world.actor(who), &input)
}

#[test]
fn photos_come_with_a_registration_and_are_found_with_the_case() {
    let world = world();
    let actor = world.actor("zhangchi");
    let input = with_papers(vec![upload("", photo(1)), upload("", photo(2))], "once");
    let receipt = world.desk().register(&actor, &input).unwrap();
    let listed = papers_of(&world, "zhangchi", receipt.case).unwrap();
    assert_eq!(listed.papers.len(), 2);
    let first = &listed.papers[0];
    assert_eq!(
        (first.filed_by.as_str(), first.of),
        ("张弛", Some(receipt.seq))
    );
    assert!(first.has_view && first.media == Media::Jpeg && first.fingerprint.len() == 12);
    let picture = |copy| {
        world
            .desk()
            .paper_picture(&actor, receipt.case, first.id, copy)
    };
    let view = image::load_from_memory(&picture(PaperCopy::View).unwrap()).unwrap();
    assert_eq!((view.width(), view.height()), (400, 300));
    assert!(picture(PaperCopy::Small).unwrap().len() < 4_000);
    assert!(matches!(
        picture(PaperCopy::Original),
        Err(Refusal::NotFound)
    ));
    // Sent again by an impatient thumb: the first answer, and nothing twice.
    let again = world.desk().register(&actor, &input).unwrap();
    assert_eq!(again.seq, receipt.seq);
    assert_eq!(papers_of(&world, "zhangchi", receipt.case).unwrap(), listed);
    assert_eq!(world.desk().ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_refused_registration_leaves_no_paper_and_a_bad_file_no_registration() {
    let world = world();
    let register = |who: &str, input: &RegistrationInput| {
        let actor = world.actor(who);
        world.desk().register(&actor, input)
    };
    let before = world.desk().ledger().size().unwrap();
    // Nobody is registered without a name.
    let nameless = RegistrationInput {
        fields: fields(&[("phone", "13900000302")]),
        ..with_papers(vec![upload("", photo(1))], "")
    };
    let refused = register("zhangchi", &nameless);
    assert!(
        matches!(refused, Err(Refusal::NotAccepted(_))),
        "{refused:?}"
    );
    let bad = RegistrationInput {
        fields: fields(&[("name", "林海"), ("phone", "13900000302")]),
        ..with_papers(vec![upload("", photo(1)), upload("", b"MZ".to_vec())], "")
    };
    let refused = register("zhangchi", &bad);
    let is_named = matches!(refused, Err(Refusal::Paper(PaperProblem::OtherKind(2))));
    assert!(is_named, "{refused:?}");
    assert_eq!(world.desk().ledger().size().unwrap(), before);
    assert_eq!(world.desk().ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn papers_are_added_later_by_those_of_the_case_and_not_there_for_others() {
    let world = world();
    let case = world
        .desk()
        .register(&world.actor("zhangchi"), &with_papers(Vec::new(), ""))
        .unwrap()
        .case;
    add(&world, "zhangchi", case, 7).unwrap();
    let listed = papers_of(&world, "zhangchi", case).unwrap();
    assert!(listed.may_add && listed.papers[0].of.is_none());
    let id = listed.papers[0].id;
    // A colleague of another store: as if there were neither case nor paper.
    let stranger = world.actor("zhaoyue");
    let desk = world.desk();
    let outside = [
        desk.papers(&stranger, case).map(drop),
        desk.paper(&stranger, case, id).map(drop),
        desk.paper_picture(&stranger, case, id, PaperCopy::View)
            .map(drop),
        desk.original_paper(&stranger, case, id, "核对").map(drop),
        add(&world, "zhaoyue", case, 8),
    ];
    for tried in outside {
        assert!(matches!(tried, Err(Refusal::NotFound)), "{tried:?}");
    }
    // Nor is there a paper of one case in another that one does see.
    let theirs = desk
        .register(
            &stranger,
            &on_site(&[("name", "林海"), ("phone", "13900000303")]),
        )
        .unwrap()
        .case;
    let borrowed = desk.paper_picture(&stranger, theirs, id, PaperCopy::View);
    assert!(matches!(borrowed, Err(Refusal::NotFound)));
    let none = PaperId { number: 1, ..id };
    let none = desk.paper(&world.actor("zhangchi"), case, none);
    assert!(matches!(none, Err(Refusal::NotFound)));
}

#[test]
fn an_original_is_shown_with_a_reason_and_the_holder_is_told() {
    let world = world();
    let actor = world.actor("zhangchi");
    let input = with_papers(vec![upload("", photo(5))], "");
    let case = world.desk().register(&actor, &input).unwrap().case;
    let id = papers_of(&world, "zhangchi", case).unwrap().papers[0].id;
    let ask = |who: &str, reason: &str| {
        let actor = world.actor(who);
        world.desk().original_paper(&actor, case, id, reason)
    };
    let without = ask("qiancheng", "  ");
    assert!(
        matches!(without, Err(Refusal::Missing { .. })),
        "{without:?}"
    );
    assert!(!told(&world, "zhangchi", case).contains(&NoticeKind::Revealed));
    assert_eq!(ask("qiancheng", "核对证件").unwrap().bytes, photo(5));
    assert!(told(&world, "zhangchi", case).contains(&NoticeKind::Revealed));
}

#[test]
fn evidence_comes_with_what_it_proves_and_goes_with_the_customer() {
    let world = world();
    let act = |who: &str, act: &str, entry: ActEntry, papers: Vec<PaperUpload>| {
        let input = ActInput {
            act: act.to_owned(),
            entry: ActEntry {
                fields: fields(LIN),
                ..entry
            },
            papers,
            key: act.to_owned(),
            ..ActInput::default()
        };
        world.desk().act(&world.actor(who), &input).unwrap()
    };
    let deal = ActEntry {
        cents: Some(100_000_000),
        ..ActEntry::default()
    };
    let case = act("sunyue", "contract", deal, Vec::new()).case;
    let claim = || ActEntry {
        given: vec!["evidence".to_owned()],
        reason: "三月一日带到现场".to_owned(),
        ..ActEntry::default()
    };
    let done = act("zhangchi", "dispute", claim(), vec![upload("", photo(9))]);
    let again = act("zhangchi", "dispute", claim(), vec![upload("", photo(9))]);
    assert_eq!(done.seq, again.seq);
    let listed = papers_of(&world, "sunyue", case).unwrap();
    let of: Vec<_> = listed.papers.iter().map(|paper| paper.of).collect();
    assert_eq!(of, [Some(done.seq)]);
    let (staff, ledger) = (world.staff("孙悦"), world.desk().ledger());
    let erase = Command::Erase { case, actor: staff };
    ledger.carry_out(erase, b"erase").unwrap();
    let listed = papers_of(&world, "sunyue", case).unwrap();
    assert_eq!((listed.papers.len(), listed.erased), (0, 1));
    assert_eq!(ledger.verify(&[]).unwrap().damage, []);
}
