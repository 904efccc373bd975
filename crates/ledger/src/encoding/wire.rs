//! The few shapes of CBOR that entries are made of.

use std::num::NonZeroU32;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use super::{fact_kind, field_name};

/// Canonical bytes being written.
#[derive(Default)]
pub(super) struct Out(pub(super) Vec<u8>);

impl Out {
    /// Writing into memory cannot fail: the encoder's answer says nothing.
    fn put(&mut self, write: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) {
        write(&mut Encoder::new(&mut self.0));
    }

    pub(super) fn array(&mut self, length: u64) {
        self.put(|encoder| drop(encoder.array(length)));
    }

    /// An array that begins with a text and goes on with `more` elements.
    pub(super) fn head(&mut self, kind: &str, more: u64) {
        self.array(1 + more);
        self.text(kind);
    }

    pub(super) fn int(&mut self, value: i64) {
        self.put(|encoder| drop(encoder.i64(value)));
    }

    pub(super) fn text(&mut self, value: &str) {
        self.put(|encoder| drop(encoder.str(value)));
    }

    /// The name of a field: a number if it is one of those that have one.
    pub(super) fn field_name(&mut self, name: &str) {
        self.name(field_name::number_of(name), name);
    }

    /// An array that begins with the kind of a fact and goes on with `more` elements.
    pub(super) fn fact_head(&mut self, kind: &str, more: u64) {
        self.array(1 + more);
        self.name(fact_kind::number_of(kind), kind);
    }

    fn name(&mut self, number: Option<u8>, name: &str) {
        match number {
            Some(number) => self.int(number.into()),
            None => self.text(name),
        }
    }

    pub(super) fn bytes(&mut self, value: &[u8]) {
        self.put(|encoder| drop(encoder.bytes(value)));
    }

    pub(super) fn null(&mut self) {
        self.put(|encoder| drop(encoder.null()));
    }

    /// A number of 64 bits, or null.
    pub(super) fn number(&mut self, value: Option<u64>) {
        match value {
            Some(value) => self.put(|encoder| drop(encoder.u64(value))),
            None => self.null(),
        }
    }

    /// A number of 32 bits that is not zero, or null.
    pub(super) fn id(&mut self, value: Option<NonZeroU32>) {
        self.number(value.map(|id| u64::from(id.get())));
    }
}

/// Bytes being read; every answer is none where the bytes are something else.
pub(super) struct In<'b>(Decoder<'b>);

impl<'b> In<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> In<'b> {
        In(Decoder::new(bytes))
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.0.position() == self.0.input().len()
    }

    pub(super) fn any_array(&mut self) -> Option<u64> {
        self.0.array().ok()?
    }

    pub(super) fn array(&mut self, length: u64) -> Option<()> {
        (self.any_array()? == length).then_some(())
    }

    pub(super) fn int(&mut self) -> Option<i64> {
        self.0.i64().ok()
    }

    /// An integer of a narrower type.
    pub(super) fn fit<T: TryFrom<u32>>(&mut self) -> Option<T> {
        let value = u32::try_from(self.int()?).ok()?;
        T::try_from(value).ok()
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        self.0.str().ok()
    }

    pub(super) fn field_name(&mut self) -> Option<&'b str> {
        match self.0.datatype() {
            Ok(Type::String) => self.text(),
            _ => field_name::of_number(self.fit()?),
        }
    }

    /// The kind with which an entry begins. A kind that has a number is never written out.
    pub(super) fn kind(&mut self) -> Option<&'b str> {
        match self.0.datatype() {
            Ok(Type::String) => {
                let kind = self.text();
                kind.filter(|kind| fact_kind::number_of(kind).is_none())
            }
            _ => fact_kind::of_number(self.fit()?),
        }
    }

    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        self.0.bytes().ok()
    }

    /// Bytes or null; the outer none: neither.
    pub(super) fn bytes_or_null(&mut self) -> Option<Option<&'b [u8]>> {
        match self.null() {
            true => Some(None),
            false => self.bytes().map(Some),
        }
    }

    /// An integer or null; the outer none: neither.
    pub(super) fn int_or_null(&mut self) -> Option<Option<i64>> {
        match self.null() {
            true => Some(None),
            false => self.int().map(Some),
        }
    }

    fn null(&mut self) -> bool {
        let is_null = matches!(self.0.datatype(), Ok(Type::Null));
        if is_null {
            drop(self.0.null());
        }
        is_null
    }

    /// The length of an array, or null; the outer none: neither.
    pub(super) fn array_or_null(&mut self) -> Option<Option<u64>> {
        match self.null() {
            true => Some(None),
            false => self.any_array().map(Some),
        }
    }

    /// A number or null; the outer none: neither.
    pub(super) fn number(&mut self) -> Option<Option<u64>> {
        match self.null() {
            true => Some(None),
            false => self.0.u64().ok().map(Some),
        }
    }

    /// An id or null; the outer none: neither.
    pub(super) fn id(&mut self) -> Option<Option<NonZeroU32>> {
        match self.number()? {
            None => Some(None),
            Some(number) => {
                let id = u32::try_from(number).ok().and_then(NonZeroU32::new)?;
                Some(Some(id))
            }
        }
    }
}
