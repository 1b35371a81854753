//! One file per command. Each reads its arguments, asks the domain, and prints.

mod agency_check;
mod agency_inbox;
mod agency_key;
mod agency_list;
mod agency_outbox;
mod agency_release;
mod agency_resend;
mod agency_retry;
mod agency_seen;
mod agency_simulate;
mod appraise;
mod audit_checkpoint;
mod audit_export;
mod audit_note;
mod audit_verify;
mod backup;
mod bench_agencies;
mod bench_months;
mod bench_pages;
mod bench_sweep;
mod bench_transitions;
mod bench_worklist;
mod calendar_check;
mod calendar_load;
mod calendar_running;
mod case_attach;
mod case_do;
mod case_erase;
mod case_explain;
mod case_list;
mod case_new;
mod case_show;
mod case_verify;
mod clock_batch;
mod clock_explain;
mod clues;
mod demo;
mod due;
mod events_keep;
mod events_list;
mod events_subscribe;
mod letters_retry;
mod migrate;
mod qr_add;
mod qr_list;
mod qr_retire;
mod restore;
mod routing_try;
mod seed;
mod serve;
mod user_add;
mod user_calendar;
mod user_enable;
mod user_release_work;
mod user_remove_second_factor;
mod user_reset_password;
mod whatif;
mod workflow_check;
mod workflow_diff;
mod workflow_draw;
mod workflow_import_digit;
mod workflow_migrate;
mod workflow_scenario;
mod workflow_walk;

mod export;
mod import;

use std::path::PathBuf;

use crate::args::{
    Agency, Arguments, Audit, Bench, Calendar, Case, Clock, Command, Events, Letters, Qr, Routing,
    User, Workflow,
};
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
        Command::Bench(Bench::Agencies(arguments)) => {
            bench_agencies::run(arguments, &data(&[]), output)
        }
        Command::Bench(Bench::Months(arguments)) => {
            bench_months::run(arguments, &data(&[]), output)
        }
        Command::Bench(Bench::Pages(arguments)) => bench_pages::run(arguments, &data(&[]), output),
        Command::Bench(Bench::Sweep(arguments)) => bench_sweep::run(arguments, &data(&[]), output),
        Command::Bench(Bench::Transitions(arguments)) => {
            bench_transitions::run(arguments, &data(&[]), output)
        }
        Command::Bench(Bench::Worklist(arguments)) => {
            bench_worklist::run(arguments, &data(&[]), output)
        }
        Command::User(command) => user(command, &data(&[]), output),
        Command::Events(command) => events(command, &data(&[]), output),
        Command::Import(arguments) => import::run(arguments, &data(&[]), output),
        Command::Export(arguments) => export::run(arguments, &data(&[]), output),
        Command::Whatif(arguments) => whatif::run(arguments, &data(&[]), output),
        Command::Case(command) => case(command, &data(&[]), output),
        Command::Agency(command) => agency(command, &data(&[]), output),
        Command::Audit(Audit::Verify(arguments)) => audit_verify::run(arguments, output),
        Command::Audit(Audit::Checkpoint(arguments)) => audit_checkpoint::run(arguments, output),
        Command::Audit(Audit::Export(arguments)) => audit_export::run(arguments, output),
        Command::Audit(Audit::Note(arguments)) => audit_note::run(arguments, &data(&[]), output),
        Command::Due(arguments) => due::run(arguments, &data(&[]), output),
        Command::Clues(arguments) => clues::run(arguments, &data(&[]), output),
        Command::Appraise(arguments) => appraise::run(arguments, &data(&[]), output),
        Command::Letters(Letters::Retry(arguments)) => {
            letters_retry::run(arguments, &data(&[]), output)
        }
        Command::Qr(command) => qr(command, &data(&[]), output),
        Command::Backup(arguments) => backup::run(arguments, output),
        Command::Restore(arguments) => restore::run(arguments, output),
    }
}

fn agency(command: &Agency, data: &Data, output: Output) -> Result<Answer, Failure> {
    match command {
        Agency::List(arguments) => agency_list::run(arguments, data, output),
        Agency::Check(arguments) => agency_check::run(arguments, data, output),
        Agency::Simulate(arguments) => agency_simulate::run(arguments, output),
        Agency::Key => agency_key::run(output),
        Agency::Outbox(arguments) => agency_outbox::run(arguments, data, output),
        Agency::Inbox(arguments) => agency_inbox::run(arguments, data, output),
        Agency::Seen(arguments) => agency_seen::run(arguments, data, output),
        Agency::Resend(arguments) => agency_resend::run(arguments, output),
        Agency::Retry(arguments) => agency_retry::run(arguments, data, output),
        Agency::Release(arguments) => agency_release::run(arguments, data, output),
    }
}

fn qr(command: &Qr, data: &Data, output: Output) -> Result<Answer, Failure> {
    match command {
        Qr::Add(arguments) => qr_add::run(arguments, data, output),
        Qr::List(arguments) => qr_list::run(arguments, data, output),
        Qr::Retire(arguments) => qr_retire::run(arguments, data, output),
    }
}

fn user(command: &User, data: &Data, output: Output) -> Result<Answer, Failure> {
    match command {
        User::Add(arguments) => user_add::run(arguments, data, output),
        User::Enable(arguments) => user_enable::run(arguments, data, output),
        User::ResetPassword(arguments) => user_reset_password::run(arguments, data, output),
        User::ReleaseWork(arguments) => user_release_work::run(arguments, data, output),
        User::RemoveSecondFactor(arguments) => {
            user_remove_second_factor::run(arguments, data, output)
        }
        User::Calendar(arguments) => user_calendar::run(arguments, data, output),
    }
}

fn events(command: &Events, data: &Data, output: Output) -> Result<Answer, Failure> {
    let keep = |act, arguments| events_keep::run(act, arguments, data, output);
    match command {
        Events::Subscribe(arguments) => events_subscribe::run(arguments, data, output),
        Events::Rotate(arguments) => events_subscribe::rotate(arguments, data, output),
        Events::List(arguments) => events_list::run(arguments, data, output),
        Events::Log(arguments) => events_list::log(arguments, data, output),
        Events::Pause(arguments) => keep(events_keep::Act::Pause, arguments),
        Events::Resume(arguments) => keep(events_keep::Act::Resume, arguments),
        Events::Remove(arguments) => keep(events_keep::Act::Remove, arguments),
        Events::Retry(arguments) => keep(events_keep::Act::Retry, arguments),
    }
}

fn case(command: &Case, data: &Data, output: Output) -> Result<Answer, Failure> {
    match command {
        Case::New(arguments) => case_new::run(arguments, data, output),
        Case::Do(arguments) => case_do::run(arguments, data, output),
        Case::Attach(arguments) => case_attach::run(arguments, data, output),
        Case::Show(arguments) => case_show::run(arguments, data, output),
        Case::Explain(arguments) => case_explain::run(arguments, data, output),
        Case::Verify(arguments) => case_verify::run(arguments, output),
        Case::List(arguments) => case_list::run(arguments, data, output),
        Case::Erase(arguments) => case_erase::run(arguments, data, output),
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
        Workflow::Migrate(arguments) => workflow_migrate::run(arguments, &data(&[]), output),
    }
}
