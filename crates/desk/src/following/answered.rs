//! Who is told that what they filed or asked for was answered: a form returned, rejected or passed by the last who
//! reviews it, a request granted or not.

use std::collections::BTreeSet;

use ledger::record::JudgedCase;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};

use crate::notices::{NewNotice, NoticeKind};
use crate::{Desk, Refusal};

impl Desk {
    /// Of a review or a decision on a request: those who filed or asked, and those for whom; not whoever answered.
    pub(super) fn answer_news(
        &self,
        case: u64,
        seq: Seq,
        fact: &Fact,
    ) -> Result<Vec<NewNotice>, Refusal> {
        let at = fact.recorded;
        if !self.is_news(at) {
            return Ok(Vec::new());
        }
        let Some(judged) = self.ledger.case(case, at, at)? else {
            return Ok(Vec::new());
        };
        let asked = fact.of.and_then(|of| entry(&judged, of));
        let (Some(asked), Some(kind)) = (asked, kind_of(&judged, fact)) else {
            return Ok(Vec::new());
        };
        let filed = filed(&judged, asked).unwrap_or(asked);
        let people = [asked.actor, filed.actor, filed.person];
        let mut people: BTreeSet<StaffId> = people.into_iter().flatten().collect();
        people.retain(|who| fact.actor != Some(*who));
        let people = people.into_iter();
        Ok(people
            .map(|who| NewNotice::about_case(who, kind, case, i64::from(seq)))
            .collect())
    }
}

fn entry(judged: &JudgedCase, seq: Seq) -> Option<&Fact> {
    let mut facts = judged.file.facts().iter();
    facts.find(|fact| fact.seq == seq)
}

/// What was filed first, of a form that was corrected since.
fn filed<'a>(judged: &'a JudgedCase, asked: &'a Fact) -> Option<&'a Fact> {
    match asked.kind {
        FactKind::Amended => entry(judged, asked.of?),
        _ => Some(asked),
    }
}

/// What the answer is news of; none: others are still to review it.
fn kind_of(judged: &JudgedCase, fact: &Fact) -> Option<NoticeKind> {
    let is_review = fact.kind == FactKind::Reviewed;
    match fact.answer {
        Answer::Return => Some(NoticeKind::FormReturned),
        Answer::No if is_review => Some(NoticeKind::FormRejected),
        Answer::No => Some(NoticeKind::RequestRefused),
        Answer::Yes | Answer::None if is_review => {
            let filed = filed(judged, entry(judged, fact.of?)?)?.seq;
            let mut claims = judged.ruling.claims.iter();
            let claim = claims.find(|claim| claim.fact == filed)?;
            (!claim.awaits.is_some()).then_some(NoticeKind::FormPassed)
        }
        Answer::Yes | Answer::None => Some(NoticeKind::RequestGranted),
    }
}
