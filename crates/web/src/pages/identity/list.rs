//! Pairs of customers who may be one: what waits, and what was decided.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::customers::Page;
use desk::identity::{PairLine, PairState};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `same` or `apart`; else what waits.
    #[serde(default)]
    state: String,
    before: Option<u32>,
}

#[derive(Template)]
#[template(path = "identity/list.html")]
struct IdentitiesPage {
    frame: Frame,
    /// Word in the address, what it is called, whether it is shown.
    states: Vec<(&'static str, &'static str, bool)>,
    state: &'static str,
    list: Page<PairLine>,
}

impl IdentitiesPage {
    fn is_waiting(&self) -> bool {
        self.state == "waits"
    }
}

/// `GET /identity`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let (state, meant) = match asked.state.as_str() {
        "same" => ("same", PairState::Same),
        "apart" => ("apart", PairState::Apart),
        _ => ("waits", PairState::Waits),
    };
    let list = insider
        .ask(move |desk, actor| desk.identity_pairs(actor, meant, asked.before))
        .await?;
    let frame = insider.frame();
    let say = frame.say;
    let states = [
        ("waits", say.identity_waits()),
        ("same", say.identity_same()),
        ("apart", say.identity_apart()),
    ];
    page(&IdentitiesPage {
        frame,
        states: states
            .map(|(word, name)| (word, name, word == state))
            .to_vec(),
        state,
        list,
    })
}
