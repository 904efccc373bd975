//! The second factor: codes of an authenticator (RFC 6238), each step once, and recovery codes for when it is
//! lost, each once.

use ledger::fault::Fault;
use ledger::rows::Rows;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::session::{Session, SessionToken};
use super::sign_in::{DeviceToken, SignInStep, arrive};
use super::throttle::{self, From};
use super::token::random;
use super::{Account, session};
use crate::deeds::AccountDeed;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::{Action, Permit, deed};
use crate::{Actor, Desk, Refusal};

/// Recovery codes given at once.
const RECOVERY_CODES: usize = 10;
/// Letters and digits that nobody takes for one another: 32 of them, five bits each.
const LETTERS: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u',
    'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9',
];

/// What an authenticator is set up with.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// To type in, in base 32.
    pub secret: Zeroizing<String>,
    /// To scan: an `otpauth` address.
    pub address: Zeroizing<String>,
}

/// What whoever sets up a second factor shows besides its first code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The password: of everybody who was signed in already, since a browser left open proves nothing.
    pub password: bool,
    /// A code of the second factor in force, or a recovery code.
    pub code: bool,
    /// Whether a role of theirs asks for a second factor; others have one because they want it.
    pub is_required: bool,
}

/// What was shown of that; nothing at first.
#[derive(Debug, Clone, Default)]
pub struct ShownAgain {
    /// The password.
    pub password: Zeroizing<String>,
    /// A code of the second factor in force, or a recovery code.
    pub code: Zeroizing<String>,
}

/// Codes shown once, to be kept on paper.
#[derive(Debug, Clone)]
pub struct RecoveryCodes(pub Vec<Zeroizing<String>>);

fn secret_name(account: u32) -> String {
    format!("totp/{account}")
}

/// A secret that no code was shown for yet.
fn draft_name(account: u32) -> String {
    format!("totp-draft/{account}")
}

fn totp(secret: &[u8]) -> Result<Totp, Fault> {
    let built = Builder::new().with_secret(secret.to_vec()).build();
    built.map_err(|_| Fault::Damaged {
        what: "second factor",
        number: 0,
    })
}

fn code_hash(account: u32, code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric())
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let mut hasher = Sha256::new();
    hasher.update(account.to_be_bytes());
    hasher.update(plain);
    hasher.finalize().into()
}

/// The step that a code belongs to, if it is right and later than the last one used.
fn step_of(secret: &[u8], code: &str, now: i64, last: i64) -> Result<Option<i64>, Fault> {
    let now = u64::try_from(now).unwrap_or(0);
    let digits: String = code
        .chars()
        .filter(|digit| !digit.is_whitespace())
        .collect();
    let step = totp(secret)?.check(&digits, now);
    let step = step.and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last))
}

impl Desk {
    /// Shows the second factor: an authenticator's code, or a recovery code.
    ///
    /// # Errors
    /// [`Refusal::Code`] for a wrong or used one, [`Refusal::TooManyAttempts`].
    pub fn second_factor(
        &self,
        token: &SessionToken,
        code: &str,
        device: &DeviceToken,
    ) -> Result<SignInStep, Refusal> {
        let (session, account) = self.signing_in(token)?;
        if session.step != SignInStep::SecondFactor {
            return Err(Refusal::SignedOut);
        }
        let next = self.last_step(&account)?;
        let watchers = self.who_may(Action::SeeAlerts)?;
        self.count_code(&session, &account)?;
        let (code, device) = (Zeroizing::new(code.to_owned()), device.clone());
        self.ledger.keep(move |rows| {
            use_code(rows, account.account, &code)?;
            throttle::forget(
                rows,
                second_tag(&account),
                From::Address(session.origin_tag),
            )?;
            session.go_on(rows, next)?;
            if next == SignInStep::Done {
                arrive(rows, &account, &session, &device, &watchers)?;
            }
            Ok(next)
        })
    }

    fn count_code(&self, session: &Session, account: &Account) -> Result<(), Refusal> {
        let (tag, from) = (second_tag(account), From::Address(session.origin_tag));
        self.ledger
            .keep(move |rows| throttle::count(rows, tag, from).map(drop))
    }

    /// Guesses count as those of signing in do.
    fn show_password_again(
        &self,
        session: &Session,
        account: &Account,
        password: &str,
    ) -> Result<(), Refusal> {
        let (tag, from) = (account.login_tag, From::Address(session.origin_tag));
        self.ledger
            .keep(move |rows| throttle::count(rows, tag, from).map(drop))?;
        match self.hashing.is_right(password, Some(&account.password))? {
            true => Ok(()),
            false => Err(Refusal::SignIn),
        }
    }

    /// Begins to set up a second factor; it counts once a first code was shown.
    ///
    /// # Errors
    /// Not signed in so far.
    pub fn begin_second_factor(&self, token: &SessionToken) -> Result<Enrolment, Refusal> {
        let (session, account) = self.signing_in(token)?;
        may_set_up(&session)?;
        let secret = Zeroizing::new(random::<20>()?);
        let shown = Zeroizing::new(Secret::from(secret.to_vec()).to_base32());
        let number = account.account;
        self.ledger
            .keep(move |rows| rows.keep_secret(&draft_name(number), secret.as_slice()))?;
        let login = self.login_of(number)?;
        let label: String = login.bytes().map(percent_encoded).collect();
        let address = format!(
            "otpauth://totp/baobei:{label}?secret={}&issuer=baobei",
            *shown
        );
        Ok(Enrolment {
            secret: shown,
            address: Zeroizing::new(address),
        })
    }

    /// What is asked of whoever sets up a second factor, besides its first code.
    ///
    /// # Errors
    /// Not signed in so far.
    pub fn second_factor_asks(&self, token: &SessionToken) -> Result<Asked, Refusal> {
        let (session, account) = self.signing_in(token)?;
        may_set_up(&session)?;
        self.asked(&session, &account)
    }

    fn asked(&self, session: &Session, account: &Account) -> Result<Asked, Refusal> {
        Ok(Asked {
            password: session.step == SignInStep::Done,
            code: account.totp_step.is_some(),
            is_required: self.needs_second_factor(account)?,
        })
    }

    /// Ends the set-up with a first code; tells recovery codes, and what is next. Whoever was signed in already shows
    /// the password again, and whoever replaces a second factor a code of the one in force: a session alone changes
    /// nobody's second factor.
    ///
    /// # Errors
    /// A wrong code or password, or too many attempts.
    pub fn confirm_second_factor(
        &self,
        token: &SessionToken,
        code: &str,
        again: &ShownAgain,
        device: &DeviceToken,
    ) -> Result<(RecoveryCodes, SignInStep), Refusal> {
        let (session, account) = self.signing_in(token)?;
        may_set_up(&session)?;
        let asked = self.asked(&session, &account)?;
        if asked.password {
            self.show_password_again(&session, &account, &again.password)?;
        }
        self.count_code(&session, &account)?;
        let held = Some(again.code.clone()).filter(|_| asked.code);
        let watchers = self.who_may(Action::SeeAlerts)?;
        let codes = new_codes()?;
        let given = codes.clone();
        let (code, device) = (Zeroizing::new(code.to_owned()), device.clone());
        let was_signing_in = session.step == SignInStep::SetUpSecondFactor;
        self.ledger.keep(move |rows| {
            let number = account.account;
            if let Some(held) = held {
                use_code(rows, number, &held)?;
            }
            let secret = rows.secret(&draft_name(number))?.ok_or(Refusal::Code)?;
            let step = step_of(&secret, &code, rows.now().seconds(), 0)?;
            rows.keep_secret(&secret_name(number), &secret)?;
            rows.drop_secret(&draft_name(number))?;
            note_step(rows, number, step.ok_or(Refusal::Code)?)?;
            store_codes(rows, number, &given)?;
            let from = From::Address(session.origin_tag);
            throttle::forget(rows, account.login_tag, from)?;
            throttle::forget(rows, second_tag(&account), from)?;
            session::end_others(rows, number, Some(&session.hash))?;
            tell(rows, &account, NoticeKind::SecondFactorSet)?;
            if was_signing_in {
                session.go_on(rows, SignInStep::Done)?;
                arrive(rows, &account, &session, &device, &watchers)?;
            }
            Ok::<_, Refusal>(())
        })?;
        Ok((codes, SignInStep::Done))
    }

    /// How many recovery codes somebody has left; none: they have no second factor.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn recovery_codes_left(&self, actor: &Actor) -> Result<Option<u32>, Refusal> {
        let number = actor.account;
        Ok(self.ledger.look(|rows| {
            let account = Account::numbered(rows, number)?;
            if account.and_then(|account| account.totp_step).is_none() {
                return Ok::<_, Fault>(None);
            }
            let left = rows.query_one(
                "counting recovery codes",
                "SELECT count(*) FROM recovery_code WHERE company_id = $1 AND account_id = $2",
                &[rows.company(), number.into()],
                |row| row.int(0),
            )?;
            Ok(Some(left.unwrap_or(0)))
        })?)
    }

    /// New recovery codes, for whoever shows password and second factor once more: the ones so far open nothing, and
    /// the owner is told.
    ///
    /// # Errors
    /// Not signed in whole, a wrong password or code, or too many attempts.
    pub fn renew_recovery_codes(
        &self,
        token: &SessionToken,
        password: &str,
        code: &str,
    ) -> Result<RecoveryCodes, Refusal> {
        let (session, account) = self.signing_in(token)?;
        if session.step != SignInStep::Done {
            return Err(Refusal::SignedOut);
        }
        let (tag, from) = (account.login_tag, From::Address(session.origin_tag));
        self.show_password_again(&session, &account, password)?;
        self.count_code(&session, &account)?;
        let codes = new_codes()?;
        let (given, code) = (codes.clone(), Zeroizing::new(code.to_owned()));
        self.ledger.keep(move |rows| {
            use_code(rows, account.account, &code)?;
            store_codes(rows, account.account, &given)?;
            throttle::forget(rows, tag, from)?;
            throttle::forget(rows, second_tag(&account), from)?;
            Ok::<_, Refusal>(tell(rows, &account, NoticeKind::RecoveryCodesRenewed)?)
        })?;
        Ok(codes)
    }

    /// Takes somebody's second factor away who lost it and the recovery codes; they are told, and signed out.
    ///
    /// # Errors
    /// No such account, or one's own.
    pub fn drop_second_factor(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        account: u32,
    ) -> Result<(), Refusal> {
        let deed = AccountDeed::SecondFactorDropped;
        self.on_account(permit, account, deed, |rows, account| {
            rows.drop_secret(&secret_name(account.account))?;
            rows.execute(
                "taking a second factor away",
                "UPDATE account SET totp_step = NULL WHERE company_id = $1 AND account_id = $2",
                &[rows.company(), account.account.into()],
            )?;
            store_codes(rows, account.account, &RecoveryCodes(Vec::new()))?;
            session::end_others(rows, account.account, None)?;
            tell(rows, account, NoticeKind::SecondFactorDropped)
        })
    }
}

/// Guesses at codes are counted apart from guesses at the password.
fn second_tag(account: &Account) -> u64 {
    account.login_tag.wrapping_add(1)
}

fn may_set_up(session: &Session) -> Result<(), Refusal> {
    let may = [SignInStep::Done, SignInStep::SetUpSecondFactor].contains(&session.step);
    match may {
        true => Ok(()),
        false => Err(Refusal::SignedOut),
    }
}

/// In the writer's transaction: of two who show the same code at once, one is refused.
fn use_code(rows: &Rows<'_>, number: u32, code: &str) -> Result<(), Refusal> {
    let account = Account::numbered(rows, number)?.ok_or(Refusal::SignedOut)?;
    let last = account.totp_step.ok_or(Refusal::Code)?;
    let secret = rows.secret(&secret_name(number))?.ok_or(Refusal::Code)?;
    if let Some(step) = step_of(&secret, code, rows.now().seconds(), last)? {
        return Ok(note_step(rows, number, step)?);
    }
    let hash = code_hash(number, code);
    let values = [rows.company(), number.into(), (&hash).into()];
    let is_known = rows.query_one(
        "looking for a recovery code",
        "SELECT account_id FROM recovery_code WHERE company_id = $1 AND account_id = $2 AND code_hash = $3",
        &values,
        |row| row.int::<u32>(0),
    )?;
    if is_known.is_none() {
        return Err(Refusal::Code);
    }
    rows.execute(
        "using a recovery code",
        "DELETE FROM recovery_code WHERE company_id = $1 AND account_id = $2 AND code_hash = $3",
        &values,
    )?;
    Ok(tell(rows, &account, NoticeKind::RecoveryCodeUsed)?)
}

fn note_step(rows: &Rows<'_>, number: u32, step: i64) -> Result<(), Fault> {
    rows.execute(
        "noting a code that was used",
        "UPDATE account SET totp_step = $1 WHERE company_id = $2 AND account_id = $3",
        &[step.into(), rows.company(), number.into()],
    )
}

fn store_codes(rows: &Rows<'_>, number: u32, codes: &RecoveryCodes) -> Result<(), Fault> {
    rows.execute(
        "voiding recovery codes",
        "DELETE FROM recovery_code WHERE company_id = $1 AND account_id = $2",
        &[rows.company(), number.into()],
    )?;
    for code in &codes.0 {
        rows.execute(
            "storing a recovery code",
            "INSERT INTO recovery_code (company_id, account_id, code_hash) VALUES ($1, $2, $3)",
            &[
                rows.company(),
                number.into(),
                (&code_hash(number, code)).into(),
            ],
        )?;
    }
    Ok(())
}

fn new_codes() -> Result<RecoveryCodes, Fault> {
    let code = || {
        let bytes = Zeroizing::new(random::<12>()?);
        let letters = bytes.iter().map(|byte| {
            let letter = LETTERS.get(usize::from(byte % 32));
            letter.copied().unwrap_or('a')
        });
        let letters: Vec<char> = letters.collect();
        let groups: Vec<String> = letters
            .chunks(4)
            .map(|group| group.iter().collect())
            .collect();
        Ok(Zeroizing::new(groups.join("-")))
    };
    let codes: Result<Vec<_>, Fault> = (0..RECOVERY_CODES).map(|_| code()).collect();
    Ok(RecoveryCodes(codes?))
}

fn tell(rows: &Rows<'_>, account: &Account, kind: NoticeKind) -> Result<(), Fault> {
    let mark = rows.now().seconds();
    let notice = NewNotice::about_staff(account.staff, kind, account.staff, mark);
    notices::tell(rows, &notice)
}

fn percent_encoded(byte: u8) -> String {
    match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    }
}
