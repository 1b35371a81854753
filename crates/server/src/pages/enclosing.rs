//! A form that may bring files with it: each becomes a file of the case, and is ticked as the evidence that its field is of.
//! What was typed is kept, whatever becomes of the files.

use axum::body::to_bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use engine::reading::Seen;

use super::posted::Posted;
use super::shell::Visitor;
use crate::api::attachments::enclosed;
use crate::extract::{no_nul, pairs, too_large};
use crate::files::broken;
use crate::pace::paced;
use crate::problem::Problem;
use crate::state::State;

/// The most bytes that are typed into a form.
const TYPED_BYTES_MAX: usize = 1024 * 1024;

/// Before the name of the evidence, what a field is called that takes a file of it.
const UPLOAD: &str = "u.";

/// A form as it came in.
#[derive(Debug, Default)]
pub(super) struct Enclosing {
    /// What was typed and ticked, with the files that came.
    pub(super) posted: Posted,
    /// The same with the hash of each file in the place of its id: a second click sends the same.
    pub(super) meant: Posted,
    /// Why a file was not taken.
    pub(super) failure: Option<Problem>,
}

/// Reads the form of a step.
///
/// # Errors
///
/// Where it cannot be read to its end.
pub(super) async fn received(
    state: &State,
    visitor: &Visitor,
    seen: &Seen,
    request: Request,
) -> Result<Enclosing, Problem> {
    let request = request.map(paced);
    let content = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content.is_some_and(|content| content.starts_with("multipart/form-data")) {
        let bytes = to_bytes(request.into_body(), TYPED_BYTES_MAX).await;
        let posted = Posted(pairs(&bytes.map_err(|_| too_large())?)?);
        if posted.0.iter().any(|(_, value)| value.contains('\0')) {
            return Err(no_nul());
        }
        return Ok(Enclosing { meant: posted.clone(), posted, failure: None });
    }
    let form = Multipart::from_request(request, state).await;
    let mut form = form.map_err(|_| Problem::malformed("表单不完整", "the form is not whole"))?;
    let mut read = Enclosing::default();
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name() {
            None => read.typed(name, &mut field).await?,
            // A browser sends a nameless file of no bytes where none was chosen.
            Some("") => {}
            Some(_) => {
                let Some(kind) = name.strip_prefix(UPLOAD) else { continue };
                match enclosed(state, seen, &visitor.caller, &mut field).await {
                    Ok(file) => read.enclosed(kind, &file),
                    Err(problem) => read.failure = Some(problem),
                }
            }
        }
    }
    Ok(read)
}

impl Enclosing {
    async fn typed(&mut self, name: String, field: &mut Field<'_>) -> Result<(), Problem> {
        let mut bytes = Vec::new();
        let typed = self.posted.0.iter().map(|(name, value)| name.len() + value.len());
        let before = typed.sum::<usize>() + name.len();
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            bytes.extend(chunk);
            if before + bytes.len() > TYPED_BYTES_MAX {
                return Err(too_large());
            }
        }
        let value = String::from_utf8(bytes)
            .map_err(|_| Problem::malformed("应为 UTF-8 编码的文字", "text must be in UTF-8"))?;
        if value.contains('\0') {
            return Err(no_nul());
        }
        self.posted.0.push((name.clone(), value.clone()));
        self.meant.0.push((name, value));
        Ok(())
    }

    fn enclosed(&mut self, kind: &str, file: &store::queries::Attachment) {
        let name = format!("e.{kind}");
        self.posted.0.push((name.clone(), file.id.0.to_string()));
        self.meant.0.push((name, store::record::hex(&file.sha256)));
    }
}
