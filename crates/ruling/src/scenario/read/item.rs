//! The items of lists in `[[expect]]`: claims, violations, obligations, credit, segments, refusals.

use super::known_clause;
use super::word::{end, is_clause, is_no_end, known_name, named, party_of, unreadable, word};
use crate::fact::Seq;
use crate::fact_file::keys::{Reading, Text};
use crate::fact_file::{cents_of, symbol_of};
use crate::name::Symbol;
use crate::ruling::{CreditKind, Reasons, Standing};
use crate::scenario::parties::Known;
use crate::scenario::show::{CREDIT_KINDS, MODES, PENDINGS, STANDINGS};
use crate::scenario::wanted::{
    ClaimWanted, CreditWanted, ObligationWanted, RefusalWanted, SegmentWanted, StandingWanted,
    ViolationWanted,
};

pub(super) fn reason(text: &Text, _: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<Reasons> {
    word(text, &PENDINGS, reading).map(Reasons::from)
}

pub(super) fn reasons(all: Vec<Reasons>) -> Reasons {
    let mut reasons = Reasons::default();
    for reason in all.iter().flat_map(|some| some.iter()) {
        reasons.insert(reason);
    }
    reasons
}

/// `[#fact] who… standing [place]`.
pub(super) fn claim(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<ClaimWanted> {
    let mut words: Vec<&str> = text.text.split_whitespace().collect();
    let priority = words.last().and_then(|word| word.parse().ok());
    if priority.is_some() {
        words.pop();
    }
    let fact = words.first().filter(|word| word.starts_with('#')).copied();
    if fact.is_some() {
        words.remove(0);
    }
    let fact = fact.map(|label| reading.reader.fact_named(label, Seq::MAX));
    let standing = words.pop().and_then(standing);
    let (Some(standing), false) = (standing, fact == Some(None)) else {
        unreadable(
            text,
            "写 谁 状态,例如 \"李 collided\";状态有 refused void waiting[:原因] returned queued holding standing collided superseded ended lapsed",
            "write who and standing, e.g. \"李 collided\"; standings are refused void waiting[:reason] returned queued holding standing collided superseded ended lapsed",
            reading,
        );
        return None;
    };
    Some(ClaimWanted {
        text: text.text.clone(),
        fact: fact.flatten(),
        party: party_of(&words, text, known, reading)?,
        standing,
        priority,
    })
}

fn standing(word: &str) -> Option<StandingWanted> {
    if matches!(word, "waiting" | "待定") {
        return Some(StandingWanted::Waiting);
    }
    if let Some((_, reason)) = word
        .split_once(':')
        .filter(|(word, _)| matches!(*word, "waiting" | "待定"))
    {
        return named(reason, &PENDINGS)
            .map(|reason| StandingWanted::Exactly(Standing::Waiting(reason)));
    }
    named(word, &STANDINGS).map(StandingWanted::Exactly)
}

/// `who… name [clause] [miskeyed] [upheld|dismissed]`.
pub(super) fn violation(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<ViolationWanted> {
    let mut words: Vec<&str> = text.text.split_whitespace().collect();
    let upheld = match words.last() {
        Some(&("upheld" | "成立")) => Some(true),
        Some(&("dismissed" | "不成立")) => Some(false),
        _ => None,
    };
    if upheld.is_some() {
        words.pop();
    }
    let miskeyed = matches!(words.last(), Some(&("miskeyed" | "误录")));
    if miskeyed {
        words.pop();
    }
    let clause = take_clause(&mut words, known);
    let name = words.pop().map(|word| symbol_of(known.packs, word));
    let (Some(name), false) = (
        name.filter(|name| *name != Symbol::UNKNOWN),
        words.is_empty(),
    ) else {
        unreadable(
            text,
            "写 谁 违规名 条款,例如 \"李 恶意抢单 三.4\";违规名要是制度包里有的",
            "write who, violation and clause, e.g. \"李 恶意抢单 三.4\"; the pack must know the violation",
            reading,
        );
        return None;
    };
    Some(ViolationWanted {
        text: text.text.clone(),
        party: party_of(&words, text, known, reading)?,
        name,
        clause,
        upheld,
        miskeyed,
    })
}

fn take_clause(words: &mut Vec<&str>, known: Known<'_>) -> Option<String> {
    let clause = words.last().filter(|word| is_clause(word, known))?;
    let clause = (*clause).to_owned();
    words.pop();
    Some(clause)
}

/// `who… what [about…] [clause] [due] [overdue|open]`; who may be `*`.
pub(super) fn obligation(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<ObligationWanted> {
    let mut words: Vec<&str> = text.text.split_whitespace().collect();
    let overdue = match words.last() {
        Some(&("overdue" | "逾期")) => Some(true),
        Some(&("open" | "未到期")) => Some(false),
        _ => None,
    };
    if overdue.is_some() {
        words.pop();
    }
    let due = take_time(&mut words);
    let due_until = match &due {
        Some(due) => end(
            &Text {
                text: due.clone(),
                span: text.span.clone(),
            },
            reading,
        )?,
        None => None,
    };
    let clause = take_clause(&mut words, known);
    let about = words
        .iter()
        .skip(1)
        .position(|word| known.party_word(word).is_none());
    let what_place = about.map(|place| place + 1);
    let what = what_place
        .and_then(|place| words.get(place))
        .map(|word| symbol_of(known.packs, word));
    let (Some(place), Some(what)) = (what_place, what.filter(|what| *what != Symbol::UNKNOWN))
    else {
        unreadable(
            text,
            "写 谁 做什么 [关于谁] [条款] [期限] [overdue],例如 \"前台 通知 张 三.2 03-25 24:00 overdue\";做什么要是制度包里有的名字",
            "write who, what, [about whom], [clause], [due], [overdue], e.g. \"前台 通知 张 三.2 03-25 24:00 overdue\"; the pack must know what is to be done",
            reading,
        );
        return None;
    };
    let who = words
        .get(..place)
        .filter(|who| *who != ["*"])
        .unwrap_or_default();
    let about = words.get(place + 1..).filter(|about| !about.is_empty());
    Some(ObligationWanted {
        text: text.text.clone(),
        who: party_of(who, text, known, reading)?,
        what,
        about: match about {
            Some(about) => Some(party_of(about, text, known, reading)?),
            None => None,
        },
        clause,
        due_until,
        overdue,
    })
}

/// A day, or a day and a time, at the end.
fn take_time(words: &mut Vec<&str>) -> Option<String> {
    let is_day = |word: &str| crate::fact_file::WrittenTime::parse(word, 2000).is_some();
    let last = *words.last()?;
    if is_day(last) {
        words.pop();
        return Some(last.to_owned());
    }
    let before = *words.iter().rev().nth(1)?;
    if last.contains(':')
        && last.starts_with(|first: char| first.is_ascii_digit())
        && is_day(before)
    {
        words.pop();
        words.pop();
        return Some(format!("{before} {last}"));
    }
    None
}

/// `who… [kind] [share] [money]`.
pub(super) fn credit(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<CreditWanted> {
    let mut party = Vec::new();
    let (mut kind, mut share, mut cents) = (None, None, None);
    for word in text.text.split_whitespace() {
        if let Some(found) = named(word, &CREDIT_KINDS) {
            kind = Some(found);
        } else if let Some(found) = share_of(word) {
            share = Some(found);
        } else if let Some(found) = cents_of(word) {
            cents = Some(found);
        } else {
            party.push(word);
        }
    }
    if party.is_empty() || (share.is_none() && cents.is_none()) {
        unreadable(
            text,
            "写 谁 [performance|commission|fee] 份额或金额,例如 \"丙队 manager 100%\"、\"赵 fee 50.00\"",
            "write who, [performance|commission|fee] and share or money, e.g. \"丙队 manager 100%\" or \"赵 fee 50.00\"",
            reading,
        );
        return None;
    }
    let usual = if share.is_some() {
        CreditKind::Performance
    } else {
        CreditKind::Fee
    };
    Some(CreditWanted {
        text: text.text.clone(),
        party: party_of(&party, text, known, reading)?,
        kind: kind.unwrap_or(usual),
        share,
        cents,
    })
}

/// `60%` or `1/3`.
fn share_of(word: &str) -> Option<(u64, u64)> {
    if let Some(percent) = word.strip_suffix('%') {
        return Some((percent.parse().ok()?, 100));
    }
    let (parts, of) = word.split_once('/')?;
    let of = of.parse().ok().filter(|of| *of > 0)?;
    Some((parts.parse().ok()?, of))
}

/// `until mode owner…`.
pub(super) fn segment(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<SegmentWanted> {
    let mut words = text.text.split_whitespace().peekable();
    let first = words.next().unwrap_or_default();
    let until = if is_no_end(first) {
        None
    } else {
        let clock = words.next_if(|word| word.contains(':'));
        let time = clock.map_or_else(|| first.to_owned(), |clock| format!("{first} {clock}"));
        let time = Text {
            text: time,
            span: text.span.clone(),
        };
        end(&time, reading)?
    };
    let mode = words.peek().and_then(|word| named(word, &MODES));
    if mode.is_some() {
        words.next();
    }
    let rest: Vec<&str> = words.collect();
    let owner = match rest.is_empty() {
        true => None,
        false => Some(party_of(&rest, text, known, reading)?),
    };
    Some(SegmentWanted {
        text: text.text.clone(),
        until,
        mode,
        owner,
    })
}

/// `clause [what is missing]`.
pub(super) fn refusal(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<RefusalWanted> {
    let (number, missing) = match text.text.rsplit_once(char::is_whitespace) {
        Some((number, missing)) if !is_clause(&text.text, known) => (number, Some(missing)),
        _ => (text.text.as_str(), None),
    };
    let number = Text {
        text: number.trim().to_owned(),
        span: text.span.clone(),
    };
    let missing = match missing {
        Some(word) => Some(known_name(word, text, known, reading)?),
        None => None,
    };
    Some(RefusalWanted {
        text: text.text.clone(),
        clause: known_clause(&number, known.packs, reading),
        missing,
    })
}
