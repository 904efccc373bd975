//! PostgreSQL for the tests: one cluster for this run, on loopback, gone when the run is over however it ends.

#![expect(
    clippy::disallowed_methods,
    reason = "where PostgreSQL is, is asked of PATH"
)]

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Longer statements are not given as an argument: the system takes 128 KiB at most.
const ARGUMENT_MAX: usize = 100_000;

/// Where Debian's packages put the programs, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The system's user that PostgreSQL runs as where root runs the tests: it refuses root.
const USER: &str = "postgres";

/// A running server with its own folder.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    /// Ends the server when this process ends: the pipe to it closes, even after kill -9.
    _guard: Child,
}

/// How much a cluster does for what it stores.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syncing {
    /// As in production.
    On,
    /// Not at all: for tests in which the server never crashes.
    Off,
}

/// The cluster that tests share.
pub(crate) fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(|| Cluster::start(Syncing::Off))
}

impl Cluster {
    pub(crate) fn start(syncing: Syncing) -> Cluster {
        let settings = match syncing {
            Syncing::On => "",
            Syncing::Off => "fsync = off\nfull_page_writes = off\n",
        };
        Cluster::start_with(settings, &[])
    }

    /// With these lines of configuration and these files beside it, which nobody else reads.
    pub(crate) fn start_with(settings: &str, files: &[(&str, &[u8])]) -> Cluster {
        let programs = programs().expect("PostgreSQL is not installed (no initdb in /usr/lib/postgresql/*/bin or PATH): run scripts/test, which installs it");
        let folder = tempfile::Builder::new()
            .prefix("baobei-postgres-")
            .tempdir()
            .unwrap()
            .keep();
        own(&folder);
        let data = folder.join("data");
        let initdb = [
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ];
        finish(as_user(&programs.join("initdb")).args(initdb).arg(&data));
        for (name, bytes) in files {
            let path = data.join(name);
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            own(&path);
        }
        let mut conf = fs::read_to_string(data.join("postgresql.conf")).unwrap();
        conf.push_str(&format!(
            "listen_addresses = '127.0.0.1'\nmax_connections = 200\n{settings}"
        ));
        fs::write(data.join("postgresql.conf"), conf).unwrap();
        let guard = guard(&programs, &folder);
        let mut cluster = Cluster {
            programs,
            folder,
            port: 0,
            _guard: guard,
        };
        // Between asking for a free port and taking it, somebody else may.
        let started = (0..5).any(|_| {
            cluster.port = free_port();
            cluster.try_start()
        });
        assert!(started, "PostgreSQL does not start: {}", cluster.log());
        cluster
    }

    fn try_start(&self) -> bool {
        let options = format!("-p {} -k {}", self.port, self.folder.display());
        let mut start = as_user(&self.programs.join("pg_ctl"));
        start
            .args(["start", "--wait", "--silent", "-D"])
            .arg(self.folder.join("data"));
        start
            .arg("-l")
            .arg(self.folder.join("log"))
            .args(["-o", &options]);
        // The server inherits what pg_ctl has; a pipe would stay open as long as it runs.
        start
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        start.status().unwrap().success()
    }

    /// Kills the server as a crash would and starts it again on the same port.
    pub(crate) fn crash(&self) {
        self.stop("immediate");
        self.restart();
    }

    /// Stops the server: `fast` as whoever administers it, `immediate` as a crash.
    pub(crate) fn stop(&self, mode: &str) {
        let mut stop = as_user(&self.programs.join("pg_ctl"));
        stop.args(["stop", "--wait", "--silent", "--mode", mode, "-D"]);
        finish(stop.arg(self.folder.join("data")));
    }

    /// Starts it again on the same port.
    pub(crate) fn restart(&self) {
        assert!(
            self.try_start(),
            "PostgreSQL does not start again: {}",
            self.log()
        );
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How whoever may do everything reaches a database.
    pub(crate) fn connection(&self, database: &str) -> String {
        self.connection_as("postgres", database)
    }

    /// How a role reaches a database.
    pub(crate) fn connection_as(&self, role: &str, database: &str) -> String {
        format!(
            "host=127.0.0.1 port={} user={role} dbname={database}",
            self.port
        )
    }

    /// A new empty database.
    pub(crate) fn database(&self) -> String {
        self.database_like("template1")
    }

    /// A new database with all that is in another, which nobody is connected to.
    pub(crate) fn database_like(&self, other: &str) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
        let create = format!("CREATE DATABASE {name} TEMPLATE {other} STRATEGY FILE_COPY");
        self.sql("postgres", &create);
        name
    }

    /// Runs statements and tells the rows they find, `|` between columns.
    pub(crate) fn sql(&self, database: &str, statements: &str) -> Vec<String> {
        finish(&mut self.psql(&self.connection(database), statements))
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// Runs statements as a role; tells what the server says against it, if it does.
    pub(crate) fn try_sql(&self, role: &str, database: &str, statements: &str) -> Option<String> {
        let connection = self.connection_as(role, database);
        let output = self.psql(&connection, statements).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        (!output.status.success()).then_some(told)
    }

    fn psql(&self, connection: &str, statements: &str) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
        if statements.len() < ARGUMENT_MAX {
            psql.args(["-c", statements]);
        } else {
            static NEXT: AtomicU32 = AtomicU32::new(1);
            let number = NEXT.fetch_add(1, Ordering::SeqCst);
            let script = self.folder.join(format!("script-{number}.sql"));
            fs::write(&script, statements).unwrap();
            psql.arg("-f").arg(script);
        }
        psql.arg(connection);
        psql
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

/// The folder with `initdb` and the others, of the newest version there is; none if it is not installed.
pub(crate) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = versions.into_iter().rev().map(|(_, folder)| folder);
    found
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").exists())
}

/// Gives a file or folder to whoever may run PostgreSQL.
fn own(path: &Path) {
    if !is_root() {
        return;
    }
    let id = |option| {
        let output = Command::new("id").args([option, USER]).output().unwrap();
        let id = String::from_utf8(output.stdout).unwrap();
        id.trim().parse().ok()
    };
    chown(path, id("-u"), id("-g")).unwrap();
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

/// A command as whoever may run PostgreSQL.
fn as_user(program: &Path) -> Command {
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            let user = [format!("--reuid={USER}"), format!("--regid={USER}")];
            command.args(user).arg("--clear-groups").arg(program);
            command
        }
        false => Command::new(program),
    };
    command.current_dir("/");
    command
}

/// A shell that waits until nobody holds the other end of its input, then stops the server and clears away.
fn guard(programs: &Path, folder: &Path) -> Child {
    let script = r#"trap '' INT HUP TERM
        read -r _
        test ! -e "$2/data/postmaster.pid" || "$1" stop --wait --silent --mode=immediate -D "$2/data"
        rm -rf "$2""#;
    let mut shell = as_user(Path::new("sh"));
    shell
        .args(["-c", script, "guard"])
        .arg(programs.join("pg_ctl"))
        .arg(folder);
    shell
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shell.spawn().unwrap()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Runs to the end and tells what was printed.
fn finish(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}
