//! Quiet hours 免打扰: a part of the day in which the number of new notices stands still. What comes meanwhile is counted
//! afterwards, and whoever opens the page of notices sees all of them at any time.

use chrono::{Days, NaiveTime, TimeDelta, Timelike};
use domain::calendar::Calendar;
use domain::id::{PersonId, Timestamp};

use crate::engine::{Engine, Who};
use crate::error::Error;

/// How far unread notices are counted.
pub const UNREAD_COUNTED_MAX: u32 = 100;

/// From one minute of the day to another, over midnight if that is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    from: u32,
    until: u32,
}

impl QuietHours {
    /// Quiet hours. None where both ends are the same minute: that is no time, and not the whole day either.
    pub fn new(from: NaiveTime, until: NaiveTime) -> Option<Self> {
        let minute = |time: NaiveTime| time.hour() * 60 + time.minute();
        let hours = Self { from: minute(from), until: minute(until) };
        (hours.from != hours.until).then_some(hours)
    }

    /// Both ends as people write them, `21:30`.
    pub fn text(self) -> (String, String) {
        let text = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        (text(self.from), text(self.until))
    }

    /// Since when they last, if an instant is in them.
    pub fn since(self, now: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
        let local = calendar.local(now);
        let minute = local.hour() * 60 + local.minute();
        let over_midnight = self.from > self.until;
        let is_quiet = if over_midnight {
            minute >= self.from || minute < self.until
        } else {
            (self.from..self.until).contains(&minute)
        };
        let today = local.date_naive();
        let day = if minute >= self.from { today } else { today - Days::new(1) };
        is_quiet.then(|| calendar.start(day) + TimeDelta::minutes(i64::from(self.from)))
    }
}

impl Engine {
    /// The quiet hours of a person; none without any.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn quiet_hours(&self, person: &PersonId) -> Result<Option<QuietHours>, Error> {
        let kept = self.store.quiet_hours(person).await?;
        Ok(kept.and_then(|(from, until)| {
            Some(QuietHours { from: from.try_into().ok()?, until: until.try_into().ok()? })
        }))
    }

    /// Puts the quiet hours of a person in place of what they were.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn put_quiet_hours(
        &self,
        person: &PersonId,
        hours: Option<QuietHours>,
    ) -> Result<(), Error> {
        let kept = hours.map(|hours| (hours.from.into(), hours.until.into()));
        Ok(self.store.put_quiet_hours(person.clone(), kept).await?)
    }

    /// How many notices a person has not read about cases that they see now, counted as far as [`UNREAD_COUNTED_MAX`].
    /// In their quiet hours only those from before.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn count_unread(&self, person: &PersonId) -> Result<u64, Error> {
        let quiet = self.quiet_hours(person).await?;
        let calendar = &self.definitions().calendar;
        let before = quiet.and_then(|quiet| quiet.since(self.clock.now(), calendar));
        let visible = self.visible(&Who::Person(person.clone())).await?;
        let most = UNREAD_COUNTED_MAX;
        Ok(self.store.count_unread_notices(&visible, person, before, most).await?)
    }
}
