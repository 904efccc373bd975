//! Somebody's account, for those who manage accounts: opened, closed, and helped back into.

use std::num::NonZeroU32;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::account::NewAccount;
use desk::account::link::LinkToken;
use desk::account::opening::AccountState;
use desk::organisation::TakenOn;
use desk::permission::{Permit, deed};
use desk::{Desk, Refusal, StaffId};

use super::show::{answer, manage};
use crate::frame::{Frame, page};
use crate::pages::typed::Typed;
use crate::qr;
use crate::refusal::Stop;
use crate::session::Insider;

/// A link by which somebody chooses their password. It is shown this once.
#[derive(Template)]
#[template(path = "person/link.html")]
struct LinkPage {
    frame: Frame,
    staff: StaffId,
    name: String,
    address: String,
}

impl LinkPage {
    fn new(insider: &Insider, staff: StaffId, name: String, link: &LinkToken) -> Self {
        let door = insider.visitor.site.door.url();
        LinkPage {
            frame: insider.frame(),
            staff,
            name,
            address: format!("{door}/password/{}", link.text()),
        }
    }
}

/// The link of somebody who was just taken on; without an account, their page.
pub(crate) fn taken_on(insider: &Insider, name: String, taken: &TakenOn) -> Result<Response, Stop> {
    match &taken.link {
        Some(link) => page(&LinkPage::new(insider, taken.staff, name, link)),
        None => Ok(Redirect::to(&format!("/people/{}", taken.staff.0)).into_response()),
    }
}

/// Shows the link, or what is wrong.
async fn show_link(
    insider: &Insider,
    staff: StaffId,
    made: Result<LinkToken, Stop>,
) -> Result<Response, Stop> {
    match made {
        Ok(link) => {
            let sheet = insider
                .ask(move |desk, actor| desk.person(actor, staff))
                .await?;
            page(&LinkPage::new(insider, staff, sheet.line.name, &link))
        }
        Err(stop) => answer(insider, staff, Err(stop)).await,
    }
}

/// The number of somebody's account.
fn number(
    desk: &Desk,
    permit: &Permit<deed::ManageAccounts>,
    staff: StaffId,
) -> Result<u32, Refusal> {
    let accounts = desk.accounts(permit)?;
    let mut own = accounts.iter().filter(|line| line.staff == staff);
    own.next().map(|line| line.account).ok_or(Refusal::NotFound)
}

/// `POST /people/{staff}/account`
pub(crate) async fn open(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (staff, login) = (StaffId(staff), typed.text("login"));
    let made = manage(&insider, move |desk, permit| {
        let (_, link) = desk.open_account(permit, &NewAccount { staff, login })?;
        Ok(link)
    })
    .await;
    show_link(&insider, staff, made).await
}

/// `POST /people/{staff}/account/link`
pub(crate) async fn link(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let made = manage(&insider, move |desk, permit| {
        desk.password_link(permit, number(desk, permit, staff)?)
    })
    .await;
    show_link(&insider, staff, made).await
}

/// `POST /people/{staff}/account/state`
pub(crate) async fn set_state(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let state = match typed.one("state") {
        Some("open") => AccountState::Open,
        _ => AccountState::Closed,
    };
    let done = manage(&insider, move |desk, permit| {
        desk.close_account(permit, number(desk, permit, staff)?, state)
    })
    .await;
    answer(&insider, staff, done).await
}

/// `POST /people/{staff}/account/second-factor`
pub(crate) async fn drop_second_factor(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let done = manage(&insider, move |desk, permit| {
        desk.drop_second_factor(permit, number(desk, permit, staff)?)
    })
    .await;
    answer(&insider, staff, done).await
}

/// `POST /people/{staff}/account/sessions`
pub(crate) async fn end_sessions(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let done = manage(&insider, move |desk, permit| {
        desk.end_sessions(permit, number(desk, permit, staff)?)
    })
    .await;
    answer(&insider, staff, done).await
}
