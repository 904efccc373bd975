//! Robots of chat groups: what people of a unit were told is told their group, too, without personal data. Whoever
//! sends asks what is to be sent and says what came of it; how is not the desk's.

mod rows;

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::rows::{EngineError, Row, Rows};
use ruling::calendar::Instant;
use ruling::fact::UnitId;
use ruling::language::Language;
use zeroize::Zeroizing;

use self::rows::{pass_over, told_after};
use crate::following::WHOLE_COMPANY;
use crate::notices::NoticeKind;
use crate::permission::{Permit, Target, deed};
use crate::{Actor, Desk, Refusal};

/// Messages of one robot in a minute: more are refused by each of the services.
pub const A_MINUTE: u32 = 20;
/// First wait after a failure; each further one doubles it.
const FIRST_WAIT_SECONDS: i64 = 30;
/// Longest wait.
const WAIT_MAX_SECONDS: i64 = 60 * 60;
/// Everybody sends on the hour: a robot waits so long after it, at most.
const OFF_THE_HOUR_SECONDS: i64 = 50;
/// Longest address or secret.
const TEXT_MAX: usize = 500;

/// Whose robots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// 企业微信.
    WeCom,
    /// 钉钉.
    DingTalk,
    /// 飞书.
    Feishu,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 3] = [Service::WeCom, Service::DingTalk, Service::Feishu];

    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Service::WeCom => "wecom",
            Service::DingTalk => "dingtalk",
            Service::Feishu => "feishu",
        }
    }

    /// The service of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Service> {
        Service::ALL
            .into_iter()
            .find(|service| service.name() == name)
    }
}

/// What a group may be told of: cases of its people, and what looks like misuse.
pub const KINDS: [NoticeKind; 6] = [
    NoticeKind::Collision,
    NoticeKind::WalkIn,
    NoticeKind::DueSoon,
    NoticeKind::ManyLooks,
    NoticeKind::ManyChecks,
    NoticeKind::ManyExports,
];

/// A robot to be added.
#[derive(Debug, Clone)]
pub struct NewRobot {
    /// Whose.
    pub service: Service,
    /// The group of which unit; none: of the whole company.
    pub unit: Option<UnitId>,
    /// The address that the service gave for it.
    pub address: Zeroizing<String>,
    /// The secret it signs with; empty: the service does not ask for one.
    pub secret: Zeroizing<String>,
    /// In which language it speaks.
    pub language: Language,
    /// What it tells.
    pub kinds: Vec<NoticeKind>,
}

/// A robot as whoever keeps it sees it: neither address nor secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotLine {
    /// Its number.
    pub robot: u32,
    /// Whose.
    pub service: Service,
    /// The unit's name; none: the whole company.
    pub unit: Option<String>,
    /// What it tells.
    pub kinds: Vec<NoticeKind>,
    /// How often in a row sending failed.
    pub failures: u32,
    /// Why, by a stable word; empty: nothing failed.
    pub problem: String,
    /// When it is tried again.
    pub retry: Instant,
}

/// Where a robot is reached.
#[derive(Debug, Clone)]
pub struct RobotTarget {
    /// Its number.
    pub robot: u32,
    /// Whose.
    pub service: Service,
    /// In which language it speaks.
    pub language: Language,
    /// The address that the service gave.
    pub address: Zeroizing<String>,
    /// The secret it signs with, where there is one.
    pub secret: Zeroizing<String>,
}

/// The place of a notice among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoticePlace {
    at: Instant,
    staff: u32,
    number: u64,
}

/// Something to be told a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToTell {
    /// What happened.
    pub kind: NoticeKind,
    /// In which case; none: it is about a person, who is not named.
    pub case: Option<u64>,
    place: NoticePlace,
}

struct Robot {
    robot: u32,
    unit: u32,
    service: Service,
    language: Language,
    kinds: Vec<NoticeKind>,
    seen: NoticePlace,
    minute: i64,
    sent: u32,
    failures: u32,
    problem: String,
    retry: Instant,
}

fn secret_name(robot: u32) -> String {
    format!("robot/{robot}")
}

impl Robot {
    fn all(rows: &Rows<'_>) -> Result<Vec<Robot>, Fault> {
        rows.query(
            "reading robots",
            "SELECT robot_no, unit_id, service, language, kinds, seen_at, seen_staff, seen_no, minute_no, sent, \
             failures, problem, retry_at FROM robot WHERE company_id = $1 ORDER BY robot_no",
            &[rows.company()],
            Robot::of,
        )
    }

    fn of(row: &Row<'_>) -> Result<Robot, EngineError> {
        let kinds = row.text(4)?;
        Ok(Robot {
            robot: row.int(0)?,
            unit: row.int(1)?,
            service: Service::named(&row.text(2)?).ok_or("no service has this name")?,
            language: match row.text(3)?.as_str() {
                "en" => Language::English,
                _ => Language::Chinese,
            },
            kinds: kinds.split(' ').filter_map(NoticeKind::named).collect(),
            seen: NoticePlace {
                at: row.instant(5)?,
                staff: row.int(6)?,
                number: row.id(7)?,
            },
            minute: row.int(8)?,
            sent: row.int(9)?,
            failures: row.int(10)?,
            problem: row.text(11)?,
            retry: row.instant(12)?,
        })
    }

    /// How many messages it may send now.
    fn budget(&self, now: Instant) -> u32 {
        let since_the_hour = now.seconds().rem_euclid(60 * 60);
        let own = i64::from(self.robot).wrapping_mul(17) % OFF_THE_HOUR_SECONDS;
        if now < self.retry || since_the_hour <= own {
            return 0;
        }
        match self.minute == now.seconds() / 60 {
            true => A_MINUTE.saturating_sub(self.sent),
            false => A_MINUTE,
        }
    }

    fn target(&self, rows: &Rows<'_>) -> Result<RobotTarget, Refusal> {
        let kept = rows.secret(&secret_name(self.robot))?;
        let kept = kept.ok_or(Refusal::NotFound)?;
        let text = Zeroizing::new(String::from_utf8_lossy(&kept).into_owned());
        let (address, secret) = text.split_once('\n').unwrap_or((&text, ""));
        Ok(RobotTarget {
            robot: self.robot,
            service: self.service,
            language: self.language,
            address: Zeroizing::new(address.to_owned()),
            secret: Zeroizing::new(secret.to_owned()),
        })
    }
}

impl Desk {
    /// Every robot.
    ///
    /// # Errors
    /// The actor keeps no units.
    pub fn robots(&self, actor: &Actor) -> Result<Vec<RobotLine>, Refusal> {
        actor.may::<deed::ManageUnits>(Target::Anything)?;
        let directory = self.ledger.directory()?;
        let robots = self.ledger.look(Robot::all)?.into_iter();
        let unit = |unit: u32| {
            directory
                .units
                .get(&UnitId(NonZeroU32::new(unit)?))
                .cloned()
        };
        Ok(robots
            .map(|robot| RobotLine {
                robot: robot.robot,
                service: robot.service,
                unit: unit(robot.unit),
                kinds: robot.kinds,
                failures: robot.failures,
                problem: robot.problem,
                retry: robot.retry,
            })
            .collect())
    }

    /// Adds a robot: it tells what people are told from now on.
    ///
    /// # Errors
    /// What is no address of one line, or nothing to tell.
    pub fn add_robot(
        &self,
        permit: &Permit<deed::ManageUnits>,
        new: NewRobot,
    ) -> Result<u32, Refusal> {
        let _by = permit.staff;
        let (address, secret) = (new.address.trim(), new.secret.trim());
        let is_address = address.starts_with("https://") || address.starts_with("http://");
        let is_one_line = !address.contains(char::is_whitespace) && !secret.contains('\n');
        if !is_address || !is_one_line || address.len() > TEXT_MAX || secret.len() > TEXT_MAX {
            return Err(Refusal::Missing { field: "address" });
        }
        if new.kinds.is_empty() || new.kinds.iter().any(|kind| !KINDS.contains(kind)) {
            return Err(Refusal::Missing { field: "kinds" });
        }
        let kept = Zeroizing::new(format!("{address}\n{secret}"));
        let names: Vec<&str> = new.kinds.iter().map(|kind| kind.name()).collect();
        let (unit, service, kinds) = (new.unit, new.service, names.join(" "));
        let language = new.language.pick("zh", "en");
        self.ledger.keep(move |rows| {
            let last = Robot::all(rows)?.last().map_or(0, |robot| robot.robot);
            let number = last.saturating_add(1);
            rows.keep_secret(&secret_name(number), kept.as_bytes())?;
            rows.execute(
                "adding a robot",
                "INSERT INTO robot (company_id, robot_no, unit_id, service, language, kinds, seen_at, seen_staff, \
                 seen_no, minute_no, sent, failures, problem, retry_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, 0, '', 0)",
                &[
                    rows.company(),
                    number.into(),
                    unit.map_or(WHOLE_COMPANY, |unit| unit.0.get()).into(),
                    service.name().into(),
                    language.into(),
                    kinds.as_str().into(),
                    rows.now().into(),
                ],
            )?;
            Ok::<_, Refusal>(number)
        })
    }

    /// Takes a robot away.
    ///
    /// # Errors
    /// Rows that cannot be written.
    pub fn drop_robot(
        &self,
        permit: &Permit<deed::ManageUnits>,
        robot: u32,
    ) -> Result<(), Refusal> {
        let _by = permit.staff;
        Ok(self.ledger.keep(move |rows| {
            rows.drop_secret(&secret_name(robot))?;
            rows.execute(
                "taking a robot away",
                "DELETE FROM robot WHERE company_id = $1 AND robot_no = $2",
                &[rows.company(), robot.into()],
            )
        })?)
    }

    /// Where a robot is reached: to try it.
    ///
    /// # Errors
    /// No such robot.
    pub fn robot_target(
        &self,
        permit: &Permit<deed::ManageUnits>,
        robot: u32,
    ) -> Result<RobotTarget, Refusal> {
        let _by = permit.staff;
        self.ledger.look(|rows| {
            let mut robots = Robot::all(rows)?.into_iter();
            let found = robots.find(|known| known.robot == robot);
            found.ok_or(Refusal::NotFound)?.target(rows)
        })
    }

    /// What each robot is to tell now, the oldest first, and no more than its service takes.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn to_tell(&self) -> Result<Vec<(RobotTarget, Vec<ToTell>)>, Refusal> {
        let now = self.ledger.now();
        let (company, organisation) = (self.ledger.company()?, self.organisation()?);
        let mut all = Vec::new();
        for robot in self.ledger.look(Robot::all)? {
            let budget = usize::try_from(robot.budget(now)).unwrap_or(0);
            if budget == 0 {
                continue;
            }
            let scope = NonZeroU32::new(robot.unit).map(UnitId);
            let found = self.ledger.look(|rows| told_after(rows, &robot))?;
            let mut wanted: Vec<ToTell> = Vec::new();
            let mut passed = None;
            for (staff, told) in found {
                let unit = company.unit_of(staff, now, now);
                let is_of_group = organisation.is_within(unit, scope, now);
                // Several people are told the same: their group once.
                let is_new = !wanted
                    .iter()
                    .any(|known| (known.kind, known.case) == (told.kind, told.case));
                if robot.kinds.contains(&told.kind) && is_of_group && is_new {
                    if wanted.len() == budget {
                        break;
                    }
                    wanted.push(told);
                } else {
                    // Passed over together with the one before it.
                    match wanted.last_mut() {
                        Some(last) => last.place = told.place,
                        None => passed = Some(told.place),
                    }
                }
            }
            if let Some(place) = passed {
                self.ledger
                    .keep(move |rows| pass_over(rows, robot.robot, place))?;
            }
            if !wanted.is_empty() {
                let target = self.ledger.look(|rows| robot.target(rows))?;
                all.push((target, wanted));
            }
        }
        Ok(all)
    }

    /// Notes what came of telling: it was, or why not, by a stable word; then it is tried again, ever later.
    ///
    /// # Errors
    /// Rows that cannot be written.
    pub fn told_group(
        &self,
        robot: u32,
        told: ToTell,
        came: Result<(), &'static str>,
    ) -> Result<(), Refusal> {
        Ok(self.ledger.keep(move |rows| {
            let robots = Robot::all(rows)?.into_iter();
            let Some(known) = robots.into_iter().find(|known| known.robot == robot) else {
                return Ok(());
            };
            let now = rows.now();
            let minute = now.seconds() / 60;
            let sent = match known.minute == minute {
                true => known.sent.saturating_add(1),
                false => 1,
            };
            let (failures, problem, wait) = match came {
                Ok(()) => (0, "", 0),
                Err(problem) => {
                    let wait = FIRST_WAIT_SECONDS << known.failures.min(10);
                    (known.failures.saturating_add(1), problem, wait.min(WAIT_MAX_SECONDS))
                }
            };
            rows.execute(
                "noting what came of telling a group",
                "UPDATE robot SET minute_no = $1, sent = $2, failures = $3, problem = $4, retry_at = $5 \
                 WHERE company_id = $6 AND robot_no = $7",
                &[
                    minute.into(),
                    sent.into(),
                    failures.into(),
                    problem.into(),
                    now.plus_seconds(wait).into(),
                    rows.company(),
                    robot.into(),
                ],
            )?;
            match came {
                Ok(()) => pass_over(rows, robot, told.place),
                Err(_) => Ok(()),
            }
        })?)
    }
}
