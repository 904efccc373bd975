//! Signing: what an act is about is hashed as it lies in the log, and signed with the key held for whoever acts.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use ruling::calendar::Instant;
use ruling::company::Change;
use ruling::fact::{Fact, FactKind, Seq, StaffId};

use super::{Recorded, Work};
use crate::case_store::roots;
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, Refusal};
use crate::privacy::keys::Secret;
use crate::privacy::seal::SealProblem;
use crate::privacy::secret;
use crate::signature::{Signed, Statement, hashes, secret_name, sign};
use crate::store::FactRow;

impl Work<'_> {
    /// Whoever has left signs nothing: to be asked before anything is stored.
    pub(super) fn refuse_signer_who_left(&self, signer: StaffId) -> Result<(), Refusal> {
        let now = self.recorded();
        match self.state.company.departed_by(signer, now, now) {
            Some(_) => Err(Refusal::SignerLeft),
            None => Ok(()),
        }
    }

    /// Signs what was just recorded.
    pub(super) fn sign(
        &mut self,
        signer: StaffId,
        clause: &str,
        done: &Recorded,
    ) -> Result<(), Failure> {
        let damaged = || Fault::damaged("entry", done.seq);
        let row = self.database.fact(done.seq)?.ok_or_else(damaged)?;
        let content: Vec<Seq> = self.signed_content(&row)?.into_iter().collect();
        let (key_entry, key) = self.signing_key(signer)?;
        let hashes = hashes(self.database, &self.state.lineages, &content)?;
        let statement = Statement {
            lineage: &self.state.lineages.at(row.seq),
            company: self.database.company(),
            signer,
            act: row.seq,
            clause,
            at: row.recorded,
        };
        let digest = statement.digest(&hashes.ok_or_else(damaged)?);
        let signed = Signed {
            act: row.seq,
            signer,
            key: key_entry,
            clause: clause.to_owned(),
            content,
            digest,
            signature: sign(&key, &digest),
        };
        self.append(Entry::Signed(Box::new(signed)), row.case, None)?;
        Ok(())
    }

    /// What somebody signs who does an act: the version of the regulation, what the act is about as it is now, the
    /// act itself.
    fn signed_content(&self, row: &FactRow) -> Result<BTreeSet<Seq>, Failure> {
        let entry = self.entry_of((row.seq, row.recorded), &row.entry)?;
        let mut content = BTreeSet::from([row.seq]);
        match (entry, row.case) {
            (Entry::Fact(act) | Entry::Opened { fact: act, .. }, Some(case)) => {
                let known = self.database.case(case)?;
                let domain = known.ok_or(Fault::damaged("case", case))?.domain;
                let version = self.state.regulations.packs(domain).in_force(row.recorded);
                content.extend(self.state.signing.version(domain, version.0.into()));
                content.extend(self.about(case, &act)?);
            }
            (Entry::Change(change), _) => {
                if let Change::Acknowledged { document, .. } = change.change {
                    let regulations = &self.state.regulations;
                    let domain = regulations.named(self.state.names().text(document));
                    let newest = domain.and_then(|one| self.state.signing.newest_version(one));
                    content.extend(newest);
                }
            }
            (Entry::SheetScanned { registrations, .. }, _) => content.extend(registrations),
            _ => {}
        }
        Ok(content)
    }

    fn entry_of(&self, (seq, recorded): (Seq, Instant), entry: &[u8]) -> Result<Entry, Fault> {
        let entry = Entry::decode(entry, seq, recorded, self.state.names());
        entry.ok_or(Fault::damaged("entry", seq))
    }

    /// What an act is about: the entry it names with all that this answers, with corrections, evidence and papers up
    /// to now; an act that names none is about the whole case.
    fn about(&self, case: u64, act: &Fact) -> Result<BTreeSet<Seq>, Failure> {
        let root = roots(self.database, case)?.first().copied();
        let mut rows = self.database.facts_judged_in(root.unwrap_or(case))?;
        rows.sort_unstable_by_key(|row| row.seq);
        let mut belongs = Vec::new();
        for row in rows.iter().filter(|row| row.seq < act.seq) {
            match self.entry_of((row.seq, row.recorded), &row.entry)? {
                Entry::Fact(fact) | Entry::Opened { fact, .. } => {
                    let adds = matches!(fact.kind, FactKind::Amended | FactKind::EvidenceFiled);
                    belongs.push((row.seq, fact.of, adds));
                }
                Entry::Papers { of, .. } => belongs.push((row.seq, of, true)),
                _ => {}
            }
        }
        let Some(of) = act.of else {
            return Ok(belongs.into_iter().map(|(seq, ..)| seq).collect());
        };
        let mut about = BTreeSet::from([of]);
        for (seq, answers, _) in belongs.iter().rev() {
            if about.contains(seq) {
                about.extend(*answers);
            }
        }
        for (seq, answers, adds) in belongs {
            if adds && answers.is_some_and(|answered| about.contains(&answered)) {
                about.insert(seq);
            }
        }
        Ok(about)
    }

    /// The key held for a signer, made for whoever has none. One whose secret half is lost, or is not that of the
    /// key that the log knows, is replaced.
    fn signing_key(&mut self, signer: StaffId) -> Result<(Seq, SigningKey), Failure> {
        if let Some(entry) = self.state.signing.newest.get(&signer).copied()
            && let Some(key) = self.held_key(entry)?
        {
            return Ok((entry, key));
        }
        let mut seed = Secret::default();
        getrandom::fill(&mut *seed).map_err(|_| SealProblem::NoRandomness)?;
        let key = SigningKey::from_bytes(&seed);
        let public = key.verifying_key().to_bytes();
        let staff = signer;
        let done = self.append(Entry::SigningKey { staff, public }, None, None)?;
        let name = secret_name(done.seq);
        let (ring, company) = (&self.keys.key_encryption, self.database.company());
        let sealed = secret::seal(ring, company, &name, &*seed)?;
        self.database.put_secret(&name, &sealed)?;
        Ok((done.seq, key))
    }

    fn held_key(&self, entry: Seq) -> Result<Option<SigningKey>, Failure> {
        let name = secret_name(entry);
        let Some(sealed) = self.database.secret(&name)? else {
            return Ok(None);
        };
        let (ring, company) = (&self.keys.key_encryption, self.database.company());
        let seed = match secret::open(ring, company, &name, &sealed) {
            Err(SealProblem::DoesNotOpen) => return Ok(None),
            seed => seed?,
        };
        let public = self.state.signing.keys.get(&entry).map(|key| key.public);
        let key = <[u8; 32]>::try_from(seed.as_slice());
        let key = key.ok().map(|seed| SigningKey::from_bytes(&seed));
        Ok(key.filter(|key| Some(key.verifying_key().to_bytes()) == public))
    }

    /// Destroys the secret half of the key of somebody who leaves: what they signed still verifies, and nobody
    /// signs with it any more.
    pub(super) fn drop_signing_key(&self, staff: StaffId) -> Result<(), Fault> {
        match self.state.signing.newest.get(&staff) {
            Some(entry) => self.database.drop_secret(&secret_name(*entry)),
            None => Ok(()),
        }
    }
}
