//! A customer's consent: the notice that they were shown, and how they gave it.

pub mod code;

use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind, Particulars};
use ruling::name::Symbol;
use ruling::policy::field::Holds;
use ruling::policy::problem::Text;
use ruling::policy::{Packs, Policy};

use crate::form::form;
use crate::paper::{PaperUpload, is_drawn};
use crate::register::fact;
use crate::{Desk, Refusal};

/// How a customer consents. Regulations name each; where one does not, the fact does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By their own hand, under the notice.
    Signed,
    /// By a code sent to their phone, which they read out.
    Code,
    /// By a tick, the notice shown.
    Ticked,
}

impl Way {
    const ALL: [Way; 3] = [Way::Signed, Way::Code, Way::Ticked];

    /// What regulations call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Way::Signed => "written",
            Way::Code => "sms_code",
            Way::Ticked => "ticked",
        }
    }

    /// How an entry says that consent was given, as people call it.
    pub(crate) fn of(fact: &Fact, packs: &Packs) -> Option<Text> {
        let more = fact.particulars.as_ref()?;
        let mut ways = Way::ALL.into_iter().map(|way| packs.names.find(way.name()));
        let way = ways.find(|way| more.given.contains(*way))?;
        (fact.kind == FactKind::Consented).then(|| packs.label(way))
    }
}

/// A signature drawn on a screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// What is consented to, by name.
    pub scope: String,
    /// The picture.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Signature({})", self.scope)
    }
}

impl Signature {
    /// The picture as a paper that goes with what it is signed for.
    fn paper(&self) -> PaperUpload {
        PaperUpload {
            what: Way::Signed.name().to_owned(),
            bytes: self.bytes.clone(),
        }
    }
}

impl Desk {
    /// What somebody brings, with the signatures under it.
    ///
    /// # Errors
    /// A picture on which nothing is drawn.
    pub(crate) fn with_signatures(
        &self,
        papers: &[PaperUpload],
        signatures: &[Signature],
    ) -> Result<Vec<PaperUpload>, Refusal> {
        if signatures.iter().any(|one| !is_drawn(&one.bytes)) {
            return Err(Refusal::Missing { field: "signature" });
        }
        let signed = signatures.iter().map(Signature::paper);
        Ok(papers.iter().cloned().chain(signed).collect())
    }
}

/// The consents given, of those that the regulation asks for.
pub(crate) fn consents_given(policy: &Policy, packs: &Packs, given: &[String]) -> Vec<Symbol> {
    let asked = form(policy, packs).consents.into_iter();
    let given = asked.filter(|asked| given.contains(&asked.scope));
    given.map(|asked| packs.names.find(&asked.scope)).collect()
}

/// Which notice the customer was shown: that of the version in force.
pub(crate) fn notice_shown<'a>(
    policy: &'a Policy,
    packs: &'a Packs,
) -> impl Iterator<Item = (String, String)> + 'a {
    let fields = policy.fields.iter();
    let fields = fields.filter(|field| field.holds == Holds::NoticeVersion);
    fields.map(|field| {
        let name = packs.names.text(field.name).to_owned();
        (name, policy.version.clone())
    })
}

/// The customer's consent.
pub(crate) fn consent(scope: Symbol, way: Way, packs: &Packs, now: Instant) -> Fact {
    let way = packs.names.find(way.name());
    let mut more = Particulars::default();
    if packs.names.mentions(way) {
        more.given.insert(way);
    }
    Fact {
        what: scope,
        particulars: Some(Box::new(more)),
        ..fact(FactKind::Consented, now)
    }
}
