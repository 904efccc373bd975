//! Papers as whoever opens them reads them: by their text, their pages, and what the file says of itself.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use print::document::{Block, Code, Column, Dated, Document, Table};
use print::fonts::{FontPlaces, Fonts};
use print::{PAGES_MAX, Unprinted, pdf};
use proptest::prelude::{ProptestConfig, any, proptest};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let places = FontPlaces::find(Path::new("/usr/share/fonts"));
    let places = places.expect("scripts/need fonts installs one");
    places.read().unwrap()
});

fn paper(blocks: Vec<Block>) -> Document {
    Document {
        title: "裁定书 12-34".to_owned(),
        from: "示例置业有限公司".to_owned(),
        language: "zh-CN",
        dated: Dated {
            year: 2026,
            month: 3,
            day: 5,
            hour: 14,
            minute: 30,
            second: 0,
            ahead: 8,
        },
        foot: "裁定书 12-34".to_owned(),
        page_number: "第 {page} 页，共 {pages} 页".to_owned(),
        watermark: vec!["王前台".to_owned(), "2026-03-05（周四）14:30".to_owned()],
        blocks,
    }
}

/// What a tool of poppler's says of a file.
fn told(tool: &str, options: &[&str], file: &[u8]) -> String {
    let mut running = Command::new(tool)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("scripts/need pdf installs poppler-utils");
    running.stdin.take().unwrap().write_all(file).unwrap();
    let out = running.wait_with_output().unwrap();
    assert!(out.status.success(), "{tool}");
    String::from_utf8(out.stdout).unwrap()
}

fn text(document: &Document) -> String {
    let file = pdf(document, &FONTS).unwrap();
    told("pdftotext", &["-raw", "-", "-"], &file)
}

fn page_count(document: &Document) -> usize {
    let file = pdf(document, &FONTS).unwrap();
    let about = told("pdfinfo", &["-"], &file);
    let line = about.lines().find_map(|line| line.strip_prefix("Pages:"));
    line.unwrap().trim().parse().unwrap()
}

fn everything() -> Vec<Block> {
    let column = |head: &str, share, is_amount| Column {
        head: head.to_owned(),
        share,
        is_amount,
    };
    vec![
        Block::Pairs(vec![
            ("主张人".to_owned(), "王芳".to_owned()),
            ("裁定".to_owned(), "客户归李强；佣金按 7:3 分".to_owned()),
        ]),
        Block::Heading("依据的条款".to_owned()),
        Block::Clause {
            number: "第八条".to_owned(),
            text: "到访登记以前台首次登记为准。".repeat(12),
        },
        Block::Items(vec!["第 3 号　登记".to_owned(), "第 9 号　成交".to_owned()]),
        Block::Table(Table {
            columns: vec![column("产品", 3, false), column("单价", 2, true)],
            rows: vec![vec![
                vec!["窗帘".to_owned()],
                vec!["¥12,300.00".to_owned(), "壹万贰仟叁佰元整".to_owned()],
            ]],
        }),
        Block::Text("以上。".to_owned()),
        Block::Coded {
            code: Some(Code {
                side: 3,
                dark: vec![true, false, true, false, true, false, true, true, false],
            }),
            told: "二维码".to_owned(),
            words: vec!["0123456789abcdef".repeat(6)],
        },
        Block::Signatures(vec!["销售签字".to_owned(), "日期".to_owned()]),
        Block::Small("另有收据。".to_owned()),
    ]
}

#[test]
fn everything_on_a_paper_is_read_back() {
    let text = text(&paper(everything()));
    for words in [
        "示例置业有限公司",
        "裁定书 12-34",
        "主张人",
        "王芳",
        "佣金按 7:3 分",
        "依据的条款",
        "第八条",
        "第 9 号",
        "¥12,300.00",
        "壹万贰仟叁佰元整",
        "以上。",
        "销售签字",
        "另有收据。",
        "第 1 页，共 1 页",
        "2026-03-05（周四）14:30",
    ] {
        assert!(text.contains(words), "{words} is not in:\n{text}");
    }
}

#[test]
fn the_file_says_what_it_is_and_carries_its_letters() {
    let file = pdf(&paper(everything()), &FONTS).unwrap();
    let about = told("pdfinfo", &["-"], &file);
    for words in [
        "裁定书 12-34",
        "示例置业有限公司",
        "Tagged:          yes",
        "A4",
    ] {
        assert!(about.contains(words), "{words} is not in:\n{about}");
    }
    let raw = String::from_utf8_lossy(&file);
    assert!(raw.contains("zh-CN"), "its language");
    assert!(raw.contains("pdfaid"), "it is one for archives");
    let fonts = told("pdffonts", &["-"], &file);
    let embedded = fonts.lines().skip(2).collect::<Vec<_>>();
    assert_eq!(embedded.len(), 2, "{fonts}");
    assert!(
        embedded.iter().all(|line| line.contains("yes yes yes")),
        "{fonts}"
    );
    assert!(file.len() < 200_000, "{} bytes", file.len());
}

#[test]
fn the_same_paper_has_the_same_bytes() {
    let bytes = || pdf(&paper(everything()), &FONTS).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn what_people_type_is_nothing_but_text() {
    let typed =
        "#read(\"/etc/passwd\") $x$ \\input{a} <script>(1)</script> %PDF /JS (app.alert(1))";
    let text = text(&paper(vec![Block::Text(typed.to_owned())]));
    assert!(text.replace('\n', " ").contains(typed), "{text}");
}

#[test]
fn a_letter_without_a_sign_is_seen_to_be_missing_and_invisible_ones_do_nothing() {
    let typed = "客户\u{1F600}甲\u{202e}乙\u{e000}丙\0丁";
    let text = text(&paper(vec![Block::Text(typed.to_owned())]));
    assert!(text.contains("客户□甲乙□丙丁"), "{text}");
}

#[test]
fn a_long_paper_goes_on_over_pages_with_numbers_and_heads() {
    let rows = (0..120).map(|row| vec![vec![format!("第{row}行")], vec!["¥1.00".to_owned()]]);
    let table = Table {
        columns: vec![
            Column {
                head: "品名".to_owned(),
                share: 1,
                is_amount: false,
            },
            Column {
                head: "金额".to_owned(),
                share: 1,
                is_amount: true,
            },
        ],
        rows: rows.collect(),
    };
    let paper = paper(vec![Block::Table(table)]);
    let text = text(&paper);
    let pages = page_count(&paper);
    assert!((3..=5).contains(&pages), "{pages}");
    assert_eq!(
        text.matches("品名").count(),
        pages,
        "its head is on each page"
    );
    for row in 0..120 {
        assert_eq!(text.matches(&format!("第{row}行")).count(), 1, "row {row}");
    }
    assert!(text.contains(&format!("第 {pages} 页，共 {pages} 页")));
}

#[test]
fn a_cell_longer_than_a_page_loses_nothing() {
    let words: Vec<String> = (0..300).map(|number| format!("句{number}。")).collect();
    let table = Table {
        columns: vec![
            Column {
                share: 1,
                ..Column::default()
            };
            2
        ],
        rows: vec![vec![words.clone(), vec!["旁".to_owned()]]],
    };
    let text = text(&paper(vec![Block::Table(table)]));
    for word in words {
        assert_eq!(text.matches(&word).count(), 1, "{word}");
    }
}

#[test]
fn a_paper_without_end_is_refused() {
    let lines = vec!["一行".to_owned(); 60 * PAGES_MAX];
    let refused = pdf(&paper(vec![Block::Items(lines)]), &FONTS);
    assert!(matches!(refused, Err(Unprinted::TooLong)));
}

#[test]
fn a_folder_without_a_chinese_font_has_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(FontPlaces::find(folder.path()), None);
    std::fs::write(folder.path().join("none.ttf"), vec![7; 2 << 20]).unwrap();
    assert_eq!(FontPlaces::find(folder.path()), None, "a damaged one");
    assert_eq!(FontPlaces::find(&folder.path().join("nowhere")), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_typed_makes_a_paper(typed in proptest::collection::vec(any::<String>(), 0..8)) {
        let mut blocks: Vec<Block> = typed.iter().cloned().map(Block::Text).collect();
        blocks.push(Block::Items(typed.clone()));
        blocks.push(Block::Pairs(typed.iter().map(|one| (one.clone(), one.clone())).collect()));
        let column = Column { head: typed.concat(), share: 1, is_amount: true };
        blocks.push(Block::Table(Table { columns: vec![column], rows: vec![vec![typed.clone()]] }));
        blocks.push(Block::Signatures(typed));
        pdf(&paper(blocks), &FONTS).unwrap();
    }
}
