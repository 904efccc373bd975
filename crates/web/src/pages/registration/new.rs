//! The form, what becomes of it, and the receipt.

use askama::Template;
use axum::response::Response;
use desk::form::{FormField, RegistrationForm};
use desk::organisation::StaffLine;
use desk::permission::{Action, Target};
use desk::register::{Receipt, RegistrationInput};
use desk::{Actor, Desk, FieldKind, Holds, Identity, Refusal};

use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::sent::Sent;
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
    /// What came of sending a code.
    pub(super) code_answer: Option<String>,
    /// Whether files came that the browser does not send again by itself.
    pub(super) are_papers_lost: bool,
    /// What the customer had signed for: the signature is gone, and no tick may stand for it.
    pub(super) signed: Vec<String>,
}

#[derive(Template)]
#[template(path = "registration/receipt.html")]
pub(super) struct ReceiptPage {
    pub(super) frame: Frame,
    pub(super) receipt: Receipt,
    /// Whether it is of something else than a registration, such as an inquiry.
    pub(super) is_noted: bool,
}

impl ReceiptPage {
    fn title(&self) -> &'static str {
        match self.is_noted {
            true => self.frame.say.receipt_title_noted(),
            false => self.frame.say.receipt_title(),
        }
    }
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
            code_answer: None,
            are_papers_lost: false,
            signed: Vec::new(),
        }
    }

    /// What is written first, and what may follow; below both are the papers that are there.
    pub(super) fn values(&self, first: bool) -> impl Iterator<Item = &FormField> {
        let fields = self.sheet.form.fields.iter();
        fields.filter(move |field| !is_ticked(field) && field.comes_first() == first)
    }

    /// Papers that are there, and what may be stated.
    pub(super) fn ticks(&self) -> impl Iterator<Item = &FormField> {
        self.sheet
            .form
            .fields
            .iter()
            .filter(|field| is_ticked(field))
    }

    /// Whether it is on paper, so that a photo of it may come along.
    pub(super) fn is_paper(field: &FormField) -> bool {
        field.kind == FieldKind::Document
    }

    /// Whether something was written where nothing must be: then it is shown.
    pub(super) fn has_more(&self) -> bool {
        self.values(false)
            .any(|field| !self.typed.field(&field.name).is_empty())
    }

    /// Whether a project may be named.
    pub(super) fn has_project(&self) -> bool {
        self.sheet
            .form
            .fields
            .iter()
            .any(|field| field.name == "project")
    }

    /// What is taken of the customer and why, for the notice.
    pub(super) fn taken(&self) -> impl Iterator<Item = &FormField> {
        let fields = self.sheet.form.fields.iter();
        fields.filter(|field| field.purpose.is_some())
    }

    pub(super) fn is_day(field: &FormField) -> bool {
        matches!(field.holds, Holds::Date | Holds::LastDay)
    }

    pub(super) fn is_relation(field: &FormField) -> bool {
        field.holds == Holds::Relation
    }

    pub(super) fn is_phone(field: &FormField) -> bool {
        field.identifies == Some(Identity::Phone)
    }

    /// Whether the customer ticked a consent, rather than signed it.
    pub(super) fn is_consented(&self, scope: &String) -> bool {
        self.typed.is_ticked("consent", scope) && !self.signed.contains(scope)
    }

    /// What is wrong with a field.
    pub(super) fn fault(&self, name: &str) -> Option<&str> {
        self.problem.as_ref()?.of_field(name)
    }

    /// In which cases a field must be there.
    pub(super) fn needed_when(&self, field: &FormField) -> Option<String> {
        let say = self.frame.say;
        let cases: Vec<&str> = (field.needed_when.iter().map(|case| say.text(case))).collect();
        (!cases.is_empty() && !field.is_needed).then(|| say.register_needed_when(say.list(&cases)))
    }
}

/// Whether it is ticked rather than written.
fn is_ticked(field: &FormField) -> bool {
    matches!(field.kind, FieldKind::Document | FieldKind::Mark)
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
pub(crate) async fn register(insider: Insider, sent: Sent) -> Result<Response, Stop> {
    let Sent {
        typed,
        papers,
        signatures,
    } = sent;
    let are_papers_lost = !papers.is_empty();
    let signed = signatures.iter().map(|one| one.scope.clone()).collect();
    let input = RegistrationInput {
        fields: typed.fields(),
        given: typed.all("given"),
        consents: typed.all("consent"),
        signatures,
        code: typed.text("consent_code"),
        customer_type: typed.one("customer_type").map(str::to_owned),
        region: typed.one("region").map(str::to_owned),
        staff: typed.staff("staff"),
        is_on_site: typed.one("on_site").is_some(),
        papers,
        key: typed.one("key").unwrap_or_default().to_owned(),
    };
    match insider
        .ask(move |desk, actor| desk.register(actor, &input))
        .await
    {
        Ok(receipt) => page(&ReceiptPage {
            frame: insider.frame(),
            receipt,
            is_noted: false,
        }),
        Err(stop) => {
            let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
            let sheet = insider.ask(sheet).await?;
            let shown = RegistrationPage {
                problem: Some(problem),
                are_papers_lost,
                signed,
                ..RegistrationPage::new(&insider, sheet, typed)
            };
            page_with(status, &shown)
        }
    }
}

/// The form with what was typed and what is wrong with it, where nothing but fields was sent.
pub(super) async fn sent_back(
    insider: &Insider,
    stop: Stop,
    typed: Typed,
) -> Result<Response, Stop> {
    let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
    let sheet = insider.ask(sheet).await?;
    let shown = RegistrationPage {
        problem: Some(problem),
        ..RegistrationPage::new(insider, sheet, typed)
    };
    page_with(status, &shown)
}
