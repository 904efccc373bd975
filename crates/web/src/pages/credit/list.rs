//! Credit by month: mine, my unit's, the company's.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::Actor;
use desk::State;
use desk::UnitId;
use desk::credit::{CreditLine, CreditPage, CreditQuery, Month, UnitSummary};
use desk::customers::Whose;
use desk::permission::{Action, Target};

use super::Wanted;
use crate::frame::{Frame, page, page_with};
use crate::money;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "credit/list.html")]
struct CreditListPage {
    frame: Frame,
    list: CreditPage,
    whose: String,
    month: Month,
    /// The month now.
    this_month: Month,
    /// Whose lists there are: the word in the address and what people read.
    lists: Vec<(String, String)>,
    summary: Vec<UnitSummary>,
    may_export: bool,
    /// The month whose statements the reader can issue.
    to_issue: Option<Month>,
    /// The reader, for their own statement.
    own: String,
    problem: Option<String>,
}

impl CreditListPage {
    fn kind(&self, line: &CreditLine) -> &'static str {
        super::kind(line.kind, self.frame.say)
    }

    fn statement_of(&self, line: &CreditLine) -> Option<String> {
        let statement = line.statement?;
        Some(super::address_of(statement, self.month))
    }

    fn is_pending(&self, state: &State) -> bool {
        matches!(state, State::Pending | State::Frozen)
    }

    fn month_name(&self, month: &Month) -> String {
        let (year, month) = month.ym();
        self.frame.say.credit_month(year, month)
    }
}

/// `GET /credit`
pub(crate) async fn list(insider: Insider, Query(wanted): Query<Wanted>) -> Result<Response, Stop> {
    page(&shown(&insider, &wanted, None).await?)
}

/// The list again, with what was not done.
pub(super) async fn with_problem(
    insider: &Insider,
    wanted: &Wanted,
    stop: Stop,
) -> Result<Response, Stop> {
    let (status, problem) = stop.in_form(&insider.visitor)?;
    page_with(status, &shown(insider, wanted, Some(problem)).await?)
}

async fn shown(
    insider: &Insider,
    wanted: &Wanted,
    problem: Option<String>,
) -> Result<CreditListPage, Stop> {
    let frame = insider.frame();
    let query = wanted.query(frame.now);
    let (list, units, summary, to_issue) = insider
        .ask(move |desk, actor| {
            let summary = match query.whose {
                Whose::Mine => Vec::new(),
                Whose::Unit(_) | Whose::Company => desk.credit_summary(actor, query.month)?,
            };
            Ok((
                desk.credit(actor, &query)?,
                desk.lists_of(actor, Action::SeeCredit)?,
                summary,
                desk.month_to_issue(actor)?,
            ))
        })
        .await?;
    Ok(CreditListPage {
        lists: lists(&insider.actor, units, &frame),
        may_export: may_export(&insider.actor, &query),
        this_month: Month::of(frame.now),
        own: insider.actor.staff.0.to_string(),
        whose: wanted.whose.clone(),
        month: query.month,
        list,
        summary,
        to_issue,
        problem,
        frame,
    })
}

fn lists(actor: &Actor, units: Vec<(UnitId, String)>, frame: &Frame) -> Vec<(String, String)> {
    let mut lists = vec![(String::new(), frame.say.credit_mine().to_owned())];
    let units = units.into_iter();
    lists.extend(units.map(|(unit, name)| (unit.0.to_string(), name)));
    if actor.is_allowed(Action::SeeCredit, Target::Unit(None)) {
        let name = frame.say.customer_of_company().to_owned();
        lists.push(("company".to_owned(), name));
    }
    lists
}

fn may_export(actor: &Actor, query: &CreditQuery) -> bool {
    let target = match query.whose {
        Whose::Mine => Target::Anything,
        Whose::Unit(unit) => Target::Unit(Some(unit)),
        Whose::Company => Target::Unit(None),
    };
    actor.is_allowed(Action::Export, target)
}
