//! From the texts of `[[expect]]`, `[[permit]]` and `[[what_if]]` to what is wanted.

use super::parties::{Known, PartyWords};
use super::read::known_clause;
use super::show::{CREDIT_KINDS, MODES, PENDINGS, STANDINGS, STATES};
use super::wanted::{
    ClaimWanted, CreditWanted, Expectation, ObligationWanted, PermitAnswer, PermitWanted,
    RefusalWanted, SegmentWanted, StandingWanted, ViolationWanted, Wanted, WhatIfWanted,
};
use crate::calendar::Instant;
use crate::fact::Seq;
use crate::fact_file::keys::{Keys, Reading, Text};
use crate::fact_file::{cents_of, kind_named, symbol_of};
use crate::name::Symbol;
use crate::ruling::{CreditKind, Reasons, Standing};

/// Reads one text of a list.
type Item<T> = fn(&Text, Known<'_>, &mut Reading<'_, '_>) -> Option<T>;

pub(super) fn expectation(
    keys: &mut Keys<'_, '_>,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<Expectation> {
    let mut wanted = Vec::new();
    let times = times(keys, reading);
    let k = known;
    one(keys, "owner", reading, &mut wanted, |t, r| {
        Some(Wanted::Owner(party(t, k, r)?))
    });
    one(keys, "state", reading, &mut wanted, |t, r| {
        Some(Wanted::State(word(t, &STATES, r)?))
    });
    one(keys, "mode", reading, &mut wanted, |t, r| {
        Some(Wanted::Mode(word(t, &MODES, r)?))
    });
    one(keys, "until", reading, &mut wanted, |t, r| {
        Some(Wanted::Until(end(t, r)?))
    });
    one(keys, "window", reading, &mut wanted, |t, r| {
        Some(Wanted::Window(end(t, r)?))
    });
    one(keys, "credit_state", reading, &mut wanted, |t, r| {
        Some(Wanted::CreditState(word(t, &STATES, r)?))
    });
    many(keys, "pending", reading, &mut wanted, k, reason, |all| {
        Wanted::Pending(reasons(all))
    });
    many(
        keys,
        "credit_pending",
        reading,
        &mut wanted,
        k,
        reason,
        |all| Wanted::CreditPending(reasons(all)),
    );
    many(
        keys,
        "clauses",
        reading,
        &mut wanted,
        k,
        clause,
        Wanted::Clauses,
    );
    many(
        keys,
        "failed",
        reading,
        &mut wanted,
        k,
        clause,
        Wanted::Failed,
    );
    many(
        keys,
        "passed",
        reading,
        &mut wanted,
        k,
        clause,
        Wanted::Passed,
    );
    many(
        keys,
        "claims",
        reading,
        &mut wanted,
        k,
        claim,
        Wanted::Claims,
    );
    many(
        keys,
        "violations",
        reading,
        &mut wanted,
        k,
        violation,
        Wanted::Violations,
    );
    many(
        keys,
        "obligations",
        reading,
        &mut wanted,
        k,
        obligation,
        Wanted::Obligations,
    );
    many(
        keys,
        "no_obligations",
        reading,
        &mut wanted,
        k,
        obligation,
        Wanted::NoObligations,
    );
    many(
        keys,
        "credit",
        reading,
        &mut wanted,
        k,
        credit,
        Wanted::Credit,
    );
    many(
        keys,
        "segments",
        reading,
        &mut wanted,
        k,
        segment,
        Wanted::Segments,
    );
    many(
        keys,
        "refused",
        reading,
        &mut wanted,
        k,
        refusal,
        Wanted::Refused,
    );
    many(
        keys,
        "lines",
        reading,
        &mut wanted,
        k,
        |t, _, _| Some(t.text.clone()),
        Wanted::Lines,
    );
    let (at_text, at, known) = times?;
    let (line, _) = reading.file.place(keys.span.start);
    Some(Expectation {
        line,
        at_text,
        at,
        known,
        wanted,
    })
}

type WantedList = Vec<(&'static str, String, Wanted)>;

fn one(
    keys: &mut Keys<'_, '_>,
    key: &'static str,
    reading: &mut Reading<'_, '_>,
    wanted: &mut WantedList,
    read: impl FnOnce(&Text, &mut Reading<'_, '_>) -> Option<Wanted>,
) {
    if let Some(text) = keys.text(key, reading)
        && let Some(read) = read(&text, reading)
    {
        wanted.push((key, text.text, read));
    }
}

fn many<T>(
    keys: &mut Keys<'_, '_>,
    key: &'static str,
    reading: &mut Reading<'_, '_>,
    wanted: &mut WantedList,
    known: Known<'_>,
    read: Item<T>,
    make: impl FnOnce(Vec<T>) -> Wanted,
) {
    let Some(texts) = keys.texts(key, reading) else {
        return;
    };
    let mut items = Vec::new();
    for text in &texts {
        items.extend(read(text, known, reading));
    }
    let written = super::show::list(texts.into_iter().map(|text| text.text));
    wanted.push((key, written, make(items)));
}

/// `at` and `known`; the latter not before the former.
fn times(
    keys: &mut Keys<'_, '_>,
    reading: &mut Reading<'_, '_>,
) -> Option<(String, Instant, Instant)> {
    let at = keys.text("at", reading);
    let known = keys.text("known", reading);
    let Some(at) = at else {
        reading.problem(
            "missing-key",
            keys.span.clone(),
            ("缺少 `at`", "`at` is missing"),
            (
                "写明看哪一时刻,例如 at = \"03-25\"",
                "say at which instant, e.g. at = \"03-25\"",
            ),
        );
        return None;
    };
    let instant = instant(&at, reading)?;
    let known_at = match &known {
        Some(known) => self::instant(known, reading)?,
        None => instant,
    };
    if let Some(known) = known
        && known_at < instant
    {
        reading.problem(
            "known-before-at",
            known.span,
            ("`known` 早于 `at`", "`known` is before `at`"),
            (
                "所知时刻不能早于裁决时刻",
                "what is known is known at the instant judged or later",
            ),
        );
    }
    Some((at.text, instant, known_at))
}

fn instant(text: &Text, reading: &mut Reading<'_, '_>) -> Option<Instant> {
    let place = reading.place(text.span.clone());
    let time = reading.reader.written_time(&text.text, &place)?;
    Some(time.instant(reading.reader.zone()))
}

/// A limit by its last moment; `none` for no end.
fn end(text: &Text, reading: &mut Reading<'_, '_>) -> Option<Option<Instant>> {
    if is_no_end(&text.text) {
        return Some(None);
    }
    let place = reading.place(text.span.clone());
    let time = reading.reader.written_time(&text.text, &place)?;
    Some(Some(time.end(reading.reader.zone())))
}

fn is_no_end(text: &str) -> bool {
    matches!(text, "none" | "-" | "无" | "不限期")
}

fn word<T: Copy>(
    text: &Text,
    words: &[(&'static str, &'static str, T)],
    reading: &mut Reading<'_, '_>,
) -> Option<T> {
    let found = named(&text.text, words);
    if found.is_none() {
        let possible: Vec<_> = words.iter().map(|(word, _, _)| *word).collect();
        reading.unknown_word(
            ("这里能写的词", "a word possible here"),
            &text.text,
            text.span.clone(),
            &possible,
        );
    }
    found
}

fn named<T: Copy>(text: &str, words: &[(&'static str, &'static str, T)]) -> Option<T> {
    let mut words = words.iter();
    words
        .find(|(word, chinese, _)| *word == text || *chinese == text)
        .map(|(_, _, value)| *value)
}

fn unreadable(text: &Text, zh: &str, en: &str, reading: &mut Reading<'_, '_>) {
    reading.problem(
        "unreadable",
        text.span.clone(),
        (
            &format!("看不懂 `{}`", text.text),
            &format!("`{}` cannot be read", text.text),
        ),
        (zh, en),
    );
}

fn party(text: &Text, known: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<PartyWords> {
    let words: Vec<&str> = text.text.split_whitespace().collect();
    party_of(&words, text, known, reading)
}

fn party_of(
    words: &[&str],
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<PartyWords> {
    let mut found = Vec::new();
    for word in words {
        let Some(meant) = known.party_word(word) else {
            let people = known.people.staff_names().chain(known.people.unit_names());
            let possible: Vec<&str> = people.collect();
            reading.unknown_word(
                (
                    "这里的人、单位或角色(角色可写 role:名称)",
                    "a person, unit or role here (a role may be written role:name)",
                ),
                word,
                text.span.clone(),
                &possible,
            );
            return None;
        };
        found.push(meant);
    }
    Some(PartyWords(found))
}

fn reason(text: &Text, _: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<Reasons> {
    word(text, &PENDINGS, reading).map(Reasons::from)
}

fn reasons(all: Vec<Reasons>) -> Reasons {
    let mut reasons = Reasons::default();
    for reason in all.iter().flat_map(|some| some.iter()) {
        reasons.insert(reason);
    }
    reasons
}

fn clause(text: &Text, known: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<String> {
    Some(known_clause(text, known.packs, reading))
}

/// Whether a word is the number of a clause.
fn is_clause(word: &str, known: Known<'_>) -> bool {
    let mut clauses = known
        .packs
        .versions()
        .iter()
        .flat_map(|version| &version.clauses);
    clauses.any(|clause| clause.number == word)
}

/// `[#fact] who… standing [place]`.
fn claim(text: &Text, known: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<ClaimWanted> {
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
fn violation(
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
fn obligation(
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
fn credit(text: &Text, known: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<CreditWanted> {
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
fn segment(text: &Text, known: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<SegmentWanted> {
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
fn refusal(text: &Text, known: Known<'_>, reading: &mut Reading<'_, '_>) -> Option<RefusalWanted> {
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

fn known_name(
    word: &str,
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<Symbol> {
    let name = symbol_of(known.packs, word);
    if name == Symbol::UNKNOWN {
        let fields = known
            .packs
            .versions()
            .iter()
            .flat_map(|version| &version.fields);
        let possible: Vec<&str> = fields
            .map(|field| known.packs.names.text(field.name))
            .collect();
        reading.unknown_word(
            ("制度包里的名字", "a name the pack knows"),
            word,
            text.span.clone(),
            &possible,
        );
        return None;
    }
    Some(name)
}

pub(super) fn permit(
    keys: &mut Keys<'_, '_>,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<PermitWanted> {
    const ANSWERS: [(&str, &str, PermitAnswer); 3] = [
        ("allowed", "可以", PermitAnswer::Allowed),
        ("refused", "不可以", PermitAnswer::Refused),
        ("violation", "违规", PermitAnswer::Violation),
    ];
    let times = times(keys, reading);
    let who = keys.text("who", reading);
    let action = keys.text("action", reading);
    let did = keys.text("did", reading);
    let with = keys.text("with", reading);
    let answer = keys.text("answer", reading);
    let clause = keys
        .text("clause", reading)
        .map(|text| known_clause(&text, known.packs, reading));
    let violation = keys.text("violation", reading);
    let possible_from = keys.text("possible_from", reading);
    let (Some(action), Some(answer)) = (action, answer) else {
        reading.problem(
            "missing-key",
            keys.span.clone(),
            (
                "缺少 `action` 或 `answer`",
                "`action` or `answer` is missing",
            ),
            (
                "例如 action = \"quote\",answer = \"refused\"",
                "e.g. action = \"quote\", answer = \"refused\"",
            ),
        );
        return None;
    };
    let (at_text, at, _) = times?;
    let did = did.map_or_else(|| default_deed(&action.text), |did| did.text);
    let line = format!(
        "{at_text} {} {did} {}",
        who.map_or_else(|| "-".to_owned(), |who| who.text),
        with.map_or_else(String::new, |with| with.text)
    );
    let place = reading.place(keys.span.clone());
    let (line_number, _) = reading.file.place(keys.span.start);
    Some(PermitWanted {
        line: line_number,
        at_text,
        at,
        proposed: reading.reader.fact_at(&line, &place, Seq::MAX)?,
        action: known_name(&action.text, &action, known, reading)?,
        action_text: action.text,
        answer: word(&answer, &ANSWERS, reading)?,
        clause,
        violation: match violation {
            Some(text) => Some(known_name(&text.text, &text, known, reading)?),
            None => None,
        },
        possible_from: match possible_from {
            Some(text) => Some(instant(&text, reading)?),
            None => None,
        },
    })
}

/// The kind of fact an act would be, where the act is not called so itself.
fn default_deed(action: &str) -> String {
    match kind_named(action) {
        Some(kind) => kind.name().to_owned(),
        None => format!("noted:{action}"),
    }
}

pub(super) fn what_if(
    keys: &mut Keys<'_, '_>,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<WhatIfWanted> {
    let times = times(keys, reading);
    let claim = keys.text("claim", reading);
    let suggests = keys.text("suggests", reading);
    let (Some(claim), Some(suggests)) = (claim, suggests) else {
        reading.problem(
            "missing-key",
            keys.span.clone(),
            (
                "缺少 `claim` 或 `suggests`",
                "`claim` or `suggests` is missing",
            ),
            (
                "例如 claim = \"李\",suggests = \"张 consented person=李\"",
                "e.g. claim = \"李\", suggests = \"张 consented person=李\"",
            ),
        );
        return None;
    };
    let (at_text, at, known_at) = times?;
    let (line, _) = reading.file.place(keys.span.start);
    Some(WhatIfWanted {
        line,
        at_text,
        at,
        known: known_at,
        claim: party(&claim, known, reading)?,
        suggests: suggests.text,
    })
}
