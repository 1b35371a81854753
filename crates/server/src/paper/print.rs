//! A paper as a file to be printed, set away from the threads that answer, with faces that are read once.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::paper::Paper;
use engine::codes::grouped;
use engine::papers::PaperText;
use papers::{Fonts, Size, Verification, pdf, system_folders};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::problem::Problem;
use crate::state::State;

/// By what a reader makes sure that a paper was issued.
pub(crate) fn verification(state: &State, text: &PaperText) -> Verification {
    Verification {
        url: format!("{}/v/{}", state.options.public_url, text.code),
        code: grouped(&text.code),
        hash: text.hash(),
    }
}

/// The file of a paper, in full.
pub(crate) async fn pdf_of(
    state: &State,
    text: PaperText,
    size: Size,
) -> Result<Response, Problem> {
    let verification = verification(state, &text);
    let named = disposition(&text.paper);
    let (cell, folder) = (state.fonts.clone(), state.font_folder.clone());
    let set = tokio::task::spawn_blocking(move || {
        let fonts = if let Some(fonts) = cell.get() {
            fonts
        } else {
            let read = Fonts::read(folder.as_deref(), &system_folders());
            let read = read.map_err(|error| no_fonts(&error.to_string()))?;
            // Two at once may both read; the faces of one are kept.
            cell.get_or_init(|| read)
        };
        pdf(&text.paper, &verification, size, fonts).map_err(|error| {
            tracing::error!(%error, "a paper cannot be set");
            Problem::unavailable()
        })
    });
    let file = set.await.map_err(|_| Problem::unavailable())??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}

/// How the file is called: by the kind and number of the paper (RFC 6266, section 4.3), and in ASCII by its kind alone.
fn disposition(paper: &Paper) -> String {
    let whole = format!("{}{}.pdf", paper.title, paper.number);
    let encoded = utf8_percent_encode(&whole, NON_ALPHANUMERIC);
    format!("inline; filename=\"{}.pdf\"; filename*=UTF-8''{encoded}", paper.kind.as_str())
}

fn no_fonts(why: &str) -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "no_fonts",
        "服务器上没有可用的中文字体，暂时不能生成 PDF；可以直接打印网页",
        "there are no Chinese faces on the server; print the page instead",
    )
    .with_detail(
        "请管理员安装 fonts-noto-cjk（Debian），或者把仿宋字体放进配置 [papers] fonts 所指的文件夹",
        why,
    )
}
