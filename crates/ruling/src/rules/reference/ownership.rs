//! Rules of protection, ownership, fallback and credit.

use super::ValueKind::{
    Amounts, Choice, Condition, Count, Event, EventOr, Flag, Moment, Moments, Name, Names, Parts,
    Pending, Relations, Renewals, Rota, Span, SpanOr, Table, Who, Whos,
};
use super::{RuleReference, parameter, required};
use crate::rules::condition::{OF_FALLBACK, OF_PROTECT, OF_SHARE};
use crate::ruling::Step;

pub(super) const RULES: [RuleReference; 7] = [
    RuleReference {
        name: "protect",
        step: Some(Step::Protection),
        zh: "有人持有期间别人能做什么,到何时为止",
        en: "what others may do while somebody holds the case, and until when",
        example: r#"{rule = "protect", mode = "forbid", since = "claim", for = "30 days", renew_on = {visited = "15 days"}, extend = {on = "noted:extended", by = "10 days"}, cap = "90 days"}"#,
        parameters: &[
            required(
                "mode",
                Choice(&["forbid", "ask", "open"]),
                "禁止、须征得同意,或开放",
                "forbidden, only with consent, or open",
            ),
            parameter(
                "since",
                Moment,
                "从何时起算(缺省为报备)",
                "counted from (default: the claim)",
            ),
            required(
                "for",
                SpanOr(&["while_held"]),
                "多久;while_held 为持有期间一直",
                "how long; while_held: as long as the case is held",
            ),
            parameter(
                "only_if",
                Condition(&OF_PROTECT),
                "只在这种情况下受保护",
                "only then is the holder protected",
            ),
            parameter(
                "renew_on",
                Renewals,
                "持有人的这些事重起一段保护",
                "events of the holder that start a span anew",
            ),
            parameter(
                "extend",
                Table(&[
                    required(
                        "on",
                        Event,
                        "准予延长的事(持有人所为或为持有人所决定,须在到期之前)",
                        "the event that grants it, by or for the holder and before the end",
                    ),
                    required("by", Span, "从原到期日起延多久", "how much longer"),
                    parameter("times", Count, "最多几次(缺省 1)", "how often (default 1)"),
                ]),
                "延长",
                "an extension",
            ),
            parameter(
                "cap",
                Span,
                "从首次起算,最长多久",
                "never past this, counted from its first start",
            ),
            parameter(
                "at_end",
                Choice(&["open", "pool", "end"]),
                "保护期满后:仍持有但不再受保护(缺省)、进公海,或归属终止",
                "when it is over: still held but unprotected (default), into the pool, or the claim ends",
            ),
        ],
    },
    RuleReference {
        name: "consent",
        step: Some(Step::Protection),
        zh: "持有人事先登记的同意,让指名的人进入",
        en: "the holder's consent, recorded beforehand, lets a named other in",
        example: r#"{rule = "consent", valid = "7 days", uses = 1}"#,
        parameters: &[
            parameter(
                "valid",
                Span,
                "多久内有效(缺省 7 日)",
                "how long it may be used (default 7 days)",
            ),
            parameter("uses", Count, "可用几次(缺省 1)", "how often (default 1)"),
            parameter(
                "ask_when_forbidden",
                Flag,
                "禁止期间他人也可在系统里征询(动作 ask_consent);缺省只在须同意期间可以",
                "others may ask for it in the system (the act ask_consent) while the case is forbidden, too; by default only while consent is needed",
            ),
        ],
    },
    RuleReference {
        name: "rank",
        step: Some(Step::Ownership),
        zh: "几条主张谁在先,在后的是撞单还是排队",
        en: "which of several claims comes first, and what becomes of the others",
        example: r#"{rule = "rank", by = ["claim"]}"#,
        parameters: &[
            parameter(
                "by",
                Moments,
                "依次比较的时间,最后比账本序号",
                "times compared in order, the ledger's sequence last",
            ),
            parameter(
                "signatory_first",
                Flag,
                "签约人在先",
                "signatories of the contract come before others",
            ),
            parameter("newest", Flag, "新的胜过旧的", "the newest wins"),
            parameter(
                "among",
                Choice(&["all", "same_day"]),
                "在全部主张之间,或只在同一天的之间",
                "among all claims, or those of the same day",
            ),
            parameter(
                "beats_protection",
                Flag,
                "按 by 所列之事在先者胜过持有人的保护(没做过的排在做过的之后)",
                "who comes first by the events of `by` beats the holder's protection (who never did one comes after)",
            ),
            parameter(
                "hold",
                Span,
                "早到者在多久内仍可超过",
                "how long an earlier arrival may still overtake",
            ),
            parameter(
                "queue",
                Flag,
                "在后的排队,前面失效即递补",
                "the others queue and move up when the first one ends",
            ),
            parameter(
                "offer",
                Span,
                "排队递补须在多久内接受",
                "moving up is an offer to be accepted within this span",
            ),
        ],
    },
    RuleReference {
        name: "assign",
        step: Some(Step::Ownership),
        zh: "由有权的人分派客户,或按次序轮流",
        en: "authority gives the case to someone, or a turn does",
        example: r#"{rule = "assign", by = "role:director", before = "pending:allocation"}"#,
        parameters: &[
            required("by", Whos, "谁有权分派", "who may assign"),
            parameter(
                "to",
                Rota,
                "待分派的按轮值表依次给(停权、离职、满额的跳过);都没有接手的仍待 by 分派",
                "what awaits assignment is given by turn, skipping who is suspended, left or full; what nobody takes awaits `by`",
            ),
            parameter(
                "before",
                Choice(&["not_needed", "pending:allocation", "nobody"]),
                "分派之前:照常、首个有效者待定,或无主",
                "before it: nothing is missing, the first valid claim owns pending, or nobody does",
            ),
            parameter(
                "needs_reason",
                Flag,
                "越过现跟进人或在先者分给别人须写理由,不写不生效",
                "giving it to another than who has it or is first in line needs a reason, else it has no effect",
            ),
            parameter(
                "asked_as",
                Name,
                "申请更换用哪一种许可;批准即移转",
                "the kind of permission under which a change is asked for; granted, the case moves",
            ),
            parameter(
                "accept_within",
                Span,
                "被分派者须在多久内接受;按轮值的,谢绝或逾期即问下一位",
                "the assignment is an offer to be accepted within this span; by turn, the next one is asked when it is not",
            ),
        ],
    },
    RuleReference {
        name: "deal",
        step: Some(Step::Ownership),
        zh: "哪件事算成交,成交检验什么",
        en: "which event is the deal, and what it tests",
        example: r#"{rule = "deal", event = "contracted"}"#,
        parameters: &[
            required(
                "event",
                EventOr(&["approved"]),
                "成交的事;approved 为审核通过",
                "the event; approved: the claim's approval stands for the deal",
            ),
            parameter(
                "without_holder",
                Choice(&["fallback", "first_valid", "under_review"]),
                "无人持有时:走兜底、首个有效者待定(分配),或审核中的首个(通过即归他,成交后被驳回的待定决定)",
                "without a holder: the fallback, the first valid claim pending allocation, or the first one under review (its own once approved, pending a decision if rejected)",
            ),
            parameter(
                "late_entry",
                Name,
                "成交登记迟于 24 小时时提出的违规",
                "the violation proposed when the deal is recorded more than 24 hours late",
            ),
        ],
    },
    RuleReference {
        name: "fallback",
        step: Some(Step::Fallback),
        zh: "没有有效主张时归谁:依次找,第一个存在的",
        en: "who owns the deal when no valid claim does: the first on the ladder that exists",
        example: r#"{rule = "fallback", ladder = ["duty_team"], missing = "roster"}"#,
        parameters: &[
            required("ladder", Whos, "依次找谁", "whom, in order"),
            parameter(
                "when",
                Condition(&OF_FALLBACK),
                "只在这种情况下",
                "only when",
            ),
            parameter(
                "missing",
                Pending,
                "都不存在时待定的原因",
                "the pending reason when nobody on it exists",
            ),
            parameter(
                "last_pending",
                Pending,
                "最后一级只是待定的原因",
                "the last one owns only pending this reason",
            ),
        ],
    },
    RuleReference {
        name: "share",
        step: Some(Step::Credit),
        zh: "业绩、提成与辅助提成怎样分",
        en: "how performance, commission and fees are split",
        example: r#"{rule = "share", performance = ["owner=1"], fee = {who = "assistants", choices_cents = [5000, 10000]}}"#,
        parameters: &[
            parameter(
                "performance",
                Parts,
                "业绩各占几份;一份由几人分的平分,没有此人的份和余数归第一人",
                "parts of the performance; several receivers of a part share it evenly, parts of nobody and the remainder go to the first",
            ),
            parameter(
                "commission_by_ratio",
                Flag,
                "提成按公司设定的比例,设定之前待定",
                "commission follows the company's ratios, pending until they are set",
            ),
            parameter(
                "commission_among",
                Names,
                "提成可以分给哪些职务;不写的,为制度问到的各职务;同一职务有几人的,归办成这笔成交的人",
                "roles that a commission is divided among; without it, all roles that the regulation asks people for; of several with a role, whoever closed the deal has its part",
            ),
            parameter(
                "fee",
                Table(&[
                    required("who", Who, "给谁", "who receives it"),
                    required(
                        "choices_cents",
                        Amounts,
                        "可选的金额(分),未选时按第一个",
                        "possible amounts in cents, the first counting until one is chosen",
                    ),
                    parameter(
                        "other_unit",
                        Flag,
                        "只给与成交(交付)人不同单位的人",
                        "only helpers of another unit than the one that closed the deal receive it",
                    ),
                ]),
                "业绩之外的固定提成",
                "a fixed fee beside the deal",
            ),
            parameter("when", Condition(&OF_SHARE), "只在这种情况下", "only when"),
            parameter(
                "linked",
                Relations,
                "只在买方与某人报备的客户有这种关系时",
                "only if the buyer is so related to a customer somebody registered",
            ),
            parameter(
                "from_cents",
                Count,
                "只管成交额不少于此数(分)的",
                "only for deals of at least so many cents",
            ),
            parameter(
                "below_cents",
                Count,
                "只管成交额少于此数(分)的",
                "only for deals of fewer cents",
            ),
        ],
    },
];
