//! Rules of validity: is the claim still alive at the instant, and does it stand the deal's tests?

use super::ValueKind::{
    Choice, Condition, Event, Events, Field, Moment, Relations, Span, Tiers, Who, WhoOr,
};
use super::{RuleReference, parameter, required};
use crate::rules::condition::OF_SIGNED;
use crate::ruling::Step;

pub(super) const RULES: [RuleReference; 6] = [
    RuleReference {
        name: "lapse",
        step: Some(Step::Validity),
        zh: "期限内没有再跟进的,归属失效,不可恢复",
        en: "a holding that nothing kept alive ends by time, for good",
        example: r#"{rule = "lapse", since = "followed_up.last", within = "60 days", effect = "end"}"#,
        parameters: &[
            required("since", Moment, "从何时起算", "counted from"),
            required("within", Span, "期限", "how long"),
            parameter(
                "unless",
                Event,
                "期内有这件事则不失效(缺省为再次发生 since)",
                "the event that prevents it (default: `since` happening again)",
            ),
            parameter(
                "effect",
                Choice(&["pool", "end", "forfeit"]),
                "进公海、主张终止,或那件事不再算数",
                "into the pool, the claim ends, or the event no longer counts",
            ),
        ],
    },
    RuleReference {
        name: "cadence",
        step: Some(Step::Validity),
        zh: "按客户级别的间隔跟进,必要时有签字",
        en: "follow-ups at the interval of the customer's tier, signed where that is asked",
        example: r#"{rule = "cadence", tiers = {H = "1 day", B = "7 days"}, before_tier = "H", track = "followed_up", from = "visited.first", to = "delivered"}"#,
        parameters: &[
            required("tiers", Tiers, "各级的间隔", "the interval of each tier"),
            parameter(
                "before_tier",
                super::ValueKind::Tier,
                "定级之前按哪一级",
                "the tier before one is given",
            ),
            required("track", Event, "跟进是哪件事", "the follow-up event"),
            required("from", Moment, "从何时起", "the first point"),
            required("to", Event, "到哪件事为止", "the event that ends it"),
            parameter(
                "signed_by",
                Who,
                "每次跟进由谁签字",
                "whose signature each follow-up needs",
            ),
            parameter(
                "self_to",
                Who,
                "签字人指定的人,也签签字人自己的",
                "who may sign in their place, above all on their own records",
            ),
        ],
    },
    RuleReference {
        name: "match",
        step: Some(Step::Validity),
        zh: "报备的客户与成交的客户一致,或经认可的关系相连;排他的制度比人(person),不一致的成交不归持有人",
        en: "the customer registered is the customer of the deal, or an accepted relation; where one holds alone, the person is compared, and a deal with another is not the holder's",
        example: r#"{rule = "match", what = "phone", via = ["spouse"]}"#,
        parameters: &[
            required(
                "what",
                Choice(&["phone", "name", "person"]),
                "比电话、姓名还是人",
                "compare the phone, the name or the person",
            ),
            parameter(
                "via",
                Relations,
                "可以相连的关系",
                "relations through which it may match",
            ),
        ],
    },
    RuleReference {
        name: "signed",
        step: Some(Step::Validity),
        zh: "某份资料在期内有某人的签字",
        en: "a paper carries somebody's signature, made in time",
        example: r#"{rule = "signed", document = "A", by = "role:manager"}"#,
        parameters: &[
            required("document", Field, "哪份资料", "the paper"),
            required("by", Who, "谁签", "whose signature"),
            parameter(
                "self_to",
                Who,
                "签字人指定的人,也签签字人自己的",
                "who may sign in their place, above all on their own papers",
            ),
            parameter("after", Moment, "不得早于", "not before this"),
            parameter(
                "until",
                Choice(&["disputed", "window_closes"]),
                "不得晚于争议提出,或主张期届满",
                "until the dispute, or until the claim window closes",
            ),
            parameter(
                "only_if",
                Condition(&OF_SIGNED),
                "只在这种情况下要求",
                "asked only if",
            ),
        ],
    },
    RuleReference {
        name: "ends_on",
        step: Some(Step::Validity),
        zh: "放弃、撤回同意等事使归属终止",
        en: "events that end a holding or a claim",
        example: r#"{rule = "ends_on", events = ["waived"], effect = "pool"}"#,
        parameters: &[
            required("events", Events, "哪些事", "the events"),
            parameter(
                "effect",
                Choice(&["end", "pool", "all", "close"]),
                "该主张终止、进公海、全部主张终止,或结案(再来的另开案卷)",
                "the claim ends, the case goes to the pool, all claims end, or the case is closed (a new claim opens another)",
            ),
        ],
    },
    RuleReference {
        name: "departure",
        step: Some(Step::Validity),
        zh: "持有人离职后客户归谁,由谁指派",
        en: "what becomes of the cases of someone who leaves",
        example: r#"{rule = "departure", to = "unit", by = "lead_of(holder)"}"#,
        parameters: &[
            parameter(
                "to",
                WhoOr(&["unit", "pool"]),
                "转到哪里(缺省转原单位)",
                "where the case goes (default: the unit)",
            ),
            parameter("by", Who, "由谁指派", "who assigns it afterwards"),
        ],
    },
];
