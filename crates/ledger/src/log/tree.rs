//! The Merkle tree of RFC 6962: roots, proofs and their verification.

use sha2::{Digest, Sha256};

#[cfg(test)]
mod tests;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Hashes in one full tile, and so the width of the tree at each eighth level.
#[cfg(test)]
pub(crate) const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;

/// Levels of the tree that one tile spans.
const TILE_HEIGHT: u8 = 8;

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(leaf);
    hasher.finalize().into()
}

/// The beginning of a leaf's hash, as its row holds it.
pub(crate) fn check_of(hash: &Hash) -> [u8; 4] {
    let [a, b, c, d, ..] = *hash;
    [a, b, c, d]
}

/// The hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// The root of a full tile, or of any complete subtree, from the hashes at its foot.
/// The number of hashes is a power of two.
pub fn subtree_root(foot: &[Hash]) -> Hash {
    let mut row = foot.to_vec();
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => node_hash(left, right),
                [only] => *only,
                _ => Hash::default(),
            })
            .collect();
    }
    row.first()
        .copied()
        .unwrap_or_else(|| Sha256::digest([]).into())
}

/// A tile that has all its hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullTile {
    /// 0 for tiles of leaves, 1 for tiles of their roots, and so on.
    pub level: u8,
    /// Place among the tiles of its level, from 0.
    pub number: u64,
    /// The root over its hashes.
    pub root: Hash,
}

/// The right edge of a growing tree: enough to append and to tell the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, largest (leftmost) first: one for each bit of `size`.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The right edge of the first `size` leaves of a stored tree.
    ///
    /// # Errors
    /// Hashes that cannot be read.
    pub fn load<T: TileHashes>(tiles: &T, size: u64) -> Result<Frontier, T::Problem> {
        let mut peaks = Vec::new();
        let mut start = 0;
        for height in (0..u64::BITS).rev() {
            let leaves = 1 << height;
            if size & leaves != 0 {
                peaks.push(range_root(tiles, start, start + leaves)?);
                start += leaves;
            }
        }
        Ok(Frontier { size, peaks })
    }

    /// Leaves in the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends the hash of a leaf; tells the tiles that it has filled, lowest first.
    pub fn push(&mut self, leaf: Hash) -> Vec<FullTile> {
        self.push_root(0, leaf)
    }

    /// Appends all leaves of another tree: one hash for each of its complete subtrees. It has no more leaves than
    /// the largest power of two that divides the leaves before it. Tells the tiles that are filled only here.
    pub fn append(&mut self, other: &Frontier) -> Vec<FullTile> {
        let heights = (0..u64::BITS as u8).rev();
        let heights = heights.filter(|height| other.size & (1 << height) != 0);
        let roots = heights.zip(&other.peaks);
        roots
            .flat_map(|(height, root)| self.push_root(height, *root))
            .collect()
    }

    /// Appends a complete subtree by its root; the leaves before it fill subtrees as high.
    fn push_root(&mut self, height: u8, root: Hash) -> Vec<FullTile> {
        let leaves = 1 << height;
        let mut hash = root;
        let mut filled = Vec::new();
        let (mut merged, mut height) = (self.size >> height, height);
        while merged & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
            merged >>= 1;
            height += 1;
            if height % TILE_HEIGHT == 0 {
                filled.push(FullTile {
                    level: height / TILE_HEIGHT - 1,
                    number: merged,
                    root: hash,
                });
            }
        }
        self.peaks.push(hash);
        self.size += leaves;
        filled
    }

    /// The root of the whole tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return Sha256::digest([]).into();
        };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// Where proofs find hashes: the feet of tiles.
pub trait TileHashes {
    /// What goes wrong while reading.
    type Problem;

    /// `count` hashes at tile level `level` (0: leaves; 1: roots of 256 leaves; …) from the one numbered `first`.
    ///
    /// # Errors
    /// Hashes that cannot be read or are not there.
    fn hashes(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, Self::Problem>;
}

/// The largest power of two below `n` (which is at least 2).
fn split(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// The root of leaves `start..end`, where `start` is a multiple of the smallest power of two that is not below
/// their number.
fn range_root<T: TileHashes>(tiles: &T, start: u64, end: u64) -> Result<Hash, T::Problem> {
    let n = end - start;
    if n == 0 {
        return Ok(Sha256::digest([]).into());
    }
    if !n.is_power_of_two() {
        let middle = start + split(n);
        let left = range_root(tiles, start, middle)?;
        return Ok(node_hash(&left, &range_root(tiles, middle, end)?));
    }
    let height = u8::try_from(n.trailing_zeros()).unwrap_or(u8::MAX);
    let level = height / TILE_HEIGHT;
    let foot = 1 << (height % TILE_HEIGHT);
    let first = start >> (level * TILE_HEIGHT);
    Ok(subtree_root(&tiles.hashes(level, first, foot)?))
}

/// The root of the first `size` leaves.
///
/// # Errors
/// Hashes that cannot be read.
pub fn root<T: TileHashes>(tiles: &T, size: u64) -> Result<Hash, T::Problem> {
    range_root(tiles, 0, size)
}

/// The proof that leaf `index` is in the tree of `size` leaves; `index` is below `size`.
///
/// # Errors
/// Hashes that cannot be read.
pub fn inclusion_proof<T: TileHashes>(
    tiles: &T,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, T::Problem> {
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(range_root(tiles, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(tiles, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `old` leaves is the beginning of that of `new` leaves; `old` is not above `new`.
///
/// # Errors
/// Hashes that cannot be read.
pub fn consistency_proof<T: TileHashes>(
    tiles: &T,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, T::Problem> {
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut start, mut end) = (0, new);
    let mut is_old_root = true;
    let mut path = Vec::new();
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(range_root(tiles, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(tiles, start, middle)?);
            start = middle;
            is_old_root = false;
        }
    }
    if !is_old_root {
        path.push(range_root(tiles, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// The root that a leaf and its inclusion proof lead to; none if the proof cannot be one for this place
/// (RFC 9162, 2.1.3.2). Any numbers may be given: they come from receipts.
pub fn root_of_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut place, mut last) = (index, size - 1);
    let mut hash = leaf;
    for other in proof {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(other, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, other);
        }
        place >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Whether a tree of `new` leaves with `new_root` begins with the tree of `old` leaves and `old_root`
/// (RFC 9162, 2.1.4.2). Any numbers may be given.
pub fn is_consistent(old: u64, new: u64, old_root: &Hash, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        let nothing: Hash = Sha256::digest([]).into();
        return proof.is_empty() && *old_root == nothing;
    }
    let mut path = proof.iter();
    let first = if old.is_power_of_two() {
        Some(old_root)
    } else {
        path.next()
    };
    let Some(first) = first else { return false };
    let (mut place, mut last) = (old - 1, new - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    let (mut from_old, mut from_new) = (*first, *first);
    for other in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            from_old = node_hash(other, &from_old);
            from_new = node_hash(other, &from_new);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, other);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && from_old == *old_root && from_new == *new_root
}
