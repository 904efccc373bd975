//! Who is meant: the identifying values among what somebody typed, normalised and told apart.

use ruling::identity::company_name::{CompanyName, NameComparison};
use ruling::identity::credit_code::CreditCode;
use ruling::identity::id_number::IdNumber;
use ruling::identity::masked_number::{MaskShape, NumberKey};
use ruling::identity::person_name::PersonName;
use ruling::identity::phone::Phone;
use ruling::identity::{Comparison, folding};

use crate::fault::FieldProblem;
use crate::names::NameTokens;
use crate::privacy::blind_index::{Tag, TagKind, Tagger};
use crate::privacy::personal::Personal;

/// Fields that say who the customer is; every pack may use them under these names.
pub(crate) mod field {
    pub(crate) const PHONE: &str = "phone";
    pub(crate) const ID_NUMBER: &str = "id_number";
    pub(crate) const CREDIT_CODE: &str = "credit_code";
    pub(crate) const COMPANY: &str = "company";
    pub(crate) const NAME: &str = "name";
    pub(crate) const PROJECT: &str = "project";
    pub(crate) const DEMAND: &str = "demand";
    pub(crate) const CONTRACT: &str = "contract";
}

/// How alike two values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same, however spelled.
    Equal,
    /// What both show is the same, and something is hidden or only similar.
    Fits,
    /// They are two.
    Different,
}

/// What identifies a customer, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CustomerKeys {
    /// The number, full or partly hidden.
    number: Option<NumberKey>,
    /// The full number's spelling that all spellings share; landlines, too.
    phone: Option<String>,
    id_number: Option<String>,
    credit_code: Option<String>,
    company: Option<CompanyName>,
    name: Option<PersonName>,
}

impl CustomerKeys {
    /// Reads the identifying fields.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub(crate) fn read(personal: &Personal) -> Result<CustomerKeys, Vec<FieldProblem>> {
        let mut keys = CustomerKeys::default();
        let mut problems = Vec::new();
        if let Some(text) = personal.get(field::PHONE) {
            match (Phone::parse(text), NumberKey::parse(text)) {
                (Ok(phone), _) => {
                    keys.number = NumberKey::of(&phone);
                    keys.phone = Some(phone.key().to_owned());
                }
                (Err(_), Ok(number)) => keys.number = Some(number),
                (Err(problem), Err(_)) => {
                    problems.push(FieldProblem::new(|language| problem.refusal(language)));
                }
            }
        }
        if let Some(text) = personal.get(field::ID_NUMBER) {
            match IdNumber::parse(text) {
                Ok(number) => keys.id_number = Some(number.key().to_owned()),
                Err(problem) => {
                    problems.push(FieldProblem::new(|language| problem.refusal(language)));
                }
            }
        }
        if let Some(text) = personal.get(field::CREDIT_CODE) {
            match CreditCode::parse(text) {
                Ok(code) => keys.credit_code = Some(code.key().to_owned()),
                Err(problem) => {
                    problems.push(FieldProblem::new(|language| problem.refusal(language)));
                }
            }
        }
        if let Some(text) = personal.get(field::COMPANY) {
            match CompanyName::parse(text) {
                Ok(name) => keys.company = Some(name),
                Err(problem) => {
                    problems.push(FieldProblem::new(|language| problem.refusal(language)));
                }
            }
        }
        if let Some(text) = personal.get(field::NAME) {
            match PersonName::parse(text) {
                Ok(name) => keys.name = Some(name),
                // A company's name may stand in this field, too.
                Err(_) if keys.is_organisation() => {}
                Err(problem) => {
                    problems.push(FieldProblem::new(|language| problem.refusal(language)));
                }
            }
        }
        match problems.is_empty() {
            true => Ok(keys),
            false => Err(problems),
        }
    }

    fn is_organisation(&self) -> bool {
        self.credit_code.is_some() || self.company.is_some()
    }

    /// Whether anything says who it is.
    pub(crate) fn identify(&self) -> bool {
        let person = self.number.is_some() || self.phone.is_some() || self.id_number.is_some();
        person || self.is_organisation()
    }

    /// Tags of which an equal one means the same customer. A phone identifies persons only, and a
    /// company's name only where not both have codes.
    pub(crate) fn identifying(&self, tagger: &Tagger) -> Vec<Tag> {
        let phone = self.phone.as_ref().filter(|_| !self.is_organisation());
        let values = [
            (TagKind::CreditCode, self.credit_code.clone()),
            (TagKind::IdNumber, self.id_number.clone()),
            (TagKind::Phone, phone.cloned()),
            (
                TagKind::CompanyName,
                self.company.as_ref().map(CompanyName::key),
            ),
        ];
        values
            .into_iter()
            .filter_map(|(kind, value)| Some(tagger.tag(kind, &value?)))
            .collect()
    }

    /// Whether both have the same name, fully written.
    pub(crate) fn has_name_of(&self, other: &CustomerKeys) -> bool {
        let names = self.name_key().zip(other.name_key());
        names.is_some_and(|(one, other)| one == other)
    }

    /// Tags under which those are found who may be the same person: of the same name, something hidden, and
    /// nothing that contradicts. Two full numbers are the same or not, so they never look for each other.
    pub(crate) fn may_be_under(&self, tagger: &Tagger) -> Vec<Tag> {
        let (Some(number), Some(name)) = (self.number, self.name_key()) else {
            return Vec::new();
        };
        let masked = tagger.tag(TagKind::NameOfMasked, &name);
        match number.shape() {
            MaskShape::Full => vec![masked],
            // A mask of its own kind fits any number's.
            MaskShape::Other => vec![masked, tagger.tag(TagKind::Name, &name)],
            _ => vec![masked, name_and_mask(tagger, &name, &number)],
        }
    }

    /// Tags a data subject is found by beside those that identify.
    pub(crate) fn other_tags(&self, tagger: &Tagger) -> Vec<Tag> {
        let mut tags = Vec::new();
        if let (Some(phone), true) = (&self.phone, self.is_organisation()) {
            // Kept for rulings that compare phones; it is not looked up to identify.
            tags.push(tagger.tag(TagKind::Phone, phone));
        }
        let Some(name) = self.name_key() else {
            return tags;
        };
        tags.push(tagger.tag(TagKind::Name, &name));
        match self.number {
            Some(number) if number.shape() == MaskShape::Full => {
                let masks = MASKS.iter().filter_map(|shape| number.masked_as(*shape));
                tags.extend(masks.map(|mask| name_and_mask(tagger, &name, &mask)));
            }
            Some(_) => tags.push(tagger.tag(TagKind::NameOfMasked, &name)),
            None => {}
        }
        tags
    }

    /// What a company's name is found by among similar ones.
    pub(crate) fn name_tokens(&self, tagger: &Tagger) -> Option<NameTokens> {
        let name = self.company.as_ref()?;
        Some(NameTokens::new(name, tagger))
    }

    fn name_key(&self) -> Option<String> {
        self.name.as_ref()?.key()
    }

    /// Whether a number of the same name may be the same: something is hidden, nothing shown differs.
    pub(crate) fn may_be(&self, other: &CustomerKeys) -> bool {
        let numbers = self.number.as_ref().zip(other.number.as_ref());
        numbers.is_some_and(|(one, other)| one.compare(other) == Comparison::Compatible)
    }

    /// Whether a number was given, full or partly hidden.
    pub(crate) fn has_number(&self) -> bool {
        self.number.is_some()
    }

    /// Whether both have numbers and nothing that both show differs.
    pub(crate) fn has_number_like(&self, other: &CustomerKeys) -> bool {
        let numbers = self.number.as_ref().zip(other.number.as_ref());
        numbers.is_some_and(|(one, other)| one.compare(other) != Comparison::Different)
    }

    /// The field in which both differ although one customer has one value; none if they can be the same.
    pub(crate) fn contradicts(&self, other: &CustomerKeys) -> Option<&'static str> {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        let numbers = self.number.as_ref().zip(other.number.as_ref());
        let companies = self.company.as_ref().zip(other.company.as_ref());
        let differing = [
            (field::NAME, differ(self.name_key(), other.name_key())),
            (
                field::PHONE,
                differ(self.phone.as_ref(), other.phone.as_ref())
                    || numbers
                        .is_some_and(|(one, other)| one.compare(other) == Comparison::Different),
            ),
            (
                field::ID_NUMBER,
                differ(self.id_number.as_ref(), other.id_number.as_ref()),
            ),
            (
                field::CREDIT_CODE,
                differ(self.credit_code.as_ref(), other.credit_code.as_ref()),
            ),
            (
                field::COMPANY,
                companies.is_some_and(|(one, other)| {
                    matches!(one.compare(other), NameComparison::Different(_))
                }),
            ),
        ];
        let mut differing = differing.into_iter();
        differing
            .find(|(_, differs)| *differs)
            .map(|(name, _)| name)
    }

    /// How alike an identifying field is in both; none for another field, or one that cannot be read.
    pub(crate) fn likeness(&self, other: &CustomerKeys, field: &str) -> Option<Likeness> {
        fn of<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<Likeness> {
            one.zip(other).map(|(one, other)| match one == other {
                true => Likeness::Equal,
                false => Likeness::Different,
            })
        }
        match field {
            field::PHONE => self.phone_likeness(other),
            field::ID_NUMBER => of(self.id_number.as_ref(), other.id_number.as_ref()),
            field::CREDIT_CODE => of(self.credit_code.as_ref(), other.credit_code.as_ref()),
            field::NAME => of(self.name_key(), other.name_key()),
            field::COMPANY => {
                let names = self.company.as_ref().zip(other.company.as_ref());
                names.map(|(one, other)| match one.compare(other) {
                    NameComparison::Different(_) => Likeness::Different,
                    _ if one.key() == other.key() => Likeness::Equal,
                    _ => Likeness::Fits,
                })
            }
            _ => None,
        }
    }

    fn phone_likeness(&self, other: &CustomerKeys) -> Option<Likeness> {
        if let Some((one, other)) = self.phone.as_ref().zip(other.phone.as_ref()) {
            return Some(match one == other {
                true => Likeness::Equal,
                false => Likeness::Different,
            });
        }
        let numbers = self.number.as_ref().zip(other.number.as_ref());
        numbers.map(|(one, other)| match one.compare(other) {
            Comparison::Different => Likeness::Different,
            _ => Likeness::Fits,
        })
    }

    /// The field that tells best who it is.
    pub(crate) fn best_field(&self) -> &'static str {
        match self {
            CustomerKeys {
                credit_code: Some(_),
                ..
            } => field::CREDIT_CODE,
            CustomerKeys {
                id_number: Some(_), ..
            } => field::ID_NUMBER,
            CustomerKeys {
                company: Some(_), ..
            } => field::COMPANY,
            _ => field::PHONE,
        }
    }

    /// Whether the company's name is the same as, or similar to, one in these fields. Nothing else of them is
    /// read: this is asked of many.
    pub(crate) fn has_name_like(&self, fields: &Personal) -> bool {
        let compared = self.name_compared(fields);
        compared.is_some_and(|compared| !matches!(compared, NameComparison::Different(_)))
    }

    /// Whether it is the company of other keys: by credit code, else by name where not both have a code.
    pub(crate) fn is_same_company(&self, other: &CustomerKeys) -> bool {
        if let (Some(one), Some(other)) = (&self.credit_code, &other.credit_code) {
            return one == other;
        }
        let names = self.company.as_ref().zip(other.company.as_ref());
        names.is_some_and(|(one, other)| one.compare(other) == NameComparison::Same)
    }

    /// The same, or one whose name is the same or like it, also where the codes are two.
    pub(crate) fn is_like_company(&self, other: &CustomerKeys) -> bool {
        let names = self.company.as_ref().zip(other.company.as_ref());
        let is_named_so = names.is_some_and(|(one, other)| {
            !matches!(one.compare(other), NameComparison::Different(_))
        });
        is_named_so || self.is_same_company(other)
    }

    /// The company's name compared with one in these fields; none: one of them is missing.
    pub(crate) fn name_compared(&self, fields: &Personal) -> Option<NameComparison> {
        let known = fields.get(field::COMPANY).map(CompanyName::parse)?;
        Some(self.company.as_ref()?.compare(&known.ok()?))
    }
}

/// The ways of hiding that people use.
const MASKS: [MaskShape; 3] = [
    MaskShape::LastFourHidden,
    MaskShape::FirstThreeLastFour,
    MaskShape::FirstThreeLastSix,
];

fn name_and_mask(tagger: &Tagger, name: &str, mask: &NumberKey) -> Tag {
    tagger.tag(TagKind::NameAndMask, &format!("{name}\n{mask}"))
}

/// Tags of what is not a person: project, demand, contract. The spelling they share is folded.
pub(crate) fn scope_tags(personal: &Personal, tagger: &Tagger) -> Vec<Tag> {
    let parts = [
        (field::PROJECT, TagKind::Project),
        (field::DEMAND, TagKind::Demand),
        (field::CONTRACT, TagKind::Contract),
    ];
    let given = parts
        .into_iter()
        .filter_map(|(name, kind)| Some((kind, personal.get(name)?)));
    given
        .map(|(kind, text)| scope_tag(kind, text, tagger))
        .collect()
}

pub(crate) fn scope_tag(kind: TagKind, text: &str, tagger: &Tagger) -> Tag {
    let folded = folding::fold(text);
    let folded: String = folded
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    tagger.tag(kind, &folded)
}

#[cfg(test)]
mod tests {
    use super::CustomerKeys;
    use crate::privacy::blind_index::Tagger;
    use crate::privacy::keys::Secret;
    use crate::privacy::personal::Personal;

    fn keys(fields: &[(&str, &str)]) -> CustomerKeys {
        let fields = fields
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        CustomerKeys::read(&Personal::new(fields)).unwrap()
    }

    fn share_a_key(one: &CustomerKeys, other: &CustomerKeys) -> bool {
        let tagger = Tagger::new(&Secret::new([1; 32]), 1);
        let tags = one.identifying(&tagger);
        other
            .identifying(&tagger)
            .iter()
            .any(|tag| tags.contains(tag))
    }

    #[test]
    fn spellings_of_one_number_are_one_person() {
        let one = keys(&[("phone", "+86 139-0000-0001"), ("name", "陈远")]);
        let other = keys(&[("phone", "13900000001")]);
        assert!(share_a_key(&one, &other));
    }

    #[test]
    fn a_phone_never_identifies_a_company() {
        let one = keys(&[
            ("phone", "13900000001"),
            ("company", "武汉东湖装饰有限公司"),
        ]);
        let other = keys(&[
            ("phone", "13900000001"),
            ("company", "武汉光谷建材有限公司"),
        ]);
        assert!(!share_a_key(&one, &other));
    }

    #[test]
    fn hidden_figures_may_be_the_same_and_never_are() {
        let masked = keys(&[("phone", "1390000****"), ("name", "陈远")]);
        let full = keys(&[("phone", "13900000001"), ("name", "陈远")]);
        assert!(masked.may_be(&full));
        assert!(!share_a_key(&masked, &full));
        let different = keys(&[("phone", "13911110001"), ("name", "陈远")]);
        assert!(!masked.may_be(&different));
    }

    #[test]
    fn every_bad_field_is_told() {
        let fields = [("phone", "12"), ("id_number", "1")];
        let fields = fields.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let refusals = CustomerKeys::read(&Personal::new(fields));
        assert_eq!(refusals.unwrap_err().len(), 2);
    }
}
