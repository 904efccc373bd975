//! `territory`: the claimant's unit is responsible for where the customer is, or has permission.

use crate::name::Symbol;
use crate::policy::params::Params;

/// The territory test. The responsible units are those with the finest division containing the place.
/// Outside it the claim waits for a permission of kind `permission`, and ranks from that. Step: admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Territory {
    /// The kind of permission that lets a unit in.
    pub permission: Symbol,
}

impl Territory {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Territory> {
        let permission = params.symbol("permission");
        params.require(
            "permission",
            permission.is_some().then_some(Territory { permission }),
        )
    }
}
