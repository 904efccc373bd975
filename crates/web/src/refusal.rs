//! Why a request ends without its page: the status, the sentence, and what to do now. Every refusal of the desk
//! becomes words here and nowhere else.

mod consent_code;
mod label;

use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::Refusal;
use desk::account::password::{PASSWORD_MAX, PASSWORD_MIN, PasswordProblem};
use desk::consent::code::CodeProblem;
use desk::paper::{PAPER_BYTES_MAX, PAPERS_MAX, PaperProblem};
use desk::permission::Action;
use desk::refusal::{FieldProblem, LedgerRefusal};

use self::consent_code::consent_code;
use self::label::label;
use crate::frame::{Frame, Viewer};
use crate::session::Admitted;
use crate::visitor::{Visitor, query_value};
use crate::words::Words;

/// A request that ends otherwise than with its page.
#[derive(Debug, Clone)]
pub(crate) enum Stop {
    /// Nothing is there, or nothing that this person may know of: the same answer.
    NotFound,
    /// A form that no page of ours gave to this browser.
    ForeignForm,
    /// Whoever asks must sign in first; then they come back to this place.
    SignInFirst(String),
    /// The desk says no.
    Refused(Arc<Refusal>),
    /// We failed; the log says how.
    Broken,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        match refusal {
            Refusal::NotFound => Stop::NotFound,
            Refusal::SignedOut => Stop::SignInFirst("/".to_owned()),
            Refusal::Fault(fault) => {
                tracing::error!(%fault, "the desk failed");
                Stop::Broken
            }
            refusal => Stop::Refused(Arc::new(refusal)),
        }
    }
}

impl Stop {
    fn status(&self) -> StatusCode {
        match self {
            Stop::NotFound => StatusCode::NOT_FOUND,
            Stop::ForeignForm => StatusCode::FORBIDDEN,
            Stop::SignInFirst(_) => StatusCode::SEE_OTHER,
            Stop::Refused(refusal) => status_of(refusal),
            Stop::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The same with the clauses by which the regulation says no.
    ///
    /// # Errors
    /// What is no matter of the form stays what it is.
    pub(crate) fn in_form_with_reasons(
        self,
        visitor: &Visitor,
    ) -> Result<(StatusCode, Problem), Stop> {
        let reasons = match &self {
            Stop::Refused(refusal) => reasons(refusal, visitor),
            _ => Vec::new(),
        };
        let (status, sentence) = self.in_form(visitor)?;
        Ok((status, Problem { sentence, reasons }))
    }

    /// What a form shows above its fields, which keep what was typed.
    ///
    /// # Errors
    /// What is no matter of the form stays what it is.
    pub(crate) fn in_form(self, visitor: &Visitor) -> Result<(StatusCode, String), Stop> {
        match &self {
            Stop::Refused(refusal) => Ok((status_of(refusal), sentence(refusal, visitor))),
            _ => Err(self),
        }
    }

    /// The same where whoever is signed in shows their password once more: no login was asked for.
    ///
    /// # Errors
    /// What is no matter of the form stays what it is.
    pub(crate) fn in_form_shown_again(
        self,
        visitor: &Visitor,
    ) -> Result<(StatusCode, String), Stop> {
        match &self {
            Stop::Refused(refusal) if matches!(**refusal, Refusal::SignIn) => {
                let told = visitor.say.refused_password_again().to_owned();
                Ok((status_of(refusal), told))
            }
            _ => self.in_form(visitor),
        }
    }
}

/// Why a form was not taken.
pub(crate) struct Problem {
    /// What is wrong, and what to do.
    pub(crate) sentence: String,
    /// Each clause that says no, and why.
    pub(crate) reasons: Vec<ReasonLine>,
}

/// A clause that says no.
pub(crate) struct ReasonLine {
    /// The regulation's field that it is about.
    pub(crate) field: Option<String>,
    /// The clause and why.
    pub(crate) text: String,
}

impl Problem {
    /// What is wrong with a field of the regulation.
    pub(crate) fn of_field(&self, name: &str) -> Option<&str> {
        let mut reasons = self.reasons.iter();
        let about = reasons.find(|reason| reason.field.as_deref() == Some(name));
        about.map(|reason| reason.text.as_str())
    }
}

/// A refusal with the clauses by which the regulation says no.
pub(crate) fn told(refusal: &Refusal, visitor: &Visitor) -> Problem {
    Problem {
        sentence: sentence(refusal, visitor),
        reasons: reasons(refusal, visitor),
    }
}

fn reasons(refusal: &Refusal, visitor: &Visitor) -> Vec<ReasonLine> {
    let (Refusal::NotAccepted(reasons) | Refusal::Warned(reasons)) = refusal else {
        return Vec::new();
    };
    let (say, clock) = (visitor.say, visitor.frame().clock);
    let told = reasons.iter().map(|reason| {
        let why = say.refused_reason(&reason.clause, say.text(&reason.why));
        let text = match reason.possible_from {
            Some(from) => format!("{why} {}", say.refused_possible_from(clock.at(&from))),
            None => why,
        };
        let field = reason.field.clone();
        ReasonLine { field, text }
    });
    told.collect()
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::NotAllowed(_) => StatusCode::FORBIDDEN,
        Refusal::TooManyAttempts { .. }
        | Refusal::Budget { .. }
        | Refusal::ConsentCode(CodeProblem::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn suspended(clause: &str, (from, until): (String, String), say: Words) -> String {
    match clause.is_empty() {
        true => say.refused_suspended(from, until),
        false => say.refused_suspended_by(clause, from, until),
    }
}

/// A refusal as people read it: what is wrong, and what to do.
pub(crate) fn sentence(refusal: &Refusal, visitor: &Visitor) -> String {
    let (say, clock) = (visitor.say, visitor.frame().clock);
    match refusal {
        Refusal::Fault(_) => say.refused_broken_remedy().to_owned(),
        Refusal::NotFound => say.refused_missing_remedy().to_owned(),
        Refusal::NotAllowed(Action::GrantRoles) => say.refused_not_to_give().to_owned(),
        Refusal::NotAllowed(_) => say.refused_not_allowed_remedy().to_owned(),
        Refusal::SignIn => say.refused_sign_in().to_owned(),
        Refusal::Code => say.refused_code().to_owned(),
        Refusal::TooManyAttempts { until } => say.refused_attempts(clock.at(until)),
        Refusal::Busy => say.refused_busy().to_owned(),
        Refusal::SignedOut => say.refused_signed_out().to_owned(),
        Refusal::Password(problem) => password(*problem, visitor),
        Refusal::LinkVoid => say.refused_link().to_owned(),
        Refusal::LoginTaken => say.refused_login_taken().to_owned(),
        Refusal::HasAccount => say.refused_has_account().to_owned(),
        Refusal::NameTaken => say.refused_name_taken().to_owned(),
        Refusal::HasRole => say.refused_has_role().to_owned(),
        Refusal::OwnAffair => say.refused_own_affair().to_owned(),
        Refusal::Missing { field } => say.refused_missing_field(label(field, say)),
        Refusal::Fields(problems) => fields(problems, say),
        Refusal::ConsentCode(problem) => consent_code(*problem, visitor),
        Refusal::Paper(problem) => paper(*problem, say),
        Refusal::WholeCompanyOnly => say.refused_whole_company_only().to_owned(),
        Refusal::Score { least, most } => say.refused_score(least, most),
        Refusal::SheetChanged => say.refused_sheet_changed().to_owned(),
        Refusal::OutageSpan { days_max } => say.refused_outage_span(days_max),
        Refusal::OutsideOutage { from, until } => {
            say.refused_outside_outage(clock.at(from), clock.until(until))
        }
        Refusal::TooLate { until } => say.refused_too_late(clock.until(until)),
        Refusal::NotAccepted(_) => say.refused_not_accepted().to_owned(),
        Refusal::Warned(_) => say.refused_warned().to_owned(),
        Refusal::Interested { instead } => interested(instead, say),
        Refusal::OfOffice { offices } => {
            let offices: Vec<&str> = offices.iter().map(|office| say.text(office)).collect();
            say.refused_of_office(say.list(&offices))
        }
        Refusal::NotOfStore { is_several: true } => say.refused_several_of_store().to_owned(),
        Refusal::NotOfStore { is_several: false } => say.refused_not_of_store().to_owned(),
        Refusal::NotAsWide => say.refused_not_as_wide().to_owned(),
        Refusal::HolderOnly => say.refused_holder_only().to_owned(),
        Refusal::Suspended {
            clause,
            from,
            until,
        } => suspended(clause, (clock.at(from), clock.until(until)), say),
        Refusal::Unheard { from } => say.refused_unheard(clock.at(from)),
        Refusal::OtherSideOnly => say.refused_other_side_only().to_owned(),
        Refusal::PartiesOnly => say.refused_parties_only().to_owned(),
        Refusal::NothingToAnswer => say.refused_nothing_to_answer().to_owned(),
        Refusal::WholeCompanyNeeded => say.refused_whole_company_needed().to_owned(),
        Refusal::OnBlacklist => say.refused_on_blacklist().to_owned(),
        Refusal::DayPassed => say.refused_day_passed().to_owned(),
        Refusal::MonthNotOver => say.refused_month_not_over().to_owned(),
        Refusal::Settled => say.refused_settled().to_owned(),
        Refusal::DisputeDecided { appeal_until } => match appeal_until {
            Some(until) => say.refused_dispute_decided(clock.until(until)),
            None => say.refused_dispute_decided_for_good().to_owned(),
        },
        Refusal::DisputeWithdrawn => say.refused_dispute_withdrawn().to_owned(),
        Refusal::AlreadySold => say.refused_already_sold().to_owned(),
        Refusal::TooEarly { from } => say.refused_too_early(clock.at(from)),
        Refusal::ListOpen { from } => say.refused_list_open(clock.second(from)),
        Refusal::Budget { until, .. } => say.refused_budget(clock.at(until)),
        Refusal::Ledger(refusal) => of_ledger(refusal, visitor),
    }
}

fn paper(problem: PaperProblem, say: Words) -> String {
    match problem {
        PaperProblem::TooMany => say.paper_too_many(PAPERS_MAX),
        PaperProblem::TooLarge(number) => {
            say.paper_too_large(number, PAPER_BYTES_MAX / (1024 * 1024))
        }
        PaperProblem::OtherKind(number) => say.paper_other_kind(number),
        PaperProblem::Damaged(number) => say.paper_damaged(number),
    }
}

/// Nobody decides in their own interest; whoever asks is told who can.
fn interested(instead: &[String], say: Words) -> String {
    match instead.is_empty() {
        true => say.refused_interested_nobody().to_owned(),
        false => say.refused_interested(say.list(instead)),
    }
}

pub(crate) fn fields(problems: &[FieldProblem], say: Words) -> String {
    let told = problems.iter().map(|problem| {
        let problem = problem.in_language(say.0);
        say.refused_field(&problem.field, &problem.rule, &problem.remedy)
    });
    told.collect::<Vec<_>>().join(" ")
}

/// What the ledger refuses, as people at a desk read it: they see pages, not commands.
fn of_ledger(refusal: &LedgerRefusal, visitor: &Visitor) -> String {
    let (say, clock) = (visitor.say, visitor.frame().clock);
    let told = match refusal {
        LedgerRefusal::Fields(problems) => return fields(problems, say),
        LedgerRefusal::Retroactive(from) => return say.refused_retroactive(clock.at(from)),
        LedgerRefusal::NothingIdentifies => say.refused_nothing_identifies(),
        LedgerRefusal::UnknownName(_) => say.refused_unknown_name(),
        LedgerRefusal::UnknownStaff(_) => say.refused_unknown_staff(),
        LedgerRefusal::UnknownCase(_) | LedgerRefusal::UnknownCustomer(_) => {
            say.refused_missing_remedy()
        }
        LedgerRefusal::NotOfCase { .. } => say.refused_not_of_case(),
        LedgerRefusal::UnknownFact(_) | LedgerRefusal::UnknownGrant => say.refused_gone(),
        LedgerRefusal::NotAccepted(_) => say.refused_not_accepted(),
        LedgerRefusal::CaseFull => say.refused_case_full(),
        LedgerRefusal::CaseChanged => say.refused_case_changed(),
        LedgerRefusal::Erased => say.refused_erased(),
        LedgerRefusal::NoReason => say.refused_no_reason(),
        LedgerRefusal::UnknownUnit => say.refused_unknown_unit(),
        LedgerRefusal::UnitWithinItself => say.refused_unit_within_itself(),
        LedgerRefusal::GrantTooWide => say.refused_grant_too_wide(),
        LedgerRefusal::GrantToOneself => say.refused_grant_to_oneself(),
        LedgerRefusal::GrantExcluded => say.refused_grant_excluded(),
        LedgerRefusal::SignerLeft => say.refused_signer_left(),
        LedgerRefusal::StandInCircle => say.refused_in_a_circle(),
        LedgerRefusal::InTheFuture(_) => say.refused_in_the_future(),
        LedgerRefusal::Regulation(_) => say.refused_regulation(),
        LedgerRefusal::UnknownRegulation(_) => say.refused_unknown_regulation(),
    };
    told.to_owned()
}

fn password(problem: PasswordProblem, visitor: &Visitor) -> String {
    let say = visitor.say;
    match problem {
        PasswordProblem::TooShort => say.refused_password_short(PASSWORD_MIN),
        PasswordProblem::TooLong => say.refused_password_long(PASSWORD_MAX),
        PasswordProblem::Breached => say.refused_password_breached().to_owned(),
        PasswordProblem::Guessable => say.refused_password_guessable().to_owned(),
        PasswordProblem::Unchanged => say.refused_password_unchanged().to_owned(),
    }
}

impl IntoResponse for Stop {
    /// Only the status; [`tell`] knows the reader's language and makes the page.
    fn into_response(self) -> Response {
        let mut response = match &self {
            Stop::SignInFirst(next) => {
                Redirect::to(&format!("/sign-in?next={}", query_value(next))).into_response()
            }
            _ => self.status().into_response(),
        };
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    frame: Frame,
    title: &'static str,
    remedy: String,
}

#[derive(Template)]
#[template(path = "refused_inside.html")]
struct RefusedInside {
    frame: Frame,
    title: &'static str,
    remedy: String,
}

/// Gives every answer that ended without a page one that says what happened and what to do.
pub(crate) async fn tell(mut visitor: Visitor, request: Request, next: Next) -> Response {
    let is_fragment = request.headers().contains_key("hx-request");
    let response = next.run(request).await;
    let status = response.status();
    let stop = response.extensions().get::<Stop>().cloned();
    if let (Some(Stop::SignInFirst(_)), true) = (&stop, is_fragment) {
        return leave_for(response.headers());
    }
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    if let Some(admitted) = response.extensions().get::<Admitted>() {
        visitor.speak_as(&admitted.actor);
    }
    let (title, remedy) = words(stop.as_ref(), status, &visitor);
    let mut frame = visitor.frame();
    let html = match response.extensions().get::<Admitted>() {
        Some(admitted) => {
            frame.viewer = Some(Viewer::of(
                &admitted.actor,
                admitted.badge,
                admitted.places,
                &frame,
            ));
            RefusedInside {
                frame,
                title,
                remedy,
            }
            .render()
        }
        None => RefusedPage {
            frame,
            title,
            remedy,
        }
        .render(),
    };
    let mut told = match html {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => status.into_response(),
    };
    // Cookies and where to look instead stay as they were.
    for name in ["set-cookie", "allow", "retry-after"] {
        for value in response.headers().get_all(name) {
            told.headers_mut().append(name, value.clone());
        }
    }
    told
}

/// A part of a page cannot be replaced by another page: the browser is told to open that one.
fn leave_for(headers: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(place) = headers.get("location") {
        response
            .headers_mut()
            .insert(HeaderName::from_static("hx-redirect"), place.clone());
    }
    response
}

fn words(stop: Option<&Stop>, status: StatusCode, visitor: &Visitor) -> (&'static str, String) {
    let say = visitor.say;
    let (title, remedy) = match (stop, status) {
        (Some(Stop::Refused(refusal)), _) => {
            let title = match **refusal {
                Refusal::NotAllowed(_) => say.refused_not_allowed_title(),
                _ => say.refused_refused_title(),
            };
            return (title, sentence(refusal, visitor));
        }
        (Some(Stop::ForeignForm), _) => (say.refused_form_title(), say.refused_form_remedy()),
        (Some(Stop::NotFound), _) | (_, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) => {
            (say.refused_missing_title(), say.refused_missing_remedy())
        }
        (_, StatusCode::PAYLOAD_TOO_LARGE) => {
            (say.refused_large_title(), say.refused_large_remedy())
        }
        (_, StatusCode::REQUEST_TIMEOUT) => (say.refused_cut_title(), say.refused_cut_remedy()),
        (_, StatusCode::SERVICE_UNAVAILABLE) => {
            (say.refused_slow_title(), say.refused_slow_remedy())
        }
        (_, status) if status.is_client_error() => {
            (say.refused_unread_title(), say.refused_unread_remedy())
        }
        _ => (say.refused_broken_title(), say.refused_broken_remedy()),
    };
    (title, remedy.to_owned())
}
