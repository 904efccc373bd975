//! Letters: found in a folder, and measured. They are embedded into each paper, so that it looks the same everywhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph, Tag as KrillaTag};
use skrifa::attribute::Style;
use skrifa::instance::{Location, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider, Tag};

/// A font without one of these is none for Chinese papers.
const PROBE: &str = "报备裁定书客户金额壹￥¥，。（）、：0123456789Aa";
/// A smaller file holds no Chinese font.
const FILE_BYTES_MIN: u64 = 1 << 20;
/// A larger one is not read.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// Folders are looked into so deep.
const DEPTH_MAX: usize = 5;
/// So many files are looked at.
const FILES_MAX: usize = 5_000;
/// Stands for what no letter is there for.
const MISSING: char = '□';

const WEIGHT: Tag = Tag::new(b"wght");
const REGULAR: f32 = 400.0;
const BOLD: f32 = 700.0;

/// Where the fonts of papers lie.
#[derive(Debug, Clone, PartialEq)]
pub struct FontPlaces {
    regular: Place,
    bold: Place,
}

/// A font in a file.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    path: PathBuf,
    index: u32,
    /// Of a font that has every weight: which.
    weight: Option<f32>,
}

/// The fonts of a paper.
pub struct Fonts {
    pub(crate) regular: Face,
    pub(crate) bold: Face,
}

/// One font, ready to measure and write with.
pub(crate) struct Face {
    pub(crate) font: Font,
    data: Arc<Vec<u8>>,
    index: u32,
    location: Location,
}

/// A font that was found, and how well it fits.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    family: String,
    weight: f32,
    has_every_weight: bool,
    path: PathBuf,
    index: u32,
}

impl FontPlaces {
    /// The fonts in a folder that write Chinese as the mainland does, sans serif before serif; none: there are none.
    #[must_use]
    pub fn find(folder: &Path) -> Option<FontPlaces> {
        let mut found = Vec::new();
        let mut left = FILES_MAX;
        look_into(folder, DEPTH_MAX, &mut left, &mut found);
        found.sort_by(|one, other| {
            let order = |found: &Found| (rank(&found.family), found.path.clone(), found.index);
            order(one).cmp(&order(other))
        });
        let best = found.first()?.family.clone();
        found.retain(|one| one.family == best);
        let nearest = |wanted: f32| {
            let far = |one: &&Found| match one.has_every_weight {
                true => 0.0,
                false => (one.weight - wanted).abs(),
            };
            let found = found.iter();
            let nearest = found.min_by(|one, other| far(one).total_cmp(&far(other)))?;
            Some(Place {
                path: nearest.path.clone(),
                index: nearest.index,
                weight: nearest.has_every_weight.then_some(wanted),
            })
        };
        Some(FontPlaces {
            regular: nearest(REGULAR)?,
            bold: nearest(BOLD)?,
        })
    }

    /// Reads them; none: they are no longer there.
    #[must_use]
    pub fn read(&self) -> Option<Fonts> {
        let data = Arc::new(fs::read(&self.regular.path).ok()?);
        let bold = match self.bold.path == self.regular.path {
            true => Arc::clone(&data),
            false => Arc::new(fs::read(&self.bold.path).ok()?),
        };
        Some(Fonts {
            regular: Face::new(data, &self.regular)?,
            bold: Face::new(bold, &self.bold)?,
        })
    }
}

/// The lower, the better a family is for papers in simplified Chinese.
fn rank(family: &str) -> u8 {
    let name = family.to_lowercase();
    let words: Vec<&str> = name.split([' ', '-']).collect();
    let has = |one: &str| words.contains(&one);
    let elsewhere = ["tc", "hk", "jp", "kr", "tw"].into_iter().any(has);
    let odd = ["mono", "hw", "vf", "ui"].into_iter().any(has);
    let serif = ["serif", "song", "ming", "mincho"].into_iter().any(has);
    let known = ["sc", "cn", "gb"].into_iter().any(has);
    u8::from(elsewhere) * 8 + u8::from(!known) * 4 + u8::from(odd) * 2 + u8::from(serif)
}

fn look_into(folder: &Path, depth: usize, left: &mut usize, found: &mut Vec<Found>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let Ok(about) = fs::metadata(&path) else {
            continue;
        };
        if about.is_dir() {
            if depth > 0 {
                look_into(&path, depth - 1, left, found);
            }
            continue;
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default().to_lowercase();
        let is_font = ["otf", "ttf", "otc", "ttc"].contains(&ending.as_str());
        if is_font && (FILE_BYTES_MIN..=FILE_BYTES_MAX).contains(&about.len()) {
            fonts_of(&path, found);
        }
    }
}

/// The fonts of a file that write Chinese upright.
fn fonts_of(path: &Path, found: &mut Vec<Found>) {
    let Ok(data) = fs::read(path) else {
        return;
    };
    for (index, font) in (0_u32..).zip(FontRef::fonts(&data)) {
        let Ok(font) = font else {
            continue;
        };
        let charmap = font.charmap();
        let attributes = font.attributes();
        let writes = PROBE.chars().all(|one| charmap.map(one).is_some());
        if !writes || attributes.style != Style::Normal {
            continue;
        }
        let names = font.localized_strings(StringId::TYPOGRAPHIC_FAMILY_NAME);
        let names = names.chain(font.localized_strings(StringId::FAMILY_NAME));
        let mut names: Vec<_> = names.collect();
        names.sort_by_key(|name| name.language().is_none_or(|tag| !tag.starts_with("en")));
        let Some(family) = names.first().map(ToString::to_string) else {
            continue;
        };
        found.push(Found {
            family,
            weight: attributes.weight.value(),
            has_every_weight: font.axes().get_by_tag(WEIGHT).is_some(),
            path: path.to_owned(),
            index,
        });
    }
}

impl Face {
    fn new(data: Arc<Vec<u8>>, place: &Place) -> Option<Face> {
        let reader = FontRef::from_index(&data, place.index).ok()?;
        let weight: Vec<(Tag, f32)> = place
            .weight
            .map(|weight| (WEIGHT, weight))
            .into_iter()
            .collect();
        let location = reader.axes().location(weight.iter().copied());
        let settings: Vec<(KrillaTag, f32)> = weight
            .iter()
            .map(|(_, weight)| (KrillaTag::new(b"wght"), *weight))
            .collect();
        let font = Font::new_variable(Arc::clone(&data).into(), place.index, &settings)?;
        Some(Face {
            font,
            data,
            index: place.index,
            location,
        })
    }

    /// Measures texts of this font; none once its bytes are not those of a font.
    pub(crate) fn measure(&self) -> Option<Measure<'_>> {
        let reader = FontRef::from_index(&self.data, self.index).ok()?;
        Some(Measure {
            charmap: reader.charmap(),
            widths: reader.glyph_metrics(Size::unscaled(), &self.location),
            units: self.font.units_per_em(),
        })
    }
}

/// Tells glyphs and widths of a font's letters.
pub(crate) struct Measure<'a> {
    charmap: skrifa::charmap::Charmap<'a>,
    widths: skrifa::metrics::GlyphMetrics<'a>,
    units: f32,
}

impl Measure<'_> {
    /// What is written for a letter: itself, or a sign that there is none for it.
    pub(crate) fn written(&self, letter: char) -> Option<char> {
        match letter {
            '\n' => Some(letter),
            '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}' => Some(' '),
            // Invisible ones, which also turn the direction of what follows.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
            '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}' => None,
            letter if letter.is_control() => None,
            // Of nobody's alphabet: what one means is not in the file.
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some(MISSING),
            letter if self.charmap.map(letter).is_some() => Some(letter),
            _ => Some(MISSING),
        }
    }

    /// How wide a letter is, in ems.
    pub(crate) fn width(&self, letter: char) -> f32 {
        let glyph = self.charmap.map(letter).unwrap_or_default();
        self.widths.advance_width(glyph).unwrap_or(self.units) / self.units
    }

    /// The glyphs of a text, one for each letter.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        text.char_indices()
            .map(|(at, letter)| {
                let glyph = self.charmap.map(letter).unwrap_or_default();
                let range = at..at + letter.len_utf8();
                let glyph = GlyphId::new(glyph.to_u32());
                KrillaGlyph::new(glyph, self.width(letter), 0.0, 0.0, 0.0, range, None)
            })
            .collect()
    }
}
