//! Why something was not done: data, not sentences. Whoever shows it makes the sentence in the reader's language.

use ledger::fault::{Failure, Fault};
pub use ledger::fault::{FieldProblem, Refusal as LedgerRefusal};
use ruling::calendar::Instant;
use ruling::policy::Packs;
use ruling::policy::problem::Text;
use ruling::ruling::Source;

use crate::account::password::PasswordProblem;
use crate::consent::code::CodeProblem;
use crate::paper::PaperProblem;
use crate::permission::Action;

/// Why the regulation does not accept something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Number of the clause.
    pub clause: String,
    /// The clause in the company's words.
    pub clause_text: Option<Text>,
    /// The field of the form that it is about, where it is about one.
    pub field: Option<String>,
    /// What is not as it asks.
    pub why: Text,
    /// First second in which it could be otherwise, where one is foreseen.
    pub possible_from: Option<Instant>,
}

impl Reason {
    /// What stands against something by a clause.
    pub(crate) fn by_clause(packs: &Packs, source: Source, why: Text) -> Reason {
        let clause = packs.clause(source);
        Reason {
            clause: clause
                .map(|clause| clause.number.clone())
                .unwrap_or_default(),
            clause_text: clause.map(|clause| clause.text.clone()),
            field: None,
            why,
            possible_from: None,
        }
    }
}

/// Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// We failed.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// There is no such thing, or none that whoever asks may know of.
    #[error("not found")]
    NotFound,
    /// Whoever asks may not do this at all, and that it can be done is no secret.
    #[error("not allowed: {0:?}")]
    NotAllowed(Action),
    /// Login and password do not belong together; which of them is wrong is not told.
    #[error("login or password is wrong")]
    SignIn,
    /// The second factor's code is wrong, old or used.
    #[error("the code is wrong or was used")]
    Code,
    /// Too many attempts from here.
    #[error("too many attempts")]
    TooManyAttempts {
        /// When one may try again.
        until: Instant,
    },
    /// Too many people sign in at this moment.
    #[error("busy")]
    Busy,
    /// The session is over or was never begun.
    #[error("signed out")]
    SignedOut,
    /// The password chosen will not do.
    #[error("the password will not do: {0:?}")]
    Password(PasswordProblem),
    /// The link was used, is too old or never was one.
    #[error("the link is void")]
    LinkVoid,
    /// The login is taken.
    #[error("the login is taken")]
    LoginTaken,
    /// The person has an account already.
    #[error("the person has an account")]
    HasAccount,
    /// A colleague, or another unit, has this name: they could not be told apart.
    #[error("the name is taken")]
    NameTaken,
    /// The person has this role there already.
    #[error("the person has the role")]
    HasRole,
    /// Nobody does this to themselves; somebody else who may do it does.
    #[error("not to oneself")]
    OwnAffair,
    /// A field that must be filled in is empty, or holds what nobody knows: a role, a channel, a division.
    #[error("{field} is missing")]
    Missing {
        /// Its name in the form.
        field: &'static str,
    },
    /// Fields whose values cannot be read: all of them, with rule and remedy in both languages.
    #[error("fields cannot be read")]
    Fields(Vec<FieldProblem>),
    /// A code by which a customer consents is not sent, or does not count.
    #[error("consent by code: {0:?}")]
    ConsentCode(CodeProblem),
    /// A file that is not taken, and why.
    #[error("a file is not taken: {0:?}")]
    Paper(PaperProblem),
    /// Administrators work for the whole company, never for a unit.
    #[error("the role is for the whole company")]
    WholeCompanyOnly,
    /// It is done for the whole company, by whoever has a role there.
    #[error("for the whole company only")]
    WholeCompanyNeeded,
    /// What is done is given a score of these.
    #[error("no score between {least} and {most}")]
    Score {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// The day's registrations changed since the sheet was printed.
    #[error("the sheet changed since it was printed")]
    SheetChanged,
    /// An outage ends after it began, is over, and is no longer than this.
    #[error("no time of an outage that is over")]
    OutageSpan {
        /// In days.
        days_max: u8,
    },
    /// What stands on paper lies outside the declared outage.
    #[error("outside the outage")]
    OutsideOutage {
        /// First second of it.
        from: Instant,
        /// First second after it.
        until: Instant,
    },
    /// It could be done until then.
    #[error("too late")]
    TooLate {
        /// First second in which it could not any more.
        until: Instant,
    },
    /// The regulation does not accept it, for these reasons; nothing was stored.
    #[error("the regulation does not accept it")]
    NotAccepted(Vec<Reason>),
    /// The regulation takes it for a violation, for these reasons: it is recorded once whoever does it says that
    /// they read them. Nothing was stored.
    #[error("the regulation takes it for a violation")]
    Warned(Vec<Reason>),
    /// Whoever asks has an interest of their own in it.
    #[error("an interest of their own")]
    Interested {
        /// Who may do it instead, by name, the nearest first.
        instead: Vec<String>,
    },
    /// It is the business of an office that the regulation names.
    #[error("the business of an office")]
    OfOffice {
        /// Which, as people call them.
        offices: Vec<Text>,
    },
    /// The store of whoever asks holds no such customer, or several cases of them.
    #[error("not one case of the store's")]
    NotOfStore {
        /// Whether it holds several: then project and demand say which.
        is_several: bool,
    },
    /// The colleague may not decide as much, as far, as whoever they are to stand in for.
    #[error("the colleague may not decide as much")]
    NotAsWide,
    /// Only whoever holds the case does this.
    #[error("for the holder only")]
    HolderOnly,
    /// Whoever would do it, or for whom it would be done, is suspended.
    #[error("suspended")]
    Suspended {
        /// Number of the clause that suspends, where the regulation has one.
        clause: String,
        /// First second of it.
        from: Instant,
        /// First second after it.
        until: Instant,
    },
    /// Whoever is accused may still answer.
    #[error("not heard yet")]
    Unheard {
        /// First second in which it may be decided without an answer.
        from: Instant,
    },
    /// Only the other side of the dispute says something against it.
    #[error("for the other side only")]
    OtherSideOnly,
    /// Only whoever has a part in what was decided asks for another decision.
    #[error("for the parties only")]
    PartiesOnly,
    /// Nothing is there that it could answer, correct or sign.
    #[error("nothing to answer")]
    NothingToAnswer,
    /// The dealer is on the blacklist already.
    #[error("on the blacklist already")]
    OnBlacklist,
    /// What is set counts from a day on, and that day has passed.
    #[error("the day has passed")]
    DayPassed,
    /// The month is not over: what it will come to is not known.
    #[error("the month is not over")]
    MonthNotOver,
    /// It was decided so already.
    #[error("decided already")]
    Settled,
    /// The dispute was decided: nothing is added to it, nor the same brought up again by the same person.
    #[error("the dispute was decided")]
    DisputeDecided {
        /// First second in which it is too late to appeal; none: nobody can any more.
        appeal_until: Option<Instant>,
    },
    /// The dispute was taken back: there is nothing to say against it, nor to take back again.
    #[error("the dispute was taken back")]
    DisputeWithdrawn,
    /// A deal was entered since: the registration that it rests on stays.
    #[error("a deal was entered since")]
    AlreadySold,
    /// It can be decided only when the time for claims is over.
    #[error("claims may still come")]
    TooEarly {
        /// First second in which it can.
        from: Instant,
    },
    /// A list of a day can be confirmed and read only when nothing more can come to stand on it.
    #[error("the list is not closed")]
    ListOpen {
        /// First second in which it is.
        from: Instant,
    },
    /// Today's budget for this is used up.
    #[error("the budget for {action:?} is used up")]
    Budget {
        /// For what.
        action: Action,
        /// When there is a new one.
        until: Instant,
    },
    /// What the ledger refuses, in its own words.
    #[error("the ledger refuses")]
    Ledger(Box<LedgerRefusal>),
}

impl Refusal {
    /// A stable name for programs and for the text that is shown.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Fault(_) => "fault",
            Refusal::NotFound => "not_found",
            Refusal::NotAllowed(_) => "not_allowed",
            Refusal::SignIn => "sign_in",
            Refusal::Code => "code",
            Refusal::TooManyAttempts { .. } => "too_many_attempts",
            Refusal::Busy => "busy",
            Refusal::SignedOut => "signed_out",
            Refusal::Password(problem) => problem.code(),
            Refusal::LinkVoid => "link_void",
            Refusal::LoginTaken => "login_taken",
            Refusal::HasAccount => "has_account",
            Refusal::NameTaken => "name_taken",
            Refusal::HasRole => "has_role",
            Refusal::OwnAffair => "own_affair",
            Refusal::Missing { .. } => "missing",
            Refusal::Fields(_) => "fields",
            Refusal::ConsentCode(problem) => match problem {
                CodeProblem::NotOffered => "consent_code_not_offered",
                CodeProblem::NotMobile => "consent_code_not_mobile",
                CodeProblem::NothingTicked => "consent_code_nothing_ticked",
                CodeProblem::TooMany { .. } => "consent_code_too_many",
                CodeProblem::NoMobileKept => "consent_code_no_mobile_kept",
                CodeProblem::NoneSent => "consent_code_none_sent",
                CodeProblem::Wrong { .. } => "consent_code_wrong",
                CodeProblem::TooOld => "consent_code_too_old",
                CodeProblem::TriedOut => "consent_code_tried_out",
                CodeProblem::Used => "consent_code_used",
                CodeProblem::NotSent => "consent_code_not_sent",
            },
            Refusal::Paper(problem) => match problem {
                PaperProblem::TooMany => "papers_too_many",
                PaperProblem::TooLarge(_) => "paper_too_large",
                PaperProblem::OtherKind(_) => "paper_of_other_kind",
                PaperProblem::Damaged(_) => "paper_damaged",
            },
            Refusal::WholeCompanyOnly => "whole_company_only",
            Refusal::WholeCompanyNeeded => "whole_company_needed",
            Refusal::Score { .. } => "score",
            Refusal::SheetChanged => "sheet_changed",
            Refusal::OutageSpan { .. } => "outage_span",
            Refusal::OutsideOutage { .. } => "outside_outage",
            Refusal::TooLate { .. } => "too_late",
            Refusal::NotAccepted(_) => "not_accepted",
            Refusal::Warned(_) => "warned",
            Refusal::Interested { .. } => "interested",
            Refusal::OfOffice { .. } => "of_office",
            Refusal::NotOfStore { .. } => "not_of_store",
            Refusal::NotAsWide => "not_as_wide",
            Refusal::HolderOnly => "holder_only",
            Refusal::Suspended { .. } => "suspended",
            Refusal::Unheard { .. } => "unheard",
            Refusal::OtherSideOnly => "other_side_only",
            Refusal::PartiesOnly => "parties_only",
            Refusal::NothingToAnswer => "nothing_to_answer",
            Refusal::OnBlacklist => "on_blacklist",
            Refusal::DayPassed => "day_passed",
            Refusal::MonthNotOver => "month_not_over",
            Refusal::Settled => "settled",
            Refusal::DisputeDecided { .. } => "dispute_decided",
            Refusal::DisputeWithdrawn => "dispute_withdrawn",
            Refusal::AlreadySold => "already_sold",
            Refusal::TooEarly { .. } => "too_early",
            Refusal::ListOpen { .. } => "list_open",
            Refusal::Budget { .. } => "budget",
            Refusal::Ledger(refusal) => ledger_code(refusal),
        }
    }
}

fn ledger_code(refusal: &LedgerRefusal) -> &'static str {
    match refusal {
        LedgerRefusal::Fields(_) => "fields",
        LedgerRefusal::NothingIdentifies => "nothing_identifies",
        LedgerRefusal::UnknownName(_) => "unknown_name",
        LedgerRefusal::UnknownStaff(_) => "unknown_staff",
        LedgerRefusal::UnknownCase(_) => "not_found",
        LedgerRefusal::NotOfCase { .. } => "not_of_case",
        LedgerRefusal::UnknownCustomer(_) => "not_found",
        LedgerRefusal::UnknownFact(_) => "unknown_fact",
        LedgerRefusal::NotAccepted(_) => "not_accepted",
        LedgerRefusal::CaseFull => "case_full",
        LedgerRefusal::CaseChanged => "case_changed",
        LedgerRefusal::Erased => "erased",
        LedgerRefusal::NoReason => "no_reason",
        LedgerRefusal::UnknownUnit => "unknown_unit",
        LedgerRefusal::UnitWithinItself => "unit_within_itself",
        LedgerRefusal::UnknownGrant => "unknown_grant",
        LedgerRefusal::GrantTooWide => "grant_too_wide",
        LedgerRefusal::GrantExcluded => "grant_excluded",
        LedgerRefusal::SignerLeft => "signer_left",
        LedgerRefusal::StandInCircle => "stand_in_circle",
        LedgerRefusal::GrantToOneself => "grant_to_oneself",
        LedgerRefusal::InTheFuture(_) => "in_the_future",
        LedgerRefusal::Regulation(_) => "regulation",
        LedgerRefusal::Retroactive(_) => "retroactive",
        LedgerRefusal::UnknownRegulation(_) => "unknown_regulation",
    }
}

impl From<LedgerRefusal> for Refusal {
    fn from(refusal: LedgerRefusal) -> Refusal {
        Failure::Refused(refusal).into()
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        match failure {
            Failure::Fault(fault) => Refusal::Fault(fault),
            Failure::Refused(LedgerRefusal::Fields(problems)) => Refusal::Fields(problems),
            Failure::Refused(LedgerRefusal::UnknownCase(_)) => Refusal::NotFound,
            Failure::Refused(refusal) => Refusal::Ledger(Box::new(refusal)),
        }
    }
}
