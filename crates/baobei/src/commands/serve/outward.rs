//! Who is spoken to outside, as the settings say: chat groups, the mail server, who sends text messages.

use ruling::policy::problem::Text;
use web::outward::Reach;
use web::outward::mail::{BadMailServer, MailServer, Protection};
use web::outward::sms::SmsSender;

use crate::config::Config;
use crate::failure::Failure;
use crate::input;

pub(super) fn reach(config: &Config) -> Reach {
    match config.text("robots_reach") {
        Some("anywhere") => Reach::Anywhere,
        _ => Reach::Public,
    }
}

/// The mail server, where one is named.
pub(super) fn mail(config: &Config) -> Result<Option<MailServer>, Failure> {
    let Some(host) = config.text("smtp_host") else {
        return Ok(None);
    };
    let protection = match config.text("smtp_protection") {
        Some("none") => Protection::Nothing,
        Some("starttls") => Protection::StartTls,
        _ => Protection::Tls,
    };
    let port = config
        .number("smtp_port")
        .and_then(|port| u16::try_from(port).ok());
    let password = config.text("smtp_password").unwrap_or_default();
    let account = config.text("smtp_user");
    let account = account.map(|user| (user.to_owned(), password.to_owned()));
    let from = config.text("smtp_from").unwrap_or_default();
    let server = MailServer::new((host, port.unwrap_or(465)), protection, account, from);
    let server = server.map_err(|bad| Failure::Usage(match bad {
        BadMailServer::From => Text::new(
            format!("设置 smtp_from `{from}` 不是发件地址：请写成 baobei@example.com 或 报备 <baobei@example.com>"),
            format!("the setting smtp_from `{from}` is no sender: write baobei@example.com or Baobei <baobei@example.com>"),
        ),
        BadMailServer::Unprotected => Text::new(
            format!("设置 smtp_protection = none 只用于本机的服务器，而 smtp_host `{host}` 是另一台：密码和链接会在网络上明文传送。请写 tls 或 starttls"),
            format!("the setting smtp_protection = none is for a server on this machine, and smtp_host `{host}` is another: password and links would be readable on the way. Write tls or starttls"),
        ),
    }))?;
    let server = match config.path("smtp_authority") {
        Some(path) => server
            .trusting(input::text(&path)?.as_bytes())
            .map_err(|_| {
                Failure::Usage(Text::new(
                    format!(
                        "设置 smtp_authority：{} 里没有 PEM 格式的证书",
                        path.display()
                    ),
                    format!(
                        "the setting smtp_authority: {} holds no certificate in PEM",
                        path.display()
                    ),
                ))
            })?,
        None => server,
    };
    Ok(Some(server))
}

/// Who sends codes to customers, where somebody is named.
pub(super) fn sms(config: &Config) -> Result<Option<SmsSender>, Failure> {
    let secret = config.text("sms_secret");
    match (config.text("sms_command"), config.text("sms_url")) {
        (None, None) => Ok(None),
        (Some(command), None) => Ok(Some(SmsSender::Program(command.to_owned()))),
        (None, Some(url)) => Ok(Some(SmsSender::Address {
            url: url.to_owned(),
            secret: secret.map(|secret| secret.to_owned().into()),
        })),
        (Some(_), Some(_)) => Err(Failure::Usage(Text::new(
            "设置 sms_command 和 sms_url 只能写一个：短信由一处发出",
            "of the settings sms_command and sms_url only one is given: text messages are sent by one of them",
        ))),
    }
}
