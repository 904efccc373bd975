//! The baobei command.

fn main() {}
