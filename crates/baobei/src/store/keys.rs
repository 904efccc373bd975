//! Where the three keys come from: files, variables, or a command that prints them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use desk::restoring::{KeyOrigin, KeyTexts, PURPOSES, key_file};
use ledger::privacy::keys::{KeyPurpose, Keys, new_key_line, newest};
use ruling::policy::problem::Text;

use crate::failure::Failure;

/// A folder with a file for each key. A variable goes before it: `BAOBEI_LOG_KEY` holds the text itself,
/// `BAOBEI_LOG_KEY_FILE` names a file, `BAOBEI_LOG_KEY_COMMAND` a command whose output it is.
pub(crate) struct KeyPlace(pub(crate) PathBuf);

impl KeyPlace {
    fn file(&self, purpose: KeyPurpose) -> PathBuf {
        self.0.join(key_file(purpose))
    }

    /// Makes the keys that no variable gives and no file holds, readable by their owner only.
    ///
    /// # Errors
    /// Files that cannot be written, or no randomness.
    pub(crate) fn make(&self) -> Result<(), Failure> {
        for purpose in PURPOSES {
            if from_variable(purpose)?.is_none() && !self.file(purpose).exists() {
                self.add(purpose, "", 1)?;
            }
        }
        Ok(())
    }

    /// Adds a newer key-encryption key to its file.
    ///
    /// # Errors
    /// Keys that come from a variable, files that cannot be read or written.
    pub(crate) fn renew(&self) -> Result<(), Failure> {
        let purpose = KeyPurpose::KeyEncryption;
        if from_variable(purpose)?.is_some() {
            return Err(Failure::Usage(Text::new(
                "密钥来自环境变量：请先在那里加上编号更大的一行新密钥，再运行并写上 --no-new-key",
                "the key comes from a variable: add a line with a higher number there, then run again with --no-new-key",
            )));
        }
        let text = self.text(purpose)?;
        let newest = newest(purpose, &text);
        if newest.is_some_and(|newest| newest.is_with_program) {
            return Err(Failure::Usage(Text::new(
                "最新的密钥在另一个程序那里：请在密钥文件里加上编号更大的一行，再运行并写上 --no-new-key",
                "the newest key is with another program: add a line with a higher number to the key's file, then run again with --no-new-key",
            )));
        }
        self.add(purpose, &text, newest.map_or(1, |newest| newest.number + 1))
    }

    /// Writes a new key after those there are.
    fn add(&self, purpose: KeyPurpose, known: &str, number: u32) -> Result<(), Failure> {
        let line = new_key_line(purpose, number).map_err(|_| {
            Failure::unwritable(&self.file(purpose), &std::io::ErrorKind::Unsupported.into())
        })?;
        let known = known.lines().filter(|line| !line.trim().is_empty());
        let lines = known.chain(line.lines());
        self.put(purpose, lines)
    }

    /// Writes a key's file: it has all of these lines or is as it was.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(crate) fn put<'a>(
        &self,
        purpose: KeyPurpose,
        lines: impl Iterator<Item = &'a str>,
    ) -> Result<(), Failure> {
        let path = self.file(purpose);
        // A link stays one.
        let path = fs::canonicalize(&path).unwrap_or(path);
        let unwritable = |error| Failure::unwritable(&path, &error);
        fs::create_dir_all(&self.0).map_err(|error| Failure::unwritable(&self.0, &error))?;
        let new = path.with_extension("key.new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let write = || {
            let mut file = options.open(&new)?;
            for line in lines {
                writeln!(file, "{line}")?;
            }
            file.sync_all()?;
            fs::rename(&new, &path)?;
            // A key whose name is lost with the power is lost, and all that it sealed.
            fs::File::open(path.parent().unwrap_or(&self.0))?.sync_all()
        };
        write().map_err(unwritable)
    }

    /// All keys.
    ///
    /// # Errors
    /// A key that is missing or none.
    pub(crate) fn read(&self) -> Result<Keys, Failure> {
        let [log, key_encryption, index] = PURPOSES;
        let texts = (
            self.text(log)?,
            self.text(key_encryption)?,
            self.text(index)?,
        );
        Keys::read(&texts.0, &texts.1, &texts.2).map_err(|bad| {
            let name = bad.0.name();
            Failure::found(Text::new(
                format!("密钥 {name} 无法使用：应有一行 `baobei-key-v1 {name} 编号 密钥`"),
                bad.to_string(),
            ))
        })
    }

    /// The texts of all keys, and where each is from.
    ///
    /// # Errors
    /// A key that is missing.
    pub(crate) fn texts(&self) -> Result<KeyTexts, Failure> {
        let [log, key_encryption, index] = PURPOSES;
        let one = |purpose| -> Result<_, Failure> {
            let origin = match from_variable(purpose)? {
                Some(_) => KeyOrigin::Variable,
                None => KeyOrigin::File,
            };
            Ok((self.text(purpose)?, origin))
        };
        Ok(KeyTexts::new([
            one(log)?,
            one(key_encryption)?,
            one(index)?,
        ]))
    }

    fn text(&self, purpose: KeyPurpose) -> Result<String, Failure> {
        match from_variable(purpose)? {
            Some(text) => Ok(text),
            None => {
                let path = self.file(purpose);
                warn_if_others_read(&path);
                read(&path)
            }
        }
    }
}

/// Whoever may read a key's file may read the customers' data. A file that a variable names is left to those
/// who put it there.
fn warn_if_others_read(path: &Path) {
    #[cfg(unix)]
    if let Ok(found) = fs::metadata(path) {
        use std::os::unix::fs::PermissionsExt;
        if found.permissions().mode() & 0o077 != 0 {
            let path = path.display();
            eprintln!(
                "注意：{path} 别人也能读写，请运行 chmod 600 {path}。Others may read or write {path}: run chmod 600 {path}."
            );
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))
}

fn from_variable(purpose: KeyPurpose) -> Result<Option<String>, Failure> {
    let name = purpose.name().to_uppercase().replace('-', "_");
    let name = format!("BAOBEI_{name}_KEY");
    if let Ok(text) = std::env::var(&name) {
        return Ok(Some(text));
    }
    if let Ok(path) = std::env::var(format!("{name}_FILE")) {
        return read(Path::new(&path)).map(Some);
    }
    let Ok(command) = std::env::var(format!("{name}_COMMAND")) else {
        return Ok(None);
    };
    let output = Command::new("sh").arg("-c").arg(&command).output();
    match output {
        Ok(output) if output.status.success() => {
            Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
        }
        _ => Err(Failure::Unreadable(Text::new(
            format!("{name}_COMMAND 的命令没有给出密钥：请单独运行它看看"),
            format!("the command of {name}_COMMAND gave no key: run it by itself and see"),
        ))),
    }
}
