//! Two customers who may be one, side by side, and what each decision would lead to.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::identity::{Likeness, PairSheet, PairState, Side};

use crate::form_token::new_secret;
use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "identity/show.html")]
struct IdentityPage {
    frame: Frame,
    case: u64,
    other: u64,
    pair: PairSheet,
    key: String,
}

impl IdentityPage {
    fn state(&self) -> &'static str {
        let say = self.frame.say;
        match self.pair.state {
            PairState::Waits => say.identity_waits(),
            PairState::Same => say.identity_same(),
            PairState::Apart => say.identity_apart(),
        }
    }

    /// What each side is called, in the order in which they came.
    fn sides(&self) -> [(&'static str, &Side); 2] {
        let [later, earlier] = &self.pair.sides;
        let say = self.frame.say;
        [
            (say.identity_earlier(), earlier),
            (say.identity_later(), later),
        ]
    }

    fn likeness(&self, likeness: &Option<Likeness>) -> &'static str {
        let say = self.frame.say;
        match likeness {
            Some(Likeness::Equal) => say.identity_equal(),
            Some(Likeness::Fits) => say.identity_fits(),
            Some(Likeness::Different) => say.identity_different(),
            None => say.identity_one_only(),
        }
    }

    fn colour(likeness: &Option<Likeness>) -> &'static str {
        match likeness {
            Some(Likeness::Equal) => "good",
            Some(Likeness::Fits) => "warn",
            Some(Likeness::Different) => "bad",
            None => "plain",
        }
    }

    fn asked(&self) -> String {
        self.frame.say.list(&self.pair.ask)
    }
}

/// `GET /identity/{later}/{earlier}`
pub(crate) async fn show(
    insider: Insider,
    Path((case, other)): Path<(u64, u64)>,
) -> Result<Response, Stop> {
    let pair = insider
        .ask(move |desk, actor| desk.identity_pair(actor, case, other))
        .await?;
    page(&IdentityPage {
        frame: insider.frame(),
        case,
        other,
        pair,
        key: new_secret().unwrap_or_default(),
    })
}
