//! The edge itself: what becomes of one that breaks off.

use std::time::Duration;

use tower::ServiceExt;

use crate::support::{Call, Database, Site, both};

both! {
    async fn whoever_hangs_up_leaves_no_row_without_its_file(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let path = format!("/api/v1/cases/{case}/attachments");
        let token = site.token("center.clerk").await;
        for round in 0..60 {
            let upload = Call::new("POST", &path).file("a.txt", "lamp").bearer(&token);
            let answer = site.router.clone().oneshot(site.request(upload));
            _ = tokio::time::timeout(Duration::from_micros(round * 250), answer).await;
        }
        // Whatever was handed in before this one is written by now.
        site.ask("center.clerk", Call::new("POST", &path).file("b.txt", "lamp")).await.expect(201);
        let listed = site.ask("center.clerk", Call::get(&path)).await.expect(200).json();
        for file in listed["files"].as_array().unwrap() {
            let id = file["id"].as_str().unwrap();
            site.ask("center.clerk", Call::get(format!("{path}/{id}"))).await.expect(200);
        }
    }
}
