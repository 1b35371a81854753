//! Laws of the layers, on an agency that does as it is told.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::id::UnitId;

use super::*;
use crate::capability::Capability;
use crate::contract::{Agency, Page, Push};
use crate::error::{AgencyError, Refused, Retry};
use crate::message::Report;

const PAUSE: Duration = Duration::from_secs(30);

/// What the next call comes to; when nothing is told, it goes well.
#[derive(Debug, Default)]
struct Told {
    calls: AtomicUsize,
    ends: Mutex<VecDeque<Result<(), AgencyError>>>,
    takes: Duration,
}

impl Told {
    fn that(ends: impl IntoIterator<Item = Result<(), AgencyError>>) -> Arc<Self> {
        Arc::new(Self { ends: Mutex::new(ends.into_iter().collect()), ..Self::default() })
    }

    fn slow(takes: Duration) -> Arc<Self> {
        Arc::new(Self { takes, ..Self::default() })
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Agency for Told {
    fn capability(&self) -> Capability {
        Capability { abilities: [crate::Ability::Poll].into(), ..Capability::default() }
    }

    fn receive(&self, _: &Push<'_>) -> Result<Vec<Report>, Refused> {
        Err(Refused::Signature)
    }

    async fn poll(&self, _: Option<&str>) -> Result<Page, AgencyError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(self.takes).await;
        let told = self.ends.lock().unwrap().pop_front();
        told.unwrap_or(Ok(())).map(|()| Page::default())
    }
}

fn down() -> Result<(), AgencyError> {
    Err(AgencyError::temporary("down"))
}

fn refuses() -> Result<(), AgencyError> {
    Err(AgencyError::permanent("refused"))
}

/// A breaker after three failures, with a clock in seconds that the test sets.
fn guarded(inner: &Arc<Told>) -> (Arc<dyn Agency>, Arc<AtomicU64>) {
    let seconds = Arc::new(AtomicU64::new(0));
    let read = Arc::clone(&seconds);
    let ticker = Ticker::new(move || Duration::from_secs(read.load(Ordering::SeqCst)));
    let breaker = Breaker::new(3, PAUSE, ticker);
    (Layered::around(Arc::clone(inner) as _, breaker), seconds)
}

async fn polls(agency: &Arc<dyn Agency>, times: usize) -> Vec<Result<Page, AgencyError>> {
    let mut ends = Vec::new();
    for _ in 0..times {
        ends.push(agency.poll(None).await);
    }
    ends
}

#[tokio::test]
async fn the_breaker_opens_after_failures_in_a_row_and_says_for_how_long() {
    let told = Told::that([down(), down(), down()]);
    let (agency, seconds) = guarded(&told);
    polls(&agency, 3).await;
    seconds.store(10, Ordering::SeqCst);
    let refused = agency.poll(None).await.unwrap_err();
    assert_eq!(refused.retry, Retry::NotCalled(Duration::from_secs(20)));
    assert_eq!(told.calls(), 3);
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_does_not_open_the_breaker() {
    let told = Told::that([down(), down(), refuses(), down(), down(), Ok(()), down(), down()]);
    let (agency, _) = guarded(&told);
    polls(&agency, 9).await;
    assert_eq!(told.calls(), 9);
}

#[tokio::test]
async fn after_the_pause_one_call_decides() {
    let told = Told::that([down(), down(), down(), down(), Ok(())]);
    let (agency, seconds) = guarded(&told);
    polls(&agency, 3).await;
    seconds.store(30, Ordering::SeqCst);
    polls(&agency, 5).await;
    assert_eq!(told.calls(), 4, "the probe failed, the rest was not let through");
    seconds.store(60, Ordering::SeqCst);
    assert!(polls(&agency, 5).await.iter().all(Result::is_ok));
    assert_eq!(told.calls(), 9);
}

#[tokio::test(start_paused = true)]
async fn while_one_call_probes_no_other_is_let_through() {
    let told = Told::slow(Duration::from_secs(1));
    told.ends.lock().unwrap().extend([down(), down(), down()]);
    let (agency, seconds) = guarded(&told);
    polls(&agency, 3).await;
    seconds.store(30, Ordering::SeqCst);
    let (probe, other) = tokio::join!(agency.poll(None), agency.poll(None));
    assert!(probe.is_ok() && other.is_err_and(|error| error.is_temporary()));
    assert_eq!(told.calls(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_probe_for_which_nobody_waits_any_more_has_failed() {
    let told = Told::slow(Duration::from_secs(1));
    told.ends.lock().unwrap().extend([down(), down(), down()]);
    let (agency, seconds) = guarded(&told);
    polls(&agency, 3).await;
    seconds.store(30, Ordering::SeqCst);
    assert!(tokio::time::timeout(Duration::from_millis(1), agency.poll(None)).await.is_err());
    assert!(agency.poll(None).await.is_err(), "it is left alone again");
    seconds.store(60, Ordering::SeqCst);
    assert!(agency.poll(None).await.is_ok(), "and probed again");
}

#[tokio::test(start_paused = true)]
async fn an_old_call_that_ends_late_does_not_decide_for_the_probe() {
    let told = Told::slow(Duration::from_secs(1));
    told.ends.lock().unwrap().extend([down(), down(), down(), down()]);
    let (agency, seconds) = guarded(&told);
    let ends =
        tokio::join!(agency.poll(None), agency.poll(None), agency.poll(None), agency.poll(None));
    assert!(ends.3.is_err(), "it ends when the breaker is open already");
    seconds.store(30, Ordering::SeqCst);
    assert!(agency.poll(None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn beyond_the_cap_a_call_is_refused_at_once() {
    let told = Told::slow(Duration::from_secs(1));
    let agency = Layered::around(Arc::clone(&told) as _, Cap::new(2));
    let began = tokio::time::Instant::now();
    let ends = tokio::join!(agency.poll(None), agency.poll(None), async {
        let refused = agency.poll(None).await;
        assert_eq!(began.elapsed(), Duration::ZERO);
        refused
    });
    assert!(ends.0.is_ok() && ends.1.is_ok());
    assert!(ends.2.is_err_and(|error| error.is_temporary()));
    assert!(agency.poll(None).await.is_ok(), "places are free again");
    assert_eq!(told.calls(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_is_cut_off() {
    let limit = Timeout::new(Duration::from_secs(10));
    let slow = Layered::around(Told::slow(Duration::from_secs(11)), limit);
    assert!(slow.poll(None).await.unwrap_err().is_temporary());
    let quick = Layered::around(Told::slow(Duration::from_secs(9)), limit);
    assert!(quick.poll(None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn chaos_does_what_its_odds_say_and_again_with_the_same_seed() {
    let delay_max = Duration::from_secs(5);
    let odds = Odds { fails: 100, loses_answer: 200, delays: 300, delay_max };
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let told = Told::that([]);
        let agency = Layered::around(Arc::clone(&told) as _, Chaos::new(seed, odds));
        let began = tokio::time::Instant::now();
        let ends: Vec<_> = polls(&agency, 1000).await.into_iter().map(|end| end.is_ok()).collect();
        let bad = ends.iter().filter(|good| !**good).count();
        assert!((240..360).contains(&bad), "{bad} of 1000");
        assert!((850..950).contains(&told.calls()), "{} were made", told.calls());
        runs.push((ends, told.calls(), began.elapsed()));
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn layers_pass_on_what_they_do_not_care_about() {
    let unit = UnitId::new("court");
    let told = Told::that([refuses()]);
    let inner = Layered::around(Arc::clone(&told) as _, Chaos::new(1, Odds::default()));
    let inner = Layered::around(inner, Timeout::new(PAUSE));
    let inner = Layered::around(inner, Breaker::new(1, PAUSE, Ticker::default()));
    let inner = Layered::around(inner, Cap::new(1));
    let agency = Layered::around(inner, Trace::new(unit.clone()));
    assert_eq!(agency.capability(), told.capability());
    let push = Push { unit: &unit, now: chrono::Utc::now(), headers: &[], body: b"" };
    assert_eq!(agency.receive(&push), Err(Refused::Signature));
    assert_eq!(agency.poll(None).await, Err(AgencyError::permanent("refused")));
    assert_eq!(agency.poll(None).await, Ok(Page::default()));
    let number = crate::ForeignNumber("1".to_owned());
    assert_eq!(agency.inquire(&number).await.unwrap_err().retry, Retry::Unsupported);
}
