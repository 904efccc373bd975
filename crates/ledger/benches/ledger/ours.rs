//! The ledger's side: founded, filled through its own writer, asked as anybody asks it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use ledger::ledger::{Founding, Ledger, TimeSource};
use ledger::place::Place;
use ledger::privacy::keys::{KeyPurpose, Keys, new_key_line};
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact};
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Seq, StaffId};
use ruling::name::Symbol;

use crate::customers::Customer;
use crate::load::{Load, drive};

/// A regulation with a term, a duty and the question of identity.
const PACK: &str = r#"
[pack]
name = "bench"
title_zh = "基准"
title_en = "Bench"
version = "1"
case = ["customer"]

[fields]
name = {zh = "姓名", en = "name", kind = "personal", purpose_zh = "辨认", purpose_en = "to recognise", retention_days = 1095}
phone = {zh = "电话", en = "phone", kind = "personal", purpose_zh = "辨认", purpose_en = "to recognise", retention_days = 1095}

[labels]
follow = ["跟进", "follow up"]

[clauses]
"一" = [{rule = "require", fields = ["phone"]},
  {rule = "rank", by = ["claim"]},
  {rule = "protect", mode = "forbid", since = "claim", for = "30 days"},
  {rule = "oblige", on = "taken", who = "holder", what = "follow", within = "3 working days", done_by = ["followed_up"]}]
"#;

const REGULATION: &str = "# 基准\n\n## 一\n\n自登记日起保护三十天,三个工作日内跟进。\n\n> Protected for thirty days; followed up within three working days.\n";

/// 2026-03-01 10:00 in Shanghai.
const START: i64 = 1_772_330_400;
const STAFF: usize = 40;

/// A store of so many customers.
pub(crate) struct Ours {
    pub(crate) ledger: Ledger,
    staff: Vec<StaffId>,
    given: ruling::name::SymbolSet,
    keys: AtomicU64,
}

/// A clock that goes a second further whenever it is asked.
fn clock() -> TimeSource {
    let seconds = AtomicI64::new(START);
    Arc::new(move || Instant::from_seconds(seconds.fetch_add(1, Ordering::Relaxed)))
}

fn key_file(folder: &Path) -> PathBuf {
    folder.with_extension("keys")
}

fn keys(folder: &Path) -> Keys {
    let text = fs::read_to_string(key_file(folder)).expect("keys of the bench");
    let mut lines = text.lines();
    let mut line = || lines.next().expect("three keys");
    Keys::read(line(), line(), line()).expect("keys")
}

impl Ours {
    pub(crate) fn found(folder: &Path) -> Ours {
        Ours::found_at(folder.into())
    }

    /// A new company's, wherever its data is to be.
    pub(crate) fn found_at(place: Place<'_>) -> Ours {
        let purposes = [
            KeyPurpose::Log,
            KeyPurpose::KeyEncryption,
            KeyPurpose::Index,
        ];
        let lines =
            purposes.map(|purpose| new_key_line(purpose, 1).expect("randomness").to_string());
        fs::write(key_file(place.folder), lines.concat()).expect("a key file");
        let founding = Founding {
            company: "基准公司".to_owned(),
            packs: vec![(PACK.to_owned(), REGULATION.to_owned())],
            company_file: Vec::new(),
        };
        let ledger =
            Ledger::found(place, keys(place.folder), clock(), &founding).expect("a ledger");
        let run = |command, key: String| {
            ledger
                .carry_out(command, key.as_bytes())
                .expect("carried out")
        };
        run(Command::AddUnit("一队".to_owned()), "unit".to_owned());
        let unit = ledger
            .unit_named("一队")
            .expect("a ledger")
            .expect("a unit");
        for number in 0..STAFF {
            let name = Personal::new([("staff_name".to_owned(), staff_name(number))]);
            run(Command::AddStaff(name), format!("staff {number}"));
            let staff = ledger
                .staff_named(&staff_name(number))
                .expect("a ledger")
                .expect("staff");
            let change = CompanyFact {
                from: Instant::MIN,
                recorded: Instant::MIN,
                change: Change::Joined {
                    staff,
                    unit,
                    role: Symbol::NONE,
                },
            };
            run(
                Command::Change(Box::new(change)),
                format!("joined {number}"),
            );
        }
        Ours::of(ledger)
    }

    pub(crate) fn open(folder: &Path) -> Ours {
        Ours::open_at(folder.into())
    }

    pub(crate) fn open_at(place: Place<'_>) -> Ours {
        Ours::of(Ledger::open(place, keys(place.folder), clock()).expect("a ledger"))
    }

    fn of(ledger: Ledger) -> Ours {
        let staff = (0..STAFF)
            .filter_map(|number| ledger.staff_named(&staff_name(number)).expect("a ledger"));
        let names = &ledger.packs().expect("a ledger").names;
        let given = ["name", "phone"]
            .into_iter()
            .map(|name| names.find(name))
            .collect();
        let fresh = std::time::UNIX_EPOCH
            .elapsed()
            .expect("after 1970")
            .as_nanos() as u64;
        Ours {
            staff: staff.collect(),
            ledger,
            given,
            keys: AtomicU64::new(fresh),
        }
    }

    /// A key that no command had: as a client makes them, in no order.
    pub(crate) fn key(&self) -> [u8; 16] {
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        let mixed = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        mixed.to_be_bytes()
    }

    pub(crate) fn asker(&self) -> StaffId {
        self.staff[0]
    }

    pub(crate) fn registration(&self, customer: &Customer) -> Command {
        let at = Instant::from_seconds(START);
        let holder = usize::try_from(customer.number).expect("64 bits") % self.staff.len();
        Command::Record(Box::new(NewFact {
            fact: Fact {
                seq: 0,
                kind: FactKind::Registered,
                answer: Answer::None,
                what: Symbol::NONE,
                actor: Some(self.staff[holder]),
                person: None,
                of: None,
                occurred: at,
                recorded: at,
                counts_at: at,
                particulars: Some(Box::new(Particulars {
                    given: self.given.clone(),
                    ..Particulars::default()
                })),
            },
            before: Vec::new(),
            about: About::Customer,
            fields: customer.fields(),
        }))
    }

    /// Everything that makes a registration: command, judgment, sealed fact, indexes, segments, leaf.
    pub(crate) fn register(&self, command: Command) -> Seq {
        let done = self.ledger.carry_out(command, &self.key());
        done.expect("a registration").seq
    }

    /// Clients register these customers.
    pub(crate) fn turn(&self, numbers: std::ops::Range<u64>, clients: usize) -> Load {
        let commands = numbers.map(|number| self.registration(&Customer::new(number)));
        drive(commands.collect(), clients, |command| {
            self.register(command);
        })
    }

    /// Fills the store with the customers below `count`.
    pub(crate) fn fill(&self, count: u64) {
        for first in (0..count).step_by(50_000) {
            self.turn(first..(first + 50_000).min(count), 512);
        }
    }
}

fn staff_name(number: usize) -> String {
    let letters: Vec<char> = "甲乙丙丁戊己庚辛".chars().collect();
    format!("王{}{}", letters[number % 8], letters[number / 8])
}
