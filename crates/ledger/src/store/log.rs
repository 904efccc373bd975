//! Tiles and checkpoints of the log, the company and its packs.

use ruling::fact::Seq;

use super::Database;
use crate::encoding::Lineages;
use crate::fault::Fault;
use crate::log::tree::{Hash, TILE_WIDTH, TileHashes};

/// Texts of a pack and its regulation.
type PackTexts = (String, String);

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

    pub(crate) fn add_pack(
        &self,
        domain: u32,
        version: u32,
        pack: &str,
        regulation: &str,
    ) -> Result<(), Fault> {
        self.execute(
            "storing a regulation",
            "INSERT INTO pack (company_id, domain_id, version_no, pack, regulation) VALUES ($1, $2, $3, $4, $5)",
            &[self.company.into(), domain.into(), version.into(), pack.into(), regulation.into()],
        )
    }

    /// Texts of pack and regulation by number of version.
    pub(crate) fn numbered_packs(&self, domain: u32) -> Result<Vec<(u64, PackTexts)>, Fault> {
        self.query(
            "reading regulations",
            "SELECT version_no, pack, regulation FROM pack WHERE company_id = $1 AND domain_id = $2 ORDER BY version_no",
            &[self.company.into(), domain.into()],
            |row| Ok((row.id(0)?, (row.text(1)?, row.text(2)?))),
        )
    }

    pub(crate) fn add_tile(
        &self,
        level: u8,
        number: u64,
        hashes: &[Hash],
        root: &Hash,
    ) -> Result<(), Fault> {
        self.execute(
            "storing a tile",
            "INSERT INTO tile (company_id, tile_level, tile_no, hashes, root) VALUES ($1, $2, $3, $4, $5)",
            &[self.company.into(), level.into(), number.into(), (&hashes.concat()).into(), root.into()],
        )
    }

    /// A full tile: its hashes one after the other, and the root over them.
    pub(crate) fn tile(&self, level: u8, number: u64) -> Result<Option<(Vec<u8>, Hash)>, Fault> {
        self.query_one(
            "reading a tile",
            "SELECT hashes, root FROM tile WHERE company_id = $1 AND tile_level = $2 AND tile_no = $3",
            &[self.company.into(), level.into(), number.into()],
            |row| Ok((row.bytes(0)?, row.array(1)?)),
        )
    }

    /// Level and number of every tile, in order.
    pub(crate) fn tiles(&self) -> Result<Vec<(u8, u64)>, Fault> {
        self.query(
            "reading tiles",
            "SELECT tile_level, tile_no FROM tile WHERE company_id = $1 ORDER BY tile_level, tile_no",
            &[self.company.into()],
            // A level that no log reaches is none of ours, and told as such.
            |row| Ok((u8::try_from(row.id(0)?).unwrap_or(u8::MAX), row.id(1)?)),
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

    /// Leaf hashes from index `first` (0 is entry 1), `count` of them.
    pub(crate) fn leaf_hashes(&self, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
        self.query(
            "reading leaves",
            "SELECT leaf_hash FROM fact WHERE company_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            &[self.company.into(), first.into(), count.into()],
            |row| row.array(0),
        )
    }

    pub(crate) fn tile_roots(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, Fault> {
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
            false => Err(Fault::damaged("tile of the log", first)),
        }
    }
}
