//! Consent by a code to the customer's phone, against doubles of whoever sends it.

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use desk::permission::Role;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use web::outward::Reach;
use web::outward::sms::SmsSender;
use web::site::Site;

use crate::browser::Browser;
use crate::company::Company;

const PHONE: &str = "13900000001";

fn form(code: &str) -> Vec<(&'static str, String)> {
    let fields = [
        ("field.name", "林深"),
        ("field.sex", "女"),
        ("field.age", "38"),
        ("field.phone", PHONE),
        ("field.address", "澄湖新村 1 栋"),
        ("field.demand", "净水器"),
        ("consent", "registration"),
        ("consent_code", code),
    ];
    fields
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
}

async fn post(browser: &mut Browser, path: &str, code: &str) -> (StatusCode, String) {
    let fields = form(code);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = browser.post(path, &fields).await;
    (answer.status, answer.text)
}

/// What a script gets that asks for a code.
async fn part(browser: &mut Browser) -> String {
    let token = browser.get("/registrations/new").await;
    let token = token.form_token().unwrap();
    let body = format!("form_token={token}&field.phone={PHONE}&consent=registration");
    let request = browser.request(
        "POST",
        "/registrations/code",
        &[("hx-request", "true".to_owned())],
        &body,
    );
    let answer = browser.send(request).await;
    assert!(!answer.text.contains("<form"), "{}", answer.text);
    answer.text
}

fn pages(company: &Company, sms: Option<SmsSender>) -> Arc<Site> {
    let mut site = company.pages(None);
    site.sms = sms;
    site.reach = Reach::Anywhere;
    Arc::new(site)
}

/// Keeps what it is given, as a program of the operator would send it.
fn program(folder: &Path, ends: u8) -> SmsSender {
    let kept = folder.join("sent");
    SmsSender::Program(format!("cat > '{}'; exit {ends}", kept.display()))
}

#[tokio::test]
async fn a_code_goes_to_the_phone_by_the_operators_program_and_is_consent_once_it_was_read_out() {
    let company = Company::at_work_sending_codes();
    let folder = tempfile::TempDir::new().unwrap();
    let site = pages(&company, Some(program(folder.path(), 0)));
    let mut browser = company.signed_in_at(&site, Role::Salesperson.name()).await;
    let asked = browser.get("/registrations/new").await.text;
    assert!(asked.contains("发验证码给客户"));
    let (status, told) = post(&mut browser, "/registrations/code", "").await;
    assert_eq!(status, StatusCode::OK, "{told}");
    // The page says where it went, and neither code nor whole number beside the form.
    assert!(told.contains("已发到尾号 0001 的手机"));
    let sent: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("sent")).unwrap())
            .unwrap();
    let code = sent["code"].as_str().unwrap();
    assert_eq!(sent["phone"], PHONE);
    let text = sent["text"].as_str().unwrap();
    assert!(
        text.contains(code) && text.contains("海川家居") && text.contains("5 分钟"),
        "{text}"
    );
    assert!(!told.contains(code), "whoever asks does not see the code");
    let (status, soon) = post(&mut browser, "/registrations/code", "").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(soon.contains("以后再发"));
    assert!(
        part(&mut browser).await.contains("以后再发"),
        "a script gets the answer alone"
    );
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let (status, refused) = post(&mut browser, "/registrations", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("短信验证码不对"), "{refused}");
    let (status, receipt) = post(&mut browser, "/registrations", code).await;
    assert_eq!(status, StatusCode::OK, "{receipt}");
    let case = crate::pages::between(&receipt, "/cases/");
    let case = browser.get(&format!("/cases/{case}")).await.text;
    assert!(case.contains("短信验证码同意"));
}

#[tokio::test]
async fn a_code_that_could_not_be_sent_is_told_and_opens_nothing() {
    let company = Company::at_work_sending_codes();
    let folder = tempfile::TempDir::new().unwrap();
    for sender in [
        program(folder.path(), 1),
        SmsSender::Program("baobei-no-such-program".to_owned()),
        SmsSender::Address {
            url: "http://127.0.0.1:9/".to_owned(),
            secret: None,
        },
    ] {
        let site = pages(&company, Some(sender));
        let mut browser = company.signed_in_at(&site, Role::Salesperson.name()).await;
        browser.get("/registrations/new").await;
        let (status, told) = post(&mut browser, "/registrations/code", "").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.contains("没有发出去"), "{told}");
    }
    let sent: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("sent")).unwrap())
            .unwrap();
    let site = pages(&company, None);
    let mut browser = company.signed_in_at(&site, Role::Salesperson.name()).await;
    browser.get("/registrations/new").await;
    let (status, _) = post(
        &mut browser,
        "/registrations",
        sent["code"].as_str().unwrap(),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_address_of_the_operator_is_posted_the_code_with_its_secret() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms?to=customers", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&asked);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = vec![0; 16 * 1024];
        let mut length = 0;
        while !String::from_utf8_lossy(&bytes[..length]).contains("minutes") {
            length += stream.read(&mut bytes[length..]).await.unwrap();
        }
        *kept.lock().unwrap() = String::from_utf8_lossy(&bytes[..length]).into_owned();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    });
    let company = Company::at_work_sending_codes();
    let sender = SmsSender::Address {
        url,
        secret: Some("otter".to_owned().into()),
    };
    assert!(!format!("{sender:?}").contains("otter"));
    let site = pages(&company, Some(sender));
    let mut browser = company.signed_in_at(&site, Role::Salesperson.name()).await;
    browser.get("/registrations/new").await;
    let (status, told) = post(&mut browser, "/registrations/code", "").await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let asked = asked.lock().unwrap().clone();
    assert!(
        asked.starts_with("POST /sms?to=customers HTTP/1.0\r\n"),
        "{asked}"
    );
    assert!(asked.contains("Authorization: Bearer otter\r\n"));
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert!(
        !head.contains(PHONE),
        "no personal data in an address or header"
    );
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["phone"], PHONE);
}

#[tokio::test]
async fn where_nobody_sends_codes_none_is_offered_or_taken() {
    let company = Company::at_work_under("4-consumer");
    let folder = tempfile::TempDir::new().unwrap();
    let site = pages(&company, Some(program(folder.path(), 0)));
    let mut browser = company.signed_in_at(&site, Role::Salesperson.name()).await;
    assert!(
        !browser
            .get("/registrations/new")
            .await
            .text
            .contains("验证码")
    );
    let (status, told) = post(&mut browser, "/registrations/code", "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.contains("不能用短信验证码"));
    assert!(!folder.path().join("sent").exists());
    let (status, _) = post(&mut browser, "/registrations", "123456").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
