//! Links by which the owner of an account chooses its password: each opens once, within an hour.

use ledger::fault::Fault;
use ledger::rows::Rows;

use super::sign_in::{store_password, tell_of_new_password};
use super::token::Token;
use super::{Account, session};
use crate::deeds::AccountDeed;
use crate::permission::{Permit, deed};
use crate::{Desk, Refusal};

/// How long a link opens anything.
pub const LINK_SECONDS: i64 = 60 * 60;

/// What a link in somebody's hands opens once.
pub type LinkToken = Token;

/// Makes a new link; older ones for the same are void.
pub(crate) fn make(rows: &Rows<'_>, token: &Token, account: u32) -> Result<(), Fault> {
    rows.execute(
        "voiding older links",
        "DELETE FROM link WHERE company_id = $1 AND account_id = $2",
        &[rows.company(), account.into()],
    )?;
    let until = rows.now().plus_seconds(LINK_SECONDS);
    rows.execute(
        "making a link",
        "INSERT INTO link (company_id, token_hash, account_id, until_at) VALUES ($1, $2, $3, $4)",
        &[
            rows.company(),
            (&token.hash()).into(),
            account.into(),
            until.into(),
        ],
    )
}

/// The account that a link opens.
fn opens(rows: &Rows<'_>, token: &Token) -> Result<u32, Refusal> {
    let found = rows.query_one(
        "reading a link",
        "SELECT account_id FROM link WHERE company_id = $1 AND token_hash = $2 AND until_at > $3",
        &[rows.company(), (&token.hash()).into(), rows.now().into()],
        |row| row.int::<u32>(0),
    )?;
    found.ok_or(Refusal::LinkVoid)
}

/// Uses a link up.
fn void(rows: &Rows<'_>, token: &Token) -> Result<(), Fault> {
    rows.execute(
        "using a link",
        "DELETE FROM link WHERE company_id = $1 AND token_hash = $2",
        &[rows.company(), (&token.hash()).into()],
    )
}

impl Desk {
    /// A link by which the owner of an account chooses a password: the first, or another for a forgotten one.
    /// The password so far goes on until then.
    ///
    /// # Errors
    /// No such account, or one's own: who resets it is somebody else.
    pub fn password_link(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        account: u32,
    ) -> Result<LinkToken, Refusal> {
        let token = Token::new()?;
        let made = token.clone();
        self.on_account(
            permit,
            account,
            AccountDeed::PasswordLink,
            move |rows, account| make(rows, &made, account.account),
        )?;
        Ok(token)
    }

    /// Whether a link for a password still opens anything: before the form is shown.
    ///
    /// # Errors
    /// [`Refusal::LinkVoid`].
    pub fn check_password_link(&self, link: &LinkToken) -> Result<(), Refusal> {
        self.ledger.look(|rows| opens(rows, link).map(drop))
    }

    /// Chooses a password by a link. Sessions end, the owner is told; the second factor stays as it was.
    ///
    /// # Errors
    /// A void link, or a password that will not do; then the link still opens.
    pub fn choose_password(&self, link: &LinkToken, new: &str) -> Result<(), Refusal> {
        let account = self.ledger.look(|rows| {
            let number = opens(rows, link)?;
            Account::numbered(rows, number)?.ok_or(Refusal::LinkVoid)
        })?;
        let hash = self.hash_new(&account, new)?;
        let link = link.clone();
        self.ledger.keep(move |rows| {
            // Of two who use it at once, one comes too late.
            opens(rows, &link)?;
            void(rows, &link)?;
            store_password(rows, account.account, &hash)?;
            session::end_others(rows, account.account, None)?;
            Ok(tell_of_new_password(rows, &account)?)
        })
    }
}
