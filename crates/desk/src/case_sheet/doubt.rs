//! A case that waits in several others: it is judged with each of them, and what is said of one of them is not said of
//! it until somebody decides whose it is.

use ruling::explain::Section;
use ruling::policy::problem::Text;
use ruling::ruling::{Mode, State};

use super::{CaseSheet, RulingLine};
use crate::identity::pairs::{PairState, pairs_of_case};
use crate::{Desk, Refusal};

impl Desk {
    /// Of how many others a case waits to be told which it is.
    pub(crate) fn waits_in(&self, case: u64) -> Result<usize, Refusal> {
        let pairs = self.ledger.look(|rows| pairs_of_case(rows, case))?;
        let waits = pairs.iter().filter(|pair| pair.state == PairState::Waits);
        Ok(waits.filter(|pair| pair.case == case).count())
    }

    /// Where a case stands that waits in more than one other, in one line; none: it does not.
    pub(crate) fn waits_in_several(&self, case: u64) -> Result<Option<Text>, Refusal> {
        let count = self.waits_in(case)?;
        if count < 2 {
            return Ok(None);
        }
        if !self.ledger.asks_project(case)? {
            return Ok(Some(Text::new(
                format!("还没有定：可能是已有 {count} 位客户中的一位，等人确认是谁"),
                format!(
                    "Not settled yet: this may be one of {count} known customers; who it is has to be confirmed"
                ),
            )));
        }
        let office = self.office_of_project(case)?;
        let (zh, en) = match office {
            Some(office) => (office.zh, office.en),
            None => (
                "确认身份的人".to_owned(),
                "whoever confirms identities".to_owned(),
            ),
        };
        Ok(Some(Text::new(
            format!("还没有定：没写项目，可能是 {count} 个项目中的一个，等{zh}确认是哪个"),
            format!(
                "Not settled yet: no project was named, and it may be of any of {count}; {en} has to say which"
            ),
        )))
    }
}

impl CaseSheet {
    /// Says of itself what is so in each of the cases it waits in, and nothing that is so in one of them alone.
    pub(super) fn wait(&mut self, headline: Text) {
        self.holder = None;
        self.state = State::Pending;
        self.mode = Mode::Open;
        self.until = None;
        self.deal = None;
        self.what_if.clear();
        self.ruling = vec![RulingLine {
            section: Section::Ownership,
            verdict: None,
            clause: None,
            clause_text: None,
            text: headline.clone(),
        }];
        self.headline = headline;
    }
}
