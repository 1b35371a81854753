//! Trials of what is pushed: it is the other side's own word, fresh, or it is refused whole.

use agency::webhook::{HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP};
use agency::{Refused, Report};
use agency_simulator::{Behaviour, Pushed};
use chrono::TimeDelta;

use crate::hearing::{receive, referral, submit};
use crate::side::{Bench, Pair, Played};
use crate::trial::{Verdict, ensure};

/// How long a signature may be that is tried, in bytes.
const LENGTH_MAX: usize = 128;

/// A push that opens, with its pair.
async fn pushed(bench: &dyn Bench) -> Result<(Pair, Pushed), String> {
    let pair = bench.pair(Played::default()).await;
    submit(pair.agency.as_ref(), &referral(1, pair.other.as_ref())).await?;
    pair.other.turn().await;
    let first = pair.other.pushed().into_iter().next().ok_or("nothing was pushed")?;
    match receive(&pair, &first) {
        Ok(reports) if reports.len() == 1 => Ok((pair, first)),
        other => Err(format!("a push of the other side gives {other:?}")),
    }
}

/// The same push with one header changed.
fn with(pushed: &Pushed, header: &str, change: impl Fn(&str) -> String) -> Pushed {
    let mut changed = pushed.clone();
    for (name, value) in &mut changed.headers {
        if name == header {
            *value = change(value);
        }
    }
    changed
}

fn is_refused(opened: &Result<Vec<Report>, Refused>) -> bool {
    matches!(opened, Err(Refused::Signature | Refused::Header(_) | Refused::Time))
}

/// Nothing opens but the right signature over these bytes under this id at this time.
pub(super) async fn signatures(bench: &dyn Bench) -> Verdict {
    let (pair, right) = pushed(bench).await?;
    let mut altered = right.clone();
    altered.body.push(b' ');
    let mut bare = right.clone();
    bare.headers.retain(|(name, _)| name != HEADER_SIGNATURE);
    let mut twice = right.clone();
    twice.headers.extend(right.headers.iter().filter(|(name, _)| name == HEADER_ID).cloned());
    let other_id = with(&right, HEADER_ID, |id| format!("{id}0"));
    let later =
        |text: &str| text.parse::<i64>().map_or_else(|_| String::new(), |at| (at + 1).to_string());
    let other_time = with(&right, HEADER_TIMESTAMP, later);
    for (what, wrong) in [
        ("other bytes", altered),
        ("no signature", bare),
        ("two ids", twice),
        ("another id", other_id),
        ("another time", other_time),
    ] {
        let opened = receive(&pair, &wrong);
        ensure!(is_refused(&opened), "with {what}: {opened:?}");
    }
    forged(bench).await
}

/// Of a body between whose messages come those of others, only its own open.
async fn forged(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played::default().behaving(Behaviour::Forged)).await;
    submit(pair.agency.as_ref(), &referral(1, pair.other.as_ref())).await?;
    pair.other.turn().await;
    for pushed in pair.other.pushed() {
        let id = pushed.headers.iter().find(|(name, _)| name == HEADER_ID);
        let own = id.is_some_and(|(_, id)| !id.starts_with('x'));
        let opened = receive(&pair, &pushed);
        ensure!(own == opened.is_ok(), "its own: {own}, opened: {opened:?}");
        ensure!(own || is_refused(&opened), "a forged one gives {opened:?}");
    }
    Ok(())
}

/// Signatures of every length from none to four times the right one, in both versions.
pub(super) async fn lengths(bench: &dyn Bench) -> Verdict {
    let (pair, right) = pushed(bench).await?;
    for length in 0..=LENGTH_MAX {
        for version in ["v1", "v1a"] {
            let code = base64(&vec![0x5A; length]);
            let wrong = with(&right, HEADER_SIGNATURE, |_| format!("{version},{code}"));
            let opened = receive(&pair, &wrong);
            ensure!(is_refused(&opened), "of {length} bytes: {opened:?}");
            let cut = with(&right, HEADER_SIGNATURE, |own| own.chars().take(length).collect());
            let opened = receive(&pair, &cut);
            let whole = cut == right;
            ensure!(whole == opened.is_ok(), "cut after {length}: {opened:?}");
        }
    }
    Ok(())
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |group: u32, place: usize| {
        let index = usize::try_from(group >> (18 - 6 * place) & 63).unwrap_or(0);
        char::from(LETTERS[index])
    };
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        (0..=chunk.len()).for_each(|place| text.push(letter(group, place)));
        (chunk.len()..3).for_each(|_| text.push('='));
    }
    text
}

/// What was signed more than five minutes ago, or is signed for later, is refused; what is near enough opens.
pub(super) async fn times(bench: &dyn Bench) -> Verdict {
    let (pair, right) = pushed(bench).await?;
    let now = pair.other.now();
    for minutes in [-100_000, -60, -6, 6, 60, 100_000] {
        let wrong = pair.other.signed("m1", now + TimeDelta::minutes(minutes), &right.body);
        let opened = receive(&pair, &wrong);
        ensure!(opened == Err(Refused::Time), "{minutes} minutes away: {opened:?}");
    }
    for minutes in [-4, 0, 4] {
        let near = pair.other.signed("m1", now + TimeDelta::minutes(minutes), &right.body);
        let opened = receive(&pair, &near);
        ensure!(opened.is_ok(), "{minutes} minutes away: {opened:?}");
    }
    Ok(())
}
