//! What each service wants: how a message is written, how it is signed, and how its answer is read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::notices::NoticeKind;
use desk::robots::{RobotTarget, Service, ToTell};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::visitor::query_value;
use crate::words::Words;

/// A message, ready to be posted.
pub(super) struct Message {
    pub(super) address: String,
    pub(super) body: String,
}

/// A text for a robot, signed as its service asks at a second of Unix time.
pub(super) fn message(target: &RobotTarget, now: i64, text: &str) -> Message {
    let address = target.address.as_str();
    let secret = target.secret.as_str();
    match target.service {
        // Who knows the address may post: nothing is signed.
        Service::WeCom => Message {
            address: address.to_owned(),
            body: json!({"msgtype": "text", "text": {"content": text}}).to_string(),
        },
        // The secret is the key; milliseconds and signature stand in the address.
        Service::DingTalk => {
            let millis = now.saturating_mul(1000);
            let mut address = address.to_owned();
            if !secret.is_empty() {
                let signed = signature(secret, &format!("{millis}\n{secret}"));
                let between = if address.contains('?') { '&' } else { '?' };
                // A slash is written out as well: so it is documented.
                let signed = query_value(&signed).replace('/', "%2F");
                address.push_str(&format!("{between}timestamp={millis}&sign={signed}"));
            }
            Message {
                address,
                body: json!({"msgtype": "text", "text": {"content": text}}).to_string(),
            }
        }
        // Seconds and secret are the key of nothing; both stand in the body.
        Service::Feishu => {
            let mut body = json!({"msg_type": "text", "content": {"text": text}});
            if let (false, Some(body)) = (secret.is_empty(), body.as_object_mut()) {
                let signed = signature(&format!("{now}\n{secret}"), "");
                body.insert("timestamp".to_owned(), json!(now.to_string()));
                body.insert("sign".to_owned(), json!(signed));
            }
            Message {
                address: address.to_owned(),
                body: body.to_string(),
            }
        }
    }
}

/// HMAC-SHA-256 in base 64.
fn signature(key: &str, text: &str) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Whether the service took the message: it says so in the answer, not by the status.
pub(super) fn understood(answer: &str) -> Result<(), &'static str> {
    let answer: Value = serde_json::from_str(answer).map_err(|_| "unread")?;
    let code = answer.get("errcode").or_else(|| answer.get("code"));
    match code.and_then(Value::as_i64) {
        Some(0) => Ok(()),
        Some(_) => Err("refused"),
        None => Err("unread"),
    }
}

/// What a group is told.
pub(super) fn text(told: &ToTell, door: &str, say: Words) -> String {
    let what = kind(told.kind, say);
    match told.case {
        Some(case) => say.robot_about_case(what, case, door),
        None => say.robot_about_alert(what, door),
    }
}

/// What happened, in few words.
pub(crate) fn kind(kind: NoticeKind, say: Words) -> &'static str {
    match kind {
        NoticeKind::Collision => say.robot_collision(),
        NoticeKind::WalkIn => say.robot_walk_in(),
        NoticeKind::DueSoon => say.robot_due_soon(),
        NoticeKind::ManyLooks => say.robot_many_looks(),
        NoticeKind::ManyChecks => say.robot_many_checks(),
        NoticeKind::ManyExports => say.robot_many_exports(),
        _ => say.robot_other(),
    }
}

#[cfg(test)]
mod tests;
