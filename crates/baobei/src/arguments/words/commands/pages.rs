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
