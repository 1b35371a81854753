//! A second implementation of limits, written apart: it reads the calendar files line by line and walks day by day
//! and minute by minute. A million random limits must agree with the first.
//!
//! Time is minutes since 2024-01-01 00:00 Beijing time. All instants of a limit lie on a grid, so that walking in
//! steps of the grid is exact; one limit in sixty uses a grid of single minutes.
#![expect(clippy::expect_used, reason = "helpers of tests may fail loudly")]

use crate::support::{Random, at, calendar, files, shipped};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use domain::calendar::{Calendar, OfficePeriod, Season};
use domain::clock::{DayEnd, Length, Pause, Rule, TimeUnit, compute, elapsed};
use domain::id::{GroundName, Timestamp};

const DAY: i64 = 1440;

/// What the walker knows of one day.
struct Day {
    date: (i32, u32, u32),
    working: bool,
    hours: [(i64, i64); 2],
}

/// The days from 2024 to 2036.
struct Walker {
    days: Vec<Day>,
}

/// The dates after a key in a YAML line: `make_up: [2026-01-04]` or `from: 2026-01-01`.
fn dates_after(line: &str, key: &str) -> Vec<NaiveDate> {
    let Some(rest) = line.trim().strip_prefix(key) else { return Vec::new() };
    let rest = rest.trim_matches([' ', '[', ']', ':']);
    rest.split(',').filter_map(|text| text.trim().parse().ok()).collect()
}

impl Walker {
    fn new(summer: bool) -> Self {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date");
        let dates = first.iter_days().take_while(|date| date.year() < 2037);
        let days = dates.map(|date| Day {
            date: (date.year(), date.month(), date.day()),
            working: date.weekday().num_days_from_monday() < 5,
            hours: if summer && (6..=9).contains(&date.month()) {
                [(8 * 60, 12 * 60), (15 * 60, 18 * 60)]
            } else {
                [(8 * 60 + 30, 12 * 60), (14 * 60 + 30, 17 * 60 + 30)]
            },
        });
        let mut walker = Self { days: days.collect() };
        for year in [2025, 2026, 2027] {
            walker.read(&shipped(&format!("cn-{year}.yaml")), first);
        }
        walker
    }

    fn read(&mut self, yaml: &str, first: NaiveDate) {
        let mut from = first;
        for line in yaml.lines() {
            for date in dates_after(line, "from") {
                from = date;
                self.set(first, date, false);
            }
            for to in dates_after(line, "to") {
                from.iter_days().take_while(|date| *date <= to).for_each(|date| {
                    self.set(first, date, false);
                });
            }
            for date in dates_after(line, "make_up") {
                self.set(first, date, true);
            }
        }
    }

    fn set(&mut self, first: NaiveDate, date: NaiveDate, working: bool) {
        let index = usize::try_from((date - first).num_days()).expect("within the table");
        self.days[index].working = working;
    }

    fn day(&self, day: i64) -> &Day {
        &self.days[usize::try_from(day).expect("within the table")]
    }

    fn working(&self, day: i64) -> bool {
        self.day(day).working
    }

    fn in_office(&self, minute: i64) -> bool {
        let day = self.day(minute / DAY);
        let inside = |(from, until): &(i64, i64)| (*from..*until).contains(&(minute % DAY));
        day.working && day.hours.iter().any(inside)
    }

    /// The corresponding day of a later month, found by walking.
    fn months_later(&self, from: i64, months: i64) -> i64 {
        let (_, _, wanted) = self.day(from).date;
        let mut day = from;
        let mut left = months;
        while left > 0 {
            day += 1;
            left -= i64::from(self.day(day).date.2 == 1);
        }
        while self.day(day).date.2 != wanted && self.day(day + 1).date.2 != 1 {
            day += 1;
        }
        day
    }
}

/// A limit as the walker sees it.
#[derive(Debug)]
struct Limit {
    grid: i64,
    anchor: i64,
    lengths: Vec<(TimeUnit, i64)>,
    pauses: Vec<(i64, i64)>,
    rolls: bool,
    close: bool,
}

/// Where a walk has come to: a minute, or the end of a day.
#[derive(Clone, Copy)]
enum Place {
    Minute(i64),
    Day(i64),
}

impl Limit {
    /// Whether the clock stands still in the step that begins at this minute.
    fn paused(&self, minute: i64) -> bool {
        minute >= self.anchor
            && self.pauses.iter().any(|(from, until)| *from <= minute && minute < *until)
    }

    /// A day is not counted if the clock stands still across the midnight it begins with.
    fn held(&self, day: i64) -> bool {
        self.paused(day * DAY - self.grid) && self.paused(day * DAY)
    }

    fn deadline(&self, walker: &Walker) -> i64 {
        let mut place = Place::Minute(self.anchor);
        for (unit, amount) in &self.lengths {
            place = match unit {
                TimeUnit::Hour | TimeUnit::WorkHour => {
                    self.walk_minutes(walker, place, *unit, *amount)
                }
                TimeUnit::CalendarDay | TimeUnit::WorkDay | TimeUnit::Month => {
                    self.walk_days(walker, place, *unit, *amount)
                }
            };
        }
        if self.rolls {
            place = self.roll(walker, place);
        }
        self.end(walker, place)
    }

    fn end(&self, walker: &Walker, place: Place) -> i64 {
        match place {
            Place::Minute(minute) => minute,
            Place::Day(day) if self.close && walker.working(day) => {
                day * DAY + walker.day(day).hours[1].1
            }
            Place::Day(day) => (day + 1) * DAY,
        }
    }

    fn walk_minutes(&self, walker: &Walker, place: Place, unit: TimeUnit, hours: i64) -> Place {
        let mut minute = self.end(walker, place);
        let mut left = hours * 60;
        while left > 0 {
            let runs = unit == TimeUnit::Hour || walker.in_office(minute);
            if runs && !self.paused(minute) {
                left -= self.grid;
            }
            minute += self.grid;
        }
        Place::Minute(minute)
    }

    fn walk_days(&self, walker: &Walker, place: Place, unit: TimeUnit, amount: i64) -> Place {
        let start = match place {
            Place::Minute(minute) => minute / DAY,
            Place::Day(day) => day,
        };
        let mut left = match unit {
            TimeUnit::Month => walker.months_later(start, amount) - start,
            TimeUnit::Hour | TimeUnit::WorkHour | TimeUnit::CalendarDay | TimeUnit::WorkDay => {
                amount
            }
        };
        let mut day = start;
        while left > 0 {
            day += 1;
            let counts = unit != TimeUnit::WorkDay || walker.working(day);
            left -= i64::from(counts && !self.held(day));
        }
        Place::Day(day)
    }

    fn roll(&self, walker: &Walker, place: Place) -> Place {
        match place {
            Place::Day(day) if !walker.working(day) => {
                let mut next = day + 1;
                while !walker.working(next) || self.held(next) {
                    next += 1;
                }
                Place::Day(next)
            }
            Place::Minute(minute) if !walker.working((minute - 1) / DAY) => {
                let mut next = minute + DAY;
                while !walker.working((next - 1) / DAY) || self.paused_into(next) {
                    next += DAY;
                }
                Place::Minute(next)
            }
            Place::Day(_) | Place::Minute(_) => place,
        }
    }

    /// Whether the clock stands still just before a minute.
    fn paused_into(&self, minute: i64) -> bool {
        self.paused(minute - self.grid)
    }
}

fn unit(random: &mut Random) -> TimeUnit {
    TimeUnit::ALL[usize::try_from(random.below(5)).expect("small")]
}

fn length(random: &mut Random, grid: i64) -> (TimeUnit, i64) {
    let unit = unit(random);
    let most = match unit {
        TimeUnit::Hour if grid == 1 => 30,
        TimeUnit::WorkHour if grid == 1 => 12,
        TimeUnit::Hour => 96,
        TimeUnit::WorkHour => 30,
        TimeUnit::CalendarDay => 90,
        TimeUnit::WorkDay => 40,
        TimeUnit::Month => 6,
    };
    (unit, 1 + random.below(most))
}

fn limit(random: &mut Random) -> Limit {
    let grid = if random.below(60) == 0 { 1 } else { 30 };
    // From 2024-12-01 over three years, so that the years without and with data both occur.
    let anchor = 335 * DAY + random.below(3 * 365 * DAY / grid) * grid;
    let more = if random.chance(70) { 0 } else { 1 + random.below(2) };
    let lengths = (0..=more).map(|_| length(random, grid)).collect();
    let count = if random.chance(50) { 0 } else { 1 + random.below(3) };
    let mut pauses: Vec<(i64, i64)> = Vec::new();
    for _ in 0..count {
        pauses.push(pause(random, grid, anchor, pauses.last().copied()));
    }
    Limit { grid, anchor, lengths, pauses, rolls: random.chance(50), close: random.chance(30) }
}

/// Mostly anywhere around the limit; sometimes touching the pause before, sometimes on midnights.
fn pause(random: &mut Random, grid: i64, anchor: i64, before: Option<(i64, i64)>) -> (i64, i64) {
    let span = if random.chance(50) { 3 } else { 40 };
    let near = anchor + (random.below((span + 2) * DAY / grid)) * grid - 2 * DAY;
    let from = before.filter(|_| random.chance(20)).map_or(near, |(_, until)| until);
    let until = from + random.below(span * DAY / grid) * grid;
    if random.chance(15) { (from / DAY * DAY, until / DAY * DAY) } else { (from, until) }
}

fn instant(minute: i64) -> Timestamp {
    let base: DateTime<Utc> = at("2024-01-01 00:00");
    base + TimeDelta::minutes(minute)
}

fn as_length((unit, amount): (TimeUnit, i64)) -> Length {
    let amount = u16::try_from(amount).ok().and_then(|amount| amount.try_into().ok());
    Length { amount: amount.expect("between 1 and 65,535"), unit }
}

fn as_pause((from, until): (i64, i64)) -> Pause {
    let ground = GroundName::new("hearing");
    Pause { from: instant(from), until: instant(until), ground, document: None }
}

fn first_implementation(calendar: &Calendar, limit: &Limit) -> Timestamp {
    let lengths: Vec<Length> = limit.lengths.iter().copied().map(as_length).collect();
    let pauses: Vec<Pause> = limit.pauses.iter().copied().map(as_pause).collect();
    let day_end = if limit.close { DayEnd::Close } else { DayEnd::Midnight };
    let (length, extensions) = lengths.split_first().expect("at least one length");
    let rule = Rule { length: *length, rolls: limit.rolls, day_end };
    let anchor = instant(limit.anchor);
    domain::clock::deadline(calendar, &rule, anchor, extensions, &pauses)
}

fn agree(calendar: &Calendar, walker: &Walker, seed: u64, count: u32) {
    let mut random = Random(seed);
    for number in 0..count {
        let limit = limit(&mut random);
        let (first, second) =
            (first_implementation(calendar, &limit), instant(limit.deadline(walker)));
        assert_eq!(
            calendar.local(first),
            calendar.local(second),
            "seed {seed}, limit {number} from {}: {limit:?}",
            calendar.local(instant(limit.anchor))
        );
    }
}

#[test]
fn a_million_random_limits_agree_with_the_walker() {
    let (calendar, walker) = (calendar(), Walker::new(false));
    std::thread::scope(|scope| {
        for seed in 1..=4 {
            let (calendar, walker) = (&calendar, &walker);
            scope.spawn(move || agree(calendar, walker, seed, 250_000));
        }
    });
}

/// The shipped calendar with longer noon breaks from June to September.
fn summer_calendar() -> Calendar {
    let mut files = files();
    let period = |from: i32, until: i32| OfficePeriod { from: from * 3600, until: until * 3600 };
    files.office.seasons.push(Season {
        months: vec![6, 7, 8, 9],
        hours: vec![period(8, 12), period(15, 18)],
        ..Season::default()
    });
    Calendar::new(&files).expect("the files are right")
}

#[test]
fn a_hundred_thousand_limits_agree_where_summer_has_its_own_hours() {
    agree(&summer_calendar(), &Walker::new(true), 5, 100_000);
}

#[test]
fn the_explained_deadline_is_the_deadline_alone() {
    let calendar = calendar();
    let mut random = Random(6);
    for _ in 0..20_000 {
        let limit = limit(&mut random);
        let lengths: Vec<Length> = limit.lengths.iter().copied().map(as_length).collect();
        let pauses: Vec<Pause> = limit.pauses.iter().copied().map(as_pause).collect();
        let rule = Rule { length: lengths[0], rolls: limit.rolls, day_end: DayEnd::Midnight };
        let anchor = instant(limit.anchor);
        let computed = compute(&calendar, &rule, anchor, &lengths[1..], &pauses);
        let alone = domain::clock::deadline(&calendar, &rule, anchor, &lengths[1..], &pauses);
        assert_eq!(computed.deadline, alone);
    }
}

/// How many whole units lie between two minutes, found by walking.
fn walked(walker: &Walker, unit: TimeUnit, from: i64, until: i64) -> i64 {
    let over = |day: &i64| (day + 1) * DAY <= until;
    let days = (from / DAY + 1..).take_while(over);
    let count = |number: usize| i64::try_from(number).expect("small");
    match unit {
        TimeUnit::Hour => (until - from) / 60,
        TimeUnit::WorkHour => {
            let steps = (from / 30..until / 30).filter(|step| walker.in_office(step * 30));
            count(steps.count()) / 2
        }
        TimeUnit::CalendarDay => count(days.count()),
        TimeUnit::WorkDay => count(days.filter(|day| walker.working(*day)).count()),
        TimeUnit::Month => {
            let last = |months: &i64| over(&walker.months_later(from / DAY, *months));
            count((1..100).take_while(last).count())
        }
    }
}

fn elapsed_agrees(calendar: &Calendar, walker: &Walker, seed: u64) {
    let mut random = Random(seed);
    for _ in 0..30_000 {
        let from = 335 * DAY + random.below(900 * 48) * 30;
        let until = from + random.below(120 * 48) * 30;
        let unit = unit(&mut random);
        let first = elapsed(calendar, unit, instant(from), instant(until));
        let second = walked(walker, unit, from, until);
        assert_eq!(first, second, "{unit:?} from {} until {}", instant(from), instant(until));
    }
}

#[test]
fn elapsed_units_agree_with_the_walker() {
    elapsed_agrees(&calendar(), &Walker::new(false), 7);
    elapsed_agrees(&summer_calendar(), &Walker::new(true), 8);
}
