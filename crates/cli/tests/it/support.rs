//! Runs the program in a folder of its own, and says what came out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What the program left.
#[derive(Debug)]
pub(crate) struct Run {
    /// Its exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect("one JSON document")
    }
}

/// A folder for one test, empty at its beginning.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// The folder of the test of this name.
    pub(crate) fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file, with the folders it needs.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Whether something of this name is there.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    /// What the files in the folders of a folder hold.
    pub(crate) fn files_below(&self, name: &str) -> Vec<String> {
        let below = |path: PathBuf| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let folders = below(self.0.join(name));
        folders.flat_map(below).map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    /// The program here, in English.
    pub(crate) fn english(&self, arguments: &[&str]) -> Run {
        self.run(arguments, &[("LANG", "en_US.UTF-8")], "")
    }

    /// The program here, in Chinese.
    pub(crate) fn chinese(&self, arguments: &[&str]) -> Run {
        self.run(arguments, &[("LANG", "zh_CN.UTF-8")], "")
    }

    /// The program here, in English, reading this.
    pub(crate) fn fed(&self, arguments: &[&str], input: &str) -> Run {
        self.run(arguments, &[("LANG", "en_US.UTF-8")], input)
    }

    /// The program here with these variables and this input.
    pub(crate) fn run(&self, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Run {
        let mut child = self.command(arguments, variables).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let feeder = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let run = Run::of(child.wait_with_output().unwrap());
        // A program that stops early does not read all that it is fed.
        _ = feeder.join().unwrap();
        run
    }

    /// The program here, not yet started.
    pub(crate) fn command(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bihuan"));
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        command.args(arguments).envs(variables.iter().copied()).current_dir(&self.0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// A shipped file, `service/v1.yaml`.
pub(crate) fn shipped(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows").join(name))
        .unwrap()
}

/// A test file of the crate `definitions`.
pub(crate) fn digit(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../definitions/tests/it/digit");
    fs::read_to_string(folder.join(name)).unwrap()
}
