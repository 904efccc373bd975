//! The keys of a ledger. They lie outside the database, and may lie with different custodians.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::key_encryption::{KeyEncryption, KeyRing, NUMBER_MAX};
use super::program::KeyProgram;

/// 256 secret bits in memory, wiped when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// What a key is for; none of them does another's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Signs checkpoints of the log.
    Log,
    /// Wraps the keys of data subjects.
    KeyEncryption,
    /// Makes the tags by which sealed values are found.
    Index,
}

impl KeyPurpose {
    /// The name in key files.
    pub fn name(self) -> &'static str {
        match self {
            KeyPurpose::Log => "log",
            KeyPurpose::KeyEncryption => "key-encryption",
            KeyPurpose::Index => "index",
        }
    }
}

/// A text that holds no key of the purpose asked for. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no {} key: expected lines `baobei-key-v1 {} <number> <32 bytes in base64>`", .0.name(), .0.name())]
pub struct BadKey(pub KeyPurpose);

/// All keys a ledger works with.
pub struct Keys {
    pub(crate) log: SigningKey,
    pub(crate) index: Secret,
    pub(crate) key_encryption: KeyRing,
}

impl Keys {
    /// Reads the three keys, each from the text of its file, variable or command.
    ///
    /// # Errors
    /// The first text that holds no key of its purpose.
    pub fn read(log: &str, key_encryption: &str, index: &str) -> Result<Keys, BadKey> {
        let one = |purpose, text| match parse(purpose, text)?.pop_last() {
            Some((_, KeyEncryption::Local(key))) => Ok(key),
            _ => Err(BadKey(purpose)),
        };
        Ok(Keys {
            log: SigningKey::from_bytes(&*one(KeyPurpose::Log, log)?),
            index: one(KeyPurpose::Index, index)?,
            key_encryption: KeyRing(parse(KeyPurpose::KeyEncryption, key_encryption)?),
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Keys(…)")
    }
}

/// A new random key as a line of a key file.
///
/// # Errors
/// The operating system gives no randomness.
pub fn new_key_line(
    purpose: KeyPurpose,
    number: u32,
) -> Result<Zeroizing<String>, getrandom::Error> {
    let mut bytes = Secret::default();
    getrandom::fill(&mut *bytes)?;
    let encoded = Zeroizing::new(STANDARD.encode(*bytes));
    let name = purpose.name();
    Ok(Zeroizing::new(format!(
        "{KEY} {name} {number} {}\n",
        *encoded
    )))
}

/// The newest key of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newest {
    /// Its number.
    pub number: u32,
    /// Whether another program has it.
    pub is_with_program: bool,
}

/// The newest key of a text, if it holds any.
pub fn newest(purpose: KeyPurpose, text: &str) -> Option<Newest> {
    let keys = parse(purpose, text).ok()?;
    keys.last_key_value().map(|(number, key)| Newest {
        number: *number,
        is_with_program: matches!(key, KeyEncryption::Program(_)),
    })
}

fn parse(purpose: KeyPurpose, text: &str) -> Result<BTreeMap<u32, KeyEncryption>, BadKey> {
    let mut keys = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (number, key) = parse_line(purpose, line).ok_or(BadKey(purpose))?;
        if keys.insert(number, key).is_some() {
            return Err(BadKey(purpose));
        }
    }
    match keys.is_empty() {
        true => Err(BadKey(purpose)),
        false => Ok(keys),
    }
}

/// What a line of a key begins with, and one that names a program which has it.
const KEY: &str = "baobei-key-v1";
const KEY_PROGRAM: &str = "baobei-key-program-v1";

fn parse_line(purpose: KeyPurpose, line: &str) -> Option<(u32, KeyEncryption)> {
    let (format, rest) = line.trim().split_once(' ')?;
    let (name, rest) = rest.trim_start().split_once(' ')?;
    let (number, rest) = rest.trim_start().split_once(' ')?;
    let (number, rest) = (number.parse().ok()?, rest.trim());
    if name != purpose.name() || !(1..=NUMBER_MAX).contains(&number) || rest.is_empty() {
        return None;
    }
    match format {
        KEY_PROGRAM if purpose == KeyPurpose::KeyEncryption => {
            let program = KeyProgram::new(number, rest);
            Some((number, KeyEncryption::Program(program)))
        }
        KEY => {
            let bytes = Zeroizing::new(STANDARD.decode(rest).ok()?);
            let mut key = Secret::default();
            if bytes.len() != key.len() {
                return None;
            }
            key.copy_from_slice(&bytes);
            Some((number, KeyEncryption::Local(key)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{BadKey, KeyPurpose, Keys, Newest, new_key_line, newest};

    fn line(purpose: KeyPurpose, number: u32) -> String {
        new_key_line(purpose, number).unwrap().to_string()
    }

    #[test]
    fn keys_are_read_and_the_newest_wraps() {
        let ring = line(KeyPurpose::KeyEncryption, 1) + &line(KeyPurpose::KeyEncryption, 2);
        let keys = Keys::read(
            &line(KeyPurpose::Log, 1),
            &ring,
            &line(KeyPurpose::Index, 1),
        );
        assert!(keys.is_ok());
        let known = |text: &str| newest(KeyPurpose::KeyEncryption, text);
        let number = 2;
        let is_with_program = false;
        assert_eq!(
            known(&ring),
            Some(Newest {
                number,
                is_with_program
            })
        );
        let program = "baobei-key-program-v1 key-encryption 3 helper --key 'a b'\n";
        let number = 3;
        let is_with_program = true;
        assert_eq!(
            known(&(ring + program)),
            Some(Newest {
                number,
                is_with_program
            })
        );
    }

    #[test]
    fn numbers_that_come_twice_or_do_not_fit_and_programs_for_other_keys_are_refused() {
        let one = line(KeyPurpose::KeyEncryption, 1);
        let (log, index) = (line(KeyPurpose::Log, 1), line(KeyPurpose::Index, 1));
        for bad in [
            one.clone() + &line(KeyPurpose::KeyEncryption, 1),
            line(KeyPurpose::KeyEncryption, 0),
            line(KeyPurpose::KeyEncryption, 1 << 24),
            "baobei-key-program-v1 key-encryption 2 \n".to_owned(),
        ] {
            let keys = Keys::read(&log, &bad, &index);
            assert_eq!(keys.unwrap_err(), BadKey(KeyPurpose::KeyEncryption));
        }
        let program = "baobei-key-program-v1 index 1 helper\n";
        let keys = Keys::read(&log, &one, program);
        assert_eq!(keys.unwrap_err(), BadKey(KeyPurpose::Index));
    }

    #[test]
    fn a_key_of_another_purpose_is_refused() {
        let log = line(KeyPurpose::Log, 1);
        let keys = Keys::read(&log, &line(KeyPurpose::KeyEncryption, 1), &log);
        assert_eq!(keys.unwrap_err(), BadKey(KeyPurpose::Index));
    }
}
