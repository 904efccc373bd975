//! `baobei serve` in an empty folder: the link of the first set-up, made anew by command and chosen by variable.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::desk::text;

struct Served {
    program: Child,
    /// What it printed.
    told: String,
}

impl Served {
    fn begin(folder: &Path, variables: &[(&str, &str)]) -> Served {
        let mut command = baobei(
            folder,
            &["serve", "--data", "store", "--address", "127.0.0.1:0"],
        );
        command.envs(variables.iter().copied());
        let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let mut told = String::new();
        while !told.contains("Ctrl+C") {
            told += &(lines.next().unwrap().unwrap() + "\n");
        }
        Served { program, told }
    }

    /// The link that it printed.
    fn link(&self) -> String {
        let (_, rest) = self.told.split_once("一小时内用一次有效）：").unwrap();
        rest.lines().next().unwrap().to_owned()
    }

    fn end(mut self) {
        let number = self.program.id().to_string();
        assert!(
            Command::new("kill")
                .arg(&number)
                .status()
                .unwrap()
                .success()
        );
        assert!(self.program.wait().unwrap().success());
    }
}

fn baobei(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baobei"));
    command.args(words).current_dir(folder);
    command
}

fn another_link(folder: &Path) -> Output {
    let words = ["set-up-link", "--data", "store"];
    baobei(folder, &words).output().unwrap()
}

/// The status of a page.
fn status(url: &str) -> String {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = text(&answer);
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn a_lost_link_is_made_anew_by_command_beside_the_program_that_serves() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let early = another_link(folder);
    assert_eq!(early.status.code(), Some(1));
    assert!(text(&early.stderr).contains("先运行 baobei serve"));
    let served = Served::begin(folder, &[]);
    let printed = served.link();
    assert_eq!(status(&printed), "200");
    let made = another_link(folder);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let made = text(&made.stdout).trim().to_owned();
    // It is at the port that the system gave, which the command was not told.
    let address = |link: &str| link.split("/set-up/").next().unwrap().to_owned();
    assert_eq!(address(&made), address(&printed));
    assert_eq!(status(&printed), "422", "the link before is void");
    assert_eq!(status(&made), "200");
    // While the program starts again it still opens, and nobody is told another.
    served.end();
    let made = text(&another_link(folder).stdout).trim().to_owned();
    let served = Served::begin(folder, &[]);
    assert!(
        served.told.contains("baobei set-up-link 打印过的链接"),
        "{}",
        served.told
    );
    let (_, token) = made.split_once("/set-up/").unwrap();
    let (_, rest) = served.told.split_once("网址：").unwrap();
    let url = rest.lines().next().unwrap();
    assert_eq!(status(&format!("{url}/set-up/{token}")), "200");
    // Its file tells nobody who reads it how the set-up is opened.
    let file = std::fs::read_to_string(folder.join("store/set-up-link")).unwrap();
    assert!(!file.contains(token), "{file}");
    served.end();
}

#[test]
fn whoever_installs_by_program_chooses_the_link_by_variable_or_file() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let chosen = "an-installation-chose-this-link-0123456789abcdef";
    let served = Served::begin(folder, &[("BAOBEI_SET_UP_LINK", chosen)]);
    assert!(served.link().ends_with(&format!("/set-up/{chosen}")));
    assert_eq!(status(&served.link()), "200");
    served.end();
    let other = "another-link-of-the-same-installation-0123456789";
    std::fs::write(folder.join("link"), format!("{other}\n")).unwrap();
    let served = Served::begin(folder, &[("BAOBEI_SET_UP_LINK_FILE", "link")]);
    assert!(served.link().ends_with(&format!("/set-up/{other}")));
    assert_eq!(status(&served.link()), "200");
    assert_eq!(status(&served.link().replace(other, chosen)), "422");
    served.end();
    // One that could be guessed is not taken.
    let mut short = baobei(folder, &["serve", "--data", "store"]);
    let short = short.env("BAOBEI_SET_UP_LINK", "admin").output().unwrap();
    assert_eq!(short.status.code(), Some(1));
    assert!(text(&short.stderr).contains("BAOBEI_SET_UP_LINK"));
}

#[test]
fn what_others_are_to_reach_is_on_this_machine_alone_until_it_is_set_up() {
    let folder = TempDir::new().unwrap();
    let open = [("BAOBEI_PUBLIC_URL", "https://baobei.example.com")];
    let served = Served::begin(folder.path(), &open);
    assert!(
        served.link().starts_with("http://127.0.0.1:"),
        "{}",
        served.told
    );
    let says =
        |line: &str| line.contains("只有本机能连") && line.contains("https://baobei.example.com");
    assert!(served.told.lines().any(says), "{}", served.told);
    served.end();
}
