//! Pages as the bytes of a file.

use krilla::Document as Paper;
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};

use crate::Unprinted;
use crate::document::{Code, Dated, Document};
use crate::fonts::{Face, Fonts};
use crate::layout::{Item, LEFT, LaidOut, PAGE_HEIGHT, PAGE_WIDTH, Part, RIGHT, SMALL};

const BLACK: u8 = 20;
const PALE: u8 = 90;
const RULE: u8 = 170;
const WATERMARK: u8 = 232;
/// Between two of the texts behind the page.
const WATERMARK_STEP: (f32, f32) = (230.0, 130.0);
const WATERMARK_SIZE: f32 = 11.0;
const WATERMARK_TURN: f32 = -20.0;
/// How far down the foot of a page stands.
const FOOT: f32 = PAGE_HEIGHT - 40.0;

/// Writes laid-out pages.
pub(crate) fn write(
    document: &Document,
    laid_out: &LaidOut,
    fonts: &Fonts,
) -> Result<Vec<u8>, Unprinted> {
    let unwritten = |problem: &dyn std::fmt::Debug| Unprinted::Unwritten(format!("{problem:?}"));
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .finish()
        .map_err(|problem| unwritten(&problem))?;
    let mut paper = Paper::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut writing = Writing {
        fonts,
        marks: vec![Vec::new(); laid_out.parts.len()],
    };
    let pages = laid_out.pages.len();
    for (number, items) in laid_out.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT);
        let settings = settings.ok_or_else(|| unwritten(&"no page is of this size"))?;
        let mut page = paper.start_page_with(settings);
        let mut surface = page.surface();
        writing.watermark(&mut surface, &document.watermark);
        for item in items {
            writing.item(&mut surface, item);
        }
        let shown = document.page_number.replace("{pages}", &pages.to_string());
        let shown = shown.replace("{page}", &(number + 1).to_string());
        writing.foot(&mut surface, &document.foot, &shown);
        surface.finish();
        page.finish();
    }
    paper.set_tag_tree(tree(&laid_out.parts, writing.marks, document.language));
    paper.set_metadata(metadata(document));
    paper.finish().map_err(|problem| unwritten(&problem))
}

fn metadata(document: &Document) -> Metadata {
    let Dated {
        year,
        month,
        day,
        hour,
        minute,
        second,
        ahead,
    } = document.dated;
    let dated = DateTime::new(year).month(month).day(day).hour(hour);
    let dated = dated.minute(minute).second(second);
    let dated = dated.utc_offset_hour(ahead).utc_offset_minute(0);
    let mut metadata = Metadata::new()
        .title(document.title.clone())
        .language(document.language.to_owned())
        .creator("baobei".to_owned())
        .creation_date(dated);
    if !document.from.is_empty() {
        metadata = metadata.authors(vec![document.from.clone()]);
    }
    metadata
}

struct Writing<'a> {
    fonts: &'a Fonts,
    /// Where each part stands.
    marks: Vec<Vec<Identifier>>,
}

impl Writing<'_> {
    fn item(&mut self, surface: &mut Surface<'_>, item: &Item) {
        match item {
            Item::Text {
                x,
                y,
                line,
                style,
                part,
            } => {
                let face = match style.is_bold {
                    true => &self.fonts.bold,
                    false => &self.fonts.regular,
                };
                let shade = if style.is_pale { PALE } else { BLACK };
                let tag = match part {
                    Some(_) => ContentTag::Span(SpanTag::empty()),
                    // A table's head, on each page but the first.
                    None => artifact(ArtifactType::PaginationOther),
                };
                let mark = surface.start_tagged(tag);
                text(surface, face, (*x, *y), style.size, shade, line);
                surface.end_tagged();
                self.mark(*part, mark);
            }
            Item::Rule { from, to, y } => {
                surface.start_tagged(artifact(ArtifactType::Layout));
                rule(surface, (*from, *to), *y);
                surface.end_tagged();
            }
            Item::Code {
                x,
                y,
                code,
                size,
                part,
            } => {
                let mark = surface.start_tagged(ContentTag::Other);
                squares(surface, (*x, *y), code, *size);
                surface.end_tagged();
                self.mark(*part, mark);
            }
        }
    }

    fn mark(&mut self, part: Option<usize>, mark: Identifier) {
        if let Some(marks) = part.and_then(|part| self.marks.get_mut(part)) {
            marks.push(mark);
        }
    }

    fn watermark(&self, surface: &mut Surface<'_>, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        surface.start_tagged(artifact(ArtifactType::Watermark));
        surface.push_transform(&Transform::from_rotate(WATERMARK_TURN));
        let (across, down) = WATERMARK_STEP;
        // Turned, the page reaches from above its upper edge to beyond its lower one.
        let mut y = -40.0;
        while y < PAGE_HEIGHT * 1.25 {
            let mut x = -PAGE_HEIGHT * 0.4;
            while x < PAGE_WIDTH {
                for (line, below) in lines.iter().zip([0.0, 16.0, 32.0]) {
                    let place = (x, y + below);
                    let face = &self.fonts.regular;
                    text(surface, face, place, WATERMARK_SIZE, WATERMARK, line);
                }
                x += across;
            }
            y += down;
        }
        surface.pop();
        surface.end_tagged();
    }

    fn foot(&self, surface: &mut Surface<'_>, left: &str, right: &str) {
        surface.start_tagged(artifact(ArtifactType::Footer));
        rule(surface, (LEFT, RIGHT), FOOT - SMALL * 1.6);
        let face = &self.fonts.regular;
        text(surface, face, (LEFT, FOOT), SMALL, PALE, left);
        let wide = face.measure().map_or(0.0, |measure| {
            let widths = right.chars().map(|one| measure.width(one));
            widths.sum::<f32>() * SMALL
        });
        text(surface, face, (RIGHT - wide, FOOT), SMALL, PALE, right);
        surface.end_tagged();
    }
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn shade(shade: u8) -> Fill {
    Fill {
        paint: luma::Color::new(shade).into(),
        ..Fill::default()
    }
}

/// One line of text; what the font has no letters for is replaced.
fn text(
    surface: &mut Surface<'_>,
    face: &Face,
    (x, y): (f32, f32),
    size: f32,
    dark: u8,
    line: &str,
) {
    let Some(measure) = face.measure() else {
        return;
    };
    let line: String = line
        .chars()
        .filter_map(|one| measure.written(one))
        .collect();
    let glyphs = measure.glyphs(&line);
    surface.set_stroke(None);
    surface.set_fill(Some(shade(dark)));
    let place = Point::from_xy(x, y);
    surface.draw_glyphs(place, &glyphs, face.font.clone(), &line, size, false);
}

fn rule(surface: &mut Surface<'_>, (from, to): (f32, f32), y: f32) {
    let mut path = PathBuilder::new();
    path.move_to(from, y);
    path.line_to(to, y);
    let Some(path) = path.finish() else {
        return;
    };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::new(RULE).into(),
        width: 0.5,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
}

/// The dark fields, those beside each other in one.
fn squares(surface: &mut Surface<'_>, (x, y): (f32, f32), code: &Code, size: f32) {
    let side = f32::from(u16::try_from(code.side.max(1)).unwrap_or(u16::MAX));
    let field = size / side;
    let mut path = PathBuilder::new();
    let mut top = y;
    for row in code.dark.chunks(code.side.max(1)) {
        let mut left = x;
        for together in row.chunk_by(|one, next| one == next) {
            let many = f32::from(u16::try_from(together.len()).unwrap_or(0));
            let wide = field * many;
            let is_dark = together.first() == Some(&true);
            if let (true, Some(rect)) = (is_dark, Rect::from_xywh(left, top, wide, field)) {
                path.push_rect(rect);
            }
            left += wide;
        }
        top += field;
    }
    if let Some(path) = path.finish() {
        surface.set_stroke(None);
        surface.set_fill(Some(shade(0)));
        surface.draw_path(&path);
    }
}

/// What is read, in order: parts, and tables of them.
fn tree(parts: &[Part], marks: Vec<Vec<Identifier>>, language: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    let mut table: Option<(usize, TagGroup)> = None;
    let mut row: Option<(usize, TagGroup)> = None;
    for (part, marks) in parts.iter().zip(marks) {
        let (of_table, of_row) = match part {
            Part::Cell { table, row, .. } => (Some(*table), Some(*row)),
            _ => (None, None),
        };
        let goes_on = |begun: &Option<(usize, TagGroup)>, now: Option<usize>| {
            begun.as_ref().map(|(number, _)| *number) == now
        };
        if !goes_on(&row, of_row) || !goes_on(&table, of_table) {
            end_row(&mut row, &mut table);
        }
        if !goes_on(&table, of_table)
            && let Some((_, ended)) = table.take()
        {
            tree.push(ended);
        }
        let mut group = TagGroup::new(kind(part));
        for mark in marks {
            group.push(mark);
        }
        match (of_table, of_row) {
            (Some(table_number), Some(row_number)) => {
                table.get_or_insert_with(|| (table_number, TagGroup::new(Tag::Table)));
                let (_, row) = row.get_or_insert_with(|| (row_number, TagGroup::new(Tag::TR)));
                row.push(group);
            }
            _ => tree.push(group),
        }
    }
    end_row(&mut row, &mut table);
    if let Some((_, ended)) = table {
        tree.push(ended);
    }
    tree
}

fn end_row(row: &mut Option<(usize, TagGroup)>, table: &mut Option<(usize, TagGroup)>) {
    if let (Some((_, ended)), Some((_, table))) = (row.take(), table.as_mut()) {
        table.push(ended);
    }
}

fn kind(part: &Part) -> krilla::tagging::TagKind {
    use std::num::NonZeroU16;
    match part {
        Part::Title => Tag::Hn(NonZeroU16::MIN, None).into(),
        Part::Heading => Tag::Hn(NonZeroU16::MIN.saturating_add(1), None).into(),
        Part::Paragraph => Tag::P.into(),
        Part::Cell { is_head: true, .. } => Tag::TH(TableHeaderScope::Column).into(),
        Part::Cell { is_head: false, .. } => Tag::TD.into(),
        Part::Picture(told) => Tag::Figure(Some(told.clone())).into(),
    }
}
