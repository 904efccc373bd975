//! What every answer says to the browser, and what no form gets past.

use axum::http::StatusCode;

use crate::browser::{Answer, Browser};
use crate::company::Company;

fn local() -> Browser {
    Company::founded().browser()
}

fn has_strict_headers(answer: &Answer) -> bool {
    let policy = answer.header("content-security-policy");
    let no_inline = !policy.contains("unsafe") && !policy.contains("nonce");
    policy.starts_with("default-src 'none';")
        && no_inline
        && policy.contains("frame-ancestors 'none'")
        && answer.header("x-content-type-options") == "nosniff"
        && answer.header("x-frame-options") == "DENY"
        && answer.header("referrer-policy") == "same-origin"
        && !answer.header("x-request-id").is_empty()
}

#[tokio::test]
async fn every_answer_carries_the_strict_headers() {
    let mut browser = local();
    for path in [
        "/livez",
        "/readyz",
        "/version",
        "/metrics",
        "/nowhere",
        "/assets/none.css",
        "/language",
    ] {
        let answer = browser.get(path).await;
        assert!(has_strict_headers(&answer), "{path}: {:?}", answer.headers);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_readers_language() {
    let mut browser = local();
    let answer = browser.get("/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("没有这个页面") && answer.text.contains("<html lang=\"zh-CN\">"));
    browser.language = "en-GB,en;q=0.9,zh;q=0.8";
    let answer = browser.get("/nowhere").await;
    assert!(
        answer.text.contains("There is no such page") && answer.text.contains("<html lang=\"en\">")
    );
    browser.language = "fr";
    assert!(browser.get("/nowhere").await.text.contains("没有这个页面"));
}

#[tokio::test]
async fn a_language_chosen_stays_and_leads_back_to_our_pages_only() {
    let mut browser = local();
    browser.get("/nowhere").await;
    let answer = browser
        .post("/language", &[("language", "en"), ("next", "/nowhere")])
        .await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/nowhere")
    );
    assert!(
        browser
            .get("/nowhere")
            .await
            .text
            .contains("There is no such page")
    );
    for foreign in ["//a.example", "https://a.example", "/\\a.example"] {
        let answer = browser
            .post("/language", &[("language", "zh"), ("next", foreign)])
            .await;
        assert_eq!(answer.header("location"), "/", "{foreign}");
    }
}

#[tokio::test]
async fn cookies_are_bound_to_https_and_this_host_behind_a_public_address() {
    let company = Company::founded();
    let mut browser = Browser::new(
        &company.site(Some("https://baobei.example")),
        "baobei.example",
    );
    let answer = browser.get("/nowhere").await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-baobei-form="), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{part} of {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(
        answer
            .header("strict-transport-security")
            .starts_with("max-age=")
    );
    // Over plain http no browser would take such a cookie; only the machine itself comes that way.
    let answer = local().get("/nowhere").await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("baobei-local-form=") && !cookie.contains("Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let mut browser = local();
    let token = browser
        .get("/nowhere")
        .await
        .form_token()
        .unwrap()
        .to_owned();
    let form = format!("form_token={token}&language=en&next=/");
    let of = |name: &'static str, value: &str| (name, value.to_owned());
    let attacks = [
        (vec![of("origin", "https://a.example")], form.as_str()),
        (vec![of("origin", "null")], &form),
        (vec![of("sec-fetch-site", "cross-site")], &form),
        (vec![of("sec-fetch-site", "same-site")], &form),
        (vec![], "language=en&next=/"),
        (
            vec![],
            "form_token=0123456789abcdef0123456789abcdef&language=en&next=/",
        ),
        (vec![of("content-type", "text/plain")], "language=en"),
    ];
    for (headers, body) in attacks {
        let request = browser.request("POST", "/language", &headers, body);
        let answer = browser.send(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?} {body}");
        assert!(answer.text.contains("这份表单没有提交"));
        assert!(!browser.cookies.contains_key("baobei-local-language"));
    }
    // An old browser that says nothing about where a form comes from is known by the token alone.
    let request = browser.request("POST", "/language", &[], &form);
    assert_eq!(browser.send(request).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_browsers_token_does_not_count() {
    let (mut one, mut other) = (local(), local());
    let token = one.get("/nowhere").await.form_token().unwrap().to_owned();
    other.get("/nowhere").await;
    let form = format!("form_token={token}&language=en&next=/");
    let request = other.request("POST", "/language", &[], &form);
    assert_eq!(other.send(request).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_too_large_is_told_so() {
    let mut browser = local();
    browser.get("/nowhere").await;
    let long = "x".repeat(70_000);
    let answer = browser
        .post("/language", &[("language", &long), ("next", "/")])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("64 KB"));
}

#[tokio::test]
async fn figures_are_told_to_this_machine_only() {
    let mut browser = local();
    browser.get("/nowhere?secret").await;
    let answer = browser.get("/metrics").await;
    assert!(answer.text.contains("baobei_requests_total") && !answer.text.contains("secret"));
    let passed_on = [("x-forwarded-for", "192.0.2.1".to_owned())];
    let request = browser.request("GET", "/metrics", &passed_on, "");
    assert_eq!(browser.send(request).await.status, StatusCode::NOT_FOUND);
    browser.host = "baobei.example".to_owned();
    assert_eq!(browser.get("/metrics").await.status, StatusCode::NOT_FOUND);
}
