//! Who is written to, in rows; the address itself is sealed.

use ledger::fault::Fault;
use ledger::rows::{EngineError, Row, Rows};
use ruling::calendar::Instant;
use ruling::fact::StaffId;
use ruling::language::Language;
use zeroize::Zeroizing;

use super::{AN_HOUR, HOUR, MailLink, Worth, staff_of};
use crate::Refusal;
use crate::account::token::Token;
use crate::notices::NoticeKind;

/// Notices looked at for one person at once.
const READ_AT_ONCE: u32 = 500;
const COLUMNS: &str = "m.staff_id, m.language, m.worth, m.is_confirmed, m.confirm_hash, m.confirm_until, m.stop_hash, \
     m.seen_no, m.hour_no, m.sent, m.failures, m.problem, m.retry_at";

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mailbox {
    pub(super) staff: StaffId,
    pub(super) language: Language,
    pub(super) worth: Worth,
    pub(super) is_confirmed: bool,
    pub(super) confirm: [u8; 32],
    pub(super) confirm_until: Instant,
    pub(super) stop: [u8; 32],
    /// The last notice that they were written about.
    pub(super) seen: u64,
    pub(super) hour: i64,
    pub(super) sent: u32,
    pub(super) failures: u32,
    pub(super) problem: String,
    pub(super) retry: Instant,
}

fn secret_name(staff: StaffId) -> String {
    format!("mail/{}", staff.0)
}

fn hash(bytes: &[u8]) -> Result<[u8; 32], EngineError> {
    Ok(bytes.try_into().map_err(|_| "no hash is of this length")?)
}

impl Mailbox {
    pub(super) fn new(staff: StaffId) -> Mailbox {
        Mailbox {
            staff,
            language: Language::Chinese,
            worth: Worth::Everything,
            is_confirmed: false,
            confirm: [0; 32],
            confirm_until: Instant::MIN,
            stop: [0; 32],
            seen: 0,
            hour: 0,
            sent: 0,
            failures: 0,
            problem: String::new(),
            retry: Instant::MIN,
        }
    }

    fn read(row: &Row<'_>) -> Result<Mailbox, EngineError> {
        Ok(Mailbox {
            staff: staff_of(row.int(0)?)?,
            language: match row.text(1)?.as_str() {
                "en" => Language::English,
                _ => Language::Chinese,
            },
            worth: Worth::named(&row.text(2)?),
            is_confirmed: row.int::<u8>(3)? == 1,
            confirm: hash(&row.bytes(4)?)?,
            confirm_until: row.instant(5)?,
            stop: hash(&row.bytes(6)?)?,
            seen: row.id(7)?,
            hour: row.int(8)?,
            sent: row.int(9)?,
            failures: row.int(10)?,
            problem: row.text(11)?,
            retry: row.instant(12)?,
        })
    }

    pub(super) fn of(rows: &Rows<'_>, staff: StaffId) -> Result<Option<Mailbox>, Fault> {
        rows.query_one(
            "reading where somebody is written to",
            &format!("SELECT {COLUMNS} FROM mailbox m WHERE m.company_id = $1 AND m.staff_id = $2"),
            &[rows.company(), staff.0.get().into()],
            Mailbox::read,
        )
    }

    /// Those who confirmed, and whose account is open.
    pub(super) fn confirmed(rows: &Rows<'_>) -> Result<Vec<Mailbox>, Fault> {
        rows.query(
            "listing who is written to",
            &format!(
                "SELECT {COLUMNS} FROM mailbox m JOIN account a ON a.company_id = m.company_id AND \
                 a.staff_id = m.staff_id WHERE m.company_id = $1 AND m.is_confirmed = 1 AND a.is_closed = 0 \
                 ORDER BY m.staff_id"
            ),
            &[rows.company()],
            Mailbox::read,
        )
    }

    /// Those who could not be written to.
    pub(super) fn failed(rows: &Rows<'_>) -> Result<Vec<Mailbox>, Fault> {
        rows.query(
            "listing who could not be written to",
            &format!(
                "SELECT {COLUMNS} FROM mailbox m WHERE m.company_id = $1 AND m.failures > 0 ORDER BY m.staff_id"
            ),
            &[rows.company()],
            Mailbox::read,
        )
    }

    pub(super) fn by_link(
        rows: &Rows<'_>,
        link: &Token,
        what: MailLink,
    ) -> Result<Mailbox, Refusal> {
        let column = match what {
            MailLink::Confirm => "m.confirm_hash",
            MailLink::Stop => "m.stop_hash",
        };
        let found = rows.query_one(
            "reading a link in a message",
            &format!("SELECT {COLUMNS} FROM mailbox m WHERE m.company_id = $1 AND {column} = $2"),
            &[rows.company(), (&link.hash()).into()],
            Mailbox::read,
        )?;
        let is_in_time =
            |known: &Mailbox| what == MailLink::Stop || rows.now() < known.confirm_until;
        found.filter(is_in_time).ok_or(Refusal::LinkVoid)
    }

    /// Messages left in this hour.
    pub(super) fn left(&self, now: Instant) -> u32 {
        match self.hour == now.seconds() / HOUR {
            true => AN_HOUR.saturating_sub(self.sent),
            false => AN_HOUR,
        }
    }

    /// The same, counting from this hour on.
    pub(super) fn counted(self, now: Instant) -> Mailbox {
        let hour = now.seconds() / HOUR;
        match self.hour == hour {
            true => self,
            false => Mailbox {
                hour,
                sent: 0,
                ..self
            },
        }
    }

    pub(super) fn keep(&self, rows: &Rows<'_>) -> Result<(), Fault> {
        rows.execute(
            "noting where somebody is written to",
            "DELETE FROM mailbox WHERE company_id = $1 AND staff_id = $2",
            &[rows.company(), self.staff.0.get().into()],
        )?;
        rows.execute(
            "noting where somebody is written to",
            "INSERT INTO mailbox (company_id, staff_id, language, worth, is_confirmed, confirm_hash, confirm_until, \
             stop_hash, seen_no, hour_no, sent, failures, problem, retry_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &[
                rows.company(),
                self.staff.0.get().into(),
                self.language.pick("zh", "en").into(),
                self.worth.name().into(),
                u8::from(self.is_confirmed).into(),
                (&self.confirm).into(),
                self.confirm_until.into(),
                (&self.stop).into(),
                self.seen.into(),
                self.hour.into(),
                self.sent.into(),
                self.failures.into(),
                self.problem.as_str().into(),
                self.retry.into(),
            ],
        )
    }

    /// Nothing more is sent, and the address is forgotten; how much was sent in this hour is not.
    pub(super) fn end(self, rows: &Rows<'_>) -> Result<(), Fault> {
        rows.drop_secret(&secret_name(self.staff))?;
        Mailbox {
            hour: self.hour,
            sent: self.sent,
            ..Mailbox::new(self.staff)
        }
        .keep(rows)
    }

    /// The address, and the link by which they want no more.
    pub(super) fn kept(
        &self,
        rows: &Rows<'_>,
    ) -> Result<Option<(Zeroizing<String>, Token)>, Refusal> {
        let Some(kept) = rows.secret(&secret_name(self.staff))? else {
            return Ok(None);
        };
        let text = Zeroizing::new(String::from_utf8_lossy(&kept).into_owned());
        let (address, stop) = text.split_once('\n').unwrap_or((&text, ""));
        let address = Zeroizing::new(address.to_owned());
        Ok(Some((address, Token::from_text(stop))))
    }
}

pub(super) fn keep_address(
    rows: &Rows<'_>,
    staff: StaffId,
    address: &str,
    stop: &Token,
) -> Result<(), Fault> {
    let kept = Zeroizing::new(format!("{address}\n{}", stop.text()));
    rows.keep_secret(&secret_name(staff), kept.as_bytes())
}

/// The last notice that somebody has.
pub(super) fn last_notice(rows: &Rows<'_>, staff: StaffId) -> Result<u64, Fault> {
    let last = rows.query_one(
        "reading how far somebody was told",
        "SELECT notice_no FROM notice WHERE company_id = $1 AND staff_id = $2 ORDER BY notice_no DESC LIMIT 1",
        &[rows.company(), staff.0.get().into()],
        |row| row.id(0),
    )?;
    Ok(last.unwrap_or(0))
}

/// What waits for somebody that they were not written about.
pub(super) fn waiting(
    rows: &Rows<'_>,
    known: &Mailbox,
    told_before: Instant,
) -> Result<Vec<(u64, NoticeKind)>, Fault> {
    rows.query(
        "listing what waits for somebody",
        "SELECT notice_no, kind FROM notice WHERE company_id = $1 AND staff_id = $2 AND list_no = 0 AND \
         notice_no > $3 AND told_at < $4 ORDER BY notice_no LIMIT $5",
        &[
            rows.company(),
            known.staff.0.get().into(),
            known.seen.into(),
            told_before.into(),
            READ_AT_ONCE.into(),
        ],
        |row| {
            let kind = NoticeKind::named(&row.text(1)?).ok_or("no notice is of this kind")?;
            Ok((row.id(0)?, kind))
        },
    )
}
