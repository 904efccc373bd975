//! How accounts come to be after the first, and how they are closed: by whoever manages accounts.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::fact::StaffId;

use super::link::{self, LinkToken};
use super::{Account, login_tag, session};
use crate::deeds::AccountDeed;
use crate::permission::{Permit, deed};
use crate::{Desk, Refusal};

/// Longest login.
const LOGIN_MAX: usize = 60;

/// An account to be opened.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// For whom.
    pub staff: StaffId,
    /// What they sign in with.
    pub login: String,
}

/// An account as those see it who manage accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// Its number.
    pub account: u32,
    /// Whose it is.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// Whether nobody can sign in with it any more.
    pub is_closed: bool,
    /// Whether it has a password yet.
    pub has_password: bool,
    /// Whether it has a second factor.
    pub has_second_factor: bool,
}

/// Whether an account may be signed in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It may.
    Open,
    /// It may not.
    Closed,
}

pub(crate) fn login_name(account: u32) -> String {
    format!("login/{account}")
}

pub(crate) fn checked_login(login: &str) -> Result<String, Refusal> {
    let login = login.trim();
    match login.is_empty() || login.chars().count() > LOGIN_MAX {
        true => Err(Refusal::Missing { field: "login" }),
        false => Ok(login.to_owned()),
    }
}

/// Whether nobody has the login, and its owner no account.
fn check_free(rows: &Rows<'_>, new: &NewAccount) -> Result<(), Refusal> {
    if Account::with_login(rows, login_tag(rows, &new.login))?.is_some() {
        return Err(Refusal::LoginTaken);
    }
    match Account::of_staff(rows, new.staff)? {
        Some(_) => Err(Refusal::HasAccount),
        None => Ok(()),
    }
}

/// The number of the last account; 0 before the first.
pub(super) fn last_account(rows: &Rows<'_>) -> Result<u32, Fault> {
    let last = rows.query_one(
        "numbering an account",
        "SELECT coalesce(max(account_id), 0) FROM account WHERE company_id = $1",
        &[rows.company()],
        |row| row.int::<u32>(0),
    )?;
    Ok(last.unwrap_or(0))
}

pub(crate) fn open(rows: &Rows<'_>, new: &NewAccount, hash: &str) -> Result<u32, Refusal> {
    check_free(rows, new)?;
    let tag = login_tag(rows, &new.login);
    let number = last_account(rows)?.saturating_add(1);
    rows.execute(
        "opening an account",
        "INSERT INTO account (company_id, account_id, staff_id, login_tag, password, password_at, is_closed, \
         totp_step, language) VALUES ($1, $2, $3, $4, $5, $6, 0, NULL, '')",
        &[
            rows.company(),
            number.into(),
            new.staff.0.get().into(),
            tag.into(),
            hash.into(),
            rows.now().into(),
        ],
    )?;
    rows.keep_secret(&login_name(number), new.login.as_bytes())?;
    Ok(number)
}

impl Desk {
    /// Opens an account; its owner chooses the password by the link.
    ///
    /// # Errors
    /// A login that is taken, or a person who has an account.
    pub fn open_account(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        new: &NewAccount,
    ) -> Result<(u32, LinkToken), Refusal> {
        let login = checked_login(&new.login)?;
        if !self.ledger.directory()?.staff.contains_key(&new.staff) {
            return Err(Refusal::NotFound);
        }
        let new = NewAccount {
            login,
            ..new.clone()
        };
        self.ledger.look(|rows| check_free(rows, &new))?;
        let token = LinkToken::new()?;
        let made = token.clone();
        let number = self.together(permit.staff, move |acts| {
            let number = open(&acts.rows(), &new, "")?;
            acts.account(AccountDeed::Opened, new.staff)?;
            link::make(&acts.rows(), &made, number)?;
            Ok(number)
        })?;
        Ok((number, token))
    }

    /// Closes an account: its sessions end, and nobody signs in with it any more. Or opens it again.
    ///
    /// # Errors
    /// No such account, or one's own.
    pub fn close_account(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        account: u32,
        state: AccountState,
    ) -> Result<(), Refusal> {
        let deed = match state {
            AccountState::Closed => AccountDeed::Closed,
            AccountState::Open => AccountDeed::Reopened,
        };
        self.on_account(permit, account, deed, move |rows, account| {
            let is_closed = u8::from(state == AccountState::Closed);
            rows.execute(
                "closing an account, or opening it again",
                "UPDATE account SET is_closed = $1 WHERE company_id = $2 AND account_id = $3",
                &[is_closed.into(), rows.company(), account.account.into()],
            )?;
            session::end_others(rows, account.account, None)
        })
    }

    /// Signs somebody out everywhere.
    ///
    /// # Errors
    /// No such account, or one's own.
    pub fn end_sessions(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        account: u32,
    ) -> Result<(), Refusal> {
        self.on_account(permit, account, AccountDeed::SignedOut, |rows, account| {
            session::end_others(rows, account.account, None)
        })
    }

    /// Does something to a colleague's account, and records who did it.
    pub(crate) fn on_account(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        account: u32,
        deed: AccountDeed,
        work: impl FnOnce(&Rows<'_>, &Account) -> Result<(), Fault> + Send + 'static,
    ) -> Result<(), Refusal> {
        let by = permit.staff;
        // What is refused is refused before the writer is asked.
        self.ledger
            .look(|rows| Account::of_another(rows, account, by))?;
        self.together(by, move |acts| {
            let account = Account::of_another(&acts.rows(), account, by)?;
            work(&acts.rows(), &account)?;
            acts.account(deed, account.staff)
        })
    }

    /// Every account.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn accounts(
        &self,
        _permit: &Permit<deed::ManageAccounts>,
    ) -> Result<Vec<AccountLine>, Refusal> {
        let mut lines = Vec::new();
        for staff in self.ledger.directory()?.staff.keys() {
            lines.extend(self.account_of(*staff)?);
        }
        Ok(lines)
    }

    /// Somebody's account.
    pub(crate) fn account_of(&self, staff: StaffId) -> Result<Option<AccountLine>, Refusal> {
        let account = self.ledger.look(|rows| Account::of_staff(rows, staff))?;
        let Some(account) = account else {
            return Ok(None);
        };
        let directory = self.ledger.directory()?;
        Ok(Some(AccountLine {
            account: account.account,
            staff,
            name: directory.staff.get(&staff).cloned().unwrap_or_default(),
            login: self.login_of(account.account)?,
            is_closed: account.is_closed,
            has_password: !account.password.is_empty(),
            has_second_factor: account.totp_step.is_some(),
        }))
    }

    pub(crate) fn login_of(&self, account: u32) -> Result<String, Refusal> {
        let login = self.ledger.look(|rows| rows.secret(&login_name(account)))?;
        let login = login.map(|login| String::from_utf8_lossy(&login).into_owned());
        Ok(login.unwrap_or_default())
    }
}
