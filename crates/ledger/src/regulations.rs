//! The regulations of a company. Each governs a domain: the units that were put under it.

use std::sync::Arc;

use ruling::calendar::{Instant, Workdays};
use ruling::fact::UnitId;
use ruling::name::Names;
use ruling::policy::problem::Problem;
use ruling::policy::{PackSource, Packs};

/// The domain of a company's first regulation, which governs every unit that was put under no other.
pub(crate) const FIRST: u32 = 1;

/// All regulations of a company in all versions, with one table of names, and which unit is under which.
#[derive(Debug, Clone)]
pub struct Regulations {
    first: Regulation,
    /// Domain 2 and on.
    others: Vec<Regulation>,
    /// In the order in which it was recorded.
    governed: Vec<Governed>,
}

#[derive(Debug, Clone)]
struct Regulation {
    /// Texts of pack and regulation of each version.
    texts: Vec<(String, String)>,
    packs: Arc<Packs>,
}

/// From when on a unit is under the regulation of a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Governed {
    /// Which unit, with all below it that are under none of their own.
    pub unit: UnitId,
    /// Which regulation.
    pub domain: u32,
    /// First second in which it counts.
    pub from: Instant,
    /// When it was recorded.
    pub recorded: Instant,
}

impl Regulation {
    fn load(texts: Vec<(String, String)>, names: &Names) -> Result<Regulation, Vec<Problem>> {
        let sources: Vec<PackSource<'_>> = texts
            .iter()
            .map(|(pack, regulation)| PackSource {
                pack_path: "pack.toml",
                pack,
                regulation_path: "regulation.md",
                regulation,
            })
            .collect();
        let workdays = Arc::new(Workdays::state_council().clone());
        let packs = Arc::new(Packs::load_beside(&sources, workdays, names)?);
        Ok(Regulation { texts, packs })
    }

    fn name(&self) -> Option<&str> {
        let newest = self.packs.versions().last();
        newest.map(|version| version.name.as_str())
    }
}

impl Regulations {
    /// A company with one regulation, from the texts of its pack.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(pack: &str, regulation: &str) -> Result<Regulations, Vec<Problem>> {
        let text = (pack.to_owned(), regulation.to_owned());
        Ok(Regulations {
            first: Regulation::load(vec![text], &Names::default())?,
            others: Vec::new(),
            governed: Vec::new(),
        })
    }

    /// Adds what is published next: a new version of the regulation of the same name, or one more regulation.
    /// Tells its domain.
    ///
    /// # Errors
    /// What is wrong with the texts, also beside earlier versions. Nothing has changed then.
    pub fn add(&mut self, pack: &str, regulation: &str) -> Result<u32, Vec<Problem>> {
        let text = (pack.to_owned(), regulation.to_owned());
        let mut added = Regulation::load(vec![text.clone()], self.names())?;
        let known = added.name().and_then(|name| self.named(name));
        if let Some(domain) = known {
            let mut texts = self.of(domain).texts.clone();
            texts.push(text);
            added = Regulation::load(texts, self.names())?;
        }
        let names = added.packs.names.clone();
        let domain = known.unwrap_or(FIRST + 1 + count(&self.others));
        match self.place(domain) {
            Some(place) => *place = added,
            None => self.others.push(added),
        }
        for one in std::iter::once(&mut self.first).chain(&mut self.others) {
            Arc::make_mut(&mut one.packs).names.learn(&names);
        }
        Ok(domain)
    }

    /// Domains with all versions of their regulation, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Arc<Packs>)> {
        let all = std::iter::once(&self.first).chain(&self.others);
        (FIRST..).zip(all.map(|regulation| &regulation.packs))
    }

    /// The regulation of a domain; of one that there is not, the first.
    pub fn packs(&self, domain: u32) -> &Arc<Packs> {
        &self.of(domain).packs
    }

    /// Texts of pack and regulation of each version of a domain's, in the order in which they were published.
    pub fn texts(&self, domain: u32) -> &[(String, String)] {
        &self.of(domain).texts
    }

    /// The company's first regulation.
    pub fn first(&self) -> &Arc<Packs> {
        &self.first.packs
    }

    /// The domain of a regulation, by the name that its pack has.
    pub fn named(&self, name: &str) -> Option<u32> {
        let all = (FIRST..).zip(std::iter::once(&self.first).chain(&self.others));
        let mut all = all.filter(|(_, regulation)| regulation.name() == Some(name));
        all.next().map(|(domain, _)| domain)
    }

    /// The text of the newest pack of a domain.
    pub fn newest_pack(&self, domain: u32) -> Option<&str> {
        let newest = self.of(domain).texts.last();
        newest.map(|(pack, _)| pack.as_str())
    }

    /// The names of all regulations.
    pub fn names(&self) -> &Names {
        &self.first.packs.names
    }

    /// The domain of a unit at an instant: that of the first in its line, from below, which was put under a
    /// regulation by then. Where none was, a first one that held already when it was recorded counts for what came
    /// before it, too; one that was planned does not.
    pub fn domain_of(&self, line: &[UnitId], at: Instant) -> u32 {
        let since = |unit: &UnitId| {
            let since = self.governed_of(*unit).filter(|one| one.from <= at);
            // Of two from the same instant on, the later recorded counts.
            since.max_by_key(|one| one.from)
        };
        let earliest = |unit: &UnitId| {
            let known = self.governed_of(*unit);
            let held = known.filter(|one| one.from <= one.recorded);
            held.rev().min_by_key(|one| one.from)
        };
        let found = line.iter().find_map(since);
        let found = found.or_else(|| line.iter().find_map(earliest));
        found.map_or(FIRST, |one| one.domain)
    }

    /// Every time a unit was itself put under a regulation, in the order in which it was recorded.
    pub fn governed_of(&self, unit: UnitId) -> impl DoubleEndedIterator<Item = &Governed> {
        self.governed.iter().filter(move |one| one.unit == unit)
    }

    pub(crate) fn govern(&mut self, governed: Governed) {
        self.governed.push(governed);
    }

    fn of(&self, domain: u32) -> &Regulation {
        let place = domain.checked_sub(FIRST + 1);
        let other = place.and_then(|place| self.others.get(usize::try_from(place).ok()?));
        other.unwrap_or(&self.first)
    }

    fn place(&mut self, domain: u32) -> Option<&mut Regulation> {
        match domain.checked_sub(FIRST + 1) {
            None => Some(&mut self.first),
            Some(place) => self.others.get_mut(usize::try_from(place).ok()?),
        }
    }
}

fn count<T>(all: &[T]) -> u32 {
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}
