//! The demo's people: taken on, given their roles and accounts, as an administrator would.

use std::collections::BTreeMap;

use desk::account::opening::NewAccount;
use desk::account::second_factor::ShownAgain;
use desk::account::set_up::SetUpForm;
use desk::account::{SessionToken, SignInForm, SignInStep};
use desk::organisation::{NewGrant, UnitKind, UnitLine};
use desk::permission::{Role, Target};
use desk::{Actor, Desk, Refusal, StaffId, UnitId};
use ledger::ledger::TimeSource;
use totp_rs::{Builder, Secret};

use super::story::{Branch, Person, Reach, Story};

/// Everybody's; the sign-in page of a demo types it in.
pub(crate) const PASSWORD: &str = "orchard-lantern-river-72";

/// Where administrators sit.
const HERE: &str = "127.0.0.1";

/// An account of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) login: String,
    pub(crate) name: String,
    /// The secret of the second factor, in base 32; none: the password is enough.
    pub(crate) secret: Option<String>,
}

/// Sets a new company up. Everything is done at the clock's present moment.
pub(super) struct Taking<'a> {
    pub(super) desk: &'a Desk,
    pub(super) now: TimeSource,
    pub(super) accounts: Vec<Account>,
}

impl Taking<'_> {
    /// Makes the units, then takes everybody of the story on; the first of the head office sets the company up.
    pub(super) fn everybody(&mut self, story: &Story) -> Result<(), Refusal> {
        let mut administrators = story.head_office.people.iter();
        let security = administrators.next().ok_or(Refusal::NotFound)?;
        let security = self.first(&security.name, &security.login)?;
        let system = administrators.next().ok_or(Refusal::NotFound)?;
        let system = self.take_on(&security, None, system)?;
        self.units(&system, story)?;
        for (branch, person) in story.everybody().skip(2) {
            self.take_on(&security, branch, person)?;
        }
        Ok(())
    }

    /// The units in which people sit, each within its branch.
    fn units(&self, system: &Actor, story: &Story) -> Result<(), Refusal> {
        let permit = system.may(Target::Anything)?;
        let mut made: BTreeMap<&str, UnitId> = BTreeMap::new();
        for branch in &story.branches {
            let unit = self
                .desk
                .add_unit(&permit, &branch.name, branch.kind, None)?;
            made.insert(&branch.name, unit);
        }
        for (branch, person) in story.everybody() {
            let parent = branch.and_then(|branch| made.get(branch.name.as_str()).copied());
            let name = person.unit.as_str();
            if !name.is_empty() && !made.contains_key(name) {
                let unit = self.desk.add_unit(&permit, name, kind_of(name), parent)?;
                made.insert(name, unit);
            }
        }
        Ok(())
    }

    /// The company's first person.
    fn first(&mut self, name: &str, login: &str) -> Result<Actor, Refusal> {
        let link = self.desk.set_up_link(None)?.ok_or(Refusal::LinkVoid)?;
        let form = SetUpForm {
            name: name.to_owned(),
            login: login.to_owned(),
            password: PASSWORD.to_owned().into(),
        };
        self.desk.set_up(&link, &form)?;
        self.sign_in(name, login)
    }

    fn take_on(
        &mut self,
        security: &Actor,
        branch: Option<&Branch>,
        person: &Person,
    ) -> Result<Actor, Refusal> {
        let accounts = security.may(Target::Anything)?;
        let units = self.desk.units(security)?;
        let staff = match person.unit.as_str() {
            "" => self.desk.add_person(&accounts, &person.name)?,
            unit => {
                let unit = named(&units, unit)?;
                self.desk
                    .add_staff(&accounts, &person.name, unit, &person.in_regulation)?
            }
        };
        let scope = match (person.reach, branch) {
            (Reach::Team, _) => Some(named(&units, &person.unit)?),
            (Reach::Branch, Some(branch)) => Some(named(&units, &branch.name)?),
            (Reach::Branch, None) | (Reach::Company, _) => None,
        };
        self.give(security, staff, person.role, scope)?;
        self.account(security, staff, &person.name, &person.login)
    }

    fn give(
        &self,
        by: &Actor,
        staff: StaffId,
        role: Role,
        scope: Option<UnitId>,
    ) -> Result<(), Refusal> {
        let grant = NewGrant {
            staff,
            role,
            scope,
            from: None,
            until: None,
        };
        self.desk.grant_role(by, &grant).map(drop)
    }

    /// Opens an account, whose owner chooses the password and signs in once.
    fn account(
        &mut self,
        by: &Actor,
        staff: StaffId,
        name: &str,
        login: &str,
    ) -> Result<Actor, Refusal> {
        let new = NewAccount {
            staff,
            login: login.to_owned(),
        };
        let (_, link) = self.desk.open_account(&by.may(Target::Anything)?, &new)?;
        self.desk.choose_password(&link, PASSWORD)?;
        self.sign_in(name, login)
    }

    /// Signs somebody in, with a second factor where the role asks for one, and notes how they do it again.
    fn sign_in(&mut self, name: &str, login: &str) -> Result<Actor, Refusal> {
        let signed_in = self.desk.sign_in(&SignInForm {
            login: login.to_owned(),
            password: PASSWORD.to_owned().into(),
            origin: HERE.to_owned(),
            ..SignInForm::default()
        })?;
        let mut secret = None;
        if signed_in.next == SignInStep::SetUpSecondFactor {
            let enrolment = self.desk.begin_second_factor(&signed_in.token)?;
            let code = code(&enrolment.secret, (self.now)().seconds()).ok_or(Refusal::Code)?;
            self.desk.confirm_second_factor(
                &signed_in.token,
                &code,
                &ShownAgain::default(),
                &signed_in.device,
            )?;
            secret = Some(enrolment.secret.to_string());
        }
        self.accounts.push(Account {
            login: login.to_owned(),
            name: name.to_owned(),
            secret,
        });
        self.actor(&signed_in.token)
    }

    fn actor(&self, token: &SessionToken) -> Result<Actor, Refusal> {
        self.desk.actor(token, HERE)?.ok_or(Refusal::SignedOut)
    }
}

/// What an authenticator with this secret shows at a second since 1970.
pub(crate) fn code(secret: &str, at: i64) -> Option<String> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp = Builder::new().with_secret(secret).build().ok()?;
    Some(totp.generate(u64::try_from(at).ok()?).to_string())
}

fn named(units: &[UnitLine], name: &str) -> Result<UnitId, Refusal> {
    let found = units.iter().find(|line| line.name == name);
    found.map(|line| line.unit).ok_or(Refusal::NotFound)
}

fn kind_of(name: &str) -> UnitKind {
    match name.chars().last() {
        Some('组') => UnitKind::Team,
        Some('店') => UnitKind::Store,
        _ => UnitKind::Department,
    }
}
