//! Every endpoint of the router × who asks, and what they get. An endpoint that no row names fails.

use std::fmt::Write;

use desk::permission::{Role, TABLE};
use web::routes::endpoints;

use crate::company::Company;

/// Who may ask for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    /// Whoever comes: upkeep, and the way in.
    Anybody,
    /// Whoever is signed in: their own affairs.
    SignedIn,
}

use May::{Anybody, SignedIn};

/// Method, path as asked for here, path in the router, who may.
const ROWS: &[(&str, &str, &str, May)] = &[
    ("GET", "/", "/", SignedIn),
    ("GET", "/account", "/account", SignedIn),
    (
        "POST",
        "/account/sessions/0/end",
        "/account/sessions/{id}/end",
        SignedIn,
    ),
    ("GET", "/assets/none", "/assets/{file}", Anybody),
    ("POST", "/language", "/language", Anybody),
    ("GET", "/livez", "/livez", Anybody),
    ("GET", "/metrics", "/metrics", Anybody),
    ("GET", "/notices", "/notices", SignedIn),
    (
        "POST",
        "/notices/1/done",
        "/notices/{number}/done",
        SignedIn,
    ),
    ("GET", "/readyz", "/readyz", Anybody),
    ("GET", "/set-up/none", "/set-up/{link}", Anybody),
    ("POST", "/set-up/none", "/set-up/{link}", Anybody),
    ("GET", "/sign-in", "/sign-in", Anybody),
    ("POST", "/sign-in", "/sign-in", Anybody),
    ("GET", "/sign-in/code", "/sign-in/code", Anybody),
    ("POST", "/sign-in/code", "/sign-in/code", Anybody),
    ("GET", "/sign-in/password", "/sign-in/password", Anybody),
    ("POST", "/sign-in/password", "/sign-in/password", Anybody),
    (
        "GET",
        "/sign-in/second-factor",
        "/sign-in/second-factor",
        Anybody,
    ),
    (
        "POST",
        "/sign-in/second-factor",
        "/sign-in/second-factor",
        Anybody,
    ),
    ("POST", "/sign-out", "/sign-out", Anybody),
    ("GET", "/version", "/version", Anybody),
    ("GET", "/cases/1", "/cases/{case}", SignedIn),
    (
        "POST",
        "/cases/1/follow-up",
        "/cases/{case}/follow-up",
        SignedIn,
    ),
    ("GET", "/customers", "/customers", SignedIn),
    ("GET", "/registrations/new", "/registrations/new", SignedIn),
    ("POST", "/registrations", "/registrations", SignedIn),
    (
        "POST",
        "/registrations/check",
        "/registrations/check",
        SignedIn,
    ),
    ("GET", "/regulation", "/regulation", SignedIn),
    ("GET", "/visits", "/visits", SignedIn),
    ("POST", "/visits", "/visits", SignedIn),
];

#[test]
fn no_endpoint_is_left_out() {
    let known =
        |method: &str, path: &str| ROWS.iter().any(|(a, _, b, _)| *a == method && *b == path);
    let mut uncovered = String::new();
    for endpoint in endpoints() {
        if !known(endpoint.method, endpoint.path) {
            writeln!(uncovered, "{} {}", endpoint.method, endpoint.path).unwrap();
        }
    }
    insta::assert_snapshot!(uncovered, @"");
    assert_eq!(
        ROWS.len(),
        endpoints().len(),
        "a row for an endpoint that is gone"
    );
}

/// What a way of coming in gets: refused means sent to sign in, or a form that is not taken.
async fn ask(company: &Company, login: Option<&str>, method: &str, path: &str) -> (u16, String) {
    let mut browser = match login {
        Some(login) => company.signed_in(login).await,
        None => company.browser(),
    };
    browser.get("/sign-in").await;
    let answer = match method {
        "GET" => browser.get(path).await,
        _ => browser.post(path, &[]).await,
    };
    let to = answer.header("location").to_owned();
    (answer.status.as_u16(), to)
}

#[tokio::test]
async fn nobody_gets_behind_the_entrance_without_signing_in() {
    let company = Company::at_work();
    for (method, path, _, may) in ROWS {
        let (status, to) = ask(&company, None, method, path).await;
        let is_led_away = status == 303 && to.starts_with("/sign-in?next=");
        match may {
            SignedIn => assert!(is_led_away, "{method} {path}: {status} {to}"),
            // The steps of signing in lead to its beginning, too.
            Anybody => assert!(
                !is_led_away || path.starts_with("/sign-in/"),
                "{method} {path}: {status} {to}"
            ),
        }
    }
}

#[tokio::test]
async fn a_token_that_is_none_opens_nothing() {
    let company = Company::at_work();
    for (method, path, _, _) in ROWS.iter().filter(|row| row.3 == SignedIn) {
        for token in [
            "",
            "0",
            "../../etc",
            "bm90IGEgdG9rZW4gYnV0IGxvbmcgZW5vdWdoIHRvIGJlIG9uZQ",
        ] {
            let mut browser = company.browser();
            browser
                .cookies
                .insert("baobei-local".to_owned(), token.to_owned());
            browser.get("/sign-in").await;
            let answer = match *method {
                "GET" => browser.get(path).await,
                _ => browser.post(path, &[]).await,
            };
            assert!(
                answer.header("location").starts_with("/sign-in"),
                "{method} {path} {token}"
            );
        }
    }
}

#[tokio::test]
async fn somebody_half_signed_in_is_not_inside() {
    let company = Company::at_work();
    let mut browser = company.browser();
    browser.get("/sign-in").await;
    let fields = [
        ("login", "general_manager"),
        ("password", crate::company::PASSWORD),
    ];
    let answer = browser.post("/sign-in", &fields).await;
    assert!(answer.header("location").starts_with("/sign-in/code"));
    for (method, path, _, _) in ROWS
        .iter()
        .filter(|row| row.3 == SignedIn && row.0 == "GET")
    {
        let answer = browser.get(path).await;
        assert!(
            answer.header("location").starts_with("/sign-in"),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn every_role_gets_its_own_affairs() {
    let company = Company::at_work();
    for (role, _) in TABLE {
        let mut browser = company.signed_in(role.name()).await;
        for path in ["/account", "/notices"] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn what_belongs_to_another_is_as_if_it_were_not_there() {
    let company = Company::at_work();
    let mut other = company.signed_in(Role::Salesperson.name()).await;
    let page = other.get("/account").await.text;
    let mut own = company.signed_in(Role::TeamLead.name()).await;
    own.get("/account").await;
    let id = page
        .split("/account/sessions/")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap();
    let of_another = own.post(&format!("/account/sessions/{id}/end"), &[]).await;
    let of_nobody = own
        .post("/account/sessions/0123456789abcdef/end", &[])
        .await;
    assert_eq!(of_another.status.as_u16(), 404);
    // Each page names its own address, to come back to.
    let told = of_another.text.replace(id, "0123456789abcdef");
    assert_eq!(
        (of_another.status, told),
        (of_nobody.status, of_nobody.text)
    );
    assert_eq!(other.get("/account").await.status.as_u16(), 200);
}

/// What each role gets from the pages of the desk: the snapshot is the table people read.
#[tokio::test]
async fn roles_get_what_the_table_of_permissions_says() {
    let company = Company::at_work();
    let mut grid = String::new();
    for (role, _) in TABLE {
        let mut browser = company.signed_in(role.name()).await;
        let mut line = format!("{:<23}", role.name());
        for path in ["/registrations/new", "/visits", "/customers", "/regulation"] {
            let status = browser.get(path).await.status.as_u16();
            write!(line, " {status}").unwrap();
        }
        writeln!(grid, "{line}").unwrap();
    }
    insta::assert_snapshot!(grid);
}
