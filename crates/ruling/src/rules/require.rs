//! `require`: the claim carries all fields, papers and marks, and none that may not be there.

use super::on_fail::OnFail;
use crate::name::Symbol;
use crate::policy::params::Params;

/// Completeness and form of a claim. Step: admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Require {
    /// Fields, papers and derived marks that must be there.
    pub fields: Vec<Symbol>,
    /// Marks that may not be there, e.g. `individual_business`.
    pub excludes: Vec<Symbol>,
    /// Kinds of customer, one of which the claim must name.
    pub types: Vec<Symbol>,
    /// Only for claims of this kind of customer.
    pub for_type: Symbol,
    /// Only for claims that carry this field or mark.
    pub when_given: Symbol,
    /// Not for claims that carry this field or mark.
    pub unless_given: Symbol,
    /// The paper whose last day (`until`) may not be over.
    pub unexpired: Symbol,
    /// The marks follow from a paper's last day: where the claim carries it (`until`), it decides.
    pub until_decides: bool,
    /// What follows.
    pub on_fail: OnFail,
}

impl Require {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Require> {
        let require = Require {
            fields: params.symbols("fields"),
            excludes: params.symbols("excludes"),
            types: params.symbols("types"),
            for_type: params.symbol("for_type"),
            when_given: params.symbol("when_given"),
            unless_given: params.symbol("unless_given"),
            unexpired: params.symbol("unexpired"),
            until_decides: params.flag("until_decides"),
            on_fail: OnFail::read(params),
        };
        let something =
            !(require.fields.is_empty() && require.excludes.is_empty() && require.types.is_empty())
                || require.unexpired.is_some();
        params.require("fields", something.then_some(require))
    }
}
