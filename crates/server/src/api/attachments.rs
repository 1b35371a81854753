//! Files of a case: listed, uploaded, downloaded.

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use domain::id::{CaseId, FileId};
use domain::suspicion::Look;
use domain::text::Bilingual;
use engine::enclosed::{SEALED, sealed_message};
use engine::evidence::{FILES_MAX, Unfit, judged, named_as, place};
use engine::reading::Seen;
use serde::Serialize;
use store::queries::Attachment;
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::instant;
use super::parties::{RevealIn, may_reveal};
use crate::caller::Caller;
use crate::extract::{Json, Path};
use crate::files::{Incoming, broken, name_of};
use crate::pace::paced;
use crate::photos::{PHOTO_BYTES_MAX, look};
use crate::problem::{Problem, Refusals};
use crate::seen::{Handling, Revealing, SeenCase, needs_part};
use crate::state::State as Shared;

/// The files of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentsOut {
    /// The files, the oldest first.
    files: Vec<AttachmentOut>,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentOut {
    /// By which it is downloaded, and named as evidence.
    id: Uuid,
    /// What its author called it.
    name: String,
    /// What its content is.
    media_type: String,
    /// How many bytes.
    size: u64,
    /// The SHA-256 of its content, in hexadecimal.
    sha256: String,
    /// When it was uploaded.
    created_at: String,
}

impl AttachmentOut {
    fn new(file: Attachment) -> Self {
        Self {
            id: file.id.0,
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: store::record::hex(&file.sha256),
            created_at: instant(file.created_at),
        }
    }
}

/// Lists the files of a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/attachments", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = AttachmentsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
) -> Result<axum::Json<AttachmentsOut>, Problem> {
    let files = of(&state, &seen).await?;
    Ok(axum::Json(AttachmentsOut { files: files.into_iter().map(AttachmentOut::new).collect() }))
}

pub(super) async fn of(state: &Shared, seen: &Seen) -> Result<Vec<Attachment>, Problem> {
    let files = state.engine.store().attachments(&seen.visible, seen.case().id).await?;
    files.ok_or_else(Problem::not_found)
}

/// A file to upload.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the document; the file itself is streamed")]
pub(crate) struct UploadIn {
    /// The file: a picture, a recording, a film, PDF, Word, Excel or plain text, up to 50 MiB. The form holds nothing else.
    /// Its name is kept without a path and without characters that are not seen or turn others around.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Uploads a file to a case. What it is, is judged by its content.
#[utoipa::path(post, path = "/api/v1/cases/{id}/attachments", tag = "cases",
    request_body(content = UploadIn, content_type = "multipart/form-data"), params(("id" = Uuid, Path)),
    responses((status = 201, body = AttachmentOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn upload(
    State(state): State<Shared>,
    case: SeenCase<Handling>,
    request: Request,
) -> Result<Response, Problem> {
    let SeenCase { seen, caller, .. } = case;
    let attachment = uploaded(&state, &seen, &caller, request).await?;
    Ok((StatusCode::CREATED, axum::Json(AttachmentOut::new(attachment))).into_response())
}

/// Keeps the file of a form with a case.
pub(crate) async fn uploaded(
    state: &Shared,
    seen: &Seen,
    caller: &Caller,
    request: Request,
) -> Result<Attachment, Problem> {
    admitted(state, seen).await?;
    let (case, file) = (seen.case().id, FileId(Uuid::now_v7()));
    let (name, incoming) = received(state, request, case, file).await?;
    kept(state, seen, caller, (file, name, incoming)).await
}

/// Refuses who has no part in the case, and one more file than a case may have.
async fn admitted(state: &Shared, seen: &Seen) -> Result<Vec<Attachment>, Problem> {
    needs_part(seen)?;
    let files = of(state, seen).await?;
    if files.len() >= FILES_MAX { Err(too_many()) } else { Ok(files) }
}

/// Within this time the same bytes of the same person are the same click.
const SAME_CLICK: TimeDelta = TimeDelta::minutes(10);

/// Keeps a file that stands in a form among other things. One that was kept a moment ago by the same click is that one.
pub(crate) async fn enclosed(
    state: &Shared,
    seen: &Seen,
    caller: &Caller,
    field: &mut Field<'_>,
) -> Result<Attachment, Problem> {
    let files = admitted(state, seen).await?;
    let (case, file) = (seen.case().id, FileId(Uuid::now_v7()));
    let name = name_of(field)?;
    let incoming = Incoming::receive(&state.options.files, case, file, field).await?;
    let since = state.engine.clock().now() - SAME_CLICK;
    let is_same = |known: &Attachment| {
        known.sha256 == incoming.sha256
            && known.author == caller.person.as_str()
            && known.created_at >= since
    };
    if let Some(same) = files.into_iter().find(is_same) {
        return Ok(same);
    }
    kept(state, seen, caller, (file, name, incoming)).await
}

/// Keeps a file that has come in.
async fn kept(
    state: &Shared,
    seen: &Seen,
    caller: &Caller,
    (file, name, incoming): (FileId, String, Incoming),
) -> Result<Attachment, Problem> {
    let case = seen.case().id;
    let look = looked_at(state, &incoming, (case, file)).await;
    let attachment = Attachment {
        id: file,
        case,
        name,
        media_type: incoming.media_type.clone(),
        size: incoming.size,
        sha256: incoming.sha256,
        author: caller.person.as_str().to_owned(),
        created_at: state.engine.clock().now(),
        look,
    };
    let kept = incoming.keep();
    // The case may have been closed to its author while the file came in.
    if !state.engine.store().put_attachment(&seen.visible, attachment.clone()).await? {
        kept.remove().await;
        return Err(Problem::not_found());
    }
    Ok(attachment)
}

/// How a picture looks. Nothing hangs on it: where it cannot be drawn, or all turns are taken, the file comes in all the same and
/// is found again by its bytes only.
async fn looked_at(
    state: &Shared,
    incoming: &Incoming,
    (case, id): (CaseId, FileId),
) -> Option<Look> {
    if !incoming.media_type.starts_with("image/") || incoming.size > PHOTO_BYTES_MAX as u64 {
        return None;
    }
    let turn = state.photographs.clone().try_acquire_owned().ok()?;
    let bytes = tokio::fs::read(place(&state.options.files, case, id)).await.ok()?;
    let look = tokio::task::spawn_blocking(move || {
        let look = look(&bytes);
        drop(turn);
        look
    });
    look.await.ok().flatten()
}

/// The one file of the form. Whatever else stands in it would be lost without a word.
async fn received(
    state: &Shared,
    request: Request,
    case: CaseId,
    id: FileId,
) -> Result<(String, Incoming), Problem> {
    let form = Multipart::from_request(request.map(paced), state).await;
    let mut form = form.map_err(|_| no_form())?;
    let mut found = None;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let part = field.name().unwrap_or_default();
        if part != FILE || found.is_some() {
            return Err(unexpected(part));
        }
        let name = name_of(&field)?;
        found = Some((name, Incoming::receive(&state.options.files, case, id, &mut field).await?));
    }
    found.ok_or_else(|| {
        Problem::malformed("缺少名为 file 的文件", "a file called `file` is missing")
            .with("at", FILE)
    })
}

/// What the part with the file is called.
const FILE: &str = "file";

fn unexpected(part: &str) -> Problem {
    Problem::malformed(
        format!("表单里多出“{part}”：每次上传一个文件，放在名为 file 的部分里，此外不能有别的"),
        format!("the form has a part `{part}` too many: it holds one file, called `file`, and nothing else"),
    )
    .with("at", part)
}

fn no_form() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not_multipart",
        "请求体应为 multipart/form-data",
        "the body must be multipart/form-data",
    )
}

fn too_many() -> Problem {
    let Bilingual { zh, en } = Unfit::TooMany.message();
    Problem::new(StatusCode::CONFLICT, "too_many_files", zh, en)
}

/// Downloads a file. It is never shown in the page: it could be anything.
#[utoipa::path(get, path = "/api/v1/cases/{id}/attachments/{file}", tag = "cases",
    params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn download(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Path(ids): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let file = of(&state, &seen).await?.into_iter().find(|known| known.id == FileId(ids.1));
    let file = file.ok_or_else(Problem::not_found)?;
    if file.media_type == SEALED {
        let Bilingual { zh, en } = sealed_message();
        return Err(Problem::new(StatusCode::FORBIDDEN, "file_sealed", zh, en));
    }
    let path = place(&state.options.files, file.case, file.id);
    let content = tokio::fs::File::open(path).await.map_err(lost)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, file.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition(&named_as(&file.name, &file.media_type))),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(content))).into_response())
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn lost(error: std::io::Error) -> Problem {
    tracing::error!(error = &error as &dyn std::error::Error, "a file is gone");
    Problem::unavailable()
}

/// Opens the original of a photograph that came with a report: it may show where and by whose device it was taken. That it
/// was opened, by whom and why, is written before the answer leaves.
#[utoipa::path(post, path = "/api/v1/cases/{id}/attachments/{file}/original", tag = "cases", request_body = RevealIn,
    params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn original(
    State(state): State<Shared>,
    case: SeenCase<Revealing>,
    Path(ids): Path<(Uuid, Uuid)>,
    body: Json<RevealIn>,
) -> Result<Response, Problem> {
    let SeenCase { seen, caller, .. } = case;
    unsealed(&state, &seen, &caller, (FileId(ids.1), body.value)).await
}

/// The original of a photograph, for who has a part in the case; written down before it is given.
pub(crate) async fn unsealed(
    state: &Shared,
    seen: &Seen,
    caller: &Caller,
    (id, why): (FileId, RevealIn),
) -> Result<Response, Problem> {
    let why = may_reveal(state, seen, caller, &why)?;
    let files = of(state, seen).await?.into_iter();
    let file = files.filter(|file| file.media_type == SEALED).find(|file| file.id == id);
    let file = file.ok_or_else(Problem::not_found)?;
    let path = place(&state.options.files, file.case, file.id);
    let sealed = tokio::fs::read(path).await.map_err(lost)?;
    let opened = state.engine.open_original(seen, &caller.person, (id, &sealed), why).await?;
    let photo = opened.ok_or_else(Problem::not_found)?;
    let name = named_as(&photo.name, &judged(&photo.content).unwrap_or_default());
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&name)),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, photo.content).into_response())
}

/// A download under a name (RFC 6266, RFC 8187).
fn disposition(name: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename*=UTF-8''{encoded}")
}
