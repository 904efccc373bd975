//! Cases that nobody is in charge of: the pool that is open to everybody under a regulation, and those that wait to
//! be given to somebody, in the order of what waits longest. Rows say which; only the cases of a page are judged.

pub mod claim;

use ledger::fault::Fault;
use ledger::lists::Outlook;
use ledger::record::JudgedCase;
use ledger::rows::{Rows, Value};
use ruling::calendar::Instant;
use ruling::policy::{FieldKind, Packs, Policy};
use ruling::rules::assign::Before;
use ruling::ruling::{Mode, Pending, Standing, State};

use crate::case_line;
use crate::case_sheet::MaskedField;
use crate::customers::{Place, place_name};
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Refusal};

/// Lines of a page.
const PAGE: usize = 20;
/// Rows read at once.
const READ_AT_ONCE: u32 = 200;
/// Rows that one page passes over at most.
const PASSED_MAX: usize = 5_000;
/// Lines that a look makes anew before it reads, in so many transactions.
const TURNS: usize = 4;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// 公海: everybody under the regulation may claim.
    Open,
    /// 待分配: whoever assigns gives it to somebody.
    Waiting,
    /// 申请: what nobody ever holds, such as a dealer to be taken on.
    Applications,
}

impl Pool {
    pub(crate) fn number(self) -> u8 {
        match self {
            Pool::Open => 0,
            Pool::Waiting => 1,
            Pool::Applications => 2,
        }
    }
}

/// A case in a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolLine {
    /// The case.
    pub case: u64,
    /// Since when.
    pub since: Instant,
    /// The customer, masked; none: the reader may not see the case, or the data was erased.
    pub customer: Option<String>,
    /// The city or province, by name.
    pub region: Option<String>,
    /// What is known that is not personal, as entered: the demand, the product. A long number in it is masked.
    pub about: Vec<MaskedField>,
    /// Who registered it and may still have it, the first in line first.
    pub registrants: Vec<String>,
    /// Whether it was sold before anybody was given it.
    pub is_sold: bool,
    /// First second in which giving it to somebody is late.
    pub due_until: Option<Instant>,
    /// Whether the reader sees the case.
    pub is_seen: bool,
}

/// A page of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PoolPage {
    /// Its lines, what waits longest first.
    pub lines: Vec<PoolLine>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<Place>,
}

/// Where a case stands among those that nobody is in charge of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pooled {
    domain: u32,
    pool: Pool,
    since: Instant,
}

impl Desk {
    /// Where a case stands in a pool, if it does. Only what rows show to be in nobody's hands, or to be open, is
    /// judged for it.
    pub(crate) fn pooled(&self, case: u64, outlook: &Outlook) -> Result<Option<Pooled>, Refusal> {
        let is_nobodys = outlook.owner.is_none() || outlook.person.is_none();
        let may_be = is_nobodys || outlook.state == State::Pending;
        if outlook.waits || !may_be {
            return Ok(None);
        }
        let now = self.ledger.now();
        let Some(judged) = self.ledger.case(case, now, now)? else {
            return Ok(None);
        };
        let packs = self.packs_of_case(&judged)?;
        let policy = packs.version(packs.in_force(now));
        let Some(pool) = policy.and_then(|policy| pool_of(&judged, policy)) else {
            return Ok(None);
        };
        Ok(Some(Pooled {
            domain: judged.domain,
            pool,
            since: since(&judged, pool),
        }))
    }

    /// A page of a pool. Of the open one, everybody who registers customers sees what the units under their
    /// regulation lost, and no name; of what waits, whoever assigns sees what lies in their reach.
    ///
    /// # Errors
    /// The actor does neither.
    pub fn pool(
        &self,
        actor: &Actor,
        pool: Pool,
        after: Option<Place>,
    ) -> Result<PoolPage, Refusal> {
        match pool {
            Pool::Open => actor.may::<deed::Register>(Target::Anything).map(drop)?,
            Pool::Waiting => actor.may::<deed::Assign>(Target::Anything).map(drop)?,
            Pool::Applications => actor.may::<deed::SeeCase>(Target::Anything).map(drop)?,
        }
        self.follow()?;
        self.turn_lines(TURNS)?;
        let domain = match pool {
            Pool::Open => Some(self.ledger.domain_of(actor.unit, actor.now)?),
            Pool::Waiting | Pool::Applications => None,
        };
        let mut page = PoolPage::default();
        let mut after = after.unwrap_or(Place {
            at: match pool {
                Pool::Open | Pool::Waiting => Instant::MIN,
                Pool::Applications => Instant::MAX,
            },
            case: 0,
        });
        let mut passed = 0;
        loop {
            let read = self
                .ledger
                .look(|rows| range(rows, (pool, domain), after))?;
            let is_last = read.len() < READ_AT_ONCE as usize;
            for (case, since) in read {
                after = Place { at: since, case };
                passed += 1;
                let is_theirs = match pool {
                    Pool::Open => true,
                    Pool::Waiting => self.is_to_give(actor, case)?,
                    Pool::Applications => self.sees(actor, case)?,
                };
                if is_theirs {
                    page.lines.extend(self.pool_line(actor, case, since)?);
                }
                if page.lines.len() == PAGE {
                    page.next = Some(after);
                    return Ok(page);
                }
            }
            if is_last {
                return Ok(page);
            }
            if passed >= PASSED_MAX {
                page.next = Some(after);
                return Ok(page);
            }
        }
    }

    fn is_to_give(&self, actor: &Actor, case: u64) -> Result<bool, Refusal> {
        let concerned = self
            .ledger
            .look(|rows| crate::sight::Concerned::of(rows, case))?;
        Ok(actor.is_allowed(Action::Assign, concerned.target()))
    }

    fn pool_line(
        &self,
        actor: &Actor,
        case: u64,
        since: Instant,
    ) -> Result<Option<PoolLine>, Refusal> {
        let now = actor.now;
        let Some(judged) = self.ledger.case(case, now, now)? else {
            return Ok(None);
        };
        let is_seen = self.sees(actor, case)?;
        let line = self.ledger.look(|rows| case_line::read(rows, case))?;
        let packs = self.packs_of_case(&judged)?;
        let due = line.and_then(|line| line.due);
        Ok(Some(PoolLine {
            case,
            since,
            customer: match is_seen {
                true => self.customer_name(case)?,
                false => None,
            },
            region: line.and_then(|line| line.region).map(place_name),
            about: self.not_personal(case, &packs, now)?,
            registrants: match is_seen {
                true => self.in_line(&judged)?,
                false => Vec::new(),
            },
            is_sold: !judged.ruling.deals.is_empty(),
            due_until: due.filter(|due| *due < Instant::MAX),
            is_seen,
        }))
    }

    /// What is known of a case's customer that is not personal.
    fn not_personal(
        &self,
        case: u64,
        packs: &Packs,
        now: Instant,
    ) -> Result<Vec<MaskedField>, Refusal> {
        let Some(policy) = packs.version(packs.in_force(now)) else {
            return Ok(Vec::new());
        };
        let plain = |name: &str| {
            let field = policy.field_kept_as(name, &packs.names)?;
            let is_plain = field.kind == FieldKind::Plain && field.identifies.is_none();
            is_plain.then_some(field)
        };
        let known = self.ledger.masked_but(case, |name| plain(name).is_some())?;
        let told = known.into_iter().filter_map(|(name, value)| {
            let label = plain(&name)?.label.clone();
            Some(MaskedField { name, label, value })
        });
        Ok(told.take(3).collect())
    }

    /// Who has a claim that may still be served, the first in line first.
    fn in_line(&self, judged: &JudgedCase) -> Result<Vec<String>, Refusal> {
        let directory = self.ledger.directory()?;
        let live = judged
            .ruling
            .claims
            .iter()
            .filter(|claim| is_live(claim.standing));
        let mut live: Vec<_> = live.collect();
        live.sort_by_key(|claim| (claim.priority == 0, claim.priority, claim.ranked_at));
        let named = live.into_iter().filter_map(|claim| claim.person);
        let mut names: Vec<String> = Vec::new();
        for name in named.filter_map(|staff| directory.staff.get(&staff)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Ok(names)
    }
}

/// Whether a claim still counts, or waits to.
pub(crate) fn is_live(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::Holding | Standing::Standing | Standing::Queued | Standing::Offered
    )
}

/// The pool that a case is in by its ruling.
fn pool_of(judged: &JudgedCase, policy: &Policy) -> Option<Pool> {
    let ruling = &judged.ruling;
    if !policy.has_holder {
        return Some(Pool::Applications);
    }
    if ruling.ownership.state == State::Final {
        return None;
    }
    if ruling.protection.mode == Mode::Pool && ruling.ownership.owner.is_none() {
        return Some(Pool::Open);
    }
    if ruling.ownership.reasons.contains(Pending::Allocation) {
        return Some(Pool::Waiting);
    }
    // Where nobody has a case before it was given to them, valid claims wait for that.
    let is_given = policy.assign.as_ref();
    let is_given = is_given.is_some_and(|assign| assign.rule.before != Before::NotNeeded);
    let mut claims = ruling.claims.iter();
    let waits = claims.any(|claim| matches!(claim.standing, Standing::Holding | Standing::Queued));
    let is_nobodys = policy.has_holder && ruling.ownership.owner.is_none();
    (is_given && is_nobodys && waits).then_some(Pool::Waiting)
}

/// Since when it is in the pool: what waits counts from the first valid claim, so that the order is theirs.
fn since(judged: &JudgedCase, pool: Pool) -> Instant {
    let last = judged.file.facts().iter().map(|fact| fact.counts_at).max();
    let last = last.unwrap_or(Instant::MIN);
    match pool {
        Pool::Open => judged.ruling.protection.ended.unwrap_or(last),
        Pool::Applications => {
            let filed = judged.file.facts().iter().map(|fact| fact.counts_at);
            filed.min().unwrap_or(last)
        }
        Pool::Waiting => {
            let live = judged
                .ruling
                .claims
                .iter()
                .filter(|claim| is_live(claim.standing));
            live.map(|claim| claim.ranked_at).min().unwrap_or(last)
        }
    }
}

/// The rows of a pool behind a place: by turn where somebody waits for one, else the newest first, for what is settled
/// stays in the list.
fn range(
    rows: &Rows<'_>,
    (pool, domain): (Pool, Option<u32>),
    after: Place,
) -> Result<Vec<(u64, Instant)>, Fault> {
    let mut values = vec![rows.company(), pool.number().into()];
    values.extend(domain.map(Value::from));
    values.extend::<[Value<'_>; 3]>([after.at.into(), after.case.into(), READ_AT_ONCE.into()]);
    let (within, [at, case, most]) = match domain {
        Some(_) => ("AND domain = $3 ", [4, 5, 6]),
        None => ("", [3, 4, 5]),
    };
    let (beyond, order) = match pool {
        Pool::Open | Pool::Waiting => (">", ""),
        Pool::Applications => ("<", " DESC"),
    };
    let sql = format!(
        "SELECT case_id, since_at FROM pooled_case WHERE company_id = $1 AND pool = $2 {within}\
         AND since_at {beyond}= ${at} AND (since_at, case_id) {beyond} (${at}, ${case}) \
         ORDER BY since_at{order}, case_id{order} LIMIT ${most}"
    );
    rows.query("listing a pool", &sql, &values, |row| {
        Ok((row.id(0)?, row.instant(1)?))
    })
}

/// Keeps where a case stands, together with its line.
pub(crate) fn keep(rows: &Rows<'_>, case: u64, pooled: Option<Pooled>) -> Result<(), Fault> {
    let Some(Pooled {
        domain,
        pool,
        since,
    }) = pooled
    else {
        return rows.execute(
            "taking a case out of a pool",
            "DELETE FROM pooled_case WHERE company_id = $1 AND case_id = $2",
            &[rows.company(), case.into()],
        );
    };
    rows.execute(
        "putting a case into a pool",
        "INSERT INTO pooled_case (company_id, case_id, domain, pool, since_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (company_id, case_id) DO UPDATE SET domain = excluded.domain, pool = excluded.pool, \
         since_at = excluded.since_at",
        &[
            rows.company(),
            case.into(),
            domain.into(),
            pool.number().into(),
            since.into(),
        ],
    )
}

/// Whether a case waits to be given to somebody.
pub(crate) fn waits(rows: &Rows<'_>, case: u64) -> Result<bool, Fault> {
    Ok(stands_in(rows, case)?.is_some_and(|(pool, _)| pool == Pool::Waiting.number()))
}

/// In which pool a case stands, and of which domain.
fn stands_in(rows: &Rows<'_>, case: u64) -> Result<Option<(u8, u32)>, Fault> {
    rows.query_one(
        "looking for a case in a pool",
        "SELECT pool, domain FROM pooled_case WHERE company_id = $1 AND case_id = $2",
        &[rows.company(), case.into()],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )
}
