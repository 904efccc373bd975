//! Spelling differences that never tell two names apart: width, case, traditional characters.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;

/// Changes whenever a normalised name or key may change (code, data files, conversion tables).
/// Stored beside blind indexes, so that an upgrade knows which to compute again.
pub const NORMALISER_VERSION: u32 = 1;

/// Enough rounds for any text seen; the limit only guarantees an end.
const ROUNDS_MAX: usize = 8;

static TO_SIMPLIFIED: LazyLock<OpenCC> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the dictionary is compiled in and every test loads it"
    )]
    OpenCC::from_config(BuiltinConfig::T2s).expect("embedded dictionary")
});

/// Compatibility forms unified (NFKC), lower case, simplified characters.
///
/// Folding a folded text changes nothing: one step can open the way for another (a full-width
/// letter becomes an upper-case one), so the steps repeat until the text stands still.
pub fn fold(text: &str) -> String {
    fold_by_character(text).unwrap_or_else(|| fold_whole(text))
}

fn fold_whole(text: &str) -> String {
    let mut folded = fold_once(text);
    for _ in 1..ROUNDS_MAX {
        let next = fold_once(&folded);
        if next == folded {
            break;
        }
        folded = next;
    }
    folded
}

fn fold_once(text: &str) -> String {
    TO_SIMPLIFIED.convert(&narrow_signs(text)).to_lowercase()
}

/// The same for a text of characters that fold alone, whatever stands beside them: nearly all that is typed.
fn fold_by_character(text: &str) -> Option<String> {
    text.chars()
        .map(|character| match character {
            '\0'..='\x7f' => Some(character.to_ascii_lowercase()),
            FIRST_WIDE..='～' => {
                let narrow = u32::from(character) - u32::from(FIRST_WIDE) + u32::from('!');
                char::from_u32(narrow).map(|narrow| narrow.to_ascii_lowercase())
            }
            FIRST_HAN..=LAST_HAN if stays(character) => Some(character),
            _ => None,
        })
        .collect()
}

/// Full-width forms of what ASCII has from `!` to `~`.
const FIRST_WIDE: char = '！';
/// The unified ideographs that names are written with, none of which NFKC changes.
const FIRST_HAN: char = '一';
const LAST_HAN: char = '龥';
const WORDS: usize = (LAST_HAN as usize - FIRST_HAN as usize) / 64 + 1;

/// Simplified by themselves these stay, and in a phrase they may not (瞭解). Every phrase of the conversion
/// table that changes has one of them, or a character that changes by itself.
const CHANGED_IN_PHRASES: &str = "瞭藉覆沈牴衹";

/// Of each ideograph, whether it was looked up, and whether it folds to something else. Looking one up costs as
/// much as folding it, and there are too many to look up all at the start.
static LOOKED_UP: [AtomicU64; WORDS] = [const { AtomicU64::new(0) }; WORDS];
static CHANGES: [AtomicU64; WORDS] = [const { AtomicU64::new(0) }; WORDS];

/// Whether an ideograph folds to itself, whatever stands beside it.
fn stays(character: char) -> bool {
    let place = character as usize - FIRST_HAN as usize;
    let (Some(looked_up), Some(changes)) = (LOOKED_UP.get(place / 64), CHANGES.get(place / 64))
    else {
        return false;
    };
    let bit = 1 << (place % 64);
    if looked_up.load(Ordering::Acquire) & bit == 0 {
        let alone = character.to_string();
        if fold_whole(&alone) != alone || CHANGED_IN_PHRASES.contains(character) {
            changes.fetch_or(bit, Ordering::Relaxed);
        }
        looked_up.fetch_or(bit, Ordering::Release);
    }
    changes.load(Ordering::Relaxed) & bit == 0
}

/// Full-width digits and signs become plain ones, marks nobody sees and the apostrophe by which a
/// spreadsheet keeps a number as text are dropped; nothing else about a number is a matter of taste.
pub(crate) fn narrow(text: &str) -> String {
    let narrow = narrow_signs(text);
    let written = narrow.trim();
    let unquoted = written.trim_start_matches(['\'', '`', '‘', '’']);
    unquoted.trim_start().to_owned()
}

/// Compatibility forms unified, and without marks that nobody sees. ASCII has neither.
fn narrow_signs(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => text.into(),
        false => text.nfkc().filter(|c| !is_invisible(*c)).collect(),
    }
}

/// Marks without a width, which copying from a web page or chat leaves between characters.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Whether a spreadsheet turned a number into `1.10105194912310E+17` and lost its last digits.
pub(crate) fn is_rounded(narrow: &str) -> bool {
    let Some((figures, exponent)) = narrow.split_once(['e', 'E']) else {
        return false;
    };
    let is_number = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    figures.contains('.') && is_number(figures) && exponent.strip_prefix('+').is_some_and(is_number)
}

/// The readings of a character without tones; a character without any reads as itself.
pub(crate) fn readings(character: char) -> BTreeSet<String> {
    use pinyin::ToPinyinMulti;
    match character.to_pinyin_multi() {
        Some(readings) => readings
            .into_iter()
            .map(|reading| reading.plain().to_owned())
            .collect(),
        None => BTreeSet::from([character.to_string()]),
    }
}

/// Two readings of one character without tones, and whether any is shared.
pub(crate) fn sounds_alike(a: char, b: char) -> bool {
    use pinyin::ToPinyinMulti;
    if a == b {
        return true;
    }
    let (Some(a), Some(b)) = (a.to_pinyin_multi(), b.to_pinyin_multi()) else {
        return false;
    };
    a.into_iter()
        .any(|x| b.into_iter().any(|y| x.plain() == y.plain()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn traditional_variants_and_widths_fold_to_one_spelling() {
        for (written, folded) in [
            ("瀋陽", "沈阳"),
            ("傢俱", "家具"),
            ("𨭎", "𬭳"),
            ("鍾錶", "钟表"),
            ("裏", "里"),
            ("裡", "里"),
            ("乾坤", "乾坤"),
            ("乾燥", "干燥"),
            ("皇后", "皇后"),
            ("後台", "后台"),
            ("瞭望", "瞭望"),
            ("著名", "著名"),
            ("臺灣", "台湾"),
            ("昇", "升"),
            ("ＡＢＣ１２３", "abc123"),
            ("（武漢）", "(武汉)"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn any_shared_reading_sounds_alike() {
        for (a, b, alike) in [
            ('透', '经', false),
            ('特', '忒', true),
            ('重', '虫', true),
            ('重', '众', true),
            ('曾', '增', true),
            ('曾', '层', true),
            ('单', '善', true),
            ('a', 'b', false),
        ] {
            assert_eq!(sounds_alike(a, b), alike, "{a} {b}");
        }
    }

    #[test]
    fn phrases_fold_as_a_whole() {
        for (written, folded) in [
            ("瞭解", "了解"),
            ("瞭望", "瞭望"),
            ("答覆", "答复"),
            ("覆盖", "覆盖"),
            ("藉口", "借口"),
            ("沈默", "沉默"),
            ("沈阳", "沈阳"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    proptest! {
        #[test]
        fn folding_by_character_is_folding(
            text in "\\PC{0,12}|[一-龥 -~！-～]{0,8}|[傢俱瀋陽後乾坤瞭解望答覆盖藉口沈默衹得牴牾ＡＢ（）a-z]{0,8}",
        ) {
            if let Some(folded) = fold_by_character(&text) {
                prop_assert_eq!(folded, fold_whole(&text));
            }
        }

        #[test]
        fn folding_is_idempotent(text in "\\PC{0,12}|[一-龥]{0,8}|[傢俱瀋陽後乾ＡＢ（）a-z]{0,8}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
