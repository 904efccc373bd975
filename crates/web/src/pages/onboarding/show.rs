//! One application: its form, who signed which version of it, what is on file.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::Answer;
use desk::onboarding::{Application, SignatureLine};

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "onboarding/show.html")]
struct ShownApplication {
    frame: Frame,
    application: Application,
}

impl ShownApplication {
    fn answer(&self, line: &SignatureLine) -> &'static str {
        let say = self.frame.say;
        match line.answer {
            Answer::Yes => say.act_pass(),
            Answer::Return => say.act_return(),
            _ => say.act_reject(),
        }
    }

    /// Whether it was a signature that counted: what was returned or rejected never did.
    fn is_pass(&self, line: &SignatureLine) -> bool {
        line.answer == Answer::Yes
    }

    fn changed(&self, line: &SignatureLine) -> String {
        let say = self.frame.say;
        let changed: Vec<&str> = line.changed_since.iter().map(|one| say.text(one)).collect();
        say.list(&changed)
    }

    fn papers(&self) -> String {
        let say = self.frame.say;
        let papers: Vec<&str> = self
            .application
            .given
            .iter()
            .map(|one| say.text(one))
            .collect();
        say.list(&papers)
    }

    fn warnings(&self) -> String {
        let say = self.frame.say;
        let warnings = self.application.warnings.iter();
        say.list(&warnings.map(|one| say.text(one)).collect::<Vec<_>>())
    }
}

/// `GET /onboarding/{case}`
pub(crate) async fn show(insider: Insider, Path(case): Path<u64>) -> Result<Response, Stop> {
    let application = insider
        .ask(move |desk, actor| desk.application(actor, case))
        .await?;
    page(&ShownApplication {
        frame: insider.frame(),
        application,
    })
}
