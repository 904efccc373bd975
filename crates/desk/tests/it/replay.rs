//! Every scenario of the regulations, done by its people through the desk: what comes of it is what the engine says.

mod acts;
mod finality;
mod shown;
mod stage;
mod told;
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use ruling::case::CaseFile;
use ruling::company::CompanyFact;
use ruling::fact::{Fact, FactKind, Seq};
use ruling::fact_file::company_file;
use ruling::judge::judge;
use ruling::policy::Packs;
use ruling::policy::problem::SourceFile;
use ruling::ruling::{Ruling, Stamp, Standing};
use ruling::scenario::{Door, Scenario};

use self::stage::{Stage, Template};
use self::told::Told;
use crate::dice::{self, Dice};
use crate::postgres::Cluster;

/// Scenarios that do not come out as the engine says, or of which the desk shows nothing yet, each with the reason.
const NOT_EQUAL: &str = include_str!("replay/not_equal.txt");

/// A scenario's file.
struct File {
    /// `1-showroom/2-1-missing-phone-is-refused`
    name: String,
    text: String,
}

/// How a scenario came out.
struct Came {
    /// What is not as the engine says; none: everything is.
    otherwise: Option<String>,
    /// What people were refused, a line each.
    refused: Vec<String>,
}

fn files(regulation: &str) -> Vec<File> {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let folder = policies.join(regulation).join("scenarios");
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    let file = |path: PathBuf| File {
        name: format!(
            "{regulation}/{}",
            path.file_stem().unwrap().to_string_lossy()
        ),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(file).collect()
}

impl File {
    /// The company's facts, those of its people too, in the order written.
    fn company(&self, packs: &Packs, year: i32) -> Vec<CompanyFact> {
        let after = |mark| self.text.split_once(mark).map_or("", |(_, rest)| rest);
        let lines = after("company = '''").split("'''").next().unwrap();
        let people = after("[people]").split("\n[").next().unwrap();
        let text = format!("company = '''{lines}'''\n\n[people]\n{people}\n");
        let source = SourceFile {
            path: &self.name,
            text: &text,
        };
        company_file(source, packs, year).unwrap().1
    }

    /// The scenario, and the company with its people in their places.
    fn begun(&self, template: &Template) -> (Scenario, Stage, Vec<CompanyFact>) {
        let packs = template.packs();
        let source = SourceFile {
            path: &self.name,
            text: &self.text,
        };
        let scenario = Scenario::parse(source, &packs).unwrap();
        let company = self.company(&packs, scenario.year);
        let mut facts = scenario.case.facts().iter();
        let names_vacant = |fact: &Fact| {
            let more = fact.particulars.as_ref();
            fact.kind == FactKind::Ruled && more.is_some_and(|more| more.unit.is_some())
        };
        let stage = template.stage(&company, facts.any(names_vacant));
        (scenario, stage, company)
    }

    /// Does what the scenario tells, each act when it was recorded.
    fn replayed(&self, template: &Template) -> Came {
        let (packs, (scenario, stage, company)) = (template.packs(), self.begun(template));
        let form = stage.form();
        let mut told = Told::new(&stage, &scenario, &packs, &form);
        let only_shown = scenario.door == Door::Desk && scenario.expectations.is_empty();
        if only_shown {
            shown::name_recipients(&stage, &packs);
        }
        told.tell_all(&company);
        Came {
            otherwise: match only_shown {
                true => shown::differs(&company, &told),
                false => differs(&scenario, &packs, &told, &stage),
            },
            refused: told
                .refused
                .iter()
                .map(|(seq, (kind, why))| format!("{} {seq} {}: {why}", self.name, kind.name()))
                .collect(),
        }
    }
}

/// What the desk's ruling has otherwise than the engine's, at each instant that the scenario looks at and now.
fn differs(scenario: &Scenario, packs: &Packs, told: &Told<'_>, stage: &Stage) -> Option<String> {
    let expectations = scenario.expectations.iter();
    let looks = expectations.map(|one| (scenario.case_of(one, packs), one.at, one.known));
    let is_one_case = scenario
        .expectations
        .iter()
        .all(|one| one.key == Default::default());
    let now = stage.0.now();
    let last = is_one_case.then(|| (scenario.case.clone(), now, now));
    looks.chain(last).find_map(|(case, at, known)| {
        let judged = |case: &CaseFile| bare(judge(case, &scenario.company, packs, at, known));
        let recorded = judged(&told.as_recorded(&case, known));
        let kept = told.kept_in(&case, known);
        let kept = kept.and_then(|kept| stage.0.desk().ledger().case(kept, at, known).unwrap());
        let kept = kept.map(|kept| bare(kept.ruling));
        let got = kept.unwrap_or_else(|| judged(&CaseFile::new(None, Vec::new())));
        let whole = judged(&case);
        let taken = taken_by_engine(&whole, told).map(|seq| format!("fact {seq} is refused"));
        let told_otherwise = other_part(&recorded, &got).map(str::to_owned);
        let has_effect = other_effect(&whole, &recorded);
        let has_effect = has_effect.map(|part| format!("what was refused matters: {part}"));
        let what = taken.or(told_otherwise).or(has_effect)?;
        Some(format!("{what} at {at:?} {:?}", told.refused))
    })
}

/// Without what identifies files, and what a reference stands for.
fn bare(mut ruling: Ruling) -> Ruling {
    ruling.stamp = Stamp::default();
    ruling.deals.iter_mut().for_each(|deal| deal.buyer = None);
    ruling
}

/// The part of a ruling that is not the same.
fn other_part(expected: &Ruling, got: &Ruling) -> Option<&'static str> {
    let parts = [
        ("ownership", expected.ownership == got.ownership),
        ("protection", expected.protection == got.protection),
        ("claims", expected.claims == got.claims),
        ("deals", expected.deals == got.deals),
        ("credit", expected.credit == got.credit),
        ("segments", expected.segments == got.segments),
        ("obligations", expected.obligations == got.obligations),
        ("violations", expected.violations == got.violations),
        ("findings", expected.findings == got.findings),
    ];
    let mut others = parts.into_iter().filter(|(_, is_equal)| !is_equal);
    others.next().map(|(part, _)| part)
}

/// What the desk refuses leaves no trace: the part of a ruling in which it would have mattered to the engine.
fn other_effect(whole: &Ruling, recorded: &Ruling) -> Option<&'static str> {
    let (own, kept) = (whole.ownership, recorded.ownership);
    let (guard, kept_guard) = (whole.protection, recorded.protection);
    let is_kept = |name, who| {
        let mut duties = recorded.obligations.iter();
        duties.any(|duty| (duty.what, duty.who) == (name, who))
    };
    let mut duties = whole.obligations.iter();
    let parts = [
        (
            "ownership",
            (own.owner, own.person, own.state) == (kept.owner, kept.person, kept.state),
        ),
        (
            "protection",
            (guard.mode, guard.until) == (kept_guard.mode, kept_guard.until),
        ),
        (
            "violations",
            whole.violations.len() == recorded.violations.len(),
        ),
        (
            "credit",
            whole.credit.lines.len() == recorded.credit.lines.len(),
        ),
        (
            "obligations",
            duties.all(|duty| is_kept(duty.what, duty.who)),
        ),
    ];
    let mut others = parts.into_iter().filter(|(_, is_equal)| !is_equal);
    others.next().map(|(part, _)| part)
}

/// A claim that the desk refused and the engine takes.
fn taken_by_engine(whole: &Ruling, told: &Told<'_>) -> Option<Seq> {
    let claims = whole.claims.iter();
    let mut taken = claims.filter(|claim| claim.standing != Standing::Refused);
    taken
        .find(|claim| told.refused.contains_key(&claim.fact))
        .map(|claim| claim.fact)
}

/// Names of `not_equal.txt`, each with its reason.
fn not_equal() -> BTreeMap<&'static str, &'static str> {
    let lines = NOT_EQUAL.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).collect()
}

/// What the people of a regulation's scenarios were refused, as it is listed.
struct RefusedList {
    path: PathBuf,
    text: String,
}

impl RefusedList {
    fn of(regulation: &str) -> RefusedList {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/replay/refused");
        let path = folder.join(format!("{regulation}.txt"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        RefusedList { path, text }
    }

    /// Lines of a scenario.
    fn about(&self, name: &str) -> Vec<&str> {
        let about = |line: &&str| line.split_once(' ').is_some_and(|(known, _)| known == name);
        self.text.lines().filter(about).collect()
    }

    fn update(&self, lines: &[String]) {
        let head = "# What the desk refuses of what the scenarios tell: the engine, told all the same, gives it no effect.\n\
                    # Scenario, place of the fact, kind: why. Written by BAOBEI_UPDATE=1 cargo test -p desk --test it replay\n";
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&self.path, format!("{head}{lines}")).unwrap();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says whether lists are written anew"
)]
fn is_to_be_written() -> bool {
    std::env::var_os("BAOBEI_UPDATE").is_some()
}

/// Replays scenarios of a regulation. Which of them come out otherwise is known, and why.
fn replay(regulation: &str, cluster: Option<&'static Cluster>, files: &[File]) {
    let template = Template::founded(cluster, regulation);
    let known = not_equal();
    let mut surprises = Vec::new();
    let (listed, mut refused) = (RefusedList::of(regulation), Vec::new());
    let is_written = cluster.is_none() && is_to_be_written();
    for file in files {
        let came = file.replayed(&template);
        if !is_written && came.refused != listed.about(&file.name) {
            let now = came.refused.join("\n  ");
            surprises.push(format!(
                "{}: refused otherwise than listed:\n  {now}",
                file.name
            ));
        }
        refused.extend(came.refused);
        match (came.otherwise, known.get(file.name.as_str())) {
            (Some(what), None) => surprises.push(format!("{}: {what}", file.name)),
            (None, Some(reason)) => {
                surprises.push(format!(
                    "{} is equal, and not listed any more: {reason}",
                    file.name
                ));
            }
            _ => {}
        }
    }
    if is_written {
        listed.update(&refused);
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

/// About a part of the scenarios of a regulation, another with each seed; all of them where many cases are asked for.
/// Those that only the desk shows are always among them: no engine says what comes of them.
fn some(regulation: &str, parts: usize) -> Vec<File> {
    let mut files = files(regulation);
    let share = usize::try_from(dice::rounds(1, 200)).unwrap();
    let mut dice = Dice::new(regulation);
    files.retain(|file| {
        let is_drawn = dice.below(parts) < share;
        is_drawn || file.text.contains("door = \"desk\"")
    });
    files
}

macro_rules! regulations {
    ($($regulation:ident: $folder:literal),+) => {
        const REGULATIONS: [&str; 9] = [$($folder),+];
        $(mod $regulation {
            use super::{files, finality, replay, some};
            use crate::postgres;

            #[test]
            fn scenarios_come_out_as_the_engine_says() {
                replay($folder, None, &files($folder));
            }

            #[test]
            fn property_scenarios_come_out_so_on_postgresql_too() {
                replay($folder, Some(postgres::shared()), &some($folder, 2));
            }

            #[test]
            fn no_disputed_pay_is_final_before_somebody_without_an_interest_decides() {
                finality::held($folder, None, &files($folder));
            }

            #[test]
            fn property_so_it_is_on_postgresql() {
                finality::held($folder, Some(postgres::shared()), &some($folder, 8));
            }
        })+
    };
}
regulations!(
    showroom: "1-showroom",
    product_sales: "2-product-sales",
    customer_process: "3-customer-process",
    consumer: "4-consumer",
    customer_materials: "5-customer-materials",
    building_materials: "6-building-materials",
    auto_dealer: "7-auto-dealer",
    contract_filing: "8-contract-filing",
    dealer_onboarding: "9-dealer-onboarding"
);

#[test]
fn what_is_listed_is_a_scenario() {
    let all = REGULATIONS.iter().flat_map(|regulation| files(regulation));
    let names: BTreeSet<String> = all.map(|file| file.name).collect();
    for name in not_equal().keys() {
        assert!(names.contains(*name), "{name}");
    }
    for regulation in REGULATIONS {
        for line in RefusedList::of(regulation).text.lines().skip(2) {
            let name = line.split(' ').next().unwrap();
            assert!(names.contains(name), "{line}");
        }
    }
}
