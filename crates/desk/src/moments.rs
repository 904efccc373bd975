//! The moments at which something in a case changed: what was recorded, and what came about by time alone.

use ruling::calendar::Instant;
use ruling::explain::InWords;
use ruling::fact::Fact;
use ruling::judge::judge;
use ruling::language::Language;
use ruling::policy::problem::Text;
use ruling::ruling::Mode;

use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// Most records whose moments are shown: the newest.
const RECORDS_MAX: usize = 60;

/// Why a case is another from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// This was recorded, by whoever it says.
    Recorded(Text),
    /// A time limit passed: others may do this now.
    ByTime(Mode),
}

/// A moment at which something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its first second.
    pub at: Instant,
    /// What changed, one or several at once.
    pub changed: Vec<Changed>,
}

impl Desk {
    /// The moments of a case up to now, oldest first; of somebody else's only those of one's own records.
    pub(crate) fn moments(&self, actor: &Actor, seen: &Seen) -> Result<Vec<Moment>, Refusal> {
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let file = &seen.judged.file;
        let words = |language| InWords::new(&seen.packs, file, &directory, language, actor.now);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let is_shown = |fact: &&Fact| fact.recorded <= actor.now && seen.shows(actor, fact);
        let mut moments: Vec<Moment> = Vec::new();
        let facts: Vec<&Fact> = file.facts().iter().filter(is_shown).collect();
        for fact in facts.iter().skip(facts.len().saturating_sub(RECORDS_MAX)) {
            let deed = Changed::Recorded(Text::new(zh.deed(fact), en.deed(fact)));
            match moments.last_mut().filter(|last| last.at == fact.recorded) {
                Some(last) => last.changed.push(deed),
                None => moments.push(Moment {
                    at: fact.recorded,
                    changed: vec![deed],
                }),
            }
        }
        if seen.sight == Sight::OwnPart {
            return Ok(moments);
        }
        let mut passed = Vec::new();
        for (number, moment) in moments.iter().enumerate() {
            let next = moments.get(number + 1).map_or(actor.now, |next| next.at);
            let ruling = judge(file, &company, &seen.packs, moment.at, moment.at);
            let mut mode = ruling.protection.mode;
            for segment in &ruling.segments {
                if segment.from > moment.at && segment.from < next && segment.mode != mode {
                    passed.push(Moment {
                        at: segment.from,
                        changed: vec![Changed::ByTime(segment.mode)],
                    });
                }
                mode = segment.mode;
            }
        }
        moments.extend(passed);
        moments.sort_by_key(|moment| moment.at);
        Ok(moments)
    }
}
