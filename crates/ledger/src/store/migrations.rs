//! Bringing a schema up to this program's: steps in pairs with equal numbers, each recorded with its checksum,
//! whole or not done at all.

use std::path::Path;

use ruling::calendar::{Instant, Zone};
use sha2::{Digest, Sha256};

use super::{Database, Engine};
use crate::fault::{Doing, Fault};

/// This program's release, as the schema's steps are signed with.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// One step of a schema, in each engine's words.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// For the embedded engine.
    pub sqlite: &'static str,
    /// For the server: the same tables, columns and keys.
    pub postgres: &'static str,
}

/// The steps of one schema. Several have their tables in one database, each with numbers of its own.
#[derive(Debug, Clone, Copy)]
pub struct Series {
    /// Whose tables: letters only.
    pub name: &'static str,
    /// All steps in order; the first has number 1.
    pub steps: &'static [Migration],
}

/// The ledger's own tables.
pub(crate) const LEDGER: Series = Series {
    name: "ledger",
    steps: &[Migration {
        sqlite: include_str!("../../migrations/sqlite/0001_ledger.sql"),
        postgres: include_str!("../../migrations/postgres/0001_ledger.sql"),
    }],
};

/// What SQLite plans by. Of itself it takes ten rows for any first column of a key, so it would rather read all rows
/// of a company than use the index that leads to the ten wanted. Figures of real data would do, but plans would change
/// with them: so every index has the same, in which a company is all there is and each further column leaves an eighth.
const SQLITE_FIGURES: &str = "
    ANALYZE sqlite_schema;
    DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT t.name, iif(i.origin = 'pk', t.name, i.name), '1000000 ' || group_concat(
        CASE WHEN i.\"unique\" AND NOT EXISTS (SELECT 1 FROM pragma_index_info(i.name) l WHERE l.seqno > c.seqno) THEN 1
             WHEN c.seqno = 0 THEN 1000000
             ELSE max(800 >> 2 * c.seqno, 2) END, ' ') || ' noskipscan'
    FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
    WHERE t.type = 'table'
      AND EXISTS (SELECT 1 FROM pragma_index_info(i.name) f WHERE f.seqno = 0 AND f.name = 'company_id')
    GROUP BY t.name, i.name;
    ANALYZE sqlite_schema;";

/// A step that was done.
struct Applied {
    number: u32,
    checksum: String,
    release: String,
    snapshot: String,
}

impl Database {
    /// Does the steps that are missing. Before existing data is changed it is copied into `snapshots`; a server's
    /// own copies are named by the moment.
    pub(crate) fn migrate(&self, series: &Series, snapshots: Option<&Path>) -> Result<(), Fault> {
        let applied = self.applied(series.name)?;
        self.refuse_what_is_not_ours(series, &applied)?;
        if applied.len() == series.steps.len() {
            return Ok(());
        }
        // Of several nodes that start at once one does the steps; the others wait and find them done.
        self.script("SELECT pg_advisory_lock(hashtext('baobei migration'))")?;
        let done = self.do_what_is_missing(series, snapshots);
        self.script("SELECT pg_advisory_unlock(hashtext('baobei migration'))")?;
        done
    }

    fn do_what_is_missing(&self, series: &Series, snapshots: Option<&Path>) -> Result<(), Fault> {
        let applied = self.applied(series.name)?;
        self.refuse_what_is_not_ours(series, &applied)?;
        let mut snapshot = String::new();
        for (number, step) in (1_u32..).zip(series.steps).skip(applied.len()) {
            if !applied.is_empty() && snapshot.is_empty() {
                snapshot = self.keep_snapshot(snapshots)?;
            }
            self.apply(series.name, number, step, &snapshot)?;
        }
        Ok(())
    }

    /// Statements that only a server needs.
    fn script(&self, statements: &str) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(postgres) => {
                postgres.script("waiting for others who migrate the database", statements)
            }
        }
    }

    fn applied(&self, series: &str) -> Result<Vec<Applied>, Fault> {
        let doing = "reading the schema's version";
        let sql = match &self.engine {
            Engine::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE name = 'migration'",
            Engine::Postgres(_) => "SELECT 1::bigint WHERE to_regclass('migration') IS NOT NULL",
        };
        if self
            .query_one(doing, sql, &[], |row| row.int::<u32>(0))?
            .is_none()
        {
            return Ok(Vec::new());
        }
        self.query(
            doing,
            "SELECT migration_no, checksum, release, snapshot FROM migration WHERE series = $1 \
             ORDER BY migration_no",
            &[series.into()],
            |row| {
                Ok(Applied {
                    number: row.int(0)?,
                    checksum: row.text(1)?,
                    release: row.text(2)?,
                    snapshot: row.text(3)?,
                })
            },
        )
    }

    fn refuse_what_is_not_ours(&self, series: &Series, applied: &[Applied]) -> Result<(), Fault> {
        let known = u32::try_from(series.steps.len()).unwrap_or(u32::MAX);
        let mut newer = applied.iter().filter(|step| step.number > known);
        if let Some(first) = newer.next() {
            let last = newer.next_back().unwrap_or(first);
            return Err(Fault::NewerSchema {
                found: last.number,
                known,
                release: last.release.clone(),
                snapshot: first.snapshot.clone(),
            });
        }
        for (number, done) in (1..).zip(applied) {
            let place = usize::try_from(number - 1).unwrap_or(usize::MAX);
            let step = series.steps.get(place);
            let checksum = step.map(|step| {
                let words = self.words(step);
                checksum(series.name, number, words, &done.release, &done.snapshot)
            });
            if done.number != number || checksum.as_ref() != Some(&done.checksum) {
                return Err(Fault::OtherSchema(number));
            }
        }
        Ok(())
    }

    /// Keeps the data as it is before it is changed, and tells where.
    fn keep_snapshot(&self, folder: Option<&Path>) -> Result<String, Fault> {
        let sql = "SELECT coalesce(max(recorded_at), 0) FROM fact";
        let last = self.query_one("dating the snapshot", sql, &[], |row| row.instant(0))?;
        let last = last.unwrap_or(Instant::from_seconds(0));
        let (day, ..) = Zone::shanghai().civil(last);
        if let Engine::Postgres(postgres) = &self.engine {
            let server = postgres.server();
            let command = server.dump_command(&format!("before-{RELEASE}-{day}"));
            let taken = server.snapshot_taken().map(str::to_owned);
            return taken.ok_or(Fault::SnapshotFirst {
                release: RELEASE.to_owned(),
                command,
            });
        }
        let name = format!("before-{RELEASE}-{day}.sqlite3");
        let path = folder.unwrap_or(Path::new(".")).join(&name);
        if !path.exists() {
            self.copy_to(&path)?;
        }
        Ok(name)
    }

    fn apply(
        &self,
        series: &str,
        number: u32,
        step: &Migration,
        snapshot: &str,
    ) -> Result<(), Fault> {
        let doing = "migrating the database";
        let words = self.words(step);
        let checksum = checksum(series, number, words, RELEASE, snapshot);
        // Whoever took it wrote what they liked.
        let snapshot = snapshot.replace('\'', "''");
        let record = format!(
            "INSERT INTO migration (series, migration_no, checksum, release, snapshot) \
             VALUES ('{series}', {number}, '{checksum}', '{RELEASE}', '{snapshot}')"
        );
        let script = |begin, figures| format!("{begin};\n{words}\n{record};\n{figures}\nCOMMIT;");
        let done = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite
                .script(&script("BEGIN IMMEDIATE", SQLITE_FIGURES))
                .doing(doing),
            // A server counts its rows by itself.
            Engine::Postgres(postgres) => postgres.script(doing, &script("BEGIN", "")),
        };
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    fn words(&self, step: &Migration) -> &'static str {
        match &self.engine {
            Engine::Sqlite(_) => step.sqlite,
            Engine::Postgres(_) => step.postgres,
        }
    }
}

/// Of everything that is recorded about a step, so that a change of any of it is noticed.
fn checksum(series: &str, number: u32, words: &str, release: &str, snapshot: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(number.to_be_bytes());
    for text in [series, words, release, snapshot] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
    let bytes = hasher.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::{LEDGER, Migration, RELEASE, Series};
    use crate::fault::Fault;
    use crate::store::{Database, Site};

    const LATER: Migration = Migration {
        sqlite: "CREATE TABLE later (company_id INTEGER PRIMARY KEY);",
        postgres: "",
    };

    /// The ledger's schema as a later release may have it.
    const LATER_LEDGER: Series = Series {
        name: "ledger",
        steps: &[LEDGER.steps[0], LATER],
    };

    fn tables(database: &Database) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table'";
        database.query("", sql, &[], |row| row.text(0)).unwrap()
    }

    fn fresh() -> (TempDir, Database) {
        let folder = TempDir::new().unwrap();
        let site = Site::File(folder.path().join("ledger.sqlite3"));
        let database = Database::open_writer(&site, 1).unwrap();
        (folder, database)
    }

    #[test]
    fn existing_data_is_copied_before_it_is_changed_and_an_older_program_names_the_copy() {
        let (folder, database) = fresh();
        assert_eq!(
            std::fs::read_dir(folder.path())
                .unwrap()
                .filter(|file| {
                    file.as_ref()
                        .unwrap()
                        .file_name()
                        .to_string_lossy()
                        .starts_with("before-")
                })
                .count(),
            0,
            "nothing was there to be copied"
        );
        database
            .migrate(&LATER_LEDGER, Some(folder.path()))
            .unwrap();
        assert!(tables(&database).contains(&"later".to_owned()));
        let refused = database.migrate(&LEDGER, Some(folder.path())).unwrap_err();
        let Fault::NewerSchema {
            found,
            known,
            release,
            snapshot,
        } = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!((found, known, release.as_str()), (2, 1, RELEASE));
        let copy = Site::File(folder.path().join(snapshot));
        let copy = Database::open_reader(&copy, 1).unwrap();
        assert!(!tables(&copy).contains(&"later".to_owned()));
        assert!(tables(&copy).contains(&"fact".to_owned()));
    }

    #[test]
    fn a_statement_goes_by_the_index_of_what_it_asks_for() {
        const WIDE: Migration = Migration {
            sqlite: "CREATE TABLE wide (company_id INTEGER, unit_id INTEGER, case_id INTEGER, note TEXT, \
                     PRIMARY KEY (company_id, unit_id, case_id)) WITHOUT ROWID; \
                     CREATE INDEX wide_of_case ON wide (company_id, case_id);",
            postgres: "",
        };
        let (folder, database) = fresh();
        let beside = Series {
            name: "beside",
            steps: &[WIDE],
        };
        database.migrate(&beside, Some(folder.path())).unwrap();
        let sql = "EXPLAIN QUERY PLAN SELECT note FROM wide WHERE company_id = $1 AND case_id = $2";
        let values = [1_u32.into(), 2_u32.into()];
        let plan = database.query("", sql, &values, |row| row.text(3)).unwrap();
        assert_eq!(
            plan,
            ["SEARCH wide USING INDEX wide_of_case (company_id=? AND case_id=?)"]
        );
    }

    #[test]
    fn a_step_that_fails_leaves_nothing_behind() {
        let (folder, database) = fresh();
        let before = tables(&database);
        const FAILS: Migration = Migration {
            sqlite: "CREATE TABLE half (a INTEGER); CREATE TABLE fact (a INTEGER);",
            postgres: "",
        };
        const FAILING: Series = Series {
            name: "ledger",
            steps: &[LEDGER.steps[0], FAILS],
        };
        database.migrate(&FAILING, Some(folder.path())).unwrap_err();
        assert_eq!(tables(&database), before);
        database
            .migrate(&LATER_LEDGER, Some(folder.path()))
            .unwrap();
    }

    #[test]
    fn a_step_edited_after_it_was_done_is_refused() {
        let (folder, database) = fresh();
        let other = Series {
            name: "ledger",
            steps: &[LATER],
        };
        let refused = database.migrate(&other, Some(folder.path())).unwrap_err();
        assert!(matches!(refused, Fault::OtherSchema(1)));
    }

    #[test]
    fn another_series_has_its_own_numbers_and_leaves_the_ledgers_alone() {
        let (folder, database) = fresh();
        let beside = Series {
            name: "beside",
            steps: &[LATER],
        };
        database.migrate(&beside, Some(folder.path())).unwrap();
        database.migrate(&LEDGER, Some(folder.path())).unwrap();
        database.migrate(&beside, Some(folder.path())).unwrap();
        assert!(tables(&database).contains(&"later".to_owned()));
    }
}
