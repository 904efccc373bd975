//! A text as a square that phones read.

use qrcode::QrCode;
use qrcode::render::svg;

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
