//! `consent`: the holder's consent, recorded beforehand, lets a named other in.

use crate::calendar::Span;
use crate::policy::params::Params;

/// An exception to protection. Step: protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// How long it may be used.
    pub valid: Span,
    /// How often.
    pub uses: u32,
}

impl Consent {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Consent> {
        let valid = params.span_of("valid").unwrap_or(Span::Days(7));
        let uses = params.count("uses").unwrap_or(1);
        Some(Consent { valid, uses })
    }
}
