//! What can be wrong with a phone number, told to a person.

use crate::identity::Refusal;
use crate::language::Language;

/// Why a text is not a phone number we can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    /// Nothing was written.
    Empty,
    /// More than one number in one field.
    Several,
    /// Some digits are hidden.
    Masked,
    /// A spreadsheet kept only the first figures (`1.38123E+10`).
    Rounded,
    /// Something other than digits and the usual separators.
    UnexpectedCharacter,
    /// Not a number of the mainland.
    Overseas,
    /// Starts like a mobile number but has not eleven digits.
    WrongLength {
        /// How many digits there are.
        digits: usize,
    },
    /// Eleven digits that do not begin with 13–19.
    UnknownSegment,
    /// A 400 or 800 number where a person's own is needed.
    NotPersonal,
    /// A landline without its area code.
    MissingAreaCode,
    /// A landline whose area code or length does not exist.
    UnknownLandline,
}

impl PhoneProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let field = language.pick("电话", "phone");
        if let PhoneProblem::WrongLength { digits } = self {
            let rule = language.pick(
                format!("手机号应为 11 位，现有 {digits} 位"),
                format!("a mobile number has 11 digits, this one has {digits}"),
            );
            let remedy = language.pick(
                "请核对是否多写或漏写；固定电话请带区号",
                "check for a missing or an extra digit; a landline needs its area code",
            );
            return Refusal::new(field, rule, remedy);
        }
        let (rule, remedy) = language.pick(self.zh(), self.en());
        Refusal::new(field, rule, remedy)
    }

    fn zh(self) -> (&'static str, &'static str) {
        match self {
            PhoneProblem::Empty => ("电话不能为空", "请填写 11 位手机号，或带区号的固定电话"),
            PhoneProblem::Several => ("一栏只填一个电话", "请把其余号码填到另外的栏里"),
            PhoneProblem::Masked => (
                "这里需要完整号码，现有几位被隐去",
                "请填写完整号码；只有隐号的，按隐号填报",
            ),
            PhoneProblem::Rounded => (
                "表格以科学计数法保存，号码后几位已丢失",
                "请在表格中把该列设为文本，重新填写号码",
            ),
            PhoneProblem::UnexpectedCharacter => {
                ("电话只含数字、空格、连字符和括号", "请删去其他文字")
            }
            PhoneProblem::Overseas => (
                "只识别中国内地号码（+86）",
                "请填写内地号码；境外号码写入备注",
            ),
            PhoneProblem::WrongLength { .. } => ("手机号应为 11 位", "请核对是否多写或漏写"),
            PhoneProblem::UnknownSegment => ("手机号以 13 至 19 开头", "请核对前两位"),
            PhoneProblem::NotPersonal => (
                "400、800 号码属于单位，认不出是哪位客户",
                "请填写客户本人的手机号",
            ),
            PhoneProblem::MissingAreaCode => ("固定电话须带区号", "请在前面加上区号，如 010、0571"),
            PhoneProblem::UnknownLandline => ("固定电话为区号加 7 或 8 位号码", "请核对区号和位数"),
        }
    }

    fn en(self) -> (&'static str, &'static str) {
        match self {
            PhoneProblem::Empty => (
                "a phone number is required",
                "enter an 11-digit mobile number, or a landline with its area code",
            ),
            PhoneProblem::Several => (
                "one field holds one phone number",
                "put the other numbers in fields of their own",
            ),
            PhoneProblem::Masked => (
                "the full number is needed here and some digits are hidden",
                "enter the full number, or register it as a masked number",
            ),
            PhoneProblem::Rounded => (
                "the spreadsheet stored a rounded number and its last digits are lost",
                "format the column as text and enter the number again",
            ),
            PhoneProblem::UnexpectedCharacter => (
                "a phone number holds digits, spaces, hyphens and brackets only",
                "remove everything else",
            ),
            PhoneProblem::Overseas => (
                "only numbers of mainland China (+86) identify a customer",
                "enter a mainland number and keep the other one in the remarks",
            ),
            PhoneProblem::WrongLength { .. } => (
                "a mobile number has 11 digits",
                "check for a missing or an extra digit",
            ),
            PhoneProblem::UnknownSegment => (
                "a mobile number begins with 13 to 19",
                "check the first two digits",
            ),
            PhoneProblem::NotPersonal => (
                "a 400 or 800 number belongs to an organisation and does not say which customer it is",
                "enter the customer's own mobile number",
            ),
            PhoneProblem::MissingAreaCode => (
                "a landline needs its area code",
                "put the area code in front, such as 010 or 0571",
            ),
            PhoneProblem::UnknownLandline => (
                "a landline is an area code and 7 or 8 digits",
                "check the area code and the number of digits",
            ),
        }
    }
}
