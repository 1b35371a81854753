//! Codes that citizens scan, made by whoever keeps the installation, each for a reason that stands in the audit. What stands
//! in the address of one is drawn from the installation's key and its id: it can be printed again as long as it serves, and
//! neither the database nor another code tells it.

use domain::directory::Directory;
use domain::id::PersonId;
use domain::review::Target;
use domain::text::{Bilingual, cleaned_line};
use serde_json::json;
pub use store::scan_points::ScanPoint;
use store::scan_points::{Made, NewPoint};
use uuid::Uuid;

use crate::codes::{TOKEN_CHARACTERS, encode, normalized};
use crate::engine::Engine;
use crate::error::Error;
use crate::keys::{Purpose, random};

/// The stream of the audit.
const STREAM: &str = "scan-points";

/// The longest name of a service point, in characters.
const NAME_CHARACTERS_MAX: usize = 50;

/// How many numbers are drawn for one that was never given. Of a million numbers, a county uses a few thousand.
const DRAWS: usize = 16;

/// Why a code was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// There is no such unit or person.
    Unknown,
    /// A service point has a name, in Chinese, of at most so many characters as may be.
    BadName,
    /// The one that should be replaced is not there or serves no more.
    Retired,
    /// Nearly all numbers were given already.
    NoNumber,
    /// Another code was made under this id before.
    IdUsed,
}

impl NotMade {
    /// Why, for people.
    pub fn message(self) -> Bilingual {
        match self {
            Self::Unknown => {
                Bilingual::new("名录里没有这个单位或人员", "there is no such unit or person")
            }
            Self::BadName => Bilingual::new(
                "服务点须有名称，不超过 50 个字",
                "a service point has a name of at most 50 characters",
            ),
            Self::Retired => Bilingual::new(
                "没有这个二维码，或已停用",
                "there is no such code, or it serves no more",
            ),
            Self::NoNumber => Bilingual::new(
                "没有抽到未用过的短码，请重试",
                "no number that was never given was drawn; try again",
            ),
            Self::IdUsed => Bilingual::new(
                "这一页已经生成过另一个二维码，这一个没有生成；如果也要生成，请再提交一次",
                "another code was made by this page before, and this one was not; to make it as well, send it again",
            ),
        }
    }
}

/// Whom a code is to stand for, as somebody wrote it down.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The unit; not asked for an officer.
    pub unit: String,
    /// The officer, if it is for one.
    pub person: String,
    /// What the service point is called in Chinese, if it is for one.
    pub name: String,
    /// What it is called in English; as in Chinese where it is empty.
    pub name_en: String,
}

impl Wanted {
    fn target(&self, directory: &Directory) -> Result<Target, NotMade> {
        if !self.person.is_empty() {
            let person = PersonId::from(self.person.as_str());
            let known = directory.people.get(&person).ok_or(NotMade::Unknown)?;
            return Ok(Target::Officer { person, unit: known.unit.clone() });
        }
        let unit = self.unit.as_str().into();
        if !directory.knows(&unit) {
            return Err(NotMade::Unknown);
        }
        if self.name.is_empty() && self.name_en.is_empty() {
            return Ok(Target::Unit(unit));
        }
        let (zh, en) = (cleaned_line(&self.name), cleaned_line(&self.name_en));
        let longest = zh.chars().count().max(en.chars().count());
        if zh.is_empty() || longest > NAME_CHARACTERS_MAX {
            return Err(NotMade::BadName);
        }
        let en = if en.is_empty() { zh.clone() } else { en };
        Ok(Target::ServicePoint { name: Bilingual::new(zh, en), unit })
    }
}

impl Engine {
    /// Makes a code under an id, by somebody or by whoever holds the machine. The same id again makes nothing more,
    /// and is refused for another target.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn make_scan_point(
        &self,
        id: Uuid,
        wanted: &Wanted,
        why: (Option<&PersonId>, &str),
    ) -> Result<Result<ScanPoint, NotMade>, Error> {
        let snapshot = self.refresh_directory().await?;
        match wanted.target(&snapshot.directory) {
            Ok(target) => self.made(id, target, None, why).await,
            Err(wrong) => Ok(Err(wrong)),
        }
    }

    /// Puts a new code in the place of one that was lost, pasted over or copied; the old one serves no more.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn replace_scan_point(
        &self,
        old: Uuid,
        id: Uuid,
        why: (Option<&PersonId>, &str),
    ) -> Result<Result<ScanPoint, NotMade>, Error> {
        match self.store.scan_point(old).await? {
            Some(point) => self.made(id, point.target, Some(old), why).await,
            None => Ok(Err(NotMade::Retired)),
        }
    }

    async fn made(
        &self,
        id: Uuid,
        target: Target,
        replaces: Option<Uuid>,
        (by, reason): (Option<&PersonId>, &str),
    ) -> Result<Result<ScanPoint, NotMade>, Error> {
        let mut facts = about(&target);
        facts["code"] = json!(id);
        facts["reason"] = json!(reason);
        if let Some(old) = replaces {
            facts["replaces"] = json!(old);
        }
        let act = if replaces.is_some() { "code_replaced" } else { "code_made" };
        let token = self.scan_hash(&self.scan_token(id));
        let codes = (0..DRAWS).map(|_| number()).collect::<Result<_, _>>()?;
        let new = NewPoint { id, token, target: target.clone(), codes, replaces };
        match self.store.make_scan_point(new, self.entry(STREAM, by, act, facts)).await? {
            Made::Made => {
                let point = self.store.scan_point(id).await?.ok_or(NotMade::Retired);
                // The id may have been known already.
                Ok(point.and_then(|point| {
                    if point.target == target { Ok(point) } else { Err(NotMade::IdUsed) }
                }))
            }
            Made::Retired => Ok(Err(NotMade::Retired)),
            Made::NoCode => Ok(Err(NotMade::NoNumber)),
        }
    }

    /// Ends a code. False if there is none that serves.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn retire_scan_point(
        &self,
        id: Uuid,
        (by, reason): (Option<&PersonId>, &str),
    ) -> Result<bool, Error> {
        let Some(point) = self.store.scan_point(id).await? else { return Ok(false) };
        let mut facts = about(&point.target);
        facts["code"] = json!(id);
        facts["reason"] = json!(reason);
        let entry = self.entry(STREAM, by, "code_retired", facts);
        Ok(self.store.retire_scan_point(id, entry).await?)
    }

    /// The code behind an address, as long as it serves.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn scanned(&self, typed: &str) -> Result<Option<ScanPoint>, Error> {
        let token = normalized(typed, TOKEN_CHARACTERS).unwrap_or_default();
        Ok(self.store.scanned(&self.scan_hash(&token)).await?)
    }

    /// What stands in the address of a code: 130 bits.
    pub fn scan_token(&self, id: Uuid) -> String {
        encode(&self.keys.draw(Purpose::ScanTokens, &[id.as_bytes()]), TOKEN_CHARACTERS)
    }

    fn scan_hash(&self, token: &str) -> [u8; 32] {
        self.keys.draw(Purpose::ScanHashes, &[token.as_bytes()])
    }
}

/// Whom a code stands for, as the audit names it.
fn about(target: &Target) -> serde_json::Value {
    match target {
        Target::Unit(unit) => json!({ "unit": unit }),
        Target::Officer { person, .. } => json!({ "person": person }),
        Target::ServicePoint { name, unit } => json!({ "unit": unit, "name": name.zh }),
    }
}

/// Six digits, the first of which is not 0.
fn number() -> Result<String, Error> {
    let drawn = u64::from_be_bytes(random()?);
    Ok((100_000 + drawn % 900_000).to_string())
}
