//! Whoever asks for a page, signed in or not: which language, which form token, from which page.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use desk::{Actor, Language};

use crate::cookie::Cookie;
use crate::form_token::FormToken;
use crate::frame::Frame;
use crate::moment::Clock;
use crate::site::Site;
use crate::words::Words;

/// One who asks.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) site: Arc<Site>,
    pub(crate) say: Words,
    /// The address they come from.
    pub(crate) origin: String,
    form_token: String,
    path: String,
}

impl Visitor {
    /// What stands around a page for this visitor.
    pub(crate) fn frame(&self) -> Frame {
        Frame {
            say: self.say,
            clock: Clock::new(self.site.zone.clone(), self.say.0),
            now: (self.site.now)(),
            form_token: self.form_token.clone(),
            path: self.path.clone(),
            viewer: None,
        }
    }

    /// Goes on in the language that somebody chose, if they did: it follows them to another browser.
    pub(crate) fn speak_as(&mut self, actor: &Actor) {
        if let Some(language) = actor.language {
            self.say = Words(language);
        }
    }

    /// Where to come back to after signing in: a page is opened again, a form is not sent again.
    pub(crate) fn place_to_come_back_to(&self, method: &Method) -> String {
        match *method {
            Method::GET => self.path.clone(),
            _ => "/".to_owned(),
        }
    }
}

impl FromRequestParts<Arc<Site>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Infallible> {
        let token = parts.extensions.get::<FormToken>();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Visitor {
            site: Arc::clone(site),
            say: Words(language(site, &parts.headers)),
            origin: origin(site, parts),
            form_token: token.map(FormToken::text).unwrap_or_default().to_owned(),
            path: path.to_owned(),
        })
    }
}

/// The client's address: what connects, or, behind a public address, what whoever passes requests on says last.
fn origin(site: &Site, parts: &Parts) -> String {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    let passed_on = parts
        .headers
        .get("x-forwarded-for")
        .and_then(|line| line.to_str().ok());
    let last = passed_on
        .and_then(|line| line.rsplit(',').next())
        .and_then(|text| text.trim().parse().ok());
    let client: Option<IpAddr> = if site.door.is_secure() {
        last.or(peer)
    } else {
        peer
    };
    client.map(|client| client.to_string()).unwrap_or_default()
}

/// The one chosen, else the browser's first that we speak, else Chinese.
fn language(site: &Site, headers: &HeaderMap) -> Language {
    let chosen = Cookie::Language.read(&site.door, headers);
    if let Some(chosen) = chosen.as_deref().and_then(language_of) {
        return chosen;
    }
    let preferred = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|line| line.to_str().ok());
    let mut tags = preferred.unwrap_or_default().split(',');
    tags.find_map(|tag| language_of(tag.trim().get(..2)?))
        .unwrap_or_default()
}

/// A language by its code.
pub(crate) fn language_of(code: &str) -> Option<Language> {
    match code.to_ascii_lowercase().as_str() {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// A place of ours to go on to; anything else leads home. Neither another site nor a form's own address.
pub(crate) fn local(next: &str) -> &str {
    let is_local =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_local { next } else { "/" }
}

/// A text as the value of a query.
pub(crate) fn query_value(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let told = text.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    told.collect()
}
