//! Messages to people's own addresses, by the company's mail server: that something waits, and a link; no names.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use desk::mail::{MailTarget, ToMail};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error;

use crate::outward::robot;
use crate::site::Site;
use crate::words::Words;

/// How often it is looked whether somebody is to be written to.
const LOOKED_EVERY: Duration = Duration::from_secs(60);
/// Longer than a mail server takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Encrypted from the first byte.
    Tls,
    /// Encrypted after a plain greeting; a server that will not is not used.
    StartTls,
    /// Not: for a server on this machine.
    Nothing,
}

/// The company's mail server. `Debug` does not show the password.
#[derive(Clone)]
pub struct MailServer {
    /// Its name.
    host: String,
    /// Its port.
    port: u16,
    /// How it is spoken to.
    protection: Protection,
    /// User and password, where it asks for them.
    account: Option<(String, String)>,
    /// The address that messages come from.
    from: Mailbox,
    /// An authority that is trusted besides those of the system.
    authority: Option<Certificate>,
}

/// Why a mail server is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadMailServer {
    /// The sender is no address.
    #[error("no sender")]
    From,
    /// Password and links would be readable on the way to another machine.
    #[error("an unprotected server on another machine")]
    Unprotected,
}

impl MailServer {
    /// The server of a name and port.
    ///
    /// # Errors
    /// A sender that is none, or a server on another machine without protection.
    pub fn new(
        (host, port): (&str, u16),
        protection: Protection,
        account: Option<(String, String)>,
        from: &str,
    ) -> Result<MailServer, BadMailServer> {
        if protection == Protection::Nothing && !is_this_machine(host) {
            return Err(BadMailServer::Unprotected);
        }
        Ok(MailServer {
            host: host.to_owned(),
            port,
            protection,
            account,
            from: from.parse().map_err(|_| BadMailServer::From)?,
            authority: None,
        })
    }

    /// The same, whose certificate may be signed by this authority, too (PEM).
    ///
    /// # Errors
    /// No certificate.
    pub fn trusting(self, authority: &[u8]) -> Result<MailServer, NoCertificate> {
        // What holds none at all would be taken for no authority.
        let mut certificates = CertificateDer::pem_slice_iter(authority);
        if certificates.next().is_none_or(|found| found.is_err()) {
            return Err(NoCertificate);
        }
        let authority = Certificate::from_pem(authority).map_err(|_| NoCertificate)?;
        Ok(MailServer {
            authority: Some(authority),
            ..self
        })
    }

    fn tls_parameters(&self) -> Result<TlsParameters, &'static str> {
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(authority) = &self.authority {
            parameters = parameters.add_root_certificate(authority.clone());
        }
        parameters.build().map_err(|_| "tls")
    }
}

/// A file without a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no certificate in PEM")]
pub struct NoCertificate;

fn is_this_machine(host: &str) -> bool {
    let ip: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    host.eq_ignore_ascii_case("localhost") || ip.is_some_and(|ip| ip.is_loopback())
}

impl std::fmt::Debug for MailServer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "MailServer({}:{})", self.host, self.port)
    }
}

/// By which mail programs offer to end it.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(ListUnsubscribe(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// So that nobody's absence note answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Writes to people that something waits for them, again and again. What fails is noted and tried later.
pub(crate) async fn tell_people(site: Arc<Site>) {
    if site.mail.is_none() {
        return;
    }
    let mut times = tokio::time::interval(LOOKED_EVERY);
    loop {
        times.tick().await;
        tell_now(&site).await;
    }
}

/// Writes to everybody for whom something waits now.
pub async fn tell_now(site: &Arc<Site>) {
    // A database that does not answer is in the log, and asked again.
    let Ok(all) = site.ask(desk::Desk::to_mail).await else {
        return;
    };
    for (target, waiting) in all {
        let came = news(site, &target, &waiting).await;
        let staff = target.staff;
        drop(
            site.ask(move |desk| desk.mailed(staff, Some(&waiting), came))
                .await,
        );
    }
}

/// Asks whoever has the address to confirm it.
pub(crate) async fn confirm(site: &Site, target: &MailTarget) -> Result<(), &'static str> {
    let say = Words(target.language);
    let link = format!("{}/mail/confirm/{}", site.door.url(), target.link.text());
    let body = say.mail_confirm_body(link);
    send(site, target, (say.mail_confirm_subject(), body), None).await
}

async fn news(site: &Site, target: &MailTarget, waiting: &ToMail) -> Result<(), &'static str> {
    let say = Words(target.language);
    let url = site.door.url();
    let mut kinds: Vec<(&str, u32)> = Vec::new();
    for (kind, times) in &waiting.kinds {
        let what = robot::kind(*kind, say);
        match kinds.iter_mut().find(|(known, _)| *known == what) {
            Some((_, known)) => *known += times,
            None => kinds.push((what, *times)),
        }
    }
    let count: u32 = kinds.iter().map(|(_, times)| times).sum();
    let lines = kinds.iter().map(|(what, times)| say.mail_line(what, times));
    let lines: Vec<String> = lines.collect();
    let stop = format!("{url}/mail/stop/{}", target.link.text());
    let body = say.mail_body(lines.join("\n"), format!("{url}/notices"), &stop);
    send(site, target, (&say.mail_subject(count), body), Some(stop)).await
}

async fn send(
    site: &Site,
    target: &MailTarget,
    (subject, body): (&str, String),
    stop: Option<String>,
) -> Result<(), &'static str> {
    let server = site.mail.as_ref().ok_or("no_server")?;
    let to = target.address.parse().map_err(|_| "mail_address")?;
    let message = Message::builder()
        .from(server.from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject)
        .header(ContentType::TEXT_PLAIN)
        .header(AutoSubmitted);
    let message = match stop {
        Some(stop) => message.header(ListUnsubscribe(format!("<{stop}>"))),
        None => message,
    };
    let message = message.body(body).map_err(|_| "mail_address")?;
    let tls = match server.protection {
        Protection::Tls => Tls::Wrapper(server.tls_parameters()?),
        Protection::StartTls => Tls::Required(server.tls_parameters()?),
        Protection::Nothing => Tls::None,
    };
    let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    if let Some((user, password)) = &server.account {
        transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
    }
    let transport = transport.build();
    let sending = tokio::time::timeout(PATIENCE, transport.send(message));
    let sent = sending.await.map_err(|_| "timeout")?;
    sent.map(drop).map_err(|failed| {
        // Never the server's words: they may hold the address.
        match (failed.is_timeout(), failed.is_tls(), failed.is_permanent()) {
            (true, ..) => "timeout",
            (_, true, _) => "tls",
            (.., true) => "refused",
            _ => "unreachable",
        }
    })
}

/// Why a message was not sent, and what to do; none: it was.
pub(crate) fn problem(word: &str, say: Words) -> Option<&'static str> {
    Some(match word {
        "" => return None,
        "mail_address" | "refused" => say.mail_problem_refused(),
        "tls" => say.mail_problem_tls(),
        "no_server" => say.mail_not_set_up(),
        _ => say.mail_problem_unreachable(),
    })
}
