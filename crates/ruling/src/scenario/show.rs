//! Parts of a ruling as a scenario would write them.

use super::Scenario;
use crate::calendar::{Instant, display_at, display_until};
use crate::fact::{Fact, StaffId};
use crate::language::Language;
use crate::name::Symbol;
use crate::policy::Packs;
use crate::ruling::{
    CreditKind, CreditLine, Mode, Obligation, Ownership, Party, Pending, Reasons, Segment, Source,
    Standing, State, Violation,
};
use crate::what_if::Change;

/// The word for a state.
pub fn state_word(state: State) -> &'static str {
    word_of(&STATES, state)
}

/// The word for a reason.
pub fn pending_word(reason: Pending) -> &'static str {
    word_of(&PENDINGS, reason)
}

/// The word for what others may do.
pub fn mode_word(mode: Mode) -> &'static str {
    word_of(&MODES, mode)
}

/// The word for where a claim stands; a waiting one says for what.
pub fn standing_word(standing: Standing) -> String {
    match standing {
        Standing::Waiting(reason) => format!("waiting:{}", pending_word(reason)),
        other => word_of(&STANDINGS, other).to_owned(),
    }
}

fn word_of<T: Copy + PartialEq>(
    words: &[(&'static str, &'static str, T)],
    value: T,
) -> &'static str {
    let mut words = words.iter();
    words
        .find(|(_, _, known)| *known == value)
        .map_or("?", |(word, _, _)| word)
}

pub(super) const STATES: [(&str, &str, State); 5] = [
    ("none", "无", State::None),
    ("pending", "待定", State::Pending),
    ("provisional", "暂定", State::Provisional),
    ("frozen", "冻结", State::Frozen),
    ("final", "终局", State::Final),
];

pub(super) const PENDINGS: [(&str, &str, Pending); 11] = [
    ("identity", "身份", Pending::Identity),
    ("review", "审核", Pending::Review),
    ("allocation", "分配", Pending::Allocation),
    ("window", "窗口", Pending::Window),
    ("evidence", "证据", Pending::Evidence),
    ("decision", "决定", Pending::Decision),
    ("roster", "值班", Pending::Roster),
    ("ratio", "比例", Pending::Ratio),
    ("tier", "档位", Pending::Tier),
    ("consent", "同意", Pending::Consent),
    ("calendar", "日历", Pending::Calendar),
];

pub(super) const MODES: [(&str, &str, Mode); 4] = [
    ("forbid", "禁止", Mode::Forbid),
    ("ask", "须同意", Mode::Ask),
    ("open", "开放", Mode::Open),
    ("pool", "公海", Mode::Pool),
];

/// All but waiting.
pub(super) const STANDINGS: [(&str, &str, Standing); 11] = [
    ("refused", "拒收", Standing::Refused),
    ("void", "无效", Standing::Void),
    ("returned", "退回", Standing::Returned),
    ("queued", "排队", Standing::Queued),
    ("offered", "待接受", Standing::Offered),
    ("holding", "持有", Standing::Holding),
    ("standing", "并存", Standing::Standing),
    ("collided", "撞单", Standing::Collided),
    ("superseded", "被取代", Standing::Superseded),
    ("ended", "结束", Standing::Ended),
    ("lapsed", "失效", Standing::Lapsed),
];

pub(super) const CREDIT_KINDS: [(&str, &str, CreditKind); 3] = [
    ("performance", "业绩", CreditKind::Performance),
    ("commission", "提成", CreditKind::Commission),
    ("fee", "辅助费", CreditKind::Fee),
];

/// Shows parts of a scenario's ruling.
#[derive(Clone, Copy)]
pub(super) struct Show<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) packs: &'a Packs,
}

impl Show<'_> {
    pub(super) fn at(self, instant: Instant) -> String {
        let text = display_at(instant, &self.scenario.zone);
        match text.split_once('-') {
            Some((year, rest)) if year == self.year() => rest.to_owned(),
            _ => text,
        }
    }

    pub(super) fn until(self, until: Option<Instant>) -> String {
        let Some(until) = until else {
            return "none".to_owned();
        };
        let text = display_until(until, &self.scenario.zone, Language::English);
        match text.split_once('-') {
            Some((year, rest)) if year == self.year() => rest.to_owned(),
            _ => text,
        }
    }

    fn year(self) -> String {
        self.scenario.year.to_string()
    }

    fn staff(self, staff: StaffId) -> String {
        self.scenario.people.staff_name(staff).to_owned()
    }

    pub(super) fn name(self, name: Symbol) -> String {
        self.packs.names.text(name).to_owned()
    }

    pub(super) fn clause(self, source: Source) -> String {
        let clause = self.packs.clause(source);
        clause.map_or_else(|| "?".to_owned(), |clause| clause.number.clone())
    }

    pub(super) fn party(self, party: Party) -> String {
        match party {
            Party::Staff(staff) => self.staff(staff),
            Party::Unit(unit) => self.scenario.people.unit_name(unit).to_owned(),
            Party::Role(role, Some(unit)) => {
                let unit = self.scenario.people.unit_name(unit);
                format!("{unit} {}", self.name(role))
            }
            Party::Role(role, None) => format!("role:{}", self.name(role)),
            Party::Region(code) => format!("region:{code}"),
            Party::Customer => "customer".to_owned(),
        }
    }

    pub(super) fn owner(self, ownership: &Ownership) -> String {
        let Some(owner) = ownership.owner else {
            return "none".to_owned();
        };
        let party = self.party(owner);
        match (owner, ownership.person) {
            (Party::Staff(_), _) => party,
            (_, Some(person)) => format!("{party} {}", self.staff(person)),
            (_, None) => format!("{party} -"),
        }
    }

    pub(super) fn reasons(self, reasons: Reasons) -> String {
        list(reasons.iter().map(|reason| pending_word(reason).to_owned()))
    }

    pub(super) fn violation(self, violation: &Violation) -> String {
        let decided = match violation.upheld {
            None => "",
            Some(true) => " upheld",
            Some(false) => " dismissed",
        };
        format!(
            "{} {} {}{}{decided}",
            self.party(violation.who),
            self.name(violation.name),
            self.clause(violation.source),
            if violation.miskeyed { " miskeyed" } else { "" }
        )
    }

    pub(super) fn obligation(self, obligation: &Obligation) -> String {
        let mut text = format!(
            "{} {}",
            self.party(obligation.who),
            self.name(obligation.what)
        );
        if let Some(about) = obligation.about {
            text = format!("{text} {}", self.party(about));
        }
        text = format!("{text} {}", self.clause(obligation.source));
        if obligation.due_until.is_some() {
            text = format!("{text} {}", self.until(obligation.due_until));
        }
        if obligation.overdue {
            text.push_str(" overdue");
        }
        text
    }

    pub(super) fn credit(self, line: &CreditLine) -> String {
        let mut text = format!(
            "{} {}",
            self.party(line.to),
            word_of(&CREDIT_KINDS, line.kind)
        );
        if line.of != 0 {
            let percent = u64::from(line.parts) * 100;
            let of = u64::from(line.of);
            if percent.is_multiple_of(of) {
                text = format!("{text} {}%", percent / of);
            } else {
                text = format!("{text} {}/{}", line.parts, line.of);
            }
        }
        if let Some(cents) = line.cents {
            let sign = if cents < 0 { "-" } else { "" };
            let cents = cents.unsigned_abs();
            text = format!("{text} {sign}{}.{:02}", cents / 100, cents % 100);
        }
        text
    }

    pub(super) fn segment(self, segment: &Segment) -> String {
        format!(
            "{} {} {}",
            self.until(segment.until),
            mode_word(segment.mode),
            self.owner(&segment.ownership)
        )
    }

    /// A repair, as the line that would have to be added or what would have to change.
    pub(super) fn change(self, change: &Change) -> String {
        match change {
            Change::Add(fact) => self.fact(fact),
            Change::Move { seq, to } => format!("fact {seq} at {}", self.at(*to)),
            Change::Give { seq, field } => format!("fact {seq} fields={}", self.name(*field)),
        }
    }

    fn fact(self, fact: &Fact) -> String {
        let who = fact
            .actor
            .map_or_else(|| "-".to_owned(), |actor| self.staff(actor));
        let mut text = format!("{} {who} {}", self.at(fact.recorded), fact.kind.name());
        if fact.what.is_some() {
            text = format!("{text}:{}", self.name(fact.what));
        }
        if let Some(person) = fact.person.filter(|person| Some(*person) != fact.actor) {
            text = format!("{text} person={}", self.staff(person));
        }
        if let Some(of) = fact.of {
            text = format!("{text} of={of}");
        }
        text
    }
}

/// Items as a TOML list.
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.map(|item| format!("\"{item}\"")).collect();
    format!("[{}]", items.join(", "))
}
