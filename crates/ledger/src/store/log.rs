//! Tiles and checkpoints of the log, the company and its packs.

use ruling::fact::Seq;

use super::Database;
use crate::encoding::Lineages;
use crate::fault::Fault;
use crate::log::tree::{FullTile, Hash, TileHashes, leaf_hash};

/// Texts of a pack and its regulation, as published for a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackRow {
    /// The entry that published it.
    pub(crate) seq: u64,
    pub(crate) domain: u64,
    pub(crate) pack: String,
    pub(crate) regulation: String,
}

impl Database {
    /// The company's name.
    pub(crate) fn company_name(&self) -> Result<Option<String>, Fault> {
        self.query_one(
            "reading the company",
            "SELECT name FROM company WHERE company_id = $1",
            &[self.company.into()],
            |row| row.text(0),
        )
    }

    pub(crate) fn add_company(&self, name: &str) -> Result<(), Fault> {
        self.execute(
            "storing the company",
            "INSERT INTO company (company_id, name) VALUES ($1, $2)",
            &[self.company.into(), name.into()],
        )
    }

    /// The logs that the entries belong to, from which entry on.
    pub(crate) fn lineages(&self) -> Result<Lineages, Fault> {
        let rows = self.query(
            "reading lineages",
            "SELECT from_seq, lineage FROM lineage WHERE company_id = $1 ORDER BY from_seq",
            &[self.company.into()],
            |row| Ok((row.int(0)?, row.array(1)?)),
        )?;
        Ok(Lineages(rows))
    }

    pub(crate) fn begin_lineage(&self, from: Seq, lineage: &[u8; 16]) -> Result<(), Fault> {
        self.execute(
            "beginning a lineage",
            "INSERT INTO lineage (company_id, from_seq, lineage) VALUES ($1, $2, $3)",
            &[self.company.into(), from.into(), lineage.into()],
        )
    }

    pub(crate) fn add_pack(&self, row: &PackRow) -> Result<(), Fault> {
        self.execute(
            "storing a regulation",
            "INSERT INTO pack (company_id, seq, domain_id, pack, regulation) VALUES ($1, $2, $3, $4, $5)",
            &[
                self.company.into(),
                row.seq.into(),
                row.domain.into(),
                (&row.pack).into(),
                (&row.regulation).into(),
            ],
        )
    }

    /// Texts of all regulations, in the order in which they were published.
    pub(crate) fn packs(&self) -> Result<Vec<PackRow>, Fault> {
        self.query(
            "reading regulations",
            "SELECT seq, domain_id, pack, regulation FROM pack WHERE company_id = $1 ORDER BY seq",
            &[self.company.into()],
            |row| {
                Ok(PackRow {
                    seq: row.id(0)?,
                    domain: row.id(1)?,
                    pack: row.text(2)?,
                    regulation: row.text(3)?,
                })
            },
        )
    }

    pub(crate) fn add_tile(&self, tile: &FullTile) -> Result<(), Fault> {
        self.execute(
            "storing a tile",
            "INSERT INTO tile (company_id, tile_level, tile_no, root) VALUES ($1, $2, $3, $4)",
            &[
                self.company.into(),
                tile.level.into(),
                tile.number.into(),
                (&tile.root).into(),
            ],
        )
    }

    /// Every tile, in order.
    pub(crate) fn tiles(&self) -> Result<Vec<FullTile>, Fault> {
        self.query(
            "reading tiles",
            "SELECT tile_level, tile_no, root FROM tile WHERE company_id = $1 ORDER BY tile_level, tile_no",
            &[self.company.into()],
            |row| {
                Ok(FullTile {
                    // A level that no log reaches is none of ours, and told as such.
                    level: u8::try_from(row.id(0)?).unwrap_or(u8::MAX),
                    number: row.id(1)?,
                    // So is what cannot be a root.
                    root: row.array(2).unwrap_or_default(),
                })
            },
        )
    }

    pub(crate) fn add_checkpoint(&self, size: u64, note: &str) -> Result<(), Fault> {
        self.execute(
            "storing a checkpoint",
            "INSERT INTO checkpoint (company_id, size, note) VALUES ($1, $2, $3) \
             ON CONFLICT (company_id, size) DO NOTHING",
            &[self.company.into(), size.into(), note.into()],
        )
    }

    /// The largest checkpoint and its size.
    pub(crate) fn last_checkpoint(&self) -> Result<Option<(u64, String)>, Fault> {
        self.query_one(
            "reading the last checkpoint",
            "SELECT size, note FROM checkpoint WHERE company_id = $1 ORDER BY size DESC LIMIT 1",
            &[self.company.into()],
            |row| Ok((row.id(0)?, row.text(1)?)),
        )
    }

    /// All checkpoints, smallest first.
    pub(crate) fn checkpoints(&self) -> Result<Vec<(u64, String)>, Fault> {
        self.query(
            "reading checkpoints",
            "SELECT size, note FROM checkpoint WHERE company_id = $1 ORDER BY size",
            &[self.company.into()],
            |row| Ok((row.id(0)?, row.text(1)?)),
        )
    }

    /// Hashes of leaves from index `first` (0 is entry 1), `count` of them, made of the entries.
    fn leaf_hashes(&self, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
        let lineages = self.lineages()?;
        let from = u32::try_from(first + 1).unwrap_or(Seq::MAX);
        let rows = self.facts(from, u32::try_from(count).unwrap_or(u32::MAX))?;
        let leaves = rows.iter().map(|row| row.leaf(&lineages));
        Ok(leaves.map(|leaf| leaf_hash(&leaf)).collect())
    }

    fn tile_roots(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
        self.query(
            "reading roots of tiles",
            "SELECT root FROM tile WHERE company_id = $1 AND tile_level = $2 AND tile_no >= $3 \
             ORDER BY tile_no LIMIT $4",
            &[
                self.company.into(),
                level.into(),
                first.into(),
                count.into(),
            ],
            |row| row.array(0),
        )
    }
}

impl TileHashes for Database {
    type Problem = Fault;

    fn hashes(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
        let hashes = match level.checked_sub(1) {
            None => self.leaf_hashes(first, count)?,
            Some(below) => self.tile_roots(below, first, count)?,
        };
        match hashes.len() as u64 == count {
            true => Ok(hashes),
            false => Err(Fault::damaged("tile of the log", first)),
        }
    }
}
