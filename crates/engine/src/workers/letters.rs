//! Letters that wait: what a case asks for outside itself. Staff are told inside the system; parties read their letters
//! on the page that their receipt opens; commands to other cases are carried out, each exactly once.

use chrono::TimeDelta;
use domain::access::addressees;
use domain::case::{Case, Command, Effect, Recipient, Rejection};
use domain::id::{CaseId, PersonId};
use store::audit::AuditEntry;
use store::change::{Lease, Refusal};
use store::leases::{DueLetter, NoticeBody};
use uuid::Uuid;

use super::{ATTEMPTS_MAX, LEASE_SECONDS, TAKEN_MAX, delay};
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;

impl Engine {
    /// Delivers letters that wait, and returns how many it took.
    ///
    /// # Errors
    ///
    /// Where nothing can be taken. What fails for one letter is noted beside it.
    pub async fn deliver_letters(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let until = now + TimeDelta::seconds(LEASE_SECONDS);
        let due = self.store.claim_letters(now, until, TAKEN_MAX).await?;
        let count = due.len();
        for letter in due {
            match self.carry_out(&letter).await {
                Ok(()) | Err(Error::Refused(Refusal::LeaseLost)) => {}
                Err(why) => self.note_failure(&letter, &why).await?,
            }
        }
        Ok(count)
    }

    async fn carry_out(&self, letter: &DueLetter) -> Result<(), Error> {
        match letter.effect()? {
            Effect::SendLetter { letter: name, to } => {
                self.tell(letter, &to, NoticeBody::Letter(name)).await
            }
            Effect::Notify { limit, act, to } => {
                self.tell(letter, &to, NoticeBody::Level { limit, act }).await
            }
            Effect::HandedOver { to } => {
                self.tell(letter, &Recipient::Person(to), NoticeBody::HandedOver).await
            }
            Effect::OpenCase { id, split_from, parties } => {
                let from = self.whole(split_from).await?;
                let lease = lease(letter);
                let filed = self.file_split(&from, id, parties, lease).await;
                self.done_already(letter, filed.map(|_| ()), &Rejection::AlreadyFiled).await
            }
            Effect::Forward { case, command } => self.forward(letter, case, *command).await,
            Effect::Inform(news) => self.inform_agencies(letter, news).await,
            Effect::Announce(what) => self.announce_outside(letter, *what).await,
            // Streams ask who may see a case for each change they hand on, and notices when they are read: nothing is left
            // to cut or to recall. What was known before is reported.
            Effect::Revoke(_) => {
                let entry = self.exposure_entry(letter.key.case).await?;
                self.conclude(letter, entry).await
            }
        }
    }

    async fn tell(
        &self,
        letter: &DueLetter,
        to: &Recipient,
        body: NoticeBody,
    ) -> Result<(), Error> {
        let case = self.whole(letter.key.case).await?;
        let snapshot = self.refresh_directory().await?;
        let people: Vec<(Uuid, PersonId)> = addressees(to, &case, &snapshot.directory)
            .into_iter()
            .map(|person| (Uuid::now_v7(), person))
            .collect();
        let at = self.clock.now();
        self.store.deliver(letter, at, people, &body).await?;
        Ok(())
    }

    async fn forward(
        &self,
        letter: &DueLetter,
        case: CaseId,
        command: Command,
    ) -> Result<(), Error> {
        let mut order = Order::new(Who::Engine, case, command);
        order.lease = Some(lease(letter));
        self.execute(order).await.map(|_| ())
    }

    /// A step that was taken before is taken.
    async fn done_already(
        &self,
        letter: &DueLetter,
        result: Result<(), Error>,
        taken: &Rejection,
    ) -> Result<(), Error> {
        match result {
            Err(Error::Refused(Refusal::Rejected(rejection))) if rejection == *taken => {
                self.conclude(letter, None).await
            }
            other => other,
        }
    }

    async fn conclude(&self, letter: &DueLetter, entry: Option<AuditEntry>) -> Result<(), Error> {
        self.store.conclude(letter, self.clock.now(), entry).await?;
        Ok(())
    }

    pub(crate) async fn whole(&self, id: CaseId) -> Result<Case, Error> {
        let found = self.read(&Who::Engine, id).await?;
        found.map(|seen| seen.stored.case.clone()).ok_or(Error::Refused(Rejection::NotFound.into()))
    }

    async fn note_failure(&self, letter: &DueLetter, why: &Error) -> Result<(), Error> {
        let now = self.clock.now();
        let again = (letter.attempts < ATTEMPTS_MAX).then(|| now + delay(letter.attempts));
        tracing::warn!(
            case.id = %letter.key.case, letter.seq = letter.key.seq, attempts = letter.attempts,
            error = why as &dyn std::error::Error, "a letter could not be delivered"
        );
        Ok(self.store.fail_letter(letter, why.to_string(), now, again).await?)
    }
}

fn lease(letter: &DueLetter) -> Lease {
    Lease::Letter { letter: letter.key, fence: letter.fence }
}
