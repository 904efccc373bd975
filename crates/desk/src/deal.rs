//! The deal in a case: what was quoted, signed, handed over and invoiced, by whom, to whom, and what it is worth to
//! whom by the ruling.

use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, Seq, StaffId};
use ruling::policy::problem::Text;
use ruling::ruling::{CreditKind, State};

use crate::permission::Action;
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// Who buys, as far as it may be told without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Buyer {
    /// The customer of the case.
    Customer,
    /// Somebody related to them, by these relations.
    Relative(Vec<Text>),
    /// Somebody else; no relation was recorded.
    Another,
}

/// How a relation stands that somebody recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationState {
    /// Nobody decided on it yet.
    Recorded,
    /// It was believed.
    Believed,
    /// It was not.
    NotBelieved,
}

/// A relation of the customer to somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Which.
    pub relation: Text,
    /// How it stands.
    pub state: RelationState,
}

/// What a step of the deal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DealStep {
    /// A price was quoted.
    Quote,
    /// The contract was signed.
    Contract,
    /// The goods were handed over.
    Delivery,
    /// It was invoiced.
    Invoice,
}

/// A step of the deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLine {
    /// What it is.
    pub step: DealStep,
    /// Its entry.
    pub seq: Seq,
    /// When it happened.
    pub at: Instant,
    /// Whose deed it is, by name: who quoted, closed, handed over.
    pub by: Option<String>,
    /// Others who took part, by name: signatories, assistants.
    pub others: Vec<String>,
    /// Money, in cents; of a quote the price of one.
    pub cents: Option<i64>,
    /// How many, of a quote.
    pub quantity: Option<i64>,
    /// Who buys; none: nobody is named, which means the customer.
    pub buyer: Option<Buyer>,
    /// Whether whoever recorded it had been told that it may be a violation.
    pub was_warned: bool,
    /// Whether it was corrected later.
    pub is_corrected: bool,
}

/// What somebody has of the deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealShare {
    /// Who, by name.
    pub name: Text,
    /// Performance, commission or a fee.
    pub kind: CreditKind,
    /// Parts of the whole, and the whole; none: it is no part of anything.
    pub share: Option<(u32, u32)>,
    /// In cents; none: no amount is known.
    pub cents: Option<i64>,
    /// Number of the clause it rests on.
    pub clause: String,
}

/// What the deal is worth to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealCredit {
    /// How firm it is.
    pub state: State,
    /// What is awaited while it is pending.
    pub awaits: Vec<Text>,
    /// Who has what.
    pub shares: Vec<DealShare>,
}

/// A deal as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealSheet {
    /// What happened, oldest first.
    pub steps: Vec<StepLine>,
    /// Relations of the customer to others.
    pub relations: Vec<Relation>,
    /// What it is worth to whom; none: the reader does not see that, or nothing is due yet.
    pub credit: Option<DealCredit>,
}

impl Desk {
    /// The deal in a case, as far as its reader may know of it; none: there is nothing of one.
    pub(crate) fn deal_in(&self, actor: &Actor, seen: &Seen) -> Result<Option<DealSheet>, Refusal> {
        let known = seen.judged.ruling.known;
        let facts = seen.judged.file.facts().iter();
        let facts = facts.filter(|fact| fact.recorded <= known && seen.shows(actor, fact));
        let facts: Vec<&Fact> = facts.collect();
        let directory = self.ledger.directory()?;
        let name = |staff: StaffId| directory.staff.get(&staff).cloned();
        let steps = facts.iter().filter_map(|fact| {
            let nothing = Particulars::default();
            let more = fact.particulars.as_deref().unwrap_or(&nothing);
            let mut changes = facts.iter().filter(|one| one.kind == FactKind::Amended);
            Some(StepLine {
                step: step_of(fact.kind)?,
                seq: fact.seq,
                at: fact.occurred,
                by: fact.doer().and_then(name),
                others: more.people.iter().copied().filter_map(name).collect(),
                cents: more.cents,
                quantity: more.value.filter(|_| fact.kind == FactKind::Quoted),
                buyer: more.customer.map(|buyer| buyer_of(seen, buyer)),
                was_warned: more.warned,
                is_corrected: changes.any(|change| change.of == Some(fact.seq)),
            })
        });
        let steps: Vec<StepLine> = steps.collect();
        if steps.is_empty() {
            return Ok(None);
        }
        let linked = facts
            .iter()
            .filter(|fact| is_relation(seen, fact))
            .map(|fact| Relation {
                relation: seen.packs.label(fact.what),
                state: relation_state(&facts, fact.seq),
            });
        Ok(Some(DealSheet {
            relations: linked.collect(),
            credit: self.credit_in(actor, seen)?,
            steps,
        }))
    }

    fn credit_in(&self, actor: &Actor, seen: &Seen) -> Result<Option<DealCredit>, Refusal> {
        let credit = &seen.judged.ruling.credit;
        let is_seen = seen.sight == Sight::Whole
            && actor.is_allowed(Action::SeeCredit, seen.concerned.target());
        if !is_seen || credit.state == State::None {
            return Ok(None);
        }
        let mut shares = Vec::with_capacity(credit.lines.len());
        for line in &credit.lines {
            let clause = seen.packs.clause(line.source);
            shares.push(DealShare {
                name: self.party_name(line.to, &seen.packs)?,
                kind: line.kind,
                share: (line.of > 0).then_some((line.parts, line.of)),
                cents: line.cents,
                clause: clause
                    .map(|clause| clause.number.clone())
                    .unwrap_or_default(),
            });
        }
        Ok(Some(DealCredit {
            state: credit.state,
            awaits: match credit.state {
                State::Pending => credit.reasons.iter().map(crate::credit::awaited).collect(),
                _ => Vec::new(),
            },
            shares,
        }))
    }
}

fn step_of(kind: FactKind) -> Option<DealStep> {
    Some(match kind {
        FactKind::Quoted => DealStep::Quote,
        FactKind::Contracted => DealStep::Contract,
        FactKind::Delivered => DealStep::Delivery,
        FactKind::Invoiced => DealStep::Invoice,
        _ => return None,
    })
}

/// Whether an entry says how the customer is related to somebody: that two cases are one is no relation.
fn is_relation(seen: &Seen, fact: &Fact) -> bool {
    let is_identity = ["same_as", "not_same"]
        .into_iter()
        .any(|name| fact.what == seen.packs.names.find(name));
    fact.kind == FactKind::Linked && fact.what.is_some() && !is_identity
}

fn buyer_of(seen: &Seen, buyer: Ref) -> Buyer {
    let file = &seen.judged.file;
    if Some(buyer) == file.customer {
        return Buyer::Customer;
    }
    let links = file.facts().iter().filter(|fact| is_relation(seen, fact));
    let links = links.filter(|fact| {
        let more = fact.particulars.as_deref();
        more.is_some_and(|more| [more.customer, more.other_customer].contains(&Some(buyer)))
    });
    let relations: Vec<Text> = links.map(|fact| seen.packs.label(fact.what)).collect();
    match relations.is_empty() {
        true => Buyer::Another,
        false => Buyer::Relative(relations),
    }
}

fn relation_state(facts: &[&Fact], relation: Seq) -> RelationState {
    let mut decided = facts.iter().rev();
    let decided = decided
        .find(|fact| fact.kind == FactKind::EvidenceDecided && fact.of == Some(relation))
        .map(|fact| fact.answer);
    match decided {
        Some(Answer::Yes) => RelationState::Believed,
        Some(Answer::No) => RelationState::NotBelieved,
        _ => RelationState::Recorded,
    }
}
