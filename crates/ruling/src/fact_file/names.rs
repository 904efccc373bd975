//! Names that facts give, as the packs know them.

use super::Reader;
use std::collections::BTreeMap;

use super::row::Cell;
use crate::name::Symbol;
use crate::policy::Packs;
use crate::policy::problem::{Text, did_you_mean};

impl Reader<'_> {
    /// The symbol of a name: as packs write it, or as they show it to people. One that no pack
    /// mentions decides nothing; `unheard` tells it.
    pub fn symbol(&mut self, name: &str) -> Symbol {
        let symbol = symbol_of(self.packs, name);
        if symbol == Symbol::UNKNOWN {
            self.unheard.insert(name.to_owned());
        }
        symbol
    }

    /// The symbol of somebody's role. Most people have one that decides nothing; only one that is
    /// nearly a pack's is told.
    pub(super) fn role(&mut self, name: &str) -> Symbol {
        let symbol = symbol_of(self.packs, name);
        let is_slip = || did_you_mean(name, known_names(self.packs)).is_some();
        if symbol == Symbol::UNKNOWN && is_slip() {
            self.unheard.insert(name.to_owned());
        }
        symbol
    }

    /// The names read so far that no pack mentions, each with the one that may have been meant.
    pub(super) fn unheard(&self) -> Option<Text> {
        let told = |name: &String| match did_you_mean(name, known_names(self.packs)) {
            Some(hint) => (
                format!("{name}(是不是 {hint}?)"),
                format!("{name} (did you mean {hint}?)"),
            ),
            None => (name.clone(), name.clone()),
        };
        let (zh, en): (Vec<_>, Vec<_>) = self.unheard.iter().map(told).unzip();
        (!zh.is_empty()).then(|| {
            Text::new(
                format!("制度包没有提到,裁决时不起作用:{}", zh.join("、")),
                format!(
                    "no pack mentions these, so they decide nothing: {}",
                    en.join(", ")
                ),
            )
        })
    }

    /// The symbol of a field that was filled in; only a field that a pack names can have been meant.
    pub(super) fn field(&mut self, name: &str, cell: &Cell) -> Symbol {
        let symbol = symbol_of(self.packs, name);
        if symbol == Symbol::UNKNOWN {
            self.unknown_field(name, cell);
        }
        symbol
    }

    fn unknown_field(&mut self, name: &str, cell: &Cell) {
        let packs = self.packs;
        let fields = || packs.versions().iter().flat_map(|version| &version.fields);
        let known = fields().flat_map(|field| {
            let label = &field.label;
            [packs.names.text(field.name), &label.zh, &label.en]
        });
        let (zh, en) = match did_you_mean(name, known) {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => {
                let all: BTreeMap<_, _> = fields()
                    .map(|field| (packs.names.text(field.name), &field.label.zh))
                    .collect();
                let zh: Vec<_> = all
                    .iter()
                    .map(|(name, label)| format!("{name}({label})"))
                    .collect();
                let en: Vec<_> = all.into_keys().collect();
                (
                    format!("可以写 {};没有用的请去掉", zh.join("、")),
                    format!("possible are {}; leave out what is of no use", en.join(" ")),
                )
            }
        };
        self.problem(
            "unknown-field",
            &cell.place,
            (
                &format!("制度包没有名为 `{name}` 的资料"),
                &format!("the pack declares no field `{name}`"),
            ),
            (&zh, &en),
        );
    }
}

/// Every name that packs write, and every word they show people for one.
fn known_names(packs: &Packs) -> impl Iterator<Item = &str> {
    let labels = packs.versions().iter().flat_map(|version| {
        let fields = version.fields.iter().map(|field| &field.label);
        version.labels.iter().map(|(_, label)| label).chain(fields)
    });
    let shown = labels.flat_map(|label| [label.zh.as_str(), label.en.as_str()]);
    packs.names.texts().chain(shown)
}

/// The symbol of a name: as packs write it, or as the newest version that labels it shows it.
pub(crate) fn symbol_of(packs: &Packs, text: &str) -> Symbol {
    let written = packs.names.find(text);
    if written != Symbol::UNKNOWN {
        return written;
    }
    let shows = |label: &Text| label.zh == text || label.en.eq_ignore_ascii_case(text);
    let mut newest_first = packs.versions().iter().rev();
    newest_first
        .find_map(|version| {
            let labelled = version.labels.iter().map(|(name, label)| (*name, label));
            let fields = version
                .fields
                .iter()
                .map(|field| (field.name, &field.label));
            labelled
                .chain(fields)
                .find(|(_, label)| shows(label))
                .map(|(name, _)| name)
        })
        .unwrap_or(Symbol::UNKNOWN)
}
