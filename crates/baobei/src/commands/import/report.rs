//! What an import tells.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use ruling::language::Language;
use serde_json::{Value, json};
use sheets::Certainty;

use super::Outcome;
use super::people::Cast;
use crate::failure::{FOUND, Failure};
use crate::register::Intake;

/// Prints it; rows that stay out make the exit code 1.
pub(super) fn print(
    intake: &Intake,
    cast: &Cast,
    outcome: &Outcome,
    is_rehearsal: bool,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    if json {
        let told = as_json(intake, cast, outcome, is_rehearsal);
        writeln!(out, "{told:#}")?;
    } else {
        for line in understood(intake, language) {
            writeln!(std::io::stderr(), "{line}")?;
        }
        for line in as_text(cast, outcome, is_rehearsal, language) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(match outcome.rejected.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FOUND),
    })
}

/// How the register was understood: what a person should look at before anything else.
fn understood(intake: &Intake, language: Language) -> Vec<String> {
    let columns: Vec<String> = intake
        .columns
        .iter()
        .map(|column| {
            let doubt = match column.certainty {
                Certainty::Chosen | Certainty::Exact => "",
                Certainty::Close | Certainty::Guessed => language.pick("（请核对）", " (check)"),
            };
            format!("{}={}{doubt}", column.key, column.header)
        })
        .collect();
    let mut lines = vec![language.pick(
        format!("列：{}", columns.join("、")),
        format!("Columns: {}", columns.join(", ")),
    )];
    if !intake.left_out.is_empty() {
        let left_out = intake.left_out.join(language.pick("、", ", "));
        lines.push(language.pick(
            format!("不带入的列：{left_out}（可用 --map 指明）"),
            format!("Columns left out: {left_out} (--map says what they are)"),
        ));
    }
    if !intake.attested.is_empty() {
        let fields = intake.attested.join(language.pick("、", ", "));
        lines.push(language.pick(
            format!("制度要求而登记表没有这些列：{fields}；各行按期初事实处理，视为当时已齐备"),
            format!("The regulation requires what the register has no column for: {fields}; its rows are opening facts and count as complete"),
        ));
    }
    lines
}

fn as_text(cast: &Cast, outcome: &Outcome, is_rehearsal: bool, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    if is_rehearsal {
        let told = language.pick(
            "试运行：什么也没有写入，以下是导入会有的结果",
            "Dry run: nothing was written; this is what importing would do",
        );
        lines.push(told.to_owned());
    }
    let (recorded, already, rejected) = (outcome.recorded, outcome.already, outcome.rejected.len());
    lines.push(language.pick(
        format!("登记 {recorded} 行，以前已导入 {already} 行，未登记 {rejected} 行"),
        format!("{recorded} rows recorded, {already} imported before, {rejected} not recorded"),
    ));
    if !cast.added.is_empty() {
        let names = cast.added.join(language.pick("、", ", "));
        lines.push(language.pick(
            format!("加入员工：{names}"),
            format!("Staff added: {names}"),
        ));
    }
    let strangers: Vec<&str> = cast.strangers().collect();
    if !strangers.is_empty() {
        let names = strangers.join(language.pick("、", ", "));
        lines.push(language.pick(
            format!("账本里没有的员工：{names}（加 --add-staff 一并加入）"),
            format!("Staff whom the ledger does not know: {names} (--add-staff adds them)"),
        ));
    }
    let became: Vec<String> = became(outcome)
        .into_iter()
        .map(|(became, count)| format!("{became} {count}"))
        .collect();
    if !became.is_empty() {
        let became = became.join(language.pick("、", ", "));
        lines.push(language.pick(
            format!("各行结果：{became}"),
            format!("Rows became: {became}"),
        ));
    }
    let separator = language.pick("；", "; ");
    for row in &outcome.rejected {
        let (number, problems) = (row.row, row.problems.join(separator));
        lines.push(language.pick(
            format!("第 {number} 行未登记：{problems}"),
            format!("Row {number} not recorded: {problems}"),
        ));
    }
    for row in outcome.rows.iter().filter(|row| !row.remarks.is_empty()) {
        let (number, remarks) = (row.row, row.remarks.join(separator));
        lines.push(language.pick(
            format!("第 {number} 行已登记，请核对：{remarks}"),
            format!("Row {number} recorded, please check: {remarks}"),
        ));
    }
    lines
}

fn became(outcome: &Outcome) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for row in &outcome.rows {
        *counts.entry(row.became).or_insert(0) += 1;
    }
    counts
}

fn as_json(intake: &Intake, cast: &Cast, outcome: &Outcome, is_rehearsal: bool) -> Value {
    let columns = intake.columns.iter().map(|column| {
        let is_sure = column.certainty <= Certainty::Exact;
        json!({"key": column.key, "header": column.header, "sure": is_sure})
    });
    let rejected = outcome.rejected.iter();
    let rejected =
        rejected.map(|row| json!({"sheet": row.sheet, "row": row.row, "problems": row.problems}));
    let rows = outcome.rows.iter().map(|row| {
        json!({
            "sheet": row.sheet,
            "row": row.row,
            "became": row.became,
            "because": row.because,
            "remarks": row.remarks,
        })
    });
    let strangers: Vec<&str> = cast.strangers().collect();
    json!({
        "dry_run": is_rehearsal,
        "columns": columns.collect::<Vec<_>>(),
        "columns_left_out": intake.left_out,
        "attested": intake.attested,
        "recorded": outcome.recorded,
        "already_imported": outcome.already,
        "staff_added": cast.added,
        "staff_unknown": strangers,
        "became": became(outcome),
        "rejected": rejected.collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
    })
}
