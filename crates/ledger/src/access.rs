//! Looking at what is sealed: only with a reason, and never without a trace.

use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};
use ruling::name::Names;
use zeroize::Zeroizing;

use crate::encoding::Entry;
use crate::encoding::field_name::{REASON, is_beside};
use crate::fault::{Failure, Fault, Refusal};
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::record::Command;
use crate::store::{Database, FactRow};
use crate::subject::{data_key, personal_in};

/// Rows read at once.
const SCAN: u32 = 2_000;

/// Somebody looked something up, or at somebody's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The entry that says so.
    pub seq: Seq,
    /// When.
    pub recorded: Instant,
    /// Who.
    pub staff: StaffId,
    /// `check`, `look` or `reveal`.
    pub deed: String,
    /// The cases of the customer whose data was shown; a check does not tell.
    pub cases: Vec<u64>,
    /// Why, in the person's words; none for a check or a look, and once the customer's data was erased.
    pub reason: Option<String>,
}

/// Which accesses are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessesWanted {
    /// Only to the data of this case's customer.
    pub case: Option<u64>,
    /// Only by this person.
    pub staff: Option<StaffId>,
    /// From this instant on.
    pub from: Instant,
    /// Before this one.
    pub until: Instant,
}

impl AccessesWanted {
    fn has(&self, access: &Access) -> bool {
        let in_time = (self.from..self.until).contains(&access.recorded);
        in_time && self.staff.is_none_or(|staff| staff == access.staff)
    }
}

impl Ledger {
    /// What is sealed about a case's customer, the last value of each field. Who looked and why is recorded
    /// before anything is shown.
    ///
    /// # Errors
    /// No such case, no reason, erased data, or a fault.
    pub fn reveal(
        &self,
        case: u64,
        actor: StaffId,
        reason: &str,
        key: &[u8],
    ) -> Result<Personal, Failure> {
        let reveal = Command::Reveal {
            case,
            actor,
            reason: Personal::new([(REASON.to_owned(), reason.trim().to_owned())]),
        };
        self.carry_out(reveal, key)?;
        let reader = self.reader()?;
        let row = reader.case(case)?.ok_or(Refusal::UnknownCase(case))?;
        let personal = personal_in(&reader, &self.keys, &row)?;
        // It may have been erased since.
        match personal.is_empty() {
            true => Err(Refusal::Erased.into()),
            false => Ok(personal),
        }
    }

    /// The last value of a field that is sealed about a case's customer, for what shows it to nobody, such as a message
    /// to their phone: it leaves no trace, and whoever looks at it goes by [`Ledger::reveal`]. None of an erased one, and
    /// of a case that is not there.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn kept_unshown(&self, case: u64, field: &str) -> Result<Option<Zeroizing<String>>, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.case(case)? else {
            return Ok(None);
        };
        let personal = personal_in(&reader, &self.keys, &row)?;
        Ok(personal
            .get(field)
            .map(|value| Zeroizing::new(value.to_owned())))
    }

    /// What is sealed about a case's customer, the last value of each field, with all but a little of each hidden.
    /// Nothing of an erased one, and of a case that is not there.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn masked(&self, case: u64) -> Result<Vec<(String, String)>, Fault> {
        self.masked_but(case, |_| false)
    }

    /// As [`Ledger::masked`], but the fields said to tell nothing of a person, such as the product wanted, stand as they
    /// were entered unless a long number is in them.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn masked_but(
        &self,
        case: u64,
        is_plain: impl Fn(&str) -> bool,
    ) -> Result<Vec<(String, String)>, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.case(case)? else {
            return Ok(Vec::new());
        };
        let personal = personal_in(&reader, &self.keys, &row)?;
        Ok(personal.masked_but(is_plain))
    }

    /// Why somebody did what an entry says, in their words, where they gave a reason and it was not erased.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn reason_of(&self, seq: Seq) -> Result<Option<String>, Fault> {
        let sealed = self.sealed_with(seq)?;
        Ok(sealed.get(REASON).map(str::to_owned))
    }

    /// What an entry by itself sealed about the customer, masked as by [`Ledger::masked_but`]: to tell one version of
    /// a form from the next. Nothing once it was erased.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn masked_as_entered(
        &self,
        seq: Seq,
        is_plain: impl Fn(&str) -> bool,
    ) -> Result<Vec<(String, String)>, Fault> {
        let mut masked = self.sealed_with(seq)?.masked_but(is_plain);
        masked.retain(|(name, _)| !is_beside(name));
        Ok(masked)
    }

    fn sealed_with(&self, seq: Seq) -> Result<Personal, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.fact(seq)? else {
            return Ok(Personal::default());
        };
        let (Some(sealed), Some(subject)) = (&row.sealed, row.subject) else {
            return Ok(Personal::default());
        };
        match data_key(&reader, &self.keys, subject)? {
            Some(key) => Ok(key.open(sealed, reader.place(subject, seq))?),
            None => Ok(Personal::default()),
        }
    }

    /// The look, reveal or check of an entry; none if the entry is something else.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn access_of(&self, seq: Seq) -> Result<Option<Access>, Fault> {
        let packs = self.packs()?;
        let reader = self.reader()?;
        let Some(row) = reader.fact(seq)? else {
            return Ok(None);
        };
        let entry = Entry::decode(&row.entry, row.seq, row.recorded, &packs.names);
        self.access(&reader, &row, entry)
    }

    /// Who looked at what, in order.
    ///
    /// # Errors
    /// No such case, or rows that cannot be read.
    pub fn accesses(&self, wanted: &AccessesWanted) -> Result<Vec<Access>, Failure> {
        self.keep_traces()?;
        let reader = self.reader()?;
        let mut found = Vec::new();
        let mut take = |row: &FactRow| {
            let entry = Entry::decode(&row.entry, row.seq, row.recorded, &Names::default());
            if let Some(access) = self.access(&reader, row, entry)?
                && wanted.has(&access)
            {
                found.push(access);
            }
            Ok::<_, Fault>(())
        };
        if let Some(case) = wanted.case {
            let row = reader.case(case)?.ok_or(Refusal::UnknownCase(case))?;
            for row in reader.facts_of_subject(row.subject)? {
                take(&row)?;
            }
            return Ok(found);
        }
        let mut last = 0;
        loop {
            let rows = reader.facts(last + 1, SCAN)?;
            let Some(end) = rows.last() else {
                return Ok(found);
            };
            last = end.seq;
            for row in &rows {
                take(row)?;
            }
        }
    }

    fn access(
        &self,
        reader: &Database,
        row: &FactRow,
        entry: Option<Entry>,
    ) -> Result<Option<Access>, Fault> {
        let Some(Entry::Accessed {
            staff,
            deed,
            subject,
        }) = entry
        else {
            return Ok(None);
        };
        let mut access = Access {
            seq: row.seq,
            recorded: row.recorded,
            staff,
            deed,
            cases: Vec::new(),
            reason: None,
        };
        let Some(subject) = subject else {
            return Ok(Some(access));
        };
        let cases = reader.cases_of_subject(subject)?;
        access.cases = cases.iter().map(|row| row.case).collect();
        if let (Some(sealed), Some(key)) = (&row.sealed, data_key(reader, &self.keys, subject)?) {
            let personal = key.open(sealed, reader.place(subject, row.seq))?;
            access.reason = personal.get(REASON).map(str::to_owned);
        }
        Ok(Some(access))
    }
}
