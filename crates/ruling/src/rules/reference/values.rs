//! What may be written as the value of a parameter.

use crate::language::Language;

/// What a parameter's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Free text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Count,
    /// `[least, most]`.
    Range,
    /// A list of amounts in cents.
    Amounts,
    /// A length of time.
    Span,
    /// A length of time, or one of these words.
    SpanOr(&'static [&'static str]),
    /// A time of day.
    Clock,
    /// The time of an event.
    Moment,
    /// Times of events.
    Moments,
    /// An event of `[events]`, or one implied by a kind of fact.
    Event,
    /// An event, or one of these words.
    EventOr(&'static [&'static str]),
    /// One or several events.
    Events,
    /// A part somebody plays in the case.
    Who,
    /// A part, or one of these words.
    WhoOr(&'static [&'static str]),
    /// One or several parts.
    Whos,
    /// Who receives how many parts.
    Parts,
    /// A predicate of the closed list, of those the rule takes.
    Condition(&'static [&'static str]),
    /// A reason of the closed list of pending reasons.
    Pending,
    /// What follows when a condition fails.
    OnFail,
    /// A name that people read, so it has an entry in `[labels]`.
    Name,
    /// Names that people read.
    Names,
    /// A field, paper or mark of `[fields]`.
    Field,
    /// Fields, papers or marks of `[fields]`.
    Fields,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The most for each level.
    Levels,
    /// The interval of each tier.
    Tiers,
    /// A tier of the same rule.
    Tier,
    /// The span that each event starts anew.
    Renewals,
    /// Clauses by number.
    Clauses,
    /// Relations between people.
    Relations,
    /// A rota of the company file.
    Rota,
    /// What an act needs.
    Gates,
    /// A table with parameters of its own.
    Table(&'static [super::Parameter]),
}

impl ValueKind {
    /// What to write, for the reader, with an example.
    pub fn description(self, language: Language) -> String {
        let fixed = match self {
            ValueKind::Text => language.pick("文字", "text"),
            ValueKind::Flag => "true | false",
            ValueKind::Count => language.pick("整数", "whole number"),
            ValueKind::Range => language.pick("[最少, 最多]", "[least, most]"),
            ValueKind::Amounts => language.pick("金额(分)的列表", "list of amounts in cents"),
            ValueKind::Span | ValueKind::SpanOr(_) => language.pick("时长", "span"),
            ValueKind::Clock => language.pick("时刻 \"17:30\"", "time of day \"17:30\""),
            ValueKind::Moment => language.pick("时点", "moment"),
            ValueKind::Moments => language.pick("时点的列表", "list of moments"),
            ValueKind::Event | ValueKind::EventOr(_) => language.pick("事件", "event"),
            ValueKind::Events => language.pick("事件(可多个)", "one or several events"),
            ValueKind::Who | ValueKind::WhoOr(_) => language.pick("何人", "who"),
            ValueKind::Whos => language.pick("何人(可多个)", "one or several who"),
            ValueKind::Parts => language.pick(
                "\"何人=份数\" 的列表",
                "list of \"who=parts\", e.g. \"owner=1\"",
            ),
            ValueKind::Pending => language.pick("待定原因", "pending reason"),
            ValueKind::OnFail => {
                "refuse | void | notice | violation:<name> | wait:<pending reason>"
            }
            ValueKind::Name => language.pick("名称(见 [labels])", "name (see [labels])"),
            ValueKind::Names => language.pick(
                "名称(可多个,见 [labels])",
                "one or several names (see [labels])",
            ),
            ValueKind::Field => language.pick("字段(见 [fields])", "field (see [fields])"),
            ValueKind::Fields => language.pick(
                "字段(可多个,见 [fields])",
                "one or several fields (see [fields])",
            ),
            ValueKind::Choice(_) | ValueKind::Condition(_) => "",
            ValueKind::Levels => language.pick("{ 级别 = 整数 }", "{ level = whole number }"),
            ValueKind::Tiers => language.pick("{ 级别 = 时长 }", "{ tier = span }"),
            ValueKind::Tier => language.pick("tiers 中的一级", "a tier of `tiers`"),
            ValueKind::Renewals => language.pick("{ 事件 = 时长 }", "{ event = span }"),
            ValueKind::Clauses => language.pick("条款号的列表", "list of clauses"),
            ValueKind::Relations => language.pick("关系的列表", "list of relations"),
            ValueKind::Rota => language.pick("rota:<轮值表名称>", "rota:<name of the rota>"),
            ValueKind::Gates => {
                "not_suspended | approved | price_allowed | acknowledged:<name> | holds | at_most:<n> | given:<field> | in_turn | not_archived"
            }
            ValueKind::Table(_) => language.pick("表", "table"),
        };
        let mut parts: Vec<&str> = Vec::new();
        if !fixed.is_empty() {
            parts.push(fixed);
        }
        parts.extend(self.words());
        parts.join(" | ")
    }

    /// The closed words this kind takes, beside what is free.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            ValueKind::Choice(words)
            | ValueKind::Condition(words)
            | ValueKind::SpanOr(words)
            | ValueKind::EventOr(words)
            | ValueKind::WhoOr(words) => words,
            _ => &[],
        }
    }
}

/// The predicates that `only_if`, `when` and `except` may name: name, Chinese, English.
pub const CONDITIONS: [(&str, &str, &str); 13] = [
    (
        "undisputed",
        "取得归属时没有争议",
        "the claim was undisputed when it took the case",
    ),
    (
        "disputed",
        "对这笔成交有人提出争议或主张",
        "a dispute or late claim was filed for this deal",
    ),
    (
        "disputed_by_other",
        "交付人以外的人提出争议",
        "someone else than the deliverer filed a dispute",
    ),
    ("dispute_won", "争议成立而取得", "a dispute won the deal"),
    (
        "same_day_delivery",
        "胜出的报备与交付在同一天",
        "the winning claim was filed on the day of delivery",
    ),
    (
        "deal_outside_unapproved",
        "未经许可跨区成交",
        "the deal was closed outside the unit's region without permission",
    ),
    (
        "deal_inside_unrecorded",
        "由负责的单位成交,而无人有有效登记",
        "a responsible unit closed the deal though nobody had a valid entry",
    ),
    (
        "no_holder",
        "成交时无人持有",
        "nobody held the case at the deal",
    ),
    ("held", "有人持有", "the case is held"),
    ("dealt", "已成交", "the deal has been closed"),
    ("not_dealt", "未成交", "the deal has not been closed"),
    ("admitted", "报备已受理", "the claim is accepted"),
    (
        "same_day",
        "后来者与持有人取得归属在同一天",
        "the newcomer came on the day on which the holder took the case",
    ),
];

/// The parts people play: word, Chinese, English.
pub const WHO: [(&str, &str, &str); 21] = [
    (
        "claimant",
        "所判主张的主张人",
        "whoever makes the claim judged",
    ),
    ("holder", "现持有人", "the present holder"),
    ("owner", "成交的归属人", "who owns the deal"),
    ("registrant", "报备人", "who filed the claim"),
    ("assignee", "被分派的人", "whom the case was assigned to"),
    ("actor", "做这件事的人", "whoever did the event"),
    ("closer", "签约成交的人", "who closed the deal"),
    ("deliverer", "交付的人", "who handed the goods over"),
    ("assistants", "协助交付的人", "who helped handing over"),
    ("signatory", "合同签字人", "who signed the contract"),
    ("customer", "客户", "the customer"),
    ("role:<name>", "有此角色的人", "whoever has this role"),
    (
        "named:<name>",
        "公司档案中以此名指定的人",
        "the person a name of the company file stands for",
    ),
    (
        "<role>_of(holder|owner|claimant|unit|actor)",
        "其单位中有此角色的人,如 lead_of(holder)",
        "whoever has this role in that unit, e.g. lead_of(holder)",
    ),
    ("unit", "持有人的单位", "the holder's unit"),
    (
        "duty_team",
        "成交那周的值班组",
        "the team on duty in the week of the deal",
    ),
    (
        "sole_region_owner",
        "唯一负责客户所在地的单位",
        "the only unit responsible for the customer's division",
    ),
    (
        "first_valid_recorder",
        "负责的单位中有效登记最早的",
        "the responsible unit with the earliest valid entry",
    ),
    (
        "region_head",
        "客户所在地的负责人",
        "whoever is responsible for the customer's division",
    ),
    (
        "first_valid",
        "首个有效而未分派的主张人",
        "the first claim that is valid though not allocated",
    ),
    (
        "claimants",
        "各有效主张人(在 share 里平分)",
        "everyone with a valid claim (in `share` they share evenly)",
    ),
];
