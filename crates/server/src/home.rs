//! What the address of the server itself answers: what this is, and where its parts are.

use axum::response::Html;

/// Says what this is and where its parts are, to somebody who came here by a browser.
#[utoipa::path(get, path = "/", tag = "operations",
    responses((status = 200, description = "A page, in Chinese and English", content_type = "text/html")))]
pub(crate) async fn home() -> Html<&'static str> {
    Html(PAGE)
}

/// In both languages at once, so that nothing has to be chosen. It needs no style and no script, which the policy of all
/// answers forbids.
const PAGE: &str = r#"<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>闭环 Bihuan</title>
<main>
<h1>闭环</h1>
<p>县级社会治理中心诉求办理系统的服务接口：诉求在这里登记、办理，直到群众可以查证的结果。工作人员请<a href="/s/login">登录</a>。</p>
<ul>
<li><a href="/api/openapi.json">接口说明（OpenAPI）</a>，接口在 <code>/api/v1</code></li>
<li><a href="/api/v1/workflows">可以登记的诉求种类及表单</a></li>
<li>凭查询码查看办理情况：<code>POST /api/v1/public/receipts</code>，内容为 <code>{"code": "查询码"}</code></li>
<li><a href="/open311/v2/discovery.json">Open311 接口</a></li>
<li>运行状况：<a href="/healthz">/healthz</a>、<a href="/readyz">/readyz</a></li>
</ul>
<section lang="en">
<h1>Bihuan</h1>
<p>The grievance cases of a county's governance center, for programs: filed and handled here, and brought to an end that
the citizen can check. Staff <a href="/s/login">sign in</a>.</p>
<ul>
<li><a href="/api/openapi.json">The description of the API (OpenAPI)</a>, which lies below <code>/api/v1</code></li>
<li><a href="/api/v1/workflows">What can be filed, with its forms</a></li>
<li>Looking up a receipt: <code>POST /api/v1/public/receipts</code> with <code>{"code": "the receipt code"}</code></li>
<li><a href="/open311/v2/discovery.json">Open311</a></li>
<li>Health: <a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></li>
</ul>
</section>
</main>
</html>
"#;
