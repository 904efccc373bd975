//! Registering, checking, receiving, following up and the case page, as people at a desk do them.

use axum::http::StatusCode;

use crate::browser::{Answer, Browser};
use crate::company::{Company, ELSEWHERE};

const CUSTOMER: [(&str, &str); 3] = [
    ("field.name", "方默"),
    ("field.phone", "13900000001"),
    ("on_site", "yes"),
];

async fn register(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    browser.get("/registrations/new").await;
    browser.post("/registrations", fields).await
}

fn case_of(receipt: &Answer) -> String {
    let rest = receipt.text.split("href=\"/cases/").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// How many facts the case page lists.
fn happened(page: &Answer) -> usize {
    let timeline = page.text.split("timeline-of-case").nth(1).unwrap();
    timeline
        .split("</ol>")
        .next()
        .unwrap()
        .matches("<li>")
        .count()
}

#[tokio::test]
async fn a_registration_gives_a_receipt_and_a_case_that_others_do_not_see() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let receipt = register(&mut holder, &CUSTOMER).await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.text);
    assert!(receipt.text.contains("baobei-receipt") || receipt.text.contains("回执"));
    let case = case_of(&receipt);
    let page = holder.get(&format!("/cases/{case}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("三.4"),
        "the clause that protects is named"
    );
    assert!(!page.text.contains("13900000001"), "the phone is masked");
    assert!(
        holder
            .get("/customers")
            .await
            .text
            .contains(&format!("/cases/{case}"))
    );

    let mut stranger = company.signed_in(ELSEWHERE).await;
    let of_another = stranger.get(&format!("/cases/{case}")).await;
    let of_nobody = stranger.get("/cases/999999").await;
    assert_eq!(of_another.status, StatusCode::NOT_FOUND);
    assert_eq!(
        of_another
            .text
            .replace(&format!("/cases/{case}"), "/cases/999999"),
        of_nobody.text
    );
}

#[tokio::test]
async fn a_check_tells_no_more_than_it_may_and_keeps_what_was_typed() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    register(&mut holder, &CUSTOMER).await;
    let mut rival = company.signed_in("marketing").await;
    rival.get("/registrations/new").await;
    let page = rival.post("/registrations/check", &CUSTOMER).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("已有人在跟") && page.text.contains("value=\"13900000001\""));
    assert!(
        !page.text.contains("/cases/"),
        "which case it is stays untold"
    );
    let free = rival
        .post(
            "/registrations/check",
            &[("field.name", "白杉"), ("field.phone", "13900000002")],
        )
        .await;
    assert!(free.text.contains("没有人在跟"));
    let token = free.form_token().unwrap().to_owned();
    let body = format!("form_token={token}&field.phone=1390");
    let request = rival.request(
        "POST",
        "/registrations/check",
        &[("hx-request", "true".to_owned())],
        &body,
    );
    let half = rival.send(request).await;
    assert_eq!(
        half.status,
        StatusCode::OK,
        "half a number is no mistake while somebody types"
    );
    assert!(
        half.text.contains("alert") && !half.text.contains("<html"),
        "only the answer"
    );
}

#[tokio::test]
async fn what_the_regulation_refuses_is_told_by_clause_and_nothing_typed_is_lost() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let answer = register(
        &mut browser,
        &[("field.name", "方默"), ("field.phone", ""), ("key", "k1")],
    )
    .await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.text
    );
    assert!(answer.text.contains("role=\"alert\"") && answer.text.contains("value=\"方默\""));
    let bad = register(
        &mut browser,
        &[("field.name", "方默"), ("field.phone", "12345")],
    )
    .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text.contains("手机"), "the field is named");
}

#[tokio::test]
async fn a_form_sent_twice_registers_once() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let fields = [
        CUSTOMER[0],
        CUSTOMER[1],
        CUSTOMER[2],
        ("key", "0123456789abcdef"),
    ];
    let first = register(&mut browser, &fields).await;
    let second = register(&mut browser, &fields).await;
    assert_eq!(case_of(&first), case_of(&second));
    let page = browser.get(&format!("/cases/{}", case_of(&first))).await;
    assert_eq!(happened(&page), 2, "one visit and one registration");
}

#[tokio::test]
async fn two_taps_follow_up_and_the_page_shows_it() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let case = case_of(&register(&mut browser, &CUSTOMER).await);
    let page = format!("/cases/{case}");
    browser.get(&page).await;
    company.pass(3600);
    let done = browser
        .post(
            &format!("{page}/follow-up"),
            &[("effect", "yes"), ("key", "f1")],
        )
        .await;
    assert_eq!(done.header("location"), page);
    let shown = browser.get(&page).await;
    assert_eq!(happened(&shown), 3);
    assert!(
        shown.text.contains("<li>2026-03-02（周一）"),
        "times as everywhere"
    );
    assert!(
        shown.text.contains("起因：2026-03-02（周一）"),
        "of which registration"
    );
    // Before it, it had not happened.
    let then = browser
        .get(&format!("{page}?at=2026-03-02T09:55&known=then"))
        .await;
    assert_eq!(happened(&then), 2);
}

#[tokio::test]
async fn reception_records_who_came_alone() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    register(&mut holder, &CUSTOMER).await;
    let mut reception = company.signed_in("reception").await;
    reception.get("/visits").await;
    let done = reception
        .post("/visits", &[CUSTOMER[0], CUSTOMER[1], ("brought_by", "")])
        .await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(done.text.contains("已记下"));
    let notices = holder.get("/notices").await.text;
    assert!(notices.contains("自己来了现场") && notices.contains("href=\"/cases/"));
    let bad = reception
        .post("/visits", &[("field.name", "方默"), ("field.phone", "12")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text.contains("value=\"12\""), "what was typed stays");
}
