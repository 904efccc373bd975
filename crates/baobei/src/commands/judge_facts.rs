//! `baobei judge --facts`: one case or several, judged from a list of facts.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ruling::calendar::{Instant, display_at};
use ruling::explain::{InWords, explain, explain_what_if};
use ruling::fact_file::{CaseList, NamedCase};
use ruling::judge::judge;
use ruling::language::Language;
use ruling::policy::Packs;
use ruling::policy::problem::Text;
use ruling::ruling::Ruling;
use ruling::what_if::{WhatIf, is_lost, what_if};
use serde_json::{Value, json};

use super::judge_register::choices;
use crate::facts_input;
use crate::failure::Failure;
use crate::input;
use crate::ruling_json::{Teller, rfc3339};

/// What was asked for.
pub(crate) struct Asked<'a> {
    /// The facts.
    pub(crate) facts: &'a Path,
    /// The folders of the regulation's versions.
    pub(crate) policy: &'a [PathBuf],
    /// People and company facts in a file of their own.
    pub(crate) company: Option<&'a Path>,
    /// The company's calendar file.
    pub(crate) calendar: Option<&'a Path>,
    /// The instant judged; none: now.
    pub(crate) at: Option<&'a str>,
    /// What was recorded by then is known; none: by the instant judged.
    pub(crate) known: Option<&'a str>,
    /// Say what would have kept each lost claim.
    pub(crate) what_if: bool,
    /// `key=header`, overriding guesses about a sheet.
    pub(crate) map: &'a [String],
    /// JSON instead of text.
    pub(crate) json: bool,
    /// Language of everything written.
    pub(crate) language: Language,
}

/// Judges the facts and prints the rulings.
///
/// # Errors
/// Files that cannot be read or have problems, instants that are none or out of order.
pub(crate) fn run(asked: &Asked<'_>) -> Result<ExitCode, Failure> {
    let packs = input::packs(asked.policy, asked.calendar)?;
    let (at, known, year) = instants(asked, &packs)?;
    let choices = choices(asked.map)?;
    let source = facts_input::Source {
        facts: asked.facts,
        company: asked.company,
        choices: &choices,
        year,
    };
    let (list, mut remarks) = facts_input::read(&source, &packs)?;
    let rulings: Vec<Ruling> = list
        .cases
        .iter()
        .map(|case| judge(&case.file, &list.company, &packs, at, known))
        .collect();
    if list.people_unknown {
        remarks.push(Text::new(
            "没有写人员，所以不知道谁属于哪个单位、是什么角色；请写在 [people] 或 --company 文件里",
            "nobody said who belongs to which unit and in which role; say so in [people] or a --company file",
        ));
    }
    remarks.extend(list.unheard.clone());
    remarks.extend(left_out(&list, at, known));
    for remark in remarks {
        writeln!(std::io::stderr(), "{}", remark.in_language(asked.language))?;
    }
    let judged = Judged {
        asked,
        packs: &packs,
        list: &list,
    };
    let mut out = std::io::stdout().lock();
    if asked.json {
        writeln!(out, "{:#}", judged.as_json(&rulings, at, known))?;
    } else {
        write!(out, "{}", judged.as_text(&rulings))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The instant judged, what is known, and the year of times written without one.
fn instants(asked: &Asked<'_>, packs: &Packs) -> Result<(Instant, Instant, i32), Failure> {
    let zone = input::zone_of(packs);
    let at = match asked.at {
        Some(text) => input::time("--at", text, &zone)?.instant(&zone),
        None => input::now(),
    };
    let known = match asked.known {
        Some(text) => input::time("--known", text, &zone)?.instant(&zone),
        None => at,
    };
    if known < at {
        let (known, at) = (display_at(known, &zone), display_at(at, &zone));
        return Err(Failure::Usage(Text::new(
            format!(
                "--known（{known}）早于 --at（{at}）：所知时刻不能早于裁决时刻，请改晚，或不写 --known"
            ),
            format!(
                "--known ({known}) is before --at ({at}): what is known is known at the instant judged or later; make it later, or leave it out"
            ),
        )));
    }
    Ok((at, known, zone.day_of(at).year()))
}

/// Facts that do not count yet at the instant judged.
fn left_out(list: &CaseList, at: Instant, known: Instant) -> Option<Text> {
    let facts = || list.cases.iter().flat_map(|case| case.file.facts());
    let later = facts()
        .filter(|fact| fact.counts_at > at || fact.recorded > known)
        .count();
    let at = display_at(at, &list.zone);
    match later {
        0 => None,
        all if all == facts().count() => Some(Text::new(
            format!("裁决时刻 {at} 早于所有事实，没有一条算数"),
            format!("the instant judged, {at}, is before every fact, so none counts"),
        )),
        some => Some(Text::new(
            format!("{some} 条事实晚于裁决时刻 {at}，没有算"),
            format!("{some} facts are later than the instant judged, {at}, and do not count"),
        )),
    }
}

/// What was read, for telling the rulings.
struct Judged<'a> {
    asked: &'a Asked<'a>,
    packs: &'a Packs,
    list: &'a CaseList,
}

impl Judged<'_> {
    fn as_text(&self, rulings: &[Ruling]) -> String {
        let language = self.asked.language;
        let directory = self.list.people.directory();
        let mut text = String::new();
        for (case, ruling) in self.list.cases.iter().zip(rulings) {
            if !text.is_empty() {
                text.push('\n');
            }
            if let Some(name) = &case.name {
                let title = language.pick(format!("【案卷 {name}】"), format!("[case {name}]"));
                text.push_str(&format!("{title}\n"));
            }
            let told = explain(ruling, self.packs, &case.file, &directory, language);
            text.push_str(&told.to_text());
            text.push_str(&self.lost(case, ruling));
        }
        text
    }

    /// What would have kept each lost claim, one line each.
    fn lost(&self, case: &NamedCase, ruling: &Ruling) -> String {
        let language = self.asked.language;
        if !self.asked.what_if {
            return String::new();
        }
        let title = language.pick("\n假如当时\n", "\nWhat if\n");
        let mut text = title.to_owned();
        let answers = self.answers(case, ruling);
        if answers.is_empty() {
            text.push_str(language.pick("  没有落空的主张。\n", "  No claim was lost.\n"));
        }
        for (place, found) in answers {
            let line = found.map_or_else(
                || self.hopeless(case, ruling, place),
                |(_, sentence)| sentence,
            );
            text.push_str(&format!("  - {line}\n"));
        }
        text
    }

    /// Every lost claim by its place, with the nearest change and its sentence.
    fn answers(&self, case: &NamedCase, ruling: &Ruling) -> Vec<(usize, Option<(WhatIf, String)>)> {
        let directory = self.list.people.directory();
        let language = self.asked.language;
        let found = what_if(&case.file, &self.list.company, self.packs, ruling);
        let lost = ruling.claims.iter().enumerate();
        let lost = lost.filter(|(_, claim)| is_lost(ruling, claim));
        lost.map(|(place, _)| {
            let answer = found.iter().find(|one| usize::from(one.claim) == place);
            let told = answer.map(|one| {
                let sentence =
                    explain_what_if(one, ruling, self.packs, &case.file, &directory, language);
                (one.clone(), sentence)
            });
            (place, told)
        })
        .collect()
    }

    fn hopeless(&self, case: &NamedCase, ruling: &Ruling, place: usize) -> String {
        let directory = self.list.people.directory();
        let language = self.asked.language;
        let words = InWords::new(self.packs, &case.file, &directory, language, ruling.at);
        let claim = ruling.claims.get(place);
        let fact = claim.and_then(|claim| case.file.by_seq(claim.fact));
        let fact = fact.map(|fact| words.fact(fact)).unwrap_or_default();
        language.pick(
            format!("{fact}：没有哪一处单独的改变能使它成立。"),
            format!("{fact}: no single change would have kept it."),
        )
    }

    fn as_json(&self, rulings: &[Ruling], at: Instant, known: Instant) -> Value {
        let version = self.packs.version(self.packs.in_force(at));
        let policy = version.map(|version| {
            json!({
                "name": version.name,
                "title": version.title.in_language(self.asked.language),
                "version": version.version,
            })
        });
        let cases = self.list.cases.iter().zip(rulings);
        let cases: Vec<_> = cases
            .map(|(case, ruling)| self.case_json(case, ruling))
            .collect();
        json!({
            "policy": policy,
            "at": rfc3339(at, &self.list.zone),
            "known": rfc3339(known, &self.list.zone),
            "cases": cases,
        })
    }

    fn case_json(&self, case: &NamedCase, ruling: &Ruling) -> Value {
        let directory = self.list.people.directory();
        let language = self.asked.language;
        let words = InWords::new(self.packs, &case.file, &directory, language, ruling.at);
        let teller = Teller {
            packs: self.packs,
            case: &case.file,
            list: self.list,
            words: &words,
            language,
        };
        let mut told = json!({"case": case.name, "ruling": teller.ruling(ruling)});
        if self.asked.what_if
            && let Some(told) = told.as_object_mut()
        {
            let answers = self.answers(case, ruling);
            let answers: Vec<_> = answers
                .into_iter()
                .map(|(place, found)| {
                    let found = found.as_ref().map(|(one, text)| (one, text.clone()));
                    teller.what_if(place, found)
                })
                .collect();
            told.insert("what_if".to_owned(), Value::from(answers));
        }
        told
    }
}
