//! What a row tells beside its registration: that somebody reviewed, assigned, agreed, signed.

use ruling::calendar::Instant;
use ruling::fact::{Answer, FactKind};
use ruling::policy::Policy;
use sheets::ColumnKind;

use super::entry::Known;

/// The words people head the columns of a further fact with.
pub(super) struct Headers {
    /// Key of its day, as packs name it in `also`.
    pub(super) key: &'static str,
    /// When.
    pub(super) day: &'static [&'static str],
    /// Who did it: key with `_by`.
    pub(super) by: &'static [&'static str],
    /// To whom: key with `_to`.
    pub(super) to: &'static [&'static str],
    /// Whether, or what was decided: key with `_answer`.
    pub(super) answer: &'static [&'static str],
}

/// The columns of a further fact: what stands behind its key, and what they hold.
pub(super) const PARTS: [(&str, ColumnKind); 4] = [
    ("", ColumnKind::DateTime),
    ("_by", ColumnKind::Text),
    ("_to", ColumnKind::Text),
    ("_answer", ColumnKind::Text),
];

impl Headers {
    /// Those of the column with this behind its key.
    pub(super) fn of_part(&self, part: &str) -> &'static [&'static str] {
        match part {
            "_by" => self.by,
            "_to" => self.to,
            "_answer" => self.answer,
            _ => self.day,
        }
    }
}

/// Keys that packs need give no headers for.
pub(super) const USUAL: [Headers; 8] = [
    Headers {
        key: "contacted",
        day: &[
            "首次联系日期",
            "首次联系时间",
            "首次接触日期",
            "接触日期",
            "联系日期",
            "联系时间",
            "first contact",
        ],
        by: &[],
        to: &[],
        answer: &[],
    },
    Headers {
        key: "reviewed",
        day: &[
            "审核日期",
            "审核时间",
            "审批日期",
            "审批时间",
            "审核通过日期",
            "reviewed on",
        ],
        by: &["审核人", "审批人", "审核人员", "reviewed by"],
        to: &[],
        answer: &[
            "审核结果",
            "审批结果",
            "审核意见",
            "审批意见",
            "审核状态",
            "审批状态",
            "审核",
            "审批",
            "review",
        ],
    },
    Headers {
        key: "assigned",
        day: &[
            "分派日期",
            "分派时间",
            "分配日期",
            "分配时间",
            "指派日期",
            "指派时间",
            "assigned on",
        ],
        by: &["分派人", "分配人", "指派人", "assigned by"],
        to: &[
            "分派给",
            "分配给",
            "指派给",
            "分派员工",
            "现跟进人",
            "跟进人",
            "跟进人员",
            "assigned to",
        ],
        answer: &[],
    },
    Headers {
        key: "contracted",
        day: &[
            "成交日期",
            "成交时间",
            "签约日期",
            "签约时间",
            "签订日期",
            "签订日",
            "合同签订日期",
            "合同日期",
            "contract date",
        ],
        by: &["成交人", "签约人", "签单人", "签订人", "signed by"],
        to: &[],
        answer: &["是否成交", "是否签约"],
    },
    Headers {
        key: "delivered",
        day: &[
            "交车日期",
            "交付日期",
            "交车时间",
            "交付时间",
            "delivered on",
        ],
        by: &["交车人", "交付人"],
        to: &[],
        answer: &[],
    },
    Headers {
        key: "consented",
        day: &["同意日期", "同意时间", "授权日期", "consent date"],
        by: &[],
        to: &[],
        answer: &[
            "是否同意",
            "本人同意",
            "顾客同意",
            "客户同意",
            "同意",
            "授权",
            "consent",
        ],
    },
    Headers {
        key: "guardian_consented",
        day: &["监护人同意日期"],
        by: &[],
        to: &[],
        answer: &["监护人同意", "监护人是否同意"],
    },
    Headers {
        key: "archived",
        day: &["归档日期", "归档时间", "存档日期", "archived on"],
        by: &["归档人"],
        to: &[],
        answer: &["是否归档", "归档"],
    },
];

/// What people write in a column that says whether something happened, or what was decided.
const ANSWERS: [(&[&str], Option<Answer>); 4] = [
    (
        &[
            "通过",
            "已通过",
            "审核通过",
            "审批通过",
            "同意",
            "已同意",
            "批准",
            "已批准",
            "合格",
            "有效",
            "是",
            "有",
            "已审核",
            "已审批",
            "已审",
            "已签",
            "已签署",
            "已授权",
            "已成交",
            "已签约",
            "已归档",
            "书面",
            "书面同意",
            "短信同意",
            "短信验证码同意",
            "线上勾选同意",
            "√",
            "✓",
            "✔",
            "yes",
            "y",
            "ok",
            "pass",
            "passed",
            "approved",
        ],
        Some(Answer::Yes),
    ),
    (
        &[
            "不通过",
            "未通过",
            "审核不通过",
            "审批不通过",
            "驳回",
            "已驳回",
            "拒绝",
            "已拒绝",
            "不同意",
            "未同意",
            "不批准",
            "不合格",
            "无效",
            "否",
            "无",
            "未成交",
            "未签约",
            "未归档",
            "×",
            "✗",
            "no",
            "n",
            "reject",
            "rejected",
            "refused",
        ],
        Some(Answer::No),
    ),
    (
        &[
            "退回",
            "已退回",
            "退回补正",
            "退回修改",
            "补正",
            "待补正",
            "return",
            "returned",
        ],
        Some(Answer::Return),
    ),
    (
        &[
            "待审",
            "待审核",
            "待审批",
            "审核中",
            "审批中",
            "未审",
            "未审核",
            "未审批",
            "待定",
            "待确认",
            "-",
            "—",
            "/",
            "pending",
        ],
        None,
    ),
];

/// What a cell says was decided; `Ok(None)` if nothing was yet.
pub(super) fn answer(folded: &str) -> Result<Option<Answer>, ()> {
    let text = folded.split(['(', '[', '【']).next().unwrap_or_default();
    let text = text.trim().to_lowercase();
    let mut known = ANSWERS.iter();
    let found = known.find(|(words, _)| words.contains(&text.as_str()));
    found.map(|(_, answer)| *answer).ok_or(())
}

/// One fact a row stands for.
#[derive(Clone, Copy)]
pub(super) struct RowFact<'a> {
    pub(super) kind: FactKind,
    /// The name that goes with the kind.
    pub(super) what: &'a str,
    pub(super) at: Instant,
    pub(super) answer: Answer,
    /// Who did it, where a column says so.
    pub(super) by: Option<&'a str>,
    /// To whom, where a column says so.
    pub(super) to: Option<&'a str>,
}

/// The facts a row stands for under a version, in order: what its customer agreed to, the row itself,
/// and what came of it.
pub(super) fn of_row<'a>(policy: &'a Policy, known: &'a Known) -> Vec<RowFact<'a>> {
    let further = policy.register.also.iter();
    let mut further: Vec<RowFact<'a>> = further
        .filter_map(|(key, text)| of_column(key, text, known))
        .collect();
    let declared = policy.register.row.iter().map(String::as_str);
    let row = if policy.register.row.is_empty() {
        vec!["registered"]
    } else {
        declared.collect()
    };
    let row: Vec<RowFact<'a>> = row
        .into_iter()
        .map(|text| {
            let fact = plain(text, known.time);
            // A column of its own says better when, and who.
            let own = further
                .iter()
                .position(|other| (other.kind, other.what) == (fact.kind, fact.what));
            own.map_or(fact, |own| further.remove(own))
        })
        .collect();
    let (agreed, later): (Vec<_>, Vec<_>) = further
        .into_iter()
        .partition(|fact| fact.kind == FactKind::Consented);
    let mut facts = agreed;
    facts.extend(row);
    for fact in later {
        let times = stands_for(policy, &fact);
        facts.extend(std::iter::repeat_n(fact, times));
    }
    facts
}

/// A review that passed and names no step is that of all steps.
fn stands_for(policy: &Policy, fact: &RowFact<'_>) -> usize {
    let is_whole = fact.kind == FactKind::Reviewed && fact.what.is_empty();
    let mut approvals = policy.approvals.iter().map(|bound| &bound.rule);
    let of_claims = approvals.find(|approval| !approval.kind.is_some());
    match of_claims {
        Some(approval) if is_whole && fact.answer == Answer::Yes => approval.steps.len(),
        _ => 1,
    }
}

fn plain(text: &str, at: Instant) -> RowFact<'_> {
    let (kind, what) = text.split_once(':').unwrap_or((text, ""));
    RowFact {
        kind: FactKind::named(kind).unwrap_or(FactKind::Noted),
        what,
        at,
        answer: Answer::None,
        by: None,
        to: None,
    }
}

/// The fact that the columns of a key tell. Without a day it counts from the row's time, if its answer
/// or the person it was done to is there.
fn of_column<'a>(key: &str, text: &'a str, known: &'a Known) -> Option<RowFact<'a>> {
    let column = |part: &str| known.texts.get(&format!("{key}{part}"));
    let told = known.answers.get(key).copied();
    let to = column("_to").map(String::as_str);
    let day = known.moments.get(key).copied();
    let answer = match told {
        Some(None) => return None,
        Some(Some(answer)) => answer,
        None if day.is_some() || to.is_some() => Answer::Yes,
        None => return None,
    };
    let fact = plain(text, day.unwrap_or(known.time));
    let (is_decision, is_contact) = (decides(fact.kind), is_contact(fact.kind));
    if answer != Answer::Yes && !is_decision && !is_contact {
        return None;
    }
    let has_answer = is_decision || answer == Answer::No;
    Some(RowFact {
        answer: if has_answer { answer } else { Answer::None },
        by: column("_by").map(String::as_str),
        to,
        ..fact
    })
}

fn decides(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Reviewed
            | FactKind::PermissionDecided
            | FactKind::EvidenceDecided
            | FactKind::ViolationDecided
    )
}

/// Their answer says whether they had effect.
fn is_contact(kind: FactKind) -> bool {
    matches!(kind, FactKind::Contacted | FactKind::FollowedUp)
}
