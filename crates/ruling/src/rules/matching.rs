//! `match`: the customer registered is the customer of the deal.

use crate::name::Symbol;
use crate::policy::params::Params;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// The phone registered with the phone on the invoice.
    Phone,
    /// The name registered with the buyer's.
    Name,
    /// The case's customer with the buyer.
    Person,
}

/// Equality of references, or through relations recorded and accepted before the ruling. Step: validity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// What is compared.
    pub what: Compared,
    /// Relations of the buyer through which it may match.
    pub via: Vec<Symbol>,
}

impl Match {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Match> {
        let what = params.choice(
            "what",
            &[
                ("phone", Compared::Phone),
                ("name", Compared::Name),
                ("person", Compared::Person),
            ],
        );
        let what = params.require("what", what);
        let via = params.symbols("via");
        Some(Match { what: what?, via })
    }
}
