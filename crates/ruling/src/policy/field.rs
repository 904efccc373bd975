//! What a claim may carry, as a pack declares it: fields, papers and marks, and how a form asks for them.

use super::problem::Text;
use crate::calendar::{CivilDay, full_years};
use crate::identity::credit_code::{CreditCode, OrganisationClass};
use crate::identity::id_number::IdNumber;
use crate::name::{Names, Symbol};

/// A declared field, paper or mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Symbol,
    /// What people read.
    pub label: Text,
    /// What kind of thing it is.
    pub kind: FieldKind,
    /// What its value is, where more than a text.
    pub holds: Holds,
    /// What of the customer it is, where its name does not say so.
    pub identifies: Option<Identity>,
    /// A mark: what it follows from; none: from nothing that is entered.
    pub derived: Option<Derived>,
    /// A mark: what is found out about the customer when a claim is filed; none: nothing of that.
    pub found: Option<FoundOut>,
    /// A mark: whether whoever registers may say that it is so.
    pub is_stated: bool,
    /// Why personal data is taken (personal fields only).
    pub purpose: Option<Text>,
    /// How many days after the case closes it is kept (personal fields only).
    pub retention_days: Option<u32>,
    /// Sensitive personal data: masked, revealed with a reason.
    pub sensitive: bool,
}

impl Field {
    /// The name that its value is kept under: customers are told apart by the same names in every regulation.
    pub fn kept_as<'n>(&self, names: &'n Names) -> &'n str {
        let name = names.text(self.name);
        self.identifies.map_or(name, |identity| identity.name())
    }
}

/// What kind of thing a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Not about a person.
    Plain,
    /// Personal data.
    Personal,
    /// A paper or photo of one.
    Document,
    /// A mark derived from other data (`adult`, `id_valid`), never entered.
    Mark,
}

/// What the value of a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    /// Anything.
    #[default]
    Text,
    /// A day.
    Date,
    /// The last day of the claim's paper.
    LastDay,
    /// Whose the phone is, as a relation to the customer.
    Relation,
    /// The version of the notice that the customer was shown: never typed.
    NoticeVersion,
}

/// What customers are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// A phone, partly hidden or not.
    Phone,
    /// An identity number.
    IdNumber,
    /// A unified social credit code.
    CreditCode,
    /// A company's name.
    Company,
}

impl Identity {
    /// Each by its name, which is also that of the field which is always taken for it.
    pub const ALL: [(&'static str, Identity); 4] = [
        ("phone", Identity::Phone),
        ("id_number", Identity::IdNumber),
        ("credit_code", Identity::CreditCode),
        ("company", Identity::Company),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Identity::Phone => "phone",
            Identity::IdNumber => "id_number",
            Identity::CreditCode => "credit_code",
            Identity::Company => "company",
        }
    }
}

/// What is found out about a claim's customer among those known under the regulation. It is found when the claim is
/// filed and stands in its fact from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundOut {
    /// The customer is known already: by what identifies, or by the same company name.
    Known,
    /// A company of the same name, or of one like it, is known already.
    SimilarName,
    /// The company is on the list that is kept of those nobody wants, by credit code or by a name like its own.
    Blacklisted,
}

/// What a mark follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The fields it is seen from; of those that are filled in, the first.
    pub of: Vec<Symbol>,
    /// A field with which it does not hold.
    pub unless: Symbol,
    /// What must be so.
    pub when: MarkTest,
}

/// When a mark holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkTest {
    /// The identity number or credit code has its check character right.
    Valid,
    /// The credit code is an individual business's.
    IndividualBusiness,
    /// Younger than so many full years: by identity number, date of birth, or age.
    Under(u8),
    /// Of so many full years, both included.
    Aged(u8, u8),
    /// The day is over.
    Expired,
    /// The day is not over.
    Unexpired,
    /// The value is not that of this field.
    Differs(Symbol),
}

impl Derived {
    /// Whether the mark holds on a day, by what was entered.
    pub fn holds<'v>(&self, today: CivilDay, value: impl Fn(Symbol) -> Option<&'v str>) -> bool {
        let entered = self.of.iter().find_map(|field| value(*field));
        let Some(text) = entered.filter(|_| value(self.unless).is_none()) else {
            return false;
        };
        let years = || full_years_of(text, today);
        match self.when {
            MarkTest::Valid => IdNumber::parse(text).is_ok() || CreditCode::parse(text).is_ok(),
            MarkTest::IndividualBusiness => CreditCode::parse(text)
                .is_ok_and(|code| code.class() == OrganisationClass::IndividualBusiness),
            MarkTest::Under(limit) => years().is_some_and(|years| years < i32::from(limit)),
            MarkTest::Aged(from, to) => {
                let ages = i32::from(from)..=i32::from(to);
                years().is_some_and(|years| ages.contains(&years))
            }
            MarkTest::Expired => CivilDay::parse(text).is_some_and(|day| day < today),
            MarkTest::Unexpired => CivilDay::parse(text).is_some_and(|day| day >= today),
            MarkTest::Differs(field) => value(field).is_some_and(|other| other != text),
        }
    }
}

/// Full years of age, by an identity number, a date of birth or an age.
fn full_years_of(text: &str, today: CivilDay) -> Option<i32> {
    if let Ok(number) = IdNumber::parse(text) {
        let born = number.birth();
        let month = u8::try_from(born.month()).ok()?;
        let day = u8::try_from(born.day()).ok()?;
        let born = CivilDay::from_ymd(born.year().into(), month, day)?;
        return Some(full_years(born, today));
    }
    match CivilDay::parse(text) {
        Some(born) => Some(full_years(born, today)),
        None => text.parse().ok(),
    }
}
