//! A statement: to be read, and to be printed and signed.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::credit::{CreditLine, Month, Statement, StatementOf};
use desk::{Instant, StaffId, State};
use print::document::{Block, Column, Document, Table};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::pages::typed::unit_of;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::{money, printed};

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct Asked {
    /// A person's number; else a unit's; else one's own.
    staff: String,
    unit: String,
    month: String,
}

#[derive(Template)]
#[template(path = "credit/statement.html")]
struct StatementPage {
    frame: Frame,
    statement: Statement,
    /// Where the same is as a PDF.
    paper: String,
}

impl StatementPage {
    fn kind(&self, line: &CreditLine) -> &'static str {
        super::kind(line.kind, self.frame.say)
    }

    fn month(&self) -> String {
        month(&self.frame, self.statement.month)
    }

    fn in_characters(&self, cents: &i64) -> String {
        money::in_characters(*cents, self.frame.say.0)
    }
}

fn month(frame: &Frame, month: Month) -> String {
    let (year, month) = month.ym();
    frame.say.credit_month(year, month)
}

impl Asked {
    /// Whose statement of which month; what is not understood means one's own, of now.
    fn wanted(&self, own: StaffId, now: Instant) -> (StatementOf, Month) {
        let month = Month::parse(&self.month).unwrap_or(Month::of(now));
        let staff = self.staff.parse().ok().map(StaffId);
        let of = match (staff, unit_of(&self.unit)) {
            (Some(staff), _) => StatementOf::Staff(staff),
            (None, Some(unit)) => StatementOf::Unit(unit),
            (None, None) => StatementOf::Staff(own),
        };
        (of, month)
    }
}

/// `GET /credit/statement`
pub(crate) async fn show(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let (of, month) = asked.wanted(insider.actor.staff, frame.now);
    let statement = insider
        .ask(move |desk, actor| desk.statement(actor, of, month))
        .await?;
    let paper = super::address_of(of, month).replacen("statement", "statement/pdf", 1);
    page(&StatementPage {
        frame,
        statement,
        paper,
    })
}

/// `GET /credit/statement/pdf`
pub(crate) async fn pdf(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let (of, month) = asked.wanted(insider.actor.staff, frame.now);
    let (statement, company) = insider
        .ask(move |desk, actor| Ok((desk.statement(actor, of, month)?, desk.company_name()?)))
        .await?;
    let paper = paper(&frame, &statement, company);
    let printable = super::address_of(of, month);
    printed::answer(&insider, paper, &format!("credit-{month}"), printable).await
}

fn paper(frame: &Frame, statement: &Statement, company: String) -> Document {
    let (say, clock) = (frame.say, &frame.clock);
    let title = format!(
        "{} · {}",
        say.credit_statement(),
        month(frame, statement.month)
    );
    // Until it is issued it is of the moment at which it is looked at.
    let dated = statement
        .issued
        .as_ref()
        .map_or(frame.now, |issued| issued.at);
    let mut paper = printed::begin(frame, company, title, dated);
    let mut whose = vec![statement.name.clone()];
    whose.extend(statement.unit.clone());
    paper.blocks.push(Block::Text(whose.join(" · ")));
    paper.blocks.push(Block::Small(match &statement.issued {
        Some(issued) => {
            let by = say.credit_issued_by(&issued.by, clock.at(&issued.at));
            format!("{} · {by}", say.credit_issued())
        }
        None => format!("{} · {}", say.credit_draft(), say.credit_not_issued_hint()),
    }));
    match statement.lines.is_empty() {
        true => paper.blocks.push(Block::Text(say.credit_none().to_owned())),
        false => paper.blocks.push(Block::Table(lines(frame, statement))),
    }
    paper.blocks.push(Block::Table(totals(frame, statement)));
    paper
        .blocks
        .push(Block::Small(say.credit_final_hint().to_owned()));
    paper.blocks.push(Block::Signatures(vec![
        say.credit_signs().to_owned(),
        say.sheet_date().to_owned(),
    ]));
    paper
}

fn column(head: &str, share: u16, is_amount: bool) -> Column {
    Column {
        head: head.to_owned(),
        share,
        is_amount,
    }
}

fn lines(frame: &Frame, statement: &Statement) -> Table {
    let say = frame.say;
    Table {
        columns: vec![
            column(say.credit_deal(), 8, false),
            column(say.credit_kind(), 4, false),
            column(say.credit_state(), 7, false),
            column(say.credit_clause(), 4, false),
            column(say.credit_cents(), 6, true),
            column(say.credit_of_it_final(), 6, true),
        ],
        rows: statement
            .lines
            .iter()
            .map(|line| row(frame, line))
            .collect(),
    }
}

fn row(frame: &Frame, line: &CreditLine) -> Vec<Vec<String>> {
    let (say, clock) = (frame.say, &frame.clock);
    let mut deal = vec![match line.case {
        Some(case) => say.case_title(case),
        None => say.credit_of_another().to_owned(),
    }];
    deal.extend(line.case.and(line.customer.clone()));
    deal.push(clock.at(&line.deal_at));
    let mut kind = vec![super::kind(line.kind, say).to_owned()];
    kind.extend(super::share(line.share));
    let mut state = vec![match line.state {
        State::None => say.credit_taken_back().to_owned(),
        _ => say.state(&line.state).to_owned(),
    }];
    state.extend(line.awaits.iter().map(|why| say.text(why).to_owned()));
    let correction = line.correction.as_ref();
    state.extend(correction.map(|why| say.credit_corrected(say.text(why))));
    let amount = match &line.cents {
        Some(cents) => money::figures(cents),
        None => say.credit_no_amount().to_owned(),
    };
    vec![
        deal,
        kind,
        state,
        vec![line.clause.clone()],
        vec![amount],
        vec![money::figures(&line.final_cents)],
    ]
}

fn totals(frame: &Frame, statement: &Statement) -> Table {
    let (say, totals) = (frame.say, &statement.totals);
    let row = |name: &str, sum: &i64, of_it_final: &i64| {
        let mut sums = vec![money::figures(sum), money::in_characters(*sum, say.0)];
        sums.retain(|line| !line.is_empty());
        vec![
            vec![name.to_owned()],
            sums,
            vec![money::figures(of_it_final)],
        ]
    };
    Table {
        columns: vec![
            column("", 3, false),
            column(say.credit_total(), 5, true),
            column(say.credit_of_it_final(), 3, true),
        ],
        rows: vec![
            row(
                say.credit_performance(),
                &totals.performance,
                &totals.final_performance,
            ),
            row(say.credit_pay(), &totals.pay, &totals.final_pay),
        ],
    }
}
