//! `bihuan routing try`: which unit should lead, by which rule and why.

use domain::case::Respondents;
use domain::code_table::Codes;
use domain::directory::Directory;
use domain::id::{CategoryCode, UnitId};
use domain::routing::{Facts, Routing, route};

use crate::args::{Format, TryArguments};
use crate::data::{self, Data};
use crate::failure::{Answer, Failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &TryArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let directory = data.directory(output)?;
    let codes = data.accept(data.codes()?, "codes", output)?;
    let rules = data::accepted(data.rules(&directory, &codes)?, output)?;
    let facts = facts(arguments, &codes)?;
    let respondents = respondents(arguments, &directory)?;
    let routing = route(&rules, &directory, &facts, &respondents);
    let printed = match arguments.format.format {
        Format::Json => output.json(&routing),
        Format::Text => tell(&routing, &directory, output),
    };
    Answer::of(matches!(routing, Routing::Suggested { .. })).once(printed)
}

fn facts(arguments: &TryArguments, codes: &Codes) -> Result<Facts, Failure> {
    let category: CategoryCode = arguments.category.as_deref().unwrap_or_default().into();
    if !category.as_str().is_empty() && codes.category_name(&category).is_none() {
        return Err(Failure::usage(
            format!("没有类别代码“{category}”"),
            format!("there is no category code `{category}`"),
        ));
    }
    let class = arguments.petition_class.as_deref();
    Ok(Facts {
        category,
        petition_class: class.map(|class| petition_class(class, codes)).transpose()?,
        place: arguments.place.as_deref().unwrap_or_default().into(),
        title: arguments.title.clone().unwrap_or_default(),
        text: arguments.text.clone().unwrap_or_default(),
        workflow: arguments.workflow.as_deref().map(Into::into),
        ..Facts::default()
    })
}

/// A class by its code or by its names, such as 城乡建设 or 城乡建设/安全生产.
fn petition_class(text: &str, codes: &Codes) -> Result<CategoryCode, Failure> {
    let path: Vec<&str> = text.split('/').collect();
    let by_name = || codes.tables.values().find_map(|table| table.at_path(&path));
    let is_code = codes.category_name(&text.into()).is_some();
    let found = if is_code { Some(text) } else { by_name() };
    found.map(Into::into).ok_or_else(|| {
        Failure::usage(
            format!("没有信访类别“{text}”"),
            format!("there is no petition class `{text}`"),
        )
    })
}

fn respondents(arguments: &TryArguments, directory: &Directory) -> Result<Respondents, Failure> {
    let units = arguments.respondent.iter().map(|unit| UnitId::from(unit.as_str()));
    let respondents = Respondents { units: units.collect(), ..Respondents::default() };
    match respondents.units.iter().find(|unit| !directory.knows(unit)) {
        None => Ok(respondents),
        Some(unit) => Err(Failure::usage(
            format!("名录里没有单位“{unit}”"),
            format!("the directory has no unit `{unit}`"),
        )),
    }
}

fn tell(routing: &Routing, directory: &Directory, output: Output) -> Result<(), Failure> {
    let ranked = match routing {
        Routing::Person { because } => {
            let (heading, why) = (output.say("由人决定：", "a person decides: "), because.text());
            return output.line(format!("{heading}{}", output.get(&why)));
        }
        Routing::Suggested { ranked } => ranked,
    };
    for (number, suggestion) in (1..).zip(ranked) {
        let unit = directory.units.get(&suggestion.unit);
        let name = unit.map_or(suggestion.unit.as_str(), |unit| output.get(&unit.name));
        output.line(format!("{number}. {name}  {}  [{}]", suggestion.unit, suggestion.rule))?;
        output.line(format!("   {}", output.get(&suggestion.reason)))?;
    }
    Ok(())
}
