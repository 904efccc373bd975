//! News by e-mail, against a double of a mail server.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use web::outward::mail::{MailServer, Protection, tell_now};
use web::site::Site;

use crate::company::{Company, ELSEWHERE};
use crate::pages::between;

const ADDRESS: &str = "seller@example.com";

/// A mail server that takes everything for [`ADDRESS`] and nothing else: its port, and what it took.
async fn server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&taken);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (reading, mut writing) = stream.into_split();
            let mut lines = BufReader::new(reading).lines();
            writing.write_all(b"220 here\r\n").await.unwrap();
            let mut message: Option<String> = None;
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(begun) = &mut message {
                    if line == "." {
                        // Long lines come in parts.
                        let whole = message.take().unwrap().replace("=\n", "");
                        kept.lock().unwrap().push(whole.replace("=3D", "="));
                        writing.write_all(b"250 taken\r\n").await.unwrap();
                    } else {
                        *begun += &format!("{line}\n");
                    }
                    continue;
                }
                let answer: &[u8] = match line.split([' ', ':']).next().unwrap() {
                    "RCPT" if !line.contains(ADDRESS) => b"550 nobody here\r\n",
                    "DATA" => {
                        message = Some(String::new());
                        b"354 go on\r\n"
                    }
                    "QUIT" => b"221 bye\r\n",
                    _ => b"250 yes\r\n",
                };
                writing.write_all(answer).await.unwrap();
            }
        }
    });
    (port, taken)
}

fn site(company: &Company, port: u16) -> Arc<Site> {
    let mut site = company.pages(None);
    let from = "Baobei <baobei@example.com>";
    site.mail = MailServer::new(("127.0.0.1", port), Protection::Nothing, None, from);
    assert!(site.mail.is_some());
    Arc::new(site)
}

#[tokio::test]
async fn somebody_confirms_an_address_is_written_to_and_ends_it() {
    let company = Company::at_work();
    let (port, taken) = server().await;
    let site = site(&company, port);
    let mut seller = company.signed_in_at(&site, "salesperson").await;
    seller.language = "en";
    seller.get("/account/mail").await;
    let form = [("mail_address", ADDRESS), ("worth", "everything")];
    let page = seller.post("/account/mail", &form).await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text);
    assert!(page.text.contains("To be confirmed"));
    let message = taken.lock().unwrap().pop().unwrap();
    assert!(
        message.contains("From: Baobei <baobei@example.com>"),
        "{message}"
    );
    assert!(message.contains("Auto-Submitted: auto-generated"));
    let link = message.split("/mail/confirm/").nth(1).unwrap();
    let link = format!("/mail/confirm/{}", link.split_whitespace().next().unwrap());
    // Whoever opens it need not be signed in; looking does nothing.
    let mut anybody = company.browser();
    assert_eq!(anybody.get(&link).await.status.as_u16(), 200);
    assert!(
        seller
            .get("/account/mail")
            .await
            .text
            .contains("To be confirmed")
    );
    assert_eq!(anybody.post(&link, &[]).await.status.as_u16(), 200);
    assert!(
        !seller
            .get("/account/mail")
            .await
            .text
            .contains("To be confirmed")
    );
    assert_eq!(anybody.get(&link).await.status.as_u16(), 422, "once");

    let customer = [
        ("field.name", "Fang Mo"),
        ("field.phone", "13900000001"),
        ("on_site", "yes"),
    ];
    seller.get("/registrations/new").await;
    let receipt = seller.post("/registrations", &customer).await.text;
    assert!(!between(&receipt, "/cases/").is_empty());
    let mut other = company.signed_in_at(&site, ELSEWHERE).await;
    other.get("/registrations/new").await;
    other.post("/registrations", &customer).await;
    company.desk.follow().unwrap();
    company.pass(120);
    tell_now(&site).await;
    let message = taken.lock().unwrap().pop().expect("it was sent");
    assert!(
        message.contains("waiting for you") && message.contains("/notices"),
        "{message}"
    );
    for personal in ["Fang", "13900000001", "elsewhere", "/cases/"] {
        assert!(!message.contains(personal), "{personal}: {message}");
    }
    tell_now(&site).await;
    assert!(taken.lock().unwrap().is_empty(), "told once");
    assert!(message.contains("List-Unsubscribe: <http"));
    let link = message.rsplit("/mail/stop/").next().unwrap();
    let link = format!("/mail/stop/{}", link.split_whitespace().next().unwrap());
    assert_eq!(anybody.get(&link).await.status.as_u16(), 200);
    assert!(seller.get("/account/mail").await.text.contains(ADDRESS));
    assert_eq!(anybody.post(&link, &[]).await.status.as_u16(), 200);
    assert!(
        !seller.get("/account/mail").await.text.contains(ADDRESS),
        "forgotten"
    );
}

#[tokio::test]
async fn what_the_server_does_not_take_is_said_to_its_owner_and_to_whoever_keeps_it() {
    let company = Company::at_work();
    let (port, _) = server().await;
    let site = site(&company, port);
    let mut seller = company.signed_in_at(&site, "salesperson").await;
    seller.get("/account/mail").await;
    let page = seller
        .post("/account/mail", &[("mail_address", "x@example.com")])
        .await;
    assert_eq!(page.status.as_u16(), 502);
    assert!(page.text.contains("发信服务器拒收"), "{}", page.text);
    let mut system = company.signed_in_at(&site, "system_administrator").await;
    let shown = system.get("/robots").await.text;
    assert!(shown.contains("没有发出去的邮件提醒") && shown.contains("salesperson先生"));
    assert!(!shown.contains("x@example.com"));
    let wrong = seller.post("/account/mail", &[("mail_address", "x")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.text.contains("您的邮箱"));
}

#[tokio::test]
async fn without_a_mail_server_the_page_says_so() {
    let company = Company::at_work();
    let mut seller = company.signed_in("salesperson").await;
    let page = seller.get("/account/mail").await.text;
    assert!(page.contains("smtp_host") && !page.contains("name=\"mail_address\""));
    let refused = seller
        .post("/account/mail", &[("mail_address", ADDRESS)])
        .await;
    assert_eq!(refused.status.as_u16(), 422);
}
