//! Signing in and out.

pub(crate) mod choose_password;
pub(crate) mod password;
pub(crate) mod recovery_codes;
pub(crate) mod second_factor;
pub(crate) mod second_factor_set_up;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
