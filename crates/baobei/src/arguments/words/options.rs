//! What each option, place and value is called.

/// What each option and place is for, by its name in the program.
pub(in crate::arguments) const ARGUMENTS: &[(&str, &str, &str)] = &[
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
        "policies",
        "制度包的文件夹，可写多次：名称相同的是一部制度的先后版本，不同的是另一部；没有另归制度的单位都按第一部",
        "the folder of a pack, may be repeated: those of one name are versions of one regulation, oldest first; those of another name are another regulation. Units that are put under none are under the first",
    ),
    ("unit", "单位名称", "a unit's name"),
    (
        "regulation",
        "制度的名称，即 pack.toml 里的 name；import 不写则为第一部",
        "a regulation's name, as in its pack.toml; for import the first if not given",
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
        "从哪一时刻起，如 2026-02-13 或 \"2026-02-13 10:00\"；只写日期为 12:00；govern 不写则为此刻",
        "from which instant on, as 2026-02-13 or \"2026-02-13 10:00\"; a date alone means 12:00; for govern now if not given",
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
    (
        "postgres",
        "写有 PostgreSQL 连接（host=… user=… password=… dbname=…）的文件；环境变量 BAOBEI_POSTGRES_FILE（文件）或 BAOBEI_POSTGRES（内容）也可；init 时给出，数据就放在服务器上",
        "a file with the connection to PostgreSQL (host=… user=… password=… dbname=…); the variables BAOBEI_POSTGRES_FILE (a file) or BAOBEI_POSTGRES (the text) do as well; given to init, the data goes to the server",
    ),
    (
        "snapshot_taken",
        "只用于 PostgreSQL 上的账本换新版本：写明升级前的备份（pg_dump）放在哪里，才改动已有的表；这句话会一同留下",
        "only for a ledger on PostgreSQL and a new release: where the copy (pg_dump) taken before is, without which no existing table is changed; it is kept with them",
    ),
    ("name", "公司名称", "the company's name"),
    (
        "reset",
        "先删掉上次的演示，重新做一个",
        "drop the last demo first and make a new one",
    ),
    (
        "days_later",
        "把演示的时钟往后拨这么多天，不必等就看得到期限过了会怎样；拨过的留在文件夹里，--reset 才回到今天",
        "move the demo's clock on by so many days, so that what deadlines lead to is seen without waiting; it stays so in the folder until --reset",
    ),
    (
        "config",
        "设置文件，缺省为当前文件夹里的 baobei.toml（有的话）；环境变量 BAOBEI_CONFIG；全部设置见 docs/configuration.md",
        "the file of settings, by default baobei.toml in the current folder if there is one; variable BAOBEI_CONFIG; all settings: docs/configuration.md",
    ),
    (
        "address",
        "在哪里提供页面，缺省 127.0.0.1:8080（只有本机能连）；环境变量 BAOBEI_ADDRESS",
        "where to serve, 127.0.0.1:8080 if not given (this machine only); variable BAOBEI_ADDRESS",
    ),
    (
        "public_url",
        "大家在浏览器里输入的 https 地址，由前面的转发服务器加密；环境变量 BAOBEI_PUBLIC_URL",
        "the https address that people type, encrypted by a proxy in front; variable BAOBEI_PUBLIC_URL",
    ),
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
    (
        "case",
        "登记的就是这个案卷的客户，例如号码隐去几位、前一次到访已立案；与案卷不符则不受理",
        "it is this case's customer who is registered, e.g. by a masked number after a visit that opened the case; refused where it contradicts the case",
    ),
    ("receipt", "回执写到哪个文件", "where to write the receipt"),
    (
        "command_key",
        "这次操作的编号：重试时写同一个，得到第一次的结果",
        "a name for this act: a retry with the same one gets the first answer",
    ),
    ("number", "案卷号", "number of the case"),
    (
        "customer",
        "客户编号，见 baobei retention",
        "number of the customer, as baobei retention tells it",
    ),
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
    (
        "log_only",
        "只核对日志：条目、签名、密封的资料；标签、案卷等派生的不重做，快得多",
        "the log alone: entries, signatures, what is sealed; tags, cases and whatever else is derived are not made again, which is much faster",
    ),
    ("receipt_file", "回执", "the receipt"),
    (
        "key",
        "公钥，即 init 打印的那一行",
        "the public key, the line that init printed",
    ),
    ("staff", "只看这位员工的", "only this person's"),
    (
        "until",
        "到哪一时刻为止，如 2026-04-02 或 \"2026-04-02 18:00\"；只写日期为 12:00",
        "until which instant, as 2026-04-02 or \"2026-04-02 18:00\"; a date alone means 12:00",
    ),
    (
        "since",
        "从哪一时刻起，写法同 --until",
        "from which instant on, written like --until",
    ),
    (
        "within",
        "几天之内（到那天结束），缺省为 7",
        "within how many days, to the end of that day; 7 if not given",
    ),
    (
        "reason",
        "为什么要看；与客户资料一同密封",
        "why; sealed with the customer's data",
    ),
    (
        "dry_run",
        "只试不写：说出会有的结果",
        "write nothing, say what would happen",
    ),
    (
        "contract_list",
        "合同台账：xlsx、xls、ods、csv 等，有客户名称、项目名称、合同名称、签订日、签约人，可有合同金额",
        "the list of contracts: xlsx, xls, ods, csv and others, with customer, project, contract, day of signing, who signed, and perhaps the amount",
    ),
    (
        "add_staff",
        "登记表里有而账本里没有的员工和团队一并加入",
        "add the people and teams that the register names and the ledger does not know",
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
pub(super) const VALUES: &[(&str, &str)] = &[
    ("zh|en", "zh|en"),
    ("FILE", "文件"),
    ("NOTE", "说明"),
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
    ("CUSTOMER", "客户编号"),
    ("LINE", "事实"),
    ("PUBLIC-KEY", "公钥"),
    ("DAYS", "天数"),
    ("TEXT", "文字"),
    ("ADDRESS", "地址:端口"),
    ("URL", "网址"),
];
