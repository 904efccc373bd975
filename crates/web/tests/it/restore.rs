//! A backup brought to the set-up page of a new company.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use desk::restoring::{KeyOrigin, KeyTexts, READY};
use web::restoring::Restoring;
use web::site::Site;

use crate::browser::{Answer, Browser};
use crate::company::{Company, HERE};

/// A file of a form: its field, and what is in it.
type Part<'a> = (&'a str, &'a [u8]);

/// A new company to which backups may be brought, and the address of its set-up.
fn new_company() -> (Company, Arc<Site>, String) {
    let company = Company::founded();
    let link = company.desk.set_up_link(None).unwrap().unwrap();
    let mut site = company.pages(None);
    let keys = company.keys.clone().map(|line| (line, KeyOrigin::File));
    let store = company.folder.path().join("store");
    let restoring = Restoring::new(store, KeyTexts::new(keys), Arc::clone(&site.now));
    site.restoring = Some(Arc::new(restoring));
    let page = format!("/set-up/{}", link.text());
    (company, Arc::new(site), page)
}

/// The backup of a company at work, and its keys.
fn backup() -> (Vec<u8>, [String; 3]) {
    let former = Company::at_work();
    let copy = former.folder.path().join("copy");
    former.desk.ledger().back_up(&copy).unwrap();
    (std::fs::read(&copy).unwrap(), former.keys.clone())
}

/// The page once the backup was looked at.
async fn settled(browser: &mut Browser, page: &str) -> Answer {
    loop {
        let seen = browser.get(page).await;
        if seen.header("refresh").is_empty() {
            return seen;
        }
        assert!(seen.text.contains("<progress"), "{}", seen.text);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_backup_with_its_keys_is_looked_at_and_made_ready() {
    let (company, site, set_up) = new_company();
    let (copy, [log, key_encryption, index]) = backup();
    let mut browser = Browser::new(&site, HERE);
    let first = browser.get(&set_up).await;
    let restore = format!("{set_up}/restore");
    assert!(first.text.contains(&restore), "it is offered");
    browser.get(&restore).await;
    let files = [
        ("copy", copy.as_slice()),
        ("keys", log.as_bytes()),
        ("keys", key_encryption.as_bytes()),
        ("keys", index.as_bytes()),
        ("signed", b"".as_slice()),
    ];
    let sent = browser.post_files(&restore, &[], &files).await;
    assert_eq!(sent.header("location"), restore);
    let done = settled(&mut browser, &restore).await;
    assert!(done.text.contains("已恢复") && done.text.contains("/sign-in"));
    let store = company.folder.path().join("store");
    assert!(store.join(READY).join("ledger.sqlite3").exists());
    assert!(!store.join("restoring").exists(), "nothing else is left");
    // Nobody begins anew beside it, and nobody else learns of it.
    let form = [
        ("name", "安澜"),
        ("login", "anlan"),
        ("password", "otter-barge-lantern-71"),
    ];
    let anew = browser.post(&set_up, &form).await;
    assert_eq!(anew.header("location"), restore);
    assert!(!company.desk.is_set_up().unwrap());
    let elsewhere = browser.get("/set-up/another/restore").await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_will_not_do_is_told_and_changes_nothing() {
    let (company, site, set_up) = new_company();
    let (copy, [log, key_encryption, index]) = backup();
    let (log, key_encryption, index) =
        (log.as_bytes(), key_encryption.as_bytes(), index.as_bytes());
    let restore = format!("{set_up}/restore");
    let mut browser = Browser::new(&site, HERE);
    let half = &copy[..copy.len() / 2];
    let sheet = "手机号,姓名\n".as_bytes();
    let brought: [(&[Part<'_>], &str); 6] = [
        (&[("copy", b"")], "没有选备份文件"),
        (&[("copy", sheet)], "不是报备的备份"),
        (&[("copy", &copy)], "不是做这份备份时的密钥"),
        (
            &[("copy", &copy), ("keys", log), ("keys", index)],
            "key-encryption.key 不是",
        ),
        (&[("copy", &copy), ("keys", sheet)], "不是密钥的内容"),
        (
            &[
                ("copy", half),
                ("keys", log),
                ("keys", key_encryption),
                ("keys", index),
            ],
            "损坏",
        ),
    ];
    for (files, told) in brought {
        browser.get(&restore).await;
        browser.post_files(&restore, &[], files).await;
        let refused = settled(&mut browser, &restore).await;
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
        assert!(refused.text.contains("role=\"alert\""));
    }
    let store = company.folder.path().join("store");
    assert!(!store.join(READY).exists() && !store.join("restoring").exists());
    // The set-up still begins a new company.
    assert_eq!(browser.get(&set_up).await.status, StatusCode::OK);
    assert!(company.desk.is_untouched().unwrap());
}

#[tokio::test]
async fn a_void_link_or_a_company_at_work_takes_no_backup() {
    let (company, site, set_up) = new_company();
    let restore = format!("{set_up}/restore");
    let mut browser = Browser::new(&site, HERE);
    browser.get(&restore).await;
    company.pass(60 * 60);
    for path in [restore.as_str(), "/set-up/another/restore"] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let sent = browser.post_files(path, &[], &[("copy", b"x")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Where none may be brought, the page says what to do instead.
    let link = company.desk.set_up_link(None).unwrap().unwrap();
    let mut browser = company.browser();
    let page = browser.get(&format!("/set-up/{}", link.text())).await;
    assert!(page.text.contains("baobei restore") && !page.text.contains("/restore\""));
    let none = browser
        .get(&format!("/set-up/{}/restore", link.text()))
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
