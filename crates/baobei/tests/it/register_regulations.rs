//! One small register for each regulation, as such a company keeps it: reviews, assignments, consents and
//! contracts stand in columns of their own, and each row is judged as a person would.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Row, how the owner begins, how what became of it ends, clause.
type Expected<'a> = (u64, &'a str, &'a str, &'a str);

fn check(pack: &str, register: &str, expected: &[Expected<'_>]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("register-{pack}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("登记.csv");
    fs::write(&file, register).unwrap();
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let output = Command::new(env!("CARGO_BIN_EXE_baobei"))
        .arg("judge")
        .arg(&file)
        .arg("--policy")
        .arg(policies.join(pack))
        .args(["--at", "2026-04-02", "--json"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{pack}: {told}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), expected.len(), "{pack}");
    for (row, (number, owner, became, clause)) in rows.iter().zip(expected) {
        assert_eq!(row["row"], *number, "{pack}");
        let says = |key: &str| row[key].as_str().unwrap().to_owned();
        assert!(says("owner").starts_with(owner), "{pack}: {row}");
        assert!(
            says("reason").split('：').next().unwrap().ends_with(became),
            "{pack}: {row}"
        );
        assert_eq!(row["clauses"], *clause, "{pack}: {row}");
        assert_eq!(row["problems"], "", "{pack}: {row}");
    }
}

// 30 days after 3/2 others may not register (三.4); after 3/3 the second customer was free.
#[test]
fn showroom_teams_hold_and_are_replaced_when_their_protection_is_over() {
    let register = "\
来访日期,置业顾问,团队,客户姓名,联系电话,最近跟进\n\
2026-03-02,王敏,甲组,张三,13800000001,2026-03-10\n\
2026-03-12,李强,乙组,张三,138-0000-0001,\n\
2026-02-01,李强,乙组,何女士,13800000002,\n\
2026-03-30,王敏,甲组,何女士,13800000002,\n";
    let expected = [
        (2, "甲组 王敏", "取得", "一"),
        (3, "甲组 王敏", "撞单", "三.4"),
        (4, "甲组 王敏", "被取代", "一"),
        (5, "甲组 王敏", "取得", "一"),
    ];
    check("1-showroom", register, &expected);
}

// The market department allocates after the review (四.3); who was rejected has nothing (四.2).
#[test]
fn product_sales_are_reviewed_and_allocated() {
    let register = "\
报备日期,销售,部门,客户名称,联系人,联系电话,需求产品,地址,审核日期,审核人,审核结果,分配日期,分配给,最近跟进,成交日期\n\
2026-03-02,王敏,销售一部,宏达建材有限公司,刘工,13800000001,瓷砖,江汉路1号,2026-03-03,陈总,通过,2026-03-04,王敏,2026-03-10,2026-03-20\n\
2026-03-02,李强,销售二部,远大贸易有限公司,周经理,13800000002,卫浴,解放路2号,2026-03-03,陈总,通过,2026-03-04,王敏,2026-03-12,\n\
2026-03-05,李强,销售二部,宏达建材有限公司,刘工,13800000001,瓷砖,江汉路1号,2026-03-06,陈总,通过,,,,\n\
2026-03-05,赵倩,销售一部,安泰装饰有限公司,郑工,13800000003,地板,中山路3号,2026-03-06,陈总,驳回,,,,\n\
2026-03-06,赵倩,销售一部,恒信置业有限公司,孙工,13800000004,瓷砖,沿江路4号,,,待审核,,,,\n\
2026-03-07,李强,销售二部,博远工程有限公司,吴工,13800000005,瓷砖,建设路5号,2026-03-08,陈总,通过,,,,\n";
    let expected = [
        (2, "王敏", "取得", "四.3"),
        (3, "王敏", "取得", "四.3"),
        (4, "王敏", "撞单", "解释.4"),
        (5, "无人持有", "已结束", "四.2"),
        (6, "还没有定", "待定", ""),
        (7, "还没有定", "取得", "解释.3"),
    ];
    check("2-product-sales", register, &expected);
}

// Demands are cases of their own; what nobody was assigned to is nobody's (三.3).
#[test]
fn customer_process_forms_are_reviewed_assigned_and_archived() {
    let register = "\
登记日期,填表人,客户姓名,联系电话,需求,反馈,审核日期,审核人,审核结果,分派日期,分派人,分派给,最近跟进,成交日期,归档日期\n\
2026-03-02,小孟,许女士,13800000001,装修设计,已加微信,2026-03-02,周主管,通过,2026-03-03,周主管,王敏,2026-03-05,,\n\
2026-03-02,小孟,何先生,13800000002,全屋定制,等报价,2026-03-03,周主管,通过,,,,,,\n\
2026-03-04,李强,许女士,13800000001,装修设计,老客户,2026-03-05,周主管,通过,,,,,,\n\
2026-03-04,李强,许女士,13800000001,全屋定制,看样板,2026-03-05,周主管,通过,2026-03-05,周主管,李强,2026-03-06,2026-03-20,2026-03-25\n\
2026-03-05,小孟,冯女士,13800000003,装修设计,无,2026-03-05,周主管,退回,,,,,,\n";
    let expected = [
        (2, "王敏", "取得", "三.3"),
        (3, "无人持有", "有效", "解释.4"),
        (4, "王敏", "撞单", "解释.4"),
        (5, "李强", "取得", "三.3"),
        (6, "还没有定", "退回补正", "三.2"),
    ];
    check("3-customer-process", register, &expected);
}

// No consent, no registration (第六条); the first with consent holds (解释.3).
#[test]
fn consumers_have_to_agree() {
    let register = "\
登记日期,业务员,部门,姓名,性别,年龄,电话,住址,需求,是否同意,监护人同意,最近跟进\n\
2026-03-02,孙丽,一部,林女士,女,35,13800000001,江汉路1号,护肤,是,,2026-03-10\n\
2026-03-03,吴刚,二部,林女士,女,35,13800000001,江汉路1号,护肤,是,,\n\
2026-03-03,吴刚,二部,高先生,男,50,13800000002,解放路2号,保健,否,,\n\
2026-01-05,吴刚,二部,曹女士,女,60,13800000003,中山路3号,保健,书面同意,,\n";
    let expected = [
        (2, "孙丽", "取得", "解释.3"),
        (3, "孙丽", "撞单", "解释.3"),
        (4, "无人持有", "拒收", "第六条"),
        (5, "吴刚", "取得", "解释.3"),
    ];
    check("4-consumer", register, &expected);
}

// Both reviews passed and first filed wins (第六条); rejected by the department ends.
#[test]
fn customer_materials_pass_two_reviews() {
    let register = "\
报备日期,销售,门店,客户名称,客户类别,联系方式,部门审核日期,部门审核,管理部审核日期,管理部审核,签约日期\n\
2026-03-02,秦岚,城东店,云杉机电有限公司,企业,13800000001,2026-03-03,通过,2026-03-04,通过,2026-03-10\n\
2026-03-02,方圆,城西店,云杉机电有限公司,企业,13800000001,2026-03-03,通过,2026-03-05,通过,\n\
2026-03-03,方圆,城西店,石先生,个人,13800000002,2026-03-04,通过,,待审,\n\
2026-03-03,秦岚,城东店,梅女士,个人,13800000003,2026-03-04,驳回,,,\n";
    let expected = [
        (2, "秦岚", "取得", "解释.3"),
        (3, "秦岚", "撞单", "解释.3"),
        (4, "还没有定", "待定", ""),
        (5, "无人持有", "已结束", "第六条.3"),
    ];
    check("5-customer-materials", register, &expected);
}

// 60 days without contact end it (解释.8), but not what was contracted before (四.2).
#[test]
fn stores_hold_by_kind_of_product() {
    let register = "\
登记日期,业务员,门店,客户名称,联系电话,品类,最近跟进,签约日期\n\
2026-03-02,王敏,A店,宏达装饰,13800000001,瓷砖,2026-03-20,\n\
2026-03-05,李强,B店,宏达装饰,13800000001,瓷砖,,\n\
2026-03-05,李强,B店,宏达装饰,13800000001,卫浴,,\n\
2026-01-02,李强,B店,远大工程,13800000002,瓷砖,,\n\
2026-01-02,王敏,A店,安泰置业,13800000003,瓷砖,,2026-02-01\n";
    let expected = [
        (2, "A店 王敏", "取得", "五.2"),
        (3, "A店 王敏", "撞单", "五.2"),
        (4, "B店 李强", "取得", "五.2"),
        (5, "无人持有", "已失效", "解释.8"),
        (6, "A店 王敏", "取得", "四.2"),
    ];
    check("6-building-materials", register, &expected);
}

// Claims stand side by side until the car is handed over (三).
#[test]
fn the_car_is_the_sellers_who_handed_it_over() {
    let register = "\
来访日期,销售顾问,客户姓名,联系电话,意向车型,最近跟进,交车日期\n\
2026-03-02 10:00,王敏,张三,13800000001,A4,2026-03-03,2026-03-10\n\
2026-03-03 10:00,李强,张三,13800000001,A4,,\n\
2026-03-05 10:00,李强,赵四,13800000002,A6,,\n";
    let expected = [
        (2, "王敏", "有效，与他人并存", "三.3"),
        (3, "王敏", "有效，与他人并存", "三.3"),
        (4, "无人持有", "有效，与他人并存", "三.3"),
    ];
    check("7-auto-dealer", register, &expected);
}

// Five working days after signing (第六条): 3/2 to 3/20 is late, filed all the same.
#[test]
fn contracts_are_filed_in_time_or_late() {
    let register = "\
备案日期,备案人,部门,客户名称,法人代表,注册地,联系方式,项目名称,项目地点,项目规模,项目进度,产品,数量,质量与技术要求,合同编号,合同名称,签订日期,合同金额,合同期限,审核日期,审核人,审核结果,归档日期\n\
2026-03-05,赵刚,一部,宏达建设有限公司,刘某,武汉,027-83000001,滨江一期,武汉,8万平,主体,瓷砖,1万㎡,优等,HT-001,供货合同,2026-03-02,860000,1年,2026-03-06,孟工,通过,2026-03-06\n\
2026-03-20,钱进,二部,远大置业有限公司,周某,武汉,027-83000002,湖畔花园,武汉,5万平,封顶,卫浴,300套,优等,HT-002,供货合同,2026-03-02,120000,1年,2026-03-21,孟工,通过,2026-03-21\n\
2026-03-06,赵刚,一部,安泰建设有限公司,郑某,武汉,027-83000003,东湖里,武汉,3万平,基础,瓷砖,2千㎡,合格,HT-003,供货合同,2026-03-05,90000,1年,,,,\n";
    let expected = [
        (2, "赵刚", "取得", "解释.3"),
        (3, "钱进", "取得", "解释.3"),
        (4, "还没有定", "待定", ""),
    ];
    check("8-contract-filing", register, &expected);
}

// Three reviews, then filing (二.3、二.4).
#[test]
fn dealers_pass_three_reviews_and_are_filed() {
    let register = "\
申请日期,申请人,部门,公司全称,统一社会信用代码,法定代表人,注册地址,经营地址,意向区域,联系人,开票名称,税号,开户行,账号,开票地址,开票电话,内勤审核,部门经理审批,总经理审批,归档日期,纸质档位置\n\
2026-03-02,小钱,渠道部,恒信经贸有限公司,91420103MA4K000105,孙某,武汉,武汉,江汉区,孙某,恒信经贸有限公司,1,工行,2,武汉,027-83000001,通过,通过,通过,2026-03-10,A-1\n\
2026-03-03,小钱,渠道部,博远商贸有限公司,91420103MA4K000292,吴某,武汉,武汉,武昌区,吴某,博远商贸有限公司,1,工行,2,武汉,027-83000002,通过,待审批,,,\n\
2026-03-04,小李,渠道部,嘉禾贸易有限公司,91420103MA4K00037W,冯某,武汉,武汉,青山区,冯某,嘉禾贸易有限公司,1,工行,2,武汉,027-83000003,通过,驳回,,,\n";
    let expected = [
        (2, "已办结", "有效", "二.4"),
        (3, "还没有定", "待定", ""),
        (4, "没有有效的申请", "已结束", "二.3"),
    ];
    check("9-dealer-onboarding", register, &expected);
}
