//! Words of a company fact that its verb has no use for.

use super::{KEYS, Reader, Said, verb_named};

impl Reader<'_> {
    /// What stands in the line and is of no use to its verb would be lost without a word.
    pub(super) fn leftovers(&mut self, said: &Said<'_>) {
        let objects = match said.verb {
            "hours" => said.rest.len(),
            "joined" | "moved" => 2,
            "acknowledged" | "trained" | "level" | "rota" | "regions" | "price" | "stands_in"
            | "opening_closed" => 1,
            _ => 0,
        };
        for word in said.rest.iter().skip(objects) {
            let text = &word.text;
            self.company_problem(
                "loose-word",
                word,
                (
                    &format!("`{text}` 放在这里没有意思"),
                    &format!("`{text}` means nothing here"),
                ),
                (
                    "几样东西用逗号隔开,中间不要空格;其余写成 键=值",
                    "separate several things by commas without spaces, and write the rest as key=value",
                ),
            );
        }
        // These two have names of the pack for keys.
        if matches!(said.verb, "ratio" | "named") {
            return;
        }
        for pair in said.pairs {
            let key = pair.key.text.as_str();
            let is_known = KEYS
                .iter()
                .any(|(english, chinese)| [*english, *chinese].contains(&key));
            if !is_known && verb_named(key) != Some(said.verb) {
                self.unknown_key(&pair.key, &KEYS);
            }
        }
    }
}
