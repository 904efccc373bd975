//! Random tokens: 256 bits, of which only the hash is stored.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ledger::fault::Fault;
use ledger::privacy::seal::SealProblem;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::Seal(SealProblem::NoRandomness))?;
    Ok(bytes)
}

/// What somebody shows to be known again. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    pub(crate) fn new() -> Result<Token, Fault> {
        let bytes = Zeroizing::new(random::<32>()?);
        Ok(Token(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes))))
    }

    /// As it came from a cookie or link.
    #[must_use]
    pub fn from_text(text: &str) -> Token {
        Token(Zeroizing::new(text.to_owned()))
    }

    /// For a cookie or link: letters, digits, `-` and `_`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(…)")
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
