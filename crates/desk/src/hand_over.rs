//! What somebody left behind: each case that they had, and whose it is now.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};
use ruling::policy::problem::Text;
use ruling::ruling::{Mode, State};

use crate::case_line;
use crate::{Actor, Desk, Refusal, receipt};

/// Lines of a page.
const PAGE: u32 = 50;

/// A case that somebody had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftLine {
    /// The case.
    pub case: u64,
    /// The customer, masked.
    pub customer: Option<String>,
    /// Who holds it now, by name.
    pub holder: Option<Text>,
    /// How firmly.
    pub state: State,
    /// What others may do.
    pub mode: Mode,
    /// Whether it waits to be given to somebody.
    pub waits: bool,
}

/// What somebody left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// When they left.
    pub left: Instant,
    /// Who recorded it, by name.
    pub by: Option<String>,
    /// How many cases they had.
    pub cases: u64,
    /// How many of these still wait to be given to somebody.
    pub waiting: u64,
    /// Those of a page that the reader may see, in order of their numbers.
    pub lines: Vec<LeftLine>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<u64>,
    /// Proof of the departure, for keeping and for `baobei receipt verify`.
    pub proof: String,
    /// The lines of the proof that a paper shows.
    pub reference: String,
}

impl Desk {
    /// What somebody left behind, from behind a case on; none: they have not left.
    ///
    /// # Errors
    /// The actor neither manages accounts nor assigns cases, or there is no such person in their reach.
    pub fn hand_over(
        &self,
        actor: &Actor,
        staff: StaffId,
        after: Option<u64>,
    ) -> Result<Option<HandOver>, Refusal> {
        self.may_see_leaving(actor, staff)?;
        self.follow()?;
        let Some((seq, left, by)) = self.ledger.look(|rows| departure(rows, staff))? else {
            return Ok(None);
        };
        let after = after.unwrap_or(0);
        let (cases, waiting, page) = self.ledger.look(|rows| {
            let number = staff.0.get();
            let counted = |sql| {
                let values = [rows.company(), number.into()];
                let count = rows.query_one("counting what somebody left", sql, &values, |row| {
                    row.int::<u64>(0)
                })?;
                Ok::<_, Fault>(count.unwrap_or(0))
            };
            let values = [rows.company(), number.into(), after.into(), PAGE.into()];
            let page = rows.query(
                "listing what somebody left",
                "SELECT case_id FROM left_case WHERE company_id = $1 AND staff_id = $2 AND case_id > $3 \
                 ORDER BY case_id LIMIT $4",
                &values,
                |row| row.id(0),
            )?;
            Ok::<_, Fault>((counted(LEFT)?, counted(WAITING)?, page))
        })?;
        let is_whole = page.len() == PAGE as usize;
        let next = page.last().copied().filter(|_| is_whole);
        let mut lines = Vec::new();
        for case in page {
            if self.sees(actor, case)? {
                lines.extend(self.left_line(case)?);
            }
        }
        let directory = self.ledger.directory()?;
        let proof = self.ledger.receipt(seq)?;
        Ok(Some(HandOver {
            left,
            by: by.and_then(|by| directory.staff.get(&by).cloned()),
            cases,
            waiting,
            lines,
            next,
            reference: receipt::reference(&proof),
            proof: proof.to_text(),
        }))
    }

    fn left_line(&self, case: u64) -> Result<Option<LeftLine>, Refusal> {
        let (line, waits) = self.ledger.look(|rows| {
            let line = case_line::read(rows, case)?;
            Ok::<_, Fault>((line, crate::pool::waits(rows, case)?))
        })?;
        let Some(line) = line else { return Ok(None) };
        Ok(Some(LeftLine {
            case,
            customer: self.customer_name(case)?,
            holder: self.holder_name(&line)?,
            state: line.state,
            mode: line.mode,
            waits,
        }))
    }
}

const LEFT: &str = "SELECT count(*) FROM left_case WHERE company_id = $1 AND staff_id = $2";
const WAITING: &str = "SELECT count(*) FROM left_case l JOIN pooled_case p ON p.company_id = l.company_id AND \
     p.case_id = l.case_id WHERE l.company_id = $1 AND l.staff_id = $2 AND p.pool = 1";

/// The entry by which somebody left, when, and who recorded it.
type Departure = (Seq, Instant, Option<StaffId>);

fn departure(rows: &Rows<'_>, staff: StaffId) -> Result<Option<Departure>, Fault> {
    rows.query_one(
        "reading when somebody left",
        "SELECT seq, left_at, by_id FROM departure WHERE company_id = $1 AND staff_id = $2",
        &[rows.company(), staff.0.get().into()],
        |row| {
            let by: Option<u32> = row.optional_int(2)?;
            let by = by.and_then(std::num::NonZeroU32::new).map(StaffId);
            Ok((row.int(0)?, row.instant(1)?, by))
        },
    )
}

/// Notes a case that somebody had when they left.
pub(crate) fn note_left(rows: &Rows<'_>, staff: StaffId, case: u64) -> Result<(), Fault> {
    rows.execute(
        "noting what somebody left",
        "INSERT INTO left_case (company_id, staff_id, case_id) VALUES ($1, $2, $3) \
         ON CONFLICT (company_id, staff_id, case_id) DO NOTHING",
        &[rows.company(), staff.0.get().into(), case.into()],
    )
}
