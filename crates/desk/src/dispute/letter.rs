//! The letter that serves a decision on its sides.

use ruling::calendar::Instant;
use ruling::fact::Seq;
use ruling::policy::problem::Text;

use super::{AppealTime, DisputeSheet, Filed};
use crate::case_sheet::RulingLine;
use crate::sight::Sight;
use crate::signed::SignatureMark;
use crate::{Actor, Desk, Refusal, receipt};

/// A decision on a dispute, to be printed.
#[derive(Debug)]
pub struct Letter {
    /// The case.
    pub case: u64,
    /// The entry that decided.
    pub decision: Seq,
    /// When.
    pub decided: Instant,
    /// Who decided, by name.
    pub decider: String,
    /// Why, in their words; none once it was erased, or where none was needed.
    pub reason: Option<String>,
    /// Whoever claims, by name.
    pub claimant: String,
    /// The other side, by name; empty: there is none.
    pub other: String,
    /// The customer, masked; none of another's.
    pub customer: Option<String>,
    /// Where the case stands, in one line.
    pub headline: Text,
    /// What was filed and decided, by number and time.
    pub facts: Vec<Filed>,
    /// What came of it.
    pub came_to: Vec<RulingLine>,
    /// The clauses it rests on, each once, in the company's words.
    pub clauses: Vec<(String, Text)>,
    /// Who gets how much, in cents; empty for whoever sees their own part only.
    pub amounts: Vec<(Text, i64)>,
    /// The time for an appeal.
    pub appeal: AppealTime,
    /// Electronic signatures on what was filed and decided.
    pub signatures: Vec<SignatureMark>,
    /// The lines of the decision's receipt that a paper shows.
    pub reference: String,
}

impl Desk {
    /// The letter of the last decision on a dispute, for whoever may see the dispute.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also while nothing was decided.
    pub fn ruling_letter(&self, actor: &Actor, case: u64, entry: Seq) -> Result<Letter, Refusal> {
        let sheet = self.dispute(actor, case, entry)?;
        let (seen, _) = self.dispute_seen(actor, case, entry)?;
        let appeal = sheet.appeal.ok_or(Refusal::NotFound)?;
        let file = &seen.judged.file;
        let decision = file.by_seq(appeal.decision).ok_or(Refusal::NotFound)?;
        let directory = self.ledger.directory()?;
        let decider = decision.actor.and_then(|staff| directory.staff.get(&staff));
        let mut amounts = Vec::new();
        if seen.sight == Sight::Whole {
            for line in &seen.judged.ruling.credit.lines {
                if let Some(cents) = line.cents {
                    amounts.push((self.party_name(line.to, &seen.packs)?, cents));
                }
            }
        }
        let proof = self.ledger.receipt(decision.seq)?;
        let shown = |mark: &SignatureMark| {
            mark.act == decision.seq || sheet.filed.iter().any(|filed| filed.entry == mark.act)
        };
        let mut signatures = self.signatures_in(actor, &seen)?;
        signatures.retain(shown);
        Ok(Letter {
            decision: decision.seq,
            decided: decision.recorded,
            decider: decider.cloned().unwrap_or_default(),
            reason: self.ledger.reason_of(decision.seq)?,
            clauses: clauses(&sheet),
            amounts,
            signatures,
            appeal,
            reference: receipt::reference(&proof),
            case: sheet.case,
            claimant: sheet.claimant,
            other: sheet.other,
            customer: sheet.customer,
            headline: sheet.headline,
            facts: sheet.filed,
            came_to: sheet.came_to,
        })
    }
}

fn clauses(sheet: &DisputeSheet) -> Vec<(String, Text)> {
    let time = sheet.time.iter();
    let time = time.map(|time| (Some(&time.clause), time.clause_text.as_ref()));
    let conditions = sheet.conditions.iter();
    let conditions = conditions.map(|one| (Some(&one.clause), one.clause_text.as_ref()));
    let came_to = sheet.came_to.iter();
    let came_to = came_to.map(|line| (line.clause.as_ref(), line.clause_text.as_ref()));
    let mut clauses: Vec<(String, Text)> = Vec::new();
    for (number, text) in time.chain(conditions).chain(came_to) {
        if let Some((number, text)) = number.zip(text)
            && !clauses.iter().any(|(known, _)| known == number)
        {
            clauses.push((number.clone(), text.clone()));
        }
    }
    clauses
}
