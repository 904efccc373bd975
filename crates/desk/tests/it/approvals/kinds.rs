//! What there is to approve, each as its regulation has it.

use desk::Answer;
use desk::act::ActEntry;
use desk::permission::Role;
use desk::task::TaskKind;

use super::asked::{
    allocation, card, cross_region, dealer, first_step, regions, second_step, special_price,
    transfer, violation,
};
use crate::deeds::DAY;
use crate::world::World;

/// A way to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Answer(Answer),
    For(&'static str),
}

const REVIEWED: &[Way] = &[
    Way::Answer(Answer::Yes),
    Way::Answer(Answer::Return),
    Way::Answer(Answer::No),
];
const DECIDED: &[Way] = &[Way::Answer(Answer::Yes), Way::Answer(Answer::No)];

/// Something that was asked for.
pub(super) struct Asked {
    pub(super) case: u64,
    /// What lets it pass.
    pub(super) entry: ActEntry,
}

/// A kind of approval.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) regulation: &'static str,
    /// Where those who approve work, and who they are: name, login, office, role.
    pub(super) place: &'static str,
    pub(super) offices: &'static [(&'static str, &'static str, &'static str, Role)],
    pub(super) prepare: fn(&World),
    pub(super) task: TaskKind,
    pub(super) act: &'static str,
    pub(super) ask: fn(&World, &str) -> Asked,
    pub(super) asker: &'static str,
    /// Seconds until those are heard whom it is about.
    pub(super) heard_after: i64,
    /// Login and name of whoever decides, and of another who may.
    pub(super) decider: (&'static str, &'static str),
    pub(super) colleague: (&'static str, &'static str),
    /// Days until it is late, where the regulation has a time.
    pub(super) late_after: Option<i64>,
    /// What may be decided: answers, or for whom.
    pub(super) ways: &'static [Way],
    /// Whose it is, so that nobody else's has an effect: else, of whoever is left, the general manager's and then
    /// that of whoever decides from outside.
    pub(super) is_of_office: bool,
    /// Whether the regulation names an office at all, so that somebody stands in for it.
    pub(super) has_office: bool,
    /// Whether those who decide may ask for it, too.
    pub(super) may_ask: bool,
}

const MATERIALS: &[(&str, &str, &str, Role)] = &[
    ("方敏", "fangmin", "department", Role::DepartmentHead),
    ("石静", "shijing", "department", Role::DepartmentHead),
    ("梅兰", "meilan", "sales_management", Role::SalesManagement),
    ("祝婷", "zhuting", "sales_management", Role::SalesManagement),
];
const PRODUCTS: &[(&str, &str, &str, Role)] = &[
    ("方敏", "fangmin", "sales_head", Role::DepartmentHead),
    ("石静", "shijing", "sales_head", Role::DepartmentHead),
    ("梅兰", "meilan", "marketing", Role::SalesManagement),
    ("祝婷", "zhuting", "marketing", Role::SalesManagement),
];
const STORE: &[(&str, &str, &str, Role)] = &[
    ("何平", "heping", "manager", Role::StoreManager),
    ("柳青", "liuqing", "manager", Role::StoreManager),
];
const CHANNEL: &[(&str, &str, &str, Role)] = &[
    ("方敏", "fangmin", "back_office", Role::BackOffice),
    ("石静", "shijing", "back_office", Role::BackOffice),
    ("梅兰", "meilan", "department_manager", Role::DepartmentHead),
    ("祝婷", "zhuting", "general_manager", Role::StoreManager),
];

const NOTHING: fn(&World) = |_| {};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "review, first step",
        regulation: "5-customer-materials",
        place: "江岸店",
        offices: MATERIALS,
        prepare: NOTHING,
        task: TaskKind::Review,
        act: "review",
        ask: first_step,
        asker: "wanglei",
        heard_after: 60,
        decider: ("fangmin", "方敏"),
        colleague: ("shijing", "石静"),
        late_after: Some(2),
        ways: REVIEWED,
        is_of_office: false,
        has_office: true,
        may_ask: true,
    },
    Kind {
        name: "review, second step",
        regulation: "5-customer-materials",
        place: "江岸店",
        offices: MATERIALS,
        prepare: NOTHING,
        task: TaskKind::Review,
        act: "review",
        ask: second_step,
        asker: "wanglei",
        heard_after: 60,
        decider: ("meilan", "梅兰"),
        colleague: ("zhuting", "祝婷"),
        late_after: Some(2),
        ways: REVIEWED,
        is_of_office: false,
        has_office: true,
        may_ask: true,
    },
    Kind {
        name: "allocation",
        regulation: "2-product-sales",
        place: "江岸店",
        offices: PRODUCTS,
        prepare: NOTHING,
        task: TaskKind::Allocation,
        act: "assign",
        ask: allocation,
        asker: "wanglei",
        heard_after: 60,
        decider: ("meilan", "梅兰"),
        colleague: ("zhuting", "祝婷"),
        late_after: None,
        ways: &[Way::For("王蕾"), Way::For("李想")],
        is_of_office: true,
        has_office: true,
        may_ask: false,
    },
    Kind {
        name: "transfer",
        regulation: "2-product-sales",
        place: "江岸店",
        offices: PRODUCTS,
        prepare: NOTHING,
        task: TaskKind::Permission,
        act: "decide-permission",
        ask: transfer,
        asker: "wanglei",
        heard_after: 60,
        decider: ("meilan", "梅兰"),
        colleague: ("zhuting", "祝婷"),
        late_after: None,
        ways: DECIDED,
        is_of_office: true,
        has_office: true,
        may_ask: false,
    },
    Kind {
        name: "cross-region",
        regulation: "6-building-materials",
        place: "甲队",
        offices: STORE,
        prepare: regions,
        task: TaskKind::Permission,
        act: "decide-permission",
        ask: cross_region,
        asker: "zhangchi",
        heard_after: 60,
        decider: ("heping", "何平"),
        // Of two managers of a store, the regulation asks the first.
        colleague: ("heping", "何平"),
        late_after: None,
        ways: DECIDED,
        is_of_office: true,
        has_office: true,
        may_ask: true,
    },
    Kind {
        name: "special price",
        regulation: "6-building-materials",
        place: "甲队",
        offices: STORE,
        prepare: regions,
        task: TaskKind::Permission,
        act: "decide-permission",
        ask: special_price,
        asker: "zhangchi",
        heard_after: 60,
        decider: ("heping", "何平"),
        colleague: ("liuqing", "柳青"),
        late_after: None,
        ways: DECIDED,
        is_of_office: false,
        has_office: false,
        may_ask: true,
    },
    Kind {
        name: "card",
        regulation: "7-auto-dealer",
        place: "甲队",
        offices: STORE,
        prepare: NOTHING,
        task: TaskKind::Signature,
        act: "sign",
        ask: card,
        asker: "wanglei",
        heard_after: 60,
        decider: ("heping", "何平"),
        colleague: ("liuqing", "柳青"),
        late_after: None,
        ways: &[],
        is_of_office: true,
        has_office: true,
        may_ask: true,
    },
    Kind {
        name: "onboarding",
        regulation: "9-dealer-onboarding",
        place: "江岸店",
        offices: CHANNEL,
        prepare: NOTHING,
        task: TaskKind::Review,
        act: "review",
        ask: dealer,
        asker: "zhangchi",
        heard_after: 60,
        decider: ("fangmin", "方敏"),
        colleague: ("shijing", "石静"),
        late_after: None,
        ways: REVIEWED,
        is_of_office: false,
        has_office: true,
        may_ask: false,
    },
    Kind {
        name: "violation",
        regulation: "5-customer-materials",
        place: "江岸店",
        offices: MATERIALS,
        prepare: NOTHING,
        task: TaskKind::Violation,
        act: "decide-violation",
        ask: violation,
        asker: "fangmin",
        heard_after: 10 * DAY,
        decider: ("meilan", "梅兰"),
        colleague: ("zhuting", "祝婷"),
        late_after: None,
        ways: DECIDED,
        is_of_office: false,
        has_office: true,
        may_ask: true,
    },
];
