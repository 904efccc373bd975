//! Commission ratios of projects: what is set, and what a new one would change.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::terms::ratios::{Projects, RatioEffect, RatioInput, RatioLine};
use ruling::calendar::CivilDay;

use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "terms/projects.html")]
struct ProjectsPage {
    frame: Frame,
    projects: Projects,
    typed: Typed,
    /// What the ratio typed would change; none: nobody asked yet.
    effects: Option<Vec<RatioEffect>>,
    problem: Option<String>,
}

impl ProjectsPage {
    fn parts(&self, ratio: &RatioLine) -> String {
        let say = self.frame.say;
        let parts = ratio.parts.iter();
        let parts: Vec<String> = parts
            .map(|(role, part)| format!("{} {part}", say.text(role)))
            .collect();
        say.list(&parts)
    }

    fn part_of(&self, role: &str) -> String {
        self.typed.text(&format!("part.{role}"))
    }
}

fn input(typed: &Typed) -> RatioInput {
    let parts = typed.after("part.").filter_map(|(role, part)| {
        let part = part.trim().parse().ok()?;
        Some((role.to_owned(), part))
    });
    RatioInput {
        project: typed.text("project"),
        parts: parts.collect(),
        from: CivilDay::parse(&typed.text("from")),
    }
}

/// `GET /projects`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    page(&shown(&insider, Typed::default(), None, None).await?)
}

async fn shown(
    insider: &Insider,
    typed: Typed,
    effects: Option<Vec<RatioEffect>>,
    problem: Option<String>,
) -> Result<ProjectsPage, Stop> {
    let projects = insider.ask(|desk, actor| desk.projects(actor)).await?;
    Ok(ProjectsPage {
        frame: insider.frame(),
        projects,
        typed,
        effects,
        problem,
    })
}

/// `POST /projects`: shows what it would change first.
pub(crate) async fn set(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let wanted = input(&typed);
    let is_confirmed = typed.text("step") == "set";
    let done = insider
        .ask(move |desk, actor| match is_confirmed {
            true => desk.set_ratio(actor, &wanted).map(|()| None),
            false => desk.ratio_effects(actor, &wanted).map(Some),
        })
        .await;
    match done {
        Ok(None) => Ok(Redirect::to("/projects").into_response()),
        Ok(effects) => page(&shown(&insider, typed, effects, None).await?),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &shown(&insider, typed, None, Some(problem)).await?)
        }
    }
}
