//! The form by which customers are registered: what the regulation in force asks for, the needed first.

use ruling::fact::FactKind;
use ruling::name::Symbol;
use ruling::policy::field::{Derived, Holds, Identity, MarkTest};
use ruling::policy::problem::Text;
use ruling::policy::{Admission, Field, FieldKind, Packs, Policy};
use ruling::rules::needs::Needs;
use ruling::rules::require::Require;

use crate::follow_up::is_held_by_units;
use crate::permission::{Target, deed};
use crate::{Actor, Desk, Refusal};

/// Fields by which a customer is told from others, first in every form.
const IDENTIFYING: [&str; 5] = ["name", "phone", "company", "credit_code", "id_number"];

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Its name, to send the value under.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// Personal, plain, a paper, or a mark that whoever registers may say.
    pub kind: FieldKind,
    /// What its value is.
    pub holds: Holds,
    /// Whether every registration must have it.
    pub is_needed: bool,
    /// The kinds of customer and the circumstances in which a registration must have it.
    pub needed_when: Vec<Text>,
    /// What customers are told apart by, if it is that.
    pub identifies: Option<Identity>,
    /// Whether it is masked wherever it is shown.
    pub is_sensitive: bool,
    /// Why personal data is taken.
    pub purpose: Option<Text>,
    /// Days that personal data is kept after the case closes.
    pub retention_days: Option<u32>,
}

/// A customer's consent without which nothing is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentAsked {
    /// What it is for, by name.
    pub scope: String,
    /// What people read.
    pub label: Text,
    /// Only in these circumstances; none: always.
    pub when: Option<Text>,
    /// The clause that asks for it.
    pub clause: String,
}

/// The form of the regulation in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationForm {
    /// The regulation's title.
    pub regulation: Text,
    /// Its version, as the company numbers it.
    pub version: String,
    /// Fields, the needed ones first.
    pub fields: Vec<FormField>,
    /// Kinds of customer of which one must be named; none: the regulation asks for none.
    pub customer_types: Vec<(String, Text)>,
    /// Consents that customers give, with the notice of what is taken of them and why.
    pub consents: Vec<ConsentAsked>,
    /// Whether customers may consent by a code sent to their phone.
    pub takes_code: bool,
    /// Whose a phone may be, where the regulation asks.
    pub relations: Vec<(String, Text)>,
    /// Whether the place of customer or project decides who may register.
    pub asks_region: bool,
    /// Whether units hold customers, so that a colleague's may be followed up by naming them.
    pub is_for_unit: bool,
    /// What else than a registration files a claim, such as an inquiry, by its name in the act `note`: it takes the same
    /// form, and may leave out what only a registration must have.
    pub noted: Vec<(String, Text)>,
}

impl FormField {
    /// Whether it stands among the first: what may decide whether the registration is taken, or whose it is.
    #[must_use]
    pub fn comes_first(&self) -> bool {
        self.is_needed || self.identifies.is_some() || !self.needed_when.is_empty()
    }

    fn place(&self) -> (bool, bool, usize, bool) {
        let mut known = IDENTIFYING.iter();
        let identifying = known.position(|name| *name == self.name);
        (
            !self.is_needed,
            !self.comes_first(),
            identifying.unwrap_or(IDENTIFYING.len()),
            matches!(self.kind, FieldKind::Document | FieldKind::Mark),
        )
    }
}

impl Desk {
    /// The form by which an actor registers customers.
    ///
    /// # Errors
    /// The actor registers none.
    pub fn registration_form(&self, actor: &Actor) -> Result<RegistrationForm, Refusal> {
        actor.may::<deed::Register>(Target::Anything)?;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        Ok(RegistrationForm {
            takes_code: self.takes_codes(policy, &packs),
            ..form(policy, &packs)
        })
    }
}

/// The form of a version of a regulation.
pub(crate) fn form(policy: &Policy, packs: &Packs) -> RegistrationForm {
    let customer_types = customer_types(policy, packs);
    // Whether a customer is known already, and which kind, is asked in a way of its own.
    let is_asked = |field: &&Field| {
        let name = packs.names.text(field.name);
        let is_type = name == "customer_type" && !customer_types.is_empty();
        let is_entered = match field.kind {
            FieldKind::Mark => field.is_stated,
            _ => field.holds != Holds::NoticeVersion,
        };
        is_entered && !is_type && name != KNOWN_CUSTOMER
    };
    let fields = policy.fields.iter().filter(is_asked);
    let mut fields: Vec<FormField> = fields
        .map(|field| FormField {
            name: packs.names.text(field.name).to_owned(),
            label: field.label.clone(),
            kind: field.kind,
            holds: field.holds,
            is_needed: requires_asking_for(policy, field)
                .any(|require| is_unconditional(require, packs)),
            needed_when: requires_asking_for(policy, field)
                .flat_map(|require| [require.for_type, require.when_given])
                .filter(|condition| condition.is_some())
                .map(|condition| packs.label(condition))
                .collect(),
            identifies: identity_of(field, packs),
            is_sensitive: field.sensitive,
            purpose: field.purpose.clone(),
            retention_days: field.retention_days,
        })
        .collect();
    fields.sort_by_key(FormField::place);
    RegistrationForm {
        regulation: policy.title.clone(),
        version: policy.version.clone(),
        fields,
        customer_types,
        consents: consents(policy, packs),
        takes_code: false,
        relations: relations(policy, packs),
        asks_region: (policy.admission.iter())
            .any(|bound| matches!(bound.rule, Admission::Territory(_))),
        is_for_unit: is_held_by_units(policy),
        noted: noted(policy, packs),
    }
}

/// What is noted of a customer and files a claim.
fn noted(policy: &Policy, packs: &Packs) -> Vec<(String, Text)> {
    let filters = policy.opens.iter();
    let filters = filters.filter_map(|event| packs.events.filter(event));
    let kinds = filters.flat_map(|filter| &filter.kinds);
    let noted = kinds.filter(|(kind, name)| *kind == FactKind::Noted && name.is_some());
    noted
        .map(|(_, name)| (packs.names.text(*name).to_owned(), packs.label(*name)))
        .collect()
}

/// The name under which claims say that the customer is known already: the ledger finds that out.
const KNOWN_CUSTOMER: &str = "customer";

fn identity_of(field: &Field, packs: &Packs) -> Option<Identity> {
    let kept_as = field.kept_as(&packs.names);
    let mut all = Identity::ALL.iter();
    all.find(|(name, _)| *name == kept_as)
        .map(|(_, identity)| *identity)
}

fn requires(policy: &Policy) -> impl Iterator<Item = &Require> {
    policy
        .admission
        .iter()
        .filter_map(|bound| match &bound.rule {
            Admission::Require(require) => Some(require),
            _ => None,
        })
}

/// The rules that ask for a field, or for a mark that is seen from it alone.
fn requires_asking_for<'a>(
    policy: &'a Policy,
    field: &'a Field,
) -> impl Iterator<Item = &'a Require> {
    requires(policy).filter(move |require| {
        let mut asked = require.fields.iter();
        asked.any(|name| *name == field.name || is_seen_from(policy, *name, field.name))
    })
}

fn is_seen_from(policy: &Policy, mark: Symbol, field: Symbol) -> bool {
    let mut marks = policy.fields.iter();
    let mark = marks.find(|known| known.name == mark && !known.is_stated);
    let derived = mark.and_then(|mark| mark.derived.as_ref());
    derived.is_some_and(|Derived { of, when, .. }| *when == MarkTest::Valid && of == &[field])
}

/// Whether a rule binds every registration by this form.
fn is_unconditional(require: &Require, packs: &Packs) -> bool {
    let is_never =
        require.unless_given.is_some() && packs.names.text(require.unless_given) != KNOWN_CUSTOMER;
    !(require.for_type.is_some() || require.when_given.is_some() || is_never)
}

fn customer_types(policy: &Policy, packs: &Packs) -> Vec<(String, Text)> {
    let mut types = Vec::new();
    for require in requires(policy) {
        for kind in require.types.iter().chain([&require.for_type]) {
            let name = packs.names.text(*kind).to_owned();
            if kind.is_some() && !types.iter().any(|(known, _)| *known == name) {
                types.push((name, packs.label(*kind)));
            }
        }
    }
    types
}

/// The scope of the consent that a rule needs; none if it needs something else.
fn scope_needed(needs: &Needs, packs: &Packs) -> Option<Symbol> {
    let filter = packs.events.filter(needs.test.event)?;
    let is_wanted = needs.test.min > 0;
    let mut kinds = filter.kinds.iter();
    let (_, scope) = kinds.find(|(kind, _)| *kind == FactKind::Consented)?;
    Some(*scope).filter(|scope| is_wanted && scope.is_some())
}

fn consents(policy: &Policy, packs: &Packs) -> Vec<ConsentAsked> {
    let asked = policy.admission.iter().filter_map(|bound| {
        let Admission::Needs(needs) = &bound.rule else {
            return None;
        };
        let scope = scope_needed(needs, packs)?;
        let clause = packs.clause(bound.source);
        Some(ConsentAsked {
            scope: packs.names.text(scope).to_owned(),
            label: packs.label(packs.events.symbol(needs.test.event)),
            when: (needs.when_given.is_some()).then(|| packs.label(needs.when_given)),
            clause: clause.map_or_else(String::new, |clause| clause.number.clone()),
        })
    });
    asked.collect()
}

/// The relations that the regulation speaks of.
fn relations(policy: &Policy, packs: &Packs) -> Vec<(String, Text)> {
    let asks = policy.fields.iter();
    if !asks.into_iter().any(|field| field.holds == Holds::Relation) {
        return Vec::new();
    }
    let known = ["spouse", "parent", "child", "sibling"].into_iter();
    let known = known.filter(|name| packs.names.mentions(packs.names.find(name)));
    known
        .map(|name| (name.to_owned(), packs.label(packs.names.find(name))))
        .collect()
}
