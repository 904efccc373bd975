//! The end of a span.

#[cfg(test)]
mod tests;

use super::{CivilDay, Instant, MissingYear, OpeningHours, Span, Workdays, Zone};

/// What a span is counted by: the zone's days, the working days and the opening hours.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    /// Whose civil days count.
    pub zone: &'a Zone,
    /// Which days are working days.
    pub workdays: &'a Workdays,
    /// Which minutes are open minutes.
    pub hours: &'a OpeningHours,
}

impl Clock<'_> {
    /// The first second no longer within `span` counted from `from`.
    ///
    /// # Errors
    /// If working days are counted into a year whose holidays are not known.
    #[inline]
    pub fn ends(&self, span: Span, from: Instant) -> Result<Instant, MissingYear> {
        Ok(match span {
            // The second that lies exactly the span away is still within.
            Span::Seconds(seconds) => from.plus_seconds(seconds).plus_seconds(1),
            Span::Days(days) => self.end_of(self.day(from).plus_days(clamp(days))),
            Span::WorkingDays(days) => {
                self.end_of(self.workdays.nth_working_day_after(self.day(from), days)?)
            }
            Span::Months(months) => self.end_of(self.day(from).plus_months(clamp(months))),
            Span::SameDay => self.end_of(self.day(from)),
            Span::SameWeek => self.end_of(self.day(from).monday().plus_days(6)),
            Span::DayAt { day, hour, minute } => {
                let day = self.day(from).plus_days(clamp(day.saturating_sub(1)));
                self.zone.at(day, hour, minute, 0).plus_seconds(1)
            }
            Span::OpenMinutes(minutes) => self.hours.ends(minutes, from, self.zone),
        })
    }

    /// The first second at which something lies at least `span` back: exactly the span away where it is
    /// measured, else once the span's last day is over.
    ///
    /// # Errors
    /// As for [`Self::ends`].
    pub fn passed(&self, span: Span, from: Instant) -> Result<Instant, MissingYear> {
        let end = self.ends(span, from)?;
        Ok(match span {
            Span::Seconds(_) | Span::OpenMinutes(_) | Span::DayAt { .. } => end.plus_seconds(-1),
            _ => end,
        })
    }

    #[inline]
    fn day(&self, instant: Instant) -> CivilDay {
        self.zone.day_of(instant)
    }

    /// 24:00 of a day.
    #[inline]
    fn end_of(&self, day: CivilDay) -> Instant {
        self.zone.start_of(day.plus_days(1))
    }
}

/// More than five million years is as good as ever.
#[inline]
fn clamp(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
