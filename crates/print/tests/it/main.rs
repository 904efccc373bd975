//! Papers as files, in one binary so that they link once.

#[cfg(test)]
mod papers;
