//! Orders as their rows say.

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::order::{OrderFacts, OrderKind, Standing};
use domain::text::Bilingual;
use sea_orm::QueryResult;

use super::{KeptOrder, OrderCase, TakenStep};
use crate::error::StoreError;
use crate::moment::from_micros;

pub(super) fn standing(row: &QueryResult) -> Result<Standing, StoreError> {
    let word: String = row.try_get("", "standing")?;
    let known = Standing::ALL.into_iter().find(|standing| standing.as_str() == word);
    known.ok_or_else(|| StoreError::damaged("the standing of an order", &word, None))
}

pub(super) fn kind(row: &QueryResult) -> Result<OrderKind, StoreError> {
    let word: String = row.try_get("", "kind")?;
    let known = OrderKind::ALL.into_iter().find(|kind| kind.as_str() == word);
    known.ok_or_else(|| StoreError::damaged("the kind of an order", &word, None))
}

pub(super) fn order(row: &QueryResult) -> Result<KeptOrder, StoreError> {
    let text = |name: &str| row.try_get::<String>("", name);
    let instant = |name: &str| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = row.try_get("", name)?;
        Ok(at.map(from_micros))
    };
    let person = |name: &str| -> Result<Option<PersonId>, StoreError> {
        let person: Option<String> = row.try_get("", name)?;
        Ok(person.map(|person| PersonId::from(person.as_str())))
    };
    let signed_at = instant("signed_at")?;
    Ok(KeptOrder {
        id: row.try_get("", "id")?,
        number: text("number")?,
        facts: OrderFacts {
            center: UnitId::from(text("center")?.as_str()),
            unit: UnitId::from(text("unit")?.as_str()),
            drafted_by: PersonId::from(text("drafted_by")?.as_str()),
            standing: standing(row)?,
            signed: signed_at.is_some(),
            kind: kind(row)?,
            answerer: person("answerer")?,
            is_moot: row.try_get::<i32>("", "is_moot")? != 0,
            answered_by: person("answered_by")?,
        },
        level: text("level")?,
        level_name: Bilingual::new(text("zh")?, text("en")?),
        length: text("length")?,
        points: row.try_get("", "points")?,
        listed: row.try_get::<i64>("", "listed")? != 0,
        version: row.try_get("", "version")?,
        drafted_at: from_micros(row.try_get("", "drafted_at")?),
        signed_by: person("signed_by")?,
        signed_at,
        due_at: instant("due_at")?,
        answer_by: instant("answer_by")?,
        answered_at: instant("answered_at")?,
        sealed: row.try_get("", "sealed")?,
    })
}

pub(super) fn case(row: &QueryResult) -> Result<OrderCase, StoreError> {
    Ok(OrderCase {
        case: CaseId(row.try_get("", "case_id")?),
        ordinal: row.try_get("", "ordinal")?,
        todo: row.try_get("", "todo")?,
        refused: row.try_get("", "refused")?,
    })
}

pub(super) fn taken(row: &QueryResult) -> Result<TakenStep, StoreError> {
    let by: String = row.try_get("", "person")?;
    Ok(TakenStep {
        at: from_micros(row.try_get("", "at")?),
        by: PersonId::from(by.as_str()),
        step: row.try_get("", "step")?,
        version: row.try_get("", "seq")?,
        sealed: row.try_get("", "sealed")?,
    })
}
