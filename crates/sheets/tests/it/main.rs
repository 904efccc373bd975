//! The crate from outside: files in, tables out, files back.

mod annotating;
mod exporting;
mod files;
mod headers;
mod mapping;
mod properties;
mod rows;
mod samples;
mod support;
