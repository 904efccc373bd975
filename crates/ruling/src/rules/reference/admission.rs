//! Rules of admission: may this claim be made, and is it complete?

use super::ValueKind::{
    Choice, Count, Event, Field, Fields, Flag, Levels, Moment, Name, Names, OnFail, Range, Span,
    Who,
};
use super::{AT, Parameter, RuleReference, parameter, required};
use crate::ruling::Step;

const ON_FAIL: Parameter = parameter(
    "on_fail",
    OnFail,
    "不满足时怎样(缺省拒收)",
    "what follows when it is not met (default: refuse)",
);

pub(super) const RULES: [RuleReference; 7] = [
    RuleReference {
        name: "require",
        step: Some(Step::Admission),
        zh: "报备带齐应有的字段、资料和标记,并且没有不该有的",
        en: "the claim carries the fields, papers and marks it needs, and none it may not carry",
        example: r#"{rule = "require", fields = ["name"]}"#,
        parameters: &[
            AT,
            parameter(
                "fields",
                Fields,
                "必须有的字段、资料、标记(与 excludes、types 至少写一个)",
                "fields, papers and marks that must be there (give this, excludes or types)",
            ),
            parameter(
                "excludes",
                Fields,
                "不得有的标记",
                "marks that may not be there",
            ),
            parameter(
                "types",
                Names,
                "客户须属其中一类(字段 customer_type)",
                "kinds of customer, one of which the claim must name (the field customer_type)",
            ),
            parameter(
                "for_type",
                Name,
                "只管这一类客户",
                "only for claims of this kind of customer",
            ),
            parameter(
                "when_given",
                Field,
                "只管带有这一字段或标记的报备",
                "only for claims that carry this field or mark",
            ),
            parameter(
                "unless_given",
                Field,
                "不管带有这一字段或标记的报备",
                "not for claims that carry this field or mark",
            ),
            ON_FAIL,
        ],
    },
    RuleReference {
        name: "needs",
        step: Some(Step::Admission),
        zh: "报备之前须有(或不得有)另一件事",
        en: "another event must (or must not) have happened before the claim",
        example: r#"{rule = "needs", event = "visited", by = "claimant", within = "same day"}"#,
        parameters: &[
            required("event", Event, "哪件事", "the event"),
            parameter(
                "by",
                Choice(&["anyone", "claimant"]),
                "谁做的才算(缺省不论是谁)",
                "whose event counts (default: anyone's)",
            ),
            parameter(
                "within",
                Span,
                "最多早多久(不写则不限)",
                "how far back it may lie (none: any time before)",
            ),
            parameter(
                "at_least",
                Span,
                "至少早多久",
                "how long before it must lie at least",
            ),
            parameter(
                "count",
                Range,
                "[最少, 最多] 几次;[0, 0] 为从未",
                "[least, most] times; [0, 0] means never",
            ),
            parameter(
                "when_given",
                Field,
                "只管带有这一字段或标记的报备",
                "only for claims that carry this field or mark",
            ),
            parameter(
                "later_ranks",
                Flag,
                "事后补上也有效,顺位自补上时起",
                "a later event mends it, and the rank counts from that event",
            ),
            ON_FAIL,
        ],
    },
    RuleReference {
        name: "deadline",
        step: Some(Step::Admission),
        zh: "某事之后须在期限内报备(或办完另一件事)",
        en: "the claim (or another event) is recorded in time after something else",
        example: r#"{rule = "deadline", from = "contacted.first.occurred", within = "24 hours"}"#,
        parameters: &[
            AT,
            required("from", Moment, "从何时起算", "counted from"),
            required("within", Span, "期限", "how long"),
            parameter(
                "to",
                Event,
                "期限内要办的事(不写为报备本身)",
                "what must be recorded in time (none: the claim itself)",
            ),
            parameter(
                "any_claim",
                Flag,
                "任何人的报备都算;到期没有报备也算(隐瞒)",
                "anybody's claim will do, and its absence counts once time is up (concealment)",
            ),
            parameter(
                "first_claim",
                Flag,
                "只看案卷里首次受理的报备,时间更正后重算",
                "only the case's first accepted claim is measured, anew when times are corrected",
            ),
            parameter(
                "count_days",
                Flag,
                "写明迟了几天",
                "say how many days it is late",
            ),
            ON_FAIL,
        ],
    },
    RuleReference {
        name: "approval",
        step: Some(Step::Admission),
        zh: "按次序逐级审核报备或某种许可;可退回、留位、重审",
        en: "an ordered review of the claim or of a permission: returns, kept places, restarts",
        example: r#"{rule = "approval", steps = ["manager"], return_within = "24 hours"}"#,
        parameters: &[
            parameter(
                "kind",
                Name,
                "许可的种类(不写为报备本身)",
                "the kind of permission (none: the claim itself)",
            ),
            required(
                "steps",
                Names,
                "各步的角色,按次序",
                "the steps' roles in order",
            ),
            parameter(
                "return_within",
                Span,
                "退回后多久内补正",
                "time for correcting a returned form",
            ),
            parameter(
                "on_late",
                Choice(&["notice", "void", "lose_place"]),
                "补正逾期:只提示、作废、失去顺位",
                "corrected late: only a notice, void, or its place is lost",
            ),
            parameter(
                "keeps_place",
                Flag,
                "审核中或按时补正的占住顺位,后来者等候",
                "later claims wait behind one under review or returned in time",
            ),
            parameter(
                "restart_on",
                Fields,
                "更正这些字段须从头审核",
                "correcting these fields starts the review again",
            ),
            parameter(
                "decide_within",
                Span,
                "每步审核的期限,逾期只催办",
                "time for each step; it only reminds",
            ),
            parameter(
                "ranks_at",
                Choice(&["submitted", "decided"]),
                "顺位自首次提交起,或自审核通过起",
                "ranked from the first submission or from the approval",
            ),
            parameter(
                "self_to",
                Who,
                "审核人自己的报备由谁签",
                "who signs a step in the signer's own case",
            ),
            parameter(
                "binds_digest",
                Flag,
                "签字绑定内容摘要,内容一改签字即失效",
                "signatures bind the content's digest",
            ),
        ],
    },
    RuleReference {
        name: "territory",
        step: Some(Step::Admission),
        zh: "客户所在地属报备人单位负责的区域,或有跨区许可",
        en: "the claimant's unit is responsible for where the customer is, or has permission",
        example: r#"{rule = "territory", permission = "cross_region"}"#,
        parameters: &[required(
            "permission",
            Name,
            "跨区时所需许可的种类",
            "the kind of permission that lets another unit in",
        )],
    },
    RuleReference {
        name: "limit",
        step: Some(Step::Admission),
        zh: "数量上限、间隔和冷却期,并说明何时可再报",
        en: "caps, gaps and cooldowns, saying when it is next possible",
        example: r#"{rule = "limit", counter = "held", max = 50}"#,
        parameters: &[
            parameter(
                "counter",
                Name,
                "计什么数(账本给出)",
                "what is counted (given by the ledger)",
            ),
            parameter("max", Count, "每人最多几个", "most for everyone"),
            parameter(
                "levels",
                Levels,
                "各级别的上限",
                "most for each level of the claimant",
            ),
            parameter(
                "within",
                Span,
                "在多长一段时间里计数,过后重新计(如 same day)",
                "the period counted in, after which it starts anew (e.g. same day)",
            ),
            parameter(
                "min_gap",
                Span,
                "同一方两次报备至少隔多久",
                "least time between two claims of the same party",
            ),
            parameter(
                "cooldown",
                Span,
                "失去客户(失效、放弃、进公海)后多久内不得再报",
                "least time after losing the case (lapsed, given up or gone to the pool)",
            ),
            ON_FAIL,
        ],
    },
    RuleReference {
        name: "claim_window",
        step: Some(Step::Admission),
        zh: "成交后主张与争议的期限,及由谁裁定",
        en: "the time for late claims and disputes after a deal, and who decides them",
        example: r#"{rule = "claim_window", from = "contracted.later", for = "3 days", decided_by = "project_lead"}"#,
        parameters: &[
            required("from", Moment, "从何时起算", "counted from (the deal)"),
            required("for", Span, "期限", "how long"),
            parameter(
                "opens",
                Choice(&["no_holder", "always"]),
                "只在成交时无主才开,或每次成交都开",
                "only when nobody held the case at the deal, or after every deal",
            ),
            parameter(
                "evidence",
                Event,
                "证据须证明的事(不写则不要证据)",
                "the event that evidence must show (none: no evidence asked)",
            ),
            parameter("decided_by", Name, "裁定的角色", "the role that decides"),
            parameter(
                "tests",
                super::ValueKind::Clauses,
                "主张人须满足哪些条款",
                "clauses whose rules the claimant must meet",
            ),
            parameter(
                "tie",
                Moment,
                "几人都满足时比谁早",
                "among several, the earliest of this moment",
            ),
            parameter(
                "needs_ruling",
                Flag,
                "有争议的须经裁定才终局",
                "once disputed it stays provisional until an authority rules",
            ),
        ],
    },
];
