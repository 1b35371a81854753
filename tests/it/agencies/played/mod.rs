//! The stories again, with every outside body played by a process of its own: as it should, and with each of the faults of
//! other people's systems, over HTTP and over files. What is asserted are laws, whatever the bodies do.

mod body;
mod county;
mod laws;

use agency_simulator::Behaviour;

use crate::support::{Database, both};
use body::Way;
use county::County;

/// The stories with bodies that behave like this.
async fn told(database: Database, way: Way, behaviour: Behaviour) {
    let mut county = County::open(database, way, behaviour).await;
    county.hands_over_all().await;
    county.waits_until_all_is_said().await;
    county.laws_hold().await;
    county.ends_what_came_back().await;
    county.laws_hold().await;
}

both! {
    async fn every_body_over_http_brings_its_case_back(database: Database) {
        told(database, Way::Http, Behaviour::Normal).await;
    }

    async fn byzantine_bodies_over_http_break_no_law(database: Database) {
        told(database, Way::Http, Behaviour::Byzantine).await;
    }
}

/// One test for each behaviour that is tried on one database only.
macro_rules! on_sqlite {
    ($($name:ident: $way:ident, $behaviour:ident;)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            told(Database::sqlite().await, Way::$way, Behaviour::$behaviour).await;
        }
    )*};
}

on_sqlite! {
    slow_bodies_over_http: Http, Slow;
    bodies_that_were_down_over_http: Http, Down;
    bodies_that_send_garbage_over_http: Http, Garbage;
    bodies_that_repeat_themselves_over_http: Http, Duplicate;
    bodies_out_of_order_over_http: Http, OutOfOrder;
    forged_messages_over_http: Http, Forged;
    messages_on_wrong_cases_over_http: Http, WrongCase;
    every_body_over_files: Files, Normal;
    slow_bodies_over_files: Files, Slow;
    bodies_that_were_down_over_files: Files, Down;
    bodies_that_send_garbage_over_files: Files, Garbage;
    bodies_that_repeat_themselves_over_files: Files, Duplicate;
    bodies_out_of_order_over_files: Files, OutOfOrder;
    forged_messages_over_files: Files, Forged;
    messages_on_wrong_cases_over_files: Files, WrongCase;
    byzantine_bodies_over_files: Files, Byzantine;
}
