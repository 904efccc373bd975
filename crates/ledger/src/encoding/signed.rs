//! Keys of signers, signatures, and what is hashed and signed, as bytes.

use ruling::fact::{Seq, StaffId};

use super::Entry;
use super::wire::{In, Out};
use crate::log::tree::Hash;
use crate::signature::{Signed, Statement};

/// What the statement of every signature begins with, so that nothing else passes for one.
const DOMAIN: &str = "baobei signature v1";

pub(super) fn key(staff: StaffId, public: &Hash, out: &mut Out) {
    out.head("signing_key", 2);
    out.id(Some(staff.0));
    out.bytes(public);
}

pub(super) fn read_key(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::SigningKey {
        staff: StaffId(input.id()??),
        public: input.bytes()?.try_into().ok()?,
    })
}

pub(super) fn write(signed: &Signed, out: &mut Out) {
    out.head("signature", 7);
    out.int(i64::from(signed.act));
    out.id(Some(signed.signer.0));
    out.int(i64::from(signed.key));
    out.text(&signed.clause);
    out.array(signed.content.len() as u64);
    for seq in &signed.content {
        out.int(i64::from(*seq));
    }
    out.bytes(&signed.digest);
    out.bytes(&signed.signature);
}

pub(super) fn read(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::Signed(Box::new(Signed {
        act: input.fit()?,
        signer: StaffId(input.id()??),
        key: input.fit()?,
        clause: input.text()?.to_owned(),
        content: {
            let count = input.any_array()?;
            (0..count).map(|_| input.fit()).collect::<Option<_>>()?
        },
        digest: input.bytes()?.try_into().ok()?,
        signature: input.bytes()?.try_into().ok()?,
    })))
}

/// The bytes that a signature's digest is made of.
pub(crate) fn statement(about: Statement<'_>, content: &[(Seq, Hash)]) -> Vec<u8> {
    let mut out = Out::default();
    out.head(DOMAIN, 7);
    out.bytes(about.lineage);
    out.int(i64::from(about.company));
    out.id(Some(about.signer.0));
    out.int(i64::from(about.act));
    out.text(about.clause);
    out.int(about.at.seconds());
    out.array(2 * content.len() as u64);
    for (seq, hash) in content {
        out.int(i64::from(*seq));
        out.bytes(hash);
    }
    out.0
}
