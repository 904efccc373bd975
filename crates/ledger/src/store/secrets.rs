//! Small sealed secrets by name.

use super::Database;
use crate::fault::Fault;

impl Database {
    pub(crate) fn secret(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.query_one(
            "reading a secret",
            "SELECT sealed FROM secret WHERE company_id = $1 AND name = $2",
            &[self.company.into(), name.into()],
            |row| row.bytes(0),
        )
    }

    /// Up to `count` secrets whose names come after one, in order.
    pub(crate) fn secrets(&self, after: &str, count: u32) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        self.query(
            "reading secrets",
            "SELECT name, sealed FROM secret WHERE company_id = $1 AND name > $2 ORDER BY name LIMIT $3",
            &[self.company.into(), after.into(), count.into()],
            |row| Ok((row.text(0)?, row.bytes(1)?)),
        )
    }

    pub(crate) fn put_secret(&self, name: &str, sealed: &[u8]) -> Result<(), Fault> {
        self.execute(
            "storing a secret",
            "INSERT INTO secret (company_id, name, sealed) VALUES ($1, $2, $3) \
             ON CONFLICT (company_id, name) DO UPDATE SET sealed = excluded.sealed",
            &[self.company.into(), name.into(), sealed.into()],
        )
    }

    pub(crate) fn drop_secret(&self, name: &str) -> Result<(), Fault> {
        self.execute(
            "dropping a secret",
            "DELETE FROM secret WHERE company_id = $1 AND name = $2",
            &[self.company.into(), name.into()],
        )
    }
}
