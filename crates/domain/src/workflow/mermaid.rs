//! A workflow as a Mermaid state diagram, for pages that render Mermaid.
//!
//! Mermaid draws no dashed line in a state diagram, so what leads backwards bears a mark. Transitions that keep the
//! state are left out: the SVG and the description hold them.

use std::collections::BTreeMap;

use super::words::{Names, Words, limit_length};
use super::{Definition, Stage, State};
use crate::id::StateName;
use crate::text::Language;

/// Mark of a transition that leads backwards.
const BACKWARDS: &str = "↩ ";

/// Writes a `stateDiagram-v2`. References to states that do not exist are left out.
pub fn mermaid(definition: &Definition, language: Language) -> String {
    let title = definition.name.get(language);
    let mut lines = vec![
        "---".to_owned(),
        format!("title: \"{} v{}\"", quoted(title), definition.version),
        "---".to_owned(),
        "stateDiagram-v2".to_owned(),
        "    direction LR".to_owned(),
    ];
    for stage in Stage::ALL {
        lines.extend(stage_block(definition, stage, language));
    }
    if definition.states.contains_key(&definition.initial) {
        lines.push(format!("    [*] --> {}", id(definition, &definition.initial)));
    }
    lines.extend(steps(definition, language));
    for (name, _) in definition.states.iter().filter(|(_, state)| state.end) {
        lines.push(format!("    {} --> [*]", id(definition, name)));
    }
    lines.join("\n") + "\n"
}

fn stage_block(definition: &Definition, stage: Stage, language: Language) -> Vec<String> {
    let states: Vec<_> =
        definition.states.iter().filter(|(_, state)| state.stage == stage).collect();
    if states.is_empty() {
        return Vec::new();
    }
    let words = stage.words();
    let heading = format!("{} {}", stage.character(), words.get(language));
    let mut lines =
        vec![format!("    state \"{}\" as stage_{} {{", escaped(&heading), stage.as_str())];
    for (name, state) in states {
        let label = Names(definition).state(name);
        let id = id(definition, name);
        lines.push(format!("        state \"{}\" as {id}", escaped(label.get(language))));
        lines.push(format!("        {id} : {}", escaped(&facts(definition, state, language))));
    }
    lines.push("    }".to_owned());
    lines
}

/// Holder and limits in one line.
fn facts(definition: &Definition, state: &State, language: Language) -> String {
    let limits = state.limits.iter().filter_map(|name| {
        let length = limit_length(definition.limits.get(name)?);
        let name = Names(definition).limit(name);
        Some(format!("{} {}", name.get(language), length.get(language)))
    });
    let facts = std::iter::once(state.holder.words().get(language).to_owned()).chain(limits);
    facts.collect::<Vec<_>>().join(" · ")
}

/// One line for each pair of states; parallel transitions share it.
fn steps(definition: &Definition, language: Language) -> Vec<String> {
    let mut labels: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (name, transition) in &definition.transitions {
        let Some(to) = transition.to.as_ref().and_then(|to| definition.states.get_index_of(to))
        else {
            continue;
        };
        let mark = if transition.backwards.is_some() { BACKWARDS } else { "" };
        let label = Names(definition).transition(name);
        for from in &transition.from {
            let from = definition.states.get_index_of(from).filter(|from| *from != to);
            if let Some(from) = from {
                let here = labels.entry((from, to)).or_default();
                here.push(format!("{mark}{}", label.get(language)));
            }
        }
    }
    let name = |index: usize| definition.states.get_index(index).map(|(name, _)| name);
    let line = |((from, to), labels): ((usize, usize), Vec<String>)| {
        let (from, to) = (id(definition, name(from)?), id(definition, name(to)?));
        Some(format!("    {from} --> {to} : {}", escaped(&labels.join(" / "))))
    };
    labels.into_iter().filter_map(line).collect()
}

/// A name that Mermaid takes, unique in the diagram and never one of its own words.
fn id(definition: &Definition, name: &StateName) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '_';
    if name.as_str().chars().all(plain) && !name.as_str().is_empty() {
        return format!("s_{name}");
    }
    definition.states.get_index_of(name).map_or_else(String::new, |index| format!("x_{index}"))
}

/// A text inside double quotes in YAML.
fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|character| !character.is_control()).collect();
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Everything that Mermaid could take for syntax, as a character code.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            safe.push(' ');
        } else if character.is_ascii_punctuation() && !"-._/,".contains(character) {
            safe.push_str(&format!("#{};", u32::from(character)));
        } else {
            safe.push(character);
        }
    }
    safe
}
