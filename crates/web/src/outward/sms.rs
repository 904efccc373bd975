//! A short message to a customer: the code by which they consent. How it is sent is the operator's: a program of theirs
//! that is given it, or an address that it is posted to.

use std::process::Stdio;
use std::time::Duration;

use desk::consent::code::{CODE_MINUTES, CodeToSend};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use zeroize::Zeroizing;

use crate::outward::post;
use crate::site::Site;

/// Longer than sending one takes; somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who sends short messages. `Debug` does not show secrets.
#[derive(Clone)]
pub enum SmsSender {
    /// A command of the shell: it is given one line of JSON, and has sent it when it ends well.
    Program(String),
    /// An address: it is posted the same JSON, and has sent it when it answers 200.
    Address {
        /// `https://…`
        url: String,
        /// Shown in the header `Authorization`, where one is asked for.
        secret: Option<Zeroizing<String>>,
    },
}

impl std::fmt::Debug for SmsSender {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            SmsSender::Program(_) => "SmsSender::Program",
            SmsSender::Address { .. } => "SmsSender::Address",
        })
    }
}

/// Sends a code; or says why it could not, by a stable word. Neither code nor number is logged.
pub(crate) async fn send(site: &Site, message: &CodeToSend) -> Result<(), &'static str> {
    let sender = site.sms.as_ref().ok_or("no_sender")?;
    let body = Zeroizing::new(written(message));
    match sender {
        SmsSender::Program(command) => {
            let sent = tokio::time::timeout(PATIENCE, given(command, &body));
            sent.await.unwrap_or(Err("timeout"))
        }
        SmsSender::Address { url, secret } => {
            let secret = secret.as_ref().map(|secret| secret.as_str());
            let answer = post::json_with(url, &body, secret, site.reach).await;
            answer.map(drop)
        }
    }
}

/// What is sent, as JSON. Customers read Chinese.
fn written(message: &CodeToSend) -> String {
    let (company, code) = (&message.company, message.code.as_str());
    let scopes: Vec<&str> = message.scopes.iter().map(|text| text.zh.as_str()).collect();
    let scopes = scopes.join("”“");
    let text = format!(
        "【{company}】验证码 {code}，{CODE_MINUTES} 分钟内有效。把它告诉接待您的人，即表示您看过告知书，确认“{scopes}”。不同意请勿告诉任何人。"
    );
    let message = json!({
        "phone": message.phone.as_str(),
        "code": code,
        "minutes": CODE_MINUTES,
        "company": company,
        "text": text,
    });
    message.to_string()
}

async fn given(command: &str, body: &str) -> Result<(), &'static str> {
    // On its standard input: others can list the arguments of programs.
    let program = Command::new("sh")
        .arg("-c")
        .arg(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut program = program.map_err(|_| "program")?;
    let mut input = program.stdin.take().ok_or("program")?;
    // One that reads nothing may have what it needs elsewhere: how it ends says whether it sent.
    let _read = input.write_all(format!("{body}\n").as_bytes()).await;
    drop(input);
    let ended = program.wait().await.map_err(|_| "program")?;
    match ended.success() {
        true => Ok(()),
        false => Err("program"),
    }
}
