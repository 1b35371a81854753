//! What finding suspicions reads: the logs of all cases that were alive in the month and a while before it, page by page, and
//! beside them pictures, marks of telephone numbers, networks of ratings and identities that were read.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use chrono::TimeDelta;
use domain::id::{CaseId, FileId, PartyId, Timestamp, UnitId};
use domain::suspicion::{
    Answer, Channel, Gathered, Mark, Matter, Period, Picture, Reveal, Sketch, SketchKey, Written,
};
use store::StoreError;
use store::audit::AuditEntry;
use store::queries::{CaseLog, LogFilter};
use store::suspicions::{Claim, KeptPicture};
use store::visible::VisibleCases;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::Purpose;
use crate::passwords::household;
use crate::vault::mark;

/// How many logs are read at a time.
const PAGE: u32 = 200;

/// How many pictures, and entries of the audit, are read at a time.
const ROWS: u32 = 1000;

/// How many days before the month logs are read from: for the answers before, and for what was closed and came back. Longer where
/// the thresholds ask for it.
const DAYS_BEFORE: i64 = 62;

/// How many days before the month pictures are read from.
const PICTURE_DAYS_BEFORE: i64 = 366;

/// For how many days it is known from which network a rating came: as long as a month may be looked through.
pub(crate) const NETWORK_DAYS: i64 = 124;

/// How close to one another a rating and the use of its token are.
const SAME_SECONDS: i64 = 60;

/// What was gathered.
#[expect(clippy::struct_field_names, reason = "the history of the indicators has that name")]
pub(super) struct History {
    /// For the indicators.
    pub(super) history: domain::suspicion::History,
    /// The center of each case.
    pub(super) centers: BTreeMap<CaseId, UnitId>,
    /// How many cases could not be read.
    pub(super) skipped: u64,
}

/// What is on the way of becoming a history.
struct Gathering<'a> {
    engine: &'a Engine,
    claim: Claim,
    history: domain::suspicion::History,
    centers: BTreeMap<CaseId, UnitId>,
    skipped: u64,
    /// What each log says beside; kept only for cases of which more is asked.
    beside: BTreeMap<CaseId, Gathered>,
    /// Marks of the last four digits of a number, which many share.
    tails: BTreeSet<[u8; 32]>,
    sketches: SketchKey,
}

impl Engine {
    /// The key by which it is seen how answers read.
    pub(super) fn sketch_key(&self) -> SketchKey {
        let drawn = self.keys.draw(Purpose::AnswerSketches, &[]);
        SketchKey(drawn.first_chunk::<16>().copied().unwrap_or_default())
    }

    /// Everything that the indicators read for a month. None where another has taken it meanwhile.
    pub(super) async fn gather_history(
        &self,
        claim: Claim,
        period: Period,
    ) -> Result<Option<History>, Error> {
        let tail = |digits: u16| mark(&self.keys, "tail", &format!("{digits:04}"));
        let mut gathering = Gathering {
            engine: self,
            claim,
            history: domain::suspicion::History::default(),
            centers: BTreeMap::new(),
            skipped: 0,
            beside: BTreeMap::new(),
            tails: (0..10_000).map(tail).collect(),
            sketches: self.sketch_key(),
        };
        if !gathering.logs(period).await? {
            return Ok(None);
        }
        gathering.pictures(period).await?;
        gathering.networks(period).await?;
        gathering.reveals(period).await?;
        let Gathering { history, centers, skipped, .. } = gathering;
        Ok(Some(History { history, centers, skipped }))
    }
}

impl Gathering<'_> {
    /// Reads the logs. False where another has taken the month meanwhile.
    async fn logs(&mut self, period: Period) -> Result<bool, Error> {
        let rule = &self.engine.definitions.supervision.suspicions.reported_again;
        let days = DAYS_BEFORE.max(i64::from(rule.same_party_days.max(rule.same_place_days)));
        let alive_at = Some(period.from - TimeDelta::days(days));
        let filter = LogFilter { alive_at, ..LogFilter::default() };
        let visible = self.engine.visible(&Who::Engine).await?;
        let among = self.engine.store.count_logs(&visible, &filter).await?;
        let (mut after, mut looked_at) = (None, 0);
        loop {
            if !self.engine.looked_at(self.claim, looked_at, among).await? {
                return Ok(false);
            }
            let logs = self.page(&visible, &filter, after).await?;
            let Some(last) = logs.last else { return Ok(true) };
            looked_at += logs.logs.len() as u64;
            self.take(logs.logs).await?;
            after = Some(last);
        }
    }

    /// A page of logs. One that cannot be read is left out and counted: it must not keep the others from being looked at.
    async fn page(
        &mut self,
        visible: &VisibleCases,
        filter: &LogFilter,
        after: Option<CaseId>,
    ) -> Result<Logs, Error> {
        let store = &self.engine.store;
        let logs = match store.logs(visible, filter, after, PAGE).await {
            Ok(logs) => return Ok(Logs { last: logs.last().map(|log| log.case), logs }),
            Err(error @ StoreError::Damaged { .. }) => error,
            Err(error) => return Err(error.into()),
        };
        tracing::warn!(
            error = &logs as &dyn std::error::Error,
            "among cases that are looked through one cannot be read"
        );
        let (mut found, mut last) = (Vec::new(), after);
        for _ in 0..PAGE {
            let Some(next) = store.next_log(visible, filter, last).await? else { break };
            match store.logs(visible, filter, last, 1).await {
                Ok(logs) => found.extend(logs),
                Err(StoreError::Damaged { .. }) => self.skipped += 1,
                Err(error) => return Err(error.into()),
            }
            last = Some(next);
        }
        let last = last.filter(|last| Some(*last) != after);
        Ok(Logs { logs: found, last })
    }

    async fn take(&mut self, logs: Vec<CaseLog>) -> Result<(), Error> {
        let cases: Vec<CaseId> = logs.iter().map(|log| log.case).collect();
        let marks = self.engine.store.telephone_marks(self.claim, &cases).await?;
        let mut telephones: BTreeMap<CaseId, BTreeSet<Mark>> = BTreeMap::new();
        for (case, mark) in marks {
            telephones.entry(case).or_default().insert(Mark(mark));
        }
        let solved = &self.engine.definitions.supervision.solved;
        let (mut written, from) = (Vec::new(), self.history.handovers.len());
        for log in logs {
            let Some(workflow) = self.engine.workflow_of(&log.now) else { continue };
            let marks = telephones.remove(&log.case).unwrap_or_default();
            let reachable = !marks.is_empty();
            let history = &mut self.history;
            let mut gathered =
                domain::suspicion::gather(history, &log.entries, workflow, solved, reachable);
            written.append(&mut gathered.written);
            if let Some(matter) = history.matters.get_mut(&log.case) {
                matter.marks.extend(marks.into_iter().filter(|mark| !self.tails.contains(&mark.0)));
            }
            self.centers.insert(log.case, log.now.center.clone());
            self.beside.insert(log.case, gathered);
        }
        let fresh = self.history.handovers.get(from..).unwrap_or_default();
        self.engine.store.keep_handovers(fresh).await?;
        self.sketch(written).await
    }

    /// How answers read; those whose words were erased read like nothing.
    async fn sketch(&mut self, written: Vec<Written>) -> Result<(), Error> {
        let cases: BTreeSet<CaseId> = written.iter().map(|it| it.case).collect();
        let cases: Vec<CaseId> = cases.into_iter().collect();
        if cases.is_empty() {
            return Ok(());
        }
        let words = self.engine.store.words_of_cases(self.claim, &cases).await?;
        let words: BTreeMap<_, String> =
            words.into_iter().map(|(case, id, words)| ((case, id), words)).collect();
        let phrases = &self.engine.definitions.supervision.suspicions.answer_copied.phrases;
        for Written { case, unit, at, texts } in written {
            let texts = texts.iter().filter_map(|text| words.get(&(case, text.id)));
            let text = texts.map(String::as_str).collect::<Vec<_>>().join("\n");
            if !text.is_empty() {
                let sketch = Sketch::of(&text, phrases, &self.sketches);
                self.history.answers.push(Answer { case, unit, at, sketch });
            }
        }
        Ok(())
    }

    async fn pictures(&mut self, period: Period) -> Result<(), Error> {
        let from = period.from - TimeDelta::days(PICTURE_DAYS_BEFORE);
        let snapshot = self.engine.directory();
        let mut after: Option<(CaseId, FileId)> = None;
        loop {
            let found = self.engine.store.pictures(self.claim, from, after, ROWS).await?;
            let Some(last) = found.last() else { return Ok(()) };
            after = Some((last.case, last.file));
            for picture in found {
                let author = snapshot.directory.people.get(&picture.author);
                // What the center brings proves nothing of a unit.
                if let Some(author) = author.filter(|author| author.unit != picture.center) {
                    self.picture(picture, author.unit.clone());
                }
            }
        }
    }

    fn picture(&mut self, picture: KeptPicture, unit: UnitId) {
        let KeptPicture { file, case, at, content, look, filed_at, category, place, .. } = picture;
        self.centers.entry(case).or_insert(picture.center);
        self.history.matters.entry(case).or_insert_with(|| Matter {
            filed_at,
            category,
            place,
            same_as: None,
            marks: BTreeSet::new(),
        });
        self.history.pictures.push(Picture { file, case, unit, at, content, look });
    }

    /// From which networks ratings came, and which of them are those from which staff of the unit sign in.
    #[expect(clippy::type_complexity, reason = "a table of one use")]
    async fn networks(&mut self, period: Period) -> Result<(), Error> {
        let rated = self.engine.store.rated_from(self.claim, period.from).await?;
        let mut from: BTreeMap<(CaseId, PartyId), Vec<(Timestamp, [u8; 32])>> = BTreeMap::new();
        for it in rated {
            from.entry((it.case, it.party)).or_default().push((it.at, it.network));
        }
        let of_units = self.networks_of_units().await?;
        for (case, beside) in &self.beside {
            for (place, party) in &beside.rated {
                let Some(rating) = self.history.ratings.get_mut(*place) else { continue };
                let near = |(at, _): &&(Timestamp, [u8; 32])| {
                    (*at - rating.at).abs() <= TimeDelta::seconds(SAME_SECONDS)
                };
                let known = from.get(&(*case, *party)).into_iter().flatten();
                let Some((_, network)) = known.rev().find(near) else { continue };
                rating.network = Some(Mark(*network));
                if of_units.get(&rating.unit).is_some_and(|known| known.contains(network)) {
                    rating.channel = Channel::Unit;
                }
            }
        }
        Ok(())
    }

    async fn networks_of_units(&self) -> Result<BTreeMap<UnitId, BTreeSet<[u8; 32]>>, Error> {
        let snapshot = self.engine.directory();
        let mut units: BTreeMap<UnitId, BTreeSet<[u8; 32]>> = BTreeMap::new();
        for (person, address) in self.engine.store.sign_in_addresses(self.claim).await? {
            let Some(person) = snapshot.directory.people.get(&person) else { continue };
            let Ok(address) = address.parse::<IpAddr>() else { continue };
            if let Some(network) = self.engine.network_mark(address) {
                units.entry(person.unit.clone()).or_default().insert(network);
            }
        }
        Ok(units)
    }

    /// Identities of the month that were read, the newest entries first.
    async fn reveals(&mut self, period: Period) -> Result<(), Error> {
        let snapshot = self.engine.directory();
        let mut before = i64::MAX;
        loop {
            let store = &self.engine.store;
            let entries = store.audit_before("identities", before, period.until, ROWS).await?;
            let Some(oldest) = entries.last() else { return Ok(()) };
            before = oldest.seq;
            let is_over = oldest.at < period.from;
            for record in entries {
                let entry: Option<AuditEntry> = serde_json::from_str(&record.body).ok();
                let reveal = entry.and_then(|entry| self.reveal(&entry, &snapshot.directory));
                self.history.reveals.extend(reveal.filter(|reveal| period.holds(reveal.at)));
            }
            if is_over {
                return Ok(());
            }
        }
    }

    /// What an entry of the audit says of a case that was read here.
    fn reveal(
        &self,
        entry: &AuditEntry,
        directory: &domain::directory::Directory,
    ) -> Option<Reveal> {
        let case = entry.facts.get("case").filter(|_| entry.act == "revealed")?;
        let case = CaseId(case.as_str()?.parse().ok()?);
        let (person, beside) = (entry.by.clone()?, self.beside.get(&case)?);
        let staff = directory.staff(&person)?;
        // With several roles, they are compared with whoever holds the first of them.
        let role = *staff.roles.first()?;
        let part = beside.had_part(&person, &staff.unit, entry.at);
        Some(Reveal { case, person, unit: staff.unit, role, at: entry.at, part })
    }
}

/// A page of logs, and where it ends; none after the last.
struct Logs {
    logs: Vec<CaseLog>,
    last: Option<CaseId>,
}

impl Engine {
    /// A network as it is remembered: a keyed hash. None for the machine itself, from which all would come that reach it by
    /// something that does not say for whom.
    pub(crate) fn network_mark(&self, address: IpAddr) -> Option<[u8; 32]> {
        let network = household(address);
        (!network.is_loopback() && !network.is_unspecified())
            .then(|| self.keys.draw(Purpose::RatingNetworks, &[network.to_string().as_bytes()]))
    }

    /// Remembers for a while from which network a one-time token was used.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn rated_by_token(
        &self,
        token: &store::record::Hash,
        address: IpAddr,
    ) -> Result<(), Error> {
        let Some(network) = self.network_mark(address) else { return Ok(()) };
        Ok(self.store.rated_by_token(token, &network).await?)
    }

    /// Forgets from which networks ratings came that no month that may be looked through holds.
    pub(crate) async fn forget_rating_networks(&self) -> Result<(), StoreError> {
        let before = self.clock.now() - TimeDelta::days(NETWORK_DAYS);
        self.store.forget_rating_networks(before).await
    }
}
