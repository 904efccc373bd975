//! What is wrong with a code by which a customer consents.

use desk::consent::code::{CODE_MINUTES, CodeProblem};

use crate::visitor::Visitor;

pub(super) fn consent_code(problem: CodeProblem, visitor: &Visitor) -> String {
    let say = visitor.say;
    match problem {
        CodeProblem::NotOffered => say.code_not_offered().to_owned(),
        CodeProblem::NotMobile => say.code_not_mobile().to_owned(),
        CodeProblem::NothingTicked => say.code_nothing_ticked().to_owned(),
        CodeProblem::TooMany { until } => say.code_too_many(visitor.frame().clock.at(&until)),
        CodeProblem::NoMobileKept => say.code_no_mobile_kept().to_owned(),
        CodeProblem::NoneSent => say.code_none_sent().to_owned(),
        CodeProblem::Wrong { tries } => say.code_wrong(tries),
        CodeProblem::TooOld => say.code_too_old(CODE_MINUTES),
        CodeProblem::TriedOut => say.code_tried_out().to_owned(),
        CodeProblem::Used => say.code_used().to_owned(),
        CodeProblem::NotSent => say.code_not_sent().to_owned(),
    }
}
