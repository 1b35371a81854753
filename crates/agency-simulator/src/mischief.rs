//! What comes beside the right messages under each behaviour. The right ones always come too.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::behaviour::Behaviour;
use crate::chance::Chance;
use crate::course::add;
use crate::fill::Filling;
use crate::journal::Said;
use crate::posting::{Posting, Signing};
use crate::script::{Script, Step};

/// The longest signature that is tried.
const SIGNATURE_BYTES_MAX: usize = 128;

/// Makes what comes beside the right messages.
#[derive(Debug)]
pub(crate) struct Mischief<'a> {
    pub(crate) script: &'a Script,
    pub(crate) seed: u64,
    pub(crate) behaviour: Behaviour,
    /// Numbers of cases that were handed over.
    pub(crate) numbers: &'a [String],
    pub(crate) now: DateTime<Utc>,
}

impl Mischief<'_> {
    /// A message with what comes before and after it. The message itself bears its place, as often as it comes.
    pub(crate) fn around(&self, place: usize, said: &Said) -> Vec<Posting> {
        let mut chance = Chance::of(self.seed, &format!("mischief {}", said.id));
        let right = Posting { place: Some(place), ..Posting::json(&*said.id, &said.body) };
        let extra = |index: usize| format!("x{index}-{}", said.id);
        let mut all = match self.behaviour {
            Behaviour::Normal | Behaviour::Slow | Behaviour::Down | Behaviour::OutOfOrder => {
                Vec::new()
            }
            Behaviour::Garbage => vec![garbage(&mut chance, extra(0))],
            Behaviour::Duplicate => vec![right.clone(); 1 + chance.below(3)],
            Behaviour::Forged => vec![
                self.forged(&mut chance, extra(0), said),
                self.forged(&mut chance, extra(1), said),
            ],
            Behaviour::WrongCase => vec![self.wrong_case(&mut chance, extra(0))],
            Behaviour::Byzantine => {
                let count = chance.below(4);
                (0..count).map(|index| self.any(&mut chance, extra(index))).collect()
            }
        };
        let among = chance.below(all.len() + 1);
        all.insert(among, right);
        all
    }

    /// Anything at all.
    pub(crate) fn any(&self, chance: &mut Chance, id: String) -> Posting {
        match chance.below(10) {
            0 => garbage(chance, id),
            1 => self.wrong_case(chance, id),
            2 | 3 => {
                let body = self.report(chance, &id, None);
                let said = Said { id: id.clone(), body, of: None };
                self.forged(chance, id, &said)
            }
            4 => self.receipt(chance, &id),
            5 => self.handover(chance, &id),
            _ => {
                let body = self.report(chance, &id, None);
                Posting::json(id, &body)
            }
        }
    }

    /// What says the opposite under another's signature, or the same under an old one.
    fn forged(&self, chance: &mut Chance, id: String, said: &Said) -> Posting {
        let signing = match chance.below(5) {
            0 => Signing::Stranger,
            1 => Signing::Old,
            2 => Signing::Missing,
            3 => Signing::Altered,
            _ => Signing::Bytes(chance.below(SIGNATURE_BYTES_MAX + 1)),
        };
        let body =
            if chance.one_in(2) { said.body.clone() } else { self.report(chance, &id, None) };
        Posting { signing, ..Posting::json(id, &body) }
    }

    /// A report on a case that nobody handed over.
    fn wrong_case(&self, chance: &mut Chance, id: String) -> Posting {
        let number = format!("ZZ-{:016}", chance.next());
        let body = self.report(chance, &id, Some(&number));
        Posting::json(id, &body)
    }

    /// A report with any standing and any facts, on any case.
    fn report(&self, chance: &mut Chance, id: &str, number: Option<&str>) -> Value {
        let known = chance.pick(self.numbers).map_or("none", String::as_str);
        let number = number.unwrap_or(known);
        let listed: Vec<_> = self.script.standings.values().collect();
        let (code, name) = match chance.pick(&listed) {
            Some(listed) if !chance.one_in(6) => *listed,
            Some(_) | None => &self.script.unknown,
        };
        let sequence = chance.next() % 1000;
        let filling = Filling { number, code, name, sequence, ..self.filling(id) };
        let mut body = filling.fill(&self.script.says.stands);
        let facts = filling.fields(&self.facts(chance));
        add(&mut body, self.script.says.facts_in.as_deref(), facts);
        spoil(chance, body)
    }

    /// The facts of any step, or of none.
    fn facts(&self, chance: &mut Chance) -> Map<String, Value> {
        let steps: Vec<&Step> =
            self.script.courses.values().flat_map(|course| &course.steps).collect();
        let step = chance.pick(&steps).filter(|_| !chance.clone().one_in(4));
        step.map(|step| step.with.clone()).unwrap_or_default()
    }

    /// A receipt of a referral that nobody sent.
    fn receipt(&self, chance: &mut Chance, id: &str) -> Posting {
        let referral = Uuid::from_u64_pair(chance.next(), chance.next());
        let of_ours = chance.one_in(2);
        let number = format!("ZZ-{:016}", chance.next());
        let number = chance.pick(self.numbers).filter(|_| of_ours).unwrap_or(&number);
        let filling = Filling { number, referral, ..self.filling(id) };
        let says = &self.script.says;
        let template = if chance.one_in(2) { &says.taken } else { &says.refused };
        Posting::json(id, &filling.fill(template))
    }

    fn handover(&self, chance: &mut Chance, id: &str) -> Posting {
        let Some(template) = &self.script.says.hands_over else { return self.receipt(chance, id) };
        let number = format!("ZZ-{:016}", chance.next());
        let filling = Filling { number: &number, ..self.filling(id) };
        let mut body = filling.fill(template);
        if let Some(fields) = chance.pick(&self.script.handovers) {
            add(&mut body, None, fields.clone());
        }
        Posting::json(id, &spoil(chance, body))
    }

    fn filling<'a>(&'a self, id: &'a str) -> Filling<'a> {
        Filling {
            id,
            number: "none",
            serial: "00000000",
            referral: Uuid::nil(),
            code: "",
            name: "",
            sequence: 0,
            at: self.now,
            form: &self.script.time,
        }
    }
}

/// Sometimes one field with something else in it.
fn spoil(chance: &mut Chance, mut body: Value) -> Value {
    if !chance.one_in(3) {
        return body;
    }
    let odd = odd(chance);
    if let Some(fields) = body.as_object_mut() {
        let names: Vec<String> = fields.keys().cloned().collect();
        if let Some(name) = chance.pick(&names) {
            fields.insert(name.clone(), odd);
        }
    }
    body
}

/// What cannot be read, mostly under the right signature.
fn garbage(chance: &mut Chance, id: String) -> Posting {
    let (body, content_type): (Vec<u8>, _) = match chance.below(7) {
        0 => (b"{\"half\": ".to_vec(), "application/json"),
        1 => (b"<html><body>502 Bad Gateway</body></html>".to_vec(), "text/html"),
        2 => (Vec::new(), "application/json"),
        3 => (b"[1, \"two\", null]".to_vec(), "application/json"),
        4 => (vec![0xFF, 0xFE, 0x00, 0xD8, 0x22], "application/octet-stream"),
        5 => (nested(), "application/json"),
        _ => (json!({ "ok": true }).to_string().into_bytes(), "text/plain"),
    };
    let signing = if chance.one_in(3) { Signing::Missing } else { Signing::Right };
    Posting { id, body, content_type, signing, place: None }
}

/// Deeper than a careful reader follows.
fn nested() -> Vec<u8> {
    let mut body = vec![b'['; 2000];
    body.extend(vec![b']'; 2000]);
    body
}

/// A value that no honest system puts into a field.
fn odd(chance: &mut Chance) -> Value {
    match chance.below(9) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e300),
        4 => json!(""),
        5 => json!("9".repeat(3000)),
        6 => json!("\u{202e}\u{0}"),
        7 => json!([]),
        _ => json!("2026-02-30"),
    }
}
