//! What a form of a report brings: what was typed, and photographs, which are drawn anew as they come. Photographs that are
//! not taken are told apart from the rest, so that nothing that was typed is lost for them.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use engine::drafts::{PHOTOS_MAX, Photo};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::extract::{no_nul, too_large};
use crate::files::{broken, name_of};
use crate::pace::paced;
use crate::pages::posted::Posted;
use crate::photos::{PHOTO_BYTES_MAX, Unfit, drawn};
use crate::problem::Problem;
use crate::state::State;

/// The most bytes of a form with its photographs.
pub(crate) const SENDING_BYTES_MAX: usize = 40 * 1024 * 1024;

/// The most bytes of what is typed into a form that are read: far more than are kept, so that somebody who wrote too much sees it
/// again with why it was not taken.
const TYPED_BYTES_MAX: usize = 1024 * 1024;

/// How many forms with photographs a node reads at once: each may hold as much in memory as it may have, and a picture
/// takes far more while it is drawn.
pub(crate) const AT_ONCE: usize = 3;

/// How long a form waits for its turn.
const TURN: Duration = Duration::from_secs(20);

/// A photograph that was not taken.
#[derive(Debug)]
pub(super) struct Refused {
    /// What its author called it.
    pub(super) name: String,
    /// Why.
    pub(super) why: Unfit,
}

/// What a form brings.
#[derive(Debug, Default)]
pub(super) struct Sending {
    /// What was typed.
    pub(super) posted: Posted,
    /// Photographs: each drawn anew, and as it came.
    pub(super) photos: Vec<(Vec<u8>, Photo)>,
    /// Those that were not taken.
    pub(super) refused: Vec<Refused>,
}

impl FromRequest<State> for Sending {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        let content = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !content.is_some_and(|content| content.starts_with("multipart/form-data")) {
            let posted = Posted::from_request(request, state).await?;
            let sending = Self { posted, ..Self::default() };
            return if sending.is_too_long() { Err(too_long()) } else { Ok(sending) };
        }
        let form = Multipart::from_request(request.map(paced), state).await;
        let mut form =
            form.map_err(|_| Problem::malformed("表单不完整", "the form is not whole"))?;
        let (mut sending, mut turn) = (Self::default(), None);
        while let Some(field) = form.next_field().await.map_err(broken)? {
            if field.file_name().is_none() {
                sending.typed(field).await?;
            } else if turn.is_none() {
                turn = Some(take_turn(&state.photographs).await?);
                sending.photographed(field).await?;
            } else {
                sending.photographed(field).await?;
            }
        }
        Ok(sending)
    }
}

/// More was typed than is even shown again: the browser has it still.
fn too_long() -> Problem {
    too_large().with_detail(
        "写的内容太长了，没有保存。请按“返回”，您写的还在那一页上；删短一些，或分几次反映",
        "that is too long and was not kept: go back, where what you wrote still stands, and shorten it or report it in parts",
    )
}

async fn take_turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    let turn = tokio::time::timeout(TURN, turns.clone().acquire_owned()).await;
    turn.ok().and_then(Result::ok).ok_or_else(|| Problem::too_many(30))
}

impl Sending {
    async fn typed(&mut self, mut field: Field<'_>) -> Result<(), Problem> {
        let name = field.name().unwrap_or_default().to_owned();
        let value = read(&mut field, TYPED_BYTES_MAX).await?.ok_or_else(too_long)?;
        let value = String::from_utf8(value)
            .map_err(|_| Problem::malformed("应为 UTF-8 编码的文字", "text must be in UTF-8"))?;
        if value.contains('\0') {
            return Err(no_nul());
        }
        self.posted.0.push((name, value));
        if self.is_too_long() { Err(too_long()) } else { Ok(()) }
    }

    fn is_too_long(&self) -> bool {
        let typed = self.posted.0.iter().map(|(name, value)| name.len() + value.len());
        typed.sum::<usize>() > TYPED_BYTES_MAX
    }

    async fn photographed(&mut self, mut field: Field<'_>) -> Result<(), Problem> {
        let name = name_of(&field)?;
        let content = read(&mut field, PHOTO_BYTES_MAX).await?;
        let Some(content) = content else {
            self.refused.push(Refused { name, why: Unfit::TooLarge });
            return Ok(());
        };
        // A browser sends a nameless file of no bytes where none was chosen.
        if content.is_empty() || self.photos.len() > usize::from(PHOTOS_MAX) {
            return Ok(());
        }
        let work = move || (drawn(&content), content);
        let done = tokio::task::spawn_blocking(work).await;
        let (drawn, content) = done.map_err(|_| Problem::unavailable())?;
        match drawn {
            Ok((copy, kind)) => {
                let media_type = kind.to_owned();
                self.photos.push((copy, Photo { name, media_type, content }));
            }
            Err(why) => self.refused.push(Refused { name, why }),
        }
        Ok(())
    }
}

/// The content of a part; none if it has more bytes than it may. What is too long is read to its end and dropped, so that
/// the rest of the form is not lost.
async fn read(field: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Problem> {
    let mut content: Option<Vec<u8>> = Some(Vec::new());
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        let chunk: Bytes = chunk;
        content = content.filter(|so_far| so_far.len() + chunk.len() <= most);
        if let Some(content) = &mut content {
            content.extend_from_slice(&chunk);
        }
    }
    Ok(content)
}
