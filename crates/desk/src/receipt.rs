//! Receipts for keeping: the file that proves an entry, and the few lines of it that fit into a QR code.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::log::receipt::Receipt;
use ledger::log::tree::leaf_hash;
use ruling::fact::{FactKind, Seq};

use crate::sight::Seen;
use crate::{Actor, Desk, Refusal};

/// What a QR code begins with.
const FIRST_LINE: &str = "baobei-receipt-reference@v1";

/// What a paper shows of a receipt, for comparing it with the file: docs/formats/receipt.md.
pub(crate) fn reference(receipt: &Receipt) -> String {
    let mut checkpoint = receipt.checkpoint.lines();
    let mut next = || checkpoint.next().unwrap_or_default();
    let (origin, size, root) = (next(), next(), next());
    let number = receipt.index.saturating_add(1);
    let leaf = STANDARD.encode(leaf_hash(&receipt.leaf));
    format!("{FIRST_LINE}\n{origin}\n{number} {leaf}\n{size} {root}\n")
}

impl Desk {
    /// The receipt of an entry of a case, for `baobei receipt verify`. It holds no personal data.
    ///
    /// # Errors
    /// No such entry in a case that the actor sees; of somebody else's case one has one's own entries only, and the
    /// decision of a dispute whose letter one reads.
    pub fn receipt(&self, actor: &Actor, case: u64, seq: Seq) -> Result<String, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let fact = seen.judged.file.by_seq(seq).ok_or(Refusal::NotFound)?;
        if !seen.shows(actor, fact) && !self.is_of_a_letter(actor, &seen, seq) {
            return Err(Refusal::NotFound);
        }
        Ok(self.ledger.receipt(seq)?.to_text())
    }

    fn is_of_a_letter(&self, actor: &Actor, seen: &Seen, decision: Seq) -> bool {
        let facts = seen.judged.file.facts().iter();
        let mut disputes = facts.filter(|fact| fact.kind == FactKind::Disputed);
        disputes.any(|dispute| {
            let letter = self.ruling_letter(actor, seen.case, dispute.seq);
            letter.is_ok_and(|letter| letter.decision == decision)
        })
    }
}
