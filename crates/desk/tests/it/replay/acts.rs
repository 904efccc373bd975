//! What a scenario tells of a case beyond visits, registrations and follow-ups, as the forms of acts that its people
//! fill in.

use std::collections::BTreeSet;

use desk::act::table::{ACTS, Act, Ask};
use desk::act::{ActEntry, ActInput};
use desk::identity::project::ProjectAnswer;
use desk::identity::{DecisionInput, PairState};
use desk::register::Receipt;
use desk::{Refusal, Seq};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref};
use ruling::name::Symbol;

use super::told::Told;

/// What people write where they are asked why.
const REASON: &str = "资料齐全,按条款办理";
/// What a quote says where a scenario leaves its price open.
const PRICE_CENTS: i64 = 100_000;

/// Acts that no scenario tells of: they have the same kinds as others.
const NOT_TOLD: [&str; 3] = ["answer-dispute", "decide-appeal", "ask-look"];

/// The act by which people do a fact. A customer consents to something by name, a colleague to a colleague.
fn act_of(fact: &Fact) -> Option<&'static Act> {
    let told = ACTS.iter().filter(|act| !NOT_TOLD.contains(&act.name));
    let mut of_kind = told.filter(|act| act.kind == fact.kind);
    let is_agreed = fact.kind == FactKind::Consented && !fact.what.is_some();
    of_kind.find(|act| (act.name == "agree") == is_agreed)
}

fn is_needed(act: &Act, ask: Ask) -> bool {
    act.asks.contains(&(ask, true))
}

impl Told<'_> {
    /// Does a fact by the act that it is. Whoever has no part in the case names the customer instead, where the act
    /// allows it; whoever is asked why says so.
    pub(super) fn act(&self, fact: &Fact) -> Result<Receipt, Refusal> {
        let act = act_of(fact).ok_or(Refusal::NotFound)?;
        let case = self.case_of(fact);
        let done = match case {
            None => Err(Refusal::NotFound),
            known => self.act_in(known, act, fact),
        };
        match done {
            Err(Refusal::NotFound) if act.opens && fact.of.is_none() => {
                self.act_in(None, act, fact)
            }
            done => done,
        }
    }

    fn act_in(&self, case: Option<u64>, act: &Act, fact: &Fact) -> Result<Receipt, Refusal> {
        let actor = self.stage.actor(fact.actor);
        let desk = self.stage.0.desk();
        let input = self.act_input(case, act, fact)?;
        match desk.act(&actor, &input) {
            // Whoever is told what violation a deal may be records it all the same.
            Err(Refusal::Warned(_)) => desk.act(
                &actor,
                &ActInput {
                    warned: true,
                    ..input
                },
            ),
            // Whoever may not know of the invoice says that its name is a relative's all the same.
            Err(Refusal::Missing { field: "relative" }) if input.entry.relative.is_some() => {
                let entry = ActEntry {
                    relative: None,
                    ..input.entry
                };
                desk.act(&actor, &ActInput { entry, ..input })
            }
            Err(Refusal::Missing { field: "reason" }) => {
                let entry = ActEntry {
                    reason: REASON.to_owned(),
                    ..input.entry
                };
                desk.act(&actor, &ActInput { entry, ..input })
            }
            done => done,
        }
    }

    fn act_input(&self, case: Option<u64>, act: &Act, fact: &Fact) -> Result<ActInput, Refusal> {
        let nothing = Particulars::default();
        let more = fact.particulars.as_deref().unwrap_or(&nothing);
        let of = match fact.of {
            Some(of) => Some(self.entry_of(Some(of)).ok_or(Refusal::NotFound)?.0),
            None if act.kind == FactKind::Reviewed => self.only_claim(),
            None => None,
        };
        // Whoever looks at the case says what somebody is to its customer, whichever way round a scenario has it.
        let is_turned = act.kind == FactKind::Linked
            && more.other_customer.is_some()
            && more.other_customer == self.registered_customer();
        let (what, relative) = match is_turned {
            true => (self.inverse(fact.what), more.customer),
            false => (self.text(fact.what), more.other_customer),
        };
        let relative = match relative {
            // A relation to somebody whom no entry names is in no list.
            Some(other) => Some(
                self.naming(other)
                    .ok_or(Refusal::Missing { field: "relative" })?,
            ),
            None => None,
        };
        let (mut fields, given) = self.filled(fact, more, case.is_none());
        if let Some(project) = more.project
            && act.asks.contains(&(Ask::Typed(&["project"]), false))
            && !fields.iter().any(|(name, _)| name == "project")
        {
            let project = self.scenario.intern.text(project).unwrap();
            fields.push(("project".to_owned(), project.to_owned()));
        }
        let mut entry = ActEntry {
            what,
            answer: match self.is_customers_other_phone(fact) {
                true => Answer::Yes,
                false => fact.answer,
            },
            person: fact.person,
            people: more.people.clone(),
            of,
            relative,
            cents: more
                .cents
                .or_else(|| is_needed(act, Ask::Amount).then_some(PRICE_CENTS)),
            value: more.value,
            since: more.from,
            until: more.until,
            given,
            changed: more
                .changed
                .iter()
                .map(|name| self.packs.names.text(name).to_owned())
                .collect(),
            customer_type: self.text(more.customer_type),
            phone_of: self.text(more.phone_of),
            region: more
                .region
                .map_or_else(String::new, |code| code.to_string()),
            fields,
            reason: String::new(),
            occurred: Some(fact.occurred),
        };
        if more.has_reason {
            entry.reason = REASON.to_owned();
        }
        Ok(ActInput {
            case,
            act: act.name.to_owned(),
            entry,
            key: Told::key(fact),
            ..ActInput::default()
        })
    }

    /// What is typed into an act's fields, and the papers and marks that come with it.
    fn filled(
        &self,
        fact: &Fact,
        more: &Particulars,
        is_first: bool,
    ) -> (Vec<(String, String)>, Vec<String>) {
        let typist = self.typist();
        let names: BTreeSet<&str> = more
            .given
            .iter()
            .map(|name| self.packs.names.text(name))
            .collect();
        if fact.kind == FactKind::Amended
            && let Ok(corrected) = typist.correction(fact)
        {
            return (corrected.fields, corrected.given);
        }
        let given = names.iter().filter(|name| !typist.is_typed(name));
        let given = given.map(|name| (*name).to_owned()).collect();
        if is_first {
            return (typist.first_entry(Some(more)), given);
        }
        let is_another = more
            .customer
            .is_some_and(|own| Some(own) != self.scenario.case.customer);
        // A relation to the case's customer is between people whom entries name already.
        let of_customer =
            [more.customer, more.other_customer].contains(&self.registered_customer());
        let is_known = fact.kind == FactKind::Linked && of_customer;
        let is_named = !is_known && (is_another || more.phone.is_some() || more.name.is_some());
        let mut fields = typist.said_fields(more, &names);
        if is_named {
            fields.extend(typist.identity(Some(more)));
        }
        fields.sort();
        fields.dedup_by(|one, other| one.0 == other.0);
        (fields, given)
    }

    /// The entry that names an outsider whom somebody is said to be related to.
    fn naming(&self, other: Ref) -> Option<Seq> {
        let facts = self.scenario.case.facts().iter();
        let mut naming = facts.filter(|fact| {
            let more = fact.particulars.as_deref();
            fact.kind != FactKind::Linked && more.is_some_and(|more| more.customer == Some(other))
        });
        naming.find_map(|fact| Some(self.entry_of(Some(fact.seq))?.0))
    }

    /// A relation seen from the other side; spouses and siblings are the same both ways.
    fn inverse(&self, relation: Symbol) -> String {
        match self.text(relation).as_str() {
            "parent" => "child",
            "child" => "parent",
            same => same,
        }
        .to_owned()
    }

    /// Whom the case is about by its first claim.
    fn registered_customer(&self) -> Option<Ref> {
        let facts = self.scenario.case.facts().iter();
        let mut claims = facts.filter(|fact| fact.kind == FactKind::Registered);
        let claim = claims.next().and_then(|claim| claim.particulars.as_deref());
        claim
            .and_then(|more| more.customer)
            .or(self.scenario.case.customer)
    }

    /// Whether a scenario has the customer themselves buy, by their name, and with another phone than was registered.
    fn is_customers_other_phone(&self, fact: &Fact) -> bool {
        let facts = self.scenario.case.facts().iter();
        let mut claims = facts.filter(|fact| fact.kind == FactKind::Registered);
        let claimed = claims.next().and_then(|claim| claim.particulars.as_deref());
        let is_deal = matches!(fact.kind, FactKind::Contracted | FactKind::Invoiced);
        let bought = fact.particulars.as_deref().filter(|_| is_deal);
        claimed.zip(bought).is_some_and(|(claimed, bought)| {
            let is_same = bought.customer.is_some()
                && (bought.customer, bought.name) == (claimed.customer, claimed.name);
            is_same && bought.phone.is_some() && bought.phone != claimed.phone
        })
    }

    /// The claim that a review means where a scenario does not say which.
    fn only_claim(&self) -> Option<Seq> {
        let facts = self.scenario.case.facts().iter();
        let mut claims = facts.filter(|fact| fact.kind == FactKind::Registered);
        claims.find_map(|claim| Some(self.entry_of(Some(claim.seq))?.0))
    }

    /// A name as people choose it; one that the regulation does not know is in no list.
    fn text(&self, name: Symbol) -> String {
        match name.is_some() && self.packs.names.mentions(name) {
            true => self.packs.names.text(name).to_owned(),
            false => String::new(),
        }
    }

    /// The case of a project of the customer's.
    fn case_of_project(&self, project: Ref) -> Option<u64> {
        let facts = self.scenario.case.facts().iter();
        let mut of_project = facts.filter(|fact| {
            let more = fact.particulars.as_deref();
            fact.kind != FactKind::Linked && more.is_some_and(|more| more.project == Some(project))
        });
        of_project.find_map(|fact| Some(self.entry_of(Some(fact.seq))?.1))
    }

    /// Somebody says whether two customers are one, or which project an entry is of.
    pub(super) fn confirm(&self, fact: &Fact) -> Result<Receipt, Refusal> {
        let actor = self.stage.actor(fact.actor);
        let desk = self.stage.0.desk();
        let about = self.case_of(fact).ok_or(Refusal::NotFound)?;
        let project = fact.particulars.as_deref().and_then(|more| more.project);
        if let Some(project) = project {
            let answer = ProjectAnswer {
                case: about,
                project: self.case_of_project(project),
                key: Told::key(fact),
            };
            desk.project_question(&actor, about)?;
            return desk.answer_project(&actor, &answer);
        }
        let is_same = self.packs.names.text(fact.what) == "same_as";
        for state in [PairState::Waits, PairState::Same, PairState::Apart] {
            let pairs = desk.identity_pairs(&actor, state, None)?.lines;
            let mut meant = pairs
                .iter()
                .filter(|pair| [pair.case, pair.other].contains(&about));
            if let Some(pair) = meant.next() {
                let input = DecisionInput {
                    case: pair.case,
                    other: pair.other,
                    is_same,
                    key: Told::key(fact),
                };
                return desk.confirm_identity(&actor, &input);
            }
        }
        Err(Refusal::NotFound)
    }
}
