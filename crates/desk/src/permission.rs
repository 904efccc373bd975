//! Who may do what for whom: one table, read by one function. What it does not allow is denied.

use std::marker::PhantomData;

use ledger::fault::Fault;
use ruling::fact::{Seq, StaffId, UnitId};

use crate::Refusal;

/// What somebody is in the company, for the program. A regulation's own roles are names of its pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 销售: has customers.
    Salesperson,
    /// 前台: receives who comes.
    Reception,
    /// 组长.
    TeamLead,
    /// 部门负责人.
    DepartmentHead,
    /// 店长.
    StoreManager,
    /// 市场: brings customers in.
    Marketing,
    /// 销售管理: keeps the rules kept.
    SalesManagement,
    /// 后台: contracts, deliveries, invoices.
    BackOffice,
    /// 总经理.
    GeneralManager,
    /// 审计: sees what was done, changes nothing.
    Auditor,
    /// 外部裁决人: decides what is put to them.
    ExternalDecider,
    /// 系统管理员: units, accounts.
    SystemAdministrator,
    /// 安全管理员: who may do what.
    SecurityAdministrator,
    /// 审计管理员: what administrators did.
    AuditAdministrator,
}

/// Makes of one list of actions: [`Action`], [`ACTIONS`], and in [`deed`] a type for the permits of each.
macro_rules! actions {
    ($($(#[$meaning:meta])* $name:ident,)+) => {
        /// What may be allowed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[$meaning])* $name,)+
        }

        /// Actions in the order of the table's columns.
        pub const ACTIONS: &[Action] = &[$(Action::$name),+];

        /// One type for each action that a permit is given for.
        pub mod deed {
            use super::{Action, Deed};

            $($(#[$meaning])*
            #[derive(Debug)]
            pub struct $name;

            impl Deed for $name {
                const ACTION: Action = Action::$name;
            })+
        }
    };
}

actions! {
    /// Ask whether a customer is free.
    CheckDuplicate,
    /// File a registration.
    Register,
    /// Record who came, and with whom.
    RecordVisit,
    /// Record a follow-up.
    FollowUp,
    /// Say whether two customers are one.
    ConfirmIdentity,
    /// See a case, with personal data masked.
    SeeCase,
    /// See personal data in clear, with a reason.
    Reveal,
    /// Take lists out of the program.
    Export,
    /// Read the regulation in force.
    SeeRegulation,
    /// See who looked at what.
    SeeAccesses,
    /// Be told of what looks like misuse.
    SeeAlerts,
    /// Decide on what others filed or asked for, step by step.
    Review,
    /// Give cases to people, and take them back.
    Assign,
    /// Record quotes, contracts, deliveries and invoices.
    Deal,
    /// Record what else the regulation has a word for: signatures, archiving, its own events.
    Note,
    /// Object: claim a deal, give evidence, report a violation, appeal.
    Dispute,
    /// Decide disputes: evidence, ownership, fees.
    Decide,
    /// Inspect, and decide on violations.
    Sanction,
    /// See what deals are worth to whom, and statements.
    SeeCredit,
    /// Issue the statements of a month.
    IssueStatements,
    /// Set what deals rest on: ratios of projects, price lists.
    SetTerms,
    /// Make and move units.
    ManageUnits,
    /// Open and close accounts.
    ManageAccounts,
    /// Give roles and take them back.
    GrantRoles,
    /// Publish regulations and put units under them.
    ManageRegulations,
    /// Say which unit is on duty in which week.
    SetRoster,
    /// Declare from when to when the program was down, and who enters the paper.
    DeclareOutage,
    /// Give people what is kept about them, and erase it.
    AnswerSubjects,
    /// Keep the list of dealers that the company does not want.
    KeepBlacklist,
}

/// How far an action reaches for a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// What is one's own.
    Own,
    /// Everything in the unit that the role was given for, and below it.
    Scope,
}

use Reach::{Nothing as NO, Own as OWN, Scope as ALL};

/// Role × action × reach: all that anybody may do.
#[rustfmt::skip]
pub const TABLE: [(Role, [Reach; ACTIONS.len()]); 14] = [
    //                              check register visit follow confirm see  reveal export regul access alerts review assign deal note dispute decide sanction credit issue terms units accounts grants regulations roster outage subjects blacklist
    (Role::Salesperson,            [OWN,  OWN,     OWN,  OWN,   NO,     OWN, OWN,   NO,    ALL,  OWN,   NO,    NO,    NO,    OWN, OWN, OWN,    NO,    NO,      OWN,   NO,   NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    NO]),
    (Role::Reception,              [ALL,  ALL,     ALL,  NO,    ALL,    ALL, NO,    NO,    ALL,  NO,    NO,    NO,    NO,    NO,  ALL, ALL,    NO,    NO,      OWN,   NO,   NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    NO]),
    (Role::TeamLead,               [ALL,  ALL,     ALL,  ALL,   NO,     ALL, ALL,   NO,    ALL,  OWN,   NO,    ALL,   ALL,   ALL, ALL, ALL,    NO,    NO,      ALL,   NO,   NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    NO]),
    (Role::DepartmentHead,         [ALL,  ALL,     ALL,  ALL,   ALL,    ALL, ALL,   ALL,   ALL,  ALL,   NO,    ALL,   ALL,   ALL, ALL, ALL,    ALL,   ALL,     ALL,   NO,   ALL,  NO,   NO,      ALL,   NO,         ALL,    NO,    ALL,   NO]),
    (Role::StoreManager,           [ALL,  ALL,     ALL,  ALL,   ALL,    ALL, ALL,   ALL,   ALL,  ALL,   NO,    ALL,   ALL,   ALL, ALL, ALL,    ALL,   ALL,     ALL,   NO,   ALL,  NO,   NO,      ALL,   NO,         ALL,    NO,    ALL,   NO]),
    (Role::Marketing,              [OWN,  OWN,     OWN,  NO,    NO,     ALL, NO,    NO,    ALL,  NO,    NO,    ALL,   ALL,   OWN, ALL, OWN,    NO,    NO,      OWN,   NO,   NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    NO]),
    (Role::SalesManagement,        [ALL,  ALL,     ALL,  NO,    ALL,    ALL, ALL,   ALL,   ALL,  ALL,   ALL,   ALL,   ALL,   NO,  ALL, ALL,    ALL,   ALL,     ALL,   NO,   ALL,  NO,   NO,      NO,    NO,         ALL,    NO,    ALL,   ALL]),
    (Role::BackOffice,             [NO,   NO,      NO,   NO,    NO,     ALL, NO,    NO,    ALL,  NO,    NO,    ALL,   NO,    ALL, ALL, NO,     NO,    NO,      ALL,   ALL,  NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    ALL]),
    (Role::GeneralManager,         [ALL,  ALL,     ALL,  ALL,   ALL,    ALL, ALL,   ALL,   ALL,  ALL,   ALL,   ALL,   ALL,   ALL, ALL, ALL,    ALL,   ALL,     ALL,   ALL,  ALL,  NO,   NO,      ALL,   NO,         ALL,    NO,    ALL,   ALL]),
    (Role::Auditor,                [NO,   NO,      NO,   NO,    NO,     ALL, NO,    NO,    ALL,  ALL,   ALL,   NO,    NO,    NO,  NO,  NO,     NO,    NO,      ALL,   NO,   NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    NO]),
    (Role::ExternalDecider,        [NO,   NO,      NO,   NO,    NO,     OWN, NO,    NO,    ALL,  NO,    NO,    OWN,   NO,    NO,  NO,  NO,     OWN,   OWN,     NO,    NO,   NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    NO]),
    (Role::SystemAdministrator,    [NO,   NO,      NO,   NO,    NO,     NO,  NO,    NO,    ALL,  NO,    NO,    NO,    NO,    NO,  NO,  NO,     NO,    NO,      NO,    NO,   NO,   ALL,  ALL,     NO,    ALL,        NO,    ALL,    NO,    NO]),
    (Role::SecurityAdministrator,  [NO,   NO,      NO,   NO,    NO,     NO,  NO,    NO,    ALL,  NO,    ALL,   NO,    NO,    NO,  NO,  NO,     NO,    NO,      NO,    NO,   NO,   NO,   ALL,     ALL,   NO,         NO,    NO,    NO,    NO]),
    (Role::AuditAdministrator,     [NO,   NO,      NO,   NO,    NO,     NO,  NO,    NO,    ALL,  ALL,   ALL,   NO,    NO,    NO,  NO,  NO,     NO,    NO,      NO,    NO,   NO,   NO,   NO,      NO,    NO,         NO,    NO,    NO,    NO]),
];

impl Role {
    /// The name in the log and in settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Salesperson => "salesperson",
            Role::Reception => "reception",
            Role::TeamLead => "team_lead",
            Role::DepartmentHead => "department_head",
            Role::StoreManager => "store_manager",
            Role::Marketing => "marketing",
            Role::SalesManagement => "sales_management",
            Role::BackOffice => "back_office",
            Role::GeneralManager => "general_manager",
            Role::Auditor => "auditor",
            Role::ExternalDecider => "external_decider",
            Role::SystemAdministrator => "system_administrator",
            Role::SecurityAdministrator => "security_administrator",
            Role::AuditAdministrator => "audit_administrator",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Role> {
        let roles = TABLE.iter().map(|(role, _)| *role);
        roles.into_iter().find(|role| role.name() == name)
    }

    /// How far an action reaches for whoever has the role.
    #[must_use]
    pub fn reach(self, action: Action) -> Reach {
        let row = TABLE.iter().find(|(role, _)| *role == self);
        let mut cells = row
            .iter()
            .flat_map(|(_, reaches)| ACTIONS.iter().zip(reaches));
        let cell = cells.find(|(known, _)| **known == action);
        cell.map_or(Reach::Nothing, |(_, reach)| *reach)
    }

    /// The roles that whoever has this one may give, within its scope.
    #[must_use]
    pub fn may_grant(self) -> &'static [Role] {
        match self {
            Role::DepartmentHead => &[Role::Salesperson, Role::TeamLead],
            Role::StoreManager => &[
                Role::Salesperson,
                Role::Reception,
                Role::TeamLead,
                Role::Marketing,
            ],
            Role::GeneralManager => &[
                Role::Salesperson,
                Role::Reception,
                Role::TeamLead,
                Role::DepartmentHead,
                Role::StoreManager,
                Role::Marketing,
                Role::SalesManagement,
                Role::BackOffice,
            ],
            Role::SecurityAdministrator => &[
                Role::Salesperson,
                Role::Reception,
                Role::TeamLead,
                Role::DepartmentHead,
                Role::StoreManager,
                Role::Marketing,
                Role::SalesManagement,
                Role::BackOffice,
                Role::GeneralManager,
                Role::Auditor,
                Role::ExternalDecider,
                Role::SystemAdministrator,
                Role::AuditAdministrator,
            ],
            _ => &[],
        }
    }

    /// Whether this is one of the three administrators: they have no customers, and nobody is two of them.
    #[must_use]
    pub fn is_administrator(self) -> bool {
        matches!(
            self,
            Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator
        )
    }

    /// The roles that nobody has together with this one.
    pub fn excludes(self) -> impl Iterator<Item = Role> {
        let others = TABLE.into_iter().map(|(role, _)| role);
        others.filter(move |role| {
            *role != self && (role.is_administrator() || self.is_administrator())
        })
    }

    /// Whether whoever has the role signs in with a second factor.
    #[must_use]
    pub fn needs_second_factor(self) -> bool {
        let others = [
            Role::GeneralManager,
            Role::SalesManagement,
            Role::Auditor,
            Role::ExternalDecider,
        ];
        self.is_administrator() || others.contains(&self)
    }
}

/// What an action is about.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// Nothing yet: whether somebody may do it at all, for themselves at least.
    Anything,
    /// A unit; none: the whole company.
    Unit(Option<UnitId>),
    /// Something that belongs to people, and to units as they were when it was recorded.
    Of {
        /// Whose it is.
        staff: &'a [StaffId],
        /// The units it was recorded under, with all that these belonged to then.
        units: &'a [UnitId],
    },
}

/// A thing done that needs a permit of its own.
pub trait Deed {
    /// What the table calls it.
    const ACTION: Action;
}

/// Says that somebody may do something. Only [`crate::Actor::may`] gives one, and what writes takes one: a
/// forgotten check does not compile.
#[derive(Debug)]
pub struct Permit<D: Deed> {
    pub(crate) staff: StaffId,
    deed: PhantomData<D>,
}

impl<D: Deed> Permit<D> {
    pub(crate) fn new(staff: StaffId) -> Permit<D> {
        Permit {
            staff,
            deed: PhantomData,
        }
    }
}

/// What a refusal of an action looks like to whoever may not know what it is about.
pub(crate) fn refused<T>(action: Action, target: Target<'_>) -> Result<T, Refusal> {
    match target {
        Target::Of { .. } => Err(Refusal::NotFound),
        Target::Anything | Target::Unit(_) => Err(Refusal::NotAllowed(action)),
    }
}

/// A stored role that this program does not know grants nothing.
pub(crate) fn role_of(name: &str, seq: Seq) -> Result<Role, Fault> {
    Role::named(name).ok_or(Fault::Damaged {
        what: "role of grant",
        number: seq.into(),
    })
}
