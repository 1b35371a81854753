//! The same picture twice 图片重复: one photograph proves several matters, as the same file or as a copy that looks the same.
//!
//! Honest work looks the same where two cases are truly one and nobody linked them (left out by `same_event_days` if they come soon after
//! one another), and where pages of text are photographed: next to nothing of a white page is left in 64 bits, so plain ones
//! are compared as files only.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Indicator, Look, Picture, Search, Suspicion};
use crate::id::{FileId, UnitId};

/// More bits apart than this are not looked for: the pieces of which one must agree would be too short to sort by.
const BITS_APART_MAX: u32 = 7;

/// Pictures that were made of one another are one suspicion, known by the first file.
pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let past = search.history.pictures.iter().filter(|it| search.is_past(it.at));
    let mut pictures: Vec<&Picture> = past.collect();
    pictures.sort_by_key(|it| (it.at, it.case, it.file));
    let mut album = Album::new(search);
    let mut groups: BTreeMap<FileId, (BTreeSet<UnitId>, BTreeSet<Fact>)> = BTreeMap::new();
    let mut roots: BTreeMap<FileId, FileId> = BTreeMap::new();
    for picture in pictures {
        if let Some((with, apart)) = album.nearest(picture) {
            let root = roots.get(&with.file).copied().unwrap_or(with.file);
            roots.insert(picture.file, root);
            let (units, facts) = groups.entry(root).or_default();
            units.extend([picture.unit.clone(), with.unit.clone()]);
            facts.insert(same(picture, with, apart));
        }
        album.add(picture);
    }
    let rows = groups.into_iter().map(|(root, (units, facts))| {
        search.row(Indicator::PictureTwice, &root.to_string(), units, facts)
    });
    search.in_this_period(rows, |_| true)
}

fn same(picture: &Picture, with: &Picture, apart: Option<u8>) -> Fact {
    Fact::SamePicture {
        case: picture.case,
        at: picture.at,
        file: picture.file,
        with: with.case,
        with_file: with.file,
        apart,
    }
}

/// The pictures so far. To find those that look nearly the same without comparing all with all, looks are cut into one piece
/// more than bits may differ: then one piece agrees.
struct Album<'a> {
    search: &'a Search<'a>,
    by_content: BTreeMap<[u8; 32], Vec<&'a Picture>>,
    by_piece: BTreeMap<(u32, u64), Vec<(&'a Picture, Look)>>,
}

impl<'a> Album<'a> {
    const fn new(search: &'a Search<'a>) -> Self {
        Self { search, by_content: BTreeMap::new(), by_piece: BTreeMap::new() }
    }

    fn add(&mut self, picture: &'a Picture) {
        self.by_content.entry(picture.content).or_default().push(picture);
        if let Some(look) = self.telling(picture) {
            for piece in pieces(look, self.bits_apart()) {
                self.by_piece.entry(piece).or_default().push((picture, look));
            }
        }
    }

    /// The picture of another matter that it is most like: the same file before all, then by bits; of several the earliest.
    fn nearest(&self, picture: &Picture) -> Option<(&'a Picture, Option<u8>)> {
        let days = self.search.thresholds.picture_twice.same_event_days;
        let is_other = |it: &&&Picture| !self.search.is_one_event(it.case, picture.case, days);
        let same = self.by_content.get(&picture.content).into_iter().flatten().find(is_other);
        if let Some(same) = same {
            return Some((same, None));
        }
        let look = self.telling(picture)?;
        let near = pieces(look, self.bits_apart())
            .filter_map(|piece| self.by_piece.get(&piece))
            .flatten()
            .filter(|(it, other)| look.apart(*other) <= self.bits_apart() && is_other(&it))
            .map(|(it, other)| (look.apart(*other), (it.at, it.case, it.file), *it));
        let (apart, _, nearest) = near.min_by_key(|(apart, order, _)| (*apart, *order))?;
        Some((nearest, u8::try_from(apart).ok()))
    }

    /// The look of a picture, if it says something.
    fn telling(&self, picture: &Picture) -> Option<Look> {
        let plain = self.search.thresholds.picture_twice.plain_bits;
        picture.look.filter(|look| !look.is_plain(plain))
    }

    fn bits_apart(&self) -> u32 {
        self.search.thresholds.picture_twice.bits_apart.min(BITS_APART_MAX)
    }
}

/// A look in one piece more than bits may differ, each with its number.
fn pieces(look: Look, bits_apart: u32) -> impl Iterator<Item = (u32, u64)> {
    let count = bits_apart + 1;
    (0..count).map(move |piece| {
        let (from, until) = (64 * piece / count, 64 * (piece + 1) / count);
        let width = until - from;
        let mask = u64::MAX.checked_shr(64 - width).unwrap_or(0);
        (piece, look.0.checked_shr(from).unwrap_or(0) & mask)
    })
}
