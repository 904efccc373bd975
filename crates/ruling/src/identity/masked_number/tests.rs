use super::*;
use proptest::prelude::*;

fn key(text: &str) -> NumberKey {
    NumberKey::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

#[test]
fn masks_are_read_in_every_shape_and_sign() {
    use MaskShape::*;
    for (text, shown, shape) in [
        ("1351234****", "1351234****", LastFourHidden),
        ("135****5678", "135****5678", FirstThreeLastFour),
        ("135**345678", "135**345678", FirstThreeLastSix),
        ("13512345678", "13512345678", Full),
        ("1351*345*78", "1351*345*78", Other),
        ("135＊＊＊＊5678", "135****5678", FirstThreeLastFour),
        ("135xxxx5678", "135****5678", FirstThreeLastFour),
        ("135XXXX5678", "135****5678", FirstThreeLastFour),
        ("135××××5678", "135****5678", FirstThreeLastFour),
        ("135●●●●5678", "135****5678", FirstThreeLastFour),
        ("135••••5678", "135****5678", FirstThreeLastFour),
        ("135----5678", "135****5678", FirstThreeLastFour),
        ("135————5678", "135****5678", FirstThreeLastFour),
        ("135－－－－5678", "135****5678", FirstThreeLastFour),
        ("135####5678", "135****5678", FirstThreeLastFour),
        ("135～～～～5678", "135****5678", FirstThreeLastFour),
        ("135____5678", "135****5678", FirstThreeLastFour),
        ("135★★★★5678", "135****5678", FirstThreeLastFour),
        ("135〇〇〇〇5678", "135****5678", FirstThreeLastFour),
        ("135？？？？5678", "135****5678", FirstThreeLastFour),
        ("135…5678", "135****5678", FirstThreeLastFour),
        ("135……5678", "135****5678", FirstThreeLastFour),
        ("1351234…", "1351234****", LastFourHidden),
        ("135…345678", "135**345678", FirstThreeLastSix),
        ("１３５＊＊＊＊５６７８", "135****5678", FirstThreeLastFour),
        (
            "135 **** 5678（微信同号）",
            "135****5678",
            FirstThreeLastFour,
        ),
        ("手机：1351234xxxx", "1351234****", LastFourHidden),
        ("86135****5678", "135****5678", FirstThreeLastFour),
        ("138--1234--5678", "13812345678", Full),
        ("135....5678", "135****5678", FirstThreeLastFour),
        ("135-----678", "135*****678", Other),
        ("135-****-5678", "135****5678", FirstThreeLastFour),
        ("+86 135 **** 5678", "135****5678", FirstThreeLastFour),
        ("0086135****5678", "135****5678", FirstThreeLastFour),
    ] {
        assert_eq!(
            (key(text).to_string().as_str(), key(text).shape()),
            (shown, shape),
            "{text}"
        );
    }
}

#[test]
fn three_answers() {
    use Comparison::*;
    for (a, b, answer) in [
        ("13512345678", "135 1234 5678", Same),
        ("13512345678", "13512345679", Different),
        ("13512345678", "1351234****", Compatible),
        ("13512345678", "135****5678", Compatible),
        ("13512345678", "135**345678", Compatible),
        ("13512345678", "135****5679", Different),
        ("1351234****", "1351234****", Compatible),
        ("1351234****", "135****5678", Compatible),
        ("1351234****", "135**345678", Compatible),
        ("1351235****", "135**345678", Different),
        ("135****5678", "135**345678", Compatible),
        ("135****5678", "135**345679", Different),
        ("1361234****", "135****5678", Different),
    ] {
        assert_eq!(key(a).compare(&key(b)), answer, "{a} {b}");
    }
}

#[test]
fn masks_that_say_too_little_are_refused() {
    use MaskProblem::*;
    for (text, problem) in [
        ("135***5678", WrongLength { positions: 10 }),
        ("135…56…78", WrongLength { positions: 5 }),
        ("…5678", TooFewVisible { visible: 4 }),
        ("135*****5678", WrongLength { positions: 12 }),
        ("135********", TooFewVisible { visible: 3 }),
        ("1*3*5*7*9**", TooFewVisible { visible: 5 }),
        ("125****5678", UnknownSegment),
        ("235****5678", UnknownSegment),
        ("010-62345678", NotMobile),
        ("135 张 5678", Phone(PhoneProblem::UnexpectedCharacter)),
        ("", Phone(PhoneProblem::Empty)),
    ] {
        assert_eq!(NumberKey::parse(text), Err(problem), "{text}");
        for language in [Language::Chinese, Language::English] {
            assert!(!problem.refusal(language).remedy.is_empty());
        }
    }
}

/// What must come out, from the definition: some full number fits both, or none does.
fn by_definition(a: &str, b: &str) -> Comparison {
    let mut pairs = a.chars().zip(b.chars());
    if pairs.any(|(a, b)| a != b && a != '*' && b != '*') {
        Comparison::Different
    } else if a.contains('*') || b.contains('*') {
        Comparison::Compatible
    } else {
        Comparison::Same
    }
}

/// A number and a shape, as a text with stars.
fn shaped() -> impl Strategy<Value = String> {
    let stars = prop_oneof![
        Just(0..0_usize),
        Just(7..11),
        Just(3..7),
        Just(3..5),
        (3..11_usize, 0..5_usize).prop_map(|(from, many)| from..(from + many).min(11)),
    ];
    // Few digits, so that numbers often agree.
    ("1[38][01]{9}", stars).prop_map(|(number, stars)| {
        let shown = number.chars().enumerate();
        shown
            .map(|(at, digit)| if stars.contains(&at) { '*' } else { digit })
            .collect()
    })
}

proptest! {
    #[test]
    fn every_pair_of_shapes_gets_the_answer_of_the_definition(a in shaped(), b in shaped()) {
        let (one, other) = (key(&a), key(&b));
        prop_assert_eq!(one.compare(&other), by_definition(&a, &b));
        prop_assert_eq!(other.compare(&one), by_definition(&a, &b));
        let itself = if a.contains('*') { Comparison::Compatible } else { Comparison::Same };
        prop_assert_eq!(one.compare(&one), itself);
    }

    #[test]
    fn the_sign_makes_no_difference(a in shaped(), sign in "[*xX×●○■★?＊ｘ]") {
        prop_assert_eq!(key(&a.replace('*', &sign)), key(&a));
    }

    #[test]
    fn comparing_is_symmetric(a in "1[3-4][0-1*]{9}", b in "1[3-4][0-1*]{9}") {
        if let (Ok(a), Ok(b)) = (NumberKey::parse(&a), NumberKey::parse(&b)) {
            prop_assert_eq!(a.compare(&b), b.compare(&a));
        }
    }

    #[test]
    fn a_number_fits_every_mask_of_itself(number in "1[3-9][0-9]{9}") {
        let full = key(&number);
        for shape in [MaskShape::LastFourHidden, MaskShape::FirstThreeLastFour, MaskShape::FirstThreeLastSix] {
            let masked = full.masked_as(shape).unwrap();
            prop_assert_eq!(masked.shape(), shape);
            prop_assert_eq!(NumberKey::parse(&masked.to_string()), Ok(masked));
            prop_assert_eq!(full.compare(&masked), Comparison::Compatible);
            prop_assert_eq!(masked.masked_as(MaskShape::Full), None);
        }
    }
}
