//! The tables of the page.

use crate::id::SourceName;
use crate::text::{Bilingual, Language};
use crate::workflow::words::{Names, Words, conditions, level, limit_length, listed};
use crate::workflow::{Definition, Extension, Field, Form, Limit, State, Transition};

/// A page as it grows.
pub(super) struct Page<'a> {
    definition: &'a Definition,
    language: Language,
    text: String,
}

/// One row, before a language is chosen.
type Row = Vec<Bilingual>;

impl<'a> Page<'a> {
    pub(super) fn new(definition: &'a Definition, language: Language) -> Self {
        Self { definition, language, text: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.text.trim_end().to_owned() + "\n"
    }

    pub(super) fn heading(&mut self, depth: usize, words: &Bilingual) {
        let words = escaped(words.get(self.language));
        self.text.push_str(&format!("{} {words}\n\n", "#".repeat(depth)));
    }

    pub(super) fn paragraph(&mut self, words: &Bilingual) {
        let words = words.get(self.language).trim();
        if !words.is_empty() {
            self.text.push_str(&format!("{words}\n\n"));
        }
    }

    fn names(&self) -> Names<'a> {
        Names(self.definition)
    }

    /// A section with one table; nothing if the table is empty.
    fn table(&mut self, title: (&str, &str), head: &[(&str, &str)], rows: Vec<Row>) {
        if rows.is_empty() {
            return;
        }
        self.heading(2, &Bilingual::new(title.0, title.1));
        let head: Row = head.iter().map(|(zh, en)| Bilingual::new(*zh, *en)).collect();
        self.row(&head);
        self.text.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
        rows.into_iter().for_each(|row| self.row(&row));
        self.text.push('\n');
    }

    fn row(&mut self, cells: &[Bilingual]) {
        let cells = cells.iter().map(|cell| format!(" {} |", escaped(cell.get(self.language))));
        let cells: String = cells.collect();
        self.text.push_str(&format!("|{cells}\n"));
    }

    fn source(&self, source: &SourceName) -> Bilingual {
        let Some(found) = self.definition.sources.get(source) else {
            return key(source);
        };
        let kind = found.kind.words();
        Bilingual::new(
            format!("{}（{}）", found.cite.zh, kind.zh),
            format!("{} ({})", found.cite.en, kind.en),
        )
    }

    pub(super) fn states(&mut self) {
        let rows = self.definition.states.iter().map(|(name, state)| {
            let stage = Bilingual::new(
                format!("{} {}", state.stage.character(), state.stage.words().zh),
                format!("{} {}", state.stage.character(), state.stage.words().en),
            );
            let end = if state.end { yes() } else { Bilingual::default() };
            vec![
                self.names().state(name),
                key(name),
                stage,
                state.holder.words(),
                self.limits_of(state),
                state.public.clone().unwrap_or_default(),
                end,
            ]
        });
        let rows = rows.collect();
        let head = [
            ("状态", "State"),
            ("标识", "Key"),
            ("阶段", "Stage"),
            ("责任主体", "Holder"),
            ("时限和依据", "Limits and sources"),
            ("对群众显示", "Shown to the citizen"),
            ("结束", "End"),
        ];
        self.table(("状态", "States"), &head, rows);
    }

    fn limits_of(&self, state: &State) -> Bilingual {
        let limits = state.limits.iter().map(|name| {
            let limit = self.definition.limits.get(name);
            let length = limit.map(limit_length).unwrap_or_default();
            let source = limit.map(|limit| self.source(&limit.source)).unwrap_or_default();
            let named = self.names().limit(name);
            Bilingual::new(
                format!("{} {}〔{}〕", named.zh, length.zh, source.zh),
                format!("{} {} [{}]", named.en, length.en, source.en),
            )
        });
        match &state.no_limit {
            Some(reason) if state.limits.is_empty() => Bilingual::new(
                format!("不设时限：{}", reason.zh),
                format!("no limit: {}", reason.en),
            ),
            Some(_) | None => listed(limits),
        }
    }

    pub(super) fn transitions(&mut self) {
        let rows = self.definition.transitions.iter().map(|(name, transition)| {
            let mut row = vec![self.names().transition(name), key(name)];
            row.extend(self.way(transition));
            row.extend(self.terms(transition));
            row
        });
        let rows = rows.collect();
        let head = [
            ("操作", "Transition"),
            ("标识", "Key"),
            ("动作", "Verb"),
            ("自", "From"),
            ("至", "To"),
            ("谁可办理", "Who"),
            ("条件", "Conditions"),
            ("表单", "Form"),
            ("证明材料", "Evidence"),
            ("发出文书", "Letters"),
            ("计次", "Counts"),
            ("结果", "Outcome"),
            ("依据", "Source"),
        ];
        self.table(("操作", "Transitions"), &head, rows);
    }

    fn way(&self, transition: &Transition) -> Row {
        let names = self.names();
        let stays = || Bilingual::new("状态不变", "stays");
        let mut to = transition.to.as_ref().map_or_else(stays, |to| names.state(to));
        if let Some(backwards) = transition.backwards {
            let backwards = backwards.words();
            to.zh.push_str(&format!("（{}）", backwards.zh));
            to.en.push_str(&format!(" ({})", backwards.en));
        }
        let from = listed(transition.from.iter().map(|from| names.state(from)));
        vec![transition.verb.words(), from, to, listed(transition.by.iter().map(Words::words))]
    }

    fn terms(&self, transition: &Transition) -> Row {
        let names = self.names();
        let source = transition.source.as_ref().map(|source| self.source(source));
        vec![
            some(conditions(&transition.when, names)),
            some(transition.form.iter().map(|form| names.form(form))),
            some(transition.evidence.iter().map(|kind| names.evidence(kind))),
            some(transition.tells.iter().map(|letter| names.letter(letter))),
            some(transition.counts.iter().map(|counter| names.counter(counter))),
            some(transition.outcome.iter().map(|outcome| names.outcome(outcome))),
            source.unwrap_or_default(),
        ]
    }

    pub(super) fn limits(&mut self) {
        let rows = self.definition.limits.iter().map(|(name, limit)| self.limit(&key(name), limit));
        let rows = rows.collect();
        let head = [
            ("时限", "Limit"),
            ("标识", "Key"),
            ("期限", "Length"),
            ("遇休息日顺延", "Rolls"),
            ("末日截止", "Last day ends"),
            ("对群众承诺", "Promise"),
            ("视为办到", "Met by"),
            ("重新起算", "Restarts on"),
            ("不计入", "Paused by"),
            ("延期", "Extension"),
            ("依据", "Source"),
        ];
        self.table(("时限", "Limits"), &head, rows);
    }

    fn limit(&self, key: &Bilingual, limit: &Limit) -> Row {
        let names = self.names();
        vec![
            limit.name.clone(),
            key.clone(),
            limit_length(limit),
            limit.rolls.words(),
            limit.day_end.words(),
            limit.promise.words(),
            some(limit.met_by.iter().map(|name| names.transition(name))),
            some(limit.restarts_on.iter().map(|name| names.transition(name))),
            some(limit.paused_by.iter().map(|name| names.ground(name))),
            limit.extension.as_ref().map(|e| self.extension(e)).unwrap_or_default(),
            self.source(&limit.source),
        ]
    }

    fn extension(&self, extension: &Extension) -> Bilingual {
        let Extension { longest, times, source } = extension;
        let (longest, source) = (longest.words(), self.source(source));
        Bilingual::new(
            format!("最多 {times} 次，每次最长 {}〔{}〕", longest.zh, source.zh),
            format!("{times} times, each at most {} [{}]", longest.en, source.en),
        )
    }

    pub(super) fn ladders(&mut self) {
        let rows = self.definition.limits.values().flat_map(|limit| {
            let levels = limit.ladder.iter().map(level);
            levels.map(|level| vec![limit.name.clone(), level])
        });
        let rows = rows.collect();
        let head = [("时限", "Limit"), ("何时做什么（告知谁）", "When: what (who is told)")];
        self.table(("预警和升级", "Warnings and escalation"), &head, rows);
    }

    pub(super) fn counters(&mut self) {
        let rows = self.definition.counters.values().map(|counter| {
            vec![counter.name.clone(), counter.at_most.words(), self.source(&counter.source)]
        });
        let rows = rows.collect();
        let head = [("次数限制", "Counter"), ("上限", "At most"), ("依据", "Source")];
        self.table(("次数限制", "Counters"), &head, rows);
    }

    pub(super) fn grounds(&mut self) {
        let rows = self.definition.grounds.values().map(|ground| {
            vec![
                ground.name.clone(),
                ground.longest.words(),
                ground.document.words(),
                ground.holder.words(),
                self.source(&ground.source),
            ]
        });
        let rows = rows.collect();
        let head = [
            ("挂起事由", "Ground"),
            ("最长", "Longest"),
            ("须有文书", "Document"),
            ("时间记", "Charged to"),
            ("依据", "Source"),
        ];
        self.table(("挂起事由", "Grounds for suspension"), &head, rows);
    }

    pub(super) fn forms(&mut self) {
        let rows = self.definition.forms.values().flat_map(|form| {
            form.fields.values().map(|field| {
                vec![
                    form.name.clone(),
                    field.label.clone(),
                    field.kind.words(),
                    required(form, field),
                    some(field.choices.values().cloned()),
                    field.visible.words(),
                ]
            })
        });
        let rows = rows.collect();
        let head = [
            ("表单", "Form"),
            ("栏目", "Field"),
            ("类型", "Kind"),
            ("必填", "Required"),
            ("选项", "Choices"),
            ("可见范围", "Visible"),
        ];
        self.table(("表单", "Forms"), &head, rows);
    }

    pub(super) fn letters(&mut self) {
        let rows = self.definition.letters.values().map(|letter| {
            let source = letter.source.as_ref().map(|source| self.source(source));
            let to = listed(letter.to.iter().map(Words::words));
            vec![letter.name.clone(), to, letter.text.clone(), source.unwrap_or_default()]
        });
        let rows = rows.collect();
        let head = [("文书", "Letter"), ("收件人", "To"), ("正文", "Text"), ("依据", "Source")];
        self.table(("文书", "Letters"), &head, rows);
    }

    pub(super) fn notices(&mut self) {
        let names = self.names();
        let rows = self.definition.required_notices.iter().map(|notice| {
            vec![
                listed(notice.letters.iter().map(|letter| names.letter(letter))),
                names.state(&notice.through),
                some(notice.except.iter().map(|outcome| names.outcome(outcome))),
                self.source(&notice.source),
            ]
        });
        let rows = rows.collect();
        let head = [
            ("文书（任一）", "Letter (any one)"),
            ("经过状态", "Through"),
            ("除外", "Except"),
            ("依据", "Source"),
        ];
        self.table(("法定告知", "Required notices"), &head, rows);
    }

    pub(super) fn sources(&mut self) {
        let sources = self.definition.sources.values();
        let rows = sources.map(|source| vec![source.cite.clone(), source.kind.words()]).collect();
        let head = [("引文", "Citation"), ("效力", "Force")];
        self.table(("依据", "Sources"), &head, rows);
    }
}

fn key(name: &dyn std::fmt::Display) -> Bilingual {
    Bilingual::new(name.to_string(), name.to_string())
}

fn yes() -> Bilingual {
    Bilingual::new("是", "yes")
}

/// A list in one cell; empty if there is nothing.
fn some(items: impl IntoIterator<Item = Bilingual>) -> Bilingual {
    let items: Vec<_> = items.into_iter().collect();
    if items.is_empty() { Bilingual::default() } else { listed(items) }
}

/// Text that stays in its cell and is not read as markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => safe.push(' '),
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' | '#' => {
                safe.push('\\');
                safe.push(character);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Whether a field must be entered, or with which choices.
fn required(form: &Form, field: &Field) -> Bilingual {
    if field.required_with.is_empty() {
        return field.required.words();
    }
    let chosen = field.required_with.iter().map(|(name, choice)| {
        let other = form.fields.get(name);
        let label = other.map(|other| other.label.clone()).unwrap_or_default();
        let choice = other.and_then(|other| other.choices.get(choice)).cloned().unwrap_or_default();
        Bilingual::new(
            format!("{}为“{}”时", label.zh, choice.zh),
            format!("where {} is “{}”", label.en, choice.en),
        )
    });
    listed(chosen)
}
