//! The desk: a ledger, and what is kept beside it.

use std::sync::{Arc, Mutex};

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::ledger::Ledger;
use ledger::organisation::Organisation;
use ledger::privacy::personal::Personal;
use ledger::record::{Command, JudgedCase, Recorded};
use ledger::rows::{Rows, Together};
use ruling::fact::StaffId;
use ruling::policy::Packs;

use crate::account::hashing::Hashing;
use crate::account::token;
use crate::actor::HeldRole;
use crate::deeds::{self, AccountDeed, Deed, DeedKind};
use crate::permission::Role;
use crate::schema::DESK;
use crate::{Actor, Refusal, following};

/// What a company may set; the defaults are what most should keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Memory that hashing one password takes, in KiB.
    pub hash_memory_kib: u32,
    /// Times it goes over that memory.
    pub hash_passes: u32,
    /// Passwords hashed at once; as many again may wait ten times over.
    pub hashed_at_once: usize,
    /// Seconds without a request after which a session is over.
    pub idle_seconds: i64,
    /// Seconds after which a session is over in any case.
    pub session_seconds: i64,
    /// Days after which a password must be changed; none: only when there is a reason.
    pub password_days: Option<u32>,
    /// Duplicate checks of one person in a day.
    pub checks_a_day: u32,
    /// Cases of which one person may see personal data in a day.
    pub reveals_a_day: u32,
    /// Cases of others one person may look at in a day before it is told.
    pub looks_a_day: u32,
    /// Lists one person may take out in a day.
    pub exports_a_day: u32,
    /// Whether somebody can send customers a code to consent by.
    pub sends_codes: bool,
    /// Such codes one person may send in a day.
    pub codes_a_day: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            hash_memory_kib: 19 * 1024,
            hash_passes: 2,
            hashed_at_once: 2,
            idle_seconds: 2 * 60 * 60,
            session_seconds: 14 * 60 * 60,
            password_days: None,
            checks_a_day: 60,
            reveals_a_day: 40,
            looks_a_day: 100,
            exports_a_day: 5,
            sends_codes: false,
            codes_a_day: 40,
        }
    }
}

/// A company at work.
pub struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) settings: Settings,
    pub(crate) hashing: Hashing,
    /// Whose turn it is to make a photo smaller.
    pub(crate) reading_papers: Mutex<()>,
}

impl Desk {
    /// Takes a ledger to work with. After a copy was restored, nobody is signed in and no link opens anything.
    ///
    /// # Errors
    /// Tables of a newer release, or rows that cannot be read or written.
    pub fn open(ledger: Ledger, settings: Settings) -> Result<Desk, Fault> {
        ledger.keep_tables(&DESK)?;
        let origin = ledger.origin()?;
        ledger.keep(move |rows| go_on_from(rows, &origin))?;
        let hashing = Hashing::new(&settings)?;
        Ok(Desk {
            ledger,
            settings,
            hashing,
            reading_papers: Mutex::new(()),
        })
    }

    /// Whether rows can be read now.
    ///
    /// # Errors
    /// They cannot.
    pub fn check_rows(&self) -> Result<(), Refusal> {
        Ok(self.ledger.look(following::seen_seq).map(drop)?)
    }

    /// What the company is called: it stands on papers.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn company_name(&self) -> Result<String, Refusal> {
        Ok(self.ledger.company_name()?)
    }

    /// What lies under the desk: for whoever keeps it, to back it up, verify it or rotate its keys.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The regulation that an actor's unit works under.
    pub(crate) fn packs_of(&self, actor: &Actor) -> Result<Arc<Packs>, Fault> {
        self.ledger.packs_for(actor.staff)
    }

    /// The regulation that a case is judged by.
    pub(crate) fn packs_of_case(&self, judged: &JudgedCase) -> Result<Arc<Packs>, Fault> {
        let regulations = self.ledger.regulations()?;
        Ok(Arc::clone(regulations.packs(judged.domain)))
    }

    /// Somebody for whom the keys of the ledger speak: whoever has those in hand may do everything with it, and says by
    /// whom it is done. Nobody comes here from a page.
    ///
    /// # Errors
    /// A fault.
    pub fn with_keys(&self, staff: StaffId) -> Result<Actor, Refusal> {
        let mut actor = self.as_actor(staff)?;
        actor.roles = vec![HeldRole {
            grant: 0,
            role: Role::GeneralManager,
            scope: None,
            until: None,
        }];
        Ok(actor)
    }

    /// Somebody as they are now, whether signed in or not.
    pub(crate) fn as_actor(&self, staff: StaffId) -> Result<Actor, Refusal> {
        let (company, now) = (self.ledger.company()?, self.ledger.now());
        let unit = company.unit_of(staff, now, now);
        Actor::new(0, staff, (String::new(), unit), self.organisation()?, now)
    }

    pub(crate) fn organisation(&self) -> Result<Arc<Organisation>, Fault> {
        self.ledger.organisation()
    }

    /// Carries a command out once, for somebody of whom its entry does not tell.
    pub(crate) fn carry_out_for(&self, by: StaffId, command: Command) -> Result<(), Refusal> {
        self.together(by, |acts| acts.carry_out(command).map(drop))
    }

    /// What somebody does in several steps: all of them or none, and noted as theirs.
    pub(crate) fn together<T: Send + 'static>(
        &self,
        by: StaffId,
        work: impl FnOnce(&mut Acts<'_, '_, '_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.ledger
            .keep_together(move |together| work(&mut Acts { by, together }))
    }

    /// Carries a command out once.
    pub(crate) fn carry_out(&self, command: Command) -> Result<Recorded, Refusal> {
        let key: [u8; 16] = token::random()?;
        Ok(self.ledger.carry_out(command, &key)?)
    }
}

/// The steps of an act, in one transaction.
pub(crate) struct Acts<'a, 'b, 'c> {
    by: StaffId,
    together: &'a mut Together<'b, 'c>,
}

impl Acts<'_, '_, '_> {
    /// Carries a command out, and notes who did it.
    pub(crate) fn carry_out(&mut self, command: Command) -> Result<Recorded, Refusal> {
        let key: [u8; 16] = token::random()?;
        let done = self.together.carry_out(command, &key)?;
        if let Some(entry) = self.entry(&done)? {
            let deed = Deed {
                staff: self.by,
                kind: DeedKind::of(&entry),
                seq: done.seq,
                recorded: done.recorded,
            };
            deeds::note(&self.rows(), &deed)?;
        }
        Ok(done)
    }

    /// Records what was done to somebody's account.
    pub(crate) fn account(&mut self, deed: AccountDeed, staff: StaffId) -> Result<(), Refusal> {
        let deed = Command::Account {
            by: self.by,
            deed: deed.name().to_owned(),
            staff,
        };
        self.carry_out(deed).map(drop)
    }

    /// What an entry just made says.
    pub(crate) fn entry(&self, done: &Recorded) -> Result<Option<Entry>, Fault> {
        self.together.entry(done.seq)
    }

    /// Rows beside the log.
    pub(crate) fn rows(&self) -> Rows<'_> {
        self.together.rows()
    }
}

/// Notes which log the rows belong to. Those of a copy that was put back are not to open anything any more.
fn go_on_from(rows: &Rows<'_>, origin: &str) -> Result<(), Fault> {
    let known = rows.query_one(
        "reading which log the desk followed",
        "SELECT origin FROM desk WHERE company_id = $1",
        &[rows.company()],
        |row| row.text(0),
    )?;
    match known {
        Some(known) if known == origin => Ok(()),
        Some(_) => {
            let company = [rows.company()];
            for sql in [
                "DELETE FROM session WHERE company_id = $1",
                "DELETE FROM link WHERE company_id = $1",
            ] {
                rows.execute("signing everybody out", sql, &company)?;
            }
            rows.execute(
                "following another log",
                "UPDATE desk SET origin = $1 WHERE company_id = $2",
                &[origin.into(), rows.company()],
            )
        }
        None => rows.execute(
            "beginning the desk",
            "INSERT INTO desk (company_id, origin, seen_seq) VALUES ($1, $2, 0)",
            &[rows.company(), origin.into()],
        ),
    }
}

/// A single field as the ledger takes it.
pub(crate) fn personal(name: &str, value: &str) -> Personal {
    Personal::new([(name.to_owned(), value.to_owned())])
}

/// A person's key, so that with a colleague's nobody gets the answer that the colleague got.
pub(crate) fn key_of(actor: &Actor, key: &str) -> Result<Vec<u8>, Refusal> {
    match key.is_empty() {
        true => Ok(token::random::<16>()?.to_vec()),
        false => Ok(format!("{} {key}", actor.staff.0).into_bytes()),
    }
}
