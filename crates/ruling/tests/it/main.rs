//! The integration tests of the ruling core, in one binary so that they link once.

#[cfg(test)]
mod allocations;
#[cfg(test)]
mod bound;
#[cfg(test)]
mod explained;
#[cfg(test)]
mod field;
#[cfg(test)]
mod files;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod versions;
#[cfg(test)]
mod ways_out;
