//! What the TOML reader says in English, said so that whoever edits a pack can mend it.

use crate::policy::problem::Text;

/// The reader's message begins with this; what happened, in Chinese; what to do, in both languages.
type Explained = (&'static str, &'static str, &'static str, &'static str);

const COMMONEST: [Explained; 26] = [
    (
        "duplicate key",
        "同一个键写了两次",
        "删去一处,或改成另一个名字",
        "delete one of them or give it another name",
    ),
    (
        "invalid unquoted key",
        "键名里有不加引号就不能写的字",
        "中文的键和条款号要加英文双引号,例如 \"三.4\" = [ … ]",
        "put keys in Chinese and clause numbers in double quotes, e.g. \"三.4\" = [ … ]",
    ),
    (
        "unquoted keys cannot be empty",
        "等号前面没有键名",
        "在等号前面写上键名",
        "write a key before the equals sign",
    ),
    (
        "string values must be quoted",
        "文字没有加引号",
        "把文字放进英文双引号,例如 by = \"claimant\"",
        "put the text in double quotes, e.g. by = \"claimant\"",
    ),
    (
        "invalid basic string",
        "引号没有配对",
        "在这一行补上英文双引号;中文引号“”不能代替",
        "close the quotation mark on the same line",
    ),
    (
        "invalid literal string",
        "单引号没有配对",
        "在这一行补上单引号",
        "close the quotation mark on the same line",
    ),
    (
        "invalid multi-line",
        "几行的文字没有结束",
        "在文字的末尾另起一行,写上与开头一样的三个英文引号",
        "end the text of several lines with the three quotation marks it began with",
    ),
    (
        "missing opening quote",
        "缺少前引号",
        "补上英文双引号",
        "add the opening quotation mark",
    ),
    (
        "missing comma",
        "两项之间缺少逗号",
        "在两项之间补上英文逗号;中文逗号不能代替",
        "add a comma between the two",
    ),
    (
        "extra comma",
        "多了一个逗号",
        "删去多余的逗号",
        "delete the extra comma",
    ),
    (
        "unclosed array",
        "方括号没有配对",
        "在列表末尾补上 ]",
        "close the list with ]",
    ),
    (
        "unclosed inline table",
        "花括号没有配对",
        "在这张表末尾补上 }",
        "close the table with }",
    ),
    (
        "unclosed table",
        "节名的方括号没有配对",
        "节名写作 [events]",
        "write a section as [events]",
    ),
    (
        "missing assignment",
        "键和值之间缺少等号",
        "写作 键 = 值;中文等号不能代替",
        "write key = value",
    ),
    (
        "key with no value",
        "只有键,没有值",
        "写作 键 = 值",
        "write key = value",
    ),
    (
        "missing value",
        "等号后面没有值",
        "在等号后面写上值",
        "write a value after the equals sign",
    ),
    (
        "extra `=`",
        "多了一个等号",
        "一行只写一个等号",
        "keep one equals sign",
    ),
    (
        "unexpected `=` in array",
        "列表里不能写等号",
        "要写 键 = 值 时用花括号 { … }",
        "write key = value inside { … }",
    ),
    (
        "unexpected key or value",
        "一行里有多出来的内容",
        "另起一行,或删去多出来的内容",
        "begin a new line or delete what is extra",
    ),
    (
        "unexpected content",
        "这里有多出来的内容",
        "另起一行,或删去多出来的内容",
        "begin a new line or delete what is extra",
    ),
    (
        "missing array opening",
        "方括号没有配对",
        "在列表开头补上 [",
        "begin the list with [",
    ),
    (
        "missing inline table opening",
        "花括号没有配对",
        "在这张表开头补上 {",
        "begin the table with {",
    ),
    (
        "missing key",
        "等号前面没有键名",
        "在等号前面写上键名",
        "write a key before the equals sign",
    ),
    (
        "carriage return",
        "换行符不完整",
        "用文本编辑器把换行统一后重新保存",
        "save the file with the line endings of one system",
    ),
    (
        "keys cannot be multi-line",
        "键名跨了行",
        "把键名写在一行里",
        "write the key on one line",
    ),
    (
        "invalid",
        "这里的写法读不出来",
        "文字加英文双引号,数字只写数字,列表用 [ ],表用 { }",
        "quote text, write numbers as digits, lists in [ ] and tables in { }",
    ),
];

/// Cause and remedy of a syntax error.
pub(crate) fn explain(message: &str) -> (Text, Text) {
    let found = COMMONEST
        .iter()
        .find(|(begins, ..)| message.starts_with(begins));
    let (zh, remedy) = match found {
        Some((_, zh, remedy_zh, remedy_en)) => (*zh, Text::new(*remedy_zh, *remedy_en)),
        None => (
            "这里读不懂",
            Text::new(
                "请检查引号、括号和逗号",
                "check quotes, brackets and commas",
            ),
        ),
    };
    let cause = Text::new(
        format!("TOML 语法错误:{zh}"),
        format!("TOML syntax error: {message}"),
    );
    (cause, remedy)
}
