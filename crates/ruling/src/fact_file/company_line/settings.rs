//! What a company sets: ratios, who stands for a name, opening hours.

use super::Said;
use crate::calendar::OpeningHours;
use crate::company::Change;
use crate::fact_file::Reader;
use crate::fact_file::intern::RefKind;

impl Reader<'_> {
    /// `price 瓷砖 floor=120.00`: everywhere.
    pub(super) fn price(&mut self, said: &Said<'_>) -> Option<Change> {
        let floor = self.needed(said, "floor")?;
        Some(Change::PriceSet {
            product: self.object_reference(said)?,
            region: None,
            list_cents: None,
            floor_cents: self.yuan(&floor.text, &floor.place)?,
        })
    }

    /// `ratio sales=60 lead=40`, or of one project: `ratio project=滨江一期 sales=60 lead=40`.
    pub(super) fn ratio(&mut self, said: &Said<'_>) -> Option<Change> {
        let mut parts = Vec::new();
        for pair in said.pairs {
            if ["recorded", "登记时间", "project", "项目"].contains(&pair.key.text.as_str()) {
                continue;
            }
            match pair.value.text.parse() {
                Ok(share) => parts.push((self.symbol(&pair.key.text), share)),
                Err(_) => self.company_problem(
                    "bad-ratio",
                    &pair.value,
                    ("比例不是正整数", "a ratio is a positive whole number"),
                    ("请写例如 sales=60 lead=40", "write e.g. sales=60 lead=40"),
                ),
            }
        }
        if parts.is_empty() {
            self.missing_part(said, "角色=份数", "role=parts");
            return None;
        }
        let project = said.value("project");
        let project = project.map(|word| self.intern.reference(RefKind::Project, &word.text));
        Some(Change::RatioSet { project, parts })
    }

    pub(super) fn stands_in(&mut self, said: &Said<'_>) -> Option<Change> {
        let absent = self.object(said)?;
        let until = self.needed(said, "until")?;
        Some(Change::StandsIn {
            staff: self.subject_staff(said)?,
            absent: self.staff_named(&absent.text, &absent.place)?,
            until: self.limit(until)?,
        })
    }

    /// `named deputy=王`.
    pub(super) fn named(&mut self, said: &Said<'_>) -> Option<Change> {
        let pair = said
            .pairs
            .iter()
            .find(|pair| !matches!(pair.key.text.as_str(), "recorded" | "登记时间"));
        let Some(pair) = pair else {
            self.missing_part(said, "名称=人", "name=person");
            return None;
        };
        Some(Change::Named {
            name: self.symbol(&pair.key.text),
            staff: self.staff_named(&pair.value.text, &pair.value.place)?,
        })
    }

    /// `hours 09:00-21:00` (every day), or as [`OpeningHours`] are written.
    pub(super) fn hours(&mut self, said: &Said<'_>) -> Option<Change> {
        let words: Vec<_> = said.rest.iter().map(|word| word.text.as_str()).collect();
        let text = words.join(" ").replace('"', "");
        let every_day = format!("Mon-Sun {text}");
        match every_day.parse::<OpeningHours>().or_else(|_| text.parse()) {
            Ok(hours) => Some(Change::HoursSet { hours }),
            Err(problem) => {
                use crate::language::Language::{Chinese, English};
                self.company_problem(
                    "bad-hours",
                    said.at,
                    ("营业时间看不懂", "the opening hours cannot be read"),
                    (&problem.message(Chinese), &problem.message(English)),
                );
                None
            }
        }
    }
}
