//! Why a condition came out as it did, in Chinese.

use super::told::Told;
use crate::name::Symbol;
use crate::ruling::Why;

/// A clause of a sentence, without a stop.
pub(super) fn sentence(why: Why, told: &Told<'_>) -> String {
    admission(why, told)
        .or_else(|| review(why, told))
        .or_else(|| protection(why, told))
        .or_else(|| ownership(why, told))
        .or_else(|| validity(why, told))
        .or_else(|| deal(why, told))
        .or_else(|| credit(why, told))
        .unwrap_or_default()
}

/// May this be filed at all, and is it complete?
fn admission(why: Why, told: &Told<'_>) -> Option<String> {
    let name = |symbol| told.name(symbol);
    let text = match why {
        Why::Complete => match told.required() {
            Some(fields) => format!("资料齐全（{fields}）"),
            None => "资料符合要求".into(),
        },
        Why::Missing(field) => format!("缺少“{}”", name(field)),
        Why::Expired(paper) => format!("“{}”已过期，请换有效的再报", name(paper)),
        Why::NotAllowed(mark) => format!("不符合要求：{}", name(mark)),
        Why::InTime => "按时".into(),
        Why::Late(0) => "过了期限".into(),
        Why::Late(count) => told.reader.late(told.source, count),
        Why::StillTime => "期限未到，还来得及".into(),
        Why::Happened(event) => format!("有“{}”的记录", name(event)),
        Why::NotHappened(event) => format!("没有登记“{}”，而这里必须有", name(event)),
        Why::NotCounted(event) => format!("不算“{}”：没有在规定的时间内", name(event)),
        Why::Happens(event) => format!("有“{}”的记录，而这里不允许有", name(event)),
        Why::MissingYear(year) => format!("日历缺少 {year} 年的放假安排，算不出工作日"),
        Why::InRegion => "客户在本单位负责的区域内".into(),
        Why::OutOfRegion => "客户不在本单位负责的区域内，也没有获准跨区".into(),
        Why::PermittedOutside => "客户不在本单位负责的区域内，但已获准跨区".into(),
        Why::RegionUnknown => "不知道客户在哪个区域，不判断是否跨区".into(),
        Why::WithinLimit(count, max) => format!("没到上限（现有 {count}，上限 {max}）"),
        Why::LimitReached(count, max) => format!("已到上限（现有 {count}，上限 {max}）"),
        Why::TooSoon => "离上一次太近，还不能再报".into(),
        Why::OpeningOver => "期初已经关闭，旧表上的登记不能再补进来".into(),
        Why::OpeningNotOver => {
            "期初还没有关闭，暂不受理新报备；请负责人签认旧表、关闭期初后再报".into()
        }
        Why::OutsideOutage => "纸面时间不在声明的停机时段内，不能补录".into(),
        Why::Suspended => "报备人在停权期内".into(),
        Why::Permitted(what) => format!("“{}”已获准", name(what)),
        Why::NotPermitted(what) => format!("“{}”没有获准", name(what)),
        Why::PermissionAwaited(what) => format!("“{}”已申请，等待批准", name(what)),
        _ => return None,
    };
    Some(text)
}

/// Reviews, corrections and signed contents.
fn review(why: Why, told: &Told<'_>) -> Option<String> {
    let name = |symbol| told.name(symbol);
    let text = match why {
        Why::StepPassed(step) => format!("{}审核通过", name(step)),
        Why::StepAwaited(step) => format!("等{}审核", name(step)),
        Why::StepOutOfTurn(step) => format!("还没轮到这一级，现在该由{}审核", name(step)),
        Why::OwnCase => "审核人不能审核自己的申请".into(),
        Why::NotEntitled(role) => format!("应由{}决定，其他人的决定没有效力", name(role)),
        Why::SignedInstead(step) => format!("代签或兼签{}这一级", name(step)),
        Why::Returned => "退回，须按要求补正".into(),
        Why::Corrected => "已补正，保留原来的顺位".into(),
        Why::Restarted => "补正改了关键内容，从头重新审核".into(),
        Why::Reopened => "终审后改过内容，从头重新审核，各级重签".into(),
        Why::Rejected => "审核驳回".into(),
        Why::ChangeRefused => "准入后的改动被驳回，仍以原来签过字的内容准入".into(),
        Why::DigestDiffers => "内容与签字时不一致".into(),
        Why::DigestMatches => "补正另成一版，已签各级对签时的版本仍然校验通过".into(),
        Why::PaperExpired => "证照已经过期，退回补正".into(),
        Why::FieldChanged(field) => format!("{}与已签的版本不同", name(field)),
        Why::IdentityOpen => "可能是同一客户，等人确认".into(),
        _ => return None,
    };
    Some(text)
}

/// What a newcomer met.
fn protection(why: Why, told: &Told<'_>) -> Option<String> {
    let holder = || told.other().unwrap_or_else(|| "持有人".to_owned());
    let text = match why {
        Why::Forbids => format!("{}的客户仍在保护期内，他人不得报备", holder()),
        Why::Asks => format!("{}仍在维护客户，他人须先征得同意", holder()),
        Why::ProtectionOver => format!("{}的保护期已过，他人可以取得", holder()),
        Why::Extended => "保护延长".into(),
        Why::NotExtended => "不能延长：保护已过，或已延长到规定的次数".into(),
        Why::Free => "此前无人持有".into(),
        Why::InPool => "客户此前在公海，谁都可以报备".into(),
        Why::ConsentGiven => format!("{}事先已经同意", holder()),
        Why::ConsentMissing => "没有得到持有人的有效同意".into(),
        Why::SameHolder => "客户本来就归同一持有人，再次报备只算一次接触".into(),
        Why::SameUnit => "客户本来就归同一单位，同事再报只算一次接触".into(),
        _ => return None,
    };
    Some(text)
}

/// Which of several comes first, and who is given the case.
fn ownership(why: Why, told: &Told<'_>) -> Option<String> {
    let other = || told.other().unwrap_or_else(|| "他人".to_owned());
    let text = match why {
        Why::RanksFirst => "顺位最先".into(),
        Why::RanksAfter => format!("排在{}之后", other()),
        Why::MayBeOvertaken => "先到者还可以补报，暂不能定".into(),
        Why::QueuedBehind => format!("有效，但{}在先，排队等候", other()),
        Why::BehindKeptPlace => format!("{}的顺位仍保留着，须等其结果", other()),
        Why::MovedUp => "前面的报备已结束，依次递补".into(),
        Why::Offered => "轮到此人，等本人接受".into(),
        Why::OfferDeclined => "本人不接受".into(),
        Why::OfferExpired => "到期没有答复".into(),
        Why::OfferedTo(person) => format!("等{}答复是否接手", told.reader.staff(person)),
        Why::OfferAccepted => "本人接受，由其接手".into(),
        Why::GivenInTurn(person) => format!("轮到{}，由其接手", told.reader.staff(person)),
        Why::NobodyInTurn => {
            "轮值表里没有还能接手的人（没有轮值表，或都已谢绝、停权、离职、满额），等负责人指派"
                .into()
        }
        Why::AssignedTo => match told.person() {
            Some(person) => format!("由有权者指派给{person}"),
            None => "由有权者指派".into(),
        },
        Why::AssignmentAwaited => "等负责人指派".into(),
        Why::ReasonMissing => "越过现跟进人或在先者分给别人须写理由，没有写，分派无效".into(),
        Why::AssignedWithoutAuthority => "指派的人没有这个权限，指派无效".into(),
        Why::RuledBy => match (told.actor(), told.person()) {
            (Some(actor), Some(person)) => format!("{actor}裁定归{person}"),
            (Some(actor), None) => format!("{actor}已作裁定"),
            (None, _) => "有权者已作裁定".into(),
        },
        Why::DecisionAwaited => "等有权者决定".into(),
        Why::FallsTo => match told.receivers() {
            Some(receivers) => format!("没有人的报备有效，依次序归{receivers}"),
            None => "没有人的报备有效，归次序中第一个存在的".into(),
        },
        Why::NobodyToFallTo => "没有人的报备有效，次序中也没有可归的人".into(),
        _ => return None,
    };
    Some(text)
}

/// Whether a claim is still alive.
fn validity(why: Why, told: &Told<'_>) -> Option<String> {
    let name = |symbol| told.name(symbol);
    let text = match why {
        Why::HolderLeft => "持有人已离职，客户留在原单位".into(),
        Why::EndedBy(Symbol::NONE) => "案卷已归档，只能查看".into(),
        Why::EndedBy(event) => format!("因“{}”而结束", name(event)),
        Why::Lapsed => "期限内没有应有的跟进，已失效".into(),
        Why::KeptAlive => "有新的接触，继续有效".into(),
        Why::LapseUndone => "期限内的接触已及时补录，视为没有失效".into(),
        Why::Forfeited(event) => format!("“{}”之后没有按时报备，这一次不再算数", name(event)),
        Why::CadenceKept(tier) => format!("一直按“{}”的间隔跟进", name(tier)),
        Why::CadenceBroken(tier) => format!("没有按“{}”的间隔跟进，中断了", name(tier)),
        Why::Unsigned => "跟踪记录没有签字".into(),
        Why::AllConditionsHold => "各项条件都符合".into(),
        Why::ConditionFails => "有一项条件不符合".into(),
        Why::NotApplicable => "这一条在此不适用".into(),
        _ => return None,
    };
    Some(text)
}

/// The deal, the claims made on it, and their evidence.
fn deal(why: Why, told: &Told<'_>) -> Option<String> {
    let compared = || told.compared().unwrap_or("登记").to_owned();
    let text = match why {
        Why::Matches => format!("{}与成交资料一致", compared()),
        Why::MatchesThrough(relation) => format!(
            "经采信的“{}”关系，{}与成交资料相符",
            told.name(relation),
            compared()
        ),
        Why::Differs => format!("{}与成交资料不一致", compared()),
        Why::OtherBuyer => "买方不是本案的客户".into(),
        Why::SameBuyer => "买方就是本案的客户".into(),
        Why::HeldAtDeal => "成交时有有效的报备".into(),
        Why::NobodyEntered => "成交前无人录入，请提醒门店及时录入".into(),
        Why::NobodyAtDeal => "成交时没有有效的报备".into(),
        Why::WindowOpen => "在主张期内".into(),
        Why::WindowClosed if told.deadline.is_none() => {
            "不受理：这笔成交已有归属，没有主张期".into()
        }
        Why::WindowClosed => "主张期已过，不再受理".into(),
        Why::NobodyCame => "主张期已过，没有人的主张成立".into(),
        Why::EvidenceOpen => "证据还没有裁定".into(),
        Why::EvidenceAccepted => "证据已被采信".into(),
        Why::EvidenceRejected => "证据没有被采信".into(),
        Why::EvidenceMissing => "提出时没有可用的证据，主张期内可以补交".into(),
        _ => return None,
    };
    Some(text)
}

/// How the result is shared.
fn credit(why: Why, told: &Told<'_>) -> Option<String> {
    let money = |cents| told.reader.money(cents);
    let text = match why {
        Why::PerformanceTo => match told.receivers() {
            Some(receivers) => format!("业绩归{receivers}"),
            None => "业绩依本条分配".into(),
        },
        Why::Fee(cents) => format!("辅助提成 {}", money(cents)),
        Why::FeeNotChosen(cents) => format!("费用档位还没有选定，暂按 {} 计", money(cents)),
        Why::RatioMissing => "分配比例还没有设定".into(),
        _ => return None,
    };
    Some(text)
}
