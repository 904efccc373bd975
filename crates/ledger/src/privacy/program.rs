//! A key-encryption key that another program has: a KMS or HSM reached through it. The key itself never comes here.
//!
//! The program is started once, by the shell, and answers one line for each line (docs/formats/keys.md).

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::seal::SealProblem;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer, in bytes.
const ANSWER_MAX: u64 = 16 * 1024;

/// A program and the number of the key that it has.
pub(crate) struct KeyProgram {
    number: u32,
    command: String,
    running: Mutex<Option<Running>>,
}

/// The program at work; it ends when nobody asks any more.
struct Running {
    child: Child,
    questions: Option<ChildStdin>,
    answers: Receiver<Zeroizing<String>>,
}

impl KeyProgram {
    /// A program that is started by the first question.
    pub(crate) fn new(number: u32, command: &str) -> KeyProgram {
        KeyProgram {
            number,
            command: command.to_owned(),
            running: Mutex::new(None),
        }
    }

    /// Something secret as the program wraps it.
    pub(crate) fn wrap(&self, secret: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, SealProblem> {
        Ok(self.ask("wrap", bound_to, secret)?.to_vec())
    }

    pub(crate) fn unwrap(
        &self,
        wrapped: &[u8],
        bound_to: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        self.ask("unwrap", bound_to, wrapped)
    }

    fn failed(&self) -> SealProblem {
        SealProblem::ProgramFailed(self.number)
    }

    fn ask(
        &self,
        what: &str,
        bound_to: &[u8],
        bytes: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        let bytes = Zeroizing::new(STANDARD.encode(bytes));
        let bound_to = STANDARD.encode(bound_to);
        let question = Zeroizing::new(format!("{what} {bound_to} {}\n", *bytes));
        let mut running = self.running.lock().map_err(|_| self.failed())?;
        // One that ended since it was last asked is started again, once.
        let answer = match running
            .as_mut()
            .and_then(|program| program.answer(&question))
        {
            Some(answer) => answer,
            None => {
                *running = None;
                let program = Running::start(&self.command).map_err(|_| self.failed())?;
                let answer = running.insert(program).answer(&question);
                answer
                    .ok_or_else(|| self.failed())
                    .inspect_err(|_| *running = None)?
            }
        };
        match answer.split_once(' ') {
            Some(("ok", bytes)) => {
                let bytes = STANDARD.decode(bytes.trim()).map_err(|_| self.failed())?;
                Ok(Zeroizing::new(bytes))
            }
            _ if answer.trim() == "refused" => Err(SealProblem::ProgramRefused(self.number)),
            _ => {
                // Whatever follows might answer another question.
                *running = None;
                Err(self.failed())
            }
        }
    }
}

impl Running {
    fn start(command: &str) -> std::io::Result<Running> {
        let mut child = Command::new("sh")
            .args(["-c", command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let questions = child.stdin.take();
        let (told, answers) = sync_channel(1);
        let output = child.stdout.take();
        // Reading cannot be given up on; waiting for whoever reads can.
        std::thread::Builder::new()
            .name("key-program".to_owned())
            .spawn(move || {
                let mut output = output.map(BufReader::new);
                while let Some(line) = output.as_mut().and_then(read_line) {
                    if told.send(line).is_err() {
                        break;
                    }
                }
            })?;
        Ok(Running {
            child,
            questions,
            answers,
        })
    }

    /// The answer; none if the program has ended, or takes too long.
    fn answer(&mut self, question: &str) -> Option<Zeroizing<String>> {
        let questions = self.questions.as_mut()?;
        questions.write_all(question.as_bytes()).ok()?;
        questions.flush().ok()?;
        self.answers.recv_timeout(PATIENCE).ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may already have ended by itself.
        self.questions = None;
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A line without its end; none at the end of the output, or where a line has none.
fn read_line(output: &mut impl BufRead) -> Option<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    output.take(ANSWER_MAX).read_line(&mut line).ok()?;
    let end = line.strip_suffix('\n')?.len();
    line.truncate(end);
    Some(line)
}
