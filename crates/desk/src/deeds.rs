//! What people did from one moment to another: one page for whoever audits.

mod did;

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::organisation::Grant;
use ledger::read::StoredEntry;
use ledger::rows::{Rows, Value};
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::Change;
use ruling::explain::{Directory, InWords};
use ruling::fact::{Fact, Seq, StaffId, UnitId};
use ruling::language::Language;
use ruling::policy::problem::Text;

pub(crate) use self::did::Deed;
pub use self::did::{AccountDeed, DeedKind, Did};
use crate::customers::PAGE_MAX;
use crate::permission::{Action, Permit, Target, deed, role_of};
use crate::{Actor, Desk, Refusal};

/// Whose deeds, which, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeedQuery {
    /// Whose; none: everybody's of one kind.
    pub staff: Option<StaffId>,
    /// Which; none: of one person all, of everybody what administers.
    pub kind: Option<DeedKind>,
    /// From this instant on.
    pub from: Instant,
    /// Before this one.
    pub until: Instant,
    /// Where the page before ended.
    pub after: Option<DeedPlace>,
    /// Most lines wanted.
    pub limit: u32,
}

/// A line's place: where the next page goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeedPlace {
    /// When it was recorded.
    pub at: Instant,
    /// The entry.
    pub seq: Seq,
}

/// One thing somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedLine {
    /// The entry that says so.
    pub seq: Seq,
    /// When it was recorded.
    pub at: Instant,
    /// Who did it.
    pub who: String,
    /// What.
    pub did: Did,
    /// A fact in the words of the case's regulation; what a regulation is called.
    pub text: Option<Text>,
    /// The person or unit concerned, by name.
    pub whom: Option<String>,
    /// The unit that a role is for; none: the whole company, or it is about no role.
    pub scope: Option<String>,
    /// The cases concerned: one, or all of the customer whose data was seen.
    pub cases: Vec<u64>,
    /// Why, for a reveal; none once the data was erased.
    pub reason: Option<String>,
}

/// One page, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedPage {
    /// Its lines.
    pub lines: Vec<DeedLine>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<DeedPlace>,
}

impl Desk {
    /// What somebody did, or everybody of one kind.
    ///
    /// # Errors
    /// The actor audits nobody, not this person's unit, or not the whole company when everybody is meant.
    pub fn deeds(&self, actor: &Actor, query: &DeedQuery) -> Result<DeedPage, Refusal> {
        self.may_audit(actor, query.staff)?;
        self.follow()?;
        let limit = query.limit.clamp(1, PAGE_MAX);
        let found = self.ledger.look(|rows| places(rows, query, limit))?;
        let is_full = found.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let next = found.last().map(|(place, _)| *place).filter(|_| is_full);
        let directory = self.ledger.directory()?;
        let mut lines = Vec::with_capacity(found.len());
        for (place, staff) in found {
            let entries = self.ledger.entries(place.seq, 1)?;
            for stored in &entries {
                lines.push(self.deed_line(stored, staff, &directory)?);
            }
        }
        Ok(DeedPage { lines, next })
    }

    /// The same from its beginning, to be taken out of the program.
    ///
    /// # Errors
    /// As [`Desk::deeds`], or today's budget used up.
    pub fn export_deeds(&self, actor: &Actor, query: &DeedQuery) -> Result<Vec<DeedLine>, Refusal> {
        let permit = self.may_audit(actor, query.staff)?;
        self.take_out(permit.staff, |after| {
            let query = DeedQuery {
                after,
                limit: PAGE_MAX,
                ..*query
            };
            let page = self.deeds(actor, &query)?;
            Ok((page.lines, page.next))
        })
    }

    /// Everybody whose deeds an actor may read, by name: oneself at least.
    ///
    /// # Errors
    /// The actor reads nobody's.
    pub fn audited(&self, actor: &Actor) -> Result<Vec<(StaffId, String)>, Refusal> {
        actor.may::<deed::SeeAccesses>(Target::Anything)?;
        let mut people = self.people(actor)?;
        people.retain(|line| {
            line.staff == actor.staff
                || actor.is_allowed(Action::SeeAccesses, Target::Unit(line.unit))
        });
        let people = people.into_iter();
        Ok(people.map(|line| (line.staff, line.name)).collect())
    }

    fn may_audit(
        &self,
        actor: &Actor,
        staff: Option<StaffId>,
    ) -> Result<Permit<deed::SeeAccesses>, Refusal> {
        match staff {
            Some(staff) if staff == actor.staff => actor.may(Target::Anything),
            Some(staff) => {
                let company = self.ledger.company()?;
                actor.may(Target::Unit(company.unit_of(staff, actor.now, actor.now)))
            }
            None => actor.may(Target::Unit(None)),
        }
    }

    fn deed_line(
        &self,
        stored: &StoredEntry,
        staff: StaffId,
        directory: &Directory,
    ) -> Result<DeedLine, Refusal> {
        let person = |staff: StaffId| directory.staff.get(&staff).cloned();
        let unit = |unit: UnitId| directory.units.get(&unit).cloned();
        let mut line = DeedLine {
            seq: stored.seq,
            at: stored.recorded,
            who: person(staff).unwrap_or_default(),
            did: Did::ChangedCompany,
            text: None,
            whom: None,
            scope: None,
            cases: stored.case.into_iter().collect(),
            reason: None,
        };
        match &stored.entry {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => {
                line.did = Did::Recorded(fact.kind);
                line.text = Some(self.told_of(stored.case, fact, directory)?);
            }
            Entry::Accessed { deed, .. } => {
                line.did = Did::of_access(deed);
                let access = self.ledger.access_of(stored.seq)?;
                let known = access.map(|access| (access.cases, access.reason));
                (line.cases, line.reason) = known.unwrap_or_default();
            }
            Entry::Papers { .. } => line.did = Did::FiledPapers,
            Entry::SheetScanned { .. } => line.did = Did::FiledSheet,
            Entry::Account { deed, staff, .. } => {
                line.did = AccountDeed::named(deed).map_or(Did::ChangedCompany, Did::Account);
                line.whom = person(*staff);
            }
            Entry::Granted(grant) => {
                line.did = Did::Granted(role_of(&grant.role, stored.seq)?);
                line.whom = person(grant.staff);
                line.scope = grant.scope.and_then(unit);
            }
            Entry::Revoked { grant, .. } => {
                let given = self.given(*grant)?;
                line.did = Did::Revoked(role_of(&given.role, *grant)?);
                line.whom = person(given.staff);
                line.scope = given.scope.and_then(unit);
            }
            Entry::StatementsIssued { .. } => line.did = Did::IssuedStatements,
            Entry::ListConfirmed { unit: of, .. } => {
                (line.did, line.whom) = (Did::ConfirmedList, unit(*of));
            }
            Entry::Staff(staff) => (line.did, line.whom) = (Did::TookOn, person(*staff)),
            Entry::Unit(_, name) => (line.did, line.whom) = (Did::NamedUnit, Some(name.clone())),
            Entry::Placed { unit: placed, .. } => {
                (line.did, line.whom) = (Did::PlacedUnit, unit(*placed));
            }
            Entry::Governed { unit: governed, .. } => {
                (line.did, line.whom) = (Did::PutUnder, unit(*governed));
            }
            Entry::Pack { domain, .. } => {
                let regulations = self.ledger.regulations()?;
                let newest = regulations.packs(*domain).versions().last();
                line.did = Did::Published;
                line.text = newest.map(|policy| policy.title.clone());
            }
            Entry::Change(change) => (line.did, line.whom) = changed(&change.change, directory),
            _ => {}
        }
        Ok(line)
    }

    /// What an entry gave.
    fn given(&self, grant: Seq) -> Result<Grant, Refusal> {
        let organisation = self.organisation()?;
        let granted = organisation.grant(grant).ok_or(Fault::Damaged {
            what: "grant",
            number: grant.into(),
        })?;
        Ok(granted.grant.clone())
    }

    /// A fact in the words of the regulation that its case is judged by.
    fn told_of(
        &self,
        case: Option<u64>,
        fact: &Fact,
        directory: &Directory,
    ) -> Result<Text, Refusal> {
        let packs = match case {
            Some(case) => self.ledger.packs_of(case)?,
            None => self.ledger.packs()?,
        };
        let file = CaseFile::new(None, vec![fact.clone()]);
        let told = |language| {
            let words = InWords::new(&packs, &file, directory, language, fact.recorded);
            words.deed(fact)
        };
        Ok(Text::new(told(Language::Chinese), told(Language::English)))
    }
}

/// What was changed about the company, and the person or unit concerned.
fn changed(change: &Change, directory: &Directory) -> (Did, Option<String>) {
    let person = |staff: &StaffId| directory.staff.get(staff).cloned();
    let named = |unit: &UnitId| directory.units.get(unit).cloned();
    match change {
        Change::Joined { staff, .. } | Change::Moved { staff, .. } => {
            (Did::Employed, person(staff))
        }
        Change::Departed { staff } => (Did::LetGo, person(staff)),
        Change::RegionSet { unit, .. } => (Did::SetRegions, named(unit)),
        Change::RosterSet { unit, .. } => (Did::SetRoster, named(unit)),
        Change::Acknowledged { .. } => (Did::Signed, None),
        Change::StandsIn { staff, .. } => (Did::PassedOn, person(staff)),
        Change::Named { staff, .. } => (Did::NamedPerson, person(staff)),
        Change::Outage { .. } => (Did::DeclaredOutage, None),
        _ => (Did::ChangedCompany, None),
    }
}

/// A page as a range of one index.
fn places(
    rows: &Rows<'_>,
    query: &DeedQuery,
    limit: u32,
) -> Result<Vec<(DeedPlace, StaffId)>, Fault> {
    let kind = match query.staff {
        Some(_) => query.kind,
        None => Some(query.kind.unwrap_or(DeedKind::Manage)),
    };
    let leads = [
        ("staff_id", query.staff.map(|staff| staff.0.get())),
        ("kind", kind.map(|kind| kind.number().into())),
    ];
    let mut values: Vec<Value<'_>> = vec![rows.company()];
    let mut equal = String::new();
    for (column, value) in leads {
        if let Some(value) = value {
            values.push(value.into());
            equal.push_str(&format!("AND {column} = ${} ", values.len()));
        }
    }
    let after = query.after.unwrap_or(DeedPlace {
        at: query.until,
        seq: 0,
    });
    let [at, seq, from, count] = [1, 2, 3, 4].map(|place| values.len() + place);
    values.extend::<[Value<'_>; 4]>([
        after.at.into(),
        after.seq.into(),
        query.from.into(),
        limit.into(),
    ]);
    // The first condition on the time is what the index is searched by.
    let sql = format!(
        "SELECT recorded_at, seq, staff_id FROM deed_of_staff WHERE company_id = $1 {equal}AND \
         recorded_at <= ${at} AND (recorded_at, seq) < (${at}, ${seq}) AND recorded_at >= ${from} \
         ORDER BY recorded_at DESC, seq DESC LIMIT ${count}"
    );
    rows.query("listing what people did", &sql, &values, |row| {
        let staff = std::num::NonZeroU32::new(row.int(2)?).ok_or("nobody has this number")?;
        let place = DeedPlace {
            at: row.instant(0)?,
            seq: row.int(1)?,
        };
        Ok((place, StaffId(staff)))
    })
}

/// Notes what somebody did, once.
pub(crate) fn note(rows: &Rows<'_>, deed: &Deed) -> Result<(), Fault> {
    rows.execute(
        "noting what somebody did",
        "INSERT INTO deed_of_staff (company_id, staff_id, seq, recorded_at, kind) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (company_id, staff_id, recorded_at, seq) DO NOTHING",
        &[
            rows.company(),
            deed.staff.0.get().into(),
            deed.seq.into(),
            deed.recorded.into(),
            deed.kind.number().into(),
        ],
    )
}
