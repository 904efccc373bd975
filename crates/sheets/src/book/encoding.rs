//! Bytes to text: byte order mark, then strict UTF-8, then GB18030. Nothing is ever replaced.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::problem::{Cause, FileFault, Place, SheetProblem};

/// The text of `bytes` without its byte order mark.
///
/// # Errors
/// The line of the first byte that fits neither encoding; of the two, the one that got further.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, SheetProblem> {
    if let Some((encoding, mark_length)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark_length..).unwrap_or_default();
        return strictly(encoding, body).map_err(|at| undecodable(encoding, body, at));
    }
    strictly(UTF_8, bytes).or_else(|utf8_at| {
        strictly(GB18030, bytes).map_err(|at| undecodable(UTF_8, bytes, at.max(utf8_at)))
    })
}

/// The whole text, or how many bytes were good.
fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(
        decoder
            .max_utf8_buffer_length_without_replacement(bytes.len())
            .unwrap_or(bytes.len()),
    );
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::OutputFull, read) => Err(read),
        (DecoderResult::Malformed(length, after), read) => {
            Err(read.saturating_sub(usize::from(length) + usize::from(after)))
        }
    }
}

fn undecodable(encoding: &'static Encoding, bytes: &[u8], at: usize) -> SheetProblem {
    let good = bytes.get(..at).unwrap_or(bytes);
    let lines = if encoding == UTF_16LE || encoding == UTF_16BE {
        let newline: &[u8] = if encoding == UTF_16LE {
            b"\n\0"
        } else {
            b"\0\n"
        };
        good.chunks_exact(2).filter(|unit| *unit == newline).count()
    } else {
        good.iter().filter(|&&byte| byte == b'\n').count()
    };
    let row = u32::try_from(lines + 1).ok();
    SheetProblem {
        place: Place {
            row,
            ..Place::default()
        },
        cause: Cause::File(FileFault::Undecodable { byte: at }),
    }
}
