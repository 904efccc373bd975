//! The bytes of entries: what leaves are hashed over, and what is read back years later.
//!
//! Canonical CBOR (RFC 8949, 4.2.1) of arrays, integers, texts and byte strings; no maps, no floats. Names
//! are written out, so that an entry does not depend on the packs it is read with. The format is a promise:
//! docs/formats/entry.md.

mod change;
mod fact;
mod fact_kind;
pub(crate) mod field_name;
mod leaf;
mod organised;
mod papers;
mod projection;
mod signed;
mod wire;

#[cfg(test)]
mod tests;

use ruling::calendar::{CivilDay, Instant};
use ruling::company::CompanyFact;
use ruling::fact::{Fact, Ref, Seq, StaffId, UnitId};
use ruling::name::Names;

pub use self::leaf::Leaf;
pub(crate) use self::projection::{
    FoundIn, ProjectedDuty, ProjectedParty, ProjectedSegment, Projection,
};
pub(crate) use self::signed::statement as signed_statement;
use crate::catalogue::CatalogueKind;
use crate::log::tree::Hash;
use crate::organisation::Grant;
use crate::signature::Signed;
use wire::{In, Out};

/// Version of the format of leaves.
const LEAF_FORMAT: i64 = 1;

/// What an entry of the ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Something happened to a case.
    Fact(Fact),
    /// Something happened that opens a case.
    Opened {
        /// Under which regulation.
        domain: u32,
        /// What happened.
        fact: Fact,
    },
    /// Something happened to a person or unit of the company.
    Change(CompanyFact),
    /// A member of staff got a number; the name is sealed.
    Staff(StaffId),
    /// A unit got a number and a name.
    Unit(UnitId, String),
    /// A project or a kind of product is known by a reference, and has a name.
    Catalogued {
        /// Which of the two.
        kind: CatalogueKind,
        /// What facts know it by.
        reference: Ref,
        /// What people call it.
        name: String,
    },
    /// The statements of a month, and of all before it, were issued.
    StatementsIssued {
        /// Months since January of year 0.
        month: u32,
        /// Who did it.
        by: StaffId,
    },
    /// A unit confirmed the list of a day: what it registered since the last one, or that this was nothing.
    ListConfirmed {
        /// Which unit.
        unit: UnitId,
        /// Which day's list.
        day: CivilDay,
        /// Who did it.
        by: StaffId,
    },
    /// A version of a regulation is in force for a domain: the hash of its texts.
    Pack {
        /// Which domain.
        domain: u32,
        /// Hash of pack and regulation.
        hash: Hash,
    },
    /// A unit is under the regulation of a domain.
    Governed {
        /// Which unit.
        unit: UnitId,
        /// Which domain.
        domain: u32,
        /// From when on.
        from: Instant,
    },
    /// The company whose ledger this is.
    Founded {
        /// Its name.
        company: String,
    },
    /// A case may be one with another, which came before, until somebody decides.
    Suspected {
        /// The later case.
        case: u64,
        /// The earlier one.
        other: u64,
    },
    /// Somebody decided that a case is not one with another, or that it is one with a third.
    Separated {
        /// The later case.
        case: u64,
        /// The earlier one.
        other: u64,
    },
    /// A case was judged again, because of what was recorded about the company.
    Judged {
        /// Which case.
        case: u64,
    },
    /// The personal data of a subject was destroyed.
    Erased {
        /// Whose.
        subject: u64,
    },
    /// Somebody looked something up or saw personal data.
    Accessed {
        /// Who.
        staff: StaffId,
        /// What was done: `check`, `look`, `reveal`, `export`.
        deed: String,
        /// Whose case or data was seen; none for a check, which does not tell.
        subject: Option<u64>,
    },
    /// Somebody changed a colleague's account.
    Account {
        /// Who did it.
        by: StaffId,
        /// What, by the desk's name: `opened`, `closed` and so on.
        deed: String,
        /// Whose account.
        staff: StaffId,
    },
    /// Somebody filed papers with a case. What they are is sealed, and committed to, like personal data.
    Papers {
        /// Who.
        staff: StaffId,
        /// The entry that they belong to, such as a registration; none: only to the case.
        of: Option<Seq>,
    },
    /// Somebody filed the scan of a day's signed sheet. What it is is sealed, and committed to, like papers of a case.
    SheetScanned {
        /// Who.
        staff: StaffId,
        /// Whose registrations are on it.
        day: CivilDay,
        /// The registrations that are printed on it.
        registrations: Vec<Seq>,
    },
    /// From now on somebody signs with a key: its public half.
    SigningKey {
        /// Who.
        staff: StaffId,
        /// An Ed25519 public key.
        public: Hash,
    },
    /// Somebody signed an act of theirs.
    Signed(Box<Signed>),
    /// A unit has a kind and a place among the others from now on.
    Placed {
        /// Which unit.
        unit: UnitId,
        /// Region, store, team and so on, by the desk's name.
        kind: String,
        /// What it belongs to; none: directly to the company.
        parent: Option<UnitId>,
    },
    /// Somebody was given a role.
    Granted(Box<Grant>),
    /// A grant was taken back.
    Revoked {
        /// The entry that gave it.
        grant: Seq,
        /// Who took it back, by which grant of their own; none: the company's set-up.
        by: Option<(StaffId, Seq)>,
    },
    /// This log continues another, which is gone: its last checkpoint.
    Succeeds {
        /// The old log.
        origin: String,
        /// Leaves it had.
        size: u64,
        /// Its root.
        root: Hash,
    },
}

/// The logs that a store's entries belong to, each from an entry on, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lineages(pub(crate) Vec<(Seq, [u8; 16])>);

impl Lineages {
    /// The log of an entry.
    pub(crate) fn at(&self, seq: Seq) -> [u8; 16] {
        let before = self.0.iter().rev();
        let mut before = before.filter(|(from, _)| *from <= seq);
        before.next().map_or([0; 16], |(_, lineage)| *lineage)
    }

    /// The first entry of the log that an entry belongs to.
    pub(crate) fn begin_of(&self, seq: u64) -> Seq {
        let before = self.0.iter().rev();
        let mut before = before.filter(|(from, _)| u64::from(*from) <= seq);
        before.next().map_or(1, |(from, _)| *from)
    }

    /// The log that new entries belong to.
    pub(crate) fn current(&self) -> [u8; 16] {
        self.at(Seq::MAX)
    }
}

/// The part of a leaf beside the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    pub(crate) lineage: &'a [u8; 16],
    pub(crate) seq: Seq,
    pub(crate) recorded: Instant,
    pub(crate) case: Option<u64>,
    /// Whose key seals the personal part.
    pub(crate) subject: Option<u64>,
    /// To the personal part and the key it is sealed with.
    pub(crate) commitment: Option<Hash>,
    /// Of the command that the entry answers.
    pub(crate) command_key: Option<&'a [u8]>,
}

impl Header<'_> {
    /// The leaf: everything that may be shown to whoever holds a receipt.
    pub(crate) fn leaf(&self, entry: &[u8]) -> Vec<u8> {
        // Room for all of it: leaves are made by the million.
        let mut out = Out(Vec::with_capacity(entry.len() + 256));
        out.array(9);
        out.int(LEAF_FORMAT);
        out.bytes(self.lineage);
        out.int(i64::from(self.seq));
        out.int(self.recorded.seconds());
        out.number(self.case);
        out.number(self.subject);
        out.bytes(entry);
        for bytes in [
            self.commitment.as_ref().map(<[u8; 32]>::as_slice),
            self.command_key,
        ] {
            match bytes {
                Some(bytes) => out.bytes(bytes),
                None => out.null(),
            }
        }
        out.0
    }
}

/// An entry about two cases.
fn pair(kind: &str, case: u64, other: u64, out: &mut Out) {
    out.head(kind, 2);
    out.number(Some(case));
    out.number(Some(other));
}

fn fact_entry(fact: Fact, opens_in: Option<Option<u32>>) -> Option<Entry> {
    Some(match opens_in {
        Some(domain) => Entry::Opened {
            domain: domain?,
            fact,
        },
        None => Entry::Fact(fact),
    })
}

impl Entry {
    /// What it says happened to a case.
    pub(crate) fn into_fact(self) -> Option<Fact> {
        match self {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => Some(fact),
            _ => None,
        }
    }

    /// The entry's canonical bytes. Names of facts are looked up in `names`.
    pub(crate) fn encode(&self, names: &Names) -> Vec<u8> {
        let mut out = Out(Vec::with_capacity(256));
        match self {
            Entry::Fact(fact) => fact::encode(fact, None, names, &mut out),
            Entry::Opened { domain, fact } => fact::encode(fact, Some(*domain), names, &mut out),
            Entry::Change(fact) => change::encode(fact, names, &mut out),
            Entry::Staff(staff) => {
                out.head("staff", 1);
                out.int(i64::from(staff.0.get()));
            }
            Entry::Unit(unit, name) => {
                out.head("unit", 2);
                out.int(i64::from(unit.0.get()));
                out.text(name);
            }
            Entry::Catalogued { .. }
            | Entry::StatementsIssued { .. }
            | Entry::ListConfirmed { .. } => {
                organised::of_business(self, &mut out);
            }
            Entry::Pack { domain, hash } => {
                out.head("pack", 2);
                out.int(i64::from(*domain));
                out.bytes(hash);
            }
            Entry::Governed { unit, domain, from } => {
                organised::governed(*unit, *domain, *from, &mut out);
            }
            Entry::Founded { company } => {
                out.head("founded", 1);
                out.text(company);
            }
            Entry::Suspected { case, other } => pair("suspected", *case, *other, &mut out),
            Entry::Separated { case, other } => pair("separated", *case, *other, &mut out),
            Entry::Judged { case } => {
                out.head("judged", 1);
                out.number(Some(*case));
            }
            Entry::Erased { subject } => {
                out.head("subject_erased", 1);
                out.number(Some(*subject));
            }
            Entry::Accessed {
                staff,
                deed,
                subject,
            } => {
                out.head("accessed", 3);
                out.int(i64::from(staff.0.get()));
                out.text(deed);
                out.number(*subject);
            }
            Entry::Account { by, deed, staff } => organised::account(*by, deed, *staff, &mut out),
            Entry::Papers { .. } | Entry::SheetScanned { .. } => papers::write(self, &mut out),
            Entry::SigningKey { staff, public } => signed::key(*staff, public, &mut out),
            Entry::Signed(signed) => signed::write(signed, &mut out),
            Entry::Placed { unit, kind, parent } => {
                organised::placed(*unit, kind, *parent, &mut out);
            }
            Entry::Granted(grant) => organised::granted(grant, &mut out),
            Entry::Revoked { grant, by } => organised::revoked(*grant, *by, &mut out),
            Entry::Succeeds { origin, size, root } => {
                out.head("succeeds", 3);
                out.text(origin);
                out.number(Some(*size));
                out.bytes(root);
            }
        }
        out.0
    }

    /// Reads an entry; none if the bytes are not canonical. The times and place of a fact come from its row.
    pub(crate) fn decode(
        bytes: &[u8],
        seq: Seq,
        recorded: Instant,
        names: &Names,
    ) -> Option<Entry> {
        let mut input = In::new(bytes);
        let length = input.any_array()?;
        let kind = input.kind()?.to_owned();
        let entry = match kind.as_str() {
            "staff" => Entry::Staff(StaffId(input.fit()?)),
            "unit" => Entry::Unit(UnitId(input.fit()?), input.text()?.to_owned()),
            "catalogued" => organised::read_catalogued(&mut input)?,
            "statements_issued" => organised::read_issued(&mut input)?,
            "list_confirmed" => organised::read_confirmed(&mut input)?,
            "pack" => Entry::Pack {
                domain: input.fit()?,
                hash: input.bytes()?.try_into().ok()?,
            },
            "governed" => organised::read_governed(&mut input)?,
            "founded" => Entry::Founded {
                company: input.text()?.to_owned(),
            },
            "suspected" => Entry::Suspected {
                case: input.number()??,
                other: input.number()??,
            },
            "separated" => Entry::Separated {
                case: input.number()??,
                other: input.number()??,
            },
            "judged" => Entry::Judged {
                case: input.number()??,
            },
            "subject_erased" => Entry::Erased {
                subject: input.number()??,
            },
            "accessed" => Entry::Accessed {
                staff: StaffId(input.fit()?),
                deed: input.text()?.to_owned(),
                subject: input.number()?,
            },
            "account" => organised::read_account(&mut input)?,
            "papers" => papers::read(&mut input)?,
            "sheet_scanned" => papers::read_sheet(&mut input)?,
            "signing_key" => signed::read_key(&mut input)?,
            "signature" => signed::read(&mut input)?,
            "placed" => organised::read_placed(&mut input)?,
            "granted" => Entry::Granted(Box::new(organised::read_grant(&mut input)?)),
            "revoked" => Entry::Revoked {
                grant: input.fit()?,
                by: organised::read_by(&mut input)?,
            },
            "succeeds" => Entry::Succeeds {
                origin: input.text()?.to_owned(),
                size: input.number()??,
                root: input.bytes()?.try_into().ok()?,
            },
            kind => match kind.strip_prefix("company:") {
                Some(kind) => Entry::Change(change::decode(kind, &mut input, recorded, names)?),
                None => {
                    let fact = fact::decode(kind, &mut input, seq, recorded, names)?;
                    let opens = length == fact::OPENING;
                    fact_entry(fact, opens.then(|| input.fit()))?
                }
            },
        };
        input.is_at_end().then_some(entry)
    }
}
