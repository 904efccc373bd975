//! The company's list of dealers that it does not want: who, why, put on it by whom and when, and why somebody was
//! taken off again. Nothing is deleted. Names, codes and reasons are sealed; an application of somebody on the list
//! says so to whoever reviews it, and is stopped by nothing but their decision.

mod rows;

use ledger::fault::Refusal as LedgerRefusal;
use ledger::listed::Listed;
use ledger::privacy::personal::Personal;
use ruling::calendar::Instant;

use self::rows::Entry;
use crate::permission::{Target, deed};
use crate::{Actor, Desk, Refusal};

/// Lines of a page.
const PAGE: u32 = 50;
/// Longest reason, in characters.
const REASON_MAX: usize = 500;

/// A dealer to be put on the list.
#[derive(Debug, Clone, Default)]
pub struct BlacklistInput {
    /// Full name; empty: only the code is known.
    pub company: String,
    /// Unified social credit code; empty: only the name is known.
    pub credit_code: String,
    /// Why.
    pub reason: String,
}

/// That a dealer was taken off the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOff {
    /// When.
    pub at: Instant,
    /// By whom, by name.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A dealer who is, or was, on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlacklistLine {
    /// Its number.
    pub number: u64,
    /// Full name.
    pub company: Option<String>,
    /// Unified social credit code.
    pub credit_code: Option<String>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
    /// By whom, by name.
    pub by: String,
    /// Whether they are on it no more.
    pub taken_off: Option<TakenOff>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlacklistPage {
    /// The newest first.
    pub lines: Vec<BlacklistLine>,
    /// The number before which the next page begins; none: this is the last.
    pub next: Option<u64>,
}

impl Desk {
    /// Who is on the list, or was.
    ///
    /// # Errors
    /// The actor does not keep it.
    pub fn blacklist(
        &self,
        actor: &Actor,
        are_taken_off: bool,
        before: Option<u64>,
    ) -> Result<BlacklistPage, Refusal> {
        actor.may::<deed::KeepBlacklist>(Target::Anything)?;
        let mut entries = self
            .ledger
            .look(move |rows| Entry::page(rows, are_taken_off, before, PAGE + 1))?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let is_more = entries.len() > page;
        entries.truncate(page);
        let directory = self.ledger.directory()?;
        let name = |staff| directory.staff.get(&staff).cloned().unwrap_or_default();
        let lines: Vec<BlacklistLine> = entries
            .into_iter()
            .map(|entry| BlacklistLine {
                number: entry.number,
                company: entry.said("company"),
                credit_code: entry.said("credit_code"),
                reason: entry.reason,
                at: entry.at,
                by: name(entry.by),
                taken_off: entry.taken_off.map(|off| TakenOff {
                    at: off.at,
                    by: name(off.by),
                    reason: off.reason,
                }),
            })
            .collect();
        Ok(BlacklistPage {
            next: lines.last().map(|line| line.number).filter(|_| is_more),
            lines,
        })
    }

    /// Puts a dealer on the list, for applications filed from now on; of one filed before, whoever reviews it is told,
    /// too.
    ///
    /// # Errors
    /// No name and no code, ones that cannot be read, no reason, or somebody who is on the list already.
    pub fn put_on_blacklist(&self, actor: &Actor, input: &BlacklistInput) -> Result<u64, Refusal> {
        let permit = actor.may::<deed::KeepBlacklist>(Target::Anything)?;
        let missing = |field| Refusal::Missing { field };
        let given = [
            ("company", &input.company),
            ("credit_code", &input.credit_code),
        ];
        let given = given.map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
        let company = Personal::new(given.into_iter().filter(|(_, value)| !value.is_empty()));
        if company.is_empty() {
            return Err(missing("blacklist_company"));
        }
        readable(Listed::default().add(&company))?;
        let reason = written(&input.reason).ok_or(missing("reason"))?;
        let by = permit.staff;
        self.ledger.keep(move |rows| {
            if readable(rows::listed(rows)?.has_same(&company))? {
                return Err(Refusal::OnBlacklist);
            }
            Ok(rows::put_on(rows, by, &company, &reason)?)
        })
    }

    /// Takes a dealer off the list; that they were on it stays.
    ///
    /// # Errors
    /// No such entry, one that was taken off already, or no reason.
    pub fn take_off_blacklist(
        &self,
        actor: &Actor,
        number: u64,
        reason: &str,
    ) -> Result<(), Refusal> {
        let permit = actor.may::<deed::KeepBlacklist>(Target::Anything)?;
        let missing = Refusal::Missing { field: "reason" };
        let reason = written(reason).ok_or(missing)?;
        let by = permit.staff;
        self.ledger.keep(move |rows| {
            let entry = Entry::numbered(rows, number)?.ok_or(Refusal::NotFound)?;
            match entry.taken_off {
                Some(_) => Err(Refusal::Settled),
                None => Ok(rows::take_off(rows, number, by, &reason)?),
            }
        })
    }

    /// Whether whoever is named in a form is on the list now.
    pub(crate) fn is_blacklisted(&self, fields: &Personal) -> Result<bool, Refusal> {
        let listed = self.ledger.look(rows::listed)?;
        readable(listed.has(fields))
    }

    /// Whether the customer of a case is on the list now.
    pub(crate) fn is_case_blacklisted(&self, case: u64) -> Result<bool, Refusal> {
        let listed = self.ledger.look(rows::listed)?;
        Ok(self.ledger.is_listed(case, &listed)?)
    }
}

fn readable<T>(read: Result<T, LedgerRefusal>) -> Result<T, Refusal> {
    read.map_err(|refusal| ledger::fault::Failure::Refused(refusal).into())
}

/// A reason as it is kept; none: nothing was written.
fn written(reason: &str) -> Option<String> {
    let reason: String = reason.trim().chars().take(REASON_MAX).collect();
    Some(reason).filter(|reason| !reason.is_empty())
}
