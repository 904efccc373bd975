//! A company begun or gone on with: its ledger founded or opened, and how its first set-up is opened.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use desk::account::link::LinkToken;
use desk::{Desk, Instant, Seq, Settings};
use ledger::fault::Fault;
use ledger::ledger::{Founding, Ledger};
use ledger::server::Server;
use ruling::calendar::{Zone, display_at};
use ruling::language::Language;

use super::{open_desk, refused, unfounded};
use crate::failure::Failure;
use crate::pack_folder::PackFolder;
use crate::shipped;
use crate::store::{StoreAt, clock, fault};

/// How a company is begun, or gone on with.
pub(super) struct FirstRun {
    pub(super) name: String,
    pub(super) policy: Vec<PathBuf>,
    /// The last part of the link, where whoever starts the program chose it.
    pub(super) chosen: Option<String>,
    pub(super) settings: Settings,
}

/// How the set-up is opened.
enum SetUp {
    /// It is over.
    Done,
    /// By this link.
    Link(LinkToken),
    /// By one that a command printed, until then.
    ToldBefore(Instant),
}

/// A ledger, served until something ends it.
pub(super) struct Round {
    pub(super) desk: Arc<Desk>,
    is_new: bool,
    entries: Seq,
    set_up: SetUp,
    /// Where others are to reach it, once it is set up and started again.
    later: Option<String>,
}

impl FirstRun {
    pub(super) fn open(&self, at: &StoreAt, server: Option<&Server>) -> Result<Round, Failure> {
        let (ledger, is_new) = open_or_found(at, server, &self.name, &self.policy)?;
        let entries = ledger.size().map_err(fault)?;
        let desk = open_desk(ledger, self.settings)?;
        let told_before = desk.set_up_link_told_before().map_err(refused)?;
        let set_up = match (told_before, &self.chosen) {
            (Some(until), None) => SetUp::ToldBefore(until),
            (_, chosen) => {
                let link = desk.set_up_link(chosen.as_deref()).map_err(refused)?;
                link.map_or(SetUp::Done, SetUp::Link)
            }
        };
        Ok(Round {
            desk,
            is_new,
            entries,
            set_up,
            later: None,
        })
    }
}

impl Round {
    pub(super) fn is_to_set_up(&self) -> bool {
        !matches!(self.set_up, SetUp::Done)
    }

    /// Says that nobody else reaches it yet.
    pub(super) fn opens_later_at(&mut self, url: Option<String>) {
        self.later = url;
    }

    /// What is served, where, and how it is set up; what the link is opened by is noted for the command.
    pub(super) fn tell(
        &self,
        at: &StoreAt,
        url: &str,
        language: Language,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        self.desk.note_address(url).map_err(refused)?;
        let (data, entries) = (at.data.display(), self.entries);
        let state = match self.is_new {
            true => language.pick("新建".to_owned(), "new".to_owned()),
            false => language.pick(
                format!("已有数据，{entries} 条记录"),
                format!("existing data, {entries} entries"),
            ),
        };
        let mut lines = vec![
            format!("baobei {}", env!("CARGO_PKG_VERSION")),
            language.pick(
                format!("数据文件夹：{data}（{state}）"),
                format!("data folder: {data} ({state})"),
            ),
            language.pick(format!("网址：{url}"), format!("address: {url}")),
        ];
        match &self.set_up {
            SetUp::Done => {}
            SetUp::Link(link) => {
                let link = link.text();
                lines.push(language.pick(
                    format!("首次设置（一小时内用一次有效）：{url}/set-up/{link}"),
                    format!("first set-up (opens once, within an hour): {url}/set-up/{link}"),
                ));
                lines.push(another_link(language));
            }
            SetUp::ToldBefore(until) => {
                let until = display_at(*until, &Zone::shanghai());
                lines.push(language.pick(
                    format!("首次设置：用 baobei set-up-link 打印过的链接，到 {until} 有效"),
                    format!(
                        "first set-up: by the link that baobei set-up-link printed, until {until}"
                    ),
                ));
                lines.push(another_link(language));
            }
        }
        if let Some(later) = &self.later {
            lines.push(language.pick(
                format!("现在只有本机能连。第一个账号设置好以后请重新启动本程序，大家就能用 {later}"),
                format!("this machine alone reaches it now; once the first account is set up, start the program again, and people reach {later}"),
            ));
        }
        for line in lines {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}

fn another_link(language: Language) -> String {
    language.pick(
        "链接不见了或过期了，运行 baobei set-up-link 换一个；以前的备份在设置页上恢复".to_owned(),
        "a lost or expired link is renewed by baobei set-up-link; a backup is restored on the set-up page".to_owned(),
    )
}

/// The ledger of a folder; in an empty one it is founded with this name and regulation.
fn open_or_found(
    at: &StoreAt,
    server: Option<&Server>,
    name: &str,
    policy: &[PathBuf],
) -> Result<(Ledger, bool), Failure> {
    let place = at.place(server);
    // Keys are made for a new ledger only: beside an old one whose keys are missing they would hide that.
    let is_empty = std::fs::read_dir(&at.data).map_or(true, |mut entries| entries.next().is_none());
    if is_empty {
        at.key_place().make()?;
    }
    match Ledger::open(place, at.key_place().read()?, clock()) {
        Ok(ledger) => Ok((ledger, false)),
        Err(Fault::NoLedger(_)) => {
            let founding = Founding {
                company: name.to_owned(),
                packs: regulation(policy)?,
                company_file: Vec::new(),
            };
            let founded = Ledger::found(place, at.key_place().read()?, clock(), &founding);
            Ok((founded.map_err(unfounded)?, true))
        }
        Err(failed) => Err(fault(failed)),
    }
}

/// The regulation of a new company: that of the folders, or the first that comes with the program.
fn regulation(folders: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    let mut texts = Vec::new();
    for folder in folders {
        for folder in PackFolder::all_in(folder)? {
            let source = folder.source();
            texts.push((source.pack.to_owned(), source.regulation.to_owned()));
        }
    }
    if folders.is_empty() {
        texts.extend(shipped::named("1-showroom"));
    }
    Ok(texts)
}
