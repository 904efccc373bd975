//! A fact in words: who did what, when, and what else it says.

use crate::fact::{Answer, Fact, FactKind};
use crate::language::Language;
use crate::name::Symbol;
use crate::ruling::Party;

use super::Reader;

impl Reader<'_> {
    /// When, who, what: `2026-03-20 14:00 李四 报备`.
    pub(in crate::explain) fn fact(&self, fact: &Fact) -> String {
        format!("{} {}", self.at(fact.occurred), self.deed(fact))
    }

    /// Who, what: `李四 报备`.
    pub(in crate::explain) fn deed(&self, fact: &Fact) -> String {
        let what = match fact.kind {
            FactKind::Visited if fact.person.is_none() => self.walk_in(),
            FactKind::Noted if fact.what.is_some() => self.name(fact.what),
            kind => match self.said_in_hearing(fact) {
                Some(words) => words.to_owned(),
                None => self.kind(kind),
            },
        };
        let details = self.brackets(&self.clauses(&self.details(fact)));
        match (self.doer(fact), self.language) {
            (Some(who), Language::Chinese) => format!("{who} {what}{details}"),
            (Some(who), Language::English) => format!("{what} by {who}{details}"),
            (None, _) => format!("{what}{details}"),
        }
    }

    /// What is said for the other side, or asked and answered about a decision, has words of its own.
    fn said_in_hearing(&self, fact: &Fact) -> Option<&'static str> {
        let answered = fact.of.and_then(|of| self.case.by_seq(of));
        let answered = answered.map(|answered| answered.kind);
        Some(match (fact.kind, answered) {
            (FactKind::EvidenceFiled, _) if fact.answer == Answer::No => {
                self.language.pick("答辩", "answer")
            }
            (FactKind::EvidenceDecided, Some(FactKind::Appealed)) => {
                self.language.pick("复核", "second look")
            }
            (
                FactKind::Appealed,
                Some(FactKind::Contracted | FactKind::Delivered | FactKind::Registered),
            ) => self.language.pick("请人复核", "request for a second look"),
            _ => return None,
        })
    }

    /// Whose deed a fact is; where no member of staff is named, the customer's if only they can do it.
    pub(in crate::explain) fn doer(&self, fact: &Fact) -> Option<String> {
        let of_customer = matches!(
            fact.kind,
            FactKind::Visited
                | FactKind::Contacted
                | FactKind::Consented
                | FactKind::ConsentWithdrawn
        );
        fact.doer()
            .map(|staff| self.staff(staff))
            .or_else(|| of_customer.then(|| self.party(Party::Customer)))
    }

    /// What a fact says beside time, person and kind. Who keyed in a visit is no part of it: reception does.
    fn details(&self, fact: &Fact) -> Vec<String> {
        let mut details = Vec::new();
        if fact.what.is_some() && fact.what != Symbol::UNKNOWN && fact.kind != FactKind::Noted {
            details.push(self.name(fact.what));
        }
        details.extend(self.answer(fact).map(str::to_owned));
        let doer = fact.doer();
        if let Some(person) = fact.person.filter(|person| Some(*person) != doer) {
            let person = self.staff(person);
            details.push(
                self.language
                    .pick(format!("对象：{person}"), format!("for {person}")),
            );
        }
        if let Some(actor) = fact
            .actor
            .filter(|actor| Some(*actor) != doer && fact.kind != FactKind::Visited)
        {
            let actor = self.staff(actor);
            details.push(
                self.language
                    .pick(format!("{actor}经办"), format!("entered by {actor}")),
            );
        }
        let more = fact.particulars.as_ref();
        if let Some(absent) = more.and_then(|more| more.on_behalf) {
            let for_whom = self.language.pick("代", "on behalf of ");
            details.push(format!("{for_whom}{}", self.staff(absent)));
        }
        if let Some(interested) = more.and_then(|more| more.in_place_of) {
            let interested = self.staff(interested);
            details.push(self.language.pick(
                format!("替{interested}决定"),
                format!("in the place of {interested}"),
            ));
        }
        let decides = matches!(fact.kind, FactKind::EvidenceDecided | FactKind::Ruled);
        if let Some(unit) = more.and_then(|more| more.unit).filter(|_| decides) {
            let unit = self.unit(unit);
            details.push(self.language.pick(
                format!("{unit}没有这个职务的人，由上级决定"),
                format!("from above, as nobody at {unit} has this office"),
            ));
        }
        if fact.counts_at != fact.occurred {
            let time = self.at(fact.counts_at);
            details.push(
                self.language
                    .pick(format!("登记于 {time}"), format!("recorded {time}")),
            );
        }
        if fact.particulars.as_ref().is_some_and(|more| more.warned) {
            let warned = self.language.pick(
                "录入前已提示可能违规",
                "warned of a violation before it was recorded",
            );
            details.push(warned.to_owned());
        }
        details
    }

    fn answer(&self, fact: &Fact) -> Option<&'static str> {
        let decides = matches!(
            fact.kind,
            FactKind::Reviewed
                | FactKind::PermissionDecided
                | FactKind::EvidenceDecided
                | FactKind::ViolationDecided
        );
        Some(match fact.answer {
            Answer::None => return None,
            Answer::No if fact.kind == FactKind::EvidenceFiled => return None,
            Answer::Yes if decides => self.language.pick("通过", "accepted"),
            Answer::No if decides => self.language.pick("不通过", "rejected"),
            Answer::Yes => return None,
            Answer::No => self.language.pick("不算有效", "without effect"),
            Answer::Return => self.language.pick("退回补正", "returned for correction"),
        })
    }
}
