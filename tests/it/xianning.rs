//! The published figures of 咸评政法, Xianning: 524 clues, of which 374 were assigned, 55 found to be so, 300 not, and 19 still open,
//! reproduced by cases that the core plays. `MEASURED=write` writes the table.

use std::collections::BTreeMap;
use std::path::Path;

use domain::access::Conflicts;
use domain::actor::Actor;
use domain::clue::{Clue, Finding, Line, RoadStep, Standing, WORKFLOW};
use domain::directory::Directory;
use domain::workflow::{Definition, Words as _};
use engine::Who;
use engine::clues::{ClueSeen, Clues};
use engine::seed::Plan;
use store::queries::{CaseFilter, LogFilter};
use store::verify;
use store::visible::VisibleCases;

use crate::support::{Database, World, both};

/// What was published, and which line of the table it is.
const PUBLISHED: [(Line, u64); 5] = [
    (Line::All, 524),
    (Line::Assigned, 374),
    (Line::Standing(Standing::Found(Finding::Substantiated)), 55),
    (Line::Standing(Standing::Found(Finding::Unsubstantiated)), 300),
    (Line::Standing(Standing::Open), 19),
];

async fn played(database: &Database) -> (World, Clues) {
    let world = World::at(database, "2026-09-30T08:00:00Z").await;
    let plan = Plan {
        cases: 0,
        first: 0,
        seed: 1,
        days: 0,
        ended_early: 0,
        now: world.now(),
        center: "center".into(),
    };
    let report = world.engine.seed_clues(plan.clone(), |_| {}).await.unwrap();
    assert_eq!((report.total(), report.present), (524, 0));
    let again = world.engine.seed_clues(plan, |_| {}).await.unwrap();
    assert_eq!((again.total(), again.present), (0, 524), "the same plan makes the same clues");
    let clues = world.engine.clues(&Who::Engine).await.unwrap();
    (world, clues)
}

/// At every step of every clue, a finding counts only once somebody has passed it, and no more once it is looked into anew.
async fn holds_at_every_step(world: &World) {
    let cases = CaseFilter { workflow: Some(WORKFLOW.into()), ..CaseFilter::default() };
    let filter = LogFilter { cases, alive_at: None };
    let mut logs = world.engine.logs(&Who::Engine, filter).await.unwrap();
    let mut found = 0;
    while let Some(page) = logs.next().await.unwrap() {
        for log in page {
            for end in 1..=log.entries.len() {
                let clue = Clue::of(&log.entries[..end]);
                let decides = |step: &RoadStep| {
                    matches!(step, RoadStep::Assigned(_) | RoadStep::Passed | RoadStep::NotPassed)
                };
                let last = clue.road.iter().rev().map(|(_, step)| step).find(|step| decides(step));
                if matches!(clue.standing, Standing::Found(_)) {
                    assert_eq!(last, Some(&RoadStep::Passed), "{:?}", clue.road);
                    found += 1;
                }
            }
        }
    }
    assert!(found > 355, "{found}");
}

/// The road of a clue without names and days.
fn road(seen: &ClueSeen, workflow: &Definition) -> String {
    let said = |step: &RoadStep| match step {
        RoadStep::Assigned(_) => "交办核查".to_owned(),
        step @ (RoadStep::Came
        | RoadStep::Heard
        | RoadStep::Submitted(_)
        | RoadStep::Passed
        | RoadStep::NotPassed
        | RoadStep::Rated(_)
        | RoadStep::DispatchedAgain
        | RoadStep::Session
        | RoadStep::Reopened
        | RoadStep::Ended(_)) => step.told(&Directory::default(), Some(workflow)).zh,
    };
    seen.clue.road.iter().map(|(_, step)| said(step)).collect::<Vec<_>>().join(" → ")
}

/// The page of the reference.
fn table(clues: &Clues) -> String {
    let (mut text, workflow) = (HEAD.to_owned(), testkit::definition("review"));
    for line in Line::ALL {
        let words = line.words();
        let published = PUBLISHED.iter().find(|(known, _)| *known == line);
        let published = published.map_or("–".to_owned(), |(_, count)| count.to_string());
        text += &format!(
            "| {} | {} | {published} | {} |\n",
            words.en,
            words.zh,
            line.of(&clues.figures)
        );
    }
    let (rate, mut roads) = (clues.figures.words(), BTreeMap::<(Standing, String), u64>::new());
    for seen in &clues.clues {
        *roads.entry((seen.clue.standing, road(seen, &workflow))).or_default() += 1;
    }
    text += &format!("\n{}; {}\n{BETWEEN}", rate.en, rate.zh);
    for ((standing, road), count) in roads {
        text += &format!("| {} | {count} | {road} |\n", standing.words().zh);
    }
    text
}

const HEAD: &str = "\
# The published figures of Xianning, played

`MEASURED=write cargo test -p tests --test it -- xianning` writes this page, and the test holds it. Anybody can look at the
cases themselves:

```sh
bihuan seed --clues --folder xianning
bihuan clues --folder xianning --each
bihuan serve --folder xianning
```

The first makes 524 cases of the workflow `review` with simulated time: each step is decided by the core like one of a person,
and is refused like one. The second counts them from their logs, as the page `/s/reviews/clues` does, and prints of each where it
stands and by which road. No number of this page stands in the code that counts.

Published of 咸评政法 up to October 2023 were five numbers and the way of a clue. What became of the 150 that were not assigned, which
clues were dispatched a second time or went to a joint session, and how long everything took was not; that is made up here, and
so are all cases.

| Clues | 线索 | Published | Played |
| --- | --- | ---: | ---: |
";

const BETWEEN: &str = "
## The roads

| Stands 所处 | Count 条数 | Road 经过 |
| --- | ---: | --- |
";

both! {
    async fn the_published_figures_come_of_cases_that_the_core_played(database: Database) {
        let (world, clues) = played(&database).await;
        for (line, count) in PUBLISHED {
            assert_eq!(line.of(&clues.figures), count, "{line:?}");
            assert_eq!(clues.clues.iter().filter(|seen| line.counts(&seen.clue)).count() as u64, count);
        }
        assert_eq!(clues.figures.substantiated(), (55, 355));
        assert_eq!(clues.figures.words().zh, "属实率：55/355 = 15.5%");
        let page = table(&clues);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/xianning.md");
        if std::env::var("MEASURED").is_ok_and(|mode| mode == "write") {
            std::fs::write(&path, &page).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == page, "MEASURED=write cargo test -p tests --test it -- xianning\n{page}");
        // Whole records, and nobody who looked into a clue is complained about.
        let store = world.engine.store();
        let everything = VisibleCases::of(&Actor::Engine, &Directory::default());
        let exports = store.export_cases(&everything, None, 1_000, true).await.unwrap();
        assert_eq!(exports.len(), 524);
        let snapshot = world.engine.directory();
        for export in &exports {
            verify::case(export).unwrap();
            let case: domain::case::Case = serde_json::from_str(&export.row).unwrap();
            let conflicts = Conflicts::new(&snapshot.directory, &case.respondents);
            let seen = clues.clues.iter().find(|seen| seen.case == case.id).unwrap();
            for (_, step) in &seen.clue.road {
                assert!(!matches!(step, RoadStep::Assigned(unit) if conflicts.include(unit)), "{case:?}");
            }
            let others = case.done_by.get("pass_verification").zip(case.done_by.get("submit_unsubstantiated"));
            assert!(others.is_none_or(|(passed, found)| passed != found), "who found it does not pass it");
            assert!(case.done_by.values().all(|person| !conflicts.bar_person(person)), "who is rated does nothing in it");
        }
        holds_at_every_step(&world).await;
        // Of what somebody does not see nothing is counted.
        for person in ["police-puqi.handler", "police-puqi.head"] {
            let own = world.engine.clues(&World::person(person)).await.unwrap();
            let about = |seen: &ClueSeen| exports.iter().any(|export| {
                export.case == seen.case && export.row.contains("\"police-puqi")
            });
            assert!(own.clues.iter().all(|seen| !about(seen)), "{person}");
        }
        let director = world.engine.clues(&World::person("center.director")).await.unwrap();
        assert_eq!(director.figures, clues.figures);
    }
}
