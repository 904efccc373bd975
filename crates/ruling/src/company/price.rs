//! Prices of products: everywhere, and where a division has its own.

use super::{Change, Company};
use crate::calendar::Instant;
use crate::fact::{Ref, RegionCode};

/// A price in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Where it was set for; none: everywhere.
    pub region: Option<RegionCode>,
    /// The price in the list, in cents, where one was set.
    pub list_cents: Option<i64>,
    /// Lowest price without permission, in cents.
    pub floor_cents: i64,
}

impl Company {
    /// What a product costs at a place: as set last for the finest division that has a price, else everywhere.
    pub fn price(
        &self,
        product: Ref,
        place: Option<RegionCode>,
        at: Instant,
        known: Instant,
    ) -> Option<Price> {
        let divisions = place.into_iter().flat_map(RegionCode::ancestry);
        let mut scopes = divisions.map(Some).chain([None]);
        scopes.find_map(|scope| self.price_of(product, scope, at, known))
    }

    fn price_of(
        &self,
        product: Ref,
        scope: Option<RegionCode>,
        at: Instant,
        known: Instant,
    ) -> Option<Price> {
        let mut changes = self.others(at, known).rev();
        changes.find_map(|change| match change {
            Change::PriceSet {
                product: priced,
                region,
                list_cents,
                floor_cents,
            } if *priced == product && *region == scope => Some(Price {
                region: scope,
                list_cents: *list_cents,
                floor_cents: *floor_cents,
            }),
            _ => None,
        })
    }

    /// Every price that was ever set, the earliest in force first: since when, when it was recorded, of what, and what.
    pub fn prices(&self) -> impl Iterator<Item = (Instant, Instant, Ref, Price)> {
        self.others.iter().filter_map(|fact| match fact.change {
            Change::PriceSet {
                product,
                region,
                list_cents,
                floor_cents,
            } => {
                let price = Price {
                    region,
                    list_cents,
                    floor_cents,
                };
                Some((fact.from, fact.recorded, product, price))
            }
            _ => None,
        })
    }
}
