//! The company's own list of contracts, compared with what was filed: contracts that nobody entered are entered, and
//! what the regulation makes of each (filed late, not filed at all) is told, for people to decide on.

use std::collections::{BTreeMap, BTreeSet};

use ledger::fault::Failure;
use ledger::record::{Command, JudgedCase};
use ruling::calendar::{CivilDay, Instant};
use ruling::explain::{Section, explain};
use ruling::fact::{FactKind, Seq, StaffId};
use ruling::fact_file::cents_of;
use ruling::language::Language;
use ruling::policy::problem::Text;
use ruling::policy::{Policy, ScopePart};

use crate::act::{ActEntry, ActInput, table};
use crate::permission::{Action, Target, deed};
use crate::refusal::{FieldProblem, Reason};
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// Rows of one list.
pub const ROWS_MAX: usize = 1_000;
/// Rows tried out at once: whoever registers waits as long.
const CHUNK: usize = 100;
/// The act that enters one.
const CONTRACT: &str = "contract";
/// The hour at which something happened of which only the day is known.
const NOON: u8 = 12;

/// A row as the list has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContractRow {
    /// Its number in the sheet.
    pub number: u32,
    /// The customer's name.
    pub customer: String,
    /// The project.
    pub project: String,
    /// Name or number of the contract.
    pub contract: String,
    /// Day of signing; none: missing, or no day.
    pub signed: Option<CivilDay>,
    /// Amount in yuan; empty: none.
    pub amount: String,
    /// Who signed for the company: names apart by commas, `、` or blanks.
    pub signatories: String,
}

/// Why a row is left out.
#[derive(Debug)]
pub enum RowProblem {
    /// Nothing stands in a field that is needed: `customer`, `project`, `contract`, `signatories`.
    Empty(&'static str),
    /// The day of signing is missing, is none, or has not come yet.
    Signed,
    /// The amount is none.
    Amount,
    /// Nobody, or more than one person, is called like this signatory.
    Unknown(String),
    /// The contract is of people whose deals are not the reader's to enter.
    OfOthers,
    /// A row before it is of the same contract.
    Twice,
    /// The ledger cannot read a value.
    Fields(Vec<FieldProblem>),
    /// The regulation does not accept it.
    NotAccepted(Vec<Reason>),
    /// It could not be entered.
    Refused(Refusal),
}

/// A contract compared with what was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractLine {
    /// Number of its row.
    pub number: u32,
    /// The customer, as the list has it.
    pub customer: String,
    /// The contract, as the list has it.
    pub contract: String,
    /// The day of signing.
    pub signed: CivilDay,
    /// Who signed.
    pub signatories: Vec<String>,
    /// Its case; none: there is none yet.
    pub case: Option<u64>,
    /// Whether nobody had entered it before.
    pub is_new: bool,
    /// When it was filed first; none: it was not.
    pub filed: Option<Instant>,
    /// First second in which a filing is late, while there is none.
    pub due_until: Option<Instant>,
    /// Whether it is late now.
    pub is_overdue: bool,
    /// What the regulation may take for violations in it, a sentence each.
    pub findings: Vec<Text>,
    /// Whether one of them stands: undecided, or upheld.
    pub is_suspected: bool,
}

/// What became of a list, or would.
#[derive(Debug, Default)]
pub struct ContractList {
    /// Contracts compared, in the list's order.
    pub lines: Vec<ContractLine>,
    /// Rows left out, by number.
    pub rejected: Vec<(u32, RowProblem)>,
}

/// A row that can be read.
struct Read<'a> {
    row: &'a ContractRow,
    signed: CivilDay,
    people: Vec<StaffId>,
    input: ActInput,
}

impl Desk {
    /// Whether the actor's regulation has contracts filed, each by itself.
    ///
    /// # Errors
    /// The actor enters no deals.
    pub fn files_contracts(&self, actor: &Actor) -> Result<bool, Refusal> {
        actor.may::<deed::Deal>(Target::Anything)?;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        Ok(policy.is_some_and(is_by_contract))
    }

    /// Compares a list with what was filed. Nothing is recorded.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] under a regulation that has no contracts filed; more than [`ROWS_MAX`] rows.
    pub fn compare_contracts(
        &self,
        actor: &Actor,
        rows: &[ContractRow],
    ) -> Result<ContractList, Refusal> {
        self.contracts(actor, rows, "")
    }

    /// Enters the contracts of a list that nobody entered yet, each by itself, and compares all of them with what was
    /// filed. The same list again enters nothing twice.
    ///
    /// # Errors
    /// As [`Desk::compare_contracts`].
    pub fn enter_contracts(
        &self,
        actor: &Actor,
        rows: &[ContractRow],
        key: &str,
    ) -> Result<ContractList, Refusal> {
        let compared = self.contracts(actor, rows, key)?;
        let new: BTreeSet<u32> = compared
            .lines
            .iter()
            .filter(|line| line.is_new)
            .map(|line| line.number)
            .collect();
        let mut refused = BTreeMap::new();
        let (read, _) = self.read_rows(actor, rows, key)?;
        for one in read.iter().filter(|one| new.contains(&one.row.number)) {
            match self.act(actor, &one.input) {
                Ok(_) => {}
                Err(Refusal::Fault(fault)) => return Err(fault.into()),
                Err(refusal) => drop(refused.insert(one.row.number, problem(refusal))),
            }
        }
        // What was entered stands as it is now, told by the same list.
        let mut after = self.contracts(actor, rows, key)?;
        for line in &mut after.lines {
            line.is_new = new.contains(&line.number);
        }
        after
            .lines
            .retain(|line| !refused.contains_key(&line.number));
        after.rejected.extend(refused);
        after.rejected.sort_by_key(|(number, _)| *number);
        Ok(after)
    }

    fn contracts(
        &self,
        actor: &Actor,
        rows: &[ContractRow],
        key: &str,
    ) -> Result<ContractList, Refusal> {
        if !self.files_contracts(actor)? {
            return Err(Refusal::NotFound);
        }
        if rows.is_empty() || rows.len() > ROWS_MAX {
            return Err(Refusal::Missing { field: "contracts" });
        }
        let act = table::named(CONTRACT).ok_or(Refusal::NotFound)?;
        let (read, mut rejected) = self.read_rows(actor, rows, key)?;
        let mut lines = Vec::with_capacity(read.len());
        for chunk in read.chunks(CHUNK) {
            let mut commands = Vec::with_capacity(chunk.len());
            let mut tried = Vec::with_capacity(chunk.len());
            for one in chunk {
                match self.fact_on_customer(actor, act, &one.input) {
                    Ok(new) => {
                        let key = one.row.number.to_be_bytes().to_vec();
                        commands.push((Command::Record(Box::new(new)), key));
                        tried.push(one);
                    }
                    Err(Refusal::Fault(fault)) => return Err(fault.into()),
                    Err(refusal) => rejected.push((one.row.number, problem(refusal))),
                }
            }
            let answers = self.ledger.rehearse(commands)?;
            for (one, answer) in tried.into_iter().zip(answers) {
                match answer.map(|done| (done.seq, done.case)) {
                    Ok((seq, Some(judged))) => match self.compared(actor, one, seq, &judged)? {
                        Some(line) => lines.push(line),
                        None => rejected.push((one.row.number, RowProblem::OfOthers)),
                    },
                    // A fact always has its case; were there none, its row would not be passed over in silence.
                    Ok((_, None)) => rejected.push((one.row.number, problem(Refusal::NotFound))),
                    Err(Failure::Fault(fault)) => return Err(fault.into()),
                    Err(refused) => {
                        let refusal = self.told(Err(refused)).err();
                        rejected.extend(refusal.map(|it| (one.row.number, problem(it))));
                    }
                }
            }
        }
        rejected.sort_by_key(|(number, _)| *number);
        Ok(ContractList { lines, rejected })
    }

    /// A contract tried out, as the case stands: without it, if somebody had entered it before; none: the case is
    /// nothing that the actor sees.
    fn compared(
        &self,
        actor: &Actor,
        one: &Read<'_>,
        tried: Seq,
        judged: &JudgedCase,
    ) -> Result<Option<ContractLine>, Refusal> {
        let mut before = judged.file.facts().iter();
        let is_new = !before.any(|fact| fact.kind == FactKind::Contracted && fact.seq < tried);
        let first = |case: &JudgedCase| case.file.facts().first().map(|fact| fact.seq);
        // What was just entered was recorded after the actor asked.
        let now = self.ledger.now();
        let stored = self.ledger.case(judged.id, now, now)?;
        // Another case may have got the number that a new one would have had.
        let stored = stored.filter(|stored| first(stored) == first(judged));
        let case = stored.as_ref().map(|stored| stored.id);
        if let Some(case) = case {
            let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
            if !actor.is_allowed(Action::SeeCase, concerned.target()) {
                return Ok(None);
            }
        }
        let judged = match &stored {
            Some(stored) if !is_new => stored,
            _ => judged,
        };
        let (file, ruling) = (&judged.file, &judged.ruling);
        let filings = file.facts().iter();
        let filings = filings.filter(|fact| fact.kind == FactKind::Registered);
        let filed = filings.map(|fact| fact.counts_at).min();
        let packs = self.packs_of_case(judged)?;
        let directory = self.ledger.directory()?;
        let told = |language| {
            let lines = explain(ruling, &packs, file, &directory, language).lines;
            let told = lines
                .into_iter()
                .filter(|line| line.section == Section::Violations);
            told.map(|line| line.text)
        };
        let findings = told(Language::Chinese).zip(told(Language::English));
        let mut violations = ruling.violations.iter();
        let contract = |fact: Option<Seq>| {
            let fact = fact.and_then(|seq| file.by_seq(seq));
            fact.is_some_and(|fact| fact.kind == FactKind::Contracted)
        };
        let duties = ruling.obligations.iter();
        let mut duties = duties.filter(|duty| filed.is_none() && contract(duty.fact));
        let due = duties.next();
        let names = one.people.iter();
        let names = names.filter_map(|staff| directory.staff.get(staff).cloned());
        Ok(Some(ContractLine {
            number: one.row.number,
            customer: one.row.customer.trim().to_owned(),
            contract: one.row.contract.trim().to_owned(),
            signed: one.signed,
            signatories: names.collect(),
            case,
            is_new,
            filed,
            due_until: due.and_then(|duty| duty.due_until),
            is_overdue: due.is_some_and(|duty| duty.overdue),
            findings: findings.map(|(zh, en)| Text::new(zh, en)).collect(),
            is_suspected: violations.any(|one| one.upheld != Some(false)),
        }))
    }

    /// Rows as acts, and those that are none.
    fn read_rows<'a>(
        &self,
        actor: &Actor,
        rows: &'a [ContractRow],
        key: &str,
    ) -> Result<(Vec<Read<'a>>, Vec<Rejected>), Refusal> {
        let directory = self.ledger.directory()?;
        let mut people: BTreeMap<String, Vec<StaffId>> = BTreeMap::new();
        for (staff, name) in &directory.staff {
            people
                .entry(name.trim().to_owned())
                .or_default()
                .push(*staff);
        }
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let (mut read, mut rejected, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for row in rows {
            let entered = read_row(actor, row, (policy, &people), key);
            match entered {
                Err(problem) => rejected.push((row.number, problem)),
                Ok(_) if !seen.insert(same_contract(row)) => {
                    rejected.push((row.number, RowProblem::Twice));
                }
                Ok(one) => read.push(one),
            }
        }
        // Who may not enter a contract learns nothing of it: not even whether it was filed.
        let company = self.ledger.company()?;
        let (mine, others): (Vec<_>, Vec<_>) = read.into_iter().partition(|one| {
            one.people.iter().any(|staff| {
                let unit = company.unit_of(*staff, actor.now, actor.now);
                *staff == actor.staff
                    || unit.is_some() && actor.is_allowed(Action::Deal, Target::Unit(unit))
            })
        });
        rejected.extend(
            others
                .into_iter()
                .map(|one| (one.row.number, RowProblem::OfOthers)),
        );
        Ok((mine, rejected))
    }
}

fn read_row<'a>(
    actor: &Actor,
    row: &'a ContractRow,
    (policy, known): (&Policy, &BTreeMap<String, Vec<StaffId>>),
    key: &str,
) -> Result<Read<'a>, RowProblem> {
    for (field, text) in [
        ("customer", &row.customer),
        ("project", &row.project),
        ("contract", &row.contract),
    ] {
        if text.trim().is_empty() {
            return Err(RowProblem::Empty(field));
        }
    }
    let signed = row.signed.ok_or(RowProblem::Signed)?;
    if policy.zone.start_of(signed) > actor.now {
        return Err(RowProblem::Signed);
    }
    let cents = match row.amount.trim() {
        "" => None,
        text => match cents_of(text).filter(|cents| *cents >= 0) {
            Some(cents) => Some(cents),
            None => return Err(RowProblem::Amount),
        },
    };
    let people = signatories(&row.signatories, known)?;
    let first = people.first().ok_or(RowProblem::Empty("signatories"))?;
    let field = |name: &str, value: &str| (name.to_owned(), value.trim().to_owned());
    Ok(Read {
        row,
        signed,
        input: ActInput {
            act: CONTRACT.to_owned(),
            entry: ActEntry {
                person: Some(*first),
                people: people.clone(),
                cents,
                fields: vec![
                    field("name", &row.customer),
                    field("project", &row.project),
                    field("contract", &row.contract),
                ],
                occurred: Some(policy.zone.at(signed, NOON, 0, 0).min(actor.now)),
                ..ActEntry::default()
            },
            // What it may be a violation of is what the list is compared for.
            warned: true,
            key: match key.is_empty() {
                true => String::new(),
                false => format!("{key} {}", row.number),
            },
            ..ActInput::default()
        },
        people,
    })
}

/// The people of these names.
fn signatories(
    names: &str,
    known: &BTreeMap<String, Vec<StaffId>>,
) -> Result<Vec<StaffId>, RowProblem> {
    let names = names.split(|letter: char| letter.is_whitespace() || "、,，;；/".contains(letter));
    let names = names.filter(|name| !name.is_empty());
    names
        .map(|name| match known.get(name).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            _ => Err(RowProblem::Unknown(name.to_owned())),
        })
        .collect()
}

/// The number of a row, and why it is no contract.
type Rejected = (u32, RowProblem);

/// What tells contracts of a list apart.
fn same_contract(row: &ContractRow) -> [String; 3] {
    [&row.customer, &row.project, &row.contract].map(|text| text.trim().to_owned())
}

/// Whether a regulation has each contract filed by itself.
fn is_by_contract(policy: &Policy) -> bool {
    policy.scope.contains(&ScopePart::Contract)
}

fn problem(refusal: Refusal) -> RowProblem {
    match refusal {
        Refusal::Fields(problems) => RowProblem::Fields(problems),
        Refusal::NotAccepted(reasons) => RowProblem::NotAccepted(reasons),
        refusal => RowProblem::Refused(refusal),
    }
}
