//! A bench's figures: one tab-separated line each, with what they are compared to and the bar they must hold.
//! Name, value, unit, reference, reference value, ratio, bar, `held` or `short`.

/// A value and what it is compared to, from one round.
#[derive(Clone, Copy)]
pub(crate) struct Pair(pub(crate) f64, pub(crate) f64);

impl Pair {
    pub(crate) fn ratio(self) -> f64 {
        self.0 / self.1
    }
}

/// The round whose ratio is in the middle. Whatever slows the machine slows both sides of a round, and a
/// round in which it slowed one of them is not the middle one.
pub(crate) fn middle(mut rounds: Vec<Pair>) -> Pair {
    rounds.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
    rounds[rounds.len() / 2]
}

/// What a ratio must be.
pub(crate) enum Bar {
    /// Not below.
    AtLeast(f64),
    /// Not above.
    AtMost(f64),
}

pub(crate) fn line(name: &str, unit: &str, reference: &str, pair: Pair, bar: &Bar) {
    let ratio = pair.ratio();
    let (bar, held) = match *bar {
        Bar::AtLeast(bar) => (bar, ratio >= bar),
        Bar::AtMost(bar) => (bar, ratio <= bar),
    };
    let verdict = if held { "held" } else { "short" };
    let (value, reference_value) = (written(pair.0), written(pair.1));
    println!(
        "{name}\t{value}\t{unit}\t{reference}\t{reference_value}\t{ratio:.3}\t{bar:.3}\t{verdict}"
    );
}

/// Three decimals where they say something.
pub(crate) fn written(value: f64) -> String {
    match value < 100.0 {
        true => format!("{value:.3}"),
        false => format!("{value:.0}"),
    }
}
