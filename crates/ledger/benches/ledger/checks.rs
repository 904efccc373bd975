//! The duplicate check: against raw look-ups, while others write, and each kind of answer side by side.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ledger::privacy::personal::Personal;
use rustix::time::{ClockId, clock_gettime};

use crate::customers::Customer;
use crate::figure::{Bar, Pair, line, middle};
use crate::load::millis;
use crate::ours::Ours;
use crate::raw::RawReader;
use crate::{Bases, Fresh, Size, told};

/// Milliseconds this thread has spent on a processor. The check's trace is written by another thread, so this
/// is the check without writing.
fn cpu_millis() -> f64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec as f64 * 1e3 + spent.tv_nsec as f64 / 1e6
}

/// Known and unknown customers in turns, in no order.
fn asked(size: &Size) -> Vec<Customer> {
    let mixed = |number: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let numbers = (0..size.checks).map(|number| match number % 4 {
        0 | 1 => mixed(number) % size.base,
        _ => 500_000_000 + mixed(number) % 1_000_000,
    });
    numbers.map(Customer::new).collect()
}

fn check(ours: &Ours, typed: &Personal) {
    let answer = ours.ledger.check(ours.asker(), typed, &ours.key());
    std::hint::black_box(answer.expect("an answer"));
}

/// Four raw look-ups are exact, so what is compared with them is, too: everything but a company's name. That one is
/// searched for similar ones, which an index of a table cannot do: `scripts/bench names` has its bars.
pub(crate) fn run(size: &Size, bases: &Bases, ours: &Ours, fresh: &mut Fresh) {
    let reader = RawReader::new(&bases.raw());
    let customers = asked(size);
    let share = customers.len() / size.rounds;
    let mut rounds = Vec::new();
    for customers in customers.chunks(share) {
        let typed: Vec<Personal> = customers.iter().map(Customer::exact_fields).collect();
        let start = cpu_millis();
        typed.iter().for_each(|typed| check(ours, typed));
        let mine = cpu_millis() - start;
        let start = cpu_millis();
        for customer in customers {
            std::hint::black_box(reader.check(customer));
        }
        let theirs = cpu_millis() - start;
        let count = customers.len() as f64;
        rounds.push(Pair(count * 1e3 / mine, count * 1e3 / theirs));
    }
    let reference = "four raw look-ups";
    line(
        "check without writing",
        "per CPU second",
        reference,
        middle(rounds),
        &Bar::AtLeast(0.5),
    );
    while_writing(size, ours, fresh);
    kinds(size, ours);
}

/// One person checks while others register without a pause.
fn while_writing(size: &Size, ours: &Ours, fresh: &mut Fresh) {
    let done = AtomicBool::new(false);
    let numbers = fresh.take(size.turn * 4);
    let times = std::thread::scope(|scope| {
        let done = &done;
        scope.spawn(move || {
            ours.turn(numbers, 16);
            done.store(true, Ordering::Relaxed);
        });
        let mut times = Vec::new();
        for customer in asked(size).iter().cycle() {
            if done.load(Ordering::Relaxed) {
                break;
            }
            let typed = customer.exact_fields();
            let start = Instant::now();
            check(ours, &typed);
            times.push(millis(start.elapsed()));
        }
        times
    });
    let p99 = within(times, 0.99);
    line(
        "check while others write, p99",
        "ms",
        "limit",
        Pair(p99, 1.0),
        &Bar::AtMost(1.0),
    );
}

fn within(mut times: Vec<f64>, share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times[((times.len() as f64 * share) as usize).min(times.len() - 1)]
}

/// What each kind of answer costs. Erased and never known must not be told apart.
fn kinds(size: &Size, ours: &Ours) {
    let known = |number: u64| Customer::new(2 * number + 1).fields();
    let masked = |number: u64| {
        let customer = Customer::new(2 * number + 1);
        let shown: String = customer.phone.chars().take(7).collect();
        let phone = format!("{shown}****");
        let fields = [("name", customer.name), ("phone", phone)];
        Personal::new(fields.map(|(name, text)| (name.to_owned(), text)))
    };
    let unknown = |number: u64| Customer::new(700_000_001 + 2 * number).fields();
    let company = |number: u64| Customer::new(700_000_000 + 2 * number).fields();
    let kinds: [(&str, &dyn Fn(u64) -> Personal); 4] = [
        ("check answered 'free', p50", &unknown),
        ("check answered 'held', p50", &known),
        ("check answered 'possibly the same', p50", &masked),
        ("check with a company's name, p50", &company),
    ];
    for (name, typed) in kinds {
        let typed: Vec<Personal> = (0..size.checks / 20).map(typed).collect();
        let mut times = Vec::new();
        for typed in &typed {
            let start = cpu_millis();
            check(ours, typed);
            times.push((cpu_millis() - start) * 1e3);
        }
        told(name, within(times, 0.5), "µs");
    }
}
