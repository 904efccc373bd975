//! What the bytes are, whatever the file is called.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::limit::UNZIPPED_BYTES_MAX;
use crate::problem::{FileFault, FileKind, SheetProblem};

pub(super) enum Kind {
    Empty,
    Text,
    Workbook(WorkbookKind),
}

#[derive(Clone, Copy)]
pub(super) enum WorkbookKind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

pub(super) fn of(bytes: &[u8]) -> Result<Kind, SheetProblem> {
    let refuse = |kind| {
        Err(SheetProblem::of_file(FileFault::NotASpreadsheet {
            found: kind,
        }))
    };
    if bytes.is_empty() {
        return Ok(Kind::Empty);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return compound_file(bytes).map(Kind::Workbook);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped(bytes).map(Kind::Workbook);
    }
    for (magic, kind) in [
        (&b"%PDF"[..], FileKind::Pdf),
        (b"\x89PNG", FileKind::Picture),
        (b"\xFF\xD8\xFF", FileKind::Picture),
        (b"GIF8", FileKind::Picture),
        (b"Rar!", FileKind::Archive),
        (b"7z\xBC\xAF", FileKind::Archive),
        (b"\x1F\x8B", FileKind::Archive),
    ] {
        if bytes.starts_with(magic) {
            return refuse(kind);
        }
    }
    let is_utf_16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if !is_utf_16 && bytes.contains(&0) {
        return refuse(FileKind::Unknown);
    }
    if is_markup(bytes) {
        refuse(FileKind::Markup)
    } else {
        Ok(Kind::Text)
    }
}

/// Many systems "export to Excel" a web page named `.xls`.
fn is_markup(bytes: &[u8]) -> bool {
    let start: String = bytes
        .iter()
        .take(1_024)
        .filter(|byte| byte.is_ascii_graphic())
        .map(|&byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    [
        "<html",
        "<!doctype",
        "<?xml",
        "<table",
        "<meta",
        "<head",
        "<style",
    ]
    .iter()
    .any(|tag| start.starts_with(tag))
}

fn compound_file(bytes: &[u8]) -> Result<WorkbookKind, SheetProblem> {
    // Stream names are UTF-16 in the directory; a password-protected xlsx is a compound file
    // around an encrypted package ([MS-OFFCRYPTO] 2.3).
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if holds("EncryptedPackage") {
        Err(SheetProblem::of_file(FileFault::Encrypted))
    } else if holds("Workbook") || holds("Book") {
        Ok(WorkbookKind::Xls)
    } else {
        Err(SheetProblem::of_file(FileFault::NotASpreadsheet {
            found: FileKind::OtherDocument,
        }))
    }
}

fn zipped(bytes: &[u8]) -> Result<WorkbookKind, SheetProblem> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let names: Vec<String> = zip
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let has = |name: &str| names.iter().any(|found| found.replace('\\', "/") == name);
    let kind = if has("xl/workbook.xml") {
        WorkbookKind::Xlsx
    } else if has("xl/workbook.bin") {
        WorkbookKind::Xlsb
    } else if has("content.xml") && has("mimetype") {
        WorkbookKind::Ods
    } else {
        let found = if has("word/document.xml") || has("ppt/presentation.xml") {
            FileKind::OtherDocument
        } else {
            FileKind::Archive
        };
        return Err(SheetProblem::of_file(FileFault::NotASpreadsheet { found }));
    };
    let mut stated_bytes = 0_u64;
    for index in 0..zip.len() {
        stated_bytes =
            stated_bytes.saturating_add(zip.by_index_raw(index).map_err(damaged)?.size());
    }
    if stated_bytes > UNZIPPED_BYTES_MAX {
        return Err(SheetProblem::of_file(FileFault::TooManyBytes {
            limit: UNZIPPED_BYTES_MAX,
        }));
    }
    for index in 0..zip.len() {
        // The size in the directory can lie, so each part is inflated once into nothing.
        let part = zip.by_index(index).map_err(damaged)?;
        let stated = part.size();
        let size = io::copy(&mut part.take(stated.saturating_add(1)), &mut io::sink());
        if size.ok() != Some(stated) {
            return Err(SheetProblem::of_file(FileFault::Damaged));
        }
    }
    Ok(kind)
}

fn damaged(error: ZipError) -> SheetProblem {
    let encrypted = matches!(&error, ZipError::UnsupportedArchive(reason)
        if *reason == ZipError::PASSWORD_REQUIRED);
    SheetProblem::of_file(if encrypted {
        FileFault::Encrypted
    } else {
        FileFault::Damaged
    })
}
