//! What the tests stand on: databases of their own, an engine with the demo county, and people who act.

pub(crate) mod client;
mod database;
mod http;
mod program;
mod world;

pub(crate) use database::Database;
pub(crate) use http::{Answer, Call, PASSWORD, SCOPES, Site};
pub(crate) use program::{free_address, program};
pub(crate) use world::{World, definitions, lamp};

/// Tests stand where whoever runs an installation does.
pub(crate) const OPERATOR: store::Operator = store::Operator::of_this_installation();

/// Runs a test once for each database.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident: Database) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn run($database: Database) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                run(Database::sqlite().await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(database) = Database::postgres().await {
                    run(database).await;
                }
            }
        }
    )*};
}
pub(crate) use both;
