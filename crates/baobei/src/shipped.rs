//! The regulations that come with the program, for whoever starts without a folder of their own.

use ledger::regulations::Regulations;
use rust_embed::RustEmbed;
use web::site::Shipped;

/// Texts only: scenarios stay with the source.
#[derive(RustEmbed)]
#[folder = "../../policies"]
#[include = "*/pack.toml"]
#[include = "*/regulation.md"]
struct Policies;

/// All of them, by title.
pub(crate) fn all() -> Vec<Shipped> {
    let files = Policies::iter();
    let folders = files.filter_map(|path| Some(path.strip_suffix("/pack.toml")?.to_owned()));
    let mut all: Vec<Shipped> = folders.filter_map(|name| offered(&name)).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

fn offered(name: &str) -> Option<Shipped> {
    let (pack, regulation) = named(name)?;
    let regulations = Regulations::new(&pack, &regulation).ok()?;
    let newest = regulations.first().versions().last()?;
    Some(Shipped {
        name: name.to_owned(),
        known_as: newest.name.clone(),
        version: newest.version.clone(),
        title: newest.title.clone(),
        pack,
        regulation,
    })
}

/// Pack and regulation of the folder of this name.
pub(crate) fn named(name: &str) -> Option<(String, String)> {
    let text = |file: &str| {
        let file = Policies::get(&format!("{name}/{file}"))?;
        String::from_utf8(file.data.into_owned()).ok()
    };
    Some((text("pack.toml")?, text("regulation.md")?))
}
