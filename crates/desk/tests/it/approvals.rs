//! Everything that somebody approves, kind by kind: whose list it stands in, what they see beside the form before
//! they decide, who may not, and to whom it goes then.

#[path = "approvals/asked.rs"]
mod asked;
#[path = "approvals/kinds.rs"]
mod kinds;

use desk::act::ActInput;
use desk::act::beside::{Beside, Chosen};
use desk::delegation::DelegationInput;
use desk::notices::{NoticeKind, NoticeList};
use desk::permission::Role;
use desk::task::{Answered, TaskKind, TaskLine};
use desk::{Answer, Refusal};

use self::kinds::{Asked, KINDS, Kind, Way};
use super::world_under;
use crate::deeds::{DAY, told};
use crate::world::World;

/// The doors at which it is tried below that nobody decides what they asked for, nor whoever stands in for them.
pub(crate) fn own() -> impl Iterator<Item = &'static str> {
    let own = KINDS.iter().filter(|kind| kind.may_ask);
    own.map(|kind| kind.act)
}

const ANSWERS: [NoticeKind; 5] = [
    NoticeKind::FormReturned,
    NoticeKind::FormRejected,
    NoticeKind::FormPassed,
    NoticeKind::RequestGranted,
    NoticeKind::RequestRefused,
];

/// A company under the regulation of a kind, with those who approve and whoever decides from outside.
fn company(kind: &Kind) -> World {
    let world = world_under(kind.regulation);
    for (name, login, office, role) in kind.offices {
        world.hire((name, login), kind.place, office, *role);
    }
    let accounts = world.actor("anlan").may(desk::permission::Target::Anything);
    let unit = world.unit("华中区");
    let outside = world.desk().add_staff(&accounts.unwrap(), "边远", unit, "");
    let outside = outside.unwrap();
    world.give(&world.actor("anlan"), outside, Role::ExternalDecider, None);
    world.open_account(outside, "bianyuan");
    (kind.prepare)(&world);
    world
}

fn input(asked: &Asked, kind: &Kind) -> ActInput {
    ActInput {
        case: Some(asked.case),
        act: kind.act.to_owned(),
        entry: asked.entry.clone(),
        ..ActInput::default()
    }
}

/// What waits for somebody of what was asked.
fn waiting(world: &World, who: &str, asked: &Asked, kind: &Kind) -> Option<TaskLine> {
    let page = world.desk().tasks(&world.actor(who), None, None).unwrap();
    let mut lines = page.lines.into_iter();
    lines.find(|line| {
        let is_it = matches!(line.answered, Answered::Act(act) if act.name == kind.act);
        let is_same = asked.entry.of.is_none() || line.of == asked.entry.of;
        line.case == asked.case && line.kind == kind.task && is_it && is_same
    })
}

fn beside(world: &World, who: &str, asked: &Asked, kind: &Kind) -> Beside {
    let input = input(asked, kind);
    world.desk().beside(&world.actor(who), &input).unwrap()
}

fn decide(world: &World, who: &str, asked: &Asked, kind: &Kind) -> Result<(), Refusal> {
    world.pass(60);
    let done = world.desk().act(&world.actor(who), &input(asked, kind));
    done.map(drop)
}

/// Somebody asks, and the time passes that others have to be heard in.
fn asked_by(world: &World, who: &str, kind: &Kind) -> Asked {
    let asked = (kind.ask)(world, who);
    world.pass(kind.heard_after);
    asked
}

/// Nobody of those is left whose role would let them decide, but the general manager and whoever is outside.
fn only_the_top_is_left(world: &World, kind: &Kind) {
    let security = world.actor("anlan");
    let offices = kind.offices.iter().map(|(_, login, ..)| *login);
    for login in offices.chain(["qiancheng", "sunyue", "zhouzheng"]) {
        for held in world.actor(login).roles {
            world.desk().revoke_role(&security, held.grant).unwrap();
        }
    }
}

fn stand_in(world: &World, name: &str, absent: &str) {
    let input = DelegationInput {
        to: world.staff(name),
        from: None,
        until: world.now().plus_seconds(DAY),
    };
    world.desk().delegate(&world.actor(absent), &input).unwrap();
}

#[test]
fn whoever_decides_sees_what_was_found_who_else_came_and_what_each_answer_does() {
    for kind in KINDS {
        let (name, world) = (kind.name, company(kind));
        let asked = asked_by(&world, kind.asker, kind);
        let before = world.desk().ledger().facts_of(asked.case).unwrap().len();
        let seen = beside(&world, kind.decider.0, &asked, kind);
        assert!(!seen.found.is_empty(), "{name}: what the engine found");
        assert!(!seen.similar.is_empty(), "{name}: who else came");
        let ways: Vec<Way> = seen
            .answers
            .iter()
            .map(|(way, _)| match way {
                Chosen::Answer(answer) => Way::Answer(*answer),
                Chosen::Person(_, who) => {
                    let named = ["王蕾", "李想"].into_iter().find(|one| one == who);
                    Way::For(named.unwrap())
                }
            })
            .collect();
        assert_eq!(ways, kind.ways, "{name}");
        let returns = kind.ways.contains(&Way::Answer(Answer::Return));
        assert_eq!(seen.returning.is_some(), returns, "{name}");
        let shows_price = kind.name == "special price";
        assert_eq!(seen.price.is_some(), shows_price, "{name}");
        // Whoever only asked is shown nothing of it.
        let of_asker = beside(&world, kind.asker, &asked, kind);
        let is_decider = kind.asker == "fangmin";
        assert!(of_asker.answers.is_empty() || is_decider, "{name}");
        let after = world.desk().ledger().facts_of(asked.case).unwrap().len();
        assert_eq!(before, after, "{name}: looking records nothing");
    }
}

#[test]
fn it_stands_in_the_lists_of_those_who_decide_until_one_of_them_does() {
    for kind in KINDS {
        let (name, world) = (kind.name, company(kind));
        let asked = asked_by(&world, kind.asker, kind);
        for who in [kind.decider.0, kind.colleague.0] {
            let line = waiting(&world, who, &asked, kind);
            let line = line.unwrap_or_else(|| panic!("{name}: {who}"));
            assert!(!line.is_raised && line.on_behalf.is_none(), "{name}: {who}");
            assert_eq!(line.due.is_some(), kind.late_after.is_some(), "{name}");
        }
        for who in [kind.asker, "chenzong", "bianyuan", "wuxian"] {
            let line = waiting(&world, who, &asked, kind);
            assert!(line.is_none(), "{name}: {who}");
        }
        let by_asker = decide(&world, kind.asker, &asked, kind);
        assert!(by_asker.is_err(), "{name}: whoever asked decides nothing");
        decide(&world, kind.decider.0, &asked, kind).unwrap();
        for who in [kind.decider.0, kind.colleague.0] {
            let line = waiting(&world, who, &asked, kind);
            // The next step is somebody else's.
            assert!(line.is_none(), "{name}: {who} again");
        }
    }
}

#[test]
fn whoever_filed_or_asked_is_told_of_the_answer() {
    for kind in KINDS {
        let answers = kind.ways.iter().filter_map(|way| match way {
            Way::Answer(answer) => Some(*answer),
            Way::For(_) => None,
        });
        for answer in answers {
            let (name, world) = (kind.name, company(kind));
            let mut asked = asked_by(&world, kind.asker, kind);
            asked.entry.answer = answer;
            decide(&world, kind.decider.0, &asked, kind).unwrap();
            let news = told(&world, kind.asker, asked.case);
            let news = news.into_iter().find(|kind| ANSWERS.contains(kind));
            let is_review = kind.task == TaskKind::Review;
            let expected = match (is_review, answer) {
                (true, Answer::Return) => Some(NoticeKind::FormReturned),
                (true, Answer::No) => Some(NoticeKind::FormRejected),
                // The next step is somebody else's.
                (true, _) if kind.name.ends_with("second step") => Some(NoticeKind::FormPassed),
                (true, _) => None,
                (false, Answer::No) => Some(NoticeKind::RequestRefused),
                (false, _) => Some(NoticeKind::RequestGranted),
            };
            let is_request = is_review || kind.act == "decide-permission";
            assert_eq!(news, expected.filter(|_| is_request), "{name}: {answer:?}");
            let of_decider = told(&world, kind.decider.0, asked.case);
            let is_told = of_decider.iter().any(|kind| ANSWERS.contains(kind));
            assert!(!is_told, "{name}: whoever answered knows it");
        }
    }
}

#[test]
fn what_somebody_asked_for_themselves_is_their_colleagues_to_decide() {
    for kind in KINDS.iter().filter(|kind| kind.may_ask) {
        let (name, world) = (kind.name, company(kind));
        let asked = asked_by(&world, kind.decider.0, kind);
        assert!(
            waiting(&world, kind.decider.0, &asked, kind).is_none(),
            "{name}"
        );
        let own = decide(&world, kind.decider.0, &asked, kind);
        assert!(matches!(own, Err(Refusal::Interested { .. })), "{name}");
        // Nor does whoever decides for them while they are away.
        stand_in(&world, "孙悦", kind.decider.0);
        assert!(waiting(&world, "sunyue", &asked, kind).is_none(), "{name}");
        let for_them = decide(&world, "sunyue", &asked, kind);
        assert!(
            matches!(for_them, Err(Refusal::Interested { .. })),
            "{name}: {for_them:?}"
        );
    }
}

#[test]
fn while_somebody_is_away_it_comes_to_whoever_decides_for_them() {
    for kind in KINDS {
        let (name, world) = (kind.name, company(kind));
        let asked = asked_by(&world, kind.asker, kind);
        stand_in(&world, "孙悦", kind.decider.0);
        let line = waiting(&world, "sunyue", &asked, kind);
        let line = line.unwrap_or_else(|| panic!("{name}: not listed"));
        let absent = Some(kind.decider.1).filter(|_| kind.has_office);
        assert_eq!(line.on_behalf.as_deref(), absent, "{name}: {line:?}");
        decide(&world, "sunyue", &asked, kind).unwrap_or_else(|why| panic!("{name}: {why:?}"));
        assert!(
            waiting(&world, kind.decider.0, &asked, kind).is_none(),
            "{name}"
        );
    }
}

#[test]
fn where_nobody_is_left_it_goes_to_the_general_manager_and_then_outside() {
    for kind in KINDS {
        let (name, world) = (kind.name, company(kind));
        let asked = asked_by(&world, kind.asker, kind);
        only_the_top_is_left(&world, kind);
        let line = waiting(&world, "chenzong", &asked, kind);
        assert!(line.is_some_and(|line| line.is_raised), "{name}");
        if kind.task == TaskKind::Signature {
            // It is for whoever is given the office.
            continue;
        }
        let decided = decide(&world, "chenzong", &asked, kind);
        assert_eq!(decided.is_err(), kind.is_of_office, "{name}: {decided:?}");
        if kind.is_of_office {
            continue;
        }
        let world = company(kind);
        let own = asked_by(&world, "chenzong", kind);
        only_the_top_is_left(&world, kind);
        assert!(waiting(&world, "chenzong", &own, kind).is_none(), "{name}");
        let line = waiting(&world, "bianyuan", &own, kind);
        assert!(line.is_some_and(|line| line.is_raised), "{name}: outside");
        decide(&world, "bianyuan", &own, kind).unwrap_or_else(|why| panic!("{name}: {why:?}"));
    }
}

#[test]
fn what_is_late_comes_to_the_next_above_who_is_told() {
    for kind in KINDS {
        let Some(days) = kind.late_after else {
            continue;
        };
        let (name, world) = (kind.name, company(kind));
        let asked = asked_by(&world, kind.asker, kind);
        world.pass((days + 1) * DAY);
        let line = waiting(&world, kind.decider.0, &asked, kind);
        assert!(line.is_some_and(|line| line.is_overdue), "{name}");
        let line = waiting(&world, "chenzong", &asked, kind);
        assert!(line.is_some_and(|line| line.is_raised), "{name}");
        world.desk().remind().unwrap();
        let actor = world.actor("chenzong");
        let told = world.desk().notices(&actor, NoticeList::Open, None, 50);
        let mut told = told.unwrap().into_iter();
        assert!(told.any(|one| one.kind == NoticeKind::Raised), "{name}");
    }
}
