//! Whose turn it is.

use super::{Change, Company};
use crate::calendar::Instant;
use crate::fact::StaffId;
use crate::name::Symbol;

impl Company {
    /// Whose turn it is, in order, by the last rota of this name.
    pub fn rota(&self, name: Symbol, at: Instant, known: Instant) -> &[StaffId] {
        let mut rotas = self.others(at, known).rev();
        let order = rotas.find_map(|change| match change {
            Change::RotaSet { name: of, order } if *of == name => Some(order.as_slice()),
            _ => None,
        });
        order.unwrap_or_default()
    }
}
