//! The commands that serve pages.

use super::CommandWords;

/// `baobei demo`
pub(super) const DEMO: CommandWords = CommandWords {
    path: &["demo"],
    about: (
        "看演示：虚构一家公司和三个月的往来，在浏览器里以任何一个人的身份登录",
        "Look at a demo: an invented company with three months of work, to be signed in to as anybody in a browser",
    ),
    examples: &[
        (
            "baobei demo",
            "在 baobei-demo 文件夹里做好并启动",
            "make it in the folder baobei-demo and serve it",
        ),
        (
            "baobei demo --reset",
            "丢掉上次的，重来",
            "drop the last one and begin anew",
        ),
        (
            "baobei demo --days-later 3",
            "三天以后：期限过了的，窗口关了的",
            "three days later: deadlines passed, windows closed",
        ),
    ],
};

/// `baobei serve`
pub(super) const SERVE: CommandWords = CommandWords {
    path: &["serve"],
    about: (
        "启动页面：登录、报备、接待、跟进都在浏览器里做；文件夹是空的就新建账本，并打印首次设置的链接",
        "Serve the pages: signing in, registering, receiving and following up in a browser; in an empty folder it founds the ledger and prints the link for the first set-up",
    ),
    examples: &[
        (
            "baobei serve",
            "在当前文件夹的 baobei-data 里开始，本机 8080 端口",
            "begin in the folder baobei-data, on this machine's port 8080",
        ),
        (
            "baobei serve --data store --address 0.0.0.0:8080 --public-url https://baobei.example.com",
            "在加密的转发服务器后面给全公司用",
            "for the whole company, behind a proxy that encrypts",
        ),
    ],
};

/// `baobei set-up-link`
pub(super) const SET_UP_LINK: CommandWords = CommandWords {
    path: &["set-up-link"],
    about: (
        "打印一个新的首次设置链接，以前的作废；程序在不在运行都可以，公司设置过以后就没有了",
        "Print a new link for the first set-up, voiding the one before; whether the program runs or not, until the company is set up",
    ),
    examples: &[
        (
            "baobei set-up-link",
            "启动时打印的链接找不到了，或者过了一小时",
            "the link that was printed at the start is lost, or an hour old",
        ),
        (
            "baobei set-up-link --data store",
            "账本在 store 文件夹",
            "of the ledger in the folder store",
        ),
    ],
};

/// `baobei config`
pub(super) const CONFIG: CommandWords = CommandWords {
    path: &["config"],
    about: (
        "看或检查设置：缺省值、baobei.toml、环境变量、命令行，后面的盖过前面的",
        "Show or check the settings: defaults, baobei.toml, variables, flags, the later before the earlier",
    ),
    examples: &[],
};

/// `baobei config show`
pub(super) const CONFIG_SHOW: CommandWords = CommandWords {
    path: &["config", "show"],
    about: (
        "列出每一项设置、它的值和从哪里来；机密不显示",
        "List each setting with its value and where that is from; secrets are not shown",
    ),
    examples: &[(
        "baobei config show --config /etc/baobei/baobei.toml",
        "看服务用的设置",
        "show what the service is set to",
    )],
};

/// `baobei config check`
pub(super) const CONFIG_CHECK: CommandWords = CommandWords {
    path: &["config", "check"],
    about: (
        "检查设置：不认识的键和不对的值连同文件、行号和正确写法一起列出",
        "Check the settings: unknown keys and bad values are listed with file, line and what would be right",
    ),
    examples: &[(
        "baobei config check --config /etc/baobei/baobei.toml",
        "改完文件、重启之前",
        "after a change of the file, before a restart",
    )],
};
