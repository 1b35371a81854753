//! The record of the stories is as committed: whoever changes a workflow or a rule sees what changes for real cases.

use testkit::{NAMES, Shipped, folder, played};

#[test]
fn the_stories_go_as_their_record_says() {
    let shipped = Shipped::load();
    let mut differs = Vec::new();
    for name in NAMES {
        let (path, text) = (folder().join(played::file(name)), played::text(&shipped, name));
        if std::env::var("PLAYED").is_ok_and(|wish| wish == "write") {
            std::fs::write(&path, &text).unwrap();
        }
        let recorded = std::fs::read_to_string(&path).unwrap_or_default();
        let place = text.lines().zip(recorded.lines()).position(|(is, was)| is != was);
        if text != recorded {
            let line = place.unwrap_or_else(|| recorded.lines().count());
            let (was, is) = (recorded.lines().nth(line), text.lines().nth(line));
            differs.push(format!("{name} line {}:\n  was {was:?}\n  is  {is:?}", line + 1));
        }
    }
    assert!(
        differs.is_empty(),
        "if this is meant, write the record anew: PLAYED=write cargo test -p domain --test played\n{}",
        differs.join("\n")
    );
}
