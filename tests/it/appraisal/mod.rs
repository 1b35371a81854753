//! Appraisal from end to end: figures made of what the engine wrote, read by whom they are for, frozen when they are published.

mod beside;
mod figures;
mod frozen;
mod month;
mod objections;

use engine::seed::Plan;
use serde_json::json;

use crate::support::{Call, Database, Site, World};

/// When the seeded county is looked at; August is over.
pub(crate) const NOW: &str = "2026-09-30T08:00:00Z";

/// A period that is over.
pub(crate) const PERIOD: &str = "2026-08";

/// A county of three hundred cases of two months, with a trial run of August.
pub(crate) async fn county(database: &Database) -> Site {
    let world = World::at(database, NOW).await;
    let now = world.now();
    let plan = Plan {
        cases: 300,
        first: 0,
        seed: 7,
        days: 60,
        ended_early: 0,
        now,
        center: "center".into(),
    };
    world.engine.seed(plan, |_| {}).await.unwrap();
    let site = Site::of(world);
    trial(&site).await;
    site
}

/// Asks for a trial run of August, and makes it.
pub(crate) async fn trial(site: &Site) {
    let asked = Call::post("/api/v1/appraisals", &json!({ "period": PERIOD }));
    site.ask("center.supervisor", asked).await.expect(202);
    assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
}

/// The appraisal of August as somebody reads it.
pub(crate) async fn read(site: &Site, person: &str) -> serde_json::Value {
    site.ask(person, Call::get(format!("/api/v1/appraisals/{PERIOD}"))).await.expect(200).json()
}

/// Publishes the run that stands there.
pub(crate) async fn publish(site: &Site) {
    let read = read(site, "center.director").await;
    let asked = json!({ "run": read["run"] });
    let call = Call::post(format!("/api/v1/appraisals/{PERIOD}/publication"), &asked);
    site.ask("center.director", call).await.expect(204);
}

/// The units of an appraisal with their figures, of all groups.
pub(crate) fn units(read: &serde_json::Value) -> Vec<&serde_json::Value> {
    let groups = read["groups"].as_array().unwrap().iter();
    groups.flat_map(|group| group["units"].as_array().unwrap()).collect()
}

/// A figure of a unit.
pub(crate) fn figure<'a>(
    read: &'a serde_json::Value,
    unit: &str,
    indicator: &str,
) -> &'a serde_json::Value {
    let unit = units(read).into_iter().find(|known| known["unit"]["id"] == unit).unwrap();
    let mut figures = unit["figures"].as_array().unwrap().iter();
    figures.find(|figure| figure["indicator"]["id"] == indicator).unwrap()
}
