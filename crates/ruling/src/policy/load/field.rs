//! `[fields]`: what a claim may carry.

use toml::de::DeTable;

use super::super::field::{Derived, Field, FieldKind, FoundOut, Holds, Identity, MarkTest};
use super::super::params::{Params, Reading};
use super::super::problem::Text;
use super::{in_order, section};

pub(super) fn fields(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Vec<Field> {
    let Some((section, _)) = section(table, "fields") else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    for (name, span, value) in in_order(section) {
        let Some(entry) = value.get_ref().as_table() else {
            reading.problem(
                "impossible-value",
                value.span(),
                Text::new(
                    format!("字段 `{name}` 要写成一张表"),
                    format!("the field `{name}` is a table"),
                ),
                Text::new(
                    "例如 {zh = \"姓名\", en = \"name\", kind = \"personal\", …}",
                    "e.g. {zh = \"姓名\", en = \"name\", kind = \"personal\", …}",
                ),
            );
            continue;
        };
        let mut params = Params::new(reading, entry, span);
        fields.push(field(name, &mut params));
        params.finish();
    }
    fields
}

fn field(name: &str, params: &mut Params<'_, '_>) -> Field {
    let zh = params.text("zh");
    let zh = params.require("zh", zh).unwrap_or(name);
    let en = params.text("en");
    let en = params.require("en", en).unwrap_or(name);
    let kinds = [
        ("plain", FieldKind::Plain),
        ("personal", FieldKind::Personal),
        ("document", FieldKind::Document),
        ("mark", FieldKind::Mark),
    ];
    let kind = params.choice("kind", &kinds).unwrap_or(FieldKind::Plain);
    let purpose = params
        .text("purpose_zh")
        .zip(params.text("purpose_en"))
        .map(|(zh, en)| Text::new(zh, en));
    let retention_days = params.count("retention_days");
    let sensitive = params.flag("sensitive");
    let name = params.reading.names.intern(name);
    if kind == FieldKind::Personal || kind == FieldKind::Document {
        personal_duties(params, purpose.is_some(), retention_days.is_some());
    }
    let is_mark = kind == FieldKind::Mark;
    // What is of no use for the kind stays unread, and is told as a key that is not known.
    let found_out = [
        ("known", FoundOut::Known),
        ("similar_name", FoundOut::SimilarName),
        ("blacklisted", FoundOut::Blacklisted),
    ];
    let found = match is_mark {
        true => params.choice("found", &found_out),
        false => None,
    };
    let (derived, is_stated) = match is_mark && found.is_none() {
        true => (derived(params), params.flag("stated")),
        false => (None, false),
    };
    let kept = [
        ("date", Holds::Date),
        ("last_day", Holds::LastDay),
        ("relation", Holds::Relation),
        ("notice_version", Holds::NoticeVersion),
    ];
    let is_entered = matches!(kind, FieldKind::Plain | FieldKind::Personal);
    let (holds, identifies) = match is_entered {
        true => (
            params.choice("holds", &kept).unwrap_or_default(),
            params.choice("identifies", &Identity::ALL),
        ),
        false => (Holds::Text, None),
    };
    Field {
        name,
        label: Text::new(zh, en),
        kind,
        holds,
        identifies,
        derived,
        found,
        is_stated,
        purpose,
        retention_days,
        sensitive,
    }
}

/// `of = "birth_date", when = "under 14", unless = …`
fn derived(params: &mut Params<'_, '_>) -> Option<Derived> {
    let of = params.symbols("of");
    let unless = params.symbol("unless");
    let words = params.text("when");
    if of.is_empty() && words.is_none() {
        return None;
    }
    let words = params.require("when", words)?;
    params.require("of", (!of.is_empty()).then_some(()))?;
    let when = mark_test(words, params);
    if when.is_none() {
        let span = params.value_span("when");
        params.wrong(
            "when",
            span,
            "可以写 valid、individual_business、expired、unexpired、under 14、aged 13 to 15、differs_from credit_code",
            "possible are valid, individual_business, expired, unexpired, under 14, aged 13 to 15, differs_from credit_code",
        );
    }
    Some(Derived {
        of,
        unless,
        when: when?,
    })
}

fn mark_test(words: &str, params: &mut Params<'_, '_>) -> Option<MarkTest> {
    let years = |word: &str| word.parse().ok();
    let words: Vec<&str> = words.split_whitespace().collect();
    match words.as_slice() {
        ["valid"] => Some(MarkTest::Valid),
        ["individual_business"] => Some(MarkTest::IndividualBusiness),
        ["expired"] => Some(MarkTest::Expired),
        ["unexpired"] => Some(MarkTest::Unexpired),
        ["under", limit] => Some(MarkTest::Under(years(limit)?)),
        ["aged", from, "to", to] => Some(MarkTest::Aged(years(from)?, years(to)?)),
        ["differs_from", field] => Some(MarkTest::Differs(params.reading.names.intern(field))),
        _ => None,
    }
}

fn personal_duties(params: &mut Params<'_, '_>, has_purpose: bool, has_retention: bool) {
    let span = params.span();
    if !has_purpose {
        params.reading.problem(
            "personal-field-without-purpose",
            span.clone(),
            Text::new(
                "个人信息字段没有写处理目的",
                "a personal field names no purpose",
            ),
            Text::new(
                "请写 purpose_zh 和 purpose_en",
                "give purpose_zh and purpose_en",
            ),
        );
    }
    if !has_retention {
        params.reading.problem(
            "personal-field-without-retention",
            span,
            Text::new(
                "个人信息字段没有写保存期限",
                "a personal field names no retention",
            ),
            Text::new(
                "请写 retention_days(结案后保存的天数)",
                "give retention_days (days kept after the case closes)",
            ),
        );
    }
}
