//! What the reception does: confirming who is one customer, by role, in both languages; the day and its sheet.

use desk::permission::{Action, Reach, Role, TABLE};

use crate::browser::Browser;
use crate::company::{Company, ELSEWHERE};
use crate::pages::{LANGUAGES, speaks};

/// Pages that are looked at here.
pub(crate) const PAGES: [&str; 7] = [
    "/daily-sheet",
    "/daily-sheet/{day}/scans/{page}",
    "/identity",
    "/identity/{later}",
    "/identity/{later}/{earlier}",
    "/outages",
    "/outages/{outage}",
];

/// Any picture will do.
const SCAN: &[u8] = include_bytes!("../../../../docs/screens/today-phone.png");

/// Somebody registers a customer of one name.
async fn register(company: &Company, login: &str, phone: &str) {
    let mut browser = company.signed_in(login).await;
    browser.get("/registrations/new").await;
    let fields = [
        ("field.name", "Fang Mo"),
        ("field.phone", phone),
        ("on_site", "yes"),
    ];
    let answer = browser.post("/registrations", &fields).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
}

/// Where the only pair that waits is compared.
async fn pair(browser: &mut Browser) -> String {
    let list = browser.get("/identity").await.text;
    let rest = list.split("href=\"/identity/").nth(1).unwrap();
    format!("/identity/{}", rest.split('"').next().unwrap())
}

/// A customer of this team, and one who may be the same.
async fn two_in_doubt(later: &str) -> Company {
    let company = Company::at_work();
    register(&company, Role::Salesperson.name(), "13900000001").await;
    company.pass(24 * 60 * 60);
    register(&company, later, "1390000****").await;
    company
}

#[tokio::test]
async fn confirming_speaks_both_languages_before_and_after() {
    let company = two_in_doubt(Role::TeamLead.name()).await;
    let mut browser = company.signed_in("reception").await;
    let pair = pair(&mut browser).await;
    let paths = ["/identity", "/identity?state=same", "/identity?state=apart"];
    for verdict in ["none", "same", "apart"] {
        browser.get(&pair).await;
        let status = match verdict {
            "none" => 422,
            _ => 303,
        };
        let answer = browser.post(&pair, &[("verdict", verdict)]).await;
        assert_eq!(answer.status.as_u16(), status);
        for (language, ..) in LANGUAGES {
            browser.language = language;
            for path in paths.iter().copied().chain([pair.as_str()]) {
                let answer = browser.get(path).await;
                assert_eq!(answer.status.as_u16(), 200, "{path}");
                speaks(&answer, language, path);
                assert!(!answer.text.contains("13900000001"), "{path}");
            }
        }
    }
}

/// Somebody fills in the form for a customer who wants tiles, and presses a button of it.
async fn fill_in(company: &Company, who: Role, path: &str, more: &[(&str, &str)]) -> String {
    let mut browser = company.signed_in(who.name()).await;
    let form = browser.get("/registrations/new").await;
    assert!(form.text.contains("/registrations/note"), "{}", form.text);
    let fields = [
        ("field.name", "Fang Mo"),
        ("field.phone", "13900000001"),
        ("field.demand", "tiles"),
    ];
    let answer = browser.post(path, &[&fields[..], more].concat()).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    answer.text
}

#[tokio::test]
async fn whoever_answers_chooses_the_project_of_an_inquiry_in_both_languages() {
    let company = Company::at_work_under("6-building-materials");
    for project in ["Phase one", "Phase two"] {
        let more = [("field.project", project)];
        fill_in(&company, Role::Salesperson, "/registrations", &more).await;
    }
    let inquiry = [("what", "inquiry")];
    fill_in(&company, Role::TeamLead, "/registrations/note", &inquiry).await;
    let mut browser = company.signed_in(Role::GeneralManager.name()).await;
    let list = browser.get("/identity").await.text;
    let rest = list.split("href=\"/identity/").nth(1).unwrap();
    let question = format!("/identity/{}", rest.split('"').next().unwrap());
    let tasks = browser.get("/tasks").await.text;
    assert!(tasks.contains(&question), "{tasks}");
    let shown = browser.get(&question).await.text;
    assert!(shown.contains("Phase one（案卷 ") && shown.contains("Phase two（案卷 "));
    let chosen = shown.split("name=\"project\" value=\"").nth(2).unwrap();
    let chosen = chosen.split('"').next().unwrap().to_owned();
    // Another office's: the page says whose, and the door is shut.
    let mut other = company.signed_in(Role::StoreManager.name()).await;
    let seen = other.get(&question).await;
    assert_eq!(seen.status.as_u16(), 200);
    assert!(!seen.text.contains("type=\"radio\""));
    let refused = other.post(&question, &[("project", &chosen)]).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    let own = company
        .signed_in(Role::TeamLead.name())
        .await
        .get(&question)
        .await;
    assert_eq!(own.status.as_u16(), 404);
    let paths = ["/identity", "/identity?state=same", "/identity?state=apart"];
    for (answer, status) in [("", 422), (chosen.as_str(), 303), ("none", 303)] {
        browser.get(&question).await;
        let given = browser.post(&question, &[("project", answer)]).await;
        assert_eq!(given.status.as_u16(), status, "{answer}: {}", given.text);
        for (language, ..) in LANGUAGES {
            browser.language = language;
            for path in paths.iter().copied().chain([question.as_str()]) {
                let page = browser.get(path).await;
                assert_eq!(page.status.as_u16(), 200, "{path}");
                speaks(&page, language, path);
                assert!(!page.text.contains("13900000001"), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn who_confirms_what_by_role_and_unit() {
    for later in [Role::TeamLead.name(), ELSEWHERE] {
        let company = two_in_doubt(later).await;
        let list = company.signed_in("reception").await.get("/identity").await;
        let (before, after) = list.text.split_once(" 与案卷 ").unwrap();
        let case = before.rsplit("案卷 ").next().unwrap();
        let other = after.split('<').next().unwrap();
        let (path, nowhere) = (
            format!("/identity/{case}/{other}"),
            "/identity/999999/999998".to_owned(),
        );
        for (role, _) in TABLE {
            let mut browser = company.signed_in(role.name()).await;
            browser.get("/account").await;
            let is_in_reach = later != ELSEWHERE;
            let may = role.reach(Action::ConfirmIdentity) == Reach::Scope && is_in_reach;
            let form = [("verdict", "same")];
            let gone = browser.get(&nowhere).await;
            assert_eq!(gone.status.as_u16(), 404, "{role:?}");
            assert_eq!(browser.post(&nowhere, &form).await.status.as_u16(), 404);
            let shown = browser.get(&path).await;
            let done = browser.post(&path, &form).await;
            let statuses = (shown.status.as_u16(), done.status.as_u16());
            match may {
                true => assert_eq!(statuses, (200, 303), "{role:?} {path}"),
                false => {
                    assert_eq!(statuses, (404, 404), "{role:?}");
                    assert_eq!(shown.text.replace(&path, &nowhere), gone.text);
                }
            }
        }
    }
}

#[tokio::test]
async fn the_day_and_its_sheet_speak_both_languages_and_are_filed_row_by_row() {
    let company = two_in_doubt(Role::TeamLead.name()).await;
    let mut browser = company.signed_in("reception").await;
    browser.get("/visits").await;
    let fields = [("field.name", "Fang Mo"), ("field.phone", "13900000001")];
    for (language, ..) in LANGUAGES {
        browser.language = language;
        let visited = browser.post("/visits", &fields).await;
        assert_eq!(visited.status.as_u16(), 200);
        assert!(visited.text.contains("salesperson先生"), "whom to call");
        speaks(&visited, language, "/visits");
        for path in [
            "/daily-sheet",
            "/daily-sheet?day=2026-03-01",
            "/daily-sheet?day=none",
        ] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            speaks(&answer, language, path);
        }
    }
    let day = "2026-03-02";
    let path = format!("/daily-sheet?day={day}");
    let page = browser.get(&path).await.text;
    let value = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
        rest.unwrap().split('"').next().unwrap().to_owned()
    };
    let (digest, found) = (value("digest"), value("found"));
    let form = |digest: &'_ str| -> Vec<(&'static str, String)> {
        vec![
            ("day", day.to_owned()),
            ("digest", digest.to_owned()),
            ("found", found.clone()),
        ]
    };
    let scan: &[(&str, &[u8])] = &[("paper.", SCAN)];
    for (digest, files, status) in [
        ("0123456789abcdef", scan, 422),
        (digest.as_str(), &[], 422),
        (digest.as_str(), scan, 303),
    ] {
        let form = form(digest);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
        let answer = browser.post_files("/daily-sheet", &form, files).await;
        assert_eq!(answer.status.as_u16(), status, "{digest}");
        assert_eq!(
            answer.text.contains(" checked>"),
            status == 422,
            "what was ticked stays"
        );
    }
    let filed = browser.get(&path).await;
    assert!(filed.text.contains("filing is complete"), "{}", filed.text);
    let rest = filed.text.split("class=\"paper\" href=\"").nth(1).unwrap();
    let page = rest.split('"').next().unwrap();
    for (language, ..) in LANGUAGES {
        browser.language = language;
        let shown = browser.get(page).await;
        assert!(shown.text.contains("class=\"watermark\""));
        speaks(&shown, language, page);
    }
    for copy in ["small", "view"] {
        let picture = browser.get(&format!("{page}/{copy}")).await;
        assert_eq!(picture.header("content-type"), "image/jpeg");
    }
    let original = browser.open(&format!("{page}/original")).await;
    let name = original.headers()["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"baobei-sheet-2026-03-02-"));
}

#[tokio::test]
async fn weeks_without_a_roster_are_warned_of_until_they_have_one() {
    let company = Company::at_work();
    let mut reception = company.signed_in("reception").await;
    let page = reception.get("/visits").await.text;
    let warned = "2026-03-02（周一）起的一周、2026-03-09（周一）起的一周还没有排值班";
    assert!(page.contains(warned) && !page.contains("class=\"btn\" href=\"/roster\""));

    let mut manager = company.signed_in("store_manager").await;
    assert!(
        manager
            .get("/visits")
            .await
            .text
            .contains("class=\"btn\" href=\"/roster\"")
    );
    let weeks = [("week.2026-03-02", "1"), ("week.2026-03-09", "1")];
    assert_eq!(manager.post("/roster", &weeks).await.status.as_u16(), 303);
    assert!(!reception.get("/visits").await.text.contains("还没有排值班"));
}

/// The number of somebody in a list to choose from.
fn number_of(page: &str, name: &str) -> String {
    let before = page.split(&format!("\">{name}<")).next().unwrap();
    let number = before.rsplit("value=\"").next().unwrap();
    number.to_owned()
}

#[tokio::test]
async fn the_paper_of_an_outage_is_declared_checked_and_entered_line_by_line() {
    let company = Company::at_work();
    company.pass(2 * 24 * 60 * 60);
    let mut system = company.signed_in("system_administrator").await;
    let page = system.get("/outages").await.text;
    let (reception, lead) = (
        number_of(&page, "reception先生"),
        number_of(&page, "team_lead先生"),
    );
    for (until, status) in [("2026-03-09T18:00", 422), ("2026-03-03T18:00", 303)] {
        let form = [
            ("from", "2026-03-03T09:00"),
            ("until", until),
            ("reception", reception.as_str()),
            ("lead", lead.as_str()),
        ];
        let answer = system.post("/outages", &form).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        assert!(status == 303 || answer.text.contains("value=\"2026-03-09T18:00\""));
    }
    let mut browser = company.signed_in("reception").await;
    assert!(
        browser
            .get("/visits")
            .await
            .text
            .contains("href=\"/outages\"")
    );
    let list = browser.get("/outages").await.text;
    let rest = list.split("href=\"/outages/").nth(1).unwrap();
    let path = format!("/outages/{}", rest.split('"').next().unwrap());
    let page = browser.get(&path).await.text;
    let seller = number_of(&page, "salesperson先生");
    let line = |number: u8, time: &'static str| {
        let value = |name: &str, value: &str| (format!("{number}.{name}"), value.to_owned());
        [
            value("at", time),
            value("deed", "both"),
            value("staff", &seller),
            value("place", "line 2"),
            value("field.name", "Fang Mo"),
            value("field.phone", "13900000001"),
        ]
    };
    let form = |step: &'static str| -> Vec<(String, String)> {
        let own = [("lines", "5"), ("step", step), ("key", "k")];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let lines = [line(0, "2026-03-02T10:00"), line(1, "2026-03-03T10:00")];
        own.into_iter().chain(lines.into_iter().flatten()).collect()
    };
    for (language, ..) in LANGUAGES {
        browser.language = language;
        for (step, status) in [("more", 200), ("check", 422)] {
            let form = form(step);
            let form: Vec<(&str, &str)> = form
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            let answer = browser.post(&path, &form).await;
            assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
            assert_eq!(answer.text.matches("value=\"13900000001\"").count(), 2);
            speaks(&answer, language, &path);
        }
        let listed = browser.get("/outages").await;
        speaks(&listed, language, "/outages");
    }
    let nothing = browser
        .post(&path, &[("lines", "5"), ("step", "enter")])
        .await;
    assert_eq!(nothing.status.as_u16(), 422);
    let entered = form("enter");
    let entered: Vec<(&str, &str)> = entered
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let answer = browser.post(&path, &entered).await;
    // The line outside stays as it was typed; the other stands below, entered.
    assert_eq!(answer.status.as_u16(), 422);
    assert_eq!(answer.text.matches("value=\"13900000001\"").count(), 1);
    assert!(answer.text.contains("value=\"2026-03-02T10:00\""));
    assert!(
        answer.text.contains("entered by reception先生"),
        "{}",
        answer.text
    );
    let stranger = company.signed_in("store_manager").await.get(&path).await;
    assert_eq!(stranger.status.as_u16(), 404);
}
