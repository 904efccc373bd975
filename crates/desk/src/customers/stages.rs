//! How far colleagues have come with their customers, where the regulation lets everybody who sells know: whose each
//! is and at which stage, and nothing by which a customer could be reached. The stage is what the ruling says, so each
//! line of a page is judged; once there is a deal, it is what whoever has the customer said since. A page looks at so
//! many cases at most.

use ledger::fault::Fault;
use ledger::record::JudgedCase;
use ruling::fact::{Fact, FactKind};
use ruling::name::{Names, Symbol};
use ruling::policy::{Packs, Policy};
use ruling::rules::who::Who;
use ruling::ruling::Standing;

use super::Page;
use crate::case_line::{CaseLine, LINE_COLUMNS};
use crate::permission::{Role, Target, deed};
use crate::pool::is_live;
use crate::{Actor, Desk, Refusal, Text};

/// Lines of a page.
const LINES: usize = 25;
/// Cases that one page looks at: those of other regulations, and those that wait in another case, have no line.
const LOOKED_AT: u32 = 200;

/// How far a customer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 跟进: somebody has or waits for it.
    Followed,
    /// 成交: there is a deal.
    Won,
    /// 流失: nobody has it any more, and nobody's registration of it counts.
    Lost,
}

impl Stage {
    /// By what name a regulation lets whoever has the customer say it once there is a deal.
    const SAID: [(&'static str, Stage); 3] = [
        ("stage_followed", Stage::Followed),
        ("stage_won", Stage::Won),
        ("stage_lost", Stage::Lost),
    ];

    fn said_by(fact: &Fact, names: &Names) -> Option<Stage> {
        let name = Some(names.text(fact.what)).filter(|_| fact.kind == FactKind::Noted);
        let mut said = Stage::SAID.into_iter();
        said.find_map(|(known, stage)| (name == Some(known)).then_some(stage))
    }
}

/// What colleagues know of a customer. There is no more in it, so that no page can show more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageLine {
    /// The name or company, masked as in lists; none: nothing was given, or it was erased.
    pub customer: Option<String>,
    /// Who holds it, by name; none: nobody.
    pub holder: Option<Text>,
    /// How far it has come.
    pub stage: Stage,
}

impl Desk {
    /// Whether the regulation that somebody works under lets them know the stages of all its customers: for links.
    /// [`Desk::stages`] asks again.
    ///
    /// # Errors
    /// A fault.
    pub fn knows_stages(&self, actor: &Actor) -> Result<bool, Refusal> {
        Ok(self.stages_known_in(actor)?.is_some())
    }

    /// One page of the stages of all customers under the actor's regulation, the newest customer first, from behind
    /// the case with which the page before ended. It counts as one look at a colleague's case.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where the regulation does not say that the actor may know them.
    pub fn stages(
        &self,
        actor: &Actor,
        after: Option<u64>,
    ) -> Result<Page<StageLine, u64>, Refusal> {
        actor.may::<deed::SeeCase>(Target::Anything)?;
        let domain = self.stages_known_in(actor)?.ok_or(Refusal::NotFound)?;
        self.follow()?;
        self.turn_lines(super::TURNS)?;
        self.count_look(actor)?;
        let read = self.ledger.look(|rows| {
            let before = after.unwrap_or(i64::MAX.cast_unsigned());
            let values = [rows.company(), before.into(), LOOKED_AT.into()];
            let sql = format!(
                "SELECT {LINE_COLUMNS} FROM case_line WHERE company_id = $1 AND case_id < $2 \
                 ORDER BY case_id DESC LIMIT $3"
            );
            rows.query("listing stages", &sql, &values, CaseLine::of)
        })?;
        let is_last = u32::try_from(read.len()).is_ok_and(|count| count < LOOKED_AT);
        let mut page = Page {
            lines: Vec::new(),
            next: None,
        };
        let mut seen = None;
        for line in read {
            if page.lines.len() == LINES {
                page.next = seen;
                return Ok(page);
            }
            seen = Some(line.case);
            page.lines.extend(self.stage_line(actor, domain, &line)?);
        }
        page.next = seen.filter(|_| !is_last);
        Ok(page)
    }

    /// A customer as colleagues know it; none: it is none of this regulation, or nobody registered it.
    fn stage_line(
        &self,
        actor: &Actor,
        domain: u32,
        line: &CaseLine,
    ) -> Result<Option<StageLine>, Refusal> {
        let judged = self.ledger.case(line.case, actor.now, actor.now)?;
        let own = judged.filter(|judged| judged.id == line.case && judged.domain == domain);
        let Some(own) = own else { return Ok(None) };
        let packs = self.packs_of_case(&own)?;
        let Some(stage) = stage_of(&own, &packs.names) else {
            return Ok(None);
        };
        Ok(Some(StageLine {
            customer: self.customer_name(line.case)?,
            holder: self.holder_name(line)?,
            stage,
        }))
    }

    /// The domain of the actor's regulation, if that lets them know the stages of its customers.
    fn stages_known_in(&self, actor: &Actor) -> Result<Option<u32>, Fault> {
        let domain = self.ledger.domain_of(actor.unit, actor.now)?;
        let regulations = self.ledger.regulations()?;
        let packs = regulations.packs(domain);
        let company = self.ledger.company()?;
        let office = company.role_of(actor.staff, actor.now, actor.now);
        let Some(policy) = packs.version(packs.in_force(actor.now)) else {
            return Ok(None);
        };
        // Whoever sells is of the office that only sells, whatever else the company file calls them.
        let sells = actor.has(Role::Salesperson);
        let is_known = offices_told_stages(policy, packs)
            .any(|told| told == office || (sells && only_sells(policy, told)));
        Ok(is_known.then_some(domain))
    }
}

/// The offices to whose people a regulation shows the stages of all customers.
fn offices_told_stages<'a>(
    policy: &'a Policy,
    packs: &'a Packs,
) -> impl Iterator<Item = Symbol> + 'a {
    let rules = policy.visibles.iter();
    let rules = rules.filter(|bound| packs.names.text(bound.rule.what) == "stage");
    let told = rules.flat_map(|bound| bound.rule.to.iter());
    told.filter_map(|who| office_of(*who))
}

/// Whether a regulation names an office without giving it anything to decide or to see to: it is those who sell.
fn only_sells(policy: &Policy, office: Symbol) -> bool {
    let steps = policy.approvals.iter().flat_map(|bound| &bound.rule.steps);
    let deciders = policy.kepts.iter().flat_map(|bound| &bound.rule.decided_by);
    let obliged = policy.obliges.iter().flat_map(|bound| {
        let rule = &bound.rule;
        [Some(rule.who), rule.escalate].into_iter().flatten()
    });
    let named = obliged.chain(deciders.copied()).filter_map(office_of);
    let window = policy.window.iter().map(|bound| bound.rule.decided_by);
    !steps
        .copied()
        .chain(named)
        .chain(window)
        .any(|known| known == office)
}

fn office_of(who: Who) -> Option<Symbol> {
    match who {
        Who::Role(office) | Who::RoleOfUnit(office) | Who::RoleOfActor(office) => Some(office),
        _ => None,
    }
}

/// How far a case has come; none: it is nobody's customer yet.
fn stage_of(judged: &JudgedCase, names: &Names) -> Option<Stage> {
    let ruling = &judged.ruling;
    if let Some(deal) = ruling.deals.last() {
        let claims = ruling.claims.iter().map(|claim| claim.fact);
        let since = claims.chain([deal.fact]).max();
        let facts = judged.file.facts().iter().rev();
        let mut said = facts.filter(|fact| Some(fact.seq) > since);
        let said = said.find_map(|fact| Stage::said_by(fact, names));
        return said.or(Some(Stage::Won));
    }
    let is_any = |wanted: fn(Standing) -> bool| {
        let mut claims = ruling.claims.iter();
        claims.any(|claim| wanted(claim.standing))
    };
    if ruling.ownership.owner.is_some() || is_any(is_followed) {
        return Some(Stage::Followed);
    }
    // What never came to count is no customer that was lost.
    is_any(is_over).then_some(Stage::Lost)
}

/// Whether a claim counts, or may come to.
fn is_followed(standing: Standing) -> bool {
    is_live(standing) || matches!(standing, Standing::Waiting(_) | Standing::Returned)
}

/// Whether a claim counted, and does no more.
fn is_over(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::Ended | Standing::Lapsed | Standing::Superseded
    )
}
