//! The crate from outside: files in, tables out, files back.

#[cfg(test)]
mod annotating;
#[cfg(test)]
mod exporting;
#[cfg(test)]
mod files;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod mapping;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod support;
