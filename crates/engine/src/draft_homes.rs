//! Where a draft is at home 草稿的归属, so that an address which somebody else chose opens nothing that is typed later. Whoever
//! prints a link or a poster knows what stands in it; were any address taken for a new draft, they would read along.
//!
//! An address is given out by us, for an hour or two, to a network and a browser, and proves it. Whatever is typed elsewhere goes
//! on under an address that is drawn from the old one, from where it is typed and from our key: nothing is lost, a second click
//! finds the same one, and who knows the old address does not know it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use store::record::Hash;

use crate::codes::{TOKEN_CHARACTERS, encode, random_code};
use crate::drafts::{Draft, DraftId, Kept, WHO};
use crate::engine::Engine;
use crate::error::Error;
use crate::keys::Purpose;
use crate::passwords::household;

/// How many characters of an id are chance, 80 bits; the others, 50 bits, prove to whom it was given out.
const CHANCE_CHARACTERS: usize = 16;

/// How long an id that was given out may begin a draft at least, in minutes; at most twice as long. Who takes longer to type the
/// first page loses nothing: it goes on under another.
const BEGINS_MINUTES: i64 = 60;

/// From how many addresses of the same draft all is removed with it; those before end by themselves.
const EARLIER_MAX: usize = 8;

/// Where somebody types: a keyed hash of their network and of what their browser calls itself. Shows nothing of itself.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home(Hash);

impl std::fmt::Debug for Home {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Home(…)")
    }
}

/// What somebody types into, by an address that they have opened.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The draft.
    pub id: DraftId,
    /// What is in it; none where it is a new one.
    pub draft: Option<Draft>,
    /// The draft that it goes on from, of which it is to get what that holds.
    pub from: Option<DraftId>,
}

impl Engine {
    /// Where somebody types. Of an address of IPv6, the network counts.
    pub fn home(&self, network: IpAddr, browser: &str) -> Home {
        let network = household(network).to_string();
        Home(self.keys.draw(Purpose::DraftHomes, &[network.as_bytes(), browser.as_bytes()]))
    }

    /// A fresh id, given out to somebody.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn fresh_draft(&self, home: &Home) -> Result<DraftId, Error> {
        Ok(self.given_out(&random_code(CHANCE_CHARACTERS)?, home, self.hour()))
    }

    /// Whether a draft may begin under an id: we gave it out, here, a short while ago.
    pub fn may_begin(&self, id: &DraftId, home: &Home) -> bool {
        let Some(chance) = id.as_str().get(..CHANCE_CHARACTERS) else { return false };
        let hour = self.hour();
        [hour, hour - 1].into_iter().any(|hour| self.given_out(chance, home, hour) == *id)
    }

    /// What an address shows to somebody, and under which id; none where there is no such draft. Whoever looks from elsewhere than
    /// where it was typed is not told who its author is, and finds what went on from there.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn draft_seen(
        &self,
        id: &DraftId,
        home: &Home,
    ) -> Result<Option<(DraftId, Draft)>, Error> {
        let found = self.draft(id).await?;
        if let Some(draft) = found.as_ref().filter(|draft| draft.is_open_at(home)) {
            return Ok(Some((id.clone(), draft.clone())));
        }
        let onward = self.onward(id, home);
        if let Some(draft) = self.draft(&onward).await? {
            return Ok(Some((onward, draft)));
        }
        Ok(found.map(|draft| (id.clone(), draft.without_author())))
    }

    /// What somebody types into who has opened an address. Nothing is written.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn desk(&self, id: &DraftId, home: &Home) -> Result<Desk, Error> {
        let found = self.draft(id).await?;
        let is_own = match &found {
            Some(draft) => draft.is_open_at(home),
            None => self.may_begin(id, home),
        };
        if is_own {
            return Ok(Desk { id: id.clone(), draft: found, from: None });
        }
        let onward = self.onward(id, home);
        if let Some(draft) = self.draft(&onward).await? {
            return Ok(Desk { id: onward, draft: Some(draft), from: None });
        }
        let from = found.is_some().then(|| id.clone());
        let draft = found.map(|draft| Draft {
            home: Some(*home),
            earlier: draft.earlier.iter().cloned().chain([id.as_str().to_owned()]).collect(),
            ..draft.without_author()
        });
        Ok(Desk { id: onward, draft, from })
    }

    /// Gives a draft the photographs of the one that it goes on from. It must be kept already; one that has them keeps them.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn carry_photos(&self, from: &DraftId, to: &DraftId) -> Result<Kept, Error> {
        for place in self.photos(from).await? {
            let Some((copy, photo)) = self.photo(from, place).await? else { continue };
            let kept = self.add_photo(to, &copy, &photo).await?;
            if kept != Kept::Kept {
                return Ok(kept);
            }
        }
        Ok(Kept::Kept)
    }

    /// Another draft for what was typed under an id under which something else was sent before; the same for the same text.
    pub fn apart(&self, id: &DraftId, typed: &Hash) -> DraftId {
        self.drawn_draft(id, typed)
    }

    /// Removes a draft, what went on from it for somebody, and what it went on from.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn leave_draft(&self, id: &DraftId, home: &Home) -> Result<(), Error> {
        for id in [id.clone(), self.onward(id, home)] {
            if let Some(draft) = self.draft(&id).await? {
                self.end_earlier(&draft).await?;
            }
            self.end_draft(&id).await?;
        }
        Ok(())
    }

    /// Removes what a draft went on from.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn end_earlier(&self, draft: &Draft) -> Result<(), Error> {
        for earlier in draft.earlier.iter().rev().take(EARLIER_MAX) {
            if let Some(id) = DraftId::read(earlier) {
                self.end_draft(&id).await?;
            }
        }
        Ok(())
    }

    /// Under which id what is typed somewhere goes on that came by another id.
    fn onward(&self, id: &DraftId, home: &Home) -> DraftId {
        self.drawn_draft(id, &home.0)
    }

    fn drawn_draft(&self, id: &DraftId, by: &Hash) -> DraftId {
        let drawn = self.keys.draw(Purpose::DraftsOnward, &[id.as_str().as_bytes(), by]);
        DraftId::of(encode(&drawn, TOKEN_CHARACTERS))
    }

    fn given_out(&self, chance: &str, home: &Home, hour: i64) -> DraftId {
        let from: [&[u8]; 3] = [chance.as_bytes(), &home.0, &hour.to_be_bytes()];
        let proof = self.keys.draw(Purpose::DraftProofs, &from);
        DraftId::of(format!("{chance}{}", encode(&proof, TOKEN_CHARACTERS - CHANCE_CHARACTERS)))
    }

    fn hour(&self) -> i64 {
        self.clock.now().timestamp() / (BEGINS_MINUTES * 60)
    }
}

impl Draft {
    /// Whether somebody may see and change all of it: it was typed where they are, or is sent and holds its receipt alone.
    fn is_open_at(&self, home: &Home) -> bool {
        self.filed.is_some() || self.home.as_ref() == Some(home)
    }

    fn without_author(mut self) -> Self {
        self.fields.retain(|(name, _)| !WHO.contains(&name.as_str()));
        self
    }
}
