//! What a change writes beside its case: requests, words, identities, receipts, tokens and the marks of workers.

use std::collections::BTreeSet;

use domain::case::Event;
use domain::id::{CaseId, PartyId};
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::tables::Statements;
use super::writes::Writes;
use crate::agencies::Standing;
use crate::change::{Change, Complaint, Decided, Kept, Lease, LetterKey, Refusal, RequestKey};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::rows::Rows;
use crate::sql;

/// Rows that wait for the end of the batch.
#[derive(Default)]
pub(super) struct Beside {
    requests: Rows,
    complaints: Rows,
    texts: Rows,
    case_keys: Rows,
    identities: Rows,
    marks: Rows,
    receipts: Rows,
    rating_tokens: Rows,
    words: Rows,
    files: Rows,
    clock_leases: Rows,
    letters_done: Rows,
    tokens_used: Rows,
    inbox_handled: Rows,
    standings: Rows,
    receipts_moved: Rows,
}

impl Beside {
    /// Keeps what a decided change writes.
    pub(super) fn keep(&mut self, change: &Change, decided: &Decided, version: u64) {
        let (case, at) = (change.case.0, to_micros(decided.at));
        if let Some(request) = &change.request {
            let rows = self.requests.begin();
            rows.bytes(&request.digest())
                .bytes(&request.request)
                .id(case)
                .int(version.cast_signed())
                .int(at);
        }
        match change.lease {
            Some(Lease::Clock { ordinal, fence }) => {
                self.clock_leases.begin().id(case).int(ordinal.into()).int(fence).int(0);
            }
            Some(Lease::Letter { letter, fence }) => {
                let rows = self.letters_done.begin().id(letter.case.0).int(letter.seq);
                rows.int(letter.position.into()).int(fence).int(at);
            }
            None => {}
        }
        if let Some(mark) = &change.inbox {
            let rows = self.inbox_handled.begin().text(&mark.agency).text(&mark.message_id);
            rows.id(case).int(at).text(mark.result.as_str()).text(&mark.why);
            let (referral, Standing { code, at, sequence }) = &mark.standing;
            let rows = self.standings.begin().id(referral.0).text(code);
            rows.int(to_micros(*at)).maybe_int(*sequence);
        }
        for party in decided.events.iter().flat_map(arriving) {
            self.receipts_moved.begin().id(party.0).id(case);
        }
        if let Some(token) = &change.token {
            self.tokens_used.begin().bytes(token).int(at);
        }
        if let Some(complaint) = &decided.kept.complaint {
            self.complaint(case, complaint, change.source.as_ref());
        }
        self.erasable(case, at, &decided.kept);
    }

    fn erasable(&mut self, case: Uuid, at: i64, kept: &Kept) {
        for text in &kept.texts {
            self.texts.begin().id(case).id(text.id).text(&text.words).bytes(&text.salt);
        }
        if let Some(key) = &kept.case_key {
            self.case_keys.begin().id(case).bytes(key);
        }
        for identity in &kept.identities {
            self.identities.begin().id(case).id(identity.party.0).bytes(&identity.sealed).int(at);
            identity.marks.iter().for_each(|mark| _ = self.marks.begin().id(case).bytes(mark));
        }
        for (code, party) in &kept.receipts {
            self.receipts.begin().bytes(code).id(case).id(party.0).int(at);
        }
        for (token, party, until) in &kept.rating_tokens {
            let rows = self.rating_tokens.begin().bytes(token).id(case).id(party.0);
            rows.int(at).int(to_micros(*until));
        }
        for file in &kept.files {
            let rows = self.files.begin().id(case).id(file.id.0).text(&file.name);
            rows.text(&file.media_type).int(file.size.cast_signed()).bytes(&file.sha256);
            rows.text(&file.author).int(to_micros(file.created_at));
        }
        if let Some(words) = &kept.words {
            self.words.begin().id(case).text(&words.join(" "));
        }
    }

    fn complaint(&mut self, case: Uuid, complaint: &Complaint, source: Option<&(String, String)>) {
        let (longitude, latitude) = complaint.position.unzip();
        let (source, source_id) = source.map(|(name, id)| (&**name, &**id)).unzip();
        self.complaints
            .begin()
            .id(case)
            .text(&complaint.title)
            .text(&complaint.address)
            .real(longitude)
            .real(latitude)
            .text(&complaint.channel)
            .maybe_text(source)
            .maybe_text(source_id);
    }

    /// Hands all of it in. What is used up must not have been used up by somebody else.
    pub(super) fn put<'s>(self, writes: &mut Writes<'s>, statements: &'s Statements) {
        // The rows of these clocks may be written anew by the same batch.
        let leases = self.clock_leases.count();
        if let Some(rows) = self.clock_leases.finish() {
            writes.first(&statements.clock_leases, rows, Some(leases));
        }
        writes.exactly(&statements.requests, self.requests);
        writes.exactly(&statements.letters_done, self.letters_done);
        writes.exactly(&statements.tokens_used, self.tokens_used);
        writes.exactly(&statements.inbox_handled, self.inbox_handled);
        writes.exactly(&statements.standings, self.standings);
        writes.exactly(&statements.complaints, self.complaints);
        writes.exactly(&statements.texts, self.texts);
        writes.exactly(&statements.case_keys, self.case_keys);
        writes.exactly(&statements.receipts, self.receipts);
        writes.exactly(&statements.files, self.files);
        writes.exactly(&statements.words, self.words);
        writes.any(&statements.receipts_moved, self.receipts_moved);
        writes.any(&statements.identities, self.identities);
        writes.any(&statements.identity_marks, self.marks);
        writes.any(&statements.rating_tokens, self.rating_tokens);
    }
}

/// Parties who come from another case, with whatever opened that one: from now on it opens this one.
fn arriving(event: &Event) -> BTreeSet<PartyId> {
    if let Event::Absorbed(absorbed) = event {
        return absorbed.parties.clone();
    }
    if let Event::Filed(filed) = event
        && filed.file.split_from.is_some()
    {
        return filed.file.parties.clone();
    }
    BTreeSet::new()
}

/// What is known of a change before it is decided.
pub(super) enum Known {
    /// Nothing that speaks against it.
    Nothing,
    /// It was carried out before.
    Done { case: CaseId, seq: i64 },
    /// It cannot be carried out.
    Refused(Refusal),
}

/// Looks whether the change was carried out before, and whether the worker still holds its lease.
pub(super) async fn look_up(
    transaction: &DatabaseTransaction,
    change: &Change,
) -> Result<Known, StoreError> {
    if let Some(request) = &change.request
        && let Some(row) = earlier(transaction, request).await?
    {
        let hash: Vec<u8> = row.try_get("", "request")?;
        if hash != request.request {
            return Ok(Known::Refused(Refusal::KeyReused));
        }
        let case = CaseId(row.try_get("", "case_id")?);
        return Ok(Known::Done { case, seq: row.try_get("", "seq")? });
    }
    if let Some(lease) = change.lease
        && !holds(transaction, change.case, lease).await?
    {
        return Ok(Known::Refused(Refusal::LeaseLost));
    }
    if let Some(token) = &change.token {
        let select = "SELECT 1 FROM rating_tokens WHERE token = $1 AND used_at IS NULL";
        if sql::one(transaction, select, [token.to_vec().into()]).await?.is_none() {
            return Ok(Known::Refused(Refusal::TokenUsed));
        }
    }
    if let Some((name, id)) = &change.source {
        let select = "SELECT 1 FROM complaints WHERE source = $1 AND source_id = $2";
        if sql::one(transaction, select, [name.into(), id.into()]).await?.is_some() {
            return Ok(Known::Refused(Refusal::SourceRepeated));
        }
    }
    Ok(Known::Nothing)
}

async fn earlier(
    transaction: &DatabaseTransaction,
    key: &RequestKey,
) -> Result<Option<QueryResult>, StoreError> {
    let select = "SELECT request, case_id, seq FROM idempotency WHERE key = $1";
    sql::one(transaction, select, [key.digest().to_vec().into()]).await
}

async fn holds(
    transaction: &DatabaseTransaction,
    case: CaseId,
    lease: Lease,
) -> Result<bool, StoreError> {
    let (select, values) = match lease {
        Lease::Clock { ordinal, fence } => (
            "SELECT 1 FROM clocks WHERE case_id = $1 AND ordinal = $2 AND fence = $3",
            vec![case.0.into(), ordinal.into(), fence.into()],
        ),
        Lease::Letter { letter: LetterKey { case, seq, position }, fence } => (
            "SELECT 1 FROM letters WHERE case_id = $1 AND seq = $2 AND position = $3 \
             AND fence = $4 AND done_at IS NULL",
            vec![case.0.into(), seq.into(), position.into(), fence.into()],
        ),
    };
    Ok(sql::one(transaction, select, values).await?.is_some())
}
