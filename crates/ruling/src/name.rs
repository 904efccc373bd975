//! Names that packs and facts share (documents, tiers, events, roles), numbered once.

use std::collections::BTreeMap;

/// A name known to some pack, as a number. Facts may carry names no pack mentions: those are all
/// [`Symbol::UNKNOWN`], because no rule can ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Symbol(u16);

impl Symbol {
    /// No name given.
    pub const NONE: Symbol = Symbol(0);
    /// A name that no pack mentions.
    pub const UNKNOWN: Symbol = Symbol(u16::MAX);

    /// Whether a name was given at all.
    pub fn is_some(self) -> bool {
        self != Symbol::NONE
    }
}

/// The table of names, grown while packs are read and only looked up afterwards. A company's regulations share
/// one, so that a name means the same in facts about its people, whichever of them asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    numbers: BTreeMap<String, u16>,
    texts: Vec<String>,
    /// Those that the regulation at hand mentions.
    mentioned: SymbolSet,
    /// Of these, what people are to it.
    roles: Vec<Symbol>,
    /// And those that stand for one person each.
    named: Vec<Symbol>,
}

impl Names {
    /// The number of a name, given a new one if it has none yet.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if text.is_empty() {
            return Symbol::NONE;
        }
        if let Some(&number) = self.numbers.get(text) {
            self.mentioned.insert(Symbol(number));
            return Symbol(number);
        }
        let next = u16::try_from(self.texts.len() + 1).unwrap_or(u16::MAX);
        if next == u16::MAX {
            return Symbol::UNKNOWN;
        }
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), next);
        self.mentioned.insert(Symbol(next));
        Symbol(next)
    }

    /// The number of the name of a role: what somebody is in their unit, or in the company.
    pub(crate) fn intern_role(&mut self, text: &str) -> Symbol {
        let role = self.intern(text);
        if !self.roles.contains(&role) {
            self.roles.push(role);
        }
        role
    }

    /// The number of a name that stands for a person: `named:deputy`.
    pub(crate) fn intern_named(&mut self, text: &str) -> Symbol {
        let name = self.intern(text);
        if !self.named.contains(&name) {
            self.named.push(name);
        }
        name
    }

    /// The names for which the regulation at hand asks the company to name a person each, in its order.
    pub fn named(&self) -> &[Symbol] {
        &self.named
    }

    /// The roles that the regulation at hand asks people for, in its order.
    pub fn roles(&self) -> &[Symbol] {
        &self.roles
    }

    /// Whether the regulation at hand mentions a name; no name at all needs no mention.
    pub fn mentions(&self, symbol: Symbol) -> bool {
        !symbol.is_some() || self.mentioned.contains(symbol)
    }

    /// The same numbers, for a regulation that mentions none of these names yet.
    pub(crate) fn for_another(&self) -> Names {
        Names {
            mentioned: SymbolSet::default(),
            roles: Vec::new(),
            named: Vec::new(),
            ..self.clone()
        }
    }

    /// Takes over the names that other regulations have added to this table since.
    pub fn learn(&mut self, later: &Names) {
        self.numbers.clone_from(&later.numbers);
        self.texts.clone_from(&later.texts);
    }

    /// The number of a name that a pack mentions, or [`Symbol::UNKNOWN`].
    pub fn find(&self, text: &str) -> Symbol {
        if text.is_empty() {
            return Symbol::NONE;
        }
        self.numbers
            .get(text)
            .map_or(Symbol::UNKNOWN, |&number| Symbol(number))
    }

    /// Every name.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// The text behind a number; empty for none, `?` for a name no pack mentions.
    pub fn text(&self, symbol: Symbol) -> &str {
        match symbol {
            Symbol::NONE => "",
            Symbol(number) => self
                .texts
                .get(usize::from(number) - 1)
                .map_or("?", String::as_str),
        }
    }
}

/// A set of names: fields filled in, documents attached, marks derived. One bit a name that packs know:
/// a long form is asked for each of its fields, which took a third of its judgment while this was a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SymbolSet {
    known: Vec<u64>,
    unknown: bool,
}

impl SymbolSet {
    /// Whether the name is in the set.
    #[inline]
    pub fn contains(&self, symbol: Symbol) -> bool {
        if symbol == Symbol::UNKNOWN {
            return self.unknown;
        }
        let (word, bit) = place_of(symbol);
        self.known.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Adds a name; none is ignored.
    pub fn insert(&mut self, symbol: Symbol) {
        if symbol == Symbol::UNKNOWN {
            self.unknown = true;
        } else if symbol.is_some() {
            let (word, bit) = place_of(symbol);
            if self.known.len() <= word {
                self.known.resize(word + 1, 0);
            }
            if let Some(word) = self.known.get_mut(word) {
                *word |= bit;
            }
        }
    }

    /// The names in ascending number.
    pub fn iter(&self) -> impl Iterator<Item = Symbol> + '_ {
        let numbers = 0..u16::try_from(64 * self.known.len()).unwrap_or(u16::MAX);
        numbers
            .chain([u16::MAX])
            .map(Symbol)
            .filter(|symbol| self.contains(*symbol))
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && !self.unknown
    }
}

#[inline]
fn place_of(symbol: Symbol) -> (usize, u64) {
    (usize::from(symbol.0 / 64), 1 << (symbol.0 % 64))
}

impl FromIterator<Symbol> for SymbolSet {
    fn from_iter<I: IntoIterator<Item = Symbol>>(names: I) -> Self {
        let mut set = SymbolSet::default();
        for name in names {
            set.insert(name);
        }
        set
    }
}
