//! How often each clause decided something: counted as the log is followed, in the units that the cases concerned,
//! so that reading it costs the same however many cases there are.

use std::collections::{BTreeMap, BTreeSet};

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::policy::Packs;
use ruling::ruling::{Ruling, Verdict};

use crate::following::WHOLE_COMPANY;
use crate::permission::{Action, Reach};
use crate::{Actor, Desk, Refusal};

/// The clauses that decided something in a case, as it is judged now.
pub(crate) struct Decided {
    pub(crate) case: u64,
    pub(crate) domain: u32,
    pub(crate) clauses: BTreeSet<String>,
}

impl Decided {
    /// A condition that came out one way or the other decides; a remark does not, nor does what is open.
    pub(crate) fn of(case: u64, domain: u32, ruling: &Ruling, packs: &Packs) -> Decided {
        let findings = ruling.findings.iter();
        let findings = findings.filter(|one| matches!(one.verdict, Verdict::Pass | Verdict::Fail));
        let clauses = findings.filter_map(|one| packs.clause(one.source));
        Decided {
            case,
            domain,
            clauses: clauses.map(|clause| clause.number.clone()).collect(),
        }
    }
}

/// The units that a case concerns, the whole company among them.
pub(crate) fn units_of(rows: &Rows<'_>, case: u64) -> Result<BTreeSet<u32>, Fault> {
    let units = rows.query(
        "reading which units a case concerns",
        "SELECT unit_id FROM case_of_unit WHERE company_id = $1 AND case_id = $2",
        &[rows.company(), case.into()],
        |row| row.int::<u32>(0),
    )?;
    Ok(units.into_iter().collect())
}

/// Notes what decided in a case, and counts it in each unit once. `before`: the units that it concerned before
/// what was followed now.
pub(crate) fn count(
    rows: &Rows<'_>,
    decided: &Decided,
    before: &BTreeSet<u32>,
) -> Result<(), Fault> {
    let known = rows.query(
        "reading what decided in a case",
        "SELECT clause FROM clause_of_case WHERE company_id = $1 AND case_id = $2",
        &[rows.company(), decided.case.into()],
        |row| row.text(0),
    )?;
    let known: BTreeSet<String> = known.into_iter().collect();
    for clause in decided.clauses.difference(&known) {
        rows.execute(
            "noting what decided in a case",
            "INSERT INTO clause_of_case (company_id, case_id, domain_id, clause) VALUES ($1, $2, $3, $4)",
            &[
                rows.company(),
                decided.case.into(),
                decided.domain.into(),
                clause.as_str().into(),
            ],
        )?;
    }
    for unit in units_of(rows, decided.case)? {
        let is_new = !before.contains(&unit);
        for clause in decided.clauses.union(&known) {
            if is_new || !known.contains(clause) {
                rows.execute(
                    "counting what a clause decided",
                    "INSERT INTO clause_count (company_id, domain_id, unit_id, clause, cases) VALUES ($1, $2, $3, $4, 1) \
                     ON CONFLICT (company_id, domain_id, unit_id, clause) DO UPDATE SET cases = clause_count.cases + 1",
                    &[
                        rows.company(),
                        decided.domain.into(),
                        unit.into(),
                        clause.as_str().into(),
                    ],
                )?;
            }
        }
    }
    Ok(())
}

impl Desk {
    /// In how many cases each clause of a domain's regulation decided something, by its number: of the widest unit
    /// that the actor sees all of, else of the cases in which they acted.
    pub(crate) fn decided(
        &self,
        actor: &Actor,
        domain: u32,
    ) -> Result<BTreeMap<String, u64>, Refusal> {
        let mut reaching = actor.roles.iter();
        let scope = reaching.find(|held| held.role.reach(Action::SeeCase) == Reach::Scope);
        let unit = scope.map(|held| held.scope.map_or(WHOLE_COMPANY, |unit| unit.0.get()));
        let (sql, id) = match unit {
            Some(unit) => (
                "SELECT clause, cases FROM clause_count WHERE company_id = $1 AND domain_id = $2 AND unit_id = $3",
                unit,
            ),
            None => (
                "SELECT clause, count(*) FROM case_of_staff AS s JOIN clause_of_case AS c ON c.company_id = s.company_id \
                 AND c.case_id = s.case_id WHERE s.company_id = $1 AND c.domain_id = $2 AND s.staff_id = $3 \
                 GROUP BY clause",
                actor.staff.0.get(),
            ),
        };
        let counts = self.ledger.look(|rows| {
            let values = [rows.company(), domain.into(), id.into()];
            rows.query("reading how often clauses decided", sql, &values, |row| {
                Ok((row.text(0)?, row.int::<u64>(1)?))
            })
        })?;
        Ok(counts.into_iter().collect())
    }
}
