//! What is in a paper, shown: as a picture by whoever sees the case; what may show who somebody is by whoever filed it
//! or holds the case, by others for a minute with a reason; as it came with a reason only.

use ledger::paper::{Filing, Media, PaperCopy, PaperLine};
use ruling::fact::{FactKind, StaffId};
use ruling::policy::field::{Field, FieldKind};

use super::PaperId;
use crate::consent::Way;
use crate::following::person_in_charge;
use crate::permission::Action;
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// How somebody looks at a paper on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperView {
    /// As they like.
    Open,
    /// For a minute, with a reason: it may show who somebody is.
    WithReason,
    /// Not at all: it may show who somebody is, and that is not their business.
    Closed,
    /// Nobody does: there is no picture of it.
    Nowhere,
}

/// A paper as it came, for taking away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalPaper {
    /// What it is written in.
    pub media: Media,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

pub(super) fn view_of(actor: &Actor, seen: &Seen, filing: &Filing, line: &PaperLine) -> PaperView {
    if line.bytes(PaperCopy::View) == 0 {
        return PaperView::Nowhere;
    }
    let is_theirs =
        [Some(filing.staff), person_in_charge(&seen.judged.ruling)].contains(&Some(actor.staff));
    // How a customer signs is shown to nobody without a reason.
    let is_signature = line.what == Way::Signed.name();
    if !is_signature && (is_theirs || !may_identify(seen, filing, line)) {
        return PaperView::Open;
    }
    // Whoever examines papers must see them, too.
    let may_open = [Action::Reveal, Action::Review]
        .into_iter()
        .any(|action| actor.is_allowed(action, seen.concerned.target()));
    match seen.sight == Sight::Whole && may_open {
        true => PaperView::WithReason,
        false => PaperView::Closed,
    }
}

/// Whether a paper may show who somebody is: as the regulation says; of what it has no name for, all that was not
/// brought in order to be judged.
fn may_identify(seen: &Seen, filing: &Filing, line: &PaperLine) -> bool {
    let name = seen.packs.names.find(&line.what);
    let mut fields = seen.packs.versions().iter().rev();
    let is_it = |field: &&Field| field.kind == FieldKind::Document && field.name == name;
    if let Some(field) = fields.find_map(|version| version.fields.iter().find(is_it)) {
        return field.sensitive;
    }
    let of = filing.of.and_then(|of| seen.judged.file.by_seq(of));
    let is_to_be_judged = of.is_some_and(|fact| {
        matches!(
            fact.kind,
            FactKind::Disputed
                | FactKind::EvidenceFiled
                | FactKind::ViolationOpened
                | FactKind::Appealed
        )
    });
    !is_to_be_judged
}

impl Desk {
    /// The picture of a paper: small, for lists, or to be read, with who looks noted if they have no part in the case.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a paper that is not there, for one that the actor may not see, and where there is no
    /// picture; [`Refusal::NotAllowed`] for one that is seen with a reason only.
    pub fn paper_picture(
        &self,
        actor: &Actor,
        case: u64,
        id: PaperId,
        copy: PaperCopy,
    ) -> Result<Vec<u8>, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let view = self.found_paper(actor, &seen, id)?.view;
        match (view, copy) {
            (PaperView::Nowhere, _) | (_, PaperCopy::Original) => return Err(Refusal::NotFound),
            (PaperView::WithReason | PaperView::Closed, _) => {
                return Err(Refusal::NotAllowed(Action::Reveal));
            }
            (PaperView::Open, PaperCopy::Small) => {}
            (PaperView::Open, PaperCopy::View) => self.trace_look(actor, case, &seen.concerned)?,
        }
        let picture = self.ledger.paper(id.seq, id.number, copy)?;
        let picture = picture.ok_or(Refusal::NotFound)?;
        Ok(picture.to_vec())
    }

    /// The picture of a paper that may show who somebody is. Who asked and why is recorded before, and the holder is
    /// told.
    ///
    /// # Errors
    /// No paper that the actor sees, none that is seen with a reason, no reason, erased data, or today's budget used
    /// up.
    pub fn open_paper(
        &self,
        actor: &Actor,
        case: u64,
        id: PaperId,
        reason: &str,
    ) -> Result<Vec<u8>, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        match self.found_paper(actor, &seen, id)?.view {
            PaperView::WithReason => {}
            PaperView::Closed => return Err(Refusal::NotAllowed(Action::Reveal)),
            // It needs no reason: it stands on its page.
            PaperView::Open | PaperView::Nowhere => return Err(Refusal::NotFound),
        }
        self.count_reveal(actor.staff, reason)?;
        self.shown_with_reason(&seen, (id, PaperCopy::View), (actor.staff, reason))
    }

    /// A paper as it came. Who asked and why is recorded before, and the holder is told if it was somebody else.
    ///
    /// # Errors
    /// No paper that the actor sees, no reason, erased data, or today's budget used up.
    pub fn original_paper(
        &self,
        actor: &Actor,
        case: u64,
        id: PaperId,
        reason: &str,
    ) -> Result<OriginalPaper, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let media = self.found_paper(actor, &seen, id)?.media;
        let staff = self.may_reveal(actor, &seen, reason)?;
        let bytes = self.shown_with_reason(&seen, (id, PaperCopy::Original), (staff, reason))?;
        Ok(OriginalPaper { media, bytes })
    }

    fn shown_with_reason(
        &self,
        seen: &Seen,
        (id, copy): (PaperId, PaperCopy),
        by: (StaffId, &str),
    ) -> Result<Vec<u8>, Refusal> {
        let key: [u8; 16] = crate::account::token::random()?;
        // What waits in another case has its customer's data of its own.
        let kept_in = self.case_of_filing(seen, id)?;
        let asked = (id.seq, id.number, copy);
        let bytes = self.ledger.reveal_paper(kept_in, asked, by, &key)?;
        self.tell_of_reveal(seen, by.0)?;
        Ok(bytes.to_vec())
    }

    fn case_of_filing(&self, seen: &Seen, id: PaperId) -> Result<u64, Refusal> {
        let entry = self.ledger.entries(id.seq, 1)?.pop();
        Ok(entry.and_then(|entry| entry.case).unwrap_or(seen.case))
    }
}
