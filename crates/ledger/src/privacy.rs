//! Personal data: sealed with a key of its own per data subject, matched through keyed tags, and gone
//! when that key is.

pub mod blind_index;
pub(crate) mod key_encryption;
pub mod keys;
pub mod personal;
mod program;
pub mod seal;
pub(crate) mod secret;
