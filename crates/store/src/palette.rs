//! The colours that a county sets, as the store draws them: from when on an open case is yellow and red stands in its row, so that
//! lists and numbers need not read cases.
//!
//! What stands there follows from the case, the colours and the calendar. Where either of the latter changes, the rows of open
//! cases are drawn anew before anybody asks.

use std::sync::{Arc, OnceLock};

use domain::calendar::Calendar;
use domain::case::Case;
use domain::id::CaseId;
use domain::supervision::Colours;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::{NEVER, to_micros};
use crate::open::Store;

/// What colours are drawn with.
#[derive(Clone, Debug)]
pub struct Palette {
    /// From when on a limit has which colour.
    pub colours: Colours,
    /// Working days.
    pub calendar: Calendar,
}

/// The palette of a store, once it is known.
pub(crate) type Painter = Arc<OnceLock<Palette>>;

/// From when on a case is yellow and red, as it is kept; never where it has no open limit, or nobody has said what colours are.
pub(crate) fn drawn(painter: &Painter, case: &Case) -> [i64; 2] {
    let turns = painter.get().and_then(|it| it.colours.turns(&it.calendar, case));
    turns.map_or([NEVER; 2], |turns| [turns.yellow_from, turns.red_from].map(to_micros))
}

/// The setting that says with what the rows were drawn.
const SETTING: &str = "colours";

/// How many cases are drawn in one transaction.
const PAGE: u64 = 200;

impl Store {
    /// Draws colours with this palette from now on, and the rows of open cases anew if they were drawn with another one. Returns
    /// how many those are. A store has one palette as long as it is open; a second one is not taken.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a row is damaged.
    pub async fn paint(&self, palette: Palette) -> Result<u64, StoreError> {
        let known = serde_json::to_string(&(&palette.colours, palette.calendar.edition()))
            .map_err(|source| StoreError::damaged("the colours", "supervision", source))?;
        let palette = self.painter().get_or_init(|| palette);
        if self.setting(SETTING).await?.as_deref() == Some(&known) {
            return Ok(0);
        }
        let (mut count, mut after) = (0, None);
        loop {
            let (drawn, last) = self.paint_page(palette.clone(), after).await?;
            count += drawn;
            let Some(last) = last else { break };
            after = Some(last);
        }
        self.put_setting(SETTING, &known).await?;
        Ok(count)
    }

    /// Draws a page, and says how many rows that were and which was the last.
    async fn paint_page(
        &self,
        palette: Palette,
        after: Option<CaseId>,
    ) -> Result<(u64, Option<CaseId>), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                use cases::Column as C;
                let mut query = cases::Entity::find().filter(C::Open.eq(1));
                if let Some(after) = after {
                    query = query.filter(C::Id.gt(after.0));
                }
                let query = query.order_by_asc(C::Id).limit(PAGE).lock_exclusive();
                let rows = query.all(transaction).await?;
                for row in &rows {
                    let case: Case = serde_json::from_str(&row.body)
                        .map_err(|source| StoreError::damaged("the row", row.id, source))?;
                    let [yellow, red] = drawn(&Arc::new(OnceLock::from(palette.clone())), &case);
                    cases::Entity::update_many()
                        .col_expr(C::YellowAt, Expr::value(yellow))
                        .col_expr(C::RedAt, Expr::value(red))
                        .filter(C::Id.eq(row.id))
                        .exec(transaction)
                        .await?;
                }
                let last = rows.last().map(|row| CaseId(row.id));
                Ok((rows.len() as u64, last))
            })
        })
        .await
    }
}
