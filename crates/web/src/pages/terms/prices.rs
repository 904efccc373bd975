//! Price lists: what is in force, and a new one pasted from a sheet, looked at before it is set.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Refusal;
use desk::permission::{Action, Target};
use desk::terms::prices::{PriceDraft, PriceRow, PriceVersion, RowProblem};
use ruling::calendar::CivilDay;

use crate::frame::{Frame, page, page_with};
use crate::money;
use crate::pages::pasted::{Wanted, pasted};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// The columns of a list, by the headers that people give them.
const COLUMNS: [Wanted; 4] = [
    Wanted::needed(
        "product",
        &["产品", "品类", "名称", "商品", "product", "item"],
    ),
    Wanted::asked("region", &["地区", "区域", "省市", "region", "area"]),
    Wanted::asked("list", &["标价", "价目价", "售价", "list price", "price"]),
    Wanted::needed(
        "floor",
        &["最低价", "底价", "下限", "floor", "lowest price"],
    ),
];

#[derive(Template)]
#[template(path = "terms/prices.html")]
struct PricesPage {
    frame: Frame,
    versions: Vec<PriceVersion>,
    may_set: bool,
    typed: Typed,
    /// What the pasted list would set; none: nothing was pasted yet.
    draft: Option<PriceDraft>,
    problem: Option<String>,
}

impl PricesPage {
    fn why(&self, problem: &RowProblem) -> &'static str {
        let say = self.frame.say;
        match problem {
            RowProblem::Product => say.terms_bad_product(),
            RowProblem::Region => say.terms_bad_region(),
            RowProblem::List => say.terms_bad_list(),
            RowProblem::Floor => say.terms_bad_floor(),
            RowProblem::FloorAboveList => say.terms_floor_above_list(),
            RowProblem::Twice => say.terms_twice(),
        }
    }
}

/// `GET /prices`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    page(&shown(&insider, Typed::default(), None, None).await?)
}

async fn shown(
    insider: &Insider,
    typed: Typed,
    draft: Option<PriceDraft>,
    problem: Option<String>,
) -> Result<PricesPage, Stop> {
    let versions = insider.ask(|desk, actor| desk.prices(actor)).await?;
    Ok(PricesPage {
        frame: insider.frame(),
        versions,
        may_set: insider.actor.is_allowed(Action::SetTerms, Target::Anything),
        typed,
        draft,
        problem,
    })
}

/// `POST /prices`: shows what a list would set first.
pub(crate) async fn set(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let rows = pasted(&typed.text("sheet"), &COLUMNS, insider.visitor.say);
    let is_confirmed = typed.text("step") == "set";
    let from = CivilDay::parse(&typed.text("from"));
    let (rows, unread) = match rows {
        Ok(rows) => (rows, None),
        Err(problem) => (Vec::new(), Some(problem)),
    };
    let rows: Vec<PriceRow> = rows
        .into_iter()
        .map(|row| PriceRow {
            number: row.number,
            product: row.text("product"),
            region: row.text("region"),
            list: row.text("list"),
            floor: row.text("floor"),
        })
        .collect();
    let done = insider
        .ask(move |desk, actor| {
            let draft = desk.draft_prices(actor, &rows)?;
            match is_confirmed && draft.rejected.is_empty() && !rows.is_empty() {
                true => desk.set_prices(actor, &rows, from).map(|_| None),
                false => Ok::<_, Refusal>(Some(draft)),
            }
        })
        .await;
    match done {
        Ok(None) => Ok(Redirect::to("/prices").into_response()),
        Ok(draft) => {
            page(&shown(&insider, typed, draft.filter(|_| unread.is_none()), unread).await?)
        }
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &shown(&insider, typed, None, Some(problem)).await?)
        }
    }
}
