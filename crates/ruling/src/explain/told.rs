//! What the sentence of one condition may mention.

#[cfg(test)]
mod tests;

use super::reader::Reader;
use crate::calendar::Instant;
use crate::fact::Fact;
use crate::name::Symbol;
use crate::ruling::{CreditKind, Finding, Party, Ruling, Source, Why};

/// A condition with the facts and parties it was judged by.
pub(super) struct Told<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) source: Source,
    fact: Option<&'a Fact>,
    against: Option<&'a Fact>,
    /// The time that goes with the condition.
    pub(super) deadline: Option<Instant>,
    receivers: Vec<Party>,
}

impl<'a> Told<'a> {
    /// A condition without facts: an answer to "may I?", which names nobody.
    pub(super) fn alone(reader: &'a Reader<'a>, source: Source) -> Self {
        Told {
            reader,
            source,
            fact: None,
            against: None,
            deadline: None,
            receivers: Vec::new(),
        }
    }

    /// A condition of a ruling.
    pub(super) fn of(reader: &'a Reader<'a>, ruling: &Ruling, finding: &Finding) -> Self {
        Told {
            reader,
            source: finding.source,
            fact: finding.fact.and_then(|seq| reader.case.by_seq(seq)),
            against: finding.against.and_then(|seq| reader.case.by_seq(seq)),
            deadline: finding.deadline,
            receivers: receivers(ruling, finding),
        }
    }

    pub(super) fn name(&self, name: Symbol) -> String {
        self.reader.name(name)
    }

    /// Who did the fact judged.
    pub(super) fn actor(&self) -> Option<String> {
        let staff = self.fact?.actor?;
        Some(self.reader.staff(staff))
    }

    /// Whom the fact judged is about.
    pub(super) fn person(&self) -> Option<String> {
        let staff = self.fact?.person?;
        Some(self.reader.staff(staff))
    }

    /// Whose the other fact is.
    pub(super) fn other(&self) -> Option<String> {
        self.reader.doer(self.against?)
    }

    /// Who receives what the condition gives.
    pub(super) fn receivers(&self) -> Option<String> {
        let names: Vec<String> = self
            .receivers
            .iter()
            .map(|party| self.reader.party(*party))
            .collect();
        (!names.is_empty()).then(|| self.reader.list(&names))
    }

    /// The fields and papers that the rule demands.
    pub(super) fn required(&self) -> Option<String> {
        self.reader.required(self.source)
    }

    /// What the rule compares with the deal.
    pub(super) fn compared(&self) -> Option<&'static str> {
        self.reader.compared(self.source)
    }

    pub(super) fn sentence(&self, why: Why) -> String {
        if self.reader.is_chinese() {
            super::zh::sentence(why, self)
        } else {
            super::en::sentence(why, self)
        }
    }

    /// What the other fact is to the condition.
    pub(super) fn relation(&self, why: Why) -> &'static str {
        let (zh, en) = match why {
            Why::InTime | Why::Late(_) | Why::StillTime => ("起算", "counted from"),
            Why::Happened(_) | Why::Happens(_) | Why::ConsentGiven => ("即", "namely"),
            Why::Forbids | Why::Asks | Why::ProtectionOver => {
                ("持有人的报备", "the holder's claim")
            }
            Why::RanksAfter | Why::QueuedBehind | Why::BehindKeptPlace => {
                ("在先的报备", "the earlier claim")
            }
            Why::Matches | Why::MatchesThrough(_) | Why::Differs => {
                ("成交资料", "papers of the deal")
            }
            Why::WindowOpen | Why::WindowClosed | Why::EvidenceMissing => ("成交", "the deal"),
            Why::EvidenceAccepted | Why::EvidenceRejected | Why::EvidenceOpen => {
                ("所支持的主张", "in support of")
            }
            _ => ("对照", "compared with"),
        };
        self.reader.language.pick(zh, en)
    }

    /// The time that the rule gives, where time decided.
    pub(super) fn limit(&self, why: Why) -> Option<String> {
        let decided = matches!(
            why,
            Why::InTime
                | Why::Late(_)
                | Why::StillTime
                | Why::Lapsed
                | Why::Forfeited(_)
                | Why::WindowOpen
                | Why::WindowClosed
                | Why::NobodyCame
                | Why::ProtectionOver
        );
        let untimed = why == Why::WindowClosed && self.deadline.is_none();
        let limit = self.reader.limit(self.source);
        let limit = limit.filter(|_| decided && !untimed)?;
        let language = self.reader.language;
        Some(language.pick(format!("规定：{limit}"), format!("the rule: {limit}")))
    }

    /// What the time that goes with the condition means.
    pub(super) fn deadline(&self, why: Why, deadline: Instant) -> String {
        let language = self.reader.language;
        let until = self.reader.until(deadline);
        match why {
            Why::LimitReached(..) | Why::TooSoon => {
                let at = self.reader.moment(deadline);
                language.pick(
                    format!("{at} 起可以再报"),
                    format!("possible again from {at}"),
                )
            }
            Why::Suspended => language.pick(
                format!("停权到 {until}"),
                format!("suspended until {until}"),
            ),
            Why::OpeningOver | Why::OpeningNotOver => language.pick(
                format!("期初到 {until} 为止"),
                format!("the old register is closed {until}"),
            ),
            Why::Forbids | Why::Asks | Why::ConsentMissing => language.pick(
                format!("保护到 {until}"),
                format!("protected until {until}"),
            ),
            Why::ProtectionOver => language.pick(
                format!("保护到 {until} 为止"),
                format!("protected until {until}"),
            ),
            Why::ConsentGiven => language.pick(
                format!("同意有效到 {until}"),
                format!("the consent is good until {until}"),
            ),
            Why::KeptAlive => {
                language.pick(format!("有效到 {until}"), format!("good until {until}"))
            }
            Why::Lapsed | Why::WindowClosed | Why::NobodyCame => language.pick(
                format!("期限已于 {until} 届满"),
                format!("time ran out at {until}"),
            ),
            _ => language.pick(
                format!("期限：最迟 {until}"),
                format!("time limit: {until}"),
            ),
        }
    }
}

/// Whom performance or the fallback goes to: the finding itself names nobody.
fn receivers(ruling: &Ruling, finding: &Finding) -> Vec<Party> {
    match finding.why {
        Why::PerformanceTo => ruling
            .credit
            .lines
            .iter()
            .filter(|line| line.kind == CreditKind::Performance && line.source == finding.source)
            .map(|line| line.to)
            .collect(),
        Why::FallsTo => {
            let deal = ruling
                .deals
                .iter()
                .find(|deal| Some(deal.fact) == finding.fact);
            let ownership = deal.map_or(ruling.ownership, |deal| deal.ownership);
            ownership.owner.into_iter().collect()
        }
        _ => Vec::new(),
    }
}
