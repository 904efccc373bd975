//! Robots of chat groups: added, tried, taken away, with what failed.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::mail::MailFailure;
use desk::notices::NoticeKind;
use desk::permission::{Target, deed};
use desk::robots::{KINDS, NewRobot, RobotLine, Service};
use desk::{Language, Refusal};

use crate::frame::{Frame, page_with};
use crate::outward::{self, Reach, robot};
use crate::pages::organisation::{Branch, in_tree};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

#[derive(Template)]
#[template(path = "robots.html")]
struct RobotsPage {
    frame: Frame,
    robots: Vec<Line>,
    units: Vec<Branch>,
    services: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str)>,
    /// The form, as it was sent when something was wrong with it.
    typed: Typed,
    told: Told,
    /// Who could not be written to: name, how often, why, when it is tried again.
    unsent: Vec<MailFailure>,
}

impl RobotsPage {
    fn why(&self, failure: &MailFailure) -> &'static str {
        outward::mail::problem(&failure.problem, self.frame.say).unwrap_or_default()
    }
}

/// What came of what was asked for.
enum Told {
    Nothing,
    /// Of a try.
    Try(&'static str),
    /// What is wrong with the form.
    Wrong(&'static str),
}

struct Line {
    robot: RobotLine,
    service: &'static str,
    tells: String,
    /// Why it does not work, and what to do.
    problem: Option<&'static str>,
}

/// `GET /robots`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    shown(&insider, Typed::default(), Told::Nothing).await
}

async fn shown(insider: &Insider, typed: Typed, told: Told) -> Result<Response, Stop> {
    let (robots, units, unsent) = insider
        .ask(|desk, actor| {
            Ok((
                desk.robots(actor)?,
                desk.units(actor)?,
                desk.mail_failures(actor)?,
            ))
        })
        .await?;
    let frame = insider.frame();
    let say = frame.say;
    let robots = robots.into_iter().map(|robot| Line {
        service: service(robot.service, say),
        tells: tells(&robot.kinds, say),
        problem: problem(&robot.problem, say),
        robot,
    });
    let services = Service::ALL.map(|one| (one.name(), service(one, say)));
    let kinds = KINDS.map(|kind| (kind.name(), robot::kind(kind, say)));
    let status = match told {
        Told::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Told::Nothing | Told::Try(_) => StatusCode::OK,
    };
    page_with(
        status,
        &RobotsPage {
            robots: robots.collect(),
            units: in_tree(units),
            services: services.to_vec(),
            kinds: kinds.to_vec(),
            typed,
            told,
            unsent,
            frame,
        },
    )
}

/// `POST /robots`
pub(crate) async fn add(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let is_encrypted = typed.text("address").trim().starts_with("https://");
    if insider.visitor.site.reach == Reach::Public && !is_encrypted {
        // Nothing would ever be sent to it.
        let wrong = insider.visitor.say.robot_bad_address();
        return shown(&insider, typed, Told::Wrong(wrong)).await;
    }
    let chosen = typed.all("kinds");
    let kinds = KINDS.into_iter();
    let new = NewRobot {
        service: Service::named(&typed.text("service")).unwrap_or(Service::WeCom),
        unit: typed.unit("unit"),
        address: typed.text("address").into(),
        secret: typed.text("secret").into(),
        language: match typed.one("language") {
            Some("en") => Language::English,
            _ => Language::Chinese,
        },
        kinds: kinds
            .filter(|kind| chosen.iter().any(|name| name == kind.name()))
            .collect(),
    };
    let added = insider
        .ask(move |desk, actor| {
            let permit = actor.may::<deed::ManageUnits>(Target::Anything)?;
            desk.add_robot(&permit, new)
        })
        .await;
    let stop = match added {
        Ok(_) => return Ok(Redirect::to("/robots").into_response()),
        Err(stop) => stop,
    };
    let say = insider.visitor.say;
    let wrong = match &stop {
        Stop::Refused(refusal) => match **refusal {
            Refusal::Missing { field: "kinds" } => say.robot_no_kinds(),
            Refusal::Missing { .. } => say.robot_bad_address(),
            _ => return Err(stop),
        },
        _ => return Err(stop),
    };
    shown(&insider, typed, Told::Wrong(wrong)).await
}

/// `POST /robots/{robot}/test`
pub(crate) async fn test(insider: Insider, Path(number): Path<u32>) -> Result<Response, Stop> {
    let target = insider
        .ask(move |desk, actor| {
            let permit = actor.may::<deed::ManageUnits>(Target::Anything)?;
            desk.robot_target(&permit, number)
        })
        .await?;
    let words = Words(target.language);
    let came = outward::send(&insider.visitor.site, &target, words.robot_test_text()).await;
    let say = insider.visitor.say;
    let told = match came {
        Ok(()) => say.robot_tested(),
        Err(why) => problem(why, say).unwrap_or_else(|| say.robot_tested()),
    };
    shown(&insider, Typed::default(), Told::Try(told)).await
}

/// `POST /robots/{robot}/end`
pub(crate) async fn end(insider: Insider, Path(number): Path<u32>) -> Result<Response, Stop> {
    insider
        .ask(move |desk, actor| {
            let permit = actor.may::<deed::ManageUnits>(Target::Anything)?;
            desk.drop_robot(&permit, number)
        })
        .await?;
    Ok(Redirect::to("/robots").into_response())
}

fn service(service: Service, say: Words) -> &'static str {
    match service {
        Service::WeCom => say.robot_wecom(),
        Service::DingTalk => say.robot_dingtalk(),
        Service::Feishu => say.robot_feishu(),
    }
}

fn tells(kinds: &[NoticeKind], say: Words) -> String {
    let kinds: Vec<_> = kinds.iter().map(|one| robot::kind(*one, say)).collect();
    say.list(&kinds)
}

/// Why a message was not sent, and what to do.
fn problem(word: &str, say: Words) -> Option<&'static str> {
    Some(match word {
        "" => return None,
        "address" | "unknown_host" => say.robot_problem_address(),
        "private" => say.robot_problem_private(),
        "refused" => say.robot_problem_refused(),
        "tls" => say.robot_problem_tls(),
        "timeout" | "unreachable" => say.robot_problem_unreachable(),
        _ => say.robot_problem_unread(),
    })
}
