//! A register as a ledger takes it in: what each row records, under which keys, and what keeps rows out.

use std::collections::{BTreeMap, BTreeSet};

use ledger::privacy::personal::Personal;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Fact, StaffId, UnitId};
use ruling::identity::company_name::CompanyName;
use ruling::identity::credit_code::CreditCode;
use ruling::identity::id_number::IdNumber;
use ruling::identity::masked_number::NumberKey;
use ruling::identity::phone::Phone;
use ruling::language::Language;
use ruling::name::Symbol;
use ruling::policy::Packs;
use sheets::{Book, Certainty, Choice, Register, SheetProblem};

use super::columns;
use super::entry::{self, Entry, Identity, Known, plain};
use super::facts::{CompanyFile, Writer};

/// A register read for a ledger.
pub(crate) struct Intake {
    /// How the columns were understood.
    pub(crate) columns: Vec<IntakeColumn>,
    /// Headers of columns that are left out.
    pub(crate) left_out: Vec<String>,
    /// What the person should confirm about columns and sheets.
    pub(crate) remarks: Vec<SheetProblem>,
    /// Rows that can be recorded, in order of time and then of the file.
    pub(crate) rows: Vec<IntakeRow>,
    /// Rows that cannot.
    pub(crate) unreadable: Vec<RowProblems>,
    /// Labels of fields that the regulation requires and the register has no column for.
    pub(crate) attested: Vec<String>,
    company: CompanyFile,
}

/// A column with the key it stands for.
pub(crate) struct IntakeColumn {
    pub(crate) key: String,
    pub(crate) header: String,
    pub(crate) certainty: Certainty,
}

/// What one row records.
pub(crate) struct IntakeRow {
    /// Position of the sheet in the book.
    pub(crate) sheet: usize,
    /// Row number as a spreadsheet program shows it.
    pub(crate) row: u32,
    /// All but the last of its facts, in order; people by the register's own numbers, facts of the row by
    /// their place from 1.
    pub(crate) before: Vec<Fact>,
    /// The last.
    pub(crate) fact: Fact,
    /// What is sealed.
    pub(crate) fields: Personal,
    /// What was passed over, or should be looked into.
    pub(crate) remarks: Vec<String>,
}

/// Why a row is not recorded.
pub(crate) struct RowProblems {
    pub(crate) sheet: usize,
    pub(crate) row: u32,
    pub(crate) problems: Vec<String>,
}

impl IntakeRow {
    /// All its facts, in order.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.before.iter().chain([&self.fact])
    }
}

impl Intake {
    /// Reads a register.
    ///
    /// # Errors
    /// A file that cannot be read, or has no table with a time, a person in charge and something that tells
    /// customers apart.
    pub(crate) fn read(
        bytes: &[u8],
        file_name: &str,
        packs: &Packs,
        choices: Vec<Choice>,
        language: Language,
    ) -> Result<Intake, Vec<SheetProblem>> {
        let book = Book::read(bytes, file_name).map_err(|problem| vec![problem])?;
        let wanted = columns::wanted(packs);
        let reading = sheets::Options {
            choices,
            default_year: None,
        };
        let register = Register::find(&book, &wanted, &reading)?;
        let entries = entry::read(&register, &super::zone_of(packs), language);
        let present = columns::present(&register, &wanted);
        let tells_customers = columns::IDENTIFYING.iter().any(|key| present.contains(key));
        if !tells_customers && entries.iter().all(|entry| entry.known.is_none()) {
            return Err(vec![super::no_identity()]);
        }
        let attested = columns::attested(packs, &present);
        let company = CompanyFile::of(&entries, packs);
        let kept = kept_fields(packs);
        let is_kept = |key: &str| kept.contains(key) || columns::is_of_facts(packs, key);
        let (columns, left_out) = understood(&register, &wanted, &is_kept);
        Ok(Intake {
            columns,
            left_out,
            rows: rows(&entries, &company, packs, &attested, &kept),
            unreadable: unreadable(&entries),
            attested: attested
                .iter()
                .map(|field| packs.label(*field).in_language(language).to_owned())
                .collect(),
            remarks: register.problems,
            company,
        })
    }

    /// The name that the register has for somebody, without differences of spelling that mean nothing.
    pub(crate) fn staff_name(&self, staff: StaffId) -> &str {
        self.company.people.staff_name(staff)
    }

    /// Everybody it names, as it spells them.
    pub(crate) fn people(&self) -> &BTreeMap<StaffId, String> {
        &self.company.directory.staff
    }

    /// Its units, as it spells them.
    pub(crate) fn units(&self) -> &BTreeMap<UnitId, String> {
        &self.company.directory.units
    }

    /// Who belongs where, from when on.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (StaffId, &CompanyFact)> {
        let changes = self.company.changes.iter();
        changes.filter_map(|fact| match fact.change {
            Change::Joined { staff, .. } | Change::Moved { staff, .. } => Some((staff, fact)),
            _ => None,
        })
    }
}

/// A name of staff as it is compared.
pub(crate) fn compared(name: &str) -> String {
    plain(name)
}

/// Keys of the columns whose texts are sealed: what identifies and tells cases apart, and the fields of
/// every version.
fn kept_fields(packs: &Packs) -> BTreeSet<String> {
    let usual = [
        "phone",
        "id_number",
        "credit_code",
        "company",
        "name",
        "project",
        "demand",
        "contract",
    ];
    let declared = packs.versions().iter().flat_map(|policy| &policy.fields);
    let declared = declared.map(|field| packs.names.text(field.name));
    usual
        .into_iter()
        .chain(declared)
        .map(str::to_owned)
        .collect()
}

/// The columns taken, and the headers of those that are not.
fn understood(
    register: &Register,
    wanted: &[sheets::Column],
    is_kept: &dyn Fn(&str) -> bool,
) -> (Vec<IntakeColumn>, Vec<String>) {
    let (mut columns, mut left_out): (Vec<IntakeColumn>, Vec<String>) = Default::default();
    for mapping in register.tables.iter().map(|table| &table.mapping) {
        for assigned in &mapping.assigned {
            let key = wanted
                .get(assigned.wanted)
                .map(|column| column.key.as_str());
            let header = assigned.header.text.clone();
            match key.filter(|key| is_kept(key)) {
                Some(key) if columns.iter().any(|known| known.key == key) => {}
                Some(key) => columns.push(IntakeColumn {
                    key: key.to_owned(),
                    header,
                    certainty: assigned.certainty,
                }),
                None => left_out.push(header),
            }
        }
        left_out.extend(mapping.unmapped.iter().map(|header| header.text.clone()));
    }
    left_out.sort();
    left_out.dedup();
    (columns, left_out)
}

fn rows(
    entries: &[Entry],
    company: &CompanyFile,
    packs: &Packs,
    attested: &[Symbol],
    kept: &BTreeSet<String>,
) -> Vec<IntakeRow> {
    let mut writer = Writer::new(company, packs, attested);
    let mut order: Vec<(&Entry, &Known)> = entries
        .iter()
        .filter_map(|entry| Some((entry, entry.known.as_ref()?)))
        .collect();
    // The sort is stable: equal times stay in the order of the file.
    order.sort_by_key(|(_, known)| known.time);
    let rows = order.into_iter().filter_map(|(entry, known)| {
        let facts = writer.row(known).into_iter().map(without_references);
        let mut before: Vec<Fact> = facts.collect();
        // Every version makes at least a registration of a row.
        let fact = before.pop()?;
        Some(IntakeRow {
            sheet: entry.sheet,
            row: entry.row,
            before,
            fact,
            fields: sealed(known, kept),
            remarks: entry.problems.clone(),
        })
    });
    rows.collect()
}

fn unreadable(entries: &[Entry]) -> Vec<RowProblems> {
    let entries = entries.iter().filter(|entry| entry.known.is_none());
    let rows = entries.map(|entry| RowProblems {
        sheet: entry.sheet,
        row: entry.row,
        problems: entry.problems.clone(),
    });
    rows.collect()
}

/// The ledger makes references of its own. What the regulation has no name for is not among what was given.
fn without_references(mut fact: Fact) -> Fact {
    if let Some(more) = &mut fact.particulars {
        let given = more.given.iter();
        more.given = given.filter(|name| *name != Symbol::UNKNOWN).collect();
        (more.customer, more.phone, more.name) = (None, None, None);
        (more.project, more.demand, more.contract) = (None, None, None);
    }
    fact
}

/// The texts that are sealed. Of several values that identify, those that cannot be read stay out: the row's
/// problems have told them.
fn sealed(known: &Known, kept: &BTreeSet<String>) -> Personal {
    let texts = known.texts.iter();
    let fields = texts.filter(|(key, text)| {
        let identifies = match key.as_str() {
            "phone" => {
                Phone::parse(text).and_then(Phone::of_person).is_ok()
                    || NumberKey::parse(text).is_ok()
            }
            "id_number" => IdNumber::parse(text).is_ok(),
            "credit_code" => CreditCode::parse(text).is_ok(),
            "company" => CompanyName::parse(text).is_ok(),
            _ => true,
        };
        kept.contains(*key) && identifies
    });
    let fields = fields.map(|(key, text)| (key.clone(), text.clone()));
    let mut fields: Vec<(String, String)> = fields.collect();
    // A company entered where a person's name stands.
    if let (Identity::Company { code: None, .. }, None) =
        (&known.identity, known.texts.get("company"))
        && let Some(name) = known.texts.get("name")
    {
        fields.push(("company".to_owned(), name.clone()));
    }
    Personal::new(fields)
}
