//! A refusal in words, with what the workflow and the directory call the things that it names.

use crate::case::{FieldFault, Rejection};
use crate::clock::deadline_text;
use crate::id::{EvidenceName, FieldName, PersonId, StateName, TransitionName, UnitId};
use crate::meant::with_meant;
use crate::scenario::World;
use crate::text::Bilingual;
use crate::workflow::{Condition, Field, FieldKind, Form, Names, Verb, Words, listed};

/// A refusal and where it was met.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// Why.
    pub rejection: &'a Rejection,
    /// The workflow and the directory.
    pub world: World<'a>,
    /// What was tried; none for a filing. Fields are those of its form.
    pub tried: Option<&'a TransitionName>,
    /// Whether a citizen reads it, to whom states may be called otherwise.
    pub public: bool,
}

impl Refused<'_> {
    /// The refusal in a sentence, for somebody who sees this case and perhaps no other.
    pub fn text(&self) -> Bilingual {
        if let Some(said) = self.said() {
            return said;
        }
        let general = self.rejection.public_message();
        if let Some(meant) = self.meant(&general) {
            return meant;
        }
        if let Some((key, name)) = self.named() {
            let put = |text: String, name: &str| text.replace(&key, name);
            return Bilingual::new(put(general.zh, &name.zh), put(general.en, &name.en));
        }
        let parts = self.parts();
        if parts.is_empty() {
            return general;
        }
        let parts = listed(parts);
        Bilingual::new(
            format!("{}：{}", general.zh, parts.zh),
            format!("{}: {}", general.en, parts.en),
        )
    }

    /// A sentence of its own.
    fn said(&self) -> Option<Bilingual> {
        let until = |at| deadline_text(self.world.calendar, at);
        if let Rejection::ConditionFails { condition } = self.rejection {
            return Some(self.condition(condition));
        }
        // Nobody is to be judge in their own cause, and whoever is turned away must hear where to go.
        if *self.rejection == Rejection::ConflictOfInterest && self.tried.is_none() {
            return Some(Bilingual::new(
                "诉求涉及本中心，本中心应当回避，不能受理；请向本级党委政法委员会、纪委监委或者上一级综治中心提出",
                "the complaint concerns this center, which must stand aside; bring it to the political and legal affairs committee, to the discipline inspection, or to the center one level up",
            ));
        }
        if let Rejection::InputMismatch { verb } = self.rejection {
            return Some(needed(*verb));
        }
        if *self.rejection == Rejection::NobodyHeard {
            return Some(self.unheard());
        }
        if let Rejection::CaseSuspended { until: end } = self.rejection {
            let end = until(*end);
            let (zh, en) = ("案件中止至", "the case is suspended until");
            return Some(Bilingual::new(format!("{zh} {end}"), format!("{en} {end}")));
        }
        if let Rejection::BadEndDate { latest } = self.rejection {
            let latest = until(*latest);
            let (zh, en) =
                ("截止时间须晚于现在，且不晚于", "the end must lie after now and not after");
            return Some(Bilingual::new(format!("{zh} {latest}"), format!("{en} {latest}")));
        }
        None
    }

    /// Nothing was said of what the citizen says. Whoever called and reached nobody has a transition of its own, if the
    /// workflow has one.
    fn unheard(&self) -> Bilingual {
        let transitions = &self.world.workflow.definition().transitions;
        let missed =
            transitions.iter().filter(|(_, it)| it.verb == Verb::CallBack && it.to.is_none());
        let missed: Vec<_> = missed.map(|(name, it)| coded(name.as_str(), &it.label)).collect();
        let mut said = Bilingual::new(
            "须写明群众是否认为已解决：yes（已解决）、partly（部分解决）或者 no（未解决）",
            "say whether the citizen calls it solved: yes, partly or no",
        );
        if !missed.is_empty() && !self.public {
            let missed = listed(missed);
            said.zh.push_str(&format!("；没有联系上的，请用{}", missed.zh));
            said.en.push_str(&format!("; where nobody was reached, use {}", missed.en));
        }
        said
    }

    /// The general sentence with what was probably meant. Citizens are told none: a list of units and people is not theirs.
    fn meant(&self, general: &Bilingual) -> Option<Bilingual> {
        if self.public {
            return None;
        }
        let directory = self.world.directory;
        let said = |name: &str, names: Vec<&str>| Some(with_meant(general.clone(), name, names));
        if let Rejection::UnknownTransition { transition } = self.rejection {
            let known = &self.world.workflow.definition().transitions;
            return said(transition.as_str(), known.keys().map(TransitionName::as_str).collect());
        }
        if let Rejection::UnknownUnit { unit } = self.rejection {
            return said(unit.as_str(), directory.units.keys().map(UnitId::as_str).collect());
        }
        if let Rejection::UnknownPerson { person } = self.rejection {
            return said(person.as_str(), directory.people.keys().map(PersonId::as_str).collect());
        }
        None
    }

    /// The one key that stands in the general sentence, and the name that takes its place.
    fn named(&self) -> Option<(String, Bilingual)> {
        if let Rejection::WrongState { state } | Rejection::NotMapped { state } = self.rejection {
            return Some((state.to_string(), self.state(state)));
        }
        if let Rejection::DeadlinePassed { limit } = self.rejection {
            return Some((limit.to_string(), self.names().limit(limit)));
        }
        if let Rejection::SameUnit { unit }
        | Rejection::NoHandler { unit }
        | Rejection::NotAbove { unit }
        | Rejection::NotAssisting { unit } = self.rejection
        {
            let name = self.world.directory.units.get(unit)?.name.clone();
            return Some((unit.to_string(), name));
        }
        if let Rejection::NotAHandler { person }
        | Rejection::NotALeader { person }
        | Rejection::HasSponsor { person } = self.rejection
        {
            let name = self.world.directory.people.get(person)?.name.clone();
            return Some((person.to_string(), name));
        }
        if let Rejection::ExtensionTooLong { longest } | Rejection::OrderTooLong { longest } =
            self.rejection
        {
            return Some((longest.to_string(), longest.words()));
        }
        None
    }

    /// What the refusal lists.
    fn parts(&self) -> Vec<Bilingual> {
        let definition = self.world.workflow.definition();
        if let Rejection::NotYours { seats } = self.rejection {
            return seats.iter().map(Words::words).collect();
        }
        if let Rejection::FormFaulty { fields } = self.rejection {
            return fields.iter().map(|(name, fault)| self.field(name, fault)).collect();
        }
        if let Rejection::EvidenceMissing { evidence } = self.rejection {
            let coded = |kind: &EvidenceName| coded(kind.as_str(), &self.names().evidence(kind));
            return evidence.iter().map(coded).collect();
        }
        if let Rejection::CounterExhausted { counter, .. } = self.rejection {
            return vec![self.names().counter(counter)];
        }
        if let Rejection::UnknownReason { .. } = self.rejection {
            let reasons = &definition.reasons;
            return reasons.iter().map(|(code, known)| coded(code.as_str(), &known.name)).collect();
        }
        if let Rejection::UnknownGround { .. } = self.rejection {
            let grounds = &definition.grounds;
            return grounds.iter().map(|(code, known)| coded(code.as_str(), &known.name)).collect();
        }
        Vec::new()
    }

    fn names(&self) -> Names<'_> {
        Names(self.world.workflow.definition())
    }

    fn state(&self, name: &StateName) -> Bilingual {
        let known = self.world.workflow.state(name).and_then(|state| state.public.clone());
        known.filter(|_| self.public).unwrap_or_else(|| self.names().state(name))
    }

    /// The form of what was tried.
    fn form(&self) -> Option<&Form> {
        let definition = self.world.workflow.definition();
        let form = match self.tried {
            Some(tried) => definition.transitions.get(tried)?.form.as_ref(),
            None => definition.filing.form.as_ref(),
        };
        definition.forms.get(form?)
    }

    fn field(&self, name: &FieldName, fault: &FieldFault) -> Bilingual {
        let field = self.form().and_then(|form| form.fields.get(name));
        let plain = || Bilingual::new(name.as_str(), format!("`{name}`"));
        let label = field.map_or_else(plain, |field| coded(name.as_str(), &field.label));
        let mut fault = fault_of(field, fault);
        if field.is_none() {
            let known = self.form().into_iter().flat_map(|form| form.fields.keys());
            fault = with_meant(fault, name.as_str(), known.map(FieldName::as_str));
        }
        Bilingual::new(
            format!("{}（{}）", label.zh, fault.zh),
            format!("{} ({})", label.en, fault.en),
        )
    }

    fn condition(&self, condition: &Condition) -> Bilingual {
        match condition {
            Condition::Complexity => Bilingual::new("复杂程度不符", "not for this complexity"),
            Condition::Risk => Bilingual::new("风险等级不符", "not for this risk"),
            Condition::Category => Bilingual::new("案件类别不符", "not for this category"),
            Condition::Anonymous(true) => {
                Bilingual::new("只适用于匿名案件", "only for anonymous cases")
            }
            Condition::Anonymous(false) => {
                Bilingual::new("不适用于匿名案件", "not for anonymous cases")
            }
            Condition::Contacted(true) => {
                Bilingual::new("须先联系群众", "the citizen must be contacted first")
            }
            Condition::Contacted(false) => {
                Bilingual::new("已联系过群众", "the citizen has been contacted")
            }
            Condition::AssistantsDone => {
                Bilingual::new("协办单位尚未办完", "assisting units have open parts")
            }
            Condition::SigningPassed => {
                Bilingual::new("会签尚未通过", "no signing round has passed")
            }
            Condition::Solved(true) => {
                Bilingual::new("群众没有说已解决", "the citizen has not said that it is solved")
            }
            Condition::Solved(false) => {
                Bilingual::new("群众没有说未解决", "the citizen has not said that it is unsolved")
            }
            Condition::Exhausted(counter) => {
                about(["“", "”尚未用完"], ["“", "” is not used up"], &self.names().counter(counter))
            }
            Condition::InTime(limit) => {
                about(["“", "”已过期"], ["“", "” is past"], &self.names().limit(limit))
            }
            Condition::OtherThan(transition) => about(
                ["不能与办理“", "”的是同一人"],
                ["not by the person who did “", "”"],
                &self.names().transition(transition),
            ),
            Condition::Outcome => Bilingual::new("已记结果不符", "not for the outcome recorded"),
        }
    }
}

/// What is wrong with a field, with what it should hold.
fn fault_of(field: Option<&Field>, fault: &FieldFault) -> Bilingual {
    let held = field.map(held).unwrap_or_default();
    match fault {
        FieldFault::Missing if field.is_none() => Bilingual::new("未填", "missing"),
        FieldFault::Missing => {
            Bilingual::new(format!("未填，{}", held.zh), format!("missing, {}", held.en))
        }
        FieldFault::Unknown => Bilingual::new("没有这一项", "no such field"),
        FieldFault::WrongKind | FieldFault::NotAChoice => {
            Bilingual::new(format!("应为{}", held.zh), format!("should be {}", held.en))
        }
        FieldFault::TooLong(longest) => {
            Bilingual::new(format!("超过 {longest} 字"), format!("over {longest} characters"))
        }
        FieldFault::NoSuchDay => {
            Bilingual::new("应在 1900 年至 2199 年之间", "not between 1900 and 2199")
        }
    }
}

/// What a field holds, and how that is written.
fn held(field: &Field) -> Bilingual {
    match field.kind {
        FieldKind::Text => field.kind.words(),
        FieldKind::Date => Bilingual::new("日期，如 2026-03-02", "a day such as 2026-03-02"),
        FieldKind::Number => Bilingual::new("整数", "a whole number"),
        FieldKind::Money => Bilingual::new("以分计的整数", "a whole number of fen"),
        FieldKind::YesNo => Bilingual::new("yes（是）或者 no（否）", "yes or no"),
        FieldKind::Choice => {
            let choices = field.choices.iter().map(|(value, name)| coded(value, name));
            let choices = listed(choices);
            Bilingual::new(format!("其中之一：{}", choices.zh), format!("one of: {}", choices.en))
        }
    }
}

/// What a verb needs beyond its form.
fn needed(verb: Verb) -> Bilingual {
    if verb == Verb::Verify {
        return Bilingual::new(
            "结论与这个动作不符：核验不通过请用退回的动作",
            "the verdict contradicts this transition; a failed verification has one of its own",
        );
    }
    let Some(input) = verb.input() else {
        return Bilingual::new(
            "这个动作除表单外不需要填写别的内容",
            "this needs nothing beyond its form",
        );
    };
    let words = coded(input.as_str(), &input.words());
    Bilingual::new(format!("须填写：{}", words.zh), format!("this needs: {}", words.en))
}

/// A name with the key by which it is written.
fn coded(key: &str, name: &Bilingual) -> Bilingual {
    Bilingual::new(format!("{} {key}", name.zh), format!("{} `{key}`", name.en))
}

/// A sentence about a name.
fn about(zh: [&str; 2], en: [&str; 2], name: &Bilingual) -> Bilingual {
    let put = |[before, after]: [&str; 2], name: &str| format!("{before}{name}{after}");
    Bilingual::new(put(zh, &name.zh), put(en, &name.en))
}
