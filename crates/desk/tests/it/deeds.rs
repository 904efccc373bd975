//! What people of the showroom do, for tests that look at what comes of it.

use desk::act::ActEntry;
use desk::case_sheet::CaseSheet;
use desk::notices::{About, NoticeKind, NoticeList};
use desk::register::{Receipt, RegistrationInput};
use desk::{Answer, Refusal};

use crate::world::World;

/// A customer.
pub(crate) const CHEN: [(&str, &str); 2] = [("name", "陈远"), ("phone", "13900000001")];
/// Another.
pub(crate) const LIN: [(&str, &str); 2] = [("name", "林深"), ("phone", "13900000002")];
/// Seconds.
pub(crate) const DAY: i64 = 24 * 60 * 60;

/// What was typed.
pub(crate) fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// A customer brought on site and registered in the same minute.
pub(crate) fn on_site(pairs: &[(&str, &str)]) -> RegistrationInput {
    RegistrationInput {
        fields: fields(pairs),
        is_on_site: true,
        ..RegistrationInput::default()
    }
}

/// Somebody brings a customer on site and registers them.
pub(crate) fn register(
    world: &World,
    who: &str,
    pairs: &[(&str, &str)],
) -> Result<Receipt, Refusal> {
    world.desk().register(&world.actor(who), &on_site(pairs))
}

/// A case as somebody sees it now.
pub(crate) fn sheet(world: &World, who: &str, case: u64) -> Result<CaseSheet, Refusal> {
    world.desk().case_sheet(&world.actor(who), case, None, None)
}

/// Kinds of notice about a case.
pub(crate) fn told(world: &World, who: &str, case: u64) -> Vec<NoticeKind> {
    let (desk, actor) = (world.desk(), world.actor(who));
    let lists = [NoticeList::Open, NoticeList::Copied].into_iter();
    let notices = lists.flat_map(|list| desk.notices(&actor, list, None, 50).unwrap());
    let about = notices.filter(|notice| notice.about == About::Case(case));
    about.map(|notice| notice.kind).collect()
}

/// Somebody registers a customer with papers, under a regulation that reviews in two steps.
pub(crate) fn filed(world: &World, who: &str) -> Receipt {
    let form = RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("contact", "13900000001"),
            ("id_number", "110105198003030010"),
        ]),
        given: vec!["id_card_copy".to_owned()],
        customer_type: Some("individual".to_owned()),
        ..RegistrationInput::default()
    };
    world.desk().register(&world.actor(who), &form).unwrap()
}

/// Somebody answers a review.
pub(crate) fn review(
    world: &World,
    who: &str,
    claim: &Receipt,
    answer: Answer,
) -> Result<Receipt, Refusal> {
    let entry = ActEntry {
        of: Some(claim.seq),
        answer,
        reason: "资料齐全".to_owned(),
        ..ActEntry::default()
    };
    world.act(who, claim.case, "review", entry)
}
