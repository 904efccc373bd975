//! Names and numbers of invented customers.

/// Invented names, one for each of a scenario's customers.
pub(super) fn person(customer: u64) -> String {
    let given = ["远", "深", "默", "禾", "岚", "屿", "舟", "汀", "川", "野"];
    let family = ["闻", "纪", "晏", "骆", "乔", "池", "庄", "简", "路", "时"];
    let place = usize::try_from(customer).unwrap();
    format!("{}{}", family[place / 10 % 10], given[place % 10])
}

pub(super) fn id_number(birth: &str, customer: u64) -> String {
    let digits = format!("110105{birth}{customer:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"];
    format!("{digits}{}", check[usize::try_from(sum % 11).unwrap()])
}

pub(super) fn credit_code(class: &str, customer: u64) -> String {
    const LETTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let organisation = format!("MA0{customer:05}");
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let of = |letter: char| {
        u32::try_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(letter).unwrap()).unwrap()
    };
    let sum: u32 = organisation
        .chars()
        .zip(weights)
        .map(|(letter, weight)| of(letter) * weight)
        .sum();
    let check = match 11 - sum % 11 {
        10 => "X".to_owned(),
        11 => "0".to_owned(),
        other => other.to_string(),
    };
    let body = format!("{class}420100{organisation}{check}");
    let weights = [
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
    ];
    let sum: usize = body
        .chars()
        .zip(weights)
        .map(|(letter, weight)| LETTERS.find(letter).unwrap() * weight)
        .sum();
    let check = LETTERS.chars().nth((31 - sum % 31) % 31).unwrap();
    format!("{body}{check}")
}
