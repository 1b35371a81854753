//! How a seeded case begins: who files it, about what, where and against whom.

use domain::access::Conflicts;
use domain::actor::{Actor, Role};
use domain::case::{Complexity, File, Respondents, Risk, Secrecy};
use domain::directory::UnitKind;
use domain::id::{CaseId, PartyId, PersonId};
use domain::scenario::World;
use store::change::Complaint;

use super::county::{Brief, County};
use super::forms::{self, Writing};
use super::matters::{self, Told};
use super::pages::Pages;
use super::people;
use super::random::Random;
use crate::vault::Identity;

/// How complaints come in that somebody writes down for the citizen.
const CHANNELS: [(&str, u64); 4] = [("window", 25), ("hotline", 20), ("phone", 12), ("grid", 8)];

/// The beginning of a case.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) by: Actor,
    pub(super) file: File,
    pub(super) parties: Vec<(PartyId, Identity)>,
    pub(super) complaint: Complaint,
    /// By which the case is found.
    pub(super) words: Vec<String>,
}

/// Draws how a case begins; none where the county has no people who could file it.
pub(super) fn beginning(
    county: &County,
    world: World<'_>,
    brief: &Brief,
    random: &mut Random,
    pages: &mut Pages,
) -> Option<Beginning> {
    let at = brief.filed_at;
    let id = CaseId(random.id(at));
    // Who complains of the same tells the same.
    let story = if brief.is_twin { brief.place - 1 } else { brief.place };
    let mut about = Random::of(county.plan.seed ^ 0x0057_0417, story);
    let matter = about.pick(matters::of(brief.workflow.name.as_str()))?;
    let town = about.pick(&county.towns);
    let name = town.map_or("", |town| town.name.as_str());
    let told = matter.told(name, &mut about);
    let anonymous = random.percent(8);
    let mut parties = parties(at, name, anonymous, random);
    if brief.about.is_some() {
        parties.truncate(1);
    }
    let writing =
        Writing { verb: domain::workflow::Verb::Advance, at, today: world.calendar.date(at) };
    let form = forms::complaint(world.workflow, &told, writing, random, pages);
    let file = File {
        id,
        center: world.center.clone(),
        parties: parties.iter().map(|(party, _)| *party).collect(),
        anonymous,
        category: matter.category.into(),
        place: town.map(|town| town.code.clone()).unwrap_or_default(),
        complexity: complexity(random),
        risk: risk(random),
        secrecy: if brief.about.is_none() && random.percent(2) {
            Secrecy::Restricted
        } else {
            Secrecy::Ordinary
        },
        respondents: respondents(county, brief, random),
        split_from: None,
        form,
    };
    let by = filer(world, &file, random)?;
    let position = town.map(|town| nearby(town.position, random));
    let words = found_by(&told, pages);
    let complaint = Complaint {
        title: told.title,
        address: told.address,
        position,
        channel: channel(&by, random).to_owned(),
    };
    Some(Beginning { by, file, parties, complaint, words })
}

fn found_by(told: &Told, pages: &Pages) -> Vec<String> {
    let texts = [told.title.as_str(), told.address.as_str()];
    store::words::index(texts.into_iter().chain(pages.words()))
}

fn parties(
    at: domain::id::Timestamp,
    town: &str,
    anonymous: bool,
    random: &mut Random,
) -> Vec<(PartyId, Identity)> {
    let count = if random.percent(88) { 1 } else { 2 + random.below(3) };
    let known = |random: &mut Random| {
        if anonymous { Identity::default() } else { people::complainant(random, town) }
    };
    (0..count).map(|_| (PartyId(random.id(at)), known(random))).collect()
}

fn complexity(random: &mut Random) -> Complexity {
    match random.below(10) {
        0..=3 => Complexity::Simple,
        4..=7 => Complexity::General,
        _ => Complexity::Complex,
    }
}

fn risk(random: &mut Random) -> Risk {
    match random.below(20) {
        0..=13 => Risk::Low,
        14..=17 => Risk::Medium,
        _ => Risk::High,
    }
}

/// Reviews are about somebody; other cases seldom are.
fn respondents(county: &County, brief: &Brief, random: &mut Random) -> Respondents {
    if let Some(about) = &brief.about {
        return about.clone();
    }
    let named = if brief.workflow.name.as_str() == "review" { 50 } else { 5 };
    if !random.percent(named) {
        return Respondents::default();
    }
    let directory = &county.snapshot.directory;
    let units = directory.units.iter().filter(|(id, unit)| {
        matches!(unit.kind, UnitKind::Department | UnitKind::PoliceStation | UnitKind::Township)
            && !county.runs_cases(id)
    });
    let units: Vec<_> = units.map(|(id, _)| id).collect();
    let Some(unit) = random.pick(&units) else { return Respondents::default() };
    let staff: Vec<&PersonId> = directory.staff_of(unit, Role::Handler).collect();
    let person = random.pick(&staff).map(|person| (*person).clone());
    match random.below(5) {
        0 => Respondents { units: [(*unit).clone()].into(), ..Respondents::default() },
        1 | 2 => Respondents { people: person.into_iter().collect(), ..Respondents::default() },
        3 => Respondents { related: person.into_iter().collect(), ..Respondents::default() },
        _ => Respondents { unmatched: true, ..Respondents::default() },
    }
}

/// A citizen, or somebody of the center or a unit who writes down what was said.
fn filer(world: World<'_>, file: &File, random: &mut Random) -> Option<Actor> {
    let filing = &world.workflow.definition().filing;
    let citizen = file.parties.first().map(|party| Actor::Citizen(*party));
    if filing.by.contains(&Role::Citizen) && random.percent(60) {
        return citizen;
    }
    let directory = world.directory;
    let clerks: Vec<_> = directory.staff_of(world.center, Role::Clerk).collect();
    let conflicts = Conflicts::new(directory, &file.respondents);
    let clerk = random.pick(&clerks).filter(|clerk| !conflicts.bar_person(clerk));
    let staff =
        clerk.filter(|_| filing.by.contains(&Role::Clerk)).and_then(|clerk| directory.staff(clerk));
    staff.map(Actor::Person).or(citizen)
}

fn channel(by: &Actor, random: &mut Random) -> &'static str {
    match by {
        Actor::Citizen(_) => "scan",
        Actor::Person(_) | Actor::Engine => {
            let drawn = random.weighted(CHANNELS.iter().map(|(_, weight)| *weight));
            drawn.and_then(|place| CHANNELS.get(place)).map_or("window", |(name, _)| name)
        }
    }
}

/// Within some two kilometres.
fn nearby((longitude, latitude): (f64, f64), random: &mut Random) -> (f64, f64) {
    let mut off = || f64::from(u32::try_from(random.below(4000)).unwrap_or(0)) / 100_000.0 - 0.02;
    (longitude + off(), latitude + off())
}
