use super::*;
use proptest::prelude::*;

/// A made-up code with right check characters: class and division, then eight characters.
fn coded(head: &str, organisation: &str) -> String {
    let organisation_check = char::from(organisation_check_character(organisation).unwrap());
    let body = format!("{head}{organisation}{organisation_check}");
    let check = char::from(check_character(&body).unwrap());
    format!("{body}{check}")
}

#[test]
fn published_codes_are_read() {
    // Codes of well-known organisations, printed on their own pages.
    for text in [
        "91350100M000100Y43",
        "914403001922038216",
        "91440300708461136T",
    ] {
        let code = CreditCode::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        assert_eq!(
            (code.key(), code.class(), code.remark()),
            (text, OrganisationClass::Enterprise, None)
        );
    }
    assert_eq!(
        CreditCode::parse(" 91440300-70846113-6t ").unwrap().key(),
        "91440300708461136T"
    );
    assert_eq!(
        CreditCode::parse("91440300708461136T")
            .unwrap()
            .organisation_code(),
        "708461136"
    );
}

#[test]
fn class_and_division_come_from_the_code() {
    use OrganisationClass::*;
    for (head, class, remark) in [
        ("91420106", Enterprise, None),
        ("92420106", IndividualBusiness, None),
        ("93420106", Cooperative, None),
        ("11100000", StateOrgan, None),
        ("12420000", PublicInstitution, None),
        ("51420000", SocialAssociation, None),
        ("52420000", PrivateNonEnterprise, None),
        ("53420000", Foundation, None),
        ("31420000", Other, None),
        ("91110103", Enterprise, Some(CreditRemark::RetiredDivision)),
        ("91999999", Enterprise, Some(CreditRemark::UnknownDivision)),
    ] {
        let code = CreditCode::parse(&coded(head, "MA4KXY01")).unwrap();
        assert_eq!((code.class(), code.remark()), (class, remark), "{head}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_its_reason() {
    use CreditProblem::*;
    let foreign = |position, written, likely| ForeignLetter {
        position,
        written,
        likely,
    };
    for (text, problem) in [
        ("", Empty),
        ("420106000012345", RegistrationNumber),
        ("9144030070846113", WrongLength { characters: 16 }),
        ("914403007O8461136T", foreign(10, 'O', '0')),
        ("9I4403007O8461136T", foreign(2, 'I', '1')),
        ("91440300708461I36T", foreign(15, 'I', '1')),
        ("9144O300708461136T", foreign(5, 'O', '0')),
        ("91440300Z08461136T", foreign(9, 'Z', '2')),
        ("91440300S08461136T", foreign(9, 'S', '5')),
        ("91440300V08461136T", foreign(9, 'V', 'U')),
        ("9144A300708461136T", UnexpectedCharacter { position: 5 }),
        ("91440300708461中36T", UnexpectedCharacter { position: 15 }),
        ("91440300708461136U", CheckCharacter),
    ] {
        assert_eq!(CreditCode::parse(text), Err(problem), "{text}");
        for language in [Language::Chinese, Language::English] {
            assert!(!problem.refusal(language).remedy.is_empty());
        }
    }
    let body = "91420106MA4KXY01";
    let right = organisation_check_character("MA4KXY01").unwrap();
    let wrong = if right == b'1' { '2' } else { '1' };
    let check = char::from(check_character(&format!("{body}{wrong}")).unwrap());
    let code = CreditCode::parse(&format!("{body}{wrong}{check}")).unwrap();
    assert_eq!(code.remark(), Some(CreditRemark::OrganisationCode));
}

proptest! {
    #[test]
    fn any_single_wrong_character_is_caught(
        organisation in "[0-9A-HJ-NP-RTUW-Y]{8}", position in 0..18_usize, shift in 1..31_usize,
    ) {
        let right = coded("91420106", &organisation);
        prop_assert!(CreditCode::parse(&right).is_ok());
        let wrong: String = right.chars().enumerate().map(|(index, character)| {
            let value = ALPHABET.find(character).unwrap();
            if index == position { char::from(ALPHABET.as_bytes()[(value + shift) % 31]) } else { character }
        }).collect();
        prop_assert!(CreditCode::parse(&wrong).is_err());
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC{0,20}|[0-9A-Z]{18}") {
        if let Ok(code) = CreditCode::parse(&text) {
            prop_assert_eq!(CreditCode::parse(code.key()), Ok(code));
        }
    }
}
