//! The four cookies: who is signed in, which browser that is, to whom a form was given, and the language chosen.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::door::Door;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The token of a session.
    Session,
    /// What a browser is known by over the years.
    Device,
    /// What the tokens of forms are made from.
    Form,
    /// `zh` or `en`.
    Language,
}

/// A year, in seconds.
const YEAR: u32 = 31_536_000;

impl Cookie {
    /// The name. `__Host-` makes browsers insist on https, on this host and on the whole site; over plain http,
    /// which only the machine itself may use, they would not take such a cookie at all.
    pub(crate) fn name(self, door: &Door) -> &'static str {
        match (self, door.is_secure()) {
            (Cookie::Session, true) => "__Host-baobei",
            (Cookie::Session, false) => "baobei-local",
            (Cookie::Device, true) => "__Host-baobei-device",
            (Cookie::Device, false) => "baobei-local-device",
            (Cookie::Form, true) => "__Host-baobei-form",
            (Cookie::Form, false) => "baobei-local-form",
            (Cookie::Language, true) => "__Host-baobei-language",
            (Cookie::Language, false) => "baobei-local-language",
        }
    }

    /// What the browser sent.
    pub(crate) fn read(self, door: &Door, headers: &HeaderMap) -> Option<String> {
        let name = self.name(door);
        let lines = headers.get_all(header::COOKIE).iter();
        let mut pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        pairs.find_map(|pair| {
            let (named, value) = pair.trim().split_once('=')?;
            (named == name).then(|| value.to_owned())
        })
    }

    /// The header that sets it; without a value, the one that takes it away.
    pub(crate) fn set(self, door: &Door, value: Option<&str>) -> Option<HeaderValue> {
        let name = self.name(door);
        let secure = if door.is_secure() { "; Secure" } else { "" };
        // A link in a mail or a chat must find whoever is signed in; forms are checked by more than the cookie.
        let same_site = match self {
            Cookie::Form => "Strict",
            Cookie::Session | Cookie::Device | Cookie::Language => "Lax",
        };
        let age = match (self, value) {
            (_, None) => "; Max-Age=0".to_owned(),
            (Cookie::Device | Cookie::Language, Some(_)) => format!("; Max-Age={YEAR}"),
            (Cookie::Session | Cookie::Form, Some(_)) => String::new(),
        };
        let value = value.unwrap_or_default();
        let line = format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{age}");
        HeaderValue::from_str(&line).ok()
    }
}
