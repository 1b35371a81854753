//! Cases that belong together: one, or two of which the younger is merged into the older.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::id::PartyId;

use super::county::{Brief, County, ROUND};
use super::player::Player;
use super::written::{Arriving, Seeded, seeded};
use crate::error::Error;

/// How often a case that is led somewhere is played again if it does not come there.
const FAILURES_MAX: u64 = 4;

/// Plays the cases of a round, in the order of their places.
pub(super) fn round(county: &County, round: u64) -> Result<Vec<Seeded>, Error> {
    let (first, end) = (county.plan.first, county.plan.first + county.plan.cases);
    let mut cases = Vec::new();
    let mut place = (round * ROUND).max(first);
    while place < end.min((round + 1) * ROUND) {
        let twin = (place + 1 < end).then(|| county.brief(place + 1)).flatten();
        let Some(brief) = county.brief(place) else { break };
        if let Some(twin) = twin.filter(|twin| twin.is_twin) {
            cases.extend(two(county, &brief, &twin)?);
            place += 2;
        } else {
            cases.extend(one(county, &brief)?);
            place += 1;
        }
    }
    Ok(cases)
}

fn one(county: &County, brief: &Brief) -> Result<Option<Seeded>, Error> {
    let mut brief = brief.clone();
    loop {
        let Some(mut player) = Player::new(county, &brief, BTreeSet::new()) else {
            return Ok(None);
        };
        player.play(county.plan.now);
        if player.has_arrived() || brief.failed == FAILURES_MAX {
            return seeded(player, true, None);
        }
        brief.failed += 1;
        if brief.failed == FAILURES_MAX / 2 {
            // Some ways are longer than a case had time that came in lately.
            brief.filed_at = brief.turn;
        }
    }
}

/// Two about the same. Soon after the second came in, a clerk notices.
fn two(county: &County, older: &Brief, younger: &Brief) -> Result<Vec<Seeded>, Error> {
    let now = county.plan.now;
    let Some(mut master) = Player::new(county, older, BTreeSet::new()) else {
        return Ok(one(county, younger)?.into_iter().collect());
    };
    let noticed = (younger.filed_at + TimeDelta::minutes(40)).min(now);
    master.play(noticed);
    let peers = master.stage.case().filter(|case| case.ended.is_none()).map(|case| case.id);
    let Some(mut repeat) = Player::new(county, younger, peers.into_iter().collect()) else {
        master.play(now);
        return Ok(seeded(master, true, None)?.into_iter().collect());
    };
    repeat.stage.pass_time(noticed);
    let arriving: Arriving = repeat.stage.case().map(|case| {
        let parties: Vec<PartyId> = case.parties.iter().copied().collect();
        (case.id, parties)
    });
    let merged = peers.is_some() && repeat.merge();
    let absorbed = merged && repeat.stage.case().is_some_and(|case| master.absorb(case));
    master.play(now);
    if !absorbed {
        repeat.play(now);
    }
    let master = seeded(master, !absorbed, arriving.filter(|_| absorbed))?;
    Ok(master.into_iter().chain(seeded(repeat, !absorbed, None)?).collect())
}
