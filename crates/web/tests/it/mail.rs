//! News by e-mail, against a double of a mail server.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use web::outward::mail::{BadMailServer, MailServer, Protection, tell_now};
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
            talk(stream, &kept).await;
        }
    });
    (port, taken)
}

/// Takes messages until the other side has no more.
async fn talk(stream: impl AsyncRead + AsyncWrite, kept: &Mutex<Vec<String>>) {
    let (reading, mut writing) = tokio::io::split(stream);
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
            "EHLO" => b"250-here\r\n250 AUTH PLAIN\r\n",
            "AUTH" => b"235 known\r\n",
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

/// An authority, and the certificate and key of `localhost` that it has signed, as openssl makes them.
fn certificates(folder: &Path) -> ServerConfig {
    let openssl = |arguments: &str| {
        let made = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(folder)
            .output()
            .expect("openssl, which scripts/test installs");
        let told = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{arguments}: {told}");
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(&format!(
        "req -x509 {key} -days 2 -subj /CN=authority -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE"
    ));
    openssl(&format!(
        "req {key} -subj /CN=server -keyout server.key -out server.csr"
    ));
    std::fs::write(
        folder.join("names"),
        "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -extfile names -out server.pem",
    );
    let certificate = CertificateDer::from_pem_file(folder.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

#[tokio::test]
async fn an_encrypted_server_is_written_to_if_its_authority_is_trusted_and_another_is_not() {
    let folder = tempfile::TempDir::new().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(certificates(folder.path())));
    let authority = std::fs::read(folder.path().join("ca.pem")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&taken);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // One that does not trust the certificate goes away.
            if let Ok(stream) = acceptor.accept(stream).await {
                talk(stream, &kept).await;
            }
        }
    });
    let company = Company::at_work();
    let from = "Baobei <baobei@example.com>";
    let account = Some(("baobei".to_owned(), "otter".to_owned()));
    let form = [("mail_address", ADDRESS), ("worth", "everything")];
    for (trusts, told) in [(false, "mail_problem_tls"), (true, "")] {
        let server = MailServer::new(("localhost", port), Protection::Tls, account.clone(), from);
        let server = server.unwrap();
        let server = match trusts {
            true => server.trusting(&authority).unwrap(),
            false => server,
        };
        let mut site = company.pages(None);
        site.mail = Some(server);
        let mut seller = company.signed_in_at(&Arc::new(site), "salesperson").await;
        seller.get("/account/mail").await;
        let page = seller.post("/account/mail", &form).await;
        let came = taken.lock().unwrap().pop();
        assert_eq!(came.is_some(), trusts, "{told}: {}", page.text);
        company.pass(24 * 60 * 60);
    }
    assert!(
        MailServer::new(("localhost", port), Protection::Tls, None, from)
            .unwrap()
            .trusting(b"none")
            .is_err()
    );
}

#[test]
fn nothing_is_sent_in_the_clear_to_another_machine() {
    let from = "Baobei <baobei@example.com>";
    let server = |host, protection| MailServer::new((host, 25), protection, None, from).map(drop);
    for host in [
        "smtp.example.com",
        "10.0.0.7",
        "localhost.example.com",
        "::2",
        "mail",
    ] {
        let refused = server(host, Protection::Nothing);
        assert_eq!(refused, Err(BadMailServer::Unprotected), "{host}");
        assert_eq!(server(host, Protection::StartTls), Ok(()));
    }
    for host in ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"] {
        assert_eq!(server(host, Protection::Nothing), Ok(()), "{host}");
    }
    let none = MailServer::new(("localhost", 25), Protection::Tls, None, "nobody").map(drop);
    assert_eq!(none, Err(BadMailServer::From));
}

fn site(company: &Company, port: u16) -> Arc<Site> {
    let mut site = company.pages(None);
    let from = "Baobei <baobei@example.com>";
    let server = MailServer::new(("127.0.0.1", port), Protection::Nothing, None, from);
    site.mail = Some(server.unwrap());
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
