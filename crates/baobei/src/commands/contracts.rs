//! `baobei contracts`: a company's list of contracts compared with what was filed, and entered.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use desk::contract_list::{ContractLine, ContractList, RowProblem};
use desk::{Refusal, Settings};
use ruling::calendar::{Zone, display_at, display_until};
use ruling::language::Language;
use ruling::policy::problem::Text;
use serde_json::{Value, json};

use super::serve::{open_desk, refused};
use crate::failure::{FOUND, Failure};
use crate::input;
use crate::ruling_json::rfc3339;
use crate::store::{self, StoreAt, fault};

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Contracts {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "FILE")]
    contract_list: PathBuf,
    #[arg(long, required = true, value_name = "STAFF")]
    by: String,
    #[arg(long)]
    dry_run: bool,
}

/// Compares, and without `--dry-run` enters what nobody entered yet.
///
/// # Errors
/// A file that is no list of contracts, nobody of this name, a regulation without filings, a fault.
pub(crate) fn run(asked: &Contracts, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let path = &asked.contract_list;
    let bytes = fs::read(path).map_err(|error| Failure::unreadable(path, &error))?;
    let read = |language| web::contract_file::read(&bytes, language);
    let rows = read(language).map_err(|_| {
        let told = |language| read(language).err().unwrap_or_default();
        Failure::found(Text::new(told(Language::Chinese), told(Language::English)))
    })?;
    let ledger = asked.store.open()?;
    let staff = store::staff(&ledger, &asked.by)?;
    let zone = input::zone_of(ledger.regulations().map_err(fault)?.first());
    let desk = open_desk(ledger, Settings::default())?;
    let actor = desk.with_keys(staff).map_err(refused)?;
    let list = match asked.dry_run {
        true => desk.compare_contracts(&actor, &rows),
        false => desk.enter_contracts(&actor, &rows, ""),
    };
    let list = list.map_err(|refusal| match refusal {
        Refusal::NotFound => Failure::found(Text::new(
            format!("{}所在单位的制度不按合同备案", asked.by),
            format!("the regulation of {} has no contracts filed", asked.by),
        )),
        refusal => refused(refusal),
    })?;
    let words = Words {
        zone,
        language,
        is_rehearsal: asked.dry_run,
    };
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{:#}", words.as_json(&list))?;
    } else {
        for line in words.as_text(&list) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(match list.rejected.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FOUND),
    })
}

/// How things are told here.
struct Words {
    zone: Zone,
    language: Language,
    is_rehearsal: bool,
}

impl Words {
    fn pick(&self, zh: String, en: String) -> String {
        self.language.pick(zh, en)
    }

    fn as_text(&self, list: &ContractList) -> Vec<String> {
        let new = list.lines.iter().filter(|line| line.is_new).count();
        let all = list.lines.len();
        let mut lines = vec![match self.is_rehearsal {
            true => self.pick(
                format!("核对 {all} 份，其中 {new} 份尚未登记；什么都没有记"),
                format!("{all} compared, {new} of them not entered yet; nothing was recorded"),
            ),
            false => self.pick(
                format!("核对 {all} 份，录入 {new} 份"),
                format!("{all} compared, {new} entered"),
            ),
        }];
        lines.extend(list.lines.iter().map(|line| self.line(line)));
        lines.extend(list.rejected.iter().map(|(number, problem)| {
            let why = self.why(problem);
            self.pick(
                format!("第 {number} 行不能用：{why}"),
                format!("row {number} cannot be used: {why}"),
            )
        }));
        lines
    }

    fn line(&self, line: &ContractLine) -> String {
        let (number, contract) = (line.number, &line.contract);
        let filed = match (line.filed, line.due_until) {
            (Some(filed), _) => {
                let filed = display_at(filed, &self.zone);
                self.pick(format!("{filed} 备案"), format!("filed {filed}"))
            }
            (None, Some(until)) => {
                let until = display_until(until, &self.zone, self.language);
                self.pick(
                    format!("没有备案，期限 {until}"),
                    format!("not filed, until {until}"),
                )
            }
            (None, None) => self.pick("没有备案".to_owned(), "not filed".to_owned()),
        };
        let findings = line.findings.iter();
        let findings = findings.map(|text| text.in_language(self.language).to_owned());
        let told: Vec<String> = [filed].into_iter().chain(findings).collect();
        let told = told.join(self.language.pick("；", "; "));
        self.pick(
            format!("第 {number} 行 {contract}：{told}"),
            format!("row {number} {contract}: {told}"),
        )
    }

    fn why(&self, problem: &RowProblem) -> String {
        let same = |zh: &str, en: &str| self.pick(zh.to_owned(), en.to_owned());
        match problem {
            RowProblem::Empty(field) => match *field {
                "customer" => same("客户名称空着", "the customer is empty"),
                "project" => same("项目名称空着", "the project is empty"),
                "contract" => same("合同名称空着", "the contract is empty"),
                _ => same("签约人空着", "nobody signed"),
            },
            RowProblem::Signed => same(
                "签订日空着、不是日期，或在今天以后",
                "the day of signing is empty, no day, or has not come yet",
            ),
            RowProblem::Amount => same("合同金额不是数", "the amount is no number"),
            RowProblem::Unknown(name) => self.pick(
                format!("签约人“{name}”不在名单里，或有几位同名"),
                format!("\"{name}\" who signed is nobody's name, or several people's"),
            ),
            RowProblem::OfOthers => same(
                "签约人不归此人管，或案卷不归此人看",
                "whoever signed, or the case, is not theirs",
            ),
            RowProblem::Twice => same(
                "和上面某一行是同一份合同",
                "the same contract as a row above",
            ),
            RowProblem::Fields(problems) => {
                let problems = problems.iter().map(|problem| {
                    let told = problem.in_language(self.language);
                    format!("{}: {}. {}", told.field, told.rule, told.remedy)
                });
                problems.collect::<Vec<_>>().join(" ")
            }
            RowProblem::NotAccepted(reasons) => {
                let reasons = reasons.iter().map(|reason| {
                    format!(
                        "{} {}",
                        reason.clause,
                        reason.why.in_language(self.language)
                    )
                });
                reasons.collect::<Vec<_>>().join("; ")
            }
            RowProblem::Refused(refusal) => refusal.to_string(),
        }
    }

    fn as_json(&self, list: &ContractList) -> Value {
        let at = |instant| rfc3339(instant, &self.zone);
        let lines = list.lines.iter().map(|line| {
            let findings = line.findings.iter();
            json!({
                "row": line.number,
                "customer": line.customer,
                "contract": line.contract,
                "case": line.case,
                "new": line.is_new,
                "filed": line.filed.map(at),
                "due_until": line.due_until.map(at),
                "overdue": line.is_overdue,
                "suspected": line.is_suspected,
                "findings": findings.map(|text| text.in_language(self.language)).collect::<Vec<_>>(),
            })
        });
        let rejected = list.rejected.iter();
        let rejected =
            rejected.map(|(row, problem)| json!({"row": row, "problem": self.why(problem)}));
        json!({
            "recorded": !self.is_rehearsal,
            "contracts": lines.collect::<Vec<_>>(),
            "rejected": rejected.collect::<Vec<_>>(),
        })
    }
}
