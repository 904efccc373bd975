//! Made-up customers, always the same ones: odd numbers are persons, even ones companies.

use ledger::privacy::personal::Personal;

/// What a customer's form says. The second key is an identity number or a credit code.
#[derive(Clone)]
pub(crate) struct Customer {
    pub(crate) number: u64,
    pub(crate) phone: String,
    pub(crate) code: String,
    pub(crate) name: String,
}

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗";
const LETTERS: &str = "安宝北昌成达德东恩方丰福光广国海浩恒宏华辉汇佳嘉建健杰金锦晶景凯康科立丽联龙隆美民明宁鹏平\
                       启千庆荣瑞润森盛世顺思泰腾天通同万伟文祥新鑫信兴旭雅阳业亿益永友裕元远悦云泽展正志中众";
const CITIES: [&str; 8] = [
    "北京", "上海", "广州", "深圳", "武汉", "成都", "杭州", "南京",
];
const TRADES: [&str; 8] = [
    "科技", "贸易", "装饰", "建材", "机械", "电子", "物流", "食品",
];
const DIGITS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

impl Customer {
    pub(crate) fn new(number: u64) -> Customer {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let person = number % 2 == 1;
        Customer {
            number,
            // Bijective below ten thousand million, and in no order.
            phone: format!(
                "13{:09}",
                (number * 387_420_489) % 1_000_000_007 % 1_000_000_000
            ),
            code: if person {
                id_number(number)
            } else {
                credit_code(number)
            },
            name: if person {
                person_name(mixed)
            } else {
                company_name(number, mixed)
            },
        }
    }

    pub(crate) fn is_person(&self) -> bool {
        self.number % 2 == 1
    }

    /// The form as typed.
    pub(crate) fn fields(&self) -> Personal {
        let name = match self.is_person() {
            true => "name",
            false => "company",
        };
        self.form(&[(name, &self.name)])
    }

    /// What is looked up exactly: phone, number or code, and a person's name with every way of hiding the phone.
    pub(crate) fn exact_fields(&self) -> Personal {
        match self.is_person() {
            true => self.fields(),
            false => self.form(&[]),
        }
    }

    fn form(&self, name: &[(&str, &String)]) -> Personal {
        let code = match self.is_person() {
            true => "id_number",
            false => "credit_code",
        };
        let exact = [(code, &self.code), ("phone", &self.phone)];
        let fields = name.iter().copied().chain(exact);
        Personal::new(fields.map(|(name, text)| (name.to_owned(), text.clone())))
    }
}

fn letter(text: &str, place: u64) -> char {
    let letters: Vec<char> = text.chars().collect();
    letters[usize::try_from(place).expect("small") % letters.len()]
}

fn person_name(mixed: u64) -> String {
    [
        letter(SURNAMES, mixed >> 20),
        letter(LETTERS, mixed >> 30),
        letter(LETTERS, mixed >> 40),
    ]
    .iter()
    .collect()
}

fn company_name(number: u64, mixed: u64) -> String {
    let city = CITIES[usize::try_from(mixed >> 20).expect("64 bits") % CITIES.len()];
    let trade = TRADES[usize::try_from(mixed >> 30).expect("64 bits") % TRADES.len()];
    let core: String = [number / 2, number / 194, number / 18_818]
        .map(|place| letter(LETTERS, place))
        .iter()
        .collect();
    format!("{city}{core}{trade}有限公司")
}

fn id_number(number: u64) -> String {
    let (year, rest) = (1950 + number % 50, number / 50);
    let (month, rest) = (1 + rest % 12, rest / 12);
    let (day, rest) = (1 + rest % 28, rest / 28);
    let body = format!(
        "{}{year}{month:02}{day:02}{:03}",
        110_101 + rest / 1000,
        rest % 1000
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).expect("a digit") * weight)
        .sum();
    let check = letter("10X98765432", (sum % 11).into());
    format!("{body}{check}")
}

fn credit_code(number: u64) -> String {
    let value = |sign: char| DIGITS.find(sign).expect("in the alphabet");
    let organisation: String = (0..8)
        .map(|place| letter(DIGITS, number / 31_u64.pow(place)))
        .collect();
    let weighted = organisation
        .chars()
        .map(value)
        .zip([3, 7, 9, 10, 5, 8, 4, 2]);
    let sum: usize = weighted.map(|(value, weight)| value * weight).sum();
    let check = letter("0123456789X", ((11 - sum % 11) % 11) as u64);
    let body = format!("91110000{organisation}{check}");
    let mut weight = 1;
    let mut sum = 0;
    for sign in body.chars() {
        sum += value(sign) * weight;
        weight = weight * 3 % 31;
    }
    let last = letter(DIGITS, ((31 - sum % 31) % 31) as u64);
    format!("{body}{last}")
}
