//! Actions of DIGIT as transitions of ours: verbs, seats, and one transition where several states share an action.

use domain::actor::{Relation, Role, Seat};
use domain::finding::Finding;
use domain::id::{OutcomeName, StateName, TransitionName};
use domain::text::Bilingual;
use domain::workflow::{Backwards, Target, Transition, Verb};
use indexmap::IndexMap;

use super::service::{Action, State};
use super::tables;
use super::translate::{Work, state_name};
use crate::pointer::child;
use crate::words::quote;

impl Work<'_> {
    pub(super) fn transitions(&mut self) -> IndexMap<TransitionName, Transition> {
        let mut transitions: IndexMap<TransitionName, Transition> = IndexMap::new();
        for state in self.kept() {
            for action in &state.actions {
                let transition = self.transition(state, action);
                let plain = tables::name(action.name.as_deref().unwrap_or_default());
                let twin =
                    transitions.get_mut(plain.as_str()).filter(|twin| is_same(twin, &transition));
                if let Some(twin) = twin {
                    twin.from.extend(transition.from);
                    continue;
                }
                transitions.insert(free_name(&transitions, &plain, &transition), transition);
            }
        }
        transitions
    }

    fn transition(&mut self, state: &State, action: &Action) -> Transition {
        let name = action.name.as_deref().unwrap_or_default();
        let from = state_name(state.name.as_deref());
        let to = action.next.as_deref().map_or_else(|| from.clone(), |next| state_name(Some(next)));
        let (verb, label) = self.verb(action, from == to);
        let leaves_out_target = match verb.target() {
            Target::Required => false,
            Target::Forbidden | Target::Optional => from == to,
        };
        let is_end =
            |known: &&State| known.is_end && known.name.is_some() && known.name == action.next;
        let end = self.service.states.iter().find(is_end).and_then(|state| state.name.as_deref());
        Transition {
            verb,
            label: Bilingual::new(label.unwrap_or(name), name),
            from: vec![from],
            to: (!leaves_out_target).then_some(to),
            by: self.seats(action),
            outcome: end.map(|end| OutcomeName::new(tables::name(end))),
            backwards: backwards(verb),
            ..Transition::default()
        }
    }

    /// The verb of an action; `advance` where none is known, or where ours would not move the case.
    fn verb(&mut self, action: &Action, stays: bool) -> (Verb, Option<&'static str>) {
        let name = action.name.as_deref().unwrap_or_default();
        let at = child(&action.at, "action");
        let Some((verb, label)) = tables::verb(name) else {
            self.findings.push(Finding::warning(
                "digit-unknown-action",
                at,
                format!("不认识的动作 {},按“推进”导入", quote(name)),
                format!("unknown action {}; imported as `advance`", quote(name)),
            ));
            return (Verb::Advance, None);
        };
        if verb.target() == Target::Forbidden && !stays {
            self.findings.push(Finding::warning(
                "digit-action-moves",
                at,
                format!("动作 {} 会改变状态,`{}` 不会;按“推进”导入", quote(name), verb.as_str()),
                format!(
                    "action {} moves the case, `{}` does not; imported as `advance`",
                    quote(name),
                    verb.as_str()
                ),
            ));
            return (Verb::Advance, Some(label));
        }
        (verb, Some(label))
    }

    /// The seats of an action; roles that are not known become the handler of the lead unit.
    pub(super) fn seats(&mut self, action: &Action) -> Vec<Seat> {
        let handler = Seat { role: Role::Handler, relation: Relation::Lead };
        let mut seats = Vec::new();
        for (index, role) in action.roles.iter().enumerate() {
            let seat = tables::seat(role).unwrap_or_else(|| {
                self.findings.push(Finding::warning(
                    "digit-unknown-role",
                    child(&child(&action.at, "roles"), &index.to_string()),
                    format!("不认识的角色 {},按 `{handler}` 导入", quote(role)),
                    format!("unknown role {}; imported as `{handler}`", quote(role)),
                ));
                handler
            });
            if !seats.contains(&seat) {
                seats.push(seat);
            }
        }
        seats
    }
}

fn is_same(left: &Transition, right: &Transition) -> bool {
    (left.verb, &left.to, &left.by) == (right.verb, &right.to, &right.by)
}

/// The plain name, or one with the state it leaves if another transition has that.
fn free_name(
    taken: &IndexMap<TransitionName, Transition>,
    plain: &str,
    transition: &Transition,
) -> TransitionName {
    let from = transition.from.first().map(StateName::as_str).unwrap_or_default();
    let with_state = format!("{plain}_from_{from}");
    let numbered = (2..).map(|number: u32| format!("{with_state}_{number}"));
    let mut names = [plain.to_owned(), with_state.clone()].into_iter().chain(numbered);
    let free = names.find(|name| !taken.contains_key(name.as_str()));
    TransitionName::new(free.unwrap_or(with_state))
}

fn backwards(verb: Verb) -> Option<Backwards> {
    [
        (Verb::Return, Backwards::Return),
        (Verb::Object, Backwards::Return),
        (Verb::Reopen, Backwards::Reopen),
        (Verb::Redispatch, Backwards::Redispatch),
    ]
    .into_iter()
    .find_map(|(known, mark)| (known == verb).then_some(mark))
}
