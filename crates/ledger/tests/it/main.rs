//! The ledger from outside, each test in a folder of its own.

#[cfg(test)]
mod check;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod erase;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod power;
#[cfg(test)]
mod python;
#[cfg(test)]
mod race;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod register;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tamper;
#[cfg(test)]
mod upkeep;
