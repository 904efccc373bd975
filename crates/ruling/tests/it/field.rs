//! Packs of regulations invented to show what the vocabulary says beyond the nine in `policies/`.

use ruling::language::Language;
use ruling::policy::problem::SourceFile;
use ruling::scenario::{Scenario, run};

use crate::{files, lint, packs};

#[test]
fn invented_regulations_are_said_by_data_alone() {
    let folders = files::entries(&files::krate().join("tests/data/field"));
    let mut checked = 0;
    let mut wrong = String::new();
    for folder in &folders {
        wrong.push_str(&packs::told(&lint::problems_of(folder)));
        for path in files::below(&folder.join("scenarios"), ".toml") {
            let packs = packs::judging(folder, &path);
            let file = SourceFile {
                path: &path.display().to_string(),
                text: &files::text(&path),
            };
            let scenario = Scenario::parse(file, &packs)
                .unwrap_or_else(|problems| panic!("{}", packs::told(&problems)));
            let outcome = run(&scenario, &packs);
            checked += outcome.checked;
            wrong.push_str(&outcome.message(Language::English));
        }
    }
    assert_eq!(wrong, "");
    assert!(checked > 150, "only {checked} expectations were compared");
}
