//! The least pace of a body that may be long: who is slower than any line that is in use takes up room for others.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

/// How long a body may take whatever its pace.
const GRACE: Duration = Duration::from_secs(30);

/// How many bytes must come in a second on average. A file of 50 MiB may take near two hours.
const BYTES_A_SECOND: u64 = 8 * 1024;

/// A body came more slowly than it may.
#[derive(Debug, thiserror::Error)]
#[error("the body comes too slowly")]
pub(crate) struct TooSlow;

/// The body, which ends with an error once it is slower than it may be.
pub(crate) fn paced(body: Body) -> Body {
    at_least(body, GRACE)
}

fn at_least(body: Body, grace: Duration) -> Body {
    let begun = Instant::now();
    let next = move |(mut rest, received): (BodyDataStream, u64)| async move {
        let until = begun + grace + Duration::from_secs(received / BYTES_A_SECOND);
        let next = timeout_at(until, rest.next()).await;
        let chunk = next.map_err(|_| axum::Error::new(TooSlow))?.transpose()?;
        Ok::<_, axum::Error>(chunk.map(|chunk| {
            let received = received + chunk.len() as u64;
            (chunk, (rest, received))
        }))
    };
    Body::from_stream(stream::try_unfold((body.into_data_stream(), 0), next))
}

/// Whether an error came of a body that was too slow.
pub(crate) fn is_slowness(error: &(dyn std::error::Error + 'static)) -> bool {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.into_iter().any(<dyn std::error::Error + 'static>::is::<TooSlow>)
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use futures::TryStreamExt;

    use super::*;

    const GRACE: Duration = Duration::from_millis(100);

    async fn read(body: Body) -> Result<Vec<Bytes>, axum::Error> {
        at_least(body, GRACE).into_data_stream().try_collect().await
    }

    #[tokio::test]
    async fn a_body_that_stands_still_ends() {
        let first = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from_static(b"a"))]);
        let error = read(Body::from_stream(first.chain(stream::pending()))).await.unwrap_err();
        assert!(is_slowness(&error), "{error:?}");
        let drip = stream::unfold((), async |()| {
            tokio::time::sleep(GRACE / 5).await;
            Some((Ok::<_, std::convert::Infallible>(Bytes::from_static(b"a")), ()))
        });
        assert!(
            is_slowness(&read(Body::from_stream(drip)).await.unwrap_err()),
            "a drip is no pace"
        );
    }

    #[tokio::test]
    async fn a_body_that_moves_may_take_longer_than_the_grace() {
        let parts = stream::unfold(5, async |left: u8| {
            tokio::time::sleep(GRACE / 2).await;
            let part = Bytes::from(vec![0; 8 * 1024]);
            left.checked_sub(1).map(|left| (Ok::<_, std::convert::Infallible>(part), left))
        });
        assert_eq!(read(Body::from_stream(parts)).await.unwrap().len(), 5);
    }
}
