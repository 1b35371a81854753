//! Proofs that a leaf stands in a tree, and that one tree continues another: RFC 9162, sections 2.1.3 and 2.1.4.

use crate::tree::{Hash, Tree, node_hash};

/// How many hashes a proof has at most: two for each level of the greatest tree.
pub const HASHES_MAX: usize = 128;

/// The proof that the leaf at `index` stands in the tree over these leaves; none if there is no such leaf.
pub fn inclusion(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let (mut proof, mut range, mut index) = (Vec::new(), leaves, index);
    while range.len() > 1 {
        let (left, right) = range.split_at(range.len().next_power_of_two() / 2);
        let (taken, beside) = if index < left.len() { (left, right) } else { (right, left) };
        if index >= left.len() {
            index -= left.len();
        }
        proof.push(Tree::of(beside).root());
        range = taken;
    }
    proof.reverse();
    Some(proof)
}

/// Whether a leaf, given by its hash, stands at `index` in the tree of this size and root.
pub fn is_included(leaf: &Hash, index: u64, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut node) = (index, size - 1, *leaf);
    for beside in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            node = node_hash(beside, &node);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            node = node_hash(&node, beside);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && node == *root
}

/// The proof that a tree of which only the roots are kept is continued by these leaves, given by their hashes. What it costs
/// depends on them and not on the tree.
pub fn continuation(before: &Tree, added: &[Hash]) -> Vec<Hash> {
    let mut proof = Vec::new();
    if before.size() > 0 && !added.is_empty() {
        let growing = Growing { before, added };
        growing.prove(0, before.size() + added.len() as u64, true, &mut proof);
    }
    proof
}

/// A tree that is known by its roots, and the leaves that came since.
struct Growing<'a> {
    before: &'a Tree,
    added: &'a [Hash],
}

impl Growing<'_> {
    /// `SUBPROOF` of RFC 9162 over the leaves from `from` up to `until`.
    fn prove(&self, from: u64, until: u64, is_whole: bool, proof: &mut Vec<Hash>) {
        let size = self.before.size();
        if until == size {
            if !is_whole {
                proof.extend(self.before.full(from, until));
            }
            return;
        }
        let middle = from + (until - from).next_power_of_two() / 2;
        if size <= middle {
            self.prove(from, middle, is_whole, proof);
            proof.push(self.of_added(middle, until));
        } else {
            self.prove(middle, until, false, proof);
            proof.extend(self.before.full(from, middle));
        }
    }

    fn of_added(&self, from: u64, until: u64) -> Hash {
        let place = |at: u64| usize::try_from(at - self.before.size()).unwrap_or(usize::MAX);
        Tree::of(self.added.get(place(from)..place(until)).unwrap_or_default()).root()
    }
}

/// The size of a tree, and its root.
pub type Sized<'a> = (u64, &'a Hash);

/// Whether the second tree continues the first: the leaves of the first stand in it unchanged, in the same places.
pub fn is_continued((first, old): Sized<'_>, (second, new): Sized<'_>, proof: &[Hash]) -> bool {
    if first > second || proof.len() > HASHES_MAX {
        return false;
    }
    if first == second || first == 0 {
        return proof.is_empty() && (first == 0 || old == new);
    }
    // Where the first is a full tree, its root is the first hash and not in the proof.
    let full = first.is_power_of_two().then_some(old);
    let mut path = full.into_iter().chain(proof);
    let Some(begin) = path.next() else { return false };
    let (mut place, mut last) = (first - 1, second - 1);
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let (mut of_first, mut of_second) = (*begin, *begin);
    for beside in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            of_first = node_hash(beside, &of_first);
            of_second = node_hash(beside, &of_second);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            of_second = node_hash(&of_second, beside);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && of_first == *old && of_second == *new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::leaf_hash;

    const LEAVES_MAX: usize = 40;

    fn leaves() -> Vec<Hash> {
        (0..LEAVES_MAX).map(|number| leaf_hash(&number.to_be_bytes())).collect()
    }

    #[test]
    fn every_leaf_of_every_tree_is_included_where_it_stands_and_nowhere_else() {
        let leaves = leaves();
        for size in 1..=LEAVES_MAX {
            let root = Tree::of(&leaves[..size]).root();
            for index in 0..size {
                let proof = inclusion(&leaves[..size], index).unwrap();
                let (at, of) = (index as u64, size as u64);
                assert!(is_included(&leaves[index], at, of, &root, &proof), "{index} of {size}");
                for wrong in (0..of).filter(|wrong| *wrong != at) {
                    assert!(!is_included(&leaves[index], wrong, of, &root, &proof));
                }
                let other = leaves[(index + 1) % LEAVES_MAX];
                assert!(!is_included(&other, at, of, &root, &proof));
                assert!(!is_included(&leaves[index], of, of, &root, &proof));
            }
        }
        assert_eq!(inclusion(&leaves, LEAVES_MAX), None);
    }

    #[test]
    fn every_tree_continues_every_one_before_it_and_no_other() {
        let leaves = leaves();
        for first in 1..=LEAVES_MAX {
            let before = Tree::of(&leaves[..first]);
            for second in first..=LEAVES_MAX {
                let after = Tree::of(&leaves[..second]).root();
                let proof = continuation(&before, &leaves[first..second]);
                let (old, new) = ((first as u64, &before.root()), (second as u64, &after));
                assert!(is_continued(old, new, &proof), "{first} to {second}");
                let mut forked = leaves[..first].to_vec();
                forked[first / 2] = leaf_hash(b"forged");
                let forked = Tree::of(&forked).root();
                assert!(!is_continued((first as u64, &forked), new, &proof), "{first} to {second}");
                assert!(!is_continued(old, (second as u64, &forked), &proof));
                for place in 0..proof.len() {
                    let mut bent = proof.clone();
                    bent[place][7] ^= 1;
                    assert!(!is_continued(old, new, &bent), "{first} to {second}, {place}");
                    bent.remove(place);
                    assert!(!is_continued(old, new, &bent));
                }
            }
        }
    }

    #[test]
    fn what_is_no_proof_is_refused() {
        let leaves = leaves();
        let (small, great) = (Tree::of(&leaves[..3]).root(), Tree::of(&leaves[..7]).root());
        assert!(!is_continued((7, &great), (3, &small), &[]));
        assert!(!is_continued((3, &small), (7, &great), &[]));
        assert!(!is_continued((4, &small), (7, &great), &[]));
        assert!(!is_continued((3, &small), (7, &great), &[small; HASHES_MAX + 1]));
        assert!(is_continued((0, &small), (7, &great), &[]), "everything continues nothing");
    }

    /// From the test vectors of Certificate Transparency.
    #[test]
    fn the_proofs_are_those_of_certificate_transparency() {
        let leaf = |hex: &str| leaf_hash(&data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap());
        let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"].map(leaf);
        let known = |hashes: &[Hash]| -> Vec<String> {
            hashes.iter().map(|hash| data_encoding::HEXLOWER.encode(hash)).collect()
        };
        let six = &leaves[..6];
        let proof = continuation(&Tree::of(&six[..2]), &six[2..5]);
        assert_eq!(
            known(&proof),
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        );
    }
}
