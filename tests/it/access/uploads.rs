//! What is uploaded: one file, under a name that shows what it is, of a kind that is taken.

use crate::support::{Call, Database, Site, both};

both! {
    async fn a_form_holds_one_file_and_nothing_that_would_be_lost(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let path = format!("/api/v1/cases/{case}/attachments");
        let send = |parts: &[(&str, &str)]| site.ask("center.clerk", Call::new("POST", &path).parts(parts));
        let (one, two) = (("name=\"file\"; filename=\"a.txt\"", "a"), ("name=\"file\"; filename=\"b.txt\"", "b"));
        for (parts, at) in [(&[one, two][..], "file"), (&[("name=\"note\"", "n"), one], "note"), (&[one, ("name=\"note\"", "n")], "note"), (&[], "file")] {
            let refused = send(parts).await.expect(400).json();
            assert_eq!(refused["facts"]["at"], at, "{refused}");
        }
        let listed = site.ask("center.clerk", Call::get(&path)).await.expect(200).json();
        assert_eq!(listed["files"].as_array().unwrap().len(), 0);
        send(&[one]).await.expect(201);
    }

    async fn a_file_is_given_back_with_the_ending_of_what_it_is(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let path = format!("/api/v1/cases/{case}/attachments");
        for (name, given) in [("a.txt", "a.txt"), ("x.html", "x.html.txt"), ("x.EXE", "x.EXE.txt"), ("lamp", "lamp.txt")] {
            let what = format!("name=\"file\"; filename=\"{name}\"");
            let sent = site.ask("center.clerk", Call::new("POST", &path).parts(&[(&what, "lamp")])).await.expect(201).json();
            let file = format!("{path}/{}", sent["id"].as_str().unwrap());
            let taken = site.ask("center.clerk", Call::get(&file)).await.expect(200);
            assert_eq!(taken.headers["content-disposition"], format!("attachment; filename*=UTF-8''{given}"));
        }
    }

    async fn a_file_is_kept_under_a_name_that_shows_what_it_is(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let path = format!("/api/v1/cases/{case}/attachments");
        let send = async |name: &str, content: &str| {
            let what = format!("name=\"file\"; {name}");
            site.ask("center.clerk", Call::new("POST", &path).parts(&[(&what, content)])).await
        };
        for (name, kept) in [
            ("filename=\"灯.txt\"", "灯.txt"),
            ("filename*=UTF-8''%E7%81%AF.txt", "灯.txt"),
            ("filename=\"a.txt\"; filename*=utf-8'zh'%E7%81%AF.txt", "灯.txt"),
            ("filename=\"a\u{202e}txt.exe\"", "atxt.exe"),
        ] {
            assert_eq!(send(name, "lamp").await.expect(201).json()["name"], kept);
        }
        send("filename*=latin1''%E4.txt", "lamp").await.expect(400);
        send("filename=\"a.txt\"", "\u{feff}<script>alert(1)</script>").await.expect(415);
        let empty = send("filename=\"a.txt\"", "").await.expect(422).json();
        assert_eq!(empty["code"], "file_empty");
    }
}
