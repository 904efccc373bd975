//! Every page in both languages, as somebody who may see it.

use web::routes::endpoints;

use crate::company::Company;

/// Pages with a stand-in for what varies, and whether one signs in first.
const PAGES: &[(&str, &str)] = &[
    ("/", "/"),
    ("/cases/CASE", "/cases/{case}"),
    (
        "/cases/CASE?at=2026-03-02T09:30&known=then",
        "/cases/{case}",
    ),
    ("/customers", "/customers"),
    ("/customers?mode=ask", "/customers"),
    ("/registrations/new", "/registrations/new"),
    ("/regulation", "/regulation"),
    ("/visits", "/visits"),
    ("/account", "/account"),
    ("/notices", "/notices"),
    ("/notices?list=done", "/notices"),
    ("/sign-in", "/sign-in"),
    ("/sign-in/code", "/sign-in/code"),
    ("/sign-in/password", "/sign-in/password"),
    ("/sign-in/second-factor", "/sign-in/second-factor"),
];

/// Answers that are no page of their own.
const NO_PAGES: &[&str] = &[
    "/assets/{file}",
    "/livez",
    "/metrics",
    "/readyz",
    "/version",
    "/set-up/{link}",
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
    let case = receipt
        .split("/cases/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    for (path, _) in PAGES {
        let path = &path.replace("CASE", &case);
        for (language, tag, product) in [("zh", "zh-CN", "报备"), ("en", "en", "Baobei")] {
            browser.language = language;
            let answer = browser.get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            assert!(
                answer.text.contains(&format!("<html lang=\"{tag}\">")),
                "{path} {language}"
            );
            assert!(answer.text.contains(product), "{path} {language}");
            // English pages hold no Chinese but names and the switch to Chinese.
            // Clauses keep the numbers that the regulation gave them.
            let known = ["中文", "甲队", "先生", "解释", "一", "二", "三"];
            let rest = known
                .iter()
                .fold(answer.text.clone(), |rest, known| rest.replace(known, ""));
            let chinese: String = rest
                .chars()
                .filter(|letter| ('\u{4e00}'..='\u{9fff}').contains(letter))
                .collect();
            assert!(language == "zh" || chinese.is_empty(), "{path}: {chinese}");
            for tag in ["style=", "onclick", "<style", "javascript:"] {
                assert!(
                    !answer.text.contains(tag),
                    "{path}: {tag} does not pass the policy"
                );
            }
        }
    }
}

#[test]
fn every_page_is_looked_at() {
    let pages = endpoints()
        .into_iter()
        .filter(|endpoint| endpoint.method == "GET");
    for page in pages {
        let is_known =
            PAGES.iter().any(|(_, path)| *path == page.path) || NO_PAGES.contains(&page.path);
        assert!(is_known, "{} is in neither list", page.path);
    }
}
