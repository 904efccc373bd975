//! Notices by e-mail: whoever gave an address of their own and confirmed it is told there, too, that something waits,
//! a few times an hour at most and not at night. Whoever sends asks what is to be sent and says what came of it; how
//! is not the desk's.

mod rows;

use std::num::NonZeroU32;

use ruling::calendar::{Instant, Zone};
use ruling::fact::StaffId;
use ruling::language::Language;
use zeroize::Zeroizing;

use self::rows::{Mailbox, waiting};
use crate::account::token::Token;
use crate::notices::NoticeKind;
use crate::permission::{Target, deed};
use crate::{Actor, Desk, Refusal};

/// Messages to one person in an hour: each tells all that waits.
pub const AN_HOUR: u32 = 4;
/// How long the link in a message confirms the address.
pub const CONFIRM_SECONDS: i64 = 24 * 60 * 60;
/// Hours of the day in which nothing is sent: from, until.
pub const QUIET: (u8, u8) = (21, 8);
/// Longest address.
const ADDRESS_MAX: usize = 254;
/// Who is at the pages sees it there, and may have done it by then.
const SEEN_ANYWAY_SECONDS: i64 = 60;
/// First wait after a failure; each further one doubles it.
const FIRST_WAIT_SECONDS: i64 = 60;
/// Longest wait.
const WAIT_MAX_SECONDS: i64 = 6 * 60 * 60;
const HOUR: i64 = 60 * 60;

/// What is worth a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Everything that waits for the person.
    Everything,
    /// What costs a customer or an account if it waits until tomorrow.
    Urgent,
}

impl Worth {
    fn takes(self, kind: NoticeKind) -> bool {
        let is_urgent = matches!(
            kind,
            NoticeKind::Collision
                | NoticeKind::WalkIn
                | NoticeKind::DueSoon
                | NoticeKind::FormReturned
                | NoticeKind::Planned
                | NoticeKind::Disputed
                | NoticeKind::Accused
                | NoticeKind::ListDue
                | NoticeKind::ListLate
                | NoticeKind::TwoPlaces
                | NoticeKind::PasswordGuessed
        );
        self == Worth::Everything || is_urgent
    }

    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Worth::Everything => "everything",
            Worth::Urgent => "urgent",
        }
    }

    /// What the name means; everything, if it is none.
    #[must_use]
    pub fn named(name: &str) -> Worth {
        match name {
            "urgent" => Worth::Urgent,
            _ => Worth::Everything,
        }
    }
}

/// An address as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMailbox {
    /// The address.
    pub address: Zeroizing<String>,
    /// Whether the link that was sent there was opened.
    pub is_confirmed: bool,
    /// What is sent there.
    pub worth: Worth,
    /// Why the last message could not be sent, by a stable word; empty: it could.
    pub problem: String,
}

/// Where somebody is written to.
#[derive(Debug, Clone)]
pub struct MailTarget {
    /// Who.
    pub staff: StaffId,
    /// In which language.
    pub language: Language,
    /// At which address.
    pub address: Zeroizing<String>,
    /// What the link ends with by which they want no more; of a message to confirm, what confirms.
    pub link: Token,
}

/// What waits for somebody, how often of each kind, without saying about whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToMail {
    /// In the order in which the first of each kind was told.
    pub kinds: Vec<(NoticeKind, u32)>,
    /// The last of it.
    upto: u64,
}

/// Somebody who could not be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFailure {
    /// Their name.
    pub name: String,
    /// How often in a row.
    pub failures: u32,
    /// Why, by a stable word.
    pub problem: String,
    /// When it is tried again.
    pub retry: Instant,
}

/// What a link in a message does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLink {
    /// The address is theirs.
    Confirm,
    /// They want no more.
    Stop,
}

impl Desk {
    /// Where the actor is written to; none: nowhere.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn mailbox(&self, actor: &Actor) -> Result<Option<OwnMailbox>, Refusal> {
        let staff = actor.staff;
        self.ledger.look(|rows| {
            let Some(known) = Mailbox::of(rows, staff)? else {
                return Ok(None);
            };
            let kept = known.kept(rows)?;
            Ok(kept.map(|(address, _)| OwnMailbox {
                address,
                is_confirmed: known.is_confirmed,
                worth: known.worth,
                problem: known.problem,
            }))
        })
    }

    /// Notes where the actor wants to be written to, and gives the link that is sent there to confirm it. Nothing else
    /// is sent before.
    ///
    /// # Errors
    /// What is no address; more messages in this hour than [`AN_HOUR`].
    pub fn set_mailbox(
        &self,
        actor: &Actor,
        address: &str,
        (worth, language): (Worth, Language),
    ) -> Result<MailTarget, Refusal> {
        let address = Zeroizing::new(address.trim().to_owned());
        if !is_address(&address) {
            return Err(Refusal::Missing {
                field: "mail_address",
            });
        }
        let (confirm, stop) = (Token::new()?, Token::new()?);
        let staff = actor.staff;
        let target = MailTarget {
            staff,
            language,
            address: address.clone(),
            link: confirm.clone(),
        };
        self.ledger.keep(move |rows| {
            let known = Mailbox::of(rows, staff)?;
            let known = known.unwrap_or_else(|| Mailbox::new(staff));
            let now = rows.now();
            if known.left(now) == 0 {
                let until = Instant::from_seconds((now.seconds() / HOUR + 1) * HOUR);
                return Err(Refusal::TooManyAttempts { until });
            }
            Mailbox {
                worth,
                language,
                is_confirmed: false,
                confirm: confirm.hash(),
                confirm_until: now.plus_seconds(CONFIRM_SECONDS),
                stop: stop.hash(),
                seen: rows::last_notice(rows, staff)?,
                failures: 0,
                problem: String::new(),
                retry: now,
                ..known.counted(now)
            }
            .keep(rows)?;
            rows::keep_address(rows, staff, &address, &stop)?;
            Ok::<_, Refusal>(())
        })?;
        Ok(target)
    }

    /// The actor is written to no more; the address is forgotten.
    ///
    /// # Errors
    /// Rows that cannot be written.
    pub fn end_mailbox(&self, actor: &Actor) -> Result<(), Refusal> {
        let staff = actor.staff;
        self.ledger
            .keep(move |rows| match Mailbox::of(rows, staff)? {
                Some(known) => Ok(known.end(rows)?),
                None => Ok(()),
            })
    }

    /// Whether a link in a message still does anything: before its page asks.
    ///
    /// # Errors
    /// [`Refusal::LinkVoid`].
    pub fn check_mail_link(&self, link: &Token, what: MailLink) -> Result<(), Refusal> {
        self.ledger
            .look(|rows| Mailbox::by_link(rows, link, what).map(drop))
    }

    /// Does what a link in a message does: it confirms once, and ends once.
    ///
    /// # Errors
    /// [`Refusal::LinkVoid`].
    pub fn use_mail_link(&self, link: &Token, what: MailLink) -> Result<(), Refusal> {
        let link = link.clone();
        self.ledger.keep(move |rows| {
            let known = Mailbox::by_link(rows, &link, what)?;
            match what {
                MailLink::Stop => Ok::<_, Refusal>(known.end(rows)?),
                MailLink::Confirm => Ok(Mailbox {
                    is_confirmed: true,
                    confirm: [0; 32],
                    confirm_until: Instant::MIN,
                    ..known
                }
                .keep(rows)?),
            }
        })
    }

    /// Who is to be written to now, and what waits for them. Nobody at night, and nobody who has left.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn to_mail(&self) -> Result<Vec<(MailTarget, ToMail)>, Refusal> {
        let now = self.ledger.now();
        let (_, hour, ..) = Zone::shanghai().civil(now);
        if hour >= QUIET.0 || hour < QUIET.1 {
            return Ok(Vec::new());
        }
        let company = self.ledger.company()?;
        let mut all = Vec::new();
        for known in self.ledger.look(Mailbox::confirmed)? {
            let staff = known.staff;
            if company.departed_by(staff, now, now).is_some() {
                self.ledger
                    .keep(move |rows| Ok::<_, Refusal>(known.end(rows)?))?;
                continue;
            }
            if now < known.retry || known.left(now) == 0 {
                continue;
            }
            let told_before = now.plus_seconds(-SEEN_ANYWAY_SECONDS);
            let found = self
                .ledger
                .look(|rows| waiting(rows, &known, told_before))?;
            let Some((upto, _)) = found.last().copied() else {
                continue;
            };
            let mut kinds: Vec<(NoticeKind, u32)> = Vec::new();
            for (_, kind) in found {
                match kinds.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, times)) => *times += 1,
                    None if known.worth.takes(kind) => kinds.push((kind, 1)),
                    None => {}
                }
            }
            let kept = self.ledger.look(|rows| known.kept(rows))?;
            if let (Some((address, link)), false) = (kept, kinds.is_empty()) {
                let language = known.language;
                let target = MailTarget {
                    staff,
                    language,
                    address,
                    link,
                };
                all.push((target, ToMail { kinds, upto }));
            }
        }
        Ok(all)
    }

    /// Notes what came of writing to somebody: it was sent, or why not, by a stable word; then it is tried again, ever
    /// later.
    ///
    /// # Errors
    /// Rows that cannot be written.
    pub fn mailed(
        &self,
        staff: StaffId,
        told: Option<&ToMail>,
        came: Result<(), &'static str>,
    ) -> Result<(), Refusal> {
        let upto = told.map(|told| told.upto);
        self.ledger.keep(move |rows| {
            let Some(known) = Mailbox::of(rows, staff)? else {
                return Ok(());
            };
            let now = rows.now();
            let known = known.counted(now);
            let noted = match came {
                Ok(()) => Mailbox {
                    seen: upto.unwrap_or(known.seen),
                    failures: 0,
                    problem: String::new(),
                    retry: now,
                    sent: known.sent.saturating_add(1),
                    ..known
                },
                Err(problem) => {
                    let wait = FIRST_WAIT_SECONDS << known.failures.min(10);
                    Mailbox {
                        failures: known.failures.saturating_add(1),
                        problem: problem.to_owned(),
                        retry: now.plus_seconds(wait.min(WAIT_MAX_SECONDS)),
                        // A server that says no is asked no more often than one that says yes.
                        sent: known.sent.saturating_add(1),
                        ..known
                    }
                }
            };
            Ok::<_, Refusal>(noted.keep(rows)?)
        })
    }

    /// Who could not be written to, for whoever keeps the program running. Addresses are not told.
    ///
    /// # Errors
    /// The actor keeps no units.
    pub fn mail_failures(&self, actor: &Actor) -> Result<Vec<MailFailure>, Refusal> {
        actor.may::<deed::ManageUnits>(Target::Anything)?;
        let directory = self.ledger.directory()?;
        let failed = self.ledger.look(Mailbox::failed)?.into_iter();
        Ok(failed
            .map(|known| MailFailure {
                name: directory
                    .staff
                    .get(&known.staff)
                    .cloned()
                    .unwrap_or_default(),
                failures: known.failures,
                problem: known.problem,
                retry: known.retry,
            })
            .collect())
    }
}

/// Whether it can be an address at all; that it is theirs is seen from the link.
fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_plain =
        |one: char| !one.is_whitespace() && !one.is_control() && !"<>,;\"()[]\\:".contains(one);
    let has_dot = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
    !name.is_empty()
        && has_dot
        && text.len() <= ADDRESS_MAX
        && text.chars().all(is_plain)
        && !name.contains('@')
}

/// The number of a person as rows have it.
fn staff_of(number: u32) -> Result<StaffId, &'static str> {
    let number = NonZeroU32::new(number).ok_or("nobody has this number")?;
    Ok(StaffId(number))
}
