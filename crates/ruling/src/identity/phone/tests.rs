use super::*;
use crate::language::Language;
use proptest::prelude::*;

#[test]
fn every_spelling_of_a_mobile_number_has_one_key() {
    for text in [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "138.1234.5678",
        "138·1234·5678",
        "+86 138 1234 5678",
        "+8613812345678",
        "0086 13812345678",
        "8613812345678",
        "86-138-1234-5678",
        "(+86)13812345678",
        "（86）13812345678",
        "１３８１２３４５６７８",
        "13812345678.0",
        "13812345678.00",
        "1.3812345678E10",
        "1.3812345678e+10",
        "013812345678",
        "138—1234—5678",
        "\u{202d}13812345678\u{202c}",
        "'13812345678",
        "’13812345678",
        "138\u{a0}1234\u{a0}5678",
        "138\u{200b}1234\u{200d}5678\u{200e}",
        "\u{feff}13812345678",
        "138 1234 5678",
        "138 - 1234 - 5678",
        "138--1234--5678",
        "(138) 1234-5678",
        "[86]138 1234 5678",
        "＋８６－１３８－１２３４－５６７８",
        "00 86 138 1234 5678",
        "+86（0）138-1234-5678",
        "13,812,345,678",
        "1.3812345678E+10",
        "1.38123456780E10",
        "手机：13812345678",
        "手机号13812345678",
        "Tel: 138 1234 5678",
        "138-1234-5678（微信同号）",
        "13812345678 微信同号",
        "13812345678(本人)",
        "电话：13812345678（同微信）",
    ] {
        let phone = Phone::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        assert_eq!(
            (phone.key(), phone.kind()),
            ("13812345678", PhoneKind::Mobile),
            "{text}"
        );
    }
    assert_eq!(Phone::parse("1.381234567E10").unwrap().key(), "13812345670");
}

#[test]
fn landlines_and_service_numbers_keep_their_extension_apart() {
    use PhoneKind::{Landline, Service};
    for (text, kind, key, extension) in [
        ("010-62345678", Landline, "01062345678", None),
        ("(010) 6234 5678", Landline, "01062345678", None),
        ("+86 10 6234 5678", Landline, "01062345678", None),
        ("+86 (0)10 6234 5678", Landline, "01062345678", None),
        ("0571-8765432", Landline, "05718765432", None),
        ("0571-87654321-8001", Landline, "057187654321", Some("8001")),
        (
            "0571-87654321转8001",
            Landline,
            "057187654321",
            Some("8001"),
        ),
        (
            "0571 87654321 ext. 12",
            Landline,
            "057187654321",
            Some("12"),
        ),
        ("027－87654321", Landline, "02787654321", None),
        ("027-8765 4321 转 801", Landline, "02787654321", Some("801")),
        ("（027）8765-4321", Landline, "02787654321", None),
        ("027-8765-4321", Landline, "02787654321", None),
        ("+86-27-87654321", Landline, "02787654321", None),
        ("86-27-8765 4321", Landline, "02787654321", None),
        ("86 027 87654321", Landline, "02787654321", None),
        ("0086 571 87654321", Landline, "057187654321", None),
        ("座机：0571-8765432", Landline, "05718765432", None),
        ("010-62345678(分机 12)", Landline, "01062345678", Some("12")),
        ("+86 400-812-3456", Service, "4008123456", None),
        ("400-812-3456", Service, "4008123456", None),
        ("400-8123456 转 3", Service, "4008123456", Some("3")),
        ("8008123456", Service, "8008123456", None),
    ] {
        let phone = Phone::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        assert_eq!(
            (phone.kind(), phone.key(), phone.extension()),
            (kind, key, extension),
            "{text}"
        );
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_its_reason() {
    use PhoneProblem::*;
    for (text, problem) in [
        ("", Empty),
        ("　", Empty),
        ("-", Empty),
        ("13812345678/13912345678", Several),
        ("13812345678，13912345678", Several),
        ("13812345678 13912345678", Several),
        ("13812345678或13912345678", Several),
        ("13812345678\n13912345678", Several),
        ("13812345678；139 1234 5678", Several),
        ("027-87654321/22", Several),
        ("13812345678/张伟", UnexpectedCharacter),
        ("张伟 13812345678", UnexpectedCharacter),
        ("(微信同号)", Empty),
        ("138 123", WrongLength { digits: 6 }),
        ("1", WrongLength { digits: 1 }),
        ("138123456789012", WrongLength { digits: 15 }),
        ("85291234567", Overseas),
        ("852-9123-4567", Overseas),
        ("886912345678", Overseas),
        ("135****5678", Masked),
        ("135…5678", Masked),
        ("135****5678（微信同号）", Masked),
        ("1351234＊＊＊＊", Masked),
        ("1.38123E+10", Rounded),
        ("张三", UnexpectedCharacter),
        ("1381234567a", UnexpectedCharacter),
        ("+852 9123 4567", Overseas),
        ("001 212 555 0100", Overseas),
        ("1381234567", WrongLength { digits: 10 }),
        ("138123456789", WrongLength { digits: 12 }),
        ("12812345678", UnknownSegment),
        ("23812345678", UnknownSegment),
        ("87654321", MissingAreaCode),
        ("8765432", MissingAreaCode),
        ("010-1234567", UnknownLandline),
        ("0571-876543", UnknownLandline),
        ("02612345678", UnknownLandline),
    ] {
        assert_eq!(Phone::parse(text), Err(problem), "{text}");
        for language in [Language::Chinese, Language::English] {
            let refusal = problem.refusal(language);
            assert!(!refusal.rule.is_empty() && !refusal.remedy.is_empty());
        }
    }
}

#[test]
fn one_number_among_words_is_found() {
    for (text, number) in [
        ("张伟 13812345678", Some("13812345678")),
        ("13812345678张伟", Some("13812345678")),
        ("张女士（138-1234-5678）2 套", Some("138-1234-5678")),
        ("张伟 135****5678", Some("135****5678")),
        ("张伟13812345678，李四13912345678", None),
        (
            "13812345678 13912345678 张伟",
            Some("13812345678 13912345678"),
        ),
        ("张伟", None),
        ("3 栋 2 单元 501", None),
    ] {
        assert_eq!(
            sole_number(text)
                .as_deref()
                .map(|n| n.trim_matches(['(', ')'])),
            number,
            "{text}"
        );
    }
}

#[test]
fn the_number_of_an_organisation_tells_no_person_apart() {
    for (text, is_personal) in [
        ("13812345678", true),
        ("010-62345678", true),
        ("400-812-3456", false),
    ] {
        let phone = Phone::parse(text).unwrap().of_person();
        assert_eq!(phone.is_ok(), is_personal, "{text}");
    }
}

#[test]
fn debug_shows_no_number() {
    let shown = format!("{:?}", Phone::parse("13812345678").unwrap());
    assert!(!shown.contains("1381"), "{shown}");
}

proptest! {
    #[test]
    fn a_key_parses_to_itself(number in "1[3-9][0-9]{9}|0571[2-8][0-9]{6,7}|400[0-9]{7}") {
        let phone = Phone::parse(&number).unwrap();
        prop_assert_eq!(phone.key(), number);
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC{0,24}|[0-9+ eE.()#*-]{0,24}") {
        if let Ok(phone) = Phone::parse(&text) {
            let again = Phone::parse(phone.key()).unwrap();
            prop_assert_eq!(again.key(), phone.key());
        }
    }
}
