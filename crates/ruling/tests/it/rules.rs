//! The reference of the vocabulary is printed, and a rule that one pack alone uses is argued for.

use std::sync::Arc;

use ruling::calendar::Workdays;
use ruling::policy::{PackSource, Packs};
use ruling::rules::reference;

use crate::files;

#[test]
fn the_reference_page_is_up_to_date() {
    let page = files::project().join("docs/rules.md");
    files::assert_page(&page, &reference::markdown());
}

#[test]
fn a_rule_of_one_pack_alone_has_a_decision_record() {
    let mut policies = Vec::new();
    for folder in files::entries(&files::project().join("policies")) {
        let pack = files::text(&folder.join("pack.toml"));
        let regulation = files::text(&folder.join("regulation.md"));
        let source = PackSource {
            pack_path: "pack.toml",
            pack: &pack,
            regulation_path: "regulation.md",
            regulation: &regulation,
        };
        let workdays = Arc::new(Workdays::state_council().clone());
        // What keeps a pack from loading is the linter's to tell.
        if let Ok(packs) = Packs::load(&[source], workdays) {
            policies.extend_from_slice(packs.versions());
        }
    }
    let records: Vec<_> = files::entries(&files::project().join("docs/decisions"))
        .iter()
        .map(|path| files::name(path))
        .collect();
    let mut unargued = Vec::new();
    for uses in reference::uses(&policies) {
        let [(pack, clauses)] = uses.packs.as_slice() else {
            continue;
        };
        let rule = uses.rule.name;
        let ending = format!("-rule-{rule}.md");
        if !records.iter().any(|record| record.ends_with(&ending)) {
            unargued.push(format!(
                "only the pack {pack} uses the rule `{rule}` (clauses {clauses:?}): \
                 say why in docs/decisions/NNNN{ending}, or let the vocabulary do without it"
            ));
        }
    }
    assert!(unargued.is_empty(), "\n{}\n", unargued.join("\n"));
}
