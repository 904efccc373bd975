//! Which customers are wanted, as the address says it: everything but what a search is for.

use std::num::NonZeroU32;

use desk::customers::{CustomerQuery, Place, Sort, Whose};
use desk::{Instant, Mode, StaffId, State, UnitId};
use serde::Deserialize;

use crate::moment::Clock;

/// Customers on one page.
const PAGE: u32 = 25;

/// Kinds of protection by the word in the address.
pub(crate) const MODES: [(&str, Mode); 4] = [
    ("forbid", Mode::Forbid),
    ("ask", Mode::Ask),
    ("open", Mode::Open),
    ("pool", Mode::Pool),
];

/// States of ownership by the word in the address.
pub(crate) const STATES: [(&str, State); 5] = [
    ("none", State::None),
    ("pending", State::Pending),
    ("provisional", State::Provisional),
    ("frozen", State::Frozen),
    ("final", State::Final),
];

/// Orders by the word in the address.
const SORTS: [(&str, Sort); 3] = [
    ("newest", Sort::Newest),
    ("due", Sort::Due),
    ("ending", Sort::Ending),
];

/// What was sent. What is not understood asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// A unit's number or `company`; else one's own.
    pub(crate) whose: String,
    /// One of [`SORTS`].
    pub(crate) sort: String,
    /// Days, by the time that the list is sorted by.
    pub(crate) from: String,
    pub(crate) until: String,
    /// Somebody's number.
    pub(crate) holder: String,
    /// One of [`STATES`].
    pub(crate) state: String,
    /// One of [`MODES`].
    pub(crate) mode: String,
    /// A division's code.
    pub(crate) region: String,
    /// Where the page before ended: time and case.
    pub(crate) after: String,
}

fn named<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    let known = words.iter().find(|(known, _)| *known == word);
    known.map(|(_, meant)| *meant)
}

fn number(text: &str) -> Option<NonZeroU32> {
    text.parse().ok().and_then(NonZeroU32::new)
}

impl Wanted {
    /// As the desk is asked.
    pub(crate) fn query(&self, clock: &Clock) -> CustomerQuery {
        CustomerQuery {
            whose: match (self.whose.as_str(), number(&self.whose)) {
                ("company", _) => Whose::Company,
                (_, Some(unit)) => Whose::Unit(UnitId(unit)),
                _ => Whose::Mine,
            },
            sort: self.order(),
            from: clock.read_day(&self.from),
            until: clock.read_day_end(&self.until),
            holder: number(&self.holder).map(StaffId),
            state: named(&STATES, &self.state),
            mode: named(&MODES, &self.mode),
            region: number(&self.region).map(NonZeroU32::get),
            after: self.place(),
            limit: PAGE,
        }
    }

    pub(crate) fn order(&self) -> Sort {
        named(&SORTS, &self.sort).unwrap_or_default()
    }

    fn place(&self) -> Option<Place> {
        let (at, case) = self.after.split_once('.')?;
        Some(Place {
            at: Instant::from_seconds(at.parse().ok()?),
            case: case.parse().ok()?,
        })
    }

    /// Whether anything narrows the list.
    pub(crate) fn is_filtered(&self) -> bool {
        let filters = [&self.from, &self.until, &self.holder, &self.state];
        let more = [&self.mode, &self.region];
        filters.into_iter().chain(more).any(|text| !text.is_empty())
    }

    /// Names and values that say all this again, but from where on.
    pub(crate) fn parts(&self) -> Vec<(&'static str, &str)> {
        let parts = [
            ("whose", self.whose.as_str()),
            ("sort", &self.sort),
            ("from", &self.from),
            ("until", &self.until),
            ("holder", &self.holder),
            ("state", &self.state),
            ("mode", &self.mode),
            ("region", &self.region),
        ];
        let given = parts.into_iter().filter(|(_, value)| !value.is_empty());
        given.collect()
    }

    /// The address of the same list with one part changed, from its beginning.
    pub(crate) fn address_with(&self, name: &str, value: &str) -> String {
        let kept = self.parts().into_iter().filter(|(known, _)| *known != name);
        let all = kept.chain(
            [(name, value)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty()),
        );
        let told: Vec<String> = all
            .map(|(name, value)| format!("{name}={}", crate::visitor::query_value(value)))
            .collect();
        match told.is_empty() {
            true => "/customers".to_owned(),
            false => format!("/customers?{}", told.join("&")),
        }
    }

    /// The address of the page that begins after a place.
    pub(crate) fn address_after(&self, place: &Place) -> String {
        self.address_with("after", &format!("{}.{}", place.at.seconds(), place.case))
    }
}
