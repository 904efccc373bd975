//! Photos and documents through the pages: with the registration, later, looked at, and by whom not.

use std::time::Duration;

use axum::http::StatusCode;
use desk::permission::Role;

use crate::browser::{Answer, Browser};
use crate::company::{Company, ELSEWHERE};

const CUSTOMER: [(&str, &str); 3] = [
    ("field.name", "方默"),
    ("field.phone", "13900000001"),
    ("on_site", "yes"),
];
/// Any picture will do.
const PICTURE: &[u8] = include_bytes!("../../../../docs/screens/today-phone.png");
const DOCUMENT: &[u8] = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n";

async fn register(browser: &mut Browser, files: &[(&str, &[u8])]) -> Answer {
    browser.get("/registrations/new").await;
    browser.post_files("/registrations", &CUSTOMER, files).await
}

/// Addresses of the papers that a page links.
fn papers_on(page: &Answer) -> Vec<String> {
    let links = page.text.split("class=\"paper\" href=\"").skip(1);
    links
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn case_of(receipt: &Answer) -> String {
    let rest = receipt.text.split("href=\"/cases/").nth(1).unwrap();
    format!("/cases/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn photos_that_come_with_a_registration_are_seen_on_the_case_and_handed_out_with_a_reason() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let receipt = register(
        &mut browser,
        &[("paper.", PICTURE), ("paper.", DOCUMENT), ("paper.", b"")],
    )
    .await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.text);
    let case = browser.get(&case_of(&receipt)).await;
    let papers = papers_on(&case);
    assert_eq!(papers.len(), 2, "an empty field brings nothing");
    assert!(case.text.contains(&format!("{}/small", papers[0])));
    assert!(!case.text.contains(&format!("{}/small", papers[1])));
    let page = browser.get(&papers[0]).await;
    assert!(page.text.contains("class=\"watermark\"") && page.text.contains("/view\""));
    let view = browser.get(&format!("{}/view", papers[0])).await;
    assert_eq!(view.header("content-type"), "image/jpeg");
    assert_eq!(view.header("x-content-type-options"), "nosniff");
    assert!(view.header("content-security-policy").contains("sandbox"));
    assert_eq!(view.header("cache-control"), "no-store");
    let original = format!("{}/original", papers[1]);
    let without = browser.post(&original, &[("reason", "other")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let file = browser.post(&original, &[("reason", "check")]).await;
    assert_eq!(file.text.as_bytes(), DOCUMENT);
    assert_eq!(file.header("content-type"), "application/pdf");
    let name = file.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"baobei-paper-") && !name.contains("林深"));
}

#[tokio::test]
async fn what_is_refused_keeps_what_was_typed_and_says_to_choose_the_files_again() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let refused = register(
        &mut browser,
        &[("paper.", PICTURE), ("paper.", b"MZ of a program")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("第 2 份不是 JPEG、PNG 或 PDF"));
    assert!(refused.text.contains("请再选一次") && refused.text.contains("value=\"13900000001\""));
    let customers = browser.get("/customers").await;
    assert!(
        !customers.text.contains("/cases/"),
        "nothing was registered"
    );
}

#[tokio::test]
async fn papers_are_added_to_a_case_and_are_not_there_for_others() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let case = case_of(&register(&mut browser, &[]).await);
    browser.get(&case).await;
    let added = browser
        .post_files(
            &format!("{case}/papers"),
            &[("key", "k")],
            &[("paper.", PICTURE)],
        )
        .await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let papers = papers_on(&browser.get(&case).await);
    assert_eq!(papers.len(), 1);
    let mut stranger = company.signed_in(ELSEWHERE).await;
    stranger.get("/account").await;
    for path in ["", "/small", "/view"] {
        let there = format!("{}{path}", papers[0]);
        let nowhere = format!("/cases/999999/papers/9-0{path}");
        let (one, other) = (stranger.get(&there).await, stranger.get(&nowhere).await);
        assert_eq!(one.status, StatusCode::NOT_FOUND);
        assert_eq!(one.text.replace(&there, &nowhere), other.text);
    }
}

#[tokio::test]
async fn a_form_with_files_that_did_not_come_from_us_is_not_taken() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    // No page was opened, so there is no token to send.
    let mut other = company.browser();
    other.cookies = browser.cookies.clone();
    let foreign = other
        .post_files("/registrations", &CUSTOMER, &[("paper.", PICTURE)])
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let whole = register(&mut browser, &[]).await;
    assert_eq!(whole.status, StatusCode::OK, "nobody has the customer yet");
    let large = vec![0; 41 * 1024 * 1024];
    let refused = register(&mut browser, &[("paper.", &large)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_may_show_who_somebody_is_is_opened_with_a_reason_and_stands_at_no_address() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let receipt = register(&mut browser, &[("paper.", PICTURE)]).await;
    let case = case_of(&receipt);
    let mut manager = company.signed_in(Role::GeneralManager.name()).await;
    let papers = papers_on(&manager.get(&case).await);
    let page = manager.get(&papers[0]).await;
    assert!(page.text.contains("写明理由") && !page.text.contains("/view\""));
    for copy in ["view", "small"] {
        let picture = manager.get(&format!("{}/{copy}", papers[0])).await;
        assert_eq!(picture.status, StatusCode::FORBIDDEN, "{copy}");
    }
    let look = format!("{}/look", papers[0]);
    let without = manager.post(&look, &[("reason", "other")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    manager.get(&papers[0]).await;
    let shown = manager.post(&look, &[("reason", "check")]).await;
    assert!(
        shown.text.contains("src=\"data:image/jpeg;base64,") && shown.text.contains("watermark")
    );
    assert_eq!(shown.header("refresh"), format!("60; url={}", papers[0]));
    assert_eq!(shown.header("cache-control"), "no-store");
    // Whoever may not, sees that there is one.
    let mut auditor = company.signed_in(Role::Auditor.name()).await;
    let page = auditor.get(&papers[0]).await;
    assert!(page.text.contains("可能有身份信息") && !page.text.contains("/look\""));
    let refused = auditor.post(&look, &[("reason", "check")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(start_paused = true)]
async fn a_slow_phone_is_waited_for_and_one_that_stands_still_is_not() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    browser.get("/registrations/new").await;
    let files: [(&str, &[u8]); 1] = [("paper.", PICTURE)];
    let cut = browser
        .post_files_slowly(
            "/registrations",
            &CUSTOMER,
            &files,
            (4, Duration::from_secs(20)),
        )
        .await;
    assert_eq!(cut.status, StatusCode::REQUEST_TIMEOUT);
    assert!(cut.text.contains("没有传完"), "{}", cut.text);
    browser.get("/registrations/new").await;
    let slow = browser
        .post_files_slowly(
            "/registrations",
            &CUSTOMER,
            &files,
            (10, Duration::from_secs(20)),
        )
        .await;
    assert_eq!(slow.status, StatusCode::OK, "{}", slow.text);
    assert_eq!(papers_on(&browser.get(&case_of(&slow)).await).len(), 1);
}
