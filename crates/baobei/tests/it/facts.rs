//! `baobei judge --facts` by the binary itself: one set of facts in every form, and what is wrong with others.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::cli::{code, err, file, out, run};

const SHOWROOM: &str = "policies/1-showroom";

const TOML: &str = r#"
[people]
张 = "甲队 sales"
李 = "乙队 sales"

facts = '''
03-01 10:00 张 visited
03-01 10:05 张 registered customer=王 fields=name,phone
03-10 10:00 李 到访
03-10 10:05 李 登记 customer=王 fields=name,phone
'''
"#;

fn judge(name: &str, bytes: &[u8], more: &[&str]) -> Output {
    let path = file(name, bytes);
    let words = [
        "judge",
        "--policy",
        SHOWROOM,
        "--facts",
        path.to_str().unwrap(),
    ];
    run(&[&words, more].concat())
}

fn json(output: &Output) -> Value {
    assert_eq!(code(output), 0, "{}", err(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_same_facts_in_every_form_give_the_same_ruling() {
    let company = file(
        "company.toml",
        "[people]\n张 = \"甲队 sales\"\n李 = \"乙队 sales\"\n".as_bytes(),
    );
    let with = [
        "--at",
        "2026-03-12",
        "--json",
        "--company",
        company.to_str().unwrap(),
    ];
    let lines = r#"{"at": "2026-03-01 10:00", "who": "张", "did": "visited"}
{"时间": "2026-03-01 10:05", "谁": "张", "事实": "登记", "客户": "王", "资料": ["name", "phone"]}
{"at": "2026-03-10T10:00", "who": "李", "did": "visited"}

{"at": "2026-03-10 10:05", "who": "李", "did": "registered", "customer": "王", "fields": "name,phone"}
"#;
    let sheet = "三月事实,,,,\n时间,谁,事实,客户,资料\n2026年3月1日 10:00,张,到访,,\n2026/3/1 10:05,张,登记,王,\"name,phone\"\n2026-03-10 10:00,李,到访,,\n2026-03-10 10:05,李,登记,王,客户姓名、phone\n";
    let english = "at\twho\tdid\tcustomer\tfields\n2026-03-01 10:00\t张\tvisited\t\t\n2026-03-01 10:05\t张\tregistered\t王\tname,phone\n2026-03-10 10:00\t李\tvisited\t\t\n2026-03-10 10:05\t李\tregistered\t王\tname,phone\n";
    let expected = json(&judge(
        "same.toml",
        TOML.as_bytes(),
        &["--at", "2026-03-12", "--json"],
    ));
    let ruling = &expected["cases"][0]["ruling"];
    assert_eq!(ruling["ownership"]["owner"]["name"], "甲队");
    assert_eq!(ruling["protection"]["until"]["text"], "2026-03-31 24:00");
    assert_eq!(ruling["claims"][1]["standing"], "collided");
    assert_eq!(ruling["violations"][0]["name"], "恶意抢单");
    assert_eq!(
        ruling["violations"][0]["evidence"],
        serde_json::json!([4, 2])
    );
    assert_eq!(ruling["stamp"]["packs"].as_str().unwrap().len(), 64);
    for (name, text) in [
        ("same.jsonl", lines),
        ("same.csv", sheet),
        ("same.tsv", english),
    ] {
        let got = json(&judge(name, text.as_bytes(), &with));
        let got = &got["cases"][0]["ruling"];
        for part in [
            "ownership",
            "protection",
            "segments",
            "claims",
            "findings",
            "violations",
            "obligations",
        ] {
            assert_eq!(got[part], ruling[part], "{name}: {part}");
        }
    }
}

#[test]
fn the_ruling_is_explained_in_both_languages() {
    let told = judge(
        "told.toml",
        TOML.as_bytes(),
        &["--at", "2026-03-12", "--what-if"],
    );
    assert_eq!(code(&told), 0, "{}", err(&told));
    assert!(out(&told).contains("三.4"));
    assert!(out(&told).contains("假如当时"), "{}", out(&told));
    assert!(out(&told).contains("就能成立（三.2）"), "{}", out(&told));
    let told = judge(
        "told.toml",
        TOML.as_bytes(),
        &["--at", "2026-03-12", "--what-if", "--lang", "en"],
    );
    assert!(
        out(&told).contains("What if\n  - 2026-03-10 10:05"),
        "{}",
        out(&told)
    );
}

#[test]
fn what_was_recorded_later_is_not_known() {
    let text = TOML.replace("03-10 10:05 李 登记", "03-10 10:05 李 登记 recorded=03-20");
    let before = json(&judge(
        "known.toml",
        text.as_bytes(),
        &["--at", "2026-03-25", "--json"],
    ));
    assert_eq!(
        before["cases"][0]["ruling"]["claims"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let refused = judge(
        "known.toml",
        text.as_bytes(),
        &["--at", "2026-03-25", "--known", "2026-03-12"],
    );
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("早于 --at"), "{}", err(&refused));
    let early = judge(
        "known.toml",
        text.as_bytes(),
        &["--at", "2026-02-01", "--lang", "en"],
    );
    assert_eq!(code(&early), 0);
    assert!(
        err(&early).contains("is before every fact"),
        "{}",
        err(&early)
    );
}

#[test]
fn cases_are_told_apart_by_name_or_by_customer() {
    let named = "case,时间,谁,事实,标号,对应\nA,2026-03-01 10:05,张,登记,a,\nB,2026-03-01 10:06,李,登记,b,\n,2026-03-02 10:06,李,撤回,,b\n";
    let named = json(&judge(
        "named.csv",
        named.as_bytes(),
        &["--at", "2026-03-12", "--json"],
    ));
    assert_eq!(named["cases"][0]["case"], "A");
    assert_eq!(
        named["cases"][1]["ruling"]["facts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let lines = "{\"at\": \"2026-03-01\", \"who\": \"张\", \"did\": \"registered\", \"phone\": \"13800000001\"}\n{\"at\": \"2026-03-02\", \"who\": \"李\", \"did\": \"registered\", \"phone\": \"13800000002\"}\n{\"at\": \"2026-03-03\", \"who\": \"李\", \"did\": \"followed_up\", \"phone\": \"138 0000 0001\"}\n";
    let by_phone = json(&judge(
        "phones.jsonl",
        lines.as_bytes(),
        &["--at", "2026-03-12", "--json"],
    ));
    assert_eq!(by_phone["cases"].as_array().unwrap().len(), 2);
    assert_eq!(
        by_phone["cases"][0]["ruling"]["facts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let unclear =
        format!("{lines}{{\"at\": \"2026-03-04\", \"who\": \"李\", \"did\": \"followed_up\"}}\n");
    let unclear = judge("unclear.jsonl", unclear.as_bytes(), &["--lang", "en"]);
    assert_eq!(code(&unclear), 1);
    assert!(
        err(&unclear).contains("unclear.jsonl:4:1: The list has several customers"),
        "{}",
        err(&unclear)
    );
}

#[test]
fn all_problems_come_at_once_each_at_its_place() {
    let text = TOML
        .replace("03-01 10:00 张 visited", "#a 13-01 10:00 张 visited")
        .replace("李 到访", "吴 vistied of=#z");
    let wrong = judge("wrong.toml", text.as_bytes(), &[]);
    assert_eq!(code(&wrong), 1);
    for part in [
        "wrong.toml:7:4: `13-01 10:00` 不是时间",
        "wrong.toml:9:15: 没有名为 `vistied` 的事实。是不是 `visited`",
        "`z` 不是别的事实的标号",
        "没有名叫 `吴` 的人",
    ] {
        assert!(err(&wrong).contains(part), "{part} in {}", err(&wrong));
    }
    assert!(out(&wrong).is_empty());
    let sheet = "时间,谁,事实,金额\n2026-03-01,张,登记了,十二\n2026-03-32,张,登记,\n";
    let wrong = judge("wrong.csv", sheet.as_bytes(), &["--lang", "en"]);
    assert_eq!(code(&wrong), 1);
    for part in [
        "wrong.csv [wrong] C2: There is no kind of fact called",
        "wrong.csv [wrong] D2: An amount is",
    ] {
        assert!(err(&wrong).contains(part), "{part} in {}", err(&wrong));
    }
    assert!(err(&wrong).contains("row 3"), "{}", err(&wrong));
    let lines = "{\"at\": \"2026-03-01\", \"did\": \"visited\", \"whoo\": \"张\"}\n{\n[1]\n";
    let wrong = judge("wrong.jsonl", lines.as_bytes(), &["--json"]);
    assert_eq!(code(&wrong), 1);
    let report: Value = serde_json::from_slice(&wrong.stdout).unwrap();
    let problems = report["problems"].as_array().unwrap();
    let codes: Vec<_> = problems
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["unknown-key", "syntax", "not-a-fact"]);
    assert_eq!(problems[0]["column"], 40);
}

#[test]
fn hostile_files_are_refused_clearly() {
    for (name, bytes, exit, zh) in [
        ("empty.toml", &b""[..], 1, "缺少 `facts`"),
        ("empty.jsonl", b"", 1, "没有一条事实"),
        ("empty.csv", b"", 3, "空"),
        (
            "open.toml",
            "facts = \"登记\n".as_bytes(),
            1,
            "引号没有配对",
        ),
        (
            "lines.toml",
            "facts = '''\n".as_bytes(),
            1,
            "几行的文字没有结束",
        ),
        ("binary.toml", b"\x00\xff\xfe\x01", 3, "不是 UTF-8 文本"),
        ("binary.xlsx", b"PK\x03\x04garbage", 3, ""),
        ("notes.docx", b"x", 2, "看不出是哪一种事实清单"),
        (
            "twice.toml",
            "facts='''\n#a 03-01 张 visited\n#a 03-02 张 visited\n'''".as_bytes(),
            1,
            "标号 `a` 用了两次",
        ),
    ] {
        let refused = judge(name, bytes, &[]);
        assert_eq!(code(&refused), exit, "{name}: {}", err(&refused));
        assert!(err(&refused).contains(zh), "{name}: {}", err(&refused));
        assert!(!err(&refused).contains("panicked"), "{name}");
    }
    let number = judge("number.toml", b"facts = 3\n", &[]);
    assert_eq!(err(&number).lines().count(), 1, "{}", err(&number));
    let nothing = run(&[
        "judge", "--policy", SHOWROOM, "--facts", "docs", "--lang", "en",
    ]);
    assert_eq!(code(&nothing), 2);
}

#[test]
fn names_that_no_pack_mentions_are_told() {
    let text = TOML
        .replace("乙队 sales", "乙队 manger")
        .replace("李 到访", "李 接触:phnoe\n03-10 10:01 李 记录:卡");
    let told = judge("unheard.toml", text.as_bytes(), &["--at", "2026-03-12"]);
    assert_eq!(code(&told), 0, "{}", err(&told));
    let remark = "制度包没有提到,裁决时不起作用:manger(是不是 manager?)、phnoe(是不是 phone?)、卡";
    assert!(err(&told).contains(remark), "{}", err(&told));
    let text = TOML.replace(
        "李 登记 customer=王 fields=name,phone",
        "李 登记 fields=客户姓明",
    );
    let refused = judge("unknown.toml", text.as_bytes(), &["--at", "2026-03-12"]);
    assert_eq!(code(&refused), 1);
    let hint = "没有名为 `客户姓明` 的资料。是不是 `客户姓名`?";
    assert!(err(&refused).contains(hint), "{}", err(&refused));
}

#[test]
fn a_sheet_may_write_the_end_of_a_day() {
    let sheet = "时间,谁,事实,至\n2026-03-01 24:00,张,登记,2026-03-31 24:00\n";
    let told = json(&judge(
        "end.csv",
        sheet.as_bytes(),
        &["--at", "2026-03-12", "--json"],
    ));
    let fact = &told["cases"][0]["ruling"]["facts"][0];
    assert_eq!(fact["recorded"], "2026-03-02T00:00:00+08:00");
}

#[test]
fn a_long_history_is_judged() {
    let mut text = TOML.replace("'''\n\"", "");
    let end = text.rfind("'''").unwrap();
    text.truncate(end);
    for number in 0..2000 {
        let (day, minute) = (2 + number % 26, number % 60);
        writeln!(text, "2026-04-{day:02} 10:{minute:02} 张 followed_up").unwrap();
    }
    text.push_str("'''\n");
    let told = judge(
        "long.toml",
        text.as_bytes(),
        &["--at", "2026-05-01", "--json"],
    );
    let told = json(&told);
    assert_eq!(
        told["cases"][0]["ruling"]["facts"]
            .as_array()
            .unwrap()
            .len(),
        2004
    );
}

/// The blocks of code of a page that are in a language and hold some text.
fn blocks(page: &str, language: &str, holds: &str) -> Vec<String> {
    let begin = format!("```{language}\n");
    let blocks = page.split(&begin).skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.filter(|block| block.contains(holds)).collect()
}

#[test]
fn the_examples_of_the_documentation_are_right() {
    let page = include_str!("../../../../docs/formats/facts.md");
    for (language, name) in [("toml", "documented.toml"), ("json", "documented.jsonl")] {
        let [example] = &blocks(page, language, "03-01 10:05")[..] else {
            panic!("one example in {language}");
        };
        let told = judge(name, example.as_bytes(), &["--at", "2026-04-02", "--json"]);
        assert_eq!(json(&told)["cases"].as_array().unwrap().len(), 1);
    }
    let page = include_str!("../../../../docs/formats/scenario.md");
    let [example] = &blocks(page, "toml", "[[expect]]")[..] else {
        panic!("one whole scenario");
    };
    let pack = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documented-pack");
    fs::create_dir_all(pack.join("scenarios")).unwrap();
    for name in ["pack.toml", "regulation.md"] {
        let original = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(SHOWROOM);
        fs::copy(original.join(name), pack.join(name)).unwrap();
    }
    fs::write(pack.join("scenarios/example.toml"), example).unwrap();
    let told = run(&["scenario", pack.to_str().unwrap()]);
    assert!(
        out(&told).ends_with("1 passed, 0 failed\n"),
        "{}",
        out(&told)
    );
}

/// Every key of a document, with those of the documents within.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                found.insert(key.clone());
                keys(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_a_ruling_in_json_is_documented() {
    let page = include_str!("../../../../docs/formats/ruling.md");
    let deal = TOML.replace(
        "李 登记 customer=王 fields=name,phone",
        "李 登记 customer=王 fields=name,phone\n03-12 张 contracted amount=100.00",
    );
    let more = ["--at", "2026-03-13", "--what-if", "--json"];
    let told = json(&judge("documented-keys.toml", deal.as_bytes(), &more));
    let mut found = BTreeSet::new();
    keys(&told, &mut found);
    assert!(found.len() > 60, "{found:?}");
    found
        .retain(|key| !page.contains(&format!("`{key}`")) && !page.contains(&format!("\"{key}\"")));
    assert!(found.is_empty(), "ruling.md does not explain {found:?}");
}
