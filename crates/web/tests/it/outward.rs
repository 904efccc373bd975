//! Messages to robots of chat groups, against a double of each service that checks what the service checks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::permission::Role;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use web::outward::Reach;

use crate::company::Company;

const SECRET: &str = "SECotter";

fn signature(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The parts of an address after its question mark, as they were meant.
fn query(path: &str) -> BTreeMap<String, String> {
    let query = path.split_once('?').map(|(_, query)| query);
    let pairs = query.unwrap_or_default().split('&');
    let plain = |text: &str| {
        text.replace("%2B", "+")
            .replace("%2F", "/")
            .replace("%3D", "=")
    };
    pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), plain(value)))
        .collect()
}

/// What a service says to a request: whether it takes the message, and the text it would show.
fn judged(path: &str, body: &Value, now: i64) -> (String, Option<String>) {
    let given = query(path);
    if path.starts_with("/wecom") {
        let is_right = given.get("key").map(String::as_str) == Some("k");
        let text = body["text"]["content"].as_str().map(str::to_owned);
        let code = if is_right && body["msgtype"] == "text" {
            0
        } else {
            93000
        };
        return (
            format!("{{\"errcode\":{code}}}"),
            text.filter(|_| code == 0),
        );
    }
    if path.starts_with("/dingtalk") {
        let millis = &given["timestamp"];
        let is_now = (millis.parse::<i64>().unwrap() - now * 1000).abs() < 3_600_000;
        let is_right = is_now && given["sign"] == signature(SECRET, &format!("{millis}\n{SECRET}"));
        let text = body["text"]["content"].as_str().map(str::to_owned);
        let code = if is_right { 0 } else { 310_000 };
        return (
            format!("{{\"errcode\":{code}}}"),
            text.filter(|_| code == 0),
        );
    }
    let seconds = body["timestamp"].as_str().unwrap();
    let is_now = (seconds.parse::<i64>().unwrap() - now).abs() < 3_600;
    let is_right = is_now && body["sign"] == signature(&format!("{seconds}\n{SECRET}"), "");
    let text = body["content"]["text"].as_str().map(str::to_owned);
    let code = if is_right && body["msg_type"] == "text" {
        0
    } else {
        19021
    };
    (format!("{{\"code\":{code}}}"), text.filter(|_| code == 0))
}

/// Listens as all three services, and keeps what it would show in their groups.
async fn services(now: i64) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let shown = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&shown);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            let (path, body) = loop {
                let mut bytes = [0; 4096];
                let read = stream.read(&mut bytes).await.unwrap();
                request.extend_from_slice(&bytes[..read]);
                let text = String::from_utf8(request.clone()).unwrap();
                let whole = text.split_once("\r\n\r\n").and_then(|(head, body)| {
                    let body = serde_json::from_str::<Value>(body).ok()?;
                    Some((head.split(' ').nth(1)?.to_owned(), body))
                });
                if let Some(whole) = whole {
                    break whole;
                }
            };
            let (answer, text) = judged(&path, &body, now);
            kept.lock().unwrap().extend(text);
            let answer = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{answer}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (address, shown)
}

/// Adds a robot of each service, tries it, and tells what its page said.
async fn tried(company: &Company, address: &str, secret: &str, reach: Reach) -> Vec<String> {
    let mut site = company.pages(None);
    site.reach = reach;
    let login = Role::SystemAdministrator.name();
    let mut browser = company.signed_in_at(&Arc::new(site), login).await;
    let mut pages = Vec::new();
    for (number, (service, path)) in [
        ("wecom", "/wecom?key=k"),
        ("dingtalk", "/dingtalk?access_token=t"),
        ("feishu", "/feishu/hook"),
    ]
    .into_iter()
    .enumerate()
    {
        let robot = format!("{address}{path}");
        let form = [
            ("service", service),
            ("address", robot.as_str()),
            ("secret", secret),
            ("kinds", "collision"),
        ];
        browser.get("/robots").await;
        let added = browser.post("/robots", &form).await;
        assert_eq!(added.header("location"), "/robots", "{}", added.text);
        browser.get("/robots").await;
        let page = browser
            .post(&format!("/robots/{}/test", number + 1), &[])
            .await;
        assert!(!page.text.contains(secret), "{service}");
        pages.push(page.text);
    }
    pages
}

#[tokio::test]
async fn each_service_takes_what_is_signed_as_it_asks_and_refuses_the_rest() {
    let company = Company::at_work();
    let (address, shown) = services(company.seconds()).await;
    for page in tried(&company, &address, SECRET, Reach::Anywhere).await {
        assert!(page.contains("已发出"), "{page}");
    }
    let texts = shown.lock().unwrap().clone();
    assert_eq!(texts.len(), 3);
    assert!(texts.iter().all(|text| text.contains("测试消息")));
    let other = Company::at_work();
    let pages = tried(&other, &address, "SECwrong", Reach::Anywhere).await;
    let refused: Vec<bool> = pages.iter().map(|page| page.contains("服务拒收")).collect();
    assert_eq!(
        refused,
        [false, true, true],
        "nothing is signed for 企业微信"
    );
}

#[tokio::test]
async fn nothing_is_sent_to_an_internal_network_unless_that_is_set() {
    let company = Company::at_work();
    let (address, shown) = services(company.seconds()).await;
    let encrypted = address.replace("http://", "https://");
    for page in tried(&company, &encrypted, SECRET, Reach::Public).await {
        assert!(page.contains("指向内部网络"), "{page}");
    }
    assert!(shown.lock().unwrap().is_empty());
}
