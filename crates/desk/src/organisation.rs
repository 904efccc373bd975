//! Units, people and their roles. All of it is in the log: who gave whom what, and since when.

pub mod grants;
pub mod leaving;
mod named;
pub mod people;
pub mod person;
pub mod units;

pub use self::grants::{GrantLine, NewGrant};
pub use self::named::NamedPerson;
pub use self::people::{NewPerson, StaffLine, TakenOn};
pub use self::person::{PersonLine, PersonSheet, RoleInRegulation};
pub use self::units::{UnitKind, UnitLine, UnitSheet};
