//! What follows when a condition fails.

use crate::name::Symbol;
use crate::policy::params::Params;
use crate::ruling::Pending;

/// What follows when a condition fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFail {
    /// The claim is not accepted and not stored (拒收).
    #[default]
    Refuse,
    /// It is stored without effect (无效).
    Void,
    /// It waits.
    Wait(Pending),
    /// It counts, and a violation of this name is proposed.
    Violation(Symbol),
    /// It counts, and the gap is noted.
    Notice,
}

/// The pending reasons by the word a pack writes.
pub(crate) const PENDING: [(&str, Pending); 11] = [
    ("identity", Pending::Identity),
    ("review", Pending::Review),
    ("allocation", Pending::Allocation),
    ("window", Pending::Window),
    ("evidence", Pending::Evidence),
    ("decision", Pending::Decision),
    ("roster", Pending::Roster),
    ("ratio", Pending::Ratio),
    ("tier", Pending::Tier),
    ("consent", Pending::Consent),
    ("calendar", Pending::Calendar),
];

impl OnFail {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> OnFail {
        let Some(value) = params.value("on_fail") else {
            return OnFail::default();
        };
        let text = value.get_ref().as_str().unwrap_or_default();
        let (word, name) = text.split_once(':').unwrap_or((text, ""));
        match word {
            "refuse" => OnFail::Refuse,
            "void" => OnFail::Void,
            "notice" => OnFail::Notice,
            "violation" if !name.is_empty() => OnFail::Violation(params.reading.names.intern(name)),
            "wait" if PENDING.iter().any(|(known, _)| *known == name) => {
                let reason = PENDING.iter().find(|(known, _)| *known == name);
                reason.map_or(OnFail::Refuse, |(_, pending)| OnFail::Wait(*pending))
            }
            _ => {
                params.wrong(
                    "on_fail",
                    value.span(),
                    "可以写 `refuse` `void` `notice` `violation:名称` `wait:原因`",
                    "possible are `refuse`, `void`, `notice`, `violation:name` and `wait:reason`",
                );
                OnFail::Refuse
            }
        }
    }
}
