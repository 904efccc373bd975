//! The letter of a decision: for its sides, in both languages, and not before there is one.

use desk::account::SignInForm;
use desk::permission::Target;

use crate::browser::Browser;
use crate::company::{Company, PASSWORD};
use crate::pages::{LANGUAGES, between, speaks};

/// A dispute of a salesperson's that a store manager decided: the claimant's browser, the case, and where the letter is.
pub(crate) async fn decided(company: &Company, why: &str) -> (Browser, String, String) {
    // The regulation gives disputes to an office.
    let signed = SignInForm {
        login: "system_administrator".to_owned(),
        password: PASSWORD.to_owned().into(),
        origin: "127.0.0.1".to_owned(),
        ..SignInForm::default()
    };
    let signed = company.desk.sign_in(&signed).unwrap();
    company.pass(60);
    let code = company.code("system_administrator");
    let second = company
        .desk
        .second_factor(&signed.token, &code, &signed.device);
    second.unwrap();
    let system = company.desk.actor(&signed.token, "127.0.0.1");
    let system = system.unwrap().unwrap();
    let accounts = system.may(Target::Anything).unwrap();
    let people = company.desk.people(&system).unwrap();
    let manager = people
        .iter()
        .find(|line| line.name == "store_manager先生")
        .unwrap();
    let place = (manager.unit.unwrap(), "project_lead");
    company
        .desk
        .employ(&accounts, manager.staff, place, None)
        .unwrap();
    company.pass(60);

    let mut claimant = company.signed_in("salesperson").await;
    claimant.get("/registrations/new").await;
    let fields = [
        ("field.name", "Fang Mo"),
        ("field.phone", "13900000001"),
        ("on_site", "yes"),
    ];
    let receipt = claimant.post("/registrations", &fields).await.text;
    let case = between(&receipt, "/cases/");
    let dispute = format!("/cases/{case}/acts/dispute");
    claimant.get(&dispute).await;
    claimant.post(&dispute, &[("key", "")]).await;
    let entry = between(
        &claimant.get(&format!("/cases/{case}")).await.text,
        "/disputes/",
    );
    let letter = format!("/cases/{case}/disputes/{entry}/letter");
    assert_eq!(
        claimant.get(&letter).await.status.as_u16(),
        404,
        "nothing is decided"
    );

    let holder = people
        .iter()
        .find(|line| line.name == "salesperson先生")
        .unwrap();
    let mut decider = company.signed_in("store_manager").await;
    let rule = format!("/cases/{case}/acts/rule");
    decider.get(&rule).await;
    let person = holder.staff.0.to_string();
    let form = [("person", person.as_str()), ("reason", why), ("key", "")];
    let done = decider.post(&rule, &form).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.text);
    (claimant, case, letter)
}

#[tokio::test]
async fn a_decision_is_served_by_a_letter_that_speaks_both_languages() {
    let company = Company::at_work();
    let (mut claimant, case, letter) = decided(&company, "brought here first").await;
    for (language, ..) in LANGUAGES {
        claimant.language = language;
        let page = claimant.get(&letter).await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(page.text.contains("brought here first") && page.text.contains("store_manager"));
        assert!(!page.text.contains("13900000001"), "masked");
        speaks(&page, language, "letter");
    }
    // Its receipt comes with it, to whoever reads it.
    let page = claimant.get(&letter).await;
    let decision = between(&page.text, &format!("/cases/{case}/receipts/"));
    let receipt = format!("/cases/{case}/receipts/{decision}");
    assert_eq!(claimant.get(&receipt).await.status.as_u16(), 200);
    let mut stranger = company.signed_in(crate::company::ELSEWHERE).await;
    for address in [&letter, &receipt] {
        assert_eq!(stranger.get(address).await.status.as_u16(), 404);
    }
}
