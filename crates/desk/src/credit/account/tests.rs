use std::num::NonZeroU32;

use proptest::prelude::*;
use ruling::calendar::Instant;
use ruling::fact::StaffId;
use ruling::ruling::{CreditKind, Reasons, State};

use super::{Due, Line, Moment, Receiver, bring_up};

/// October 2026.
const OCTOBER: u32 = 2026 * 12 + 9;

fn staff(number: u32) -> Receiver {
    Receiver::Staff(StaffId(NonZeroU32::new(number).unwrap()))
}

fn due(receiver: u32, cents: i64, state: State) -> Due {
    Due {
        receiver: staff(receiver),
        kind: CreditKind::Performance,
        person: None,
        unit: None,
        cents: Some(cents),
        parts: 1,
        of: 1,
        state,
        reasons: Reasons::default(),
        clause: "三.8".to_owned(),
    }
}

fn in_month(month: u32, issued: Option<u32>, cause: &str) -> Moment<'_> {
    Moment {
        at: Instant::from_seconds(i64::from(month) * 1_000_000),
        month,
        deal_month: OCTOBER,
        issued,
        cause,
    }
}

fn sum(lines: &[Line], receiver: u32) -> (i64, i64) {
    let own = lines
        .iter()
        .filter(|line| line.due.receiver == staff(receiver));
    own.fold((0, 0), |(all, all_final), line| {
        (
            all + line.due.cents.unwrap_or(0),
            all_final + line.final_cents,
        )
    })
}

#[test]
fn before_statements_are_issued_a_line_is_only_what_is_due() {
    let mut lines = Vec::new();
    bring_up(
        &mut lines,
        &[due(1, 500, State::Provisional)],
        &in_month(OCTOBER, None, "contracted"),
    );
    bring_up(
        &mut lines,
        &[due(2, 500, State::Final)],
        &in_month(OCTOBER + 1, None, "ruled"),
    );
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line.month,
                line.due.receiver.clone(),
                line.due.cents,
                line.final_cents,
            )
        })
        .collect();
    assert_eq!(told, [(OCTOBER, staff(2), Some(500), 500)]);
}

#[test]
fn what_a_later_ruling_changes_is_a_line_of_its_month_with_the_difference() {
    let mut lines = Vec::new();
    let issued = Some(OCTOBER);
    bring_up(
        &mut lines,
        &[due(1, 500, State::Final)],
        &in_month(OCTOBER, None, "contracted"),
    );
    bring_up(
        &mut lines,
        &[due(2, 500, State::Final)],
        &in_month(OCTOBER + 2, issued, "ruled"),
    );
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let receiver = line.due.receiver.clone();
            (
                line.month,
                receiver,
                line.due.cents,
                line.final_cents,
                line.cause.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (OCTOBER, staff(1), Some(500), 500, "contracted"),
            (OCTOBER + 2, staff(1), Some(-500), -500, "ruled"),
            (OCTOBER + 2, staff(2), Some(500), 500, "ruled"),
        ]
    );
}

#[test]
fn what_was_frozen_and_becomes_final_adds_no_money_but_firmness() {
    let mut lines = Vec::new();
    bring_up(
        &mut lines,
        &[due(1, 500, State::Frozen)],
        &in_month(OCTOBER, None, "disputed"),
    );
    let issued = Some(OCTOBER);
    let ruled = in_month(OCTOBER + 1, issued, "ruled");
    bring_up(&mut lines, &[due(1, 500, State::Final)], &ruled);
    bring_up(
        &mut lines,
        &[due(1, 500, State::Final)],
        &in_month(OCTOBER + 1, issued, "noted"),
    );
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1].due.cents, Some(0));
    assert_eq!(
        (lines[1].final_cents, lines[1].cause.as_str()),
        (500, "ruled")
    );
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        Just(State::Pending),
        Just(State::Provisional),
        Just(State::Frozen),
        Just(State::Final),
    ]
}

/// Who has what cents, how firm that is, how many months later, and whether the statements before are issued first.
type Change = (Vec<(u32, i64)>, State, u32, bool);

fn history() -> impl Strategy<Value = Vec<Change>> {
    let dues = proptest::collection::btree_map(1_u32..5, -9_999_999_i64..9_999_999, 0..4);
    let dues = dues.prop_map(|dues| dues.into_iter().collect::<Vec<_>>());
    proptest::collection::vec((dues, state(), 0_u32..3, any::<bool>()), 1..12)
}

proptest! {
    #[test]
    fn no_cent_is_lost_or_made_and_no_issued_line_changes(history in history()) {
        let mut lines: Vec<Line> = Vec::new();
        let (mut month, mut issued) = (OCTOBER, None);
        for (dues, state, months, issues) in history {
            month += months;
            if issues {
                issued = Some(month - 1);
            }
            let kept = |lines: &[Line]| -> Vec<Line> {
                let is_issued = |line: &&Line| issued.is_some_and(|issued| line.month <= issued);
                lines.iter().filter(is_issued).cloned().collect()
            };
            let before = kept(&lines);
            let now: Vec<Due> = dues.iter().map(|(who, cents)| due(*who, *cents, state)).collect();
            bring_up(&mut lines, &now, &in_month(month, issued, "ruled"));
            prop_assert_eq!(kept(&lines), before);
            for receiver in 1..5 {
                let wanted = dues.iter().find(|(who, _)| *who == receiver);
                let cents = wanted.map_or(0, |(_, cents)| *cents);
                let final_cents = if state == State::Final { cents } else { 0 };
                prop_assert_eq!(sum(&lines, receiver), (cents, final_cents));
            }
        }
    }
}
