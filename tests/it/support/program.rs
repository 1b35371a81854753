//! The program of this tree, for tests that need it as a process.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The program of this tree, built if it is not up to date; or the one that `BIHUAN_TEST_PROGRAM` names.
pub(crate) fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(named) = std::env::var_os("BIHUAN_TEST_PROGRAM") {
            return named.into();
        }
        let built =
            Command::new(env!("CARGO")).args(["build", "--quiet", "--package", "cli"]).status();
        assert!(built.unwrap().success(), "the program cannot be built");
        let this = std::env::current_exe().unwrap();
        this.parent().unwrap().with_file_name(format!("bihuan{}", std::env::consts::EXE_SUFFIX))
    })
}

/// An address of this machine that nobody listens on at this moment.
pub(crate) fn free_address() -> SocketAddr {
    let free = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    free.local_addr().unwrap()
}
