//! Who is named like a company, also where codes say that they are two.

use ruling::identity::company_name::NameComparison;

use super::{Candidate, Candidates, Finder};
use crate::fault::Fault;

/// Somebody whose company name is the typed one, or like it.
pub(crate) struct Namesake {
    pub(crate) found: Candidate,
    /// Normalised, the names are equal.
    pub(crate) is_same: bool,
}

impl Finder<'_> {
    /// Everybody named like the typed company, whatever their codes say; the likeliest, as far as names are compared.
    pub(crate) fn namesakes(&self) -> Result<Vec<Namesake>, Fault> {
        let named = self.named_like()?;
        let entries = named.iter().map(|(_, seq)| *seq);
        let sealed = self.sealed(entries, &Candidates::new())?;
        let mut namesakes = Vec::new();
        for (found, seq) in named {
            let known = self.unseal(&found, seq, sealed.get(&seq))?;
            let compared = known.and_then(|known| self.sought.keys.name_compared(&known));
            let is_same = match compared {
                None | Some(NameComparison::Different(_)) => continue,
                Some(compared) => compared == NameComparison::Same,
            };
            namesakes.push(Namesake { found, is_same });
        }
        Ok(namesakes)
    }
}
