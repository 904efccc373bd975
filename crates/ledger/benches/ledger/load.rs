//! Clients that each wait for one answer before they ask again.

use std::sync::Barrier;
use std::time::{Duration, Instant};

/// What clients met.
pub(crate) struct Load {
    /// Answers per second.
    pub(crate) rate: f64,
    /// Sorted.
    latencies: Vec<Duration>,
    /// The longest time without any answer.
    pub(crate) stall: Duration,
}

impl Load {
    /// Milliseconds within which this share of the answers came.
    pub(crate) fn within(&self, share: f64) -> f64 {
        let place = (self.latencies.len() as f64 * share) as usize;
        millis(self.latencies[place.min(self.latencies.len() - 1)])
    }
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Clients as threads work all jobs off.
pub(crate) fn drive<T: Send>(jobs: Vec<T>, clients: usize, work: impl Fn(T) + Sync) -> Load {
    let mut shares: Vec<Vec<T>> = (0..clients).map(|_| Vec::new()).collect();
    for (number, job) in jobs.into_iter().enumerate() {
        shares[number % clients].push(job);
    }
    let barrier = Barrier::new(clients + 1);
    let (start, mut answers) = std::thread::scope(|scope| {
        let (barrier, work) = (&barrier, &work);
        let threads: Vec<_> = shares
            .into_iter()
            .map(|share| {
                let thread = std::thread::Builder::new().stack_size(512 * 1024);
                let run = move || {
                    barrier.wait();
                    let timed = share.into_iter().map(|job| {
                        let asked = Instant::now();
                        work(job);
                        let answered = Instant::now();
                        (answered, answered - asked)
                    });
                    timed.collect::<Vec<_>>()
                };
                thread.spawn_scoped(scope, run).expect("a thread")
            })
            .collect();
        barrier.wait();
        let start = Instant::now();
        let answers = threads
            .into_iter()
            .map(|thread| thread.join().expect("a client"));
        (start, answers.flatten().collect::<Vec<_>>())
    });
    answers.sort();
    let mut last = start;
    let mut stall = Duration::ZERO;
    for (answered, _) in &answers {
        stall = stall.max(answered.saturating_duration_since(last));
        last = *answered;
    }
    let mut latencies: Vec<Duration> = answers.iter().map(|(_, latency)| *latency).collect();
    latencies.sort();
    Load {
        rate: latencies.len() as f64 / (last - start).as_secs_f64(),
        latencies,
        stall,
    }
}
