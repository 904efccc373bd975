//! The way in: set-up, password, second step, and out again.

use axum::http::StatusCode;

use crate::company::{Company, PASSWORD, code_of};

#[tokio::test]
async fn the_first_person_sets_the_company_up_by_a_link_that_opens_once() {
    let company = Company::founded();
    let link = company.desk.set_up_link(None).unwrap().unwrap();
    let page = format!("/set-up/{}", link.text());
    let mut browser = company.browser();
    assert_eq!(
        browser.get("/set-up/another").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(browser.get(&page).await.text.contains("安全管理员"));
    let weak = browser
        .post(
            &page,
            &[
                ("name", "安澜"),
                ("login", "anlan"),
                ("password", "12345678"),
            ],
        )
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        weak.text.contains("value=\"anlan\""),
        "what was typed stays"
    );
    assert!(!weak.text.contains("12345678"), "but not the password");
    let done = browser
        .post(
            &page,
            &[("name", "安澜"), ("login", "anlan"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    assert_eq!(
        browser.get(&page).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    // The role asks for a second step, which is set up on the way in.
    browser.get("/sign-in").await;
    let fields = [
        ("login", "anlan"),
        ("password", PASSWORD),
        ("next", "/account"),
    ];
    let on = browser.post("/sign-in", &fields).await;
    assert_eq!(
        on.header("location"),
        "/sign-in/second-factor?next=/account"
    );
    let page = browser
        .get("/sign-in/second-factor?next=/account")
        .await
        .text;
    let of = |name: &str| {
        let rest = page
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let secret = of("secret");
    let wrong = browser
        .post(
            "/sign-in/second-factor",
            &[("code", "000000"), ("secret", &secret), ("address", "x")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains(&secret),
        "the same secret is shown again"
    );
    let code = code_of(
        &secret,
        company.clock.load(std::sync::atomic::Ordering::SeqCst),
    );
    let fields = [
        ("code", code.as_str()),
        ("secret", &secret),
        ("address", "x"),
        ("next", "/account"),
    ];
    let codes = browser.post("/sign-in/second-factor", &fields).await;
    assert_eq!(codes.status, StatusCode::OK);
    assert!(codes.text.contains("备用码") && codes.text.contains("href=\"/account\""));
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);

    // To replace it, the session that is open does not do.
    let page = browser.get("/sign-in/second-factor?next=/account").await;
    for asked in ["name=\"password\"", "name=\"code_so_far\""] {
        assert!(page.text.contains(asked), "{asked}");
    }
    let alone = browser.post("/sign-in/second-factor", &fields).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.text.contains("name=\"code_so_far\""));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_told_alike() {
    let company = Company::at_work();
    let mut browser = company.browser();
    browser.get("/sign-in").await;
    let mut told = Vec::new();
    for login in ["salesperson", "nobody-here"] {
        let answer = browser
            .post(
                "/sign-in",
                &[("login", login), ("password", "not-the-password-9")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        told.push(answer.text.replace(login, ""));
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn one_comes_back_to_where_one_was_and_leaves_for_good() {
    let company = Company::at_work();
    let mut browser = company.browser();
    let away = browser.get("/notices?list=done").await;
    assert_eq!(
        away.header("location"),
        "/sign-in?next=/notices%3Flist%3Ddone"
    );
    browser.get(away.header("location")).await;
    let fields = [
        ("login", "salesperson"),
        ("password", PASSWORD),
        ("next", "/notices?list=done"),
    ];
    let answer = browser.post("/sign-in", &fields).await;
    assert_eq!(answer.header("location"), "/notices?list=done");
    let mut cookies = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap());
    let session = cookies
        .find(|line| line.starts_with("baobei-local="))
        .unwrap();
    assert!(
        session.contains("HttpOnly") && session.contains("SameSite=Lax"),
        "{session}"
    );
    assert_eq!(browser.get("/notices").await.status, StatusCode::OK);

    let token = browser.cookies["baobei-local"].clone();
    browser.post("/sign-out", &[]).await;
    assert!(!browser.cookies.contains_key("baobei-local"));
    browser.cookies.insert("baobei-local".to_owned(), token);
    assert_eq!(
        browser.get("/notices").await.status,
        StatusCode::SEE_OTHER,
        "the token opens nothing any more"
    );
}

#[tokio::test]
async fn a_part_of_a_page_is_led_to_the_way_in_as_a_whole() {
    let company = Company::at_work();
    let mut browser = company.browser();
    let request = browser.request("GET", "/notices", &[("hx-request", "true".to_owned())], "");
    let answer = browser.send(request).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("hx-redirect"), "/sign-in?next=/notices");
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_the_old_one() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    browser.get("/sign-in/password?next=/account").await;
    let wrong = browser
        .post(
            "/sign-in/password",
            &[
                ("old", "wrong-one-here-5"),
                ("new", "meadow-kettle-violin-38"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("old", PASSWORD),
        ("new", "meadow-kettle-violin-38"),
        ("next", "/account"),
    ];
    let done = browser.post("/sign-in/password", &fields).await;
    assert_eq!(done.header("location"), "/account");
    assert!(
        browser
            .get("/notices")
            .await
            .text
            .contains("您的密码改过了")
    );
}

#[tokio::test]
async fn the_language_of_an_account_is_that_of_every_browser_it_signs_in_with() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    assert!(browser.get("/account").await.text.contains("登录过的设备"));
    let english = [("language", "en"), ("next", "/account")];
    assert_eq!(
        browser.post("/language", &english).await.status,
        StatusCode::SEE_OTHER
    );
    let mut other = company.signed_in("salesperson").await;
    assert!(
        other
            .get("/account")
            .await
            .text
            .contains("Where you are signed in")
    );
    let missing = other.get("/cases/999").await;
    assert!(missing.text.contains("There is no such page"));
    let mut colleague = company.signed_in("reception").await;
    assert!(
        colleague
            .get("/account")
            .await
            .text
            .contains("登录过的设备")
    );
}

#[tokio::test]
async fn recovery_codes_are_renewed_from_the_account_page() {
    let company = Company::at_work();
    let mut browser = company.signed_in("auditor").await;
    let page = browser.get("/account").await;
    assert!(
        page.text.contains("备用码还剩 10 个") && page.text.contains("/sign-in/recovery-codes")
    );
    // It is there: what the button does is replace it.
    assert!(page.text.contains("更换两步验证") && !page.text.contains("设置两步验证"));
    let asked = browser.get("/sign-in/recovery-codes").await;
    assert!(asked.text.contains("旧的备用码全部作废"));
    company.pass(60);
    let code = company.code("auditor");
    let wrong = [("password", "not-the-password-9"), ("code", &code)];
    let wrong = browser.post("/sign-in/recovery-codes", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.text.contains("not-the-password-9"));
    let right = [("password", PASSWORD), ("code", &code)];
    let codes = browser.post("/sign-in/recovery-codes", &right).await;
    assert_eq!(codes.status, StatusCode::OK, "{}", codes.text);
    assert!(codes.text.contains("只显示这一次"));
    // Who has no second step is not offered any.
    let mut without = company.signed_in("salesperson").await;
    let page = without.get("/account").await;
    assert!(!page.text.contains("/sign-in/recovery-codes"));
    assert!(page.text.contains("设置两步验证"));
    // By the address they are led to where it is set up; and nothing is made by sending the form.
    let set_up = "/sign-in/second-factor?next=/account";
    let asked = without.get("/sign-in/recovery-codes").await;
    assert_eq!(asked.header("location"), set_up);
    let sent = without.post("/sign-in/recovery-codes", &right).await;
    assert_eq!(sent.header("location"), set_up);
    let form = without.get(set_up).await.text;
    assert!(form.contains("在下面先填现在的密码"), "{form}");
}
