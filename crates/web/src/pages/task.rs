//! What waits for somebody: the list, and several things answered in one go.

pub(crate) mod answer;
pub(crate) mod list;

use desk::act::table::Ask;
use desk::task::{Answered, TaskKind, TaskLine};

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

/// Where a task is seen to, with what is chosen there already.
struct Place {
    path: String,
    chosen: Vec<(&'static str, String)>,
}

impl Place {
    fn of(task: &TaskLine) -> Place {
        let case = task.case;
        let (path, asks) = match task.answered {
            Answered::Act(act) => (format!("/cases/{case}/acts/{}", act.name), act.asks),
            Answered::Identity => ("/identity".to_owned(), [].as_slice()),
            Answered::Registration => ("/registrations/new".to_owned(), [].as_slice()),
            Answered::Roster => ("/roster".to_owned(), [].as_slice()),
            Answered::FollowUp | Answered::Case => (format!("/cases/{case}"), [].as_slice()),
        };
        let chosen = asks.iter().filter_map(|(ask, _)| match ask {
            Ask::Name => Some(("what", task.what_name.clone())),
            Ask::Entry(_) => Some(("of", task.of?.to_string())),
            Ask::Person => Some(("person", task.person?.0.to_string())),
            _ => None,
        });
        Place {
            chosen: chosen.collect(),
            path,
        }
    }
}
