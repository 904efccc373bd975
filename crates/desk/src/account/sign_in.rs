//! Signing in: password first, then what else the account asks for.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::fact::StaffId;

use super::password::{self, PasswordProblem};
use super::session::{self, Session, SessionToken};
use super::throttle::{self, From};
use super::token::{Token, hex};
use super::{Account, login_tag};
use crate::actor::roles_of;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::Action;
use crate::{Desk, Refusal};

/// What a browser shows to be known again over the years.
pub type DeviceToken = Token;

/// After so many wrong passwords from one place the owner hears of it.
const TOLD_AFTER: u32 = 5;

/// What somebody who signs in typed, and from where.
#[derive(Debug, Clone, Default)]
pub struct SignInForm {
    /// The login.
    pub login: String,
    /// The password.
    pub password: zeroize::Zeroizing<String>,
    /// The client's address.
    pub origin: String,
    /// What the browser was known by before.
    pub device: Option<DeviceToken>,
    /// What the browser says it is, in few words.
    pub device_label: String,
}

/// What is still to be done before somebody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInStep {
    /// Nothing.
    Done,
    /// The second factor's code.
    SecondFactor,
    /// A second factor must be set up: a role asks for it.
    SetUpSecondFactor,
    /// A new password must be chosen.
    ChangePassword,
}

impl SignInStep {
    const ALL: [SignInStep; 4] = [
        SignInStep::Done,
        SignInStep::SecondFactor,
        SignInStep::SetUpSecondFactor,
        SignInStep::ChangePassword,
    ];

    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_number(number: u8) -> Option<SignInStep> {
        SignInStep::ALL
            .into_iter()
            .find(|step| *step as u8 == number)
    }
}

/// The password was right.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// For the session's cookie.
    pub token: SessionToken,
    /// For the browser's long-lived cookie.
    pub device: DeviceToken,
    /// What is still to be done.
    pub next: SignInStep,
}

/// Where an attempt counts: a known browser has its own count.
fn place_of(
    rows: &Rows<'_>,
    account: Option<&Account>,
    device: Option<&DeviceToken>,
    origin: &str,
) -> Result<From, Fault> {
    if let (Some(account), Some(device)) = (account, device)
        && is_known(rows, account.account, device)?
    {
        let text = hex(&device.hash());
        return Ok(From::KnownDevice(rows.tag(&format!("device/{text}"))));
    }
    Ok(From::Address(rows.tag(&format!("origin/{origin}"))))
}

fn is_known(rows: &Rows<'_>, account: u32, device: &DeviceToken) -> Result<bool, Fault> {
    let found = rows.query_one(
        "looking for a browser",
        "SELECT seen_at FROM device WHERE company_id = $1 AND account_id = $2 AND device_hash = $3",
        &[rows.company(), account.into(), (&device.hash()).into()],
        |row| row.instant(0),
    );
    Ok(found?.is_some())
}

impl Desk {
    /// Signs somebody in, as far as the password goes.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] alike for a wrong password, an unknown login and a closed account;
    /// [`Refusal::TooManyAttempts`], [`Refusal::Busy`].
    pub fn sign_in(&self, form: &SignInForm) -> Result<SignedIn, Refusal> {
        let (login, origin, device) =
            (form.login.clone(), form.origin.clone(), form.device.clone());
        let (tag, from, account, failures) = self.ledger.keep(move |rows| {
            let tag = login_tag(rows, &login);
            let account = Account::with_login(rows, tag)?;
            let from = place_of(rows, account.as_ref(), device.as_ref(), &origin)?;
            let failures = throttle::count(rows, tag, from)?;
            Ok::<_, Refusal>((tag, from, account, failures))
        })?;
        let account = match account {
            Some(account) if !self.is_out(&account)? => Some(account),
            _ => None,
        };
        let stored = account.as_ref().map(|account| account.password.as_str());
        if !self.hashing.is_right(&form.password, stored)? {
            if let Some(account) = account.filter(|_| failures >= TOLD_AFTER) {
                self.tell_of_guessing(&account)?;
            }
            return Err(Refusal::SignIn);
        }
        let account = account.ok_or(Refusal::SignIn)?;
        let next = self.first_step(&account)?;
        let watchers = self.who_may(Action::SeeAlerts)?;
        let (token, device) = (Token::new()?, form.device.clone());
        let device = device.map_or_else(Token::new, Ok)?;
        let (hash, known_as) = (token.hash(), device.clone());
        let (origin, device_label) = (form.origin.clone(), form.device_label.clone());
        self.ledger.keep(move |rows| {
            throttle::forget(rows, tag, from)?;
            let now = rows.now();
            let session = Session {
                hash,
                account: account.account,
                step: next,
                origin_tag: rows.tag(&format!("origin/{origin}")),
                began: now,
                seen: now,
                device: device_label.chars().take(80).collect(),
            };
            session.begin(rows)?;
            if next == SignInStep::Done {
                arrive(rows, &account, &session, &known_as, &watchers)?;
            }
            Ok::<_, Refusal>(())
        })?;
        Ok(SignedIn {
            token,
            device,
            next,
        })
    }

    /// What comes after the password.
    fn first_step(&self, account: &Account) -> Result<SignInStep, Refusal> {
        match account.totp_step {
            Some(_) => Ok(SignInStep::SecondFactor),
            None => self.last_step(account),
        }
    }

    /// What comes once all that is known was shown.
    pub(crate) fn last_step(&self, account: &Account) -> Result<SignInStep, Refusal> {
        let now = self.ledger.now();
        let is_old = self.settings.password_days.is_some_and(|days| {
            now >= account
                .password_at
                .plus_seconds(i64::from(days) * 24 * 60 * 60)
        });
        if is_old {
            return Ok(SignInStep::ChangePassword);
        }
        let is_missing = account.totp_step.is_none() && self.needs_second_factor(account)?;
        Ok(match is_missing {
            true => SignInStep::SetUpSecondFactor,
            false => SignInStep::Done,
        })
    }

    /// Whether a role that the owner of an account has now asks for a second factor.
    pub(crate) fn needs_second_factor(&self, account: &Account) -> Result<bool, Refusal> {
        let roles = roles_of(&*self.organisation()?, account.staff, self.ledger.now())?;
        Ok(roles.iter().any(|held| held.role.needs_second_factor()))
    }

    fn tell_of_guessing(&self, account: &Account) -> Result<(), Refusal> {
        let account = account.clone();
        Ok(self.ledger.keep(move |rows| {
            let day = rows.now().seconds() / (24 * 60 * 60);
            let kind = NoticeKind::PasswordGuessed;
            let notice = NewNotice::about_staff(account.staff, kind, account.staff, day);
            notices::tell(rows, &notice)
        })?)
    }

    /// Chooses a new password: the old one is asked again, other sessions end, and the owner is told.
    ///
    /// # Errors
    /// A wrong old password, or a new one that will not do.
    pub fn change_password(
        &self,
        token: &SessionToken,
        old: &str,
        new: &str,
    ) -> Result<SignInStep, Refusal> {
        let (session, account) = self.signing_in(token)?;
        let is_open = [SignInStep::Done, SignInStep::ChangePassword].contains(&session.step);
        if !is_open {
            return Err(Refusal::SignedOut);
        }
        let (tag, from) = (account.login_tag, From::Address(session.origin_tag));
        self.ledger
            .keep(move |rows| throttle::count(rows, tag, from).map(drop))?;
        if !self.hashing.is_right(old, Some(&account.password))? {
            return Err(Refusal::SignIn);
        }
        if old == new {
            return Err(Refusal::Password(PasswordProblem::Unchanged));
        }
        let hash = self.hash_new(&account, new)?;
        let now = self.ledger.now();
        let changed = Account {
            password_at: now,
            ..account.clone()
        };
        let next = self.last_step(&changed)?;
        self.ledger.keep(move |rows| {
            throttle::forget(rows, tag, from)?;
            store_password(rows, account.account, &hash)?;
            session::end_others(rows, account.account, Some(&session.hash))?;
            session.go_on(rows, next)?;
            tell_of_new_password(rows, &account)
        })?;
        Ok(next)
    }

    /// Judges and hashes a password that somebody chose.
    pub(crate) fn hash_new(&self, account: &Account, new: &str) -> Result<String, Refusal> {
        let directory = self.ledger.directory()?;
        let name = directory.staff.get(&account.staff).cloned();
        let login = self.login_of(account.account)?;
        let known = [login, name.unwrap_or_default()];
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        password::judge(new, &known).map_err(Refusal::Password)?;
        self.hashing.hash(new)
    }

    /// The session of a token with its account, whatever is still to be done.
    pub(crate) fn signing_in(&self, token: &SessionToken) -> Result<(Session, Account), Refusal> {
        let settings = self.settings;
        let (session, account) = self.ledger.look(|rows| {
            let session = Session::of(rows, token, &settings)?.ok_or(Refusal::SignedOut)?;
            let account = Account::numbered(rows, session.account)?;
            Ok::<_, Refusal>((session, account.ok_or(Refusal::SignedOut)?))
        })?;
        match self.is_out(&account)? {
            true => Err(Refusal::SignedOut),
            false => Ok((session, account)),
        }
    }
}

/// Somebody is signed in whole: the browser is known from now on, and a new one is told.
pub(crate) fn arrive(
    rows: &Rows<'_>,
    account: &Account,
    session: &Session,
    device: &DeviceToken,
    watchers: &[StaffId],
) -> Result<(), Fault> {
    let now = rows.now();
    let has_any = rows.query_one(
        "looking for browsers",
        "SELECT seen_at FROM device WHERE company_id = $1 AND account_id = $2 LIMIT 1",
        &[rows.company(), account.account.into()],
        |row| row.instant(0),
    )?;
    if has_any.is_some() && !is_known(rows, account.account, device)? {
        let kind = NoticeKind::NewDevice;
        let notice = NewNotice::about_staff(account.staff, kind, account.staff, now.seconds());
        notices::tell(rows, &notice)?;
    }
    session::tell_of_two_places(rows, account, session.origin_tag, watchers)?;
    rows.execute(
        "remembering a browser",
        "INSERT INTO device (company_id, account_id, device_hash, seen_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (company_id, account_id, device_hash) DO UPDATE SET seen_at = excluded.seen_at",
        &[
            rows.company(),
            account.account.into(),
            (&device.hash()).into(),
            now.into(),
        ],
    )
}

pub(crate) fn store_password(rows: &Rows<'_>, account: u32, hash: &str) -> Result<(), Fault> {
    let now = rows.now();
    rows.execute(
        "storing a password",
        "UPDATE account SET password = $1, password_at = $2 WHERE company_id = $3 AND account_id = $4",
        &[
            hash.into(),
            now.into(),
            rows.company(),
            account.into(),
        ],
    )
}

pub(crate) fn tell_of_new_password(rows: &Rows<'_>, account: &Account) -> Result<(), Fault> {
    let kind = NoticeKind::PasswordChanged;
    let mark = rows.now().seconds();
    let notice = NewNotice::about_staff(account.staff, kind, account.staff, mark);
    notices::tell(rows, &notice)
}
