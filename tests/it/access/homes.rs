//! Where a report is typed: an address that somebody else chose or began opens nothing that is typed later, and whoever changes
//! from one network to another, has two pages open or leaves and comes back loses nothing.

use super::citizens::{HOME, cases, escaped, fresh, hidden, location, look, reported};
use crate::support::{Answer, Call, Database, Site, both};

/// Somebody who is elsewhere.
const AWAY: &str = "198.51.100.9:1000";

/// What the victim types: occurs nowhere else.
const TYPED: &str = "邻居每晚打孩子";

fn get(path: &str, from: &str) -> Call {
    Call::get(path).from(from)
}

fn post(path: &str, from: &str, fields: &[(&str, &str)]) -> Call {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    let call = Call::new("POST", path).form(&pairs.collect::<Vec<_>>().join("&")).from(from);
    call.header("sec-fetch-site", "same-origin")
}

/// All that an address shows to somebody, with where it leads.
async fn shown(site: &Site, address: &str, from: &str) -> String {
    let mut all = String::new();
    for path in ["", "/1", "/2", "/3", "/photos/1"] {
        let answer = site.call(get(&format!("{address}{path}"), from)).await;
        let next = answer.headers.get("location").cloned().unwrap_or_default();
        all.push_str(&format!("{} {next} {}\n", answer.status, answer.text()));
    }
    all
}

/// What somebody types who reports violence, in one page or, without its end, in the pages before the last.
fn typed(to: &'static str) -> Vec<(&'static str, &'static str)> {
    let said = |(name, value)| match name {
        "title" | "f.account" => (name, TYPED),
        "to" => (name, to),
        _ => (name, value),
    };
    reported("violence").into_iter().map(said).collect()
}

fn address_of(answer: &Answer) -> String {
    let to = location(answer);
    to.split('/').take(3).collect::<Vec<_>>().join("/")
}

both! {
    async fn an_address_that_somebody_else_chose_takes_nothing(database: Database) {
        let site = Site::on(&database).await;
        let given = format!("/report/{}", fresh(&site).await);
        let made_up = format!("/report/{}", "7".repeat(26));
        for address in [given, made_up] {
            let opened = site.call(get(&format!("{address}/1"), AWAY)).await.expect(303);
            assert_eq!(location(&opened), "/report", "whoever opens the poster begins under an address of their own");
            // Their browser sends it there all the same, in steps and at the end.
            let kept = site.call(post(&address, AWAY, &typed("2"))).await.expect(303);
            let own = address_of(&kept);
            assert_ne!(own, address);
            let next = site.call(get(&location(&kept), AWAY)).await.expect(200).text();
            assert!(next.contains(&format!("action=\"{own}\"")), "{next}");
            assert!(!shown(&site, &address, HOME).await.contains(TYPED), "who printed it reads along");
            let sent = site.call(post(&address, AWAY, &typed("send"))).await.expect(303);
            assert_eq!(location(&sent), own, "a second page of the same goes to the same place");
            let receipt = site.call(get(&own, AWAY)).await.expect(200).text();
            let code = hidden(&receipt, "code");
            let seen = shown(&site, &address, HOME).await;
            assert!(!seen.contains(TYPED) && !seen.contains(&code) && !seen.contains(&own), "{seen}");
        }
        assert_eq!(cases(&site, "center.clerk").await.len(), 2);
        // An id that was given out is good for a while, and then no more: what is typed then goes on elsewhere, too.
        let late = format!("/report/{}", fresh(&site).await);
        site.world.clock.set(site.world.now() + chrono::TimeDelta::hours(3));
        site.call(look(format!("{late}/1"))).await.expect(303);
        let kept = site.call(post(&late, HOME, &typed("2"))).await.expect(303);
        assert!(address_of(&kept) != late, "{kept:?}");
        assert!(site.call(look(format!("{}/1", address_of(&kept)))).await.expect(200).text().contains(TYPED));
    }

    async fn a_report_that_somebody_else_began_shows_them_nothing_more(database: Database) {
        let site = Site::on(&database).await;
        let address = format!("/report/{}", fresh(&site).await);
        let bait = [("at", "1"), ("to", "1"), ("title", "诱饵"), ("contact", "named"), ("telephone", "13900000001"), ("name", "骗子")];
        site.call(post(&address, HOME, &bait)).await.expect(303);
        let last = site.call(get(&format!("{address}/3"), AWAY)).await.expect(200).text();
        assert!(!last.contains("13900000001") && !last.contains("骗子"), "nobody is called back under another's number: {last}");
        let kept = site.call(post(&address, AWAY, &typed("3"))).await.expect(303);
        let own = address_of(&kept);
        assert_ne!(own, address);
        let sent = site.call(post(&own, AWAY, &[("at", "3"), ("to", "send")])).await.expect(303);
        let code = hidden(&site.call(get(&location(&sent), AWAY)).await.expect(200).text(), "code");
        let seen = shown(&site, &address, HOME).await;
        assert!(!seen.contains(TYPED) && !seen.contains(&code) && !seen.contains(&own), "{seen}");
        site.call(get(&address, HOME)).await.expect(404);
        assert_eq!(cases(&site, "center.clerk").await.len(), 1);
    }

    async fn who_goes_from_one_network_to_another_loses_nothing(database: Database) {
        let site = Site::on(&database).await;
        let address = format!("/report/{}", fresh(&site).await);
        let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([200, 160, 30]));
        let mut photo = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut photo, image::ImageFormat::Jpeg).unwrap();
        let first = [("at", "1"), ("to", "2"), ("kind", "facilities"), ("title", "路灯不亮"), ("f.account", "三盏灯不亮")];
        let with = Call::new("POST", &address).multipart(&first, &[("灯.jpg", photo.get_ref().as_slice())]);
        site.call(with.from(HOME).header("sec-fetch-site", "same-origin")).await.expect(303);
        // The telephone has another address now, and its browser says another thing of itself.
        let away = |call: Call| call.header("user-agent", "MicroMessenger NetType/4G");
        let reloaded = site.call(away(get(&format!("{address}/1"), AWAY))).await.expect(200).text();
        assert!(reloaded.contains("路灯不亮") && reloaded.contains("/photos/1"), "{reloaded}");
        let second = [("at", "2"), ("to", "3"), ("address", "老街 12 号")];
        let kept = site.call(away(post(&address, AWAY, &second))).await.expect(303);
        let again = site.call(away(post(&address, AWAY, &second))).await.expect(303);
        assert_eq!(location(&kept), location(&again), "a second click finds the same");
        let own = address_of(&kept);
        let third = site.call(away(get(&location(&kept), AWAY))).await.expect(200).text();
        for part in ["路灯不亮", "三盏灯不亮", "老街 12 号"] {
            assert!(third.contains(part), "{part} in {third}");
        }
        // The button of the browser leads to the old address, which leads on.
        let back = site.call(away(get(&format!("{address}/2"), AWAY))).await.expect(303);
        assert_eq!(location(&back), format!("{own}/2"));
        site.call(away(get(&format!("{own}/photos/1"), AWAY))).await.expect(200);
        let last = [("at", "3"), ("to", "send"), ("contact", "named"), ("telephone", "13900000002")];
        let sent = site.call(away(post(&own, AWAY, &last))).await.expect(303);
        assert_eq!(location(&sent), own);
        // The page that was sent before the network changed, once more: what it was of has ended with what it became.
        let stale = site.call(away(post(&address, AWAY, &last))).await.expect(303);
        assert_eq!(location(&stale), own);
        assert_eq!(cases(&site, "center.clerk").await.len(), 1);
        site.call(look(format!("{address}/2"))).await.expect(404);
    }

    async fn leaving_at_once_ends_what_was_typed_on_every_network(database: Database) {
        let site = Site::on(&database).await;
        let address = format!("/report/{}", fresh(&site).await);
        site.call(post(&address, HOME, &typed("2"))).await.expect(303);
        let kept = site.call(post(&address, AWAY, &[("at", "2"), ("to", "3")])).await.expect(303);
        let own = address_of(&kept);
        let left = site.call(post(&own, AWAY, &[("to", "leave")])).await.expect(303);
        assert_eq!(location(&left), "/help");
        for (address, from) in [(&address, HOME), (&own, AWAY), (&address, AWAY)] {
            assert!(!shown(&site, address, from).await.contains(TYPED), "{address}");
        }
        assert!(database.texts("SELECT CAST(expires_at AS text) FROM drafts").await.is_empty());
        // Whoever comes back by the button of the browser can send all the same.
        for (text, count) in [(TYPED, 1), ("另一件事", 2)] {
            let fields: Vec<_> = typed("send").into_iter().map(|(name, value)| (name, if value == TYPED { text } else { value })).collect();
            let sent = site.call(post(&address, HOME, &fields)).await.expect(303);
            site.call(look(location(&sent))).await.expect(200);
            assert_eq!(cases(&site, "center.clerk").await.len(), count);
            site.call(post(&address, HOME, &[("to", "leave")])).await.expect(303);
        }
    }

    async fn two_pages_of_one_report_send_it_once_and_keep_what_each_says(database: Database) {
        let site = Site::on(&database).await;
        let address = format!("/report/{}", fresh(&site).await);
        site.call(post(&address, HOME, &typed("3"))).await.expect(303);
        let page = async || hidden(&site.call(look(format!("{address}/3"))).await.expect(200).text(), "page");
        let (one, other) = (page().await, page().await);
        let send = |page: &str, telephone: &str| {
            post(&address, HOME, &[("at", "3"), ("page", page), ("to", "send"), ("contact", "named"), ("telephone", telephone)])
        };
        for _ in 0..2 {
            let sent = site.call(send(&one, "13900000003")).await.expect(303);
            assert_eq!(location(&sent), address, "a second click of the same page finds its receipt");
        }
        let told = site.call(send(&other, "13900000004")).await.expect(409).text();
        assert!(told.contains("已经提交过了") && told.contains("13900000004") && told.contains(&format!("href=\"{address}\"")), "{told}");
        let place = post(&address, HOME, &[("at", "2"), ("to", "3"), ("address", "后门")]);
        assert!(site.call(place).await.expect(409).text().contains("后门"));
        assert_eq!(cases(&site, "center.clerk").await.len(), 1);
        // At the same instant: no page is refused without what it says.
        let address = format!("/report/{}", fresh(&site).await);
        site.call(post(&address, HOME, &typed("3"))).await.expect(303);
        let send = |page, telephone| post(&address, HOME, &[("at", "3"), ("page", page), ("to", "send"), ("contact", "named"), ("telephone", telephone)]);
        let (one, other) = tokio::join!(site.call(send("a", "13900000005")), site.call(send("b", "13900000006")));
        for (answer, telephone) in [(one, "13900000005"), (other, "13900000006")] {
            assert!(answer.status == 303 || (answer.status == 409 && answer.text().contains(telephone)), "{answer:?}");
        }
    }

    async fn only_what_is_asked_is_kept_and_too_much_is_said_with_the_text(database: Database) {
        let site = Site::on(&database).await;
        let address = format!("/report/{}", fresh(&site).await);
        let much = "多".repeat(30_000);
        let strange = [("at", "1"), ("to", "2"), ("title", "路灯"), ("f.account", "三盏"), ("f.unknown", much.as_str()), ("of_review", "x"), ("about", "x")];
        site.call(post(&address, HOME, &strange)).await.expect(303);
        let kept = site.call(look(format!("{address}/1"))).await.expect(200).text();
        assert!(kept.contains("三盏") && !kept.contains("多多"), "{kept}");
        let long = format!("开头{much}");
        let refused = site.call(post(&address, HOME, &[("at", "1"), ("to", "2"), ("f.account", &long)])).await.expect(413).text();
        assert!(refused.contains("写的内容太长") && refused.contains(&long), "what was written is still there");
        assert!(site.call(look(format!("{address}/1"))).await.expect(200).text().contains("三盏"), "what was kept before stays");
        let form = Call::new("POST", &address).multipart(&[("at", "1"), ("to", "2"), ("f.account", &long)], &[]);
        let refused = site.call(form.from(HOME).header("sec-fetch-site", "same-origin")).await.expect(413).text();
        assert!(refused.contains(&long));
        let flood = "x".repeat(1_100_000);
        let refused = site.call(post(&address, HOME, &[("at", "1"), ("f.account", &flood)])).await.expect(413).text();
        assert!(refused.contains("请按“返回”") && refused.len() < 20_000, "{}", refused.len());
    }
}
