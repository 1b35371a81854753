//! What must hold of a mapping, and what a person should know before it is used.

use super::{Mapping, limits, reachable};
use crate::finding::{Finding, pointer};
use crate::id::{CounterName, LimitName, StateName};
use crate::text::Bilingual;
use crate::workflow::words::{Names, Words, limit_length};
use crate::workflow::{Definition, State};

/// Checks a mapping between two versions. Errors forbid it; warnings say what it does to running cases. Places are in
/// the mapping's file.
pub fn validate(old: &Definition, new: &Definition, mapping: &Mapping) -> Vec<Finding> {
    let versions = Versions { old, new, mapping };
    let mut findings = versions.header();
    findings.extend(versions.unmapped());
    for (from, to) in &mapping.states {
        findings.extend(versions.pair(from, to));
    }
    findings.extend(versions.idle_backwards());
    findings.extend(old.counters.keys().filter_map(|counter| versions.counter(counter)));
    findings
}

struct Versions<'a> {
    old: &'a Definition,
    new: &'a Definition,
    mapping: &'a Mapping,
}

/// One state of each version.
struct Pair<'a> {
    from: &'a StateName,
    to: &'a StateName,
    old: &'a State,
    new: &'a State,
}

impl Versions<'_> {
    fn header(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let names = [&self.old.workflow, &self.new.workflow];
        if names.iter().any(|name| **name != self.mapping.workflow) {
            findings.push(Finding::error(
                "mapping-workflow",
                "/workflow",
                format!(
                    "映射写的是流程 {}，两个版本是 {} 和 {}",
                    self.mapping.workflow, names[0], names[1]
                ),
                format!(
                    "the mapping is for workflow {}, the versions are of {} and {}",
                    self.mapping.workflow, names[0], names[1]
                ),
            ));
        }
        let versions = [
            ("/from", self.mapping.from, self.old.version),
            ("/to", self.mapping.to, self.new.version),
        ];
        for (at, said, is) in versions.into_iter().filter(|(_, said, is)| said != is) {
            findings.push(Finding::error(
                "mapping-version",
                at,
                format!("映射写的是第 {said} 版，给出的是第 {is} 版"),
                format!("the mapping says version {said}, the file is version {is}"),
            ));
        }
        if self.mapping.from == self.mapping.to {
            findings.push(Finding::error(
                "mapping-same-version",
                "/to",
                "起止版本相同，无须迁移",
                "both versions are the same, there is nothing to move",
            ));
        }
        findings
    }

    fn unmapped(&self) -> impl Iterator<Item = Finding> {
        let missing = reachable(self.old);
        missing.into_iter().filter(|state| !self.mapping.states.contains_key(state)).map(|state| {
            let name = Names(self.old).state(&state);
            Finding::error(
                "mapping-unmapped",
                "/states",
                format!("状态“{}”（{state}）没有指定去向", name.zh),
                format!("state “{}” ({state}) is not mapped", name.en),
            )
            .help(
                "写明其案件在新版本中的状态",
                "say in which state of the new version its cases continue",
            )
        })
    }

    fn pair(&self, from: &StateName, to: &StateName) -> Vec<Finding> {
        let Some(old) = self.old.states.get(from) else {
            return vec![Self::unknown("mapping-unknown-source", from, from, self.old)];
        };
        let Some(new) = self.new.states.get(to) else {
            return vec![Self::unknown("mapping-unknown-target", from, to, self.new)];
        };
        let pair = Pair { from, to, old, new };
        let mut findings = Vec::new();
        findings.extend(self.ends(&pair));
        if old.end || new.end {
            return findings;
        }
        findings.extend(self.stages(&pair));
        findings.extend(self.holders(&pair));
        findings.extend(self.vanishing(&pair));
        findings.extend(self.appearing(&pair));
        findings.extend(self.changing(&pair));
        findings
    }

    fn unknown(
        code: &'static str,
        from: &StateName,
        missing: &StateName,
        definition: &Definition,
    ) -> Finding {
        let version = definition.version;
        Finding::error(
            code,
            pointer(["states", from.as_str()]),
            format!("第 {version} 版没有状态 {missing}"),
            format!("version {version} has no state {missing}"),
        )
    }

    fn ends(&self, pair: &Pair<'_>) -> Option<Finding> {
        let (zh, en) = match (pair.old.end, pair.new.end) {
            (true, false) => {
                ("已结束的案件不能回到未结束的状态", "an ended case would be open again")
            }
            (false, true) => {
                ("未结束的案件不能因迁移而结束", "an open case would end by being moved")
            }
            (true, true) | (false, false) => return None,
        };
        let (zh, en) = (self.arrow(pair).zh + "：" + zh, self.arrow(pair).en + ": " + en);
        Some(Finding::error("mapping-end", place(pair), zh, en))
    }

    fn stages(&self, pair: &Pair<'_>) -> Option<Finding> {
        let back = pair.new.stage < pair.old.stage;
        if !back || self.mapping.backwards.contains(pair.from) {
            return None;
        }
        let (old, new) = (pair.old.stage.words(), pair.new.stage.words());
        let arrow = self.arrow(pair);
        let finding = Finding::error(
            "mapping-stage-backwards",
            place(pair),
            format!("{}：阶段由“{}”退回“{}”", arrow.zh, old.zh, new.zh),
            format!("{}: the stage goes back from {} to {}", arrow.en, old.en, new.en),
        );
        Some(finding.help(
            "如确有此意，把该状态列入 backwards",
            "if it is meant, list the state under `backwards`",
        ))
    }

    /// States that are said to go back but do not.
    fn idle_backwards(&self) -> impl Iterator<Item = Finding> {
        let goes_back = |state: &StateName| {
            let old = self.old.states.get(state)?;
            let new = self.new.states.get(self.mapping.states.get(state)?)?;
            Some(new.stage < old.stage)
        };
        let idle =
            self.mapping.backwards.iter().filter(move |state| goes_back(state) != Some(true));
        idle.map(|state| {
            Finding::warning(
                "mapping-backwards-idle",
                "/backwards",
                format!("状态 {state} 列入了 backwards，但其阶段并未后退"),
                format!("state {state} is listed under `backwards` but does not go back"),
            )
        })
    }

    fn holders(&self, pair: &Pair<'_>) -> Option<Finding> {
        let (old, new) = (pair.old.holder.words(), pair.new.holder.words());
        (pair.old.holder != pair.new.holder).then(|| {
            let arrow = self.arrow(pair);
            Finding::warning(
                "mapping-holder",
                place(pair),
                format!("{}：自迁移时起，时间由“{}”改记“{}”", arrow.zh, old.zh, new.zh),
                format!(
                    "{}: from the move on, time is charged to the {} instead of the {}",
                    arrow.en, new.en, old.en
                ),
            )
        })
    }

    fn vanishing(&self, pair: &Pair<'_>) -> Vec<Finding> {
        let gone = |name: &&LimitName| !pair.new.limits.contains(name);
        let findings = pair.old.limits.iter().filter(gone).map(|name| {
            let (arrow, limit) = (self.arrow(pair), Names(self.old).limit(name));
            Finding::warning(
                "mapping-limit-vanishes",
                place(pair),
                format!(
                    "{}：时限“{}”不再适用，正在运行的计时在迁移时终止；已经超期的仍记为超期",
                    arrow.zh, limit.zh
                ),
                format!(
                    "{}: limit “{}” no longer runs; its clocks end with the move, and what was late stays late",
                    arrow.en, limit.en
                ),
            )
        });
        findings.collect()
    }

    fn appearing(&self, pair: &Pair<'_>) -> Vec<Finding> {
        let old: Vec<&LimitName> = limits(self.old, pair.from).map(|(name, _)| name).collect();
        let new = limits(self.new, pair.to).filter(|(name, _)| !old.contains(name));
        let findings = new.map(|(name, limit)| {
            let (arrow, named) = (self.arrow(pair), Names(self.new).limit(name));
            let length = limit.map(limit_length).unwrap_or_default();
            Finding::warning(
                "mapping-limit-appears",
                place(pair),
                format!(
                    "{}：新增时限“{}”（{}），自迁移时起算，此前的时间不计入",
                    arrow.zh, named.zh, length.zh
                ),
                format!(
                    "{}: limit “{}” ({}) begins; it counts from the move, earlier time does not count",
                    arrow.en, named.en, length.en
                ),
            )
        });
        findings.collect()
    }

    /// Limits that run in both states but not alike.
    fn changing(&self, pair: &Pair<'_>) -> Vec<Finding> {
        let kept = pair.old.limits.iter().filter(|name| pair.new.limits.contains(name));
        let changed = kept.filter_map(|name| {
            let (old, new) = (self.old.limits.get(name)?, self.new.limits.get(name)?);
            let same = (old.length, old.by, &old.lengths, old.rolls, old.day_end)
                == (new.length, new.by, &new.lengths, new.rolls, new.day_end);
            (!same).then(|| {
                let (arrow, named) = (self.arrow(pair), Names(self.new).limit(name));
                let (before, after) = (limit_length(old), limit_length(new));
                Finding::warning(
                    "mapping-limit-changes",
                    place(pair),
                    format!(
                        "{}：时限“{}”由“{}”改为“{}”或计算方式有变，正在运行的计时从原起点按新规则重算，可能当即超期",
                        arrow.zh, named.zh, before.zh, after.zh
                    ),
                    format!(
                        "{}: limit “{}” changes from “{}” to “{}” or in how it is counted; running clocks are \
                         computed again from their beginning and may be late at once",
                        arrow.en, named.en, before.en, after.en
                    ),
                )
            })
        });
        changed.collect()
    }

    fn counter(&self, name: &CounterName) -> Option<Finding> {
        let old = self.old.counters.get(name)?;
        let named = Names(self.old).counter(name);
        let Some(new) = self.new.counters.get(name) else {
            return Some(Finding::warning(
                "mapping-counter-vanishes",
                "/states",
                format!("次数限制“{}”在新版本中不存在，已计次数不再起作用", named.zh),
                format!(
                    "counter “{}” does not exist in the new version; counts lose their effect",
                    named.en
                ),
            ));
        };
        (new.at_most < old.at_most).then(|| {
            let (before, after) = (old.at_most, new.at_most);
            Finding::warning(
                "mapping-counter-shrinks",
                "/states",
                format!("次数限制“{}”的上限由 {before} 降为 {after}，已用 {after} 次及以上的案件当即用尽", named.zh),
                format!(
                    "the cap of counter “{}” falls from {before} to {after}; cases that counted {after} or more have \
                     used it up at once",
                    named.en
                ),
            )
        })
    }

    fn arrow(&self, pair: &Pair<'_>) -> Bilingual {
        let (from, to) = (Names(self.old).state(pair.from), Names(self.new).state(pair.to));
        Bilingual::new(format!("“{}”→“{}”", from.zh, to.zh), format!("“{}” → “{}”", from.en, to.en))
    }
}

fn place(pair: &Pair<'_>) -> String {
    pointer(["states", pair.from.as_str()])
}
