//! A customer's consent, by a tick or by their own hand under the notice.

use std::io::Cursor;

use desk::act::{ActEntry, ActInput};
use desk::consent::Signature;
use desk::paper::{PaperSheet, PaperView};
use desk::register::RegistrationInput;
use desk::{PaperCopy, Refusal};
use image::{ImageFormat, Rgb, RgbImage};

#[path = "consent/codes.rs"]
mod codes;

use super::world_under;
use crate::deeds::{fields, sheet};
use crate::papers::{photo, upload};
use crate::world::World;

/// What a pad gives: white, with a stroke across it or with nothing.
fn pad(is_signed: bool) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(600, 200, |x, y| match is_signed && x.abs_diff(y * 3) < 6 {
        true => Rgb([17, 17, 17]),
        false => Rgb([255, 255, 255]),
    });
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn form(phone: &str, consents: &[&str], signed: &[bool]) -> RegistrationInput {
    let signatures = signed.iter().map(|is_signed| Signature {
        scope: "registration".to_owned(),
        bytes: pad(*is_signed),
    });
    RegistrationInput {
        fields: fields(&[
            ("name", "林深"),
            ("sex", "女"),
            ("age", "38"),
            ("phone", phone),
            ("address", "澄湖新村 1 栋"),
            ("demand", "净水器"),
        ]),
        consents: consents.iter().map(|one| (*one).to_owned()).collect(),
        signatures: signatures.collect(),
        ..RegistrationInput::default()
    }
}

/// How consent was given, as the timeline says it.
fn ways(world: &World, who: &str, case: u64) -> Vec<String> {
    let lines = sheet(world, who, case).unwrap().timeline.into_iter();
    lines.filter_map(|line| Some(line.way?.zh)).collect()
}

fn papers(world: &World, who: &str, case: u64) -> Vec<PaperSheet> {
    world.desk().papers(&world.actor(who), case).unwrap().papers
}

#[test]
fn a_signature_is_consent_kept_with_its_notice_and_seen_with_a_reason_only() {
    let world = world_under("4-consumer");
    let (desk, seller) = (world.desk(), world.actor("wanglei"));
    let claim = desk
        .register(&seller, &form("13900000001", &[], &[true]))
        .unwrap();
    assert_eq!(ways(&world, "wanglei", claim.case), ["书面同意"]);
    let kept = papers(&world, "wanglei", claim.case).remove(0);
    assert_eq!(kept.label.as_ref().unwrap().zh, "书面同意");
    // It came with the registration, and so with the version of the notice that is sealed in it.
    assert_eq!(kept.of, Some(claim.seq));
    let masked = sheet(&world, "wanglei", claim.case).unwrap().customer;
    let notice = masked.iter().find(|field| field.name == "notice_version");
    assert_eq!(notice.unwrap().value, "1");
    // Not even whoever brought it looks at it without saying why.
    assert_eq!(kept.view, PaperView::WithReason);
    for copy in [PaperCopy::Small, PaperCopy::View] {
        let seen = desk.paper_picture(&seller, claim.case, kept.id, copy);
        assert!(matches!(seen, Err(Refusal::NotAllowed(_))), "{copy:?}");
    }
    let no_reason = desk.open_paper(&seller, claim.case, kept.id, " ");
    assert!(no_reason.is_err());
    assert!(
        desk.open_paper(&seller, claim.case, kept.id, "核对签名")
            .is_ok()
    );
    // A colleague of another team learns of none of it.
    let other = desk.open_paper(&world.actor("zhaoyue"), claim.case, kept.id, "看看");
    assert!(matches!(other, Err(Refusal::NotFound)));
}

#[test]
fn a_tick_does_without_a_signature_and_neither_is_refused_by_the_clause() {
    let world = world_under("4-consumer");
    let (desk, seller) = (world.desk(), world.actor("wanglei"));
    let ticked = desk
        .register(&seller, &form("13900000001", &["registration"], &[]))
        .unwrap();
    assert_eq!(ways(&world, "wanglei", ticked.case), ["线上勾选同意"]);
    assert!(papers(&world, "wanglei", ticked.case).is_empty());
    // Signing ticks the box, too: the signature counts, once.
    let both = desk
        .register(&seller, &form("13900000002", &["registration"], &[true]))
        .unwrap();
    assert_eq!(ways(&world, "wanglei", both.case), ["书面同意"]);
    let neither = desk.register(&seller, &form("13900000003", &[], &[]));
    let Err(Refusal::NotAccepted(reasons)) = neither else {
        panic!("{neither:?}");
    };
    assert!(reasons.iter().any(|reason| reason.clause == "第六条"));
}

#[test]
fn a_pad_that_nobody_wrote_on_is_no_signature_and_nothing_is_stored() {
    let world = world_under("4-consumer");
    let (desk, seller) = (world.desk(), world.actor("wanglei"));
    let before = desk.ledger().entries(0, u32::MAX).unwrap().len();
    let mut forms = vec![form("13900000001", &["registration"], &[false])];
    // Nor is a document, a photo of something else that shows no ink, or a file that is broken.
    for bytes in [
        b"%PDF-1.7 %%EOF".to_vec(),
        photo(200),
        pad(true)[..80].to_vec(),
    ] {
        let mut one = form("13900000001", &["registration"], &[true]);
        one.signatures[0].bytes = bytes;
        forms.push(one);
    }
    for form in forms {
        let refused = desk.register(&seller, &form);
        assert!(
            matches!(refused, Err(Refusal::Missing { field: "signature" })),
            "{refused:?}"
        );
    }
    let after = desk.ledger().entries(0, u32::MAX).unwrap().len();
    assert_eq!(before, after);
}

#[test]
fn consent_given_later_says_how_and_under_which_notice() {
    let world = world_under("4-consumer");
    let (desk, seller) = (world.desk(), world.actor("wanglei"));
    let claim = desk
        .register(&seller, &form("13900000001", &["registration"], &[]))
        .unwrap();
    let consent = |signatures: Vec<Signature>, papers| ActInput {
        case: Some(claim.case),
        act: "consent".to_owned(),
        entry: ActEntry {
            what: "guardian".to_owned(),
            ..ActEntry::default()
        },
        signatures,
        papers,
        ..ActInput::default()
    };
    desk.act(&seller, &consent(Vec::new(), Vec::new())).unwrap();
    let hand = Signature {
        scope: "guardian".to_owned(),
        bytes: pad(true),
    };
    let with_copy = vec![upload("", photo(1))];
    desk.act(&seller, &consent(vec![hand], with_copy)).unwrap();
    assert_eq!(
        ways(&world, "wanglei", claim.case),
        ["线上勾选同意", "线上勾选同意", "书面同意"]
    );
    let views: Vec<PaperView> = papers(&world, "wanglei", claim.case)
        .iter()
        .map(|paper| paper.view)
        .collect();
    assert_eq!(views, [PaperView::Open, PaperView::WithReason]);
    let unsigned = Signature {
        scope: "guardian".to_owned(),
        bytes: pad(false),
    };
    let refused = desk.act(&seller, &consent(vec![unsigned], Vec::new()));
    assert!(matches!(
        refused,
        Err(Refusal::Missing { field: "signature" })
    ));
}
