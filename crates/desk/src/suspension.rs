//! What a decision on a violation does by itself, what suspended people may not do, and who looks after their
//! customers meanwhile.

use ledger::fault::Failure;
use ledger::paper::FiledWith;
use ledger::record::{Command, JudgedCase, Recorded};
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, StaffId};
use ruling::name::Symbol;
use ruling::policy::Packs;

use crate::act::table::Act;
use crate::hearing::{answer_until, sanctions};
use crate::matter::of_case;
use crate::paper::Brought;
use crate::permission::{Action, Reach, role_of};
use crate::sight::Seen;
use crate::{Actor, Desk, Refusal};

/// What whoever is suspended does not do.
const SUSPENDED_FROM: [FactKind; 3] =
    [FactKind::Registered, FactKind::Quoted, FactKind::Contracted];

/// Somebody suspended whose customers a colleague looks after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAfter {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// First second after their suspension.
    pub until: Instant,
}

impl Desk {
    /// Refuses what somebody suspended would do, or what would be done for them.
    pub(crate) fn refuse_suspended(
        &self,
        packs: &Packs,
        kind: FactKind,
        people: &[Option<StaffId>],
    ) -> Result<(), Refusal> {
        if !SUSPENDED_FROM.contains(&kind) {
            return Ok(());
        }
        let (company, now) = (self.ledger.company()?, self.ledger.now());
        let mut people = people.iter().flatten();
        match people.find_map(|staff| company.suspension(*staff, now, now)) {
            Some((from, until)) => {
                let policy = packs.version(packs.in_force(now));
                let all = policy
                    .map(|policy| sanctions(policy, ""))
                    .unwrap_or_default();
                let mut suspending = all.iter().filter(|(_, kept)| !kept.suspends.is_empty());
                let clause = suspending.next().map(|(number, _)| (*number).to_owned());
                Err(Refusal::Suspended {
                    clause: clause.unwrap_or_default(),
                    from,
                    until,
                })
            }
            None => Ok(()),
        }
    }

    /// Refuses to decide about whoever is accused while they have not answered and still may, and an answer by
    /// somebody who is not accused.
    pub(crate) fn refuse_unheard(
        &self,
        judged: &JudgedCase,
        packs: &Packs,
        act: &Act,
        fact: &Fact,
    ) -> Result<(), Refusal> {
        let answers =
            act.kind == FactKind::EvidenceFiled && act.is_about(FactKind::ViolationOpened);
        if !answers && fact.kind != FactKind::ViolationDecided {
            return Ok(());
        }
        let (of, name) = (fact.of, packs.names.text(fact.what));
        let accused = match answers {
            true => fact.actor,
            false => fact.person,
        };
        let matters = self.ledger.look(|rows| of_case(rows, judged.id))?;
        let mut meant = matters.iter().filter(|matter| {
            let is_it = matter.name == name && matter.staff == accused && !name.is_empty();
            is_it && of.is_none_or(|of| of == matter.entry)
        });
        let Some(matter) = meant.next() else {
            return match answers {
                true => Err(Refusal::NothingToAnswer),
                false => Ok(()),
            };
        };
        let has_answered = judged
            .file
            .facts()
            .iter()
            .any(|said| is_answer(said, matter.staff, fact.what));
        let now = self.ledger.now();
        let policy = packs.version(packs.in_force(now));
        let until =
            policy.and_then(|policy| answer_until(packs, policy, &matter.clause, matter.opened));
        match until.filter(|until| now < *until && !answers && !has_answered) {
            Some(from) => Err(Refusal::Unheard { from }),
            None => Ok(()),
        }
    }

    /// What a decision on a violation changes in the company, with the decision: a suspension, a departure.
    ///
    /// # Errors
    /// A suspension without an end.
    pub(crate) fn sanctions_of(&self, seen: &Seen, fact: &Fact) -> Result<Vec<Change>, Refusal> {
        let Some(staff) = fact
            .person
            .filter(|_| fact.kind == FactKind::ViolationDecided)
        else {
            return Ok(Vec::new());
        };
        let now = self.ledger.now();
        let packs = &seen.packs;
        let Some(policy) = packs.version(packs.in_force(now)) else {
            return Ok(Vec::new());
        };
        let all = sanctions(policy, "");
        let of = |fact: &Fact, suspends: bool| {
            let more = fact.particulars.as_ref();
            let is_chosen = |name: &Symbol| more.is_some_and(|more| more.given.contains(*name));
            fact.answer == Answer::Yes
                && all.iter().any(|(_, kept)| match suspends {
                    true => kept.suspends.iter().any(is_chosen),
                    false => kept.dismisses.iter().any(is_chosen),
                })
        };
        let company = self.ledger.company()?;
        let in_force = company.suspended_until(staff, now, now);
        let mut changes = Vec::new();
        if of(fact, true) {
            let until = fact.particulars.as_ref().and_then(|more| more.until);
            let until = until.filter(|until| *until > now);
            let until = until.ok_or(Refusal::Missing { field: "until" })?;
            let until = in_force.map_or(until, |known| known.max(until));
            changes.push(Change::Suspended { staff, until });
        } else if in_force.is_some() {
            // Decided anew without it, what an earlier decision on the same had led to ends.
            let facts = seen.judged.file.facts().iter();
            let mut earlier = facts.filter(|known| {
                let is_same = known.kind == fact.kind && known.person == fact.person;
                is_same && known.what == fact.what && known.of == fact.of
            });
            if earlier.any(|known| of(known, true)) {
                changes.push(Change::Suspended { staff, until: now });
            }
        }
        if of(fact, false) {
            changes.push(Change::Departed { staff });
        }
        Ok(changes)
    }

    /// Records a decision together with what it changes and the papers that belong to it: all of it or nothing, once for a key.
    pub(crate) fn carry_out_with(
        &self,
        command: Command,
        key: &[u8],
        (changes, papers): (Vec<Change>, Option<Brought>),
    ) -> Result<Recorded, Failure> {
        let (key, now) = (key.to_vec(), self.ledger.now());
        self.ledger.keep_together(move |together| {
            let done = together.carry_out(command, &key)?;
            for (place, change) in changes.into_iter().enumerate() {
                let fact = CompanyFact {
                    from: now,
                    recorded: now,
                    change,
                };
                // Asked again with the same key, nothing is changed twice.
                let key = [key.as_slice(), format!("+{place}").as_bytes()].concat();
                together.carry_out(Command::Change(Box::new(fact)), &key)?;
            }
            if let Some(papers) = papers {
                papers.file_with(together, (FiledWith::Entry(done.seq), &key))?;
            }
            Ok::<_, Failure>(done)
        })
    }

    /// Suspended colleagues whose customers an actor looks after: of those who may follow up with them, the ones
    /// whose scope is nearest.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn looked_after(&self, actor: &Actor) -> Result<Vec<LookedAfter>, Refusal> {
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let now = actor.now;
        let mut all = Vec::new();
        for (staff, name) in &directory.staff {
            let Some(until) = company.suspended_until(*staff, now, now) else {
                continue;
            };
            if self.keepers(*staff, now)?.contains(&actor.staff) {
                all.push(LookedAfter {
                    staff: *staff,
                    name: name.clone(),
                    until,
                });
            }
        }
        Ok(all)
    }

    fn keepers(&self, staff: StaffId, now: Instant) -> Result<Vec<StaffId>, Refusal> {
        let (organisation, company) = (self.organisation()?, self.ledger.company()?);
        let unit = company.unit_of(staff, now, now);
        let line = unit
            .map(|unit| organisation.line_of(unit, now))
            .unwrap_or_default();
        for scope in line.into_iter().map(Some).chain([None]) {
            let mut keepers = Vec::new();
            for one in organisation
                .grants()
                .iter()
                .filter(|one| one.is_in_force(now))
            {
                let keeper = one.grant.staff;
                let role = role_of(&one.grant.role, one.seq)?;
                let is_free =
                    keeper != staff && company.suspended_until(keeper, now, now).is_none();
                let is_here = company.departed_by(keeper, now, now).is_none();
                if one.grant.scope == scope
                    && role.reach(Action::FollowUp) == Reach::Scope
                    && is_free
                    && is_here
                {
                    keepers.push(keeper);
                }
            }
            if !keepers.is_empty() {
                return Ok(keepers);
            }
        }
        Ok(Vec::new())
    }
}

/// Whether somebody accused says something against it.
pub(crate) fn is_answer(said: &Fact, accused: Option<StaffId>, name: Symbol) -> bool {
    let is_against = said.kind == FactKind::EvidenceFiled && said.answer == Answer::No;
    is_against && said.what == name && said.actor.is_some() && said.actor == accused
}
