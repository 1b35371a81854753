//! The trial that claimed and actual capability agree.

use agency::{Ability, AgencyError, Amendment, Change, ForeignNumber, Refused, Retry};

use crate::hearing::{receive, referral};
use crate::side::{Bench, Pair, Played};
use crate::trial::{Verdict, ensure};

/// A method whose ability is not claimed says that it is unsupported, and no other does.
pub(super) async fn claims(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played::default()).await;
    let claimed = pair.agency.capability();
    ensure!(claimed == pair.agency.capability(), "it claims now this, now that");
    for ability in [Ability::Submit, Ability::Amend, Ability::Poll, Ability::Inquire] {
        let unsupported = is_unsupported(&pair, ability).await;
        let claims = claimed.can(ability);
        ensure!(claims != unsupported, "{ability:?}: claimed {claims}, unsupported {unsupported}");
    }
    let opened = receive(&pair, &pair.other.signed("m1", pair.other.now(), b"{}"));
    let said = matches!(&opened, Err(Refused::Unreadable(why)) if why.contains("does not push"));
    let claims = claimed.can(Ability::Push);
    ensure!(claims != said, "Push: claimed {claims}, and what is pushed gives {opened:?}");
    Ok(())
}

async fn is_unsupported(pair: &Pair, ability: Ability) -> bool {
    let number = ForeignNumber("42".to_owned());
    let ours = referral(1, pair.other.as_ref());
    let (id, at) = (uuid::Uuid::from_u128(9), pair.other.now());
    let change = Change::Urged;
    let foreign_number = number.clone();
    let amendment = Amendment { id, referral: ours.id, foreign_number, change, at };
    match ability {
        Ability::Submit => unsupported(pair.agency.submit(&ours).await),
        Ability::Amend => unsupported(pair.agency.amend(&amendment).await),
        Ability::Poll => unsupported(pair.agency.poll(None).await),
        Ability::Inquire => unsupported(pair.agency.inquire(&number).await),
        // Neither is a method that answers so: pushes are refused, and what is handed over is a report.
        Ability::Push | Ability::HandOver => false,
    }
}

fn unsupported<T>(result: Result<T, AgencyError>) -> bool {
    result.is_err_and(|error| error.retry == Retry::Unsupported)
}
