//! The letter of a decision, for A4 paper.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::dispute::Letter;
use desk::signed::SignatureMark;
use print::document::{Block, Document};

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;
use crate::{money, printed, qr};

#[derive(Template)]
#[template(path = "dispute/letter.html")]
struct LetterPage {
    frame: Frame,
    letter: Letter,
    entry: u32,
    /// The receipt's fingerprint as a picture.
    code: String,
}

impl LetterPage {
    fn in_characters(&self, cents: &i64) -> String {
        money::in_characters(*cents, self.frame.say.0)
    }
}

/// `GET /cases/{case}/disputes/{entry}/letter`
pub(crate) async fn show(
    insider: Insider,
    Path((case, entry)): Path<(u64, u32)>,
) -> Result<Response, Stop> {
    let letter = insider
        .ask(move |desk, actor| desk.ruling_letter(actor, case, entry))
        .await?;
    page(&LetterPage {
        frame: insider.frame(),
        code: qr::image(&letter.reference),
        letter,
        entry,
    })
}

/// `GET /cases/{case}/disputes/{entry}/letter/pdf`
pub(crate) async fn pdf(
    insider: Insider,
    Path((case, entry)): Path<(u64, u32)>,
) -> Result<Response, Stop> {
    let (letter, company) = insider
        .ask(move |desk, actor| {
            Ok((
                desk.ruling_letter(actor, case, entry)?,
                desk.company_name()?,
            ))
        })
        .await?;
    let paper = paper(&insider.frame(), &letter, company);
    let name = format!("ruling-{case}-{}", letter.decision);
    let printable = format!("/cases/{case}/disputes/{entry}/letter");
    printed::answer(&insider, paper, &name, printable).await
}

fn paper(frame: &Frame, letter: &Letter, company: String) -> Document {
    let (say, clock) = (frame.say, &frame.clock);
    let title = say.letter_title(letter.case, letter.decision);
    let mut paper = printed::begin(frame, company, title, letter.decided);
    let mut head = Head(Vec::new());
    head.add(say.dispute_claimant(), &letter.claimant);
    head.add(say.dispute_other(), &letter.other);
    head.add(
        say.case_customer(),
        letter.customer.as_deref().unwrap_or_default(),
    );
    head.add(say.letter_ruling(), say.text(&letter.headline));
    head.add(
        say.act_reason(),
        letter.reason.as_deref().unwrap_or_default(),
    );
    head.add(say.letter_decider(), &letter.decider);
    head.add(say.letter_decided(), &clock.at(&letter.decided));
    if let Some(until) = &letter.appeal.until {
        let until = say.dispute_appeal_until(clock.until(until));
        head.add(say.dispute_appeal(), &until);
    }
    let facts = letter.facts.iter().map(|line| {
        let number = say.letter_number(line.entry);
        format!(
            "{number}　{}　{}",
            clock.at(&line.recorded),
            say.text(&line.text)
        )
    });
    paper.blocks = vec![
        Block::Pairs(head.0),
        Block::Heading(say.letter_facts().to_owned()),
        Block::Items(facts.collect()),
    ];
    paper.blocks.extend(outcome(frame, letter));
    paper.blocks.extend(grounds(frame, letter));
    let words = vec![say.letter_receipt().to_owned(), letter.reference.clone()];
    let code = qr::squares(&letter.reference);
    paper.blocks.push(printed::coded(code, words, frame));
    paper.blocks.push(Block::Signatures(vec![
        say.letter_decider().to_owned(),
        say.sheet_date().to_owned(),
    ]));
    paper
}

/// What the decision came to, with the amounts.
fn outcome(frame: &Frame, letter: &Letter) -> Vec<Block> {
    if letter.came_to.is_empty() {
        return Vec::new();
    }
    let say = frame.say;
    let came_to = letter.came_to.iter();
    let came_to = came_to.map(|line| say.text(&line.text).to_owned());
    let amounts = letter.amounts.iter().map(|(who, cents)| {
        let characters = money::in_characters(*cents, say.0);
        let line = format!("{}　{}　{characters}", say.text(who), money::figures(cents));
        line.trim_end().to_owned()
    });
    vec![
        Block::Heading(say.dispute_came_to().to_owned()),
        Block::Items(came_to.chain(amounts).collect()),
    ]
}

/// The clauses that it rests on, and the electronic signatures on what was filed and decided.
fn grounds(frame: &Frame, letter: &Letter) -> Vec<Block> {
    let say = frame.say;
    let mut blocks = Vec::new();
    if !letter.clauses.is_empty() {
        blocks.push(Block::Heading(say.letter_clauses().to_owned()));
    }
    blocks.extend(letter.clauses.iter().map(|(number, text)| Block::Clause {
        number: number.clone(),
        text: say.text(text).to_owned(),
    }));
    if !letter.signatures.is_empty() {
        blocks.push(Block::Heading(say.signature_title().to_owned()));
        let signed = letter.signatures.iter().map(|mark| signed(frame, mark));
        blocks.push(Block::Items(signed.collect()));
    }
    blocks
}

/// An electronic signature as the page says it.
fn signed(frame: &Frame, mark: &SignatureMark) -> String {
    let (say, clock) = (frame.say, &frame.clock);
    let act = format!("{}　{}", say.letter_number(mark.act), say.text(&mark.deed));
    let line = say.signature_line(&mark.by, clock.at(&mark.at), &mark.digest);
    let mut parts = vec![act, say.worth(&mark.worth).to_owned(), line];
    if !mark.clause.is_empty() {
        parts.push(say.signature_clause(&mark.clause));
    }
    let changes = mark.changes.iter();
    parts.extend(changes.map(|change| say.change(change, clock.at(&change.at))));
    let replaced = mark.key_replaced.as_ref();
    parts.extend(replaced.map(|at| say.signature_key_replaced(clock.at(at))));
    parts.join("　")
}

/// What stands at the head of the letter; what is empty is left out.
struct Head(Vec<(String, String)>);

impl Head {
    fn add(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.0.push((label.to_owned(), text.to_owned()));
        }
    }
}
