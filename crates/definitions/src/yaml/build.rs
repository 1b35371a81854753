//! Builds the tree from the parser's events. Goes on after everything but a syntax error, a nesting too deep and a
//! second document.

use indexmap::IndexMap;
use indexmap::map::Entry as Slot;
use saphyr_parser::{Event, Parser, ScanError, StrInput};
use serde_json::Value;

use super::{Content, Entry, Node, finding, scalar};
use crate::located::{self, Located, MOST_FINDINGS};
use crate::source::{LARGEST_BYTES, SourceFile, Span};

/// The deepest nesting that is read. The deepest part of a workflow, a condition's list, is at 5.
pub const DEEPEST: usize = 64;

/// Reads the one document of a file. No tree if the file is empty or reading had to stop.
pub fn parse(source: &SourceFile) -> (Option<Node>, Vec<Located>) {
    if source.text().len() > LARGEST_BYTES {
        let located = Located::new(source, finding::too_large(), Span::default());
        return (None, vec![located]);
    }
    let mut builder = Builder::new(source);
    let tree = builder.document().ok().flatten();
    (tree, builder.findings)
}

/// Reading stops; the reason is among the findings.
struct Stop;

struct Builder<'a> {
    source: &'a SourceFile,
    events: Parser<'a, StrInput<'a>>,
    /// The byte of each character: the parser counts characters.
    bytes: Vec<usize>,
    /// The keys and indices on the way to the node that is being read.
    path: Vec<String>,
    findings: Vec<Located>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a SourceFile) -> Self {
        let text = source.text();
        let ends = std::iter::once(text.len());
        Self {
            source,
            events: Parser::new_from_str(text).keep_tags(true),
            bytes: text.char_indices().map(|(byte, _)| byte).chain(ends).collect(),
            path: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Stop> {
        loop {
            match self.next()? {
                (Event::Nothing | Event::StreamStart | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd, span) => {
                    self.say(span, finding::empty);
                    return Ok(None);
                }
                event => {
                    let tree = self.node(event)?;
                    self.end()?;
                    return Ok(Some(tree));
                }
            }
        }
    }

    /// Looks for what may follow the one document.
    fn end(&mut self) -> Result<(), Stop> {
        loop {
            match self.next()? {
                (Event::DocumentStart(_), span) => {
                    self.say(span, finding::several_documents);
                    return Ok(());
                }
                (Event::StreamEnd, _) => return Ok(()),
                _ => {}
            }
        }
    }

    fn node(&mut self, (event, span): (Event<'a>, Span)) -> Result<Node, Stop> {
        self.refuse_excess(span)?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                let content = Content::Scalar(scalar::resolve(&text, style));
                Ok(Node::new(span, content))
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                Ok(Node::new(span, Content::List(self.list()?)))
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                Ok(Node::new(span, Content::Mapping(self.mapping()?)))
            }
            Event::Alias(_) => {
                self.say(span, finding::alias);
                Ok(Node { flawed: true, ..Node::new(span, Content::Scalar(Value::Null)) })
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => Err(Stop),
        }
    }

    fn refuse_excess(&mut self, span: Span) -> Result<(), Stop> {
        if self.path.len() > DEEPEST {
            self.say(span, finding::too_deep);
            return Err(Stop);
        }
        if self.findings.len() >= MOST_FINDINGS {
            self.say(span, |_| located::too_many());
            return Err(Stop);
        }
        Ok(())
    }

    fn list(&mut self) -> Result<Vec<Node>, Stop> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                event => {
                    self.path.push(items.len().to_string());
                    let item = self.node(event)?;
                    self.path.pop();
                    items.push(item);
                }
            }
        }
    }

    fn mapping(&mut self) -> Result<IndexMap<String, Entry>, Stop> {
        let mut entries = IndexMap::new();
        loop {
            let event = match self.next()? {
                (Event::MappingEnd, _) => return Ok(entries),
                event => event,
            };
            let key = self.key(event)?;
            let value = self.next()?;
            let (name, span) = key.unwrap_or_default();
            self.path.push(name.clone());
            let node = self.node(value)?;
            self.keep(&mut entries, name, Entry { key: span, node });
            self.path.pop();
        }
    }

    /// Keeps an entry unless its key has no name or stands there already: the first one counts.
    fn keep(&mut self, entries: &mut IndexMap<String, Entry>, name: String, entry: Entry) {
        if name.is_empty() {
            return;
        }
        match entries.entry(name) {
            Slot::Vacant(slot) => {
                slot.insert(entry);
            }
            Slot::Occupied(first) => {
                let line = self.source.position(first.get().key.start).line;
                let name = first.key().clone();
                self.say(entry.key, |at| finding::duplicate_key(at, &name, line));
            }
        }
    }

    /// The name of a key; none, with a finding, if it is not a text.
    fn key(&mut self, (event, span): (Event<'a>, Span)) -> Result<Option<(String, Span)>, Stop> {
        if let Event::Scalar(text, _, anchor, tag) = event {
            self.refuse_properties(span, anchor, tag.is_some());
            if !text.is_empty() {
                return Ok(Some((text.into_owned(), span)));
            }
        } else {
            self.path.push("?".to_owned());
            self.node((event, span))?;
            self.path.pop();
        }
        self.say(span, finding::key_not_text);
        Ok(None)
    }

    fn refuse_properties(&mut self, span: Span, anchor: usize, tag: bool) {
        if anchor > 0 {
            self.say(self.word(span, '&'), finding::anchor);
        }
        if tag {
            self.say(self.word(span, '!'), finding::tag);
        }
    }

    /// The word of a span that begins with a sign.
    fn word(&self, span: Span, sign: char) -> Span {
        let text = self.source.slice(span);
        let word = text.split_whitespace().find(|word| word.starts_with(sign)).unwrap_or_default();
        let start = span.start + text.find(word).unwrap_or_default();
        Span { start, end: start + word.len() }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), Stop> {
        match self.events.next_event() {
            Some(Ok((event, span))) => {
                Ok((event, self.bytes_between(span.start.index(), span.end.index())))
            }
            Some(Err(error)) => Err(self.syntax(&error)),
            None => Err(Stop),
        }
    }

    fn syntax(&mut self, error: &ScanError) -> Stop {
        let start = error.marker().index();
        let span = self.bytes_between(start, start + 1);
        self.say(span, |at| finding::syntax(at, error.info()));
        Stop
    }

    fn bytes_between(&self, start: usize, end: usize) -> Span {
        let byte = |character: usize| {
            self.bytes.get(character).copied().unwrap_or(self.source.text().len())
        };
        Span { start: byte(start), end: byte(end) }
    }

    fn say(&mut self, span: Span, finding: impl FnOnce(String) -> domain::finding::Finding) {
        let at = domain::finding::pointer(self.path.iter().map(String::as_str));
        let span = self.source.first_line(span);
        self.findings.push(Located::new(self.source, finding(at), span));
    }
}
