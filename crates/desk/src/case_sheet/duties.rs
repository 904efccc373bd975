//! What is due in a case, and by what it is met.

use ruling::calendar::Instant;
use ruling::fact::Seq;
use ruling::name::Symbol;
use ruling::policy::problem::Text;
use ruling::ruling::Party;

use super::TimelineLine;
use crate::sight::{Seen, Sight};
use crate::task::{Answered, Judged};
use crate::{Actor, Desk, Refusal};

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyLine {
    /// The case.
    pub case: u64,
    /// What.
    pub what: Text,
    /// The regulation's name for it, as forms send it.
    pub what_name: String,
    /// By what it is met.
    pub answered: Answered,
    /// The entry that it comes from, as forms send it.
    pub of: Option<Seq>,
    /// Who.
    pub who: Text,
    /// Whether it is the reader's.
    pub is_mine: bool,
    /// The clause that asks for it.
    pub clause: Option<String>,
    /// What it comes from, as far as the reader sees that: the same is to be done once for each registration.
    pub cause: Option<TimelineLine>,
    /// First second in which it is late; none: no deadline.
    pub due_until: Option<Instant>,
    /// Whether it is late now.
    pub is_overdue: bool,
}

/// Whether a duty is an actor's: their own, or that of the office they hold by the company file.
fn is_theirs(who: Party, actor: &Actor, office: Symbol) -> bool {
    match who {
        Party::Staff(staff) => staff == actor.staff,
        Party::Role(role, unit) => {
            role == office && unit.is_none_or(|unit| actor.unit == Some(unit))
        }
        Party::Unit(_) | Party::Region(_) | Party::Customer => false,
    }
}

impl Desk {
    /// What is due in a case; of somebody else's only what is the reader's to do.
    pub(crate) fn duties(&self, actor: &Actor, seen: &Seen) -> Result<Vec<DutyLine>, Refusal> {
        let (ruling, packs) = (&seen.judged.ruling, &seen.packs);
        let company = self.ledger.company()?;
        let office = company.role_of(actor.staff, actor.now, actor.now);
        let timeline = match ruling.obligations.is_empty() {
            true => Vec::new(),
            false => self.timeline(actor, seen)?,
        };
        let cause =
            |fact: Option<Seq>| timeline.iter().find(|line| Some(line.seq) == fact).cloned();
        let policy = packs.version(packs.in_force(ruling.at));
        let judged = policy.map(|policy| Judged {
            ruling,
            file: &seen.judged.file,
            packs,
            policy,
            company: &company,
        });
        let mut lines = Vec::new();
        for duty in &ruling.obligations {
            let is_mine = is_theirs(duty.who, actor, office);
            if seen.sight == Sight::OwnPart && !is_mine {
                continue;
            }
            let clause = packs.clause(duty.source);
            let answered = judged.map_or(Answered::Case, |judged| judged.answered(duty));
            let asks_project = match answered {
                Answered::Identity => self.asks_project(duty.fact)?,
                _ => None,
            };
            lines.push(DutyLine {
                case: asks_project.unwrap_or(seen.case),
                what: packs.label(duty.what),
                what_name: packs.names.text(duty.what).to_owned(),
                answered: match asks_project {
                    Some(_) => Answered::Project,
                    None => answered,
                },
                of: duty.fact,
                who: self.party_name(duty.who, packs)?,
                is_mine,
                clause: clause.map(|clause| clause.number.clone()),
                cause: cause(duty.fact),
                due_until: duty.due_until,
                is_overdue: duty.overdue,
            });
        }
        Ok(lines)
    }
}
