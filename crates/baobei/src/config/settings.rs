//! Every setting there is: one table, read by the program and written into docs/configuration.md.

use ruling::policy::problem::Text;

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Any text.
    Text,
    /// A path.
    Path,
    /// `IP:port`.
    Address,
    /// `https://name`.
    Https,
    /// A whole number within these limits, both included.
    Number(i64, i64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// The token of a link: letters, digits, `-` and `_`, so many at least.
    Token(usize),
}

/// A setting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Its name in the file; the variable is `BAOBEI_` and this in capitals.
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    /// What counts if nobody says otherwise; empty: nothing.
    pub(crate) default: &'static str,
    /// Shown to nobody, and may lie in a file of its own, named by `KEY_file` or `BAOBEI_KEY_FILE`.
    pub(crate) is_secret: bool,
    /// Of `baobei serve`.
    pub(crate) flag: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
}

impl Setting {
    /// The variable that sets it.
    pub(crate) fn variable(&self) -> String {
        format!("BAOBEI_{}", self.key.to_uppercase())
    }

    /// The key that names the file of a secret.
    pub(crate) fn file_key(&self) -> String {
        format!("{}_file", self.key)
    }

    /// What it is for.
    pub(crate) fn meaning(&self) -> Text {
        Text::new(self.zh, self.en)
    }

    /// The setting of a key.
    pub(crate) fn named(key: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }
}

impl Kind {
    /// What would be right, if a text is not.
    pub(crate) fn remedy(self, text: &str) -> Option<Text> {
        let is_right = match self {
            Kind::Text | Kind::Path => !text.trim().is_empty(),
            Kind::Address => text.parse::<std::net::SocketAddr>().is_ok(),
            Kind::Https => text.starts_with("https://") && text.len() > "https://".len(),
            Kind::Number(least, most) => text
                .parse::<i64>()
                .is_ok_and(|number| (least..=most).contains(&number)),
            Kind::Word(words) => words.contains(&text),
            Kind::Token(least) => {
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                text.len() >= least && text.bytes().all(is_plain)
            }
        };
        (!is_right).then(|| self.told())
    }

    /// What a value must be, in words.
    pub(crate) fn told(self) -> Text {
        match self {
            Kind::Text => Text::new("写一段文字", "write a text"),
            Kind::Path => Text::new("写一个路径", "write a path"),
            Kind::Address => Text::new(
                "写 IP:端口，如 127.0.0.1:8080",
                "write IP:port, as 127.0.0.1:8080",
            ),
            Kind::Https => Text::new(
                "写 https://域名，后面不带路径",
                "write https://name without a path",
            ),
            Kind::Number(least, most) => Text::new(
                format!("写 {least} 到 {most} 的整数"),
                format!("write a whole number from {least} to {most}"),
            ),
            Kind::Word(words) => Text::new(
                format!("写其中之一：{}", words.join("、")),
                format!("write one of {}", words.join(", ")),
            ),
            Kind::Token(least) => Text::new(
                format!("写至少 {least} 个字母、数字、- 或 _，随机生成"),
                format!("write {least} or more letters, digits, - or _, made at random"),
            ),
        }
    }
}

/// All settings, in the order in which they are shown.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        key: "data",
        kind: Kind::Path,
        default: "baobei-data",
        is_secret: false,
        flag: Some("--data"),
        zh: "账本的文件夹",
        en: "the ledger's folder",
    },
    Setting {
        key: "keys",
        kind: Kind::Path,
        default: "",
        is_secret: false,
        flag: Some("--keys"),
        zh: "密钥的文件夹；不写就是账本文件夹里的 keys",
        en: "the folder of the keys; keys in the ledger's folder if not given",
    },
    Setting {
        key: "postgres",
        kind: Kind::Text,
        default: "",
        is_secret: true,
        flag: Some("--postgres"),
        zh: "PostgreSQL 的连接（host=… user=… password=… dbname=…）；不写就用内嵌数据库",
        en: "the connection to PostgreSQL (host=… user=… password=… dbname=…); the embedded database if not given",
    },
    Setting {
        key: "name",
        kind: Kind::Text,
        default: "公司",
        is_secret: false,
        flag: Some("--name"),
        zh: "公司名称，只在新建账本时用",
        en: "the company's name, for a new ledger only",
    },
    Setting {
        key: "address",
        kind: Kind::Address,
        default: "127.0.0.1:8080",
        is_secret: false,
        flag: Some("--address"),
        zh: "在哪里提供页面；缺省只有本机能连",
        en: "where pages are served; by default this machine only reaches them",
    },
    Setting {
        key: "public_url",
        kind: Kind::Https,
        default: "",
        is_secret: false,
        flag: Some("--public-url"),
        zh: "大家在浏览器里输入的 https 地址，由前面的转发服务器加密",
        en: "the https address that people type, encrypted by a proxy in front",
    },
    Setting {
        key: "log",
        kind: Kind::Word(&["error", "warn", "info", "debug"]),
        default: "warn",
        is_secret: false,
        flag: None,
        zh: "写多少日志；日志里没有个人资料",
        en: "how much is logged; no personal data is",
    },
    Setting {
        key: "set_up_link",
        kind: Kind::Token(43),
        default: "",
        is_secret: true,
        flag: None,
        zh: "首次设置链接的最后一段，由您指定（如 openssl rand -hex 32）；不写就随机生成并打印。用过或过一小时作废",
        en: "the last part of the first set-up's link, chosen by you (as by openssl rand -hex 32); made at random and printed if not given. Void after use or an hour",
    },
    Setting {
        key: "robots_reach",
        kind: Kind::Word(&["public", "anywhere"]),
        default: "public",
        is_secret: false,
        flag: None,
        zh: "群机器人的消息可以发到哪里：public 只发到公网的 https 地址；anywhere 也可以发到内部网络，仅用于自己的服务",
        en: "where messages to group robots may go: public, to public https addresses only; anywhere, to internal networks, too, for services of your own",
    },
    Setting {
        key: "fonts",
        kind: Kind::Path,
        default: web::printed::FONTS,
        is_secret: false,
        flag: None,
        zh: "中文字体所在的文件夹（含子文件夹），生成 PDF 用，如 Debian 的 fonts-noto-cjk；没有字体只是不能生成 PDF",
        en: "the folder, with those in it, of a Chinese font for PDFs, as Debian's fonts-noto-cjk; without one there are no PDFs, and nothing else is missing",
    },
    Setting {
        key: "smtp_host",
        kind: Kind::Text,
        default: "",
        is_secret: false,
        flag: None,
        zh: "发邮件提醒用的服务器，如 smtp.example.com；不写就不发邮件",
        en: "the server by which news is sent as e-mail, as smtp.example.com; none is sent if not given",
    },
    Setting {
        key: "smtp_port",
        kind: Kind::Number(1, 65_535),
        default: "465",
        is_secret: false,
        flag: None,
        zh: "它的端口，常见 465（tls）、587（starttls）",
        en: "its port, mostly 465 (tls) or 587 (starttls)",
    },
    Setting {
        key: "smtp_protection",
        kind: Kind::Word(&["tls", "starttls", "none"]),
        default: "tls",
        is_secret: false,
        flag: None,
        zh: "与它的连接怎样加密；none 不加密，只用于本机的服务器",
        en: "how the connection to it is encrypted; none, not at all, for a server on this machine",
    },
    Setting {
        key: "smtp_authority",
        kind: Kind::Path,
        default: "",
        is_secret: false,
        flag: None,
        zh: "签发它证书的内部机构的证书文件（PEM），公司自建邮件服务器时用；不写就只信任系统信任的机构",
        en: "a file (PEM) with the certificate of the authority that signed the server's, for a company's own mail server; only those that the system trusts if not given",
    },
    Setting {
        key: "smtp_user",
        kind: Kind::Text,
        default: "",
        is_secret: false,
        flag: None,
        zh: "登录它的用户名；不写就不登录",
        en: "the user that it asks for; nobody signs in if not given",
    },
    Setting {
        key: "smtp_password",
        kind: Kind::Text,
        default: "",
        is_secret: true,
        flag: None,
        zh: "登录它的密码或授权码",
        en: "the password that it asks for",
    },
    Setting {
        key: "smtp_from",
        kind: Kind::Text,
        default: "",
        is_secret: false,
        flag: None,
        zh: "发件地址，如 报备 <baobei@example.com>",
        en: "the address that e-mail comes from, as Baobei <baobei@example.com>",
    },
    Setting {
        key: "sms_command",
        kind: Kind::Text,
        default: "",
        is_secret: false,
        flag: None,
        zh: "给客户发短信验证码的命令（经 sh 运行）：从标准输入读一行 JSON（phone、code、minutes、company、text），退出码 0 表示已发出。它和 sms_url 都不写，就没有短信验证码同意",
        en: "the command (run by sh) that sends customers a code by text message: it reads a line of JSON (phone, code, minutes, company, text) from standard input, and exit code 0 says that it was sent. With neither this nor sms_url nobody consents by code",
    },
    Setting {
        key: "sms_url",
        kind: Kind::Text,
        default: "",
        is_secret: false,
        flag: None,
        zh: "改用 HTTP 发短信验证码的地址：收到 POST 同样的 JSON，答 200 表示已发出；能发到哪里与群机器人相同（robots_reach）",
        en: "an address that sends the code instead: it is posted the same JSON, and an answer of 200 says that it was sent; it may be where robots may be (robots_reach)",
    },
    Setting {
        key: "sms_secret",
        kind: Kind::Text,
        default: "",
        is_secret: true,
        flag: None,
        zh: "调用 sms_url 时放在 Authorization: Bearer 里的密钥",
        en: "what is shown to sms_url as Authorization: Bearer",
    },
    Setting {
        key: "idle_minutes",
        kind: Kind::Number(5, 24 * 60),
        default: "120",
        is_secret: false,
        flag: None,
        zh: "多少分钟没有操作就要重新登录",
        en: "minutes without a request after which one signs in again",
    },
    Setting {
        key: "session_hours",
        kind: Kind::Number(1, 24 * 7),
        default: "14",
        is_secret: false,
        flag: None,
        zh: "登录后最多多少小时，无论有没有操作",
        en: "hours after which one signs in again in any case",
    },
    Setting {
        key: "password_days",
        kind: Kind::Number(30, 3650),
        default: "",
        is_secret: false,
        flag: None,
        zh: "多少天必须换密码；不写就不定期换",
        en: "days after which a password must be changed; never by time if not given",
    },
    Setting {
        key: "checks_a_day",
        kind: Kind::Number(1, 100_000),
        default: "60",
        is_secret: false,
        flag: None,
        zh: "每人每天最多查重多少次",
        en: "duplicate checks of one person in a day",
    },
    Setting {
        key: "reveals_a_day",
        kind: Kind::Number(1, 100_000),
        default: "40",
        is_secret: false,
        flag: None,
        zh: "每人每天最多查看多少次完整资料",
        en: "times one person may see personal data in a day",
    },
    Setting {
        key: "looks_a_day",
        kind: Kind::Number(1, 100_000),
        default: "100",
        is_secret: false,
        flag: None,
        zh: "每人每天查看别人的案卷接近多少次就告诉审计",
        en: "looks at others' cases in a day near which the auditor is told",
    },
    Setting {
        key: "exports_a_day",
        kind: Kind::Number(1, 1_000),
        default: "5",
        is_secret: false,
        flag: None,
        zh: "每人每天最多导出多少次列表",
        en: "lists one person may take out in a day",
    },
    Setting {
        key: "codes_a_day",
        kind: Kind::Number(1, 10_000),
        default: "40",
        is_secret: false,
        flag: None,
        zh: "每人每天最多给客户发多少个短信验证码；同一号码每分钟一个、每小时三个、每天六个",
        en: "codes one person may send to customers in a day; a number is sent one a minute, three an hour and six a day",
    },
];
