//! Names the engine itself knows, interned once.

use crate::name::{Names, Symbol};

/// Names every pack's facts may carry, whatever the regulation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownNames {
    /// Links: two customers are one.
    pub(crate) same_as: Symbol,
    /// Links: two customers are not one.
    pub(crate) not_same: Symbol,
    /// Amended: the time it happened.
    pub(crate) occurred: Symbol,
    /// A registration whose customer may be another case's.
    pub(crate) suspected: Symbol,
    /// A claim's own kind of fact.
    pub(crate) registered: Symbol,
    /// The holder gave the customer up.
    pub(crate) waived: Symbol,
    /// The act of asking the holder, in the system, for consent.
    pub(crate) ask_consent: Symbol,
    /// The amount of a commission.
    pub(crate) commission: Symbol,
    /// The permission to quote below the floor.
    pub(crate) special_price: Symbol,
    /// Of which kind the customer is, where a claim must say so.
    pub(crate) customer_type: Symbol,
    /// A phone that is the customer's own, where a correction says so.
    pub(crate) own: Symbol,
    /// The relation of which there is one.
    pub(crate) spouse: Symbol,
    /// Relations and their inverses.
    pub(crate) parent: Symbol,
    /// The other direction of parent.
    pub(crate) child: Symbol,
    /// The person or company the case is about, as an identifying field.
    pub(crate) customer: Symbol,
    /// The project, as an identifying field.
    pub(crate) project: Symbol,
    /// Identifying fields: correcting one starts the rank anew.
    pub(crate) identifying: [Symbol; 5],
}

impl KnownNames {
    pub(crate) fn new(names: &mut Names) -> Self {
        KnownNames {
            same_as: names.intern("same_as"),
            not_same: names.intern("not_same"),
            occurred: names.intern("occurred"),
            suspected: names.intern("suspected"),
            registered: names.intern("registered"),
            waived: names.intern("waived"),
            ask_consent: names.intern("ask_consent"),
            commission: names.intern("commission"),
            special_price: names.intern("special_price"),
            customer_type: names.intern("customer_type"),
            own: names.intern("self"),
            spouse: names.intern("spouse"),
            parent: names.intern("parent"),
            child: names.intern("child"),
            customer: names.intern("customer"),
            project: names.intern("project"),
            identifying: ["phone", "id_number", "credit_code", "project", "customer"]
                .map(|name| names.intern(name)),
        }
    }

    /// A relation seen from the other side; spouses and siblings are the same both ways.
    pub(crate) fn inverse(&self, relation: Symbol) -> Symbol {
        match relation {
            relation if relation == self.parent => self.child,
            relation if relation == self.child => self.parent,
            relation => relation,
        }
    }
}
