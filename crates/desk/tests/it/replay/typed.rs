//! What people type of a scenario's customers: a scenario names them and says which fields were filled in, a desk
//! needs the values.

mod invented;

use std::collections::BTreeSet;

use desk::blacklist::BlacklistInput;
use desk::form::{FormField, RegistrationForm};
use desk::register::RegistrationInput;
use desk::{FieldKind, Holds, Identity};
use ruling::calendar::{Instant, Zone};
use ruling::fact::{Fact, FactKind, Particulars, Ref};
use ruling::identity::company_name::CompanyName;
use ruling::identity::person_name::PersonName;
use ruling::policy::Packs;
use ruling::policy::field::FoundOut;
use ruling::scenario::Scenario;

use self::invented::{credit_code, id_number, person};

/// A scenario's customer, as people know them.
#[derive(Clone, Copy)]
pub(super) struct Typist<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) packs: &'a Packs,
    pub(super) form: &'a RegistrationForm,
}

/// A mark, and what must be typed for it to follow.
const MARKS: [(&str, &str, &str); 10] = [
    ("under_14", "birth_date", "2016-01-01"),
    ("age_13_to_15_without_birth", "age", "14"),
    ("id_number_valid", "id_number", "19880101"),
    ("under_16", "id_number", "20110101"),
    ("under_18", "id_number", "20090101"),
    ("credit_code_valid", "credit_code", "91"),
    ("without_legal_personality", "credit_code", "92"),
    ("licence_expired", "licence_until", "2020-01-01"),
    ("tax_number_differs", "tax_number", "91420100MA00000000"),
    ("licence_valid", "", ""),
];

impl Typist<'_> {
    fn text(self, reference: Option<Ref>) -> Option<String> {
        reference
            .and_then(|value| self.scenario.intern.text(value))
            .map(str::to_owned)
    }

    /// Whom a fact is about.
    fn customer(self, more: Option<&Particulars>) -> u64 {
        let own = more.and_then(|more| more.customer);
        own.or(self.scenario.case.customer)
            .map_or(0, |customer| customer.0)
    }

    /// The values of a claim's fields; an error names what cannot be typed.
    pub(super) fn registration(self, fact: &Fact) -> Result<RegistrationInput, String> {
        let nothing = Particulars::default();
        let more = fact.particulars.as_deref().unwrap_or(&nothing);
        let names: BTreeSet<&str> = more
            .given
            .iter()
            .map(|name| self.packs.names.text(name))
            .collect();
        let mut input = RegistrationInput {
            region: more.region.map(|region| region.to_string()),
            customer_type: self.name(more.customer_type),
            ..RegistrationInput::default()
        };
        for field in &self.form.fields {
            let is_given = names.contains(field.name.as_str()) || self.is_said(field, more);
            match field.kind {
                FieldKind::Document if is_given => input.given.push(field.name.clone()),
                // A licence without an end has no last day.
                _ if field.holds == Holds::LastDay && more.until.is_none() => {}
                FieldKind::Plain | FieldKind::Personal if is_given || is_unsaid(field) => {
                    let value = self.value(field, more, names.contains("suspected"));
                    input.fields.push((field.name.clone(), value));
                }
                _ => {}
            }
        }
        for name in names.iter().filter(|name| !self.is_field(name)) {
            self.mark(name, more, &mut input)?;
        }
        self.same_tax_number(&names, &mut input);
        input.fields.sort();
        Ok(input)
    }

    /// What tells a visitor or buyer apart.
    pub(super) fn identity(self, more: Option<&Particulars>) -> Vec<(String, String)> {
        let nothing = Particulars::default();
        let more = more.unwrap_or(&nothing);
        let fields = self.form.fields.iter();
        let fields = fields.filter(|field| field.identifies.is_some() || field.name == "name");
        let typed = fields.filter(|field| !matches!(field.identifies, Some(Identity::IdNumber)));
        typed
            .map(|field| (field.name.clone(), self.value(field, more, false)))
            .collect()
    }

    /// The same with the parts that tell cases of a customer apart: whoever opens a case says which it is.
    pub(super) fn first_entry(self, more: Option<&Particulars>) -> Vec<(String, String)> {
        let mut typed = self.identity(more);
        let facts = self.scenario.case.facts().iter();
        let mut claims = facts.filter(|fact| fact.kind == FactKind::Registered);
        let claim = claims.next().and_then(|claim| claim.particulars.as_deref());
        let is_part =
            |field: &&FormField| ["project", "demand", "contract"].contains(&field.name.as_str());
        let says = |field: &FormField, scope: &Particulars| {
            let is_given = scope.given.contains(self.packs.names.find(&field.name));
            is_given || self.is_said(field, scope)
        };
        let parts = || self.form.fields.iter().filter(is_part);
        // Whoever says another part and may leave out the project says that there is none.
        let is_without_project = self.packs.may_lack_project()
            && more.is_some_and(|more| parts().any(|field| says(field, more)));
        for field in parts() {
            let is_open = field.name == "project" && is_without_project;
            let registered = claim.filter(|_| !is_open);
            let said = more.filter(|more| says(field, more));
            if let Some(scope) = said.or(registered.filter(|claim| says(field, claim))) {
                typed.push((field.name.clone(), self.value(field, scope, false)));
            }
        }
        typed
    }

    /// Whether a name is that of a field with a value.
    pub(super) fn is_typed(self, name: &str) -> bool {
        let mut fields = self.form.fields.iter();
        fields.any(|field| {
            field.name == name && matches!(field.kind, FieldKind::Plain | FieldKind::Personal)
        })
    }

    /// What a correction types; an error names what cannot be typed.
    pub(super) fn correction(self, fact: &Fact) -> Result<RegistrationInput, String> {
        let nothing = Particulars::default();
        let more = fact.particulars.as_deref().unwrap_or(&nothing);
        let names: BTreeSet<&str> = more
            .given
            .iter()
            .map(|name| self.packs.names.text(name))
            .collect();
        let mut input = RegistrationInput {
            fields: self.said_fields(more, &names),
            ..RegistrationInput::default()
        };
        if more.customer.is_some() {
            input.fields.extend(self.identity(Some(more)));
        }
        let is_said = |field: &&FormField| match field.identifies {
            Some(Identity::Phone) => more.phone.is_some(),
            _ => field.name == "name" && more.name.is_some(),
        };
        for field in self.form.fields.iter().filter(is_said) {
            let value = self.value(field, more, false);
            input.fields.push((field.name.clone(), value));
        }
        for name in names.into_iter().filter(|name| !self.is_typed(name)) {
            let is_paper = |field: &FormField| field.name == name && field.kind != FieldKind::Mark;
            match self.form.fields.iter().any(is_paper) {
                true => input.given.push(name.to_owned()),
                false => self.mark(name, more, &mut input)?,
            }
        }
        input.fields.sort();
        input.fields.dedup_by(|one, other| one.0 == other.0);
        Ok(input)
    }

    /// The values of fields that a scenario says were filled in.
    pub(super) fn said_fields(
        self,
        more: &Particulars,
        names: &BTreeSet<&str>,
    ) -> Vec<(String, String)> {
        let fields = self.form.fields.iter().filter(|field| {
            let name = field.name.as_str();
            self.is_typed(name) && (names.contains(name) || self.is_said(field, more))
        });
        fields
            .map(|field| (field.name.clone(), self.value(field, more, false)))
            .collect()
    }

    /// What was typed by the names that the ledger keeps it under.
    pub(super) fn kept(self, typed: Vec<(String, String)>) -> Vec<(String, String)> {
        let kept = typed.into_iter().map(|(name, value)| {
            let mut fields = self.form.fields.iter();
            let identity = fields
                .find(|field| field.name == name)
                .and_then(|field| field.identifies);
            (
                identity.map_or(name, |identity| identity.name().to_owned()),
                value,
            )
        });
        kept.collect()
    }

    fn name(self, symbol: ruling::name::Symbol) -> Option<String> {
        symbol
            .is_some()
            .then(|| self.packs.names.text(symbol).to_owned())
    }

    fn is_field(self, name: &str) -> bool {
        let mut fields = self.form.fields.iter();
        fields.any(|field| field.name == name && field.kind != FieldKind::Mark)
    }

    /// Whether a scenario says a field's value beside the list of fields.
    fn is_said(self, field: &FormField, more: &Particulars) -> bool {
        match field.name.as_str() {
            "project" => more.project.is_some(),
            "demand" => more.demand.is_some(),
            "contract" => more.contract.is_some(),
            "phone_of" => more.phone_of.is_some(),
            _ => field.holds == Holds::LastDay && more.until.is_some(),
        }
    }

    fn value(self, field: &FormField, more: &Particulars, is_masked: bool) -> String {
        let customer = self.customer(Some(more));
        let text = match (field.identifies, field.holds) {
            (Some(Identity::Phone), _) => {
                let own = self.text(
                    more.phone
                        .or_else(|| self.as_registered(more, |more| more.phone)),
                );
                let phone = own.unwrap_or_else(|| format!("139000{customer:05}"));
                match is_masked {
                    true => {
                        let seen = phone.chars().count().saturating_sub(4);
                        let shown: String = phone.chars().take(seen).collect();
                        Some(format!("{shown}****"))
                    }
                    false => Some(phone),
                }
            }
            (Some(Identity::Company), _) => Some(self.company(customer)),
            (Some(Identity::CreditCode), _) => Some(credit_code("91", customer)),
            (Some(Identity::IdNumber), _) => Some(id_number("19880101", customer)),
            (None, Holds::Date) => Some("2026-01-05".to_owned()),
            (None, Holds::LastDay) => more.until.map(|end| last_day(end, &self.scenario.zone)),
            (None, Holds::Relation) => self.name(more.phone_of),
            (None, _) => match field.name.as_str() {
                "name" => Some(
                    self.text(
                        more.name
                            .or_else(|| self.as_registered(more, |more| more.name)),
                    )
                    .filter(|name| PersonName::parse(name).is_ok()),
                )
                .flatten()
                .or_else(|| Some(person(customer))),
                "project" => self.text(more.project.or_else(|| self.said(|more| more.project))),
                "demand" => self.text(more.demand.or_else(|| self.said(|more| more.demand))),
                "contract" => self.text(more.contract.or_else(|| self.said(|more| more.contract))),
                "age" => Some("38".to_owned()),
                _ => None,
            },
        };
        text.unwrap_or_else(|| "有".to_owned())
    }

    /// A value of the customer's that only the claims say.
    fn as_registered(
        self,
        more: &Particulars,
        part: impl Fn(&Particulars) -> Option<Ref>,
    ) -> Option<Ref> {
        let customer = self.customer(Some(more));
        let facts = self.scenario.case.facts().iter();
        let mut claims = facts.filter(|fact| fact.kind == FactKind::Registered);
        claims.find_map(|claim| {
            let claimed = claim.particulars.as_deref();
            let said = part(claimed?)?;
            (self.customer(claimed) == customer).then_some(said)
        })
    }

    /// A value that any fact of the scenario says.
    fn said(self, part: impl Fn(&Particulars) -> Option<Ref>) -> Option<Ref> {
        let mut facts = self.scenario.case.facts().iter();
        facts.find_map(|fact| part(fact.particulars.as_deref()?))
    }

    fn company(self, customer: u64) -> String {
        let text = self.scenario.intern.text(Ref(customer)).unwrap_or("湖畔");
        match CompanyName::parse(text).is_ok() {
            true => text.to_owned(),
            false => format!("武汉湖畔{customer}装饰有限公司"),
        }
    }

    /// Types what a mark follows from.
    fn mark(
        self,
        name: &str,
        more: &Particulars,
        input: &mut RegistrationInput,
    ) -> Result<(), String> {
        let is_stated = |field: &FormField| field.name == name && field.kind == FieldKind::Mark;
        if self.is_found_out(name) {
            return Ok(());
        }
        let known = MARKS.iter().find(|(mark, ..)| *mark == name);
        let Some((_, field, seed)) = known else {
            return match name {
                "suspected" | "customer" | "notice_version" | "customer_type" => Ok(()),
                _ => Err(format!("nothing that is typed makes `{name}`")),
            };
        };
        if self.form.fields.iter().any(is_stated)
            && !input.fields.iter().any(|(known, _)| known == field)
        {
            input.given.push(name.to_owned());
            return Ok(());
        }
        let customer = self.customer(Some(more));
        let value = match *field {
            "id_number" => id_number(seed, customer),
            "credit_code" => credit_code(seed, customer),
            _ => (*seed).to_owned(),
        };
        // The stricter of two marks of one field decides what is typed.
        let is_valid_alone = name.ends_with("_valid");
        let typed = input.fields.iter().position(|(known, _)| known == field);
        match typed {
            Some(place) if is_valid_alone || is_younger(&input.fields[place].1, &value) => {}
            Some(place) => input.fields[place].1 = value,
            None => input.fields.push(((*field).to_owned(), value)),
        }
        Ok(())
    }

    /// Whether nobody types a mark: what is known already decides.
    fn is_found_out(self, name: &str) -> bool {
        let mut fields = self.packs.versions().iter().flat_map(|one| &one.fields);
        fields.any(|field| field.found.is_some() && self.packs.names.text(field.name) == name)
    }

    /// Whether a scenario says of a claim that this is found out.
    fn says_found(self, fact: &Fact, wanted: impl Fn(FoundOut) -> bool) -> bool {
        let mut fields = self.packs.versions().iter().flat_map(|one| &one.fields);
        fields.any(|field| field.found.is_some_and(&wanted) && fact.has(field.name))
    }

    /// Who was put on the blacklist before a claim of which a scenario says that its company is on it.
    pub(super) fn blacklisted_before(self, fact: &Fact) -> Option<BlacklistInput> {
        let is_said = self.says_found(fact, |found| found == FoundOut::Blacklisted);
        let input = self.registration(fact).ok().filter(|_| is_said)?;
        let code = input.fields.iter().find(|(name, _)| name == "credit_code");
        Some(BlacklistInput {
            credit_code: code.map(|(_, code)| code.clone())?,
            reason: "拖欠货款".to_owned(),
            ..BlacklistInput::default()
        })
    }

    /// What was registered before a claim of which a scenario says that its company is known: the same name under
    /// another code.
    pub(super) fn known_before(self, fact: &Fact) -> Option<RegistrationInput> {
        let more = fact.particulars.as_deref()?;
        if !self.says_found(fact, |found| found != FoundOut::Blacklisted) {
            return None;
        }
        let mut input = self.registration(fact).ok()?;
        let other = credit_code("91", 900 + self.customer(Some(more)));
        for (name, value) in &mut input.fields {
            if ["credit_code", "tax_number"].contains(&name.as_str()) {
                value.clone_from(&other);
            }
        }
        Some(input)
    }

    /// A tax number is the credit code unless a scenario says that it differs.
    fn same_tax_number(self, names: &BTreeSet<&str>, input: &mut RegistrationInput) {
        if names.contains("tax_number_differs") {
            return;
        }
        let code = input.fields.iter().find(|(name, _)| name == "credit_code");
        let code = code.map(|(_, code)| code.clone());
        let tax = input
            .fields
            .iter_mut()
            .find(|(name, _)| name == "tax_number");
        if let (Some((_, tax)), Some(code)) = (tax, code) {
            *tax = code;
        }
    }
}

/// Whether people type it although a scenario does not say so: it tells customers apart, and the regulation does
/// not ask for it.
fn is_unsaid(field: &FormField) -> bool {
    field.identifies == Some(Identity::Phone) && !field.is_needed
}

/// Whether an identity number is of somebody younger than another's.
fn is_younger(one: &str, other: &str) -> bool {
    one.len() == 18
        && one.get(..6) == other.get(..6)
        && one.get(6..14) > other.get(6..14)
        && other.len() == 18
        && one.starts_with("110105")
}

fn last_day(end: Instant, zone: &Zone) -> String {
    zone.day_of(end.plus_seconds(-1)).to_string()
}
