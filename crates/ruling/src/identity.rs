//! Who is the same customer: phones, papers, names, places.
//!
//! Each type is made from text as people write it, by a `parse` that either normalises or says why
//! not. A number or paper that is well formed is not thereby genuine: nothing here asks a registry.
//! Values that name a person or their papers show themselves only masked in `Debug`.

pub mod bank_account;
pub mod company_name;
pub mod credit_code;
pub mod division;
pub mod folding;
pub mod id_number;
pub mod masked_number;
pub mod person_name;
pub mod phone;
pub mod relatives;

/// Why a value was not taken, in the reader's language. It never repeats the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The field, as people call it.
    pub field: String,
    /// What the field must be and is not, with the standard that says so.
    pub rule: String,
    /// What to do about it.
    pub remedy: String,
}

impl Refusal {
    fn new(
        field: impl Into<String>,
        rule: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Refusal {
        Refusal {
            field: field.into(),
            rule: rule.into(),
            remedy: remedy.into(),
        }
    }
}

/// How two values that may be partly hidden stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Both fully visible and equal.
    Same,
    /// Nothing visible contradicts, and something is hidden: never decides by itself.
    Compatible,
    /// Something visible contradicts.
    Different,
}
