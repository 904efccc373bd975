//! What is projected from a case's ruling: who holds the case from when until when, and who must do what by when, if
//! nothing further happens. Kept with the case in a few bytes, made again from its entries by `rebuild`.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::ruling::{Mode, Party};

use super::wire::{In, Out};

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

    /// Its bytes: times one after the other as seconds since the one before, from the first segment's; none for nothing.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Out::default();
        if self.is_empty() {
            return out.0;
        }
        out.array(self.segments.len() as u64);
        let mut last = 0;
        for segment in &self.segments {
            out.seconds_since(&mut last, Some(segment.from));
            out.seconds_since(&mut last, segment.until);
            out.int(
                i64::from(segment.state % STATES) + i64::from(STATES) * i64::from(segment.mode),
            );
            party(segment.owner, &mut out);
            out.number(segment.person.map(u64::from));
        }
        let first = self
            .segments
            .first()
            .map_or(0, |segment| segment.from.seconds());
        for duty in &self.duties {
            out.text(&duty.what);
            out.text(&duty.clause);
            party(duty.who, &mut out);
            out.seconds_since(&mut { first }, duty.due_until);
        }
        out.0
    }

    /// None if the bytes are something else.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Projection> {
        let mut projection = Projection::default();
        if bytes.is_empty() {
            return Some(projection);
        }
        let mut input = In::new(bytes);
        let mut last = 0;
        for _ in 0..input.any_array()? {
            let from = input.seconds_since(&mut last)??;
            let until = input.seconds_since(&mut last)?;
            let firmness: u8 = input.fit()?;
            projection.segments.push(ProjectedSegment {
                from,
                until,
                state: firmness % STATES,
                mode: firmness / STATES,
                owner: read_party(&mut input)?,
                person: read_id(&mut input)?,
            });
        }
        let first = projection
            .segments
            .first()
            .map_or(0, |segment| segment.from.seconds());
        while !input.is_at_end() {
            projection.duties.push(ProjectedDuty {
                what: input.text()?.to_owned(),
                clause: input.text()?.to_owned(),
                who: read_party(&mut input)?,
                due_until: input.seconds_since(&mut { first })?,
            });
        }
        (!projection.is_empty()).then_some(projection)
    }

    fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.duties.is_empty()
    }
}

/// One number of both.
fn party(party: ProjectedParty, out: &mut Out) {
    let id = u64::from(party.id.unwrap_or(0));
    out.number(Some(id * PARTY_KINDS + u64::from(party.kind)));
}

fn read_party(input: &mut In<'_>) -> Option<ProjectedParty> {
    let number = input.number()??;
    Some(ProjectedParty {
        kind: u8::try_from(number % PARTY_KINDS).ok()?,
        id: Some(u32::try_from(number / PARTY_KINDS).ok()?).filter(|id| *id > 0),
    })
}

fn read_id(input: &mut In<'_>) -> Option<Option<u32>> {
    match input.number()? {
        None => Some(None),
        Some(number) => u32::try_from(number).ok().map(Some),
    }
}

impl Out {
    /// A time as seconds since the last, which it is for the next; or null.
    fn seconds_since(&mut self, last: &mut i64, time: Option<Instant>) {
        match time {
            None => self.null(),
            Some(time) => {
                self.int(time.seconds().wrapping_sub(*last));
                *last = time.seconds();
            }
        }
    }
}

impl In<'_> {
    /// A time or null; the outer none: neither.
    fn seconds_since(&mut self, last: &mut i64) -> Option<Option<Instant>> {
        let since = self.int_or_null()?;
        Some(since.map(|since| {
            *last = last.wrapping_add(since);
            Instant::from_seconds(*last)
        }))
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
            projection.encode().len() < 50,
            "{}",
            projection.encode().len()
        );
    }
}
