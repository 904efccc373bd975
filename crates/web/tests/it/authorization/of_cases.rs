//! The doors to cases: another unit's case is as if it were not there.

use desk::permission::{Action, Reach, Role, TABLE};

use super::{CASE, doors_of_roles, knock, least_form, reach};
use crate::company::{Company, ELSEWHERE};

/// Doors to one entry of a case, or to its customer's data: that they are theirs only is tested elsewhere.
const OF_ENTRIES: [&str; 13] = [
    "/cases/{case}/disputes/{entry}/letter",
    "/cases/{case}/disputes/{entry}/letter/pdf",
    "/cases/{case}/consent-code",
    "/cases/{case}/duties/{what}",
    "/cases/{case}/violations/{entry}/{staff}",
    "/onboarding/{case}",
    "/cases/{case}/disputes/{entry}",
    "/cases/{case}/quotes/{seq}",
    "/cases/{case}/quotes/{seq}/pdf",
    "/cases/{case}/receipts/{seq}",
    "/cases/{case}/withdraw",
    "/data-subjects/{case}/file",
    "/data-subjects/{case}/withdrawal",
];

/// The case that somebody has after registering a customer who is there.
async fn case_of(company: &Company, login: &str, phone: &str) -> String {
    let mut browser = company.signed_in(login).await;
    browser.get("/registrations/new").await;
    let fields = [
        ("field.name", "方默"),
        ("field.phone", phone),
        ("on_site", "yes"),
    ];
    let receipt = browser.post("/registrations", &fields).await.text;
    let rest = receipt.split("href=\"/cases/").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_case_of_another_unit_is_as_if_it_were_not_there_and_one_in_scope_is_seen() {
    let company = Company::at_work();
    let inside = case_of(&company, Role::Salesperson.name(), "13900000001").await;
    let outside = case_of(&company, ELSEWHERE, "13900000002").await;
    // Whoever decides from outside first: what everybody above has a part in comes to them.
    let mut roles = TABLE.map(|(role, _)| role);
    roles.sort_by_key(|role| *role != Role::ExternalDecider);
    for role in roles {
        let mut browser = company.signed_in(role.name()).await;
        browser.get("/account").await;
        let is_seen = match role.reach(Action::SeeCase) {
            Reach::Nothing => false,
            Reach::Own => role == Role::Salesperson,
            Reach::Scope => true,
        };
        for ((method, _, path, _), actions) in doors_of_roles(true) {
            let form = least_form(path);
            let at = |case: &str| {
                let path = path.replace(CASE, case).replace("{act}", "dispute");
                let path = path.replace("{paper}", "1-0").replace("{seq}", "1");
                path.replace("{entry}", "1").replace("{staff}", "1")
            };
            let nowhere = knock(&mut browser, method, &at("999999"), form).await;
            let elsewhere = knock(&mut browser, method, &at(&outside), form).await;
            let told = elsewhere.text.replace(&at(&outside), &at("999999"));
            assert_eq!(nowhere.status.as_u16(), 404, "{role:?} {method} {path}");
            assert_eq!(elsewhere.status.as_u16(), 404, "{role:?} {method} {path}");
            assert_eq!(told, nowhere.text, "{role:?} {method} {path}");
            if OF_ENTRIES.contains(path) || path.contains("{paper}") {
                continue;
            }
            let here = knock(&mut browser, method, &at(&inside), form).await;
            let wanted = match (is_seen, reach(role, actions), *method) {
                (false, ..) => 404,
                // That the case is there is no secret to whoever sees it.
                (true, Reach::Nothing, _) => 403,
                // Seen by one's scope, but not one's own.
                (true, Reach::Own, _) if role != Role::Salesperson => 403,
                (true, _, "POST") if path.ends_with("/papers") => 422, // No file was chosen.
                // What is revealed is the answer, so that it stands in no page that one comes back to.
                (true, _, "POST") if !actions.contains(&Action::Reveal) => 303,
                (true, ..) => 200,
            };
            assert_eq!(here.status.as_u16(), wanted, "{role:?} {method} {path}");
        }
    }
}
