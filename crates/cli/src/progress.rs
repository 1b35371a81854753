//! A line on the terminal that says how far long work has come. In a pipe or a log there is none.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// What takes less than this is not worth a word.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often the line changes.
const PACE: Duration = Duration::from_millis(200);

/// Work that may take long.
#[derive(Debug)]
pub(crate) struct Progress {
    next: Instant,
    is_watched: bool,
    is_shown: bool,
}

impl Progress {
    /// Begins now.
    pub(crate) fn new() -> Self {
        let next = Instant::now() + PATIENCE;
        Self { next, is_watched: io::stderr().is_terminal(), is_shown: false }
    }

    /// Says where the work stands, if somebody watches and it is time for it.
    pub(crate) fn at(&mut self, text: impl FnOnce() -> String) {
        if !self.is_watched || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + PACE;
        self.is_shown = true;
        let mut terminal = io::stderr().lock();
        // The line is a courtesy; the work goes on without it.
        _ = write!(terminal, "\r\x1b[K{}", text()).and_then(|()| terminal.flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}
