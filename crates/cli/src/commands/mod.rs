//! One file per command. Each reads its arguments, asks the domain, and prints.

mod calendar_check;
mod calendar_load;
mod clock_batch;
mod clock_explain;
mod demo;
mod migrate;
mod routing_try;
mod seed;
mod serve;
mod user_add;
mod workflow_check;
mod workflow_diff;
mod workflow_draw;
mod workflow_import_digit;
mod workflow_scenario;
mod workflow_walk;

use std::path::PathBuf;

use crate::args::{Arguments, Calendar, Clock, Command, Routing, User, Workflow};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// Carries out a command.
pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Answer, Failure> {
    let data = |about: &[PathBuf]| Data::new(arguments.data.as_deref(), about);
    match &arguments.command {
        Command::Workflow(command) => workflow(command, data, output),
        Command::Clock(Clock::Explain(arguments)) => {
            clock_explain::run(arguments, &data(&[]), output)
        }
        Command::Clock(Clock::Batch(arguments)) => clock_batch::run(arguments, &data(&[]), output),
        Command::Calendar(Calendar::Check(arguments)) => {
            calendar_check::run(arguments, &data(&[]), output)
        }
        Command::Calendar(Calendar::Load(arguments)) => {
            calendar_load::run(arguments, &data(&[]), output)
        }
        Command::Routing(Routing::Try(arguments)) => {
            routing_try::run(arguments, &data(&[]), output)
        }
        Command::Demo(arguments) => demo::run(arguments, &data(&[]), output),
        Command::Serve(arguments) => serve::run(arguments, &data(&[]), output),
        Command::Seed(arguments) => seed::run(arguments, &data(&[]), output),
        Command::Migrate(arguments) => migrate::run(arguments, output),
        Command::User(User::Add(arguments)) => user_add::run(arguments, &data(&[]), output),
    }
}

fn workflow(
    command: &Workflow,
    data: impl Fn(&[PathBuf]) -> Data,
    output: Output,
) -> Result<Answer, Failure> {
    let beside = |file: &PathBuf| data(std::slice::from_ref(file));
    match command {
        Workflow::Check(arguments) => {
            workflow_check::run(arguments, &data(&arguments.paths), output)
        }
        Workflow::Draw(arguments) => workflow_draw::run(arguments, output),
        Workflow::Diff(arguments) => workflow_diff::run(arguments, output),
        Workflow::Scenario(arguments) => {
            workflow_scenario::run(arguments, &beside(&arguments.file), output)
        }
        Workflow::Walk(arguments) => {
            workflow_walk::run(arguments, &beside(&arguments.file), output)
        }
        Workflow::ImportDigit(arguments) => workflow_import_digit::run(arguments, output),
    }
}
