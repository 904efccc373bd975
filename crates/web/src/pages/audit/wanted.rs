//! Whose deeds are wanted, as the address says it.

use std::num::NonZeroU32;

use desk::deeds::{DeedKind, DeedPlace, DeedQuery};
use desk::permission::{Action, Target};
use desk::{Actor, Instant, StaffId};
use serde::Deserialize;

use crate::moment::Clock;

/// Deeds on one page.
const PAGE: u32 = 50;
/// Days that are shown unless others are asked for, today included.
const DAYS: i64 = 7;

/// Kinds of deed by the word in the address.
pub(super) const KINDS: [(&str, DeedKind); 6] = [
    ("record", DeedKind::Record),
    ("look", DeedKind::Look),
    ("reveal", DeedKind::Reveal),
    ("check", DeedKind::Check),
    ("export", DeedKind::Export),
    ("manage", DeedKind::Manage),
];

/// What was sent. What is not understood asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// Somebody's number; empty: everybody, for those who audit the whole company, else oneself.
    pub(super) who: String,
    /// One of [`KINDS`]; empty: of one person all, of everybody what administers.
    pub(super) kind: String,
    /// Days.
    pub(super) from: String,
    pub(super) until: String,
    /// Where the page before ended: time and entry.
    after: String,
}

/// Whether somebody may ask about everybody at once.
pub(super) fn audits_all(actor: &Actor) -> bool {
    actor.is_allowed(Action::SeeAccesses, Target::Unit(None))
}

impl Wanted {
    /// With the days of the last week where none were asked for.
    pub(super) fn within_days(mut self, clock: &Clock, now: Instant) -> Wanted {
        let day = |at: Instant| clock.field(&at).chars().take(10).collect::<String>();
        if clock.read_day(&self.from).is_none() {
            self.from = day(now.plus_seconds(-(DAYS - 1) * 24 * 60 * 60));
        }
        if clock.read_day(&self.until).is_none() {
            self.until = day(now);
        }
        self
    }

    /// As the desk is asked.
    pub(super) fn query(&self, actor: &Actor, clock: &Clock) -> DeedQuery {
        let kind = KINDS.iter().find(|(word, _)| *word == self.kind);
        DeedQuery {
            staff: self.staff(actor),
            kind: kind.map(|(_, kind)| *kind),
            from: clock.read_day(&self.from).unwrap_or(Instant::MIN),
            until: clock.read_day_end(&self.until).unwrap_or(Instant::MAX),
            after: place(&self.after),
            limit: PAGE,
        }
    }

    /// Whose: oneself, unless somebody was named or one audits everybody.
    pub(super) fn staff(&self, actor: &Actor) -> Option<StaffId> {
        let named = self.who.parse().ok().and_then(NonZeroU32::new);
        match named {
            Some(named) => Some(StaffId(named)),
            None => Some(actor.staff).filter(|_| !audits_all(actor)),
        }
    }

    /// The address of the page that begins after a place.
    pub(super) fn address_after(&self, place: &DeedPlace) -> String {
        let Wanted {
            who,
            kind,
            from,
            until,
            ..
        } = self;
        let after = after(place);
        format!("/audit?who={who}&kind={kind}&from={from}&until={until}&after={after}")
    }
}

/// A place as addresses have it.
pub(crate) fn after(place: &DeedPlace) -> String {
    format!("{}.{}", place.at.seconds(), place.seq)
}

/// The place that an address means.
pub(crate) fn place(text: &str) -> Option<DeedPlace> {
    let (at, seq) = text.split_once('.')?;
    Some(DeedPlace {
        at: Instant::from_seconds(at.parse().ok()?),
        seq: seq.parse().ok()?,
    })
}
