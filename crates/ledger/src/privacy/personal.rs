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

    /// The canonical bytes that are committed to and sealed: names and values in turn.
    pub(crate) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let fields = self.0.iter();
        let most = fields.map(|(name, value)| name.len() + value.len() + 2 * HEAD_MAX);
        // As long as it may get, for what is moved to grow leaves a copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(most.sum()));
        let mut encoder = Encoder::new(&mut *bytes);
        for (name, value) in &self.0 {
            // Writing into memory cannot fail.
            let _ = match field_name::number_of(name) {
                Some(number) => encoder.u8(number),
                None => encoder.str(name),
            };
            let _ = match Form::of(value) {
                Form::Number(number) => encoder.u64(number),
                Form::Utf16(units) => {
                    let mut letters = Zeroizing::new(Vec::with_capacity(2 * units));
                    letters.extend(value.encode_utf16().flat_map(u16::to_be_bytes));
                    encoder.bytes(&letters)
                }
                Form::Utf8 => encoder.str(value),
            };
        }
        bytes
    }

    /// Reads canonical bytes; none if they are not.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Personal> {
        let mut decoder = Decoder::new(bytes);
        let mut fields = Vec::new();
        while decoder.position() < bytes.len() {
            let name = match decoder.datatype() {
                Ok(Type::U8) => field_name::of_number(decoder.u8().ok()?)?,
                _ => decoder.str().ok()?,
            };
            fields.push((name.to_owned(), read_value(&mut decoder)?));
        }
        let personal = Personal::new(fields);
        (*personal.encode() == bytes).then_some(personal)
    }
}

/// Bytes that say what follows, and how much of it: at most these.
const HEAD_MAX: usize = 9;

/// How a value is written, in few bytes: what people enter is Chinese, and numbers of phones and papers.
enum Form {
    /// Digits without a leading zero, as the number that they are.
    Number(u64),
    /// What is shorter so than in UTF-8, with so many units of two bytes.
    Utf16(usize),
    Utf8,
}

impl Form {
    fn of(value: &str) -> Form {
        let is_digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = is_digits && (value == "0" || !value.starts_with('0'));
        if let (true, Ok(number)) = (is_number, value.parse()) {
            return Form::Number(number);
        }
        let units = value.encode_utf16().count();
        match 2 * units < value.len() {
            true => Form::Utf16(units),
            false => Form::Utf8,
        }
    }
}

fn read_value(decoder: &mut Decoder<'_>) -> Option<String> {
    match decoder.datatype().ok()? {
        Type::String => Some(decoder.str().ok()?.to_owned()),
        Type::Bytes => {
            let (units, rest) = decoder.bytes().ok()?.as_chunks();
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            let mut value = String::with_capacity(UTF8_OF_UNIT_MAX * units.len());
            for letter in char::decode_utf16(units) {
                value.push(letter.ok()?);
            }
            rest.is_empty().then_some(value)
        }
        _ => Some(decoder.u64().ok()?.to_string()),
    }
}

/// The most bytes in UTF-8 for two in UTF-16.
const UTF8_OF_UNIT_MAX: usize = 3;

/// Whether so many digits stand together as in the number of a phone or a paper.
fn has_long_number(value: &str) -> bool {
    let mut runs = value.split(|letter: char| !letter.is_numeric());
    runs.any(|digits| digits.chars().count() > 6)
}

/// How much of a value is shown, by its field: enough to recognise whom one knows. Of what is short, less.
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
    use minicbor::Encoder;
    use proptest::prelude::*;

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
    fn every_value_is_read_back_as_it_was_typed_from_no_more_bytes_than_its_letters() {
        let values = [
            "",
            "0",
            "00",
            "007",
            "13900000001",
            "013900000001",
            "42010619900101123X",
            "18446744073709551615",
            "18446744073709551616",
            "+1",
            "-1",
            " 1",
            "１３９",
            "1e3",
            "陈远",
            "陈远 13900000001",
            "Chen Yuan",
            "José",
            "𠮷野家",
            "😀",
            "陈\0",
            "\u{feff}陈",
        ];
        for value in values {
            let given = Personal::new([("name".to_owned(), value.to_owned())]);
            let bytes = given.encode();
            assert_eq!(Personal::decode(&bytes).as_ref(), Some(&given), "{value}");
            assert!(bytes.len() <= 2 + value.len(), "{value}");
        }
    }

    #[test]
    fn a_name_and_a_phone_take_so_many_bytes() {
        // Two numbers of fields; a head and two letters of two bytes; a number of eight bytes and its head.
        assert_eq!(given().encode().len(), 2 + (1 + 2 * 2) + (1 + 8));
    }

    #[test]
    fn bytes_that_could_be_fewer_or_in_another_order_are_not_canonical() {
        let written = |write: &dyn Fn(&mut Encoder<&mut Vec<u8>>)| {
            let mut bytes = Vec::new();
            write(&mut Encoder::new(&mut bytes));
            Personal::decode(&bytes)
        };
        assert_eq!(written(&|_| {}), Some(Personal::default()));
        let name = |encoder: &mut Encoder<&mut Vec<u8>>| {
            let letters = [0x96, 0x48, 0x8f, 0xdc];
            encoder.u8(1).unwrap().bytes(&letters).unwrap();
        };
        let phone = |encoder: &mut Encoder<&mut Vec<u8>>| {
            encoder.u8(2).unwrap().u64(13_900_000_001).unwrap();
        };
        let both = written(&|encoder| {
            name(encoder);
            phone(encoder);
        });
        assert_eq!(both, Some(given()));
        let other_order = written(&|encoder| {
            phone(encoder);
            name(encoder);
        });
        assert_eq!(other_order, None);
        let as_text = written(&|encoder| {
            name(encoder);
            encoder.u8(2).unwrap().str("13900000001").unwrap();
        });
        assert_eq!(as_text, None);
        let in_utf_8 = written(&|encoder| {
            encoder.u8(1).unwrap().str("陈远").unwrap();
        });
        assert_eq!(in_utf_8, None);
        let in_utf_16 = written(&|encoder| {
            encoder.u8(1).unwrap().bytes(&[0, b'C', 0, b'h']).unwrap();
        });
        assert_eq!(in_utf_16, None);
        for letters in [&[0x96, 0x48, 0x8f][..], &[0xd8, 0x00, 0x96, 0x48]] {
            let broken = written(&|encoder| {
                encoder.u8(1).unwrap().bytes(letters).unwrap();
            });
            assert_eq!(broken, None);
        }
        let named_in_full = written(&|encoder| {
            encoder.str("phone").unwrap().u64(13_900_000_001).unwrap();
        });
        assert_eq!(named_in_full, None);
        let without_value = written(&|encoder| {
            encoder.u8(1).unwrap();
        });
        assert_eq!(without_value, None);
    }

    #[test]
    fn property_any_values_are_read_back() {
        let fields = prop::collection::vec(("[a-z_]{1,30}", any::<String>()), 0..6);
        proptest!(|(fields in fields)| {
            let personal = Personal::new(fields);
            prop_assert_eq!(Personal::decode(&personal.encode()), Some(personal));
        });
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
