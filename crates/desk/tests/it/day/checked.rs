//! What must hold after any day: one holder each, every cent once, lists as the rulings say, nothing seen by
//! strangers, and a log that verifies.

use std::collections::BTreeSet;

use desk::customers::{CustomerQuery, Sort, Whose};
use desk::notices::{About, NoticeList};
use desk::{Refusal, StaffId};
use ledger::record::JudgedCase;
use ruling::fact::Fact;
use ruling::ruling::{CreditKind, Standing};

use super::Day;
use super::plan::Planned;
use crate::deeds;

impl Day {
    /// Somebody looks at a case: whoever sees it has a part in it, and whoever has none is told that there is none.
    pub(super) fn look(&self, planned: &Planned) -> Result<(), Refusal> {
        let case = self.known(planned)?.case;
        let login = self.seller(planned);
        let staff = self.world.actor(login).staff;
        deeds::sheet(&self.world, login, case)?;
        let own = |fact: &Fact| [fact.actor, fact.person].contains(&Some(staff));
        let facts = self.world.desk().ledger().facts_of(case).unwrap();
        let judged = self.judged(case);
        let has_part = facts.iter().any(own) || judged.file.facts().iter().any(own);
        if !has_part {
            let mut wrongly = self.seen_wrongly.lock().unwrap();
            wrongly.push((case, login.to_owned()));
        }
        Ok(())
    }

    fn judged(&self, case: u64) -> JudgedCase {
        let now = self.world.now();
        let judged = self.world.desk().ledger().case(case, now, now).unwrap();
        judged.unwrap()
    }

    /// Cases of a list of the whole company's.
    fn listed(&self, holder: Option<StaffId>) -> BTreeSet<u64> {
        let actor = self.world.actor("chenzong");
        let mut query = CustomerQuery {
            whose: Whose::Company,
            sort: Sort::Newest,
            holder,
            limit: 100,
            ..CustomerQuery::default()
        };
        let mut listed = BTreeSet::new();
        loop {
            let page = self.world.desk().customers(&actor, &query).unwrap();
            for line in &page.lines {
                assert!(
                    listed.insert(line.case),
                    "case {} is listed twice",
                    line.case
                );
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return listed,
            }
        }
    }

    /// Everything that must hold.
    pub(super) fn checked(&self) {
        let cases: BTreeSet<u64> = {
            let customers = self.customers.lock().unwrap();
            customers.iter().flatten().map(|known| known.case).collect()
        };
        let listed = self.listed(None);
        let missing: Vec<&u64> = cases.difference(&listed).collect();
        assert!(missing.is_empty(), "in no list: {missing:?}");
        for case in &cases {
            self.has_one_holder_and_every_cent_once(*case);
        }
        for (login, _) in &self.sellers {
            let staff = self.world.actor(login).staff;
            let held = listed.iter().copied().filter(|case| {
                let judged = self.judged(*case);
                judged.id == *case && judged.ruling.ownership.person == Some(staff)
            });
            assert_eq!(
                self.listed(Some(staff)),
                held.collect(),
                "what {login} holds"
            );
        }
        for (login, _) in &self.sellers {
            self.can_open_what_they_are_told_of(login);
        }
        assert_eq!(*self.seen_wrongly.lock().unwrap(), []);
        let verified = self.world.desk().ledger().verify(&[]).unwrap();
        assert_eq!(verified.damage, []);
    }

    fn can_open_what_they_are_told_of(&self, login: &str) {
        let (desk, actor) = (self.world.desk(), self.world.actor(login));
        let tasks = desk.tasks(&actor, None, None).unwrap().lines;
        let notices = desk.notices(&actor, NoticeList::Open, None, 100).unwrap();
        let told = notices.iter().filter_map(|notice| match notice.about {
            About::Case(case) => Some((case, notice.kind.name())),
            About::Staff(_) | About::List { .. } => None,
        });
        let asked = tasks.iter().map(|task| (task.case, "task"));
        for (case, by) in asked.chain(told) {
            let opened = deeds::sheet(&self.world, login, case);
            assert!(opened.is_ok(), "{login} is sent to case {case} by {by}");
        }
    }

    fn has_one_holder_and_every_cent_once(&self, case: u64) {
        let ruling = self.judged(case).ruling;
        let holding = ruling
            .claims
            .iter()
            .filter(|claim| claim.standing == Standing::Holding);
        assert!(holding.count() <= 1, "case {case} has several holders");
        let credit = ruling.credit.lines.iter();
        let performance = credit.filter(|line| line.kind == CreditKind::Performance);
        let cents: Vec<i64> = performance.filter_map(|line| line.cents).collect();
        let sum: i64 = cents.iter().sum();
        assert!(
            cents.is_empty() || sum == super::DEAL_CENTS,
            "case {case}: {cents:?}"
        );
    }
}
