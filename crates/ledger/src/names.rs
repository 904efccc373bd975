//! Company names that may mean the same company, found among sealed ones.
//!
//! A name is found by keyed tokens: an HMAC, cut to 32 bits, of each word that
//! [`CompanyName::likeness_keys`] says two like names share at least one of. So whatever
//! [`CompanyName::compare`] would call same or similar is among what is found, and nothing else about a
//! name's letters is kept. Place and trade are kept as keyed buckets, to rank what is found: whoever asks
//! unseals the best few and decides exactly.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use ruling::fact::Seq;
use ruling::identity::company_name::CompanyName;

use crate::privacy::blind_index::Tagger;
use crate::short_number;

mod postings;
#[cfg(test)]
mod tests;

use postings::{Postings, Unsorted};

/// What is looked at for one question; longer lists of more common tokens are left out.
const LOOKED_AT_MAX: usize = 50_000;

/// Bytes of one token in a subject's row; the most tokens of a name, and what stands in the place of their count where
/// the number of the next names' entry follows.
const TOKEN: usize = 4;
const TOKENS_MAX: usize = 254;
const ENTRY: u8 = 255;

/// What a name is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTokens {
    tokens: Vec<u32>,
    buckets: Buckets,
}

/// Place and trade, keyed and cut short; 0 where the name says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Buckets {
    province: u16,
    city: u16,
    trade: u16,
}

/// A name sealed in an entry, with what it is found by: as a subject's row holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedName {
    /// The entry that the name is sealed beside.
    pub seq: Seq,
    /// What it is found by.
    pub found_by: NameTokens,
}

/// All sealed names of a company, in memory.
#[derive(Default)]
pub struct NameIndex {
    postings: Postings,
    names: Vec<Known>,
}

/// A name of the index.
#[derive(Debug, Clone, Copy)]
struct Known {
    subject: u32,
    seq: Seq,
    buckets: Buckets,
}

/// In the place of a name that was erased: neither subject nor entry has the number 0.
const FORGOTTEN: Known = Known {
    subject: 0,
    seq: 0,
    buckets: Buckets {
        province: 0,
        city: 0,
        trade: 0,
    },
};

/// Where a name is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Whose name it is.
    pub subject: u32,
    /// The entry.
    pub seq: Seq,
}

impl NameTokens {
    /// The tokens of a name.
    pub fn new(name: &CompanyName, tagger: &Tagger) -> NameTokens {
        let keys = name.likeness_keys();
        let mut tokens: Vec<u32> = keys.iter().map(|key| tagger.token(key)).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens.truncate(TOKENS_MAX);
        NameTokens {
            tokens,
            buckets: Buckets::new(name, tagger),
        }
    }
}

impl Buckets {
    fn new(name: &CompanyName, tagger: &Tagger) -> Buckets {
        let codes = name.codes().iter().map(ToString::to_string);
        let codes: Vec<String> = codes.collect();
        // 朝阳 is a place in two provinces: only what all its readings share is said.
        let shared = |digits: usize| {
            let mut starts = codes.iter().map(|code| code.get(..digits));
            let first = starts.next()??;
            let is_said = digits == 2 || !first.ends_with("00");
            (is_said && starts.all(|start| start == Some(first))).then_some(first)
        };
        let bucket = |what: &str, value: Option<&str>| {
            value.map_or(0, |value| tagger.bucket(&format!("{what} {value}")))
        };
        // 装饰 and 装饰工程 are one trade: their beginning tells trades apart.
        let trade = name.trade().map(|trade| trade.chars().take(2).collect());
        let trade: Option<String> = trade;
        Buckets {
            province: bucket("province", shared(2)),
            city: bucket("city", shared(4)),
            trade: bucket("trade", trade.as_deref()),
        }
    }

    /// Higher for what is likelier one company: first nothing that contradicts, then what agrees.
    fn likeness(self, other: Buckets) -> u8 {
        let mut contradicts = false;
        let mut agrees = 0;
        for (one, other) in [
            (self.province, other.province),
            (self.city, other.city),
            (self.trade, other.trade),
        ] {
            agrees += u8::from(one == other);
            contradicts |= one != other && one != 0 && other != 0;
        }
        agrees + if contradicts { 0 } else { 4 }
    }
}

/// Names that are read in one go, at start.
pub struct LoadingNames {
    postings: Unsorted,
    names: Vec<Known>,
}

impl LoadingNames {
    /// Adds a subject's name.
    pub fn add(&mut self, subject: u64, name: &SealedName) {
        let number = short(self.names.len() as u64);
        self.names.push(Known::new(subject, name));
        for token in &name.found_by.tokens {
            self.postings.add(*token, number);
        }
    }

    /// Now they can be found.
    pub fn finish(self) -> NameIndex {
        NameIndex {
            postings: self.postings.sorted(),
            names: self.names,
        }
    }
}

/// Sequence numbers are 32 bits, and every name and every subject has an entry of its own.
fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Known {
    fn new(subject: u64, name: &SealedName) -> Known {
        Known {
            subject: short(subject),
            seq: name.seq,
            buckets: name.found_by.buckets,
        }
    }
}

impl NameIndex {
    /// For very many names at once, which no question comes between.
    pub fn loading() -> LoadingNames {
        LoadingNames {
            postings: Unsorted::default(),
            names: Vec::new(),
        }
    }

    /// Adds a subject's name: the very next question finds it.
    pub fn add(&mut self, subject: u64, name: &SealedName) {
        let number = short(self.names.len() as u64);
        self.names.push(Known::new(subject, name));
        for token in &name.found_by.tokens {
            self.postings.add(*token, number);
        }
    }

    /// Forgets a name.
    pub fn remove(&mut self, name: &SealedName) {
        let mut numbers = BTreeSet::new();
        for token in &name.found_by.tokens {
            let names = &self.names;
            self.postings.remove(*token, |number| {
                let known = names.get(number as usize);
                let is_meant = known.is_some_and(|known| known.seq == name.seq);
                numbers.extend(is_meant.then_some(number));
                is_meant
            });
        }
        for number in numbers {
            if let Some(known) = self.names.get_mut(number as usize) {
                *known = FORGOTTEN;
            }
        }
    }

    /// Forgets the names of subjects of whom nothing tells any more what they were: all names are looked at.
    pub(crate) fn remove_all_of(&mut self, subjects: &BTreeSet<u64>) {
        let mut numbers = BTreeSet::new();
        for (number, known) in (0..).zip(&mut self.names) {
            if subjects.contains(&u64::from(known.subject)) {
                numbers.insert(number);
                *known = FORGOTTEN;
            }
        }
        if !numbers.is_empty() {
            self.postings.remove_numbers(&numbers);
        }
    }

    /// The names that are likeliest the same company's, likeliest first.
    pub fn like(&self, name: &NameTokens, count: usize) -> Vec<Sealed> {
        let lists = name.tokens.iter().map(|token| self.postings.of(*token));
        let mut lists: Vec<_> = lists.collect();
        lists.sort_by_key(ExactSizeIterator::len);
        let mut numbers = Vec::new();
        for list in lists {
            if !numbers.is_empty() && numbers.len() + list.len() > LOOKED_AT_MAX {
                break;
            }
            numbers.extend(list.take(LOOKED_AT_MAX));
        }
        numbers.sort_unstable();
        let runs = numbers.chunk_by(|one, other| one == other);
        let mut ranked: Vec<_> = runs
            .filter_map(|run| {
                let known = self.names.get(*run.first()? as usize)?;
                let likeness = name.buckets.likeness(known.buckets);
                let rank = (likeness >= 4, run.len(), likeness, Reverse(known.seq));
                Some((Reverse(rank), known.subject))
            })
            .collect();
        if ranked.len() > count {
            ranked.select_nth_unstable(count);
            ranked.truncate(count);
        }
        ranked.sort_unstable();
        let sealed = ranked
            .into_iter()
            .map(|(Reverse((.., Reverse(seq))), subject)| Sealed { subject, seq });
        sealed.collect()
    }

    /// Bytes of memory that the index takes.
    pub fn bytes(&self) -> usize {
        self.postings.bytes() + self.names.capacity() * size_of::<Known>()
    }
}

/// Names as a subject's row holds them. Before them stands which entry they were sealed in, unless it is the one before
/// them's, or for the first the subject's own: its first entry, whose number it has.
pub fn write_names(subject: u64, names: &[SealedName]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut entry = subject;
    for name in names {
        let NameTokens { tokens, buckets } = &name.found_by;
        if entry != u64::from(name.seq) {
            entry = name.seq.into();
            bytes.push(ENTRY);
            short_number::write(entry, &mut bytes);
        }
        bytes.push(u8::try_from(tokens.len()).unwrap_or(ENTRY));
        for bucket in [buckets.province, buckets.city, buckets.trade] {
            bytes.extend_from_slice(&bucket.to_be_bytes());
        }
        for token in tokens {
            bytes.extend_from_slice(&token.to_be_bytes());
        }
    }
    bytes
}

/// Names of a subject's row; none if the bytes are something else.
pub(crate) fn read_names(subject: u64, mut bytes: &[u8]) -> Option<Vec<SealedName>> {
    let mut names = Vec::new();
    let mut entry = subject;
    while let Some((count, rest)) = bytes.split_first() {
        if *count == ENTRY {
            (entry, bytes) = short_number::read(rest)?;
            continue;
        }
        let (buckets, rest) = rest.split_first_chunk()?;
        let [p0, p1, c0, c1, t0, t1] = *buckets;
        let (tokens, rest) = rest.split_at_checked(usize::from(*count) * TOKEN)?;
        let (tokens, _) = tokens.as_chunks::<TOKEN>();
        names.push(SealedName {
            seq: Seq::try_from(entry).ok()?,
            found_by: NameTokens {
                tokens: tokens
                    .iter()
                    .map(|token| u32::from_be_bytes(*token))
                    .collect(),
                buckets: Buckets {
                    province: u16::from_be_bytes([p0, p1]),
                    city: u16::from_be_bytes([c0, c1]),
                    trade: u16::from_be_bytes([t0, t1]),
                },
            },
        });
        bytes = rest;
    }
    Some(names)
}
