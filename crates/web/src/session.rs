//! Who is signed in: nobody gets behind the entrance without a session, and handlers get the actor, not the cookie.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use desk::account::{DeviceToken, SessionToken};
use desk::notices::Badge;
use desk::places::Places;
use desk::{Actor, Desk, Refusal};

use crate::cookie::Cookie;
use crate::frame::{Frame, Viewer};
use crate::refusal::Stop;
use crate::site::Site;
use crate::visitor::Visitor;

/// Somebody signed in, asking for a page.
#[derive(Clone)]
pub(crate) struct Insider {
    pub(crate) visitor: Visitor,
    pub(crate) actor: Arc<Actor>,
    pub(crate) token: SessionToken,
    /// How much waits for them.
    pub(crate) badge: Badge,
    places: Places,
}

/// What the entrance found out.
#[derive(Clone)]
pub(crate) struct Admitted {
    pub(crate) actor: Arc<Actor>,
    token: SessionToken,
    pub(crate) badge: Badge,
    pub(crate) places: Places,
}

/// Lets those in who are signed in, and leads the others to where one signs in.
pub(crate) async fn admit(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    mut request: Request,
    next: Next,
) -> Response {
    let token = token_of(&site, request.headers());
    match admitted(&visitor, token).await {
        Ok(Some(admitted)) => {
            request.extensions_mut().insert(admitted.clone());
            let mut response = next.run(request).await;
            // A refusal is told within the frame of whoever is signed in.
            response.extensions_mut().insert(admitted);
            response
        }
        Ok(None) => {
            Stop::SignInFirst(visitor.place_to_come_back_to(request.method())).into_response()
        }
        Err(stop) => stop.into_response(),
    }
}

/// An address that there is not: whoever is signed in keeps their menu.
pub(crate) async fn nowhere(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    let mut response = Stop::NotFound.into_response();
    if let Ok(Some(admitted)) = admitted(&visitor, token_of(&site, &headers)).await {
        response.extensions_mut().insert(admitted);
    }
    response
}

async fn admitted(
    visitor: &Visitor,
    token: Option<SessionToken>,
) -> Result<Option<Admitted>, Stop> {
    let Some(token) = token else {
        return Ok(None);
    };
    let (asked, origin) = (token.clone(), visitor.origin.clone());
    let found = visitor.site.ask(move |desk| {
        let Some(actor) = desk.actor(&asked, &origin)? else {
            return Ok(None);
        };
        let (badge, places) = (desk.badge_of(&actor)?, desk.places(&actor)?);
        Ok(Some((actor, badge, places)))
    });
    Ok(found.await?.map(|(actor, badge, places)| Admitted {
        actor: Arc::new(actor),
        token,
        badge,
        places,
    }))
}

/// The token of the session's cookie.
pub(crate) fn token_of(site: &Site, headers: &HeaderMap) -> Option<SessionToken> {
    let text = Cookie::Session.read(&site.door, headers)?;
    Some(SessionToken::from_text(&text))
}

impl FromRequestParts<Arc<Site>> for Insider {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Stop> {
        let mut visitor = Visitor::from_request_parts(parts, site)
            .await
            .unwrap_or_else(|never| match never {});
        // A page behind the entrance that the entrance does not guard would answer nobody.
        let admitted = parts
            .extensions
            .get::<Admitted>()
            .cloned()
            .ok_or(Stop::Broken)?;
        visitor.speak_as(&admitted.actor);
        Ok(Insider {
            visitor,
            actor: admitted.actor,
            token: admitted.token,
            badge: admitted.badge,
            places: admitted.places,
        })
    }
}

impl Insider {
    /// Asks the desk as this person.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Desk, &Actor) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Stop> {
        let actor = Arc::clone(&self.actor);
        self.visitor
            .site
            .ask(move |desk| question(desk, &actor))
            .await
    }

    /// What stands around a page for this person.
    pub(crate) fn frame(&self) -> Frame {
        let mut frame = self.visitor.frame();
        frame.viewer = Some(Viewer::of(&self.actor, self.badge, self.places, &frame));
        frame
    }
}

/// Somebody whose password was right, on the way in or inside already: what they do next checks how far they are.
pub(crate) struct Arriving {
    pub(crate) token: SessionToken,
    pub(crate) device: DeviceToken,
}

impl FromRequestParts<Arc<Site>> for Arriving {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Stop> {
        let token =
            token_of(site, &parts.headers).ok_or_else(|| Stop::SignInFirst("/".to_owned()))?;
        let device = Cookie::Device
            .read(&site.door, &parts.headers)
            .unwrap_or_default();
        Ok(Arriving {
            token,
            device: DeviceToken::from_text(&device),
        })
    }
}
