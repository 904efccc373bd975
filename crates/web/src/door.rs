//! Under which address the pages are reached, and what follows from it for cookies and forms.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header};
use thiserror::Error;

/// The address people type, and the one the program listens on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    listen: SocketAddr,
    public: Option<String>,
}

/// Why the pages cannot be served there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadDoor {
    /// Other machines could read passwords on the way.
    #[error("an address that other machines reach needs the https address that people type")]
    Unprotected,
    /// Not `https://name`.
    #[error("the public address is not https://name without a path")]
    NotHttps,
}

impl Door {
    /// Listens on an address. Without a public address it must be one that only this machine reaches: behind
    /// it everything is encrypted by whoever passes it on.
    ///
    /// # Errors
    /// An address that others reach without encryption, or a public address that is not `https://name`.
    pub fn new(listen: SocketAddr, public: Option<&str>) -> Result<Door, BadDoor> {
        let public = public.map(host_of).transpose()?;
        if public.is_none() && !listen.ip().is_loopback() {
            return Err(BadDoor::Unprotected);
        }
        Ok(Door { listen, public })
    }

    /// The address that the program listens on.
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// The same door at the port that the system gave.
    #[must_use]
    pub fn listening_on(self, listen: SocketAddr) -> Door {
        Door { listen, ..self }
    }

    /// What people type.
    pub fn url(&self) -> String {
        match &self.public {
            Some(host) => format!("https://{host}"),
            None => format!("http://{}", self.listen),
        }
    }

    /// Whether browsers come through https: cookies are then bound to it. Plain http is for this machine alone.
    pub(crate) fn is_secure(&self) -> bool {
        self.public.is_some()
    }

    /// Whether a request names us: a page elsewhere that lets its name point here does not.
    pub(crate) fn is_named(&self, host: &str) -> bool {
        match &self.public {
            Some(public) if public == host => true,
            _ => self.is_this_machine(host),
        }
    }

    /// Whether a request came from this machine itself, passed on by nobody.
    pub(crate) fn is_from_here(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        let passed_on =
            headers.contains_key(header::FORWARDED) || headers.contains_key("x-forwarded-for");
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        peer.is_loopback() && !passed_on && host.is_some_and(|host| self.is_this_machine(host))
    }

    /// Whether a form was sent from a page of ours.
    pub(crate) fn is_ours(&self, origin: &str, host: &str) -> bool {
        let Some((scheme, named)) = origin.split_once("://") else {
            return false;
        };
        let through_public = self.public.as_deref() == Some(host);
        named == host && scheme == if through_public { "https" } else { "http" }
    }

    fn is_this_machine(&self, host: &str) -> bool {
        let port = self.listen.port();
        let names = ["localhost", "127.0.0.1", "[::1]"];
        names.iter().any(|name| {
            let rest = host.strip_prefix(name);
            rest.is_some_and(|rest| rest == format!(":{port}") || (port == 80 && rest.is_empty()))
        })
    }
}

fn host_of(url: &str) -> Result<String, BadDoor> {
    let host = url.strip_prefix("https://").ok_or(BadDoor::NotHttps)?;
    let host = host.strip_suffix('/').unwrap_or(host);
    let is_host = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    is_host
        .then(|| host.to_ascii_lowercase())
        .ok_or(BadDoor::NotHttps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_reach_only_an_encrypted_door() {
        let everybody = "0.0.0.0:8080".parse().unwrap();
        assert_eq!(Door::new(everybody, None), Err(BadDoor::Unprotected));
        assert_eq!(
            Door::new(everybody, Some("http://a.example")),
            Err(BadDoor::NotHttps)
        );
        let door = Door::new(everybody, Some("https://A.example/")).unwrap();
        assert!(door.is_secure() && door.url() == "https://a.example");
    }

    #[test]
    fn a_form_of_another_page_is_not_ours() {
        let here = "127.0.0.1:8080".parse().unwrap();
        let door = Door::new(here, None).unwrap();
        assert!(door.is_ours("http://localhost:8080", "localhost:8080"));
        for origin in [
            "http://localhost:8081",
            "https://localhost:8080",
            "null",
            "http://a.example",
        ] {
            assert!(!door.is_ours(origin, "localhost:8080"), "{origin}");
        }
        assert!(door.is_named("127.0.0.1:8080") && !door.is_named("a.example:8080"));
    }
}
