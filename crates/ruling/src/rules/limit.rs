//! `limit`: caps, gaps and cooldowns, saying when it is next possible.

use super::on_fail::OnFail;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::params::Params;

/// A limit on claims. Caps across cases use the ledger's `counted` fact recorded with the claim;
/// gaps and cooldowns are read from the case itself. Step: admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The counter, e.g. `held`, `registered`; none: only a gap or cooldown.
    pub counter: Symbol,
    /// Most, per level of the claimant; the entry without a level is for everyone.
    pub max: Vec<(Symbol, u32)>,
    /// The period that is counted: an older count no longer matters, and at its end the next is possible.
    pub within: Option<Span>,
    /// Least time between two claims of the same party.
    pub min_gap: Option<Span>,
    /// Least time after losing the case: by lapse, by giving it up, or to the pool.
    pub cooldown: Option<Span>,
    /// What follows.
    pub on_fail: OnFail,
}

impl Limit {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Limit> {
        let counter = params.symbol("counter");
        if params.has("max") || params.has("levels") {
            params.require("counter", counter.is_some().then_some(counter));
        }
        let everyone = params.count("max");
        let levels = params
            .table("levels", |levels| levels.named_counts())
            .unwrap_or_default();
        let mut max = levels;
        max.extend(everyone.map(|most| (Symbol::NONE, most)));
        let within = params.span_of("within");
        let min_gap = params.span_of("min_gap");
        let cooldown = params.span_of("cooldown");
        let on_fail = OnFail::read(params);
        let limits = !max.is_empty() || min_gap.is_some() || cooldown.is_some();
        params.require(
            "max",
            limits.then_some(Limit {
                counter,
                max,
                within,
                min_gap,
                cooldown,
                on_fail,
            }),
        )
    }
}
