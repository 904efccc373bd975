//! The ledger from outside, each test in a folder of its own; what holds on both engines, on both.

#[cfg(test)]
mod at_rest;
#[cfg(test)]
mod check;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod domains;
#[cfg(test)]
mod erase;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod lost_answers;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod on_postgres;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod power;
#[cfg(test)]
mod processes;
#[cfg(test)]
mod projects;
#[cfg(test)]
mod python;
#[cfg(test)]
mod race;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod register;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod scope;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tamper;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod upkeep;

/// The engine of the tests named here; `on_postgres` runs the same on the other.
#[cfg(test)]
fn showroom() -> support::Store {
    support::Store::showroom()
}

/// The same engine under another regulation.
#[cfg(test)]
fn store_under(regulation: &str) -> support::Store {
    support::Store::under(regulation, None)
}
