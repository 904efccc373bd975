//! Why a condition came out as it did, in Chinese.

use std::borrow::Cow;

use super::told::Told;
use crate::ruling::Why;

/// A clause of a sentence, without a stop.
pub(super) fn sentence(why: Why, told: &Told<'_>) -> Cow<'static, str> {
    let name = |symbol| told.name(symbol);
    let holder = || told.other().unwrap_or_else(|| "持有人".to_owned());
    let other = || told.other().unwrap_or_else(|| "他人".to_owned());
    let money = |cents| told.reader.money(cents);
    match why {
        Why::Complete => "资料齐全".into(),
        Why::Missing(field) => format!("缺少“{}”", name(field)).into(),
        Why::Expired(paper) => format!("“{}”已过期，请换有效的再报", name(paper)).into(),
        Why::NotAllowed(mark) => format!("不允许有“{}”", name(mark)).into(),
        Why::InTime => "在期限内".into(),
        Why::Late(0) => "过了期限".into(),
        Why::Late(count) => told.reader.late(told.source, count).into(),
        Why::StillTime => "期限未到，还来得及".into(),
        Why::Happened(event) => format!("有“{}”的记录", name(event)).into(),
        Why::NotHappened(event) => format!("没有应有的“{}”记录", name(event)).into(),
        Why::Happens(event) => format!("有不应出现的“{}”记录", name(event)).into(),
        Why::NotCounted(event) => format!("不算“{}”：没有在规定的时间内", name(event)).into(),
        Why::MissingYear(year) => format!("日历缺少 {year} 年的放假安排，算不出工作日").into(),
        Why::InRegion => "客户在本单位负责的区域内".into(),
        Why::OutOfRegion => "客户不在本单位负责的区域内，也没有获准跨区".into(),
        Why::PermittedOutside => "客户不在本单位负责的区域内，但已获准跨区".into(),
        Why::RegionUnknown => "不知道客户在哪个区域，不判断是否跨区".into(),
        Why::WithinLimit(count, max) => format!("没到上限（现有 {count}，上限 {max}）").into(),
        Why::LimitReached(count, max) => format!("已到上限（现有 {count}，上限 {max}）").into(),
        Why::TooSoon => "离上一次太近，还不能再报".into(),
        Why::Suspended => "报备人在停权期内".into(),
        Why::StepPassed(step) => format!("{}审核通过", name(step)).into(),
        Why::StepAwaited(step) => format!("等{}审核", name(step)).into(),
        Why::StepOutOfTurn(step) => format!("还没轮到这一级，现在该由{}审核", name(step)).into(),
        Why::OwnCase => "审核人不能审核自己的申请".into(),
        Why::NotEntitled(role) => format!("应由{}决定，其他人的决定没有效力", name(role)).into(),
        Why::SignedInstead(step) => format!("代签或兼签{}这一级", name(step)).into(),
        Why::Returned => "退回补正".into(),
        Why::Corrected => "已补正，保留原来的顺位".into(),
        Why::Restarted => "补正改了关键内容，从头重新审核".into(),
        Why::Rejected => "审核驳回".into(),
        Why::DigestDiffers => "内容与签字时不一致".into(),
        Why::DigestMatches => "补正另成一版，已签各级对签时的版本仍然校验通过".into(),
        Why::PaperExpired => "证照已经过期，退回补正".into(),
        Why::FieldChanged(field) => format!("{}与已签的版本不同", name(field)).into(),
        Why::IdentityOpen => "可能是同一客户，等人确认".into(),
        Why::Forbids => format!("{}仍受严格保护，他人不得报备", holder()).into(),
        Why::Asks => format!("{}仍在维护客户，他人须先征得同意", holder()).into(),
        Why::ProtectionOver => format!("{}的保护已过", holder()).into(),
        Why::Extended => "保护延长".into(),
        Why::NotExtended => "不能延长：保护已过，或已延长到规定的次数".into(),
        Why::Free => "此前无人持有".into(),
        Why::InPool => "客户此前在公海，谁都可以报备".into(),
        Why::ConsentGiven => format!("{}事先已经同意", holder()).into(),
        Why::ConsentMissing => "没有在有效期内的同意".into(),
        Why::SameHolder => "持有人再次报备，只算一次接触".into(),
        Why::SameUnit => "同一单位的同事报备，只算一次接触".into(),
        Why::RanksFirst => "顺位最先".into(),
        Why::RanksAfter => format!("排在{}之后", other()).into(),
        Why::MayBeOvertaken => "先到者还可以补报，暂不能定".into(),
        Why::QueuedBehind => format!("有效，但{}在先，排队等候", other()).into(),
        Why::BehindKeptPlace => format!("{}的顺位仍保留着，须等其结果", other()).into(),
        Why::MovedUp => "前面的主张已结束，依次递补".into(),
        Why::Offered => "轮到此人，等本人接受".into(),
        Why::OfferDeclined => "本人不接受，轮到下一位".into(),
        Why::OfferExpired => "到期没有答复，轮到下一位".into(),
        Why::AssignedTo => match told.person() {
            Some(person) => format!("由有权者指派给{person}").into(),
            None => "由有权者指派".into(),
        },
        Why::AssignmentAwaited => "等负责人指派".into(),
        Why::ReasonMissing => "越过现跟进人或在先者分给别人须写理由，没有写，分派无效".into(),
        Why::AssignedWithoutAuthority => "指派的人没有这个权限，指派无效".into(),
        Why::HolderLeft => "持有人已离职，客户留在原单位".into(),
        Why::EndedBy(event) => format!("因“{}”而结束", name(event)).into(),
        Why::Lapsed => "期限内没有应有的跟进，已失效".into(),
        Why::KeptAlive => "有新的接触，继续有效".into(),
        Why::LapseUndone => "期限内的接触已及时补录，视为没有失效".into(),
        Why::Forfeited(event) => {
            format!("“{}”之后没有按时报备，这一次不再算数", name(event)).into()
        }
        Why::CadenceKept(tier) => format!("一直按“{}”的间隔跟进", name(tier)).into(),
        Why::CadenceBroken(tier) => format!("没有按“{}”的间隔跟进，中断了", name(tier)).into(),
        Why::Unsigned => "跟踪记录没有签字".into(),
        Why::Matches => "与成交资料一致".into(),
        Why::MatchesThrough(relation) => {
            format!("经采信的“{}”关系，与成交资料相符", name(relation)).into()
        }
        Why::Differs => "与成交资料不一致".into(),
        Why::OtherBuyer => "买方不是本案的客户".into(),
        Why::SameBuyer => "买方就是本案的客户".into(),
        Why::HeldAtDeal => "成交时有有效的报备".into(),
        Why::NobodyEntered => "成交前无人录入，请提醒门店及时录入".into(),
        Why::NobodyAtDeal => "成交时没有有效的报备".into(),
        Why::WindowOpen => "在主张期内".into(),
        Why::WindowClosed => "主张期已过，不再受理".into(),
        Why::NobodyCame => "主张期已过，没有人提出主张".into(),
        Why::EvidenceOpen => "证据还没有裁定".into(),
        Why::EvidenceAccepted => "证据已被采信".into(),
        Why::EvidenceRejected => "证据没有被采信".into(),
        Why::EvidenceMissing => "没有可用的证据".into(),
        Why::AllConditionsHold => "各项条件都符合".into(),
        Why::ConditionFails => "有一项条件不符合".into(),
        Why::NotApplicable => "这一条在此不适用".into(),
        Why::RuledBy => match told.actor() {
            Some(actor) => format!("{actor}已作裁定").into(),
            None => "有权者已作裁定".into(),
        },
        Why::DecisionAwaited => "等有权者决定".into(),
        Why::FallsTo => match told.receivers() {
            Some(receivers) => format!("没有有效的主张，依次序归{receivers}").into(),
            None => "没有有效的主张，归次序中第一个存在的".into(),
        },
        Why::NobodyToFallTo => "没有有效的主张，次序中也没有可归的人".into(),
        Why::PerformanceTo => match told.receivers() {
            Some(receivers) => format!("业绩归{receivers}").into(),
            None => "业绩依本条分配".into(),
        },
        Why::Fee(cents) => format!("辅助提成 {}", money(cents)).into(),
        Why::FeeNotChosen(cents) => format!("档位没有选定，暂按 {} 计", money(cents)).into(),
        Why::RatioMissing => "分配比例还没有设定".into(),
        Why::Permitted(what) => format!("“{}”已获准", name(what)).into(),
        Why::NotPermitted(what) => format!("“{}”没有获准", name(what)).into(),
        Why::PermissionAwaited(what) => format!("“{}”已申请，等待批准", name(what)).into(),
    }
}
