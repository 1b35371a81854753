//! The public site alone: what citizens use is there, and every other address answers as one that nobody has, whoever asks.

use server::State;

use super::citizens::{fresh, look};
use super::routes::rows;
use crate::support::{Call, Database, Site, both};

/// Pages of staff and of those who run the machine, which stand in no document.
const HIDDEN: [&str; 10] = [
    "/s",
    "/s/",
    "/s/login",
    "/s/cases/new",
    "/s/admin/people",
    "/s/events",
    "/api/openapi.json",
    "/report/../s/login",
    "/%73/login",
    "//s/login",
];

both! {
    async fn the_public_site_has_what_citizens_use_and_nothing_else(database: Database) {
        let mut site = Site::on(&database).await;
        let state = State::new(site.world.engine.clone(), Site::options(site.files().to_owned()));
        site.router = server::public_router(state);
        let first = format!("/report/{}/1", fresh(&site).await);
        site.call(look(&first)).await.expect(200);
        for path in ["/", "/t", "/notice", "/help", "/healthz", "/open311/v2/services.json"] {
            site.call(Call::get(path)).await.expect(200);
        }
        for path in ["/f/none", "/q/none", "/v/none"] {
            let unknown = site.call(Call::get(path)).await.expect(404);
            assert!(unknown.text().contains("<h1>"), "{path} is a page: {}", unknown.text());
        }
        let nothing = site.ask("center.clerk", Call::get("/nothing-there")).await.expect(404);
        let mut hidden: Vec<_> = HIDDEN.iter().map(|path| ("GET".to_owned(), (*path).to_owned())).collect();
        for row in rows() {
            let (method, path) = (row.method.to_uppercase(), row.path.to_owned());
            let is_public = path.starts_with("/api/v1/public/") || ["/", "/healthz"].contains(&path.as_str());
            if !is_public {
                hidden.push((method, path.replace(['{', '}'], "")));
            }
        }
        assert!(hidden.len() > 60, "{}", hidden.len());
        for (method, path) in hidden {
            for person in ["center.clerk", "admin.system"] {
                let answer = site.ask(person, Call::new(&method, path.clone())).await;
                assert_eq!((answer.status, answer.text()), (404, nothing.text()), "{method} {path}");
            }
        }
    }
}
