//! The sentences, Chinese and English side by side.

use super::{Cause, ColumnName, FileFault, FileKind, Place, SheetProblem, ValueFault};

impl SheetProblem {
    /// Place, what is wrong, and the remedy, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        let (what, remedy) = zh(&self.cause);
        let place = place_zh(&self.place);
        if place.is_empty() {
            format!("{what}。{remedy}。")
        } else {
            format!("{place}:{what}。{remedy}。")
        }
    }

    /// Place, what is wrong, and the remedy, in English.
    #[must_use]
    pub fn en(&self) -> String {
        let (what, remedy) = en(&self.cause);
        let place = place_en(&self.place);
        if place.is_empty() {
            format!("{what}; {remedy}")
        } else {
            format!("{place}: {what}; {remedy}")
        }
    }
}

fn place_zh(place: &Place) -> String {
    let sheet = place.sheet.as_ref().map(|name| format!("工作表“{name}”"));
    let row = place.row.map(|number| format!("第 {number} 行"));
    let column = place.column.as_deref().map(column_zh);
    [sheet, row, column]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

fn place_en(place: &Place) -> String {
    let sheet = place.sheet.as_ref().map(|name| format!("sheet `{name}`"));
    let row = place.row.map(|number| format!("row {number}"));
    let column = place.column.as_deref().map(column_en);
    [sheet, row, column]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn column_zh(column: &ColumnName) -> String {
    if column.header.is_empty() {
        format!("{} 列", column.letter)
    } else {
        format!("{} 列“{}”", column.letter, column.header)
    }
}

fn column_en(column: &ColumnName) -> String {
    if column.header.is_empty() {
        format!("column {}", column.letter)
    } else {
        format!("column {} `{}`", column.letter, column.header)
    }
}

fn joined<T>(items: &[T], separator: &str, name: impl Fn(&T) -> String) -> String {
    items.iter().map(name).collect::<Vec<_>>().join(separator)
}

fn owned(what: &str, remedy: &str) -> (String, String) {
    (what.to_owned(), remedy.to_owned())
}

fn kind_zh(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Markup => "网页或 XML(有的系统导出的 .xls 其实是网页)",
        FileKind::Pdf => "PDF",
        FileKind::Picture => "图片",
        FileKind::Archive => "压缩包",
        FileKind::OtherDocument => "文档或演示文稿",
        FileKind::Unknown => "无法识别的文件",
    }
}

fn kind_en(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Markup => "a web page or XML (some systems export one named .xls)",
        FileKind::Pdf => "a PDF",
        FileKind::Picture => "a picture",
        FileKind::Archive => "an archive",
        FileKind::OtherDocument => "a text document or presentation",
        FileKind::Unknown => "of a kind nobody knows",
    }
}

fn zh(cause: &Cause) -> (String, String) {
    match cause {
        Cause::File(fault) => file_zh(fault),
        Cause::Value(fault) => {
            let (what, remedy) = value_zh(*fault);
            owned(what, remedy)
        }
        Cause::NoTable { missing } if missing.is_empty() => (
            "没有找到带表头的表格".into(),
            "请保证表头一行写明各列名称,数据写在其下".into(),
        ),
        Cause::NoTable { missing } => (
            format!("没有找到必需的列:{}", missing.join("、")),
            "请补上该列,或指明哪一列就是它(写表头或列标,如 D)".into(),
        ),
        Cause::AmbiguousColumn { key, rivals } => (
            format!("取作 {key},但{}同样像", joined(rivals, "、", column_zh)),
            "若取错了,请指明哪一列是它(写表头或列标)".into(),
        ),
        Cause::UnsureColumn { key } => (
            format!("按内容或表头的一部分猜作 {key}"),
            "若猜错了,请指明哪一列是它(写表头或列标)".into(),
        ),
        Cause::UnknownKey { key, known } => (
            format!("没有名为 {key} 的项"),
            format!("{}可用的有:{}", meant_zh(key, known), known.join("、")),
        ),
        Cause::UnknownHeader {
            key,
            wanted,
            headers,
        } => (
            format!("为 {key} 指定的列“{wanted}”不在表中"),
            format!("{}表头有:{}", meant_zh(wanted, headers), headers.join("、")),
        ),
        Cause::ColumnChosenTwice { key } => (
            format!("这一列已指定给另一项,不能再给 {key}"),
            "每项请指定不同的列".into(),
        ),
        Cause::HiddenSheet => owned("隐藏的工作表,已跳过", "若要读取,请取消隐藏"),
        Cause::SheetWithoutTable => owned("没有所需的列,已跳过", "若要读取,请检查其表头"),
        Cause::RewrittenAsXlsx => owned(
            "此格式不能就地修改,已另写为 .xlsx:数值、日期、合并单元格保留,颜色、列宽、公式、批注、图片不保留",
            "若要原样保留,请先另存为 .xlsx 再试",
        ),
        Cause::RewrittenAsUtf8 => owned("已写成 UTF-8 编码", "Excel 与 WPS 可直接打开"),
    }
}

fn file_zh(fault: &FileFault) -> (String, String) {
    match fault {
        FileFault::NotASpreadsheet { found } => (
            format!("这不是表格,而是{}", kind_zh(*found)),
            "请用 Excel 或 WPS 打开后另存为 .xlsx 或 .csv 再试".into(),
        ),
        FileFault::TooManyBytes { limit } => (
            format!("解压后超过 {} MB", limit / 1024 / 1024),
            "请删去图片和无关的工作表,或拆成几个文件".into(),
        ),
        FileFault::TooManyRows { limit } => (format!("超过 {limit} 行"), "请拆成几个文件".into()),
        FileFault::TooManyColumns { limit } => {
            (format!("超过 {limit} 列"), "请删去最右边多余的内容".into())
        }
        FileFault::TooManyCells { limit } => {
            (format!("单元格超过 {limit} 个"), "请拆成几个文件".into())
        }
        FileFault::Undecodable { byte } => (
            format!("第 {} 个字节起既不是 UTF-8 也不是 GB18030 文字", byte + 1),
            "请用 Excel 另存为“CSV UTF-8”,或用原软件重新导出".into(),
        ),
        FileFault::EmptyFile => owned("文件是空的", "请确认选对了文件,并已在 Excel 中保存"),
        FileFault::Encrypted => owned("文件有打开密码", "请在 Excel 中去掉密码后另存"),
        FileFault::Damaged => owned(
            "文件已损坏,无法打开",
            "请用 Excel 打开修复后另存为 .xlsx,或重新导出",
        ),
        FileFault::UnclosedQuote => owned(
            "有一个引号没有配对,吞掉了后面的内容",
            "请在这一行补上或删去引号",
        ),
    }
}

fn value_zh(fault: ValueFault) -> (&'static str, &'static str) {
    match fault {
        ValueFault::Missing => ("必填而未填", "请补填"),
        ValueFault::NotADate => ("看不懂的日期", "请写成 2026-03-05 或 2026-03-05 14:30"),
        ValueFault::NoSuchDate => ("日历上没有这一天或这一时刻", "请核对年、月、日和时间"),
        ValueFault::AmbiguousDate => (
            "日期有两种读法",
            "请写成 2026-03-05 这样的四位年份在前的日期",
        ),
        ValueFault::NoYear => ("日期没有年份,标题里也找不到", "请写全年份,或指定默认年份"),
        ValueFault::NoMonth => ("只有日,没有月份,标题里也找不到", "请写成 2026-03-05"),
        ValueFault::NoDate => ("只有时间,没有日期", "请写成 2026-03-05 14:30"),
        ValueFault::NotATime => ("看不懂的时间", "请写成 14:30"),
        ValueFault::NotANumber => ("不是数字", "请只填数字"),
        ValueFault::NotAPhone => ("没有号码", "请填电话号码,没有就留空"),
        ValueFault::LostDigits => (
            "数字太长,末尾几位已被表格软件舍去",
            "请把单元格设为文本格式后重新填写",
        ),
        ValueFault::FormulaError => ("公式出错", "请改正公式或填写数值"),
        ValueFault::NothingAbove => ("写了“同上”,但上面没有内容", "请填写实际内容"),
    }
}

fn en(cause: &Cause) -> (String, String) {
    match cause {
        Cause::File(fault) => file_en(fault),
        Cause::Value(fault) => {
            let (what, remedy) = value_en(*fault);
            owned(what, remedy)
        }
        Cause::NoTable { missing } if missing.is_empty() => (
            "no table with a header row was found".into(),
            "name the columns in one row, with the data below it".into(),
        ),
        Cause::NoTable { missing } => (
            format!("required columns were not found: {}", missing.join(", ")),
            "add them, or say which column it is (by header or by letter, such as D)".into(),
        ),
        Cause::AmbiguousColumn { key, rivals } => (
            format!(
                "taken as {key}, but {} fits as well",
                joined(rivals, ", ", column_en)
            ),
            "if that is wrong, say which column it is (by header or by letter)".into(),
        ),
        Cause::UnsureColumn { key } => (
            format!("guessed to be {key} from its values or from part of its header"),
            "if that is wrong, say which column it is (by header or by letter)".into(),
        ),
        Cause::UnknownKey { key, known } => (
            format!("there is no column called {key}"),
            format!("{}known are {}", meant_en(key, known), known.join(", ")),
        ),
        Cause::UnknownHeader {
            key,
            wanted,
            headers,
        } => (
            format!("the column `{wanted}` given for {key} is not in the table"),
            format!(
                "{}its headers are {}",
                meant_en(wanted, headers),
                headers.join(", ")
            ),
        ),
        Cause::ColumnChosenTwice { key } => (
            format!("this column was already given to another key, so not to {key}"),
            "give each key a column of its own".into(),
        ),
        Cause::HiddenSheet => owned("hidden sheet passed over", "unhide it to have it read"),
        Cause::SheetWithoutTable => owned(
            "passed over, as it lacks the required columns",
            "check its header if it should be read",
        ),
        Cause::RewrittenAsXlsx => owned(
            "this format cannot be edited in place, so a new .xlsx was written: values, dates and \
             merged cells are kept; colours, widths, formulas, comments and pictures are not",
            "save it as .xlsx first to keep everything",
        ),
        Cause::RewrittenAsUtf8 => {
            owned("written as UTF-8", "spreadsheet programs open it directly")
        }
    }
}

fn file_en(fault: &FileFault) -> (String, String) {
    match fault {
        FileFault::NotASpreadsheet { found } => (
            format!("this is not a spreadsheet but {}", kind_en(*found)),
            "open it in a spreadsheet program and save it as .xlsx or .csv".into(),
        ),
        FileFault::TooManyBytes { limit } => (
            format!("larger than {} MB when unpacked", limit / 1024 / 1024),
            "remove pictures and other sheets, or split the file".into(),
        ),
        FileFault::TooManyRows { limit } => {
            (format!("more than {limit} rows"), "split the file".into())
        }
        FileFault::TooManyColumns { limit } => (
            format!("more than {limit} columns"),
            "delete what stands far to the right".into(),
        ),
        FileFault::TooManyCells { limit } => {
            (format!("more than {limit} cells"), "split the file".into())
        }
        FileFault::Undecodable { byte } => (
            format!(
                "text that is neither UTF-8 nor GB18030 from byte {} on",
                byte + 1
            ),
            "save it as \"CSV UTF-8\", or export it again".into(),
        ),
        FileFault::EmptyFile => owned(
            "the file is empty",
            "check that it is the right file and was saved",
        ),
        FileFault::Encrypted => owned("the file asks for a password", "save it without a password"),
        FileFault::Damaged => owned(
            "the file is damaged",
            "repair it in a spreadsheet program, or export it again",
        ),
        FileFault::UnclosedQuote => owned(
            "a quotation mark is never closed and swallows the rest",
            "close or delete it",
        ),
    }
}

fn value_en(fault: ValueFault) -> (&'static str, &'static str) {
    match fault {
        ValueFault::Missing => ("required, but empty", "fill it in"),
        ValueFault::NotADate => (
            "not a readable date",
            "write 2026-03-05 or 2026-03-05 14:30",
        ),
        ValueFault::NoSuchDate => (
            "the calendar has no such day or time",
            "check the date and time",
        ),
        ValueFault::AmbiguousDate => (
            "a date that can be read in two ways",
            "write the year first, as in 2026-03-05",
        ),
        ValueFault::NoYear => (
            "a date without a year, and none in the title",
            "write the year, or give a default year",
        ),
        ValueFault::NoMonth => (
            "a day without a month, and none in the title",
            "write 2026-03-05",
        ),
        ValueFault::NoDate => ("a time without a date", "write 2026-03-05 14:30"),
        ValueFault::NotATime => ("not a readable time", "write 14:30"),
        ValueFault::NotANumber => ("not a number", "write digits only"),
        ValueFault::NotAPhone => (
            "no phone number in it",
            "write the number, or leave it empty",
        ),
        ValueFault::LostDigits => (
            "a number so long that the spreadsheet program dropped its last digits",
            "format the cell as text and type it again",
        ),
        ValueFault::FormulaError => ("the formula gives an error", "correct it or type the value"),
        ValueFault::NothingAbove => ("a ditto mark with nothing above it", "write the value"),
    }
}

/// Of what there is, the one that was probably meant by a slip of the pen or half a name.
fn meant<'a>(written: &str, known: &'a [String]) -> Option<&'a str> {
    let nearness = |name: &str| {
        let is_part = name.contains(written) || written.contains(name);
        let nearness = strsim::normalized_damerau_levenshtein(name, written);
        if is_part { nearness + 0.5 } else { nearness }
    };
    let named = known.iter().filter(|name| !name.is_empty());
    let near = named.filter(|name| nearness(name) >= 0.5);
    near.max_by(|one, other| nearness(one).total_cmp(&nearness(other)))
        .map(String::as_str)
}

fn meant_zh(written: &str, known: &[String]) -> String {
    meant(written, known).map_or_else(String::new, |name| format!("是不是“{name}”?"))
}

fn meant_en(written: &str, known: &[String]) -> String {
    meant(written, known).map_or_else(String::new, |name| format!("did you mean `{name}`? "))
}
