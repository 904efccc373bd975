//! No disputed ruling that moves pay is final without a named person who has no interest; one click asks for a human
//! look at an undisputed one. So it is whatever brought a deal about: each scenario that ends with one is disputed.

use std::collections::BTreeSet;

use desk::act::ActEntry;
use desk::dispute::DisputeSheet;
use desk::matter::{MatterState, Outcome};
use desk::permission::Role;
use desk::register::Receipt;
use desk::{Answer, Refusal, Seq, StaffId, State};
use ledger::record::JudgedCase;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Fact, FactKind};
use ruling::name::Symbol;
use ruling::ruling::{Pending, Why};

use super::File;
use super::stage::{STRANGERS, Stage, Template, login, staff};
use super::told::Told;
use crate::postgres::Cluster;

/// Dealers are admitted under it, and nobody is paid for that.
const MOVES_NO_PAY: &str = "9-dealer-onboarding";
/// Longer than any regulation leaves deals open to claims.
const WINDOW: i64 = 10 * 86_400;

/// Disputes the deals of some scenarios of a regulation, one after the other.
pub(super) fn held(regulation: &str, cluster: Option<&'static Cluster>, files: &[File]) {
    let template = Template::founded(cluster, regulation);
    let ends: BTreeSet<End> = files
        .iter()
        .flat_map(|file| file.disputed(&template))
        .collect();
    // Among a few scenarios may be none with a deal.
    if cluster.is_none() {
        let expected = match regulation == MOVES_NO_PAY {
            true => BTreeSet::new(),
            false => BTreeSet::from([End::LookedAt, End::Ruled]),
        };
        assert_eq!(ends, expected, "{regulation}");
    }
}

/// What was done with the deal of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Somebody had it looked at.
    LookedAt,
    /// It was disputed, ruled on, and appealed.
    Ruled,
}

impl File {
    /// Tells the scenario, then disputes the deal that it ends with, if nobody ruled on it already.
    fn disputed(&self, template: &Template) -> Vec<End> {
        let (packs, (scenario, stage, company)) = (template.packs(), self.begun(template));
        for number in STRANGERS {
            stage.give(staff(number), Role::GeneralManager);
        }
        let form = stage.form();
        let mut told = Told::new(&stage, &scenario, &packs, &form);
        told.tell_all(&company);
        let mut ends = Vec::new();
        let Some(case) = told.kept_in(&scenario.case, stage.0.now()) else {
            return ends;
        };
        let papers = packs.versions().iter().flat_map(|policy| &policy.fields);
        let papers = papers.map(|field| packs.names.text(field.name));
        let deal = Deal {
            papers: papers
                .filter(|name| *name == "evidence")
                .map(str::to_owned)
                .collect(),
            name: &self.name,
            stage: &stage,
            case,
            customer: told.typist().first_entry(None),
        };
        let before = deal.judged();
        let is_ruled = |fact: &Fact| matches!(fact.kind, FactKind::Ruled | FactKind::Disputed);
        let Some(last) = before.ruling.deals.last() else {
            return ends;
        };
        let person = before.ruling.ownership.person;
        if before.file.facts().iter().any(is_ruled) || person.is_some_and(|who| left(&company, who))
        {
            return ends;
        }
        let is_final = before.ruling.credit.state == State::Final;
        if let Some(person) = person.filter(|_| is_final)
            && deal.looked_at(person, last.fact)
        {
            ends.push(End::LookedAt);
        }
        let windows = packs.versions().iter();
        let windows = windows.filter_map(|policy| policy.window.as_ref());
        let offices: Vec<Symbol> = windows.map(|window| window.rule.decided_by).collect();
        let mut rivals = rivals(&company, person, &offices).into_iter();
        let is_open = match offices.is_empty() {
            true => is_final,
            // Whom the regulation names to decide, the company must have.
            false => {
                let in_time = last.window_until.is_some_and(|until| stage.0.now() < until);
                in_time && has_any(&company, &offices)
            }
        };
        if is_open && let Some((rival, dispute)) = rivals.find_map(|rival| deal.dispute(rival)) {
            let sides = person.into_iter().chain([rival]).collect();
            deal.ruled(sides, rival, dispute.seq);
            ends.push(End::Ruled);
        }
        ends
    }
}

fn has_any(company: &[CompanyFact], offices: &[Symbol]) -> bool {
    let mut changes = company.iter();
    changes
        .any(|fact| matches!(fact.change, Change::Joined { role, .. } if offices.contains(&role)))
}

fn left(company: &[CompanyFact], who: StaffId) -> bool {
    let mut changes = company.iter();
    changes.any(|fact| matches!(fact.change, Change::Departed { staff, .. } if staff == who))
}

/// Who could say that a deal is theirs and does not decide on that.
fn rivals(
    company: &[CompanyFact],
    person: Option<StaffId>,
    offices: &[Symbol],
) -> BTreeSet<StaffId> {
    let joined = company.iter().filter_map(|fact| match fact.change {
        Change::Joined { staff, role, .. } if !offices.contains(&role) => Some(staff),
        _ => None,
    });
    joined
        .filter(|staff| Some(*staff) != person && !left(company, *staff))
        .collect()
}

/// A deal that nobody disputed.
struct Deal<'a> {
    name: &'a str,
    stage: &'a Stage,
    case: u64,
    customer: Vec<(String, String)>,
    /// What somebody who disputes brings, where the regulation knows it.
    papers: Vec<String>,
}

impl Deal<'_> {
    fn judged(&self) -> JudgedCase {
        let now = self.stage.0.now();
        let case = self.stage.0.desk().ledger().case(self.case, now, now);
        case.unwrap().unwrap()
    }

    /// Ownership and credit as they stand.
    fn states(&self) -> (State, State) {
        let ruling = self.judged().ruling;
        (ruling.ownership.state, ruling.credit.state)
    }

    fn act(&self, who: StaffId, act: &str, entry: ActEntry) -> Result<Receipt, Refusal> {
        let entry = ActEntry {
            reason: "当面听过双方".to_owned(),
            ..entry
        };
        // No two deeds of a day are at the same second.
        self.stage.0.pass(60);
        self.stage.0.act(&login(who.0.get()), self.case, act, entry)
    }

    /// Somebody says that it is theirs, by what they know of the customer; none: they may not.
    fn dispute(&self, rival: StaffId) -> Option<(StaffId, Receipt)> {
        let entry = ActEntry {
            fields: self.customer.clone(),
            reason: "这位客户是我先接待的".to_owned(),
            given: self.papers.clone(),
            ..ActEntry::default()
        };
        let done = self
            .stage
            .0
            .act(&login(rival.0.get()), None, "dispute", entry);
        let done = done.ok().filter(|receipt| receipt.case == self.case)?;
        // Whom the regulation bars from claiming, nobody need rule on.
        let judged = self.judged();
        let mut findings = judged.ruling.findings.iter();
        let is_barred = findings
            .any(|finding| finding.fact == Some(done.seq) && finding.why == Why::OtherBuyer);
        if is_barred {
            return None;
        }
        Some((rival, done))
    }

    fn shown(&self, who: StaffId, entry: Seq) -> DisputeSheet {
        let actor = self.stage.actor(Some(who));
        self.stage
            .0
            .desk()
            .dispute(&actor, self.case, entry)
            .unwrap_or_else(|refusal| panic!("{}: {refusal:?}", self.name))
    }

    /// Somebody's own deal is looked at by a person because they ask, in one step, and stays as it is; not where they
    /// may not ask.
    fn looked_at(&self, person: StaffId, deal: Seq) -> bool {
        let Ok(asked) = self.act(person, "ask-look", about(deal, Answer::None)) else {
            return false;
        };
        let own = self.act(person, "decide-appeal", about(asked.seq, Answer::No));
        assert!(own.is_err(), "{}: nobody looks at their own", self.name);
        let [stranger, _] = STRANGERS.map(staff);
        assert_eq!(self.shown(stranger, asked.seq).state, MatterState::Open);
        self.act(stranger, "decide-appeal", about(asked.seq, Answer::No))
            .unwrap_or_else(|refusal| panic!("{}: {refusal:?}", self.name));
        let shown = self.shown(stranger, asked.seq);
        assert_eq!(shown.outcome, Some(Outcome::Against), "{}", self.name);
        assert_eq!(self.states(), (State::Final, State::Final), "{}", self.name);
        true
    }

    /// What is disputed is not final until somebody without an interest rules, whatever both sides try and however
    /// long they wait.
    fn ruled(&self, sides: Vec<StaffId>, rival: StaffId, dispute: Seq) {
        let open = |what: &str| {
            let (owner, credit) = self.states();
            assert_ne!(owner, State::Final, "{}: {what}", self.name);
            assert_ne!(credit, State::Final, "{}: {what}", self.name);
        };
        open("disputed");
        let [stranger, other] = STRANGERS.map(staff);
        for when in ["at once", "after days"] {
            for side in &sides {
                for (act, of) in [("rule", None), ("decide-evidence", Some(dispute))] {
                    let entry = ActEntry {
                        person: of.is_none().then_some(rival),
                        of,
                        answer: of.map_or(Answer::None, |_| Answer::Yes),
                        ..ActEntry::default()
                    };
                    let own = self.act(*side, act, entry);
                    assert!(own.is_err(), "{}: {side:?} has an interest", self.name);
                }
            }
            open(when);
            self.stage.0.pass(WINDOW);
        }
        let shown = self.shown(stranger, dispute);
        assert_eq!(shown.state, MatterState::Open, "{}", self.name);
        let decider = shown.deciders.first().map(|name| number(name));
        let decider = decider.unwrap_or_else(|| panic!("{}: nobody decides", self.name));
        assert!(!sides.contains(&decider), "{}", self.name);
        let shown = self.shown(decider, dispute);
        let mut drafts = shown.drafts.iter();
        let draft = drafts.find(|draft| draft.would.is_ok());
        let draft = draft.unwrap_or_else(|| panic!("{}: {:?}", self.name, shown.drafts));
        let entry = ActEntry {
            of: draft.of,
            answer: draft.answer,
            person: draft.person.as_ref().map(|(staff, _)| *staff),
            ..ActEntry::default()
        };
        let ruled = self.act(decider, draft.act, entry).unwrap();
        self.closed();
        let appeal = self.act(rival, "appeal", about(ruled.seq, Answer::None));
        let appeal = appeal.unwrap_or_else(|refusal| panic!("{}: {refusal:?}", self.name));
        let answer = |who| self.act(who, "decide-appeal", about(appeal.seq, Answer::No));
        let again = answer(decider);
        let is_refused = matches!(again, Err(Refusal::Interested { .. }));
        assert!(is_refused, "{}: {again:?}", self.name);
        let somebody_else = if decider == other { stranger } else { other };
        answer(somebody_else).unwrap();
        let shown = self.shown(somebody_else, dispute);
        assert_eq!(shown.state, MatterState::Decided, "{}", self.name);
        self.closed();
    }

    /// Whose it is, is settled, and with it the pay, but for parts that somebody has yet to set.
    fn closed(&self) {
        let ruling = self.judged().ruling;
        assert_eq!(ruling.ownership.state, State::Final, "{}", self.name);
        let (credit, to_set) = (ruling.credit, [Pending::Tier, Pending::Ratio]);
        let is_closed = match credit.state {
            State::Pending => credit.reasons.iter().all(|reason| to_set.contains(&reason)),
            state => state == State::Final,
        };
        assert!(is_closed, "{}: {credit:?}", self.name);
    }
}

fn about(of: Seq, answer: Answer) -> ActEntry {
    ActEntry {
        of: Some(of),
        answer,
        ..ActEntry::default()
    }
}

/// Whoever a page names.
fn number(name: &str) -> StaffId {
    staff(name.trim_start_matches("职员").parse().unwrap())
}
