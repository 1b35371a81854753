//! The text of a letter to the citizen, with its placeholders filled in: what the citizen may know, and nothing else.

use crate::access::Conflicts;
use crate::case::{Case, Extend, Respondents};
use crate::clock::deadline_text;
use crate::id::{Timestamp, UnitId};
use crate::promise::promise;
use crate::scenario::World;
use crate::text::Bilingual;
use crate::workflow::{Letter, Names, Words as _, listed};

/// What a letter is written from.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The workflow, the calendar and the directory.
    pub world: World<'a>,
    /// The case as it was when the letter was told.
    pub case: &'a Case,
    /// When that was.
    pub at: Timestamp,
    /// The public number of the case.
    pub number: &'a str,
    /// The telephone number under which the center is asked.
    pub phone: &'a str,
    /// Where the case is followed.
    pub link: &'a str,
    /// What it is about, if the code has a name.
    pub category: Option<&'a Bilingual>,
    /// The extension that was asked for last.
    pub extend: Option<&'a Extend>,
    /// The reason that was given with what the letter tells of, if it is for the citizen's eyes.
    pub reason: Option<&'a str>,
}

impl Writing<'_> {
    /// The text of a letter. What cannot be said stands in words that say so; a placeholder that no workflow may use stays
    /// as it was written.
    pub fn text(&self, letter: &Letter) -> Bilingual {
        let zh = filled(&letter.text.zh, |name| Some(self.value(name)?.zh));
        Bilingual::new(zh, filled(&letter.text.en, |name| Some(self.value(name)?.en)))
    }

    /// What a placeholder stands for; none for what is no placeholder.
    fn value(&self, name: &str) -> Option<Bilingual> {
        let case = self.case;
        Some(match name {
            "case_number" => same(self.number),
            // It was told once, and is kept by the citizen alone.
            "receipt_code" => Bilingual::new("您手中的查询码", "the receipt code that you hold"),
            "link" => same(self.link),
            "phone" => same(self.phone),
            // Where a case went that concerns the center is nobody else's business.
            "center" => self.unit(self.world.center),
            "unit" => case.lead.as_ref().map_or_else(in_charge, |lead| self.unit(&lead.unit)),
            "assistants" => listed(case.assistants.keys().map(|unit| self.unit(unit))),
            "category" => self.category.cloned().unwrap_or_else(|| same(case.category.as_str())),
            "state" => self.state(),
            "day" => same(self.world.calendar.date(self.at).to_string()),
            "deadline" => self.deadline(),
            "limit" => self.extend.map_or_else(unsaid, |extend| self.names().limit(&extend.limit)),
            "extension" => self.extend.map_or_else(unsaid, |extend| extend.by.words()),
            "reason" => self.reason.map_or_else(unsaid, same),
            "ground" => self.ground(),
            "until" => {
                let until = case.suspension.as_ref().map(|suspension| suspension.terms.until);
                until.map_or_else(unsaid, |at| same(deadline_text(self.world.calendar, at)))
            }
            "outcome" => {
                case.outcome.as_ref().map_or_else(unsaid, |outcome| self.names().outcome(outcome))
            }
            _ => return None,
        })
    }

    fn names(&self) -> Names<'_> {
        Names(self.world.workflow.definition())
    }

    /// A unit by its name; one of the police, the courts, the procuratorate or the discipline inspection is not named to
    /// somebody who comes with nothing but a code, and none is in a case about one of them.
    fn unit(&self, id: &UnitId) -> Bilingual {
        let named = Respondents { units: [id.clone()].into(), ..Respondents::default() };
        let directory = self.world.directory;
        let about = Conflicts::new(directory, &self.case.respondents);
        let sealed = about.are_sealed() || Conflicts::new(directory, &named).are_sealed();
        let name = directory.units.get(id).filter(|_| !sealed).map(|unit| unit.name.clone());
        name.unwrap_or_else(in_charge)
    }

    fn state(&self) -> Bilingual {
        let state = self.world.workflow.state(&self.case.state);
        let public = state.and_then(|state| state.public.clone());
        public.unwrap_or_else(|| self.names().state(&self.case.state))
    }

    fn deadline(&self) -> Bilingual {
        let promised = promise(self.case, Some(self.world.workflow), self.at);
        promised.map_or_else(unsaid, |(at, _)| same(deadline_text(self.world.calendar, at)))
    }

    fn ground(&self) -> Bilingual {
        let ground = self.case.suspension.as_ref().map(|suspension| &suspension.terms.ground);
        let known = &self.world.workflow.definition().grounds;
        let name = ground.and_then(|ground| known.get(ground.as_str())).map(|it| it.name.clone());
        name.unwrap_or_else(unsaid)
    }
}

fn same(text: impl Into<String>) -> Bilingual {
    let text = text.into();
    Bilingual::new(text.clone(), text)
}

fn in_charge() -> Bilingual {
    Bilingual::new("承办单位", "the unit in charge")
}

/// For what was not recorded, or not for the citizen.
fn unsaid() -> Bilingual {
    Bilingual::new("（请向承办单位了解）", "(ask the unit in charge)")
}

/// A text with what stands in braces replaced.
fn filled(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest)));
        match found {
            Some((value, rest)) => filled.extend([&value, rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}
