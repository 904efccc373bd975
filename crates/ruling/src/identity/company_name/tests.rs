use std::collections::BTreeMap;

use proptest::prelude::*;

use super::NameComparison::{Different, Same, Similar};
use super::*;

/// Made-up pairs of names: label (1 = one company), how the second was made from the first, both names.
const PAIRS: &str = include_str!("../../../tests/data/企业名称对照.tsv");

fn name(text: &str) -> CompanyName {
    CompanyName::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

fn compare(a: &str, b: &str) -> NameComparison {
    let answer = name(a).compare(&name(b));
    assert_eq!(
        answer,
        name(b).compare(&name(a)),
        "{a} {b} the other way round"
    );
    answer
}

#[test]
fn names_are_taken_apart() {
    for (text, place, core, trade, form, branch) in [
        (
            "武汉市恒升建材有限公司",
            "420100",
            "恒升",
            "建材",
            "有限",
            "",
        ),
        (
            "湖北武汉恒升建材有限责任公司",
            "420100",
            "恒升",
            "建材",
            "有限",
            "",
        ),
        (
            "芝麻开花实业（长沙）有限公司",
            "430100",
            "芝麻开花",
            "实业",
            "有限",
            "",
        ),
        (
            "武漢川環科技置業股份有限公司",
            "420100",
            "川环科技",
            "置业",
            "股份",
            "",
        ),
        ("紫光（集团）有限公司", "", "紫光", "", "集团", ""),
        (
            "江苏省昆山市恒升装饰工程集团有限公司",
            "320583",
            "恒升",
            "装饰工程",
            "集团",
            "",
        ),
        ("武汉有限公司", "", "武汉", "", "有限", ""),
        ("长沙建材有限公司", "430100", "建材", "", "有限", ""),
        ("恒升", "", "恒升", "", "", ""),
        (
            "武汉恒升建材有限公司深圳分公司",
            "420100",
            "恒升",
            "建材",
            "有限",
            "深圳分公司",
        ),
        ("恒升五金经营部", "", "恒升", "五金", "经营部", ""),
        ("ＡＢＣ Trading Co., Ltd.", "", "abctrading", "", "有限", ""),
        ("恒升(武汉", "", "恒升武汉", "", "", ""),
    ] {
        let name = name(text);
        let codes: Vec<String> = name.codes().iter().map(ToString::to_string).collect();
        assert_eq!(
            (
                codes.join(" ").as_str(),
                name.core(),
                name.trade().unwrap_or_default(),
                name.form().unwrap_or_default(),
                name.branch().unwrap_or_default()
            ),
            (place, core, trade, form, branch),
            "{text}"
        );
    }
    for (text, problem) in [
        ("", CompanyNameProblem::Empty),
        ("　", CompanyNameProblem::Empty),
        ("（）", CompanyNameProblem::NoLetters),
    ] {
        assert_eq!(CompanyName::parse(text), Err(problem));
        for language in [Language::Chinese, Language::English] {
            assert!(!problem.refusal(language).remedy.is_empty());
        }
    }
}

#[test]
fn names_are_compared_part_by_part() {
    for (a, b, answer) in [
        (
            "武汉恒升建材有限公司",
            "湖北省武汉市恒升建材有限责任公司",
            Same,
        ),
        ("武汉恒升建材有限公司", "恒升建材(武汉)有限公司", Same),
        ("武汉恒升建材有限公司", "恒升建材武汉有限公司", Same),
        (
            "武汉恒升建材有限公司",
            "武汉恒升建材有限公司（自然人独资）",
            Same,
        ),
        ("武汉恒升建材有限公司", "武汉恒升建材有限公司(老客户)", Same),
        ("武汉恒升建材有限公司", "恒升建材有限公司（武汉）", Same),
        ("新东方有限公司", "新有限公司", Different(Difference::Core)),
        (
            "武汉恒升建材厂",
            "武汉恒升建材有限公司",
            Similar(Similarity::LegalForm),
        ),
        (
            "武汉恒升纸业有限公司",
            "武汉恒升木业有限公司",
            Different(Difference::Trade),
        ),
        (
            "武汉恒升瓷砖有限公司",
            "武汉恒升板材有限公司",
            Different(Difference::Trade),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒升建材股份有限公司",
            Similar(Similarity::LegalForm),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒升建材集团有限公司",
            Similar(Similarity::LegalForm),
        ),
        (
            "武汉恒升建材有限公司",
            "恒升建材有限公司",
            Similar(Similarity::MissingPlace),
        ),
        (
            "武汉恒升建材有限公司",
            "湖北恒升建材有限公司",
            Similar(Similarity::MissingPlace),
        ),
        (
            "武汉恒升建材有限公司",
            "恒升",
            Similar(Similarity::MissingPlace),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒升",
            Similar(Similarity::ShortForm),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒升建材",
            Similar(Similarity::ShortForm),
        ),
        (
            "武汉恒升装饰工程有限公司",
            "武汉恒升装饰有限公司",
            Similar(Similarity::ShortForm),
        ),
        (
            "武汉川环科技置业有限公司",
            "武汉川环科技",
            Similar(Similarity::ShortForm),
        ),
        (
            "武汉川环科技置业有限公司",
            "武汉川环",
            Similar(Similarity::ShortForm),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒生建材有限公司",
            Similar(Similarity::Homophone),
        ),
        (
            "武汉重光建材有限公司",
            "武汉众光建材有限公司",
            Similar(Similarity::Homophone),
        ),
        (
            "武汉恒升建材有限公司",
            "恒生建材",
            Similar(Similarity::Homophone),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒大建材有限公司",
            Similar(Similarity::OtherCharacter),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒升建材有限公司深圳分公司",
            Similar(Similarity::Branch),
        ),
        (
            "武汉东方恒升建材有限公司",
            "东方恒升建材有限公司",
            Similar(Similarity::MissingPlace),
        ),
        (
            "武汉恒升建材有限公司长沙分公司",
            "武汉恒升建材有限公司深圳分公司",
            Different(Difference::Branch),
        ),
        (
            "武汉恒升建材有限公司",
            "长沙恒升建材有限公司",
            Different(Difference::Place),
        ),
        (
            "武汉恒升建材有限公司",
            "湖南恒升建材有限公司",
            Different(Difference::Place),
        ),
        (
            "武汉恒升建材有限公司",
            "恒升建材（长沙）有限公司",
            Different(Difference::Place),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒升五金有限公司",
            Different(Difference::Trade),
        ),
        (
            "武汉永利装饰房地产经纪有限公司",
            "武汉永利装饰实业有限公司",
            Different(Difference::Trade),
        ),
        (
            "武汉川环科技有限公司",
            "武汉川环科技置业有限公司",
            Different(Difference::Trade),
        ),
        (
            "武汉恒升建材有限公司",
            "恒大建材有限公司",
            Different(Difference::Core),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉大昌建材有限公司",
            Different(Difference::Core),
        ),
        (
            "武汉恒升建材有限公司",
            "武汉恒升达建材有限公司",
            Different(Difference::Core),
        ),
    ] {
        assert_eq!(compare(a, b), answer, "{a} {b}");
        for language in [Language::Chinese, Language::English] {
            match answer {
                Same => {}
                Similar(why) => assert!(!why.text(language).is_empty()),
                Different(why) => assert!(!why.text(language).is_empty()),
            }
        }
    }
}

#[test]
fn the_pairs_of_each_kind_get_the_answer_they_should() {
    #[derive(Default)]
    struct Count {
        same: usize,
        similar: usize,
        different: usize,
    }
    let mut kinds: BTreeMap<&str, Count> = BTreeMap::new();
    for line in PAIRS.lines().skip(1) {
        let [_, kind, a, b] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}");
        };
        let differs_in_form = kind == "suffix" && name(a).form() != name(b).form();
        let count = kinds
            .entry(if differs_in_form {
                "suffix of another form"
            } else {
                kind
            })
            .or_default();
        match compare(a, b) {
            Same => count.same += 1,
            Similar(_) => count.similar += 1,
            Different(_) => count.different += 1,
        }
    }
    let table: Vec<(&str, [usize; 3])> = kinds
        .into_iter()
        .map(|(kind, count)| (kind, [count.same, count.similar, count.different]))
        .collect();
    assert_eq!(
        table,
        [
            // kind of pair, [same, similar, different]
            ("homophone", [0, 407, 0]),
            ("negchar", [0, 389, 0]),
            ("negcity", [0, 0, 396]),
            ("negind", [0, 0, 407]),
            ("paren", [377, 0, 0]),
            ("region", [410, 0, 0]),
            ("short", [0, 389, 0]),
            ("suffix", [93, 0, 0]),
            ("suffix of another form", [0, 302, 0]),
            ("trad", [369, 0, 0]),
            ("width", [438, 0, 0]),
        ]
    );
}

/// Whether the shortcut to candidates would find the pair.
fn shares_a_key(a: &str, b: &str) -> bool {
    !name(a)
        .likeness_keys()
        .is_disjoint(&name(b).likeness_keys())
}

#[test]
fn every_like_pair_is_found_by_its_keys() {
    for line in PAIRS.lines().skip(1) {
        let [_, _, a, b] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}");
        };
        if !matches!(compare(a, b), Different(_)) {
            assert!(shares_a_key(a, b), "{a} {b}");
        }
    }
}

proptest! {
    #[test]
    fn like_names_share_a_key(
        a in "(武汉|武汉市|长沙|东方|安顺)?[恒升大生东方]{1,3}(建材|五金|装饰|科技|装饰工程)?(有限公司|集团)?",
        b in "(武汉|武汉市|长沙|东方|安顺)?[恒升大生东方]{1,3}(建材|五金|装饰|科技|装饰工程)?(有限公司|集团)?",
    ) {
        if !matches!(compare(&a, &b), Different(_)) {
            prop_assert!(shares_a_key(&a, &b));
        }
    }

    #[test]
    fn comparing_is_symmetric_and_reflexive(
        a in "(武汉|武汉市|长沙|东方|安顺)?[恒升大生东方]{1,3}(建材|五金|装饰|科技)?(有限公司|股份有限公司|集团)?",
        b in "(武汉|武汉市|长沙|东方|安顺)?[恒升大生东方]{1,3}(建材|五金|装饰|科技)?(有限公司|股份有限公司|集团)?",
    ) {
        prop_assert_eq!(compare(&a, &a), Same);
        compare(&a, &b);
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC{0,20}") {
        if let Ok(name) = CompanyName::parse(&text) {
            prop_assert!(!name.core().is_empty());
            prop_assert_eq!(name.compare(&name), Same);
        }
    }
}
