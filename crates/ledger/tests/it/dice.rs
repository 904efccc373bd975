//! Chance that can be repeated: BAOBEI_SEED says which, BAOBEI_CASES how much of it.

#![expect(
    clippy::disallowed_methods,
    reason = "how many cases, and which, is said by whoever runs the tests"
)]

/// Numbers by SplitMix64.
pub(crate) struct Dice(u64);

impl Dice {
    /// Of the seed asked for, which is printed so that a failure can be repeated.
    pub(crate) fn new(test: &str) -> Dice {
        let seed = number("BAOBEI_SEED").unwrap_or(20_260_301);
        println!("{test}: BAOBEI_SEED={seed}");
        Dice(seed)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let range = u64::try_from(end).unwrap();
        usize::try_from((mixed ^ (mixed >> 31)) % range).unwrap()
    }
}

/// How often something dear is tried: `usual` times, or `long` times for 200,000 cases asked for. It is printed
/// with the test's name, for `scripts/test-long` to sum up.
pub(crate) fn rounds(usual: u64, long: u64) -> u64 {
    let size = number("BAOBEI_CASES").map_or(usual, |cases| (cases * long / 200_000).max(1));
    let test = std::thread::current();
    println!("\nsize of {}: {size}", test.name().unwrap_or("?"));
    size
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
