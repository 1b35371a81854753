//! Marks that occur nowhere else, looked for in everything that leaves the process or lies on the disk.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::json;

use super::county::{IDENTITY, NARRATIVE, case, respondents};
use super::matrix::call;
use super::routes::{PERSONAS, rows};
use crate::support::{Call, Database, Site, both};

/// What all tests of this process have logged, at the level that shows the most.
#[derive(Clone, Default)]
struct Logs(Arc<Mutex<Vec<u8>>>);

impl Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn logs() -> &'static Logs {
    static LOGS: OnceLock<Logs> = OnceLock::new();
    LOGS.get_or_init(|| {
        let logs = Logs::default();
        let writer = logs.clone();
        let level = tracing_subscriber::filter::LevelFilter::DEBUG;
        let subscriber =
            tracing_subscriber::fmt().with_max_level(level).with_writer(move || writer.clone());
        tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
        logs
    })
}

/// All that was logged so far, from the first time that anybody asked.
pub(crate) fn logged() -> String {
    text(&logs().0.lock().unwrap())
}

/// Bytes as a text in which marks can be found, as they are and in hexadecimal.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn holds(text: &str, mark: &str) -> bool {
    text.contains(mark) || text.contains(&store::record::hex(mark.as_bytes()))
}

/// Everybody asks everything, some of it fails, and time passes.
async fn everything_happens(site: &Site) -> String {
    let case = case(site, respondents()).await;
    site.account("commerce.handler").await;
    let mut told = String::new();
    for row in rows() {
        for (column, person) in PERSONAS {
            let call = call(site, &row, &case, column).await;
            let answer = if person.is_empty() {
                site.call(call).await
            } else {
                site.ask(person, call).await
            };
            if !row.path.ends_with("/reveal") {
                told += &format!("{answer:?}");
            }
        }
    }
    let marked = json!({ "workflow": "service", "title": "灯", "parties": [{ "name": IDENTITY[0],
        "telephone": IDENTITY[1], "identity_number": IDENTITY[2], "address": IDENTITY[3] }],
        "form": { "account": NARRATIVE } });
    let filed =
        site.ask("center.clerk", Call::post("/api/v1/cases", &marked).key("m")).await.expect(201);
    let reused = site.ask(
        "center.clerk",
        Call::post(
            "/api/v1/cases",
            &json!({ "workflow": "service",
        "title": "x", "parties": marked["parties"], "form": marked["form"] }),
        )
        .key("m"),
    );
    told += &format!("{filed:?}{:?}", reused.await.expect(422));
    site.world.clock.set(site.world.now() + chrono::TimeDelta::days(20));
    while site.world.engine.sweep_clocks().await.unwrap()
        + site.world.engine.deliver_letters().await.unwrap()
        > 0
    {}
    told
}

both! {
    async fn an_identity_leaves_by_being_revealed_and_in_no_other_way(database: Database) {
        let logs = logs();
        let site = Site::on(&database).await;
        let told = everything_happens(&site).await;
        let kept = text(&database.bytes().await);
        assert!(holds(&kept, "夜巡收费没有票据"), "the search finds what is there");
        database.run("DROP TABLE notices").await.unwrap();
        site.ask("center.clerk", Call::get("/api/v1/notices")).await.expect(503);
        let logged = text(&logs.0.lock().unwrap());
        assert!(holds(&logged, "a request failed"), "logs are caught");
        let metrics = site.metrics().await;
        assert!(metrics.contains("http_requests_total"), "metrics are counted");
        for mark in IDENTITY {
            assert!(!holds(&told, mark), "{mark} was told");
            assert!(!holds(&kept, mark), "{mark} lies in the database");
            assert!(!holds(&logged, mark), "{mark} was logged");
            assert!(!holds(&metrics, mark), "{mark} is a metric");
        }
        for mark in [NARRATIVE, "两万八千六", "夜巡收费"] {
            assert!(!holds(&logged, mark), "{mark} was logged");
            assert!(!holds(&metrics, mark), "{mark} is a metric");
        }
    }

    async fn words_stand_where_they_can_be_erased_and_nowhere_else(database: Database) {
        let site = Site::on(&database).await;
        everything_happens(&site).await;
        for table in ["events", "letters", "audit", "notices", "cases"] {
            let bodies = database.texts(&format!("SELECT body FROM {table}")).await;
            assert!(table == "audit" || !bodies.is_empty(), "{table}");
            for body in bodies {
                for mark in IDENTITY.into_iter().chain([NARRATIVE, "夜巡收费"]) {
                    assert!(!body.contains(mark), "{mark} in {table}: {body}");
                }
            }
        }
    }
}
