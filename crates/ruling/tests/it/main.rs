//! The integration tests of the ruling core, in one binary so that they link once.

mod files;
mod lint;
mod rules;
