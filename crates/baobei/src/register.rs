//! The register a company already keeps, judged row by row: who owns whom, and why.

mod columns;
mod customers;
mod entry;
mod facts;
mod further;
mod intake;
mod namesakes;
mod offices;
mod report;
mod suspects;
mod verdict;

use std::collections::BTreeMap;

use ledger::record::JudgedCase;
use rayon::prelude::*;
use ruling::calendar::{Instant, Zone};
use ruling::explain::Directory;
use ruling::fact::Seq;
use ruling::language::Language;
use ruling::policy::Packs;
use sheets::{Additions, Annotated, Book, Cause, Choice, Place, Register, SheetProblem};

pub(crate) use intake::{Intake, IntakeRow, RowProblems, compared};
pub(crate) use report::{as_json, as_text};

use customers::Customer;
use entry::Entry;
use facts::CompanyFile;
use verdict::RowVerdict;

/// What the caller says beyond the file.
pub(crate) struct Options {
    /// The instant judged.
    pub(crate) at: Instant,
    /// Nobody named an instant: it is the present.
    pub(crate) at_is_now: bool,
    /// Columns said rather than guessed.
    pub(crate) choices: Vec<Choice>,
    /// Language of everything written for people.
    pub(crate) language: Language,
}

/// A register, judged.
pub(crate) struct Judged {
    /// What was counted.
    pub(crate) summary: Summary,
    /// Every customer, in order of first registration.
    pub(crate) customers: Vec<CustomerLine>,
    /// Every row of data, in the order of the file.
    pub(crate) rows: Vec<RowLine>,
    /// The same file with the columns added.
    pub(crate) annotated: Annotated,
    /// What the person should confirm about columns and sheets.
    pub(crate) remarks: Vec<SheetProblem>,
}

/// What was counted.
#[derive(Default)]
pub(crate) struct Summary {
    /// Title and version of the regulation.
    pub(crate) policy: String,
    /// The instant judged, on the clock of the regulation.
    pub(crate) at: String,
    /// Nobody named it: it is the present.
    pub(crate) at_is_now: bool,
    /// Rows of data.
    pub(crate) rows: usize,
    /// Rows with a day and no time of day.
    pub(crate) date_only: usize,
    /// Rows judged with a claim that met a protected holder.
    pub(crate) collisions: usize,
    /// Customers more than one person registered.
    pub(crate) contested: usize,
    /// Rows that may be of an earlier customer: pending until somebody confirms.
    pub(crate) suspected: usize,
    /// Customers registered under one number and different names.
    pub(crate) name_differs: usize,
    /// Numbers of the rows that could not be judged.
    pub(crate) bad_rows: Vec<u32>,
    /// Customers by owner, at the instant judged.
    pub(crate) held_by: BTreeMap<String, usize>,
    /// Held customers by what others may do.
    pub(crate) protected: BTreeMap<String, usize>,
    /// Customers nobody holds, by why: pending for some reason, or free.
    pub(crate) not_held: BTreeMap<String, usize>,
    /// Labels of fields that the regulation requires and the register has no column for.
    pub(crate) attested: Vec<String>,
    /// No column says which unit a person belongs to, and units hold.
    pub(crate) persons_are_units: bool,
    /// The pack does not say what a row stands for.
    pub(crate) row_undeclared: bool,
}

/// One customer, for the list on screen: nothing in it identifies anybody outside the company.
pub(crate) struct CustomerLine {
    /// Row of the first registration.
    pub(crate) first_row: u32,
    /// Surname and a star, or the name of a company.
    pub(crate) name: String,
    /// The number with its middle hidden.
    pub(crate) phone: String,
    /// The answer in one line.
    pub(crate) headline: String,
    /// All rows of it, with what became of each.
    pub(crate) rows: Vec<(u32, &'static str)>,
    /// Whether more than one person registered it.
    pub(crate) is_contested: bool,
}

/// What is written behind one row.
pub(crate) struct RowLine {
    /// Position of the sheet in the book.
    pub(crate) sheet: usize,
    /// Row number as a spreadsheet program shows it.
    pub(crate) row: u32,
    /// 归属、保护到、依据条款、理由、问题.
    pub(crate) texts: [String; 5],
    /// Whether it could be judged.
    pub(crate) is_judged: bool,
}

/// Judges the register in these bytes of a workbook or text table by a regulation.
///
/// # Errors
/// A file that cannot be read, or has no table with a time, a person in charge and something that
/// tells customers apart.
pub(crate) fn judge_workbook(
    bytes: &[u8],
    file_name: &str,
    packs: &Packs,
    options: &Options,
) -> Result<Judged, Vec<SheetProblem>> {
    let language = options.language;
    let book = Book::read(bytes, file_name).map_err(|problem| vec![problem])?;
    let columns = columns::wanted(packs);
    let reading = sheets::Options {
        choices: options.choices.clone(),
        default_year: None,
    };
    let register = Register::find(&book, &columns, &reading)?;
    let present = columns::present(&register, &columns);
    let zone = zone_of(packs);
    let entries = entry::read(&register, &zone, language);
    let tells_customers = columns::IDENTIFYING.iter().any(|key| present.contains(key));
    if !tells_customers && entries.iter().all(|entry| entry.known.is_none()) {
        return Err(vec![no_identity()]);
    }
    let customers = customers::group(&entries, packs);
    let company = CompanyFile::of(&entries, packs);
    let attested = columns::attested(packs, &present);
    let cases = facts::cases(&entries, &customers, &company, packs, &attested);
    let outcomes: Vec<_> = cases
        .par_iter()
        .map(|case| verdict::judge_case(case, &company, packs, options.at, language))
        .collect();
    let parts = Parts {
        entries: &entries,
        customers: &customers,
        outcomes: &outcomes,
        zone: &zone,
        language,
    };
    let rows = parts.rows();
    let summary = Summary {
        attested: attested
            .iter()
            .map(|field| packs.label(*field).in_language(language).to_owned())
            .collect(),
        persons_are_units: company.persons_are_units,
        at_is_now: options.at_is_now,
        ..parts.summary(packs, options.at)
    };
    let additions = Additions {
        headers: added_headers(language).map(str::to_owned).to_vec(),
        rows: rows
            .iter()
            .map(|row| ((row.sheet, row.row), row.texts.to_vec()))
            .collect(),
    };
    let annotated =
        sheets::annotate(bytes, &book, &register, &additions).map_err(|problem| vec![problem])?;
    Ok(Judged {
        summary,
        customers: parts.customer_lines(),
        rows,
        annotated,
        remarks: register.problems,
    })
}

/// What became of a row whose facts a ledger has recorded: a word, the clauses and the reason.
pub(crate) fn outcome(
    case: &JudgedCase,
    facts: (Seq, Seq),
    packs: &Packs,
    directory: &Directory,
    language: Language,
) -> (&'static str, String) {
    let row = verdict::of_row(case, facts, packs, directory, language);
    let clauses = row.clauses.join(language.pick("、", ", "));
    let because = match (clauses.as_str(), row.reason.as_str()) {
        ("", reason) => reason.to_owned(),
        (clauses, "") => clauses.to_owned(),
        (clauses, reason) => format!("{clauses} {reason}"),
    };
    (row.became, because)
}

/// The columns a copy has and its original has not.
fn added_headers(language: Language) -> [&'static str; 5] {
    language.pick(
        ["归属", "保护到", "依据条款", "理由", "问题"],
        ["owner", "protected until", "clauses", "reason", "problems"],
    )
}

/// Whether a file is a copy with rulings that was written before: some row of it has our headers side
/// by side.
pub(crate) fn is_copy(bytes: &[u8]) -> bool {
    let Ok(book) = Book::read(bytes, "") else {
        return false;
    };
    let has = |row: &sheets::SheetRow, headers: [&str; 5]| {
        let texts: Vec<String> = row.cells.iter().map(sheets::Cell::display).collect();
        texts.windows(headers.len()).any(|texts| texts == headers)
    };
    let mut rows = book.sheets.iter().flat_map(|sheet| &sheet.rows);
    rows.any(|row| {
        let mut languages = [Language::Chinese, Language::English].into_iter();
        languages.any(|language| has(row, added_headers(language)))
    })
}

fn no_identity() -> SheetProblem {
    let missing = vec![
        "联系电话 (phone)".to_owned(),
        "统一社会信用代码 (credit_code)".to_owned(),
    ];
    SheetProblem {
        place: Place::default(),
        cause: Cause::NoTable { missing },
    }
}

/// The clock of the newest version.
fn zone_of(packs: &Packs) -> Zone {
    let newest = packs.versions().last();
    newest.map_or_else(Zone::shanghai, |policy| policy.zone.clone())
}

/// Everything known once all cases are judged, to be told by row, by customer and in sum.
struct Parts<'a> {
    entries: &'a [Entry],
    customers: &'a [Customer],
    outcomes: &'a [verdict::CaseVerdict],
    zone: &'a Zone,
    language: Language,
}

impl Parts<'_> {
    fn judged(&self) -> impl Iterator<Item = (&Customer, &verdict::CaseVerdict)> {
        self.customers.iter().zip(self.outcomes)
    }

    /// Every row with what became of it, in the order of the file.
    fn rows(&self) -> Vec<RowLine> {
        let mut lines: Vec<RowLine> = Vec::with_capacity(self.entries.len());
        for (customer, outcome) in self.judged() {
            for (place, row) in customer.entries.iter().zip(&outcome.rows) {
                lines.extend(
                    self.entries
                        .get(*place)
                        .map(|entry| self.line(entry, customer, outcome, row)),
                );
            }
        }
        let unjudged = self.entries.iter().filter(|entry| entry.known.is_none());
        lines.extend(unjudged.map(|entry| {
            let mut texts: [String; 5] = Default::default();
            let [.., reason, problems] = &mut texts;
            let told = self.language.pick("未裁决", "not judged");
            told.clone_into(reason);
            *problems = entry.problems.join(self.language.pick("；", "; "));
            RowLine {
                sheet: entry.sheet,
                row: entry.row,
                texts,
                is_judged: false,
            }
        }));
        lines.sort_by_key(|line| (line.sheet, line.row));
        lines
    }

    fn line(
        &self,
        entry: &Entry,
        customer: &Customer,
        outcome: &verdict::CaseVerdict,
        row: &RowVerdict,
    ) -> RowLine {
        let language = self.language;
        let mut problems = entry.problems.clone();
        problems.extend(customer.remarks(self.customers, self.entries, language));
        let reason = match row.reason.as_str() {
            "" => row.became.to_owned(),
            reason => language.pick(
                format!("{}：{reason}", row.became),
                format!("{}: {reason}", row.became),
            ),
        };
        RowLine {
            sheet: entry.sheet,
            row: entry.row,
            texts: [
                outcome.owner.clone(),
                outcome.protection.clone(),
                row.clauses.join(language.pick("、", ", ")),
                reason,
                problems.join(language.pick("；", "; ")),
            ],
            is_judged: true,
        }
    }

    fn summary(&self, packs: &Packs, at: Instant) -> Summary {
        let policy = packs.version(packs.in_force(at));
        let mut summary = Summary {
            policy: policy.map_or_else(String::new, |policy| {
                format!(
                    "{} {}",
                    policy.title.in_language(self.language),
                    policy.version
                )
            }),
            at: ruling::calendar::display_at(at, self.zone),
            rows: self.entries.len(),
            row_undeclared: policy.is_some_and(|policy| policy.register.row.is_empty()),
            ..Summary::default()
        };
        for entry in self.entries {
            match &entry.known {
                Some(known) => summary.date_only += usize::from(known.is_date_only),
                None => summary.bad_rows.push(entry.row),
            }
        }
        for (customer, outcome) in self.judged() {
            summary.collisions += outcome.rows.iter().filter(|row| row.is_collision).count();
            summary.contested += usize::from(customer.persons(self.entries) > 1);
            summary.name_differs += usize::from(customer.name_differs);
            if !customer.suspected_of.is_empty() {
                summary.suspected += customer.entries.len();
            }
            let (counts, name) = match outcome.is_held {
                true => (&mut summary.held_by, &outcome.holder),
                false => {
                    let why = outcome.awaited.as_ref().unwrap_or(&outcome.owner);
                    (&mut summary.not_held, why)
                }
            };
            *counts.entry(name.clone()).or_insert(0) += 1;
            if outcome.is_held {
                let mode = outcome.mode.to_owned();
                *summary.protected.entry(mode).or_insert(0) += 1;
            }
        }
        summary
    }

    fn customer_lines(&self) -> Vec<CustomerLine> {
        let lines = self.judged().filter_map(|(customer, outcome)| {
            let first = self.entries.get(*customer.entries.first()?)?;
            let known = first.known.as_ref()?;
            let rows = customer.entries.iter().zip(&outcome.rows);
            Some(CustomerLine {
                first_row: first.row,
                name: known.shown_name(),
                phone: known.shown_phone(),
                headline: outcome.headline.clone(),
                rows: rows
                    .filter_map(|(place, row)| Some((self.entries.get(*place)?.row, row.became)))
                    .collect(),
                is_contested: customer.persons(self.entries) > 1,
            })
        });
        lines.collect()
    }
}
