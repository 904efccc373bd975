//! What people read for the closed lists of the core.

use super::Section;
use crate::fact::FactKind;
use crate::language::Language;
use crate::ruling::{CreditKind, Mode, Pending, Standing, State, Step, Verdict};

/// The mark in front of a condition: passed, failed, open, noted.
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Fail => "✗",
        Verdict::Open => "…",
        Verdict::Note => "·",
    }
}

impl Section {
    /// Its title; all steps of reasons have the same one.
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Section::Ownership => ("归属", "Ownership"),
            Section::Protection => ("保护", "Protection"),
            Section::After => (
                "之后（如果没有新的记录）",
                "Afterwards (if nothing new is recorded)",
            ),
            Section::Claims => ("各次报备", "Claims"),
            Section::Reasons(_) => ("理由", "Reasons"),
            Section::Credit => ("业绩分配", "Credit"),
            Section::Obligations => ("义务", "Obligations"),
            Section::Violations => ("违规", "Violations"),
        };
        language.pick(zh, en)
    }
}

impl Step {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Step::Admission => ("受理", "admission"),
            Step::Validity => ("效力", "validity"),
            Step::Protection => ("保护", "protection"),
            Step::Ownership => ("归属", "ownership"),
            Step::Fallback => ("兜底", "fallback"),
            Step::Credit => ("分配", "credit"),
        };
        language.pick(zh, en)
    }
}

impl State {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            State::None => ("无", "none"),
            State::Pending => ("待定", "pending"),
            State::Provisional => ("暂定", "provisional"),
            State::Frozen => ("冻结", "frozen"),
            State::Final => ("终局", "final"),
        };
        language.pick(zh, en)
    }

    /// What the state means, in a sentence without a stop.
    pub(super) fn meaning(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            State::None => ("目前没有归属", "nobody owns it now"),
            State::Pending => ("还不能下结论", "no conclusion is possible yet"),
            State::Provisional => (
                "这是目前的结论；还没有成交，或仍有期限未到，之后还可能改变",
                "this is the conclusion for now; there is no deal yet or a time limit still runs, so it may change",
            ),
            State::Frozen => (
                "有争议或决定未了，先不发放",
                "held back while a dispute or decision is open",
            ),
            State::Final => ("已经定案", "settled for good"),
        };
        language.pick(zh, en)
    }
}

impl Pending {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Pending::Identity => ("身份", "identity"),
            Pending::Review => ("审核", "review"),
            Pending::Allocation => ("分配", "allocation"),
            Pending::Window => ("窗口", "window"),
            Pending::Evidence => ("证据", "evidence"),
            Pending::Decision => ("决定", "decision"),
            Pending::Roster => ("值班", "roster"),
            Pending::Ratio => ("比例", "ratio"),
            Pending::Tier => ("档位", "tier"),
            Pending::Consent => ("同意", "consent"),
            Pending::Calendar => ("日历", "calendar"),
        };
        language.pick(zh, en)
    }

    /// What is awaited, in a sentence without a stop.
    pub fn meaning(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Pending::Identity => (
                "可能与另一客户是同一个，等人确认",
                "this may be the same customer as another; somebody has to confirm it",
            ),
            Pending::Review => ("审核还没有完成", "the review is not complete yet"),
            Pending::Allocation => (
                "等负责人指派",
                "whoever is in charge has to assign it to somebody",
            ),
            Pending::Window => (
                "期限还没到，别人还可能提出主张或补报",
                "a time limit still runs in which others may claim or complete their entry",
            ),
            Pending::Evidence => ("证据还没有裁定", "the evidence is not decided yet"),
            Pending::Decision => ("等有权者决定", "an authority has to decide"),
            Pending::Roster => ("这一周的值班还没有排", "no roster is set for that week"),
            Pending::Ratio => ("分配比例还没有设定", "the ratio is not set yet"),
            Pending::Tier => ("费用档位还没有选定", "the fee is not chosen yet"),
            Pending::Consent => ("等对方同意", "consent is awaited"),
            Pending::Calendar => (
                "日历缺少所需年份的放假安排",
                "the calendar lacks the holidays of a year that is needed",
            ),
        };
        language.pick(zh, en)
    }
}

impl Mode {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Mode::Open => ("他人可以取代", "others may take over"),
            Mode::Pool => ("公海", "public pool"),
            Mode::Ask => ("他人须征得同意", "others need consent"),
            Mode::Forbid => ("他人不得报备", "others may not claim"),
        };
        language.pick(zh, en)
    }
}

impl Standing {
    /// What people read; of a waiting claim, without what it waits for.
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Standing::Refused => ("拒收", "refused"),
            Standing::Void => ("无效", "without effect"),
            Standing::Waiting(_) => ("待定", "waiting"),
            Standing::Returned => ("退回补正", "returned for correction"),
            Standing::Queued => ("有效，排队等候", "valid, queued"),
            Standing::Offered => ("轮到，等本人接受", "next, to be accepted"),
            Standing::Holding => ("持有", "holds the case"),
            Standing::Standing => ("有效，与他人并存", "valid, beside others"),
            Standing::Collided => ("撞单", "collided"),
            Standing::Superseded => ("已被取代", "superseded"),
            Standing::Ended => ("已结束", "ended"),
            Standing::Lapsed => ("已失效", "lapsed"),
        };
        language.pick(zh, en)
    }
}

impl CreditKind {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            CreditKind::Performance => ("业绩", "performance"),
            CreditKind::Commission => ("提成", "commission"),
            CreditKind::Fee => ("辅助提成", "assist fee"),
        };
        language.pick(zh, en)
    }
}

impl FactKind {
    /// What people read where the regulation has no word of its own for it.
    pub fn label(self, language: Language) -> &'static str {
        language.pick(self.chinese(), self.english())
    }

    fn chinese(self) -> &'static str {
        match self {
            FactKind::Contacted => "联系",
            FactKind::Visited => "到访",
            FactKind::Registered => "报备",
            FactKind::Amended => "更正",
            FactKind::Withdrawn => "撤回",
            FactKind::Reviewed => "审核",
            FactKind::Assigned => "指派",
            FactKind::Accepted => "接受",
            FactKind::Declined => "谢绝",
            FactKind::Graded => "定级",
            FactKind::FollowedUp => "跟进",
            FactKind::Signed => "签字",
            FactKind::RefusedToSign => "拒签",
            FactKind::Consented => "同意",
            FactKind::ConsentWithdrawn => "撤回同意",
            FactKind::Waived => "放弃",
            FactKind::Quoted => "报价",
            FactKind::PermissionAsked => "申请许可",
            FactKind::PermissionDecided => "许可审批",
            FactKind::Contracted => "签订合同",
            FactKind::Delivered => "交付",
            FactKind::Invoiced => "开票",
            FactKind::Disputed => "提出争议",
            FactKind::EvidenceFiled => "提交证据",
            FactKind::EvidenceDecided => "证据裁定",
            FactKind::Ruled => "裁定",
            FactKind::Released => "释放到公海",
            FactKind::Archived => "归档",
            FactKind::Linked => "关联",
            FactKind::TierChosen => "选定档位",
            FactKind::ViolationOpened => "提出违规",
            FactKind::ViolationDecided => "违规审理",
            FactKind::Appealed => "申诉",
            FactKind::Inspected => "检查",
            FactKind::Erased => "删除个人信息",
            FactKind::Counted => "计数",
            FactKind::Noted => "记事",
        }
    }

    fn english(self) -> &'static str {
        match self {
            FactKind::Contacted => "contact",
            FactKind::Visited => "visit",
            FactKind::Registered => "registration",
            FactKind::Amended => "correction",
            FactKind::Withdrawn => "withdrawal",
            FactKind::Reviewed => "review",
            FactKind::Assigned => "assignment",
            FactKind::Accepted => "acceptance",
            FactKind::Declined => "refusal of an offer",
            FactKind::Graded => "grading",
            FactKind::FollowedUp => "follow-up",
            FactKind::Signed => "signature",
            FactKind::RefusedToSign => "refusal to sign",
            FactKind::Consented => "consent",
            FactKind::ConsentWithdrawn => "withdrawal of consent",
            FactKind::Waived => "waiver",
            FactKind::Quoted => "quotation",
            FactKind::PermissionAsked => "request for permission",
            FactKind::PermissionDecided => "decision on a permission",
            FactKind::Contracted => "contract",
            FactKind::Delivered => "delivery",
            FactKind::Invoiced => "invoice",
            FactKind::Disputed => "dispute",
            FactKind::EvidenceFiled => "evidence",
            FactKind::EvidenceDecided => "decision on evidence",
            FactKind::Ruled => "decision of an authority",
            FactKind::Released => "release",
            FactKind::Archived => "archiving",
            FactKind::Linked => "link",
            FactKind::TierChosen => "choice of a fee",
            FactKind::ViolationOpened => "report of a violation",
            FactKind::ViolationDecided => "decision on a violation",
            FactKind::Appealed => "appeal",
            FactKind::Inspected => "inspection",
            FactKind::Erased => "erasure of personal data",
            FactKind::Counted => "count",
            FactKind::Noted => "note",
        }
    }
}

/// What people read for the names that the core itself gives a meaning, where no pack labels them.
pub(super) fn common_name(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "lead" | "head" => ("负责人", "lead"),
        "manager" => ("经理", "manager"),
        "spouse" => ("配偶", "spouse"),
        "parent" => ("父母", "parent"),
        "child" => ("子女", "child"),
        "sibling" => ("兄弟姐妹", "sibling"),
        "same_as" => ("同一客户", "same customer"),
        "not_same" => ("不是同一客户", "not the same customer"),
        "dispute" => ("争议", "dispute"),
        "related" => ("相关", "related"),
        "claims_deal" => ("主张成交", "claims the deal"),
        _ => return None,
    })
}
