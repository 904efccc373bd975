//! Accounts: who signs in as whom, with what, from where.

pub(crate) mod hashing;
pub mod link;
pub mod opening;
pub mod password;
pub mod second_factor;
pub mod session;
pub mod set_up;
pub mod set_up_link;
pub mod sign_in;
mod throttle;
pub mod token;

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::StaffId;
use ruling::language::Language;

use crate::Refusal;

pub use self::opening::NewAccount;
pub use self::session::{SessionLine, SessionToken};
pub use self::sign_in::{DeviceToken, SignInForm, SignInStep, SignedIn};

/// An account as stored.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) account: u32,
    pub(crate) staff: StaffId,
    pub(crate) login_tag: u64,
    pub(crate) password: String,
    pub(crate) password_at: Instant,
    pub(crate) is_closed: bool,
    pub(crate) totp_step: Option<i64>,
    /// The one its owner chose; none: as their browser asks.
    pub(crate) language: Option<Language>,
}

/// How a login is found: nobody need remember its capitals.
pub(crate) fn login_tag(rows: &Rows<'_>, login: &str) -> u64 {
    rows.tag(&format!("login/{}", login.trim().to_lowercase()))
}

impl Account {
    pub(crate) fn with_login(rows: &Rows<'_>, login_tag: u64) -> Result<Option<Account>, Fault> {
        Account::find(rows, "login_tag = $2", login_tag)
    }

    pub(crate) fn numbered(rows: &Rows<'_>, account: u32) -> Result<Option<Account>, Fault> {
        Account::find(rows, "account_id = $2", account.into())
    }

    /// An account that is not of whoever manages it: nobody resets or closes their own.
    pub(crate) fn of_another(
        rows: &Rows<'_>,
        account: u32,
        by: StaffId,
    ) -> Result<Account, Refusal> {
        let account = Account::numbered(rows, account)?.ok_or(Refusal::NotFound)?;
        match account.staff == by {
            true => Err(Refusal::OwnAffair),
            false => Ok(account),
        }
    }

    pub(crate) fn of_staff(rows: &Rows<'_>, staff: StaffId) -> Result<Option<Account>, Fault> {
        Account::find(rows, "staff_id = $2", staff.0.get().into())
    }

    fn find(rows: &Rows<'_>, by: &str, value: u64) -> Result<Option<Account>, Fault> {
        let sql = format!(
            "SELECT account_id, staff_id, login_tag, password, password_at, is_closed, totp_step, language \
             FROM account WHERE company_id = $1 AND {by}"
        );
        let values = [rows.company(), value.into()];
        rows.query_one("reading an account", &sql, &values, |row| {
            let staff = row.int::<u32>(1)?;
            let staff = std::num::NonZeroU32::new(staff).ok_or("no person has number 0")?;
            Ok(Account {
                account: row.int(0)?,
                staff: StaffId(staff),
                login_tag: row.id(2)?,
                password: row.text(3)?,
                password_at: row.instant(4)?,
                is_closed: row.int::<u8>(5)? == 1,
                totp_step: row.optional_int(6)?,
                language: match row.text(7)?.as_str() {
                    "zh" => Some(Language::Chinese),
                    "en" => Some(Language::English),
                    _ => None,
                },
            })
        })
    }
}
