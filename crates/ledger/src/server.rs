//! A PostgreSQL server: where it is, who connects, and what makes the way there safe.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

mod fault;

pub use self::fault::ServerFault;

/// What is wrong with how a server is named. No problem repeats the text: there is a password in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerProblem {
    /// Neither `host=… user=… dbname=…` nor an address.
    #[error(
        "the connection to PostgreSQL cannot be read: write host=… user=… dbname=… or postgresql://user@host/dbname"
    )]
    Unreadable,
    /// A server on another machine that is not verified could be anybody.
    #[error(
        "sslmode={0} does not verify a server on another machine: leave it out or write sslmode=verify-full"
    )]
    NotVerified(String),
    /// The certificates that a server is verified with are missing.
    #[error("no certificates to verify the server with in {0}: write sslrootcert=FILE.pem")]
    NoCertificates(PathBuf),
}

/// Where a server is and who connects. Its text holds a password, so it is never shown.
#[derive(Clone)]
pub struct Server {
    config: tokio_postgres::Config,
    tls: Option<MakeRustlsConnect>,
    snapshot_taken: Option<String>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Server(***)")
    }
}

impl Server {
    /// Reads `host=… port=… user=… password=… dbname=…` or `postgresql://…`, as libpq has it.
    ///
    /// A server on another machine is always verified (`sslmode=verify-full`) against `sslrootcert` or the
    /// system's certificates. On this machine the way is taken to be safe unless `sslmode=verify-full` is said.
    ///
    /// # Errors
    /// A text that cannot be read, a weaker `sslmode`, or certificates that are missing.
    pub fn read(text: &str) -> Result<Server, ServerProblem> {
        let (text, mode) = without(text.trim(), "sslmode");
        let (text, roots) = without(&text, "sslrootcert");
        let mut config: tokio_postgres::Config =
            text.parse().map_err(|_| ServerProblem::Unreadable)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(ServerProblem::Unreadable);
        }
        let is_near = is_on_this_machine(&config);
        let is_verified = match mode.as_deref() {
            None => !is_near,
            Some("verify-full") => true,
            Some("disable") if is_near => false,
            Some(other) => return Err(ServerProblem::NotVerified(known_mode(other).to_owned())),
        };
        if config.get_application_name().is_none() {
            config.application_name("baobei");
        }
        config.ssl_mode(match is_verified {
            true => SslMode::Require,
            false => SslMode::Disable,
        });
        let tls = is_verified
            .then(|| verified(roots.as_deref()))
            .transpose()?;
        Ok(Server {
            config,
            tls,
            snapshot_taken: None,
        })
    }

    /// Lets a newer release change existing tables, whose copy is where the note says. It is kept with them.
    #[must_use]
    pub fn with_snapshot_taken(mut self, note: Option<String>) -> Server {
        self.snapshot_taken = note;
        self
    }

    pub(crate) fn snapshot_taken(&self) -> Option<&str> {
        self.snapshot_taken.as_deref()
    }

    /// How to copy the whole database into a file of this name; the password is asked for.
    pub(crate) fn dump_command(&self, name: &str) -> String {
        let mut words = vec!["pg_dump".to_owned(), "--format=custom".to_owned()];
        words.push(format!("--file={name}.dump"));
        let config = &self.config;
        let host = config.get_hosts().first().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        let host = host.or(config.get_hostaddrs().first().map(ToString::to_string));
        let port = config.get_ports().first().map(ToString::to_string);
        let user = config.get_user().map(str::to_owned);
        for (option, value) in [("host", host), ("port", port), ("username", user)] {
            words.extend(value.map(|value| format!("--{option}={}", quoted(&value))));
        }
        words.extend(config.get_dbname().map(quoted));
        words.join(" ")
    }

    pub(crate) fn config(&self) -> &tokio_postgres::Config {
        &self.config
    }

    pub(crate) fn tls(&self) -> Option<&MakeRustlsConnect> {
        self.tls.as_ref()
    }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:".contains(sign);
    match word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// The text without one of its settings, and what that was: libpq has settings that the driver does not know.
fn without(text: &str, name: &str) -> (String, Option<String>) {
    let is_address = text.starts_with("postgres://") || text.starts_with("postgresql://");
    let (kept, settings, separator) = match text.split_once('?') {
        Some((kept, settings)) if is_address => (format!("{kept}?"), settings, "&"),
        _ if is_address => return (text.to_owned(), None),
        _ => (String::new(), text, " "),
    };
    let mut found = None;
    let others: Vec<&str> = settings
        .split(separator)
        .filter(|setting| match setting.trim().split_once('=') {
            Some((known, value)) if known == name => {
                found = Some(value.trim_matches('\'').to_owned());
                false
            }
            _ => true,
        })
        .collect();
    (kept + &others.join(separator), found)
}

/// The mode as libpq calls it; anything else may be part of a password that was typed wrongly.
fn known_mode(mode: &str) -> &'static str {
    let known = ["disable", "allow", "prefer", "require", "verify-ca"];
    known.into_iter().find(|one| *one == mode).unwrap_or("…")
}

fn is_on_this_machine(config: &tokio_postgres::Config) -> bool {
    let near = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse::<IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    let addresses = config.get_hostaddrs();
    config.get_hosts().iter().all(near) && addresses.iter().all(IpAddr::is_loopback)
}

fn verified(roots: Option<&str>) -> Result<MakeRustlsConnect, ServerProblem> {
    let mut store = RootCertStore::empty();
    let place = roots.map_or_else(|| PathBuf::from("/etc/ssl/certs"), PathBuf::from);
    let certificates: Vec<CertificateDer<'static>> = match roots {
        Some(path) => CertificateDer::pem_file_iter(Path::new(path))
            .and_then(Iterator::collect)
            .map_err(|_| ServerProblem::NoCertificates(place.clone()))?,
        None => rustls_native_certs::load_native_certs().certs,
    };
    store.add_parsable_certificates(certificates);
    if store.is_empty() {
        return Err(ServerProblem::NoCertificates(place));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ServerProblem::NoCertificates(place))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::{Server, ServerProblem};

    fn problem(text: &str) -> ServerProblem {
        Server::read(text).unwrap_err()
    }

    #[test]
    fn on_this_machine_nothing_need_be_said() {
        for text in [
            "host=127.0.0.1 user=a dbname=b",
            "postgresql://a:b@localhost/c",
            "host=/run/postgresql user=a",
            "host=::1 user=a sslmode=disable",
        ] {
            assert!(Server::read(text).unwrap().tls().is_none(), "{text}");
        }
    }

    #[test]
    fn a_server_elsewhere_that_is_not_verified_is_refused() {
        for mode in ["disable", "prefer", "require", "verify-ca"] {
            let wanted = ServerProblem::NotVerified(mode.to_owned());
            assert_eq!(
                problem(&format!("host=db.example user=a sslmode={mode}")),
                wanted
            );
            assert_eq!(
                problem(&format!("postgresql://a@db.example/b?sslmode={mode}")),
                wanted
            );
        }
        let missing = "host=db.example user=a sslrootcert=/nowhere/ca.pem";
        assert!(matches!(problem(missing), ServerProblem::NoCertificates(_)));
        // One of several is enough.
        let mixed = "host=127.0.0.1,db.example user=a sslmode=disable";
        assert!(matches!(problem(mixed), ServerProblem::NotVerified(_)));
    }

    #[test]
    fn the_copy_is_made_by_a_command_that_can_be_pasted() {
        let server = "host=127.0.0.1 port=5433 user=baobei_owner password=geheim dbname='a b'";
        assert_eq!(
            Server::read(server).unwrap().dump_command("before-2"),
            "pg_dump --format=custom --file=before-2.dump --host=127.0.0.1 --port=5433 \
             --username=baobei_owner 'a b'"
        );
    }

    #[test]
    fn no_problem_repeats_the_password() {
        for text in [
            "host=db.example user=a password=geheim sslmode=prefer",
            "host db.example password=geheim",
            "postgresql://a:geheim@db.example:port/b",
            "host=db.example sslmode=geheim",
            "user=a password=geheim",
        ] {
            let told = problem(text);
            assert!(!format!("{told} {told:?}").contains("geheim"), "{text}");
        }
        let server = Server::read("host=127.0.0.1 user=a password=geheim").unwrap();
        assert!(!format!("{server:?}").contains("geheim"));
    }
}
