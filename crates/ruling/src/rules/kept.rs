//! `daily_list`, `visible`, `kept`: what the product keeps outside the judgment of one case.

use super::who::Who;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::params::Params;
use crate::policy::problem::Text;

/// The class of a clause that people or the product keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// 系统: the product itself guarantees it.
    System,
    /// 分析: a report.
    Analysis,
    /// 奖惩: rewards and sanctions, decided by people.
    Sanction,
    /// 治理: purpose, scope, interpretation, revision.
    Governance,
}

/// A clause kept elsewhere, naming where, and with which figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Class; none where the rules of other clauses keep it.
    pub class: Option<Class>,
    /// What keeps it: an entry of [`KEEPERS`].
    pub by: String,
    /// The clauses whose rules keep it, by number.
    pub clauses: Vec<String>,
    /// Sanctions or rewards a decider may choose, by name.
    pub choices: Vec<Symbol>,
    /// Of these, the ones by which somebody may not register, quote or sign for a while.
    pub suspends: Vec<Symbol>,
    /// Of these, the ones by which somebody leaves at once.
    pub dismisses: Vec<Symbol>,
    /// Who decides or may change it.
    pub decided_by: Vec<Who>,
    /// How often it is done.
    pub every: Option<Span>,
    /// What is looked at, recorded or watched, by name.
    pub covers: Vec<Symbol>,
    /// Of a hundred entries, how many an inspection draws at least.
    pub sample_percent: Option<u32>,
    /// Who may not do it in their own case.
    pub not_by: Vec<Who>,
    /// What a decision must state, by name.
    pub states: Vec<Symbol>,
    /// Time to put right what was found, or to make up for what was missed.
    pub correct_within: Option<Span>,
    /// Time for whoever is accused to answer.
    pub defence_within: Option<Span>,
    /// Time for an appeal, which somebody else decides.
    pub appeal_within: Option<Span>,
    /// Within this time an earlier violation makes the next one graver.
    pub graver_within: Option<Span>,
    /// Told when it is not done in time.
    pub escalate: Option<Who>,
}

/// What can keep a clause: feature, Chinese and English name.
pub const KEEPERS: [(&str, &str, &str); 15] = [
    (
        "encryption",
        "个人信息加密与掩码",
        "encryption and masking of personal data",
    ),
    (
        "access_trace",
        "查看明文留痕与告警",
        "traces and alerts of looks at personal data",
    ),
    (
        "accounts",
        "账号、密码与登录安全",
        "accounts, passwords and sign-in",
    ),
    ("ledger", "只增不改的账本", "the append-only ledger"),
    ("electronic_approval", "电子审批", "electronic approval"),
    ("customer_base", "统一的客户库", "the one customer base"),
    ("report", "汇总报表", "aggregate reports"),
    ("guidance", "按分层推送的指引", "guidance sent by segment"),
    ("classification", "客户分层", "customer segments"),
    (
        "sanctions",
        "违规审理与处罚",
        "hearing of violations and sanctions",
    ),
    (
        "rewards",
        "候选、提名与奖励",
        "candidates, nominations and rewards",
    ),
    (
        "governance",
        "制度的发布、修订与签收",
        "publishing, revising and acknowledging the regulation",
    ),
    ("training", "培训与补训", "training"),
    (
        "inspection",
        "检查与整改",
        "inspections and their follow-up",
    ),
    (BY_RULES, "别的条款的规则", "the rules of other clauses"),
];

/// The keeper of an interpretation that the rules of other clauses execute.
const BY_RULES: &str = "rules";

fn kept_by_nothing(params: &mut Params<'_, '_>) {
    let named = |chinese: bool| {
        KEEPERS
            .iter()
            .map(|(id, zh, en)| format!("{id} ({})", if chinese { zh } else { en }))
            .collect::<Vec<_>>()
    };
    let (zh, en) = (named(true).join("、"), named(false).join(", "));
    let span = params.span();
    params.reading.problem(
        "kept-by-nothing",
        span,
        Text::new(
            "条款写明由人或产品执行,却没有写在哪里执行",
            "the clause is kept by people or the product, but names nothing that keeps it",
        ),
        Text::new(
            format!("请写 by = …,可以写 {zh}"),
            format!("give by = …; possible are {en}"),
        ),
    );
}

impl Kept {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Kept> {
        let class = params.choice(
            "class",
            &[
                ("系统", Class::System),
                ("分析", Class::Analysis),
                ("奖惩", Class::Sanction),
                ("治理", Class::Governance),
            ],
        );
        let keepers: Vec<(&'static str, &'static str)> =
            KEEPERS.iter().map(|(id, _, _)| (*id, *id)).collect();
        let by = params.choice("by", &keepers);
        if !params.has("by") {
            kept_by_nothing(params);
        }
        let clauses = params.texts("clauses").into_iter();
        let clauses: Vec<String> = clauses.map(|(text, _)| text.to_owned()).collect();
        if by == Some(BY_RULES) {
            params.require("clauses", (!clauses.is_empty()).then_some(()));
        } else {
            params.require("class", class);
        }
        Some(Kept {
            class,
            clauses,
            choices: params.symbols("choices"),
            suspends: params.symbols("suspends"),
            dismisses: params.symbols("dismisses"),
            decided_by: params.whos("decided_by"),
            every: params.span_of("every"),
            covers: params.symbols("covers"),
            sample_percent: percent(params),
            not_by: params.whos("not_by"),
            states: params.symbols("states"),
            correct_within: params.span_of("correct_within"),
            defence_within: params.span_of("defence_within"),
            appeal_within: params.span_of("appeal_within"),
            graver_within: params.span_of("graver_within"),
            escalate: params.who("escalate"),
            // Last, so that every parameter has been asked for.
            by: by?.to_owned(),
        })
    }
}

fn percent(params: &mut Params<'_, '_>) -> Option<u32> {
    let share = params.count("sample_percent")?;
    if !(1..=100).contains(&share) {
        let span = params.value_span("sample_percent");
        params.wrong(
            "sample_percent",
            span,
            "请写 1 到 100 的整数,例如 10 表示抽查一成",
            "write a whole number from 1 to 100, e.g. 10 for one in ten",
        );
    }
    Some(share)
}

/// A list per unit and day, delivered inside the system and confirmed. Kept by the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyList {
    /// Cut-off, minutes after midnight; an entry in its very second is still in.
    pub cut_minutes: u32,
    /// Recipients.
    pub recipients: Vec<Who>,
    /// When its confirmation is due, minutes after midnight, that second included.
    pub confirm_by_minutes: u32,
    /// Told when it is not confirmed.
    pub escalate: Option<Who>,
}

fn minutes(params: &mut Params<'_, '_>, key: &'static str) -> Option<u32> {
    let text = params.text(key);
    let text = params.require(key, text)?;
    let clock = text.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
    });
    if clock.is_none() {
        let span = params.value_span(key);
        params.wrong(
            key,
            span,
            "时刻写作 \"17:30\"",
            "a time of day is written \"17:30\"",
        );
    }
    clock
}

impl DailyList {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<DailyList> {
        let cut_minutes = minutes(params, "cut");
        let confirm_by_minutes = minutes(params, "confirm_by");
        let recipients = params.whos("recipients");
        let escalate = params.who("escalate");
        Some(DailyList {
            cut_minutes: cut_minutes?,
            recipients,
            confirm_by_minutes: confirm_by_minutes?,
            escalate,
        })
    }
}

/// What of a case colleagues may see. Kept by the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible {
    /// What: `stage`, `progress`, `nothing`.
    pub what: Symbol,
    /// To whom.
    pub to: Vec<Who>,
}

impl Visible {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Visible> {
        let what = params.symbol("what");
        let to = params.whos("to");
        params.require("what", what.is_some().then_some(Visible { what, to }))
    }
}
