//! Why a batch is in quarantine, in words for both who carried it and who sent it.

use serde::{Deserialize, Serialize};

/// Why a batch was refused whole. Repeats nothing that the other side wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Reason {
    /// A file or a link under the name of a batch.
    NotAFolder,
    /// More files or bytes than were agreed.
    TooLarge,
    /// The manifest or acknowledgement is no such.
    Unreadable,
    /// The seal is not the other side's for these bytes.
    Seal,
    /// Another format than the one that is known.
    Format,
    /// For somebody else, from somebody else, or another number than in its name.
    Parties,
    /// A file name or id that is not allowed, or one that stands twice.
    Names,
    /// The file at this place has another size or hash than the manifest says.
    DamagedFile {
        /// From 1.
        position: usize,
    },
    /// Something that the manifest does not name.
    UnknownFile,
    /// It does not follow on the batch before it.
    Order,
    /// Another batch with this number was taken already.
    Conflict,
    /// Part of a second copy of a batch that was taken already.
    TornRepeat,
    /// It acknowledges what was not sent, or not so.
    Acknowledgement,
}

impl Reason {
    /// In Chinese.
    pub fn chinese(self) -> String {
        let text = match self {
            Self::NotAFolder => "批次应当是文件夹，这里却是文件或链接。请重新拷贝整个文件夹。",
            Self::TooLarge => "文件数量或总大小超出约定上限。请联系发送方。",
            Self::Unreadable => "清单文件无法读取，多半是拷贝时损坏。请重新拷贝整个文件夹。",
            Self::Seal => {
                "清单的封签不符：清单已损坏、被改动，或密钥不一致。请重新拷贝；仍不符则联系发送方核对密钥。"
            }
            Self::Format => "清单格式版本不认识。请联系发送方确认双方软件版本。",
            Self::Parties => "发送方、接收方或编号与文件夹名称不一致，可能送错了单位。",
            Self::Names => "清单中的文件名或消息编号不合规定，或有重复。请联系发送方。",
            Self::DamagedFile { position } => {
                return format!(
                    "第 {position} 个文件与清单不符，已损坏或不完整。请重新拷贝整个文件夹。"
                );
            }
            Self::UnknownFile => {
                "文件夹中有清单以外的文件。请勿向批次文件夹内存放其他文件，并重新拷贝。"
            }
            Self::Order => {
                "与上一批次衔接不上：可能是伪造，或发送方从备份恢复过。请联系发送方核实。"
            }
            Self::Conflict => {
                "同一编号此前已收过内容不同的批次：可能是伪造，或发送方从备份恢复过。请联系发送方核实。"
            }
            Self::TornRepeat => "这是已收批次的不完整副本。不缺任何内容，可以删除。",
            Self::Acknowledgement => {
                "回执与本方发出的批次不符：可能是伪造，或某一方从备份恢复过。请联系对方核实。"
            }
        };
        text.to_owned()
    }

    /// In English.
    pub fn english(self) -> String {
        let text = match self {
            Self::NotAFolder => {
                "A batch is a folder; this is a file or a link. Copy the whole folder again."
            }
            Self::TooLarge => "More files or bytes than were agreed. Ask the sender.",
            Self::Unreadable => {
                "The manifest cannot be read, most likely damaged on the way. Copy the whole folder again."
            }
            Self::Seal => {
                "The seal does not fit: the manifest is damaged, was altered, or the keys differ. Copy again; if it still does not fit, compare keys with the sender."
            }
            Self::Format => {
                "The manifest has a format that is not known here. Compare versions with the sender."
            }
            Self::Parties => {
                "Sender, receiver or number are not those of the folder's name; it may have been carried to the wrong place."
            }
            Self::Names => {
                "A file name or message id in the manifest is not allowed or stands twice. Ask the sender."
            }
            Self::DamagedFile { position } => {
                return format!(
                    "File {position} is not as the manifest says: damaged or cut short. Copy the whole folder again."
                );
            }
            Self::UnknownFile => {
                "The folder holds files that its manifest does not name. Put nothing into the folder of a batch, and copy it again."
            }
            Self::Order => {
                "It does not follow on the batch before it: forged, or the sender was restored from a backup. Ask the sender."
            }
            Self::Conflict => {
                "Another batch with this number was taken before: forged, or the sender was restored from a backup. Ask the sender."
            }
            Self::TornRepeat => {
                "Part of a second copy of a batch that was taken. Nothing is missing; it may be deleted."
            }
            Self::Acknowledgement => {
                "It acknowledges what was not sent from here: forged, or a side was restored from a backup. Ask the other side."
            }
        };
        text.to_owned()
    }
}
