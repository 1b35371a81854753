//! Trials of handing cases over.

use agency::{Report, Retry, Said};
use agency_simulator::{Behaviour, Course};

use crate::hearing::{hear_all, referral, submit};
use crate::side::{Bench, Played};
use crate::trial::{Verdict, ensure};

/// A referral sent again makes no second case.
pub(super) async fn repeats(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played::default()).await;
    let ours = referral(1, pair.other.as_ref());
    let first = submit(pair.agency.as_ref(), &ours).await?;
    pair.other.turn().await;
    let again = submit(pair.agency.as_ref(), &ours).await?;
    pair.other.turn().await;
    ensure!(first == again, "the second receipt is another");
    let cases = pair.other.cases();
    ensure!(cases == 1, "there are {cases} cases there");
    submit(pair.agency.as_ref(), &referral(2, pair.other.as_ref())).await?;
    pair.other.turn().await;
    ensure!(pair.other.cases() == 2, "another referral is not another case");
    Ok(())
}

/// An answer that nobody can read is worth another try, and the case may be there.
pub(super) async fn garbage(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played::default().behaving(Behaviour::Garbage)).await;
    let ours = referral(1, pair.other.as_ref());
    submit(pair.agency.as_ref(), &ours).await?;
    pair.other.turn().await;
    let cases = pair.other.cases();
    ensure!(cases == 1, "there are {cases} cases there");
    Ok(())
}

/// Silence is worth another try, whether nobody is there or somebody does not answer.
pub(super) async fn silence(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played::default().behaving(Behaviour::Down)).await;
    let ours = referral(1, pair.other.as_ref());
    if pair.other.answers_at_once() {
        let down = pair.agency.submit(&ours).await;
        ensure!(is_temporary(&down), "of a body that is down: {down:?}");
        pair.other.hang(true);
        // Nobody waits for real: as soon as nothing else is to be done, the time is up.
        tokio::time::pause();
        let hanging = pair.agency.submit(&ours).await;
        tokio::time::resume();
        ensure!(is_temporary(&hanging), "of a body that hangs: {hanging:?}");
        pair.other.hang(false);
    }
    pair.other.behave(Behaviour::Normal);
    submit(pair.agency.as_ref(), &ours).await?;
    pair.other.turn().await;
    let cases = pair.other.cases();
    ensure!(cases == 1, "afterwards there are {cases} cases there");
    Ok(())
}

fn is_temporary<T>(result: &Result<T, agency::AgencyError>) -> bool {
    result.as_ref().is_err_and(agency::AgencyError::is_temporary)
}

/// A refusal is for good: an error where there is an answer, a report where there is none.
pub(super) async fn refusal(bench: &dyn Bench) -> Verdict {
    let Some(course) = refusing(bench) else {
        return Err("the script has no course that refuses".to_owned());
    };
    let pair = bench.pair(Played::on(&course)).await;
    let ours = referral(1, pair.other.as_ref());
    let answer = pair.agency.submit(&ours).await;
    if pair.other.answers_at_once() {
        let permanent = answer.as_ref().is_err_and(|error| error.retry == Retry::Permanent);
        ensure!(permanent, "a refusal is told as {answer:?}");
        return Ok(());
    }
    pair.other.turn().await;
    let told = |report: &Report| matches!(&report.said, Said::NotTaken { referral, reason } if *referral == ours.id && !reason.is_empty());
    for heard in hear_all(&pair).await? {
        ensure!(heard.reports.iter().any(told), "no report tells of the refusal");
    }
    Ok(())
}

fn refusing(bench: &dyn Bench) -> Option<String> {
    let refuses = |(name, course): (&String, &Course)| course.refuses.then(|| name.clone());
    bench.script().courses.iter().find_map(refuses)
}
