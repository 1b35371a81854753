//! Proof: texts stand in both languages, names are well formed, placeholders are known, forms can be filled.

use indexmap::IndexMap;

use super::Ground;
use super::words::listed;
use crate::finding::{Finding, pointer};
use crate::id::FieldName;
use crate::meant::nearest;
use crate::text::Bilingual;
use crate::workflow::{Definition, Field, FieldKind, Form};

/// What a letter's text may hold in braces; filled in when the letter is written.
///
/// `case_number` the public number, `receipt_code` and `link` by which the citizen follows the case, `phone` the
/// center's telephone, `center` the center, `unit` the lead unit, `assistants` the assisting units, `category` what it
/// is about, `state` where it stands, `day` today, `deadline` the day by which something is due, `limit` the limit
/// meant and `extension` by how much it was extended, `reason` in words, `ground` and `until` of a suspension or an
/// order, `outcome` the result.
pub const PLACEHOLDERS: &[&str] = &[
    "case_number",
    "receipt_code",
    "link",
    "phone",
    "center",
    "unit",
    "assistants",
    "category",
    "state",
    "day",
    "deadline",
    "limit",
    "extension",
    "reason",
    "ground",
    "until",
    "outcome",
];

/// One finding for each text, name, placeholder or form that is not as it should be.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let definition = ground.definition;
    let mut findings = head(definition);
    findings.extend(ids(definition));
    texts(definition, &mut |at, text| findings.extend(incomplete(at, text)));
    findings.extend(letters(definition));
    findings.extend(forms(definition));
    findings
}

fn head(definition: &Definition) -> Vec<Finding> {
    let mut findings = Vec::new();
    if definition.version == 0 {
        findings.push(Finding::error(
            "bad-version",
            "/version",
            "版本号须为 1 或更大的整数",
            "the version must be 1 or more",
        ));
    }
    let place = definition.jurisdiction.as_str();
    if !(2..=12).contains(&place.len()) || !place.bytes().all(|byte| byte.is_ascii_digit()) {
        findings.push(Finding::error(
            "bad-place",
            "/jurisdiction",
            format!("`{place}` 不是 2 至 12 位的行政区划代码"),
            format!("`{place}` is not a division code of 2 to 12 digits"),
        ));
    }
    match (definition.effective_from, definition.effective_until) {
        (None, _) => findings.push(Finding::error(
            "missing-date",
            "/effective_from",
            "须写明自哪一天起受理新件",
            "state the first day on which new cases may begin",
        )),
        (Some(from), Some(until)) if until < from => findings.push(Finding::error(
            "bad-date",
            "/effective_until",
            format!("失效日 {until} 早于生效日 {from}"),
            format!("the last day {until} lies before the first day {from}"),
        )),
        (Some(_), _) => {}
    }
    findings
}

fn ids(definition: &Definition) -> Vec<Finding> {
    fn keys<N: AsIndexKey, V>(section: &str, map: &IndexMap<N, V>, findings: &mut Vec<Finding>) {
        let names = map.keys().map(AsIndexKey::key);
        findings.extend(names.filter_map(|name| bad_name(pointer([section, name]), name)));
    }
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(bad_name("/workflow".to_owned(), definition.workflow.as_str()));
    keys("sources", &definition.sources, &mut findings);
    keys("counters", &definition.counters, &mut findings);
    keys("grounds", &definition.grounds, &mut findings);
    keys("reasons", &definition.reasons, &mut findings);
    keys("outcomes", &definition.outcomes, &mut findings);
    keys("evidence", &definition.evidence, &mut findings);
    keys("forms", &definition.forms, &mut findings);
    keys("letters", &definition.letters, &mut findings);
    keys("limits", &definition.limits, &mut findings);
    keys("states", &definition.states, &mut findings);
    keys("transitions", &definition.transitions, &mut findings);
    findings
}

/// A name that stands as a key in a definition.
trait AsIndexKey {
    fn key(&self) -> &str;
}

impl<T: std::borrow::Borrow<str>> AsIndexKey for T {
    fn key(&self) -> &str {
        self.borrow()
    }
}

fn bad_name(at: String, name: &str) -> Option<Finding> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let fine = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && name.bytes().all(plain);
    (!fine).then(|| {
        Finding::error(
            "bad-name",
            at,
            format!("名称 `{name}` 不规范"),
            format!("`{name}` is not a well-formed name"),
        )
        .help(
            "用小写字母开头，只含小写字母、数字和下划线",
            "begin with a small letter, then small letters, digits and underscores",
        )
    })
}

fn incomplete(at: String, text: &Bilingual) -> Option<Finding> {
    let missing = match (text.zh.trim().is_empty(), text.en.trim().is_empty()) {
        (false, false) => return None,
        (true, false) => ("缺少中文", "the Chinese text is missing"),
        (false, true) => ("缺少英文", "the English text is missing"),
        (true, true) => ("缺少中文和英文", "the text is missing in both languages"),
    };
    Some(
        Finding::error("missing-text", at, missing.0, missing.1)
            .help("写成 `{ zh: …, en: … }`", "write `{ zh: …, en: … }`"),
    )
}

/// Calls `look` for each text for people, with its place.
fn texts(definition: &Definition, look: &mut dyn FnMut(String, &Bilingual)) {
    look("/name".to_owned(), &definition.name);
    look("/summary".to_owned(), &definition.summary);
    for (name, source) in &definition.sources {
        look(pointer(["sources", name.as_str(), "cite"]), &source.cite);
    }
    let named = [
        ("counters", pairs(&definition.counters, |counter| &counter.name)),
        ("grounds", pairs(&definition.grounds, |ground| &ground.name)),
        ("reasons", pairs(&definition.reasons, |reason| &reason.name)),
        ("outcomes", pairs(&definition.outcomes, |outcome| &outcome.name)),
        ("evidence", pairs(&definition.evidence, |evidence| &evidence.name)),
        ("forms", pairs(&definition.forms, |form| &form.name)),
        ("letters", pairs(&definition.letters, |letter| &letter.name)),
        ("limits", pairs(&definition.limits, |limit| &limit.name)),
        ("states", pairs(&definition.states, |state| &state.name)),
    ];
    for (section, (name, text)) in named
        .into_iter()
        .flat_map(|(section, pairs)| pairs.into_iter().map(move |pair| (section, pair)))
    {
        look(pointer([section, name, "name"]), text);
    }
    for (name, letter) in &definition.letters {
        look(pointer(["letters", name.as_str(), "text"]), &letter.text);
    }
    for (name, state) in &definition.states {
        state
            .public
            .iter()
            .for_each(|text| look(pointer(["states", name.as_str(), "public"]), text));
        state
            .no_limit
            .iter()
            .for_each(|text| look(pointer(["states", name.as_str(), "no_limit"]), text));
    }
    for (name, transition) in &definition.transitions {
        look(pointer(["transitions", name.as_str(), "label"]), &transition.label);
    }
}

fn pairs<N: AsIndexKey, V>(
    section: &IndexMap<N, V>,
    text: fn(&V) -> &Bilingual,
) -> Vec<(&str, &Bilingual)> {
    section.iter().map(|(name, value)| (name.key(), text(value))).collect()
}

fn letters(definition: &Definition) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, letter) in &definition.letters {
        let in_text = |language: &str| pointer(["letters", name.as_str(), "text", language]);
        findings.extend(placeholders(&letter.text.zh, &in_text("zh")));
        findings.extend(placeholders(&letter.text.en, &in_text("en")));
        let (zh, en) = (braced(&letter.text.zh), braced(&letter.text.en));
        let alone =
            zh.iter().find(|name| !en.contains(name)).or(en.iter().find(|name| !zh.contains(name)));
        if let (Some(alone), false) = (alone, letter.text.is_incomplete()) {
            findings.push(Finding::error(
                "placeholder-mismatch",
                pointer(["letters", name.as_str(), "text"]),
                format!("占位符 `{{{alone}}}` 只出现在一种语言中"),
                format!("placeholder `{{{alone}}}` stands in one language only"),
            ));
        }
        if letter.to.is_empty() {
            findings.push(Finding::error(
                "letter-to-nobody",
                pointer(["letters", name.as_str(), "to"]),
                format!("文书 `{name}` 没有收件人"),
                format!("letter `{name}` goes to nobody"),
            ));
        }
    }
    findings
}

/// What stands in braces, in order.
fn braced(text: &str) -> Vec<&str> {
    let openings = text.split('{').skip(1);
    openings.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

fn placeholders(text: &str, at: &str) -> Vec<Finding> {
    let unknown = braced(text).into_iter().filter(|name| !PLACEHOLDERS.contains(name));
    unknown
        .map(|name| {
            let finding = Finding::error(
                "unknown-placeholder",
                at,
                format!("没有占位符 `{{{name}}}`"),
                format!("there is no placeholder `{{{name}}}`"),
            );
            let known = listed(PLACEHOLDERS.iter().copied());
            match nearest(name, PLACEHOLDERS.iter().copied()) {
                Some(meant) => finding
                    .help(format!("是否应为 `{{{meant}}}`"), format!("did you mean `{{{meant}}}`")),
                None => {
                    finding.help(format!("可用：{}", known.zh), format!("there are {}", known.en))
                }
            }
        })
        .collect()
}

fn forms(definition: &Definition) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (form_name, form) in &definition.forms {
        if form.fields.is_empty() {
            findings.push(Finding::error(
                "empty-form",
                pointer(["forms", form_name.as_str(), "fields"]),
                format!("表单 `{form_name}` 没有字段"),
                format!("form `{form_name}` has no fields"),
            ));
        }
        for (name, field) in &form.fields {
            let at =
                |key: &str| pointer(["forms", form_name.as_str(), "fields", name.as_str(), key]);
            let here = pointer(["forms", form_name.as_str(), "fields", name.as_str()]);
            findings.extend(bad_name(here, name.as_str()));
            findings.extend(incomplete(at("label"), &field.label));
            findings.extend(choices(&at("choices"), name.as_str(), field));
            findings.extend(required_with(&at("required_with"), form, field));
        }
    }
    findings
}

/// What makes a field required must be a choice of another field.
fn required_with(at: &str, form: &Form, field: &Field) -> Vec<Finding> {
    let unknown = |(name, choice): &(&FieldName, &String)| {
        let other = form.fields.get(*name);
        other.is_none_or(|other| !other.choices.contains_key(choice.as_str()))
    };
    let unknown = field.required_with.iter().filter(unknown).map(|(name, choice)| {
        let at = format!("{at}{}", pointer([name.as_str()]));
        let finding = Finding::error(
            "unknown-choice",
            at,
            format!("表单里没有选项 `{choice}` 的字段 `{name}`"),
            format!("the form has no field `{name}` with the choice `{choice}`"),
        );
        finding.help(
            "写同一表单中选择项的名称和它的一个选项",
            "name a choice of this form and one of its choices",
        )
    });
    let needless = (field.required && !field.required_with.is_empty()).then(|| {
        let finding = Finding::error(
            "needless-required-with",
            at,
            "字段总是必填，`required_with` 没有意义",
            "the field is always required, so that `required_with` says nothing",
        );
        finding.help("删去 `required` 或 `required_with`", "remove `required` or `required_with`")
    });
    unknown.chain(needless).collect()
}

fn choices(at: &str, name: &str, field: &Field) -> Vec<Finding> {
    let mut findings = Vec::new();
    match (field.kind == FieldKind::Choice, field.choices.is_empty()) {
        (true, true) => findings.push(Finding::error(
            "no-choices",
            at,
            format!("选择项 `{name}` 没有可选值"),
            format!("choice `{name}` has nothing to choose from"),
        )),
        (false, false) => findings.push(
            Finding::error(
                "needless-choices",
                at,
                format!("字段 `{name}` 不是选择项，却列了可选值"),
                format!("field `{name}` lists choices and is not a choice"),
            )
            .help(
                "写 `kind: choice`，或删去 `choices`",
                "write `kind: choice`, or remove `choices`",
            ),
        ),
        (true, false) | (false, true) => {}
    }
    for (value, label) in &field.choices {
        findings.extend(bad_name(format!("{at}{}", pointer([value.as_str()])), value));
        findings.extend(incomplete(format!("{at}{}", pointer([value.as_str()])), label));
    }
    findings
}
