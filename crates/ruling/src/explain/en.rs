//! Why a condition came out as it did, in English.

use std::borrow::Cow;

use super::told::Told;
use crate::ruling::Why;

/// A clause of a sentence, without a stop.
pub(super) fn sentence(why: Why, told: &Told<'_>) -> Cow<'static, str> {
    let name = |symbol| told.name(symbol);
    let holder = || told.other().unwrap_or_else(|| "the holder".to_owned());
    let other = || told.other().unwrap_or_else(|| "somebody else".to_owned());
    let money = |cents| told.reader.money(cents);
    match why {
        Why::Complete => "everything required is there".into(),
        Why::Missing(field) => format!("\"{}\" is missing", name(field)).into(),
        Why::Expired(paper) => {
            format!("\"{}\" is past; file again with a valid paper", name(paper)).into()
        }
        Why::NotAllowed(mark) => format!("\"{}\" is not allowed here", name(mark)).into(),
        Why::InTime => "in time".into(),
        Why::Late(0) => "too late".into(),
        Why::Late(count) => told.reader.late(told.source, count).into(),
        Why::StillTime => "the time limit still runs".into(),
        Why::Happened(event) => format!("\"{}\" is on record", name(event)).into(),
        Why::NotHappened(event) => {
            format!("\"{}\" is needed and not on record", name(event)).into()
        }
        Why::Happens(event) => format!("\"{}\" is on record and should not be", name(event)).into(),
        Why::NotCounted(event) => {
            format!("does not count as \"{}\": not in the time set", name(event)).into()
        }
        Why::MissingYear(year) => {
            format!("the calendar lacks the holidays of {year}, so working days cannot be counted")
                .into()
        }
        Why::InRegion => "the customer is in the unit's own region".into(),
        Why::OutOfRegion => "the customer is outside the unit's region, without permission".into(),
        Why::PermittedOutside => {
            "the customer is outside the unit's region, with permission".into()
        }
        Why::RegionUnknown => "the customer's region is unknown, so it is not judged".into(),
        Why::WithinLimit(count, max) => format!("below the limit ({count} of {max})").into(),
        Why::LimitReached(count, max) => format!("the limit is reached ({count} of {max})").into(),
        Why::TooSoon => "too soon after the last one".into(),
        Why::Suspended => "the person who filed it is suspended".into(),
        Why::StepPassed(step) => format!("passed the review by the {}", name(step)).into(),
        Why::StepAwaited(step) => format!("awaits the review by the {}", name(step)).into(),
        Why::StepOutOfTurn(step) => {
            format!("out of turn: the review by the {} comes now", name(step)).into()
        }
        Why::OwnCase => "nobody reviews their own application".into(),
        Why::NotEntitled(role) => format!(
            "for the {} to decide; anybody else's decision has no effect",
            name(role)
        )
        .into(),
        Why::SignedInstead(step) => {
            format!("signed for the {}, or as one who is that, too", name(step)).into()
        }
        Why::Returned => "returned for correction".into(),
        Why::Corrected => "corrected, and its place is kept".into(),
        Why::Restarted => "corrected in what matters, so the review starts again".into(),
        Why::Rejected => "rejected in review".into(),
        Why::DigestDiffers => "the content is no longer what was signed".into(),
        Why::DigestMatches => {
            "corrected into a new version; signatures so far stay good for theirs".into()
        }
        Why::PaperExpired => "a paper is no longer valid, so the form goes back".into(),
        Why::FieldChanged(field) => {
            format!("the field {} differs from the version signed", name(field)).into()
        }
        Why::IdentityOpen => "may be the same customer as another, to be confirmed".into(),
        Why::Forbids => format!("{} is strictly protected; others may not claim", holder()).into(),
        Why::Asks => format!("{} is protected; others need consent first", holder()).into(),
        Why::ProtectionOver => format!("{} is no longer protected", holder()).into(),
        Why::Extended => "the protection is extended".into(),
        Why::NotExtended => {
            "not extended: the protection is over, or was extended as often as allowed".into()
        }
        Why::Free => "nobody held the case".into(),
        Why::InPool => "the case was in the public pool, open to anyone".into(),
        Why::ConsentGiven => format!("{} consented beforehand", holder()).into(),
        Why::ConsentMissing => "there is no consent in force".into(),
        Why::SameHolder => "the holder again, which counts as a contact".into(),
        Why::SameUnit => "a colleague of the same unit, which counts as a contact".into(),
        Why::RanksFirst => "comes first".into(),
        Why::RanksAfter => format!("comes after {}", other()).into(),
        Why::MayBeOvertaken => "whoever arrived earlier may still complete an entry".into(),
        Why::QueuedBehind => format!("valid, but queued behind {}", other()).into(),
        Why::BehindKeptPlace => format!("waits, because {} keeps an earlier place", other()).into(),
        Why::MovedUp => "moved up, because the claim before it ended".into(),
        Why::Offered => "offered to them as the next in line".into(),
        Why::OfferDeclined => "declined, so the next one has it".into(),
        Why::OfferExpired => "not answered in time, so the next one has it".into(),
        Why::AssignedTo => match told.person() {
            Some(person) => format!("assigned to {person} by authority").into(),
            None => "assigned by authority".into(),
        },
        Why::AssignmentAwaited => "awaits assignment".into(),
        Why::ReasonMissing => {
            "given to another than who has it or is first in line, without the reason that needs, so without effect".into()
        }
        Why::AssignedWithoutAuthority => "assigned without authority, so without effect".into(),
        Why::HolderLeft => "the holder left; the customer stays with the unit".into(),
        Why::EndedBy(event) => format!("ended by \"{}\"", name(event)).into(),
        Why::Lapsed => "lapsed, because nothing kept it alive in time".into(),
        Why::KeptAlive => "kept alive by a new contact".into(),
        Why::LapseUndone => {
            "a contact made in time was entered soon enough, so it never lapsed".into()
        }
        Why::Forfeited(event) => format!(
            "\"{}\" was not followed up in time and no longer counts",
            name(event)
        )
        .into(),
        Why::CadenceKept(tier) => {
            format!("followed up at the intervals of \"{}\"", name(tier)).into()
        }
        Why::CadenceBroken(tier) => {
            format!("the intervals of \"{}\" were not kept", name(tier)).into()
        }
        Why::Unsigned => "the track record is not signed".into(),
        Why::Matches => "agrees with the deal".into(),
        Why::MatchesThrough(relation) => format!(
            "agrees with the deal through \"{}\", as accepted",
            name(relation)
        )
        .into(),
        Why::Differs => "does not agree with the deal".into(),
        Why::OtherBuyer => "the buyer is not the customer of this case".into(),
        Why::SameBuyer => "the buyer is the customer of this case".into(),
        Why::HeldAtDeal => "a valid claim held when the deal was closed".into(),
        Why::NobodyEntered => {
            "nobody made an entry before the deal; remind the store to enter in time".into()
        }
        Why::NobodyAtDeal => "no valid claim held when the deal was closed".into(),
        Why::WindowOpen => "within the claim window".into(),
        Why::WindowClosed => "after the claim window, so not accepted".into(),
        Why::NobodyCame => "the claim window is over and nobody came".into(),
        Why::EvidenceOpen => "the evidence is not decided yet".into(),
        Why::EvidenceAccepted => "the evidence was accepted".into(),
        Why::EvidenceRejected => "the evidence was not accepted".into(),
        Why::EvidenceMissing => "there is no evidence that counts".into(),
        Why::AllConditionsHold => "all conditions hold".into(),
        Why::ConditionFails => "one condition does not hold".into(),
        Why::NotApplicable => "does not apply here".into(),
        Why::RuledBy => match told.actor() {
            Some(actor) => format!("decided by {actor}").into(),
            None => "decided by an authority".into(),
        },
        Why::DecisionAwaited => "awaits the decision of an authority".into(),
        Why::FallsTo => match told.receivers() {
            Some(receivers) => format!("no valid claim, so it falls to {receivers}").into(),
            None => "no valid claim, so it falls to the first in order who exists".into(),
        },
        Why::NobodyToFallTo => "no valid claim, and nobody in order to fall to".into(),
        Why::PerformanceTo => match told.receivers() {
            Some(receivers) => format!("performance goes to {receivers}").into(),
            None => "performance goes by this clause".into(),
        },
        Why::Fee(cents) => format!("assist fee {}", money(cents)).into(),
        Why::FeeNotChosen(cents) => {
            format!("not chosen yet; {} counts for now", money(cents)).into()
        }
        Why::RatioMissing => "the ratio is not set yet".into(),
        Why::Permitted(what) => format!("\"{}\" is permitted", name(what)).into(),
        Why::NotPermitted(what) => format!("\"{}\" is not permitted", name(what)).into(),
        Why::PermissionAwaited(what) => {
            format!("\"{}\" is asked and not decided", name(what)).into()
        }
    }
}
