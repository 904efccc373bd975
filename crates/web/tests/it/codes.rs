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
use crate::company::{Company, ELSEWHERE};

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

/// What a script gets that asks for a code, with these fields beside the token.
async fn part(browser: &mut Browser, path: &str, fields: &str) -> String {
    let token = browser.get("/registrations/new").await;
    let token = token.form_token().unwrap();
    let body = format!("form_token={token}&{fields}");
    let request = browser.request("POST", path, &[("hx-request", "true".to_owned())], &body);
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
    let fields = format!("field.phone={PHONE}&consent=registration");
    let alone = part(&mut browser, "/registrations/code", &fields).await;
    assert!(
        alone.contains("以后再发"),
        "a script gets the answer alone: {alone}"
    );
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let (status, refused) = post(&mut browser, "/registrations", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("短信验证码不对"), "{refused}");
    assert!(refused.contains("还可以试 4 次"), "{refused}");
    let (status, receipt) = post(&mut browser, "/registrations", code).await;
    assert_eq!(status, StatusCode::OK, "{receipt}");
    let case = crate::pages::between(&receipt, "/cases/");
    let case = browser.get(&format!("/cases/{case}")).await.text;
    assert!(case.contains("短信验证码同意"));
}

/// A case of a customer who ticked, and what its form of consent says beside a code.
async fn with_code(browser: &mut Browser, case: &str, code: &str) -> (StatusCode, String) {
    let path = format!("/cases/{case}/acts/consent");
    browser.get(&path).await;
    let fields = [
        ("what", "guardian"),
        ("consent_code", code),
        ("step", "do"),
        ("key", code),
    ];
    let answer = browser.post(&path, &fields).await;
    (answer.status, answer.text)
}

#[tokio::test]
async fn consent_given_later_by_code_goes_to_the_phone_in_the_case_and_tells_what_is_wrong() {
    let company = Company::at_work_sending_codes();
    let folder = tempfile::TempDir::new().unwrap();
    let site = pages(&company, Some(program(folder.path(), 0)));
    let mut browser = company.signed_in_at(&site, Role::Salesperson.name()).await;
    browser.get("/registrations/new").await;
    let (_, receipt) = post(&mut browser, "/registrations", "").await;
    let case = crate::pages::between(&receipt, "/cases/").to_owned();
    let form = browser.get(&format!("/cases/{case}/acts/consent")).await;
    for told in [
        "发验证码给客户",
        "告知书（第 1 版）",
        "查重与联系",
        "不签名的，记为勾选同意",
    ] {
        assert!(form.text.contains(told), "{told}");
    }
    assert!(!form.text.contains(PHONE), "the number is not shown");
    let early = with_code(&mut browser, &case, "123456").await;
    assert_eq!(early.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        early.1.contains("还没有给这个手机号发过验证码"),
        "{}",
        early.1
    );
    let address = format!("/cases/{case}/consent-code");
    let unchosen = browser.post(&address, &[("what", "")]).await;
    assert_eq!(unchosen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unchosen.text.contains("请先选好客户同意的是哪一项"));
    let alone = part(&mut browser, &address, "what=").await;
    assert!(alone.contains("请先选好客户同意的是哪一项"), "{alone}");
    let told = browser.post(&address, &[("what", "guardian")]).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    assert!(told.text.contains("已发到尾号 0001 的手机"));
    // The form is there again as it was.
    assert!(
        told.text.contains("value=\"guardian\" selected"),
        "{}",
        told.text
    );
    let sent: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("sent")).unwrap())
            .unwrap();
    assert_eq!(sent["phone"], PHONE);
    assert!(sent["text"].as_str().unwrap().contains("确认“监护人同意”"));
    let code = sent["code"].as_str().unwrap();
    let wrong = if code == "123456" { "654321" } else { "123456" };
    for tries in [
        "还可以试 4 次",
        "还可以试 3 次",
        "还可以试 2 次",
        "还可以试 1 次",
        "试错的次数太多",
    ] {
        let (status, refused) = with_code(&mut browser, &case, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.contains(tries), "{tries}: {refused}");
    }
    let (_, refused) = with_code(&mut browser, &case, code).await;
    assert!(refused.contains("这一个不能再用"), "{refused}");
    // A new one counts, while it holds.
    company.pass(61);
    browser.post(&address, &[("what", "guardian")]).await;
    company.pass(5 * 60);
    let code = code_in(folder.path());
    let (_, late) = with_code(&mut browser, &case, &code).await;
    assert!(late.contains("已过期（5 分钟内有效）"), "{late}");
    browser.post(&address, &[("what", "guardian")]).await;
    let code = code_in(folder.path());
    let (status, _) = with_code(&mut browser, &case, &code).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let shown = browser.get(&format!("/cases/{case}")).await.text;
    assert!(shown.contains("短信验证码同意"));
    // A colleague of another team learns of no such case.
    let mut other = company.signed_in_at(&site, ELSEWHERE).await;
    other.get("/account").await;
    let elsewhere = other.post(&address, &[("what", "guardian")]).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

/// The code that the operator's program was given last.
fn code_in(folder: &Path) -> String {
    let sent = std::fs::read_to_string(folder.join("sent")).unwrap();
    let sent: Value = serde_json::from_str(&sent).unwrap();
    sent["code"].as_str().unwrap().to_owned()
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
