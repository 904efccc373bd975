//! The integration tests of the workspace and of the command, in one binary so that they link once.

#[cfg(test)]
mod cli;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod contracts;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod facts;
#[cfg(test)]
#[cfg(unix)]
mod first_run;
#[cfg(test)]
mod founding;
#[cfg(test)]
mod govern;
#[cfg(test)]
mod import;
#[cfg(test)]
#[cfg(unix)]
mod keys;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod register;
#[cfg(test)]
mod register_files;
#[cfg(test)]
mod register_regulations;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod reveal;
#[cfg(test)]
mod tidy;
