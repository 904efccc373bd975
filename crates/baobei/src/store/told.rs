//! What the ledger refuses, and what went wrong, in words.

use ledger::fault::{Failure as LedgerFailure, Fault, FieldProblem, Refusal};
use ledger::ledger::Ledger;
use ledger::privacy::seal::SealProblem;
use ledger::record::JudgedCase;
use ledger::server::{ServerFault, ServerProblem};
use ledger::verify::{Damage, DamageKind};
use ruling::calendar::{Instant, display_at};
use ruling::explain::explain;
use ruling::language::Language;
use ruling::policy::problem::Text;

use crate::failure::{Complaint, Failure, reason};
use crate::input;

/// A failed command.
pub(crate) fn failure(failed: LedgerFailure, ledger: &Ledger) -> Failure {
    match failed {
        LedgerFailure::Refused(refused) => refusal(&refused, ledger),
        LedgerFailure::Fault(failed) => fault(failed),
    }
}

/// A refusal: nothing was stored.
pub(crate) fn refusal(refused: &Refusal, ledger: &Ledger) -> Failure {
    match refused {
        Refusal::NotAccepted(not) => {
            let case = JudgedCase {
                id: 0,
                domain: not.domain,
                file: not.case.clone(),
                ruling: not.ruling.clone(),
            };
            let told = |language| case_text(&case, ledger, language).unwrap_or_default();
            Failure::found(Text::new(
                format!("不受理，什么也没有登记：\n{}", told(Language::Chinese)),
                format!(
                    "not accepted, nothing was recorded:\n{}",
                    told(Language::English)
                ),
            ))
        }
        Refusal::Regulation(problems) => Failure::problems(problems),
        other => {
            let reasons = reasons(other, ledger).into_iter();
            Failure::Found(reasons.map(Complaint::new).collect())
        }
    }
}

/// Why something was refused that the regulation did not even look at: one reason, or one for each field.
pub(crate) fn reasons(refused: &Refusal, ledger: &Ledger) -> Vec<Text> {
    match refused {
        Refusal::Fields(problems) => problems.iter().map(field).collect(),
        other => vec![plain(other, ledger)],
    }
}

fn field(problem: &FieldProblem) -> Text {
    Text::new(
        format!(
            "{}：{}。{}",
            problem.zh.field, problem.zh.rule, problem.zh.remedy
        ),
        format!(
            "{}: {}; {}",
            problem.en.field, problem.en.rule, problem.en.remedy
        ),
    )
}

fn plain(refused: &Refusal, ledger: &Ledger) -> Text {
    match refused {
        Refusal::NothingIdentifies => Text::new(
            "没有能辨认客户的内容：请至少写手机号、证件号、统一社会信用代码或企业名称之一",
            "nothing says who the customer is: give at least one of phone, id_number, credit_code, company",
        ),
        Refusal::UnknownName(name) => Text::new(
            format!("制度里没有 `{name}` 这个字段或名称：请看 baobei policy show 里的字段"),
            format!(
                "the regulation knows no field or name `{name}`: see the fields in baobei policy show"
            ),
        ),
        Refusal::UnknownStaff(name) => Text::new(
            format!("没有叫 `{name}` 的员工：请检查姓名"),
            format!("nobody called `{name}` works here: check the name"),
        ),
        Refusal::UnknownCase(case) => Text::new(
            format!("没有 {case} 号案卷"),
            format!("there is no case {case}"),
        ),
        Refusal::NotOfCase { case, field } => Text::new(
            format!(
                "{field} 与 {case} 号案卷的客户不符，什么也没有登记：请核对案卷号和所填内容；不写 --case 就按所填内容找客户"
            ),
            format!(
                "{field} is not that of case {case}, nothing was recorded: check the number and what was typed; without --case the customer is looked for by what was typed"
            ),
        ),
        Refusal::UnknownCustomer(customer) => Text::new(
            format!("没有 {customer} 号客户的资料：编号见 baobei retention"),
            format!(
                "there is no data of a customer {customer}: see the numbers with baobei retention"
            ),
        ),
        Refusal::UnknownFact(seq) => Text::new(
            format!("这个案卷里没有 {seq} 号事实：请用 baobei facts 查看编号"),
            format!("the case has no fact {seq}: see the numbers with baobei facts"),
        ),
        Refusal::CaseFull | Refusal::CaseChanged => of_case(refused),
        Refusal::Erased => Text::new(
            "这位客户的资料已应本人要求删除",
            "this customer's data was erased at the customer's wish",
        ),
        Refusal::NoReason => Text::new(
            "查看客户资料要写明理由：请加 --reason",
            "personal data is shown only with a reason: write --reason",
        ),
        Refusal::UnknownUnit
        | Refusal::UnitWithinItself
        | Refusal::UnknownGrant
        | Refusal::GrantTooWide
        | Refusal::GrantToOneself
        | Refusal::GrantExcluded
        | Refusal::SignerLeft
        | Refusal::StandInCircle => of_organisation(refused),
        Refusal::Retroactive(_) | Refusal::UnknownRegulation(_) => of_regulations(refused, ledger),
        Refusal::InTheFuture(at) => {
            let at = display(ledger, *at);
            Text::new(
                format!("发生时间 {at} 还没有到：请检查日期"),
                format!("{at} has not come yet: check the date"),
            )
        }
        Refusal::Fields(_) | Refusal::NotAccepted(_) | Refusal::Regulation(_) => {
            Text::new(String::new(), String::new())
        }
    }
}

/// What is refused about a case as it is now.
fn of_case(refused: &Refusal) -> Text {
    match refused {
        Refusal::CaseFull => Text::new(
            "这个案卷已有 2000 条事实，到了上限：多半是把不同客户当成了一个",
            "the case has 2,000 facts, the most there may be: most likely several customers were taken for one",
        ),
        _ => Text::new(
            "这个案卷刚有了新的记录：请看过再办",
            "something else was just recorded in the case: look at it and try again",
        ),
    }
}

/// What is refused about units and roles.
fn of_organisation(refused: &Refusal) -> Text {
    match refused {
        Refusal::UnknownUnit => Text::new("没有这个单位", "there is no such unit"),
        Refusal::UnitWithinItself => Text::new(
            "单位不能归自己或自己的下级，也不能超过十六级：请另选上级",
            "a unit cannot belong to itself or to what belongs to it, nor lie deeper than sixteen levels: choose another parent",
        ),
        Refusal::UnknownGrant => Text::new(
            "没有这项授权，或者已经收回",
            "there is no such grant, or it was taken back already",
        ),
        Refusal::GrantTooWide => Text::new(
            "不能授予或收回超出自己范围、期限的权限：请由权限更大的人办理",
            "nobody gives or takes back what reaches further or lasts longer than what they have: ask somebody with more",
        ),
        Refusal::SignerLeft => Text::new(
            "签字人已经离开公司，不能再签字",
            "whoever signs has left the company and signs nothing any more",
        ),
        Refusal::GrantExcluded => Text::new(
            "这个人有与此互斥的角色：请先收回那一个",
            "this person has a role that excludes this one: take that one back first",
        ),
        Refusal::StandInCircle => Text::new(
            "不能互相代办：请换一位，或先结束对方的那一份",
            "two cannot stand in for one another: choose another, or end theirs first",
        ),
        Refusal::GrantToOneself => Text::new(
            "不能给自己授权：请由另一位有权的人办理",
            "nobody gives a role to themselves: ask another person who may",
        ),
        _ => Text::new(String::new(), String::new()),
    }
}

/// What is refused about regulations.
fn of_regulations(refused: &Refusal, ledger: &Ledger) -> Text {
    match refused {
        Refusal::Retroactive(from) => {
            let from = display(ledger, *from);
            Text::new(
                format!(
                    "新版本写的生效时间 {from} 已经过去：已有的裁决不能倒改，请把 effective_from 改为以后的日子"
                ),
                format!(
                    "the new version says it takes effect on {from}, which has passed: rulings already made are not changed backwards; write a later effective_from"
                ),
            )
        }
        Refusal::UnknownRegulation(name) => {
            let known = regulation_names(ledger);
            Text::new(
                format!("没有叫 `{name}` 的制度：有 {known}；新的制度请先用 baobei publish 发布"),
                format!(
                    "there is no regulation `{name}`: there are {known}; publish a new one first with baobei publish"
                ),
            )
        }
        _ => Text::new(String::new(), String::new()),
    }
}

fn display(ledger: &Ledger, at: Instant) -> String {
    let zone = ledger.packs().map(|packs| input::zone_of(&packs));
    zone.map_or(String::new(), |zone| display_at(at, &zone))
}

fn regulation_names(ledger: &Ledger) -> String {
    let Ok(regulations) = ledger.regulations() else {
        return String::new();
    };
    let newest = regulations.iter();
    let newest = newest.filter_map(|(_, packs)| Some(packs.versions().last()?.name.clone()));
    newest.collect::<Vec<_>>().join(", ")
}

/// A fault: we failed, or the store is not as it should be.
pub(crate) fn fault(failed: Fault) -> Failure {
    let zh = match &failed {
        Fault::InUse { holder } => format!("另一个程序正在使用这个账本：请先停下它（{holder}）"),
        Fault::NetworkFolder { kind } => {
            format!("数据文件夹在网络文件系统（{kind}）上，会丢数据：请换到本机磁盘")
        }
        Fault::NoLedger(path) => format!("{} 里没有账本：请先运行 baobei init", path.display()),
        Fault::LedgerExists(path) => format!("{} 里已有账本：可以直接使用（公钥见 baobei verify）；要另建一个，请换文件夹", path.display()),
        Fault::NewerSchema {
            release, snapshot, ..
        } => format!(
            "这个账本由更新的版本 {release} 写成：请用那个版本，或退回升级之前留下的快照：{snapshot}"
        ),
        Fault::SnapshotFirst { release, command } => format!(
            "{release} 版要改动已有的表，请先照现在的样子留一份：\n  {command}\n然后以表的所有者身份运行一次：baobei verify … --snapshot-taken \"备份放在哪里\""
        ),
        Fault::OtherSchema(number) => format!(
            "数据库结构的第 {number} 步不是本程序的：数据库被别的程序改动过，请用备份并报告审计"
        ),
        Fault::NoServer => "这个账本的数据在 PostgreSQL 上：请用 --postgres 文件，或环境变量 BAOBEI_POSTGRES_FILE、BAOBEI_POSTGRES 给出连接".to_owned(),
        Fault::Server(problem) => server(problem),
        Fault::OnServer { problem, .. } => on_server(problem),
        Fault::Unknown => "保存时连接断了，不知道是否存下：请用同一个 --key 再发一次，只会存一次".to_owned(),
        Fault::NotOnServer => "backup 与 restore 只用于放在文件里的账本；PostgreSQL 请用 pg_dump 或按时间点恢复".to_owned(),
        Fault::Behind { found, signed } => format!(
            "数据库只有 {found} 条，却已对 {signed} 条签过名：放回的是旧备份，请用 baobei restore"
        ),
        Fault::Rewritten { signed } => {
            format!("前 {signed} 条不是签名时的内容，数据库被改写过：请用备份并报告审计")
        }
        Fault::Seal(problem) => seal(*problem),
        Fault::OtherKey(purpose) => {
            let name = purpose.name();
            format!("密钥 {name} 不是这个账本的：请检查 --keys 和环境变量，换回原来的密钥（若确认没有换过，请运行 baobei verify）")
        }
        Fault::OtherMark => "high-water 里的签名不是这个账本的：请给出做备份的那个文件夹里的 high-water，或不写 --signed".to_owned(),
        Fault::Stopped => "前一次写入失败，已停止写入：请重新打开".to_owned(),
        Fault::Store { doing, source } => format!(
            "账本的数据库出错：请检查磁盘空间和数据文件夹的权限，再试一次；仍不行请运行 baobei verify（{doing}: {source}）"
        ),
        Fault::File {
            doing,
            path,
            source,
        } => format!(
            "{} 无法读写：{}（{doing}: {source}）",
            path.display(),
            reason(source).0
        ),
        Fault::Damaged { what, number } => format!(
            "账本里有数据损坏：请运行 baobei verify 看看还有哪些，再用备份并报告审计（{what} {number}）"
        ),
        Fault::ReadBack(entry) => format!(
            "第 {entry} 条读回来与写入的不同，没有签名：磁盘或内存可能坏了，请停止写入并运行 baobei verify"
        ),
    };
    Failure::Unreadable(Text::new(zh, failed.to_string()))
}

fn seal(problem: SealProblem) -> String {
    match problem {
        SealProblem::KeyMissing(number) => {
            format!("缺少 {number} 号密钥加密密钥：请把它那一行补进 key-encryption 的密钥里")
        }
        SealProblem::DoesNotOpen => {
            "密封的资料打不开：密钥是别的账本的，或内容被改动过；请核对密钥，再运行 baobei verify"
                .to_owned()
        }
        SealProblem::OtherAlgorithm(number) => {
            format!("资料用 {number} 号算法密封，本版本不认识：请用更新的版本")
        }
        SealProblem::ProgramFailed(number) => format!(
            "保管 {number} 号密钥加密密钥的程序十秒内没有正确回答：请单独运行它看看；什么也没有存下"
        ),
        SealProblem::ProgramRefused(number) => format!(
            "保管 {number} 号密钥加密密钥的程序拒绝了：原因在它的标准错误里；什么也没有存下"
        ),
        SealProblem::NoRandomness => "系统给不出随机数：请检查系统".to_owned(),
    }
}

fn server(problem: &ServerProblem) -> String {
    match problem {
        ServerProblem::Unreadable => {
            "读不懂 PostgreSQL 的连接：请写 host=… user=… dbname=…，或 postgresql://用户@主机/库名"
                .to_owned()
        }
        ServerProblem::NotVerified(mode) => format!(
            "sslmode={mode} 不核对另一台机器上的服务器是谁：请去掉，或写 sslmode=verify-full"
        ),
        ServerProblem::NoCertificates(path) => format!(
            "{} 里没有可用来核对服务器的证书：请写 sslrootcert=证书文件.pem",
            path.display()
        ),
    }
}

fn on_server(problem: &ServerFault) -> String {
    match problem {
        ServerFault::Unreachable(why) => {
            format!("连不上 PostgreSQL 服务器（{why}）：请检查服务器是否在运行，以及 host、port")
        }
        ServerFault::NotTrusted(why) => format!(
            "PostgreSQL 服务器不是所写的那一台，或者它的证书不可信（{why}）：请检查 host 与 sslrootcert"
        ),
        ServerFault::NoTls => {
            "PostgreSQL 服务器没有开 TLS，传送的内容会被别人读到、改动：请在服务器上设 ssl = on"
                .to_owned()
        }
        ServerFault::NotLetIn(why) => {
            format!("PostgreSQL 服务器不让登录（{why}）：请检查 user、password 与 dbname")
        }
        ServerFault::Full(why) => format!(
            "PostgreSQL 服务器的连接已满（{why}）：请调高 max_connections 或角色的 CONNECTION LIMIT，或少开几个程序"
        ),
        ServerFault::NoRight(why) => format!(
            "这个角色在 PostgreSQL 上没有所需的权限（{why}）：请按 docs/postgresql.md 的 Roles 一节授权"
        ),
        ServerFault::ReadOnly(why) => format!(
            "PostgreSQL 服务器只能读（{why}）：请写主库的地址，写了几台时加 target_session_attrs=read-write"
        ),
        ServerFault::Lost(why) => {
            format!("与 PostgreSQL 服务器的连接断了（{why}）：什么也没有存下，请再试一次")
        }
        ServerFault::Conflict => "另一个程序的事务挡住了：什么也没有存下，请再试一次".to_owned(),
        ServerFault::CommitUnanswered => {
            "保存时与 PostgreSQL 服务器的连接断了，不知道是否存下：请用同一个 --key 再发一次"
                .to_owned()
        }
        ServerFault::Undone => {
            "这一批操作前面出了错，已全部撤销，什么也没有存下：请再试一次".to_owned()
        }
        ServerFault::Said(why) => {
            format!("PostgreSQL 服务器没有完成操作：请再试一次，仍不行请查看服务器的日志（{why}）")
        }
    }
}

/// A case's ruling in words.
///
/// # Errors
/// The ledger has stopped.
pub(crate) fn case_text(
    case: &JudgedCase,
    ledger: &Ledger,
    language: Language,
) -> Result<String, Failure> {
    let regulations = ledger.regulations().map_err(fault)?;
    let packs = regulations.packs(case.domain);
    let directory = ledger.directory().map_err(fault)?;
    Ok(explain(&case.ruling, packs, &case.file, &directory, language).to_text())
}

/// A damaged row.
pub(crate) fn damage(found: &Damage, language: Language) -> String {
    let what = match found.kind {
        DamageKind::Missing => language.pick("缺失", "is missing"),
        DamageKind::Surplus => language.pick("多出", "should not be there"),
        DamageKind::Changed => language.pick("被改动", "was changed"),
        DamageKind::NotWhatWasSealed => language.pick(
            "密封内容打不开或不是当初承诺的",
            "has a sealed part that does not open or is not what was committed to",
        ),
        DamageKind::NotWhatWasSigned => language.pick(
            "所签的内容不再是签时的样子",
            "is over content that is not what it was when signed",
        ),
        DamageKind::BadSignature => language.pick("签名不符", "has no valid signature"),
        DamageKind::OtherTree => language.pick(
            "与签名时的树不同：签名前的内容被改写",
            "signed another tree: what came before it was rewritten",
        ),
        DamageKind::NotWhatFactsSay => {
            language.pick("与事实推出的不一致", "is not what the facts lead to")
        }
    };
    format!("{} {}: {what}", found.table, found.row)
}
