//! The keys of a ledger. They lie outside the database, and may lie with different custodians.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

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

/// Key-encryption keys by number: the newest wraps, older ones only open until everything is wrapped anew.
pub(crate) struct KeyRing(BTreeMap<u32, Secret>);

impl KeyRing {
    pub(crate) fn newest(&self) -> Option<(u32, &Secret)> {
        self.0.last_key_value().map(|(number, key)| (*number, key))
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Secret> {
        self.0.get(&number)
    }
}

impl Keys {
    /// Reads the three keys, each from the text of its file, variable or command.
    ///
    /// # Errors
    /// The first text that holds no key of its purpose.
    pub fn read(log: &str, key_encryption: &str, index: &str) -> Result<Keys, BadKey> {
        let one = |purpose, text| {
            let keys = parse(purpose, text)?;
            keys.into_values().next_back().ok_or(BadKey(purpose))
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
        "baobei-key-v1 {name} {number} {}\n",
        *encoded
    )))
}

/// The number of the newest key in a text, if it holds any.
pub fn newest_number(purpose: KeyPurpose, text: &str) -> Option<u32> {
    let keys = parse(purpose, text).ok()?;
    keys.last_key_value().map(|(number, _)| *number)
}

fn parse(purpose: KeyPurpose, text: &str) -> Result<BTreeMap<u32, Secret>, BadKey> {
    let mut keys = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (number, key) = parse_line(purpose, line).ok_or(BadKey(purpose))?;
        keys.insert(number, key);
    }
    match keys.is_empty() {
        true => Err(BadKey(purpose)),
        false => Ok(keys),
    }
}

fn parse_line(purpose: KeyPurpose, line: &str) -> Option<(u32, Secret)> {
    let mut words = line.split_whitespace();
    if words.next()? != "baobei-key-v1" || words.next()? != purpose.name() {
        return None;
    }
    let number = words.next()?.parse().ok()?;
    let bytes = Zeroizing::new(STANDARD.decode(words.next()?).ok()?);
    let mut key = Secret::default();
    if bytes.len() != key.len() || words.next().is_some() {
        return None;
    }
    key.copy_from_slice(&bytes);
    Some((number, key))
}

#[cfg(test)]
mod tests {
    use super::{BadKey, KeyPurpose, Keys, new_key_line, newest_number};

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
        assert_eq!(keys.unwrap().key_encryption.newest().unwrap().0, 2);
        assert_eq!(newest_number(KeyPurpose::KeyEncryption, &ring), Some(2));
    }

    #[test]
    fn a_key_of_another_purpose_is_refused() {
        let log = line(KeyPurpose::Log, 1);
        let keys = Keys::read(&log, &line(KeyPurpose::KeyEncryption, 1), &log);
        assert_eq!(keys.unwrap_err(), BadKey(KeyPurpose::Index));
    }
}
