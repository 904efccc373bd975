//! A text as a square that phones read.

use print::document::Code;
use qrcode::render::svg;
use qrcode::{Color, QrCode};

use crate::visitor::query_value;

/// The address of an image of the code; empty for a text too long for one.
pub(crate) fn image(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else {
        return String::new();
    };
    let drawing = code
        .render::<svg::Color<'_>>()
        .min_dimensions(220, 220)
        .build();
    format!("data:image/svg+xml,{}", query_value(&drawing))
}

/// The fields of the code, for a paper; none for a text too long for one.
pub(crate) fn squares(text: &str) -> Option<Code> {
    let code = QrCode::new(text).ok()?;
    let colors = code.to_colors().into_iter();
    Some(Code {
        side: code.width(),
        dark: colors.map(|color| color == Color::Dark).collect(),
    })
}
