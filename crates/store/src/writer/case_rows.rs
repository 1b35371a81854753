//! The rows of the cases that a batch leaves.

use domain::case::Case;
use uuid::Uuid;

use super::tables::Statements;
use super::writes::Writes;
use crate::change::Stored;
use crate::dialect;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::palette::{self, Painter};
use crate::project;
use crate::project_time::{ending, times};
use crate::rows::Rows;

/// The rows of the cases that a batch leaves.
#[derive(Default)]
pub(super) struct CaseRows {
    inserts: Rows,
    updates: Rows,
    /// Updates of cases that are listed elsewhere from now on.
    moves: Rows,
    clocks: Rows,
    walls: Rows,
    parts: Rows,
    /// Cases whose parts are written anew.
    cleared: Vec<Uuid>,
    marks: Rows,
    /// Cases whose marks are written anew.
    unmarked: Vec<Uuid>,
    times: Rows,
    /// Cases whose times are written anew.
    untimed: Vec<Uuid>,
    ends: Rows,
    /// Cases whose end is written anew.
    unended: Vec<Uuid>,
}

impl CaseRows {
    /// Adds a case as it was and as it is now.
    pub(super) fn push(
        &mut self,
        before: Option<&Case>,
        now: &Stored,
        painter: &Painter,
    ) -> Result<(), StoreError> {
        self.push_case(before, now, painter)?;
        push_clocks(&mut self.clocks, before, &now.case);
        let id = now.case.id.0;
        let old = before.map(project::walls).unwrap_or_default();
        for wall in project::walls(&now.case).difference(&old) {
            self.walls.begin().id(id).text(wall);
        }
        let old = before.map(project::parts).unwrap_or_default();
        let new = project::parts(&now.case);
        if old != new {
            self.cleared.push(id);
            new.iter().for_each(|part| _ = self.parts.begin().id(id).text(part));
        }
        let old = before.map(project::marks).unwrap_or_default();
        let new = project::marks(&now.case);
        if old != new {
            self.unmarked.push(id);
            new.iter().for_each(|(mark, at)| _ = self.marks.begin().id(id).text(mark).int(*at));
        }
        self.push_times(before, &now.case);
        Ok(())
    }

    fn push_times(&mut self, before: Option<&Case>, now: &Case) {
        let (id, new) = (now.id.0, times(now));
        if before.map(times).unwrap_or_default() != new {
            self.untimed.push(id);
            for (holder, time) in &new {
                let row = self.times.begin().id(id).text(holder).text("");
                row.int(time.spent).maybe_int(time.since);
            }
        }
        let new = ending(now);
        if before.and_then(ending) != new {
            self.unended.push(id);
            if let Some((ended_at, solved)) = new {
                self.ends.begin().id(id).int(ended_at).maybe_text(solved);
            }
        }
    }

    fn push_case(
        &mut self,
        before: Option<&Case>,
        now: &Stored,
        painter: &Painter,
    ) -> Result<(), StoreError> {
        let case = &now.case;
        let body = serde_json::to_string(case)
            .map_err(|source| StoreError::damaged("the case", case.id, source))?;
        let coloured = |case| (case, palette::drawn(painter, case));
        let (_, colours) = coloured(case);
        let rows = match before {
            None => {
                project::push_fixed(self.inserts.begin(), case, &now.number);
                project::push_listed(&mut self.inserts, case, colours);
                &mut self.inserts
            }
            Some(before) if project::is_listed_anew(coloured(before), (case, colours)) => {
                self.moves.begin().id(case.id.0).int(before.seq.cast_signed());
                project::push_listed(&mut self.moves, case, colours);
                &mut self.moves
            }
            Some(before) => self.updates.begin().id(case.id.0).int(before.seq.cast_signed()),
        };
        let changed_at = to_micros(now.changed_at);
        let written = project::Written { head: &now.head, changed_at, body: &body };
        project::push_changing(rows, case, written);
        Ok(())
    }

    /// Hands all of it in.
    pub(super) fn put<'s>(self, writes: &mut Writes<'s>, statements: &'s Statements) {
        writes.exactly(&statements.insert_cases, self.inserts);
        writes.exactly(&statements.move_cases, self.moves);
        writes.exactly(&statements.update_cases, self.updates);
        writes.exactly(&statements.clocks, self.clocks);
        writes.any(&statements.walls, self.walls);
        if !self.cleared.is_empty() {
            let ids = dialect::ids(statements.backend, self.cleared);
            writes.first(&statements.clear_parts, ids, None);
        }
        writes.exactly(&statements.parts, self.parts);
        if !self.unmarked.is_empty() {
            let ids = dialect::ids(statements.backend, self.unmarked);
            writes.first(&statements.clear_marks, ids, None);
        }
        writes.exactly(&statements.marks, self.marks);
        if !self.untimed.is_empty() {
            let ids = dialect::ids(statements.backend, self.untimed);
            writes.first(&statements.clear_times, ids, None);
        }
        writes.exactly(&statements.times, self.times);
        if !self.unended.is_empty() {
            let ids = dialect::ids(statements.backend, self.unended);
            writes.first(&statements.clear_ends, ids, None);
        }
        writes.exactly(&statements.ends, self.ends);
    }
}

fn push_clocks(rows: &mut Rows, before: Option<&Case>, after: &Case) {
    for clock in project::changed_clocks(before, after) {
        rows.begin()
            .id(after.id.0)
            .int(clock.ordinal.into())
            .text(&clock.limit)
            .int(clock.deadline)
            .maybe_int(clock.ended_at)
            .maybe_int(clock.wake_at)
            .int(0)
            .int(0)
            .int(0)
            .null();
    }
}
