//! Sessions: who is signed in where, for how long, and how to end it.

use ledger::fault::Fault;
use ledger::rows::{Rows, Value};
use ruling::calendar::Instant;
use ruling::fact::StaffId;
use ruling::language::Language;

use super::sign_in::SignInStep;
use super::token::Token;
use super::{Account, token};
use crate::alerts;
use crate::desk::Settings;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::{Action, Reach, Role};
use crate::{Actor, Desk, Refusal};

/// What a browser shows to be known again during a session.
pub type SessionToken = Token;

/// Requests within this time of the last change nothing that is stored.
const NOTED_EVERY_SECONDS: i64 = 60;
/// Two places within this time are two places at once.
const AT_ONCE_SECONDS: i64 = 10 * 60;

/// One session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// What it is ended by: says nothing about its token.
    pub id: String,
    /// What the browser said it is.
    pub device: String,
    /// When it began.
    pub began: Instant,
    /// When it was used last, to a minute.
    pub seen: Instant,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// A session as stored.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) hash: [u8; 32],
    pub(crate) account: u32,
    pub(crate) step: SignInStep,
    pub(crate) origin_tag: u64,
    pub(crate) began: Instant,
    pub(crate) seen: Instant,
    pub(crate) device: String,
}

impl Session {
    /// The session of a token, unless it is over.
    pub(crate) fn of(
        rows: &Rows<'_>,
        token: &Token,
        settings: &Settings,
    ) -> Result<Option<Session>, Fault> {
        let hash = token.hash();
        let found = Session::find(rows, "token_hash = $2", (&hash).into())?;
        let now = rows.now();
        let mut found = found.into_iter();
        Ok(found.find(|session| session.is_alive(now, settings)))
    }

    fn of_account(rows: &Rows<'_>, account: u32) -> Result<Vec<Session>, Fault> {
        Session::find(rows, "account_id = $2", account.into())
    }

    fn find(rows: &Rows<'_>, by: &str, value: Value<'_>) -> Result<Vec<Session>, Fault> {
        let sql = format!(
            "SELECT token_hash, account_id, step, origin_tag, began_at, seen_at, device_label FROM session \
             WHERE company_id = $1 AND {by}"
        );
        rows.query("reading sessions", &sql, &[rows.company(), value], |row| {
            let step = row.int::<u8>(2)?;
            Ok(Session {
                hash: row.array(0)?,
                account: row.int(1)?,
                step: SignInStep::of_number(step).ok_or("no step has this number")?,
                origin_tag: row.id(3)?,
                began: row.instant(4)?,
                seen: row.instant(5)?,
                device: row.text(6)?,
            })
        })
    }

    fn is_alive(&self, now: Instant, settings: &Settings) -> bool {
        now < self.seen.plus_seconds(settings.idle_seconds)
            && now < self.began.plus_seconds(settings.session_seconds)
    }

    /// Stores a new session.
    pub(crate) fn begin(&self, rows: &Rows<'_>) -> Result<(), Fault> {
        rows.execute(
            "beginning a session",
            "INSERT INTO session (company_id, token_hash, account_id, step, origin_tag, began_at, seen_at, \
             device_label) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                rows.company(),
                (&self.hash).into(),
                self.account.into(),
                self.step.number().into(),
                self.origin_tag.into(),
                self.began.into(),
                self.seen.into(),
                (&self.device).into(),
            ],
        )
    }

    /// Goes on to the next step of signing in.
    pub(crate) fn go_on(&self, rows: &Rows<'_>, step: SignInStep) -> Result<(), Fault> {
        rows.execute(
            "going on with signing in",
            "UPDATE session SET step = $1 WHERE company_id = $2 AND token_hash = $3",
            &[step.number().into(), rows.company(), (&self.hash).into()],
        )
    }

    /// Notes that it was used now, and from where. Another place at once is told.
    fn use_now(&self, rows: &Rows<'_>, origin_tag: u64) -> Result<(), Fault> {
        rows.execute(
            "noting that a session is used",
            "UPDATE session SET seen_at = $1, origin_tag = $2 WHERE company_id = $3 AND token_hash = $4",
            &[
                rows.now().into(),
                origin_tag.into(),
                rows.company(),
                (&self.hash).into(),
            ],
        )
    }
}

/// Tells an account's owner and those who watch that it is used from two places at once.
pub(crate) fn tell_of_two_places(
    rows: &Rows<'_>,
    account: &Account,
    origin_tag: u64,
    watchers: &[StaffId],
) -> Result<(), Fault> {
    let now = rows.now();
    let since = now.plus_seconds(-AT_ONCE_SECONDS);
    let sessions = Session::of_account(rows, account.account)?;
    let mut elsewhere = sessions.iter();
    let is_elsewhere = elsewhere.any(|session| {
        session.origin_tag != origin_tag
            && session.seen >= since
            && session.step == SignInStep::Done
    });
    if !is_elsewhere {
        return Ok(());
    }
    // Once an hour is often enough.
    let mark = now.seconds() / 3600;
    let own = NewNotice::about_staff(account.staff, NoticeKind::TwoPlaces, account.staff, mark);
    notices::tell(rows, &own)?;
    let others = watchers.iter().copied();
    let others = others.filter(|watcher| *watcher != account.staff);
    alerts::raise(rows, (NoticeKind::TwoPlacesOf, account.staff, mark), others)
}

/// Ends all sessions of an account but one.
pub(crate) fn end_others(
    rows: &Rows<'_>,
    account: u32,
    but: Option<&[u8; 32]>,
) -> Result<(), Fault> {
    let nobody = [0; 32];
    rows.execute(
        "ending sessions",
        "DELETE FROM session WHERE company_id = $1 AND account_id = $2 AND token_hash <> $3",
        &[
            rows.company(),
            account.into(),
            but.unwrap_or(&nobody).into(),
        ],
    )
}

impl Desk {
    /// Who a session belongs to, with what they may do now; none while signing in is not done, and once the
    /// session is over. `origin` is the client's address.
    ///
    /// # Errors
    /// Rows that cannot be read or written.
    pub fn actor(&self, token: &SessionToken, origin: &str) -> Result<Option<Actor>, Refusal> {
        let settings = self.settings;
        let found = self.ledger.look(|rows| {
            let session = Session::of(rows, token, &settings)?;
            let session = session.filter(|session| session.step == SignInStep::Done);
            let Some(session) = session else {
                return Ok(None);
            };
            let account = Account::numbered(rows, session.account)?;
            let origin_tag = rows.tag(&format!("origin/{origin}"));
            Ok::<_, Fault>(account.map(|account| (session, account, origin_tag)))
        })?;
        let Some((session, account, origin_tag)) = found else {
            return Ok(None);
        };
        let now = self.ledger.now();
        let is_old = now >= session.seen.plus_seconds(NOTED_EVERY_SECONDS);
        if self.is_out(&account)? {
            return Ok(None);
        }
        if is_old || session.origin_tag != origin_tag {
            let watchers = self.who_may(Action::SeeAlerts)?;
            let known = account.clone();
            self.ledger.keep(move |rows| {
                tell_of_two_places(rows, &known, origin_tag, &watchers)?;
                session.use_now(rows, origin_tag)
            })?;
        }
        self.actor_of(&account).map(Some)
    }

    /// Whether nobody signs in with an account any more: it is closed, or its owner has left.
    pub(crate) fn is_out(&self, account: &Account) -> Result<bool, Refusal> {
        let now = self.ledger.now();
        let company = self.ledger.company()?;
        Ok(account.is_closed || company.departed_by(account.staff, now, now).is_some())
    }

    /// Everybody whose role lets them do something in the whole company.
    pub(crate) fn who_may(&self, action: Action) -> Result<Vec<StaffId>, Refusal> {
        let (organisation, now) = (self.organisation()?, self.ledger.now());
        let mut staff: Vec<_> = organisation
            .grants()
            .iter()
            .filter(|granted| granted.is_in_force(now))
            .filter(|granted| {
                let role = Role::named(&granted.grant.role);
                let reach = role.map(|role| role.reach(action));
                reach == Some(Reach::Scope) && granted.grant.scope.is_none()
            })
            .map(|granted| granted.grant.staff)
            .collect();
        staff.sort();
        staff.dedup();
        Ok(staff)
    }

    pub(crate) fn actor_of(&self, account: &Account) -> Result<Actor, Refusal> {
        let now = self.ledger.now();
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let name = directory.staff.get(&account.staff).cloned();
        let unit = company.unit_of(account.staff, now, now);
        let organisation = self.organisation()?;
        let named = (name.unwrap_or_default(), unit);
        let mut actor = Actor::new(account.account, account.staff, named, organisation, now)?;
        actor.language = account.language;
        Ok(actor)
    }

    /// Keeps the language that somebody chose, for all their devices. Whoever is not signed in has no account yet to
    /// keep it.
    ///
    /// # Errors
    /// Rows that cannot be written.
    pub fn keep_language(&self, token: &SessionToken, language: Language) -> Result<(), Refusal> {
        let (settings, token) = (self.settings, token.clone());
        Ok(self.ledger.keep(move |rows| {
            let session = Session::of(rows, &token, &settings)?;
            let Some(session) = session.filter(|session| session.step == SignInStep::Done) else {
                return Ok(());
            };
            rows.execute(
                "keeping a language",
                "UPDATE account SET language = $1 WHERE company_id = $2 AND account_id = $3",
                &[
                    language.pick("zh", "en").into(),
                    rows.company(),
                    session.account.into(),
                ],
            )
        })?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Rows that cannot be written.
    pub fn sign_out(&self, token: &SessionToken) -> Result<(), Refusal> {
        let hash = token.hash();
        Ok(self.ledger.keep(move |rows| end(rows, &hash))?)
    }

    /// An actor's sessions, the newest first.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn sessions_of(
        &self,
        actor: &Actor,
        this: &SessionToken,
    ) -> Result<Vec<SessionLine>, Refusal> {
        let (settings, now) = (self.settings, self.ledger.now());
        let sessions = self
            .ledger
            .look(|rows| Session::of_account(rows, actor.account))?;
        let this = this.hash();
        let mut lines: Vec<SessionLine> = sessions
            .into_iter()
            .filter(|session| session.is_alive(now, &settings))
            .map(|session| SessionLine {
                id: public_id(&session.hash),
                is_this: session.hash == this,
                device: session.device,
                began: session.began,
                seen: session.seen,
            })
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.began));
        Ok(lines)
    }

    /// Ends one of an actor's sessions.
    ///
    /// # Errors
    /// No such session of theirs.
    pub fn revoke_session(&self, actor: &Actor, id: &str) -> Result<(), Refusal> {
        let (account, id) = (actor.account, id.to_owned());
        self.ledger.keep(move |rows| {
            let sessions = Session::of_account(rows, account)?;
            let mut sessions = sessions.iter();
            let meant = sessions.find(|session| public_id(&session.hash) == id);
            Ok::<_, Refusal>(end(rows, &meant.ok_or(Refusal::NotFound)?.hash)?)
        })
    }
}

fn end(rows: &Rows<'_>, hash: &[u8; 32]) -> Result<(), Fault> {
    rows.execute(
        "ending a session",
        "DELETE FROM session WHERE company_id = $1 AND token_hash = $2",
        &[rows.company(), hash.into()],
    )
}

/// The beginning of the hash: enough to tell an account's sessions apart, useless for signing in.
fn public_id(hash: &[u8; 32]) -> String {
    token::hex(hash).chars().take(16).collect()
}
