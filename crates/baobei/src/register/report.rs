//! The answer on screen and as JSON: counts, then customers, phones and names shown in part only.

use ruling::language::Language;
use serde_json::{Value, json};

use super::{CustomerLine, Judged, Summary};

/// Contested customers listed where not everything is asked for.
const LISTED: usize = 20;

/// Rows listed by number where there are many.
const ROWS_NAMED: usize = 50;

/// The summary, then the contested customers, or all customers where everything is asked for.
pub(crate) fn as_text(judged: &Judged, all: bool, language: Language) -> String {
    let mut lines = counts(&judged.summary, judged.customers.len(), language);
    lines.extend(remarks(&judged.summary, language));
    let listed: Vec<&CustomerLine> = judged
        .customers
        .iter()
        .filter(|customer| all || customer.is_contested)
        .collect();
    let shown = if all { listed.len() } else { LISTED };
    if !listed.is_empty() {
        lines.push(String::new());
        let title = match all {
            true => language.pick("客户", "Customers"),
            false => language.pick("多人登记的客户", "Customers several people registered"),
        };
        lines.push(title.to_owned());
    }
    lines.extend(
        listed
            .iter()
            .take(shown)
            .map(|line| customer(line, language)),
    );
    let rest = listed.len().saturating_sub(shown);
    if rest > 0 {
        lines.push(language.pick(
            format!("……另有 {rest} 位；用 --all 列出全部客户"),
            format!("… and {rest} more; --all lists all customers"),
        ));
    }
    lines.join("\n")
}

fn counts(summary: &Summary, customers: usize, language: Language) -> Vec<String> {
    let bad = summary.bad_rows.len();
    let judged = summary.rows - bad;
    let now = match summary.at_is_now {
        true => language.pick("（没有给 --at，按现在）", " (no --at was given: now)"),
        false => "",
    };
    let mut lines = vec![
        language.pick(
            format!("{}；裁决时刻 {}{now}", summary.policy, summary.at),
            format!("{}; judged at {}{now}", summary.policy, summary.at),
        ),
        language.pick(
            format!("{} 行：已裁决 {judged} 行，客户 {customers} 位，有问题未裁决 {bad} 行", summary.rows),
            format!("{} rows: {judged} judged, {customers} customers, {bad} with problems and not judged", summary.rows),
        ),
    ];
    for (counts, title) in [
        (
            &summary.held_by,
            language.pick("现归属（位）：", "Customers held now: "),
        ),
        (
            &summary.protected,
            language.pick("其中（位）：", "Of these: "),
        ),
        (
            &summary.not_held,
            language.pick("未归属（位）：", "Not held: "),
        ),
    ] {
        let counts: Vec<String> = counts
            .iter()
            .map(|(name, count)| format!("{name}{}{count}", language.pick(" ", ": ")))
            .collect();
        if !counts.is_empty() {
            lines.push(format!("{title}{}", counts.join(language.pick("、", "; "))));
        }
    }
    let Summary {
        collisions,
        contested,
        suspected,
        name_differs,
        ..
    } = summary;
    lines.push(language.pick(
        format!("多人登记的客户 {contested} 位，撞单 {collisions} 行"),
        format!("{contested} customers several people registered, {collisions} rows collided"),
    ));
    lines.push(language.pick(
        format!("疑似同一客户、待现场确认 {suspected} 行；姓名不符、待核 {name_differs} 位"),
        format!("{suspected} rows possibly of an earlier customer, to be confirmed on site; {name_differs} customers whose names differ"),
    ));
    if bad > 0 {
        let rows = row_numbers(&summary.bad_rows, language);
        lines.push(language.pick(
            format!("未裁决的行：{rows}（原因见“问题”一列）"),
            format!("Rows not judged: {rows} (reasons in the column \"problems\")"),
        ));
    }
    lines
}

fn row_numbers(rows: &[u32], language: Language) -> String {
    let named: Vec<String> = rows.iter().take(ROWS_NAMED).map(u32::to_string).collect();
    let named = named.join(language.pick("、", ", "));
    if rows.len() > ROWS_NAMED {
        format!("{named}…")
    } else {
        named
    }
}

/// How the register was understood, where a person might have meant something else.
fn remarks(summary: &Summary, language: Language) -> Vec<String> {
    let mut remarks = Vec::new();
    if summary.date_only > 0 {
        let rows = summary.date_only;
        remarks.push(language.pick(
            format!("{rows} 行只写了日期，按当日 12:00 计；同一时刻的按行序"),
            format!("{rows} rows have a date only and count at 12:00 of that day; equal times count in row order"),
        ));
    }
    if !summary.attested.is_empty() {
        let fields = summary.attested.join(language.pick("、", ", "));
        remarks.push(language.pick(
            format!("制度要求而登记表没有这些列：{fields}；各行按期初事实处理，视为当时已齐备"),
            format!("The regulation requires what the register has no column for: {fields}; its rows are opening facts and count as complete"),
        ));
    }
    if summary.persons_are_units {
        remarks.push(
            language
                .pick(
                    "登记表没有团队一列，每位顾问各算一个团队；可用 --map unit=列名 指明",
                    "No column names a team, so every person counts as a team; name it by --map unit=HEADER",
                )
                .to_owned(),
        );
    }
    if summary.row_undeclared {
        remarks.push(
            language
                .pick(
                    "制度包没有 [register]，每行按一次报备处理",
                    "The pack has no [register], so each row counts as a registration",
                )
                .to_owned(),
        );
    }
    remarks
}

/// `第 4 行 张* 138****5678  归 甲队 张三,…［第 4 行取得,第 17、33 行撞单］`
fn customer(line: &CustomerLine, language: Language) -> String {
    let rows = what_rows_became(line, language);
    language.pick(
        format!(
            "第 {} 行 {} {}  {}［{rows}］",
            line.first_row, line.name, line.phone, line.headline
        ),
        format!(
            "row {} {} {}  {} [{rows}]",
            line.first_row, line.name, line.phone, line.headline
        ),
    )
}

/// The customer's rows, those together that became the same.
fn what_rows_became(line: &CustomerLine, language: Language) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for (row, became) in &line.rows {
        match groups.iter_mut().find(|(known, _)| known == became) {
            Some((_, rows)) => rows.push(row.to_string()),
            None => groups.push((became, vec![row.to_string()])),
        }
    }
    let groups: Vec<String> = groups
        .into_iter()
        .map(|(became, rows)| {
            let noun = if rows.len() == 1 { "row" } else { "rows" };
            let rows = rows.join(language.pick("、", ", "));
            language.pick(
                format!("第 {rows} 行{became}"),
                format!("{noun} {rows} {became}"),
            )
        })
        .collect();
    groups.join(language.pick("，", "; "))
}

/// Everything that the text says, for programs.
pub(crate) fn as_json(judged: &Judged, written: &str) -> Value {
    let summary = &judged.summary;
    let customers: Vec<Value> = judged
        .customers
        .iter()
        .map(|line| {
            let rows = line.rows.iter();
            let rows: Vec<Value> = rows
                .map(|(row, became)| json!({"row": row, "became": became}))
                .collect();
            json!({
                "first_row": line.first_row,
                "name": line.name,
                "phone": line.phone,
                "headline": line.headline,
                "contested": line.is_contested,
                "rows": rows,
            })
        })
        .collect();
    let rows: Vec<Value> = judged
        .rows
        .iter()
        .map(|line| {
            let [owner, protected_until, clauses, reason, problems] = &line.texts;
            json!({
                "sheet": line.sheet,
                "row": line.row,
                "judged": line.is_judged,
                "owner": owner,
                "protected_until": protected_until,
                "clauses": clauses,
                "reason": reason,
                "problems": problems,
            })
        })
        .collect();
    json!({
        "policy": summary.policy,
        "at": summary.at,
        "written": written,
        "summary": {
            "rows": summary.rows,
            "judged": summary.rows - summary.bad_rows.len(),
            "customers": customers.len(),
            "contested": summary.contested,
            "collisions": summary.collisions,
            "suspected": summary.suspected,
            "name_differs": summary.name_differs,
            "date_only": summary.date_only,
            "bad_rows": summary.bad_rows,
            "held_by": summary.held_by,
            "protected": summary.protected,
            "not_held": summary.not_held,
            "attested": summary.attested,
        },
        "customers": customers,
        "rows": rows,
    })
}
