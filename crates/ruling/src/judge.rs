//! The judgment: facts in, ruling out.

use crate::calendar::Instant;
use crate::case::CaseFile;
use crate::company::Company;
use crate::policy::Packs;
use crate::ruling::Ruling;

/// Judges a case at an instant, from what was recorded by `known` (not before `at`).
pub fn judge(
    case: &CaseFile,
    company: &Company,
    packs: &Packs,
    at: Instant,
    known: Instant,
) -> Ruling {
    let mut ruling = Ruling::empty();
    let _ = (case, company, packs);
    ruling.clear(at, known);
    ruling
}
