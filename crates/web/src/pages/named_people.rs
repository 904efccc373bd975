//! People whom the company names where a regulation leaves the person to it.

use std::num::NonZeroU32;

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::StaffId;
use desk::organisation::{NamedPerson, StaffLine};
use desk::permission::{Action, Target};

use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "named_people.html")]
struct NamedPage {
    frame: Frame,
    named: Vec<NamedPerson>,
    /// Everybody who works here.
    people: Vec<StaffLine>,
    /// Whether the reader names them: that is done for the whole company.
    may_set: bool,
    reader: StaffId,
    problem: Option<String>,
    /// Whom the reader just named, in words.
    saved: Option<String>,
}

impl NamedPage {
    /// Who stands now for names that were just changed.
    fn told(&self, changed: &[String]) -> String {
        let say = self.frame.say;
        let named = self.named.iter().filter(|one| changed.contains(&one.name));
        let named: Vec<String> = named
            .map(|one| say.named_is(say.text(&one.label), self.who(one).unwrap_or_default()))
            .collect();
        match named.is_empty() {
            true => say.named_unchanged().to_owned(),
            false => say.named_saved(say.list(&named)),
        }
    }

    fn regulations(&self, one: &NamedPerson) -> String {
        let say = self.frame.say;
        let titles = one
            .regulations
            .iter()
            .map(|title| say.text(title).to_owned());
        say.list(&titles.collect::<Vec<_>>())
    }

    fn who(&self, one: &NamedPerson) -> Option<String> {
        let mut people = self.people.iter();
        let line = people.find(|line| Some(line.staff) == one.who)?;
        Some(line.name.clone())
    }

    /// Nobody names themselves.
    fn choices<'a>(&'a self, one: &NamedPerson) -> impl Iterator<Item = &'a StaffLine> + use<'a> {
        let (who, reader) = (one.who, self.reader);
        let people = self.people.iter();
        people.filter(move |line| line.staff != reader || who == Some(reader))
    }

    fn is_named(&self, one: &NamedPerson, staff: &StaffId) -> bool {
        one.who == Some(*staff)
    }
}

async fn show_with(insider: &Insider, problem: Option<String>) -> Result<NamedPage, Stop> {
    let (named, mut people) = insider
        .ask(|desk, actor| Ok((desk.named_people(actor)?, desk.people(actor)?)))
        .await?;
    people.retain(|line| !line.has_left);
    Ok(NamedPage {
        frame: insider.frame(),
        named,
        people,
        may_set: insider
            .actor
            .is_allowed(Action::GrantRoles, Target::Unit(None)),
        reader: insider.actor.staff,
        problem,
        saved: None,
    })
}

/// `GET /named-people`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    page(&show_with(&insider, None).await?)
}

/// `POST /named-people`
pub(crate) async fn set(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let chosen = typed.after("named.").filter_map(|(name, staff)| {
        let staff = staff.parse::<NonZeroU32>().ok()?;
        Some((name.to_owned(), StaffId(staff)))
    });
    let chosen: Vec<(String, StaffId)> = chosen.collect();
    let done = insider
        .ask(move |desk, actor| desk.name_people(actor, &chosen))
        .await;
    match done {
        Ok(changed) => {
            let shown = show_with(&insider, None).await?;
            page(&NamedPage {
                saved: Some(shown.told(&changed)),
                ..shown
            })
        }
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &show_with(&insider, Some(problem)).await?)
        }
    }
}
