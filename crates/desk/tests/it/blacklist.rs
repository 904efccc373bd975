//! Dealers whom the company does not want: kept by those who review and manage, told to them, and to nobody else.

use std::fs;
use std::path::{Path, PathBuf};

use desk::blacklist::{BlacklistInput, BlacklistLine};
use desk::{Answer, Refusal};

use super::onboarding::{channel, filed_for, review, shown};
use crate::world::World;

const MARK: &str = "在黑名单";
const NAME: &str = "武汉恒升建材有限公司";
/// Codes of three companies.
const CODES: [&str; 3] = [
    "91440300708461136T",
    "914403001922038216",
    "91420106MA901005X4",
];

fn put_on(world: &World, company: &str, credit_code: &str) -> Result<u64, Refusal> {
    let input = BlacklistInput {
        company: company.to_owned(),
        credit_code: credit_code.to_owned(),
        reason: "拖欠货款".to_owned(),
    };
    world
        .desk()
        .put_on_blacklist(&world.actor("fangmin"), &input)
}

fn lines(world: &World, are_taken_off: bool) -> Vec<BlacklistLine> {
    let page = world
        .desk()
        .blacklist(&world.actor("fangmin"), are_taken_off, None);
    page.unwrap().lines
}

/// Whether whoever reviews an application is told that the dealer was on the list when it applied.
fn is_told(world: &World, case: u64) -> bool {
    let warnings = shown(world, case).warnings;
    warnings.iter().any(|warning| warning.zh == MARK)
}

/// Every file in a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files
}

#[test]
fn an_application_of_somebody_on_the_list_is_taken_and_told_to_whoever_reviews_it() {
    let world = channel();
    put_on(&world, NAME, CODES[0]).unwrap();
    let claim = filed_for(&world, "zhangchi", NAME, CODES[0]);
    assert!(is_told(&world, claim.case));
    let desk = world.desk();
    let reads = |who: &str| {
        let sheet = desk.case_sheet(&world.actor(who), claim.case, None, None);
        let sheet = sheet.unwrap();
        sheet.ruling.iter().any(|line| line.text.zh.contains(MARK))
    };
    assert!(reads("fangmin") && reads("meilan"));
    let own = desk
        .application(&world.actor("zhangchi"), claim.case)
        .unwrap();
    let told: Vec<_> = own
        .warnings
        .iter()
        .chain(&own.given)
        .map(|label| label.zh.as_str())
        .collect();
    assert!(!told.contains(&MARK) && !own.is_blacklisted, "{told:?}");
    assert!(
        !reads("zhangchi"),
        "whoever applied hears it from nobody but the reviewer"
    );
    review(&world, "fangmin", &claim, Answer::No).unwrap();
}

#[test]
fn the_back_office_may_pass_whoever_is_on_the_list() {
    let world = channel();
    put_on(&world, NAME, CODES[0]).unwrap();
    let claim = filed_for(&world, "zhangchi", NAME, CODES[0]);
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    assert!(shown(&world, claim.case).steps[0].is_signed);
}

#[test]
fn they_are_found_by_code_under_any_name_and_by_a_name_like_theirs() {
    let world = channel();
    put_on(&world, NAME, CODES[0]).unwrap();
    let renamed = filed_for(&world, "zhangchi", "长沙远航五金有限公司", CODES[0]);
    assert!(is_told(&world, renamed.case), "the code is theirs");
    let alike = filed_for(&world, "zhangchi", "武汉恒生建材有限公司", CODES[1]);
    assert!(is_told(&world, alike.case), "the name is like theirs");
    let other = filed_for(&world, "lixiang", "襄阳云帆机电有限公司", CODES[2]);
    assert!(!is_told(&world, other.case));
}

#[test]
fn who_is_put_on_the_list_later_is_told_of_beside_the_application() {
    let world = channel();
    let claim = filed_for(&world, "zhangchi", NAME, CODES[0]);
    assert!(!shown(&world, claim.case).is_blacklisted);
    let entry = put_on(&world, "", CODES[0]).unwrap();
    let now = shown(&world, claim.case);
    assert!(
        now.is_blacklisted && now.warnings.is_empty(),
        "as it was when it was filed"
    );
    let off = world
        .desk()
        .take_off_blacklist(&world.actor("fangmin"), entry, "已结清");
    off.unwrap();
    assert!(!shown(&world, claim.case).is_blacklisted);
}

#[test]
fn who_is_taken_off_stays_in_the_list_of_those_with_both_reasons() {
    let world = channel();
    let entry = put_on(&world, NAME, CODES[0]).unwrap();
    let line = &lines(&world, false)[0];
    assert_eq!(
        (line.number, line.by.as_str(), line.reason.as_str()),
        (entry, "方敏", "拖欠货款")
    );
    assert_eq!(line.company.as_deref(), Some(NAME));
    let desk = world.desk();
    let nothing = desk.take_off_blacklist(&world.actor("fangmin"), entry, " ");
    assert!(matches!(nothing, Err(Refusal::Missing { field: "reason" })));
    desk.take_off_blacklist(&world.actor("fangmin"), entry, "已结清")
        .unwrap();
    let twice = desk.take_off_blacklist(&world.actor("fangmin"), entry, "再次");
    assert!(matches!(twice, Err(Refusal::Settled)), "{twice:?}");
    assert!(lines(&world, false).is_empty());
    let off = lines(&world, true).remove(0);
    let taken_off = off.taken_off.unwrap();
    assert_eq!(
        (off.reason.as_str(), taken_off.reason.as_str()),
        ("拖欠货款", "已结清")
    );
    assert_eq!(taken_off.by, "方敏");
    let claim = filed_for(&world, "zhangchi", NAME, CODES[0]);
    assert!(!is_told(&world, claim.case));
    put_on(&world, NAME, CODES[0]).unwrap();
    assert_eq!(
        lines(&world, false).len(),
        1,
        "put on again, it is another entry"
    );
}

#[test]
fn what_cannot_be_put_on_the_list_is_refused_with_nothing_kept() {
    let world = channel();
    let nobody = put_on(&world, " ", "");
    assert!(
        matches!(
            nobody,
            Err(Refusal::Missing {
                field: "blacklist_company"
            })
        ),
        "{nobody:?}"
    );
    let wrong = put_on(&world, NAME, "91420106MA9010041X");
    assert!(matches!(wrong, Err(Refusal::Fields(_))), "{wrong:?}");
    put_on(&world, NAME, CODES[0]).unwrap();
    for (company, code) in [
        (NAME, CODES[0]),
        ("", CODES[0]),
        ("武汉市恒升建材有限公司", ""),
    ] {
        let twice = put_on(&world, company, code);
        assert!(
            matches!(twice, Err(Refusal::OnBlacklist)),
            "{company} {code}: {twice:?}"
        );
    }
    assert_eq!(lines(&world, false).len(), 1);
    let unknown = world
        .desk()
        .take_off_blacklist(&world.actor("fangmin"), 99, "没有");
    assert!(matches!(unknown, Err(Refusal::NotFound)));
}

#[test]
fn the_list_is_seen_by_those_who_keep_it_only() {
    let world = channel();
    put_on(&world, NAME, CODES[0]).unwrap();
    for who in ["zhangchi", "shijing", "heyun"] {
        let refused = world.desk().blacklist(&world.actor(who), false, None);
        assert!(
            matches!(refused, Err(Refusal::NotAllowed(_))),
            "{who}: {refused:?}"
        );
    }
    let found = world.desk().ledger().verify(&[]).unwrap();
    assert!(found.damage.is_empty(), "every secret opens under its name");
    for kept in files(world.folder.path()) {
        let bytes = fs::read(&kept).unwrap();
        for secret in [NAME, CODES[0], "拖欠货款"] {
            let is_there = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!is_there, "{secret} stands in clear in {}", kept.display());
        }
    }
}
