//! The stylesheet, the ones of pages of figures and of papers that are printed, and the one script. Their addresses hold their
//! hashes, so that browsers may keep them for ever.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

/// What is sent of a file.
#[derive(Debug)]
pub(super) struct Asset {
    /// Where it is.
    pub(super) path: String,
    kind: &'static str,
    text: String,
}

impl Asset {
    fn style(name: &str, text: &str) -> Self {
        Self::new(name, "text/css; charset=utf-8", without_comments(text))
    }

    fn new(name: &str, kind: &'static str, text: String) -> Self {
        let hash = store::record::hex(&Sha256::digest(&text));
        Self { path: format!("/assets/{name}?v={}", &hash[..16]), kind, text }
    }

    fn sent(&'static self) -> impl IntoResponse {
        let headers = [
            (header::CONTENT_TYPE, self.kind),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ];
        (headers, self.text.as_str())
    }
}

/// The stylesheet.
pub(super) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::style("app.css", include_str!("../../assets/app.css")));

/// The stylesheet of pages of figures, which have it beside [`STYLE`].
pub(super) static FIGURES_STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::style("figures.css", include_str!("../../assets/figures.css")));

/// The stylesheet of papers.
pub(super) static PAPER_STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::style("paper.css", include_str!("../../assets/paper.css")));

/// The script.
pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("../../assets/app.js");
    Asset::new("app.js", "text/javascript; charset=utf-8", text.to_owned())
});

/// What the sheet says to browsers: a fifth of what is written there is for us. No text of a sheet holds the marks of a comment.
fn without_comments(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let first = parts.next().unwrap_or_default();
    let rest = parts.filter_map(|part| part.split_once("*/")).map(|(_, rest)| rest.trim_start());
    std::iter::once(first).chain(rest).collect()
}

/// The stylesheet.
pub(super) async fn style() -> impl IntoResponse {
    STYLE.sent()
}

/// The stylesheet of pages of figures.
pub(super) async fn figures_style() -> impl IntoResponse {
    FIGURES_STYLE.sent()
}

/// The stylesheet of papers.
pub(super) async fn paper_style() -> impl IntoResponse {
    PAPER_STYLE.sent()
}

/// The script.
pub(super) async fn script() -> impl IntoResponse {
    SCRIPT.sent()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_here_and_rules_go() {
        assert_eq!(without_comments("/* a */\na{b:c} /* d\n */ e{f:g}"), "a{b:c} e{f:g}");
        assert!(STYLE.text.contains(".tbl{") && !STYLE.text.contains("/*"));
    }
}
