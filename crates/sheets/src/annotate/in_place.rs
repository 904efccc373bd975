//! Editing a workbook as a package: sheets are spliced, every other part is copied as compressed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{SheetEdit, splice};
use crate::book::Book;

/// The edited package; `None` if anything in it is not as expected, so that the caller writes a new
/// workbook instead of a damaged one.
pub(super) fn edit(original: &[u8], book: &Book, edits: &[SheetEdit]) -> Option<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(original)).ok()?;
    let parts = sheet_parts(&mut zip)?;
    let mut edited: BTreeMap<usize, String> = BTreeMap::new();
    for edit in edits {
        let name = &book.sheets.get(edit.sheet)?.name;
        let index = zip.index_for_name(parts.get(name)?)?;
        let xml = read(&mut zip, index)?;
        edited.insert(index, splice::splice(&xml, edit)?);
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len() * 2)));
    for index in 0..zip.len() {
        let part = zip.by_index_raw(index).ok()?;
        match edited.get(&index) {
            None => out.raw_copy_file(part).ok()?,
            Some(xml) => {
                let name = part.name().ok()?.into_owned();
                let time = part.last_modified().unwrap_or_default();
                drop(part);
                out.start_file(name, SimpleFileOptions::default().last_modified_time(time))
                    .ok()?;
                out.write_all(xml.as_bytes()).ok()?;
            }
        }
    }
    Some(out.finish().ok()?.into_inner())
}

fn read(zip: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Option<String> {
    let mut text = String::new();
    zip.by_index(index).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// The part of each sheet, by the sheet's name.
fn sheet_parts(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Option<BTreeMap<String, String>> {
    let workbook = zip.index_for_name("xl/workbook.xml")?;
    let relations = zip.index_for_name("xl/_rels/workbook.xml.rels")?;
    let (workbook, relations) = (read(zip, workbook)?, read(zip, relations)?);
    let mut targets = BTreeMap::new();
    each_element(&relations, "Relationship", |element| {
        let (id, target) = (attribute(element, "Id")?, attribute(element, "Target")?);
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        targets.insert(id, path);
        Some(())
    })?;
    let mut parts = BTreeMap::new();
    each_element(&workbook, "sheet", |element| {
        let (name, id) = (attribute(element, "name")?, attribute(element, "id")?);
        parts.insert(name, targets.get(&id)?.clone());
        Some(())
    })?;
    Some(parts)
}

fn each_element(
    xml: &str,
    name: &str,
    mut visit: impl FnMut(&BytesStart) -> Option<()>,
) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == name =>
            {
                visit(&element)?;
            }
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

/// An attribute by its name without prefix; `sheetId` is not `id`.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).ok())
        .map(|value| value.into_owned())
}
