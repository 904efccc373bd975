//! Every reason has a sentence of its own, in each language and in that language only.

use std::collections::BTreeMap;

use super::Told;
use crate::explain::sample::{self, Sample, fact, source};
use crate::fact::FactKind;
use crate::language::Language;
use crate::ruling::{Finding, Ruling, Step, Verdict, Why};

/// Lists samples of all variants; one left out does not compile.
macro_rules! all {
    ($name:ident: $($variant:ident $(($($field:ident),+))?),+ $(,)?) => {{
        fn is_listed(why: Why) {
            match why {
                $(Why::$variant $(($(all!(@any $field)),+))? => {}),+
            }
        }
        let $name = Samples::default();
        let list = vec![$(Why::$variant $(($($name.$field),+))?),+];
        list.iter().copied().for_each(is_listed);
        list
    }};
    (@any $field:ident) => { _ };
}

struct Samples {
    name: crate::name::Symbol,
    count: u32,
    max: u32,
    year: i32,
    cents: i64,
    person: crate::fact::StaffId,
}

impl Default for Samples {
    fn default() -> Self {
        let packs = Sample::new(Language::Chinese).packs;
        Samples {
            name: packs.names.find("B"),
            count: 2,
            max: 5,
            year: 2031,
            cents: 5_000,
            person: sample::staff(2),
        }
    }
}

fn every_why() -> Vec<Why> {
    all![samples:
        Complete, Missing(name), NotAllowed(name), Expired(name), InTime, Late(count), StillTime, Happened(name),
        NotHappened(name), Happens(name), NotCounted(name), MissingYear(year), InRegion, OutOfRegion, PermittedOutside,
        RegionUnknown, WithinLimit(count, max), LimitReached(count, max), TooSoon, Suspended,
        OpeningOver, OpeningNotOver, OutsideOutage,
        StepPassed(name), StepAwaited(name), StepOutOfTurn(name), OwnCase, NobodyEntered,
        NotEntitled(name), SignedInstead(name), Returned, Corrected,
        Restarted, Reopened, Rejected, ChangeRefused, DigestDiffers, DigestMatches, PaperExpired, FieldChanged(name), IdentityOpen, Forbids, Asks,
        ProtectionOver, Extended, NotExtended, Free, InPool, ConsentGiven, ConsentMissing, SameHolder, SameUnit, RanksFirst,
        RanksAfter, MayBeOvertaken, QueuedBehind, BehindKeptPlace, MovedUp, Offered, OfferDeclined, OfferExpired, AssignedTo,
        OfferedTo(person), OfferAccepted, GivenInTurn(person), NobodyInTurn,
        AssignmentAwaited, AssignedWithoutAuthority, ReasonMissing, HolderLeft, EndedBy(name), Lapsed, KeptAlive,
        LapseUndone, Forfeited(name), CadenceKept(name), CadenceBroken(name), Unsigned, Matches,
        MatchesThrough(name), Differs, OtherBuyer, SameBuyer, HeldAtDeal, NobodyAtDeal, WindowOpen,
        WindowClosed, NobodyCame, EvidenceOpen, EvidenceAccepted, EvidenceRejected, EvidenceMissing,
        AllConditionsHold, ConditionFails, NotApplicable, RuledBy, DecisionAwaited, FallsTo,
        NobodyToFallTo, PerformanceTo, Fee(cents), FeeNotChosen(cents), RatioMissing,
        Permitted(name), NotPermitted(name), PermissionAwaited(name),
    ]
}

fn finding(why: Why) -> Finding {
    Finding {
        step: Step::Ownership,
        source: source("二.6"),
        verdict: Verdict::Note,
        why,
        claim: None,
        fact: Some(9),
        against: Some(2),
        at: sample::at(3, 20, 14, 0),
        deadline: None,
    }
}

/// The sentence with all that a ruling can add to it, and the bare one of a permission.
fn sentences(sample: &Sample, ruling: &Ruling, why: Why) -> [String; 2] {
    let reader = sample.reader();
    [
        Told::of(&reader, ruling, &finding(why)).sentence(why),
        Told::alone(&reader, source("二.6")).sentence(why),
    ]
}

#[test]
fn every_reason_has_its_own_sentence_in_each_language() {
    for language in [Language::Chinese, Language::English] {
        let mut sample = Sample::new(language);
        let mut assigned = fact(9, FactKind::Assigned, 3, sample::at(3, 21, 9, 0));
        assigned.person = Some(sample::staff(2));
        sample.add(assigned);
        let ruling = sample::collision(&sample);
        let mut seen: [BTreeMap<String, Why>; 2] = Default::default();
        for why in every_why().into_iter().chain([Why::Late(0)]) {
            for (sentence, seen) in sentences(&sample, &ruling, why).into_iter().zip(&mut seen) {
                assert!(!sentence.is_empty(), "{why:?}");
                assert!(!sentence.contains(['{', '}', '?']), "{why:?}: {sentence}");
                assert!(sample::is_only(language, &sentence), "{why:?}: {sentence}");
                if let Some(other) = seen.insert(sentence.clone(), why) {
                    panic!("{why:?} and {other:?} read the same: {sentence}");
                }
            }
        }
    }
}

#[test]
fn sentences_name_whom_the_ruling_knows() {
    let mut sample = Sample::new(Language::Chinese);
    let mut assigned = fact(9, FactKind::Assigned, 3, sample::at(3, 21, 9, 0));
    assigned.person = Some(sample::staff(2));
    sample.add(assigned);
    let ruling = sample::collision(&sample);
    let told = [
        Why::Forbids,
        Why::AssignedTo,
        Why::RuledBy,
        Why::FallsTo,
        Why::PerformanceTo,
    ];
    let told: Vec<String> = told
        .into_iter()
        .flat_map(|why| sentences(&sample, &ruling, why))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    张三的客户仍在保护期内，他人不得报备
    持有人的客户仍在保护期内，他人不得报备
    由有权者指派给李四
    由有权者指派
    王五裁定归李四
    有权者已作裁定
    没有人的报备有效，依次序归甲队
    没有人的报备有效，归次序中第一个存在的
    业绩归甲队
    业绩依本条分配
    "#);
}
