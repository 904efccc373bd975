//! Electronic signatures on acts: which acts are signed, by which clause, and what each signature is worth now.
//! The ledger makes and checks them ([docs/formats/signatures.md](../../../docs/formats/signatures.md)).

use ledger::record::Command;
use ledger::signature::{CheckedSignature, SignatureCheck};
use ruling::calendar::Instant;
use ruling::explain::InWords;
use ruling::fact::{Fact, FactKind, Seq, StaffId};
use ruling::language::Language;
use ruling::policy::problem::Text;
use ruling::policy::{Examination, Packs, Policy};

use crate::sight::Seen;
use crate::{Actor, Desk, Refusal};

/// What a signature is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureWorth {
    /// It is the signer's, and what was signed is as it was.
    Valid,
    /// It is good for the version that was signed. That was completed since, and somebody signs, or signed, the later
    /// one.
    OfItsVersion,
    /// What was signed was changed afterwards, and nobody has signed the change: the signature is broken.
    Changed,
    /// The entries of the log that were signed are not what they were: somebody changed the store.
    Tampered,
    /// It is not by the signer's key.
    Forged,
}

impl SignatureWorth {
    /// Whether whoever relies on it is to be warned.
    #[must_use]
    pub fn is_broken(self) -> bool {
        !matches!(self, SignatureWorth::Valid | SignatureWorth::OfItsVersion)
    }

    fn of(check: SignatureCheck) -> SignatureWorth {
        match check {
            SignatureCheck::Valid => SignatureWorth::Valid,
            SignatureCheck::OtherContent => SignatureWorth::Tampered,
            SignatureCheck::NotBySigner => SignatureWorth::Forged,
        }
    }
}

/// A change of what was signed, made afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterChange {
    /// When.
    pub at: Instant,
    /// By whom, by name.
    pub by: String,
    /// Which fields, as people call them; empty: it does not say.
    pub fields: Vec<Text>,
}

/// A signature as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureMark {
    /// The entry that holds it.
    pub seq: Seq,
    /// The act that was signed.
    pub act: Seq,
    /// What was done, by whom.
    pub deed: Text,
    /// Who signed, by name.
    pub by: String,
    /// When.
    pub at: Instant,
    /// By which clause; empty: none asks for it.
    pub clause: String,
    /// The beginning of the digest, to be compared.
    pub digest: String,
    /// What it is worth.
    pub worth: SignatureWorth,
    /// What was changed since, the oldest first.
    pub changes: Vec<LaterChange>,
    /// When the signer got another key; what was signed with the earlier one is as good as before.
    pub key_replaced: Option<Instant>,
}

/// Whether an act of this kind carries the signature of whoever does it: what somebody answers for with their name.
pub(crate) fn is_signed(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Reviewed
            | FactKind::PermissionDecided
            | FactKind::Signed
            | FactKind::EvidenceDecided
            | FactKind::Ruled
            | FactKind::ViolationDecided
            | FactKind::TierChosen
    )
}

/// The command that records an act, signed where acts of its kind are.
pub(crate) fn signed(command: Command, fact: &Fact, clause: String) -> Command {
    match fact.actor.filter(|_| is_signed(fact.kind)) {
        Some(by) => Command::Signed {
            act: Box::new(command),
            by,
            clause,
        },
        None => command,
    }
}

/// The number of the clause by which a fact is signed; empty where none asks for it.
pub(crate) fn clause_of(policy: &Policy, packs: &Packs, fact: &Fact) -> String {
    let mut approvals = policy.approvals.iter();
    let source = match fact.kind {
        FactKind::Reviewed => approvals.find(|bound| !bound.rule.kind.is_some()),
        FactKind::PermissionDecided => approvals.find(|bound| bound.rule.kind == fact.what),
        _ => None,
    };
    let source = source.map(|bound| bound.source);
    let examinations = policy
        .examinations
        .iter()
        .filter(|bound| match &bound.rule {
            Examination::Signed(rule) => fact.what.is_some() && rule.document == fact.what,
            Examination::Cadence(rule) => !fact.what.is_some() && rule.signed_by.is_some(),
            _ => false,
        });
    let mut examinations = examinations.map(|bound| bound.source);
    let examined = match fact.kind {
        FactKind::Signed => examinations.next(),
        _ => None,
    };
    let clause = source.or(examined).and_then(|source| packs.clause(source));
    clause.map_or(String::new(), |clause| clause.number.clone())
}

/// The first 64 bits of a digest in hexadecimal: enough to compare two papers by.
fn beginning(digest: &[u8; 32]) -> String {
    let bytes = digest.iter().take(8);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

impl Desk {
    /// The signatures in a case on acts that an actor may know of, the oldest first, each checked now.
    pub(crate) fn signatures_in(
        &self,
        actor: &Actor,
        seen: &Seen,
    ) -> Result<Vec<SignatureMark>, Refusal> {
        let all = self.ledger.signatures(seen.case)?;
        let (file, directory) = (&seen.judged.file, self.ledger.directory()?);
        let words = |language| InWords::new(&seen.packs, file, &directory, language, actor.now);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let mut marks = Vec::new();
        for signature in &all {
            let act = file.by_seq(signature.signed.act);
            let Some(act) = act.filter(|act| seen.shows(actor, act)) else {
                continue;
            };
            let deed = Text::new(zh.deed(act), en.deed(act));
            let changes = later_changes(seen, signature);
            let name = |staff: Option<StaffId>| {
                let name = staff.and_then(|staff| directory.staff.get(&staff));
                name.cloned().unwrap_or_default()
            };
            let changed = changes.iter().map(|change| LaterChange {
                at: change.recorded,
                by: name(change.actor),
                fields: fields_of(change, &seen.packs),
            });
            marks.push(SignatureMark {
                worth: worth(seen, signature, &changes, &all),
                changes: changed.collect(),
                ..self.mark(signature, deed)?
            });
        }
        Ok(marks)
    }

    /// The first of somebody's signatures on what belongs to no case that is wanted; none: they signed nothing such.
    pub(crate) fn signature_by(
        &self,
        staff: StaffId,
        is_wanted: impl Fn(&CheckedSignature) -> bool,
    ) -> Result<Option<SignatureMark>, Refusal> {
        let own = self.ledger.signatures_by(staff)?;
        let deed = || Text::new(String::new(), String::new());
        let found = own.iter().find(|signature| is_wanted(signature));
        found
            .map(|signature| self.mark(signature, deed()))
            .transpose()
    }

    fn mark(&self, signature: &CheckedSignature, deed: Text) -> Result<SignatureMark, Refusal> {
        let directory = self.ledger.directory()?;
        let by = directory.staff.get(&signature.signed.signer);
        Ok(SignatureMark {
            seq: signature.seq,
            act: signature.signed.act,
            deed,
            by: by.cloned().unwrap_or_default(),
            at: signature.recorded,
            clause: signature.signed.clause.clone(),
            digest: beginning(&signature.signed.digest),
            worth: SignatureWorth::of(signature.check),
            changes: Vec::new(),
            key_replaced: signature.key_replaced,
        })
    }
}

fn fields_of(change: &Fact, packs: &Packs) -> Vec<Text> {
    let more = change.particulars.as_deref();
    let changed = more.into_iter().flat_map(|more| more.changed.iter());
    changed.map(|name| packs.label(name)).collect()
}

/// What was corrected in signed content after it was signed.
fn later_changes<'a>(seen: &'a Seen, signature: &CheckedSignature) -> Vec<&'a Fact> {
    let mut of = signature.signed.content.clone();
    let facts = seen.judged.file.facts().iter();
    let changes = facts.filter(|fact| {
        let is_later = fact.seq > signature.signed.act && fact.kind == FactKind::Amended;
        let counts = is_later && !seen.is_refused_change(fact.seq);
        let changes = counts && fact.of.is_some_and(|changed| of.contains(&changed));
        if changes {
            of.push(fact.seq);
        }
        changes
    });
    changes.collect()
}

/// A completion is no breach while what it completes is under review, or once somebody signed it.
fn worth(
    seen: &Seen,
    signature: &CheckedSignature,
    changes: &[&Fact],
    all: &[CheckedSignature],
) -> SignatureWorth {
    let worth = SignatureWorth::of(signature.check);
    let Some(last) = changes.last().filter(|_| worth == SignatureWorth::Valid) else {
        return worth;
    };
    let content = &signature.signed.content;
    let is_signed_again = all.iter().any(|later| {
        later.check == SignatureCheck::Valid && later.signed.content.contains(&last.seq)
    });
    let is_under_review = seen.judged.ruling.claims.iter().any(|claim| {
        content.contains(&claim.fact)
            && claim.awaits.is_some()
            && !claim.is_broken()
            && claim.fact != signature.signed.act
    });
    match is_signed_again || is_under_review {
        true => SignatureWorth::OfItsVersion,
        false => SignatureWorth::Changed,
    }
}
