//! Plays the other side of an outside body: a police station, a mediation committee, a court, a tribunal, or any for which
//! there is a script. It is for trials and demonstrations; nothing of it is on the way of a real case.
//!
//! A [`Script`] is data: the words of a kind of body and the courses that a case may take there. A [`Body`] plays it, with
//! one folder as its memory, and knows nothing of how messages cross. Two ways lead to it, both at once if need be:
//!
//! * by HTTP, [`http::router`] answers our calls and [`http::Pusher`] pushes reports to us;
//! * by files, a [`files::Clerk`] serves the body's side of an [`agency::files::Exchange`], and [`files::carry`] carries.
//!
//! ```no_run
//! # async fn play() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use agency::webhook::{Keyring, SigningKey, VerifyingKey};
//! use agency_simulator::{Behaviour, Body, Script, Settings, http};
//!
//! let settings = Settings::new(Script::shipped("court")?, "court".into());
//! let body = Arc::new(Body::open(Settings { behaviour: Behaviour::Duplicate, seed: 7, ..settings })?);
//! let keys = Keyring::of(VerifyingKey::parse("whsec_…")?); // those of Bihuan
//! let router = http::router(http::Listening::new(body.clone(), keys));
//! let keys = Keyring::of(SigningKey::parse("whsec_…")?); // the body's own
//! let to = "http://127.0.0.1:8080/agencies/court/reports".parse()?;
//! let pusher = http::Pusher::new(http::PushSettings { body, keys, to })?;
//! tokio::spawn(pusher.run(Duration::from_millis(500)));
//! axum::serve(tokio::net::TcpListener::bind("127.0.0.1:8090").await?, router).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Without a pusher the body can be polled. A body is for one trial: its journal grows with what happens, and is read whole
//! when it is opened. [`Stream`] makes pushes of a byzantine body without any network.

mod behaviour;
mod body;
mod chance;
mod course;
mod error;
pub mod files;
mod fill;
mod hearing;
pub mod http;
mod journal;
mod memory;
mod mischief;
mod pace;
mod posting;
mod saying;
mod script;
mod stream;

pub use behaviour::{Behaviour, UnknownBehaviour};
pub use body::{Body, Settings};
pub use error::SimulatorError;
pub use hearing::Answer;
pub use journal::Said;
pub use pace::Pace;
pub use posting::Pushed;
pub use saying::SaidPage;
pub use script::{Course, Script, Step};
pub use stream::Stream;
