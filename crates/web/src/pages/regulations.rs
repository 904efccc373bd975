//! The company's regulations: which there are, who is under which, and publishing one more or a new version.

pub(crate) mod list;
pub(crate) mod publish;

use desk::publication::ClauseChange;

use crate::pages::typed::Typed;
use crate::site::Shipped;
use crate::visitor::Visitor;
use crate::words::Words;

/// The texts that a form brings: of a regulation that comes with the program, or its own.
fn texts(visitor: &Visitor, typed: &Typed) -> (String, String) {
    let shipped = visitor.site.shipped.iter();
    let chosen = typed.text("shipped");
    let mut chosen = shipped.filter(|one: &&Shipped| one.name == chosen);
    match chosen.next() {
        Some(shipped) => (shipped.pack.clone(), shipped.regulation.clone()),
        None => (typed.text("pack"), typed.text("regulation")),
    }
}

fn change(change: ClauseChange, say: Words) -> &'static str {
    match change {
        ClauseChange::Added => say.publish_added(),
        ClauseChange::Removed => say.publish_removed(),
        ClauseChange::Reworded => say.publish_reworded(),
        ClauseChange::ExecutedOtherwise => say.publish_executed_otherwise(),
    }
}
