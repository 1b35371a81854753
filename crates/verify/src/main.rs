//! `bihuan-verify`: whether an export of Bihuan is whole, and continues what an outsider already holds. It needs neither a
//! database nor the server, and is small enough to be read.
//!
//! Read in this order: what it takes ([`arguments`]), the two examinations ([`export`], [`witness`]), and how they are told
//! ([`tell`]).

mod arguments;
mod export;
mod tell;
mod witness;

use std::process::ExitCode;

use arguments::{Asked, Failure, Subject};

fn main() -> ExitCode {
    let asked = match arguments::parse(lexopt::Parser::from_env()) {
        Ok(asked) => asked,
        Err(failure) => return failed(&failure),
    };
    match examined(&asked) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => failed(&failure),
    }
}

/// Examines what was asked for, and says whether all of it holds.
fn examined(asked: &Asked) -> Result<bool, Failure> {
    match &asked.subject {
        Subject::Help => tell::help(asked.language).map(|()| true),
        Subject::Export(path) => tell::export(&export::examined(path, asked)?, asked),
        Subject::Witness(folder) => tell::witness(&witness::examined(folder, asked)?, asked),
    }
}

fn failed(failure: &Failure) -> ExitCode {
    // Where even this cannot be written, the exit code says it.
    _ = tell::failure(failure);
    ExitCode::from(2)
}
