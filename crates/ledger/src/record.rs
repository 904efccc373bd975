//! Commands carried out: identity found, the case judged, the fact appended, all in one transaction.

mod append;
mod company;
mod decide;
mod erase;
mod fact;
mod foresee;
mod identify;
mod organise;
mod papers;
mod regulation;
mod reveal;
mod sign;

use ruling::calendar::{CivilDay, Instant};
use ruling::case::CaseFile;
use ruling::company::CompanyFact;
use ruling::fact::{Fact, Seq, StaffId, UnitId};
use ruling::ruling::Ruling;

pub(crate) use self::foresee::foresee;
use crate::answered::Answered;
use crate::case_store::CaseGroup;
use crate::catalogue::CatalogueKind;
use crate::encoding::Entry;
/// The field of [`NewFact::fields`] that holds why somebody did something, in their words: sealed like what is
/// known of the customer, and never shown as part of that.
pub use crate::encoding::field_name::REASON;
use crate::fault::{Failure, Fault, Refusal};
use crate::organisation::Grant;
use crate::paper::{FiledWith, Paper, ScannedSheet};
use crate::privacy::blind_index::Tagger;
use crate::privacy::keys::Keys;
use crate::privacy::personal::Personal;
use crate::state::State;
use crate::store::Database;
use crate::typed::Typed;

/// Which case a fact belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// This case.
    Case(u64),
    /// The case of the customer whom the fields identify; opened if there is none.
    Customer,
}

/// A fact to be recorded, with those that belong before it: all of them or none. `seq` and `recorded` of
/// facts are the ledger's to give; references of personal values are made from `fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// What happened before, about the same customer: the visit on which a registration rests.
    pub before: Vec<Fact>,
    /// What happened; the answer is about it.
    pub fact: Fact,
    /// To which case.
    pub about: About,
    /// What was entered about a person; sealed.
    pub fields: Personal,
}

/// How a fact names another of the same command in `of`, by its place from 0: entries have their numbers only
/// when they are recorded. A ledger is full long before its own numbers come near.
#[must_use]
pub const fn of_same_command(place: u16) -> Seq {
    Seq::MAX - place as Seq
}

/// A change of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A fact about a case, and those before it.
    Record(Box<NewFact>),
    /// The same by somebody who acts on what they saw of a case: refused if something else was recorded since.
    Act {
        /// What is recorded, about that case.
        new: Box<NewFact>,
        /// The last entry of the case that they saw.
        seen: Seq,
    },
    /// The same, with the electronic signature of whoever does it, over what it is about.
    Signed {
        /// What is done and signed: a fact about a case, somebody's acknowledgement, a sheet that is filed.
        act: Box<Command>,
        /// Who signs: whoever does it.
        by: StaffId,
        /// The clause by which it is signed; empty where none asks for it.
        clause: String,
    },
    /// A fact about people or units.
    Change(Box<CompanyFact>),
    /// A new member of staff, by name.
    AddStaff(Personal),
    /// A new unit, by name.
    AddUnit(String),
    /// A unit is called otherwise from now on.
    RenameUnit(UnitId, String),
    /// A project or a kind of product has a name; one that it had before is kept in the log.
    Catalogue {
        /// Which of the two.
        kind: CatalogueKind,
        /// What people call it.
        name: String,
    },
    /// The statements of a month, and of all before it, are issued.
    IssueStatements {
        /// Months since January of year 0.
        month: u32,
        /// Who does it.
        by: StaffId,
    },
    /// A unit confirms the list of a day.
    ConfirmList {
        /// Which unit.
        unit: UnitId,
        /// Which day's list.
        day: CivilDay,
        /// Who does it.
        by: StaffId,
    },
    /// A regulation: of the name of one the company has, a new version of it; else one more, for units that are
    /// put under it.
    Publish {
        /// Text of `pack.toml`.
        pack: String,
        /// Text of `regulation.md`.
        regulation: String,
    },
    /// A unit is under a regulation from an instant on; cases it has stay under theirs.
    Govern {
        /// Which unit.
        unit: UnitId,
        /// The name that the regulation's pack has.
        regulation: String,
        /// From when on.
        from: Instant,
    },
    /// Destroys the personal data of a case's customer.
    Erase {
        /// The case.
        case: u64,
        /// Who does it.
        actor: StaffId,
    },
    /// Destroys the personal data of a customer: of a case's, or of somebody else whose data a case has.
    EraseCustomer {
        /// The customer, by the number that facts know them by.
        customer: u64,
        /// Who does it.
        actor: StaffId,
    },
    /// Somebody is about to see the personal data of a case's customer.
    Reveal {
        /// The case.
        case: u64,
        /// Who.
        actor: StaffId,
        /// Why; sealed like the customer's own data.
        reason: Personal,
    },
    /// Somebody looks at a case that is not theirs, for its trace.
    Look {
        /// The case.
        case: u64,
        /// Who.
        actor: StaffId,
    },
    /// Somebody changes a colleague's account, for its trace.
    Account {
        /// Who.
        by: StaffId,
        /// What, by the desk's name.
        deed: String,
        /// Whose account.
        staff: StaffId,
    },
    /// Papers are filed with a case. Those that were filed with the same before are not kept twice.
    FilePapers {
        /// Where they belong.
        with: FiledWith,
        /// Who files them.
        actor: StaffId,
        /// What is filed.
        papers: Vec<Paper>,
    },
    /// The scan of a day's signed sheet is filed, under a key of its own: it shows many customers, masked.
    FileSheet(Box<ScannedSheet>),
    /// A unit gets a kind and a place.
    Place {
        /// Which unit.
        unit: UnitId,
        /// By the desk's name.
        kind: String,
        /// What it belongs to; none: directly to the company.
        parent: Option<UnitId>,
    },
    /// Somebody is given a role.
    Grant {
        /// What.
        grant: Box<Grant>,
        /// Roles that nobody has together with this one.
        excludes: Vec<String>,
    },
    /// A grant is taken back.
    Revoke {
        /// The entry that gave it.
        grant: Seq,
        /// Who takes it back, by which grant of their own.
        by: Option<(StaffId, Seq)>,
    },
    /// A duplicate check that was made, for its trace.
    Trace {
        /// Who.
        staff: StaffId,
        /// `check`.
        deed: String,
    },
}

impl Command {
    /// What it does, whether that is signed or not.
    fn unsigned(&self) -> &Command {
        match self {
            Command::Signed { act, .. } => act,
            command => command,
        }
    }
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The entry's place in the ledger.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// The case, as judged then.
    pub case: Option<JudgedCase>,
}

/// A case with its ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedCase {
    /// The case that stands for all it is linked to.
    pub id: u64,
    /// The domain of the regulation it is judged by.
    pub domain: u32,
    /// What the ruling was made from.
    pub file: CaseFile,
    /// The ruling.
    pub ruling: Ruling,
}

/// A command in progress: state, store and keys together.
pub(crate) struct Work<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) database: &'a Database,
    pub(crate) keys: &'a Keys,
    pub(crate) now: Instant,
    /// Of the command being carried out: the entry that answers it carries it.
    pub(crate) key: Option<Vec<u8>>,
}

/// What was typed about a customer, or which fields cannot be read.
type ReadFields = Result<Typed, Refusal>;

/// A command with its key, and with all that follows from it alone: made by whoever asks, beside the writer.
pub(crate) struct Prepared {
    command: Command,
    key: Vec<u8>,
    /// Of a fact.
    typed: ReadFields,
}

impl Prepared {
    pub(crate) fn new(command: Command, key: Vec<u8>, tagger: &Tagger) -> Prepared {
        let typed = match command.unsigned() {
            Command::Record(new) | Command::Act { new, .. } => Typed::read(&new.fields, tagger),
            _ => Ok(Typed::default()),
        };
        Prepared {
            command,
            key,
            typed,
        }
    }

    /// Whether it only says that somebody checked, and whoever did has their answer already.
    pub(crate) fn is_trace(&self) -> bool {
        matches!(self.command, Command::Trace { .. })
    }

    pub(crate) fn is_erasure(&self) -> bool {
        matches!(
            self.command.unsigned(),
            Command::Erase { .. } | Command::EraseCustomer { .. }
        )
    }
}

impl Work<'_> {
    /// Carries a command out, or refuses it with nothing stored.
    pub(crate) fn carry_out(&mut self, prepared: &Prepared) -> Result<Recorded, Failure> {
        let Prepared {
            command,
            key,
            typed,
        } = prepared;
        if let Some(seq) = self.answered(key)? {
            return Ok(self.answer_again(seq)?);
        }
        self.key = Some(key.clone());
        if let Command::Signed { by, .. } = command {
            self.refuse_signer_who_left(*by)?;
        }
        let done = self.carry_out_once(command.unsigned(), typed)?;
        if let Command::Signed { by, clause, .. } = command {
            self.sign(*by, clause, &done)?;
        }
        Ok(done)
    }

    fn carry_out_once(
        &mut self,
        command: &Command,
        typed: &ReadFields,
    ) -> Result<Recorded, Failure> {
        match command {
            Command::Signed { act, .. } => self.carry_out_once(act, typed),
            Command::Record(new) => self.record(new, (typed, None)),
            Command::Act { new, seen } => self.record(new, (typed, Some(*seen))),
            Command::Change(change) => self.change((**change).clone()),
            Command::AddStaff(name) => self.add_staff(name),
            Command::AddUnit(name) => self.add_unit(name.clone()),
            Command::RenameUnit(unit, name) => self.rename_unit(*unit, name.clone()),
            Command::Catalogue { kind, name } => self.catalogue(*kind, name.clone()),
            Command::IssueStatements { month, by } => {
                let entry = Entry::StatementsIssued {
                    month: *month,
                    by: *by,
                };
                self.append(entry, None, None)
            }
            Command::ConfirmList { unit, day, by } => {
                let entry = Entry::ListConfirmed {
                    unit: *unit,
                    day: *day,
                    by: *by,
                };
                self.append(entry, None, None)
            }
            Command::Publish { pack, regulation } => self.publish(pack, regulation),
            Command::Govern {
                unit,
                regulation,
                from,
            } => self.govern(*unit, regulation, *from),
            Command::Erase { case, actor } => self.erase(*case, *actor),
            Command::EraseCustomer { customer, actor } => self.erase_customer(*customer, *actor),
            Command::Reveal {
                case,
                actor,
                reason,
            } => self.reveal(*case, *actor, reason),
            Command::Look { case, actor } => self.look(*case, *actor),
            Command::Account { by, deed, staff } => {
                let entry = Entry::Account {
                    by: *by,
                    deed: deed.clone(),
                    staff: *staff,
                };
                self.append(entry, None, None)
            }
            Command::FilePapers {
                with,
                actor,
                papers,
            } => self.file_papers(*with, *actor, papers),
            Command::FileSheet(sheet) => self.file_sheet(sheet),
            Command::Place { unit, kind, parent } => self.place_unit(*unit, kind.clone(), *parent),
            Command::Grant { grant, excludes } => self.grant((**grant).clone(), excludes),
            Command::Revoke { grant, by } => self.revoke(*grant, *by),
            Command::Trace { staff, deed } => {
                let entry = Entry::Accessed {
                    staff: *staff,
                    deed: deed.clone(),
                    subject: None,
                };
                self.append(entry, None, None)
            }
        }
    }

    /// The entry that answered a command with this key before.
    fn answered(&mut self, key: &[u8]) -> Result<Option<Seq>, Fault> {
        if self.database.is_shared() {
            return self.database.command(key);
        }
        let answered = match self.state.answered.take() {
            Some(answered) => answered,
            None => Answered::load(self.database)?,
        };
        self.state
            .answered
            .insert(answered)
            .entry(self.database, key)
    }

    /// The first answer of a command that comes again.
    fn answer_again(&self, seq: Seq) -> Result<Recorded, Fault> {
        let damaged = Fault::damaged("entry", seq);
        let row = self.database.fact(seq)?.ok_or(damaged)?;
        let mut case = None;
        if let Some(id) = row.case {
            let group = CaseGroup::load(self.database, self.state.names(), id)?;
            case = group.map(|mut group| {
                group.facts.retain(|fact| fact.seq <= seq);
                self.judged(&group, row.recorded)
            });
        }
        Ok(Recorded {
            seq,
            recorded: row.recorded,
            case,
        })
    }

    fn judged(&self, group: &CaseGroup, at: Instant) -> JudgedCase {
        JudgedCase {
            id: group.root,
            domain: group.domain,
            file: group.file(),
            ruling: self.state.judge(group, at),
        }
    }

    fn next_seq(&self) -> Seq {
        self.state.last_seq + 1
    }

    /// The time the next entry gets: never before the last one's.
    fn recorded(&self) -> Instant {
        self.now.max(self.state.last_recorded)
    }
}
