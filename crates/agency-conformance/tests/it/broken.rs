//! For every trial an agency that breaks its law, and is found out.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use agency::{
    Ability, Agency, AgencyError, Amendment, Capability, Dialect, ForeignNumber, Incoming, Page,
    Push, Receipt, Referral, Refused, Report, Retry, Said, Standing,
};
use agency_conformance::{Bench, Http, Pair, Played, TRIALS};
use agency_simulator::Script;
use async_trait::async_trait;
use serde_json::Value;
use uuid::Uuid;

use crate::market::{Market, script};

/// What an agency does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Every try is a referral of its own.
    NewIdEveryTry,
    /// What cannot be read is given up.
    GivesUpOnGarbage,
    /// Who does not answer is given up.
    GivesUpOnSilence,
    /// A refusal is tried again for ever.
    RetriesRefusals,
    /// It claims to answer questions.
    ClaimsMore,
    /// It claims less than it does.
    ClaimsLess,
    /// It sorts reports by something else.
    Shuffles,
    /// What it does not know it takes for what it knows.
    Guesses,
    /// A repeat gets an id of its own.
    NewIdEveryReport,
    /// Every report is on the one case.
    OneCase,
    /// It quotes what it cannot read.
    Quotes,
    /// It believes whatever comes.
    Believes,
    /// It believes what is signed for another time.
    IgnoresTime,
    /// It skips what comes first after a cursor.
    Skips,
    /// A change is one only the first time.
    AmendsOnce,
    /// A question is answered by what is always so.
    AlwaysReceived,
    /// It claims to hand matters over, and never does.
    HandsNothingOver,
    /// It shows a secret.
    Shows,
}

/// An agency with a fault.
struct Broken {
    inner: Arc<dyn Agency>,
    fault: Fault,
    secret: String,
    count: AtomicU64,
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = if self.fault == Fault::Shows { &*self.secret } else { "…" };
        f.debug_struct("Broken").field("secret", &shown).finish_non_exhaustive()
    }
}

impl Broken {
    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn next(&self) -> u64 {
        self.count.fetch_add(1, Ordering::SeqCst)
    }

    /// Reports as the fault lets them be.
    fn bent(&self, mut reports: Vec<Report>) -> Vec<Report> {
        for report in &mut reports {
            self.bend(report);
        }
        reports
    }

    fn bend(&self, report: &mut Report) {
        if self.fault == Fault::NewIdEveryReport {
            report.id = format!("{}-{}", report.id, self.next());
        }
        match (&mut report.said, self.fault) {
            (Said::Stands { standing, .. }, Fault::Guesses) => {
                *standing = Standing::Known("received".to_owned());
            }
            (Said::Stands { foreign_number, .. }, Fault::OneCase)
                if foreign_number.0.starts_with("ZZ-") =>
            {
                "M-1".clone_into(&mut foreign_number.0);
            }
            _ => {}
        }
    }

    /// What was pushed, read without looking at who wrote it.
    fn believed(push: &Push<'_>) -> Result<Vec<Report>, Refused> {
        let body: Value = serde_json::from_slice(push.body).unwrap_or_default();
        let incoming = Incoming { id: "believed".to_owned(), body };
        Market.report(&incoming).map(|report| vec![report]).map_err(Refused::Unreadable)
    }
}

#[async_trait]
impl Agency for Broken {
    fn capability(&self) -> Capability {
        let mut claimed = self.inner.capability();
        if self.has(Fault::ClaimsMore) || self.has(Fault::AlwaysReceived) {
            claimed.abilities.insert(Ability::Inquire);
        }
        if self.has(Fault::HandsNothingOver) {
            claimed.abilities.insert(Ability::HandOver);
        }
        if self.has(Fault::ClaimsLess) {
            claimed.abilities.remove(&Ability::Amend);
        }
        claimed
    }

    async fn submit(&self, referral: &Referral) -> Result<Receipt, AgencyError> {
        let mut referral = referral.clone();
        if self.fault == Fault::NewIdEveryTry {
            referral.id = Uuid::from_u64_pair(9, self.next());
        }
        let answer = self.inner.submit(&referral).await;
        answer.map_err(|error| match (self.fault, error.retry) {
            (Fault::GivesUpOnGarbage | Fault::GivesUpOnSilence, Retry::Temporary(_)) => {
                AgencyError { retry: Retry::Permanent, ..error }
            }
            (Fault::RetriesRefusals, Retry::Permanent) => {
                AgencyError { retry: Retry::Temporary(None), ..error }
            }
            _ => error,
        })
    }

    async fn amend(&self, amendment: &Amendment) -> Result<(), AgencyError> {
        if self.fault == Fault::AmendsOnce && self.next() % 2 == 1 {
            return Err(AgencyError::permanent("this was said before"));
        }
        self.inner.amend(amendment).await
    }

    fn receive(&self, push: &Push<'_>) -> Result<Vec<Report>, Refused> {
        let opened = self.inner.receive(push);
        match (self.fault, opened) {
            (Fault::Believes, Err(Refused::Signature))
            | (Fault::IgnoresTime, Err(Refused::Time)) => Self::believed(push),
            (Fault::Quotes, Err(Refused::Unreadable(_))) => {
                Err(Refused::Unreadable(String::from_utf8_lossy(push.body).into_owned()))
            }
            (_, opened) => opened.map(|reports| self.bent(reports)),
        }
    }

    async fn poll(&self, cursor: Option<&str>) -> Result<Page, AgencyError> {
        let page = self.inner.poll(cursor).await?;
        let mut reports = self.bent(page.reports);
        if self.has(Fault::Skips) && cursor.is_some() {
            reports.truncate(reports.len().saturating_sub(1));
        }
        if self.has(Fault::Shuffles) {
            reports.reverse();
        }
        Ok(Page { reports, ..page })
    }

    async fn inquire(&self, number: &ForeignNumber) -> Result<Report, AgencyError> {
        if self.fault != Fault::AlwaysReceived {
            return self.inner.inquire(number).await;
        }
        let standing = Standing::Known("received".to_owned());
        let said = Said::Stands { foreign_number: number.clone(), standing, facts: [].into() };
        Ok(Report {
            id: "answer".to_owned(),
            at: chrono::DateTime::default(),
            sequence: None,
            said,
        })
    }
}

/// A bench whose agencies have a fault.
struct Workshop {
    fault: Fault,
    http: Http<Market>,
}

#[async_trait]
impl Bench for Workshop {
    fn script(&self) -> &Script {
        self.http.script()
    }

    async fn pair(&self, played: Played) -> Pair {
        let Pair { agency: inner, other } = self.http.pair(played).await;
        let secret = other.secrets().remove(0);
        let agency =
            Arc::new(Broken { inner, fault: self.fault, secret, count: AtomicU64::new(0) });
        Pair { agency, other }
    }
}

#[tokio::test]
async fn every_trial_finds_out_whoever_breaks_its_law() {
    let faults = [
        ("a referral sent again makes no second case", Fault::NewIdEveryTry),
        ("an answer that nobody can read is worth another try", Fault::GivesUpOnGarbage),
        ("silence is worth another try", Fault::GivesUpOnSilence),
        ("a refusal is for good", Fault::RetriesRefusals),
        ("what is claimed is done and nothing else", Fault::ClaimsMore),
        ("what is claimed is done and nothing else", Fault::ClaimsLess),
        ("reports come in order or say their place", Fault::Shuffles),
        ("an unknown standing survives", Fault::Guesses),
        ("repeats are known by their ids", Fault::NewIdEveryReport),
        ("a report on another's case is none on ours", Fault::OneCase),
        ("gibberish is refused without being repeated", Fault::Quotes),
        ("no signature but the right one opens", Fault::Believes),
        ("a signature of any length but the right is refused", Fault::Believes),
        ("what was signed too long ago or too early is refused", Fault::IgnoresTime),
        ("a cursor loses nothing", Fault::Skips),
        ("a change sent again changes nothing", Fault::AmendsOnce),
        ("a question changes nothing", Fault::AlwaysReceived),
        ("what is handed over comes with its codes", Fault::HandsNothingOver),
        ("nothing shows a secret", Fault::Shows),
    ];
    for trial in TRIALS {
        let of_it: Vec<_> = faults.iter().filter(|(name, _)| *name == trial.name).collect();
        assert!(!of_it.is_empty(), "nobody breaks the law of `{}`", trial.name);
        for (_, fault) in of_it {
            let workshop = Workshop { fault: *fault, http: Http::pushing(Market, script()) };
            let verdict = (trial.run)(&workshop).await;
            assert!(verdict.is_err(), "`{}` does not find out {fault:?}", trial.name);
        }
    }
}
