//! The columns a register may have, by the keys that packs and `--map` use.

use std::collections::BTreeSet;

use ruling::name::Symbol;
use ruling::policy::event::EventId;
use ruling::policy::{Admission, FieldKind, Packs, Policy};
use sheets::{Column, ColumnKind, Register};

use super::further;

/// Keys of which a register needs one: they tell customers apart.
pub(super) const IDENTIFYING: [&str; 4] = ["phone", "id_number", "credit_code", "company"];

/// Key, headers people give it, what it holds, and whether a register needs it.
const USUAL: [(&str, &[&str], ColumnKind, bool); 16] = [
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
            "备案日期",
            "提交日期",
            "申请日期",
            "填表日期",
            "询价日期",
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
            "填表人",
            "提交人",
            "备案人",
            "申请人",
            "客户经理",
            "员工",
            "员工姓名",
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
            "所属部门",
            "店铺",
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
            "联系方式",
            "电话等联系方式",
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
        &[
            "企业名称",
            "公司名称",
            "单位名称",
            "公司全称",
            "经销商名称",
            "company",
        ],
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
            "品类",
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
        "customer_type",
        &["客户类别", "客户类型", "客户性质", "kind of customer"],
        ColumnKind::Text,
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
    let has_field = |key: &str| {
        let mut own = packs.versions().iter().flat_map(|policy| &policy.fields);
        own.any(|field| packs.names.text(field.name) == key)
    };
    for field in fields {
        let name = packs.names.text(field.name);
        let is_usual = USUAL.iter().any(|(key, ..)| *key == name);
        let label = field.label.zh.as_str();
        let usual = USUAL.iter().map(|(key, synonyms, ..)| (*key, *synonyms));
        let declared = further::USUAL
            .iter()
            .filter(|further| is_declared(packs, further.key))
            .map(|further| (further.key, further.day));
        let mut columns = usual.chain(declared);
        let column = columns.find(|(_, synonyms)| synonyms.contains(&label));
        // 联系人 is a column of its own beside the customer's name.
        if let (Some((key, _)), false) = (column, is_usual)
            && !has_field(key)
        {
            aliases.push((key, field.name));
        }
    }
    aliases
}

/// Whether some version has a further fact in the columns of this key.
fn is_declared(packs: &Packs, key: &str) -> bool {
    let also = packs
        .versions()
        .iter()
        .flat_map(|policy| &policy.register.also);
    let mut keys = also.map(|(key, _)| key);
    keys.any(|declared| declared == key)
}

/// Whether a column says when, by whom or where, or tells a further fact, rather than something of the customer.
pub(super) fn is_of_facts(packs: &Packs, key: &str) -> bool {
    let part_of = |part: &str| {
        key.strip_suffix(part)
            .is_some_and(|key| is_declared(packs, key))
    };
    matches!(key, "time" | "clock" | "person" | "unit" | "customer_type")
        || further::PARTS.iter().any(|(part, _)| part_of(part))
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
        if let Some(column) = columns.iter_mut().find(|column| column.key == key) {
            // What the pack calls a usual column is one more of its headers.
            let known = |synonym: &String| column.synonyms.contains(synonym);
            let new: Vec<String> = synonyms.into_iter().filter(|text| !known(text)).collect();
            column.synonyms.extend(new);
        } else {
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
            for (part, kind) in further::PARTS {
                let headers = further_headers(policy, key, part);
                if part.is_empty() || !headers.is_empty() {
                    add(&format!("{key}{part}"), headers, kind);
                }
            }
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

/// What people head a column of a further fact with: what the pack says, then the usual words.
fn further_headers(policy: &Policy, key: &str, part: &str) -> Vec<String> {
    let full = format!("{key}{part}");
    let own = policy.register.headers.iter();
    let own = own.filter(|(column, _)| *column == full);
    let usual = further::USUAL.iter().find(|usual| usual.key == key);
    let usual = usual.map_or(&[][..], |usual| usual.of_part(part));
    let key = (part.is_empty()).then(|| key.to_owned());
    own.map(|(_, header)| header.clone())
        .chain(usual.iter().map(|&header| header.to_owned()))
        .chain(key)
        .collect()
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
    let customer_type = packs.names.find("customer_type");
    let required = rules.flat_map(|bound| match &bound.rule {
        Admission::Require(require) => {
            let typed = (!require.types.is_empty()).then_some(customer_type);
            require.fields.iter().copied().chain(typed).collect()
        }
        _ => Vec::new(),
    });
    let aliases = aliases(packs);
    let has_column = |field: Symbol| {
        let mut aliases = aliases.iter();
        present.contains(packs.names.text(field))
            || aliases.any(|(key, name)| *name == field && present.contains(key))
    };
    let fields: BTreeSet<Symbol> = required
        .chain(marks_of_events(packs))
        .filter(|field| !has_column(*field))
        .collect();
    fields.into_iter().collect()
}

/// Marks that an event asks for. No column holds any: what was archived was archived as it has to be.
fn marks_of_events(packs: &Packs) -> impl Iterator<Item = Symbol> {
    let fields = packs.versions().iter().flat_map(|policy| &policy.fields);
    let marks: BTreeSet<Symbol> = fields
        .filter(|field| field.kind == FieldKind::Mark)
        .map(|field| field.name)
        .collect();
    let events = (0..packs.events.len()).filter_map(|place| {
        let event = EventId(u8::try_from(place).ok()?);
        packs.events.filter(event)
    });
    events
        .flat_map(|filter| filter.with.iter().copied())
        .filter(move |field| marks.contains(field))
}
