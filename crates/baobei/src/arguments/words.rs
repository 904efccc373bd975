//! What people read about the command line, in both languages: one table.

use ruling::language::Language;

/// A command and what is said of it.
pub(super) struct CommandWords {
    pub(super) path: &'static [&'static str],
    about: (&'static str, &'static str),
    /// A line to type, and what it does.
    examples: &'static [(&'static str, &'static str, &'static str)],
}

/// Every command, the program itself first.
pub(super) const COMMANDS: [CommandWords; 9] = [
    CommandWords {
        path: &[],
        about: (
            "报备制度的执行与解释：按公司自己的制度说明客户归谁、到何时、依据哪一条",
            "Customer registration regulations, enforced and explained: who owns a customer, until when, on which clause",
        ),
        examples: &[
            (
                "baobei judge 登记表.xlsx --policy policies/1-showroom",
                "裁决公司已有的整本登记表",
                "judge the register a company already keeps",
            ),
            (
                "baobei judge --policy policies/1-showroom --facts facts.toml --at 2026-04-02",
                "裁决一份事实清单",
                "judge a list of facts",
            ),
        ],
    },
    CommandWords {
        path: &["judge"],
        about: (
            "裁决：给一本登记表，或用 --facts 给一份事实清单",
            "Judge: a register, or with --facts a list of facts",
        ),
        examples: &[
            (
                "baobei judge 登记表.xlsx --policy policies/1-showroom --at 2026-04-02",
                "裁决登记表，旁边写出带裁决的同一份表",
                "judge a register, and write the same workbook with the rulings beside it",
            ),
            (
                "baobei judge --policy policies/1-showroom --facts facts.toml --at \"2026-04-02 18:00\" --what-if",
                "裁决一份事实清单，并说明落空的主张差在哪里",
                "judge a list of facts, and say what would have kept each lost claim",
            ),
            (
                "baobei judge --policy policies/1-showroom --facts facts.xlsx --company company.toml --json",
                "事实在表格里，人员与公司事实另有一份",
                "facts in a sheet, people and company facts in a file of their own",
            ),
        ],
    },
    CommandWords {
        path: &["scenario"],
        about: (
            "运行场景：逐条比对应有的裁决，打印不符之处",
            "Run scenarios: compare what is expected with the ruling, and print what differs",
        ),
        examples: &[(
            "baobei scenario policies",
            "运行所有制度包的场景",
            "run the scenarios of all packs",
        )],
    },
    CommandWords {
        path: &["policy"],
        about: (
            "制度包：检查、查看、查规则",
            "Policy packs: check, read, and look up rules",
        ),
        examples: &[],
    },
    CommandWords {
        path: &["policy", "lint"],
        about: (
            "检查制度包和场景，一次列出全部问题",
            "Check packs and their scenarios, and list every problem at once",
        ),
        examples: &[(
            "baobei policy lint policies",
            "检查所有制度包",
            "check all packs",
        )],
    },
    CommandWords {
        path: &["policy", "show"],
        about: (
            "逐条显示制度：条文、执行它的规则（用白话）、说明它的场景",
            "Show a regulation clause by clause: its text, the rules that execute it in plain words, its scenarios",
        ),
        examples: &[(
            "baobei policy show policies/1-showroom --clause 三.4",
            "只看一条",
            "show one clause",
        )],
    },
    CommandWords {
        path: &["policy", "rules"],
        about: (
            "规则词汇：每条规则的意思、参数和用处",
            "The vocabulary: what each rule means, its parameters, who uses it",
        ),
        examples: &[(
            "baobei policy rules --packs policies",
            "并列出各制度包的哪些条款在用",
            "with the clauses that use each",
        )],
    },
    CommandWords {
        path: &["calendar"],
        about: ("期限计算", "Deadlines"),
        examples: &[],
    },
    CommandWords {
        path: &["calendar", "due"],
        about: (
            "算期限：到哪一刻为止，跳过了哪些放假与调休，依据哪份通知",
            "Say until when a span lasts, which holidays and make-up days were met, and by which notice",
        ),
        examples: &[
            (
                "baobei calendar due \"5 working days\" --from 2026-02-13",
                "从 2 月 13 日起 5 个工作日",
                "five working days from 13 February",
            ),
            (
                "baobei calendar due 24小时 --from \"2026-03-05 10:00\"",
                "从某一刻起 24 小时",
                "24 hours from a moment",
            ),
        ],
    },
];

/// What each option and place is for, by its name in the program.
pub(super) const ARGUMENTS: [(&str, &str, &str); 23] = [
    (
        "lang",
        "输出的语言，缺省为中文 zh",
        "language of everything said; Chinese (zh) if not given",
    ),
    ("json", "输出 JSON 而不是文字", "print JSON instead of text"),
    ("help", "显示帮助", "show help"),
    ("version", "显示版本", "show the version"),
    (
        "file",
        "公司已有的登记表：xlsx、xls、ods、csv 等",
        "the register a company already keeps: xlsx, xls, ods, csv and others",
    ),
    (
        "policy",
        "制度包的文件夹；同一制度有几个版本时按先后各写一次",
        "the folder of the pack; given once per version, oldest first, where the regulation has several",
    ),
    (
        "facts",
        "事实清单：.toml、.jsonl，或一行一条事实的表格",
        "a list of facts: .toml, .jsonl, or a sheet with one fact per row",
    ),
    (
        "company",
        "另一份 TOML 里的人员与公司事实",
        "people and company facts, in a TOML file of their own",
    ),
    (
        "at",
        "裁决哪一时刻，如 2026-04-02 或 \"2026-04-02 18:00\"；只写日期为 12:00；不写为此刻",
        "the instant judged, as 2026-04-02 or \"2026-04-02 18:00\"; a date alone means 12:00; now if not given",
    ),
    (
        "known",
        "当时知道到哪一时刻为止登记的事实，不早于 --at；不写同 --at",
        "what was recorded by this instant is known, not before --at; the same as --at if not given",
    ),
    (
        "what_if",
        "对每个落空的主张，说出最近的一处改变",
        "for each lost claim, say the nearest single change that would have kept it",
    ),
    (
        "map",
        "指明某列是什么，如 phone=联系电话 或 phone=D；可写多次",
        "say what a column is, as phone=联系电话 or phone=D; may be repeated",
    ),
    (
        "calendar",
        "公司自己的日历文件（格式见 docs/formats/calendar.md）",
        "a company's own calendar file (format: docs/formats/calendar.md)",
    ),
    (
        "out",
        "写到哪里；不写则在原件旁边",
        "where to write; beside the original if not given",
    ),
    (
        "all",
        "列出全部客户，而不只是几个人都登记过的",
        "list all customers, not only those several people registered",
    ),
    (
        "paths",
        "制度包的文件夹、放着几个制度包的文件夹；scenario 还可以给单个场景文件",
        "folders of packs, or folders with packs in them; for scenario also single files",
    ),
    ("folder", "制度包的文件夹", "the folder of a pack"),
    (
        "clause",
        "只看这一条，如 三.4；可写多次",
        "only this clause, as 三.4; may be repeated",
    ),
    (
        "packs",
        "列出这个文件夹里各制度包的用处",
        "list the uses in the packs of this folder",
    ),
    (
        "span",
        "期限：24 小时、15 天、5 个工作日、2 个月、当天、本周、\"第 3 日 10:30\"、20 个营业分钟，或英文写法",
        "a span: \"24 hours\", \"15 days\", \"5 working days\", \"2 months\", \"same day\", \"week\", \"day 3 10:30\", \"20 open minutes\"",
    ),
    (
        "from",
        "从哪一时刻算起，如 2026-02-13 或 \"2026-02-13 10:00\"；只写日期为 12:00",
        "counted from, as 2026-02-13 or \"2026-02-13 10:00\"; a date alone means 12:00",
    ),
    (
        "zone",
        "时区，缺省 Asia/Shanghai",
        "time zone; Asia/Shanghai if not given",
    ),
    (
        "hours",
        "营业时间，算营业分钟用，如 \"09:00-21:00\" 或 \"Mon-Fri 09:00-18:00\"；不写为全天",
        "opening hours for open minutes, as \"09:00-21:00\" or \"Mon-Fri 09:00-18:00\"; always open if not given",
    ),
];

/// Names of values.
const VALUES: [(&str, &str); 10] = [
    ("zh|en", "zh|en"),
    ("FILE", "文件"),
    ("DIR", "文件夹"),
    ("PATH", "路径"),
    ("TIME", "时刻"),
    ("KEY=HEADER", "键=列名"),
    ("CLAUSE", "条款"),
    ("SPAN", "期限"),
    ("ZONE", "时区"),
    ("HOURS", "营业时间"),
];

/// Exit codes, which scripts may rely on.
pub(super) const EXITS: [(u8, &str, &str); 4] = [
    (0, "一切正常", "all is well"),
    (
        1,
        "读到的内容有问题：制度包、事实或表格有错，场景不符，日历缺年份",
        "something was found: a problem of a pack, facts or sheet, an expectation that does not hold, a year missing from the calendar",
    ),
    (2, "命令写法有误", "the command line is wrong"),
    (
        3,
        "文件或文件夹无法读取或写入",
        "a file or folder cannot be read or written",
    ),
];

fn command(path: &[String]) -> Option<&'static CommandWords> {
    COMMANDS.iter().find(|words| words.path == path)
}

/// What a command does.
pub(super) fn about(path: &[String], language: Language) -> &'static str {
    command(path).map_or("", |words| language.pick(words.about.0, words.about.1))
}

/// Lines to type.
pub(super) fn examples(path: &[String]) -> &'static [(&'static str, &'static str, &'static str)] {
    command(path).map_or(&[], |words| words.examples)
}

/// The command as it is called.
pub(super) fn called(path: &[String]) -> String {
    std::iter::once("baobei")
        .chain(path.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ")
}

/// What an option or place is for.
pub(super) fn meaning(id: &str, language: Language) -> &'static str {
    let mut known = ARGUMENTS.iter();
    let found = known.find(|(known, ..)| *known == id);
    found.map_or("", |(_, zh, en)| language.pick(zh, en))
}

/// A text of the command line's parser with the names of values in the reader's language.
pub(super) fn with_values(text: &str, language: Language) -> String {
    VALUES
        .iter()
        .fold(text.to_owned(), |text, (english, chinese)| {
            text.replace(&format!("<{english}>"), language.pick(chinese, english))
        })
}

/// The name of a value.
pub(super) fn value(name: &str, language: Language) -> &'static str {
    let mut known = VALUES.iter();
    let found = known.find(|(english, _)| *english == name);
    found.map_or("", |(english, chinese)| language.pick(chinese, english))
}
