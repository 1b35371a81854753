//! Scripts and words.

use agency_simulator::{Behaviour, Body, Script, Settings, SimulatorError};

use crate::support::Room;

#[test]
fn every_behaviour_is_called_by_its_word() {
    for behaviour in Behaviour::ALL {
        assert_eq!(behaviour.to_string().parse(), Ok(behaviour));
    }
    let unknown = "nice".parse::<Behaviour>().unwrap_err().to_string();
    assert!(unknown.contains("`nice`") && unknown.contains("out-of-order"), "{unknown}");
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let unknown = Script::shipped("temple").unwrap_err().to_string();
    assert!(unknown.contains("`temple`") && unknown.contains("arbitration"), "{unknown}");
    let room = Room::new();
    let settings = Settings { course: Some("lost".to_owned()), ..room.settings() };
    let unknown = Body::open(settings).unwrap_err().to_string();
    assert!(unknown.contains("`lost`") && unknown.contains("filed_and_judged"), "{unknown}");
}

#[test]
fn a_script_that_cannot_be_played_is_refused() {
    let sound = include_str!("../../scripts/court.yaml");
    assert!(Script::parse(sound).is_ok());
    let says = |from, to| match Script::parse(&sound.replacen(from, to, 1)) {
        Err(SimulatorError::Script(why)) => why,
        other => panic!("{other:?}"),
    };
    assert!(says("says: received", "says: lost").contains("`lost`"));
    assert!(says("%H:%M", "%Q:%M").contains("no form of a time"));
    says("xxlx", "[");
    says("courses:", "curses:");
}
