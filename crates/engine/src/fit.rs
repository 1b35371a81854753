//! What a complaint must be like to be kept and found again, whoever brings it.

use domain::code_table::{Codes, read_telephone};
use domain::id::{CategoryCode, PlaceCode};
use domain::meant::with_meant;
use domain::text::Bilingual;
use store::change::Complaint;
use store::visible::PUBLIC_CHANNEL;

use crate::intake::Intake;

/// The longest title, in characters.
pub const TITLE_CHARACTERS_MAX: usize = 200;

/// The longest words for where it is, in characters.
pub const ADDRESS_CHARACTERS_MAX: usize = 200;

/// How complaints come in, with what each is called in Chinese and English. The API says `open311` of what came over the
/// open interface, `web` of the page for citizens, and `scan` of a code on a poster.
pub const CHANNELS: [(&str, &str, &str); 16] = [
    ("window", "窗口", "Window"),
    ("phone", "电话", "Phone"),
    ("visitor", "来访", "Visitor"),
    ("hotline", "12345转来", "Hotline 12345"),
    ("grid", "网格上报", "Grid worker"),
    ("evening_talk", "村湾夜话", "Village evening talk"),
    ("visit", "走访", "Home visit"),
    ("letter", "来信", "Letter"),
    ("email", "电子邮件", "Email"),
    ("message-board", "留言板", "Message board"),
    ("app", "应用", "App"),
    ("transfer", "其他单位移交", "Handed over by another body"),
    ("police_transfer", "110移交", "Handed over by 110"),
    ("web", "网上", "Website"),
    ("scan", "扫码", "Scanned code"),
    (PUBLIC_CHANNEL, "Open311", "Open311"),
];

/// The words of all channels.
fn channels() -> [&'static str; CHANNELS.len()] {
    CHANNELS.map(|(word, ..)| word)
}

/// What a channel is called; none if there is no such channel.
pub fn channel_name(word: &str) -> Option<Bilingual> {
    let found = CHANNELS.iter().find(|(known, ..)| *known == word);
    found.map(|(_, zh, en)| Bilingual::new(*zh, *en))
}

/// The longest division code with a grid below it.
const PLACE_CHARACTERS_MAX: usize = 32;

/// What of a complaint is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The title says nothing or does not fit a line.
    Title,
    /// The words for where it is are too long.
    Address,
    /// It is no word for how a complaint comes in.
    Channel(String),
    /// The tables have no such category.
    Category(CategoryCode),
    /// It is no division code.
    Place(PlaceCode),
    /// The point does not lie on the globe.
    Position,
    /// It is no telephone number.
    Telephone,
}

impl Unfit {
    /// Which part it is.
    pub const fn at(&self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Address => "address",
            Self::Channel(_) => "channel",
            Self::Category(_) => "category",
            Self::Place(_) => "place",
            Self::Position => "position",
            Self::Telephone => "telephone",
        }
    }

    /// What it says to people.
    pub fn message(&self) -> Bilingual {
        let long = |zh: &str, en: &str, most: usize| {
            Bilingual::new(
                format!("{zh}最多 {most} 个字"),
                format!("{en} may have {most} characters at most"),
            )
        };
        match self {
            Self::Title => Bilingual::new(
                format!("标题应为 1 至 {TITLE_CHARACTERS_MAX} 个字"),
                format!("a title has 1 to {TITLE_CHARACTERS_MAX} characters"),
            ),
            Self::Address => long("地址", "an address", ADDRESS_CHARACTERS_MAX),
            Self::Channel(word) => with_meant(
                Bilingual::new(
                    format!("没有来源渠道“{word}”；有：{}", channels().join("、")),
                    format!("there is no channel `{word}`; there are {}", channels().join(", ")),
                ),
                word,
                channels(),
            ),
            Self::Category(code) => Bilingual::new(
                format!("没有类别代码“{code}”"),
                format!("there is no category `{code}`"),
            ),
            Self::Place(code) => Bilingual::new(
                format!("“{code}”不是区划代码"),
                format!("`{code}` is no division code"),
            ),
            Self::Position => {
                Bilingual::new("经纬度超出范围", "longitude or latitude is out of range")
            }
            Self::Telephone => Bilingual::new(
                "电话请填手机号，或者带区号的固定电话（如 0715-5336110）；不知道号码的，请留空",
                "a telephone number is a mobile number, or a landline with its area code (0715-5336110); leave it empty if it is not known",
            ),
        }
    }
}

impl Intake {
    /// Holds what comes in from people against what can be kept and found again. A category or place that is empty is not
    /// known yet.
    ///
    /// # Errors
    ///
    /// The first part that is not as it should be.
    pub fn check(&self, codes: &Codes) -> Result<(), Unfit> {
        let Complaint { title, address, position, channel } = &self.complaint;
        let short = |text: &str, most: usize| text.chars().count() <= most;
        let lies = |(longitude, latitude): &(f64, f64)| {
            (-180.0..=180.0).contains(longitude) && (-90.0..=90.0).contains(latitude)
        };
        let (category, place) = (&self.category, self.place.as_str());
        let is_known = category.as_str().is_empty() || codes.category_name(category).is_some();
        let checks = [
            (!title.trim().is_empty() && short(title, TITLE_CHARACTERS_MAX), Unfit::Title),
            (short(address, ADDRESS_CHARACTERS_MAX), Unfit::Address),
            (is_channel(channel), Unfit::Channel(cut(channel))),
            (is_known, Unfit::Category(category.clone())),
            (is_place(place, codes), Unfit::Place(self.place.clone())),
            (position.as_ref().is_none_or(lies), Unfit::Position),
            (self.parties.iter().all(|party| is_telephone(&party.telephone)), Unfit::Telephone),
        ];
        let faulty = checks.into_iter().find(|(fits, _)| !fits);
        faulty.map_or(Ok(()), |(_, unfit)| Err(unfit))
    }
}

/// Whether it is a word for how a complaint comes in; an empty one is not known.
pub fn is_channel(word: &str) -> bool {
    word.is_empty() || channel_name(word).is_some()
}

/// As much of a wrong word as an answer repeats.
fn cut(word: &str) -> String {
    word.chars().take(50).collect()
}

/// Whether a number may be called; an empty one is not given.
pub fn is_telephone(number: &str) -> bool {
    number.trim().is_empty() || read_telephone(number).is_ok()
}

/// Whether it is a division code, with a village or a grid below it perhaps, or nothing. Of a county that the tables know
/// the townships too, a township must be one of them; codes of other counties stand in no table here.
fn is_place(place: &str, codes: &Codes) -> bool {
    let digits = place.chars().take_while(char::is_ascii_digit).count();
    let below = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_code = [0, 2, 4, 6].contains(&digits) && digits == place.len()
        || digits >= TOWNSHIP_DIGITS && place.len() <= PLACE_CHARACTERS_MAX;
    let known = codes.tables.get("division").map(|table| &table.codes);
    let is_known = |code: &str| known.is_some_and(|known| known.contains_key(code));
    let lies = match (place.get(..COUNTY_DIGITS), place.get(..TOWNSHIP_DIGITS)) {
        (Some(county), Some(township)) => !is_known(county) || is_known(township),
        (Some(_), None) | (None, _) => true,
    };
    is_code && place.chars().all(below) && lies
}

/// How many digits the code of a county has, and of a township.
const COUNTY_DIGITS: usize = 6;
const TOWNSHIP_DIGITS: usize = 9;

#[cfg(test)]
mod tests {
    use super::*;

    fn unfit(change: impl FnOnce(&mut Intake)) -> Option<&'static str> {
        let complaint = Complaint { title: "lamp".to_owned(), ..Complaint::default() };
        let mut intake = Intake::new("service".into(), "center".into(), complaint);
        change(&mut intake);
        intake.check(&Codes::default()).err().map(|unfit| unfit.at())
    }

    #[test]
    fn a_number_that_nobody_can_call_is_named() {
        for number in ["", "13800001234", "0715-5336110", "+86 138 0000 1234", "0715-5336110转802"]
        {
            assert!(is_telephone(number), "{number}");
        }
        for number in
            ["12", "call me", "电话不详", "1380000123412345678901", "138x0001234", "5336110"]
        {
            assert!(!is_telephone(number), "{number}");
        }
    }

    #[test]
    fn a_mistyped_channel_is_told_what_it_may_be() {
        let said = Unfit::Channel("windw".to_owned()).message().en;
        assert!(said.contains("hotline") && said.ends_with("did you mean `window`?"), "{said}");
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        assert_eq!(unfit(|_| {}), None);
        assert_eq!(unfit(|intake| intake.complaint.title = " ".to_owned()), Some("title"));
        assert_eq!(unfit(|intake| intake.complaint.title = "灯".repeat(201)), Some("title"));
        assert_eq!(unfit(|intake| intake.complaint.title = "灯".repeat(200)), None);
        assert_eq!(unfit(|intake| intake.complaint.address = "a".repeat(201)), Some("address"));
        let channel = |word: &str| unfit(|intake| intake.complaint.channel = word.to_owned());
        assert_eq!(["", "window", "open311"].map(channel), [None; 3]);
        assert_eq!(["windw", "Window", "a b"].map(channel), [Some("channel"); 3]);
        assert_eq!(unfit(|intake| intake.category = "none".into()), Some("category"));
        let place = |code: &str| unfit(|intake| intake.place = code.into());
        for code in ["42;81", "zzz", "4212811", "42128110x", "421281100;"] {
            assert_eq!(place(code), Some("place"), "{code}");
        }
        for code in ["", "42", "421281", "421281100", "421281100-001", "110101001002"] {
            assert_eq!(place(code), None, "{code}");
        }
        let position = |degrees| unfit(|intake| intake.complaint.position = Some(degrees));
        assert_eq!([position((113.9, 29.7)), position((f64::NAN, 0.0))], [None, Some("position")]);
    }
}
