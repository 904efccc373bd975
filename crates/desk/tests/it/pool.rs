//! Customers whom nobody is in charge of: claimed within the regulation's limits, or given to somebody in order.

use desk::act::ActEntry;
use desk::dispatch::AssignAll;
use desk::permission::Role;
use desk::pool::claim::PoolClaim;
use desk::pool::{Pool, PoolPage};
use desk::register::RegistrationInput;
use desk::{Answer, Refusal};

use super::world_of;
use crate::deeds::{DAY, fields};
use crate::world::{World, pack};

const NONE: [u64; 0] = [];

/// Consumers: whoever is not followed up for 90 days is everybody's. At most two claims a day, and none of a customer
/// lost in the last 30 days.
pub(crate) fn consumers() -> World {
    let (toml, text) = pack("4-consumer");
    let limits = "{rule = \"limit\", counter = \"today\", max = 2, within = \"same day\"},\n  \
         {rule = \"limit\", cooldown = \"30 days\"},\n  {rule = \"rank\", by = [\"claim\"]},\n  {rule = \"protect\"";
    let toml = toml.replacen(
        "{rule = \"rank\", by = [\"claim\"]},\n  {rule = \"protect\"",
        limits,
        1,
    );
    let toml = toml.replacen(
        "[labels]\n",
        "[labels]\ntoday = [\"今天的认领\", \"claims of today\"]\n",
        1,
    );
    assert!(toml.contains("cooldown"));
    world_of(vec![(toml, text)])
}

pub(crate) fn consumer(world: &World, who: &str, phone: &str) -> u64 {
    let input = RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("sex", "男"),
            ("age", "40"),
            ("phone", phone),
            ("address", "武汉市江岸区"),
            ("demand", "沙发"),
        ]),
        consents: vec!["registration".to_owned()],
        ..RegistrationInput::default()
    };
    let desk = world.desk();
    desk.register(&world.actor(who), &input).unwrap().case
}

fn pool(world: &World, who: &str, pool: Pool) -> Result<PoolPage, Refusal> {
    world.desk().pool(&world.actor(who), pool, None)
}

fn cases(page: &PoolPage) -> Vec<u64> {
    page.lines.iter().map(|line| line.case).collect()
}

fn claim(world: &World, who: &str, case: u64) -> Result<u64, Refusal> {
    let key = format!("claim-{case}");
    let claim = PoolClaim { case, key };
    let claimed = world.desk().claim_from_pool(&world.actor(who), &claim);
    claimed.map(|receipt| receipt.case)
}

fn possible_from(refused: Result<u64, Refusal>) -> (String, Option<desk::Instant>) {
    let Err(Refusal::NotAccepted(reasons)) = refused else {
        panic!("{refused:?}");
    };
    (reasons[0].clause.clone(), reasons[0].possible_from)
}

#[test]
fn what_nobody_followed_up_is_claimed_by_number_without_a_name_and_within_limits() {
    let world = consumers();
    let phones = ["13900000001", "13900000002", "13900000003"];
    let lost = phones.map(|phone| {
        let case = consumer(&world, "zhangchi", phone);
        world.pass(DAY);
        case
    });
    assert_eq!(cases(&pool(&world, "wanglei", Pool::Open).unwrap()), NONE);
    assert!(matches!(
        claim(&world, "wanglei", lost[0]),
        Err(Refusal::NotFound)
    ));
    world.pass(95 * DAY);
    let open = pool(&world, "wanglei", Pool::Open).unwrap();
    assert_eq!(cases(&open), lost, "what is there longest stands first");
    assert!(
        open.lines
            .iter()
            .all(|line| line.customer.is_none() && line.registrants.is_empty())
    );
    // Whoever lost it may not take it back at once, and is told when.
    let (clause, from) = possible_from(claim(&world, "zhangchi", lost[0]));
    assert_eq!(clause, "解释.3");
    assert!(from.is_some_and(|from| from > world.now()), "{from:?}");
    let mine = claim(&world, "wanglei", lost[0]).unwrap();
    assert_eq!(mine, lost[0]);
    assert_eq!(
        claim(&world, "wanglei", lost[0]).unwrap(),
        mine,
        "sent again, the same answer"
    );
    assert!(matches!(
        claim(&world, "lixiang", lost[0]),
        Err(Refusal::NotFound)
    ));
    let sheet = world
        .desk()
        .case_sheet(&world.actor("wanglei"), mine, None, None)
        .unwrap();
    assert_eq!(sheet.holder.unwrap().zh, "王蕾");
    assert!(sheet.customer.iter().any(|field| field.name == "phone"));
    claim(&world, "wanglei", lost[1]).unwrap();
    let (_, from) = possible_from(claim(&world, "wanglei", lost[2]));
    let from = from.unwrap();
    assert!(
        from > world.now() && from <= world.now().plus_seconds(DAY),
        "{from:?}"
    );
    assert_eq!(
        cases(&pool(&world, "wanglei", Pool::Open).unwrap()),
        [lost[2]]
    );
    world.pass(DAY);
    claim(&world, "wanglei", lost[2]).unwrap();
    assert!(matches!(
        pool(&world, "zhouzheng", Pool::Waiting),
        Err(Refusal::NotAllowed(_))
    ));
}

/// Products: what the sales head passed waits for marketing.
fn products() -> World {
    let world = world_of(vec![pack("2-product-sales")]);
    world.hire(
        ("方敏", "fangmin"),
        "江岸店",
        "sales_head",
        Role::DepartmentHead,
    );
    world.hire(("石静", "shijing"), "江岸店", "marketing", Role::Marketing);
    world
}

fn reviewed(world: &World, who: &str, phone: &str) -> u64 {
    let input = RegistrationInput {
        fields: fields(&[
            ("product", "沙发"),
            ("name", "陈远"),
            ("contact_person", "陈远"),
            ("phone", phone),
            ("address", "武汉市江岸区"),
        ]),
        ..RegistrationInput::default()
    };
    let contact = ActEntry {
        fields: fields(&[("name", "陈远"), ("phone", phone)]),
        ..ActEntry::default()
    };
    world.act(who, None, "contact", contact).unwrap();
    let filed = world.desk().register(&world.actor(who), &input).unwrap();
    let review = ActEntry {
        of: Some(filed.seq),
        answer: Answer::Yes,
        reason: "属实".to_owned(),
        ..ActEntry::default()
    };
    world.act("fangmin", filed.case, "review", review).unwrap();
    filed.case
}

#[test]
fn marketing_gives_in_order_and_whoever_registered_reads_why_another_has_it() {
    let world = products();
    let first = reviewed(&world, "zhangchi", "13900000001");
    world.pass(60);
    let second = reviewed(&world, "wanglei", "13900000002");
    world.pass(60);
    let waiting = pool(&world, "shijing", Pool::Waiting).unwrap();
    assert_eq!(cases(&waiting), [first, second]);
    assert_eq!(waiting.lines[0].registrants, ["张弛"]);
    assert!(waiting.lines[0].customer.is_some());
    // The product is no person: it stands as entered, beside a customer who does not.
    let about = &waiting.lines[0].about;
    assert!(about.iter().any(|field| field.value == "沙发"));
    assert_eq!(cases(&pool(&world, "wuxian", Pool::Waiting).unwrap()), NONE);
    let mut input = AssignAll {
        cases: vec![first, second],
        to: Some(world.staff("王蕾")),
        ..AssignAll::default()
    };
    // Passing over who was first needs a reason; the other is given.
    let given = world
        .desk()
        .assign_all(&world.actor("shijing"), &input)
        .unwrap();
    assert_eq!(given.done, [second]);
    assert!(matches!(given.refused[0], (case, Refusal::NotAccepted(_)) if case == first));
    input.reason = "王蕾熟悉这款产品".to_owned();
    input.cases = vec![first];
    world
        .desk()
        .assign_all(&world.actor("shijing"), &input)
        .unwrap();
    assert_eq!(
        cases(&pool(&world, "shijing", Pool::Waiting).unwrap()),
        NONE
    );
    let told = world
        .desk()
        .allocations(&world.actor("zhangchi"), None)
        .unwrap()
        .lines;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to.as_deref(), Some("王蕾"));
    assert_eq!(told[0].reason.as_deref(), Some("王蕾熟悉这款产品"));
    assert!(!told[0].is_mine);
    let others = world
        .desk()
        .allocations(&world.actor("lixiang"), None)
        .unwrap();
    assert!(others.lines.is_empty());
}

#[test]
fn sold_before_it_was_given_it_waits_and_says_so() {
    let world = products();
    let case = reviewed(&world, "zhangchi", "13900000001");
    let deal = ActEntry::default();
    world.act("zhangchi", case, "contract", deal).unwrap();
    world.pass(60);
    let waiting = pool(&world, "shijing", Pool::Waiting).unwrap();
    assert_eq!(cases(&waiting), [case]);
    assert!(waiting.lines[0].is_sold);
}
