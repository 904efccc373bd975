//! docs/configuration.md, written from the table of settings.

use std::fs;
use std::path::Path;

use super::settings::SETTINGS;

const HEAD: &str = "\
# 设置 Configuration

Generated from `crates/baobei/src/config/settings.rs`; refresh with \
`BAOBEI_UPDATE=1 cargo test -p baobei --bin baobei`.

后面的盖过前面的：缺省值、文件、环境变量、命令行。文件是当前文件夹里的 `baobei.toml`，或 `--config 文件`、`BAOBEI_CONFIG` 指定的。\
不认识的键和不对的值不会被忽略：程序说明文件、行、键和应当怎样写，然后不启动。`baobei config show` 列出每一项的值和来源（机密不显示），`baobei config check` 只检查。
What comes later goes before what came earlier: defaults, the file, variables, flags. The file is `baobei.toml` in the current folder, or what `--config FILE` or `BAOBEI_CONFIG` names. \
Unknown keys and bad values are not passed over: the program names file, line, key and what would be right, and does not start. `baobei config show` lists each value with its source (secrets hidden), `baobei config check` only checks.

机密可以放在单独的文件里：文件中写 `键_file`，环境变量写 `BAOBEI_键_FILE`。密钥另见 [keys.md](formats/keys.md)。
Secrets may lie in files of their own: `KEY_file` in the file, `BAOBEI_KEY_FILE` as a variable. For keys see [keys.md](formats/keys.md).

| 键 key | 变量 variable | 命令行 flag | 缺省 default | |
|---|---|---|---|---|
";

const TAIL: &str = "
## 例子 An example

```toml
# /etc/baobei/baobei.toml
data = \"/var/lib/baobei\"
keys = \"/etc/baobei/keys\"
postgres_file = \"postgres.conn\"      # 与本文件同一文件夹 beside this file
public_url = \"https://baobei.example.com\"
idle_minutes = 60
```

## systemd

```ini
[Unit]
Description=baobei
After=network-online.target

[Service]
ExecStartPre=/usr/local/bin/baobei config check --config /etc/baobei/baobei.toml
ExecStart=/usr/local/bin/baobei serve --config /etc/baobei/baobei.toml
User=baobei
StateDirectory=baobei
Restart=on-failure
# SIGTERM 之后先做完手上的请求 on SIGTERM what was begun is finished first
TimeoutStopSec=40
NoNewPrivileges=yes
ProtectSystem=strict
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
```
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for setting in SETTINGS {
        let (meaning, kind) = (setting.meaning(), setting.kind.told());
        let variable = setting.variable();
        let mut keys = format!("`{}`", setting.key);
        let mut variables = format!("`{variable}`");
        if setting.is_secret {
            keys.push_str(&format!("<br>`{}`", setting.file_key()));
            variables.push_str(&format!("<br>`{variable}_FILE`"));
        }
        let flag = setting.flag.map(|flag| format!("`{flag}`"));
        let default = match setting.default {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        page.push_str(&format!(
            "| {keys} | {variables} | {} | {default} | {}。{}<br>{}; {} |\n",
            flag.unwrap_or_default(),
            meaning.zh,
            kind.zh,
            meaning.en,
            kind.en,
        ));
    }
    page + TAIL
}

#[test]
fn the_page_of_settings_is_up_to_date() {
    let page = page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
    if std::env::var("BAOBEI_UPDATE").is_ok() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/configuration.md is out of date: run `BAOBEI_UPDATE=1 cargo test -p baobei --bin baobei` and read the diff"
    );
}
