//! When something is due: instants, civil days, working days, and the end of a span.
//!
//! One convention everywhere: an `until` is the **first second no longer within**. "15 days" from
//! 1 March lasts until 17 March 0:00:00 (people say "16 March 24:00"); "24 hours" counted from a
//! second includes the second 24 hours later. [`display_until`] turns it back into people's words.

mod civil_day;
mod clock;
mod display;
mod instant;
mod opening_hours;
mod span;
mod workdays;
mod zone;

pub use civil_day::{CivilDay, full_years};
pub use clock::Clock;
pub use display::{display_at, display_until};
pub use instant::Instant;
pub use opening_hours::{BadHours, BadHoursKind, OpeningHours};
pub use span::{BadSpan, Span};
pub use workdays::{
    CalendarFileProblem, CalendarFileProblemKind, Exception, MissingYear, Workdays,
};
pub use zone::{UnknownZone, Zone};
