//! Customers of one name, found by numbers that may be the same without comparing each with each.

use std::collections::{BTreeMap, HashMap};

use ruling::identity::masked_number::{NumberKey, POSITIONS};

use super::suspects::Suspects;

/// Which positions of a number are hidden.
type Mask = [bool; POSITIONS];

/// The customers of one name met so far.
#[derive(Default)]
pub(super) struct Namesakes {
    /// By the mask their number was written in; people use few.
    by_mask: BTreeMap<Mask, Written>,
}

/// Numbers written in one mask.
#[derive(Default)]
struct Written {
    numbers: Vec<(usize, NumberKey)>,
    /// The same again by what is left of them under wider masks: those that were asked for.
    left_of: BTreeMap<Mask, HashMap<NumberKey, Vec<usize>>>,
}

impl Namesakes {
    /// Remembers a customer; they come in ascending order.
    pub(super) fn insert(&mut self, customer: usize, number: NumberKey) {
        let written = self.by_mask.entry(number.hidden()).or_default();
        written.numbers.push((customer, number));
        for (mask, left) in &mut written.left_of {
            left.entry(number.hiding(*mask)).or_default().push(customer);
        }
    }

    /// Those whose number is compatible with this one: equal as far as both show it, and not whole
    /// both.
    pub(super) fn compatible(&mut self, number: NumberKey) -> Suspects {
        let hidden = number.hidden();
        let mut suspects = Suspects::default();
        for (mask, written) in &mut self.by_mask {
            let of_either: Mask = std::array::from_fn(|at| {
                [hidden, *mask]
                    .iter()
                    .any(|mask| mask.get(at) == Some(&true))
            });
            if of_either.contains(&true) {
                suspects.extend(written.with(number.hiding(of_either), of_either));
            }
        }
        suspects
    }
}

impl Written {
    /// The customers of whose number this is left under a mask.
    fn with(&mut self, left: NumberKey, mask: Mask) -> &[usize] {
        let numbers = &self.numbers;
        let index = self.left_of.entry(mask).or_insert_with(|| {
            let mut index: HashMap<NumberKey, Vec<usize>> = HashMap::new();
            for (customer, number) in numbers {
                index
                    .entry(number.hiding(mask))
                    .or_default()
                    .push(*customer);
            }
            index
        });
        index.get(&left).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ruling::identity::Comparison;

    use super::*;

    /// Few digits differ, so that many numbers fit one another; the masks are the usual ones and some more.
    fn number() -> impl Strategy<Value = NumberKey> {
        let mask = prop::sample::select(vec![
            "00000000000",
            "00000001111",
            "00011110000",
            "00011000000",
            "00000111100",
            "01000000010",
        ]);
        (mask, 0..3u8, 0..3u8, 0..3u8).prop_map(|(mask, a, b, c)| {
            let digits = format!("1380{a}000{b}0{c}");
            let shown: String = digits
                .chars()
                .zip(mask.chars())
                .map(|(digit, hidden)| if hidden == '1' { '*' } else { digit })
                .collect();
            NumberKey::parse(&shown).unwrap()
        })
    }

    proptest! {
        #[test]
        fn are_found_as_if_each_were_compared_with_each(
            numbers in prop::collection::vec(number(), 0..60),
        ) {
            let mut namesakes = Namesakes::default();
            for (customer, number) in numbers.iter().enumerate() {
                let earlier = numbers.iter().take(customer).enumerate();
                let alike: Vec<usize> = earlier
                    .filter(|(_, other)| number.compare(other) == Comparison::Compatible)
                    .map(|(earlier, _)| earlier)
                    .collect();
                let mut expected = Suspects::default();
                expected.extend(&alike);
                prop_assert_eq!(namesakes.compatible(*number), expected);
                namesakes.insert(customer, *number);
            }
        }
    }

    #[test]
    fn of_many_the_first_are_named_and_all_counted() {
        let mut suspects = Suspects::default();
        suspects.extend(&[30, 31]);
        suspects.extend(&(0..20).collect::<Vec<_>>());
        assert_eq!(suspects.first(), (0..10).collect::<Vec<_>>());
        let told = suspects.rows(&[2, 3], ruling::language::Language::Chinese);
        assert_eq!(told, "2、3 等 22 行");
    }
}
