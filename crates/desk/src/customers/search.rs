//! Searching for a customer among those that one may see: by a number, a code or a name, in full or with parts hidden.
//! What others have is not told, not even that it is there.

use ledger::fault::{Failure, Refusal as LedgerRefusal};
use ledger::privacy::personal::Personal;

use super::{CustomerLine, CustomerQuery, PAGE_MAX, Whose};
use crate::case_line::{self, CaseLine};
use crate::permission::{Action, Target, deed};
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// Most customers that a search shows.
const SHOWN_MAX: usize = 50;
/// Customers whose numbers are compared with one that is partly hidden: the newest of the list.
const COMPARED_MAX: usize = 1_000;
/// A citizen's number and a credit code have so many characters.
const LONG: usize = 18;
/// A mobile number so many.
const FULL: usize = 11;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The customers.
    pub lines: Vec<CustomerLine>,
    /// There may be more: more were found than are shown, or only the newest were compared.
    pub is_cut: bool,
}

impl Desk {
    /// Looks for a customer: `13900000001`, `139****0001`, `陈远 139****0001`, an ID number, a credit code, a person's
    /// name, or a company's, which need not be whole.
    ///
    /// # Errors
    /// The actor has no customers by their roles, or nothing that could be looked for was typed.
    pub fn search_customers(&self, actor: &Actor, text: &str) -> Result<Found, Refusal> {
        actor.may::<deed::SeeCase>(Target::Anything)?;
        self.follow()?;
        self.turn_lines(super::TURNS)?;
        if text.trim().is_empty() {
            return Err(Refusal::Missing { field: "search" });
        }
        let mut cases = Vec::new();
        for fields in readings(text) {
            match self.ledger.search(&fields) {
                Ok(found) => cases.extend(found),
                // Of several readings only one makes sense.
                Err(Failure::Refused(
                    LedgerRefusal::Fields(_) | LedgerRefusal::NothingIdentifies,
                )) => {}
                Err(failed) => return Err(failed.into()),
            }
        }
        cases.sort_unstable();
        cases.dedup();
        let mut found = Found::default();
        for case in cases.into_iter().rev() {
            self.show_found(actor, case, &mut found)?;
        }
        if found.lines.is_empty()
            && let Some(mask) = hidden_number(text)
        {
            self.compare(actor, &mask, &mut found)?;
        }
        Ok(found)
    }

    /// Adds a case to what was found, if it is the actor's to see.
    fn show_found(&self, actor: &Actor, case: u64, found: &mut Found) -> Result<(), Refusal> {
        let (concerned, line) = self.ledger.look(|rows| {
            let concerned = Concerned::of(rows, case)?;
            Ok::<_, Refusal>((concerned, case_line::read(rows, case)?))
        })?;
        let Some(line) = line.filter(|_| actor.is_allowed(Action::SeeCase, concerned.target()))
        else {
            return Ok(());
        };
        match found.lines.len() < SHOWN_MAX {
            true => found.lines.push(self.customer_line(line)?),
            false => found.is_cut = true,
        }
        Ok(())
    }

    /// Compares a number that is partly hidden with those of the newest customers of the actor's widest list.
    fn compare(&self, actor: &Actor, mask: &Personal, found: &mut Found) -> Result<(), Refusal> {
        let mut query = CustomerQuery {
            whose: self.widest_list(actor),
            limit: PAGE_MAX,
            ..CustomerQuery::default()
        };
        let mut compared = 0;
        loop {
            let rows = self.rows_of(actor, &query)?;
            let lines: Vec<CaseLine> = rows.lines;
            for line in lines {
                compared += 1;
                if self.ledger.shows(line.case, mask)? {
                    self.show_found(actor, line.case, found)?;
                }
            }
            query.after = rows.next;
            if rows.next.is_none() {
                return Ok(());
            }
            if compared >= COMPARED_MAX {
                found.is_cut = true;
                return Ok(());
            }
        }
    }

    fn widest_list(&self, actor: &Actor) -> Whose {
        let scopes = actor.scopes_of(Action::SeeCase);
        match scopes.first() {
            None => Whose::Mine,
            Some(_) if scopes.contains(&None) => Whose::Company,
            Some(unit) => unit.map_or(Whose::Company, Whose::Unit),
        }
    }
}

fn fields<const N: usize>(pairs: [(&str, &str); N]) -> Personal {
    Personal::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// What a text may mean: as fields of a customer.
fn readings(text: &str) -> Vec<Personal> {
    let text = text.trim();
    let letters: Vec<char> = text.chars().filter(|one| !one.is_whitespace()).collect();
    let is_latin = letters.iter().all(char::is_ascii_alphanumeric);
    if is_latin && letters.len() == LONG {
        return vec![
            fields([("id_number", text)]),
            fields([("credit_code", text)]),
        ];
    }
    if let Some((name, number)) = name_and_number(text) {
        return vec![fields([("name", name), ("phone", number)])];
    }
    match is_numeric(text) {
        true => vec![fields([("phone", text)])],
        false => vec![fields([("name", text)]), fields([("company", text)])],
    }
}

/// A number with parts of it hidden, which nobody can be looked up by.
fn hidden_number(text: &str) -> Option<Personal> {
    let digits = text.chars().filter(|one| one.is_numeric()).count();
    (is_numeric(text) && digits < FULL).then(|| fields([("phone", text)]))
}

fn is_numeric(text: &str) -> bool {
    let digits = text.chars().filter(|one| one.is_numeric()).count();
    let letters = text
        .chars()
        .any(|one| one.is_alphabetic() && !"xX".contains(one));
    digits >= 4 && !letters
}

/// A name with a number behind it or before it.
fn name_and_number(text: &str) -> Option<(&str, &str)> {
    let (one, other) = text.split_once(char::is_whitespace)?;
    let (one, other) = (one.trim(), other.trim());
    let is_name = |text: &str| text.chars().any(char::is_alphabetic) && !is_numeric(text);
    match (is_name(one), is_name(other)) {
        (true, false) if is_numeric(other) => Some((one, other)),
        (false, true) if is_numeric(one) => Some((other, one)),
        _ => None,
    }
}
