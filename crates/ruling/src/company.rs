//! The company file: facts about people and units that rulings rest on.

mod absence;
mod acknowledged;
mod departure;
mod paper;
mod price;
mod ratio;
mod rota;

mod suspension;

use std::collections::BTreeMap;

pub use self::absence::StandIn;
use self::acknowledged::Acknowledgement;
pub use self::price::Price;
pub use self::ratio::Ratio;
use crate::calendar::{CivilDay, Instant, OpeningHours};
use crate::fact::{Ref, RegionCode, StaffId, UnitId};
use crate::name::Symbol;

/// One fact about a person or unit, in force from `from` (its own time) and known from `recorded`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyFact {
    /// In force from this second.
    pub from: Instant,
    /// Known from this second.
    pub recorded: Instant,
    /// What it says.
    pub change: Change,
}

/// The kinds of company fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Starts in a unit with a role.
    Joined {
        /// Who.
        staff: StaffId,
        /// Which unit.
        unit: UnitId,
        /// Their role there.
        role: Symbol,
    },
    /// Changes unit or role.
    Moved {
        /// Who.
        staff: StaffId,
        /// Which unit.
        unit: UnitId,
        /// Their role there.
        role: Symbol,
    },
    /// Leaves the company or is removed.
    Departed {
        /// Who.
        staff: StaffId,
    },
    /// May not act until `until` (exclusive).
    Suspended {
        /// Who.
        staff: StaffId,
        /// First second after it.
        until: Instant,
    },
    /// The unit is responsible for these divisions.
    RegionSet {
        /// Which unit.
        unit: UnitId,
        /// Its divisions, of any level.
        regions: Vec<RegionCode>,
    },
    /// The unit is on duty in the week that starts on this Monday.
    RosterSet {
        /// Which unit.
        unit: UnitId,
        /// First day of the week.
        monday: CivilDay,
    },
    /// Commission ratios per role, in parts of the whole.
    RatioSet {
        /// Of this project; without one, of every project that has none of its own.
        project: Option<Ref>,
        /// Parts per role.
        parts: Vec<(Symbol, u32)>,
    },
    /// What a product costs, in a division or everywhere.
    PriceSet {
        /// The product.
        product: Ref,
        /// Where; none: wherever no division has a price of its own.
        region: Option<RegionCode>,
        /// The price in the list, in cents; none: only its floor is set.
        list_cents: Option<i64>,
        /// Lowest price without permission, in cents.
        floor_cents: i64,
    },
    /// A document was acknowledged (regulation, confidentiality agreement).
    Acknowledged {
        /// Who.
        staff: StaffId,
        /// Which document.
        document: Symbol,
    },
    /// Took part in a training.
    Trained {
        /// Who.
        staff: StaffId,
        /// Which course.
        course: Symbol,
    },
    /// The old register is brought in: later opening facts are refused, and registrations are accepted
    /// from now on.
    OpeningClosed {
        /// Only in the domain of the pack of this name; without one, in every domain.
        domain: Symbol,
    },
    /// The system was down until `until` (exclusive).
    Outage {
        /// First second after it.
        until: Instant,
    },
    /// A person's level, for limits that depend on it.
    LevelSet {
        /// Who.
        staff: StaffId,
        /// Their level.
        level: Symbol,
    },
    /// Whose turn it is, in order: `rota:` and this name in packs.
    RotaSet {
        /// The rota's name: a unit's, or another.
        name: Symbol,
        /// In turn.
        order: Vec<StaffId>,
    },
    /// Opening hours for spans of open minutes.
    HoursSet {
        /// When it is open.
        hours: OpeningHours,
    },
    /// While somebody is away, a colleague signs and decides what their office is asked. Told again of the same
    /// two, the last one recorded counts.
    StandsIn {
        /// Who does it.
        staff: StaffId,
        /// For whom.
        absent: StaffId,
        /// First second in which they no longer do.
        until: Instant,
    },
    /// A name that stands for a person: `named:deputy`.
    Named {
        /// The name.
        name: Symbol,
        /// Who.
        staff: StaffId,
    },
}

/// One person's history, in order of `from`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct StaffHistory {
    places: Vec<Place>,
    departed: Vec<(Instant, Instant)>,
    suspended: Vec<(Instant, Instant, Instant)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    from: Instant,
    recorded: Instant,
    unit: UnitId,
    role: Symbol,
}

/// In force from, known from, unit, its divisions.
type Responsibility = (Instant, Instant, UnitId, Vec<RegionCode>);
/// The company file, indexed for judging. Every question takes the instant asked about and `known`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    staff: Vec<StaffHistory>,
    others: Vec<CompanyFact>,
    acknowledged: Vec<Acknowledgement>,
    stand_ins: Vec<StandIn>,
    rosters: BTreeMap<CivilDay, Vec<(Instant, UnitId)>>,
    regions: Vec<Responsibility>,
    ratios: Vec<Ratio>,
    hash: [u8; 32],
}

fn place_of(staff: StaffId) -> usize {
    usize::try_from(staff.0.get()).unwrap_or(usize::MAX)
}

impl Company {
    /// Indexes company facts; they may come in any order. `hash` identifies the file in rulings.
    pub fn new(mut facts: Vec<CompanyFact>, hash: [u8; 32]) -> Self {
        facts.sort_by_key(|fact| (fact.from, fact.recorded));
        let mut company = Company {
            hash,
            ..Company::default()
        };
        for fact in facts {
            company.add(fact);
        }
        company
    }

    /// The same file with one fact more, the last of all: to see what it would change.
    pub fn with(&self, fact: CompanyFact) -> Company {
        let mut company = self.clone();
        company.add(fact);
        company
    }

    fn history(&mut self, staff: StaffId) -> Option<&mut StaffHistory> {
        let place = place_of(staff);
        if self.staff.len() <= place {
            self.staff.resize_with(place + 1, StaffHistory::default);
        }
        self.staff.get_mut(place)
    }

    fn add(&mut self, fact: CompanyFact) {
        let (from, recorded) = (fact.from, fact.recorded);
        match fact.change {
            Change::Joined { staff, unit, role } | Change::Moved { staff, unit, role } => {
                if let Some(history) = self.history(staff) {
                    history.places.push(Place {
                        from,
                        recorded,
                        unit,
                        role,
                    });
                }
            }
            Change::Departed { staff } => {
                if let Some(history) = self.history(staff) {
                    history.departed.push((from, recorded));
                }
            }
            Change::Suspended { staff, until } => {
                if let Some(history) = self.history(staff) {
                    history.suspended.push((from, recorded, until));
                }
            }
            Change::RosterSet { unit, monday } => {
                self.rosters
                    .entry(monday)
                    .or_default()
                    .push((recorded, unit));
            }
            Change::RegionSet { unit, regions } => {
                self.regions.push((from, recorded, unit, regions));
            }
            Change::RatioSet { project, parts } => self.ratios.push(Ratio {
                from,
                recorded,
                project,
                parts,
            }),
            Change::Acknowledged { staff, document } => self.acknowledged.push(Acknowledgement {
                from,
                recorded,
                staff,
                document,
            }),
            Change::StandsIn {
                staff,
                absent,
                until,
            } => self.stand_ins.push(StandIn {
                staff,
                absent,
                from,
                until,
                recorded,
            }),
            change => self.others.push(CompanyFact {
                from,
                recorded,
                change,
            }),
        }
    }

    /// Identifies the facts in this file.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    fn of(&self, staff: StaffId) -> Option<&StaffHistory> {
        self.staff.get(place_of(staff))
    }

    fn place(&self, staff: StaffId, at: Instant, known: Instant) -> Option<Place> {
        let mut places = self
            .of(staff)?
            .places
            .iter()
            .filter(|place| place.recorded <= known);
        let first = *places.next()?;
        // Someone whose joining was entered late still belongs to the first unit known.
        Some(
            places
                .take_while(|place| place.from <= at)
                .last()
                .copied()
                .unwrap_or(first),
        )
    }

    /// The unit a person belongs to.
    pub fn unit_of(&self, staff: StaffId, at: Instant, known: Instant) -> Option<UnitId> {
        self.place(staff, at, known).map(|place| place.unit)
    }

    /// Whether the person has been in one unit only, as far as anybody will ever know.
    pub(crate) fn never_moved(&self, staff: StaffId) -> bool {
        self.of(staff)
            .is_some_and(|history| history.places.len() == 1)
    }

    /// The role a person has.
    pub fn role_of(&self, staff: StaffId, at: Instant, known: Instant) -> Symbol {
        self.place(staff, at, known)
            .map_or(Symbol::NONE, |place| place.role)
    }

    /// The first person with this role in the unit, if one is known.
    pub fn holder_of_role(
        &self,
        unit: UnitId,
        role: Symbol,
        at: Instant,
        known: Instant,
    ) -> Option<StaffId> {
        self.holders_of_role(unit, role, at, known).next()
    }

    /// Everybody at work with this role in the unit, in the order in which they were taken on.
    pub fn holders_of_role(
        &self,
        unit: UnitId,
        role: Symbol,
        at: Instant,
        known: Instant,
    ) -> impl Iterator<Item = StaffId> {
        (1..)
            .zip(self.staff.iter().skip(1))
            .filter_map(move |(number, _)| {
                let staff = StaffId(std::num::NonZeroU32::new(number)?);
                let place = self.place(staff, at, known)?;
                (place.unit == unit
                    && place.role == role
                    && self.departed_by(staff, at, known).is_none())
                .then_some(staff)
            })
    }

    /// Whether anybody has this role.
    pub(crate) fn has_role(&self, role: Symbol, at: Instant, known: Instant) -> bool {
        (1..).zip(self.staff.iter().skip(1)).any(|(number, _)| {
            std::num::NonZeroU32::new(number)
                .map(StaffId)
                .is_some_and(|staff| {
                    self.role_of(staff, at, known) == role
                        && self.departed_by(staff, at, known).is_none()
                })
        })
    }

    /// The unit on duty in the week that starts on this Monday: the last roster known.
    pub fn on_duty(&self, monday: CivilDay, known: Instant) -> Option<UnitId> {
        let weeks = self.rosters.get(&monday)?;
        weeks
            .iter()
            .filter(|(recorded, _)| *recorded <= known)
            .max_by_key(|(recorded, _)| *recorded)
            .map(|(_, unit)| *unit)
    }

    /// Each unit's responsible divisions in force.
    pub fn regions(
        &self,
        at: Instant,
        known: Instant,
    ) -> impl Iterator<Item = (UnitId, &[RegionCode])> {
        self.regions
            .iter()
            .enumerate()
            .filter_map(move |(place, (from, recorded, unit, codes))| {
                let in_force = *from <= at && *recorded <= known;
                let replaced =
                    self.regions
                        .iter()
                        .skip(place + 1)
                        .any(|(later, recorded, other, _)| {
                            other == unit && *later <= at && *recorded <= known
                        });
                (in_force && !replaced).then_some((*unit, codes.as_slice()))
            })
    }

    /// All facts that are asked for by kind only: prices, outages, names.
    pub fn others(&self, at: Instant, known: Instant) -> impl DoubleEndedIterator<Item = &Change> {
        self.others
            .iter()
            .filter(move |fact| fact.from <= at && fact.recorded <= known)
            .map(|fact| &fact.change)
    }

    /// The person a name such as `deputy` stands for.
    pub fn named(&self, name: Symbol, at: Instant, known: Instant) -> Option<StaffId> {
        self.others(at, known)
            .rev()
            .find_map(|change| match change {
                Change::Named {
                    name: known_as,
                    staff,
                } if *known_as == name => Some(*staff),
                _ => None,
            })
    }

    /// A person's level, for limits that depend on it.
    pub fn level_of(&self, staff: StaffId, at: Instant, known: Instant) -> Symbol {
        let level = self
            .others(at, known)
            .rev()
            .find_map(|change| match change {
                Change::LevelSet { staff: who, level } if *who == staff => Some(*level),
                _ => None,
            });
        level.unwrap_or_default()
    }

    /// Opening hours in force, if the company set any.
    pub fn hours(&self, at: Instant, known: Instant) -> Option<&OpeningHours> {
        self.others(at, known)
            .rev()
            .find_map(|change| match change {
                Change::HoursSet { hours } => Some(hours),
                _ => None,
            })
    }
}
