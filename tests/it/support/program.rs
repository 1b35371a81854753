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
        let mut build = Command::new(env!("CARGO"));
        // Cargo tells a test of its own package. The build script of `ring` would take that for a change, and all above it would
        // be built anew.
        let told = std::env::vars_os().map(|(name, _)| name);
        told.filter(|name| is_about_us(&name.to_string_lossy())).for_each(|name| {
            build.env_remove(name);
        });
        let built = build.args(["build", "--quiet", "--package", "cli"]).status();
        assert!(built.unwrap().success(), "the program cannot be built");
        let this = std::env::current_exe().unwrap();
        this.parent().unwrap().with_file_name(format!("bihuan{}", std::env::consts::EXE_SUFFIX))
    })
}

fn is_about_us(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// An address of this machine that nobody listens on at this moment.
pub(crate) fn free_address() -> SocketAddr {
    let free = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    free.local_addr().unwrap()
}
