//! Papers as PDF: what whoever opens them reads, for whom they are, and what is said where no letters are.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use http_body_util::BodyExt;
use web::printed::Printer;

use crate::browser::Browser;
use crate::company::{Company, ELSEWHERE};
use crate::letter::decided;
use crate::pages::{LANGUAGES, between, speaks};

/// A file, and the text that poppler reads in it.
struct Paper {
    file: Vec<u8>,
    text: String,
    name: String,
}

impl Paper {
    async fn open(browser: &mut Browser, path: &str) -> Paper {
        let response = browser.open(path).await;
        assert_eq!(response.status().as_u16(), 200, "{path}");
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(header("cache-control"), "no-store");
        let name = header("content-disposition");
        let file = response.into_body().collect().await.unwrap().to_bytes();
        let text = Paper::told("pdftotext", &["-raw", "-", "-"], &file);
        let file = file.to_vec();
        Paper { file, text, name }
    }

    fn told(tool: &str, options: &[&str], file: &[u8]) -> String {
        let mut running = Command::new(tool)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("scripts/need pdf installs poppler-utils");
        running.stdin.take().unwrap().write_all(file).unwrap();
        String::from_utf8(running.wait_with_output().unwrap().stdout).unwrap()
    }

    fn says(&self, words: &[&str]) {
        for words in words {
            assert!(
                self.text.contains(words),
                "{words} is not in:\n{}",
                self.text
            );
        }
    }
}

#[tokio::test]
async fn the_letter_of_a_decision_is_a_file_for_its_sides_with_receipt_and_viewer() {
    let company = Company::at_work();
    let why = "先到前台登记的是他，证据见第 2 号。".repeat(90);
    let (mut claimant, case, letter) = decided(&company, &why).await;
    let path = format!("{letter}/pdf");
    for (language, page) in [("zh", "第 1 页，共 2 页"), ("en", "Page 1 of 2")] {
        claimant.language = language;
        let html = claimant.get(&letter).await.text;
        assert!(html.contains(&format!("href=\"{path}\"")));
        let paper = Paper::open(&mut claimant, &path).await;
        paper.says(&["海川家居", "store_manager先生", "salesperson先生", page]);
        paper.says(&["baobei-receipt-reference@v1"]);
        let text: String = paper.text.split_whitespace().collect();
        // One may stand on two pages.
        assert!(text.matches("证据见第2号").count() >= 89, "all of why");
        assert!(!paper.text.contains("13900000001"), "masked");
        let number = between(&html, &format!("/cases/{case}/receipts/"));
        assert!(paper.name.contains(&format!("ruling-{case}-{number}.pdf")));
        // The same moment, the same bytes; later it says so, and nothing else changes.
        let again = Paper::open(&mut claimant, &path).await;
        assert_eq!(paper.file, again.file);
        company.pass(120);
        let later = Paper::open(&mut claimant, &path).await;
        assert_ne!(paper.file, later.file);
        let info = |paper: &Paper| Paper::told("pdfinfo", &["-"], &paper.file);
        let dated = |paper: &Paper| {
            let info = info(paper);
            let line = info.lines().find(|line| line.starts_with("CreationDate"));
            line.unwrap().to_owned()
        };
        assert_eq!(dated(&paper), dated(&later), "of the decision");
    }
    let mut stranger = company.signed_in(ELSEWHERE).await;
    assert_eq!(stranger.get(&path).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_statement_is_a_file_also_of_a_month_in_which_nothing_was() {
    let company = Company::at_work();
    let mut seller = company.signed_in("salesperson").await;
    let page = seller.get("/credit/statement?month=2026-03").await.text;
    let path = between(&page, "class=\"btn\" href=\"/credit/statement/pdf");
    let path = format!("/credit/statement/pdf{}", path.replace("&#38;", "&"));
    let paper = Paper::open(&mut seller, &path).await;
    paper.says(&[
        "业绩对账单 · 2026 年 3 月",
        "salesperson先生 · 甲队",
        "¥0.00",
        "零元整",
    ]);
    assert!(paper.name.contains("credit-2026-03.pdf"));
    // Another's is theirs.
    let others = path.replace("staff=", "staff=9");
    assert_eq!(seller.get(&others).await.status.as_u16(), 404);
}

#[tokio::test]
async fn where_no_letters_are_the_page_says_what_to_install_and_prints_itself() {
    let company = Company::at_work();
    let empty = tempfile::tempdir().unwrap();
    let mut site = company.pages(None);
    site.printer = Arc::new(Printer::new(empty.path().to_owned()));
    let mut seller = company.signed_in_at(&Arc::new(site), "salesperson").await;
    for (language, ..) in LANGUAGES {
        seller.language = language;
        let answer = seller.get("/credit/statement/pdf?month=2026-03").await;
        assert_eq!(answer.status.as_u16(), 503);
        speaks(&answer, language, "unprinted");
        assert!(answer.text.contains("fonts-noto-cjk") && answer.text.contains("BAOBEI_FONTS"));
        assert!(answer.text.contains(&empty.path().display().to_string()));
        let printable =
            between(&answer.text, "class=\"btn btn-on-phone\" href=\"").replace("&#38;", "&");
        assert_eq!(seller.get(&printable).await.status.as_u16(), 200);
    }
}
