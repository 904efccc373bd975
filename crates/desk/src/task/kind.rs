//! What kinds of things wait for somebody.

use crate::act::table::{self, Act};

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// 报备审核: a registration awaits a step of its review.
    Review,
    /// 申请批复: somebody asked for a permission: a special price, another region, a transfer.
    Permission,
    /// 分配: a case awaits whoever gives it to somebody.
    Allocation,
    /// 证据: evidence of a dispute awaits a decision.
    Evidence,
    /// 争议: a dispute awaits its ruling.
    Dispute,
    /// 辅助费: one of several fees must be chosen.
    Fee,
    /// 违规: a violation that was proposed awaits a decision.
    Violation,
    /// 申诉: somebody appealed against a decision.
    Appeal,
    /// 身份: two customers may be one.
    Identity,
    /// 签字: a record awaits a signature.
    Signature,
    /// 义务: something else that the regulation asks somebody to do.
    Duty,
}

impl TaskKind {
    /// Every kind, in the order pages show them.
    pub const ALL: [TaskKind; 11] = [
        TaskKind::Review,
        TaskKind::Permission,
        TaskKind::Allocation,
        TaskKind::Evidence,
        TaskKind::Dispute,
        TaskKind::Fee,
        TaskKind::Violation,
        TaskKind::Appeal,
        TaskKind::Identity,
        TaskKind::Signature,
        TaskKind::Duty,
    ];

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TaskKind::Review => "review",
            TaskKind::Permission => "permission",
            TaskKind::Allocation => "allocation",
            TaskKind::Evidence => "evidence",
            TaskKind::Dispute => "dispute",
            TaskKind::Fee => "fee",
            TaskKind::Violation => "violation",
            TaskKind::Appeal => "appeal",
            TaskKind::Identity => "identity",
            TaskKind::Signature => "signature",
            TaskKind::Duty => "duty",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<TaskKind> {
        TaskKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether several of them may be answered in one go.
    #[must_use]
    pub fn is_in_bulk(self) -> bool {
        matches!(self, TaskKind::Review | TaskKind::Signature)
    }

    /// How rows store it; 0 is what nobody decides.
    pub(super) fn number(self) -> u8 {
        match self {
            TaskKind::Duty => 0,
            TaskKind::Review => 1,
            TaskKind::Permission => 2,
            TaskKind::Allocation => 3,
            TaskKind::Evidence => 4,
            TaskKind::Dispute => 5,
            TaskKind::Fee => 6,
            TaskKind::Violation => 7,
            TaskKind::Appeal => 8,
            TaskKind::Identity => 9,
            TaskKind::Signature => 10,
        }
    }

    pub(super) fn numbered(number: u8) -> Option<TaskKind> {
        TaskKind::ALL
            .into_iter()
            .find(|kind| kind.number() == number)
    }
}

/// By what a task is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// By an act.
    Act(&'static Act),
    /// By saying whether two customers are one.
    Identity,
    /// By saying which of a customer's projects an entry is of.
    Project,
    /// By recording a follow-up.
    FollowUp,
    /// By registering.
    Registration,
    /// By setting the roster.
    Roster,
    /// By what the case page offers.
    Case,
}

impl Answered {
    const PAGES: [(Answered, &'static str); 6] = [
        (Answered::Identity, "identity"),
        (Answered::Project, "project"),
        (Answered::FollowUp, "follow-up"),
        (Answered::Registration, "registration"),
        (Answered::Roster, "roster"),
        (Answered::Case, "case"),
    ];

    /// How rows store it: no act has the name of a page.
    pub(super) fn name(self) -> &'static str {
        let page = Answered::PAGES.iter().find(|(page, _)| *page == self);
        match self {
            Answered::Act(act) => act.name,
            _ => page.map_or("case", |(_, name)| name),
        }
    }

    pub(super) fn named(name: &str) -> Answered {
        let page = Answered::PAGES.iter().find(|(_, known)| *known == name);
        match (page, table::named(name)) {
            (Some((page, _)), _) => *page,
            (None, Some(act)) => Answered::Act(act),
            (None, None) => Answered::Case,
        }
    }
}
