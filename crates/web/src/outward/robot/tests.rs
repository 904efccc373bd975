use desk::Language;

use super::*;

fn target(service: Service, address: &str, secret: &str) -> RobotTarget {
    RobotTarget {
        robot: 1,
        service,
        language: Language::Chinese,
        address: address.to_owned().into(),
        secret: secret.to_owned().into(),
    }
}

/// Signatures as another program made them, by what each service documents: Python's `hmac`, `base64` and
/// `urllib.parse.quote_plus`.
#[test]
fn each_service_gets_the_signature_that_it_documents() {
    let dingtalk = "https://oapi.dingtalk.com/robot/send?access_token=x";
    let sent = message(
        &target(Service::DingTalk, dingtalk, "SECabc"),
        1_772_413_200,
        "撞单",
    );
    assert_eq!(
        sent.address,
        format!(
            "{dingtalk}&timestamp=1772413200000&sign=Q9Fyfxo2OHGX0DG6%2BwFpYkbF1Q9QvgwC7n%2FOVQCqMnE%3D"
        )
    );
    assert_eq!(sent.body, r#"{"msgtype":"text","text":{"content":"撞单"}}"#);
    let feishu = "https://open.feishu.cn/open-apis/bot/v2/hook/x";
    let sent = message(
        &target(Service::Feishu, feishu, "SECabc"),
        1_772_413_200,
        "撞单",
    );
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(sent.address, feishu);
    assert_eq!(
        body,
        json!({
            "msg_type": "text",
            "content": {"text": "撞单"},
            "timestamp": "1772413200",
            "sign": "4lTRIbncEPRM9RwLPq/GmmeGuSq5gDeaP3jzqmHB6k0=",
        })
    );
    let wecom = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x";
    let sent = message(&target(Service::WeCom, wecom, ""), 1_772_413_200, "撞单");
    assert_eq!(sent.address, wecom);
    assert_eq!(sent.body, r#"{"msgtype":"text","text":{"content":"撞单"}}"#);
}

#[test]
fn an_answer_says_whether_the_message_was_taken() {
    for taken in [
        r#"{"errcode":0,"errmsg":"ok"}"#,
        r#"{"code":0,"msg":"success"}"#,
    ] {
        assert_eq!(understood(taken), Ok(()));
    }
    assert_eq!(understood(r#"{"errcode":45009}"#), Err("refused"));
    assert_eq!(understood(r#"{"code":19021}"#), Err("refused"));
    assert_eq!(understood("<html>"), Err("unread"));
}
