//! An inquiry that names no project of a customer who has several: who says which it is, and what comes of it.

use desk::act::{ActEntry, ActInput};
use desk::case_sheet::CaseSheet;
use desk::identity::project::{ProjectAnswer, ProjectQuestion};
use desk::identity::{DecisionInput, PairState};
use desk::notices::NoticeKind;
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::task::{Answered, TaskKind};
use desk::{Refusal, State};

use super::store_follow_ups::stores as sellers;
use crate::deeds::{CHEN, DAY, fields, sheet, told};
use crate::world::World;

/// The stores with their managers: 孙悦 of 江岸店, 吴限 of 武昌店.
fn stores() -> World {
    let world = sellers();
    world.employ("孙悦", "江岸店", "manager");
    world.employ("吴限", "武昌店", "manager");
    world
}

fn register(world: &World, who: &str, project: &str) -> u64 {
    let parts = [("demand", "瓷砖"), ("project", project)];
    let input = RegistrationInput {
        fields: fields(&[&CHEN[..], &parts].concat()),
        ..RegistrationInput::default()
    };
    let done = world.desk().register(&world.actor(who), &input);
    done.unwrap().case
}

fn inquiry(person: Option<desk::StaffId>) -> ActInput {
    ActInput {
        act: "note".to_owned(),
        entry: ActEntry {
            what: "inquiry".to_owned(),
            person,
            fields: fields(&[&CHEN[..], &[("demand", "瓷砖")]].concat()),
            ..ActEntry::default()
        },
        ..ActInput::default()
    }
}

fn inquire(world: &World, who: &str) -> u64 {
    let done = world.desk().act(&world.actor(who), &inquiry(None));
    done.unwrap().case
}

fn question(world: &World, who: &str, case: u64) -> Result<ProjectQuestion, Refusal> {
    world.desk().project_question(&world.actor(who), case)
}

fn answer(world: &World, who: &str, case: u64, project: Option<u64>) -> Result<Receipt, Refusal> {
    let answer = ProjectAnswer {
        case,
        project,
        key: String::new(),
    };
    world.desk().answer_project(&world.actor(who), &answer)
}

/// Two projects of 武昌店's that nobody follows up any more, and an inquiry at 江岸店 that names neither.
fn asked(world: &World) -> (u64, [u64; 2]) {
    let projects = ["一期", "二期"].map(|name| register(world, "shiye", name));
    world.pass(62 * DAY);
    (inquire(world, "liuqing"), projects)
}

fn state(world: &World, who: &str, case: u64) -> (State, Option<String>) {
    let sheet = sheet(world, who, case).unwrap();
    (sheet.state, sheet.holder.map(|holder| holder.zh))
}

#[test]
fn the_managers_of_the_inquirers_store_say_which_project_it_is_and_nobody_else() {
    let world = stores();
    let (case, [first, second]) = asked(&world);
    let desk = world.desk();
    for project in [first, second] {
        assert_eq!(state(&world, "shiye", project), (State::Pending, None));
        let notes = sheet(&world, "shiye", project).unwrap().project_notes;
        let [note] = notes.as_slice() else {
            panic!("{notes:?}");
        };
        assert!(!note.is_here && !note.can_be_opened);
        assert_eq!(note.office.as_ref().unwrap().zh, "江岸店门店管理人员");
    }
    let own = sheet(&world, "liuqing", case).unwrap();
    assert!(own.project_notes[0].is_here);
    assert_eq!(own.project_notes[0].count, 2);
    // It waits for the manager alone, once, and is late at midnight.
    let tasks = |who: &str| {
        let page = desk.tasks(&world.actor(who), Some(TaskKind::Identity), None);
        page.unwrap().lines
    };
    let waiting = tasks("sunyue");
    let [task] = waiting.as_slice() else {
        panic!("{waiting:?}");
    };
    assert_eq!((task.case, task.answered), (case, Answered::Project));
    assert_eq!(task.clause.as_deref(), Some("解释.5"));
    assert!(!task.is_overdue);
    assert_eq!(
        task.finding, None,
        "nobody asks whether two customers are one"
    );
    for who in ["wuxian", "liuqing", "shiye", "liangyu"] {
        assert!(tasks(who).is_empty(), "{who}");
    }
    // The question names the projects, and what each answer comes to.
    let shown = question(&world, "sunyue", case).unwrap();
    let names = shown
        .choices
        .iter()
        .map(|choice| choice.name.clone().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["一期", "二期"]);
    assert!(shown.may_answer && !shown.is_own && shown.ask.is_empty());
    let late = task.due.unwrap();
    assert_eq!(shown.due_until, Some(late));
    let outcomes = &shown.choices[0].outcomes;
    assert_eq!(outcomes[0].holder.as_ref().unwrap().zh, "江岸店");
    assert_eq!(shown.customer.as_deref(), Some("陈*"));
    // The inquirer, colleagues and another store's manager do not find it.
    for who in ["liuqing", "liangyu", "shiye", "wuxian"] {
        let found = question(&world, who, case);
        assert!(matches!(found, Err(Refusal::NotFound)), "{who}");
        let said = answer(&world, who, case, Some(first));
        assert!(matches!(said, Err(Refusal::NotFound)), "{who}");
    }
    // Whoever sees the whole company has another office.
    world.hire(
        ("阮棠", "ruantang"),
        "武昌店",
        "manager",
        Role::StoreManager,
    );
    let ruantang = world.staff("阮棠");
    world.give(&world.actor("anlan"), ruantang, Role::StoreManager, None);
    let shown = question(&world, "ruantang", case).unwrap();
    assert!(!shown.may_answer && !shown.is_own);
    assert_eq!(shown.ask, ["孙悦"]);
    let said = answer(&world, "ruantang", case, Some(first));
    assert!(matches!(said, Err(Refusal::OfOffice { .. })), "{said:?}");
    // No other door leads there.
    let by_pair = DecisionInput {
        case,
        other: first,
        is_same: true,
        key: String::new(),
    };
    for who in ["ruantang", "sunyue"] {
        let said = desk.confirm_identity(&world.actor(who), &by_pair);
        assert!(matches!(said, Err(Refusal::NotFound)), "{said:?}");
    }
    world.pass(DAY);
    assert!(tasks("sunyue")[0].is_overdue);
    assert_eq!(state(&world, "shiye", second), (State::Pending, None));
    let said = answer(&world, "sunyue", case, Some(case));
    assert!(matches!(said, Err(Refusal::Missing { field: "project" })));
    answer(&world, "sunyue", case, Some(second)).unwrap();
    assert!(tasks("sunyue").is_empty());
    let held = (State::Provisional, Some("江岸店".to_owned()));
    assert_eq!(state(&world, "liuqing", case), held);
    assert_eq!(state(&world, "shiye", first), (State::None, None));
    assert!(told(&world, "liuqing", case).contains(&NoticeKind::ProjectFound));
    let answered = question(&world, "sunyue", case).unwrap();
    assert_eq!(answered.due_until, None);
    let again = answer(&world, "sunyue", case, Some(second));
    assert!(matches!(again, Err(Refusal::Settled)));
    assert_eq!(desk.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_mistake_is_put_right_and_it_may_be_none_of_them() {
    let world = stores();
    let (case, [first, second]) = asked(&world);
    let desk = world.desk();
    let listed = |state| {
        let page = desk.identity_pairs(&world.actor("sunyue"), state, None);
        let lines = page.unwrap().lines.into_iter();
        lines
            .map(|line| (line.case, line.asks_project, line.can_be_opened))
            .collect::<Vec<_>>()
    };
    let line = (case, true, true);
    assert_eq!(listed(PairState::Waits), [line]);
    for (chosen, wanted) in [
        (Some(first), PairState::Same),
        (Some(second), PairState::Same),
        (None, PairState::Apart),
        (Some(first), PairState::Same),
    ] {
        answer(&world, "sunyue", case, chosen).unwrap();
        for state in [PairState::Waits, PairState::Same, PairState::Apart] {
            let there = if state == wanted {
                vec![line]
            } else {
                Vec::new()
            };
            assert_eq!(listed(state), there, "{chosen:?} {state:?}");
        }
        let shown = question(&world, "sunyue", case).unwrap();
        assert_eq!(shown.is_of_none, chosen.is_none());
        let found = shown.choices.iter().filter(|choice| choice.is_chosen);
        let found: Vec<u64> = found.map(|choice| choice.case).collect();
        assert_eq!(found, chosen.into_iter().collect::<Vec<_>>());
        let held = (State::Provisional, Some("江岸店".to_owned()));
        assert_eq!(state(&world, "liuqing", case), held);
        world.pass(60);
    }
    assert_eq!(question(&world, "sunyue", case).unwrap().history.len(), 4);
    assert_eq!(desk.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn nobody_says_it_of_their_own_inquiry_nor_files_one_for_a_colleague_out_of_reach() {
    let world = stores();
    let projects = ["一期", "二期"].map(|name| register(&world, "shiye", name));
    let case = inquire(&world, "sunyue");
    let shown = question(&world, "sunyue", case).unwrap();
    assert!(shown.is_own && !shown.may_answer);
    assert_eq!(shown.ask, ["陈总"]);
    let said = answer(&world, "sunyue", case, Some(projects[0]));
    let Err(Refusal::Interested { instead }) = said else {
        panic!("{said:?}");
    };
    assert_eq!(instead, ["陈总"]);
    answer(&world, "chenzong", case, Some(projects[0])).unwrap();
    let for_another = inquiry(Some(world.staff("石野")));
    let refused = world.desk().act(&world.actor("liuqing"), &for_another);
    assert!(refused.is_err());
    let own = inquiry(Some(world.staff("柳青")));
    assert!(world.desk().act(&world.actor("sunyue"), &own).is_ok());
}

#[test]
fn of_an_only_project_an_inquiry_asks_nobody() {
    let world = stores();
    let project = register(&world, "shiye", "一期");
    assert_eq!(inquire(&world, "liuqing"), project);
    let waiting = world.desk().tasks(&world.actor("sunyue"), None, None);
    let lines = waiting.unwrap().lines;
    assert!(lines.iter().all(|line| line.kind != TaskKind::Identity));
    let other = register(&world, "shiye", "二期");
    assert!(
        sheet(&world, "shiye", other)
            .unwrap()
            .project_notes
            .is_empty()
    );
    assert!(matches!(
        question(&world, "chenzong", project),
        Err(Refusal::NotFound)
    ));
}

#[test]
fn what_is_inquired_again_in_the_waiting_case_is_answered_with_the_first_inquiry() {
    for chosen in [0, 1, 2] {
        let world = stores();
        let (case, projects) = asked(&world);
        world.pass(60);
        for _ in 0..2 {
            let again = ActInput {
                case: Some(case),
                act: "note".to_owned(),
                entry: ActEntry {
                    what: "inquiry".to_owned(),
                    ..ActEntry::default()
                },
                ..ActInput::default()
            };
            world.desk().act(&world.actor("liuqing"), &again).unwrap();
            world.pass(60);
        }
        world.pass(60);
        answer(&world, "sunyue", case, projects.get(chosen).copied()).unwrap();
        let held = (State::Provisional, Some("江岸店".to_owned()));
        assert_eq!(state(&world, "liuqing", case), held, "{chosen}");
        for (number, project) in projects.into_iter().enumerate() {
            let there = match number == chosen {
                true => held.clone(),
                false => (State::None, None),
            };
            assert_eq!(state(&world, "shiye", project), there, "{chosen}");
        }
        let tasks = world
            .desk()
            .tasks(&world.actor("sunyue"), Some(TaskKind::Identity), None);
        assert!(tasks.unwrap().lines.is_empty());
        assert_eq!(world.desk().ledger().verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn the_page_of_an_inquiry_that_may_be_of_several_projects_says_nothing_of_one_of_them() {
    let world = stores();
    let projects = ["一期", "二期"].map(|name| register(&world, "shiye", name));
    let done = world.desk().act(&world.actor("liuqing"), &inquiry(None));
    let receipt = done.unwrap();
    let case = receipt.case;
    let open = "还没有定：没写项目，可能是 2 个项目中的一个，等江岸店门店管理人员确认是哪个";
    assert_eq!(receipt.headline.zh, open);
    let called = |page: &CaseSheet| {
        let mut fields = page.customer.iter();
        let named = fields.find(|field| field.name == "project");
        named.map(|field| field.value.clone())
    };
    // The general manager sees both projects whole, and the first is held.
    for who in ["liuqing", "sunyue", "chenzong"] {
        let page = sheet(&world, who, case).unwrap();
        assert_eq!(page.headline.zh, open, "{who}");
        assert_eq!((page.state, &page.holder), (State::Pending, &None), "{who}");
        let lines: Vec<_> = page.timeline.iter().map(|line| line.seq).collect();
        assert_eq!(lines, [receipt.seq], "{who}");
        assert_eq!(called(&page), None, "{who}");
    }
    let duties = sheet(&world, "sunyue", case).unwrap().duties;
    let [duty] = duties.as_slice() else {
        panic!("{duties:?}");
    };
    assert_eq!((duty.case, duty.answered), (case, Answered::Project));
    for (project, name) in projects.into_iter().zip(["一*", "二*"]) {
        let page = sheet(&world, "shiye", project).unwrap();
        assert_eq!(called(&page).as_deref(), Some(name));
        assert_eq!(
            page.holder.as_ref().map(|holder| holder.zh.as_str()),
            Some("武昌店")
        );
        assert!(
            page.headline.zh.contains("可能属于这里"),
            "{:?}",
            page.headline
        );
    }
    answer(&world, "sunyue", case, Some(projects[1])).unwrap();
    let page = sheet(&world, "liuqing", case).unwrap();
    assert_ne!(page.headline.zh, open);
    assert!(page.holder.is_some());
}
