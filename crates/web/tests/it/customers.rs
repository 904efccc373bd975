//! Lists of customers as people at a desk read, narrow, search and take them out.

use axum::http::StatusCode;

use crate::browser::Browser;
use crate::company::{Company, ELSEWHERE};
use crate::pages::speaks;

/// Somebody registers two customers; tells their cases.
async fn two_customers(browser: &mut Browser) -> [String; 2] {
    let mut cases = [String::new(), String::new()];
    let people = [("方默", "13900000001"), ("林深", "13900000002")];
    for (case, (name, phone)) in cases.iter_mut().zip(people) {
        browser.get("/registrations/new").await;
        let fields = [
            ("field.name", name),
            ("field.phone", phone),
            ("on_site", "yes"),
        ];
        let receipt = browser.post("/registrations", &fields).await.text;
        let rest = receipt.split("href=\"/cases/").nth(1).unwrap();
        *case = format!("/cases/{}\"", rest.split('"').next().unwrap());
    }
    cases
}

#[tokio::test]
async fn a_search_is_sent_as_a_form_and_tells_of_ones_own_alone() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let [fang, lin] = two_customers(&mut holder).await;
    holder.get("/customers").await;
    let found = holder
        .post("/customers/search", &[("q", "139****0001")])
        .await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains(&fang) && !found.text.contains(&lin));
    assert!(
        found.text.contains("value=\"139****0001\""),
        "it can be corrected"
    );
    assert!(
        !found.text.contains("search?"),
        "nothing of it is in an address"
    );
    let mut stranger = company.signed_in(ELSEWHERE).await;
    stranger.get("/customers").await;
    let nobody = stranger
        .post("/customers/search", &[("q", "13900000009")])
        .await;
    let not_theirs = stranger
        .post("/customers/search", &[("q", "13900000001")])
        .await;
    assert_eq!(
        not_theirs.text.replace("13900000001", "13900000009"),
        nobody.text
    );
}

#[tokio::test]
async fn the_address_says_the_list_and_what_narrows_it() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    let [fang, lin] = two_customers(&mut holder).await;
    let page = holder.get("/customers").await.text;
    let place = |case: &str| page.find(case).unwrap();
    assert!(place(&lin) < place(&fang), "the newest first");
    let page = holder.get("/customers?mode=pool").await.text;
    assert!(!page.contains(&fang) && page.contains("没有符合条件的客户"));
    let page = holder.get("/customers?mode=forbid&sort=ending").await.text;
    assert!(page.contains(&fang) && page.contains("value=\"forbid\" selected"));
    // What nobody understands asks for nothing.
    let page = holder
        .get("/customers?sort=x&after=1&from=2026-99-99")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains(&fang));
    let another = holder.get("/customers?whose=1").await;
    assert_eq!(another.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_list_is_taken_out_as_a_table_by_those_who_may() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    two_customers(&mut holder).await;
    assert!(
        !holder
            .get("/customers")
            .await
            .text
            .contains("/customers/export")
    );
    let mut manager = company.signed_in("general_manager").await;
    let page = manager.get("/customers").await.text;
    let unit = page.split("href=\"/customers?whose=").nth(1).unwrap();
    let unit = unit.split('"').next().unwrap().to_owned();
    let page = manager.get(&format!("/customers?whose={unit}")).await.text;
    assert!(page.contains("/customers/export"));
    let asked = [("whose", unit.as_str()), ("format", "csv")];
    let file = manager.post("/customers/export", &asked).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("customers.csv"));
    let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("案卷,客户,持有人,"));
    assert!(lines[1].contains(",林*,") && !file.text.contains("林深"));
    let asked = [("whose", unit.as_str()), ("format", "xlsx")];
    let file = manager.post("/customers/export", &asked).await;
    assert!(
        file.header("content-disposition")
            .contains("customers.xlsx")
    );
}

#[tokio::test]
async fn everybody_in_sales_reads_the_stages_of_all_customers_where_the_regulation_says_so() {
    let company = Company::at_work_under("2-product-sales");
    let mut holder = company.signed_in("salesperson").await;
    holder.get("/registrations/new").await;
    let fields = [
        ("field.product", "Sofa"),
        ("field.name", "Fang Mo"),
        ("field.contact_person", "Fang Mo"),
        ("field.phone", "13900000001"),
        ("field.address", "Harbour Road 1"),
    ];
    let receipt = holder.post("/registrations", &fields).await.text;
    let case = receipt.split("href=\"/cases/").nth(1).unwrap();
    let case = format!("/cases/{}", case.split('"').next().unwrap());
    let mut colleague = company.signed_in(ELSEWHERE).await;
    let list = colleague.get("/customers").await.text;
    assert!(list.contains("href=\"/customers/stages\">全体客户的状态<"));
    for (language, stage) in [("zh", "跟进"), ("en", "in progress")] {
        colleague.language = language;
        let page = colleague.get("/customers/stages").await;
        assert_eq!(page.status, StatusCode::OK);
        speaks(&page, language, "/customers/stages");
        let table = page.text.split("<tbody>").nth(1).unwrap();
        let table = table.split("</tbody>").next().unwrap();
        assert!(table.contains(&format!(">{stage}<")), "{table}");
        assert!(table.contains('*') && table.matches("<tr>").count() == 1);
        for hidden in ["Fang Mo", "0001", "Harbour", "Sofa", "href", "2026"] {
            assert!(!table.contains(hidden), "{hidden}: {table}");
        }
    }
    assert_eq!(colleague.get(&case).await.status, StatusCode::NOT_FOUND);
    // What nobody understands asks for the first page.
    let page = colleague.get("/customers/stages?after=x").await;
    assert!(page.text.contains("in progress"));
}

#[tokio::test]
async fn where_the_regulation_does_not_say_so_there_is_no_such_list() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let list = browser.get("/customers").await.text;
    assert!(!list.contains("/customers/stages"));
    let page = browser.get("/customers/stages").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
