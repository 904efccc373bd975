//! The form, what becomes of it, and the receipt.

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::organisation::StaffLine;
use desk::permission::{Action, Target};
use desk::register::{FormField, Receipt, RegistrationForm, RegistrationInput};
use desk::{Actor, Desk, FieldKind, Refusal};

use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop};
use crate::session::Insider;

/// What an actor may fill in.
pub(super) struct Sheet {
    pub(super) form: RegistrationForm,
    /// For whom one may register, besides oneself.
    pub(super) colleagues: Vec<StaffLine>,
}

#[derive(Template)]
#[template(path = "registration/new.html", blocks = ["answer"])]
pub(super) struct RegistrationPage {
    pub(super) frame: Frame,
    pub(super) sheet: Sheet,
    pub(super) typed: Typed,
    pub(super) key: String,
    pub(super) problem: Option<Problem>,
    pub(super) answer: Option<String>,
}

#[derive(Template)]
#[template(path = "registration/receipt.html")]
struct ReceiptPage {
    frame: Frame,
    receipt: Receipt,
}

impl RegistrationPage {
    /// The form with what was typed so far.
    pub(super) fn new(insider: &Insider, sheet: Sheet, typed: Typed) -> RegistrationPage {
        let key = typed
            .one("key")
            .filter(|key| !key.is_empty())
            .map(str::to_owned);
        RegistrationPage {
            frame: insider.frame(),
            sheet,
            key: key.or_else(new_secret).unwrap_or_default(),
            typed,
            problem: None,
            answer: None,
        }
    }

    /// Values, and below them the papers that are there.
    pub(super) fn is_paper(field: &FormField) -> bool {
        field.kind == FieldKind::Document
    }
}

/// What somebody may register with.
pub(super) fn sheet(desk: &Desk, actor: &Actor) -> Result<Sheet, Refusal> {
    let form = desk.registration_form(actor)?;
    let may_for = |person: &StaffLine| {
        let target = Target::Unit(person.unit);
        person.staff != actor.staff && actor.is_allowed(Action::Register, target)
    };
    let people = desk.people(actor)?.into_iter();
    let colleagues =
        people.filter(|person| !person.has_left && person.unit.is_some() && may_for(person));
    Ok(Sheet {
        form,
        colleagues: colleagues.collect(),
    })
}

/// `GET /registrations/new`
pub(crate) async fn ask(insider: Insider) -> Result<Response, Stop> {
    let sheet = insider.ask(sheet).await?;
    page(&RegistrationPage::new(&insider, sheet, Typed::default()))
}

/// `POST /registrations`
pub(crate) async fn register(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let input = RegistrationInput {
        fields: typed.fields(),
        given: typed.all("given"),
        customer_type: typed.one("customer_type").map(str::to_owned),
        region: None,
        staff: typed.staff("staff"),
        is_on_site: typed.one("on_site").is_some(),
        key: typed.one("key").unwrap_or_default().to_owned(),
    };
    match insider
        .ask(move |desk, actor| desk.register(actor, &input))
        .await
    {
        Ok(receipt) => page(&ReceiptPage {
            frame: insider.frame(),
            receipt,
        }),
        Err(stop) => {
            let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
            let sheet = insider.ask(sheet).await?;
            let shown = RegistrationPage {
                problem: Some(problem),
                ..RegistrationPage::new(&insider, sheet, typed)
            };
            page_with(status, &shown)
        }
    }
}
