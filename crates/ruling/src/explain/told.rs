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

    pub(super) fn sentence(&self, why: Why) -> String {
        let sentence = if self.reader.is_chinese() {
            super::zh::sentence(why, self)
        } else {
            super::en::sentence(why, self)
        };
        sentence.into_owned()
    }

    /// What the time that goes with the condition means.
    pub(super) fn deadline(&self, why: Why, deadline: Instant) -> String {
        let language = self.reader.language;
        let until = self.reader.until(deadline);
        match why {
            Why::LimitReached(..) | Why::TooSoon => {
                let at = self.reader.at(deadline);
                language.pick(
                    format!("{at} 起可以再报"),
                    format!("possible again from {at}"),
                )
            }
            Why::Suspended => language.pick(
                format!("停权到 {until}"),
                format!("suspended until {until}"),
            ),
            Why::Forbids | Why::Asks | Why::ConsentMissing => language.pick(
                format!("保护到 {until}"),
                format!("protected until {until}"),
            ),
            Why::ProtectionOver => language.pick(
                format!("保护到 {until} 为止"),
                format!("protection ended {until}"),
            ),
            _ => language.pick(format!("期限：{until}"), format!("time limit {until}")),
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
