//! Every page in both languages, as somebody who may see it.

use web::routes::endpoints;

use crate::browser::Answer;
use crate::company::Company;
use crate::daily_list;
use crate::reception;

/// How each language shows on a page: its code, its tag, the product's name.
pub(crate) const LANGUAGES: [(&str, &str, &str); 2] =
    [("zh", "zh-CN", "报备"), ("en", "en", "Baobei")];

/// Pages with a stand-in for what varies, and whether one signs in first.
const PAGES: &[(&str, &str)] = &[
    ("/", "/"),
    ("/cases/CASE", "/cases/{case}"),
    ("/cases/CASE/acts/dispute", "/cases/{case}/acts/{act}"),
    ("/cases/CASE/duties/scan", "/cases/{case}/duties/{what}"),
    ("/cases/CASE/acts/contract", "/cases/{case}/acts/{act}"),
    (
        "/cases/CASE?at=2026-03-02T09:30&known=then",
        "/cases/{case}",
    ),
    (
        "/cases/CASE/disputes/ENTRY",
        "/cases/{case}/disputes/{entry}",
    ),
    ("/tasks", "/tasks"),
    ("/violations", "/violations"),
    ("/violations?state=decided", "/violations"),
    (
        "/cases/CASE/violations/REPORT/REPORTED",
        "/cases/{case}/violations/{entry}/{staff}",
    ),
    ("/disputes", "/disputes"),
    ("/disputes?state=decided", "/disputes"),
    ("/customers", "/customers"),
    ("/customers?mode=ask", "/customers"),
    ("/credit", "/credit"),
    ("/credit/statement", "/credit/statement"),
    ("/registrations/new", "/registrations/new"),
    ("/regulation", "/regulation"),
    ("/regulation?version=1", "/regulation"),
    ("/visits", "/visits"),
    ("/account", "/account"),
    ("/account/accesses", "/account/accesses"),
    ("/account/mail", "/account/mail"),
    ("/notices", "/notices"),
    ("/notices?list=done", "/notices"),
    ("/sign-in", "/sign-in"),
    ("/sign-in/code", "/sign-in/code"),
    ("/sign-in/password", "/sign-in/password"),
    ("/sign-in/second-factor", "/sign-in/second-factor"),
];

/// Pages of those who keep the organisation: who asks, the page, and its path in the router.
const KEPT: &[(&str, &str, &str)] = &[
    ("system_administrator", "/organisation", "/organisation"),
    (
        "system_administrator",
        "/organisation/1",
        "/organisation/{unit}",
    ),
    ("store_manager", "/account/absence", "/account/absence"),
    (
        "auditor",
        "/sign-in/recovery-codes",
        "/sign-in/recovery-codes",
    ),
    ("auditor", "/audit", "/audit"),
    ("audit_administrator", "/audit?kind=manage", "/audit"),
    ("auditor", "/alerts", "/alerts"),
    ("system_administrator", "/robots", "/robots"),
    ("system_administrator", "/people", "/people"),
    ("security_administrator", "/people/new", "/people/new"),
    ("security_administrator", "/people/4", "/people/{staff}"),
    ("store_manager", "/people/4", "/people/{staff}"),
    (
        "system_administrator",
        "/people/4/leave",
        "/people/{staff}/leave",
    ),
    (
        "store_manager",
        "/people/4/leave?unit=2",
        "/people/{staff}/leave",
    ),
    ("store_manager", "/pool", "/pool"),
    ("store_manager", "/contracts", "/contracts"),
    ("store_manager", "/onboarding", "/onboarding"),
    ("back_office", "/blacklist", "/blacklist"),
    ("system_administrator", "/onboarding", "/onboarding"),
    (
        "system_administrator",
        "/onboarding/dealer?case=1",
        "/onboarding/dealer",
    ),
    ("store_manager", "/data-subjects", "/data-subjects"),
    ("store_manager", "/data-subjects/due", "/data-subjects/due"),
    ("salesperson", "/pool?list=open", "/pool"),
    ("salesperson", "/pool?list=mine", "/pool"),
    ("system_administrator", "/regulations", "/regulations"),
    ("store_manager", "/roster", "/roster"),
    ("store_manager", "/projects", "/projects"),
    ("store_manager", "/prices", "/prices"),
    ("security_administrator", "/first-steps", "/first-steps"),
];

/// Answers that are no page of their own, the one that only a company without anybody shows, a quote, which `terms.rs` looks at, and examples, whose
/// titles and people are Chinese.
const NO_PAGES: &[&str] = &[
    // There is one only after a decision: `letter.rs` reads it.
    "/cases/{case}/disputes/{entry}/letter",
    // Files: `printed.rs` reads them.
    "/cases/{case}/disputes/{entry}/letter/pdf",
    "/cases/{case}/quotes/{seq}/pdf",
    "/credit/statement/pdf",
    "/assets/{file}",
    // What they show came as a file: `papers.rs` looks at them.
    "/cases/{case}/papers/{paper}",
    "/cases/{case}/papers/{paper}/small",
    "/cases/{case}/papers/{paper}/view",
    // So are these, and `reception.rs` does.
    "/daily-sheet/{day}/scans/{page}/small",
    "/daily-sheet/{day}/scans/{page}/view",
    "/daily-sheet/{day}/scans/{page}/original",
    "/cases/{case}/receipts/{seq}",
    "/data-subjects/{case}",
    "/cases/{case}/quotes/{seq}",
    "/onboarding/{case}",
    // Only some regulations have it: `customers.rs` looks at it.
    "/customers/stages",
    "/livez",
    "/metrics",
    "/notices/badge",
    "/notices/stream",
    "/readyz",
    "/regulation/scenarios",
    "/version",
    "/set-up/{link}",
    // `restore.rs` opens it.
    "/set-up/{link}/restore",
    "/password/{link}",
    // `mail.rs` opens them.
    "/mail/confirm/{link}",
    "/mail/stop/{link}",
];

#[tokio::test]
async fn every_page_speaks_both_languages() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    browser.get("/visits").await;
    let fields = [
        ("field.name", "Fang Mo"),
        ("field.phone", "13900000001"),
        ("on_site", "yes"),
    ];
    let receipt = browser.post("/registrations", &fields).await.text;
    let case = between(&receipt, "/cases/");
    let dispute = format!("/cases/{case}/acts/dispute");
    browser.get(&dispute).await;
    browser.post(&dispute, &[("key", "")]).await;
    let entry = between(
        &browser.get(&format!("/cases/{case}")).await.text,
        "/disputes/",
    );
    let report = format!("/cases/{case}/acts/report-violation");
    let offered = browser.get(&report).await.text;
    let people = offered.split("name=\"person\"").nth(1).unwrap();
    let person = people.split("value=\"").nth(2).unwrap();
    let person = person.split('"').next().unwrap().to_owned();
    let told = [
        ("what", "恶意抢单"),
        ("person", person.as_str()),
        ("reason", "he saw it"),
        ("key", ""),
    ];
    browser.post(&report, &told).await;
    let violation = between(&browser.get("/violations").await.text, "/violations/");
    for (path, _) in PAGES {
        let path = &path
            .replace("CASE", &case)
            .replace("ENTRY", &entry)
            .replace("REPORT/REPORTED", &violation);
        for (language, ..) in LANGUAGES {
            browser.language = language;
            let answer = browser.get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            speaks(&answer, language, path);
        }
    }
}

/// What stands in a page after some text, up to the end of the address.
pub(crate) fn between(page: &str, before: &str) -> String {
    let rest = page.split(before).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_version_is_told_by_its_number_and_its_day_each_in_its_place() {
    let company = Company::at_work();
    for (who, path) in [
        ("system_administrator", "/regulations"),
        ("salesperson", "/regulation"),
    ] {
        let page = company.signed_in(who).await.get(path).await.text;
        assert!(page.contains("第 1 版，20"), "{path}");
    }
}

#[tokio::test]
async fn pages_of_the_organisation_speak_both_languages() {
    let company = Company::at_work();
    for (who, path, _) in KEPT {
        let mut browser = company.signed_in(who).await;
        for (language, ..) in LANGUAGES {
            browser.language = language;
            let answer = browser.get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            speaks(&answer, language, path);
        }
    }
}

/// One language and no other, and nothing that the browser is told to refuse.
pub(crate) fn speaks(answer: &Answer, language: &str, path: &str) {
    let (_, tag, product) = LANGUAGES
        .iter()
        .find(|(known, ..)| *known == language)
        .unwrap();
    let shown = answer.text.contains(&format!("<html lang=\"{tag}\">"));
    assert!(shown && answer.text.contains(product), "{path} {language}");
    // English pages hold no Chinese but names and the switch to Chinese. Clauses keep the numbers that the
    // regulation gave them.
    let known = [
        "中文", "甲队", "乙队", "安澜", "先生", "解释", "一", "二", "三",
    ];
    let rest = known
        .iter()
        .fold(answer.text.clone(), |rest, known| rest.replace(known, ""));
    let chinese: String = rest
        .chars()
        .filter(|letter| ('\u{4e00}'..='\u{9fff}').contains(letter))
        .collect();
    assert!(language == "zh" || chinese.is_empty(), "{path}: {chinese}");
    for tag in ["style=", "onclick", "<style", "javascript:"] {
        let is_there = answer.text.contains(tag);
        assert!(!is_there, "{path}: {tag} does not pass the policy");
    }
}

/// Who sends which form where, and the status they get.
type Asked<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], u16);

#[tokio::test]
async fn what_forms_answer_speaks_both_languages() {
    let company = Company::at_work();
    let customer = [
        ("field.name", "Fang Mo"),
        ("field.phone", "13900000001"),
        ("on_site", "yes"),
    ];
    let unread = [("field.name", "Fang Mo"), ("field.phone", "12")];
    let asked: [Asked<'_>; 8] = [
        ("salesperson", "/registrations/check", &customer, 200),
        ("salesperson", "/registrations", &customer, 200),
        ("salesperson", "/registrations", &unread, 422),
        ("salesperson", "/registrations", &unread[..1], 422),
        (
            "salesperson",
            "/cases/999999/follow-up",
            &[("effect", "yes"), ("key", "")],
            404,
        ),
        ("reception", "/visits", &customer, 200),
        ("reception", "/visits", &unread, 422),
        ("auditor", "/visits", &customer, 403),
    ];
    for (who, path, form, status) in asked {
        let mut browser = company.signed_in(who).await;
        browser.get("/account").await;
        for (language, ..) in LANGUAGES {
            browser.language = language;
            let answer = browser.post(path, form).await;
            assert_eq!(answer.status.as_u16(), status, "{who} {path}");
            speaks(&answer, language, path);
        }
    }
}

#[tokio::test]
async fn the_first_page_of_a_company_speaks_both_languages() {
    let company = Company::founded();
    let link = company.desk.set_up_link(None).unwrap().unwrap();
    let mut browser = company.browser();
    for (language, ..) in LANGUAGES {
        browser.language = language;
        let page = format!("/set-up/{}", link.text());
        let answer = browser.get(&page).await;
        assert_eq!(answer.status.as_u16(), 200);
        speaks(&answer, language, "/set-up");
        let short = [
            ("name", "An Lan"),
            ("login", "anlan"),
            ("password", "short"),
        ];
        let refused = browser.post(&page, &short).await;
        assert_eq!(refused.status.as_u16(), 422);
        speaks(&refused, language, "/set-up");
        let nobody = [
            ("name", "An Lan"),
            ("login", " "),
            ("password", "otter-barge-lantern-71"),
        ];
        let refused = browser.post(&page, &nobody).await;
        assert_eq!(refused.status.as_u16(), 422);
        let alert = refused.text.split("role=\"alert\"").nth(1).unwrap();
        let alert = alert.split("</div>").next().unwrap();
        assert!(
            alert.contains(["登录名", "Login"][usize::from(language == "en")]),
            "{alert}"
        );
        speaks(&refused, language, "/set-up");
    }
}

#[tokio::test]
async fn the_regulation_says_which_version_and_since_when() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    let page = browser.get("/regulation").await.text;
    assert!(page.contains("第 1 版，2026-01-01（周四）00:00 起施行"));
}

#[tokio::test]
async fn a_clause_is_read_with_its_values_its_examples_and_ones_signature() {
    let company = Company::at_work();
    let mut browser = company.signed_in("salesperson").await;
    assert!(browser.get("/").await.text.contains("请阅读并签收"));
    let page = browser.get("/regulation").await.text;
    let clause = page.split("id=\"三.4\"").nth(1).unwrap();
    let clause = clause.split("</section>").next().unwrap();
    assert!(
        clause.contains("30 天") && clause.contains("他人不得报备"),
        "{clause}"
    );
    let examples = "/regulation/scenarios?clause=%E4%B8%89.4";
    assert!(clause.contains(examples));
    let shown = browser.get(examples).await.text;
    assert!(shown.contains("三十天内他人登记为撞单并记恶意抢单"));
    assert!(shown.contains("2026-03-01 10:10 张 报备") && shown.contains("归 甲队 张"));
    let nothing = browser.get("/regulation/scenarios?clause=9").await;
    assert_eq!(nothing.status.as_u16(), 404);
    assert_eq!(
        browser.get("/regulation?version=2").await.status.as_u16(),
        404
    );
    browser.get("/regulation").await;
    let signed = browser.post("/regulation/sign", &[]).await;
    assert_eq!(signed.header("location"), "/regulation");
    let page = browser.get("/regulation").await.text;
    let head = page.split("<section").next().unwrap();
    let head = head.split("<main").nth(1).unwrap();
    assert!(
        head.contains("2026-03-02（周一）") && head.contains("签收</span>"),
        "{head}"
    );
    assert!(!head.contains("请读完后签收"), "{head}");
    assert!(!browser.get("/").await.text.contains("请阅读并签收"));
    let mut lead = company.signed_in("store_manager").await;
    let overseen = lead.get("/regulation").await.text;
    assert!(overseen.contains("签收情况：1 /") && overseen.contains("未签收"));
}

#[test]
fn every_page_is_looked_at() {
    let pages = endpoints()
        .into_iter()
        .filter(|endpoint| endpoint.method == "GET");
    for page in pages {
        let is_known = reception::PAGES.contains(&page.path)
            || daily_list::PAGES.contains(&page.path)
            || PAGES.iter().any(|(_, path)| *path == page.path)
            || KEPT.iter().any(|(.., path)| *path == page.path)
            || NO_PAGES.contains(&page.path);
        assert!(is_known, "{} is in neither list", page.path);
    }
}
