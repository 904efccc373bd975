//! The open pool, what waits to be given to somebody, and what became of one's own registrations.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::customers::Place;
use desk::dispatch::Allocations;
use desk::permission::{Action, Target};
use desk::pool::{Pool, PoolPage};
use desk::{Instant, Refusal};
use serde::Deserialize;

use super::Colleague;
use crate::form_token::new_secret;
use crate::frame::{Frame, page};
use crate::refusal::{Problem, Stop};
use crate::session::Insider;

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    /// `waiting`, `open` or `mine`.
    #[serde(default)]
    list: String,
    /// Where the page before ended: its last line's time and case.
    at: Option<i64>,
    case: Option<u64>,
    /// The same of one's own.
    before: Option<u32>,
}

#[derive(Template)]
#[template(path = "pool/list.html")]
struct PoolPageShown {
    frame: Frame,
    /// Word in the address, what it is called, whether it is shown.
    lists: Vec<(&'static str, &'static str, bool)>,
    list: &'static str,
    pool: PoolPage,
    own: Allocations,
    colleagues: Vec<Colleague>,
    problem: Option<Problem>,
    key: String,
}

/// `GET /pool`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    page(&shown(&insider, &asked, None).await?)
}

/// The open pool with what kept somebody from claiming.
pub(super) async fn refused(insider: &Insider, problem: Problem) -> Result<impl Template, Stop> {
    let asked = Asked {
        list: "open".to_owned(),
        ..Asked::default()
    };
    shown(insider, &asked, Some(problem)).await
}

async fn shown(
    insider: &Insider,
    asked: &Asked,
    problem: Option<Problem>,
) -> Result<PoolPageShown, Stop> {
    let may = |action| insider.actor.is_allowed(action, Target::Anything);
    let (gives, registers) = (may(Action::Assign), may(Action::Register));
    let say = insider.visitor.say;
    let mut lists = Vec::new();
    if gives {
        lists.push(("waiting", say.pool_waiting()));
    }
    if registers {
        lists.push(("open", say.pool_open()));
        lists.push(("mine", say.pool_mine()));
    }
    let known = lists.iter().find(|(word, _)| *word == asked.list);
    let Some((list, _)) = known.or(lists.first()).copied() else {
        return Err(Refusal::NotAllowed(Action::Register).into());
    };
    let after = asked.at.zip(asked.case).map(|(at, case)| Place {
        at: Instant::from_seconds(at),
        case,
    });
    let before = asked.before;
    let (pool, own, people, units) = insider
        .ask(move |desk, actor| {
            let (mut pool, mut own) = (PoolPage::default(), Allocations::default());
            match list {
                "waiting" => pool = desk.pool(actor, Pool::Waiting, after)?,
                "open" => pool = desk.pool(actor, Pool::Open, after)?,
                _ => own = desk.allocations(actor, before)?,
            }
            Ok((pool, own, desk.people(actor)?, desk.units(actor)?))
        })
        .await?;
    let lists = lists.into_iter();
    Ok(PoolPageShown {
        lists: lists
            .map(|(word, name)| (word, name, word == list))
            .collect(),
        list,
        pool,
        own,
        colleagues: Colleague::all(&people, &units),
        problem,
        key: new_secret().unwrap_or_default(),
        frame: insider.frame(),
    })
}
