//! The short answers as people read them.

use super::{explain_permission, explain_what_if};
use crate::explain::sample::{Sample, at, collision, fact, source, staff};
use crate::fact::{Fact, FactKind};
use crate::language::Language;
use crate::permission::{Objection, Permission};
use crate::ruling::Why;
use crate::what_if::{Change, WhatIf};

#[test]
fn permissions_name_every_objection_and_nobody() {
    let sample = Sample::new(Language::Chinese);
    let objections = vec![
        Objection {
            source: source("三.2"),
            why: Why::Asks,
            violation: sample.packs.names.find("poaching"),
            possible_from: None,
        },
        Objection {
            source: source("三.1"),
            why: Why::LimitReached(5, 5),
            violation: crate::name::Symbol::NONE,
            possible_from: Some(at(4, 1, 0, 0)),
        },
    ];
    let answers = [
        Permission::Allowed,
        Permission::AllowedWith(objections.clone()),
        Permission::Refused(objections),
    ];
    let mut lines = Vec::new();
    for language in [Language::Chinese, Language::English] {
        for answer in &answers {
            lines.push(explain_permission(answer, &sample.packs, language));
        }
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    可以。
    可以，但请注意：
      - 【三.2】持有人仍在维护客户，他人须先征得同意；照做会记作涉嫌“恶意抢单”，由人审理。
      - 【三.1】已到上限（现有 5，上限 5）；2026-04-01（周三）00:00 起可以。
    不可以：
      - 【三.2】持有人仍在维护客户，他人须先征得同意；照做会记作涉嫌“恶意抢单”，由人审理。
      - 【三.1】已到上限（现有 5，上限 5）；2026-04-01（周三）00:00 起可以。
    Allowed.
    Allowed, but note:
      - [三.2] the holder still keeps up the contact, so others need consent first; doing it all the same may count as "malicious poaching", which a person decides.
      - [三.1] the limit is reached (5 of 5); possible from Wed 2026-04-01 00:00.
    Refused:
      - [三.2] the holder still keeps up the contact, so others need consent first; doing it all the same may count as "malicious poaching", which a person decides.
      - [三.1] the limit is reached (5 of 5); possible from Wed 2026-04-01 00:00.
    "#);
}

#[test]
fn what_ifs_say_the_one_change_and_how_near_it_was() {
    let mut lines = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let sample = Sample::new(language);
        let ruling = collision(&sample);
        let consent = Fact {
            person: Some(staff(2)),
            ..fact(0, FactKind::Consented, 1, at(3, 20, 13, 59))
        };
        let changes = [
            (Change::Add(consent), 0),
            (
                Change::Move {
                    seq: 3,
                    to: at(4, 13, 0, 0),
                },
                at(4, 13, 0, 0).seconds() - at(3, 20, 14, 0).seconds(),
            ),
            (
                Change::Give {
                    seq: 3,
                    field: sample.packs.names.find("phone"),
                },
                0,
            ),
        ];
        for (change, shift_seconds) in changes {
            let what_if = WhatIf {
                claim: 1,
                source: source("三.2"),
                change,
                shift_seconds,
            };
            lines.push(explain_what_if(
                &what_if,
                &ruling,
                &sample.packs,
                &sample.case,
                &sample.directory,
                language,
            ));
        }
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    2026-03-20 14:00 李四 报备：如果当时有“2026-03-20 13:59 张三 同意（对象：李四）”，就能成立（三.2）。
    2026-03-20 14:00 李四 报备：如果是在 2026-04-13（周一）00:00（相差 23 天 10 小时），就能成立（三.2）。
    2026-03-20 14:00 李四 报备：如果带上了“电话”，就能成立（三.2）。
    2026-03-20 14:00 registration by Li: would have held (三.2), had there been "2026-03-20 13:59 consent by Zhang (for Li)".
    2026-03-20 14:00 registration by Li: would have held (三.2), had it been at Mon 2026-04-13 00:00 (23 days 10 hours away).
    2026-03-20 14:00 registration by Li: would have held (三.2), had "phone" been given with it.
    "#);
}
