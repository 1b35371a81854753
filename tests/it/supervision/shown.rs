//! Every number that a page shows, where on it, and where it leads, read as a browser reads elements.

/// A number, or words with one, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown {
    /// The words.
    pub(super) text: String,
    /// Where they stand: their column of a table, or the element.
    pub(super) place: String,
    /// Where they lead.
    pub(super) to: Option<String>,
}

/// An element that is open.
#[derive(Debug, Default)]
struct Open {
    name: String,
    class: String,
    to: Option<String>,
}

/// Where a reader of a page is.
#[derive(Debug, Default)]
struct Reader {
    open: Vec<Open>,
    columns: Vec<String>,
    column: usize,
    /// The link of the heading of the figure that is read.
    figure: Option<String>,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next()?.replace("&#38;", "&"))
}

impl Reader {
    fn enter(&mut self, tag: &str) {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        if let Some(closed) = tag.strip_prefix('/') {
            if let Some(place) = self.open.iter().rposition(|open| open.name == closed) {
                self.open.truncate(place);
            }
            if closed == "li" {
                self.figure = None;
            }
            return;
        }
        if tag.ends_with('/') || ["input", "br", "img", "meta", "link", "hr"].contains(&&*name) {
            return;
        }
        match &*name {
            "table" => self.columns.clear(),
            "tr" => self.column = 0,
            "td" | "th" => self.column += 1,
            _ => {}
        }
        let to = if name == "a" { attribute(tag, "href") } else { None };
        if to.is_some() && self.is_in("h2") && self.class_of("li").contains("kpi") {
            self.figure.clone_from(&to);
        }
        let class = attribute(tag, "class").unwrap_or_default();
        self.open.push(Open { name, class, to });
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    fn class_of(&self, name: &str) -> &str {
        let open = self.open.iter().rev().find(|open| open.name == name);
        open.map_or("", |open| open.class.as_str())
    }

    fn link(&self) -> Option<String> {
        let own = self.open.iter().rev().find_map(|open| open.to.clone());
        let is_main =
            self.open.last().is_some_and(|last| last.name == "b" && last.class.contains("num"));
        own.or_else(|| self.figure.clone().filter(|_| is_main))
    }

    fn place(&self) -> String {
        if self.is_in("table") {
            let table = self.class_of("table");
            if self.is_in("thead") {
                return format!("{table}·head");
            }
            // The columns of figures of an appraisal are those of its scheme.
            let of_scheme = table == "tbl rate" && self.column > 7;
            let column = self.columns.get(self.column.saturating_sub(1)).map_or("", String::as_str);
            return format!("{table}·{}", if of_scheme { "指标" } else { column });
        }
        let named = ["h1", "summary"];
        let known = |open: &&Open| named.contains(&&*open.name) || !open.class.is_empty();
        let place = self.open.iter().find(|open| named.contains(&&*open.name));
        let place = place.or_else(|| self.open.iter().rev().find(known));
        place.map_or_else(String::new, |open| match &*open.name {
            "h1" => "h1.".to_owned(),
            "summary" => "details.".to_owned(),
            name => format!("{name}.{}", open.class),
        })
    }

    fn read(&mut self, text: &str) -> Option<Shown> {
        let text = text.trim();
        if self.is_in("thead") && self.is_in("th") && !text.is_empty() {
            while self.columns.len() < self.column {
                self.columns.push(String::new());
            }
            if let Some(last) = self.columns.last_mut().filter(|last| last.is_empty()) {
                text.clone_into(last);
            }
        }
        let silent = ["select", "option", "script", "textarea", "button"];
        let is_said = text.contains(|char: char| char.is_ascii_digit())
            && !silent.iter().any(|name| self.is_in(name));
        is_said.then(|| Shown { text: text.to_owned(), place: self.place(), to: self.link() })
    }
}

/// Everything with a digit that the main part of a page shows.
pub(super) fn shown(page: &str) -> Vec<Shown> {
    let main = page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    let mut reader = Reader::default();
    let parts = main.split('<').skip(1).map(|part| part.split_once('>').unwrap_or((part, "")));
    let said = parts.filter_map(|(tag, text)| {
        reader.enter(tag);
        reader.read(text)
    });
    said.collect()
}
