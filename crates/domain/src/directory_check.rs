//! What can be wrong with a directory: a tree that is none, people who stand nowhere, administrators who also handle cases.

use std::collections::BTreeSet;

use crate::actor::Role;
use crate::directory::{Directory, Person, Unit, UnitKind};
use crate::finding::{Finding, pointer};
use crate::id::{PersonId, UnitId};

/// All that is wrong with a directory: the tree first, then the units, then the people.
pub fn check(directory: &Directory) -> Vec<Finding> {
    let mut findings = check_whole(directory);
    for (id, unit) in &directory.units {
        findings.extend(check_unit(directory, id, unit));
    }
    for (id, person) in &directory.people {
        findings.extend(check_person(directory, id, person));
    }
    findings
}

fn check_whole(directory: &Directory) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !directory.units.values().any(|unit| unit.parent.is_none()) {
        findings.push(Finding::error(
            "directory-without-root",
            "/units",
            "没有任何单位是最上级单位",
            "no unit stands at the top",
        ));
    }
    if !directory.units.values().any(|unit| unit.kind == UnitKind::Center) {
        findings.push(Finding::error(
            "directory-without-center",
            "/units",
            "没有综治中心，案件无人受理",
            "there is no governance center, nobody would take in a case",
        ));
    }
    let administrators = Role::ALL.into_iter().filter(|role| role.is_administrator());
    findings.extend(administrators.filter(|role| !is_held(directory, *role)).map(|role| {
        Finding::warning(
            "administrator-missing",
            "/people",
            format!("三员中的“{}”无人担任", role.as_str()),
            format!("nobody is {}", role.as_str()),
        )
    }));
    findings
}

fn is_held(directory: &Directory, role: Role) -> bool {
    directory.people.values().any(|person| person.roles.contains(&role))
}

fn check_unit(directory: &Directory, id: &UnitId, unit: &Unit) -> Vec<Finding> {
    let at = |field| pointer(["units", id.as_str(), field]);
    let mut findings = Vec::new();
    if unit.name.is_incomplete() {
        findings.push(Finding::error(
            "unit-unnamed",
            at("name"),
            format!("单位“{id}”缺少中文或英文名称"),
            format!("unit `{id}` lacks its name in one language"),
        ));
    }
    findings.extend(check_place_in_tree(directory, id, unit));
    findings.extend(unit.places.iter().filter(|place| !is_division(place.as_str())).map(|place| {
        Finding::error(
            "place-malformed",
            at("places"),
            format!("“{place}”不是行政区划代码"),
            format!("`{place}` is no division code"),
        )
    }));
    findings.extend(check_staffing(directory, id));
    findings
}

fn check_place_in_tree(directory: &Directory, id: &UnitId, unit: &Unit) -> Option<Finding> {
    let parent = unit.parent.as_ref()?;
    let at = pointer(["units", id.as_str(), "parent"]);
    if !directory.knows(parent) {
        return Some(Finding::error(
            "parent-unknown",
            at,
            format!("单位“{id}”的上级“{parent}”不存在"),
            format!("unit `{id}` stands below `{parent}`, which does not exist"),
        ));
    }
    let is_cyclic = directory.lineage(parent).any(|above| above == id);
    is_cyclic.then(|| {
        Finding::error(
            "unit-cycle",
            at,
            format!("单位“{id}”成了自己的上级"),
            format!("unit `{id}` stands above itself"),
        )
    })
}

/// A unit without a handler or a head cannot sign for a case. The center works with other roles.
fn check_staffing(directory: &Directory, id: &UnitId) -> Option<Finding> {
    let mut staff = directory.people.values().filter(|person| person.unit == *id);
    staff.next().is_none().then(|| {
        Finding::warning(
            "unit-unstaffed",
            pointer(["units", id.as_str()]),
            format!("单位“{id}”没有人员"),
            format!("nobody belongs to unit `{id}`"),
        )
    })
}

fn check_person(directory: &Directory, id: &PersonId, person: &Person) -> Vec<Finding> {
    let at = |field| pointer(["people", id.as_str(), field]);
    let mut findings = Vec::new();
    if person.name.is_incomplete() {
        findings.push(Finding::error(
            "person-unnamed",
            at("name"),
            format!("人员“{id}”缺少中文或英文姓名"),
            format!("`{id}` lacks a name in one language"),
        ));
    }
    if !directory.knows(&person.unit) {
        findings.push(Finding::error(
            "person-unit-unknown",
            at("unit"),
            format!("人员“{id}”所在单位“{}”不存在", person.unit),
            format!("`{id}` belongs to `{}`, which does not exist", person.unit),
        ));
    }
    findings.extend(check_roles(id, &person.roles));
    findings
}

fn check_roles(id: &PersonId, roles: &BTreeSet<Role>) -> Option<Finding> {
    let at = pointer(["people", id.as_str(), "roles"]);
    if roles.is_empty() {
        return Some(Finding::error(
            "person-without-role",
            at,
            format!("人员“{id}”没有角色"),
            format!("`{id}` holds no role"),
        ));
    }
    if roles.contains(&Role::Citizen) || roles.contains(&Role::Engine) {
        return Some(Finding::error(
            "role-not-for-staff",
            at,
            format!("人员“{id}”不能担任群众或系统角色"),
            format!("`{id}` cannot be citizen or engine"),
        ));
    }
    let mixed = roles.len() > 1 && roles.iter().any(|role| role.is_administrator());
    mixed.then(|| {
        Finding::error(
            "administrator-with-other-role",
            at,
            format!("管理员“{id}”还担任其他角色；三员须分设，且不办案"),
            format!("administrator `{id}` holds another role; the three are kept apart and handle no case"),
        )
    })
}

/// Two to twelve digits, or a local grid below a village.
fn is_division(code: &str) -> bool {
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    (2..=12).contains(&digits) && (digits == code.len() || digits == 12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Bilingual;

    fn name() -> Bilingual {
        Bilingual::new("甲", "Jia")
    }

    fn sound() -> Directory {
        let unit = |kind, parent: Option<&str>| Unit {
            name: name(),
            kind,
            parent: parent.map(UnitId::from),
            ..Unit::default()
        };
        let person = |unit: &str, role| Person {
            name: name(),
            unit: unit.into(),
            roles: BTreeSet::from([role]),
        };
        Directory {
            units: [
                ("county".into(), unit(UnitKind::Department, None)),
                ("center".into(), unit(UnitKind::Center, Some("county"))),
            ]
            .into(),
            people: [
                ("clerk".into(), person("center", Role::Clerk)),
                ("head".into(), person("county", Role::UnitHead)),
                ("system".into(), person("county", Role::SystemAdministrator)),
                ("security".into(), person("county", Role::SecurityAdministrator)),
                ("audit".into(), person("county", Role::AuditAdministrator)),
            ]
            .into(),
        }
    }

    /// The findings after one change to a sound directory.
    fn after(change: impl Fn(&mut Directory)) -> Vec<&'static str> {
        let mut directory = sound();
        change(&mut directory);
        check(&directory).into_iter().map(|finding| finding.code).collect()
    }

    fn unit<'a>(directory: &'a mut Directory, id: &str) -> &'a mut Unit {
        directory.units.get_mut(id).unwrap()
    }

    fn person<'a>(directory: &'a mut Directory, id: &str) -> &'a mut Person {
        directory.people.get_mut(id).unwrap()
    }

    #[test]
    fn a_sound_directory_has_no_findings() {
        assert_eq!(check(&sound()), []);
    }

    #[test]
    fn a_tree_that_is_none_is_found() {
        let cyclic = after(|it| unit(it, "county").parent = Some("center".into()));
        assert_eq!(cyclic, ["directory-without-root", "unit-cycle", "unit-cycle"]);
        let orphan = after(|it| unit(it, "center").parent = Some("nowhere".into()));
        assert_eq!(orphan, ["parent-unknown"]);
    }

    #[test]
    fn a_defect_of_a_unit_is_found() {
        assert_eq!(after(|it| unit(it, "county").name.en.clear()), ["unit-unnamed"]);
        assert_eq!(
            after(|it| unit(it, "center").kind = UnitKind::Court),
            ["directory-without-center"]
        );
        let misplaced = after(|it| unit(it, "county").places = BTreeSet::from(["赤壁".into()]));
        assert_eq!(misplaced, ["place-malformed"]);
        let empty = after(|it| person(it, "clerk").unit = "county".into());
        assert_eq!(empty, ["unit-unstaffed"]);
    }

    #[test]
    fn a_defect_of_a_person_is_found() {
        assert_eq!(after(|it| person(it, "head").name.zh.clear()), ["person-unnamed"]);
        assert_eq!(after(|it| person(it, "head").unit = "nowhere".into()), ["person-unit-unknown"]);
        assert_eq!(after(|it| person(it, "head").roles.clear()), ["person-without-role"]);
        let engine = after(|it| person(it, "head").roles = BTreeSet::from([Role::Engine]));
        assert_eq!(engine, ["role-not-for-staff"]);
    }

    #[test]
    fn an_administrator_holds_no_other_role_and_none_is_missing() {
        let mixed = after(|it| _ = person(it, "audit").roles.insert(Role::Handler));
        assert_eq!(mixed, ["administrator-with-other-role"]);
        let missing = after(|it| _ = it.people.remove("audit"));
        assert_eq!(missing, ["administrator-missing"]);
    }
}
