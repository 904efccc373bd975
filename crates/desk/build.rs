//! Takes the scenarios of the regulations that come with the program along with it, beside the text of the pack
//! whose rules they show.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const POLICIES: &str = "../../policies";

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build where to write by the environment"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={POLICIES}");
    let mut built_in = String::from("const BUILT_IN: &[(&str, &[(&str, &str)])] = &[\n");
    for folder in entries(Path::new(POLICIES))? {
        let pack = folder.join("pack.toml");
        if !pack.exists() {
            continue;
        }
        writeln!(built_in, "({}, &[", included(&pack)?)?;
        for file in entries(&folder.join("scenarios"))? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            writeln!(built_in, "({name:?}, {}),", included(&file)?)?;
        }
        built_in.push_str("]),\n");
    }
    built_in.push_str("];\n");
    let out = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("scenarios.rs"), built_in)?;
    Ok(())
}

fn included(file: &Path) -> Result<String, Box<dyn Error>> {
    let file = fs::canonicalize(file)?;
    Ok(format!("include_str!({:?})", file.display().to_string()))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut entries = entries.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    entries.sort();
    Ok(entries)
}
