//! The columns a register may have, by the keys that packs and `--map` use.

use std::collections::BTreeSet;

use ruling::name::Symbol;
use ruling::policy::{Admission, FieldKind, Packs};
use sheets::{Column, ColumnKind, Register};

/// Keys of which a register needs one: they tell customers apart.
pub(super) const IDENTIFYING: [&str; 4] = ["phone", "id_number", "credit_code", "company"];

/// Key, headers people give it, what it holds, and whether a register needs it.
const USUAL: [(&str, &[&str], ColumnKind, bool); 15] = [
    (
        "time",
        &[
            "来访日期",
            "来访时间",
            "到访日期",
            "到访时间",
            "登记日期",
            "登记时间",
            "报备日期",
            "报备时间",
            "日期",
            "时间",
            "date",
            "time",
        ],
        ColumnKind::DateTime,
        true,
    ),
    (
        "clock",
        &[
            "来访时间",
            "到访时间",
            "登记时间",
            "报备时间",
            "时间",
            "时刻",
            "time of day",
            "time",
        ],
        ColumnKind::Time,
        false,
    ),
    (
        "person",
        &[
            "置业顾问",
            "销售顾问",
            "接待顾问",
            "报备人",
            "销售",
            "业务员",
            "顾问",
            "登记人",
            "经办人",
            "salesperson",
            "agent",
            "registrant",
        ],
        ColumnKind::Text,
        true,
    ),
    (
        "unit",
        &[
            "团队",
            "所属团队",
            "所属门店",
            "门店",
            "部门",
            "小组",
            "组别",
            "team",
            "unit",
        ],
        ColumnKind::Text,
        false,
    ),
    (
        "name",
        &[
            "客户姓名",
            "姓名",
            "客户名称",
            "客户",
            "联系人",
            "customer name",
            "name",
        ],
        ColumnKind::Text,
        false,
    ),
    (
        "phone",
        &[
            "联系电话",
            "客户电话",
            "电话",
            "手机号",
            "手机",
            "手机号码",
            "phone",
            "mobile",
        ],
        ColumnKind::Phone,
        false,
    ),
    (
        "id_number",
        &["身份证号", "身份证号码", "证件号码", "证件号", "id number"],
        ColumnKind::Text,
        false,
    ),
    (
        "company",
        &["企业名称", "公司名称", "单位名称", "company"],
        ColumnKind::Text,
        false,
    ),
    (
        "credit_code",
        &["统一社会信用代码", "信用代码", "credit code"],
        ColumnKind::Text,
        false,
    ),
    (
        "demand",
        &[
            "意向产品",
            "需求产品",
            "需求",
            "意向户型",
            "意向车型",
            "意向",
            "demand",
        ],
        ColumnKind::Text,
        false,
    ),
    (
        "project",
        &["项目名称", "意向项目", "项目", "楼盘", "project"],
        ColumnKind::Text,
        false,
    ),
    (
        "contract",
        &["合同编号", "合同号", "contract"],
        ColumnKind::Text,
        false,
    ),
    (
        "address",
        &["客户地址", "住址", "地址", "注册地址", "address"],
        ColumnKind::Text,
        false,
    ),
    (
        "last_contact",
        &[
            "最近跟进",
            "最近联系",
            "最近跟进日期",
            "最后跟进",
            "last contact",
        ],
        ColumnKind::DateTime,
        false,
    ),
    (
        "remark",
        &["备注", "说明", "remark"],
        ColumnKind::Text,
        false,
    ),
];

/// Fields of the pack that a usual column gives under another key: `product`, labelled 需求产品, has
/// the column `demand`. A company's name is its customer's name.
pub(super) fn aliases(packs: &Packs) -> Vec<(&'static str, Symbol)> {
    let fields = packs.versions().iter().flat_map(|policy| &policy.fields);
    let mut aliases = vec![("company", packs.names.find("name"))];
    for field in fields {
        let name = packs.names.text(field.name);
        let is_usual = USUAL.iter().any(|(key, ..)| *key == name);
        let column = USUAL
            .iter()
            .find(|(_, synonyms, ..)| synonyms.contains(&field.label.zh.as_str()));
        if let (Some((key, ..)), false) = (column, is_usual) {
            aliases.push((key, field.name));
        }
    }
    aliases
}

/// The usual columns, and one for every field and further date the pack declares.
pub(super) fn wanted(packs: &Packs) -> Vec<Column> {
    let usual = USUAL.iter().map(|(key, synonyms, kind, required)| Column {
        key: (*key).to_owned(),
        synonyms: synonyms.iter().map(|&text| text.to_owned()).collect(),
        kind: *kind,
        required: *required,
    });
    let mut columns: Vec<Column> = usual.collect();
    let mut add = |key: &str, synonyms: Vec<String>, kind| {
        if !columns.iter().any(|column| column.key == key) {
            columns.push(Column {
                key: key.to_owned(),
                synonyms,
                kind,
                required: false,
            });
        }
    };
    let aliases = aliases(packs);
    for policy in packs.versions() {
        for (key, _) in &policy.register.also {
            add(key, vec![key.clone()], ColumnKind::DateTime);
        }
        for field in policy
            .fields
            .iter()
            .filter(|field| field.kind != FieldKind::Mark)
            .filter(|field| !aliases.iter().any(|(_, name)| *name == field.name))
        {
            let label = &field.label;
            let synonyms = vec![label.zh.clone(), label.en.clone()];
            add(packs.names.text(field.name), synonyms, ColumnKind::Text);
        }
    }
    columns
}

/// Keys of the columns that some table of the register has.
pub(super) fn present<'c>(register: &Register, columns: &'c [Column]) -> BTreeSet<&'c str> {
    let assigned = register
        .tables
        .iter()
        .flat_map(|table| &table.mapping.assigned);
    assigned
        .filter_map(|assigned| columns.get(assigned.wanted))
        .map(|column| column.key.as_str())
        .collect()
}

/// The fields a claim must carry and the register has no column for. Whoever kept the register
/// took the rows without them, so they count as attested.
pub(super) fn attested(packs: &Packs, present: &BTreeSet<&str>) -> Vec<Symbol> {
    let rules = packs.versions().iter().flat_map(|policy| &policy.admission);
    let required = rules.flat_map(|bound| match &bound.rule {
        Admission::Require(require) => require.fields.as_slice(),
        _ => &[],
    });
    let aliases = aliases(packs);
    let has_column = |field: Symbol| {
        let mut aliases = aliases.iter();
        present.contains(packs.names.text(field))
            || aliases.any(|(key, name)| *name == field && present.contains(key))
    };
    let fields: BTreeSet<Symbol> = required
        .copied()
        .filter(|field| !has_column(*field))
        .collect();
    fields.into_iter().collect()
}
