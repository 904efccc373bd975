//! A sheet with one fact per row; its headers are the names of columns, Chinese or English.

use ruling::fact_file::{COLUMNS, CaseList, Place, Row, WrittenTime};
use ruling::policy::Packs;
use ruling::policy::problem::{Problem, SourceFile, Text};
use sheets::{
    Book, Column, ColumnKind, Moment, Options, Register, SheetProblem, SheetRow, Table, Value,
    column_letter,
};

use super::{Read, Source};
use crate::commands::judge_register::sheet_failure;
use crate::failure::{Complaint, Failure};

/// Further headers that people give the columns, beside their two names.
const ALSO: [(&str, &[&str]); 9] = [
    ("at", &["发生时间", "日期", "日期时间", "何时"]),
    ("who", &["何人", "谁做的", "经办人"]),
    ("did", &["做了什么", "事实类型", "事项", "动作"]),
    ("recorded", &["录入时间"]),
    ("label", &["编号", "标签"]),
    ("name", &["客户姓名"]),
    ("customer", &["客户名称"]),
    ("phone", &["联系电话", "手机号"]),
    ("case", &["案卷号"]),
];

/// Reads the first sheet that has times and facts.
pub(super) fn read(
    bytes: &[u8],
    source: &Source<'_>,
    company: Option<SourceFile<'_>>,
    packs: &Packs,
) -> Result<Read, Failure> {
    let name = source
        .facts
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let book = Book::read(bytes, &name).map_err(|problem| sheet_failure(vec![problem]))?;
    let options = Options {
        choices: source.choices.to_vec(),
        default_year: i16::try_from(source.year).ok(),
    };
    let register = Register::find(&book, &columns(), &options).map_err(sheet_failure)?;
    let path = source.facts.display().to_string();
    let mut rows = Vec::new();
    let mut complaints = Vec::new();
    let [table] = register.tables.as_slice() else {
        let names: Vec<_> = register
            .tables
            .iter()
            .map(|table| &*table.sheet_name)
            .collect();
        return Err(Failure::found(Text::new(
            format!(
                "几张工作表里都有事实：{}；请合到一张里，其余隐藏",
                names.join("、")
            ),
            format!(
                "several sheets have facts: {}; put them in one, and hide the others",
                names.join(", ")
            ),
        )));
    };
    let sheet = book.sheets.get(table.sheet);
    for row in &table.rows {
        let mut fact = fact_row(table, row);
        let written = sheet.and_then(|sheet| sheet.row(row.number));
        for problem in &row.problems {
            let is_end_of_day =
                written.is_some_and(|written| end_of_day(problem, table, written, &mut fact));
            if !is_end_of_day {
                complaints.push(Complaint::from(problem));
            }
        }
        rows.push(fact);
    }
    let list = CaseList::from_rows(&path, &rows, &[], company, packs, source.year);
    match list {
        Ok(list) if complaints.is_empty() => {
            let doubts = register.problems.iter();
            let doubts = doubts.map(|doubt| Text::new(doubt.zh(), doubt.en()));
            Ok((list, doubts.chain(unused(table)).collect()))
        }
        Ok(_) => Err(Failure::Found(complaints)),
        Err(problems) => {
            // What the sheet's cell could not be read for is told already.
            let told = complaints.len();
            let problems = problems
                .iter()
                .filter(|problem| told == 0 || problem.code != "missing-column");
            complaints.extend(problems.map(|problem| complaint(problem, &path, table)));
            Err(Failure::Found(complaints))
        }
    }
}

/// Every column of a fact, wanted by its names.
fn columns() -> Vec<Column> {
    let column = |(english, chinese): &(&'static str, &'static str)| {
        let also = ALSO.iter().find(|(key, _)| key == english);
        let also = also.map_or(&[][..], |(_, names)| names);
        let names = [*chinese, *english].into_iter().chain(also.iter().copied());
        Column {
            key: (*english).to_owned(),
            synonyms: names.map(str::to_owned).collect(),
            kind: match *english {
                "at" | "recorded" | "counts_at" | "from" | "until" => ColumnKind::DateTime,
                "phone" => ColumnKind::Phone,
                _ => ColumnKind::Text,
            },
            required: matches!(*english, "at" | "did"),
        }
    };
    COLUMNS.iter().map(column).collect()
}

fn fact_row(table: &Table, row: &sheets::Row) -> Row {
    // Column 0: the row as a whole.
    let mut fact = Row::new(Place {
        column: 0,
        ..place(row.number, 0)
    });
    for (wanted, (column, _)) in COLUMNS.iter().enumerate() {
        let mut assigned = table.mapping.assigned.iter();
        let assigned = assigned.find(|assigned| assigned.wanted == wanted);
        if let (Some(value), Some(assigned)) = (row.value(column), assigned) {
            let at = place(row.number, assigned.header.column);
            fact.set(column, &written(value), at);
        }
    }
    fact
}

/// Takes `2026-03-31 24:00`, which is no time of day for a spreadsheet, as facts write it.
fn end_of_day(problem: &SheetProblem, table: &Table, row: &SheetRow, fact: &mut Row) -> bool {
    let Some(name) = &problem.place.column else {
        return false;
    };
    let mut assigned = table.mapping.assigned.iter();
    let assigned = assigned.find(|assigned| assigned.header.name() == **name);
    let Some(assigned) = assigned else {
        return false;
    };
    let Some((column, _)) = COLUMNS.get(assigned.wanted) else {
        return false;
    };
    let text = row.cell(assigned.header.column).display();
    let is_time = text.ends_with("24:00") && WrittenTime::parse(&text, 2000).is_some();
    if is_time {
        let (line, at) = (row.number, assigned.header.column);
        fact.set(column, &text, place(line, at));
    }
    is_time
}

fn place(row: u32, column: u32) -> Place {
    Place {
        line: usize::try_from(row).unwrap_or(usize::MAX),
        column: usize::try_from(column).map_or(0, |column| column + 1),
        span: 0..0,
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Phone(text) => text.clone(),
        Value::Moment(Moment { date, time: None }) | Value::Date(date) => date.to_string(),
        Value::Moment(Moment {
            date,
            time: Some(time),
        }) => format!(
            "{date} {:02}:{:02}:{:02}",
            time.hour(),
            time.minute(),
            time.second()
        ),
        Value::Time(time) => time.to_string(),
        Value::Number(number) => number.to_string(),
    }
}

/// A problem at its cell: `事实.xlsx [Sheet1] C5`; problems of other files keep their place.
fn complaint(problem: &Problem, path: &str, table: &Table) -> Complaint {
    if problem.path != path {
        return Complaint::from(problem);
    }
    let column = u32::try_from(problem.column).unwrap_or_default();
    let letter = column.checked_sub(1).map(column_letter).unwrap_or_default();
    let place = format!("{path} [{}] {letter}{}", table.sheet_name, problem.line);
    Complaint::at(problem, &place)
}

/// Columns that are none of a fact's.
fn unused(table: &Table) -> Option<Text> {
    let headers: Vec<_> = table
        .mapping
        .unmapped
        .iter()
        .map(|header| header.text.as_str())
        .collect();
    (!headers.is_empty()).then(|| {
        Text::new(
            format!("没有用到的列：{}", headers.join("、")),
            format!("columns not used: {}", headers.join(", ")),
        )
    })
}
