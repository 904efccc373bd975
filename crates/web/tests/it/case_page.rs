//! The case page as people use it: revealing, taking back, planning, looking back, the receipt.

use axum::http::StatusCode;

use crate::browser::{Answer, Browser};
use crate::company::{Company, ELSEWHERE};

const PHONE: &str = "13900000001";
const CUSTOMER: [(&str, &str); 3] = [
    ("field.name", "方默"),
    ("field.phone", PHONE),
    ("on_site", "yes"),
];

/// The page of a case just registered, and the receipt.
async fn registered(browser: &mut Browser) -> (String, Answer) {
    browser.get("/registrations/new").await;
    let receipt = browser.post("/registrations", &CUSTOMER).await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.text);
    let rest = receipt
        .text
        .split("href=\"")
        .find(|rest| rest.starts_with("/cases/"));
    let page = rest.unwrap().split('"').next().unwrap().to_owned();
    (page, receipt)
}

fn value_of<'a>(page: &'a Answer, name: &str) -> &'a str {
    let rest = page.text.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn the_data_is_shown_for_a_minute_with_a_reason_under_the_readers_name() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let (case, _) = registered(&mut holder).await;
    let door = format!("{case}/reveal");
    let masked = holder.get(&case).await;
    assert!(masked.text.contains("看完整资料") && !masked.text.contains(PHONE));
    assert!(masked.text.contains("class=\"watermark\""));
    assert!(masked.text.contains(" · 方*</h1>"));
    for silent in [
        &[("reason", "other"), ("note", " ")],
        &[("reason", "none"), ("note", "x")],
    ] {
        let refused = holder.post(&door, silent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("为什么要看") && !refused.text.contains(PHONE));
    }
    let shown = holder
        .post(&door, &[("reason", "other"), ("note", "回访核对")])
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text.contains(PHONE) && shown.text.contains("class=\"watermark\""));
    assert_eq!(shown.header("refresh"), format!("60; url={case}"));
    assert_eq!(shown.header("cache-control"), "no-store");
    let after = holder.get(&case).await;
    assert!(after.text.contains("回访核对") && !after.text.contains(PHONE));
}

#[tokio::test]
async fn a_budget_used_up_says_when_there_is_a_new_one() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let (case, _) = registered(&mut holder).await;
    let door = format!("{case}/reveal");
    holder.get(&case).await;
    for _ in 0..40 {
        let shown = holder.post(&door, &[("reason", "contact")]).await;
        assert_eq!(shown.status, StatusCode::OK);
    }
    let spent = holder.post(&door, &[("reason", "contact")]).await;
    assert_eq!(spent.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(spent.text.contains("2026-03-03（周二）00:00") && !spent.text.contains(PHONE));
}

#[tokio::test]
async fn a_registration_is_taken_back_by_its_button_while_there_is_time() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let (case, _) = registered(&mut holder).await;
    let page = holder.get(&case).await;
    let registration = value_of(&page, "registration").to_owned();
    let mut lead = company.signed_in("team_lead").await;
    let of_lead = lead.get(&case).await;
    assert!(!of_lead.text.contains("/withdraw"));
    let sent = [("registration", registration.as_str()), ("key", "k")];
    let not_theirs = lead.post(&format!("{case}/withdraw"), &sent).await;
    assert_eq!(not_theirs.status, StatusCode::NOT_FOUND);
    let done = holder.post(&format!("{case}/withdraw"), &sent).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, case.as_str())
    );
    let after = holder.get(&case).await;
    assert!(!after.text.contains("/withdraw") && after.text.contains("撤回"));
}

#[tokio::test]
async fn a_reminder_stands_on_the_case_and_on_the_day_until_it_is_dropped() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let (case, _) = registered(&mut holder).await;
    let page = holder.get(&case).await;
    let proposed = value_of(&page, "at").to_owned();
    let planned = holder
        .post(&format!("{case}/plan"), &[("at", &proposed)])
        .await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.text);
    for path in [case.as_str(), "/"] {
        let page = holder.get(path).await;
        assert!(
            page.text.contains("我定的提醒") && page.text.contains("取消提醒"),
            "{path}"
        );
    }
    let over = holder
        .post(&format!("{case}/plan"), &[("at", "2020-01-01T09:00")])
        .await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(over.text.contains("提醒我的时间"));
    let day = holder.get("/").await;
    let at = value_of(&day, "at").to_owned();
    let dropped = holder
        .post(&format!("{case}/plan/drop"), &[("at", &at), ("next", "/")])
        .await;
    assert_eq!(dropped.header("location"), "/");
    assert!(!holder.get("/").await.text.contains("我定的提醒"));
}

#[tokio::test]
async fn each_moment_of_a_case_is_an_address() {
    let mut company = Company::at_work();
    company.arrive("salesperson");
    let mut holder = company.signed_in("salesperson").await;
    let (case, _) = registered(&mut holder).await;
    company.pass(3600);
    holder.get(&case).await;
    let fields = [("effect", "yes"), ("key", "k")];
    holder.post(&format!("{case}/follow-up"), &fields).await;
    company.pass(3600);
    let now = holder.get(&case).await;
    let list = now
        .text
        .split("id=\"stop\"")
        .nth(1)
        .unwrap()
        .split("</select>")
        .next()
        .unwrap();
    let moments: Vec<&str> = list
        .split("value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(
        moments.len(),
        3,
        "registered, followed up, now: {moments:?}"
    );
    let then = holder
        .get(&format!("{case}?at={}&known=then", moments[0]))
        .await;
    assert!(then.text.contains("只用当时已经登记的事实"));
    assert!(!then.text.contains("/follow-up") && !then.text.contains("/reveal"));
    let chosen = format!("value=\"{}\" selected", moments[0]);
    assert!(then.text.contains(&chosen));
}

#[tokio::test]
async fn the_receipt_is_a_file_and_a_square_to_scan() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let (_, receipt) = registered(&mut holder).await;
    assert!(receipt.text.contains("src=\"data:image/svg"));
    let links = receipt.text.split("href=\"");
    let link = links
        .map(|rest| rest.split('"').next().unwrap())
        .find(|link| link.contains("/receipts/"));
    let link = link.unwrap().to_owned();
    let file = holder.get(&link).await;
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.text.starts_with("c2sp.org/tlog-proof@v1\n"));
    let mut stranger = company.signed_in(ELSEWHERE).await;
    assert_eq!(stranger.get(&link).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_in_an_acts_form_is_told_in_its_own_words_with_what_would_be_right() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let (case, _) = registered(&mut holder).await;
    let contract = format!("{case}/acts/contract");
    let shown = holder.get(&contract).await;
    assert!(
        shown.text.contains("谁成交的（不选：您自己）"),
        "{}",
        shown.text
    );
    assert!(
        shown.text.contains("方* · <a href=\"/cases/"),
        "{}",
        shown.text
    );
    for (amount, wrong) in [
        ("-5", "“成交金额（元）”看不懂：只写数字"),
        ("一万", "“成交金额（元）”看不懂：只写数字"),
    ] {
        let refused = holder.post(&contract, &[("amount", amount)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(wrong), "{}", refused.text);
    }
    let report = format!("{case}/acts/report-violation");
    for (what, wrong) in [
        ("", "“哪种违规”还没有填"),
        ("none", "“哪种违规”选的不在可选的里面"),
    ] {
        let filled = [("what", what), ("person", "1"), ("reason", "看到了")];
        let refused = holder.post(&report, &filled).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(wrong), "{}", refused.text);
    }
}

#[tokio::test]
async fn who_bought_is_left_open_and_a_choice_can_be_taken_back() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let (case, _) = registered(&mut holder).await;
    let contract = format!("{case}/acts/contract");
    let open = "name=\"answer\" value=\"\" checked";
    let chosen = "name=\"answer\" value=\"yes\" checked";
    let shown = holder.get(&contract).await.text;
    assert!(
        shown.contains("谁买的") && shown.contains("未说明"),
        "{shown}"
    );
    assert!(shown.contains(open) && !shown.contains(chosen), "{shown}");
    // A form that comes back has what was chosen, and what was left open.
    for (answer, kept, other) in [("yes", chosen, open), ("", open, chosen)] {
        let filled = [("amount", "一万"), ("answer", answer)];
        let refused = holder.post(&contract, &filled).await.text;
        assert!(
            refused.contains(kept) && !refused.contains(other),
            "{refused}"
        );
    }
    let contact = holder.get(&format!("{case}/acts/contact")).await.text;
    assert!(
        contact.contains("联系上了") && contact.contains("没有联系上"),
        "{contact}"
    );
    // What must be answered has no such choice.
    let mut lead = company.signed_in("team_lead").await;
    let review = lead.get(&format!("{case}/acts/decide-evidence")).await.text;
    assert!(!review.contains("未说明"));
}
