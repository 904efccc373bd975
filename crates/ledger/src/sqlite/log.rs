//! Tiles and checkpoints of the log, the company and its packs.

use ruling::fact::Seq;
use rusqlite::{OptionalExtension, params};

use super::Database;
use crate::encoding::Lineages;
use crate::fault::{Doing, Fault};
use crate::log::tree::{Hash, TILE_WIDTH, TileHashes};

/// Texts of a pack and its regulation.
type PackTexts = (String, String);

impl Database {
    /// The company's name.
    pub(crate) fn company(&self) -> Result<Option<String>, Fault> {
        self.connection
            .query_row(
                "SELECT name FROM company WHERE company_id = ?1",
                [self.company],
                |row| row.get(0),
            )
            .optional()
            .doing("reading the company")
    }

    pub(crate) fn add_company(&self, name: &str) -> Result<(), Fault> {
        self.connection
            .execute(
                "INSERT INTO company (company_id, name) VALUES (?1, ?2)",
                params![self.company, name],
            )
            .doing("storing the company")?;
        Ok(())
    }

    /// The logs that the entries belong to, from which entry on.
    pub(crate) fn lineages(&self) -> Result<Lineages, Fault> {
        let rows = self
            .connection
            .prepare_cached(
                "SELECT from_seq, lineage FROM lineage WHERE company_id = ?1 ORDER BY from_seq",
            )
            .and_then(|mut select| {
                select
                    .query_map([self.company], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .doing("reading lineages")?;
        Ok(Lineages(rows))
    }

    pub(crate) fn begin_lineage(&self, from: Seq, lineage: &[u8; 16]) -> Result<(), Fault> {
        self.connection
            .execute(
                "INSERT INTO lineage (company_id, from_seq, lineage) VALUES (?1, ?2, ?3)",
                params![self.company, from, lineage],
            )
            .doing("beginning a lineage")?;
        Ok(())
    }

    pub(crate) fn add_pack(
        &self,
        domain: u32,
        version: u32,
        pack: &str,
        regulation: &str,
    ) -> Result<(), Fault> {
        self.connection
            .execute(
                "INSERT INTO pack (company_id, domain_id, version_no, pack, regulation) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![self.company, domain, version, pack, regulation],
            )
            .doing("storing a regulation")?;
        Ok(())
    }

    /// Texts of pack and regulation, oldest version first.
    pub(crate) fn packs(&self, domain: u32) -> Result<Vec<PackTexts>, Fault> {
        let numbered = self.numbered_packs(domain)?;
        Ok(numbered.into_iter().map(|(_, texts)| texts).collect())
    }

    /// Texts of pack and regulation by number of version.
    pub(crate) fn numbered_packs(&self, domain: u32) -> Result<Vec<(u64, PackTexts)>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT version_no, pack, regulation FROM pack WHERE company_id = ?1 AND domain_id = ?2 ORDER BY version_no",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, domain], |row| {
                        Ok((row.get::<_, i64>(0)?.cast_unsigned(), (row.get(1)?, row.get(2)?)))
                    })?
                    .collect()
            })
            .doing("reading regulations")
    }

    pub(crate) fn add_tile(
        &self,
        level: u8,
        number: u64,
        hashes: &[Hash],
        root: &Hash,
    ) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "INSERT INTO tile (company_id, tile_level, tile_no, hashes, root) VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .and_then(|mut insert| {
                let number = number.cast_signed();
                insert.execute(params![self.company, level, number, hashes.concat(), root])
            })
            .doing("storing a tile")?;
        Ok(())
    }

    /// A full tile: its hashes one after the other, and the root over them.
    pub(crate) fn tile(&self, level: u8, number: u64) -> Result<Option<(Vec<u8>, Hash)>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT hashes, root FROM tile WHERE company_id = ?1 AND tile_level = ?2 AND tile_no = ?3",
            )
            .and_then(|mut select| {
                let number = number.cast_signed();
                select
                    .query_row(params![self.company, level, number], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .optional()
            })
            .doing("reading a tile")
    }

    /// Level and number of every tile, in order.
    pub(crate) fn tiles(&self) -> Result<Vec<(u8, u64)>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT tile_level, tile_no FROM tile WHERE company_id = ?1 ORDER BY tile_level, tile_no",
            )
            .and_then(|mut select| {
                select
                    .query_map([self.company], |row| {
                        Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
                    })?
                    .collect()
            })
            .doing("reading tiles")
    }

    pub(crate) fn add_checkpoint(&self, size: u64, note: &str) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO checkpoint (company_id, size, note) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut insert| insert.execute(params![self.company, size.cast_signed(), note]))
            .doing("storing a checkpoint")?;
        Ok(())
    }

    /// All checkpoints, smallest first.
    pub(crate) fn checkpoints(&self) -> Result<Vec<(u64, String)>, Fault> {
        self.connection
            .prepare_cached("SELECT size, note FROM checkpoint WHERE company_id = ?1 ORDER BY size")
            .and_then(|mut select| {
                select
                    .query_map([self.company], |row| {
                        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
                    })?
                    .collect()
            })
            .doing("reading checkpoints")
    }

    /// Leaf hashes from index `first` (0 is entry 1), `count` of them.
    pub(crate) fn leaf_hashes(&self, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT leaf_hash FROM fact WHERE company_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
            )
            .and_then(|mut select| {
                let range = params![self.company, first.cast_signed(), count.cast_signed()];
                select.query_map(range, |row| row.get(0))?.collect()
            })
            .doing("reading leaves")
    }

    pub(crate) fn tile_roots(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT root FROM tile WHERE company_id = ?1 AND tile_level = ?2 AND tile_no >= ?3 \
                 ORDER BY tile_no LIMIT ?4",
            )
            .and_then(|mut select| {
                let (first, count) = (first.cast_signed(), count.cast_signed());
                select
                    .query_map(params![self.company, level, first, count], |row| row.get(0))?
                    .collect()
            })
            .doing("reading roots of tiles")
    }

    /// Leaves whose place is not yet in a full tile, as bytes of hashes.
    fn slice_of_tile(&self, level: u8, first: u64, count: u64) -> Result<Option<Vec<Hash>>, Fault> {
        let Some((hashes, _)) = self.tile(level, first / TILE_WIDTH)? else {
            return Ok(None);
        };
        let (hashes, _) = hashes.as_chunks::<32>();
        let skip = usize::try_from(first % TILE_WIDTH).unwrap_or(usize::MAX);
        let take = usize::try_from(count).unwrap_or(usize::MAX);
        Ok(Some(hashes.iter().skip(skip).take(take).copied().collect()))
    }
}

impl TileHashes for Database {
    type Problem = Fault;

    fn hashes(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
        let hashes = match (
            self.slice_of_tile(level, first, count)?,
            level.checked_sub(1),
        ) {
            (Some(hashes), _) => hashes,
            (None, None) => self.leaf_hashes(first, count)?,
            (None, Some(below)) => self.tile_roots(below, first, count)?,
        };
        match hashes.len() as u64 == count {
            true => Ok(hashes),
            false => Err(Fault::Damaged {
                what: "tile of the log",
                number: first,
            }),
        }
    }
}
