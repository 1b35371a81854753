//! Who acts: roles a person holds, and how the person stands to one case.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{PartyId, PersonId, UnitId};

/// What a person may be called to do. The three administrators are held by three people and see no case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Citizen 群众, with or without a name.
    Citizen,
    /// Center clerk 受理员.
    Clerk,
    /// Unit handler 经办人.
    Handler,
    /// Unit head 单位负责人.
    UnitHead,
    /// Supervisor 督查员.
    Supervisor,
    /// Director of the center 主任.
    Director,
    /// System administrator 系统管理员.
    SystemAdministrator,
    /// Security administrator 安全管理员.
    SecurityAdministrator,
    /// Audit administrator 审计管理员.
    AuditAdministrator,
    /// The engine itself: clocks that run out, effects of other cases.
    Engine,
}

impl Role {
    /// All roles, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::Citizen,
        Self::Clerk,
        Self::Handler,
        Self::UnitHead,
        Self::Supervisor,
        Self::Director,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
        Self::Engine,
    ];

    /// The name in definitions and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Clerk => "clerk",
            Self::Handler => "handler",
            Self::UnitHead => "unit_head",
            Self::Supervisor => "supervisor",
            Self::Director => "director",
            Self::SystemAdministrator => "system_administrator",
            Self::SecurityAdministrator => "security_administrator",
            Self::AuditAdministrator => "audit_administrator",
            Self::Engine => "engine",
        }
    }

    /// The three administrators 三员, none of whom sees a case.
    pub const fn is_administrator(self) -> bool {
        matches!(
            self,
            Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator
        )
    }
}

/// How the actor stands to the case at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A party to the case.
    Party,
    /// Belongs to the center that runs the case.
    Center,
    /// Belongs to the lead unit, or to the unit the lead unit delegated to.
    Lead,
    /// Belongs to an assisting unit whose part is still open.
    Assistant,
    /// Was asked to sign in the open round and has not yet.
    Signer,
    /// Belongs to a unit that was consulted and has not answered.
    Consulted,
    /// Belongs to a unit above the lead unit.
    Superior,
}

impl Relation {
    /// All relations, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::Party,
        Self::Center,
        Self::Lead,
        Self::Assistant,
        Self::Signer,
        Self::Consulted,
        Self::Superior,
    ];

    /// The name in definitions and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Center => "center",
            Self::Lead => "lead",
            Self::Assistant => "assistant",
            Self::Signer => "signer",
            Self::Consulted => "consulted",
            Self::Superior => "superior",
        }
    }
}

/// A role in a relation to the case, written `handler@lead`. Who may do something, and who is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    /// The role the person must hold.
    pub role: Role,
    /// The relation the person must stand in.
    pub relation: Relation,
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.role.as_str(), self.relation.as_str())
    }
}

/// The text is not `role@relation`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a seat such as `handler@lead`")]
pub struct SeatError(pub String);

impl FromStr for Seat {
    type Err = SeatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (role, relation) = text.split_once('@')?;
            let role = Role::ALL.into_iter().find(|known| known.as_str() == role)?;
            let relation = Relation::ALL.into_iter().find(|known| known.as_str() == relation)?;
            Some(Self { role, relation })
        };
        parse().ok_or_else(|| SeatError(text.to_owned()))
    }
}

impl Serialize for Seat {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seat {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Who acts, as the edge has established it. An actor is a person of a unit, a citizen, or the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person with an account.
    Person(Staff),
    /// A citizen who proved to be this party of the case.
    Citizen(PartyId),
    /// The engine.
    Engine,
}

/// A person with an account, with the rights that the directory gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The person.
    pub person: PersonId,
    /// The unit the person acts for.
    pub unit: UnitId,
    /// The roles held in that unit.
    pub roles: BTreeSet<Role>,
}

impl Actor {
    /// True if the actor holds the role.
    pub fn holds(&self, role: Role) -> bool {
        match self {
            Self::Person(staff) => staff.roles.contains(&role),
            Self::Citizen(_) => role == Role::Citizen,
            Self::Engine => role == Role::Engine,
        }
    }

    /// The person, if the actor is one.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(staff) => Some(&staff.person),
            Self::Citizen(_) | Self::Engine => None,
        }
    }

    /// The unit the actor acts for, if any.
    pub fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::Person(staff) => Some(&staff.unit),
            Self::Citizen(_) | Self::Engine => None,
        }
    }
}

/// Who acted, as the log remembers: without the roles, which change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A person, for a unit.
    Person {
        /// The person.
        person: PersonId,
        /// The unit acted for.
        unit: UnitId,
    },
    /// A party of the case.
    Citizen(PartyId),
    /// The engine.
    Engine,
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::Person(staff) => {
                Self::Person { person: staff.person.clone(), unit: staff.unit.clone() }
            }
            Actor::Citizen(party) => Self::Citizen(*party),
            Actor::Engine => Self::Engine,
        }
    }
}

impl Author {
    /// The person, if it was one.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person { person, .. } => Some(person),
            Self::Citizen(_) | Self::Engine => None,
        }
    }
}
