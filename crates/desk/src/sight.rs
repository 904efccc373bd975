//! What of a case somebody may see: it is loaded through whom it concerns, and what one may not see is not
//! found, by the same statements.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use ledger::fault::Fault;
use ledger::record::{Command, JudgedCase};
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::company::Company;
use ruling::explain::Section;
use ruling::fact::{Fact, Seq, StaffId, UnitId};
use ruling::policy::Packs;
use ruling::ruling::Why;

use crate::following::person_in_charge;
use crate::notices::NoticeKind;
use crate::onboarding::is_for_reviewers;
use crate::permission::{Action, Role, Target, deed};
use crate::usage::Budget;
use crate::{Actor, Desk, Refusal, task};

/// How much of a case somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it: one's own, or within one's scope.
    Whole,
    /// One acted in it, and a colleague holds it: one's own part, who holds it and until when.
    OwnPart,
}

impl Sight {
    /// Whether a part of the ruling is shown.
    pub(crate) fn shows(self, section: Section) -> bool {
        self == Sight::Whole || matches!(section, Section::Ownership | Section::Protection)
    }
}

/// People and units that a case concerns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Concerned {
    pub(crate) staff: Vec<StaffId>,
    pub(crate) units: Vec<UnitId>,
}

impl Concerned {
    pub(crate) fn of(rows: &Rows<'_>, case: u64) -> Result<Concerned, Fault> {
        let values = [rows.company(), case.into()];
        let staff = rows.query(
            "reading whom a case concerns",
            "SELECT staff_id FROM case_of_staff WHERE company_id = $1 AND case_id = $2",
            &values,
            |row| row.int::<u32>(0),
        )?;
        let units = rows.query(
            "reading which units a case concerns",
            "SELECT unit_id FROM case_of_unit WHERE company_id = $1 AND case_id = $2",
            &values,
            |row| row.int::<u32>(0),
        )?;
        Ok(Concerned {
            staff: staff
                .into_iter()
                .filter_map(|id| NonZeroU32::new(id).map(StaffId))
                .collect(),
            units: units
                .into_iter()
                .filter_map(|id| NonZeroU32::new(id).map(UnitId))
                .collect(),
        })
    }

    pub(crate) fn target(&self) -> Target<'_> {
        Target::Of {
            staff: &self.staff,
            units: &self.units,
        }
    }
}

/// A case that somebody may see.
pub(crate) struct Seen {
    /// The case asked for. It may wait in another, by which it is judged.
    pub(crate) case: u64,
    pub(crate) judged: JudgedCase,
    /// Whom it concerns; of a case seen whole, whom the one concerns by which it is judged.
    pub(crate) concerned: Concerned,
    pub(crate) sight: Sight,
    /// Entries of a case that waits in another which its reader does not answer for, if they answer for this one.
    pub(crate) answered_for: BTreeSet<Seq>,
    /// The company as it was looked at.
    pub(crate) company: Arc<Company>,
    /// The regulation it is judged by: that of its domain, whatever its reader works under.
    pub(crate) packs: Arc<Packs>,
}

impl Seen {
    /// Whether its reader may know of an entry.
    pub(crate) fn shows(&self, actor: &Actor, fact: &Fact) -> bool {
        let is_own = [fact.actor, fact.person].contains(&Some(actor.staff));
        self.sight == Sight::Whole || is_own || self.answered_for.contains(&fact.seq)
    }

    /// Whether its reader reviews what is filed in it.
    pub(crate) fn is_reviewer(&self, actor: &Actor) -> bool {
        actor.is_allowed(Action::Review, self.concerned.target())
    }

    /// That somebody is on the blacklist is told to whoever reviews: whoever applied for them hears from those why an
    /// application is rejected.
    fn keep_from_applicants(&mut self, actor: &Actor) {
        if self.is_reviewer(actor) {
            return;
        }
        let packs = &self.packs;
        self.judged.ruling.findings.retain(|finding| {
            let policy = packs.version(finding.source.version);
            let Why::NotAllowed(mark) = finding.why else {
                return true;
            };
            !policy.is_some_and(|policy| is_for_reviewers(policy, mark))
        });
    }

    /// Whether a correction is one of what was admitted that a reviewer refused: it counts for nothing.
    pub(crate) fn is_refused_change(&self, change: Seq) -> bool {
        let mut findings = self.judged.ruling.findings.iter();
        findings.any(|finding| finding.why == Why::ChangeRefused && finding.against == Some(change))
    }

    /// Its last entry.
    pub(crate) fn last(&self) -> Seq {
        let numbers = self.judged.file.facts().iter().map(|fact| fact.seq);
        numbers.max().unwrap_or(0)
    }

    /// The case in which what its reader does is kept: whoever sees their own part only has no part in another.
    pub(crate) fn kept_in(&self) -> u64 {
        match self.sight {
            Sight::Whole => self.judged.id,
            Sight::OwnPart => self.case,
        }
    }
}

impl Desk {
    /// A case as somebody may see it at an instant, as known then.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that is not there, and for one that they may not see.
    pub(crate) fn seen(
        &self,
        actor: &Actor,
        case: u64,
        at: Instant,
        known: Instant,
    ) -> Result<Seen, Refusal> {
        self.follow()?;
        let mut concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
        // What is put to somebody from outside is theirs as long as it waits for them.
        let is_put = actor.has(Role::ExternalDecider)
            && self
                .ledger
                .look(|rows| task::rows::is_put_to(rows, case, actor.staff))?;
        concerned.staff.extend(Some(actor.staff).filter(|_| is_put));
        // Whom it concerns decides before anything of it is read: a case that is not there concerns nobody.
        actor.may::<deed::SeeCase>(concerned.target())?;
        let judged = self.ledger.case(case, at, known)?;
        let judged = judged.ok_or(Refusal::NotFound)?;
        // Who holds it now sees it as it was, too.
        let now = match (at, known) == (actor.now, actor.now) {
            true => None,
            false => self.ledger.case(case, actor.now, actor.now)?,
        };
        let holder = person_in_charge(&now.as_ref().unwrap_or(&judged).ruling);
        // What waits in another case is seen whole by whoever sees that one whole.
        let of_whole = match judged.id == case {
            true => concerned.clone(),
            false => self.ledger.look(|rows| Concerned::of(rows, judged.id))?,
        };
        let is_own = match holder {
            Some(holder) => holder == actor.staff,
            // Nobody holds it: whoever acted in it sees what happened.
            None => of_whole.staff.contains(&actor.staff),
        };
        // What waits in several is none of theirs yet, whoever sees the first of them.
        let is_of_none = judged.id != case && !is_put && self.waits_in(case)? > 1;
        let sees_whole = is_own || is_put || answers_for(actor, &of_whole);
        let sight = match sees_whole && !is_of_none {
            true => Sight::Whole,
            false => Sight::OwnPart,
        };
        let mut answered_for = BTreeSet::new();
        if sight == Sight::OwnPart && (sees_whole || answers_for(actor, &concerned)) {
            let facts = self.ledger.facts_of(case)?.into_iter();
            answered_for.extend(facts.map(|fact| fact.seq));
        }
        let packs = self.packs_of_case(&judged)?;
        let mut seen = Seen {
            case,
            judged,
            concerned: match sight {
                Sight::Whole if is_put => concerned,
                Sight::Whole => of_whole,
                Sight::OwnPart => concerned,
            },
            sight,
            answered_for,
            company: self.ledger.company()?,
            packs,
        };
        seen.keep_from_applicants(actor);
        Ok(seen)
    }

    /// Notes that somebody looks at a case in which they have no part: the holder sees who did, and very many
    /// looks in a day are told of.
    pub(crate) fn trace_look(
        &self,
        actor: &Actor,
        case: u64,
        concerned: &Concerned,
    ) -> Result<(), Refusal> {
        if concerned.staff.contains(&actor.staff) {
            return Ok(());
        }
        let look = Command::Look {
            case,
            actor: actor.staff,
        };
        self.carry_out(look)?;
        self.count_look(actor)
    }

    /// Counts a look at what colleagues have; very many in a day are told of.
    pub(crate) fn count_look(&self, actor: &Actor) -> Result<(), Refusal> {
        let budget = Budget {
            action: Action::SeeCase,
            deed: "look",
            limit: self.settings.looks_a_day,
            alert: NoticeKind::ManyLooks,
        };
        match self.spend(actor.staff, budget) {
            // Looking is work; it is told of, not stopped.
            Err(Refusal::Budget { .. }) => Ok(()),
            other => other,
        }
    }
}

/// Whether a case was recorded under a unit all of whose cases somebody sees.
pub(crate) fn answers_for(actor: &Actor, concerned: &Concerned) -> bool {
    let units = Target::Of {
        staff: &[],
        units: &concerned.units,
    };
    actor.is_allowed(Action::SeeCase, units)
}
