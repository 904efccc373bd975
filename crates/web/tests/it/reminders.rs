//! People are reminded while pages are served, without anybody asking.

use std::time::Duration;

use desk::notices::{NoticeKind, NoticeList};
use desk::permission::Role;
use desk::register::RegistrationInput;
use tokio::net::TcpListener;

use crate::company::Company;

const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn whoever_holds_a_customer_is_told_before_the_protection_ends() {
    let mut company = Company::at_work();
    let actor = company.arrive(Role::Salesperson.name());
    let input = RegistrationInput {
        fields: [("name", "陈远"), ("phone", "13900000001")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        is_on_site: true,
        ..RegistrationInput::default()
    };
    let case = company.desk.register(&actor, &input).unwrap().case;
    let sheet = company.desk.case_sheet(&actor, case, None, None).unwrap();
    company.pass(sheet.until.unwrap().seconds() - actor.now.seconds() - DAY / 2);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = web::serve::until_told(listener, company.site(None)).unwrap();
    let serving = tokio::spawn(serving);
    let told = async {
        loop {
            let open = company.desk.notices(&actor, NoticeList::Open, None, 50);
            let mut open = open.unwrap().into_iter();
            if open.any(|notice| notice.kind == NoticeKind::DueSoon) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), told)
        .await
        .expect("a reminder");
    serving.abort();
}
