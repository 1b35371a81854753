//! The one stylesheet. Its address holds its hash, so that browsers may keep it for ever.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../assets/app.css");

/// The address of the stylesheet.
pub(super) static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let hash = store::record::hex(&Sha256::digest(STYLE));
    format!("/assets/app.css?v={}", &hash[..16])
});

/// The stylesheet.
pub(super) async fn style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, STYLE)
}
