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
pub(super) const COMMANDS: [CommandWords; 22] = [
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
    CommandWords {
        path: &["init"],
        about: (
            "建立账本：密钥、制度、人员，并打印验证回执用的公钥",
            "Found a ledger: keys, a regulation, people; prints the public key that receipts are verified with",
        ),
        examples: &[(
            "baobei init --data store --policy policies/1-showroom --company company.toml",
            "在 store 文件夹里建立账本",
            "found a ledger in the folder store",
        )],
    },
    CommandWords {
        path: &["register"],
        about: (
            "登记报备：当场裁决，写入账本，给出回执",
            "Register a customer: judged at once, written to the ledger, with a receipt",
        ),
        examples: &[(
            "baobei register --data store --by 张 --visited --receipt receipt.txt name=陈远 phone=13900000001",
            "张带客户到场并登记",
            "a colleague brings the customer on site and registers",
        )],
    },
    CommandWords {
        path: &["check"],
        about: (
            "查重：只回答六种结论之一，查过留痕",
            "Check for duplicates: one of six answers, and the check leaves a trace",
        ),
        examples: &[(
            "baobei check --data store --by 李 name=陈远 phone=13900000001",
            "李查这位客户能不能报",
            "ask whether this customer is free",
        )],
    },
    CommandWords {
        path: &["case"],
        about: (
            "看一个案卷在任何时刻的裁决和理由",
            "The explained ruling of a case, as of any moment",
        ),
        examples: &[(
            "baobei case --data store 12 --at 2026-04-02",
            "12 号案卷在 4 月 2 日归谁",
            "who owned case 12 on 2 April",
        )],
    },
    CommandWords {
        path: &["facts"],
        about: (
            "列出账本里的条目；或给一个案卷补记一条事实",
            "List the entries of the ledger; or record one more fact of a case",
        ),
        examples: &[
            (
                "baobei facts --data store",
                "列出全部条目",
                "list all entries",
            ),
            (
                "baobei facts --data store --of-case 12 --add \"03-10 10:00 张 followed_up\"",
                "给 12 号案卷记一次跟进",
                "record a follow-up in case 12",
            ),
        ],
    },
    CommandWords {
        path: &["verify"],
        about: (
            "核对账本：每条重新计算，每个签名比对，密封的逐份打开，派生的逐项重做",
            "Verify the ledger: every entry hashed again, every signature compared, everything sealed opened, everything derived made again",
        ),
        examples: &[(
            "baobei verify --data store --checkpoint kept.txt",
            "并与另存的签名比对",
            "and compare with a checkpoint kept elsewhere",
        )],
    },
    CommandWords {
        path: &["receipt"],
        about: ("回执", "Receipts"),
        examples: &[],
    },
    CommandWords {
        path: &["receipt", "verify"],
        about: (
            "验证回执：只要回执文件和公钥，不要账本",
            "Verify a receipt: needs the file and the public key, no ledger",
        ),
        examples: &[(
            "baobei receipt verify receipt.txt --key \"$(cat public-key.txt)\"",
            "验证一份回执",
            "verify a receipt",
        )],
    },
    CommandWords {
        path: &["rotate-keys"],
        about: (
            "换密钥：生成新的密钥加密密钥，并重新包裹全部资料密钥；中断后可再运行",
            "Rotate keys: make a new key-encryption key and wrap all data keys with it; may be run again after a stop",
        ),
        examples: &[("baobei rotate-keys --data store", "换密钥", "rotate keys")],
    },
    CommandWords {
        path: &["erase"],
        about: (
            "删除一位客户的个人资料，无法恢复；裁决与账本仍可核对",
            "Destroy a customer's personal data for good; rulings and ledger still verify",
        ),
        examples: &[(
            "baobei erase --data store 12 --by 王",
            "删除 12 号案卷的客户资料",
            "destroy the customer's data of case 12",
        )],
    },
    CommandWords {
        path: &["backup"],
        about: (
            "备份数据库，其中没有密钥",
            "Copy the database; no key is in the copy",
        ),
        examples: &[(
            "baobei backup --data store copy.sqlite3",
            "备份到一个新文件",
            "copy to a new file",
        )],
    },
    CommandWords {
        path: &["restore"],
        about: (
            "把备份恢复到空文件夹，作为旧账本的继任，换新的公钥",
            "Put a copy into an empty folder as the old ledger's successor, with a new public key",
        ),
        examples: &[(
            "baobei restore --data new --keys store/keys copy.sqlite3 --signed store/high-water",
            "恢复到 new 文件夹，并记下旧账本最后签名",
            "restore into the folder new and note what the old ledger had signed last",
        )],
    },
    CommandWords {
        path: &["rebuild"],
        about: (
            "按事实重做一切派生内容：案卷、时段、义务、索引、树",
            "Make everything derived anew from the facts: cases, segments, obligations, tags, tree",
        ),
        examples: &[("baobei rebuild --data store", "重建", "rebuild")],
    },
];

/// What each option and place is for, by its name in the program.
pub(super) const ARGUMENTS: [(&str, &str, &str); 42] = [
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
    ("data", "账本的文件夹", "the ledger's folder"),
    (
        "keys",
        "密钥的文件夹，缺省为账本文件夹里的 keys；环境变量 BAOBEI_LOG_KEY、BAOBEI_KEY_ENCRYPTION_KEY、BAOBEI_INDEX_KEY（或加 _FILE、_COMMAND）优先",
        "the folder of the keys, by default keys in the ledger's folder; the variables BAOBEI_LOG_KEY, BAOBEI_KEY_ENCRYPTION_KEY, BAOBEI_INDEX_KEY (or with _FILE, _COMMAND) go before it",
    ),
    ("name", "公司名称", "the company's name"),
    ("by", "谁做的：员工姓名", "who does it: a member of staff"),
    (
        "fields",
        "客户资料，如 name=陈远 phone=13900000001；只写 - 则从标准输入逐行读",
        "about the customer, as name=陈远 phone=13900000001; just - reads lines from standard input",
    ),
    (
        "given",
        "另外交齐的资料与标记，如 licence_copy,credit_code_valid",
        "papers and marks given besides, as licence_copy,credit_code_valid",
    ),
    (
        "visited",
        "同时记一次带客到场",
        "record that the customer was brought on site, too",
    ),
    ("receipt", "回执写到哪个文件", "where to write the receipt"),
    (
        "command_key",
        "这次操作的编号：重试时写同一个，得到第一次的结果",
        "a name for this act: a retry with the same one gets the first answer",
    ),
    ("number", "案卷号", "number of the case"),
    ("of_case", "只看这个案卷", "only this case"),
    (
        "add",
        "补记一条事实，写法同 docs/formats/facts.md",
        "one more fact, as in docs/formats/facts.md",
    ),
    (
        "personal",
        "随这条事实密封的资料，如 phone=13900000001",
        "what is sealed with the fact, as phone=13900000001",
    ),
    (
        "checkpoint",
        "另存的签名；可写多次",
        "a checkpoint kept elsewhere; may be repeated",
    ),
    ("receipt_file", "回执", "the receipt"),
    (
        "key",
        "公钥，即 init 打印的那一行",
        "the public key, the line that init printed",
    ),
    (
        "no_new_key",
        "不生成新密钥，只用已有的最新一把",
        "make no new key, use the newest there is",
    ),
    ("copy", "备份文件", "the copy"),
    (
        "signed",
        "旧账本最后的签名（它文件夹里的 high-water）",
        "the old ledger's last checkpoint (high-water in its folder)",
    ),
];

/// Names of values.
const VALUES: [(&str, &str); 18] = [
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
    ("NAME", "名称"),
    ("STAFF", "员工"),
    ("FIELD=VALUE", "字段=值"),
    ("NAMES", "名称,…"),
    ("KEY", "编号"),
    ("CASE", "案卷号"),
    ("LINE", "事实"),
    ("PUBLIC-KEY", "公钥"),
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
