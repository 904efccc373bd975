//! A company's list of contracts as a file: which columns it has, and its rows.

use desk::Language;
use desk::contract_list::ContractRow;

use crate::pages::pasted::{Wanted, listed};

/// Columns by the headers that people give them; the first is what we write ourselves.
const COLUMNS: [Wanted; 6] = [
    Wanted::needed(
        "customer",
        &[
            "客户名称",
            "客户",
            "客户单位",
            "甲方",
            "公司名称",
            "单位名称",
            "customer",
        ],
    ),
    Wanted::needed(
        "project",
        &["项目名称", "项目", "工程名称", "工程", "project"],
    ),
    Wanted::needed(
        "contract",
        &[
            "合同名称",
            "合同编号",
            "合同号",
            "合同",
            "contract",
            "contract no",
        ],
    ),
    Wanted::day(
        "signed",
        &[
            "签订日",
            "签订日期",
            "签约日期",
            "签署日期",
            "合同日期",
            "signed on",
            "date",
        ],
    ),
    Wanted::asked("amount", &["合同金额", "金额", "合同额", "总价", "amount"]),
    Wanted::needed(
        "signatories",
        &[
            "签约人",
            "签订人",
            "我方签约人",
            "经办人",
            "业务员",
            "销售",
            "signatory",
            "signed by",
        ],
    ),
];

/// Reads a list: a workbook, or text with cells apart by tabs or commas.
///
/// # Errors
/// What cannot be read, in a language.
pub fn read(bytes: &[u8], language: Language) -> Result<Vec<ContractRow>, String> {
    let rows = listed(bytes, &COLUMNS, language)?.into_iter();
    Ok(rows
        .map(|row| ContractRow {
            number: row.number,
            customer: row.text("customer"),
            project: row.text("project"),
            contract: row.text("contract"),
            signed: row.day("signed"),
            amount: row.text("amount"),
            signatories: row.text("signatories"),
        })
        .collect())
}

/// Rows as text that [`read`] reads again, each in its own line: a page that was looked at sends them back.
pub(crate) fn to_text(rows: &[ContractRow]) -> String {
    let heads = COLUMNS.iter().filter_map(Wanted::header);
    let mut text = line(heads);
    let last = rows.last().map_or(1, |row| row.number);
    let mut rows = rows.iter().peekable();
    // Rows keep their numbers: what was no row stays an empty line.
    for number in 2..=last {
        text.push('\n');
        if let Some(row) = rows.next_if(|row| row.number <= number) {
            let signed = row.signed.map(|day| day.to_string()).unwrap_or_default();
            let cells = [
                &row.customer,
                &row.project,
                &row.contract,
                &signed,
                &row.amount,
                &row.signatories,
            ];
            text.push_str(&line(cells.into_iter().map(String::as_str)));
        }
    }
    text
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells
        .map(|cell| {
            let plain = cell.split_whitespace().collect::<Vec<_>>().join(" ");
            match plain.contains('"') {
                true => format!("\"{}\"", plain.replace('"', "\"\"")),
                false => plain,
            }
        })
        .collect();
    cells.join("\t")
}
