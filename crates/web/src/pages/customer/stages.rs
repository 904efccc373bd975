//! How far all customers have come, for everybody in sales where the regulation says so.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::customers::{Page, Stage, StageLine};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct From {
    /// Where the page before ended. What is not understood asks for the first page.
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "customer/stages.html")]
struct StagesPage {
    frame: Frame,
    list: Page<StageLine, u64>,
}

impl StagesPage {
    fn word(&self, stage: &Stage) -> &'static str {
        match stage {
            Stage::Followed => self.frame.say.customer_stage_followed(),
            Stage::Won => self.frame.say.customer_stage_won(),
            Stage::Lost => self.frame.say.customer_stage_lost(),
        }
    }
}

/// `GET /customers/stages`
pub(crate) async fn stages(
    insider: Insider,
    Query(From { after }): Query<From>,
) -> Result<Response, Stop> {
    let after = after.parse().ok();
    let list = insider
        .ask(move |desk, actor| desk.stages(actor, after))
        .await?;
    page(&StagesPage {
        frame: insider.frame(),
        list,
    })
}
