//! What a browser is, in few words: so that somebody knows their own devices in a list.

/// Browsers by what only they say of themselves, the most particular first.
const BROWSERS: [(&str, &str); 9] = [
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Lark", "飞书"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
];

/// `Chrome · Windows`; empty if the browser says nothing that is known.
pub(crate) fn device_label(user_agent: &str) -> String {
    let said = |known: &[(&str, &'static str)]| {
        let mut known = known.iter();
        known
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let parts: Vec<&str> = [said(&BROWSERS), said(&SYSTEMS)]
        .into_iter()
        .flatten()
        .collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::device_label;

    #[test]
    fn the_browser_inside_a_chat_program_is_known_as_that() {
        let phone = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0.44";
        assert_eq!(device_label(phone), "微信 · Android");
        let desk = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
        assert_eq!(device_label(desk), "Chrome · Windows");
        assert_eq!(device_label("curl/8"), "");
    }
}
