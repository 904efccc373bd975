//! Why a condition came out as it did, in English.

use super::told::Told;
use crate::name::Symbol;
use crate::ruling::Why;

/// A clause of a sentence, without a stop.
pub(super) fn sentence(why: Why, told: &Told<'_>) -> String {
    admission(why, told)
        .or_else(|| review(why, told))
        .or_else(|| protection(why, told))
        .or_else(|| ownership(why, told))
        .or_else(|| validity(why, told))
        .or_else(|| deal(why, told))
        .or_else(|| credit(why, told))
        .unwrap_or_default()
}

/// May this be filed at all, and is it complete?
fn admission(why: Why, told: &Told<'_>) -> Option<String> {
    let name = |symbol| told.name(symbol);
    let text = match why {
        Why::Complete => match told.required() {
            Some(fields) => format!("complete ({fields})"),
            None => "meets the requirements".into(),
        },
        Why::Missing(field) => format!("\"{}\" is missing", name(field)),
        Why::Expired(paper) => format!(
            "\"{}\" has expired; file again with a valid one",
            name(paper)
        ),
        Why::NotAllowed(mark) => format!("does not meet the requirements: {}", name(mark)),
        Why::InTime => "in time".into(),
        Why::Late(0) => "too late".into(),
        Why::Late(count) => told.reader.late(told.source, count),
        Why::StillTime => "the time limit still runs".into(),
        Why::Happened(event) => format!("\"{}\" is on record", name(event)),
        Why::NotHappened(event) => format!("\"{}\" is required but not on record", name(event)),
        Why::NotCounted(event) => {
            format!("does not count as \"{}\": not in the time set", name(event))
        }
        Why::Happens(event) => format!("\"{}\" is on record, which is not allowed", name(event)),
        Why::MissingYear(year) => {
            format!("the calendar lacks the holidays of {year}, so working days cannot be counted")
        }
        Why::InRegion => "the customer is in the unit's own region".into(),
        Why::OutOfRegion => {
            "the customer is outside the unit's region, and no permission was given".into()
        }
        Why::PermittedOutside => {
            "the customer is outside the unit's region, but permission was given".into()
        }
        Why::RegionUnknown => {
            "the customer's region is unknown, so crossing it is not judged".into()
        }
        Why::WithinLimit(count, max) => format!("below the limit ({count} of {max})"),
        Why::LimitReached(count, max) => format!("the limit is reached ({count} of {max})"),
        Why::TooSoon => "too soon after the last one".into(),
        Why::OpeningOver => "the old register is closed; nothing of it can be brought in any more".into(),
        Why::OpeningNotOver => {
            "the old register is still being brought in; registrations are accepted once the lead has signed and closed it"
                .into()
        }
        Why::OutsideOutage => "the time on paper lies outside the declared outage".into(),
        Why::Suspended => "the person who filed it is suspended".into(),
        Why::Permitted(what) => format!("\"{}\" was permitted", name(what)),
        Why::NotPermitted(what) => format!("\"{}\" was not permitted", name(what)),
        Why::PermissionAwaited(what) => {
            format!("\"{}\" has been asked for but not decided", name(what))
        }
        _ => return None,
    };
    Some(text)
}

/// Reviews, corrections and signed contents.
fn review(why: Why, told: &Told<'_>) -> Option<String> {
    let name = |symbol| told.name(symbol);
    let text = match why {
        Why::StepPassed(step) => format!("passed the review by the {}", name(step)),
        Why::StepAwaited(step) => format!("awaits the review by the {}", name(step)),
        Why::StepOutOfTurn(step) => {
            format!("out of turn: the review by the {} comes first", name(step))
        }
        Why::OwnCase => "nobody may review their own application".into(),
        Why::NotEntitled(role) => format!(
            "for the {} to decide; anybody else's decision has no effect",
            name(role)
        ),
        Why::SignedInstead(step) => {
            format!("signed for the {}, or as one who is that, too", name(step))
        }
        Why::Returned => "returned, and has to be corrected".into(),
        Why::Corrected => "corrected, and its place is kept".into(),
        Why::Restarted => "corrected in what matters, so the review starts again".into(),
        Why::Reopened => {
            "changed after the last approval, so the review starts again and every level signs anew"
                .into()
        }
        Why::Rejected => "rejected in review".into(),
        Why::ChangeRefused => {
            "the change was refused; what was signed before stays admitted".into()
        }
        Why::DigestDiffers => "the content is no longer what was signed".into(),
        Why::DigestMatches => {
            "corrected into a new version; signatures so far stay good for theirs".into()
        }
        Why::PaperExpired => "a paper is no longer valid, so the form goes back".into(),
        Why::FieldChanged(field) => format!("\"{}\" differs from the version signed", name(field)),
        Why::IdentityOpen => "may be the same customer as another; to be confirmed".into(),
        _ => return None,
    };
    Some(text)
}

/// What a newcomer met.
fn protection(why: Why, told: &Told<'_>) -> Option<String> {
    let holder = || told.other().unwrap_or_else(|| "the holder".to_owned());
    let text = match why {
        Why::Forbids => format!("{} is still protected, so others may not claim", holder()),
        Why::Asks => format!(
            "{} still keeps up the contact, so others need consent first",
            holder()
        ),
        Why::ProtectionOver => {
            format!(
                "{} is no longer protected, so others may take over",
                holder()
            )
        }
        Why::Extended => "the protection is extended".into(),
        Why::NotExtended => {
            "not extended: the protection is over, or was extended as often as allowed".into()
        }
        Why::Free => "nobody held the customer before".into(),
        Why::InPool => "the customer was in the public pool, open to anyone".into(),
        Why::ConsentGiven => format!("{} had consented beforehand", holder()),
        Why::ConsentMissing => "the holder's consent is not in force".into(),
        Why::SameHolder => {
            "the same holder has the customer already, so this counts only as a contact".into()
        }
        Why::SameUnit => {
            "the unit holds the customer already, so a colleague's claim counts only as a contact"
                .into()
        }
        _ => return None,
    };
    Some(text)
}

/// Which of several comes first, and who is given the case.
fn ownership(why: Why, told: &Told<'_>) -> Option<String> {
    let other = || told.other().unwrap_or_else(|| "somebody else".to_owned());
    let text = match why {
        Why::RanksFirst => "comes first".into(),
        Why::RanksAfter => format!("comes after {}", other()),
        Why::MayBeOvertaken => "whoever arrived earlier may still file".into(),
        Why::QueuedBehind => format!("valid, but queued behind {}", other()),
        Why::BehindKeptPlace => format!("has to wait, because {} keeps an earlier place", other()),
        Why::MovedUp => "moved up, because the claim before it ended".into(),
        Why::Offered => "offered to them as the next in line".into(),
        Why::OfferDeclined => "declined".into(),
        Why::OfferExpired => "not answered in time".into(),
        Why::OfferedTo(person) => {
            format!("{} is asked to take it over", told.reader.staff(person))
        }
        Why::OfferAccepted => "accepted, and taken over".into(),
        Why::GivenInTurn(person) => {
            format!("it is the turn of {}, who takes it over", told.reader.staff(person))
        }
        Why::NobodyInTurn => {
            "nobody on the rota can take it (there is none, or all declined, are suspended, left or full); it awaits assignment".into()
        }
        Why::AssignedTo => match told.person() {
            Some(person) => format!("assigned to {person} by whoever has the authority"),
            None => "assigned by whoever has the authority".into(),
        },
        Why::AssignmentAwaited => "awaits assignment".into(),
        Why::ReasonMissing => {
            "given to another than who has it or is first in line, without the reason that needs, so without effect".into()
        }
        Why::AssignedWithoutAuthority => "assigned without authority, so without effect".into(),
        Why::RuledBy => match (told.actor(), told.person()) {
            (Some(actor), Some(person)) => format!("{actor} decided for {person}"),
            (Some(actor), None) => format!("decided by {actor}"),
            (None, _) => "decided by an authority".into(),
        },
        Why::DecisionAwaited => "awaits the decision of an authority".into(),
        Why::FallsTo => match told.receivers() {
            Some(receivers) => format!("nobody has a valid claim, so it falls to {receivers}"),
            None => "nobody has a valid claim, so it falls to the first in order who exists".into(),
        },
        Why::NobodyToFallTo => "nobody has a valid claim, and there is nobody to fall to".into(),
        _ => return None,
    };
    Some(text)
}

/// Whether a claim is still alive.
fn validity(why: Why, told: &Told<'_>) -> Option<String> {
    let name = |symbol| told.name(symbol);
    let text = match why {
        Why::HolderLeft => "the holder left; the customer stays with the unit".into(),
        Why::EndedBy(Symbol::NONE) => "the case is archived and can only be read".into(),
        Why::EndedBy(event) => format!("ended by \"{}\"", name(event)),
        Why::Lapsed => "lapsed, because the follow-up that was due did not come in time".into(),
        Why::KeptAlive => "kept alive by a new contact".into(),
        Why::LapseUndone => {
            "a contact made in time was entered soon enough, so it never lapsed".into()
        }
        Why::Forfeited(event) => format!(
            "\"{}\" was not followed by a claim in time and no longer counts",
            name(event)
        ),
        Why::CadenceKept(tier) => {
            format!("followed up at the intervals of \"{}\"", name(tier))
        }
        Why::CadenceBroken(tier) => {
            format!("the intervals of \"{}\" were not kept", name(tier))
        }
        Why::Unsigned => "the track record is not signed".into(),
        Why::AllConditionsHold => "all conditions hold".into(),
        Why::ConditionFails => "one condition does not hold".into(),
        Why::NotApplicable => "does not apply here".into(),
        _ => return None,
    };
    Some(text)
}

/// The deal, the claims made on it, and their evidence.
fn deal(why: Why, told: &Told<'_>) -> Option<String> {
    let compared = || told.compared().unwrap_or("what was filed");
    let text = match why {
        Why::Matches => format!("{} agrees with the deal", compared()),
        Why::MatchesThrough(relation) => format!(
            "{} agrees with the deal through the accepted relation \"{}\"",
            compared(),
            told.name(relation)
        ),
        Why::Differs => format!("{} does not agree with the deal", compared()),
        Why::OtherBuyer => "the buyer is not the customer of this case".into(),
        Why::SameBuyer => "the buyer is the customer of this case".into(),
        Why::HeldAtDeal => "a valid claim held when the deal was closed".into(),
        Why::NobodyEntered => {
            "nobody made an entry before the deal; remind the store to enter in time".into()
        }
        Why::NobodyAtDeal => "no valid claim held when the deal was closed".into(),
        Why::WindowOpen => "within the claim window".into(),
        Why::WindowClosed if told.deadline.is_none() => {
            "not accepted: the deal has an owner, so no claim window opened".into()
        }
        Why::WindowClosed => "after the claim window, so not accepted".into(),
        Why::NobodyCame => "the claim window is over and no claim succeeded".into(),
        Why::EvidenceOpen => "the evidence is not decided yet".into(),
        Why::EvidenceAccepted => "the evidence was accepted".into(),
        Why::EvidenceRejected => "the evidence was not accepted".into(),
        Why::EvidenceMissing => {
            "filed without evidence that counts, which may follow while the claim window is open"
                .into()
        }
        _ => return None,
    };
    Some(text)
}

/// How the result is shared.
fn credit(why: Why, told: &Told<'_>) -> Option<String> {
    let money = |cents| told.reader.money(cents);
    let text = match why {
        Why::PerformanceTo => match told.receivers() {
            Some(receivers) => format!("performance goes to {receivers}"),
            None => "performance goes by this clause".into(),
        },
        Why::Fee(cents) => format!("assist fee {}", money(cents)),
        Why::FeeNotChosen(cents) => {
            format!("the fee is not chosen yet; {} counts for now", money(cents))
        }
        Why::RatioMissing => "the ratio is not set yet".into(),
        _ => return None,
    };
    Some(text)
}
