//! The list of each day on its pages: masked for those who confirm it, in clear for those to whom it is delivered.

use axum::http::StatusCode;

use crate::browser::Browser;
use crate::company::Company;
use crate::pages::{LANGUAGES, speaks};

/// Pages that are looked at here.
pub(crate) const PAGES: [&str; 3] = ["/daily-lists", "/daily-lists/{day}/{unit}", "/named-people"];
/// 2026-03-02 17:30:01 in Shanghai.
const CLOSED: i64 = 1_772_443_801;
const PHONE: &str = "13900000001";

/// A dealer with one registration of the day, now closed.
async fn closed() -> Company {
    let company = Company::at_work_under("7-auto-dealer");
    let mut seller = company.signed_in("salesperson").await;
    seller.get("/registrations/new").await;
    let fields = [("field.name", "Fang Mo"), ("field.phone", PHONE)];
    let answer = seller.post("/registrations", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    company.pass(CLOSED - company.seconds());
    company
}

/// Names the marketing department's person as the other recipient.
async fn named(company: &Company) {
    let mut security = company.signed_in("security_administrator").await;
    for (language, ..) in LANGUAGES {
        security.language = language;
        let page = security.get("/named-people").await;
        assert_eq!(page.status, StatusCode::OK);
        speaks(&page, language, "/named-people");
    }
    security.language = "zh";
    let page = security.get("/named-people").await.text;
    let select = page
        .split("name=\"named.second_recipient\"")
        .nth(1)
        .unwrap();
    let before = select.split(">marketing先生<").next().unwrap();
    let staff = before.rsplit("value=\"").next().unwrap();
    let staff = staff.split('"').next().unwrap().to_owned();
    let answer = security
        .post("/named-people", &[("named.second_recipient", &staff)])
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let told = "已保存，从现在起：另一指定收件人是marketing先生。";
    assert!(answer.text.contains(told), "{}", answer.text);
    let again = security
        .post("/named-people", &[("named.second_recipient", &staff)])
        .await;
    assert!(again.text.contains("没有改动"), "{}", again.text);
    // Nobody names themselves, nor is offered it.
    assert!(!page.contains(">安澜</option>"));
    // Whoever set the company up is the first in it.
    let answer = security
        .post("/named-people", &[("named.deputy", "1")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// The address of the only list that somebody sees.
async fn only_list(browser: &mut Browser) -> String {
    let page = browser.get("/daily-lists").await.text;
    let rest = page.split("href=\"/daily-lists/").nth(1).unwrap();
    format!("/daily-lists/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn the_outlet_confirms_what_it_reads_masked() {
    let company = closed().await;
    let mut reception = company.signed_in("reception").await;
    for page in ["/", "/tasks"] {
        let text = reception.get(page).await.text;
        assert!(text.contains("待确认的每日名单"), "{page}");
    }
    let list = only_list(&mut reception).await;
    assert!(list.starts_with("/daily-lists/2026-03-02/"));
    // By when is the regulation's.
    company.desk.remind().unwrap();
    let notices = reception.get("/notices").await.text;
    let told = "报备名单已经截止，请在 2026-03-02（周一）18:00 前核对并确认";
    assert!(notices.contains(told), "{notices}");
    for (language, ..) in LANGUAGES {
        reception.language = language;
        for path in ["/daily-lists", "/daily-lists?day=2026-03-03", list.as_str()] {
            let page = reception.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            speaks(&page, language, path);
            assert!(!page.text.contains(PHONE), "{path}");
        }
    }
    reception.language = "zh";
    let page = reception.get(&list).await.text;
    assert!(page.contains("139****0001") && page.contains("17:30:00"));
    assert!(!page.contains("查看姓名和电话"));
    let clear = reception.post(&format!("{list}/clear"), &[]).await;
    assert_eq!(clear.status, StatusCode::FORBIDDEN);
    let done = reception.post(&format!("{list}/confirm"), &[]).await;
    assert_eq!(done.header("location"), list);
    let page = reception.get(&list).await.text;
    assert!(page.contains("reception先生") && !page.contains("/confirm\""));
    assert!(
        !reception
            .get("/tasks")
            .await
            .text
            .contains("待确认的每日名单")
    );
    // A list that is not closed says when it is.
    let tomorrow = list.replace("2026-03-02", "2026-03-03");
    let early = reception.post(&format!("{tomorrow}/confirm"), &[]).await;
    assert_eq!(
        early.status,
        StatusCode::NOT_FOUND,
        "nothing stands on it yet"
    );
}

#[tokio::test]
async fn its_recipient_reads_phones_for_a_while_under_their_name() {
    let company = closed().await;
    let mut marketing = company.signed_in("marketing").await;
    assert_eq!(
        marketing.get("/daily-lists").await.status,
        StatusCode::NOT_FOUND
    );
    named(&company).await;
    let list = only_list(&mut marketing).await;
    let masked = marketing.get(&list).await.text;
    assert!(!masked.contains(PHONE) && masked.contains("查看姓名和电话"));
    for (language, ..) in LANGUAGES {
        marketing.language = language;
        marketing.get(&list).await;
        let page = marketing.post(&format!("{list}/clear"), &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        speaks(&page, language, "a list in clear");
        assert!(page.text.contains(&format!("Fang Mo {PHONE}")));
        // Under the reader's name, and gone after five minutes.
        assert!(page.text.contains("class=\"watermark\""));
        assert_eq!(page.header("refresh"), format!("300; url={list}"));
    }
    let confirm = marketing.post(&format!("{list}/confirm"), &[]).await;
    assert_eq!(confirm.status, StatusCode::FORBIDDEN);
    let mut seller = company.signed_in("salesperson").await;
    seller.get("/account").await;
    for path in ["/daily-lists", list.as_str()] {
        assert_eq!(seller.get(path).await.status, StatusCode::NOT_FOUND);
    }
    for act in ["clear", "confirm"] {
        let answer = seller.post(&format!("{list}/{act}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    for nonsense in ["/daily-lists/2026-99-99/1", "/daily-lists/2026-03-02/0"] {
        assert_eq!(seller.get(nonsense).await.status, StatusCode::NOT_FOUND);
    }
}
