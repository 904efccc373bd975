//! A day in the showrooms: everybody at once, what they do drawn by a seed; afterwards everything is in order.

#[path = "day/checked.rs"]
mod checked;
#[path = "day/plan.rs"]
mod plan;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use desk::act::{ActEntry, ActInput};
use desk::follow_up::FollowUpInput;
use desk::permission::Role;
use desk::visit::VisitInput;
use desk::withdrawal::WithdrawalInput;
use desk::{Answer, Refusal, Seq};

use self::plan::{Deed, Planned, plan};
use super::world;
use crate::deeds::{fields, on_site};
use crate::dice::{Dice, rounds};
use crate::world::World;

/// People who act at the same moment.
const THREADS: usize = 4;
/// Seconds of a working day.
const DAY: usize = 30_000;
/// What a deal is worth, in cents: not a round number, so that parts of it have something to lose.
const DEAL_CENTS: i64 = 123_456_789;

/// Teams of both stores.
const TEAMS: [&str; 4] = ["甲队", "乙队", "丙队", "丁队"];

/// Who assigns a team's customers by the regulation.
fn lead_of(team: usize) -> String {
    format!("lead{team}")
}

/// A customer as the day knows them.
#[derive(Clone, Copy)]
struct Known {
    case: u64,
    registration: Option<Seq>,
    /// Who registered them last, by place among the sellers.
    registrant: Option<usize>,
    /// The dispute that was filed last.
    dispute: Option<Seq>,
}

/// How often something was done, how often refused, and how long each took.
#[derive(Default)]
struct Tally {
    done: usize,
    refused: BTreeMap<&'static str, usize>,
    took: Vec<Duration>,
}

/// The showrooms on that day.
struct Day {
    world: World,
    /// Logins of those who sell, each with the place of their team.
    sellers: Vec<(String, usize)>,
    customers: Mutex<Vec<Option<Known>>>,
    tallies: Mutex<BTreeMap<Deed, Tally>>,
    /// Cases that somebody saw who has no part in them.
    seen_wrongly: Mutex<Vec<(u64, String)>>,
}

impl Day {
    fn begun(actions: usize) -> Day {
        let world = world();
        let lead = ("周明", "zhouming");
        world.hire(lead, "江岸店", "project_lead", Role::DepartmentHead);
        for (number, team) in TEAMS.iter().enumerate() {
            let lead = (format!("队长{number}"), lead_of(number));
            world.hire((&lead.0, &lead.1), team, "lead", Role::TeamLead);
        }
        let known = [
            ("zhangchi", 0),
            ("wanglei", 0),
            ("lixiang", 1),
            ("zhaoyue", 2),
        ];
        let mut sellers = known.map(|(login, team)| (login.to_owned(), team)).to_vec();
        for number in 0..actions / 200 {
            let team = number % TEAMS.len();
            let login = format!("seller{number}");
            let name = format!("职员{number}");
            world.hire((&name, &login), TEAMS[team], "", Role::Salesperson);
            sellers.push((login, team));
        }
        Day {
            world,
            sellers,
            customers: Mutex::new(vec![None; (actions / 8).max(1)]),
            tallies: Mutex::default(),
            seen_wrongly: Mutex::default(),
        }
    }

    /// Does what is planned, by several people at once, while time passes.
    fn lived(&self, planned: &[Planned]) {
        let seconds = i64::try_from((DAY / planned.len()).max(1)).unwrap();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    while let Some(planned) = planned.get(next.fetch_add(1, Ordering::SeqCst)) {
                        self.world.pass(seconds);
                        self.timed(planned);
                    }
                });
            }
        });
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "how long people wait is what the table tells; nothing depends on it"
    )]
    fn timed(&self, planned: &Planned) {
        let begun = std::time::Instant::now();
        let came = self.done(planned);
        let took = begun.elapsed();
        let mut tallies = self.tallies.lock().unwrap();
        let tally = tallies.entry(planned.deed).or_default();
        tally.took.push(took);
        match came {
            Ok(()) => tally.done += 1,
            Err(Refusal::Fault(fault)) => panic!("{:?}: {fault}", planned.deed),
            Err(refusal) => *tally.refused.entry(refusal.code()).or_default() += 1,
        }
    }

    /// Who does it: of what is done with one's own customers, half by whoever registered them.
    fn seller(&self, planned: &Planned) -> &str {
        let is_own = matches!(
            planned.deed,
            Deed::FollowUp | Deed::Look | Deed::Waive | Deed::Withdraw
        );
        let registrant = self.known(planned).ok().and_then(|known| known.registrant);
        let own = registrant.filter(|_| is_own && planned.is_helped);
        &self.sellers[own.unwrap_or(planned.who % self.sellers.len())].0
    }

    fn place(&self, planned: &Planned) -> usize {
        planned.customer % self.customers.lock().unwrap().len()
    }

    /// What a customer is known by.
    fn typed(&self, planned: &Planned) -> Vec<(String, String)> {
        let phone = format!("139{:08}", self.place(planned));
        fields(&[("name", "陈远"), ("phone", &phone)])
    }

    fn known(&self, planned: &Planned) -> Result<Known, Refusal> {
        let place = self.place(planned);
        self.customers.lock().unwrap()[place].ok_or(Refusal::NotFound)
    }

    fn note(&self, planned: &Planned, case: u64, change: impl Fn(&mut Known)) {
        let place = self.place(planned);
        let mut customers = self.customers.lock().unwrap();
        let known = customers[place].get_or_insert(Known {
            case,
            registration: None,
            registrant: None,
            dispute: None,
        });
        change(known);
    }

    fn done(&self, planned: &Planned) -> Result<(), Refusal> {
        let desk = self.world.desk();
        let actor = |login: &str| self.world.actor(login);
        let seller = actor(self.seller(planned));
        match planned.deed {
            Deed::Visit => {
                let input = VisitInput {
                    fields: self.typed(planned),
                    brought_by: planned.is_helped.then_some(seller.staff),
                    ..VisitInput::default()
                };
                let receipt = desk.visit(&actor("zhouzheng"), &input)?;
                self.note(planned, receipt.case, |_| {});
            }
            Deed::Register => {
                let typed = self.typed(planned);
                let typed: Vec<(&str, &str)> = typed
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let receipt = desk.register(&seller, &on_site(&typed))?;
                self.note(planned, receipt.case, |known| {
                    known.registration = Some(receipt.seq);
                    known.registrant = Some(planned.who % self.sellers.len());
                });
            }
            Deed::FollowUp => {
                let input = FollowUpInput {
                    case: self.known(planned)?.case,
                    ..FollowUpInput::default()
                };
                desk.follow_up(&seller, &input)?;
            }
            Deed::Check => drop(desk.duplicate_check(&seller, &self.typed(planned))?),
            Deed::Look => self.look(planned)?,
            Deed::List => drop(desk.customers(&seller, &Default::default())?),
            Deed::Withdraw => {
                let known = self.known(planned)?;
                let input = WithdrawalInput {
                    case: known.case,
                    registration: known.registration.ok_or(Refusal::NotFound)?,
                    ..WithdrawalInput::default()
                };
                desk.withdraw(&seller, &input)?;
            }
            _ => self.act(planned)?,
        }
        Ok(())
    }

    /// What goes through the one door for acts.
    fn act(&self, planned: &Planned) -> Result<(), Refusal> {
        let mut input = ActInput {
            case: self.known(planned).ok().map(|known| known.case),
            ..ActInput::default()
        };
        let mut who = self.seller(planned).to_owned();
        let about = || ActEntry {
            fields: self.typed(planned),
            ..ActEntry::default()
        };
        let (name, entry) = match planned.deed {
            Deed::Contract => {
                let cents = Some(DEAL_CENTS);
                input.case = None;
                ("contract", ActEntry { cents, ..about() })
            }
            Deed::Dispute => {
                let given = vec!["evidence".to_owned()];
                input.case = None;
                ("dispute", ActEntry { given, ..about() })
            }
            Deed::Decide => {
                who = "zhouming".to_owned();
                let entry = ActEntry {
                    of: self.known(planned)?.dispute,
                    answer: [Answer::Yes, Answer::No][usize::from(planned.is_helped)],
                    reason: "到访记录".to_owned(),
                    ..ActEntry::default()
                };
                ("decide-evidence", entry)
            }
            Deed::Assign => {
                // It is for the lead of whoever has the customer: mostly whoever registered them last.
                let registrant = self.known(planned)?.registrant.ok_or(Refusal::NotFound)?;
                who = lead_of(self.sellers[registrant].1);
                let receiver = self.world.actor(self.seller(planned)).staff;
                let entry = ActEntry {
                    person: Some(receiver),
                    reason: "距离近".to_owned(),
                    ..ActEntry::default()
                };
                ("assign", entry)
            }
            _ => ("waive", ActEntry::default()),
        };
        (input.act, input.entry) = (name.to_owned(), entry);
        let receipt = self.world.desk().act(&self.world.actor(&who), &input)?;
        self.note(planned, receipt.case, |known| {
            if planned.deed == Deed::Dispute {
                known.dispute = Some(receipt.seq);
            }
        });
        Ok(())
    }

    /// Each kind of deed with how often it was done and refused, and how long the slowest hundredth took.
    fn table(&self) -> String {
        let tallies = self.tallies.lock().unwrap();
        let rows = tallies.iter().map(|(deed, tally)| {
            let mut took = tally.took.clone();
            took.sort_unstable();
            let p99 = took[(took.len() * 99 / 100).min(took.len() - 1)];
            format!(
                "{:<9} {:>6} done  p99 {:>8.2} ms  refused {:?}\n",
                format!("{deed:?}"),
                tally.done,
                p99.as_secs_f64() * 1000.0,
                tally.refused
            )
        });
        rows.collect()
    }
}

#[test]
fn property_after_a_day_of_everybody_at_once_everything_is_in_order() {
    let actions = usize::try_from(rounds(1_500, 40_000)).unwrap();
    let mut dice = Dice::new("a day at the desk");
    let day = Day::begun(actions);
    day.lived(&plan(&mut dice, actions));
    println!("{}", day.table());
    for (deed, tally) in day.tallies.lock().unwrap().iter() {
        let is_enough = actions >= 1_500;
        assert!(
            !is_enough || tally.done > 0,
            "never done: {deed:?} {:?}",
            tally.refused
        );
    }
    day.checked();
}
