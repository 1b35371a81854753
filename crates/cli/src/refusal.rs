//! Why something was refused, with the names that the workflow gives to what is missing.

use domain::case::{FieldFault, Rejection};
use domain::id::{EvidenceName, FieldName};
use domain::text::Bilingual;
use domain::workflow::{Condition, Words as _};

use crate::words::Words;

/// The refusal in a sentence.
pub(crate) fn text(rejection: &Rejection, words: Words<'_>) -> String {
    if let Rejection::WrongState { state } = rejection {
        let state = words.state(state);
        return words.choose(
            format!("案件处于“{state}”，不能这样做"),
            format!("not while the case is in “{state}”"),
        );
    }
    if let Rejection::ConditionFails { condition } = rejection {
        return of_condition(condition, words);
    }
    if let Rejection::CaseSuspended { until } = rejection {
        let until = words.deadline(*until);
        return words
            .choose(format!("案件中止至 {until}"), format!("the case is suspended until {until}"));
    }
    let general = rejection.public_message().get(words.language).to_owned();
    let missing = missing(rejection, words);
    if missing.is_empty() {
        return general;
    }
    let missing = missing.join(words.say("、", ", "));
    words.choose(format!("{general}：{missing}"), format!("{general}: {missing}"))
}

/// What a list in the refusal names.
fn missing(rejection: &Rejection, words: Words<'_>) -> Vec<String> {
    if let Rejection::FormFaulty { fields } = rejection {
        return fields.iter().map(|(field, fault)| of_field(field, fault, words)).collect();
    }
    if let Rejection::EvidenceMissing { evidence } = rejection {
        return evidence.iter().map(|kind| of_evidence(kind, words)).collect();
    }
    if let Rejection::NotYours { seats } = rejection {
        return seats.iter().map(|seat| seat.words().get(words.language).to_owned()).collect();
    }
    Vec::new()
}

fn of_field(name: &FieldName, fault: &FieldFault, words: Words<'_>) -> String {
    let mut forms = words.world.workflow.definition().forms.values();
    let field = forms.find_map(|form| form.fields.get(name.as_str()));
    let label = field.map_or(name.as_str(), |field| field.label.get(words.language));
    let fault = match fault {
        FieldFault::Missing => words.say("未填", "missing").to_owned(),
        FieldFault::Unknown => words.say("没有这一项", "no such field").to_owned(),
        FieldFault::WrongKind => words.say("写法不对", "not of its kind").to_owned(),
        FieldFault::TooLong(longest) => {
            words.choose(format!("超过 {longest} 字"), format!("over {longest} characters"))
        }
        FieldFault::NotAChoice => words.say("不在选项中", "not one of the choices").to_owned(),
    };
    words.choose(format!("{label}（{fault}）"), format!("{label} ({fault})"))
}

fn of_evidence(name: &EvidenceName, words: Words<'_>) -> String {
    let kind = words.world.workflow.definition().evidence.get(name.as_str());
    kind.map_or(name.as_str(), |kind| kind.name.get(words.language)).to_owned()
}

fn of_condition(condition: &Condition, words: Words<'_>) -> String {
    let text = match condition {
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
        Condition::SigningPassed => Bilingual::new("会签尚未通过", "no signing round has passed"),
        Condition::Solved(true) => {
            Bilingual::new("群众没有说已解决", "the citizen has not said that it is solved")
        }
        Condition::Solved(false) => {
            Bilingual::new("群众没有说未解决", "the citizen has not said that it is unsolved")
        }
        Condition::Exhausted(counter) => {
            let counter = words.counter(counter);
            Bilingual::new(format!("“{counter}”尚未用完"), format!("“{counter}” is not used up"))
        }
        Condition::InTime(limit) => {
            let limit = words.limit(limit);
            Bilingual::new(format!("“{limit}”已过期"), format!("“{limit}” is past"))
        }
        Condition::OtherThan(transition) => {
            let label = words.transition(transition);
            Bilingual::new(
                format!("不能与办理“{label}”的是同一人"),
                format!("not by the person who did “{label}”"),
            )
        }
        Condition::Outcome => Bilingual::new("已记结果不符", "not for the outcome recorded"),
    };
    text.get(words.language).to_owned()
}
