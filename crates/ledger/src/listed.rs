//! Whether a company is one of those on a list that is kept beside the log. What is compared stays here: whoever asks
//! learns yes or no.

use crate::customer::CustomerKeys;
use crate::fault::{Fault, Refusal};
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::subject::personal_of;

/// Companies of a list, by name, by credit code, or by both.
#[derive(Debug, Default)]
pub struct Listed(Vec<CustomerKeys>);

impl Listed {
    /// Reads one more company, under the names by which customers are told apart (`company`, `credit_code`).
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn add(&mut self, company: &Personal) -> Result<(), Refusal> {
        let keys = CustomerKeys::read(company).map_err(Refusal::Fields)?;
        self.0.push(keys);
        Ok(())
    }

    /// Whether one of them is this company: by the same credit code, or by a name that is the same or like it, also
    /// where the codes are two.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn has(&self, company: &Personal) -> Result<bool, Refusal> {
        let sought = CustomerKeys::read(company).map_err(Refusal::Fields)?;
        Ok(self.0.iter().any(|known| known.is_like_company(&sought)))
    }

    /// Whether one of them is the same company: by credit code, else by name where not both have a code.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn has_same(&self, company: &Personal) -> Result<bool, Refusal> {
        let sought = CustomerKeys::read(company).map_err(Refusal::Fields)?;
        Ok(self.0.iter().any(|known| known.is_same_company(&sought)))
    }
}

impl Ledger {
    /// Whether the customer of a case, as last given, is on a list; nobody is whose data was erased.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn is_listed(&self, case: u64, listed: &Listed) -> Result<bool, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.case(case)? else {
            return Ok(false);
        };
        let personal = personal_of(&reader, &self.keys, row.subject)?;
        // What could not be read was refused when it was entered.
        Ok(listed.has(&personal).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::{Listed, Personal};

    fn company(fields: &[(&str, &str)]) -> Personal {
        let fields = fields.iter();
        Personal::new(fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    fn listed(fields: &[(&str, &str)]) -> Listed {
        let mut listed = Listed::default();
        listed.add(&company(fields)).unwrap();
        listed
    }

    const CODES: [&str; 2] = ["91440300708461136T", "914403001922038216"];
    const NAME: &str = "武汉恒升建材有限公司";

    #[test]
    fn a_company_is_found_by_code_under_any_name_and_by_a_name_like_its_own() {
        let by_code = listed(&[("credit_code", CODES[0])]);
        assert!(
            by_code
                .has(&company(&[
                    ("company", "长沙远航五金有限公司"),
                    ("credit_code", CODES[0])
                ]))
                .unwrap()
        );
        assert!(
            !by_code
                .has(&company(&[("company", NAME), ("credit_code", CODES[1])]))
                .unwrap()
        );
        let by_both = listed(&[("company", NAME), ("credit_code", CODES[0])]);
        for named in [NAME, "武汉市恒升建材有限公司", "武汉恒生建材有限公司"] {
            let found = by_both.has(&company(&[("company", named), ("credit_code", CODES[1])]));
            assert!(found.unwrap(), "{named}");
        }
        assert!(
            !by_both
                .has(&company(&[("company", "长沙远航五金有限公司")]))
                .unwrap()
        );
    }

    #[test]
    fn two_codes_are_two_entries_and_a_name_without_code_is_one() {
        let by_both = listed(&[("company", NAME), ("credit_code", CODES[0])]);
        let same = |fields: &[(&str, &str)]| by_both.has_same(&company(fields)).unwrap();
        assert!(same(&[("credit_code", CODES[0])]));
        assert!(same(&[("company", "武汉市恒升建材有限公司")]));
        assert!(!same(&[("company", NAME), ("credit_code", CODES[1])]));
        assert!(
            !same(&[("company", "武汉恒生建材有限公司")]),
            "alike is not the same"
        );
    }

    #[test]
    fn a_code_that_is_none_is_told() {
        assert!(
            Listed::default()
                .add(&company(&[("credit_code", "123")]))
                .is_err()
        );
    }
}
