use std::io::Cursor;

use desk::act::{ActEntry, ActInput};
use desk::deeds::DeedKind;
use desk::notices::NoticeKind;
use desk::paper::{CasePapers, PaperId, PaperProblem, PaperUpload, PaperView, PapersInput};
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
    assert!(
        first.view == PaperView::Open
            && first.media == Media::Jpeg
            && first.fingerprint.len() == 12
    );
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
    // What is brought to be judged is looked at by whoever judges, and by those who watch over it.
    let watching = papers_of(&world, "zhengheng", case).unwrap();
    assert_eq!(watching.papers[0].view, PaperView::Open);
    let (staff, ledger) = (world.staff("孙悦"), world.desk().ledger());
    let erase = Command::Erase { case, actor: staff };
    ledger.carry_out(erase, b"erase").unwrap();
    let listed = papers_of(&world, "sunyue", case).unwrap();
    assert_eq!((listed.papers.len(), listed.erased), (0, 1));
    assert_eq!(ledger.verify(&[]).unwrap().damage, []);
}

/// What somebody is told about others' looks at their customers, the oldest first.
fn looked_at(world: &World, holder: &str) -> Vec<(String, DeedKind)> {
    let actor = world.actor(holder);
    let (lines, _) = world.desk().accesses_to_mine(&actor, None, 50).unwrap();
    let lines = lines.into_iter().rev();
    lines.map(|line| (line.who, line.kind)).collect()
}

#[test]
fn a_picture_fetched_by_its_address_leaves_the_trace_of_a_look() {
    let world = world();
    let input = with_papers(vec![upload("evidence", photo(3))], "");
    let registered = world.desk().register(&world.actor("zhangchi"), &input);
    let case = registered.unwrap().case;
    let sunyue = world.actor("sunyue");
    let listed = world.desk().papers(&sunyue, case).unwrap();
    let paper = world.desk().paper(&sunyue, case, listed.papers[0].id);
    assert_eq!(paper.unwrap().view, PaperView::Open, "no identity paper");
    assert_eq!(looked_at(&world, "zhangchi"), []);
    let picture = |copy| {
        let id = listed.papers[0].id;
        world.desk().paper_picture(&sunyue, case, id, copy).unwrap()
    };
    picture(PaperCopy::Small);
    assert_eq!(looked_at(&world, "zhangchi"), []);
    picture(PaperCopy::View);
    let told = [("孙悦".to_owned(), DeedKind::Look)];
    assert_eq!(looked_at(&world, "zhangchi"), told);
    // Whoever has the customer looks as they like.
    let own = world.actor("zhangchi");
    let shown = world
        .desk()
        .paper_picture(&own, case, listed.papers[0].id, PaperCopy::View);
    assert!(shown.is_ok());
    assert_eq!(looked_at(&world, "zhangchi"), told);
}

#[test]
fn what_may_show_who_somebody_is_is_seen_by_the_holder_and_by_others_with_a_reason() {
    let world = world();
    let input = with_papers(vec![upload("", photo(4))], "");
    let registered = world.desk().register(&world.actor("zhangchi"), &input);
    let case = registered.unwrap().case;
    let seen_by = |who: &str| {
        let paper = papers_of(&world, who, case).unwrap().papers.remove(0);
        let (desk, actor) = (world.desk(), world.actor(who));
        for copy in [PaperCopy::View, PaperCopy::Small] {
            let picture = desk.paper_picture(&actor, case, paper.id, copy);
            match paper.view {
                PaperView::Open => assert!(picture.is_ok(), "{who}"),
                _ => assert!(
                    matches!(picture, Err(Refusal::NotAllowed(_))),
                    "{who}: {picture:?}"
                ),
            }
        }
        (paper.view, paper.id)
    };
    let (view, id) = seen_by("zhangchi");
    assert_eq!(view, PaperView::Open);
    let open = |who: &str, reason: &str| {
        let actor = world.actor(who);
        world.desk().open_paper(&actor, case, id, reason)
    };
    // Reception and the auditor see that there is one.
    for who in ["zhouzheng", "zhengheng"] {
        assert_eq!(seen_by(who).0, PaperView::Closed, "{who}");
        let refused = open(who, "核对证件");
        assert!(matches!(refused, Err(Refusal::NotAllowed(_))), "{who}");
    }
    assert_eq!(seen_by("sunyue").0, PaperView::WithReason);
    let without = open("sunyue", " ");
    assert!(matches!(without, Err(Refusal::Missing { .. })));
    assert!(!told(&world, "zhangchi", case).contains(&NoticeKind::Revealed));
    let picture = open("sunyue", "核对证件").unwrap();
    let picture = image::load_from_memory(&picture).unwrap();
    assert_eq!((picture.width(), picture.height()), (400, 300));
    assert!(told(&world, "zhangchi", case).contains(&NoticeKind::Revealed));
    let traces = looked_at(&world, "zhangchi");
    assert_eq!(traces, [("孙悦".to_owned(), DeedKind::Reveal)]);
}

#[test]
fn papers_seen_with_a_reason_are_limited_by_day_like_what_is_revealed() {
    let world = world();
    let input = with_papers(vec![upload("", photo(6))], "");
    let registered = world.desk().register(&world.actor("zhangchi"), &input);
    let case = registered.unwrap().case;
    let id = papers_of(&world, "zhangchi", case).unwrap().papers[0].id;
    let sunyue = world.actor("sunyue");
    for _ in 0..desk::Settings::default().reveals_a_day {
        let opened = world.desk().open_paper(&sunyue, case, id, "核对证件");
        opened.unwrap();
    }
    let one_more = world.desk().open_paper(&sunyue, case, id, "核对证件");
    assert!(matches!(one_more, Err(Refusal::Budget { .. })));
    let original = world.desk().original_paper(&sunyue, case, id, "核对证件");
    assert!(matches!(original, Err(Refusal::Budget { .. })));
}
