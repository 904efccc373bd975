//! What somebody entered about a person: names of fields and their values, never shown by accident.

use std::fmt;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use zeroize::Zeroizing;

use crate::encoding::field_name;

/// Fields and their values, in order of name. `Debug` shows only the names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Personal(Vec<(String, Zeroizing<String>)>);

impl Personal {
    /// The values given, sorted by field; of a field given twice the last value counts.
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Personal {
        let mut personal = Personal::default();
        for (name, value) in fields {
            let value = Zeroizing::new(value);
            match personal.0.binary_search_by(|(known, _)| known.cmp(&name)) {
                Ok(place) => {
                    if let Some(slot) = personal.0.get_mut(place) {
                        slot.1 = value;
                    }
                }
                Err(place) => personal.0.insert(place, (name, value)),
            }
        }
        personal
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A field's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        let place = self
            .0
            .binary_search_by(|(known, _)| known.as_str().cmp(name))
            .ok()?;
        self.0.get(place).map(|(_, value)| value.as_str())
    }

    /// The names of the fields given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Every field with all but a little of its value hidden.
    pub(crate) fn masked(&self) -> Vec<(String, String)> {
        self.masked_but(|_| false)
    }

    /// Every field masked but those that tell nothing of a person. A long number is hidden in those, too: somebody may
    /// have typed a phone where a product belongs.
    pub(crate) fn masked_but(&self, is_plain: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let fields = self.0.iter();
        fields
            .map(
                |(name, value)| match is_plain(name) && !has_long_number(value) {
                    true => (name.clone(), value.to_string()),
                    false => (name.clone(), mask(name, value)),
                },
            )
            .collect()
    }

    /// The canonical bytes that are committed to and sealed.
    pub(crate) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::new());
        let mut encoder = Encoder::new(&mut *bytes);
        // Writing into memory cannot fail.
        let _ = encoder.array(2 * self.0.len() as u64);
        for (name, value) in &self.0 {
            let _ = match field_name::number_of(name) {
                Some(number) => encoder.u8(number),
                None => encoder.str(name),
            };
            let _ = encoder.str(value);
        }
        bytes
    }

    /// Reads canonical bytes; none if they are not.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Personal> {
        let mut decoder = Decoder::new(bytes);
        let count = decoder.array().ok()??;
        let mut fields = Vec::new();
        for _ in 0..count / 2 {
            let name = match decoder.datatype() {
                Ok(Type::U8) => field_name::of_number(decoder.u8().ok()?)?,
                _ => decoder.str().ok()?,
            };
            let name = name.to_owned();
            fields.push((name, decoder.str().ok()?.to_owned()));
        }
        let personal = Personal::new(fields);
        (*personal.encode() == bytes).then_some(personal)
    }
}

/// How much of a value is shown, by its field: enough to recognise whom one knows. Of what is short, less.
/// Whether so many digits stand together as in the number of a phone or a paper.
fn has_long_number(value: &str) -> bool {
    let mut runs = value.split(|letter: char| !letter.is_numeric());
    runs.any(|digits| digits.chars().count() > 6)
}

fn mask(field: &str, value: &str) -> String {
    let letters: Vec<char> = value.trim().chars().collect();
    let (first, last) = match field {
        "phone" => (3, 4),
        "id_number" | "credit_code" | "company" => (4, 2),
        _ => (1, 0),
    };
    let (first, last) = match letters.len() > first + last + 2 {
        true => (first, last),
        false => (1, 0),
    };
    let hidden = letters.len().saturating_sub(first + last);
    let letters = letters.iter().enumerate();
    letters
        .map(
            |(place, letter)| match place < first || place >= first + hidden {
                true => *letter,
                false => '*',
            },
        )
        .collect()
}

impl fmt::Debug for Personal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.names()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Personal;

    fn given() -> Personal {
        let fields = [("phone", "13900000001"), ("name", "陈远")];
        Personal::new(fields.map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    #[test]
    fn what_was_encoded_is_read_back() {
        assert_eq!(Personal::decode(&given().encode()), Some(given()));
        assert_eq!(given().get("phone"), Some("13900000001"));
    }

    #[test]
    fn bytes_in_another_order_are_not_canonical() {
        let mut bytes = Vec::new();
        let mut encoder = minicbor::Encoder::new(&mut bytes);
        encoder.array(4).unwrap();
        for text in ["phone", "13900000001", "name", "陈远"] {
            encoder.str(text).unwrap();
        }
        assert_eq!(Personal::decode(&bytes), None);
    }

    #[test]
    fn of_every_value_only_a_little_is_shown() {
        let masked = |field: &str, value: &str| super::mask(field, value);
        assert_eq!(masked("phone", "13900000001"), "139****0001");
        assert_eq!(masked("name", "陈远"), "陈*");
        assert_eq!(
            masked("id_number", "420106199001011234"),
            "4201************34"
        );
        assert_eq!(
            masked("company", "武汉海川家居有限公司"),
            "武汉海川****公司"
        );
        assert_eq!(masked("company", "海川家居"), "海***");
        assert_eq!(masked("phone", "1390"), "1***");
        assert_eq!(masked("name", ""), "");
    }

    #[test]
    fn what_tells_nothing_of_a_person_stands_unless_a_number_was_typed_into_it() {
        let shown = |product: &str| {
            let fields = [("name", "陈远"), ("product", product)];
            let given = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let masked = Personal::new(given).masked_but(|name| name == "product");
            let values = masked.into_iter().map(|(_, value)| value);
            values.collect::<Vec<String>>()
        };
        assert_eq!(shown("托盘"), ["陈*", "托盘"]);
        assert_eq!(shown("托盘 13900000001"), ["陈*", "托*************"]);
    }

    #[test]
    fn values_do_not_show_in_debug() {
        assert_eq!(format!("{:?}", given()), r#"["name", "phone"]"#);
    }
}
