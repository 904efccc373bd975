//! What people do with a case beyond registering, receiving and following up: one table, which names no
//! regulation. Which of it a case has, and by which names, its regulation says (`act/words`).

use ruling::fact::{Answer, FactKind};

use crate::permission::Action;

/// A part of an act's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Which of the regulation's names: a step, a paper, a grade, an event.
    Name,
    /// What is decided.
    Answer(&'static [Answer]),
    /// A member of staff.
    Person,
    /// Several of them.
    People,
    /// The entry that is answered, corrected or signed: one of these kinds.
    Entry(&'static [FactKind]),
    /// The entry that names the other person whom the customer is related to; none: whoever was named last.
    Relative,
    /// Money.
    Amount,
    /// A count or score.
    Number,
    /// The right time of what is corrected.
    Since,
    /// Until when.
    Until,
    /// What the regulation lets a decision on a violation lead to.
    Sanctions,
    /// Papers and marks that are there.
    Papers,
    /// Values of the regulation's fields.
    Fields,
    /// Values of these fields.
    Typed(&'static [&'static str]),
    /// A division code.
    Region,
    /// Why, in the person's own words.
    Reason,
}

/// Whose interest keeps them from an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// Whoever filed what is decided, or for whom it was filed.
    Filer,
    /// Whoever claims the case in a dispute, and whoever holds it.
    Disputant,
    /// Whoever receives what is decided.
    Receiver,
    /// Whoever reported it.
    Reporter,
    /// Whoever made the decision that is appealed.
    Decider,
}

/// An act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// Its name in addresses and for programs.
    pub name: &'static str,
    /// The fact that records it.
    pub kind: FactKind,
    /// What it needs by the table of permissions.
    pub action: Action,
    /// What people read, in Chinese and English.
    pub label: (&'static str, &'static str),
    /// What its form asks for, and whether that must be given.
    pub asks: &'static [(Ask, bool)],
    /// What it says by itself, whatever is filled in; [`Answer::None`]: nothing.
    pub says: Answer,
    /// Who may not, for their own interest.
    pub interests: &'static [Interest],
    /// What regulations call it where they permit or refuse it.
    pub gates: &'static [&'static str],
    /// Whether it decides for others: who does it has looked at the case as it is, and gives a reason against.
    pub decides: bool,
    /// Whether somebody who only has a part of their own in the case does it.
    pub of_own_part: bool,
    /// Whether it may be the first that is known of a customer.
    pub opens: bool,
}

const NEEDED: bool = true;
const IF_ANY: bool = false;

const YES_OR_NO: Ask = Ask::Answer(&[Answer::Yes, Answer::No]);
const REVIEW: Ask = Ask::Answer(&[Answer::Yes, Answer::Return, Answer::No]);
const CLAIM: Ask = Ask::Entry(&[FactKind::Registered, FactKind::Noted]);
const DISPUTE: Ask = Ask::Entry(&[FactKind::Disputed]);
const IN_DISPUTE: Ask = Ask::Entry(&[
    FactKind::Disputed,
    FactKind::EvidenceFiled,
    FactKind::Linked,
    FactKind::RefusedToSign,
    FactKind::Amended,
]);
const SIGNABLE: Ask = Ask::Entry(&[
    FactKind::FollowedUp,
    FactKind::Contacted,
    FactKind::Registered,
]);
const DECISION: Ask = Ask::Entry(&[
    FactKind::Ruled,
    FactKind::EvidenceDecided,
    FactKind::ViolationDecided,
    FactKind::Reviewed,
    FactKind::PermissionDecided,
]);
const ANY: Ask = Ask::Entry(&[
    FactKind::Visited,
    FactKind::Registered,
    FactKind::Contacted,
    FactKind::FollowedUp,
    FactKind::Quoted,
    FactKind::Contracted,
    FactKind::Delivered,
    FactKind::Noted,
    FactKind::Inspected,
]);
const DEAL: Ask = Ask::Entry(&[
    FactKind::Contracted,
    FactKind::Delivered,
    FactKind::Registered,
]);
const APPEAL: Ask = Ask::Entry(&[FactKind::Appealed]);
const SHOWN: Ask = Ask::Entry(&[
    FactKind::Visited,
    FactKind::Registered,
    FactKind::Assigned,
    FactKind::Contacted,
    FactKind::FollowedUp,
    FactKind::Quoted,
    FactKind::Contracted,
    FactKind::Delivered,
    FactKind::Noted,
    FactKind::Inspected,
    FactKind::ViolationOpened,
]);
const PROJECT: Ask = Ask::Typed(&["project"]);
const BUYER: Ask = Ask::Typed(&["name", "phone"]);
/// Whether the buyer is the customer, whose phone is another than the one registered.
const IS_CUSTOMER: Ask = Ask::Answer(&[Answer::Yes]);

/// An act of those who work with the case.
const fn entry(
    kind: FactKind,
    name: &'static str,
    label: (&'static str, &'static str),
    action: Action,
    asks: &'static [(Ask, bool)],
) -> Act {
    Act {
        name,
        kind,
        action,
        label,
        asks,
        says: Answer::None,
        interests: &[],
        gates: &[],
        decides: false,
        of_own_part: true,
        opens: false,
    }
}

/// An act by which somebody decides for others.
const fn decision(
    kind: FactKind,
    name: &'static str,
    label: (&'static str, &'static str),
    action: Action,
    asks: &'static [(Ask, bool)],
    interests: &'static [Interest],
) -> Act {
    Act {
        interests,
        decides: true,
        of_own_part: false,
        ..entry(kind, name, label, action, asks)
    }
}

/// Every act, in the order pages show them.
#[rustfmt::skip]
pub const ACTS: [Act; 37] = [
    Act { gates: &["review", "reviewed"],
        ..decision(FactKind::Reviewed, "review", ("审核", "Review"), Action::Review,
            &[(Ask::Name, IF_ANY), (CLAIM, NEEDED), (REVIEW, NEEDED), (Ask::Reason, IF_ANY)], &[Interest::Filer]) },
    decision(FactKind::PermissionDecided, "decide-permission", ("批复申请", "Decide on a request"), Action::Review,
        &[(Ask::Name, NEEDED), (Ask::Entry(&[FactKind::PermissionAsked]), NEEDED), (YES_OR_NO, NEEDED), (Ask::Amount, IF_ANY),
          (Ask::Number, IF_ANY), (Ask::Until, IF_ANY), (Ask::Person, IF_ANY), (Ask::Reason, IF_ANY)], &[Interest::Filer]),
    Act { gates: &["assign"],
        ..decision(FactKind::Assigned, "assign", ("指派给同事", "Assign to a colleague"), Action::Assign,
            &[(Ask::Person, IF_ANY), (Ask::Reason, IF_ANY)], &[Interest::Receiver]) },
    decision(FactKind::Released, "release", ("释放到公海", "Release to the pool"), Action::Assign,
        &[(Ask::Reason, IF_ANY)], &[]),
    decision(FactKind::EvidenceDecided, "decide-evidence", ("裁定证据", "Decide on evidence"), Action::Decide,
        &[(IN_DISPUTE, NEEDED), (YES_OR_NO, NEEDED), (Ask::Reason, IF_ANY)], &[Interest::Filer, Interest::Disputant]),
    decision(FactKind::EvidenceDecided, "decide-appeal", ("复核申诉", "Answer an appeal"), Action::Decide,
        &[(APPEAL, NEEDED), (YES_OR_NO, NEEDED), (Ask::Reason, NEEDED)],
        &[Interest::Filer, Interest::Disputant, Interest::Decider]),
    decision(FactKind::Ruled, "rule", ("裁定归属", "Rule who owns it"), Action::Decide,
        &[(Ask::Person, IF_ANY), (Ask::Reason, NEEDED)], &[Interest::Disputant, Interest::Receiver]),
    decision(FactKind::TierChosen, "choose-fee", ("选定辅助费", "Choose a fee"), Action::Decide,
        &[(Ask::Person, NEEDED), (Ask::Amount, NEEDED), (Ask::Reason, NEEDED)], &[Interest::Receiver]),
    decision(FactKind::ViolationDecided, "decide-violation", ("审理违规", "Decide on a violation"), Action::Sanction,
        &[(Ask::Name, NEEDED), (SHOWN, IF_ANY), (Ask::Person, NEEDED), (YES_OR_NO, NEEDED), (Ask::Sanctions, IF_ANY),
          (Ask::Until, IF_ANY), (Ask::Amount, IF_ANY), (Ask::Reason, NEEDED)],
        &[Interest::Receiver, Interest::Reporter, Interest::Decider]),
    Act { of_own_part: false, opens: true,
        ..entry(FactKind::Inspected, "inspect", ("记录检查", "Record an inspection"), Action::Sanction,
            &[(Ask::Name, NEEDED), (Ask::Person, IF_ANY), (ANY, IF_ANY), (Ask::Reason, IF_ANY)]) },
    entry(FactKind::Accepted, "accept", ("接受", "Accept"), Action::FollowUp, &[]),
    entry(FactKind::Declined, "decline", ("谢绝", "Decline"), Action::FollowUp, &[(Ask::Reason, IF_ANY)]),
    Act { opens: true,
        ..entry(FactKind::Contacted, "contact", ("记录联系", "Record a contact"), Action::FollowUp,
            &[(Ask::Name, IF_ANY), (Ask::Answer(&[Answer::No]), IF_ANY)]) },
    entry(FactKind::Graded, "grade", ("定级", "Grade"), Action::FollowUp, &[(Ask::Name, NEEDED)]),
    Act { gates: &["amend"],
        ..entry(FactKind::Amended, "amend", ("更正、补正", "Correct or complete"), Action::Register,
            &[(ANY, NEEDED), (Ask::Fields, IF_ANY), (Ask::Papers, IF_ANY), (Ask::Since, IF_ANY), (Ask::Until, IF_ANY),
              (Ask::Region, IF_ANY), (Ask::Reason, IF_ANY)]) },
    Act { opens: true, interests: &[Interest::Filer, Interest::Receiver],
        ..entry(FactKind::Signed, "sign", ("签字", "Sign"), Action::Note,
            &[(Ask::Name, IF_ANY), (SIGNABLE, IF_ANY), (Ask::Person, IF_ANY)]) },
    Act { interests: &[Interest::Filer, Interest::Receiver],
        ..entry(FactKind::RefusedToSign, "refuse-to-sign", ("记录拒签", "Note that somebody refused to sign"), Action::Note,
            &[(Ask::Name, NEEDED), (SIGNABLE, IF_ANY), (Ask::Person, IF_ANY), (Ask::Reason, NEEDED)]) },
    Act { opens: true,
        ..entry(FactKind::Consented, "consent", ("登记客户同意", "Record the customer's consent"), Action::Register,
            &[(Ask::Name, NEEDED), (Ask::Papers, IF_ANY)]) },
    Act { opens: true,
        ..entry(FactKind::Consented, "agree", ("同意同事报备", "Agree to a colleague's registration"), Action::Register,
            &[(Ask::Person, NEEDED)]) },
    entry(FactKind::ConsentWithdrawn, "withdraw-consent", ("登记客户撤回同意", "Record that the customer takes consent back"),
        Action::Register, &[(Ask::Reason, IF_ANY)]),
    entry(FactKind::Waived, "waive", ("放弃这位客户", "Give the customer up"), Action::FollowUp, &[(Ask::Reason, IF_ANY)]),
    Act { opens: true,
        ..entry(FactKind::PermissionAsked, "ask-permission", ("提出申请", "Ask for permission"), Action::Deal,
            &[(Ask::Name, NEEDED), (Ask::Person, IF_ANY), (Ask::Typed(&["demand"]), IF_ANY), (Ask::Amount, IF_ANY),
              (Ask::Number, IF_ANY), (Ask::Until, IF_ANY), (Ask::Region, IF_ANY), (Ask::Reason, IF_ANY)]) },
    Act { gates: &["quote", "issue_quote"], opens: true,
        ..entry(FactKind::Quoted, "quote", ("报价", "Quote"), Action::Deal,
            &[(Ask::Amount, NEEDED), (Ask::Typed(&["demand"]), IF_ANY), (Ask::Number, IF_ANY), (Ask::Until, IF_ANY)]) },
    Act { gates: &["sign"], opens: true,
        ..entry(FactKind::Contracted, "contract", ("录入成交", "Enter the deal"), Action::Deal,
            &[(Ask::Amount, IF_ANY), (BUYER, IF_ANY), (IS_CUSTOMER, IF_ANY), (PROJECT, IF_ANY), (Ask::Person, IF_ANY), (Ask::People, IF_ANY),
              (Ask::Region, IF_ANY)]) },
    Act { gates: &["deliver"], opens: true,
        ..entry(FactKind::Delivered, "deliver", ("录入交付", "Enter the delivery"), Action::Deal,
            &[(Ask::Person, IF_ANY), (Ask::People, IF_ANY), (Ask::Amount, IF_ANY)]) },
    entry(FactKind::Invoiced, "invoice", ("录入发票", "Enter the invoice"), Action::Deal,
        &[(BUYER, NEEDED), (IS_CUSTOMER, IF_ANY), (Ask::Amount, IF_ANY)]),
    Act { gates: &["archive", "admit"],
        ..entry(FactKind::Archived, "archive", ("归档", "Archive"), Action::Note,
            &[(Ask::Name, IF_ANY), (Ask::Papers, IF_ANY), (Ask::Reason, IF_ANY)]) },
    entry(FactKind::Linked, "relate", ("登记亲属关系", "Record a relation"), Action::Dispute,
        &[(Ask::Name, NEEDED), (Ask::Relative, IF_ANY)]),
    Act { opens: true,
        ..entry(FactKind::Disputed, "dispute", ("提出争议", "Dispute"), Action::Dispute,
            &[(Ask::Papers, IF_ANY), (Ask::Entry(&[FactKind::Visited]), IF_ANY), (Ask::Reason, IF_ANY)]) },
    entry(FactKind::EvidenceFiled, "file-evidence", ("补充证据", "Add evidence"), Action::Dispute,
        &[(DISPUTE, NEEDED), (Ask::Papers, IF_ANY), (Ask::Reason, IF_ANY)]),
    Act { says: Answer::No,
        ..entry(FactKind::EvidenceFiled, "answer-dispute", ("答辩", "Answer the dispute"), Action::Dispute,
            &[(DISPUTE, NEEDED), (Ask::Papers, IF_ANY), (Ask::Reason, NEEDED)]) },
    entry(FactKind::Withdrawn, "withdraw-dispute", ("撤回争议", "Take the dispute back"), Action::Dispute, &[(DISPUTE, NEEDED)]),
    entry(FactKind::ViolationOpened, "report-violation", ("举报违规", "Report a violation"), Action::Dispute,
        &[(Ask::Name, NEEDED), (Ask::Person, NEEDED), (ANY, IF_ANY), (Ask::Reason, NEEDED)]),
    Act { says: Answer::No,
        ..entry(FactKind::EvidenceFiled, "answer-violation", ("申辩", "Answer the accusation"), Action::Dispute,
            &[(Ask::Name, NEEDED), (SHOWN, NEEDED), (Ask::Reason, NEEDED)]) },
    entry(FactKind::Appealed, "appeal", ("申诉", "Appeal"), Action::Dispute, &[(DECISION, NEEDED), (Ask::Reason, NEEDED)]),
    entry(FactKind::Appealed, "ask-look", ("请人复核", "Ask for a second look"), Action::Dispute,
        &[(DEAL, NEEDED), (Ask::Reason, IF_ANY)]),
    Act { opens: true,
        ..entry(FactKind::Noted, "note", ("记录其他事项", "Record something else"), Action::Note,
            &[(Ask::Name, NEEDED), (Ask::Person, IF_ANY), (ANY, IF_ANY), (Ask::Amount, IF_ANY), (Ask::Number, IF_ANY),
              (Ask::Papers, IF_ANY), (Ask::Region, IF_ANY)]) },
];

impl Act {
    /// Whether it goes with one of the regulation's names.
    pub(super) fn takes_name(&self) -> bool {
        self.asks.iter().any(|(ask, _)| *ask == Ask::Name)
    }

    /// Whether it answers, corrects or signs entries of a kind.
    #[must_use]
    pub fn is_about(&self, kind: FactKind) -> bool {
        self.asks.iter().any(|(ask, _)| match ask {
            Ask::Entry(kinds) => kinds.contains(&kind),
            _ => false,
        })
    }
}

/// The act of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Act> {
    ACTS.iter().find(|act| act.name == name)
}
