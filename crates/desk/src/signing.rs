//! Signing for the regulation: an entry of the log says who acknowledged it when, and the log says which version
//! was the newest then.

use std::collections::BTreeMap;

use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::StaffId;
use ruling::policy::problem::Text;

use crate::permission::{Action, Target, deed};
use crate::regulation::VersionLine;
use crate::signed::SignatureMark;
use crate::{Actor, Desk, Refusal};

/// The newest version of somebody's regulation, to be signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSign {
    /// The regulation's title.
    pub title: Text,
    /// The version.
    pub version: VersionLine,
    /// When the reader signed; none: not yet.
    pub signed: Option<Instant>,
    /// Their electronic signature; none: not yet, or before there were any.
    pub mark: Option<SignatureMark>,
}

/// Somebody who is to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub who: String,
    /// Their unit.
    pub unit: String,
    /// When they signed; none: not yet.
    pub signed: Option<Instant>,
    /// Their electronic signature; none: not yet, or before there were any.
    pub mark: Option<SignatureMark>,
}

impl Desk {
    /// What an actor is to sign, and whether they have: the newest version that was published for their unit,
    /// whether in force already or later. Whoever belongs to no unit signs nothing.
    ///
    /// # Errors
    /// The actor reads no regulation.
    pub fn to_sign(&self, actor: &Actor) -> Result<Option<ToSign>, Refusal> {
        actor.may::<deed::SeeRegulation>(Target::Anything)?;
        let regulations = self.ledger.regulations()?;
        let domain = self.ledger.domain_of(actor.unit, actor.now)?;
        let packs = regulations.packs(domain);
        let newest = self.versions(domain, packs)?.pop();
        let policy = packs.versions().last();
        let Some((version, policy)) = newest.zip(policy).filter(|_| actor.unit.is_some()) else {
            return Ok(None);
        };
        let signed = self.signed_since(&policy.name, version.published)?;
        let signed = signed.get(&actor.staff).copied();
        Ok(Some(ToSign {
            title: policy.title.clone(),
            mark: self.acknowledged_with(actor.staff, signed)?,
            signed,
            version,
        }))
    }

    /// Who signed for what was the newest version from an instant on, and when first.
    fn signed_since(
        &self,
        regulation: &str,
        published: Instant,
    ) -> Result<BTreeMap<StaffId, Instant>, Refusal> {
        let (company, regulations) = (self.ledger.company()?, self.ledger.regulations()?);
        let name = regulations.names().find(regulation);
        let mut signed = BTreeMap::new();
        for (staff, at) in company.acknowledgements(name) {
            if at >= published {
                signed.entry(staff).or_insert(at);
            }
        }
        Ok(signed)
    }

    fn acknowledged_with(
        &self,
        staff: StaffId,
        signed: Option<Instant>,
    ) -> Result<Option<SignatureMark>, Refusal> {
        match signed {
            Some(at) => self.signature_by(staff, |signature| signature.recorded == at),
            None => Ok(None),
        }
    }

    /// Signs for the newest version of the actor's regulation: an entry of the log. Who has signed, has; who belongs
    /// to no unit, has nothing to sign.
    ///
    /// # Errors
    /// The actor reads no regulation.
    pub fn sign(&self, actor: &Actor) -> Result<(), Refusal> {
        let to_sign = self.to_sign(actor)?;
        if to_sign.is_none_or(|to_sign| to_sign.signed.is_some()) {
            return Ok(());
        }
        let regulations = self.ledger.regulations()?;
        let packs = regulations.packs(self.ledger.domain_of(actor.unit, actor.now)?);
        let policy = packs.versions().last().ok_or(Refusal::NotFound)?;
        let acknowledged = CompanyFact {
            from: self.ledger.now(),
            recorded: Instant::MIN,
            change: Change::Acknowledged {
                staff: actor.staff,
                document: packs.names.find(&policy.name),
            },
        };
        self.carry_out(Command::Signed {
            act: Box::new(Command::Change(Box::new(acknowledged))),
            by: actor.staff,
            clause: String::new(),
        })?;
        Ok(())
    }

    /// Who has signed for the newest version of the actor's regulation and who has not, of those whose accesses
    /// the actor oversees; who has not comes first.
    ///
    /// # Errors
    /// The actor reads no regulation.
    pub fn signatures(&self, actor: &Actor) -> Result<Vec<Signature>, Refusal> {
        let Some(to_sign) = self.to_sign(actor)? else {
            return Ok(Vec::new());
        };
        let (regulations, directory) = (self.ledger.regulations()?, self.ledger.directory()?);
        let domain = self.ledger.domain_of(actor.unit, actor.now)?;
        let packs = regulations.packs(domain);
        let name = packs
            .versions()
            .last()
            .map_or("", |policy| policy.name.as_str());
        let signed = self.signed_since(name, to_sign.version.published)?;
        let mut signatures = Vec::new();
        for person in self.people(actor)? {
            let oversees = actor.is_allowed(Action::SeeAccesses, Target::Unit(person.unit));
            let Some(unit) = person.unit.filter(|_| oversees && !person.has_left) else {
                continue;
            };
            if self.ledger.domain_of(Some(unit), actor.now)? == domain {
                let signed = signed.get(&person.staff).copied();
                signatures.push(Signature {
                    mark: self.acknowledged_with(person.staff, signed)?,
                    signed,
                    unit: directory.units.get(&unit).cloned().unwrap_or_default(),
                    who: person.name,
                });
            }
        }
        signatures.sort_by(|a, b| (a.signed, &a.unit, &a.who).cmp(&(b.signed, &b.unit, &b.who)));
        Ok(signatures)
    }
}
