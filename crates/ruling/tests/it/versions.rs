//! Which version of a pack governs what while cases are open (regulation 0, part 8): protection and
//! validity the holder's, admission the newcomer's, a deal and what follows from it the deal's.

use std::sync::Arc;

use ruling::calendar::Workdays;
use ruling::language::Language;
use ruling::policy::problem::SourceFile;
use ruling::policy::{PackSource, Packs};
use ruling::scenario::{Scenario, run};

const FIRST: &str = include_str!("../data/properties/pack.toml");
const REGULATION: &str = include_str!("../data/properties/regulation.md");

/// From 20 March: ten days forbidden instead of thirty, one day for late claims instead of three, the
/// phone no longer asked for.
fn second(transition: &str) -> String {
    let changes = [
        (
            "version = \"1\"",
            "version = \"2\"\neffective_from = \"2026-03-20\"",
        ),
        ("for = \"30 days\"", "for = \"10 days\""),
        ("for = \"3 days\"", "for = \"1 days\""),
        ("fields = [\"name\", \"phone\"]", "fields = [\"name\"]"),
    ];
    let changed = changes.iter().fold(FIRST.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the pack says nothing of {from}");
        text.replace(from, to)
    });
    changed + transition
}

/// Judges one story under both versions and holds it against what it expects.
fn holds(transition: &str, story: &str) {
    let second = second(transition);
    let sources = [FIRST, &second].map(|pack| PackSource {
        pack_path: "pack.toml",
        pack,
        regulation_path: "regulation.md",
        regulation: REGULATION,
    });
    let packs = Packs::load(&sources, Arc::new(Workdays::state_council().clone())).unwrap();
    let text = format!(
        "title = \"版本\"\nclause = \"二\"\ncustomer = \"王先生\"\n{story}\n[people]\n张 = \"甲队 sales\"\n李 = \"乙队 sales\"\n"
    );
    let file = SourceFile {
        path: "story.toml",
        text: &text,
    };
    let scenario = Scenario::parse(file, &packs).unwrap();
    let outcome = run(&scenario, &packs);
    assert!(outcome.passed(), "{}", outcome.message(Language::English));
}

const HELD: &str = "facts = '''
03-01 10:00 张 visited
03-01 10:10 张 registered fields=name,phone
04-02 10:00 李 visited
04-02 10:10 李 registered fields=name,phone
'''
";

#[test]
fn protection_follows_the_version_a_claim_was_filed_under() {
    let expect = "
[[expect]]
at = \"03-25 12:00\"
owner = \"甲队 张\"
mode = \"forbid\"
until = \"03-31 24:00\"
[[expect]]
at = \"04-03 12:00\"
owner = \"乙队 李\"
mode = \"forbid\"
until = \"04-12 24:00\"
";
    holds("", &format!("{HELD}{expect}"));
}

#[test]
fn a_clause_in_transition_applies_at_once_and_is_foreseen() {
    let expect = "
[[expect]]
at = \"03-19 12:00\"
owner = \"甲队 张\"
mode = \"forbid\"
until = \"03-19 24:00\"
[[expect]]
at = \"03-20 00:00:00\"
owner = \"甲队 张\"
mode = \"open\"
";
    let transition = "\n[transition]\n\"二\" = \"at_once\"\n";
    holds(transition, &format!("{HELD}{expect}"));
}

#[test]
fn a_deal_keeps_the_window_of_its_version_however_late_it_is_judged() {
    let before = "facts = '''
03-19 12:00 - contracted
'''
[[expect]]
at = \"03-21 12:00\"
state = \"pending\"
pending = [\"window\"]
window = \"03-22 24:00\"
";
    holds("", before);
    let after = "facts = '''
03-20 12:00 - contracted
'''
[[expect]]
at = \"03-21 12:00\"
window = \"03-21 24:00\"
[[expect]]
at = \"03-22 00:00:00\"
pending = [\"roster\"]
";
    holds("", after);
}

#[test]
fn a_claim_is_admitted_by_the_version_it_is_filed_under() {
    let story = "facts = '''
03-19 10:00 张 visited
03-19 10:10 张 registered fields=name
03-20 10:00 李 visited
03-20 10:10 李 registered fields=name
'''
[[expect]]
at = \"03-21 12:00\"
owner = \"乙队 李\"
claims = [\"张 refused\", \"李 holding\"]
";
    holds("", story);
}
