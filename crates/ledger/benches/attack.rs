//! What a thief of the database, without the index key, learns from tags and tokens with a public list of names.
//!
//! The thief knows how tokens are made, and a list of which the store's names are a sample. Places, trades and
//! persons are guessed by how often they occur; a company by place and trade as guessed and by how often each of
//! its tokens occurs, which is what it shares with others. Prints the shares guessed right in the lines of every
//! bench; the bar is what SECURITY.md says. `--quick` is the size for continuous integration.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench reads its arguments and stops at the first surprise"
)]

#[path = "names/invented.rs"]
#[expect(dead_code, reason = "how people type names is the other bench's")]
mod invented;

use std::collections::HashMap;
use std::hash::Hash;

use invented::{Dice, Invented};
use ledger::names::{NameTokens, SealedName, write_names};
use ledger::privacy::blind_index::{TagKind, Tagger};
use ledger::privacy::keys::Secret;
use ruling::identity::company_name::CompanyName;

/// A company as a row of the store, or as a line of the list: place, trade, and how often each word occurs.
struct Seen<P> {
    city: P,
    trade: P,
    words: Vec<f64>,
}

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let (listed, stored) = if is_quick {
        (4_000, 1_000)
    } else {
        (200_000, 50_000)
    };
    let mut dice = Dice(1_127);
    let list = invented::companies(listed, &mut dice);
    let store: Vec<usize> = (0..stored).map(|_| dice.below(listed)).collect();
    let tagger = Tagger::new(&Secret::new([9; 32]), 1);
    companies(&list, &store, &tagger);
    persons(listed, stored, &mut dice, &tagger);
}

fn companies(list: &[Invented], store: &[usize], tagger: &Tagger) {
    let names: Vec<CompanyName> = list
        .iter()
        .map(|name| CompanyName::parse(&name.full()).expect("a name"))
        .collect();
    let rows: Vec<(u32, u32, Vec<u32>)> = store
        .iter()
        .map(|name| row(&names[*name], tagger))
        .collect();
    let cities = by_rank(
        rows.iter().map(|row| row.0),
        list.iter().map(|name| name.city),
    );
    let beginning = |trade: &str| trade.chars().take(2).collect::<String>();
    let trades = by_rank(
        rows.iter().map(|row| row.1),
        list.iter().map(|name| beginning(name.trade)),
    );
    let right = |is_right: &dyn Fn(usize) -> bool| {
        (0..store.len()).filter(|row| is_right(*row)).count() as f64 / store.len() as f64
    };
    let city = right(&|row| cities[&rows[row].0] == list[store[row]].city);
    print("attack/companies whose city is guessed", city, 0.5);
    let trade = right(&|row| trades[&rows[row].1] == beginning(list[store[row]].trade));
    print("attack/companies whose trade is guessed", trade, 0.8);

    let sample = store.len() as f64 / list.len() as f64;
    let seen = counted(
        rows.iter()
            .map(|(city, trade, tokens)| (*city, *trade, tokens.clone())),
        1.0,
    );
    let known = names.iter().zip(list).map(|(name, parts)| {
        let words: Vec<String> = name.likeness_keys().into_iter().collect();
        (parts.city.to_owned(), beginning(parts.trade), words)
    });
    let known = counted(known, sample);
    let mut alike: HashMap<(&str, &str, usize), Vec<usize>> = HashMap::new();
    for (number, name) in known.iter().enumerate() {
        let key = (name.city.as_str(), name.trade.as_str(), name.words.len());
        alike.entry(key).or_default().push(number);
    }
    let guessed: Vec<Option<usize>> = seen
        .iter()
        .map(|row| {
            let key = (
                cities[&row.city],
                trades[&row.trade].as_str(),
                row.words.len(),
            );
            let likeliest = alike.get(&key)?.iter().min_by(|one, other| {
                let far = |name: usize| distance(&row.words, &known[name].words);
                far(**one).total_cmp(&far(**other))
            });
            likeliest.copied()
        })
        .collect();
    let whole = right(&|row| guessed[row] == Some(store[row]));
    print("attack/company names guessed", whole, 0.04);
}

/// City, trade and tokens as the thief reads them from a subject's row.
fn row(name: &CompanyName, tagger: &Tagger) -> (u32, u32, Vec<u32>) {
    let found_by = NameTokens::new(name, tagger);
    let bytes = write_names(1, &[SealedName { seq: 1, found_by }]);
    let bucket = |at: usize| u32::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    let tokens = bytes[7..].chunks(4);
    let tokens = tokens.map(|token| u32::from_be_bytes(token.try_into().expect("four bytes")));
    (bucket(1) << 16 | bucket(3), bucket(5), tokens.collect())
}

/// What occurs most is taken for what should, and so on.
fn by_rank<S: Hash + Ord + Clone, P: Hash + Ord + Clone>(
    seen: impl Iterator<Item = S>,
    known: impl Iterator<Item = P>,
) -> HashMap<S, P> {
    let known = ranked(known);
    let last = known.len() - 1;
    let seen = ranked(seen).into_iter().enumerate();
    seen.map(|(rank, value)| (value, known[rank.min(last)].clone()))
        .collect()
}

fn ranked<T: Hash + Ord + Clone>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut ranked: Vec<(T, usize)> = counts.into_iter().collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    ranked.into_iter().map(|(value, _)| value).collect()
}

/// Each name with how often its words occur, commonest first, were the list as long as the store.
fn counted<P, W: Hash + Eq>(
    names: impl Iterator<Item = (P, P, Vec<W>)>,
    scale: f64,
) -> Vec<Seen<P>> {
    let names: Vec<(P, P, Vec<W>)> = names.collect();
    let mut counts: HashMap<&W, usize> = HashMap::new();
    for word in names.iter().flat_map(|name| &name.2) {
        *counts.entry(word).or_default() += 1;
    }
    let counts: Vec<Vec<f64>> = names
        .iter()
        .map(|name| {
            let counts = name.2.iter().map(|word| counts[word] as f64 * scale);
            let mut counts: Vec<f64> = counts.collect();
            counts.sort_by(|one, other| other.total_cmp(one));
            counts
        })
        .collect();
    let names = names.into_iter().zip(counts);
    names
        .map(|((city, trade, _), words)| Seen { city, trade, words })
        .collect()
}

/// How unlikely it is that the counts seen come from the counts known: chance spreads as the root.
fn distance(seen: &[f64], known: &[f64]) -> f64 {
    let pairs = seen.iter().zip(known);
    pairs
        .map(|(seen, known)| (seen.sqrt() - known.sqrt()).powi(2))
        .sum()
}

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任";
const GIVEN: &str =
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉鹏飞宇浩然子轩梓涵欣怡雨思佳";

fn persons(listed: usize, stored: usize, dice: &mut Dice, tagger: &Tagger) {
    let mut person = |_| -> String {
        let given = (0..1 + dice.below(3).min(1))
            .map(|_| one_of(GIVEN, dice))
            .collect::<String>();
        format!("{}{given}", one_of(SURNAMES, dice))
    };
    let list: Vec<String> = (0..listed).map(&mut person).collect();
    let store: Vec<&String> = (0..stored).map(|_| &list[dice.below(listed)]).collect();
    let tags: Vec<u64> = store
        .iter()
        .map(|name| tagger.tag(TagKind::Name, name).bits)
        .collect();
    let guessed = by_rank(tags.iter().copied(), list.iter().cloned());
    let right = store
        .iter()
        .zip(&tags)
        .filter(|(name, tag)| guessed[tag] == ***name);
    print(
        "attack/person names guessed",
        right.count() as f64 / stored as f64,
        0.02,
    );
}

/// A character, the first ones oftener.
fn one_of(characters: &str, dice: &mut Dice) -> char {
    let place = dice.uneven(characters.chars().count());
    characters.chars().nth(place).expect("one of them")
}

fn print(name: &str, share: f64, bar: f64) {
    let held = if share <= bar { "held" } else { "short" };
    println!(
        "{name}\t{share:.4}\tshare\tSECURITY.md\t{bar}\t{:.3}\t<= 1\t{held}",
        share / bar
    );
}
