//! A company's set-up: its first person, by a link that whoever starts the program has.

use ledger::encoding::Entry;
use ledger::organisation::Grant;
use ledger::record::Command;
use ruling::calendar::Instant;

use super::link::LinkToken;
use super::opening::{NewAccount, checked_login, last_account, open};
use super::set_up_link::{self, MadeLink, Maker, SetUpLink};
use super::token::{self, Token};
use crate::desk::personal;
use crate::organisation::people::STAFF_NAME;
use crate::permission::Role;
use crate::{Desk, Refusal};

/// The first person of a company.
#[derive(Debug, Clone)]
pub struct SetUpForm {
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// Their password.
    pub password: zeroize::Zeroizing<String>,
}

impl Desk {
    /// A link for the company's set-up, while nobody has a role yet; none after that. It is void after use or an
    /// hour, and a new one voids it. Whoever starts the program may choose its text.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn set_up_link(&self, chosen: Option<&str>) -> Result<Option<LinkToken>, Refusal> {
        let folder = self.ledger.folder();
        if self.is_set_up()? {
            SetUpLink::remove(folder)?;
            return Ok(None);
        }
        let token = chosen.map(Token::from_text).map_or_else(Token::new, Ok)?;
        SetUpLink::new(&token, Maker::Program, self.ledger.now()).write(folder)?;
        Ok(Some(token))
    }

    /// The same for a command that has the ledger to itself: the program that serves the pages next leaves it as it
    /// is.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn set_up_link_by_command(&self) -> Result<Option<MadeLink>, Refusal> {
        if self.is_set_up()? {
            return Ok(None);
        }
        let made = set_up_link::made_in(self.ledger.folder(), None, self.ledger.now())?;
        Ok(Some(made))
    }

    /// Until when the link opens the set-up that a command made before the program started.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn set_up_link_told_before(&self) -> Result<Option<Instant>, Refusal> {
        if self.is_set_up()? {
            return Ok(None);
        }
        let known = SetUpLink::read(self.ledger.folder())?;
        Ok(known.and_then(|link| link.told_by_command(self.ledger.now())))
    }

    /// Notes where the pages are served, for a command that makes another link meanwhile.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn note_address(&self, url: &str) -> Result<(), Refusal> {
        let folder = self.ledger.folder();
        match SetUpLink::read(folder)? {
            Some(link) => Ok(link.at(url).write(folder)?),
            None => Ok(()),
        }
    }

    /// Whether the company was set up: somebody has a role.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn is_set_up(&self) -> Result<bool, Refusal> {
        Ok(!self.organisation()?.grants().is_empty())
    }

    /// Whether a link for the set-up still opens it: before the form is shown.
    ///
    /// # Errors
    /// [`Refusal::LinkVoid`].
    pub fn check_set_up_link(&self, link: &LinkToken) -> Result<(), Refusal> {
        let known = SetUpLink::read(self.ledger.folder())?;
        let opens = known.is_some_and(|known| known.is_of(link, self.ledger.now()));
        match opens && !self.is_set_up()? {
            true => Ok(()),
            false => Err(Refusal::LinkVoid),
        }
    }

    /// Sets the company up: its first person is security administrator, and gives all other roles.
    ///
    /// # Errors
    /// A void link, a company set up already, or a form that will not do; then the link still opens.
    pub fn set_up(&self, link: &LinkToken, form: &SetUpForm) -> Result<(), Refusal> {
        let last = self.ledger.look(last_account)?;
        self.check_set_up_link(link)?;
        if form.name.trim().is_empty() {
            return Err(Refusal::Missing { field: "name" });
        }
        let login = checked_login(&form.login)?;
        super::password::judge(&form.password, &[&login, &form.name]).map_err(Refusal::Password)?;
        let hash = self.hashing.hash(&form.password)?;
        let name = form.name.trim().to_owned();
        // All of it or nothing: a program that dies meanwhile leaves no login that nobody can use.
        self.ledger.keep_together(move |together| {
            // Of two who use it at once, one comes too late.
            if last_account(&together.rows())? != last {
                return Err(Refusal::LinkVoid);
            }
            let add = Command::AddStaff(personal(STAFF_NAME, &name));
            let added = together.carry_out(add, &token::random::<16>()?)?;
            let Some(Entry::Staff(staff)) = together.entry(added.seq)? else {
                return Err(Refusal::NotFound);
            };
            open(&together.rows(), &NewAccount { staff, login }, &hash)?;
            let first = Grant {
                staff,
                role: Role::SecurityAdministrator.name().to_owned(),
                scope: None,
                from: Instant::MIN,
                until: None,
                by: None,
            };
            let grant = Command::Grant {
                grant: Box::new(first),
                excludes: Vec::new(),
            };
            together.carry_out(grant, &token::random::<16>()?)?;
            Ok(())
        })?;
        // It opens nothing any more, whether its file is there or not.
        drop(SetUpLink::remove(self.ledger.folder()));
        Ok(())
    }
}
