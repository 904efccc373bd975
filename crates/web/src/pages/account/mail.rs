//! Where one is written to: an address of one's own, confirmed by a link, and how to end it.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use desk::account::link::LinkToken;
use desk::mail::{AN_HOUR, MailLink, OwnMailbox, QUIET, Worth};

use crate::frame::{Frame, page, page_with};
use crate::outward::mail;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "account/mail.html")]
struct MailPage {
    frame: Frame,
    mailbox: Option<OwnMailbox>,
    /// Whether the program can send any.
    is_set_up: bool,
    typed: Typed,
    /// What came of what was asked for.
    done: Option<&'static str>,
    error: Option<String>,
    /// Why the last message was not sent.
    problem: Option<&'static str>,
    an_hour: u32,
    quiet: (u8, u8),
}

impl MailPage {
    fn is_urgent(&self) -> bool {
        match self.typed.one("worth") {
            Some(worth) => Worth::named(worth) == Worth::Urgent,
            None => self
                .mailbox
                .as_ref()
                .is_some_and(|own| own.worth == Worth::Urgent),
        }
    }
}

struct Told {
    done: Option<&'static str>,
    error: Option<(StatusCode, String)>,
}

const NOTHING: Told = Told {
    done: None,
    error: None,
};

async fn shown(insider: &Insider, typed: Typed, told: Told) -> Result<Response, Stop> {
    let mailbox = insider.ask(|desk, actor| desk.mailbox(actor)).await?;
    let frame = insider.frame();
    let problem = mailbox.as_ref();
    let problem = problem.and_then(|own| mail::problem(&own.problem, frame.say));
    let (status, error) = match told.error {
        Some((status, error)) => (status, Some(error)),
        None => (StatusCode::OK, None),
    };
    page_with(
        status,
        &MailPage {
            is_set_up: insider.visitor.site.mail.is_some(),
            mailbox,
            typed,
            done: told.done,
            error,
            problem,
            an_hour: AN_HOUR,
            quiet: QUIET,
            frame,
        },
    )
}

/// `GET /account/mail`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    shown(&insider, Typed::default(), NOTHING).await
}

/// `POST /account/mail`
pub(crate) async fn set(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let site = &insider.visitor.site;
    let say = insider.visitor.say;
    if site.mail.is_none() {
        let error = (
            StatusCode::UNPROCESSABLE_ENTITY,
            say.mail_not_set_up().to_owned(),
        );
        let told = Told {
            error: Some(error),
            ..NOTHING
        };
        return shown(&insider, typed, told).await;
    }
    let address = typed.text("mail_address");
    let worth = Worth::named(typed.one("worth").unwrap_or_default());
    let set = insider
        .ask(move |desk, actor| desk.set_mailbox(actor, &address, (worth, say.0)))
        .await;
    let target = match set {
        Ok(target) => target,
        Err(stop) => {
            let told = Told {
                error: Some(stop.in_form(&insider.visitor)?),
                ..NOTHING
            };
            return shown(&insider, typed, told).await;
        }
    };
    let came = mail::confirm(site, &target).await;
    let staff = target.staff;
    site.ask(move |desk| desk.mailed(staff, None, came)).await?;
    let told = match mail::problem(came.err().unwrap_or_default(), say) {
        None => Told {
            done: Some(say.mail_sent_to_confirm()),
            ..NOTHING
        },
        Some(problem) => Told {
            error: Some((StatusCode::BAD_GATEWAY, problem.to_owned())),
            ..NOTHING
        },
    };
    shown(&insider, Typed::default(), told).await
}

/// `POST /account/mail/end`
pub(crate) async fn end(insider: Insider) -> Result<Response, Stop> {
    insider.ask(|desk, actor| desk.end_mailbox(actor)).await?;
    let told = Told {
        done: Some(insider.visitor.say.mail_ended()),
        ..NOTHING
    };
    shown(&insider, Typed::default(), told).await
}

#[derive(Template)]
#[template(path = "account/mail_link.html")]
struct LinkPage {
    frame: Frame,
    link: String,
    /// The last part of where the form leads.
    what: &'static str,
    question: &'static str,
    button: &'static str,
    /// Once it was done.
    done: Option<&'static str>,
}

impl LinkPage {
    fn new(visitor: &Visitor, link: String, what: MailLink) -> LinkPage {
        let say = visitor.say;
        let (name, question, button) = match what {
            MailLink::Confirm => ("confirm", say.mail_confirm_question(), say.mail_confirm()),
            MailLink::Stop => ("stop", say.mail_stop_question(), say.mail_end()),
        };
        LinkPage {
            frame: visitor.frame(),
            link,
            what: name,
            question,
            button,
            done: None,
        }
    }
}

/// Looking at a link does nothing: programs that check messages open each.
async fn asked(visitor: Visitor, link: String, what: MailLink) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    visitor
        .site
        .ask(move |desk| desk.check_mail_link(&token, what))
        .await?;
    page(&LinkPage::new(&visitor, link, what))
}

async fn used(visitor: Visitor, link: String, what: MailLink) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    visitor
        .site
        .ask(move |desk| desk.use_mail_link(&token, what))
        .await?;
    let say = visitor.say;
    page(&LinkPage {
        done: Some(match what {
            MailLink::Confirm => say.mail_confirmed_now(),
            MailLink::Stop => say.mail_ended(),
        }),
        ..LinkPage::new(&visitor, String::new(), what)
    })
}

/// `GET /mail/confirm/{link}`
pub(crate) async fn ask_to_confirm(
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Stop> {
    asked(visitor, link, MailLink::Confirm).await
}

/// `POST /mail/confirm/{link}`
pub(crate) async fn confirm(visitor: Visitor, Path(link): Path<String>) -> Result<Response, Stop> {
    used(visitor, link, MailLink::Confirm).await
}

/// `GET /mail/stop/{link}`
pub(crate) async fn ask_to_stop(
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Stop> {
    asked(visitor, link, MailLink::Stop).await
}

/// `POST /mail/stop/{link}`
pub(crate) async fn stop(visitor: Visitor, Path(link): Path<String>) -> Result<Response, Stop> {
    used(visitor, link, MailLink::Stop).await
}
