//! What waits for somebody: the list, and several things answered in one go.

pub(crate) mod answer;
pub(crate) mod list;

use desk::act::table::Ask;
use desk::case_sheet::DutyLine;
use desk::task::{Answered, TaskKind, TaskLine};
use desk::{FactKind, Seq, StaffId};

use crate::words::Words;

/// What people read for a kind.
fn kind_name(kind: TaskKind, say: Words) -> &'static str {
    match kind {
        TaskKind::Review => say.task_kind_review(),
        TaskKind::Permission => say.task_kind_permission(),
        TaskKind::Allocation => say.task_kind_allocation(),
        TaskKind::Evidence => say.task_kind_evidence(),
        TaskKind::Dispute => say.task_kind_dispute(),
        TaskKind::Fee => say.task_kind_fee(),
        TaskKind::Violation => say.task_kind_violation(),
        TaskKind::Appeal => say.task_kind_appeal(),
        TaskKind::Identity => say.task_kind_identity(),
        TaskKind::Signature => say.task_kind_signature(),
        TaskKind::Duty => say.task_kind_duty(),
    }
}

/// Where something is seen to, with what is chosen there already.
pub(crate) struct Place {
    path: String,
    chosen: Vec<(&'static str, String)>,
}

/// What is chosen already where something is seen to.
struct Chosen<'a> {
    what: &'a str,
    of: Option<Seq>,
    person: Option<StaffId>,
}

impl Place {
    fn of(task: &TaskLine) -> Place {
        let chosen = Chosen {
            what: &task.what_name,
            of: task.of,
            person: task.person,
        };
        Place::at(task.case, task.answered, &chosen)
    }

    /// Where the reader meets a duty of theirs; none: it is somebody else's, or met on the case's own page.
    pub(crate) fn of_duty(duty: &DutyLine) -> Option<Place> {
        let chosen = Chosen {
            what: &duty.what_name,
            of: duty.of,
            person: None,
        };
        let place = Place::at(duty.case, duty.answered, &chosen);
        let is_elsewhere = place.path != format!("/cases/{}", duty.case);
        (duty.is_mine && is_elsewhere).then_some(place)
    }

    fn at(case: u64, answered: Answered, known: &Chosen<'_>) -> Place {
        let of = known.of.map(|of| ("of", of.to_string()));
        let (path, asks) = match answered {
            Answered::Act(act) if act.kind == FactKind::Noted => {
                let path = format!("/cases/{case}/duties/{}", in_address(known.what));
                return Place {
                    path,
                    chosen: of.into_iter().collect(),
                };
            }
            Answered::Act(act) => (format!("/cases/{case}/acts/{}", act.name), act.asks),
            Answered::Identity => ("/identity".to_owned(), [].as_slice()),
            Answered::Project => (format!("/identity/{case}"), [].as_slice()),
            Answered::Registration => ("/registrations/new".to_owned(), [].as_slice()),
            Answered::Roster => ("/roster".to_owned(), [].as_slice()),
            Answered::FollowUp | Answered::Case => (format!("/cases/{case}"), [].as_slice()),
        };
        let chosen = asks.iter().filter_map(|(ask, _)| match ask {
            Ask::Name => Some(("what", known.what.to_owned())),
            Ask::Entry(_) => of.clone(),
            Ask::Person => Some(("person", known.person?.0.to_string())),
            _ => None,
        });
        Place {
            chosen: chosen.collect(),
            path,
        }
    }

    /// Its address.
    pub(crate) fn address(&self) -> String {
        let mut address = self.path.clone();
        for (number, (name, value)) in self.chosen.iter().enumerate() {
            let joint = if number == 0 { '?' } else { '&' };
            address.push_str(&format!("{joint}{name}={}", in_address(value)));
        }
        address
    }
}

/// A regulation's name as a part of an address: names may be Chinese.
fn in_address(name: &str) -> String {
    let bytes = name.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    });
    bytes.collect()
}
