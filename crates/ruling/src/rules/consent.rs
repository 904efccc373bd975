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
    /// Whether others may ask for it in the system while the case is forbidden.
    pub ask_when_forbidden: bool,
}

impl Consent {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Consent> {
        let valid = params.span_of("valid").unwrap_or(Span::Days(7));
        let uses = params.count("uses").unwrap_or(1);
        let ask_when_forbidden = params.flag("ask_when_forbidden");
        Some(Consent {
            valid,
            uses,
            ask_when_forbidden,
        })
    }
}
