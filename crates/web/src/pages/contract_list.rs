//! The company's list of contracts, compared with what was filed: looked at first, then entered.

use askama::Template;
use axum::response::Response;
use desk::contract_list::{ContractLine, ContractList, RowProblem};
use desk::refusal::Reason;

use crate::contract_file;
use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::sent::Sent;
use crate::refusal::{Stop, fields, sentence};
use crate::session::Insider;
use crate::visitor::Visitor;

/// The file that was chosen, and the one that was looked at, which comes again to be entered.
const FILE: &str = "file";
const AGAIN: &str = "again";

#[derive(Template)]
#[template(path = "contract_list.html")]
struct ContractsPage {
    frame: Frame,
    visitor: Visitor,
    /// Whether the reader's regulation has contracts filed.
    is_asked: bool,
    list: Option<ContractList>,
    /// Whether the list's contracts were entered, not only compared.
    is_entered: bool,
    /// The file that was looked at, as text.
    again: String,
    problem: Option<String>,
    key: String,
}

impl ContractsPage {
    /// Counts of lines: entered anew, with a finding, late without a filing, still to be filed.
    fn counts(&self, list: &ContractList) -> String {
        let say = self.frame.say;
        let count =
            |of: fn(&ContractLine) -> bool| list.lines.iter().filter(|line| of(line)).count();
        let found = count(|line| line.is_suspected);
        let missing = count(|line| line.filed.is_none() && line.is_overdue);
        let waiting = count(|line| line.filed.is_none() && !line.is_overdue);
        say.contracts_counts(list.lines.len(), found, missing, waiting)
    }

    fn count_of_new(&self, list: &ContractList) -> usize {
        list.lines.iter().filter(|line| line.is_new).count()
    }

    /// The words and colour of how a contract stands.
    fn state(&self, line: &ContractLine) -> (&'static str, &'static str) {
        let say = self.frame.say;
        match (line.is_suspected, line.filed, line.is_overdue) {
            (true, _, _) => (say.contracts_found(), "bad"),
            (false, Some(_), _) => (say.contracts_in_time(), "good"),
            (false, None, true) => (say.contracts_overdue(), "bad"),
            (false, None, false) => (say.contracts_awaited(), "plain"),
        }
    }

    fn signatories(&self, line: &ContractLine) -> String {
        self.frame.say.list(&line.signatories)
    }

    fn why(&self, problem: &RowProblem) -> String {
        let say = self.frame.say;
        match problem {
            RowProblem::Empty(field) => say.contracts_empty(match *field {
                "customer" => say.contracts_customer(),
                "project" => say.contracts_project(),
                "contract" => say.contracts_contract(),
                _ => say.contracts_signatories(),
            }),
            RowProblem::Signed => say.contracts_bad_day().to_owned(),
            RowProblem::Amount => say.contracts_bad_amount().to_owned(),
            RowProblem::Unknown(name) => say.contracts_unknown(name),
            RowProblem::OfOthers => say.contracts_of_others().to_owned(),
            RowProblem::Twice => say.contracts_twice().to_owned(),
            RowProblem::Fields(problems) => fields(problems, say),
            RowProblem::NotAccepted(reasons) => self.reasons(reasons),
            RowProblem::Refused(refusal) => sentence(refusal, &self.visitor),
        }
    }

    fn reasons(&self, reasons: &[Reason]) -> String {
        let say = self.frame.say;
        let told = reasons.iter();
        told.map(|reason| say.refused_reason(&reason.clause, say.text(&reason.why)))
            .collect()
    }
}

/// `GET /contracts`
pub(crate) async fn ask(insider: Insider) -> Result<Response, Stop> {
    page(&blank(&insider).await?)
}

async fn blank(insider: &Insider) -> Result<ContractsPage, Stop> {
    let is_asked = insider
        .ask(|desk, actor| desk.files_contracts(actor))
        .await?;
    Ok(ContractsPage {
        frame: insider.frame(),
        visitor: insider.visitor.clone(),
        is_asked,
        list: None,
        is_entered: false,
        again: String::new(),
        problem: None,
        key: new_secret().unwrap_or_default(),
    })
}

/// `POST /contracts`: a file is compared first; what was looked at comes again to be entered.
pub(crate) async fn compare(insider: Insider, sent: Sent) -> Result<Response, Stop> {
    let mut shown = blank(&insider).await?;
    let enters = sent.typed.one("step") == Some("enter");
    let name = if enters { AGAIN } else { FILE };
    let file = sent.papers.into_iter().find(|paper| paper.what == name);
    let bytes = file.map(|file| file.bytes).unwrap_or_default();
    let rows = match contract_file::read(&bytes, insider.visitor.say.0) {
        Ok(rows) => rows,
        Err(problem) => {
            shown.problem = Some(problem);
            return page_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    shown.again = contract_file::to_text(&rows);
    let key = sent.typed.one("key").unwrap_or_default().to_owned();
    let done = insider
        .ask(move |desk, actor| match enters {
            true => desk.enter_contracts(actor, &rows, &key),
            false => desk.compare_contracts(actor, &rows),
        })
        .await;
    match done {
        Ok(list) => {
            shown.list = Some(list);
            shown.is_entered = enters;
            page(&shown)
        }
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            shown.problem = Some(problem);
            page_with(status, &shown)
        }
    }
}
