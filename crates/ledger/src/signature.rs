//! Electronic signatures: a key held for each signer, over a digest of what was signed
//! ([docs/formats/signatures.md](../../../docs/formats/signatures.md)). The signer's first act makes the key; its
//! public half is an entry of the log, its secret half lies among the sealed secrets.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature as Ed25519, Signer, SigningKey, VerifyingKey};
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};
use sha2::{Digest, Sha256};

use crate::case_store::roots;
use crate::encoding::{Entry, Lineages, signed_statement};
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::log::tree::{Hash, leaf_hash};
use crate::store::Database;

/// A signature as an entry holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The act that was signed: an entry.
    pub act: Seq,
    /// Who signed.
    pub signer: StaffId,
    /// The entry of the signer's key.
    pub key: Seq,
    /// The clause by which it is signed; empty where none asks for it.
    pub clause: String,
    /// The entries that were signed, in order: the version of the regulation, what is signed with its corrections
    /// and papers, and the act itself.
    pub content: Vec<Seq>,
    /// Of all of that.
    pub digest: Hash,
    /// Ed25519 over the digest.
    pub signature: [u8; 64],
}

/// What checking a signature against key and content shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignatureCheck {
    /// The signer's key signed this content.
    Valid,
    /// The key signed something, but the entries that were signed are not what they were.
    OtherContent,
    /// It is not by the key that was the signer's, or the act is somebody else's.
    NotBySigner,
}

/// A signature with what checking it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedSignature {
    /// The entry that holds it.
    pub seq: Seq,
    /// When it was made.
    pub recorded: Instant,
    /// What it says.
    pub signed: Signed,
    /// Whether it holds.
    pub check: SignatureCheck,
    /// When the signer got another key since; what was signed with the earlier one still verifies.
    pub key_replaced: Option<Instant>,
}

/// A signer's key as its entry has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignerKey {
    pub(crate) staff: StaffId,
    pub(crate) public: Hash,
    pub(crate) recorded: Instant,
}

/// What signing needs at hand: keys, and the entries that published regulations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signing {
    /// By their entries.
    pub(crate) keys: BTreeMap<Seq, SignerKey>,
    /// The newest key of each signer.
    pub(crate) newest: BTreeMap<StaffId, Seq>,
    /// The entries that published the versions of each domain's regulation, in order.
    published: BTreeMap<u32, Vec<Seq>>,
    /// Signatures of what belongs to no case, by signer.
    of_company: BTreeMap<StaffId, Vec<Seq>>,
}

impl Signing {
    /// Takes in an entry about the company.
    pub(crate) fn note(&mut self, entry: &Entry, seq: Seq, recorded: Instant) {
        match entry {
            Entry::SigningKey { staff, public } => {
                let key = SignerKey {
                    staff: *staff,
                    public: *public,
                    recorded,
                };
                self.keys.insert(seq, key);
                self.newest.insert(*staff, seq);
            }
            Entry::Pack { domain, .. } => self.published.entry(*domain).or_default().push(seq),
            Entry::Signed(signed) => {
                let own = self.of_company.entry(signed.signer).or_default();
                own.push(seq);
            }
            _ => {}
        }
    }

    /// The entry that published a version of a domain's regulation, by its place from 0.
    pub(crate) fn version(&self, domain: u32, version: usize) -> Option<Seq> {
        self.published.get(&domain)?.get(version).copied()
    }

    /// The entry that published the newest version of a domain's regulation.
    pub(crate) fn newest_version(&self, domain: u32) -> Option<Seq> {
        self.published.get(&domain)?.last().copied()
    }

    /// When the holder of a key got another.
    fn replaced(&self, key: Seq) -> Option<Instant> {
        let staff = self.keys.get(&key)?.staff;
        let mut later = self.keys.range(key + 1..);
        let next = later.find(|(_, other)| other.staff == staff);
        next.map(|(_, other)| other.recorded)
    }
}

/// The name under which a key's secret half is kept.
pub(crate) fn secret_name(key: Seq) -> String {
    format!("signing-key/{key}")
}

/// What a signature is about, beside the hashes of what was signed.
#[derive(Clone, Copy)]
pub(crate) struct Statement<'a> {
    pub(crate) lineage: &'a [u8; 16],
    pub(crate) company: u32,
    pub(crate) signer: StaffId,
    pub(crate) act: Seq,
    pub(crate) clause: &'a str,
    pub(crate) at: Instant,
}

impl Statement<'_> {
    pub(crate) fn digest(self, content: &[(Seq, Hash)]) -> Hash {
        Sha256::digest(signed_statement(self, content)).into()
    }
}

/// Signs a digest.
pub(crate) fn sign(key: &SigningKey, digest: &Hash) -> [u8; 64] {
    key.sign(digest).to_bytes()
}

/// The hashes of entries as they are stored now; none if one of them is missing.
pub(crate) fn hashes(
    database: &Database,
    lineages: &Lineages,
    content: &[Seq],
) -> Result<Option<Vec<(Seq, Hash)>>, Fault> {
    let mut hashes = Vec::with_capacity(content.len());
    for seq in content {
        let Some(row) = database.fact(*seq)? else {
            return Ok(None);
        };
        hashes.push((*seq, leaf_hash(&row.leaf(lineages))));
    }
    Ok(Some(hashes))
}

/// Whoever did an act, by its entry.
fn actor_of(entry: &Entry) -> Option<StaffId> {
    match entry {
        Entry::Fact(fact) | Entry::Opened { fact, .. } => fact.actor,
        Entry::Change(change) => match change.change {
            ruling::company::Change::Acknowledged { staff, .. } => Some(staff),
            _ => None,
        },
        Entry::SheetScanned { staff, .. } => Some(*staff),
        _ => None,
    }
}

/// What signatures are checked with.
#[derive(Clone, Copy)]
pub(crate) struct Checking<'a> {
    pub(crate) signing: &'a Signing,
    pub(crate) lineages: &'a Lineages,
    pub(crate) names: &'a ruling::name::Names,
}

impl Checking<'_> {
    /// Checks a signature against key, act and content.
    pub(crate) fn check(
        self,
        database: &Database,
        signed: &Signed,
    ) -> Result<SignatureCheck, Fault> {
        let key = self.signing.keys.get(&signed.key);
        let public = key.filter(|key| key.staff == signed.signer);
        let public = public.and_then(|key| VerifyingKey::from_bytes(&key.public).ok());
        let signature = Ed25519::from_bytes(&signed.signature);
        let is_by_key =
            public.is_some_and(|key| key.verify_strict(&signed.digest, &signature).is_ok());
        if !is_by_key {
            return Ok(SignatureCheck::NotBySigner);
        }
        let Some(act) = database.fact(signed.act)? else {
            return Ok(SignatureCheck::OtherContent);
        };
        let statement = Statement {
            lineage: &self.lineages.at(signed.act),
            company: database.company(),
            signer: signed.signer,
            act: signed.act,
            clause: &signed.clause,
            at: act.recorded,
        };
        let hashes = hashes(database, self.lineages, &signed.content)?;
        let digest = hashes.map(|content| statement.digest(&content));
        if digest != Some(signed.digest) || !signed.content.contains(&signed.act) {
            return Ok(SignatureCheck::OtherContent);
        }
        let entry = Entry::decode(&act.entry, act.seq, act.recorded, self.names);
        match entry.as_ref().and_then(actor_of) == Some(signed.signer) {
            true => Ok(SignatureCheck::Valid),
            false => Ok(SignatureCheck::NotBySigner),
        }
    }

    /// The signature that an entry holds, checked; none if it holds none.
    pub(crate) fn checked(
        self,
        database: &Database,
        (seq, recorded): (Seq, Instant),
        entry: &[u8],
    ) -> Result<Option<CheckedSignature>, Fault> {
        let entry = Entry::decode(entry, seq, recorded, self.names);
        let Some(Entry::Signed(signed)) = entry else {
            return Ok(None);
        };
        Ok(Some(CheckedSignature {
            seq,
            recorded,
            check: self.check(database, &signed)?,
            key_replaced: self.signing.replaced(signed.key),
            signed: *signed,
        }))
    }
}

/// Number, time and bytes of an entry.
type EntryBytes = (Seq, Instant, Vec<u8>);

impl Ledger {
    /// Signatures in a case, and in those judged with it, in order, each checked now. Of a case that there is not,
    /// none.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn signatures(&self, case: u64) -> Result<Vec<CheckedSignature>, Fault> {
        self.checked(|_, reader| {
            let root = roots(reader, case)?.first().copied().unwrap_or(case);
            let rows = reader.facts_judged_in(root)?.into_iter();
            let mut rows: Vec<EntryBytes> =
                rows.map(|row| (row.seq, row.recorded, row.entry)).collect();
            rows.sort_unstable_by_key(|row| row.0);
            Ok(rows)
        })
    }

    /// What somebody signed that belongs to no case, in order, each checked now.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn signatures_by(&self, staff: StaffId) -> Result<Vec<CheckedSignature>, Fault> {
        self.checked(|signing, reader| {
            let own = signing.of_company.get(&staff).into_iter().flatten();
            let mut rows = Vec::new();
            for seq in own {
                let row = reader.fact(*seq)?;
                rows.extend(row.map(|row| (row.seq, row.recorded, row.entry)));
            }
            Ok(rows)
        })
    }

    fn checked(
        &self,
        rows: impl FnOnce(&Signing, &Database) -> Result<Vec<EntryBytes>, Fault>,
    ) -> Result<Vec<CheckedSignature>, Fault> {
        let (signing, lineages, regulations) = {
            let state = self.state()?;
            let regulations = std::sync::Arc::clone(&state.regulations);
            let signing = std::sync::Arc::clone(&state.signing);
            (signing, state.lineages.clone(), regulations)
        };
        let checking = Checking {
            signing: &signing,
            lineages: &lineages,
            names: regulations.names(),
        };
        let reader = self.reader()?;
        let mut all = Vec::new();
        for (seq, recorded, entry) in rows(&signing, &reader)? {
            all.extend(checking.checked(&reader, (seq, recorded), &entry)?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use ed25519_dalek::SigningKey;
    use ruling::calendar::Instant;
    use ruling::fact::StaffId;
    use ruling::name::Names;

    use super::{Signed, Statement, sign};
    use crate::encoding::{Entry, signed_statement};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Bytes that docs/formats/signatures.md promises, made by another implementation.
    #[test]
    fn a_signature_has_the_bytes_that_the_format_promises() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signer = StaffId(NonZeroU32::new(5).unwrap());
        let statement = Statement {
            lineage: &[1; 16],
            company: 1,
            signer,
            act: 12,
            clause: "二.3",
            at: Instant::from_seconds(1_772_000_000),
        };
        let content = [(2, [2; 32]), (9, [9; 32]), (12, [12; 32])];
        let digest = statement.digest(&content);
        let public = key.verifying_key().to_bytes();
        let signature = sign(&key, &digest);
        let names = Names::default();
        let known = Entry::SigningKey {
            staff: signer,
            public,
        };
        let entry = Entry::Signed(Box::new(Signed {
            act: 12,
            signer,
            key: 11,
            clause: "二.3".to_owned(),
            content: vec![2, 9, 12],
            digest,
            signature,
        }));
        let told = format!(
            "seed {}\nkey {}\nstatement {}\ndigest {}\nsignature {}\nsigning_key {}\nentry {}\n",
            hex(&[7; 32]),
            hex(&public),
            hex(&signed_statement(statement, &content)),
            hex(&digest),
            hex(&signature),
            hex(&known.encode(&names)),
            hex(&entry.encode(&names)),
        );
        assert_eq!(told, include_str!("../../../vectors/signature.txt"));
    }
}
