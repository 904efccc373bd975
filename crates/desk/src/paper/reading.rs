//! Files taken in: what they are is told by what is in them, never by their names; pictures are made smaller, upright
//! and bare of everything else.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
pub use ledger::paper::PAPER_BYTES_MAX;
use ledger::paper::{Media, PAPERS_AT_ONCE_MAX, Paper};

use super::PaperUpload;

/// Files that may come together.
pub const PAPERS_MAX: usize = PAPERS_AT_ONCE_MAX;
/// A picture's longest side, to be read on a screen; and too small for that.
const VIEW_PIXELS: u32 = 1_600;
const SMALL_PIXELS: u32 = 160;
/// The longest side that is read at all, and the memory that reading may take.
const PIXELS_MAX: u32 = 12_000;
const MEMORY_MAX: u64 = 320 * 1024 * 1024;
const JPEG_QUALITY: u8 = 80;
/// Fewer dark points than this are a slip of the finger.
const INK_PIXELS: usize = 60;

/// Why a file is not taken; it never repeats its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperProblem {
    /// More than [`PAPERS_MAX`].
    TooMany,
    /// More bytes than [`PAPER_BYTES_MAX`]: which, from 1.
    TooLarge(usize),
    /// Neither JPEG nor PNG nor PDF: which, from 1.
    OtherKind(usize),
    /// It ends too early, or is not what it begins as: which, from 1.
    Damaged(usize),
}

/// Reads files; empty ones, which browsers send where none was chosen, must be gone.
pub(super) fn read(uploads: &[PaperUpload]) -> Result<Vec<Paper>, PaperProblem> {
    if uploads.len() > PAPERS_MAX {
        return Err(PaperProblem::TooMany);
    }
    let numbered = (1..).zip(uploads);
    numbered
        .map(|(number, upload)| read_one(number, upload))
        .collect()
}

fn read_one(number: usize, upload: &PaperUpload) -> Result<Paper, PaperProblem> {
    let bytes = &upload.bytes;
    if bytes.len() > PAPER_BYTES_MAX {
        return Err(PaperProblem::TooLarge(number));
    }
    let media = media_of(bytes).ok_or(PaperProblem::OtherKind(number))?;
    let (view, small) = match media {
        Media::Pdf if is_whole_pdf(bytes) => (Vec::new(), Vec::new()),
        Media::Pdf => return Err(PaperProblem::Damaged(number)),
        Media::Jpeg => pictures(bytes, ImageFormat::Jpeg).ok_or(PaperProblem::Damaged(number))?,
        Media::Png => pictures(bytes, ImageFormat::Png).ok_or(PaperProblem::Damaged(number))?,
    };
    Ok(Paper {
        what: upload.what.clone(),
        media,
        original: bytes.clone(),
        view,
        small,
    })
}

fn media_of(bytes: &[u8]) -> Option<Media> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(Media::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Media::Png);
    }
    bytes.starts_with(b"%PDF-").then_some(Media::Pdf)
}

/// Whether a document has its end. It is never shown by us, only handed out again.
fn is_whole_pdf(bytes: &[u8]) -> bool {
    let end = bytes.len().saturating_sub(1024);
    let end = bytes.get(end..).unwrap_or_default();
    end.windows(5).any(|window| window == b"%%EOF")
}

/// A picture to be read and one too small for that, as JPEG.
fn pictures(bytes: &[u8], format: ImageFormat) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(PIXELS_MAX);
    limits.max_image_height = Some(PIXELS_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = smaller(DynamicImage::from_decoder(decoder).ok()?, VIEW_PIXELS);
    picture.apply_orientation(orientation);
    let view = on_white(&picture);
    let small = smaller(DynamicImage::ImageRgb8(view.clone()), SMALL_PIXELS);
    Some((jpeg(&view)?, jpeg(&small.into_rgb8())?))
}

/// Whether there are strokes on a picture: a pad that nobody wrote on is no signature.
pub(crate) fn is_drawn(bytes: &[u8]) -> bool {
    let format = match media_of(bytes) {
        Some(Media::Png) => ImageFormat::Png,
        Some(Media::Jpeg) => ImageFormat::Jpeg,
        Some(Media::Pdf) | None => return false,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(VIEW_PIXELS);
    limits.max_image_height = Some(VIEW_PIXELS);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let Ok(picture) = reader.decode() else {
        return false;
    };
    let picture = on_white(&picture);
    let dark = picture
        .pixels()
        .filter(|pixel| pixel.0.iter().all(|part| *part < 128));
    dark.count() >= INK_PIXELS
}

fn smaller(picture: DynamicImage, pixels: u32) -> DynamicImage {
    match picture.width().max(picture.height()) > pixels {
        true => picture.thumbnail(pixels, pixels),
        false => picture,
    }
}

/// What shows through is paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    let mut bare = RgbImage::new(picture.width(), picture.height());
    for (to, from) in bare.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u16::from);
        let over =
            |part: u16| u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255);
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    bare
}

fn jpeg(picture: &RgbImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    encoder.encode_image(picture).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::{PAPER_BYTES_MAX, PaperProblem, read};
    use crate::paper::PaperUpload;

    fn upload(bytes: Vec<u8>) -> PaperUpload {
        PaperUpload {
            what: String::new(),
            bytes,
        }
    }

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let picture = image::RgbImage::from_fn(width, height, |x, _| {
            image::Rgb(if x < width / 2 {
                [250, 10, 10]
            } else {
                [10, 10, 250]
            })
        });
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A JPEG whose camera was held on its side, and says where it was taken.
    fn turned(jpeg: &[u8]) -> Vec<u8> {
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0 30.5N 114.3E";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let (begin, rest) = jpeg.split_at(2);
        [begin, b"\xff\xe1", &length, exif, rest].concat()
    }

    #[test]
    fn a_photo_is_shown_upright_and_without_what_the_camera_wrote() {
        let original = turned(&picture(2_000, 1_000, ImageFormat::Jpeg));
        let papers = read(&[upload(original.clone())]).unwrap();
        assert_eq!(papers[0].original, original, "kept as it came");
        let view = image::load_from_memory(&papers[0].view).unwrap();
        assert_eq!((view.width(), view.height()), (800, 1_600));
        let small = image::load_from_memory(&papers[0].small).unwrap();
        assert_eq!((small.width(), small.height()), (80, 160));
        for copy in [&papers[0].view, &papers[0].small] {
            let mut parts = copy.windows(5);
            assert!(!parts.any(|part| part == b"30.5N" || part == b"Exif\0"));
        }
        // Turned by a quarter to the right, the left half is the upper one.
        let upper = view.to_rgb8().get_pixel(400, 200).0;
        assert!(upper[0] > 200 && upper[2] < 60, "{upper:?}");
    }

    #[test]
    fn what_shows_through_becomes_white() {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let clear = image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]));
        clear.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let papers = read(&[upload(bytes.into_inner())]).unwrap();
        let view = image::load_from_memory(&papers[0].view).unwrap().to_rgb8();
        assert!(view.get_pixel(4, 4).0.iter().all(|part| *part > 240));
    }

    #[test]
    fn only_whole_files_of_known_kinds_are_taken() {
        let jpeg = picture(40, 40, ImageFormat::Jpeg);
        let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec();
        assert!(read(&[upload(jpeg.clone()), upload(pdf.clone())]).is_ok());
        let refused = |bytes: Vec<u8>| read(&[upload(jpeg.clone()), upload(bytes)]).unwrap_err();
        assert_eq!(refused(b"GIF89a".to_vec()), PaperProblem::OtherKind(2));
        assert_eq!(
            refused(b"<svg onload=x>".to_vec()),
            PaperProblem::OtherKind(2)
        );
        assert_eq!(refused(Vec::new()), PaperProblem::OtherKind(2));
        assert_eq!(refused(jpeg[..20].to_vec()), PaperProblem::Damaged(2));
        assert_eq!(refused(pdf[..20].to_vec()), PaperProblem::Damaged(2));
        let large = [&jpeg[..], &vec![0; PAPER_BYTES_MAX]].concat();
        assert_eq!(refused(large), PaperProblem::TooLarge(2));
        let many = vec![upload(jpeg.clone()); 11];
        assert_eq!(read(&many).unwrap_err(), PaperProblem::TooMany);
    }

    #[test]
    fn a_picture_that_says_it_is_huge_is_not_read() {
        let mut png = picture(4, 4, ImageFormat::Png);
        // Width and height of the header, whose checksum is not looked at before the limits.
        png.splice(16..24, [0, 0x0f, 0xff, 0xff, 0, 0x0f, 0xff, 0xff]);
        assert_eq!(read(&[upload(png)]).unwrap_err(), PaperProblem::Damaged(1));
    }
}
