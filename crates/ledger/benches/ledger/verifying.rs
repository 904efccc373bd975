//! Verifying against the bare primitives, and on two cores against one.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use ledger::names::NameTokens;
use ledger::privacy::blind_index::{TagKind, Tagger};
use ledger::privacy::keys::Secret;
use ledger::record::Command;
use ruling::case::CaseFile;
use ruling::fact::Ref;
use ruling::fold::Workspace;
use ruling::identity::company_name::CompanyName;
use ruling::identity::credit_code::CreditCode;
use ruling::identity::id_number::IdNumber;
use ruling::identity::masked_number::{MaskShape, NumberKey};
use ruling::identity::person_name::PersonName;
use ruling::identity::phone::Phone;
use ruling::judge::judge_into;
use ruling::ruling::Ruling;
use rustix::thread::{CpuSet, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};
use sha2::{Digest, Sha256};

use crate::customers::Customer;
use crate::figure::{Bar, Pair, line, middle};
use crate::ours::Ours;
use crate::process::Kid;
use crate::{Bases, Size};

/// Most rounds: each verifies the whole store four times.
const ROUNDS_MAX: usize = 3;
/// Customers that the primitives are timed with.
const SAMPLE: u64 = 20_000;
/// Bytes of a registration's leaf.
const LEAF: usize = 160;

/// What is verified.
#[derive(Clone, Copy)]
pub(crate) enum Extent {
    Log,
    Everything,
}

impl Extent {
    const ALL: [Extent; 2] = [Extent::Log, Extent::Everything];

    pub(crate) fn named(word: &str) -> Extent {
        match word {
            "log" => Extent::Log,
            _ => Extent::Everything,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Extent::Log => "log",
            Extent::Everything => "everything",
        }
    }
}

/// Processor time of this whole process.
fn cpu() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        spent.tv_sec.unsigned_abs(),
        u32::try_from(spent.tv_nsec).unwrap_or(0),
    )
}

/// What a child says of a verification on so many cores: seconds, CPU seconds, entries, entries opened.
pub(crate) fn verify_on(folder: &Path, cores: usize, extent: Extent) -> String {
    let mut set = CpuSet::new();
    (0..cores).for_each(|core| set.set(core));
    sched_setaffinity(None, &set).expect("cores to run on");
    let ours = Ours::open(folder);
    let (start, before) = (Instant::now(), cpu());
    let found = match extent {
        Extent::Log => ours.ledger.verify_log(&[]),
        Extent::Everything => ours.ledger.verify(&[]),
    };
    let found = found.expect("a verification");
    assert!(
        found.damage.is_empty(),
        "untouched, yet damaged: {:?}",
        found.damage.first()
    );
    let (seconds, spent) = (
        start.elapsed().as_secs_f64(),
        (cpu() - before).as_secs_f64(),
    );
    format!("{seconds} {spent} {} {}", found.entries, found.opened)
}

pub(crate) fn run(size: &Size, bases: &Bases) {
    let mut again = Again::new(Ours::open(&bases.empty()));
    for extent in Extent::ALL {
        let on = |cores: &str| -> Vec<f64> {
            let folder = bases.ours();
            let words = ["verify", &folder.to_string_lossy(), cores, extent.name()];
            let mut kid = Kid::start(&words);
            let text = kid.answer();
            kid.end();
            text.split_whitespace()
                .map(|word| word.parse().expect("a number"))
                .collect()
        };
        let (mut against_bare, mut on_two) = (Vec::new(), Vec::new());
        for _ in 0..size.rounds.min(ROUNDS_MAX) {
            let (one, two) = (on("1"), on("2"));
            let opened = one[3] / one[2];
            let bare = match extent {
                Extent::Log => bare(opened, |_| ()),
                Extent::Everything => bare(opened, |number| again.tag_and_judge(number)),
            };
            against_bare.push(Pair(one[2] / one[1], bare));
            on_two.push(Pair(two[2] / two[0], one[2] / one[0]));
        }
        let name = extent.name();
        let reference = match extent {
            Extent::Log => "opening and hashing the same bytes",
            Extent::Everything => "the same, and making the same tags and judging the same cases",
        };
        line(
            &format!("verify, {name}, entries"),
            "per CPU second",
            reference,
            middle(against_bare),
            &Bar::AtLeast(1.0 / 3.0),
        );
        line(
            &format!("verify, {name}, on two cores, entries"),
            "per second",
            "one core",
            middle(on_two),
            &Bar::AtLeast(1.9),
        );
    }
}

/// Entries per CPU second whose bytes are only opened and hashed: the leaf, the wrapped key, what is sealed,
/// the commitment to both. `opened` is the share of entries that have something sealed; for each of those,
/// `more` is done.
fn bare(opened: f64, mut more: impl FnMut(usize)) -> f64 {
    let (kek, nonce) = (Aes256GcmSiv::new(&[3; 32].into()), Nonce::from([5; 12]));
    let sealed: Vec<_> = (0..SAMPLE)
        .map(Customer::new)
        .map(|customer| {
            let wrapped = kek.encrypt(&nonce, placed(&[9; 32]));
            let sealed =
                Aes256GcmSiv::new(&[9; 32].into()).encrypt(&nonce, placed(&as_sealed(&customer)));
            (wrapped.expect("wrapped"), sealed.expect("sealed"))
        })
        .collect();
    let start = cpu();
    for (number, (wrapped, sealed)) in sealed.iter().enumerate() {
        black_box(Sha256::digest([number as u8; LEAF]));
        if (number as f64 * opened).fract() >= opened {
            continue;
        }
        let key = kek.decrypt(&nonce, placed(wrapped)).expect("a key");
        let key: [u8; 32] = key.try_into().expect("32 bytes");
        let cipher = Aes256GcmSiv::new(&key.into());
        let plain = cipher.decrypt(&nonce, placed(sealed)).expect("opened");
        black_box(Sha256::digest([&[0; 18], &key[..]].concat()));
        // The salt: an HMAC is two hashes, each after a block of its own.
        black_box(Sha256::digest([0; 64 + 18]));
        black_box(Sha256::digest([0; 64 + 32]));
        black_box(Sha256::digest([&[0; 82], &plain[..]].concat()));
        more(number);
    }
    sealed.len() as f64 / (cpu() - start).as_secs_f64()
}

/// As many bytes as ours seals of a customer: letters of two bytes, numbers of eight, and what says which they are.
fn as_sealed(customer: &Customer) -> Vec<u8> {
    let number = |digits: &str| digits.parse().map(u64::to_be_bytes);
    let mut bytes = vec![0; 6];
    bytes.extend(customer.name.encode_utf16().flat_map(u16::to_be_bytes));
    for value in [&customer.phone, &customer.code] {
        match number(value) {
            Ok(number) => bytes.extend(number),
            Err(_) => bytes.extend(value.bytes()),
        }
    }
    bytes
}

/// Bytes bound to a place.
fn placed(bytes: &[u8]) -> Payload<'_, '_> {
    Payload {
        msg: bytes,
        aad: &[1; 16],
    }
}

/// What verifying makes again of an entry beyond opening it, without any store.
struct Again {
    ours: Ours,
    tagger: Tagger,
    customers: Vec<Customer>,
    cases: Vec<CaseFile>,
    memory: Workspace,
    ruling: Ruling,
}

impl Again {
    /// Under the regulation and with the people of a store that has no customers.
    fn new(ours: Ours) -> Again {
        let customers: Vec<Customer> = (0..SAMPLE).map(Customer::new).collect();
        let case = |customer: &Customer| {
            let Command::Record(new) = ours.registration(customer) else {
                unreachable!("a registration is a fact");
            };
            let mut fact = new.fact;
            fact.seq = 100;
            fact.particulars.get_or_insert_default().customer = Some(Ref(1));
            CaseFile::new(Some(Ref(1)), vec![fact])
        };
        Again {
            cases: customers.iter().map(case).collect(),
            ours,
            tagger: Tagger::new(&Secret::new([7; 32]), 1),
            customers,
            memory: Workspace::default(),
            ruling: Ruling::empty(),
        }
    }

    fn tag_and_judge(&mut self, number: usize) {
        self.tag(&self.customers[number]);
        let (company, packs) = (self.ours.ledger.company(), self.ours.ledger.packs());
        let (company, packs) = (company.expect("a ledger"), packs.expect("a ledger"));
        let case = &self.cases[number];
        let at = case.facts()[0].recorded;
        let (memory, ruling) = (&mut self.memory, &mut self.ruling);
        judge_into(memory, case, &company, &packs, at, at, ruling);
        black_box(ruling.segments.len());
    }

    fn tag(&self, customer: &Customer) {
        let tag = |kind, value: &str| black_box(self.tagger.tag(kind, value));
        let phone = Phone::parse(&customer.phone).expect("a phone");
        tag(TagKind::Phone, phone.key());
        if !customer.is_person() {
            let code = CreditCode::parse(&customer.code).expect("a code");
            tag(TagKind::CreditCode, code.key());
            let name = CompanyName::parse(&customer.name).expect("a name");
            tag(TagKind::CompanyName, &name.key());
            black_box(NameTokens::new(&name, &self.tagger));
            return;
        }
        let id_number = IdNumber::parse(&customer.code).expect("a number");
        tag(TagKind::IdNumber, id_number.key());
        let name = PersonName::parse(&customer.name).expect("a name");
        let name = name.key().expect("fully written");
        tag(TagKind::Name, &name);
        let number = NumberKey::of(&phone).expect("a mobile number");
        for shape in [
            MaskShape::LastFourHidden,
            MaskShape::FirstThreeLastFour,
            MaskShape::FirstThreeLastSix,
        ] {
            let mask = number.masked_as(shape).expect("a mask");
            tag(TagKind::NameAndMask, &format!("{name}\n{mask}"));
        }
    }
}
