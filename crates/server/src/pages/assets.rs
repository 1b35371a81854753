//! The stylesheet, the ones of pages of figures and of papers that are printed, and the one script. Their addresses hold their hashes, so that
//! browsers may keep them for ever.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../assets/app.css");

const FIGURES_STYLE: &str = include_str!("../../assets/figures.css");

const PAPER_STYLE: &str = include_str!("../../assets/paper.css");

const SCRIPT: &str = include_str!("../../assets/app.js");

/// The address of the stylesheet.
pub(super) static STYLE_PATH: LazyLock<String> = LazyLock::new(|| address("app.css", STYLE));

/// The address of the stylesheet of pages of figures, which have it beside [`STYLE_PATH`].
pub(super) static FIGURES_STYLE_PATH: LazyLock<String> =
    LazyLock::new(|| address("figures.css", FIGURES_STYLE));

/// The address of the stylesheet of papers.
pub(super) static PAPER_STYLE_PATH: LazyLock<String> =
    LazyLock::new(|| address("paper.css", PAPER_STYLE));

/// The address of the script.
pub(super) static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| address("app.js", SCRIPT));

fn address(name: &str, text: &str) -> String {
    let hash = store::record::hex(&Sha256::digest(text));
    format!("/assets/{name}?v={}", &hash[..16])
}

/// The stylesheet.
pub(super) async fn style() -> impl IntoResponse {
    kept("text/css; charset=utf-8", STYLE)
}

/// The stylesheet of pages of figures.
pub(super) async fn figures_style() -> impl IntoResponse {
    kept("text/css; charset=utf-8", FIGURES_STYLE)
}

/// The stylesheet of papers.
pub(super) async fn paper_style() -> impl IntoResponse {
    kept("text/css; charset=utf-8", PAPER_STYLE)
}

/// The script.
pub(super) async fn script() -> impl IntoResponse {
    kept("text/javascript; charset=utf-8", SCRIPT)
}

fn kept(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, text)
}
