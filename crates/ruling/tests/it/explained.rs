//! What people read of each scenario's rulings, in both languages, kept beside the scenarios.

use std::collections::BTreeMap;
use std::path::Path;

use ruling::calendar::{Instant, display_at};
use ruling::case::CaseKey;
use ruling::explain::{Explanation, explain, explain_permission, explain_what_if};
use ruling::judge::judge;
use ruling::language::Language;
use ruling::permits::permits;
use ruling::policy::Packs;
use ruling::policy::problem::SourceFile;
use ruling::scenario::{Door, Scenario};
use ruling::what_if::what_if;

use crate::{files, packs};

#[test]
fn each_scenario_reads_as_it_did() {
    let mut differing = Vec::new();
    let field = files::krate().join("tests/data/field");
    let policies = files::entries(&files::project().join("policies"));
    for pack in policies.into_iter().chain(files::entries(&field)) {
        let mut pages = BTreeMap::new();
        for path in files::below(&pack.join("scenarios"), ".toml") {
            if let Some(page) = page(&pack, &path) {
                pages.insert(format!("{}.txt", path.file_stem().unwrap().display()), page);
            }
        }
        differing.extend(files::differing(&pack.join("explained"), &pages));
    }
    assert!(
        differing.is_empty(),
        "\n{}\nexplanations failed to match; if people should read them so, run \
         `BAOBEI_UPDATE=1 cargo test -p ruling --test it`, read `git diff`, \
         and commit it with the change\n",
        differing.join("\n")
    );
}

/// The page of a scenario; none for one that only the desk can show.
fn page(pack: &Path, path: &Path) -> Option<String> {
    let text = files::text(path);
    let packs = packs::judging(pack, path);
    let file = SourceFile {
        path: &path.display().to_string(),
        text: &text,
    };
    let scenario =
        Scenario::parse(file, &packs).unwrap_or_else(|it| panic!("{}", packs::told(&it)));
    let shown = scenario.door == Door::Ruling;
    shown.then(|| {
        let pages = [Language::Chinese, Language::English].map(|language| {
            let reading = Reading {
                scenario: &scenario,
                packs: &packs,
                language,
            };
            reading.page()
        });
        format!("{}\n\n{}", scenario.title, pages.join("\n"))
    })
}

/// A scenario read in one language.
struct Reading<'a> {
    scenario: &'a Scenario,
    packs: &'a Packs,
    language: Language,
}

impl Reading<'_> {
    /// The last ruling in full; the ones before it by their headline.
    fn page(&self) -> String {
        let mut instants: Vec<(Instant, Instant, CaseKey)> = Vec::new();
        for expected in &self.scenario.expectations {
            instants.push((expected.at, expected.known, expected.key));
        }
        // What is expected of one ruling may be spread over several tables.
        instants.dedup();
        let mut page = String::new();
        if let Some((last, before)) = instants.split_last() {
            for instant in before {
                page.push_str(&format!(
                    "{}{}\n",
                    self.heading(*instant),
                    self.ruling(*instant).headline
                ));
            }
            page.push_str(&format!(
                "{}{}\n",
                self.heading(*last),
                self.ruling(*last).to_text()
            ));
        }
        self.permissions(&mut page);
        self.what_ifs(&mut page);
        page
    }

    fn heading(&self, (at, known, _): (Instant, Instant, CaseKey)) -> String {
        let known = if known == at {
            String::new()
        } else {
            format!(" / {}", self.at(known))
        };
        format!("=== {}{known}\n", self.at(at))
    }

    fn ruling(&self, (at, known, key): (Instant, Instant, CaseKey)) -> Explanation {
        let Scenario { case, company, .. } = self.scenario;
        let case = &case.narrowed(key, self.packs, company);
        let ruling = judge(case, company, self.packs, at, known);
        let directory = self.scenario.people.directory();
        explain(&ruling, self.packs, case, &directory, self.language)
    }

    fn permissions(&self, page: &mut String) {
        let Scenario { case, company, .. } = self.scenario;
        for asked in &self.scenario.permits {
            let answer = permits(
                case,
                company,
                self.packs,
                asked.action,
                &asked.proposed,
                asked.at,
            );
            let answer = explain_permission(&answer, self.packs, self.language);
            let (at, act) = (self.at(asked.at), &asked.action_text);
            page.push_str(&format!("=== {at} {act}?\n{answer}\n\n"));
        }
    }

    fn what_ifs(&self, page: &mut String) {
        let Scenario { case, company, .. } = self.scenario;
        for asked in &self.scenario.what_ifs {
            let ruling = judge(case, company, self.packs, asked.at, asked.known);
            let directory = self.scenario.people.directory();
            page.push_str(&format!("=== {}\n", self.at(asked.at)));
            for repair in what_if(case, company, self.packs, &ruling) {
                let text = explain_what_if(
                    &repair,
                    &ruling,
                    self.packs,
                    case,
                    &directory,
                    self.language,
                );
                page.push_str(&format!("{text}\n"));
            }
            page.push('\n');
        }
    }

    fn at(&self, instant: Instant) -> String {
        display_at(instant, &self.scenario.zone)
    }
}
