//! Browsers with the kernel of Internet Explorer are told how to change it, on both listeners, and programs are not.

use server::State;

use crate::support::{Call, Database, Site, both};

const OLD: [&str; 2] = [
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; 360SE)",
];

both! {
    async fn an_old_kernel_is_told_how_to_change_it_on_both_listeners(database: Database) {
        let mut site = Site::on(&database).await;
        for is_public in [false, true] {
            if is_public {
                let state = State::new(site.world.engine.clone(), Site::options(site.files().to_owned()));
                site.router = server::public_router(state);
            }
            let pages = ["/", "/report", "/t", "/help", "/q/none", "/s/", "/s/login", "/s/cases/new"];
            for (path, said) in pages.into_iter().flat_map(|path| OLD.map(|said| (path, said))) {
                let told = site.call(Call::get(path).header("user-agent", said)).await;
                if is_public && path.starts_with("/s") {
                    let other = site.call(Call::get("/nothing-there").header("user-agent", said)).await;
                    assert_eq!((told.status, told.text()), (404, other.text()), "{path} is not of the public");
                    continue;
                }
                let text = told.expect(200).text();
                assert!(text.contains("请切换到极速模式") && text.contains("<svg"), "{path}: {text}");
                assert!(text.contains("<meta name=\"renderer\" content=\"webkit\">"), "{text}");
                assert!(!text.contains("stylesheet") && !text.contains("<script"), "it understands neither: {text}");
            }
        }
    }

    async fn whoever_else_asks_is_answered_as_ever(database: Database) {
        let site = Site::on(&database).await;
        for path in ["/healthz", "/api/v1/workflows", "/open311/v2/services.json", "/assets/app.css"] {
            let (old, new) = (site.call(Call::get(path).header("user-agent", OLD[0])).await, site.call(Call::get(path)).await);
            assert_eq!(old, new, "{path}");
        }
        let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/86.0 Safari/537.36";
        let page = site.call(Call::get("/").header("user-agent", chrome)).await.expect(200).text();
        assert!(!page.contains("请切换到极速模式") && page.contains("href=\"/report\""), "{page}");
        let english = Call::get("/s/login").header("user-agent", OLD[0]).header("accept-language", "en");
        assert!(site.call(english).await.text().contains("change the mode of your browser"));
    }
}
