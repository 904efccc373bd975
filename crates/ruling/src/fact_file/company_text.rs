//! People and company facts as a TOML file has them: `[people]` and `company = '''…'''`.

use sha2::{Digest, Sha256};

use super::keys::{Keys, Reading, lines_of};
use super::people_section::Person;
use crate::calendar::Instant;
use crate::company::{Change, CompanyFact};

/// The unit of people whose unit is written `-`.
const WHOLE_COMPANY: &str = "公司";

/// The company facts of a file, and the hash of their texts.
pub(crate) fn facts(
    people: &[Person],
    keys: &mut Keys<'_, '_>,
    reading: &mut Reading<'_, '_>,
) -> (Vec<CompanyFact>, [u8; 32]) {
    let mut hash = Sha256::new();
    let mut facts = Vec::new();
    for person in people {
        hash.update(
            reading
                .file
                .text
                .get(person.span.clone())
                .unwrap_or_default(),
        );
        hash.update([b'\n']);
        facts.extend(joined(person, reading));
    }
    if let Some(span) = lines_of(keys, "company", reading) {
        hash.update(reading.file.text.get(span.clone()).unwrap_or_default());
        facts.extend(reading.reader.company_in(reading.file, span));
    }
    (facts, hash.finalize().into())
}

/// `张 = "甲队 sales"`: since ever of this unit and in this role; `-` for the whole company.
fn joined(person: &Person, reading: &mut Reading<'_, '_>) -> Option<CompanyFact> {
    let Some(place) = &person.place else {
        reading.problem(
            "unreadable",
            person.span.clone(),
            (
                "[people] 里这一行看不懂",
                "this line of [people] cannot be read",
            ),
            (
                "每行一个人,例如 张 = \"甲队 sales\"",
                "one person per line, e.g. 张 = \"甲队 sales\"",
            ),
        );
        return None;
    };
    let (unit, role) = place
        .split_once(char::is_whitespace)
        .unwrap_or((place.as_str(), ""));
    let unit = match unit {
        "" | "-" => WHOLE_COMPANY,
        unit => unit,
    };
    let change = Change::Joined {
        staff: reading.reader.people.add_staff(&person.name),
        unit: reading.reader.people.add_unit(unit),
        role: reading.reader.role(role.trim()),
    };
    Some(CompanyFact {
        from: Instant::MIN,
        recorded: Instant::MIN,
        change,
    })
}
