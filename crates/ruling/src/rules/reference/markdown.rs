//! The reference as one page, in both languages: `docs/rules.md`.

use super::{CONDITIONS, Parameter, RuleReference, WHO, rules};
use crate::language::Language;

/// The whole reference as Markdown.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Rules 规则\n\n\
         Generated from `crates/ruling/src/rules/reference/`; refresh with \
         `BAOBEI_UPDATE=1 cargo test -p ruling --test it rules`.\n\
         How a pack is written: [formats/pack.md](formats/pack.md).\n\n\
         | rule 规则 | step 步骤 | |\n|---|---|---|\n",
    );
    for rule in rules() {
        line(
            &mut page,
            &format!(
                "| [`{0}`](#{0}) | {1} {2} | {3}<br>{4} |",
                rule.name,
                rule.step_name(Language::English),
                rule.step_name(Language::Chinese),
                rule.zh,
                rule.en,
            ),
        );
    }
    for rule in rules() {
        section(&mut page, rule);
    }
    page.push_str("\n## Conditions 条件\n\n| | |\n|---|---|\n");
    for (name, zh, en) in CONDITIONS {
        line(&mut page, &format!("| `{name}` | {zh}<br>{en} |"));
    }
    page.push_str("\n## Who 何人\n\n| | |\n|---|---|\n");
    for (word, zh, en) in WHO {
        let word = cell(word);
        line(&mut page, &format!("| `{word}` | {zh}<br>{en} |"));
    }
    page
}

fn section(page: &mut String, rule: &RuleReference) {
    line(page, &format!("\n## {}\n", rule.name));
    line(page, &format!("{}。{}.\n", rule.zh, rule.en));
    line(page, &format!("```toml\n{}\n```\n", rule.example));
    page.push_str("| parameter 参数 | value 取值 | |\n|---|---|---|\n");
    parameters(page, "", rule.parameters);
}

fn parameters(page: &mut String, within: &str, parameters_of: &[Parameter]) {
    for parameter in parameters_of {
        let star = if parameter.required { " \\*" } else { "" };
        line(
            page,
            &format!(
                "| `{within}{}`{star} | {} | {}<br>{} |",
                parameter.name,
                cell(&parameter.kind.description(Language::English)),
                parameter.zh,
                parameter.en,
            ),
        );
        if let super::ValueKind::Table(inner) = parameter.kind {
            parameters(page, &format!("{}.", parameter.name), inner);
        }
    }
}

/// A bar inside a table's cell would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}
