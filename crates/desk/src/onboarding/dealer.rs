//! An admitted dealer becomes a unit of the company, with its regions and its first person.

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::record::Command;
use ledger::rows::Rows;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{RegionCode, UnitId};
use ruling::name::Symbol;
use ruling::ruling::State;

use super::is_changed;
use crate::account::link;
use crate::account::opening::{NewAccount, checked_login, open};
use crate::account::token::Token;
use crate::organisation::{TakenOn, UnitKind};
use crate::permission::{Target, deed};
use crate::pool::Pool;
use crate::{Actor, Desk, Refusal};

/// A dealer to be set up.
#[derive(Debug, Clone, Default)]
pub struct NewDealer {
    /// The case of its application.
    pub case: u64,
    /// What the unit is called.
    pub unit_name: String,
    /// What it belongs to; none: directly to the company.
    pub parent: Option<UnitId>,
    /// Division codes that it is responsible for.
    pub regions: String,
    /// Its first person.
    pub name: String,
    /// What they sign in with.
    pub login: String,
}

impl Desk {
    /// Admitted dealers that are no unit yet, by the numbers of their cases: for whoever makes units, who sees no
    /// cases.
    ///
    /// # Errors
    /// The actor makes no units.
    pub fn admitted_dealers(&self, actor: &Actor) -> Result<Vec<u64>, Refusal> {
        actor.may::<deed::ManageUnits>(Target::Unit(None))?;
        self.follow()?;
        let filed = self.ledger.look(|rows| {
            rows.query(
                "listing applications without a unit",
                "SELECT p.case_id FROM pooled_case p LEFT JOIN dealer_unit d ON d.company_id = p.company_id AND \
                 d.case_id = p.case_id WHERE p.company_id = $1 AND p.pool = $2 AND d.unit_id IS NULL \
                 ORDER BY p.since_at DESC LIMIT 500",
                &[rows.company(), Pool::Applications.number().into()],
                |row| row.id(0),
            )
        })?;
        let mut admitted = Vec::new();
        for case in filed {
            if self.is_admitted(actor, case)? {
                admitted.push(case);
            }
        }
        Ok(admitted)
    }

    fn is_admitted(&self, actor: &Actor, case: u64) -> Result<bool, Refusal> {
        let Some(judged) = self.ledger.case(case, actor.now, actor.now)? else {
            return Ok(false);
        };
        let packs = self.packs_of_case(&judged)?;
        let policy = packs.version(packs.in_force(actor.now));
        let is_application = policy.is_some_and(|policy| !policy.has_holder);
        // What was changed afterwards is signed by nobody, and no unit is made of it.
        let is_settled = judged.ruling.ownership.state == State::Final && !is_changed(&judged);
        Ok(is_application && is_settled)
    }

    /// Makes an admitted dealer a unit with regions, a person and their account: all of it or nothing. Roles are
    /// given by whoever gives roles.
    ///
    /// # Errors
    /// A case that is not admitted or has its unit, a name or login that is taken, or a code that is none.
    pub fn set_up_dealer(&self, actor: &Actor, new: &NewDealer) -> Result<TakenOn, Refusal> {
        actor.may::<deed::ManageUnits>(Target::Unit(None))?;
        let permit = actor.may::<deed::ManageAccounts>(Target::Unit(None))?;
        if !self.admitted_dealers(actor)?.contains(&new.case) {
            return Err(Refusal::NotFound);
        }
        let unit_name = self.free_unit_name(&new.unit_name, None)?;
        let name = self.free_name(&new.name)?;
        let (login, token) = (checked_login(&new.login)?, Token::new()?);
        let codes = new.regions.split_whitespace();
        let regions: Option<Vec<RegionCode>> =
            codes.map(|code| RegionCode::parse(code).ok()).collect();
        let regions = regions.filter(|regions| !regions.is_empty());
        let regions = regions.ok_or(Refusal::Missing { field: "regions" })?;
        let (case, parent, now) = (new.case, new.parent, self.ledger.now());
        self.together(permit.staff, move |acts| {
            let made = acts.carry_out(Command::AddUnit(unit_name))?;
            let Some(Entry::Unit(unit, _)) = acts.entry(&made)? else {
                return Err(Refusal::NotFound);
            };
            let kind = UnitKind::Dealer.name().to_owned();
            acts.carry_out(Command::Place { unit, kind, parent })?;
            let staff = acts.add_staff(&name)?;
            let role = Symbol::NONE;
            for change in [
                Change::RegionSet { unit, regions },
                Change::Joined { staff, unit, role },
            ] {
                let fact = CompanyFact {
                    from: now,
                    recorded: now,
                    change,
                };
                acts.carry_out(Command::Change(Box::new(fact)))?;
            }
            note_unit(&acts.rows(), case, unit)?;
            let account = open(&acts.rows(), &NewAccount { staff, login }, "")?;
            link::make(&acts.rows(), &token, account)?;
            Ok(TakenOn {
                staff,
                link: Some(token),
            })
        })
    }
}

fn note_unit(rows: &Rows<'_>, case: u64, unit: UnitId) -> Result<(), Fault> {
    rows.execute(
        "noting the unit of an admitted dealer",
        "INSERT INTO dealer_unit (company_id, case_id, unit_id) VALUES ($1, $2, $3)",
        &[rows.company(), case.into(), unit.0.get().into()],
    )
}
