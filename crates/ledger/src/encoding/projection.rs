//! What is projected from a case's ruling: who holds the case from when until when, and who must do what by when, if
//! nothing further happens. Kept with the case in a few bytes, made again from its entries by `rebuild`.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::ruling::{Mode, Party};

use crate::short_number;

/// Kind and number of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProjectedParty {
    /// 0 nobody, 1 person, 2 unit, 3 role, 4 region, 5 customer.
    pub(crate) kind: u8,
    /// Of persons and units.
    pub(crate) id: Option<u32>,
}

/// A stretch of time with one owner and one mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProjectedSegment {
    pub(crate) from: Instant,
    /// Exclusive; none: no end foreseen.
    pub(crate) until: Option<Instant>,
    pub(crate) state: u8,
    pub(crate) mode: u8,
    pub(crate) owner: ProjectedParty,
    pub(crate) person: Option<u32>,
}

/// A duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProjectedDuty {
    pub(crate) what: String,
    pub(crate) clause: String,
    pub(crate) who: ProjectedParty,
    /// Exclusive; none: no deadline.
    pub(crate) due_until: Option<Instant>,
}

/// All of it; empty for a case that waits in another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Projection {
    /// In order of time, none before the one before it is over.
    pub(crate) segments: Vec<ProjectedSegment>,
    pub(crate) duties: Vec<ProjectedDuty>,
}

/// By what lists find a case. Made from what is projected, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FoundIn {
    /// Who is or will be in charge.
    pub(crate) persons: BTreeSet<u32>,
    /// When a protection ends.
    pub(crate) endings: BTreeSet<Instant>,
    /// When something is too late.
    pub(crate) dues: BTreeSet<Instant>,
}

/// More than there are states, and kinds of parties.
const STATES: u8 = 8;
const PARTY_KINDS: u64 = 8;

impl ProjectedParty {
    pub(crate) fn of(party: Option<Party>) -> ProjectedParty {
        let (kind, id) = match party {
            None => (0, None),
            Some(Party::Staff(staff)) => (1, Some(staff.0.get())),
            Some(Party::Unit(unit)) => (2, Some(unit.0.get())),
            Some(Party::Role(_, unit)) => (3, unit.map(|unit| unit.0.get())),
            Some(Party::Region(_)) => (4, None),
            Some(Party::Customer) => (5, None),
        };
        ProjectedParty { kind, id }
    }
}

impl Projection {
    /// Whether protection ends with a segment: what follows for the same owner lets others do more, or is another's,
    /// or nothing follows.
    pub(crate) fn is_ending(&self, number: usize) -> bool {
        let Some(segment) = self.segments.get(number) else {
            return false;
        };
        let goes_on =
            |next: &ProjectedSegment| next.mode >= segment.mode && next.owner == segment.owner;
        let is_protected = segment.owner.kind > 0 && segment.mode >= Mode::Ask as u8;
        let next = number
            .checked_add(1)
            .and_then(|next| self.segments.get(next));
        is_protected && segment.until.is_some() && !next.is_some_and(goes_on)
    }

    pub(crate) fn found_in(&self) -> FoundIn {
        let endings = self.segments.iter().enumerate();
        let endings = endings.filter(|(number, _)| self.is_ending(*number));
        FoundIn {
            persons: self
                .segments
                .iter()
                .filter_map(|segment| segment.person)
                .collect(),
            endings: endings.filter_map(|(_, segment)| segment.until).collect(),
            dues: self
                .duties
                .iter()
                .filter_map(|duty| duty.due_until)
                .collect(),
        }
    }

    /// Its bytes: numbers in as few as they need, times as seconds since the one before; none for nothing.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Bytes::default();
        if self.is_empty() {
            return out.bytes;
        }
        out.number(self.segments.len() as u64);
        for segment in &self.segments {
            out.time(Some(segment.from));
            out.time(segment.until);
            out.number(
                u64::from(segment.state % STATES) + u64::from(STATES) * u64::from(segment.mode),
            );
            out.party(segment.owner);
            out.number(match segment.person {
                None => 0,
                person if segment.owner == person_of(person) => 1,
                Some(person) => u64::from(person) + 2,
            });
        }
        for duty in &self.duties {
            out.text(&duty.what);
            out.text(&duty.clause);
            out.party(duty.who);
            out.time(duty.due_until);
        }
        out.bytes
    }

    /// None if the bytes are something else.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Projection> {
        let mut projection = Projection::default();
        if bytes.is_empty() {
            return Some(projection);
        }
        let mut input = Read { bytes, last: 0 };
        for _ in 0..input.number()? {
            let (from, until) = (input.time()??, input.time()?);
            let firmness = u8::try_from(input.number()?).ok()?;
            let owner = input.party()?;
            projection.segments.push(ProjectedSegment {
                from,
                until,
                state: firmness % STATES,
                mode: firmness / STATES,
                owner,
                person: match input.number()? {
                    0 => None,
                    1 => owner.id,
                    person => Some(u32::try_from(person - 2).ok()?),
                },
            });
        }
        while !input.bytes.is_empty() {
            projection.duties.push(ProjectedDuty {
                what: input.text()?.to_owned(),
                clause: input.text()?.to_owned(),
                who: input.party()?,
                due_until: input.time()?,
            });
        }
        (!projection.is_empty()).then_some(projection)
    }

    fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.duties.is_empty()
    }
}

/// A person as the owner that they are.
fn person_of(person: Option<u32>) -> ProjectedParty {
    ProjectedParty {
        kind: 1,
        id: person,
    }
}

/// Bytes being written, and the last time among them.
#[derive(Default)]
struct Bytes {
    bytes: Vec<u8>,
    last: i64,
}

impl Bytes {
    fn number(&mut self, number: u64) {
        short_number::write(number, &mut self.bytes);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Kind and number in one.
    fn party(&mut self, party: ProjectedParty) {
        let id = u64::from(party.id.unwrap_or(0));
        self.number(id * PARTY_KINDS + u64::from(party.kind));
    }

    /// 0 for none, else the seconds since the last one, with the sign in the last bit.
    fn time(&mut self, time: Option<Instant>) {
        let Some(time) = time else {
            return self.number(0);
        };
        let since = time.seconds().wrapping_sub(self.last);
        let folded = (since << 1) ^ (since >> 63);
        self.number(folded.cast_unsigned().saturating_add(1));
        self.last = time.seconds();
    }
}

/// Bytes being read, and the last time among them; every answer is none where the bytes are something else.
struct Read<'b> {
    bytes: &'b [u8],
    last: i64,
}

impl<'b> Read<'b> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = short_number::read(self.bytes)?;
        self.bytes = rest;
        Some(number)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }

    fn party(&mut self) -> Option<ProjectedParty> {
        let number = self.number()?;
        Some(ProjectedParty {
            kind: u8::try_from(number % PARTY_KINDS).ok()?,
            id: Some(u32::try_from(number / PARTY_KINDS).ok()?).filter(|id| *id > 0),
        })
    }

    /// The outer none: something else.
    fn time(&mut self) -> Option<Option<Instant>> {
        let Some(folded) = self.number()?.checked_sub(1) else {
            return Some(None);
        };
        let since = (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed();
        self.last = self.last.wrapping_add(since);
        Some(Some(Instant::from_seconds(self.last)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::{Instant, ProjectedDuty, ProjectedParty, ProjectedSegment, Projection};

    fn party() -> impl Strategy<Value = ProjectedParty> {
        let id = option::of(1..=u32::MAX);
        (0..=5_u8, id).prop_map(|(kind, id)| ProjectedParty { kind, id })
    }

    prop_compose! {
        fn segment()(
            times in (any::<i64>(), option::of(any::<i64>())),
            firmness in (0..=4_u8, 0..=3_u8),
            owner in party(),
            person in option::of(any::<u32>()),
        ) -> ProjectedSegment {
            ProjectedSegment {
                from: Instant::from_seconds(times.0),
                until: times.1.map(Instant::from_seconds),
                state: firmness.0,
                mode: firmness.1,
                owner,
                person,
            }
        }
    }

    prop_compose! {
        fn duty()(
            texts in ("[a-z_]{0,12}", "[一二三四五]{0,3}"),
            who in party(),
            due in option::of(any::<i64>()),
        ) -> ProjectedDuty {
            ProjectedDuty {
                what: texts.0,
                clause: texts.1,
                who,
                due_until: due.map(Instant::from_seconds),
            }
        }
    }

    proptest! {
        #[test]
        fn property_what_was_projected_is_read_back(
            segments in vec(segment(), 0..4), duties in vec(duty(), 0..4)
        ) {
            let projection = Projection { segments, duties };
            let bytes = projection.encode();
            prop_assert_eq!(Projection::decode(&bytes), Some(projection));
            // Nothing that was cut short is taken for something else.
            for end in 1..bytes.len() {
                let cut = Projection::decode(&bytes[..end]).map(|cut| cut.encode());
                prop_assert!(cut.is_none_or(|cut| cut == bytes[..end]));
            }
        }
    }

    fn held(from: i64, until: Option<i64>, mode: u8, person: u32) -> ProjectedSegment {
        ProjectedSegment {
            from: Instant::from_seconds(from),
            until: until.map(Instant::from_seconds),
            state: 2,
            mode,
            owner: ProjectedParty {
                kind: 1,
                id: Some(person),
            },
            person: Some(person),
        }
    }

    #[test]
    fn protection_ends_where_others_may_do_more_or_another_holds() {
        let projection = Projection {
            segments: vec![
                held(100, Some(200), 3, 7),
                held(200, Some(300), 3, 7),
                held(300, Some(400), 2, 7),
                held(400, Some(500), 2, 8),
                held(500, None, 0, 8),
            ],
            duties: Vec::new(),
        };
        let found_in = projection.found_in();
        let endings: Vec<i64> = found_in.endings.iter().map(|at| at.seconds()).collect();
        assert_eq!(endings, [300, 400, 500]);
        assert_eq!(found_in.persons, [7, 8].into());
        assert!(
            projection.encode().len() < 40,
            "{}",
            projection.encode().len()
        );
    }
}
