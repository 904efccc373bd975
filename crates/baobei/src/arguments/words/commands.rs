//! What each command does, with lines to type.

mod lists;
mod pages;

use super::CommandWords;

/// Every command, the program itself first.
pub(in crate::arguments) const COMMANDS: &[CommandWords] = &[
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
    pages::DEMO,
    pages::SERVE,
    pages::SET_UP_LINK,
    pages::CONFIG,
    pages::CONFIG_SHOW,
    pages::CONFIG_CHECK,
    CommandWords {
        path: &["init"],
        about: (
            "建立账本：密钥、制度、人员，并打印验证回执用的公钥",
            "Found a ledger: keys, regulations, people; prints the public key that receipts are verified with",
        ),
        examples: &[(
            "baobei init --data store --policy policies/1-showroom --company company.toml",
            "在 store 文件夹里建立账本",
            "found a ledger in the folder store",
        )],
    },
    CommandWords {
        path: &["publish"],
        about: (
            "发布制度：名称（pack.toml 的 name）已有的，是它的新版本，生效时间须在以后；没有的，是又一部制度",
            "Publish a regulation: of a name (in pack.toml) that there is, a new version of it, in force from a later time; else one more regulation",
        ),
        examples: &[(
            "baobei publish --data store policies/7-auto-dealer",
            "公司又有一部制度",
            "the company has one more regulation",
        )],
    },
    CommandWords {
        path: &["govern"],
        about: (
            "哪个单位按哪部制度：归到一部制度名下，已有的案卷仍按原来的；不写 --unit 则列出。没有归过的单位随上级单位，上级也没有的按第一部。撞单只在同一部制度之内",
            "Which unit is under which regulation: puts one under it, its older cases stay under theirs; without --unit, lists them. A unit never put anywhere is under that of the unit above, else under the first. Customers collide only within one regulation",
        ),
        examples: &[
            (
                "baobei govern --data store --unit 乙队 --regulation auto-dealer --from 2026-04-01",
                "乙队从 4 月 1 日 12:00 起按 auto-dealer",
                "a team is under auto-dealer from noon of 1 April",
            ),
            (
                "baobei govern --data store",
                "列出各部制度和它们管的单位",
                "list regulations and the units under them",
            ),
        ],
    },
    CommandWords {
        path: &["register"],
        about: (
            "登记报备：当场裁决，写入账本，给出回执",
            "Register a customer: judged at once, written to the ledger, with a receipt",
        ),
        examples: &[
            (
                "baobei register --data store --by 张 --visited --receipt receipt.txt name=陈远 phone=13900000001",
                "张带客户到场并登记",
                "a colleague brings the customer on site and registers",
            ),
            (
                "baobei register --data store --by 张 --case 12 name=陈远 phone=\"139****0001\"",
                "到访已立 12 号案卷，号码隐去几位，登记的是同一位客户",
                "the visit opened case 12; the customer registered with a masked number is that one",
            ),
        ],
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
        path: &["import"],
        about: (
            "把公司已有的登记表导入账本：逐行登记为期初事实，先说明各列怎样理解；再次导入同一文件不会重复",
            "Import the register a company already keeps: each row as opening facts, saying first how columns were understood; the same file again records nothing twice",
        ),
        examples: &[
            (
                "baobei import --data store 登记表.xlsx --dry-run",
                "先看会怎样，不写入",
                "see first what would happen; nothing is written",
            ),
            (
                "baobei import --data store 登记表.xlsx --add-staff --map phone=D",
                "导入，并加入账本里还没有的员工",
                "import, and add staff whom the ledger does not know",
            ),
        ],
    },
    lists::CONTRACTS,
    CommandWords {
        path: &["holds"],
        about: (
            "现在或以后某一刻谁持有哪些案卷：全部，或某位员工负责的；只列案卷号，不显示客户资料",
            "Who holds which cases now or at a later moment: all, or those a person is in charge of; numbers of cases only, no customer's data",
        ),
        examples: &[(
            "baobei holds --data store --staff 张",
            "张负责的案卷",
            "the cases that a colleague is in charge of",
        )],
    },
    CommandWords {
        path: &["due"],
        about: (
            "今天到期和已逾期的事：谁要做什么、最迟何时、依据哪一条",
            "What is due today or overdue: who must do what by when, on which clause",
        ),
        examples: &[(
            "baobei due --data store --until \"2026-04-03 18:00\"",
            "到 4 月 3 日 18:00 为止到期的",
            "what is due by 18:00 on 3 April",
        )],
    },
    CommandWords {
        path: &["lapsing"],
        about: (
            "几天之内保护期结束的案卷",
            "Cases whose protection ends within some days",
        ),
        examples: &[(
            "baobei lapsing --data store --within 7",
            "七天之内到期的",
            "those that end within seven days",
        )],
    },
    CommandWords {
        path: &["retention"],
        about: (
            "哪些客户的资料已过保存期：案卷都已结案，且已满制度规定的天数；只列打码的资料和删除的命令，不删除",
            "Whose data has been kept long enough: all their cases are closed and the regulation's days have passed; lists masks and what erases, erases nothing",
        ),
        examples: &[(
            "baobei retention --data store --until 2029-01-01",
            "到 2029 年元旦为止应当删除的",
            "what is to be erased by 1 January 2029",
        )],
    },
    CommandWords {
        path: &["reveal"],
        about: (
            "查看一位客户的资料：要写明谁、为什么；先留痕，再显示",
            "Show a customer's data: who looks and why is recorded before anything is shown",
        ),
        examples: &[(
            "baobei reveal --data store 12 --by 王 --reason 客户来电核对",
            "王为核对查看 12 号案卷的客户",
            "a colleague looks at the customer of case 12 and says why",
        )],
    },
    CommandWords {
        path: &["accesses"],
        about: (
            "谁查过、看过：某个案卷被谁看过，或某人在一段时间里查看过什么",
            "Who looked: at a case's customer, or what a person looked up in a time",
        ),
        examples: &[
            (
                "baobei accesses --data store --of-case 12",
                "谁看过 12 号案卷的客户资料",
                "who looked at the customer of case 12",
            ),
            (
                "baobei accesses --data store --staff 王 --since 2026-03-01 --until 2026-04-01",
                "王三月里查看过什么",
                "what a colleague looked at in March",
            ),
        ],
    },
    CommandWords {
        path: &["verify"],
        about: (
            "核对账本：每条重新计算，每个签名比对，密封的逐份打开，派生的逐项重做",
            "Verify the ledger: every entry hashed again, every signature compared, everything sealed opened, everything derived made again",
        ),
        examples: &[
            (
                "baobei verify --data store --checkpoint kept.txt",
                "并与另存的签名比对",
                "and compare with a checkpoint kept elsewhere",
            ),
            (
                "baobei verify --data store --log-only",
                "只核对日志，不重做派生的",
                "the log alone, without making again what is derived",
            ),
        ],
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
        examples: &[
            (
                "baobei erase --data store 12 --by 王",
                "删除 12 号案卷的客户资料",
                "destroy the customer's data of case 12",
            ),
            (
                "baobei erase --data store --customer 7 --by 王",
                "删除 retention 列出的 7 号客户的资料",
                "destroy the data of customer 7, as retention lists them",
            ),
        ],
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
            "逐条核对备份，全部无误才恢复到空文件夹，作为旧账本的继任，换新的公钥",
            "Verify a copy whole, and put it into an empty folder as the old ledger's successor, with a new public key",
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
            "Make everything derived anew from the facts: cases, who holds them, what is due, tags, tree",
        ),
        examples: &[("baobei rebuild --data store", "重建", "rebuild")],
    },
];
