//! What a pending case waits for: whose review, assignment or decision, and until when.

use super::reader::Reader;
use crate::policy::Policy;
use crate::rules::who::Who;
use crate::ruling::{ClaimOutcome, Party, Pending, Ruling, Standing};

impl Reader<'_> {
    /// What is awaited, in a clause without a stop, naming whoever has to act where the regulation says so.
    pub(super) fn awaits(&self, ruling: &Ruling, reason: Pending) -> String {
        let named = match reason {
            Pending::Review => self.reviews(ruling),
            Pending::Allocation => self.assigner(ruling),
            Pending::Evidence | Pending::Decision => self.decider(ruling, reason),
            Pending::Window => self.window(ruling),
            Pending::Identity => self.project(ruling),
            _ => None,
        };
        named.unwrap_or_else(|| reason.meaning(self.language).to_owned())
    }

    /// What one waiting claim waits for.
    pub(super) fn claim_awaits(&self, ruling: &Ruling, claim: &ClaimOutcome) -> Option<String> {
        match claim.standing {
            Standing::Waiting(Pending::Review) => self.review(claim),
            Standing::Waiting(reason) => Some(self.awaits(ruling, reason)),
            Standing::Returned => {
                let who = self.party_and_person(claim.party, claim.person);
                Some(self.language.pick(
                    format!("已退回，等 {who} 补正"),
                    format!("returned; {who} has to correct it"),
                ))
            }
            _ => self.broken(claim),
        }
    }

    /// That a claim was changed after all had signed, and who has to look at it first.
    fn broken(&self, claim: &ClaimOutcome) -> Option<String> {
        let step = claim.is_broken().then(|| self.name(claim.awaits))?;
        Some(self.language.pick(
            format!("终审后改过内容，签名失效，等{step}从头重新审核"),
            format!(
                "changed after the last approval, so the signatures fail; the {step} has to start the review again"
            ),
        ))
    }

    /// What stands in the headline of a case whose claim was changed after all had signed.
    pub(super) fn broken_claim(&self, ruling: &Ruling) -> Option<String> {
        ruling.claims.iter().find_map(|claim| self.broken(claim))
    }

    /// An entry that names no project may be of this one: whoever says so, says of which project it is.
    fn project(&self, ruling: &Ruling) -> Option<String> {
        let is_unnamed = |claim: &&ClaimOutcome| {
            let entry = self.case.by_seq(claim.fact);
            let more = entry.and_then(|entry| entry.particulars.as_ref());
            claim.standing == Standing::Waiting(Pending::Identity)
                && more.is_none_or(|more| more.project.is_none())
        };
        let mut claims = ruling.claims.iter();
        let asked = claims.find(|claim| self.packs.may_lack_project() && is_unnamed(claim))?;
        let mut duties = ruling.obligations.iter();
        let duty = duties.find(|duty| duty.fact == Some(asked.fact));
        let language = self.language;
        let who = match duty {
            Some(duty) => self.party(duty.who),
            None => language.pick("人", "somebody").to_owned(),
        };
        Some(language.pick(
            format!("有一笔没写项目的登记可能属于这里，等{who}确认是哪个项目"),
            format!("an entry without a project may be of this one; {who} has to say which"),
        ))
    }

    fn review(&self, claim: &ClaimOutcome) -> Option<String> {
        let step = claim.awaits.is_some().then(|| self.name(claim.awaits))?;
        let pick = |zh: String, en: String| Some(self.language.pick(zh, en));
        pick(
            format!("等{step}审核"),
            format!("the review by the {step} is awaited"),
        )
    }

    /// The reviews that the claims wait for, each once.
    fn reviews(&self, ruling: &Ruling) -> Option<String> {
        let mut awaited: Vec<String> = Vec::new();
        for claim in &ruling.claims {
            let is_review = matches!(
                claim.standing,
                Standing::Waiting(Pending::Review) | Standing::Returned
            );
            let text = self.claim_awaits(ruling, claim).filter(|_| is_review);
            awaited.extend(text.filter(|text| !awaited.contains(text)));
        }
        (!awaited.is_empty()).then(|| self.clauses(&awaited))
    }

    fn assigner(&self, ruling: &Ruling) -> Option<String> {
        let policy = self.policy_at(ruling)?;
        let left = policy.departure.as_ref().and_then(|bound| bound.rule.by);
        let by = match &policy.assign {
            Some(bound) => bound.rule.by.clone(),
            None => left.into_iter().collect(),
        };
        let by: Vec<String> = by
            .into_iter()
            .filter_map(|who| self.who(ruling, who))
            .collect();
        let by = by.join(self.language.pick("或", " or "));
        let pick = |zh: String, en: String| Some(self.language.pick(zh, en));
        if by.is_empty() {
            return None;
        }
        pick(
            format!("等{by}指派"),
            format!("{by} has to assign it to somebody"),
        )
    }

    fn decider(&self, ruling: &Ruling, reason: Pending) -> Option<String> {
        let window = self.policy_at(ruling)?.window.as_ref()?;
        let role = Some(window.rule.decided_by).filter(|role| role.is_some())?;
        let role = self.name(role);
        let language = self.language;
        Some(match reason {
            Pending::Evidence => language.pick(
                format!("等{role}裁定证据"),
                format!("the {role} has to decide on the evidence"),
            ),
            _ => language.pick(format!("等{role}决定"), format!("the {role} has to decide")),
        })
    }

    /// Until when others may come: until the deal's window ends, or the case stops waiting by itself.
    fn window(&self, ruling: &Ruling) -> Option<String> {
        let ends = ruling.deals.iter().filter_map(|deal| deal.window_until);
        if let Some(until) = ends.filter(|until| *until > ruling.at).max() {
            let until = self.until(until);
            return Some(self.language.pick(
                format!("主张期到 {until}，别人还可能提出主张"),
                format!("others may still claim the deal until {until}"),
            ));
        }
        let later = ruling.segments.iter().find(|segment| {
            segment.from > ruling.at && !segment.ownership.reasons.contains(Pending::Window)
        });
        let until = self.until(later?.from);
        Some(self.language.pick(
            format!("到 {until} 为止，别人还可能报备或补报"),
            format!("others may still claim or complete their entry until {until}"),
        ))
    }

    fn policy_at(&self, ruling: &Ruling) -> Option<&Policy> {
        self.packs.version(self.packs.in_force(ruling.at))
    }

    /// A part in the case that an office is named by; others are told in general.
    fn who(&self, ruling: &Ruling, who: Who) -> Option<String> {
        let language = self.language;
        match who {
            Who::Role(role) => Some(self.party(Party::Role(role, None))),
            Who::Named(name) => Some(self.name(name)),
            Who::RoleOfUnit(role) => {
                if let Some(Party::Unit(unit)) = ruling.ownership.owner {
                    return Some(self.party(Party::Role(role, Some(unit))));
                }
                let role = self.name(role);
                Some(language.pick(
                    format!("所在单位的{role}"),
                    format!("the {role} of the unit"),
                ))
            }
            Who::RegionHead => Some(
                language
                    .pick("该区域的负责人", "whoever is responsible for the region")
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
