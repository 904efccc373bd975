//! The company of a scenario: founded once for a regulation with people who have no names, units or roles yet, then
//! copied for each scenario, whose people take their places.

use std::collections::BTreeSet;
use std::sync::Arc;

use desk::form::RegistrationForm;
use desk::permission::Role;
use desk::terms::ratios::RatioInput;
use desk::{Actor, Instant, Settings, StaffId, UnitId};
use ledger::privacy::personal::Personal;
use ledger::record::Command;
use ruling::company::{Change, CompanyFact};
use ruling::policy::Packs;

use crate::postgres::Cluster;
use crate::world::{World, pack};

/// As many as any scenario has, two who are in none, and one more for the door.
const PEOPLE: u32 = 11;
/// Whoever is in no scenario, and so has no interest in any case.
pub(super) const STRANGERS: [u32; 2] = [9, 10];
pub(super) const UNITS: u32 = 12;
/// Years before anything happens in a scenario: 2020-01-01 in Shanghai.
const FOUNDED: i64 = 1_577_808_000;

/// What somebody may do in the program, by what the regulation calls them: the one mapping there is. Whoever is
/// named nothing sells.
const ROLES: [(&str, Role, Scope); 24] = [
    ("sales", Role::Salesperson, Scope::Unit),
    ("staff", Role::Salesperson, Scope::Unit),
    ("service", Role::Salesperson, Scope::Unit),
    ("applicant", Role::Salesperson, Scope::Unit),
    ("adviser", Role::Salesperson, Scope::Unit),
    ("reception", Role::Reception, Scope::Company),
    ("lead", Role::TeamLead, Scope::Unit),
    ("supervisor", Role::DepartmentHead, Scope::Company),
    ("department", Role::DepartmentHead, Scope::Company),
    ("sales_head", Role::DepartmentHead, Scope::Company),
    ("department_manager", Role::DepartmentHead, Scope::Company),
    ("manager", Role::StoreManager, Scope::Company),
    ("project_lead", Role::SalesManagement, Scope::Company),
    ("sales_management", Role::SalesManagement, Scope::Company),
    ("checker", Role::SalesManagement, Scope::Company),
    ("inspector", Role::SalesManagement, Scope::Company),
    ("marketing", Role::Marketing, Scope::Company),
    ("filing_desk", Role::SalesManagement, Scope::Company),
    ("back_office", Role::BackOffice, Scope::Company),
    ("region_head", Role::GeneralManager, Scope::Company),
    ("general_manager", Role::GeneralManager, Scope::Company),
    // Who is named to stand in has what they stand in for.
    ("deputy", Role::StoreManager, Scope::Company),
    // The department that gives customers out also rules on them, and files what the contract ledger holds.
    ("marketing", Role::SalesManagement, Scope::Company),
    ("filing_desk", Role::BackOffice, Scope::Company),
];

/// Where somebody has their role.
#[derive(Clone, Copy)]
enum Scope {
    Unit,
    Company,
}

/// A company that waits for its people.
pub(super) struct Template {
    world: World,
    packs: Arc<Packs>,
}

/// The company of one scenario.
pub(super) struct Stage(pub(super) World);

impl Template {
    /// Founds a company under a regulation.
    pub(super) fn founded(cluster: Option<&'static Cluster>, regulation: &str) -> Template {
        let mut world = Template::world(cluster, regulation);
        let packs = world.desk().ledger().packs().unwrap();
        world.close();
        Template { world, packs }
    }

    fn world(cluster: Option<&'static Cluster>, regulation: &str) -> World {
        let settings = Settings {
            // Months pass in a scenario, and nobody signs in again.
            idle_seconds: FOUNDED,
            session_seconds: FOUNDED,
            ..World::settings()
        };
        let world = World::founded_with(cluster, vec![pack(regulation)], FOUNDED, settings);
        let ledger = world.desk().ledger();
        for number in 1..=PEOPLE {
            let name = Personal::new([("staff_name".to_owned(), format!("职员{number}"))]);
            let add = Command::AddStaff(name);
            ledger
                .carry_out(add, format!("person {number}").as_bytes())
                .unwrap();
        }
        for number in 1..=UNITS {
            let add = Command::AddUnit(format!("单位{number}"));
            ledger
                .carry_out(add, format!("unit {number}").as_bytes())
                .unwrap();
        }
        world.set_up();
        for number in 1..=PEOPLE {
            world.open_account(staff(number), &login(number));
            world.token(&login(number));
        }
        world
    }

    /// The regulation as the ledger has it.
    pub(super) fn packs(&self) -> Arc<Packs> {
        Arc::clone(&self.packs)
    }

    /// The company of a scenario, with its people in their places from the beginning.
    /// An office reaches the whole company, unless the scenario tells of a unit that nobody in the office reaches.
    pub(super) fn stage(&self, company: &[CompanyFact], offices_are_of_units: bool) -> Stage {
        let stage = Stage(self.world.copied());
        let packs = stage.0.desk().ledger().packs().unwrap();
        let mut known = BTreeSet::new();
        let unit_of = |unit| Some(unit).filter(|_| offices_are_of_units);
        for fact in company {
            if let Change::Joined { staff, unit, role } = fact.change
                && known.insert(staff)
            {
                let office = packs.names.text(role);
                stage.give_roles(staff, (Some(unit), unit_of(unit)), office);
            }
            if let Change::Named { name, staff } = fact.change {
                stage.give_roles(staff, (None, None), packs.names.text(name));
            }
        }
        // Whoever is at the door also enters the deals that nobody in particular closed.
        let security = stage.0.actor("anlan");
        for role in [Role::Reception, Role::BackOffice] {
            stage.0.give(&security, staff(PEOPLE), role, None);
        }
        stage
    }
}

impl Stage {
    /// What an office of the company implies in the program; a name that implies nothing gives nothing.
    fn give_roles(
        &self,
        staff: StaffId,
        (unit, reached): (Option<UnitId>, Option<UnitId>),
        office: &str,
    ) {
        let known = ROLES.iter().filter(|(name, ..)| *name == office);
        let mut roles: Vec<(Role, Scope)> = known.map(|(_, role, scope)| (*role, *scope)).collect();
        if roles.is_empty() && unit.is_some() {
            roles.push((Role::Salesperson, Scope::Unit));
        }
        for (role, scope) in roles {
            let scope = match scope {
                Scope::Unit => unit,
                Scope::Company if role == Role::GeneralManager => None,
                Scope::Company => reached,
            };
            self.0.give(&self.0.actor("anlan"), staff, role, scope);
        }
    }

    /// What somebody may do in the whole company.
    pub(super) fn give(&self, who: StaffId, role: Role) {
        self.0.give(&self.0.actor("anlan"), who, role, None);
    }

    /// A fact about the company, when it became known.
    pub(super) fn change(&self, change: &CompanyFact) {
        self.at(change.recorded);
        let key = format!("{change:?}");
        let change = Command::Change(Box::new(change.clone()));
        let ledger = self.0.desk().ledger();
        ledger.carry_out(change, key.as_bytes()).unwrap();
    }

    /// Sets a ratio then, as the first who may; where a scenario has nobody for it, somebody from outside does.
    pub(super) fn set_ratio(&self, at: Instant, input: &RatioInput) {
        self.at(at);
        let desk = self.0.desk();
        let mut people = (1..PEOPLE).map(staff);
        let by_somebody = people.any(|who| desk.set_ratio(&self.actor(Some(who)), input).is_ok());
        if !by_somebody {
            let [stranger, _] = STRANGERS.map(staff);
            self.give(stranger, Role::SalesManagement);
            desk.set_ratio(&self.actor(Some(stranger)), input).unwrap();
        }
    }

    /// What everybody fills in to register a customer.
    pub(super) fn form(&self) -> RegistrationForm {
        let anybody = self.actor(None);
        self.0.desk().registration_form(&anybody).unwrap()
    }

    /// Lets time pass until then.
    pub(super) fn at(&self, at: Instant) {
        let left = at.seconds().saturating_sub(self.0.now().seconds());
        if left > 0 {
            self.0.pass(left);
        }
    }

    /// Somebody of the scenario; nobody in particular: whoever is at the door.
    pub(super) fn actor(&self, who: Option<StaffId>) -> Actor {
        let number = who.map_or(PEOPLE, |staff| staff.0.get());
        self.0.actor(&login(number))
    }
}

pub(super) fn staff(number: u32) -> StaffId {
    StaffId(std::num::NonZeroU32::new(number).unwrap())
}

pub(super) fn login(number: u32) -> String {
    format!("person{number}")
}
