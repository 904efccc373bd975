use ruling::policy::problem::{SourceFile, Text};

use super::*;

/// A problem with the part of a text between ‹ and ›.
fn problem(marked: &str) -> (Problem, String) {
    let start = marked.find('‹').unwrap();
    let text = marked.replace('‹', "");
    let end = text.find('›').unwrap();
    let text = text.replace('›', "");
    let problem = Problem::new(
        "unknown-key",
        SourceFile {
            path: "policies/1-样例/pack.toml",
            text: &text,
        },
        start..end,
        Text::new("不认识的参数 `x`", "the parameter `x` is not known"),
        Text::new("是不是 `y`?", "did you mean `y`?"),
    );
    (problem, text)
}

#[test]
fn the_mark_stands_under_its_text_behind_wide_characters() {
    let (problem, text) = problem("[labels]\n\"恶意抢单\" = [‹\"抢单\"›, \"poaching\"]\n");
    insta::assert_snapshot!(drawn(&problem, &text, Language::Chinese), @r#"
    问题[unknown-key]: 不认识的参数 `x`
     --> policies/1-样例/pack.toml:2:11
      |
    2 | "恶意抢单" = ["抢单", "poaching"]
      |               ^^^^^^
      |
      = 办法: 是不是 `y`?
    "#);
}

#[test]
fn a_heading_is_marked_without_the_line_below() {
    let (problem, text) = problem("# 制度\n\n‹## 三.4\n›\n正文\n");
    insta::assert_snapshot!(drawn(&problem, &text, Language::English), @r#"
    problem[unknown-key]: the parameter `x` is not known
     --> policies/1-样例/pack.toml:3:1
      |
    3 | ## 三.4
      | ^^^^^^^
      |
      = remedy: did you mean `y`?
    "#);
}

#[test]
fn a_problem_of_a_whole_file_stands_at_its_beginning() {
    let (problem, text) = problem("‹›title = \"情景\"\n");
    insta::assert_snapshot!(drawn(&problem, &text, Language::English), @r#"
    problem[unknown-key]: the parameter `x` is not known
     --> policies/1-样例/pack.toml:1:1
      |
    1 | title = "情景"
      | ^
      |
      = remedy: did you mean `y`?
    "#);
}
