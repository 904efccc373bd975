//! The trace of a look at a case or a customer's data, before anything is shown.

use ruling::fact::StaffId;

use super::{Recorded, Work};
use crate::encoding::Entry;
use crate::encoding::field_name::REASON;
use crate::fault::{Failure, Refusal};
use crate::privacy::personal::Personal;
use crate::subject::data_key;

impl Work<'_> {
    pub(super) fn reveal(
        &mut self,
        case: u64,
        staff: StaffId,
        reason: &Personal,
    ) -> Result<Recorded, Failure> {
        if reason.get(REASON).is_none_or(str::is_empty) {
            return Err(Refusal::NoReason.into());
        }
        let row = self.database.case(case)?;
        let subject = row.ok_or(Refusal::UnknownCase(case))?.subject;
        let key = data_key(self.database, self.keys, subject)?.ok_or(Refusal::Erased)?;
        let entry = Entry::Accessed {
            staff,
            deed: "reveal".to_owned(),
            subject: Some(subject),
        };
        self.append(entry, None, Some((subject, &key, reason)))
    }

    pub(super) fn look(&mut self, case: u64, staff: StaffId) -> Result<Recorded, Failure> {
        let row = self.database.case(case)?;
        let subject = row.ok_or(Refusal::UnknownCase(case))?.subject;
        let key = data_key(self.database, self.keys, subject)?;
        let entry = Entry::Accessed {
            staff,
            deed: "look".to_owned(),
            subject: Some(subject),
        };
        // Sealed with nothing in it: looks are found among what there is of the subject.
        let nothing = Personal::default();
        let personal = key.as_ref().map(|key| (subject, key, &nothing));
        self.append(entry, None, personal)
    }
}
