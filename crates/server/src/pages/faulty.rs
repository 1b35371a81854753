//! What is wrong with the fields of a form, by their labels and with what each may hold, where the rules know them by their
//! keys alone.

use domain::case::FieldFault;
use domain::text::{Bilingual, Language};

use crate::api::offers::FieldOut;
use crate::problem::Problem;

/// What a problem says to whoever filled in a form of these fields.
pub(super) fn said(problem: &Problem, fields: &[FieldOut], language: Language) -> String {
    let faults = problem.fact("fields").filter(|_| problem.is("form_faulty"));
    let faults: Vec<(String, FieldFault)> =
        faults.and_then(|faults| serde_json::from_value(faults.clone()).ok()).unwrap_or_default();
    if faults.is_empty() {
        return problem.line(language);
    }
    let label = |key: &str| {
        let field = fields.iter().find(|field| field.field.id == key);
        field.map_or(key, |field| field.field.name.as_str()).to_owned()
    };
    let said =
        faults.iter().map(|(key, fault)| worded(&label(key), fault).get(language).to_owned());
    let between = match language {
        Language::Zh => "；",
        Language::En => "; ",
    };
    said.collect::<Vec<_>>().join(between)
}

fn worded(label: &str, fault: &FieldFault) -> Bilingual {
    let (zh, en) = match fault {
        FieldFault::Missing => ("请填写".to_owned(), "must be filled in".to_owned()),
        FieldFault::Unknown => (
            "这张表单没有这一项，请重新打开这一页".to_owned(),
            "is not in this form; open the page again".to_owned(),
        ),
        FieldFault::WrongKind => (
            "填写的内容读不懂，请按提示重新填写".to_owned(),
            "cannot be read; fill it in anew".to_owned(),
        ),
        FieldFault::TooLong(most) => (
            format!("最多 {most} 个字，请删短一些"),
            format!("has at most {most} characters; shorten it"),
        ),
        FieldFault::NotAChoice => {
            ("请从列出的选项里选一个".to_owned(), "must be one of the choices".to_owned())
        }
        FieldFault::NoSuchDay => (
            "日期应在 1900 年至 2199 年之间".to_owned(),
            "must be a day from 1900 to 2199".to_owned(),
        ),
    };
    Bilingual::new(format!("“{label}”{zh}"), format!("“{label}” {en}"))
}
