//! What was confirmed, for an appraisal: nothing else counts.

use std::collections::BTreeSet;

use domain::id::{CaseId, Timestamp, UnitId};
use domain::suspicion::{Conclusion, Fact, Indicator, Period};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::VisibleSuspicions;
use super::rows::{conclusion, facts, kept};
use super::visible::{column, named};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

/// A suspicion that a person confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Which, for its address `/s/quality/{id}`.
    pub id: Uuid,
    /// What found it.
    pub indicator: Indicator,
    /// The units whose work it is about; each of them answers for it.
    pub units: BTreeSet<UnitId>,
    /// The cases that the facts name which the person saw.
    pub cases: BTreeSet<CaseId>,
    /// The case of the last of them.
    pub case: CaseId,
    /// The last fact that the person saw: it counts in the time in which that lies, whenever it was judged.
    pub counts_at: Timestamp,
}

/// The last that was said of a suspicion.
struct LastWord {
    suspicion: Uuid,
    conclusion: Conclusion,
    facts: BTreeSet<Fact>,
}

impl Store {
    /// What was confirmed by the last word said up to an instant and counts in a period, in the order of its last facts. What
    /// grew since it was confirmed stays confirmed; what was found or said later does not matter, so that the same question
    /// has the same answer at any time.
    ///
    /// # Errors
    ///
    /// Where the database fails or one is damaged.
    pub async fn confirmed_suspicions(
        &self,
        visible: &VisibleSuspicions,
        period: Period,
        said_by: Timestamp,
    ) -> Result<Vec<Confirmed>, StoreError> {
        let mut select = visible.select();
        let judged = Expr::col("at").gte(to_micros(period.from));
        let judged = judged.and(Expr::col("conclusion").eq("confirmed"));
        select.and_where(column("id").in_subquery(named("suspicion_judgements", judged)));
        select.order_by_expr(column("id"), Order::Asc);
        let rows = self.reads().query_all(&select).await?;
        let words = self.last_words(period.from, said_by).await?;
        let mut confirmed = Vec::new();
        for row in &rows {
            let found = kept(row)?;
            let Ok(place) = words.binary_search_by_key(&found.id, |word| word.suspicion) else {
                continue;
            };
            let word = words.get(place).filter(|word| word.conclusion == Conclusion::Confirmed);
            let Some((word, last)) = word.and_then(|word| Some((word, last(&word.facts)?))) else {
                continue;
            };
            confirmed.push(Confirmed {
                id: found.id,
                indicator: found.found.indicator,
                units: found.found.units,
                cases: word.facts.iter().flat_map(Fact::cases).collect(),
                case: last.case(),
                counts_at: last.at(),
            });
        }
        confirmed.retain(|it| period.holds(it.counts_at));
        confirmed.sort_by_key(|it| (it.counts_at, it.id));
        Ok(confirmed)
    }

    /// The last that was said of each suspicion between two instants, in the order of their ids. Nobody confirmed a fact of
    /// a period before the period began, so that what was said before it does not matter.
    async fn last_words(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<LastWord>, StoreError> {
        let select = "SELECT suspicion, conclusion, facts FROM suspicion_judgements AS said \
            WHERE at >= $1 AND at <= $2 AND NOT EXISTS (SELECT 1 FROM suspicion_judgements AS later \
                WHERE later.suspicion = said.suspicion AND later.seq > said.seq AND later.at <= $2) \
            ORDER BY suspicion";
        let values = [to_micros(from).into(), to_micros(until).into()];
        let rows = sql::all(self.reads(), select, values).await?;
        let mut words = rows.iter().map(word).collect::<Result<Vec<_>, _>>()?;
        // Databases do not agree on the order of ids.
        words.sort_by_key(|word| word.suspicion);
        Ok(words)
    }
}

/// The last of some facts; of those of one instant always the same.
fn last(facts: &BTreeSet<Fact>) -> Option<&Fact> {
    facts.iter().max_by_key(|fact| (fact.at(), *fact))
}

fn word(row: &QueryResult) -> Result<LastWord, StoreError> {
    let suspicion: Uuid = row.try_get("", "suspicion")?;
    let (said, seen): (String, String) =
        (row.try_get("", "conclusion")?, row.try_get("", "facts")?);
    Ok(LastWord { suspicion, conclusion: conclusion(&said)?, facts: facts(suspicion, &seen)? })
}
