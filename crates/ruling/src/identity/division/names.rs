//! The names a place is found by: in full and, where that is usual, short.

use super::{Division, Level};

/// Peoples whose names stand inside those of autonomous places, longest first.
const PEOPLES: &[&str] = &[
    "柯尔克孜",
    "哈萨克",
    "蒙古族",
    "蒙古",
    "朝鲜族",
    "土家族",
    "布依族",
    "哈尼族",
    "景颇族",
    "傈僳族",
    "维吾尔",
    "藏族",
    "羌族",
    "彝族",
    "苗族",
    "侗族",
    "壮族",
    "傣族",
    "白族",
    "回族",
];

/// The spellings a place is found by, each with whether it says its level.
pub(super) fn spellings(division: &Division) -> Vec<(&'static str, bool)> {
    let name = division.name;
    let short = match division.level {
        Level::Group => return Vec::new(),
        Level::Province => ["特别行政区", "自治区", "省", "市"]
            .into_iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .map(|short| without_peoples(short)),
        Level::Prefecture => ["自治州", "地区", "盟", "市"]
            .into_iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .map(without_peoples),
        Level::County => name.strip_suffix('市'),
        Level::Statistical => None,
    };
    let short = short.filter(|short| short.chars().count() >= 2);
    let mut names = vec![(name, true)];
    names.extend(short.map(|short| (short, false)));
    names
}

/// 恩施土家族苗族 without its peoples is 恩施; 内蒙古 stays, for nothing sensible would be left.
fn without_peoples(name: &'static str) -> &'static str {
    let mut name = name;
    while let Some(shorter) = PEOPLES
        .iter()
        .filter_map(|people| name.strip_suffix(people))
        .find(|shorter| shorter.chars().count() >= 2)
    {
        name = shorter;
    }
    name
}
