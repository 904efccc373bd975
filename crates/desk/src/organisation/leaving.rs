//! Somebody leaves, or changes units: what becomes of each of their cases by its regulation, seen before it is
//! done; and then done, in one step.

use std::collections::BTreeMap;

use ledger::fault::Fault;
use ledger::record::{Command, JudgedCase};
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::company::{Change, Company, CompanyFact};
use ruling::fact::{Seq, StaffId, UnitId};
use ruling::judge::judge;
use ruling::policy::problem::Text;
use ruling::ruling::{Mode, Party, Ruling};

use crate::account::{Account, session};
use crate::deeds::AccountDeed;
use crate::following::person_in_charge;
use crate::permission::{Action, Permit, Target, deed};
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// Cases read at once.
const READ_AT_ONCE: u32 = 500;
/// Most cases that are judged for one look.
const JUDGED_MAX: u64 = 20_000;
/// Cases named one by one on a page.
const NAMED_MAX: usize = 50;

/// What somebody is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// They leave the company.
    Company,
    /// They go to another unit.
    For(UnitId),
}

/// Where a case goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// To a unit, until somebody assigns it.
    Unit(String),
    /// To an office that the regulation names.
    Office(String, String),
    /// To a colleague who is next in line.
    Colleague(String),
    /// Into the pool that is open to everybody.
    Pool,
    /// Nobody has it.
    Nobody,
    /// It stays as it is.
    Stays,
}

/// A case and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeavingLine {
    /// The case.
    pub case: u64,
    /// The customer, masked.
    pub customer: Option<String>,
    /// Where it goes.
    pub fate: Fate,
}

/// What would become of somebody's cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeavingPreview {
    /// How many go where.
    pub fates: Vec<(Fate, u64)>,
    /// How many there are.
    pub cases: u64,
    /// Those that its reader may see, up to fifty.
    pub lines: Vec<LeavingLine>,
    /// There are more cases than were looked at.
    pub is_cut: bool,
}

impl Desk {
    /// Whether an actor may know what becomes of somebody's cases: who manages accounts, and who assigns the cases
    /// of their unit.
    pub(crate) fn may_see_leaving(&self, actor: &Actor, staff: StaffId) -> Result<(), Refusal> {
        let manages = actor.is_allowed(Action::ManageAccounts, Target::Unit(None));
        if !manages && !actor.is_allowed(Action::Assign, Target::Anything) {
            return Err(Refusal::NotAllowed(Action::Assign));
        }
        let unit = self.ledger.company()?.unit_of(staff, actor.now, actor.now);
        let assigns = unit.is_some() && actor.is_allowed(Action::Assign, Target::Unit(unit));
        let is_known = self.ledger.directory()?.staff.contains_key(&staff);
        match is_known && (manages || assigns) {
            true => Ok(()),
            false => Err(Refusal::NotFound),
        }
    }

    /// What would become of somebody's cases if they left now. Whoever may not see a case counts it only.
    ///
    /// # Errors
    /// The actor neither manages accounts nor assigns cases, or there is no such person in their reach.
    pub fn preview_leaving(
        &self,
        actor: &Actor,
        staff: StaffId,
        leaving: Leaving,
    ) -> Result<LeavingPreview, Refusal> {
        self.may_see_leaving(actor, staff)?;
        self.follow()?;
        let now = actor.now;
        let company = self.ledger.company()?;
        let change = match leaving {
            Leaving::Company => Change::Departed { staff },
            Leaving::For(unit) => Change::Moved {
                staff,
                unit,
                role: company.role_of(staff, now, now),
            },
        };
        let without = company.with(CompanyFact {
            from: now,
            recorded: now,
            change,
        });
        let mut preview = LeavingPreview::default();
        let mut fates: BTreeMap<Fate, u64> = BTreeMap::new();
        let mut after = 0;
        loop {
            let held = self.ledger.held(now, Some(staff), after, READ_AT_ONCE)?;
            let Some(last) = held.last() else { break };
            let mut cases: Vec<u64> = held.iter().map(|holding| holding.case).collect();
            cases.dedup();
            after = last.case;
            for case in cases {
                let Some(judged) = self.ledger.case(case, now, now)? else {
                    continue;
                };
                if person_in_charge(&judged.ruling) != Some(staff) {
                    continue;
                }
                preview.cases += 1;
                let fate = self.fate(&judged, (staff, &without), now)?;
                *fates.entry(fate.clone()).or_default() += 1;
                if preview.lines.len() < NAMED_MAX && self.sees(actor, case)? {
                    let customer = self.customer_name(case)?;
                    preview.lines.push(LeavingLine {
                        case,
                        customer,
                        fate,
                    });
                }
            }
            if preview.cases >= JUDGED_MAX {
                preview.is_cut = true;
                break;
            }
        }
        preview.fates = fates.into_iter().collect();
        Ok(preview)
    }

    /// Whether an actor may see a case.
    pub(crate) fn sees(&self, actor: &Actor, case: u64) -> Result<bool, Refusal> {
        let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
        Ok(actor.is_allowed(Action::SeeCase, concerned.target()))
    }

    fn fate(
        &self,
        judged: &JudgedCase,
        (staff, without): (StaffId, &Company),
        now: Instant,
    ) -> Result<Fate, Refusal> {
        let packs = self.packs_of_case(judged)?;
        let then = judge(&judged.file, without, &packs, now, now);
        let directory = self.ledger.directory()?;
        let named = |staff| directory.staff.get(&staff).cloned().unwrap_or_default();
        if is_alike(&judged.ruling, &then) {
            return Ok(Fate::Stays);
        }
        Ok(match (person_in_charge(&then), then.ownership.owner) {
            (Some(next), _) if next != staff => Fate::Colleague(named(next)),
            (_, Some(Party::Unit(unit))) => {
                Fate::Unit(directory.units.get(&unit).cloned().unwrap_or_default())
            }
            (_, Some(party @ (Party::Role(..) | Party::Region(_)))) => {
                let Text { zh, en } = self.party_name(party, &packs)?;
                Fate::Office(zh, en)
            }
            (_, Some(_)) => Fate::Stays,
            (_, None) if then.protection.mode == Mode::Pool => Fate::Pool,
            (_, None) => Fate::Nobody,
        })
    }

    /// Somebody leaves: their roles no longer count, their account is closed and signed out everywhere, and the
    /// regulations say what becomes of their customers. All of it or nothing.
    ///
    /// # Errors
    /// No such person, somebody who has left, or oneself.
    pub fn let_go(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        staff: StaffId,
    ) -> Result<(), Refusal> {
        self.check_is_here(staff)?;
        if staff == permit.staff {
            return Err(Refusal::OwnAffair);
        }
        let (by, now) = (permit.staff, self.ledger.now());
        let left = CompanyFact {
            from: now,
            recorded: now,
            change: Change::Departed { staff },
        };
        self.together(by, move |acts| {
            let done = acts.carry_out(Command::Change(Box::new(left)))?;
            let rows = acts.rows();
            note_departure(&rows, staff, (done.seq, done.recorded), Some(by))?;
            if let Some(account) = Account::of_staff(&rows, staff)? {
                close(&rows, account.account)?;
                acts.account(AccountDeed::Closed, staff)?;
            }
            Ok(())
        })
    }
}

/// Whether a case is in the same hands in both rulings.
fn is_alike(before: &Ruling, after: &Ruling) -> bool {
    let hands = |ruling: &Ruling| (ruling.ownership.owner, ruling.ownership.person);
    hands(before) == hands(after)
}

fn close(rows: &Rows<'_>, account: u32) -> Result<(), Fault> {
    rows.execute(
        "closing the account of somebody who leaves",
        "UPDATE account SET is_closed = 1 WHERE company_id = $1 AND account_id = $2",
        &[rows.company(), account.into()],
    )?;
    session::end_others(rows, account, None)
}

/// Notes that somebody left, once.
pub(crate) fn note_departure(
    rows: &Rows<'_>,
    staff: StaffId,
    (seq, at): (Seq, Instant),
    by: Option<StaffId>,
) -> Result<(), Fault> {
    rows.execute(
        "noting that somebody left",
        "INSERT INTO departure (company_id, staff_id, seq, left_at, by_id) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (company_id, staff_id) DO NOTHING",
        &[
            rows.company(),
            staff.0.get().into(),
            seq.into(),
            at.into(),
            by.map(|by| by.0.get()).into(),
        ],
    )
}
