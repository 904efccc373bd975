//! Which of the customer's cases an expectation is about: `project`, `demand`, `contract`.

use crate::case::CaseKey;
use crate::fact_file::RefKind;
use crate::fact_file::keys::{Keys, Reading};

pub(super) fn case_key(keys: &mut Keys<'_, '_>, reading: &mut Reading<'_, '_>) -> CaseKey {
    let mut part = |key: &'static str, kind: RefKind| {
        let text = keys.text(key, reading)?;
        Some(reading.reader.intern.reference(kind, &text.text))
    };
    CaseKey {
        project: part("project", RefKind::Project),
        demand: part("demand", RefKind::Demand),
        contract: part("contract", RefKind::Contract),
    }
}
