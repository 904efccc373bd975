//! What people are told of.

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A colleague tried to register your customer.
    Collision,
    /// Your registration met one before it.
    CollidedWith,
    /// Your customer came without you.
    WalkIn,
    /// Your customer may be a colleague's; others find that out.
    MaybeSame,
    /// Your customer was found to be a colleague's, or a colleague's to be yours.
    FoundSame,
    /// Your customer was found not to be a colleague's.
    FoundApart,
    /// An entry without a project, yours or one that may have been of your project, was found to be of one.
    ProjectFound,
    /// It was found not to be of one.
    ProjectOther,
    /// A case was given to you.
    Assigned,
    /// A case that you registered or had was given to a colleague.
    GivenToAnother,
    /// A form that you filed, or that was filed for you, was returned for completion.
    FormReturned,
    /// It was rejected.
    FormRejected,
    /// The last who reviews it passed it.
    FormPassed,
    /// What you asked permission for was granted.
    RequestGranted,
    /// It was refused.
    RequestRefused,
    /// A colleague left, and customers of theirs are to be given to somebody.
    ColleagueLeft,
    /// Somebody disputes what you hold or closed.
    Disputed,
    /// A dispute of yours was decided.
    DisputeDecided,
    /// You are accused of a violation.
    Accused,
    /// A violation that you are accused of was decided.
    Sanctioned,
    /// A violation that you reported was decided.
    ReportDecided,
    /// Something is due soon.
    DueSoon,
    /// Something came to you because those below are late with it, or may not decide it.
    Raised,
    /// The time has come for what you planned.
    Planned,
    /// You stand in for a colleague who is away.
    StandsIn,
    /// A colleague stands in for you.
    StoodInFor,
    /// One of two no longer stands in for the other.
    StandInEnded,
    /// Your account was used from two places at once.
    TwoPlaces,
    /// A colleague's was.
    TwoPlacesOf,
    /// Your account was signed in from a browser not seen before.
    NewDevice,
    /// Your password was changed.
    PasswordChanged,
    /// Somebody guesses at your password.
    PasswordGuessed,
    /// A second factor was set up for your account.
    SecondFactorSet,
    /// Your second factor was taken away.
    SecondFactorDropped,
    /// A recovery code of yours was used.
    RecoveryCodeUsed,
    /// You have new recovery codes.
    RecoveryCodesRenewed,
    /// A colleague saw the personal data of your customer.
    Revealed,
    /// Your statement of a month was issued.
    StatementIssued,
    /// The list of the day of your outlet is closed and waits to be confirmed.
    ListDue,
    /// It was not confirmed in time.
    ListLate,
    /// The lists of the day are there for you.
    ListsDelivered,
    /// Somebody looks at unusually many cases.
    ManyLooks,
    /// Somebody checks unusually many customers.
    ManyChecks,
    /// Somebody takes unusually many lists out.
    ManyExports,
}

impl NoticeKind {
    const ALL: &[NoticeKind] = &[
        NoticeKind::Collision,
        NoticeKind::CollidedWith,
        NoticeKind::WalkIn,
        NoticeKind::MaybeSame,
        NoticeKind::FoundSame,
        NoticeKind::FoundApart,
        NoticeKind::ProjectFound,
        NoticeKind::ProjectOther,
        NoticeKind::Assigned,
        NoticeKind::GivenToAnother,
        NoticeKind::FormReturned,
        NoticeKind::FormRejected,
        NoticeKind::FormPassed,
        NoticeKind::RequestGranted,
        NoticeKind::RequestRefused,
        NoticeKind::ColleagueLeft,
        NoticeKind::Disputed,
        NoticeKind::DisputeDecided,
        NoticeKind::Accused,
        NoticeKind::Sanctioned,
        NoticeKind::ReportDecided,
        NoticeKind::DueSoon,
        NoticeKind::Raised,
        NoticeKind::Planned,
        NoticeKind::StandsIn,
        NoticeKind::StoodInFor,
        NoticeKind::StandInEnded,
        NoticeKind::TwoPlaces,
        NoticeKind::TwoPlacesOf,
        NoticeKind::NewDevice,
        NoticeKind::PasswordChanged,
        NoticeKind::PasswordGuessed,
        NoticeKind::SecondFactorSet,
        NoticeKind::SecondFactorDropped,
        NoticeKind::RecoveryCodeUsed,
        NoticeKind::RecoveryCodesRenewed,
        NoticeKind::Revealed,
        NoticeKind::StatementIssued,
        NoticeKind::ListDue,
        NoticeKind::ListLate,
        NoticeKind::ListsDelivered,
        NoticeKind::ManyLooks,
        NoticeKind::ManyChecks,
        NoticeKind::ManyExports,
    ];

    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NoticeKind::Collision => "collision",
            NoticeKind::CollidedWith => "collided_with",
            NoticeKind::WalkIn => "walk_in",
            NoticeKind::MaybeSame => "maybe_same",
            NoticeKind::FoundSame => "found_same",
            NoticeKind::FoundApart => "found_apart",
            NoticeKind::ProjectFound => "project_found",
            NoticeKind::ProjectOther => "project_other",
            NoticeKind::Assigned => "assigned",
            NoticeKind::GivenToAnother => "given_to_another",
            NoticeKind::FormReturned => "form_returned",
            NoticeKind::FormRejected => "form_rejected",
            NoticeKind::FormPassed => "form_passed",
            NoticeKind::RequestGranted => "request_granted",
            NoticeKind::RequestRefused => "request_refused",
            NoticeKind::ColleagueLeft => "colleague_left",
            NoticeKind::Disputed => "disputed",
            NoticeKind::DisputeDecided => "dispute_decided",
            NoticeKind::Accused => "accused",
            NoticeKind::Sanctioned => "sanctioned",
            NoticeKind::ReportDecided => "report_decided",
            NoticeKind::DueSoon => "due_soon",
            NoticeKind::Raised => "raised",
            NoticeKind::Planned => "planned",
            NoticeKind::StandsIn => "stands_in",
            NoticeKind::StoodInFor => "stood_in_for",
            NoticeKind::StandInEnded => "stand_in_ended",
            NoticeKind::TwoPlaces => "two_places",
            NoticeKind::TwoPlacesOf => "two_places_of",
            NoticeKind::NewDevice => "new_device",
            NoticeKind::PasswordChanged => "password_changed",
            NoticeKind::PasswordGuessed => "password_guessed",
            NoticeKind::SecondFactorSet => "second_factor_set",
            NoticeKind::SecondFactorDropped => "second_factor_dropped",
            NoticeKind::RecoveryCodeUsed => "recovery_code_used",
            NoticeKind::RecoveryCodesRenewed => "recovery_codes_renewed",
            NoticeKind::Revealed => "revealed",
            NoticeKind::StatementIssued => "statement_issued",
            NoticeKind::ListDue => "list_due",
            NoticeKind::ListLate => "list_late",
            NoticeKind::ListsDelivered => "lists_delivered",
            NoticeKind::ManyLooks => "many_looks",
            NoticeKind::ManyChecks => "many_checks",
            NoticeKind::ManyExports => "many_exports",
        }
    }

    pub(crate) fn named(name: &str) -> Option<NoticeKind> {
        let mut all = NoticeKind::ALL.iter().copied();
        all.find(|kind| kind.name() == name)
    }

    /// Whether it is told for information only.
    pub(super) fn is_copy(self) -> bool {
        matches!(
            self,
            NoticeKind::Revealed
                | NoticeKind::MaybeSame
                | NoticeKind::SecondFactorSet
                | NoticeKind::StoodInFor
                | NoticeKind::StandInEnded
        )
    }

    /// Whether the notice names a case.
    pub(crate) fn is_about_case(self) -> bool {
        matches!(
            self,
            NoticeKind::Collision
                | NoticeKind::CollidedWith
                | NoticeKind::WalkIn
                | NoticeKind::MaybeSame
                | NoticeKind::FoundSame
                | NoticeKind::FoundApart
                | NoticeKind::ProjectFound
                | NoticeKind::ProjectOther
                | NoticeKind::Assigned
                | NoticeKind::GivenToAnother
                | NoticeKind::FormReturned
                | NoticeKind::FormRejected
                | NoticeKind::FormPassed
                | NoticeKind::RequestGranted
                | NoticeKind::RequestRefused
                | NoticeKind::Disputed
                | NoticeKind::DisputeDecided
                | NoticeKind::Accused
                | NoticeKind::Sanctioned
                | NoticeKind::ReportDecided
                | NoticeKind::DueSoon
                | NoticeKind::Raised
                | NoticeKind::Planned
                | NoticeKind::Revealed
        )
    }
    /// Whether the notice names a list of a day, by its unit and day.
    pub(crate) fn is_about_list(self) -> bool {
        matches!(
            self,
            NoticeKind::ListDue | NoticeKind::ListLate | NoticeKind::ListsDelivered
        )
    }

    /// Whether the notice names a person of the company.
    pub(crate) fn is_about_staff(self) -> bool {
        !self.is_about_case() && !self.is_about_list()
    }
}
