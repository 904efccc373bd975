//! Several things of a kind answered in one go: each is an act of its own, and what came of each is told.

use ruling::fact::{Answer as Decision, Seq};
use ruling::policy::problem::Text;

use super::kind::TaskKind;
use crate::act::{ActEntry, ActInput};
use crate::register::Receipt;
use crate::sight::Sight;
use crate::{Actor, Desk, Refusal};

/// Most that are answered in one go.
const ANSWERS_MAX: usize = 100;

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The case.
    pub case: u64,
    /// The entry that asks.
    pub of: Seq,
    /// The regulation's name for what is done: the step of a review.
    pub what: String,
    /// The last entry of the case that whoever answers saw.
    pub seen: Seq,
}

/// What came of one of them.
#[derive(Debug)]
pub struct Outcome {
    /// The case.
    pub case: u64,
    /// The customer, masked; none: unknown, or out of sight.
    pub customer: Option<String>,
    /// What was asked, in words, as far as whoever answered sees it.
    pub asked: Option<Text>,
    /// Its receipt, or why it was not done.
    pub done: Result<Receipt, Refusal>,
}

impl Desk {
    /// Passes several reviews, or signs several records, each by itself: what is refused stops none of the others.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a kind of which each is looked at by itself, and for more than a page can show.
    pub fn answer_all(
        &self,
        actor: &Actor,
        kind: TaskKind,
        answers: &[Answer],
        key: &str,
    ) -> Result<Vec<Outcome>, Refusal> {
        let (act, answer) = match kind {
            TaskKind::Review => ("review", Decision::Yes),
            TaskKind::Signature => ("sign", Decision::None),
            _ => return Err(Refusal::NotFound),
        };
        if answers.len() > ANSWERS_MAX {
            return Err(Refusal::NotFound);
        }
        let outcomes = answers.iter().map(|one| {
            let input = ActInput {
                case: Some(one.case),
                act: act.to_owned(),
                entry: ActEntry {
                    of: Some(one.of),
                    what: one.what.clone(),
                    answer,
                    ..ActEntry::default()
                },
                seen: Some(one.seen),
                // Sent again, each gives its own first answer.
                key: match key.is_empty() {
                    true => String::new(),
                    false => format!("{key} {} {}", one.case, one.of),
                },
                ..ActInput::default()
            };
            match self.act(actor, &input) {
                Err(Refusal::Fault(fault)) => Err(Refusal::Fault(fault)),
                done => {
                    let seen = self.seen_now(actor, one.case)?;
                    let whole = seen.as_ref().filter(|seen| seen.sight == Sight::Whole);
                    Ok(Outcome {
                        case: one.case,
                        customer: match whole {
                            Some(_) => self.customer_name(one.case)?,
                            None => None,
                        },
                        asked: match &seen {
                            Some(seen) => self.asked_in_words(actor, seen, Some(one.of))?,
                            None => None,
                        },
                        done,
                    })
                }
            }
        });
        outcomes.collect()
    }
}
