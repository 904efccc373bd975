//! The pages as a browser would ask for them, in one binary so that they link once.

#[cfg(test)]
mod authorization;
#[cfg(test)]
mod badge;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod case_page;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod company;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod daily_list;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod letter;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod outward;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod printed;
#[cfg(test)]
mod reception;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod reminders;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod sign_in;
