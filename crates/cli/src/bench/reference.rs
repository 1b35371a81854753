//! The references: how often the disk can sync, what the fewest statements cost raw on SQLite, and `pgbench` with the same
//! statements on PostgreSQL.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use store::reference::{PGBENCH_SCRIPT, postgres_address};

use crate::failure::Failure;
use crate::installation::store_failure;

/// How many bytes are appended before each sync, as a small transaction does.
const BLOCK: [u8; 4096] = [7; 4096];

/// How often a second 4 KiB can be appended to a file in this folder and synced.
pub(crate) fn syncs(folder: &Path, time: Duration) -> io::Result<f64> {
    let path = folder.join("bench-sync");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let (begun, mut count) = (Instant::now(), 0_u32);
    while begun.elapsed() < time {
        file.write_all(&BLOCK)?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / begun.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(rate)
}

/// Transitions a second by `pgbench`; none where it is not installed.
pub(crate) fn pgbench(url: &str, clients: usize, time: Duration) -> Result<Option<f64>, Failure> {
    let Some(program) = find() else { return Ok(None) };
    let (host, port, user, database) = postgres_address(url).map_err(store_failure)?;
    let script = std::env::temp_dir().join(format!("bihuan-bench-{}.sql", std::process::id()));
    std::fs::write(&script, PGBENCH_SCRIPT).map_err(Failure::file(&script))?;
    let mut command = Command::new(program);
    command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
    command.arg(format!("--client={clients}")).arg(format!("--time={}", time.as_secs().max(1)));
    command.args(["--host", &host, "--port", &port.to_string(), "--username", &user]);
    let output = command.arg("--file").arg(&script).arg(&database).output();
    let output = output.map_err(Failure::Write)?;
    _ = std::fs::remove_file(&script);
    let text = String::from_utf8_lossy(&output.stdout);
    let rate =
        text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    Ok(rate)
}

/// The program, on the path or where Debian keeps it; the newest version.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    folders.into_iter().map(|folder| folder.join("pgbench")).find(|program| program.is_file())
}
