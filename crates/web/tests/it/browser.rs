//! A browser without a window: it keeps cookies, follows what it is sent to, and fills in forms with their token.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use tower::ServiceExt;
use web::site::Site;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The token of the forms on this page.
    pub(crate) fn form_token(&self) -> Option<&str> {
        let (_, rest) = self.text.split_once("name=\"form_token\" value=\"")?;
        rest.split_once('"').map(|(token, _)| token)
    }
}

pub(crate) struct Browser {
    router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
    pub(crate) host: String,
    token: String,
}

impl Browser {
    pub(crate) fn new(site: &Arc<Site>, host: &str) -> Browser {
        Browser {
            router: web::routes::router(Arc::clone(site)),
            cookies: BTreeMap::new(),
            language: "zh",
            host: host.to_owned(),
            token: String::new(),
        }
    }

    /// Opens an address, without following where it leads.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request("GET", path, &[], "")).await
    }

    /// Opens an address whose answer goes on: it is not read here.
    pub(crate) async fn open(&mut self, path: &str) -> Response<Body> {
        let request = self.request("GET", path, &[], "");
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends a form as the page last opened would.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("form_token={}", self.token);
        for (name, value) in fields {
            body += &format!("&{name}={}", percent(value));
        }
        let ours = [
            ("origin", format!("http://{}", self.host)),
            ("sec-fetch-site", "same-origin".to_owned()),
        ];
        self.send(self.request("POST", path, &ours, &body)).await
    }

    /// Sends a form with files, each with its field and content, as the page last opened would.
    pub(crate) async fn post_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        let body = Body::from(self.in_parts(fields, files));
        self.send_in_parts(path, body).await
    }

    /// The same from a phone with a weak signal: a tenth at a time with pauses between, and no more than so many.
    pub(crate) async fn post_files_slowly(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
        (tenths, pause): (usize, Duration),
    ) -> Answer {
        let whole = self.in_parts(fields, files);
        let pieces: Vec<_> = whole.chunks(whole.len().div_ceil(10)).collect();
        let pieces: Vec<_> = pieces
            .into_iter()
            .take(tenths)
            .map(<[u8]>::to_vec)
            .collect();
        let is_whole = tenths == 10;
        let come = stream::iter(pieces).then(move |piece| async move {
            tokio::time::sleep(pause).await;
            Ok::<_, std::convert::Infallible>(piece)
        });
        // What does not come any more is waited for.
        let rest = stream::once(async move {
            if !is_whole {
                std::future::pending::<()>().await;
            }
            Ok(Vec::new())
        });
        let body = Body::from_stream(come.chain(rest));
        self.send_in_parts(path, body).await
    }

    /// A form with files as it is written.
    fn in_parts(&self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
        let token = self.token.clone();
        let mut body = Vec::new();
        let fields = [("form_token", token.as_str())]
            .into_iter()
            .chain(fields.iter().copied());
        for (name, value) in fields {
            let head = format!(
                "--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(head.as_bytes());
        }
        for (name, bytes) in files {
            let head = format!(
                "--part\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"林深身份证.jpg\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--part--\r\n");
        body
    }

    async fn send_in_parts(&mut self, path: &str, body: Body) -> Answer {
        let kind = "multipart/form-data; boundary=part".to_owned();
        let mut request = self.request("POST", path, &[("content-type", kind)], "");
        *request.body_mut() = body;
        self.send(request).await
    }

    /// A request with these headers and this body, with the browser's cookies.
    pub(crate) fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: &str,
    ) -> Request<Body> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::COOKIE, cookies.join("; "));
        if method == "POST" && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        let peer: SocketAddr = "127.0.0.1:40000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().unwrap());
        }
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            text,
        };
        if let Some(token) = answer.form_token() {
            self.token = token.to_owned();
        }
        answer
    }

    fn keep(&mut self, line: &str) {
        let (pair, how) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if how.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
