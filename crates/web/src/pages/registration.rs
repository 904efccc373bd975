//! Registering a customer: the form comes from the regulation in force.

pub(crate) mod check;
pub(crate) mod code;
pub(crate) mod follow_up;
pub(crate) mod new;
pub(crate) mod note;
