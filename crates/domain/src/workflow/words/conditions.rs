//! The conditions of a transition in plain words.

use super::{Names, Words, listed};
use crate::id::CategoryCode;
use crate::text::Bilingual;
use crate::workflow::Conditions;

/// Each condition that is set, as one phrase.
pub(in crate::workflow) fn conditions(when: &Conditions, names: Names<'_>) -> Vec<Bilingual> {
    let mut said = classification(when);
    said.extend(progress(when));
    said.extend(history(when, names));
    said
}

fn classification(when: &Conditions) -> Vec<Bilingual> {
    let mut said = Vec::new();
    if !when.complexity.is_empty() {
        said.push(phrase("复杂程度为", "complexity is", when.complexity.iter().map(Words::words)));
    }
    if !when.risk.is_empty() {
        said.push(phrase("风险等级为", "risk is", when.risk.iter().map(Words::words)));
    }
    if !when.category.is_empty() {
        said.push(phrase("类别属于", "category under", when.category.iter().map(code)));
    }
    if !when.not_category.is_empty() {
        said.push(phrase("类别不属于", "category not under", when.not_category.iter().map(code)));
    }
    said.extend(when.anonymous.map(|yes| choose(yes, ("匿名", "anonymous"), ("实名", "named"))));
    said
}

fn progress(when: &Conditions) -> Vec<Bilingual> {
    let contacted = when.contacted.map(|yes| {
        let not = ("尚未联系群众", "citizen not contacted yet");
        choose(yes, ("已联系群众", "citizen contacted"), not)
    });
    let solved = when.solved.map(|yes| {
        let not = ("群众答复未解决", "citizen says it was not solved");
        choose(yes, ("群众答复已解决", "citizen says it was solved"), not)
    });
    let assistants = when.assistants_done.then(|| {
        Bilingual::new(
            "协办单位均已反馈或解除",
            "every assisting unit has contributed or was released",
        )
    });
    let signing =
        when.signing_passed.then(|| Bilingual::new("会签已通过", "the signing round passed"));
    [contacted, assistants, signing, solved].into_iter().flatten().collect()
}

fn history(when: &Conditions, names: Names<'_>) -> Vec<Bilingual> {
    let mut said = Vec::new();
    if !when.exhausted.is_empty() {
        let counters = when.exhausted.iter().map(|name| names.counter(name));
        said.push(phrase("次数已满：", "used up:", counters));
    }
    if !when.in_time.is_empty() {
        let limits = when.in_time.iter().map(|name| names.limit(name));
        said.push(phrase("未超期：", "in time:", limits));
    }
    if !when.other_than.is_empty() {
        let done = when.other_than.iter().map(|name| names.transition(name));
        said.push(phrase("不得与此前办理人相同：", "someone other than who did:", done));
    }
    if !when.outcome.is_empty() {
        let outcomes = when.outcome.iter().map(|name| names.outcome(name));
        said.push(phrase("结果为", "outcome is", outcomes));
    }
    said
}

fn phrase(zh: &str, en: &str, items: impl Iterator<Item = Bilingual>) -> Bilingual {
    let items = listed(items);
    Bilingual::new(format!("{zh}{}", items.zh), format!("{en} {}", items.en))
}

fn choose(yes: bool, if_yes: (&str, &str), if_no: (&str, &str)) -> Bilingual {
    let (zh, en) = if yes { if_yes } else { if_no };
    Bilingual::new(zh, en)
}

fn code(code: &CategoryCode) -> Bilingual {
    Bilingual::new(code.as_str(), code.as_str())
}
