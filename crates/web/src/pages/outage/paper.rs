//! The paper of an outage, entered line by line: checked first, then recorded; what is wrong stays with its line.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use desk::form::{FormField, RegistrationForm};
use desk::organisation::StaffLine;
use desk::outage::paper::{LineAnswer, PAPER_LINES_MAX, PaperBatch, PaperDeed, PaperLine};
use desk::outage::{Outage, PaperEntry};
use desk::{Actor, Desk, FieldKind, Refusal, Seq};

use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::pages::visit::people;
use crate::refusal::{Problem, Stop, told};
use crate::session::Insider;

/// Lines of an empty form, and how many more come at once.
const LINES: usize = 5;

#[derive(Template)]
#[template(path = "outage/paper.html")]
struct PaperPage {
    frame: Frame,
    sheet: Sheet,
    lines: Vec<Line>,
    key: String,
    /// What became of all lines.
    summary: Option<String>,
    problem: Option<String>,
}

/// What the page is made of beside what was typed.
struct Sheet {
    outage: Outage,
    entered: Vec<PaperEntry>,
    /// What is filled in; none: the reader enters nothing.
    asked: Option<(RegistrationForm, Vec<StaffLine>)>,
}

/// A line as it was typed.
#[derive(Default)]
struct Line {
    typed: Typed,
    /// What recording it would come to.
    would: Option<String>,
    problem: Option<Problem>,
}

impl Line {
    fn is_empty(&self) -> bool {
        let mut sent = self.typed.after("");
        sent.all(|(name, value)| name == "deed" || value.trim().is_empty())
    }

    fn deed_is(&self, name: &str) -> bool {
        self.typed.one("deed").unwrap_or("both") == name
    }

    /// What is wrong with a field.
    fn fault(&self, name: &str) -> Option<&str> {
        self.problem.as_ref()?.of_field(name)
    }

    fn read(&self, frame: &Frame) -> PaperLine {
        let typed = &self.typed;
        PaperLine {
            at: frame.clock.read(typed.one("at").unwrap_or_default()),
            deed: match typed.one("deed") {
                Some("visit") => PaperDeed::Visit,
                Some("registration") => PaperDeed::Registration,
                _ => PaperDeed::Both,
            },
            staff: typed.staff("staff"),
            place: typed.text("place"),
            fields: typed.fields(),
            given: typed.all("given"),
            consents: typed.all("consent"),
            customer_type: typed.one("customer_type").map(str::to_owned),
            region: typed.one("region").map(str::to_owned),
        }
    }
}

impl PaperPage {
    fn new(insider: &Insider, sheet: Sheet, lines: Vec<Line>) -> PaperPage {
        PaperPage {
            frame: insider.frame(),
            sheet,
            lines,
            key: new_secret().unwrap_or_default(),
            summary: None,
            problem: None,
        }
    }

    /// What is written, the needed first; what a regulation seldom asks for is filled in later, as a correction.
    fn values(form: &RegistrationForm) -> impl Iterator<Item = &FormField> {
        let fields = form.fields.iter();
        fields.filter(|field| !is_ticked(field) && field.comes_first())
    }

    fn ticks(form: &RegistrationForm) -> impl Iterator<Item = &FormField> {
        form.fields.iter().filter(|field| is_ticked(field))
    }

    fn has_ticks(form: &RegistrationForm) -> bool {
        !form.consents.is_empty() || form.fields.iter().any(is_ticked)
    }
}

fn is_ticked(field: &FormField) -> bool {
    matches!(field.kind, FieldKind::Document | FieldKind::Mark)
}

fn sheet(desk: &Desk, actor: &Actor, outage: Seq) -> Result<Sheet, Refusal> {
    let known = desk.outage(actor, outage)?;
    Ok(Sheet {
        entered: desk.entered_in(actor, outage)?,
        asked: match known.may_enter {
            true => Some((desk.registration_form(actor)?, people(desk, actor)?)),
            false => None,
        },
        outage: known,
    })
}

/// `GET /outages/{outage}`
pub(crate) async fn show(insider: Insider, Path(outage): Path<Seq>) -> Result<Response, Stop> {
    let sheet = insider
        .ask(move |desk, actor| sheet(desk, actor, outage))
        .await?;
    let lines = (0..LINES).map(|_| Line::default()).collect();
    page(&PaperPage::new(&insider, sheet, lines))
}

/// The lines of a form, as they were typed.
fn lines_of(typed: &Typed) -> Vec<Line> {
    let count = typed.one("lines").and_then(|count| count.parse().ok());
    let count = count.unwrap_or(LINES).min(PAPER_LINES_MAX);
    let lines = (0..count).map(|number| {
        let begin = format!("{number}.");
        let sent = typed.after(&begin);
        Line {
            typed: Typed::new(
                sent.map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            ),
            ..Line::default()
        }
    });
    lines.collect()
}

/// Puts answers to the lines that were filled in, and tells how many went well and how many did not.
fn put_answers(
    lines: &mut [Line],
    (filled, answers): (&[usize], Vec<LineAnswer>),
    (records, insider): (bool, &Insider),
) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    for (number, answer) in filled.iter().zip(answers) {
        let Some(line) = lines.get_mut(*number) else {
            continue;
        };
        match answer {
            Ok(_) if records => {
                *line = Line::default();
                good += 1;
            }
            Ok(headline) => {
                line.would = Some(insider.visitor.say.text(&headline).to_owned());
                good += 1;
            }
            Err(refusal) => {
                line.problem = Some(told(&refusal, &insider.visitor));
                bad += 1;
            }
        }
    }
    (good, bad)
}

/// `POST /outages/{outage}`: checks the lines, records them, or shows more.
pub(crate) async fn enter(
    insider: Insider,
    Path(outage): Path<Seq>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let frame = insider.frame();
    let say = frame.say;
    let mut lines = lines_of(&typed);
    let records = typed.one("step") == Some("enter");
    let wants_more = typed.one("step") == Some("more");
    let filled: Vec<usize> = (0..lines.len())
        .filter(|number| lines.get(*number).is_some_and(|line| !line.is_empty()))
        .collect();
    let read = filled.iter().filter_map(|number| lines.get(*number));
    let batch = PaperBatch {
        outage,
        lines: read.map(|line| line.read(&frame)).collect(),
        reason: say.outage_reason().to_owned(),
        key: typed.text("key"),
    };
    let is_answered = !wants_more && !batch.lines.is_empty();
    let answers = insider
        .ask(move |desk, actor| match (is_answered, records) {
            (false, _) => Ok(Vec::new()),
            (true, false) => desk.check_paper(actor, &batch),
            (true, true) => desk.enter_paper(actor, &batch),
        })
        .await?;
    let sheet = insider
        .ask(move |desk, actor| sheet(desk, actor, outage))
        .await?;
    let (good, bad) = put_answers(&mut lines, (&filled, answers), (records, &insider));
    if records {
        // What is left to be corrected stands first.
        lines.sort_by_key(Line::is_empty);
    }
    if wants_more {
        let more = (lines.len() + LINES).min(PAPER_LINES_MAX);
        lines.resize_with(more, Line::default);
    }
    let is_empty = !wants_more && !is_answered;
    let shown = PaperPage {
        summary: is_answered.then(|| match (records, bad) {
            (false, _) => say.outage_checked(good, bad),
            (true, 0) => say.outage_all_entered(good),
            (true, _) => say.outage_some_entered(good, bad),
        }),
        problem: is_empty.then(|| say.outage_nothing_typed().to_owned()),
        ..PaperPage::new(&insider, sheet, lines)
    };
    match bad > 0 || is_empty {
        true => page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown),
        false => page(&shown),
    }
}
