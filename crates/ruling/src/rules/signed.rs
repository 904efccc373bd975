//! `signed`: a paper carries somebody's signature, in its time.

use super::condition::{Condition, OF_SIGNED};
use super::moment::Moment;
use super::who::Who;
use crate::name::Symbol;
use crate::policy::params::Params;

/// Until when the signature may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Until {
    /// Until the claimant's dispute.
    #[default]
    Disputed,
    /// Until the claim window closes.
    WindowCloses,
}

/// A signature on a paper of the claimant. Step: validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// The paper.
    pub document: Symbol,
    /// Whose signature.
    pub by: Who,
    /// Who may sign in their place, above all on their own papers.
    pub self_to: Option<Who>,
    /// Not before this.
    pub after: Option<Moment>,
    /// Not after this.
    pub until: Until,
    /// Only if.
    pub only_if: Option<Condition>,
}

impl Signed {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Signed> {
        let document = params.symbol("document");
        let document = params.require("document", document.is_some().then_some(document));
        let by = params.who("by");
        let by = params.require("by", by);
        let self_to = params.who("self_to");
        let after = params.moment("after");
        let until = params
            .choice(
                "until",
                &[
                    ("disputed", Until::Disputed),
                    ("window_closes", Until::WindowCloses),
                ],
            )
            .unwrap_or_default();
        let only_if = Condition::read(params, "only_if", &OF_SIGNED);
        Some(Signed {
            document: document?,
            by: by?,
            self_to,
            after,
            until,
            only_if,
        })
    }
}
