//! What is asked for of each kind, up to where somebody decides.

use desk::act::ActEntry;
use desk::permission::Target;
use desk::register::{Receipt, RegistrationInput};
use desk::{Answer, Seq};

use super::super::onboarding;
use super::kinds::Asked;
use crate::deeds::{DAY, fields, on_site, review};
use crate::tasks::filed;
use crate::world::World;

fn passed(claim: &Receipt) -> Asked {
    Asked {
        case: claim.case,
        entry: ActEntry {
            of: Some(claim.seq),
            answer: Answer::Yes,
            reason: "资料齐全".to_owned(),
            ..ActEntry::default()
        },
    }
}

pub(super) fn first_step(world: &World, who: &str) -> Asked {
    filed(world, "lixiang", 1);
    passed(&filed(world, who, 1))
}

pub(super) fn second_step(world: &World, who: &str) -> Asked {
    let asked = first_step(world, who);
    world.pass(60);
    world
        .act("fangmin", asked.case, "review", asked.entry.clone())
        .unwrap();
    asked
}

fn product(world: &World, who: &str) -> Receipt {
    let form = RegistrationInput {
        fields: fields(&[
            ("product", "岩板"),
            ("name", "陈远"),
            ("contact_person", "陈远"),
            ("phone", "13900000001"),
            ("address", "晴川路 1 号"),
        ]),
        ..RegistrationInput::default()
    };
    world.desk().register(&world.actor(who), &form).unwrap()
}

/// Two registered the same customer, and the first was reviewed.
fn reviewed(world: &World, who: &str) -> Receipt {
    let first = product(world, who);
    world.pass(60);
    let other = product(world, "lixiang");
    for claim in [&first, &other] {
        review(world, "fangmin", claim, Answer::Yes).unwrap();
    }
    first
}

pub(super) fn allocation(world: &World, who: &str) -> Asked {
    let first = reviewed(world, who);
    Asked {
        case: first.case,
        entry: ActEntry {
            person: Some(world.actor("lixiang").staff),
            reason: "同区域在跟进".to_owned(),
            ..ActEntry::default()
        },
    }
}

fn granted(case: u64, what: &str, of: Seq) -> Asked {
    Asked {
        case,
        entry: ActEntry {
            what: what.to_owned(),
            of: Some(of),
            answer: Answer::Yes,
            reason: "同意".to_owned(),
            ..ActEntry::default()
        },
    }
}

pub(super) fn transfer(world: &World, who: &str) -> Asked {
    let asked = allocation(world, who);
    world
        .act("meilan", asked.case, "assign", asked.entry)
        .unwrap();
    world.pass(60);
    let ask = ActEntry {
        what: "change".to_owned(),
        reason: "客户要求换人".to_owned(),
        ..ActEntry::default()
    };
    let change = world.act(who, asked.case, "ask-permission", ask).unwrap();
    granted(asked.case, "change", change.seq)
}

pub(super) fn regions(world: &World) {
    let permit = world.actor("heyun").may(Target::Anything).unwrap();
    for (unit, region) in [("甲队", "420102"), ("丙队", "420106")] {
        world
            .desk()
            .set_regions(&permit, world.unit(unit), region)
            .unwrap();
    }
}

fn tiles(world: &World, who: &str, region: &str) -> Receipt {
    let form = RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("phone", "13900000001"),
            ("demand", "瓷砖"),
        ]),
        region: Some(region.to_owned()),
        ..RegistrationInput::default()
    };
    world.desk().register(&world.actor(who), &form).unwrap()
}

pub(super) fn cross_region(world: &World, who: &str) -> Asked {
    let claim = tiles(world, who, "420106");
    world.pass(60);
    let ask = ActEntry {
        what: "cross_region".to_owned(),
        region: "420106".to_owned(),
        reason: "老客户介绍".to_owned(),
        ..ActEntry::default()
    };
    let asked = world.act(who, claim.case, "ask-permission", ask).unwrap();
    granted(claim.case, "cross_region", asked.seq)
}

pub(super) fn special_price(world: &World, who: &str) -> Asked {
    let claim = tiles(world, who, "420102");
    world.pass(60);
    let ask = ActEntry {
        what: "special_price".to_owned(),
        fields: fields(&[("demand", "瓷砖")]),
        cents: Some(95_000),
        until: Some(world.now().plus_seconds(2 * DAY)),
        reason: "对手报价更低".to_owned(),
        ..ActEntry::default()
    };
    let asked = world.act(who, claim.case, "ask-permission", ask).unwrap();
    granted(claim.case, "special_price", asked.seq)
}

pub(super) fn card(world: &World, who: &str) -> Asked {
    let form = || RegistrationInput {
        given: vec!["card_b".to_owned()],
        ..on_site(&[("name", "陈远"), ("phone", "13900000001")])
    };
    let register = |who: &str| world.desk().register(&world.actor(who), &form()).unwrap();
    register("lixiang");
    let claim = register(who);
    Asked {
        case: claim.case,
        entry: ActEntry {
            what: "card_b".to_owned(),
            of: Some(claim.seq),
            ..ActEntry::default()
        },
    }
}

pub(super) fn dealer(world: &World, who: &str) -> Asked {
    onboarding::filed_by(world, "lixiang");
    passed(&onboarding::filed_by(world, who))
}

pub(super) fn violation(world: &World, who: &str) -> Asked {
    let claim = filed(world, "wanglei", 1);
    world.pass(60);
    let report = ActEntry {
        what: "资料虚假".to_owned(),
        person: Some(world.actor("wanglei").staff),
        of: Some(claim.seq),
        reason: "证件复印件与原件不符".to_owned(),
        ..ActEntry::default()
    };
    let reported = world.act(who, claim.case, "report-violation", report);
    Asked {
        case: claim.case,
        entry: ActEntry {
            what: "资料虚假".to_owned(),
            person: Some(world.actor("wanglei").staff),
            of: Some(reported.unwrap().seq),
            answer: Answer::Yes,
            given: vec!["通报批评".to_owned()],
            reason: "核对了原件".to_owned(),
            ..ActEntry::default()
        },
    }
}
