//! From the cells of a row to what a fact carries beyond its common part.

use super::fact_row::listed;
use super::intern::RefKind;
use super::names::symbol_of;
use super::row::Row;
use super::{Place, Reader};
use crate::calendar::Instant;
use crate::fact::{Particulars, Ref, RegionCode, StaffId};
use crate::language::Language;
use crate::name::{Symbol, SymbolSet};

/// Columns whose value is itself a field filled in: `phone=…` says that the field `phone` is there.
const GIVEN_BY_VALUE: [&str; 7] = [
    "customer", "phone", "name", "region", "project", "demand", "contract",
];

impl Reader<'_> {
    pub(super) fn particulars(&mut self, row: &Row) -> Option<Box<Particulars>> {
        let mut given = self.names(row, "fields");
        for column in GIVEN_BY_VALUE {
            if row.get(column).is_some() {
                let symbol = symbol_of(self.packs, column);
                // No rule can ask for a field that no pack mentions.
                if symbol != Symbol::UNKNOWN {
                    given.insert(symbol);
                }
            }
        }
        let more = Particulars {
            given,
            changed: self.names(row, "changed"),
            customer_type: self.name_in(row, "type"),
            customer: self.reference(row, "customer", RefKind::Customer),
            other_customer: self.reference(row, "other_customer", RefKind::Customer),
            phone: self.reference(row, "phone", RefKind::Phone),
            phone_of: self.name_in(row, "phone_of"),
            name: self.reference(row, "name", RefKind::Name),
            region: self.region(row),
            project: self.reference(row, "project", RefKind::Project),
            demand: self.reference(row, "demand", RefKind::Demand),
            contract: self.reference(row, "contract", RefKind::Contract),
            people: self.people_listed(row),
            unit: row.get("unit").map(|cell| self.people.add_unit(&cell.text)),
            cents: self.cents(row),
            value: self.whole(row),
            from: self.time(row, "from"),
            until: self.end(row),
            digest: self
                .reference(row, "digest", RefKind::Digest)
                .map(|digest| digest.0),
            has_reason: row.get("reason").is_some(),
            warned: false,
            on_behalf: self.staff(row, "on_behalf"),
            in_place_of: self.staff(row, "in_place_of"),
        };
        (more != Particulars::default()).then(|| Box::new(more))
    }

    fn names(&mut self, row: &Row, column: &str) -> SymbolSet {
        let mut set = SymbolSet::default();
        if let Some(cell) = row.get(column) {
            for name in listed(&cell.text) {
                set.insert(self.field(name, cell));
            }
        }
        set
    }

    fn name_in(&mut self, row: &Row, column: &str) -> Symbol {
        row.get(column)
            .map_or(Symbol::NONE, |cell| self.symbol(&cell.text))
    }

    fn reference(&mut self, row: &Row, column: &str, kind: RefKind) -> Option<Ref> {
        let cell = row.get(column)?;
        Some(self.intern.reference(kind, &cell.text))
    }

    fn people_listed(&mut self, row: &Row) -> Vec<StaffId> {
        let Some(cell) = row.get("people") else {
            return Vec::new();
        };
        listed(&cell.text)
            .filter_map(|name| self.staff_named(name, &cell.place))
            .collect()
    }

    fn region(&mut self, row: &Row) -> Option<RegionCode> {
        let cell = row.get("region")?;
        self.region_code(&cell.text, &cell.place)
    }

    pub(super) fn region_code(&mut self, text: &str, place: &Place) -> Option<RegionCode> {
        match RegionCode::parse(text) {
            Ok(code) => Some(code),
            Err(problem) => {
                let [zh, en] = [Language::Chinese, Language::English]
                    .map(|language| problem.refusal(language));
                self.problem(
                    "bad-region",
                    place,
                    (&zh.rule, &en.rule),
                    (&zh.remedy, &en.remedy),
                );
                None
            }
        }
    }

    fn cents(&mut self, row: &Row) -> Option<i64> {
        let cell = row.get("amount")?;
        self.yuan(&cell.text, &cell.place)
    }

    /// Yuan with at most two decimals, in cents.
    pub(super) fn yuan(&mut self, text: &str, place: &Place) -> Option<i64> {
        let cents = cents_of(text);
        if cents.is_none() {
            self.problem(
                "bad-amount",
                place,
                (
                    "金额不是以元为单位、至多两位小数的数",
                    "an amount is a number of yuan with at most two decimals",
                ),
                ("请写例如 12300.50", "write e.g. 12300.50"),
            );
        }
        cents
    }

    fn whole(&mut self, row: &Row) -> Option<i64> {
        let cell = row.get("value")?;
        let value = cell.text.parse().ok();
        if value.is_none() {
            self.problem(
                "bad-value",
                &cell.place,
                ("`value` 不是整数", "`value` is not a whole number"),
                ("请写例如 3", "write e.g. 3"),
            );
        }
        value
    }

    fn end(&mut self, row: &Row) -> Option<Instant> {
        let cell = row.get("until")?;
        let time = self.written_time(&cell.text, &cell.place)?;
        Some(time.end(&self.zone))
    }
}

/// Cents of a number of yuan such as `12300.5`, `¥12,300.50` or `80元`.
pub fn cents_of(text: &str) -> Option<i64> {
    let plain: String = text
        .trim_start_matches(['¥', '¥'])
        .trim_end_matches('元')
        .chars()
        .filter(|letter| *letter != ',')
        .collect();
    let (negative, plain) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let (yuan, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(decimals) || decimals.len() > 2 {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    let cents = yuan.checked_mul(100)?.checked_add(decimals)?;
    Some(if negative { -cents } else { cents })
}
