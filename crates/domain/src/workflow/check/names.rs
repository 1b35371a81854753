//! Every place of a definition where one part names another.
//!
//! One walk serves the proof that names exist, the repair of misspelt names before the later proofs, and the
//! mutants that break each reference.

use crate::finding::pointer;
use crate::id::{
    CounterName, EvidenceName, FormName, GroundName, LetterName, LimitName, OutcomeName,
    SourceName, StateName, TransitionName,
};
use crate::workflow::{Definition, Limit, RequiredNotice, Transition};

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::workflow) enum Kind {
    State,
    Transition,
    Limit,
    Letter,
    Form,
    Evidence,
    Ground,
    Outcome,
    Counter,
    Source,
}

impl Kind {
    /// The word for people, Chinese and English.
    pub(in crate::workflow) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::State => ("状态", "state"),
            Self::Transition => ("办理动作", "transition"),
            Self::Limit => ("时限", "limit"),
            Self::Letter => ("文书", "letter"),
            Self::Form => ("表单", "form"),
            Self::Evidence => ("佐证材料", "evidence"),
            Self::Ground => ("挂起事由", "ground"),
            Self::Outcome => ("办理结果", "outcome"),
            Self::Counter => ("计数器", "counter"),
            Self::Source => ("依据", "source"),
        }
    }

    /// The section of the file that declares it.
    pub(super) const fn section(self) -> &'static str {
        match self {
            Self::State => "states",
            Self::Transition => "transitions",
            Self::Limit => "limits",
            Self::Letter => "letters",
            Self::Form => "forms",
            Self::Evidence => "evidence",
            Self::Ground => "grounds",
            Self::Outcome => "outcomes",
            Self::Counter => "counters",
            Self::Source => "sources",
        }
    }

    /// The code of the finding that a name of this kind does not exist.
    pub(super) const fn unknown(self) -> &'static str {
        match self {
            Self::State => "unknown-state",
            Self::Transition => "unknown-transition",
            Self::Limit => "unknown-limit",
            Self::Letter => "unknown-letter",
            Self::Form => "unknown-form",
            Self::Evidence => "unknown-evidence",
            Self::Ground => "unknown-ground",
            Self::Outcome => "unknown-outcome",
            Self::Counter => "unknown-counter",
            Self::Source => "unknown-source",
        }
    }

    /// All names of this kind that the definition declares, in its order.
    pub(in crate::workflow) fn declared(self, definition: &Definition) -> Vec<&str> {
        fn keys<N: Name, V>(section: &indexmap::IndexMap<N, V>) -> Vec<&str> {
            section.keys().map(Name::text).collect()
        }
        match self {
            Self::State => keys(&definition.states),
            Self::Transition => keys(&definition.transitions),
            Self::Limit => keys(&definition.limits),
            Self::Letter => keys(&definition.letters),
            Self::Form => keys(&definition.forms),
            Self::Evidence => keys(&definition.evidence),
            Self::Ground => keys(&definition.grounds),
            Self::Outcome => keys(&definition.outcomes),
            Self::Counter => keys(&definition.counters),
            Self::Source => keys(&definition.sources),
        }
    }
}

/// A name that refers to a declared thing.
trait Name {
    const KIND: Kind;
    fn text(&self) -> &str;
    fn read(text: &str) -> Self;
}

macro_rules! refers {
    ($($name:ident => $kind:ident;)*) => {$(
        impl Name for $name {
            const KIND: Kind = Kind::$kind;
            fn text(&self) -> &str {
                self.as_str()
            }
            fn read(text: &str) -> Self {
                Self::from(text)
            }
        }
    )*};
}

refers! {
    StateName => State;
    TransitionName => Transition;
    LimitName => Limit;
    LetterName => Letter;
    FormName => Form;
    EvidenceName => Evidence;
    GroundName => Ground;
    OutcomeName => Outcome;
    CounterName => Counter;
    SourceName => Source;
}

/// A place where a thing is named.
pub(in crate::workflow) struct Reference<'a> {
    /// What kind of thing.
    pub(in crate::workflow) kind: Kind,
    /// The name as the file says; empty where a required name is missing.
    pub(in crate::workflow) name: &'a str,
    /// Where it stands.
    pub(in crate::workflow) at: String,
}

/// Looks at a reference and may put another name in its place.
pub(in crate::workflow) type Visitor<'v> = &'v mut dyn FnMut(Reference<'_>) -> Option<String>;

/// Visits every reference of a definition, in the order of the schema.
pub(in crate::workflow) fn visit(definition: &mut Definition, visitor: Visitor<'_>) {
    let mut walk = Walk { visitor, path: Vec::new() };
    walk.one("initial", &mut definition.initial);
    walk.inside("filing", |walk| {
        walk.optional("form", &mut definition.filing.form);
        walk.list("tells", &mut definition.filing.tells);
    });
    for (name, counter) in &mut definition.counters {
        walk.within(["counters", name.as_str()], |walk| walk.one("source", &mut counter.source));
    }
    for (name, ground) in &mut definition.grounds {
        walk.within(["grounds", name.as_str()], |walk| walk.one("source", &mut ground.source));
    }
    for (name, letter) in &mut definition.letters {
        walk.within(["letters", name.as_str()], |walk| walk.optional("source", &mut letter.source));
    }
    for (index, notice) in definition.required_notices.iter_mut().enumerate() {
        walk.within(["required_notices", &index.to_string()], |walk| walk.notice(notice));
    }
    for (name, limit) in &mut definition.limits {
        walk.within(["limits", name.as_str()], |walk| walk.limit(limit));
    }
    for (name, state) in &mut definition.states {
        walk.within(["states", name.as_str()], |walk| walk.list("limits", &mut state.limits));
    }
    for (name, transition) in &mut definition.transitions {
        walk.within(["transitions", name.as_str()], |walk| walk.transition(transition));
    }
}

struct Walk<'v> {
    visitor: Visitor<'v>,
    path: Vec<String>,
}

impl Walk<'_> {
    fn inside(&mut self, part: &str, visit: impl FnOnce(&mut Self)) {
        self.path.push(part.to_owned());
        visit(self);
        self.path.pop();
    }

    fn within(&mut self, [section, name]: [&str; 2], visit: impl FnOnce(&mut Self)) {
        self.inside(section, |walk| walk.inside(name, visit));
    }

    fn one<N: Name>(&mut self, key: &str, name: &mut N) {
        let at = pointer(self.path.iter().map(String::as_str).chain([key]));
        if let Some(other) = (self.visitor)(Reference { kind: N::KIND, name: name.text(), at }) {
            *name = N::read(&other);
        }
    }

    fn optional<N: Name>(&mut self, key: &str, name: &mut Option<N>) {
        if let Some(name) = name {
            self.one(key, name);
        }
    }

    fn list<N: Name>(&mut self, key: &str, names: &mut [N]) {
        self.inside(key, |walk| {
            for (index, name) in names.iter_mut().enumerate() {
                walk.one(&index.to_string(), name);
            }
        });
    }

    fn notice(&mut self, notice: &mut RequiredNotice) {
        self.list("letters", &mut notice.letters);
        self.one("through", &mut notice.through);
        self.list("except", &mut notice.except);
        self.one("source", &mut notice.source);
    }

    fn limit(&mut self, limit: &mut Limit) {
        self.list("met_by", &mut limit.met_by);
        self.list("restarts_on", &mut limit.restarts_on);
        self.list("paused_by", &mut limit.paused_by);
        if let Some(extension) = &mut limit.extension {
            self.inside("extension", |walk| walk.one("source", &mut extension.source));
        }
        self.one("source", &mut limit.source);
    }

    fn transition(&mut self, transition: &mut Transition) {
        self.list("from", &mut transition.from);
        self.optional("to", &mut transition.to);
        self.inside("when", |walk| {
            walk.list("exhausted", &mut transition.when.exhausted);
            walk.list("in_time", &mut transition.when.in_time);
            walk.list("other_than", &mut transition.when.other_than);
            walk.list("outcome", &mut transition.when.outcome);
        });
        self.optional("form", &mut transition.form);
        self.list("evidence", &mut transition.evidence);
        self.list("tells", &mut transition.tells);
        self.optional("counts", &mut transition.counts);
        self.optional("outcome", &mut transition.outcome);
        self.optional("source", &mut transition.source);
    }
}
