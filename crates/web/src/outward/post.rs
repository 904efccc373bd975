//! One request outward: encrypted, to a public address, followed nowhere else, and not waited for without end.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

/// Longer than any of the services takes.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest answer.
const ANSWER_MAX: u64 = 64 * 1024;

/// Where requests may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// To encrypted public addresses only: nobody has the program ask machines that they do not reach themselves.
    #[default]
    Public,
    /// To private addresses and without encryption, too: for services of one's own.
    Anywhere,
}

/// Posts JSON, and tells the answer; or why there is none, by a stable word.
pub(super) async fn json(address: &str, body: &str, reach: Reach) -> Result<String, &'static str> {
    json_with(address, body, None, reach).await
}

/// The same with a secret that shows who asks.
pub(super) async fn json_with(
    address: &str,
    body: &str,
    secret: Option<&str>,
    reach: Reach,
) -> Result<String, &'static str> {
    let posted = tokio::time::timeout(PATIENCE, posted(address, body, secret, reach));
    posted.await.unwrap_or(Err("timeout"))
}

async fn posted(
    address: &str,
    body: &str,
    secret: Option<&str>,
    reach: Reach,
) -> Result<String, &'static str> {
    let (is_encrypted, rest) = match (address.split_once("://"), reach) {
        (Some(("https", rest)), _) => (true, rest),
        (Some(("http", rest)), Reach::Anywhere) => (false, rest),
        _ => return Err("address"),
    };
    let (authority, path) = match rest.find(['/', '?']) {
        Some(end) => rest.split_at(end),
        None => (rest, "/"),
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| "address")?),
        None => (authority, if is_encrypted { 443 } else { 80 }),
    };
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
    if host.is_empty() || host.contains('@') || !is_plain(host) || !is_plain(path) {
        return Err("address");
    }
    let slash = if path.starts_with('/') { "" } else { "/" };
    let shown = match secret {
        Some(secret) if is_plain(secret) => format!("Authorization: Bearer {secret}\r\n"),
        Some(_) => return Err("address"),
        None => String::new(),
    };
    // As of HTTP 1.0 an answer comes in one piece and ends with the connection.
    let request = format!(
        "POST {slash}{path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json; charset=utf-8\r\n\
         {shown}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let stream = connected(host, port, reach).await?;
    let answer = match is_encrypted {
        true => {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| "address")?;
            let connector = TlsConnector::from(encryption()?);
            let stream = connector.connect(name, stream).await.map_err(|_| "tls")?;
            asked(stream, &request).await?
        }
        false => asked(stream, &request).await?,
    };
    body_of(&answer).map(str::to_owned)
}

/// Connects to an address that was looked at: what a name means is asked once.
async fn connected(host: &str, port: u16, reach: Reach) -> Result<TcpStream, &'static str> {
    let found: Vec<SocketAddr> = lookup_host((host, port))
        .await
        .map_err(|_| "unknown_host")?
        .collect();
    let mut allowed = found
        .into_iter()
        .filter(|address| reach == Reach::Anywhere || is_public(address.ip()));
    let address = allowed.next().ok_or("private")?;
    TcpStream::connect(address).await.map_err(|_| "unreachable")
}

/// Whether an address is on the open network.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4() {
            Some(inner) => is_public_v4(inner),
            // Global unicast, but not documentation, nor what carries an address of the fourth version.
            None => {
                let [first, second, ..] = ip.segments();
                let carries = first == 0x2002 || (first == 0x2001 && [0, 0xdb8].contains(&second));
                (first & 0xe000) == 0x2000 && !carries
            }
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_reserved = first == 0 || first >= 224 || (first == 198 && (second & 0xfe) == 18);
    let is_protocol = first == 192 && second == 0;
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || is_shared
        || is_reserved
        || is_protocol)
}

fn encryption() -> Result<Arc<ClientConfig>, &'static str> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| "tls")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

async fn asked(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    request: &str,
) -> Result<String, &'static str> {
    let sent = stream.write_all(request.as_bytes()).await;
    sent.map_err(|_| "unreachable")?;
    stream.flush().await.map_err(|_| "unreachable")?;
    let mut answer = Vec::new();
    // Some end without saying good-bye; what came is looked at all the same.
    let _ended = stream.take(ANSWER_MAX).read_to_end(&mut answer).await;
    String::from_utf8(answer).map_err(|_| "unread")
}

/// What an answer holds, if it is one of success: it is followed nowhere else.
fn body_of(answer: &str) -> Result<&str, &'static str> {
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("unread")?;
    let status = head.split(' ').nth(1).ok_or("unread")?;
    match status {
        "200" => Ok(body),
        _ => Err("status"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_open_network_are_public() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["1.1.1.1", "203.119.1.1", "2400:3200::1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[tokio::test]
    async fn a_private_or_plain_address_is_refused_before_anything_is_sent() {
        for (address, why) in [
            ("http://127.0.0.1/x", "address"),
            ("https://127.0.0.1:9/x", "private"),
            ("https://localhost/x", "private"),
            ("https://user@127.0.0.1/x", "address"),
            ("ftp://a.example", "address"),
        ] {
            assert_eq!(
                json(address, "{}", Reach::Public).await,
                Err(why),
                "{address}"
            );
        }
    }

    #[test]
    fn a_redirect_is_no_answer() {
        let moved = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n{}";
        assert_eq!(body_of(moved), Err("status"));
        assert_eq!(body_of("HTTP/1.1 200 OK\r\n\r\n{}"), Ok("{}"));
    }
}
