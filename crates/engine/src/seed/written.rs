//! From a case that was played to what the store writes.

use domain::case::{Case, Entry, Event};
use domain::id::{CaseId, PartyId, Timestamp};
use store::change::{Decided, Happened, Kept};
use store::record::Hash;

use super::numbers;
use super::player::Player;
use super::random::Random;
use crate::codes;
use crate::error::Error;
use crate::execute::{RATING_DAYS, can_be_rated};
use crate::vault::CaseKey;

/// What happened last so recently that its letters still go out.
const FRESH_DAYS: i64 = 2;

/// A case that waits to be written.
#[derive(Debug)]
pub(super) struct Seeded {
    pub(super) case: CaseId,
    pub(super) decided: Decided,
}

/// Who came over from another case, and which that was: their receipts are drawn from it.
pub(super) type Arriving = Option<(CaseId, Vec<PartyId>)>;

/// Puts a case together, with the receipts of those who came over to it.
pub(super) fn seeded(
    player: Player<'_>,
    is_alone: bool,
    arriving: Arriving,
) -> Result<Option<Seeded>, Error> {
    let Some(case) = player.stage.case().cloned() else { return Ok(None) };
    let log = player.stage.log();
    let fresh = if is_alone { fresh(log, player.county.plan.now) } else { log.len() };
    let (past, last) = log.split_at(fresh);
    let history = past.iter().map(|entry| Happened {
        at: entry.at,
        by: entry.by.clone(),
        event: entry.event.clone(),
    });
    let (at, by) = last.first().or(log.last()).map_or_else(
        || (case.filed_at, domain::actor::Author::Engine),
        |entry| (entry.at, entry.by.clone()),
    );
    let decided = Decided {
        history: history.collect(),
        at,
        by,
        events: last.iter().map(|entry| entry.event.clone()).collect(),
        kept: Kept::default(),
        agencies: std::sync::Arc::default(),
        subscribed: std::sync::Arc::default(),
    };
    let id = case.id;
    let kept = kept(player, &case, arriving)?;
    Ok(Some(Seeded { case: id, decided: Decided { kept, ..decided } }))
}

/// Where the last command begins if it was given within the last days; the end of the log if not.
fn fresh(log: &[Entry], now: Timestamp) -> usize {
    let Some(last) = log.last() else { return 0 };
    if now - last.at > chrono::TimeDelta::days(FRESH_DAYS) {
        return log.len();
    }
    let same = |entry: &&Entry| entry.at == last.at && entry.by == last.by;
    log.len() - log.iter().rev().take_while(same).count()
}

fn kept(player: Player<'_>, case: &Case, arriving: Arriving) -> Result<Kept, Error> {
    let county = player.county;
    let (keys, seed) = (&county.keys, county.plan.seed);
    let mut salts = Random::of(seed ^ 0x1DE4_7177, player.place);
    let key = CaseKey::fresh()?;
    let rating_tokens = rating_tokens(&player, case);
    let beginning = player.beginning;
    let named = beginning.parties.iter().filter(|(_, identity)| !identity.is_empty());
    let identities = named
        .map(|(party, identity)| key.seal_salted(keys, case.id, *party, (identity, salts.bytes())))
        .collect::<Result<_, Error>>()?;
    let receipt = |drawn_from: CaseId, party: PartyId| {
        (codes::receipt_hash(keys, &codes::receipt(keys, drawn_from, party)), party)
    };
    // Who went over to another case holds a receipt that opens that one.
    let own = beginning.parties.iter().filter(|_| case.master.is_none());
    let came = arriving
        .into_iter()
        .flat_map(|(from, parties)| parties.into_iter().map(move |party| (from, party)));
    let receipts = own.map(|(party, _)| (case.id, *party)).chain(came);
    Ok(Kept {
        number: Some(numbers::case_number(seed, player.place)),
        complaint: Some(beginning.complaint),
        texts: player.pages.finish(),
        case_key: Some(key.wrapped(keys, case.id)?),
        identities,
        receipts: receipts.map(|(from, party)| receipt(from, party)).collect(),
        rating_tokens,
        words: Some(beginning.words),
        files: Vec::new(),
    })
}

/// One-time tokens of those who may rate the case where it stands, as if they had been sent when it came there.
fn rating_tokens(player: &Player<'_>, case: &Case) -> Vec<(Hash, PartyId, Timestamp)> {
    let entered =
        player.stage.log().iter().rev().find(|entry| matches!(entry.event, Event::StateEntered(_)));
    let Some(issued) = entered.map(|entry| entry.at) else { return Vec::new() };
    let until = issued + chrono::TimeDelta::days(RATING_DAYS);
    let rateable = can_be_rated(player.stage.world().workflow, &case.state);
    if !rateable || until <= player.county.plan.now {
        return Vec::new();
    }
    let keys = &player.county.keys;
    let token = |party: &PartyId| {
        let token = codes::rating_token(keys, case.id, *party, issued);
        (codes::rating_hash(keys, &token), *party, until)
    };
    case.parties.iter().map(token).collect()
}
