//! The tree: SHA-256 of `0x00 ‖ leaf` for a leaf and of `0x01 ‖ left ‖ right` above, as in RFC 6962, section 2.1.

use sha2::{Digest as _, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    hashed(&[&[0], leaf])
}

/// The hash of what stands above two others.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hashed(&[&[1], left, right])
}

fn hashed(parts: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// A tree in the making. It keeps a hash per level, however many leaves there are, so that it costs little to keep one and
/// to go on with it later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Roots of full trees, the greatest first; their sizes are the ones in the binary of `size`.
    roots: Vec<Hash>,
    size: u64,
}

impl Tree {
    /// Goes on with a tree of which the roots were kept; none if there are not as many as a tree of that size has.
    pub fn resume(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (u32::try_from(roots.len()) == Ok(size.count_ones())).then_some(Self { roots, size })
    }

    /// The tree over these leaves, given by their hashes.
    pub fn of(leaves: &[Hash]) -> Self {
        let mut tree = Self::default();
        leaves.iter().for_each(|leaf| tree.push_hash(*leaf));
        tree
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        self.push_hash(leaf_hash(leaf));
    }

    /// Adds a leaf that was hashed by [`leaf_hash`].
    pub fn push_hash(&mut self, leaf: Hash) {
        let (mut node, mut size) = (leaf, self.size);
        while size & 1 == 1 {
            let left = self.roots.pop().unwrap_or_default();
            node = node_hash(&left, &node);
            size >>= 1;
        }
        self.roots.push(node);
        self.size += 1;
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What must be kept to go on later.
    pub fn roots(&self) -> &[Hash] {
        &self.roots
    }

    /// The root over all leaves so far; that of no leaf is the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else { return hashed(&[]) };
        roots.fold(*last, |right, left| node_hash(left, &right))
    }

    /// The root of the full tree that stands over the leaves from `from` up to `until`; none if this tree has no such one.
    pub(crate) fn full(&self, from: u64, until: u64) -> Option<Hash> {
        let (mut begin, mut rest) = (0, self.size);
        for root in &self.roots {
            // Sizes are the ones in the binary of what is left, the greatest first.
            let size = 1_u64.checked_shl(rest.checked_ilog2()?)?;
            if (begin, begin + size) == (from, until) {
                return Some(*root);
            }
            (begin, rest) = (begin + size, rest - size);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    /// The definition of RFC 6962, section 2.1, as it stands there.
    fn by_definition(leaves: &[&[u8]]) -> Hash {
        match leaves {
            [] => hashed(&[]),
            [one] => hashed(&[&[0], one]),
            many => {
                let half = many.len().next_power_of_two() / 2;
                let (left, right) = many.split_at(half);
                hashed(&[&[1], &by_definition(left), &by_definition(right)])
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition_for_every_number_of_leaves() {
        let names: Vec<String> = (0..70).map(|number| number.to_string()).collect();
        let leaves: Vec<&[u8]> = names.iter().map(String::as_bytes).collect();
        let mut tree = Tree::default();
        for count in 0..leaves.len() {
            assert_eq!(tree.root(), by_definition(&leaves[..count]), "{count}");
            tree.push(leaves[count]);
        }
    }

    /// The leaves and roots by which the implementations of Certificate Transparency are tested.
    #[test]
    fn the_roots_are_those_of_certificate_transparency() {
        let known = [
            ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
            ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
            ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
            (
                "5051525354555657",
                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            ),
            (
                "606162636465666768696a6b6c6d6e6f",
                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
            ),
        ];
        let mut tree = Tree::default();
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(HEXLOWER.encode(&tree.root()), nothing);
        for (leaf, root) in known {
            tree.push(&HEXLOWER.decode(leaf.as_bytes()).unwrap());
            assert_eq!(HEXLOWER.encode(&tree.root()), root, "{leaf}");
        }
    }

    #[test]
    fn a_tree_goes_on_from_what_was_kept() {
        let mut whole = Tree::default();
        for number in 0..40_u64 {
            let kept = Tree::resume(number, whole.roots().to_vec()).unwrap();
            assert_eq!((&kept, kept.size()), (&whole, number));
            assert_eq!(Tree::resume(2 * number + 1, whole.roots().to_vec()), None);
            whole.push(&number.to_be_bytes());
        }
    }
}
