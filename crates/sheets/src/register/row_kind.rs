//! Rows that are no data: repeated headers, totals, signatures, notes, prepared empty lines.

use crate::book::{Sheet, SheetRow};
use crate::header::Found;
use crate::mapping::Mapping;
use crate::value::half_width;

/// A row under the header that is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkippedRow {
    /// Row number as a spreadsheet program shows it.
    pub number: u32,
    /// Why it is no data.
    pub kind: SkippedKind,
}

/// Why a row is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkippedKind {
    /// The header again, at the top of a printed page.
    RepeatedHeader,
    /// 合计, 小计, total.
    Total,
    /// 制表人, 审核, 签字.
    Signature,
    /// A title or remark across the table.
    Note,
    /// Only columns that nobody wanted have a value: a line numbered in advance.
    Unfilled,
}

const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "累计",
    "共计",
    "总和",
    "本页合计",
    "本页小计",
    "本月合计",
    "本月小计",
    "total",
    "subtotal",
    "grandtotal",
    "sum",
];

const SIGNATURES: &[&str] = &[
    "制表",
    "审核",
    "复核",
    "填表",
    "填报",
    "经办",
    "签字",
    "签名",
    "核对",
    "批准",
    "负责人",
    "项目经理",
    "案场经理",
    "打印",
    "导出",
    "制单",
    "preparedby",
    "approvedby",
    "reviewedby",
    "signature",
    "printed",
];

const NOTES: &[&str] = &[
    "注", "备注", "说明", "附", "note", "notes", "remark", "remarks",
];

pub(super) fn of(
    row: &SheetRow,
    sheet: &Sheet,
    found: &Found,
    mapping: &Mapping,
) -> Option<SkippedKind> {
    let filled = row.filled().count();
    if filled == 0 {
        return Some(SkippedKind::Unfilled);
    }
    if repeats_header(row, sheet, found) {
        return Some(SkippedKind::RepeatedHeader);
    }
    let is_sparse = filled * 2 <= found.headers.len();
    let first = row
        .filled()
        .next()
        .and_then(|(_, cell)| cell.text())
        .unwrap_or_default();
    if is_total(first) && (is_sparse || !is_in_wanted_column(row, mapping)) {
        return Some(SkippedKind::Total);
    }
    if is_sparse && starts_form_line(first, SIGNATURES) {
        return Some(SkippedKind::Signature);
    }
    if (is_sparse && starts_form_line(first, NOTES)) || is_across(row, sheet, found) {
        return Some(SkippedKind::Note);
    }
    let has_wanted = row.filled().any(|(column, _)| mapping.has_column(column))
        || sheet.merged.iter().any(|region| {
            region.first_row > found.last_row
                && region.has(row.number, region.first_column)
                && mapping.has_column(region.first_column)
        });
    if has_wanted {
        None
    } else {
        // A remark in a column of its own is a note; a number alone is a line not yet filled.
        let has_words = row.filled().any(|(_, cell)| {
            cell.text()
                .is_some_and(|text| !text.chars().all(|c| c.is_ascii_digit()))
        });
        Some(if has_words {
            SkippedKind::Note
        } else {
            SkippedKind::Unfilled
        })
    }
}

/// Most of its cells say what the header rows say in the same column.
fn repeats_header(row: &SheetRow, sheet: &Sheet, found: &Found) -> bool {
    (found.first_row..=found.last_row)
        .filter_map(|number| sheet.row(number))
        .any(|header| {
            let same = row
                .filled()
                .filter(|(column, cell)| {
                    let text = cell.text().map(half_width);
                    text.is_some() && text == header.cell(*column).text().map(half_width)
                })
                .count();
            same >= 2 && same * 10 >= row.filled().count() * 6
        })
}

fn letters(text: &str) -> String {
    half_width(text)
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn is_total(text: &str) -> bool {
    let text = letters(text);
    let text = text.trim_end_matches([':', '数', '量', '人', '额']);
    TOTALS.contains(&text)
        || TOTALS.iter().any(|total| {
            text.strip_prefix(total).is_some_and(|rest| {
                rest.starts_with([':', '(']) || rest.starts_with(|c: char| c.is_ascii_digit())
            })
        })
}

fn is_in_wanted_column(row: &SheetRow, mapping: &Mapping) -> bool {
    row.filled()
        .next()
        .is_some_and(|(column, _)| mapping.has_column(column))
}

/// `审核人:` with or without a name; the word alone may be somebody's remark, so a colon is asked.
fn starts_form_line(text: &str, words: &[&str]) -> bool {
    let text = letters(text);
    let Some((before, _)) = text.split_once(':') else {
        return false;
    };
    before.chars().count() <= 12 && words.iter().any(|word| before.starts_with(word))
}

/// One text alone that is merged over columns, or repeats a title.
fn is_across(row: &SheetRow, sheet: &Sheet, found: &Found) -> bool {
    let mut filled = row.filled();
    let (Some((column, cell)), None) = (filled.next(), filled.next()) else {
        return false;
    };
    let is_merged = sheet
        .merged
        .iter()
        .any(|region| region.has(row.number, column) && region.last_column > region.first_column);
    let is_title = cell
        .text()
        .is_some_and(|text| found.titles.iter().any(|title| title == text));
    is_merged || is_title
}
