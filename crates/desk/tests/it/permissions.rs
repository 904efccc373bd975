//! The table of permissions is the page people read, and says what `may` says.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use desk::permission::{ACTIONS, Reach, Role, TABLE};

/// The page, made from the table.
fn page() -> String {
    let mut page = String::from(
        "# 谁可以做什么 Who may do what\n\n\
         由测试从 `crates/desk/src/permission.rs` 的一张表写成；改表后运行 `BAOBEI_UPDATE=1 cargo test -p desk`。\n\
         Written by a test from the one table in `crates/desk/src/permission.rs`; after a change run `BAOBEI_UPDATE=1 cargo test -p desk`.\n\n\
         - **范围 scope**：授予角色的单位及其下级，按记录时的归属；授予全公司的，全公司。 The unit that the role was given for and what is below it, as it was when the thing was recorded; or the whole company.\n\
         - **自己 own**：只有自己的。 Only one's own.\n\
         - 空白：不可以；别人的案卷对他如同不存在。 Blank: no; another's case is as if it were not there.\n\
         - 表上的角色只开门；制度点名由谁办的（审核的各级、裁决、处罚），还要有公司档案里的那个职务；审核与处罚的人没有任何职务的，凭角色办理。 The roles of this table open doors; where the regulation names an office for it (the steps of a review, rulings, sanctions), one must also have that office by the company file. Reviews and sanctions are decided by role where whoever decides has no office at all.\n\
         - 与自己有关的不由自己决定：自己报的、自己的争议、针对自己的违规。 Nobody decides what concerns themselves: what they filed, their own dispute, a violation against them.\n\
         - 管理员的角色管全公司，不给单个单位。 An administrator's role is for the whole company, never for a unit.\n\n",
    );
    let names: Vec<String> = ACTIONS
        .iter()
        .map(|action| snake(&format!("{action:?}")))
        .collect();
    writeln!(page, "| 角色 role | {} |", names.join(" | ")).unwrap();
    writeln!(page, "|---|{}", "---|".repeat(ACTIONS.len())).unwrap();
    for (role, reaches) in TABLE {
        let cells = reaches.map(|reach| match reach {
            Reach::Nothing => "",
            Reach::Own => "自己 own",
            Reach::Scope => "范围 scope",
        });
        writeln!(page, "| `{}` | {} |", role.name(), cells.join(" | ")).unwrap();
    }
    page.push_str("\n| 角色 role | 可授予 may give | 双因素 second factor |\n|---|---|---|\n");
    for (role, _) in TABLE {
        let given: Vec<String> = role
            .may_grant()
            .iter()
            .map(|role| format!("`{}`", role.name()))
            .collect();
        let second = match role.needs_second_factor() {
            true => "必须 always",
            false => "可选 if wanted",
        };
        writeln!(
            page,
            "| `{}` | {} | {second} |",
            role.name(),
            given.join(" ")
        )
        .unwrap();
    }
    page.push_str(
        "\n不能给自己授权；授予的范围和期限不超过自己的；三种管理员互斥，也不兼其他角色。\n\
         Nobody gives a role to themselves, nor one that reaches further or lasts longer than their own. The three administrators exclude one another and every other role.\n",
    );
    page
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "whether to write the page anew is asked of the environment"
)]
fn the_page_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    if std::env::var_os("BAOBEI_UPDATE").is_some() {
        fs::write(&path, page()).unwrap();
    }
    let told = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(told, page(), "run BAOBEI_UPDATE=1 cargo test -p desk");
}

#[test]
fn only_roles_that_grant_have_roles_to_give_and_none_gives_its_own_kind_of_administrator() {
    for (role, _) in TABLE {
        let reach = role.reach(desk::permission::Action::GrantRoles);
        assert_eq!(
            reach == Reach::Scope,
            !role.may_grant().is_empty(),
            "{role:?}"
        );
        if role != Role::SecurityAdministrator {
            assert!(
                role.may_grant()
                    .iter()
                    .all(|given| !given.is_administrator()),
                "{role:?}"
            );
        }
        assert!(!role.may_grant().contains(&role), "{role:?}");
        assert_eq!(Role::named(role.name()), Some(role));
    }
}

#[test]
fn administrators_see_no_customer() {
    use desk::permission::Action::{CheckDuplicate, Export, Register, Reveal, SeeCase};
    for (role, _) in TABLE.iter().filter(|(role, _)| role.is_administrator()) {
        for action in [CheckDuplicate, Export, Register, Reveal, SeeCase] {
            assert_eq!(role.reach(action), Reach::Nothing, "{role:?} {action:?}");
        }
    }
}
