//! What somebody typed about a customer, with all that follows from it alone.
//!
//! Reading names and making tags is most of the work of registering or checking. It is done by whoever asks,
//! in their own thread, before the writer or the state is needed.

use crate::customer::{CustomerKeys, scope_tags};
use crate::fault::Refusal;
use crate::names::NameTokens;
use crate::privacy::blind_index::{Tag, Tagger};
use crate::privacy::personal::Personal;

/// Whom fields are looked for by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sought {
    pub(crate) keys: CustomerKeys,
    /// Tags of which an equal one means the same customer.
    pub(crate) identifying: Vec<Tag>,
    /// Tags under which those are found who may be the same person.
    pub(crate) may_be_under: Vec<Tag>,
    /// Tags of project, demand and contract.
    pub(crate) scope: Vec<Tag>,
    /// What a company's name is found by among similar ones.
    pub(crate) name: Option<NameTokens>,
}

/// Fields as read, whom they are looked for by, and what they will be found by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) sought: Sought,
    /// All tags of the customer.
    pub(crate) tags: Vec<Tag>,
}

impl Sought {
    /// Reads the fields.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub(crate) fn read(fields: &Personal, tagger: &Tagger) -> Result<Sought, Refusal> {
        let keys = CustomerKeys::read(fields).map_err(Refusal::Fields)?;
        Ok(Sought::new(keys, fields, tagger))
    }

    fn new(keys: CustomerKeys, fields: &Personal, tagger: &Tagger) -> Sought {
        Sought {
            identifying: keys.identifying(tagger),
            may_be_under: keys.may_be_under(tagger),
            scope: scope_tags(fields, tagger),
            name: keys.name_tokens(tagger),
            keys,
        }
    }
}

impl Typed {
    /// Reads the fields.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub(crate) fn read(fields: &Personal, tagger: &Tagger) -> Result<Typed, Refusal> {
        let keys = CustomerKeys::read(fields).map_err(Refusal::Fields)?;
        Ok(Typed::new(keys, fields, tagger))
    }

    /// Of fields that were read.
    pub(crate) fn new(keys: CustomerKeys, fields: &Personal, tagger: &Tagger) -> Typed {
        let sought = Sought::new(keys, fields, tagger);
        let mut tags = sought.identifying.clone();
        tags.extend(sought.keys.other_tags(tagger));
        Typed { sought, tags }
    }
}
