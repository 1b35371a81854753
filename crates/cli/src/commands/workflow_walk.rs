//! `bihuan workflow walk`: a case led through a workflow by hand, on a stage whose clock jumps.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};
use std::path::Path;

use domain::actor::{Actor, Relation, Role, Seat};
use domain::decide::Offer;
use domain::directory::{Directory, UnitKind};
use domain::id::{LimitName, TransitionName, UnitId};
use domain::scenario::{Stage, World};
use domain::workflow::Words as _;
use domain::workflow::scenario::{Filing, Step};

use crate::args::WalkArguments;
use crate::cases::Typed;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::walk::{self, Order};
use crate::words::Words;
use crate::{events, ledgers, workflows};

/// Something that somebody may do now, or could once something else is done.
struct Choice {
    seat: Seat,
    actor: Actor,
    offer: Offer,
}

/// A walk under way.
struct Walk<'a> {
    stage: Stage<'a>,
    words: Words<'a>,
    output: Output,
}

/// Whether an order was carried out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Yes,
    No,
}

pub(crate) fn run(
    arguments: &WalkArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let workflow = workflows::sound(&arguments.file, output)?;
    let (calendar, directory) = (data.calendar(output)?, data.directory(output)?);
    let center = center(&directory)?;
    let world =
        World { workflow: &workflow, calendar: &calendar, directory: &directory, center: &center };
    let words = Words { world, language: output.language };
    let mut walk = Walk { stage: Stage::new(world), words, output };
    walk.file(arguments)?;
    walk.listen()
}

/// The center of the directory, the first if there are several.
fn center(directory: &Directory) -> Result<UnitId, Failure> {
    let mut centers = directory.units.iter().filter(|(_, unit)| unit.kind == UnitKind::Center);
    let none = || Failure::usage("名录里没有综治中心", "the directory has no center");
    centers.next().map(|(id, _)| id.clone()).ok_or_else(none)
}

impl Walk<'_> {
    fn file(&mut self, arguments: &WalkArguments) -> Result<(), Failure> {
        let definition = self.words.world.workflow.definition();
        let by = match &arguments.by {
            Some(by) => by.clone(),
            None => self.filer(&definition.filing.by)?,
        };
        let filing = Filing {
            at: arguments.at.clone(),
            by,
            category: arguments.category.as_str().into(),
            anonymous: arguments.anonymous,
            parties: Some(2),
            place: definition.jurisdiction.clone(),
            ..Filing::default()
        };
        self.stage.file(&filing, "/file");
        if self.stage.case().is_some() {
            return self.tell_since(0);
        }
        let said = self.stage.findings().iter().map(|finding| self.output.get(&finding.message));
        let said: Vec<&str> = said.collect();
        Err(Failure::usage(
            format!("不能登记：{}", said.join("；")),
            format!("the case cannot be filed: {}", said.join("; ")),
        ))
    }

    /// Whoever may file, a citizen before a person of the center.
    fn filer(&self, roles: &[Role]) -> Result<String, Failure> {
        if roles.contains(&Role::Citizen) {
            return Ok(Role::Citizen.as_str().to_owned());
        }
        let World { directory, center, .. } = self.words.world;
        let mut people = roles.iter().flat_map(|role| directory.staff_of(center, *role));
        let nobody = || Failure::usage("中心没有人可以登记", "nobody of the center may file");
        people.next().map(ToString::to_string).ok_or_else(nobody)
    }

    /// Obeys line by line. A script learns from the exit code whether all of its lines were carried out.
    fn listen(&mut self) -> Result<Answer, Failure> {
        let by_hand = stdin().is_terminal();
        if by_hand {
            self.output.line(self.output.say(walk::HELP.0, walk::HELP.1))?;
        }
        let mut lines = stdin().lock().lines();
        let mut all_done = true;
        loop {
            let choices = self.choices();
            if by_hand {
                self.show(&choices)?;
                write!(stdout(), "> ").and_then(|()| stdout().flush())?;
            }
            let Some(line) = lines.next().transpose().map_err(Failure::file(Path::new("-")))?
            else {
                break;
            };
            if !by_hand && !line.trim().is_empty() {
                self.output.line(format!("> {}", line.trim()))?;
            }
            match walk::read(&line) {
                Ok(Order::Quit) => break,
                Ok(order) => all_done &= self.obey(&order, &choices)? == Done::Yes,
                Err(why) => {
                    all_done = false;
                    self.output.line(format!("✗ {}", self.output.get(&why)))?;
                }
            }
        }
        self.show(&self.choices())?;
        Ok(Answer::of(by_hand || all_done))
    }

    fn obey(&mut self, order: &Order, choices: &[Choice]) -> Result<Done, Failure> {
        match order {
            Order::Nothing | Order::Quit => {}
            Order::Help => self.output.line(self.output.say(walk::HELP.0, walk::HELP.1))?,
            Order::Show => self.show(choices)?,
            Order::Log => self.tell_since(0)?,
            Order::Ledger => {
                if let Some(case) = self.stage.case() {
                    let lines = ledgers::lines(case, self.stage.now(), self.words);
                    lines.iter().try_for_each(|line| self.output.line(line))?;
                }
            }
            Order::Wait(length) => {
                let from = self.stage.log().len();
                self.stage.step(&Step { after: Some(*length), ..Step::default() }, "");
                self.output.line(self.words.time(self.stage.now()))?;
                self.tell_since(from)?;
            }
            Order::Why(limit) => return self.why(limit),
            Order::Do { what, seat, typed } => {
                return self.act((what, seat.as_deref()), typed, choices);
            }
        }
        Ok(Done::Yes)
    }

    /// What each seat may do, one actor a seat.
    fn choices(&self) -> Vec<Choice> {
        let Some(case) = self.stage.case() else { return Vec::new() };
        let every = Relation::ALL
            .into_iter()
            .flat_map(|relation| Role::ALL.map(|role| Seat { role, relation }));
        let mut choices: Vec<Choice> = Vec::new();
        for seat in every {
            let Some(actor) = self.stage.sitters(seat).into_iter().next() else { continue };
            for offer in self.stage.offers(case, &actor) {
                let transition = self.words.world.workflow.transition(&offer.transition);
                if transition.is_some_and(|transition| transition.by.contains(&seat)) {
                    choices.push(Choice { seat, actor: actor.clone(), offer });
                }
            }
        }
        choices
    }

    fn show(&self, choices: &[Choice]) -> Result<(), Failure> {
        let Some(case) = self.stage.case() else { return Ok(()) };
        let (words, output) = (self.words, self.output);
        let holder = case.holder().map_or_else(|| "■".to_owned(), |holder| words.holder(holder));
        let (mark, name) = (case.stage.character(), words.state(&case.state));
        output.line(format!("\n{}  [{mark}] {name} · {holder}", words.time(self.stage.now())))?;
        for clock in case.clocks.iter().filter(|clock| clock.is_open()) {
            let late = if clock.is_late(self.stage.now()) {
                output.say("  已超期", "  late")
            } else {
                ""
            };
            let deadline = words.deadline(clock.deadline);
            output.line(format!(
                "    ◔ {} {} → {deadline}{late}",
                clock.limit,
                events::clock_name(clock, words)
            ))?;
        }
        for (number, choice) in (1..).zip(choices) {
            let name = &choice.offer.transition;
            let (label, seat) = (words.transition(name), choice.seat.words());
            let lacks = choice.offer.lacks.as_ref().map(|lacks| {
                format!(" — {}", words.refusal(lacks, Some(&choice.offer.transition)))
            });
            let lacks = lacks.unwrap_or_default();
            output
                .line(format!("  {number:>2}  {label}  {name} · {}{lacks}", output.get(&seat)))?;
        }
        Ok(())
    }

    fn why(&self, limit: &str) -> Result<Done, Failure> {
        let clock = self.stage.case().and_then(|case| case.clock(&LimitName::from(limit)));
        let Some(clock) = clock else {
            self.output
                .line(self.output.say("✗ 没有这个在走的期限", "✗ no such limit is running"))?;
            return Ok(Done::No);
        };
        let lines = clock
            .explanation
            .lines_naming(self.output.language, &|ground| self.words.ground(ground));
        lines.iter().try_for_each(|line| self.output.line(format!("    {line}")))?;
        Ok(Done::Yes)
    }

    fn act(
        &mut self,
        (what, seat): (&str, Option<&str>),
        typed: &Typed,
        choices: &[Choice],
    ) -> Result<Done, Failure> {
        let Some((actor, transition)) = self.find(what, seat, choices) else {
            self.output.line(self.output.say(
                "✗ 此时没有人能这样做；输入 show 查看能做什么",
                "✗ nobody can do this now; type show for what can be done",
            ))?;
            return Ok(Done::No);
        };
        let workflow = self.words.world.workflow;
        let fitted = typed.fitted(workflow.transition(&transition), workflow.definition());
        let step = match fitted.and_then(walk::taken) {
            Ok(step) => Step { transition: Some(transition), ..step },
            Err(why) => {
                self.output.line(format!("✗ {}", self.output.get(&why)))?;
                return Ok(Done::No);
            }
        };
        let Some(command) = self.stage.prepare(&step) else { return Ok(Done::No) };
        let from = self.stage.log().len();
        match self.stage.command(&actor, &command) {
            Ok(_) => self.tell_since(from).map(|()| Done::Yes),
            Err(rejection) => {
                self.output.line(format!(
                    "✗ {}",
                    self.words.refusal(&rejection, step.transition.as_ref())
                ))?;
                Ok(Done::No)
            }
        }
    }

    /// Who does what: by the number of the list, by the transition's name, or by a seat and what no list holds.
    fn find(
        &self,
        what: &str,
        seat: Option<&str>,
        choices: &[Choice],
    ) -> Option<(Actor, TransitionName)> {
        if let Ok(number) = what.parse::<usize>() {
            let choice = choices.get(number.checked_sub(1)?)?;
            return Some((choice.actor.clone(), choice.offer.transition.clone()));
        }
        if let Some(seat) = seat {
            let (seat, number) = seat.split_once('#').unwrap_or((seat, "1"));
            let number: usize = number.parse().ok()?;
            let sitters = self.stage.sitters(seat.parse().ok()?);
            return Some((sitters.into_iter().nth(number.checked_sub(1)?)?, what.into()));
        }
        let named = choices.iter().filter(|choice| choice.offer.transition.as_str() == what);
        let choice = named.min_by_key(|choice| choice.offer.lacks.is_some())?;
        Some((choice.actor.clone(), choice.offer.transition.clone()))
    }

    /// Tells what happened since the log had so many entries.
    fn tell_since(&self, from: usize) -> Result<(), Failure> {
        let entries = self.stage.log().iter().skip(from);
        let lines = entries.filter_map(|entry| {
            let line = events::line(&entry.event, self.words)?;
            Some(format!("  {}  {line}", self.words.time(entry.at)))
        });
        lines.into_iter().try_for_each(|line| self.output.line(line))
    }
}
