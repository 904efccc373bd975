//! What an entry says somebody did.

use ledger::encoding::Entry;
use ledger::read::StoredEntry;
use ruling::calendar::Instant;
use ruling::company::Change;
use ruling::fact::{FactKind, Seq, StaffId};

use crate::permission::Role;

/// What is done to a colleague's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountDeed {
    /// Opened it.
    Opened,
    /// Made a link by which its owner chooses a password.
    PasswordLink,
    /// Closed it.
    Closed,
    /// Opened it again.
    Reopened,
    /// Signed its owner out everywhere.
    SignedOut,
    /// Took the second factor away.
    SecondFactorDropped,
}

impl AccountDeed {
    const ALL: [AccountDeed; 6] = [
        AccountDeed::Opened,
        AccountDeed::PasswordLink,
        AccountDeed::Closed,
        AccountDeed::Reopened,
        AccountDeed::SignedOut,
        AccountDeed::SecondFactorDropped,
    ];

    /// The name in the log.
    pub(crate) fn name(self) -> &'static str {
        match self {
            AccountDeed::Opened => "opened",
            AccountDeed::PasswordLink => "link",
            AccountDeed::Closed => "closed",
            AccountDeed::Reopened => "reopened",
            AccountDeed::SignedOut => "signed_out",
            AccountDeed::SecondFactorDropped => "second_factor_dropped",
        }
    }

    pub(super) fn named(name: &str) -> Option<AccountDeed> {
        let mut all = AccountDeed::ALL.into_iter();
        all.find(|deed| deed.name() == name)
    }
}

/// What an entry says somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// Recorded a fact of a case.
    Recorded(FactKind),
    /// Checked whether a customer is free.
    Checked,
    /// Took a list out of the program.
    Exported,
    /// Filed photos or documents with a case.
    FiledPapers,
    /// Filed the scan of a day's signed sheet.
    FiledSheet,
    /// Looked at a case in which they had no part.
    Looked,
    /// Saw personal data.
    Revealed,
    /// Gave somebody a role.
    Granted(Role),
    /// Took a role back from somebody.
    Revoked(Role),
    /// Changed somebody's account.
    Account(AccountDeed),
    /// Took somebody on.
    TookOn,
    /// Said where somebody works, and as what.
    Employed,
    /// Let somebody go.
    LetGo,
    /// Named a unit.
    NamedUnit,
    /// Said what a unit is and what it belongs to.
    PlacedUnit,
    /// Said for which divisions a unit is responsible.
    SetRegions,
    /// Said which unit is on duty.
    SetRoster,
    /// Named somebody where a regulation leaves the person to the company.
    NamedPerson,
    /// Declared an outage.
    DeclaredOutage,
    /// Put a unit under a regulation.
    PutUnder,
    /// Published a regulation, or a version of one.
    Published,
    /// Issued the statements of a month.
    IssuedStatements,
    /// Confirmed the list of a day for a unit.
    ConfirmedList,
    /// Signed for the regulation.
    Signed,
    /// Had a colleague decide for them while they are away, or no longer.
    PassedOn,
    /// Changed something else about the company.
    ChangedCompany,
}

/// Deeds of a kind, to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeedKind {
    /// Recorded something.
    Record,
    /// Looked at others' cases.
    Look,
    /// Saw personal data.
    Reveal,
    /// Checked for duplicates.
    Check,
    /// Took lists out.
    Export,
    /// Administered accounts, roles, units and regulations.
    Manage,
}

impl Did {
    /// What somebody did who only looked, by the name that the log gives it.
    pub(crate) fn of_access(deed: &str) -> Did {
        match deed {
            "look" => Did::Looked,
            "reveal" => Did::Revealed,
            "export" => Did::Exported,
            _ => Did::Checked,
        }
    }
}

impl DeedKind {
    /// All of them, each by its number in rows.
    pub const ALL: [DeedKind; 6] = [
        DeedKind::Record,
        DeedKind::Look,
        DeedKind::Reveal,
        DeedKind::Check,
        DeedKind::Export,
        DeedKind::Manage,
    ];

    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    /// What kind of deed an entry tells of.
    pub(crate) fn of(entry: &Entry) -> DeedKind {
        match entry {
            Entry::Fact(_)
            | Entry::Opened { .. }
            | Entry::Papers { .. }
            | Entry::SheetScanned { .. }
            | Entry::ListConfirmed { .. } => DeedKind::Record,
            Entry::Accessed { deed, .. } => match deed.as_str() {
                "look" => DeedKind::Look,
                "reveal" => DeedKind::Reveal,
                "export" => DeedKind::Export,
                _ => DeedKind::Check,
            },
            Entry::Change(change) => match change.change {
                Change::Acknowledged { .. } => DeedKind::Record,
                _ => DeedKind::Manage,
            },
            _ => DeedKind::Manage,
        }
    }
}

/// Somebody's deed, as an entry tells it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed {
    pub(crate) staff: StaffId,
    pub(crate) kind: DeedKind,
    pub(crate) seq: Seq,
    pub(crate) recorded: Instant,
}

impl Deed {
    /// Who made an entry, where it tells; of one that does not, it was noted when it was made.
    pub(crate) fn of(entry: &StoredEntry) -> Option<Deed> {
        let staff = match &entry.entry {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => fact.actor.or(fact.person),
            Entry::Accessed { staff, .. }
            | Entry::Papers { staff, .. }
            | Entry::SheetScanned { staff, .. } => Some(*staff),
            Entry::Account { by, .. }
            | Entry::StatementsIssued { by, .. }
            | Entry::ListConfirmed { by, .. } => Some(*by),
            Entry::Granted(grant) => grant.by.map(|(by, _)| by),
            Entry::Revoked { by, .. } => by.map(|(by, _)| by),
            Entry::Change(change) => match change.change {
                Change::Acknowledged { staff, .. } => Some(staff),
                _ => None,
            },
            _ => None,
        };
        Some(Deed {
            staff: staff?,
            kind: DeedKind::of(&entry.entry),
            seq: entry.seq,
            recorded: entry.recorded,
        })
    }
}
