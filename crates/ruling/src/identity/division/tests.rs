use super::*;

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap()
}

#[test]
fn all_rows_are_read() {
    let divisions = Divisions::embedded();
    let count = |level| {
        divisions
            .rows
            .values()
            .filter(|row| row.level == level)
            .count()
    };
    let counts = [
        Level::Province,
        Level::Prefecture,
        Level::Group,
        Level::County,
        Level::Statistical,
    ]
    .map(count);
    assert_eq!(counts, [34, 333, 9, 2842, 133]);
    assert_eq!(divisions.rows.len(), DIVISIONS.lines().count() - 1);
    assert_eq!(divisions.retired.len(), RETIRED.lines().count() - 1);
    assert_eq!(divisions.hash(), Divisions::embedded().hash());
    for code in divisions.rows.keys() {
        assert!(
            code.parent()
                .is_none_or(|parent| divisions.get(parent).is_some()),
            "{code}"
        );
    }
}

#[test]
fn codes_have_names_and_larger_areas() {
    let divisions = Divisions::embedded();
    for (text, name) in [
        ("42", "湖北省"),
        ("4201", "湖北省武汉市"),
        ("420106", "湖北省武汉市武昌区"),
        ("110101", "北京市东城区"),
        ("419001", "河南省济源市"),
        ("441900", "广东省东莞市"),
        ("320576", "江苏省苏州市苏州工业园区"),
        ("71", "台湾省"),
        ("810000", "香港特别行政区"),
    ] {
        assert_eq!(
            divisions.full_name(code(text)).as_deref(),
            Some(name),
            "{text}"
        );
    }
    assert_eq!(
        divisions
            .retired(code("110103"))
            .map(|old| (old.name, old.last_listed)),
        Some(("崇文区", 2009))
    );
}

#[test]
fn codes_that_cannot_be_used_are_refused() {
    let divisions = Divisions::embedded();
    for (text, problem) in [
        ("", DivisionProblem::Form),
        ("4", DivisionProblem::Form),
        ("42010", DivisionProblem::Form),
        ("4201060", DivisionProblem::Form),
        ("武汉", DivisionProblem::Form),
        ("042010", DivisionProblem::Form),
        ("990000", DivisionProblem::Unknown),
        ("110103", DivisionProblem::Retired),
    ] {
        assert_eq!(divisions.parse(text), Err(problem), "{text}");
        for language in [Language::Chinese, Language::English] {
            assert!(!problem.refusal(language).remedy.is_empty());
        }
    }
}

#[test]
fn the_finest_area_around_a_place_wins_and_ties_are_told() {
    let hubei = [code("42")];
    let wuhan = [code("4201"), code("4301")];
    let wuchang = [code("420106")];
    let also_wuchang = [code("420106")];
    let areas: [(char, &[DivisionCode]); 4] = [
        ('p', &hubei),
        ('c', &wuhan),
        ('d', &wuchang),
        ('e', &also_wuchang),
    ];
    let finest = |place| Divisions::embedded().finest(areas, code(place));
    assert_eq!(finest("420106"), ['d', 'e']);
    assert_eq!(finest("420102"), ['c']);
    assert_eq!(finest("430102"), ['c']);
    assert_eq!(finest("420502"), ['p']);
    assert_eq!(finest("42"), ['p']);
    assert!(finest("110101").is_empty());
    assert!(code("42").contains(code("420106")) && !code("420106").contains(code("42")));
}

#[test]
fn areas_that_only_the_statistical_office_counts_lie_in_their_prefecture_and_in_no_county() {
    let divisions = Divisions::embedded();
    let of = |level| {
        let rows = divisions.rows.iter();
        rows.filter(move |(_, row)| row.level == level)
            .map(|(code, _)| *code)
    };
    for area in of(Level::Statistical) {
        let prefecture = area.parent().unwrap();
        let level = divisions.get(prefecture).unwrap().level;
        assert!(matches!(level, Level::Prefecture | Level::Group), "{area}");
        assert!(prefecture.contains(area) && prefecture.parent().unwrap().contains(area));
        assert!(
            of(Level::County).all(|county| !county.contains(area)),
            "{area}"
        );
    }
    // 苏州工业园区: who has 苏州 has it, who has 虎丘区 beside it has not.
    let areas = [('苏', [code("3205")]), ('虎', [code("320505")])];
    let areas = || areas.iter().map(|(key, codes)| (*key, codes.as_slice()));
    assert_eq!(divisions.finest(areas(), code("320576")), ['苏']);
    assert_eq!(divisions.finest(areas(), code("320505")), ['虎']);
    // Without districts, the city itself is the finest there is; its county is the province's.
    let cities = [('粤', [code("44")]), ('莞', [code("441900")])];
    let cities = cities.iter().map(|(key, codes)| (*key, codes.as_slice()));
    assert_eq!(divisions.finest(cities, code("441900")), ['莞']);
    assert!(code("41").contains(code("419001")));
}

#[test]
fn hong_kong_macau_and_taiwan_are_areas_without_finer_ones() {
    let divisions = Divisions::embedded();
    for (text, name) in [("71", "台湾"), ("81", "香港"), ("82", "澳门")] {
        let area = divisions.parse(text).unwrap();
        assert_eq!(divisions.named(name), [area]);
        assert_eq!(area.parent(), None);
        let within = divisions.rows.keys().filter(|code| area.contains(**code));
        assert_eq!(within.collect::<Vec<_>>(), [&area]);
        let units = [('港', [area]), ('粤', [code("44")])];
        let units = units.iter().map(|(key, codes)| (*key, codes.as_slice()));
        assert_eq!(divisions.finest(units, area), ['港'], "{name}");
    }
    // What residents' permits of people from Taiwan begin with is no area.
    assert_eq!(divisions.parse("830000"), Err(DivisionProblem::Unknown));
}

#[test]
fn places_are_found_by_every_usual_name() {
    let divisions = Divisions::embedded();
    for (text, codes) in [
        ("武汉", "420100"),
        ("武汉市", "420100"),
        ("湖北武汉", "420100"),
        ("湖北省武汉市", "420100"),
        ("湖北省武漢市", "420100"),
        ("湖北省武汉市武昌区", "420106"),
        ("昆山", "320583"),
        ("江苏昆山", "320583"),
        ("苏州昆山市", "320583"),
        ("内蒙古", "150000"),
        ("广西", "450000"),
        ("新疆", "650000"),
        ("香港", "810000"),
        ("北京", "110000"),
        ("北京市朝阳区", "110105"),
        ("上海浦东新区", "310115"),
        ("恩施州", ""),
        ("恩施", "422800 422801"),
        ("恩施土家族苗族自治州", "422800"),
        ("伊犁", "654000"),
        ("吉林", "220000 220200"),
        ("吉林吉林", "220200"),
        ("东莞", "441900"),
        ("济源", "419001"),
        ("市辖区", ""),
        ("城区", ""),
        ("月球", ""),
        ("", ""),
    ] {
        let found: Vec<String> = divisions
            .named(text)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found.join(" "), codes, "{text}");
    }
    assert!(
        divisions.named("鼓楼区").len() > 2,
        "one name, several places"
    );
}

#[test]
fn a_prefix_ends_where_the_place_does() {
    let divisions = Divisions::embedded();
    for (text, rest, says_level) in [
        ("武汉恒升建材", "恒升建材", false),
        ("湖北武汉市恒升", "恒升", true),
        ("江苏省昆山恒升", "恒升", true),
    ] {
        let place = divisions.prefix(text).unwrap();
        assert_eq!(
            (text.get(place.length..).unwrap(), place.says_level),
            (rest, says_level),
            "{text}"
        );
    }
    assert_eq!(divisions.prefix("恒升建材"), None);
}
