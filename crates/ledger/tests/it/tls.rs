//! The way to a server elsewhere: nobody listens, and the server is the one that was named.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ledger::fault::Fault;
use ledger::ledger::{Founding, Ledger};
use ledger::place::Place;
use ledger::server::{Server, ServerFault};
use tempfile::TempDir;

use crate::postgres::{self, Cluster};
use crate::support::{CHEN, OnServer, Store};

/// An authority, and a server's certificate that it has signed.
struct Certificates {
    folder: TempDir,
}

impl Certificates {
    /// Of a server of this name.
    fn of(name: &str) -> Certificates {
        let certificates = Certificates {
            folder: TempDir::new().unwrap(),
        };
        let authority = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority \
                         -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE";
        certificates.openssl(authority);
        let request = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -keyout server.key \
                       -out server.csr";
        certificates.openssl(request);
        let names = format!("subjectAltName={name}\nbasicConstraints=CA:FALSE\n");
        fs::write(certificates.file("names"), names).unwrap();
        certificates.openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -extfile names -out server.pem",
        );
        certificates
    }

    fn openssl(&self, arguments: &str) {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .output()
            .expect("openssl, which scripts/test installs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments}: {told}");
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A server that shows the certificate.
    fn server(&self) -> &'static Cluster {
        let read = |name| fs::read(self.file(name)).unwrap();
        let (certificate, key) = (read("server.pem"), read("server.key"));
        let files: [(&str, &[u8]); 2] = [("server.crt", &certificate), ("server.key", &key)];
        Box::leak(Box::new(Cluster::start_with("ssl = on\n", &files)))
    }
}

/// A connection that is verified against these authorities, to a host by this name.
fn verified(cluster: &Cluster, database: &str, host: &str, roots: &Path) -> Server {
    let text = format!(
        "host={host} hostaddr=127.0.0.1 port={} user=postgres dbname={database} sslmode=verify-full sslrootcert={}",
        cluster.port(),
        roots.display()
    );
    Server::read(&text).unwrap()
}

/// What is wrong with founding a ledger there.
fn refused(server: &Server) -> ServerFault {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store");
    let other = Store::showroom();
    let place = Place {
        folder: &path,
        server: Some(server),
    };
    let founding = Founding {
        company: "测试公司".to_owned(),
        company_file: Vec::new(),
        packs: vec![crate::support::pack("1-showroom")],
    };
    match Ledger::found(place, other.keys(), other.time_source(), &founding).err() {
        Some(ledger::fault::Failure::Fault(Fault::OnServer { problem, .. })) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_that_proves_its_name_is_written_to_and_any_other_is_refused() {
    let certificates = Certificates::of("DNS:ledger.example");
    let cluster = certificates.server();
    let database = cluster.database();
    let roots = certificates.file("ca.pem");
    let server = verified(cluster, &database, "ledger.example", &roots);
    let store = Store::showroom_beside(&OnServer {
        cluster,
        database: database.clone(),
        server,
    });
    store.register("张", CHEN).unwrap();
    let ours = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                WHERE application_name = 'baobei'";
    assert_eq!(cluster.sql(&database, ours), ["t"], "nobody can listen");
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);

    let other_name = refused(&verified(cluster, &database, "other.example", &roots));
    assert!(
        matches!(other_name, ServerFault::NotTrusted(_)),
        "{other_name:?}"
    );
    let strangers = Certificates::of("DNS:ledger.example");
    let unknown = verified(
        cluster,
        &database,
        "ledger.example",
        &strangers.file("ca.pem"),
    );
    let unknown = refused(&unknown);
    assert!(matches!(unknown, ServerFault::NotTrusted(_)), "{unknown:?}");
}

#[test]
fn a_server_that_offers_no_tls_is_refused_where_it_is_demanded() {
    let certificates = Certificates::of("DNS:ledger.example");
    let cluster = postgres::shared();
    let roots = certificates.file("ca.pem");
    let database = cluster.database();
    let plain = refused(&verified(cluster, &database, "ledger.example", &roots));
    assert_eq!(plain, ServerFault::NoTls);
}
