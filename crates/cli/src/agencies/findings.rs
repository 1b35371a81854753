//! What a try of the connection to a body finds: its keys, its answer, its folder, each in plain words with what to do.

use agency::files::{Incomplete, Missing, Quarantined, Station};
use agency::webhook::{Keyring, SigningKey, Term, VerifyingKey, WINDOW, sign, verify};
use agency::{Ability, AgencyError, Fault, Page, Push, Registered};
use chrono::{DateTime, Utc};
use domain::id::UnitId;
use domain::text::Bilingual;
use rustix::fs::{Access, access};

use super::config::{KeyConfig, secret};
use super::wires::exchange;
use super::{AgencyConfig, FilesConfig, HttpConfig, Place};
use crate::failure::Failure;
use crate::installation::Config;

/// What was found: whether it is well, and in words.
pub(crate) struct Finding {
    pub(crate) well: bool,
    pub(crate) says: Bilingual,
}

impl Finding {
    /// All is well.
    pub(crate) fn well(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { well: true, says: Bilingual::new(zh, en) }
    }

    /// Somebody must do something.
    pub(crate) fn bad(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { well: false, says: Bilingual::new(zh, en) }
    }
}

/// The keys of both directions, each tried: whether it is in its term, and whether what it signs is believed.
pub(crate) fn of_keys(http: &HttpConfig, now: DateTime<Utc>) -> Result<Vec<Finding>, Failure> {
    let mut found = of_direction(("sign", &http.sign), now)?;
    found.extend(of_direction(("verify", &http.verify), now)?);
    if http.verify.is_empty() {
        found.push(Finding::well(
            "没有写 http.verify：对方不能推送，只能由我们询问",
            "there is no http.verify: the body cannot push, it is only asked",
        ));
    }
    let ours: Vec<_> =
        http.sign.iter().map(|key| secret(&key.file)).collect::<Result<_, Failure>>()?;
    for key in &http.verify {
        if ours.contains(&secret(&key.file)?) {
            let file = key.file.display();
            found.push(Finding::bad(
                format!("{file}：双方用了同一把密钥，我们发出的请求可能被人当作对方的报告送回；每个方向各生成一把"),
                format!("{file}: the same secret signs in both directions, so that what we send could be sent back as a report; make one for each direction"),
            ));
        }
    }
    Ok(found)
}

fn of_direction(
    (name, keys): (&str, &[KeyConfig]),
    now: DateTime<Utc>,
) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let text = secret(&key.file)?;
        let of = format!("http.{name} {}（{}）", index + 1, key.file.display());
        let of_en = format!("http.{name} {} ({})", index + 1, key.file.display());
        let (zh, en) = kind(&text, now);
        let (when, when_en) = term(key, now);
        found.push(Finding::well(format!("{of}：{zh}{when}"), format!("{of_en}: {en}{when_en}")));
    }
    if !keys.is_empty() && !keys.iter().any(|key| in_term(key, now)) {
        found.push(Finding::bad(
            format!("http.{name}：没有一把密钥在有效期内；请核对 not_before、not_after"),
            format!("http.{name}: no key is in its term; check not_before and not_after"),
        ));
    }
    Ok(found)
}

/// What kind of key it is, and whether what it signs is believed. A public key can be tried by nobody but its owner.
fn kind(text: &str, now: DateTime<Utc>) -> (&'static str, &'static str) {
    if text.starts_with("whpk_") {
        return (
            "对方的公钥，可读取；是否配对，要对方推送一次才知道",
            "the body's public key, readable; only a push of the body shows whether it fits",
        );
    }
    if text.starts_with("whsk_") {
        return (
            "我们的私钥，可以签名；对方须持有其公钥",
            "our private key, it signs; the body needs its public key",
        );
    }
    if is_believed(text, now) {
        ("双方共用的密钥，用它签名的报文通过核验", "a shared secret; what it signs is believed")
    } else {
        ("双方共用的密钥，但不能用来签名", "a shared secret, but it cannot sign")
    }
}

/// Whether a message that is signed by this shared secret is believed by the same.
fn is_believed(text: &str, now: DateTime<Utc>) -> bool {
    let (Ok(ours), Ok(theirs)) = (SigningKey::parse(text), VerifyingKey::parse(text)) else {
        return false;
    };
    let (unit, body) = (UnitId::from("check"), b"{}");
    let Ok(signed) = sign(&Keyring::of(ours), "check", now, body) else { return false };
    let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let push = Push { unit: &unit, now, headers: &headers, body };
    verify(&Keyring::of(theirs), WINDOW, &push).is_ok()
}

fn in_term(key: &KeyConfig, now: DateTime<Utc>) -> bool {
    let KeyConfig { not_before, not_after, .. } = *key;
    Term { not_before, not_after }.includes(now)
}

fn term(key: &KeyConfig, now: DateTime<Utc>) -> (String, String) {
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
    match (key.not_before.filter(|from| *from > now), key.not_after.filter(|until| *until < now)) {
        (Some(from), _) => {
            (format!("；{} 起才使用", day(from)), format!("; used only from {}", day(from)))
        }
        (None, Some(until)) => (
            format!("；{} 已过期，可以删去", day(until)),
            format!("; its term ended {}, it can be taken out", day(until)),
        ),
        (None, None) => (String::new(), String::new()),
    }
}

/// Asks the body for its reports; nothing of the answer is kept.
pub(crate) async fn of_answer(registered: &Registered) -> Finding {
    let agency = &registered.agency;
    if !agency.capability().can(Ability::Poll) {
        return Finding::well(
            "对方只推送，不能询问；请对方推送一次试试",
            "the body pushes only and cannot be asked; have it push something",
        );
    }
    match agency.poll(None).await {
        Ok(page) => of_page(page),
        Err(AgencyError { fault: Some(fault), .. }) => {
            let (what, advice) = (fault.words(), advice(fault));
            let (zh, en) =
                (format!("{}；{}", what.zh, advice.0), format!("{}; {}", what.en, advice.1));
            Finding::bad(zh, en)
        }
        Err(AgencyError { what, .. }) => Finding::bad(
            format!("对方没有应答：{what}；请稍后再试"),
            format!("the body does not answer: {what}; try later"),
        ),
    }
}

fn of_page(page: Page) -> Finding {
    let count = page.reports.len();
    match page.unreadable.into_iter().next() {
        None => Finding::well(
            format!("对方应答正常，给出 {count} 条报告"),
            format!("the body answers, with {count} reports"),
        ),
        Some((id, why)) => Finding::bad(
            format!("对方应答了，但报文 {id} 不能读取：{why}；请对方按适配器的说明核对格式"),
            format!(
                "the body answers, but message {id} cannot be read: {why}; have it check the format by the adapter's README"
            ),
        ),
    }
}

/// What to do about a fault.
const fn advice(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::NameUnknown => (
            "请核对 http.url 里的主机名和本机的域名解析",
            "check the host in http.url and the name service of this machine",
        ),
        Fault::NotAllowed => (
            "请核对主机名；确是对方主机，就把其网段写入 http.networks（本机则写 for_trial = true）",
            "check the host; if it is the right one, write its network into http.networks, or for_trial = true for this machine",
        ),
        Fault::NobodyListens => (
            "请核对 http.url 里的端口，并请对方启动程序",
            "check the port in http.url, and have the body start its program",
        ),
        Fault::NoWay => ("请网络管理员开通线路", "have the network connected"),
        Fault::NoConnection => (
            "多半被防火墙挡住；请网络管理员开通端口",
            "most likely a fire wall stands between; have the port opened",
        ),
        Fault::NoAnswer => (
            "对方程序可能卡住或过忙；请对方检查",
            "its program hangs or is overloaded; have it looked at there",
        ),
        Fault::Tls => (
            "请核对：http.certificates 是签发对方证书的机构，证书写的是 http.url 的主机名且在有效期内，对方确实使用 https",
            "check that http.certificates is the authority of its certificate, that this names the host of http.url and is in its term, and that the body speaks https at all",
        ),
        Fault::Broken => (
            "请再试一次；仍是如此，就核对 http.url 应是 https 还是 http",
            "try again; if it stays so, check whether http.url should say https or http",
        ),
        Fault::Status(401 | 403) => (
            "对方不认我们的签名；请核对对方持有 http.sign 的密钥，双方时钟相差不超过五分钟",
            "it does not believe our signature; check that it has the key of http.sign, and that the clocks differ by five minutes at most",
        ),
        Fault::Status(404 | 405) => (
            "多半是 http.url 的路径不对；询问的地址是 http.url 之下的 /messages",
            "most likely the path in http.url is wrong; what is asked is /messages below it",
        ),
        Fault::Status(300..=399) => (
            "对方转到别的地址，我们从不跟随；请把最终地址写入 http.url",
            "it sends us elsewhere, which is never followed; write the final address into http.url",
        ),
        Fault::Status(429) => {
            ("询问太频繁；请加大 poll_seconds", "it is asked too often; raise poll_seconds")
        }
        Fault::Status(500..) => {
            ("对方程序出错；请对方检查", "its program fails; have it looked at there")
        }
        Fault::Status(_) => ("请对方说明为什么不接受", "ask there why it is refused"),
        Fault::Unreadable => (
            "http.url 多半指向网页或别的程序；请核对，或请对方按 docs/operating/agencies.md 核对格式",
            "http.url most likely leads to a web page or another program; check it, or have the body check the format by docs/operating/agencies.md",
        ),
    }
}

/// How the exchange of files stands. Nothing is made.
pub(crate) fn of_folder(
    entry: &AgencyConfig,
    files: &FilesConfig,
    config: &Config,
) -> Result<Vec<Finding>, Failure> {
    let place = Place::of(entry, config);
    let (exchange, folder) = (exchange(place, files)?, files.folder.display());
    if !exchange.is_there() {
        return Ok(vec![Finding::bad(
            format!("files.folder：没有文件夹“{folder}”；请建立，或者挂载它所在的磁盘"),
            format!("files.folder: there is no folder `{folder}`; make it, or mount its disk"),
        )]);
    }
    if let Err(error) = access(&files.folder, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK)
    {
        return Ok(vec![Finding::bad(
            format!("文件夹“{folder}”不能写：{error}；请把它交给运行 bihuan serve 的用户"),
            format!(
                "the folder `{folder}` cannot be written: {error}; give it to the user that runs `bihuan serve`"
            ),
        )]);
    }
    let seal = files.seal.is_none().then(|| {
        Finding::well(
            "没有写 files.seal：批次只有校验和，不能证明是谁发的",
            "there is no files.seal: batches bear a checksum, which proves nobody",
        )
    });
    if exchange.is_new() {
        let new = Finding::well(
            format!(
                "文件夹“{folder}”还没有用过，将从第 1 批开始；如果交换过文件，就是写错了文件夹或者磁盘没有挂载"
            ),
            format!(
                "the folder `{folder}` was never used and begins with batch 1; if files were exchanged before, it is the wrong folder, or its disk is not mounted"
            ),
        );
        return Ok(seal.into_iter().chain([new]).collect());
    }
    let station = exchange.station().map_err(|error| {
        place.fault(format!("files.folder：{error}"), format!("files.folder: {error}"))
    })?;
    Ok(seal.into_iter().chain(of_station(station)).collect())
}

fn of_station(station: Station) -> Vec<Finding> {
    let Station {
        waiting,
        waiting_since,
        unacknowledged,
        missing,
        quarantined,
        ahead,
        incomplete,
        ignored,
        locked,
        ..
    } = station;
    let mut found = vec![Finding::well(
        format!("文件夹可以读写，{waiting} 条消息待装批，{} 批待回执", unacknowledged.len()),
        format!(
            "the folder can be used, {waiting} messages in no batch yet, {} batches not acknowledged",
            unacknowledged.len()
        ),
    )];
    if let Some(since) = waiting_since {
        let since = since.format("%Y-%m-%d %H:%M UTC");
        found.push(Finding::well(
            format!("其中最早一条自 {since} 起待装批；早于两次 poll_seconds，就请查看 bihuan serve 是否在运行"),
            format!("the oldest of them waits since {since}; if that is longer than twice poll_seconds, see whether bihuan serve runs"),
        ));
    }
    if let Some(oldest) = unacknowledged.first() {
        let (number, since) = (oldest.number, oldest.since.format("%Y-%m-%d %H:%M UTC"));
        found.push(Finding::well(
            format!("最早一批 {number} 自 {since} 起没有回执；早于两轮送盘，就请核对两个方向是否都送了；盘丢了就用 bihuan agency resend 重放"),
            format!("the oldest, {number}, is without acknowledgement since {since}; if that is two rounds of the carrier, see that both directions are carried; if the disk was lost, bihuan agency resend"),
        ));
    }
    found.extend(of_missing(&missing, &ahead));
    found.extend(incomplete.iter().map(of_incomplete));
    found.extend(quarantined.iter().map(of_quarantined));
    if !locked.is_empty() {
        let names = locked.join(", ");
        found.push(Finding::bad(
            format!("in 里有不能读取或者不能移走的批次：{names}；请把它们交给运行 bihuan serve 的用户（读、写、进入）"),
            format!("in `in` there are batches that cannot be read or removed: {names}; give them to the user that runs `bihuan serve`, to read, write and enter"),
        ));
    }
    if !ignored.is_empty() {
        let names = ignored.join(", ");
        found.push(Finding::bad(
            format!("in 里有不是批次的名称：{names}；多半是把整个 out 拷了进来，应拷其中的文件夹"),
            format!("in `in` there are names that are none of a batch: {names}; most likely `out` was copied as a whole, copy what is in it"),
        ));
    }
    found
}

fn of_missing(missing: &[Missing], ahead: &[String]) -> Option<Finding> {
    if missing.is_empty() && ahead.is_empty() {
        return None;
    }
    let runs: Vec<_> = missing.iter().map(|run| format!("{}–{}", run.from, run.to)).collect();
    let (runs, later) = (runs.join(", "), ahead.len());
    Some(Finding::bad(
        format!("缺批次 {runs}，其后 {later} 批在等；已随回执索要，也可请对方重发"),
        format!(
            "batches {runs} are missing and {later} later ones wait; they are asked for with the acknowledgement"
        ),
    ))
}

fn of_incomplete(lying: &Incomplete) -> Finding {
    let (name, absent) = (&lying.name, lying.absent);
    match &lying.reason {
        Some(reason) => Finding::bad(
            format!(
                "批次 {name} 不符：{}；可能还在拷贝，否则请重新拷贝整个文件夹",
                reason.chinese()
            ),
            format!(
                "batch {name} does not fit: {}; unless it is still being copied, copy the whole folder again",
                reason.english()
            ),
        ),
        None => Finding::bad(
            format!("批次 {name} 缺 {absent} 个文件；请重新拷贝整个文件夹"),
            format!("batch {name} lacks {absent} files; copy the whole folder again"),
        ),
    }
}

fn of_quarantined(quarantined: &Quarantined) -> Finding {
    let name = &quarantined.folder;
    Finding::bad(
        format!("批次 {name} 被隔离；原因见 quarantine/{name} 旁的 reason.txt"),
        format!("batch {name} is in quarantine; reason.txt beside quarantine/{name} says why"),
    )
}
