//! JSON lines: one fact per line, keys named like the columns of a sheet.

use ruling::fact_file::{COLUMNS, CaseList, Place, Row, column_named};
use ruling::policy::Packs;
use ruling::policy::problem::{Problem, SourceFile, Text, did_you_mean};
use serde_json::{Map, Value};

use super::problem;

/// Keys of lines that are no facts.
const BESIDE: [(&str, &str); 2] = [("company", "公司"), ("year", "年份")];

/// Reads all lines; problems of lines and of facts come together.
pub(super) fn read(
    path: &str,
    text: &str,
    company: Option<SourceFile<'_>>,
    packs: &Packs,
    year: i32,
) -> Result<CaseList, Vec<Problem>> {
    let mut lines = Lines {
        path,
        year,
        ..Lines::default()
    };
    for (number, line) in (1..).zip(text.lines()) {
        if !line.trim().is_empty() {
            lines.line(number, line);
        }
    }
    let Lines {
        rows,
        company_lines,
        mut problems,
        year,
        ..
    } = lines;
    let list = CaseList::from_rows(path, &rows, &company_lines, company, packs, year);
    match list {
        Ok(list) if problems.is_empty() => Ok(list),
        Ok(_) => Err(problems),
        Err(more) => {
            // A file of which no line could be read has facts all the same.
            let unread = !problems.is_empty();
            let more = more.into_iter();
            problems.extend(more.filter(|one| !(unread && one.code == "no-facts")));
            problems.sort_by_key(|one| (one.line, one.column));
            Err(problems)
        }
    }
}

#[derive(Default)]
struct Lines<'a> {
    path: &'a str,
    rows: Vec<Row>,
    company_lines: Vec<(String, Place)>,
    problems: Vec<Problem>,
    year: i32,
}

impl Lines<'_> {
    fn line(&mut self, number: usize, line: &str) {
        let fields = match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => return self.not_an_object(number),
            Err(error) => {
                let place = Place {
                    line: number,
                    column: error.column().max(1),
                    span: 0..0,
                };
                return self.problem(
                    place,
                    "syntax",
                    (
                        "这一行不是完整的 JSON",
                        "this line is no complete JSON",
                    ),
                    (
                        "每行写一条事实,例如 {\"at\": \"2026-03-01 10:05\", \"who\": \"张\", \"did\": \"registered\"}",
                        "write one fact per line, e.g. {\"at\": \"2026-03-01 10:05\", \"who\": \"张\", \"did\": \"registered\"}",
                    ),
                );
            }
        };
        let start = Place {
            line: number,
            column: 1,
            span: 0..0,
        };
        let mut row = Row::new(start);
        let mut is_fact = false;
        for (key, value) in &fields {
            let place = Place {
                line: number,
                column: column_of(line, key),
                span: 0..0,
            };
            is_fact |= self.field(&mut row, key, value, place, &fields);
        }
        if is_fact || fields.is_empty() {
            self.rows.push(row);
        }
    }

    /// Whether the key is one of a fact.
    fn field(
        &mut self,
        row: &mut Row,
        key: &str,
        value: &Value,
        place: Place,
        fields: &Map<String, Value>,
    ) -> bool {
        let beside = |name: &str| {
            BESIDE
                .iter()
                .any(|(en, zh)| *en == name && (key == *en || key == *zh))
        };
        if beside("year") {
            match value.as_i64().and_then(|year| i32::try_from(year).ok()) {
                Some(year) => self.year = year,
                None => self.bad_value(place, key),
            }
            return false;
        }
        if beside("company") && fields.len() == 1 {
            let lines = match value {
                Value::Array(lines) => lines.iter().collect(),
                one => vec![one],
            };
            for line in lines {
                match line.as_str() {
                    Some(line) => self.company_lines.push((line.to_owned(), place.clone())),
                    None => self.bad_value(place.clone(), key),
                }
            }
            return false;
        }
        let Some(column) = column_named(key) else {
            self.unknown_key(place, key);
            return true;
        };
        match written(value) {
            Some(text) => row.set(column, &text, place),
            None => self.bad_value(place, key),
        }
        true
    }

    fn not_an_object(&mut self, number: usize) {
        let place = Place {
            line: number,
            column: 1,
            span: 0..0,
        };
        self.problem(
            place,
            "not-a-fact",
            ("这一行不是一条事实", "this line is no fact"),
            (
                "每行一个 {…},整份清单不要再套方括号",
                "one {…} per line, without brackets around the whole list",
            ),
        );
    }

    fn unknown_key(&mut self, place: Place, key: &str) {
        let names = COLUMNS
            .iter()
            .chain(&BESIDE)
            .flat_map(|(en, zh)| [*en, *zh]);
        let (zh, en) = match did_you_mean(key, names) {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => {
                let all: Vec<_> = COLUMNS.iter().map(|(english, _)| *english).collect();
                let all = all.join(" ");
                (format!("可以写 {all}"), format!("possible are {all}"))
            }
        };
        self.problem(
            place,
            "unknown-key",
            (
                &format!("不认识的键 `{key}`"),
                &format!("the key `{key}` is not known"),
            ),
            (&zh, &en),
        );
    }

    fn bad_value(&mut self, place: Place, key: &str) {
        self.problem(
            place,
            "bad-value",
            (
                &format!("`{key}` 的值看不懂"),
                &format!("the value of `{key}` cannot be read"),
            ),
            (
                "请写文字、数字、true,或文字的列表",
                "write a text, a number, true, or a list of texts",
            ),
        );
    }

    fn problem(
        &mut self,
        place: Place,
        code: &'static str,
        cause: (&str, &str),
        remedy: (&str, &str),
    ) {
        self.problems.push(problem(
            self.path,
            place,
            code,
            Text::new(cause.0, cause.1),
            Text::new(remedy.0, remedy.1),
        ));
    }
}

/// A value as a cell of a sheet would have it.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(|item| item.as_str()).collect();
            texts.map(|texts| texts.join(","))
        }
        Value::Object(_) => None,
    }
}

/// Where a key stands in its line, from 1.
fn column_of(line: &str, key: &str) -> usize {
    let quoted = Value::from(key).to_string();
    let before = line.split_once(&quoted).map_or("", |(before, _)| before);
    before.chars().count() + 1
}
