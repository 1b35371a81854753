//! Suspicions 疑点 as they are kept: found again under their key, judged, counted. Whoever must not know of one of their cases, or is
//! meant by one, finds none of it. Read in this order: who finds which ([`VisibleSuspicions`]), lists and one of them (here),
//! what finding writes (`keep`), judging (`judge`), what counts in an appraisal (`confirmed`), months that are looked through
//! (`runs`), who passed what to whom (`handovers`), and what finding reads beside the logs (`evidence`).

mod confirmed;
mod evidence;
mod handovers;
mod judge;
mod keep;
mod rows;
mod runs;
mod visible;

pub use confirmed::Confirmed;
pub use evidence::{KeptPicture, RatedFrom};
pub use handovers::HandoverFilter;
pub use judge::{Judged, NewJudgement};
pub use keep::FoundRow;
pub use runs::{Claim, Run};
pub use visible::VisibleSuspicions;

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::suspicion::{Conclusion, Indicator, Standing, Suspicion};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;
use rows::{kept, said};
use visible::column;

/// A suspicion that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSuspicion {
    /// By which it is known in addresses.
    pub id: Uuid,
    /// The center that it lies with.
    pub center: UnitId,
    /// What was found, as it was found last; `found_at` is when it was found first.
    pub found: Suspicion,
    /// Since when it is not found any more; what a person said of it stays.
    pub gone_at: Option<Timestamp>,
    /// How it stands.
    pub standing: Standing,
    /// How often it changed.
    pub version: i64,
}

/// What was said of a suspicion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptJudgement {
    /// Its place, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// What.
    pub conclusion: Conclusion,
    /// Of how many facts.
    pub facts: usize,
    /// Why, sealed.
    pub sealed: Vec<u8>,
}

/// How a suspicion stands, as a list is narrowed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// A person should look: nobody has, or facts came since.
    ToJudge,
    /// Confirmed.
    Confirmed,
    /// Dismissed.
    Dismissed,
}

impl Stands {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::ToJudge, Self::Confirmed, Self::Dismissed];

    /// Its word in addresses and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ToJudge => "to_judge",
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
        }
    }

    fn condition(self) -> Cond {
        let said = |word: &'static str| Cond::all().add(column("conclusion").eq(word));
        match self {
            Self::ToJudge => {
                Cond::any().add(column("conclusion").is_null()).add(column("grown").eq(1))
            }
            Self::Confirmed => said("confirmed"),
            Self::Dismissed => said("dismissed"),
        }
    }
}

/// What a list is narrowed to; absent parts do not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuspicionFilter {
    /// How it stands.
    pub stands: Option<Stands>,
    /// What found it.
    pub indicator: Option<Indicator>,
    /// About the work of this unit.
    pub unit: Option<UnitId>,
    /// That names this case.
    pub case: Option<CaseId>,
}

impl SuspicionFilter {
    fn condition(&self) -> Cond {
        let mut all = Cond::all().add_option(self.stands.map(Stands::condition));
        if let Some(indicator) = self.indicator {
            all = all.add(column("indicator").eq(indicator.as_str()));
        }
        if let Some(unit) = &self.unit {
            let of = Expr::col(Alias::new("unit")).eq(unit.as_str());
            all = all.add(column("id").in_subquery(visible::named("suspicion_units", of)));
        }
        if let Some(case) = self.case {
            let of = Expr::col(Alias::new("case_id")).eq(case.0);
            all = all.add(column("id").in_subquery(visible::named("suspicion_cases", of)));
        }
        all
    }
}

/// How many there are of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndicatorCount {
    /// Which.
    pub indicator: Indicator,
    /// How many.
    pub count: u64,
}

impl Store {
    /// The suspicions that somebody finds, those found last at the beginning, after one.
    ///
    /// # Errors
    ///
    /// Where the database fails or one is damaged.
    pub async fn suspicions(
        &self,
        visible: &VisibleSuspicions,
        filter: &SuspicionFilter,
        after: Option<(Timestamp, Uuid)>,
        most: u32,
    ) -> Result<Vec<KeptSuspicion>, StoreError> {
        let mut select = visible.select();
        select.cond_where(filter.condition());
        if let Some((at, id)) = after {
            let at = to_micros(at);
            let same = Cond::all().add(column("found_at").eq(at)).add(column("id").lt(id));
            select.cond_where(Cond::any().add(column("found_at").lt(at)).add(same));
        }
        let select = select
            .order_by_expr(column("found_at"), Order::Desc)
            .order_by_expr(column("id"), Order::Desc)
            .limit(u64::from(most));
        self.reads().query_all(select).await?.iter().map(kept).collect()
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_suspicions(
        &self,
        visible: &VisibleSuspicions,
        filter: &SuspicionFilter,
    ) -> Result<u64, StoreError> {
        let select = Query::select()
            .expr_as(column("id").count(), "count")
            .from(Alias::new("suspicions"))
            .cond_where(visible.condition.clone())
            .cond_where(filter.condition())
            .to_owned();
        let row = self.reads().query_one(&select).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
        Ok(count.cast_unsigned())
    }

    /// How many there are of each indicator; those without any are absent.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_suspicions_by_indicator(
        &self,
        visible: &VisibleSuspicions,
        filter: &SuspicionFilter,
    ) -> Result<Vec<IndicatorCount>, StoreError> {
        let select = Query::select()
            .expr_as(column("indicator"), "indicator")
            .expr_as(column("id").count(), "count")
            .from(Alias::new("suspicions"))
            .cond_where(visible.condition.clone())
            .cond_where(filter.condition())
            .add_group_by([column("indicator")])
            .to_owned();
        let counted = |row: &QueryResult| {
            let count: i64 = row.try_get("", "count")?;
            Ok(IndicatorCount { indicator: rows::indicator(row)?, count: count.cast_unsigned() })
        };
        self.reads().query_all(&select).await?.iter().map(counted).collect()
    }

    /// A suspicion with what was said of it, the last word at the end; none if it does not exist for them.
    ///
    /// # Errors
    ///
    /// Where the database fails or it is damaged.
    pub async fn suspicion(
        &self,
        visible: &VisibleSuspicions,
        id: Uuid,
    ) -> Result<Option<(KeptSuspicion, Vec<KeptJudgement>)>, StoreError> {
        let mut select = visible.select();
        select.and_where(column("id").eq(id));
        let Some(row) = self.reads().query_one(&select).await? else { return Ok(None) };
        let found = kept(&row)?;
        let judgements = "SELECT seq, at, person, conclusion, facts, sealed FROM suspicion_judgements \
                          WHERE suspicion = $1 ORDER BY seq";
        let judgements = sql::all(self.reads(), judgements, [id.into()]).await?;
        let judgements = judgements.iter().map(said).collect::<Result<_, _>>()?;
        Ok(Some((found, judgements)))
    }
}
