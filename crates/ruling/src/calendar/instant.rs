//! A point in time, to the second.

/// A point in time: whole seconds since 1970-01-01 00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// Before everything; as a limit, "since ever".
    pub const MIN: Instant = Instant(i64::MIN);
    /// After everything; as a limit, "no end".
    pub const MAX: Instant = Instant(i64::MAX);

    /// The instant this many seconds after the Unix epoch (before it, if negative).
    #[inline]
    pub const fn from_seconds(seconds: i64) -> Instant {
        Instant(seconds)
    }

    /// Seconds since the Unix epoch.
    #[inline]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This many seconds later (earlier, if negative); stops at [`Instant::MIN`] and [`Instant::MAX`].
    #[inline]
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds))
    }
}
