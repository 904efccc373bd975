//! Explanations as people read them, and that no reason lacks its own sentence in either language.

use super::sample::{self, Sample, at, collision, fact, source};
use super::{Section, explain};
use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind};
use crate::language::Language;
use crate::ruling::{Mode, Pending, Reasons, Ruling, Standing, State};

fn text(sample: &Sample, ruling: &Ruling) -> String {
    explain(
        ruling,
        &sample.packs,
        &sample.case,
        &sample.directory,
        sample.language,
    )
    .to_text()
}

fn headline(sample: &Sample, ruling: &Ruling) -> String {
    explain(
        ruling,
        &sample.packs,
        &sample.case,
        &sample.directory,
        sample.language,
    )
    .headline
}

#[test]
fn a_collision_is_explained_in_chinese() {
    let sample = Sample::new(Language::Chinese);
    let ruling = collision(&sample);
    insta::assert_snapshot!(text(&sample, &ruling), @r#"
    归 甲队 张三，保护到 2026-03-31（周二）24:00（依据 三.4）

    归属
      - 【三.1】暂定：这是目前的结论；还没有成交，或仍有期限未到，之后还可能改变。
      - 依据：2026-03-01 10:05 张三 报备。

    保护
      - 【三.4】受保护到 2026-03-31（周二）24:00，他人不得报备，报了也不取得归属。

    之后（如果没有新的记录）
      - 2026-04-01（周三）00:00 起：受保护到 2026-04-02（周四）24:00，他人要接洽，须先征得持有人同意。
      - 2026-04-03（周五）00:00 起：不受保护，归属保留到 2026-06-16（周二）24:00，但他人新的有效报备可以取代。
      - 2026-06-17（周三）00:00 起：无人持有；在公海，谁都可以报备。

    各次报备
      - 甲队 张三，持有（第 1 位）：2026-03-01 10:05 张三 报备。
      - 乙队 李四，撞单：2026-03-20 14:00 李四 报备。

    理由
     受理
      ✓ 【三.1】2026-03-01 10:05 张三 报备：按时（规定：“到场”后 2 个工作日内；起算：2026-03-01 10:00 张三 到场；期限：最迟 2026-03-03（周二）24:00）。
     效力
      · 【三.2】2026-03-18 09:30 张三 跟进：有新的接触，继续有效（有效到 2026-04-02（周四）24:00）。
     保护
      ✗ 【三.4】2026-03-20 14:00 李四 报备：张三的客户仍在保护期内，他人不得报备（持有人的报备：2026-03-01 10:05 张三 报备；保护到 2026-03-31（周二）24:00）。
     分配
      … 【二.6】2026-03-25 11:00 张三 签订合同：业绩归甲队。

    业绩分配
      - 状态：待定（比例）。
      - 待定（比例）：分配比例还没有设定。
      - 【二.6】业绩：甲队，全部，¥12,300.00。
      - 【二.6】提成：张三，3/10。
      - 【二.6】辅助提成：李四，¥50.00。

    义务
      - 【三.4】甲队的经理：扫描归档，最迟 2026-03-01（周日）24:00，已逾期（涉及客户；起因：2026-03-01 10:00 张三 到场）。

    违规
      - 【三.4】李四 涉嫌“恶意抢单”（证据：2026-03-20 14:00 李四 报备；对照：2026-03-01 10:05 张三 报备）。须由人审理，不自动处罚。
    "#);
}

#[test]
fn a_collision_is_explained_in_english() {
    let sample = Sample::new(Language::English);
    let ruling = collision(&sample);
    insta::assert_snapshot!(text(&sample, &ruling), @r#"
    Held by Zhang of Team A, protected until the end of Tue 2026-03-31 (clause 三.4)

    Ownership
      - [三.1] Provisional: this is the conclusion for now; there is no deal yet or a time limit still runs, so it may change.
      - It rests on: 2026-03-01 10:05 registration by Zhang.

    Protection
      - [三.4] Protected until the end of Tue 2026-03-31; others may not claim, and a claim filed all the same takes nothing.

    Afterwards (if nothing new is recorded)
      - From Wed 2026-04-01 00:00: protected until the end of Thu 2026-04-02; others need the holder's consent first.
      - From Fri 2026-04-03 00:00: not protected; it stays with the holder until the end of Tue 2026-06-16, but a new valid claim takes over.
      - From Wed 2026-06-17 00:00: held by nobody; in the public pool; anyone may claim the customer.

    Claims
      - Zhang of Team A, holds the case (place 1): 2026-03-01 10:05 registration by Zhang.
      - Li of Team B, collided: 2026-03-20 14:00 registration by Li.

    Reasons
     admission
      ✓ [三.1] 2026-03-01 10:05 registration by Zhang: in time (the rule: within 2 working days after "arrival"; counted from: 2026-03-01 10:00 arrival by Zhang; time limit: the end of Tue 2026-03-03).
     validity
      · [三.2] 2026-03-18 09:30 follow-up by Zhang: kept alive by a new contact (good until the end of Thu 2026-04-02).
     protection
      ✗ [三.4] 2026-03-20 14:00 registration by Li: Zhang is still protected, so others may not claim (the holder's claim: 2026-03-01 10:05 registration by Zhang; protected until the end of Tue 2026-03-31).
     credit
      … [二.6] 2026-03-25 11:00 contract by Zhang: performance goes to Team A.

    Credit
      - State: pending (ratio).
      - Open (ratio): the ratio is not set yet.
      - [二.6] performance: Team A, all of it, ¥12,300.00.
      - [二.6] commission: Zhang, 3/10.
      - [二.6] assist fee: Li, ¥50.00.

    Obligations
      - [三.4] The manager of Team A: scan and file, by the end of Sun 2026-03-01, overdue (about the customer; because of: 2026-03-01 10:00 arrival by Zhang).

    Violations
      - [三.4] Li may have committed "malicious poaching" (evidence: 2026-03-20 14:00 registration by Li; compared with: 2026-03-01 10:05 registration by Zhang). A person decides; nothing is sanctioned automatically.
    "#);
}

#[test]
fn a_deal_says_whom_it_belongs_to_and_until_when_it_may_be_claimed() {
    let mut lines = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let sample = Sample::new(language);
        let ruling = sample::dealt(&sample);
        let text = text(&sample, &ruling);
        let (until_claims, _) = text
            .split_once(&format!("\n{}\n", Section::Claims.label(language)))
            .expect("claims are listed");
        lines.push(until_claims.to_owned());
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    归 甲队 张三，暂定，保护到 2026-03-31（周二）24:00（依据 三.4）

    归属
      - 【三.1】暂定：这是目前的结论；还没有成交，或仍有期限未到，之后还可能改变。
      - 依据：2026-03-01 10:05 张三 报备。
      - 【三.1】成交（2026-03-25 11:00 张三 签订合同）：归 甲队 张三（暂定）；主张期到 2026-03-28（周六）24:00。

    保护
      - 【三.4】受保护到 2026-03-31（周二）24:00，他人不得报备，报了也不取得归属。

    Held by Zhang of Team A, for now, protected until the end of Tue 2026-03-31 (clause 三.4)

    Ownership
      - [三.1] Provisional: this is the conclusion for now; there is no deal yet or a time limit still runs, so it may change.
      - It rests on: 2026-03-01 10:05 registration by Zhang.
      - [三.1] The deal (2026-03-25 11:00 contract by Zhang) belongs to Zhang of Team A (provisional); claims are possible until the end of Sat 2026-03-28.

    Protection
      - [三.4] Protected until the end of Tue 2026-03-31; others may not claim, and a claim filed all the same takes nothing.
    "#);
}

#[test]
fn headlines_say_how_firm_the_answer_is() {
    let mut lines = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let sample = Sample::new(language);
        let mut ruling = collision(&sample);
        let ask_until = at(4, 13, 0, 0);
        ruling.protection.mode = Mode::Ask;
        ruling.protection.until = Some(ask_until);
        lines.push(headline(&sample, &ruling));
        ruling.protection.mode = Mode::Open;
        lines.push(headline(&sample, &ruling));
        ruling.ownership.reasons = Reasons::from(Pending::Allocation);
        lines.push(headline(&sample, &ruling));
        ruling.ownership.state = State::Final;
        ruling.ownership.reasons = Reasons::default();
        lines.push(headline(&sample, &ruling));
        ruling.ownership.state = State::Pending;
        ruling.ownership.reasons.insert(Pending::Evidence);
        ruling.ownership.reasons.insert(Pending::Window);
        lines.push(headline(&sample, &ruling));
        ruling.ownership.owner = None;
        lines.push(headline(&sample, &ruling));
        let mut nobody = Ruling::empty();
        lines.push(headline(&sample, &nobody));
        nobody.protection.mode = Mode::Pool;
        lines.push(headline(&sample, &nobody));
        nobody.ownership.state = State::Final;
        lines.push(headline(&sample, &nobody));
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    归 甲队 张三，2026-04-12（周日）24:00 前他人须先征得同意（依据 三.4）
    归 甲队 张三，没有保护，他人可以取代（依据 三.4）
    归 甲队 张三，暂定（等负责人指派），没有保护，他人可以取代（依据 三.4）
    归 甲队 张三，已经定案（依据 三.1）
    还没有定，暂归 甲队 张三：到 2026-03-31（周二）24:00 为止，别人还可能报备或补报；证据还没有裁定
    还没有定：到 2026-03-31（周二）24:00 为止，别人还可能报备或补报；证据还没有裁定
    无人持有，谁都可以报备
    无人持有，客户在公海，谁都可以报备
    不归任何人（终局）
    Held by Zhang of Team A, others need consent until the end of Sun 2026-04-12 (clause 三.4)
    Held by Zhang of Team A, not protected, others may take over (clause 三.4)
    Held by Zhang of Team A, for now (whoever is in charge has to assign it to somebody), not protected, others may take over (clause 三.4)
    Held by Zhang of Team A, settled for good (clause 三.1)
    Not settled yet, for now with Zhang of Team A: others may still claim or complete their entry until the end of Tue 2026-03-31; the evidence is not decided yet
    Not settled yet: others may still claim or complete their entry until the end of Tue 2026-03-31; the evidence is not decided yet
    Held by nobody: anyone may claim the customer
    Held by nobody: the customer is in the public pool, open to anyone
    Belongs to nobody (final)
    "#);
}

#[test]
fn a_pending_headline_says_whose_review_or_correction_is_awaited() {
    let mut lines = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let sample = Sample::new(language);
        let mut ruling = collision(&sample);
        ruling.ownership.state = State::Pending;
        ruling.ownership.owner = None;
        ruling.ownership.reasons = Reasons::from(Pending::Review);
        for claim in &mut ruling.claims {
            claim.standing = Standing::Waiting(Pending::Review);
            claim.awaits = sample.packs.names.find("manager");
        }
        lines.push(headline(&sample, &ruling));
        if let Some(first) = ruling.claims.first_mut() {
            first.standing = Standing::Returned;
        }
        lines.push(headline(&sample, &ruling));
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    还没有定：等经理审核
    还没有定：已退回，等 甲队 张三 补正；等经理审核
    Not settled yet: the review by the manager is awaited
    Not settled yet: returned; Zhang of Team A has to correct it; the review by the manager is awaited
    "#);
}

#[test]
fn what_nobody_is_called_appears_by_number() {
    let mut sample = Sample::new(Language::Chinese);
    sample.directory = super::Directory::default();
    let ruling = collision(&sample);
    assert_eq!(
        headline(&sample, &ruling),
        "归 单位 1 号 员工 1 号，保护到 2026-03-31（周二）24:00（依据 三.4）"
    );
}

#[test]
fn a_fact_recorded_later_says_both_times() {
    let sample = Sample::new(Language::Chinese);
    let mut late = fact(9, FactKind::FollowedUp, 1, at(3, 28, 10, 0));
    late.recorded = at(3, 28, 18, 30);
    late.counts_at = late.recorded;
    late.answer = Answer::No;
    assert_eq!(
        sample.reader().fact(&late),
        "2026-03-28 10:00 张三 跟进（不算有效；登记于 2026-03-28 18:30）"
    );
}

#[test]
fn a_fact_attested_from_an_old_register_shows_the_time_that_counts() {
    let sample = Sample::new(Language::English);
    let mut attested = fact(9, FactKind::Registered, 1, at(3, 1, 10, 0));
    attested.recorded = at(6, 1, 9, 0);
    assert_eq!(
        sample.reader().fact(&attested),
        "2026-03-01 10:00 registration by Zhang"
    );
}

#[test]
fn the_regulations_own_word_for_a_fact_comes_first() {
    let sample = Sample::new(Language::Chinese);
    let visit = fact(9, FactKind::Visited, 1, at(3, 1, 10, 0));
    assert_eq!(sample.reader().fact(&visit), "2026-03-01 10:00 张三 到场");
    let walk_in = Fact {
        person: None,
        ..visit
    };
    assert_eq!(
        sample.reader().fact(&walk_in),
        "2026-03-01 10:00 客户 自然到访"
    );
}

#[test]
fn an_event_without_a_label_is_told_by_the_facts_it_is_made_of() {
    let sample = Sample::new(Language::Chinese);
    let names = &sample.packs.names;
    assert_eq!(sample.reader().name(names.find("registered")), "报备");
    assert_eq!(sample.reader().name(names.find("touch")), "联系或跟进");
    assert_eq!(sample.reader().name(names.find("noted:scan")), "扫描归档");
    assert_eq!(sample.reader().name(names.find("own_arrival")), "自然到访");
}

#[test]
fn money_is_written_in_yuan_with_groups_of_three() {
    let sample = Sample::new(Language::Chinese);
    let reader = sample.reader();
    let shown = [
        0,
        5,
        5_000,
        123_456,
        1_230_000,
        100_000_000,
        -99_950,
        i64::MIN,
    ]
    .map(|cents| reader.money(cents));
    assert_eq!(
        shown,
        [
            "¥0.00",
            "¥0.05",
            "¥50.00",
            "¥1,234.56",
            "¥12,300.00",
            "¥1,000,000.00",
            "-¥999.50",
            "-¥92,233,720,368,547,758.08",
        ]
    );
}

#[test]
fn lateness_is_counted_in_the_days_of_its_deadline() {
    let sample = Sample::new(Language::English);
    let reader = sample.reader();
    assert_eq!(
        reader.late(source("三.1"), 1),
        "1 working day late",
        "the clause's deadline is in working days"
    );
    assert_eq!(reader.late(source("三.4"), 2), "2 days late");
}

#[test]
fn nothing_of_the_other_language_slips_in() {
    for language in [Language::Chinese, Language::English] {
        let sample = Sample::new(language);
        let mut shown = text(&sample, &collision(&sample));
        for clause in &sample.packs.versions()[0].clauses {
            shown = shown.replace(&clause.number, "");
        }
        assert!(sample::is_only(language, &shown), "{shown}");
    }
}

#[test]
fn sections_come_in_their_order() {
    let sample = Sample::new(Language::Chinese);
    let ruling = collision(&sample);
    let explanation = explain(
        &ruling,
        &sample.packs,
        &sample.case,
        &sample.directory,
        Language::Chinese,
    );
    let sections: Vec<Section> = explanation.lines.iter().map(|line| line.section).collect();
    assert!(sections.is_sorted());
}

#[test]
fn erasure_is_told_once_it_is_known() {
    let mut sample = Sample::new(Language::Chinese);
    let mut ruling = collision(&sample);
    let erased = fact(9, FactKind::Erased, 3, at(3, 25, 9, 0));
    sample.add(erased);
    assert!(!text(&sample, &ruling).contains("删除个人信息"));
    (ruling.at, ruling.known) = (at(3, 26, 0, 0), Instant::MAX);
    assert!(text(&sample, &ruling).contains("已应本人要求删除个人信息。"));
}
