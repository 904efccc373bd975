//! A fact as a row of named columns, and the names of columns, kinds and answers.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::fact::{Answer, FactKind};

/// Where a text stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Line or row of the sheet, from 1.
    pub line: usize,
    /// Column in characters, or column of the sheet, from 1.
    pub column: usize,
    /// Bytes; empty for sheets.
    pub span: Range<usize>,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The text, without quotes.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One fact as named columns. Empty cells are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    cells: BTreeMap<&'static str, Cell>,
    /// Where the row starts.
    pub place: Place,
}

impl Row {
    /// An empty row.
    pub fn new(place: Place) -> Row {
        Row {
            cells: BTreeMap::new(),
            place,
        }
    }

    /// Sets the cell of a column (see [`column_named`]); an empty text leaves it out.
    pub fn set(&mut self, column: &'static str, text: &str, place: Place) {
        let text = text.trim();
        if !text.is_empty() {
            let text = text.to_owned();
            self.cells.insert(column, Cell { text, place });
        }
    }

    /// Points every cell at one place: the line stands inside another text.
    pub(super) fn move_to(&mut self, place: &Place) {
        self.place = place.clone();
        for cell in self.cells.values_mut() {
            cell.place = place.clone();
        }
    }

    pub(super) fn get(&self, column: &str) -> Option<&Cell> {
        self.cells.get(column)
    }
}

/// Every column with its Chinese name.
pub const COLUMNS: [(&str, &str); 34] = [
    ("case", "案卷"),
    ("label", "标号"),
    ("at", "时间"),
    ("recorded", "登记时间"),
    ("counts_at", "计时时间"),
    ("who", "谁"),
    ("did", "事实"),
    ("person", "对象"),
    ("what", "什么"),
    ("of", "对应"),
    ("answer", "结论"),
    ("fields", "资料"),
    ("customer", "客户"),
    ("other_customer", "另一客户"),
    ("phone", "电话"),
    ("phone_of", "电话属于"),
    ("name", "姓名"),
    ("region", "区划"),
    ("project", "项目"),
    ("demand", "需求"),
    ("contract", "合同"),
    ("people", "人员"),
    ("unit", "单位"),
    ("amount", "金额"),
    ("value", "数值"),
    ("from", "自"),
    ("until", "至"),
    ("changed", "更正项"),
    ("digest", "摘要"),
    ("reason", "理由"),
    ("type", "类型"),
    ("on_behalf", "代"),
    ("in_place_of", "替"),
    ("walk_in", "自然到访"),
];

/// The column that a heading or key names, in English or Chinese.
pub fn column_named(name: &str) -> Option<&'static str> {
    let name = name.trim();
    COLUMNS
        .iter()
        .find(|(english, chinese)| *english == name || *chinese == name)
        .map(|(english, _)| *english)
}

/// Chinese names of kinds of fact, beside the English ones in [`FactKind::ALL`].
pub const KINDS_ZH: [(&str, FactKind); 53] = [
    ("接触", FactKind::Contacted),
    ("联系", FactKind::Contacted),
    ("到访", FactKind::Visited),
    ("到场", FactKind::Visited),
    ("报备", FactKind::Registered),
    ("登记", FactKind::Registered),
    ("更正", FactKind::Amended),
    ("补填", FactKind::Amended),
    ("撤回", FactKind::Withdrawn),
    ("作废", FactKind::Withdrawn),
    ("审核", FactKind::Reviewed),
    ("分配", FactKind::Assigned),
    ("指派", FactKind::Assigned),
    ("接受", FactKind::Accepted),
    ("谢绝", FactKind::Declined),
    ("定级", FactKind::Graded),
    ("跟进", FactKind::FollowedUp),
    ("跟踪", FactKind::FollowedUp),
    ("签字", FactKind::Signed),
    ("拒签", FactKind::RefusedToSign),
    ("同意", FactKind::Consented),
    ("撤回同意", FactKind::ConsentWithdrawn),
    ("放弃", FactKind::Waived),
    ("报价", FactKind::Quoted),
    ("申请", FactKind::PermissionAsked),
    ("批复", FactKind::PermissionDecided),
    ("签约", FactKind::Contracted),
    ("成交", FactKind::Contracted),
    ("交付", FactKind::Delivered),
    ("交车", FactKind::Delivered),
    ("开票", FactKind::Invoiced),
    ("争议", FactKind::Disputed),
    ("主张", FactKind::Disputed),
    ("举证", FactKind::EvidenceFiled),
    ("采信", FactKind::EvidenceDecided),
    ("裁决", FactKind::Ruled),
    ("裁定", FactKind::Ruled),
    ("释放", FactKind::Released),
    ("归档", FactKind::Archived),
    ("关联", FactKind::Linked),
    ("确认身份", FactKind::Linked),
    ("选档", FactKind::TierChosen),
    ("提出违规", FactKind::ViolationOpened),
    ("认定违规", FactKind::ViolationDecided),
    ("审理违规", FactKind::ViolationDecided),
    ("申诉", FactKind::Appealed),
    ("检查", FactKind::Inspected),
    ("删除资料", FactKind::Erased),
    ("计数", FactKind::Counted),
    ("记录", FactKind::Noted),
    ("记", FactKind::Noted),
    ("接待", FactKind::Contacted),
    ("打电话", FactKind::Contacted),
];

/// The kind of fact of this name, in English or Chinese.
pub fn kind_named(name: &str) -> Option<FactKind> {
    let chinese = || KINDS_ZH.iter().find(|(known, _)| *known == name);
    FactKind::named(name).or_else(|| chinese().map(|(_, kind)| *kind))
}

/// All names of kinds.
pub(super) fn kind_names() -> impl Iterator<Item = &'static str> {
    let chinese = KINDS_ZH.iter().map(|(name, _)| *name);
    FactKind::ALL.iter().map(|(name, _)| *name).chain(chinese)
}

/// The words of each answer.
pub(super) const ANSWERS: [(&[&str], Answer); 3] = [
    (
        &[
            "yes", "pass", "accept", "是", "通过", "批准", "采信", "成立", "有效",
        ],
        Answer::Yes,
    ),
    (
        &[
            "no",
            "reject",
            "否",
            "驳回",
            "不通过",
            "不批准",
            "不采信",
            "不成立",
            "无效",
        ],
        Answer::No,
    ),
    (&["return", "退回"], Answer::Return),
];

/// What an answer's word means.
pub(super) fn answer_named(word: &str) -> Option<Answer> {
    let mut answers = ANSWERS.iter();
    answers
        .find(|(words, _)| words.contains(&word))
        .map(|(_, answer)| *answer)
}

/// Whether a word ticks a box.
pub(super) fn is_yes(word: &str) -> bool {
    answer_named(word) == Some(Answer::Yes) || matches!(word, "true" | "1" | "x" | "X" | "√")
}
