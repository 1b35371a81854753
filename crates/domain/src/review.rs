//! Reviews 评议: what somebody who scanned a code says of a unit, a service point or an officer, and who may read it. A
//! review is no case and no finding: a bad one counts for nothing until somebody has looked into it, and one that its author
//! wants looked into becomes a complaint.

use serde::{Deserialize, Serialize};

use crate::access::Conflicts;
use crate::actor::{Role, Staff};
use crate::case::Respondents;
use crate::directory::Directory;
use crate::id::{PersonId, UnitId};
use crate::text::Bilingual;
use crate::workflow::Words;

/// Whom a code stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A unit.
    Unit(UnitId),
    /// A person in office, and the unit in which they were when the code was made: who was moved on since is no stranger
    /// there.
    Officer {
        /// The person.
        person: PersonId,
        /// The unit.
        unit: UnitId,
    },
    /// A counter, a hall or another place where people are served.
    ServicePoint {
        /// What it is called.
        name: Bilingual,
        /// The unit that serves there.
        unit: UnitId,
    },
}

/// What is asked of a unit or of an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Of a unit: does it do what it is there for 履职尽责.
    Duty,
    /// Of a unit: does it serve people 为民服务.
    Service,
    /// Of a unit: are its people well led 队伍管理.
    Team,
    /// Of an officer: do they act by the law 依法履职.
    Law,
    /// Of an officer: how they behave 工作作风.
    Conduct,
    /// Of an officer: are they honest 廉洁自律.
    Integrity,
}

/// What is said of it, the worst first, in the words of the rules on ratings of service 好差评. What nobody was asked, or
/// did not want to say, has no level: silence is no praise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 非常不满意.
    VeryBad,
    /// 不满意.
    Bad,
    /// 基本满意.
    Fair,
    /// 满意.
    Good,
    /// 非常满意.
    VeryGood,
}

/// Why there is nothing to look into in a bad review. Of the words of its author nothing stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dismissal {
    /// It names no fact that anybody could look into.
    NoFact,
    /// It is about something other than how somebody did their duty.
    OtherMatter,
    /// The same was said before and is dealt with there.
    Repeated,
    /// Words without a matter: advertising, insults.
    NoMatter,
}

impl Dismissal {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NoFact, Self::OtherMatter, Self::Repeated, Self::NoMatter];

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoFact => "no_fact",
            Self::OtherMatter => "other_matter",
            Self::Repeated => "repeated",
            Self::NoMatter => "no_matter",
        }
    }

    /// The one of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

impl Words for Dismissal {
    fn words(&self) -> Bilingual {
        match self {
            Self::NoFact => {
                Bilingual::new("没有可核实的具体事实", "No fact that can be looked into")
            }
            Self::OtherMatter => {
                Bilingual::new("不是履职、作风方面的事", "Not about anybody's duty or conduct")
            }
            Self::Repeated => {
                Bilingual::new("重复评价，已在别处处理", "Said before and dealt with there")
            }
            Self::NoMatter => Bilingual::new(
                "没有内容（广告、谩骂等）",
                "No matter in it, such as advertising or insults",
            ),
        }
    }
}

impl Target {
    /// What is asked.
    pub const fn dimensions(&self) -> [Dimension; 3] {
        match self {
            Self::Unit(_) | Self::ServicePoint { .. } => {
                [Dimension::Duty, Dimension::Service, Dimension::Team]
            }
            Self::Officer { .. } => [Dimension::Law, Dimension::Conduct, Dimension::Integrity],
        }
    }

    /// The unit.
    pub const fn unit(&self) -> &UnitId {
        match self {
            Self::Unit(unit) | Self::Officer { unit, .. } | Self::ServicePoint { unit, .. } => unit,
        }
    }

    /// What it is called; an id where the directory knows none of it any more.
    pub fn name(&self, directory: &Directory) -> Bilingual {
        let (known, id) = match self {
            Self::Unit(unit) => (directory.units.get(unit).map(|it| &it.name), unit.as_str()),
            Self::Officer { person, .. } => {
                (directory.people.get(person).map(|it| &it.name), person.as_str())
            }
            Self::ServicePoint { name, .. } => (Some(name), ""),
        };
        known.cloned().unwrap_or_else(|| Bilingual::new(id, id))
    }

    /// Whom a complaint that comes of a review is about.
    pub fn respondents(&self) -> Respondents {
        match self {
            Self::Unit(unit) | Self::ServicePoint { unit, .. } => {
                Respondents { units: [unit.clone()].into(), ..Respondents::default() }
            }
            Self::Officer { person, .. } => {
                Respondents { people: [person.clone()].into(), ..Respondents::default() }
            }
        }
    }

    /// Whether somebody may read the reviews of it. For whoever is reviewed, and for those whom a complaint about them would be
    /// hidden from, there are none; administrators read none. Then it is for the center, or for who stands in for a center
    /// that is reviewed itself: its clerks, supervisors and directors, and of an officer its supervisors and directors.
    pub fn may_be_read(&self, by: &Staff, directory: &Directory, center: &UnitId) -> bool {
        let mut respondents = self.respondents();
        respondents.units.insert(self.unit().clone());
        let conflicts = Conflicts::new(directory, &respondents);
        if by.roles.iter().any(|role| role.is_administrator()) || conflicts.bar(by) {
            return false;
        }
        let roles: &[Role] = match self {
            Self::Officer { .. } => &[Role::Supervisor, Role::Director],
            Self::Unit(_) | Self::ServicePoint { .. } => {
                &[Role::Clerk, Role::Supervisor, Role::Director]
            }
        };
        directory.is_within(&by.unit, conflicts.stand_in(center))
            && roles.iter().any(|role| by.roles.contains(role))
    }
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Duty, Self::Service, Self::Team, Self::Law, Self::Conduct, Self::Integrity];

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duty => "duty",
            Self::Service => "service",
            Self::Team => "team",
            Self::Law => "law",
            Self::Conduct => "conduct",
            Self::Integrity => "integrity",
        }
    }
}

impl Level {
    /// All of them, the best first, as they are asked.
    pub const ALL: [Self; 5] = [Self::VeryGood, Self::Good, Self::Fair, Self::Bad, Self::VeryBad];

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VeryBad => "very_bad",
            Self::Bad => "bad",
            Self::Fair => "fair",
            Self::Good => "good",
            Self::VeryGood => "very_good",
        }
    }

    /// As a number, 1 for the worst and 5 for the best.
    pub const fn number(self) -> i32 {
        match self {
            Self::VeryBad => 1,
            Self::Bad => 2,
            Self::Fair => 3,
            Self::Good => 4,
            Self::VeryGood => 5,
        }
    }

    /// The level of a number.
    pub fn numbered(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// True for what the rules call a bad review 差评.
    pub fn is_bad(self) -> bool {
        self <= Self::Bad
    }
}

impl Words for Dimension {
    fn words(&self) -> Bilingual {
        match self {
            Self::Duty => Bilingual::new("履职尽责", "Does what it is there for"),
            Self::Service => Bilingual::new("为民服务", "Serves people"),
            Self::Team => Bilingual::new("队伍管理", "Leads its people well"),
            Self::Law => Bilingual::new("依法履职", "Acts by the law"),
            Self::Conduct => Bilingual::new("工作作风", "Conduct"),
            Self::Integrity => Bilingual::new("廉洁自律", "Honesty"),
        }
    }
}

impl Words for Level {
    fn words(&self) -> Bilingual {
        match self {
            Self::VeryBad => Bilingual::new("非常不满意", "Very dissatisfied"),
            Self::Bad => Bilingual::new("不满意", "Dissatisfied"),
            Self::Fair => Bilingual::new("基本满意", "Fairly satisfied"),
            Self::Good => Bilingual::new("满意", "Satisfied"),
            Self::VeryGood => Bilingual::new("非常满意", "Very satisfied"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{Person, Unit, UnitKind};

    fn county() -> Directory {
        let unit = |kind, parent: &str| Unit {
            kind,
            parent: (!parent.is_empty()).then(|| parent.into()),
            ..Unit::default()
        };
        let person = |unit: &str, role| Person {
            unit: unit.into(),
            roles: [role].into(),
            ..Person::default()
        };
        Directory {
            units: [
                ("county".into(), unit(UnitKind::Department, "")),
                ("center".into(), unit(UnitKind::Center, "county")),
                ("police".into(), unit(UnitKind::PoliceBureau, "county")),
                ("station".into(), unit(UnitKind::PoliceStation, "police")),
                ("discipline".into(), unit(UnitKind::Discipline, "")),
            ]
            .into(),
            people: [
                ("clerk".into(), person("center", Role::Clerk)),
                ("supervisor".into(), person("center", Role::Supervisor)),
                ("director".into(), person("center", Role::Director)),
                ("keeper".into(), person("center", Role::SystemAdministrator)),
                ("officer".into(), person("station", Role::Handler)),
                ("colleague".into(), person("station", Role::Supervisor)),
                ("above".into(), person("police", Role::Director)),
                ("inspector".into(), person("discipline", Role::Director)),
                ("inspector2".into(), person("discipline", Role::Clerk)),
            ]
            .into(),
        }
    }

    fn readers(target: &Target) -> Vec<String> {
        let county = county();
        let reads = |id: &&PersonId| {
            let staff = county.staff(id).unwrap();
            target.may_be_read(&staff, &county, &"center".into())
        };
        county.people.keys().filter(reads).map(ToString::to_string).collect()
    }

    #[test]
    fn reviews_of_a_unit_are_for_the_center_and_those_of_an_officer_for_fewer() {
        let unit = Target::Unit("station".into());
        assert_eq!(readers(&unit), ["clerk", "director", "supervisor"]);
        let hall = Target::ServicePoint { name: Bilingual::default(), unit: "station".into() };
        assert_eq!(readers(&hall), ["clerk", "director", "supervisor"]);
        let officer = Target::Officer { person: "officer".into(), unit: "station".into() };
        assert_eq!(readers(&officer), ["director", "supervisor"]);
    }

    #[test]
    fn a_center_that_is_reviewed_reads_nothing_of_it() {
        assert_eq!(readers(&Target::Unit("center".into())), ["inspector", "inspector2"]);
        let clerk = Target::Officer { person: "clerk".into(), unit: "center".into() };
        assert_eq!(readers(&clerk), ["inspector"]);
        let moved = Target::Officer { person: "officer".into(), unit: "center".into() };
        assert_eq!(readers(&moved), ["inspector"], "who worked with them reads nothing, either");
    }

    #[test]
    fn numbers_and_levels_are_each_others() {
        assert!(Level::ALL.iter().all(|level| Level::numbered(level.number()) == Some(*level)));
        assert_eq!((Level::numbered(0), Level::numbered(6)), (None, None));
        let bad: Vec<_> = Level::ALL.into_iter().filter(|level| level.is_bad()).collect();
        assert_eq!(bad, [Level::Bad, Level::VeryBad]);
    }
}
