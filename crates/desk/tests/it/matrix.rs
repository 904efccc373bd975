//! Every role at every door: what the table allows is done, what it does not is refused, and what is outside a
//! scope is not found.

use desk::act::{ActEntry, ActInput};
use desk::blacklist::BlacklistInput;
use desk::credit::{CreditQuery, Month};
use desk::customers::Whose;
use desk::delegation::PASSED_ON;
use desk::follow_up::FollowUpInput;
use desk::identity::PairState;
use desk::paper::{PaperId, PaperUpload, PapersInput};
use desk::permission::{Action, Reach, Role, TABLE, Target, deed};
use desk::pool::Pool;
use desk::register::RegistrationInput;
use desk::visit::VisitInput;
use desk::{Actor, Answer, Instant, PaperCopy, Refusal, StaffId};

use super::world;
use crate::audit::of;
use crate::world::World;

/// What came of trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Done,
    NotAllowed,
    NotFound,
    /// Their role opens the door, and their own interest closes it.
    Interested,
}
use Came::{Done, Interested, NotAllowed, NotFound};

fn came<T>(tried: Result<T, Refusal>) -> Came {
    match tried {
        Ok(_) => Done,
        Err(Refusal::NotAllowed(_)) => NotAllowed,
        Err(Refusal::NotFound) => NotFound,
        Err(Refusal::Interested { .. }) => Interested,
        Err(other) => panic!("{other:?}"),
    }
}

fn done_if(is_allowed: bool, otherwise: Came) -> Came {
    match is_allowed {
        true => Done,
        false => otherwise,
    }
}

fn photo() -> PaperUpload {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::new(8, 8);
    let written = picture.write_to(&mut bytes, image::ImageFormat::Png);
    written.unwrap();
    PaperUpload {
        what: String::new(),
        bytes: bytes.into_inner(),
    }
}

/// Two cases and two colleagues, within the scope of the roles tried and outside.
struct Company {
    world: World,
    inside: (u64, StaffId),
    outside: (u64, StaffId),
    /// Customers so far: nobody is two of them.
    number: u32,
}

impl Company {
    fn new() -> Company {
        let world = world();
        let mut company = Company {
            inside: (0, world.staff("王蕾")),
            outside: (0, world.staff("赵越")),
            world,
            number: 0,
        };
        company.inside.0 = company.case_of("zhangchi");
        company.outside.0 = company.case_of("zhaoyue");
        company
    }

    fn fields(&mut self) -> Vec<(String, String)> {
        self.number += 1;
        vec![
            ("name".to_owned(), "林深".to_owned()),
            ("phone".to_owned(), format!("139{:08}", self.number)),
        ]
    }

    fn case_of(&mut self, who: &str) -> u64 {
        let input = RegistrationInput {
            papers: vec![photo()],
            ..self.registration(None)
        };
        let actor = self.world.actor(who);
        self.world.desk().register(&actor, &input).unwrap().case
    }

    fn registration(&mut self, staff: Option<StaffId>) -> RegistrationInput {
        RegistrationInput {
            fields: self.fields(),
            is_on_site: true,
            staff,
            ..RegistrationInput::default()
        }
    }

    /// Somebody of 甲队 with a role for it.
    fn person(&self, role: Role) -> Actor {
        let world = &self.world;
        if role == Role::SecurityAdministrator {
            // Nobody gives this one: the first person has it, in the whole company.
            return world.actor("anlan");
        }
        let accounts = world.actor("anlan").may(Target::Anything).unwrap();
        let (team, login) = (world.unit("甲队"), format!("matrix-{}", role.name()));
        let staff = world
            .desk()
            .add_staff(&accounts, &format!("柳青{}", role.name()), team, "")
            .unwrap();
        let scope = Some(team).filter(|_| !role.is_administrator());
        world.give(&world.actor("anlan"), staff, role, scope);
        world.open_account(staff, &login);
        world.actor(&login)
    }

    fn register(&mut self, actor: &Actor, staff: Option<StaffId>) -> Came {
        let input = self.registration(staff);
        came(self.world.desk().register(actor, &input))
    }

    fn visit(&mut self, actor: &Actor, brought_by: Option<StaffId>) -> Came {
        let input = VisitInput {
            fields: self.fields(),
            brought_by,
            ..VisitInput::default()
        };
        came(self.world.desk().visit(actor, &input))
    }

    /// Whether an act's door opens: what the regulation says behind it is no matter of roles.
    fn act(&self, actor: &Actor, case: u64, act: &str) -> Came {
        let input = ActInput {
            case: Some(case),
            act: act.to_owned(),
            entry: ActEntry {
                what: match act {
                    "decide-violation" => "恶意抢单".to_owned(),
                    _ => String::new(),
                },
                answer: match act {
                    "decide-violation" => Answer::No,
                    _ => Answer::None,
                },
                person: Some(self.inside.1).filter(|_| act != "dispute" && act != "contract"),
                reason: "核对".to_owned(),
                ..ActEntry::default()
            },
            ..ActInput::default()
        };
        match self.world.desk().act(actor, &input) {
            Err(Refusal::NotAccepted(_) | Refusal::OfOffice { .. } | Refusal::HolderOnly) => Done,
            other => came(other),
        }
    }

    /// The paper that came with a case's registration.
    fn paper_of(&self, case: u64) -> PaperId {
        let filings = self.world.desk().ledger().filings(case).unwrap();
        PaperId {
            seq: filings[0].seq,
            number: 0,
        }
    }

    fn photo_for(&self, case: u64) -> PapersInput {
        PapersInput {
            case,
            papers: vec![photo()],
            key: String::new(),
        }
    }

    fn follow_up(&self, actor: &Actor, case: u64) -> Came {
        let input = FollowUpInput {
            case,
            ..FollowUpInput::default()
        };
        came(self.world.desk().follow_up(actor, &input))
    }
}

/// What each role found at each door that is not as the table says.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn expect(&mut self, role: Role, door: &str, came: Came, wanted: Came) {
        if came != wanted {
            let line = format!("{role:?} at {door}: {came:?} instead of {wanted:?}");
            self.0.push(line);
        }
    }
}

fn at_colleagues(company: &mut Company, role: Role, actor: &Actor, found: &mut Differences) {
    let may = |action| done_if(role.reach(action) == Reach::Scope, NotAllowed);
    let is_everywhere = role.is_administrator();
    for (who, is_in_scope) in [(company.inside.1, true), (company.outside.1, false)] {
        let wanted = |action| match is_in_scope || is_everywhere {
            true => may(action),
            false => NotAllowed,
        };
        let registered = company.register(actor, Some(who));
        found.expect(
            role,
            "registering for another",
            registered,
            wanted(Action::Register),
        );
        let received = company.visit(actor, Some(who));
        found.expect(
            role,
            "receiving with another",
            received,
            wanted(Action::RecordVisit),
        );
        let ever = of(who, Instant::MIN, Instant::MAX);
        let deeds = came(company.world.desk().deeds(actor, &ever));
        found.expect(role, "what another did", deeds, wanted(Action::SeeAccesses));
    }
}

fn at_cases(company: &Company, role: Role, actor: &Actor, found: &mut Differences) {
    let has = |action| role.reach(action) == Reach::Scope;
    let desk = company.world.desk();
    for (case, is_in_scope) in [(company.inside.0, true), (company.outside.0, false)] {
        let is_seen = is_in_scope && has(Action::SeeCase);
        let wanted = |action| match is_seen {
            true => done_if(has(action), NotAllowed),
            false => NotFound,
        };
        let seen = came(desk.case_sheet(actor, case, None, None));
        found.expect(role, "a case", seen, done_if(is_seen, NotFound));
        let followed = company.follow_up(actor, case);
        found.expect(role, "following up", followed, wanted(Action::FollowUp));
        let duty = came(desk.duty(actor, case, "scan", None));
        found.expect(role, "what is to be done", duty, wanted(Action::Note));
        for (act, action) in [
            ("assign", Action::Assign),
            ("rule", Action::Decide),
            ("decide-violation", Action::Sanction),
            ("contract", Action::Deal),
            ("dispute", Action::Dispute),
        ] {
            let tried = company.act(actor, case, act);
            found.expect(role, act, tried, wanted(action));
        }
        // Whoever closed the deal has a part in the dispute about it, and does not rule.
        let ruled = match is_seen && has(Action::Decide) {
            true => done_if(!has(Action::Deal), Interested),
            false => wanted(Action::Decide),
        };
        let tried = company.act(actor, case, "rule");
        found.expect(role, "ruling on one's own dispute", tried, ruled);
        let listed = came(desk.papers(actor, case));
        found.expect(role, "papers", listed, done_if(is_seen, NotFound));
        let paper = company.paper_of(case);
        let looked = came(desk.paper(actor, case, paper));
        found.expect(role, "a paper", looked, done_if(is_seen, NotFound));
        let picture = came(desk.paper_picture(actor, case, paper, PaperCopy::View));
        // It is of somebody else's customer, and may show who they are.
        let wanted_picture = if is_seen { NotAllowed } else { NotFound };
        found.expect(role, "a picture", picture, wanted_picture);
        let opened = came(desk.open_paper(actor, case, paper, "核对"));
        let wanted_open = [wanted(Action::Reveal), wanted(Action::Review)];
        let wanted_open = match wanted_open.contains(&Done) {
            true => Done,
            false => wanted(Action::Reveal),
        };
        found.expect(role, "a picture with a reason", opened, wanted_open);
        let original = came(desk.original_paper(actor, case, paper, "核对"));
        found.expect(role, "an original", original, wanted(Action::Reveal));
        let added = came(desk.add_papers(actor, &company.photo_for(case)));
        found.expect(role, "adding a paper", added, wanted(Action::Note));
        let revealed = came(desk.reveal(actor, case, "核对"));
        found.expect(role, "revealing", revealed, wanted(Action::Reveal));
        let kept = came(desk.subject_sheet(actor, case));
        let answers = wanted(Action::AnswerSubjects);
        found.expect(role, "what is kept of a person", kept, answers);
    }
}

fn at_the_rest(company: &mut Company, role: Role, actor: &Actor, found: &mut Differences) {
    let may_own = |action| done_if(role.reach(action) > Reach::Nothing, NotAllowed);
    let registered = company.register(actor, None);
    found.expect(role, "registering", registered, may_own(Action::Register));
    let received = company.visit(actor, None);
    found.expect(role, "receiving", received, may_own(Action::RecordVisit));
    let typed = company.fields();
    let desk = company.world.desk();
    let checked = came(desk.duplicate_check(actor, &typed));
    found.expect(role, "checking", checked, may_own(Action::CheckDuplicate));
    let form = came(desk.registration_form(actor));
    found.expect(role, "the form", form, may_own(Action::Register));
    let read = came(desk.regulation(actor, None));
    found.expect(role, "the regulation", read, may_own(Action::SeeRegulation));
    let pairs = came(desk.identity_pairs(actor, PairState::Waits, None));
    let wanted = may_own(Action::ConfirmIdentity);
    found.expect(role, "who may be one customer", pairs, wanted);
    let day = came(desk.today(actor));
    found.expect(role, "my day", day, may_own(Action::SeeCase));
    let pool = came(desk.pool(actor, Pool::Open, None));
    found.expect(role, "the pool", pool, may_own(Action::Register));
    let waiting = came(desk.pool(actor, Pool::Waiting, None));
    found.expect(
        role,
        "what waits to be given",
        waiting,
        may_own(Action::Assign),
    );
    let due = came(desk.due_erasures(actor, 0));
    let answers = may_own(Action::AnswerSubjects);
    found.expect(role, "whose data is due", due, answers);
    let listed = came(desk.blacklist(actor, false, None));
    let keeps = may_own(Action::KeepBlacklist);
    found.expect(role, "the blacklist", listed, keeps);
    let put_on = BlacklistInput {
        company: format!("{}经销有限公司", role.name()),
        reason: "拖欠货款".to_owned(),
        ..BlacklistInput::default()
    };
    let entry = desk.put_on_blacklist(actor, &put_on);
    let number = entry.as_ref().ok().copied().unwrap_or(1);
    found.expect(role, "putting on the blacklist", came(entry), keeps);
    let off = came(desk.take_off_blacklist(actor, number, "已结清"));
    found.expect(role, "taking off the blacklist", off, keeps);
    let units = came(actor.may::<deed::ManageUnits>(Target::Anything));
    found.expect(role, "units", units, may_own(Action::ManageUnits));
    let accounts = came(actor.may::<deed::ManageAccounts>(Target::Anything));
    found.expect(role, "accounts", accounts, may_own(Action::ManageAccounts));
    let grants = came(desk.grants(actor));
    let audits_all = role.is_administrator() && role.reach(Action::SeeAccesses) == Reach::Scope;
    let gives = role.reach(Action::GrantRoles) > Reach::Nothing;
    let keeps_accounts = role.reach(Action::ManageAccounts) == Reach::Scope;
    let wanted = done_if(gives || audits_all || keeps_accounts, NotAllowed);
    found.expect(role, "grants", grants, wanted);
}

/// Lists and pages beside the cases: what a role opens at all.
fn at_lists(company: &Company, role: Role, actor: &Actor, found: &mut Differences) {
    let desk = company.world.desk();
    let may = |actions: &[Action]| {
        let mut actions = actions.iter();
        done_if(
            actions.any(|action| role.reach(*action) > Reach::Nothing),
            NotAllowed,
        )
    };
    let mut expect = |door, came, wanted| found.expect(role, door, came, wanted);
    expect("tasks", came(desk.tasks(actor, None, None)), Done);
    let disputes = came(desk.disputes(actor, true, None));
    expect(
        "disputes",
        disputes,
        may(&[Action::Dispute, Action::Decide]),
    );
    let violations = came(desk.violations(actor, true, None));
    expect(
        "violations",
        violations,
        may(&[Action::Dispute, Action::Sanction]),
    );
    let own = CreditQuery {
        whose: Whose::Mine,
        month: Month::of(actor.now),
        skip: 0,
    };
    expect(
        "credit",
        came(desk.credit(actor, &own)),
        may(&[Action::SeeCredit]),
    );
    let made = came(desk.credit_summary(actor, Month::of(actor.now)));
    let wanted = done_if(role.reach(Action::SeeCredit) == Reach::Scope, NotAllowed);
    expect("what units made", made, wanted);
    expect(
        "projects",
        came(desk.projects(actor)),
        may(&[Action::SetTerms]),
    );
    let prices = came(desk.prices(actor));
    expect("prices", prices, may(&[Action::SetTerms, Action::Deal]));
    let applications = came(desk.applications(actor, None));
    expect("onboarding", applications, may(&[Action::SeeCase]));
    let person = came(desk.find_subject(actor, "13900000001"));
    expect("data subjects", person, may(&[Action::AnswerSubjects]));
    expect(
        "robots",
        came(desk.robots(actor)),
        may(&[Action::ManageUnits]),
    );
    expect(
        "roster",
        came(desk.roster(actor)),
        may(&[Action::SetRoster]),
    );
    let named = came(desk.named_people(actor));
    expect("named people", named, may(&[Action::GrantRoles]));
    let alerts = came(desk.alerts(actor, None, 10));
    expect("alerts", alerts, may(&[Action::SeeAlerts]));
    let traces = came(desk.accesses_to_mine(actor, None, 10));
    expect("who looked at mine", traces, may(&[Action::SeeAccesses]));
    let passed_on = came(desk.stand_ins_for(actor));
    expect("who could stand in", passed_on, may(&PASSED_ON));
}

#[test]
fn every_door_lets_in_whom_the_table_lets_in() {
    let mut company = Company::new();
    let mut found = Differences::default();
    for (role, _) in TABLE {
        let actor = company.person(role);
        at_colleagues(&mut company, role, &actor, &mut found);
        at_cases(&company, role, &actor, &mut found);
        at_the_rest(&mut company, role, &actor, &mut found);
        at_lists(&company, role, &actor, &mut found);
    }
    assert!(found.0.is_empty(), "\n{}\n", found.0.join("\n"));
}
