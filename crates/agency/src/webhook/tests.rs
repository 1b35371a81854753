//! Laws of signing and verifying, held over every length and every bit.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use domain::id::UnitId;

use super::*;
use crate::contract::Push;
use crate::error::Refused;

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SEED: &str = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
const SECONDS: i64 = 1_614_265_330;

struct Message {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    fn of(id: &str, timestamp: &str, signature: &str) -> Self {
        let headers =
            [(HEADER_ID, id), (HEADER_TIMESTAMP, timestamp), (HEADER_SIGNATURE, signature)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { headers: headers.into(), body: BODY.to_owned() }
    }

    fn signed_by(key: &str) -> Self {
        let signed = sign(&Keyring::of(signing(key)), ID, at(0), BODY).unwrap();
        Self::of(&signed.id, &signed.timestamp, &signed.signature)
    }

    fn signature(&self) -> &str {
        &self.headers[2].1
    }

    fn with_signature(mut self, signature: &str) -> Self {
        signature.clone_into(&mut self.headers[2].1);
        self
    }

    fn verified(
        &self,
        keys: &Keyring<VerifyingKey>,
        now: DateTime<Utc>,
    ) -> Result<String, Refused> {
        let unit = UnitId::new("court");
        let push = Push { unit: &unit, now, headers: &self.headers, body: &self.body };
        verify(keys, WINDOW, &push).map(|verified| verified.id.to_owned())
    }

    fn refused(&self, key: &str) -> Refused {
        self.verified(&Keyring::of(verifying(key)), at(0)).unwrap_err()
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(SECONDS + seconds, 0).unwrap()
}

fn signing(text: &str) -> SigningKey {
    SigningKey::parse(text).unwrap()
}

fn verifying(text: &str) -> VerifyingKey {
    VerifyingKey::parse(text).unwrap()
}

fn public_half() -> String {
    use ring::signature::KeyPair;
    let seed = BASE64.decode(SEED.trim_start_matches("whsk_").as_bytes()).unwrap();
    let pair = ring::signature::Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    format!("whpk_{}", BASE64.encode(pair.public_key().as_ref()))
}

fn raw(signature: &str) -> (&str, Vec<u8>) {
    let (version, code) = signature.split_once(',').unwrap();
    (version, BASE64.decode(code.as_bytes()).unwrap())
}

/// Both kinds: by what is signed, and by what it is verified.
fn pairs() -> [(&'static str, String); 2] {
    [(SECRET, SECRET.to_owned()), (SEED, public_half())]
}

#[test]
fn the_vectors_of_the_reference_libraries_hold() {
    let symmetric = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    let asymmetric = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";
    assert_eq!(Message::signed_by(SECRET).signature(), symmetric);
    assert_eq!(Message::signed_by(SEED).signature(), asymmetric);
}

#[test]
fn what_was_signed_is_verified() {
    for (by, with) in pairs() {
        let keys = Keyring::of(verifying(&with));
        assert_eq!(Message::signed_by(by).verified(&keys, at(0)), Ok(ID.to_owned()));
    }
}

#[test]
fn a_signature_of_any_length_is_refused_and_none_panics() {
    for (by, with) in pairs() {
        let message = Message::signed_by(by);
        let (version, right) = raw(message.signature());
        for length in 0..=128 {
            let padded: Vec<_> =
                right.iter().copied().chain(std::iter::repeat(0)).take(length).collect();
            for wrong in [vec![0; length], vec![0xff; length], padded] {
                if wrong == right {
                    continue;
                }
                let list = format!("{version},{}", BASE64.encode(&wrong));
                let refused = Message::signed_by(by).with_signature(&list).refused(&with);
                assert_eq!(refused, Refused::Signature, "{version} of {length} bytes");
            }
            let text = "A".repeat(length);
            for list in [text.clone(), format!("{version},{text}"), format!("{version}{text}")] {
                assert!(matches!(
                    Message::signed_by(by).with_signature(&list).refused(&with),
                    Refused::Signature
                ));
            }
        }
    }
}

#[test]
fn a_signature_with_any_bit_flipped_is_refused() {
    for (by, with) in pairs() {
        let message = Message::signed_by(by);
        let (version, right) = raw(message.signature());
        for bit in 0..right.len() * 8 {
            let mut wrong = right.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            let list = format!("{version},{}", BASE64.encode(&wrong));
            assert_eq!(
                Message::signed_by(by).with_signature(&list).refused(&with),
                Refused::Signature
            );
        }
    }
}

#[test]
fn a_body_with_any_bit_flipped_is_refused() {
    for (by, with) in pairs() {
        for bit in 0..BODY.len() * 8 {
            let mut message = Message::signed_by(by);
            message.body[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(message.refused(&with), Refused::Signature);
        }
        for length in 0..BODY.len() {
            let mut message = Message::signed_by(by);
            message.body.truncate(length);
            assert_eq!(message.refused(&with), Refused::Signature);
        }
    }
}

#[test]
fn a_signature_is_of_its_id_and_its_time() {
    for (by, with) in pairs() {
        let mut other_id = Message::signed_by(by);
        "msg_other".clone_into(&mut other_id.headers[0].1);
        assert_eq!(other_id.refused(&with), Refused::Signature);
        let mut other_time = Message::signed_by(by);
        other_time.headers[1].1 = (SECONDS + 1).to_string();
        assert_eq!(other_time.refused(&with), Refused::Signature);
        let mut written_otherwise = Message::signed_by(by);
        written_otherwise.headers[1].1 = format!("0{SECONDS}");
        assert_eq!(written_otherwise.refused(&with), Refused::Signature);
    }
}

#[test]
fn the_window_is_open_for_five_minutes_both_ways() {
    for (by, with) in pairs() {
        let keys = Keyring::of(verifying(&with));
        for (seconds, inside) in [(-301, false), (-300, true), (0, true), (300, true), (301, false)]
        {
            let result = Message::signed_by(by).verified(&keys, at(seconds));
            assert_eq!(result.is_ok(), inside, "{seconds}");
            assert!(inside || result == Err(Refused::Time));
        }
        let far = Message::signed_by(by).verified(&keys, DateTime::<Utc>::MAX_UTC);
        assert_eq!(far, Err(Refused::Time));
    }
}

#[test]
fn a_time_is_digits_and_nothing_else() {
    for time in
        ["", "-1", "+1614265330", "1614265330.0", " 1614265330", "1e9", "１６", "9999999999999"]
    {
        let message = Message::of(ID, time, "v1,AAAA");
        assert_eq!(message.refused(SECRET), Refused::Header(HEADER_TIMESTAMP), "{time}");
    }
    assert_eq!(Message::of(ID, "999999999999", "v1,AAAA").refused(SECRET), Refused::Time);
}

#[test]
fn an_id_is_visible_ascii_of_a_bounded_length() {
    let (longest, too_long) = ("x".repeat(256), "x".repeat(257));
    for id in ["", " ", "a b", "a.b", "a\tb", "a\u{7f}", "编号", &too_long] {
        let message = Message::of(id, &SECONDS.to_string(), "v1,AAAA");
        assert_eq!(message.refused(SECRET), Refused::Header(HEADER_ID), "{id}");
        let keys = Keyring::of(signing(SECRET));
        assert_eq!(sign(&keys, id, at(0), BODY), Err(SignError::Id));
    }
    let signed = sign(&Keyring::of(signing(SECRET)), &longest, at(0), BODY).unwrap();
    let message = Message::of(&longest, &signed.timestamp, &signed.signature);
    assert_eq!(message.verified(&Keyring::of(verifying(SECRET)), at(0)), Ok(longest));
}

#[test]
fn a_header_that_is_missing_or_twice_there_is_refused() {
    for (index, name) in [HEADER_ID, HEADER_TIMESTAMP, HEADER_SIGNATURE].into_iter().enumerate() {
        let mut without = Message::signed_by(SECRET);
        without.headers.remove(index);
        assert_eq!(without.refused(SECRET), Refused::Header(name));
        let mut twice = Message::signed_by(SECRET);
        let (_, value) = twice.headers[index].clone();
        twice.headers.push((name.to_ascii_uppercase(), value));
        assert_eq!(twice.refused(SECRET), Refused::Header(name));
    }
}

#[test]
fn one_good_signature_in_a_list_is_enough_wherever_it_stands() {
    for (by, with) in pairs() {
        let good = Message::signed_by(by).signature().to_owned();
        let bad = ["v1,AAAA", "v1a,AAAA", "v2,AAAA", "v1", "", ",", "v1,not base64!", "V1,AAAA"];
        for place in 0..=bad.len() {
            let mut list: Vec<_> = bad.to_vec();
            list.insert(place, &good);
            let message = Message::signed_by(by).with_signature(&list.join(" "));
            assert!(message.verified(&Keyring::of(verifying(&with)), at(0)).is_ok(), "{place}");
        }
    }
}

#[test]
fn a_list_without_end_is_refused_before_any_work() {
    let good = Message::signed_by(SECRET).signature().to_owned();
    let long = format!("{}{good}", "v1,AAAA ".repeat(SIGNATURES_MAX));
    let message = Message::signed_by(SECRET).with_signature(&long);
    assert_eq!(message.refused(SECRET), Refused::Header(HEADER_SIGNATURE));
}

#[test]
fn a_signature_under_the_name_of_another_version_is_refused() {
    let other = Message::signed_by(SECRET).signature().replace("v1,", "v1a,");
    let message = Message::signed_by(SECRET).with_signature(&other);
    assert_eq!(message.refused(SECRET), Refused::Signature);
    assert_eq!(message.refused(&public_half()), Refused::Signature);
}

#[test]
fn without_a_key_everything_is_refused() {
    assert_eq!(
        Message::signed_by(SECRET).verified(&Keyring::default(), at(0)),
        Err(Refused::Signature)
    );
    assert_eq!(sign(&Keyring::default(), ID, at(0), BODY), Err(SignError::NoKey));
}

#[test]
fn keys_follow_one_another_without_a_gap() {
    let (old_secret, new_secret) =
        (format!("whsec_{}", "A".repeat(32)), format!("whsec_{}", "B".repeat(32)));
    let old = Term { not_before: None, not_after: Some(at(1000)) };
    let new = Term { not_before: Some(at(500)), not_after: None };
    let ours = Keyring::default().with(signing(&old_secret), old).with(signing(&new_secret), new);
    let theirs =
        Keyring::default().with(verifying(&old_secret), old).with(verifying(&new_secret), new);
    for (seconds, signatures) in [(0, 1), (499, 1), (500, 2), (1000, 2), (1001, 1), (9999, 1)] {
        let signed = sign(&ours, ID, at(seconds), BODY).unwrap();
        assert_eq!(signed.signature.split(' ').count(), signatures, "{seconds}");
        let message = Message::of(&signed.id, &signed.timestamp, &signed.signature);
        assert!(message.verified(&theirs, at(seconds)).is_ok(), "{seconds}");
    }
    let by_old = Keyring::of(signing(&old_secret));
    let signed = sign(&by_old, ID, at(1001), BODY).unwrap();
    let message = Message::of(&signed.id, &signed.timestamp, &signed.signature);
    assert_eq!(message.verified(&theirs, at(1001)), Err(Refused::Signature));
}

#[test]
fn a_secret_has_from_24_to_64_bytes() {
    for length in 0..=128 {
        let text = format!("whsec_{}", BASE64.encode(&vec![7; length]));
        let expected = (24..=64).contains(&length);
        assert_eq!(SigningKey::parse(&text).is_ok(), expected, "{length}");
        assert_eq!(VerifyingKey::parse(&text).is_ok(), expected, "{length}");
        let seed = format!("whsk_{}", BASE64.encode(&vec![7; length]));
        assert_eq!(SigningKey::parse(&seed).is_ok(), length == 32, "{length}");
        let public = format!("whpk_{}", BASE64.encode(&vec![7; length]));
        assert_eq!(VerifyingKey::parse(&public).is_ok(), length == 32, "{length}");
    }
}

#[test]
fn a_key_is_taken_only_for_what_it_is() {
    let whole = format!("{}{}", &SEED[5..], &public_half()[5..]);
    let joined: Vec<_> = whole
        .split_inclusive('=')
        .flat_map(|half| BASE64.decode(half.as_bytes()).unwrap())
        .collect();
    let whole = format!("whsk_{}", BASE64.encode(&joined));
    assert!(SigningKey::parse(&whole).is_ok());
    let halves = format!("whsk_{}", BASE64.encode(&[&joined[..32], &[0; 32]].concat()));
    assert_eq!(SigningKey::parse(&halves).unwrap_err(), KeyError::Inconsistent);
    assert!(matches!(VerifyingKey::parse(SEED), Err(KeyError::Prefix(_))));
    assert!(matches!(SigningKey::parse(&public_half()), Err(KeyError::Prefix(_))));
    assert_eq!(SigningKey::parse("whsec_%%%").unwrap_err(), KeyError::Encoding);
}

#[test]
fn no_key_shows_itself() {
    let (ours, theirs) = (Keyring::of(signing(SECRET)), Keyring::of(verifying(SECRET)));
    for shown in [format!("{ours:?}"), format!("{theirs:?}"), format!("{:?}", signing(SEED))] {
        assert!(shown.contains('…'), "{shown}");
        assert!(!shown.contains("MfKQ") && !shown.contains("49"), "{shown}");
    }
}

#[test]
fn a_second_cut_of_the_same_bytes_is_no_message() {
    let keys = Keyring::of(signing(SECRET));
    let body = format!("{SECONDS}.{{}}");
    let signed = sign(&keys, ID, at(0), body.as_bytes()).unwrap();
    let id = format!("{ID}.{}", signed.timestamp);
    let mut message = Message::of(&id, &SECONDS.to_string(), &signed.signature);
    message.body = b"{}".to_vec();
    assert_eq!(message.refused(SECRET), Refused::Header(HEADER_ID));
}

#[test]
fn a_repeat_has_the_same_id_and_another_time() {
    let keys = Keyring::of(signing(SECRET));
    let first = sign(&keys, ID, at(0), BODY).unwrap();
    let again = sign(&keys, ID, at(0) + TimeDelta::seconds(5), BODY).unwrap();
    assert_eq!(first.id, again.id);
    assert_ne!(first.timestamp, again.timestamp);
    assert_ne!(first.signature, again.signature);
}
