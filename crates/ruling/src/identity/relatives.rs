//! How one person is related to another: a registered fact, never a guess.

use super::Refusal;
use super::folding::fold;
use crate::language::Language;

/// What the other person is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Husband or wife.
    Spouse,
    /// Father or mother.
    Parent,
    /// Son or daughter.
    Child,
    /// Brother or sister.
    Sibling,
    /// A relation that somebody registered and that is none of these.
    Other,
}

/// The text names no relation we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownRelation;

const WORDS: &[(Relation, &[&str])] = &[
    (
        Relation::Spouse,
        &[
            "配偶", "夫妻", "丈夫", "妻子", "老公", "老婆", "爱人", "spouse", "husband", "wife",
        ],
    ),
    (
        Relation::Parent,
        &[
            "父母", "父亲", "母亲", "爸爸", "妈妈", "父", "母", "parent", "father", "mother",
        ],
    ),
    (
        Relation::Child,
        &[
            "子女", "儿子", "女儿", "子", "女", "child", "son", "daughter",
        ],
    ),
    (
        Relation::Sibling,
        &[
            "兄弟姐妹",
            "兄弟",
            "姐妹",
            "兄妹",
            "姐弟",
            "哥哥",
            "弟弟",
            "姐姐",
            "妹妹",
            "兄",
            "弟",
            "姐",
            "妹",
            "sibling",
            "brother",
            "sister",
        ],
    ),
    (Relation::Other, &["其他", "其他亲属", "其它", "other"]),
];

impl Relation {
    /// Reads a relation in Chinese or English.
    ///
    /// # Errors
    /// [`UnknownRelation`]: an unknown word is never taken for [`Relation::Other`].
    pub fn parse(text: &str) -> Result<Relation, UnknownRelation> {
        let word = fold(text);
        let word = word.trim();
        WORDS
            .iter()
            .find(|(_, words)| words.contains(&word))
            .map(|(relation, _)| *relation)
            .ok_or(UnknownRelation)
    }

    /// What this person is to the other one.
    pub fn inverse(self) -> Relation {
        match self {
            Relation::Parent => Relation::Child,
            Relation::Child => Relation::Parent,
            Relation::Spouse | Relation::Sibling | Relation::Other => self,
        }
    }

    /// The word to show a person.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Relation::Spouse => language.pick("配偶", "spouse"),
            Relation::Parent => language.pick("父母", "parent"),
            Relation::Child => language.pick("子女", "child"),
            Relation::Sibling => language.pick("兄弟姐妹", "sibling"),
            Relation::Other => language.pick("其他", "other"),
        }
    }
}

impl UnknownRelation {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        Refusal::new(
            language.pick("亲属关系", "relation"),
            language.pick(
                "亲属关系为配偶、父母、子女、兄弟姐妹或其他之一",
                "a relation is one of spouse, parent, child, sibling, other",
            ),
            language.pick("请从中选一项", "choose one of them"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_read_in_both_languages() {
        for (text, relation) in [
            ("配偶", Relation::Spouse),
            (" 妻子 ", Relation::Spouse),
            ("Wife", Relation::Spouse),
            ("愛人", Relation::Spouse),
            ("父亲", Relation::Parent),
            ("媽媽", Relation::Parent),
            ("parent", Relation::Parent),
            ("女儿", Relation::Child),
            ("子女", Relation::Child),
            ("SON", Relation::Child),
            ("兄弟", Relation::Sibling),
            ("妹妹", Relation::Sibling),
            ("sister", Relation::Sibling),
            ("其他", Relation::Other),
            ("other", Relation::Other),
        ] {
            assert_eq!(Relation::parse(text), Ok(relation), "{text}");
        }
        for text in ["", "朋友", "表哥", "亲戚", "cousin"] {
            assert_eq!(Relation::parse(text), Err(UnknownRelation), "{text}");
        }
    }

    #[test]
    fn names_read_back_and_inverses_return() {
        for (relation, _) in WORDS {
            for language in [Language::Chinese, Language::English] {
                assert_eq!(Relation::parse(relation.name(language)), Ok(*relation));
                assert!(!UnknownRelation.refusal(language).remedy.is_empty());
            }
            assert_eq!(relation.inverse().inverse(), *relation);
        }
        assert_eq!(Relation::Parent.inverse(), Relation::Child);
    }
}
