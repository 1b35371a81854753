//! The kinds of papers, and what the law or its forms ask each of them to hold.

use serde::{Deserialize, Serialize};

/// A kind of paper.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PaperKind {
    /// Notice of acceptance 受理告知书.
    #[default]
    Acceptance,
    /// Notice of refusal 不予受理告知书.
    Refusal,
    /// Notice that a matter went to another body 转送（移送）告知书.
    Transfer,
    /// Notice of an extension 延期告知书.
    Extension,
    /// Notice of a suspension 中止告知书.
    Suspension,
    /// Answer with the result 答复书.
    Answer,
    /// Mediation agreement 人民调解协议书.
    Agreement,
    /// List of a mediation file 人民调解卷宗目录.
    FileList,
    /// Joint request for judicial confirmation 司法确认申请书.
    Confirmation,
}

/// What is known of whom a paper is for.
const TO: &[&str] = &["parties"];

/// Which matter a paper is about.
const ABOUT: &[&str] = &["matter"];

/// The articles that a paper rests on.
const LAW: &[&str] = &["law"];

/// What may be done against it, or next.
const REMEDY: &[&str] = &["remedy"];

/// By when.
const DEADLINE: &[&str] = &["deadline"];

/// Why.
const REASON: &[&str] = &["form.reason"];

/// Who the parties of an agreement are: name, number of the identity card, address; for a court, the telephone number too.
const PARTY_DETAILS: &[&str] = &["party_details"];

/// What was agreed.
const TERMS: &[&str] = &["form.content"];

impl PaperKind {
    /// All of them, in the order in which a case meets them.
    pub const ALL: [Self; 9] = [
        Self::Acceptance,
        Self::Refusal,
        Self::Transfer,
        Self::Extension,
        Self::Suspension,
        Self::Answer,
        Self::Agreement,
        Self::FileList,
        Self::Confirmation,
    ];

    /// The name in files, addresses and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Acceptance => "acceptance",
            Self::Refusal => "refusal",
            Self::Transfer => "transfer",
            Self::Extension => "extension",
            Self::Suspension => "suspension",
            Self::Answer => "answer",
            Self::Agreement => "agreement",
            Self::FileList => "file-list",
            Self::Confirmation => "confirmation",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What it must hold: of each group at least one placeholder. Notices: Petition Work Regulation, arts. 19, 22, 23, 31,
    /// 32, 34, 35. The agreement: People's Mediation Law, arts. 28 to 31. The request: the same, art. 33, Civil Procedure
    /// Law, art. 205. The file list: forms of the Ministry of Justice, 2010.
    pub const fn required(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Acceptance => &[TO, ABOUT, LAW, DEADLINE, &["case_number"], &["phone"]],
            Self::Refusal => &[TO, ABOUT, LAW, REASON, REMEDY],
            Self::Transfer => &[TO, ABOUT, LAW, &["receiver"]],
            Self::Extension => &[TO, ABOUT, LAW, REASON, DEADLINE],
            Self::Suspension => &[TO, ABOUT, LAW, &["ground"], &["until"]],
            Self::Answer => &[TO, ABOUT, LAW, REMEDY, &["outcome"]],
            Self::Agreement => {
                &[PARTY_DETAILS, ABOUT, LAW, TERMS, &["form.perform_by"], &["write.争议事项"]]
            }
            Self::FileList => &[LAW, &["case_number"]],
            Self::Confirmation => {
                &[PARTY_DETAILS, LAW, TERMS, &["form.effective_on"], &["write.法院"]]
            }
        }
    }

    /// Whether it says how its parties are called by telephone: to a court that must reach them they give their contacts
    /// (Supreme People's Court, Interpretation of the Civil Procedure Law, art. 353); an agreement says who they are (People's
    /// Mediation Law, art. 29), and goes to the other side.
    pub const fn gives_telephones(self) -> bool {
        match self {
            Self::Confirmation => true,
            Self::Acceptance
            | Self::Refusal
            | Self::Transfer
            | Self::Extension
            | Self::Suspension
            | Self::Answer
            | Self::Agreement
            | Self::FileList => false,
        }
    }

    /// How many lines there must be to sign by hand: the parties, the mediator and whoever wrote it down for an
    /// agreement, both parties for a request.
    pub const fn signatures(self) -> usize {
        match self {
            Self::Agreement => 4,
            Self::Confirmation => 2,
            Self::FileList => 1,
            Self::Acceptance
            | Self::Refusal
            | Self::Transfer
            | Self::Extension
            | Self::Suspension
            | Self::Answer => 0,
        }
    }
}
