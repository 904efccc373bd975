//! Clauses that the rules of other clauses keep: those must be there and have rules.

use toml::de::DeTable;

use super::super::Policy;
use super::super::params::Reading;
use super::super::problem::{Text, did_you_mean};
use super::written;

pub(super) fn resolve(table: &DeTable<'_>, policy: &Policy, reading: &mut Reading<'_>) {
    let with_rules =
        |clause: &&super::super::Clause| clause.rules.iter().any(|rule| *rule != "kept");
    let known = || {
        let clauses = policy.clauses.iter().filter(with_rules);
        clauses.map(|clause| clause.number.as_str())
    };
    for rule in written::rules(table)
        .iter()
        .filter(|rule| rule.name == "kept")
    {
        for (number, span) in written::texts(rule.table, "clauses") {
            if known().any(|clause| clause == number) {
                continue;
            }
            let remedy = match did_you_mean(number, known()) {
                Some(hint) => Text::new(
                    format!("是不是 `{hint}`?"),
                    format!("did you mean `{hint}`?"),
                ),
                None => Text::new(
                    "请写绑定了规则(不只 kept)的条款",
                    "name a clause that is bound to rules, not to kept alone",
                ),
            };
            reading.problem(
                "unknown-clause",
                span,
                Text::new(
                    format!("条款 {number} 没有可执行的规则"),
                    format!("clause {number} has no rule that could execute this"),
                ),
                remedy,
            );
        }
    }
}
