//! Which of a customer's projects an entry is of that named none.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Refusal;
use desk::identity::project::{ProjectAnswer, ProjectChoice, ProjectQuestion};

use crate::form_token::new_secret;
use crate::frame::{Frame, page};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// Stands for none of the projects.
const NONE: &str = "none";

#[derive(Template)]
#[template(path = "identity/project.html")]
struct ProjectPage {
    frame: Frame,
    case: u64,
    question: ProjectQuestion,
    key: String,
}

impl ProjectPage {
    fn rule(&self) -> String {
        let say = self.frame.say;
        match &self.question.office {
            Some(office) => say.identity_project_rule(say.text(office)),
            None => say.identity_project_rule_nobody().to_owned(),
        }
    }

    fn name(&self, choice: &ProjectChoice) -> String {
        let say = self.frame.say;
        match &choice.name {
            Some(name) => say.identity_project_of(name, choice.case),
            None => say.identity_project_erased(choice.case),
        }
    }

    /// Why the reader may not answer.
    fn refusal(&self) -> String {
        let say = self.frame.say;
        match (&self.question.office, self.question.is_own) {
            (Some(office), false) => say.identity_project_office(say.text(office)),
            _ => say.identity_project_own().to_owned(),
        }
    }

    fn asked(&self) -> String {
        self.frame.say.list(&self.question.ask)
    }
}

/// `GET /identity/{later}`
pub(crate) async fn show(insider: Insider, Path(case): Path<u64>) -> Result<Response, Stop> {
    let question = insider
        .ask(move |desk, actor| desk.project_question(actor, case))
        .await?;
    page(&ProjectPage {
        frame: insider.frame(),
        case,
        question,
        key: new_secret().unwrap_or_default(),
    })
}

/// `POST /identity/{later}`
pub(crate) async fn answer(
    insider: Insider,
    Path(case): Path<u64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let answer = ProjectAnswer {
        case,
        project: match typed.one("project") {
            Some(NONE) => None,
            Some(project) => {
                let project = project.parse();
                Some(project.map_err(|_| Refusal::Missing { field: "project" })?)
            }
            None => return Err(Refusal::Missing { field: "project" }.into()),
        },
        key: typed.one("key").unwrap_or_default().to_owned(),
    };
    let answered = insider
        .ask(
            move |desk, actor| match desk.answer_project(actor, &answer) {
                // Pressed twice, or by a colleague meanwhile: the page shows how it stands.
                Err(Refusal::Settled) => Ok(()),
                answered => answered.map(drop),
            },
        )
        .await;
    answered?;
    Ok(Redirect::to(&format!("/identity/{case}")).into_response())
}
