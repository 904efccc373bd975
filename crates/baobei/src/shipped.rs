//! The regulations that come with the program, for whoever starts without a folder of their own.

use rust_embed::RustEmbed;

/// Texts only: scenarios stay with the source.
#[derive(RustEmbed)]
#[folder = "../../policies"]
#[include = "*/pack.toml"]
#[include = "*/regulation.md"]
struct Policies;

/// Pack and regulation of the folder of this name.
pub(crate) fn named(name: &str) -> Option<(String, String)> {
    let text = |file: &str| {
        let file = Policies::get(&format!("{name}/{file}"))?;
        String::from_utf8(file.data.into_owned()).ok()
    };
    Some((text("pack.toml")?, text("regulation.md")?))
}
