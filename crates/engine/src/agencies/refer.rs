//! What a case asks to be told to agencies becomes messages in the outbox, quickly and without asking anybody outside.

use std::collections::BTreeSet;

use domain::case::News;
use domain::id::{CaseId, UnitId};
use domain::inform::working;
use store::agencies::{Purpose, ReferralId};
use store::leases::DueLetter;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::Error;

impl Engine {
    /// Hands to a body what it had before it was connected, and returns how many cases that were.
    ///
    /// # Errors
    ///
    /// Where the database fails; what was handed over stays so.
    pub async fn refer_earlier(&self, unit: &UnitId) -> Result<usize, Error> {
        let (mut referred, mut failed) = (0, None);
        for id in self.store.never_referred(unit).await? {
            match self.refer_one(id, unit).await {
                Ok(begun) => referred += usize::from(begun),
                // One damaged case keeps none of the others from the body.
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(referred), Err)
    }

    async fn refer_one(&self, id: CaseId, unit: &UnitId) -> Result<bool, Error> {
        let case = self.whole(id).await?;
        if !working(&case).any(|known| known == unit) {
            return Ok(false);
        }
        let (referral, now) = (ReferralId(Uuid::now_v7()), self.clock.now());
        Ok(self.store.begin_referral(referral, (id, unit), now).await?)
    }

    /// Puts into the outbox what is new to the agencies of a case, and has done with the letter.
    pub(crate) async fn inform_agencies(
        &self,
        letter: &DueLetter,
        news: News,
    ) -> Result<(), Error> {
        let at = self.clock.now();
        let purpose = match news {
            News::Parts => {
                let case = self.whole(letter.key.case).await?;
                let agencies = self.agencies.units();
                let told: BTreeSet<UnitId> =
                    working(&case).filter(|unit| agencies.contains(*unit)).cloned().collect();
                self.store.align_referrals(letter, at, told).await?;
                return Ok(());
            }
            News::Urged => Purpose::Urged,
            News::Supplemented => Purpose::Supplemented,
            News::RiskRaised => Purpose::RiskRaised,
        };
        self.store.amend_referrals(letter, at, purpose).await?;
        Ok(())
    }
}
