//! What is printed: first whether all holds, then what was looked at, what is wrong, and what this does not prove.

use std::io::{self, Write as _};
use std::path::Path;

use data_encoding::HEXLOWER;
use domain::text::{Bilingual, Language};
use proof::examine::Examined;
use proof::words;
use tlog::{Checkpoint, Verifier};

use crate::arguments::{Asked, Failure};
use crate::witness::Witnessed;

/// How many faults are printed; the first is the one to look at.
const FAULTS_SHOWN: usize = 20;

const HELP: (&str, &str) = (
    "bihuan-verify：核验 Bihuan 的导出文件，不需要数据库，不需要服务器

用法：
  bihuan-verify 导出文件 [--key 公钥] [--since 检查点]…
  bihuan-verify --witness 文件夹 [--key 公钥] [--since 检查点]…

  导出文件         由 bihuan audit export --with-log 写出；- 表示从标准输入读
  --witness 文件夹  见证文件夹：逐个核对其中检查点的签名和前后衔接
  --key 公钥       核验公钥，或存有它的文件；应取自您自己早先留存的一份
  --since 检查点   您留存的较早的检查点文件，可给多个：核对其后只有添加，没有改写
  --lang zh|en    输出语言

结果：0 全部相符；1 有不符；2 未能核验。",
    "bihuan-verify: examines an export of Bihuan, without a database or a server

Usage:
  bihuan-verify EXPORT [--key KEY] [--since NOTE]…
  bihuan-verify --witness FOLDER [--key KEY] [--since NOTE]…

  EXPORT            written by bihuan audit export --with-log; - reads standard input
  --witness FOLDER  a witness folder: each note is signed and continues the one before
  --key KEY         the key for verifying, or a file that holds it; take one that you kept yourself
  --since NOTE      a file with an older note that you hold, as often as you like: since then
                    the log only grew
  --lang zh|en      the language

Ends with 0 if all holds, 1 if anything does not, 2 if nothing could be examined.",
);

/// How to use it.
pub(crate) fn help(language: Language) -> Result<(), Failure> {
    print(&[Bilingual::new(HELP.0, HELP.1)], language)
}

/// Why nothing was examined, in both languages: which one the reader asked for may be what went wrong.
pub(crate) fn failure(failure: &Failure) -> io::Result<()> {
    let Bilingual { zh, en } = &failure.said;
    writeln!(io::stderr(), "{zh}\n{en}")
}

/// What came of an export.
pub(crate) fn export(examined: &Examined, asked: &Asked) -> Result<bool, Failure> {
    let faults: Vec<Bilingual> = examined.findings.iter().map(words::finding).collect();
    let mut lines = vec![verdict(faults.len())];
    lines.extend(shown(&faults));
    lines.push(chains(examined));
    match (&examined.key, &examined.last) {
        (Some(key), Some(last)) => {
            lines.push(log(examined, last));
            lines.push(signed(key, asked.key.is_some()));
            lines.push(held(asked.since.len()));
            lines.push(unbound(examined.unbound));
        }
        (Some(_), None) | (None, _) => lines.push(Bilingual::new(
            "总日志：文件里没有，未核对（导出时加 --with-log）",
            "log over all chains: not in the file, not examined (export it --with-log)",
        )),
    }
    lines.push(limit());
    print(&lines, asked.language)?;
    Ok(faults.is_empty())
}

/// What came of a folder of a witness.
pub(crate) fn witness(witnessed: &Witnessed, asked: &Asked) -> Result<bool, Failure> {
    let faults: Vec<Bilingual> = witnessed.faults.iter().map(words::log_fault).collect();
    let notes = witnessed.notes;
    let mut lines = vec![verdict(faults.len())];
    lines.extend(shown(&faults));
    lines.push(Bilingual::new(
        format!("检查点 {notes} 个：签名，以及每一个都接续前一个"),
        format!("{notes} notes: signatures, and that each continues the one before"),
    ));
    lines.extend(witnessed.last.as_ref().map(last_line));
    lines.push(signed(&witnessed.key, asked.key.is_some()));
    lines.push(held(asked.since.len()));
    print(&lines, asked.language)?;
    Ok(faults.is_empty())
}

fn verdict(faults: usize) -> Bilingual {
    match faults {
        0 => Bilingual::new("✓ 全部相符", "✓ all of it holds"),
        faults => Bilingual::new(
            format!("✗ {faults} 处不符，第一处最要紧："),
            format!("✗ {faults} faults, of which the first is the one to look at:"),
        ),
    }
}

fn shown(faults: &[Bilingual]) -> Vec<Bilingual> {
    let mut lines: Vec<_> = faults
        .iter()
        .take(FAULTS_SHOWN)
        .map(|Bilingual { zh, en }| Bilingual::new(format!("  {zh}"), format!("  {en}")))
        .collect();
    let more = faults.len().saturating_sub(FAULTS_SHOWN);
    if more > 0 {
        lines.push(Bilingual::new(format!("  另有 {more} 处"), format!("  and {more} more")));
    }
    lines
}

fn chains(examined: &Examined) -> Bilingual {
    let Examined { cases, events, streams, entries, .. } = examined;
    Bilingual::new(
        format!(
            "逐链重算：案件 {cases} 件、事件 {events} 条，审计 {streams} 链、{entries} 条；\
             每件案件由事件重新推演，与案件行逐字节比对"
        ),
        format!(
            "chains recomputed: {cases} cases with {events} events, {streams} audit streams with {entries} entries; \
             each case replayed from its events and compared with its row, byte by byte"
        ),
    )
}

fn log(examined: &Examined, last: &Checkpoint) -> Bilingual {
    let Examined { leaves, notes, .. } = examined;
    let Bilingual { zh, en } = last_line(last);
    Bilingual::new(
        format!(
            "总日志：{leaves} 片叶重建成树，与 {notes} 个签名的检查点逐个比对，且每片叶都在它的链上\n{zh}"
        ),
        format!(
            "log over all chains: a tree rebuilt from {leaves} leaves and held against {notes} signed notes; each leaf stands in its chain\n{en}"
        ),
    )
}

fn last_line(last: &Checkpoint) -> Bilingual {
    let (size, root) = (last.size, HEXLOWER.encode(&last.root));
    Bilingual::new(format!("最后的检查点：{size} {root}"), format!("last note: {size} {root}"))
}

fn signed(key: &Verifier, is_given: bool) -> Bilingual {
    if is_given {
        return Bilingual::new(format!("公钥（您给的）：{key}"), format!("key (yours): {key}"));
    }
    Bilingual::new(
        format!("公钥（随文件而来，不能证明是谁签的；请用 --key 给出您自己留存的）：{key}"),
        format!(
            "key (it came with the file and does not prove who signed; give the one that you kept by --key): {key}"
        ),
    )
}

fn held(since: usize) -> Bilingual {
    match since {
        0 => Bilingual::new(
            "没有给出您留存的检查点（--since）：在此之前的改写，如果重新签过名，这里看不出来",
            "no note that you hold was given (--since): a history that was rewritten and signed anew would not show",
        ),
        since => Bilingual::new(
            format!("已与您留存的检查点比对，共 {since} 个"),
            format!("held against the notes that you gave: {since}"),
        ),
    }
}

fn unbound(unbound: u64) -> Bilingual {
    Bilingual::new(
        format!("最后的检查点之后的事件和条目：{unbound} 条，尚无检查点约束"),
        format!("events and entries after the last note: {unbound}, bound by no note yet"),
    )
}

fn limit() -> Bilingual {
    Bilingual::new(
        "局限：同时握有数据库和密钥的人，可以把外人所留存的最后一个检查点之后的一切改写而不被发现",
        "the limit: who holds the database and the key can rewrite, unnoticed, everything after the last note that an outsider holds",
    )
}

fn print(lines: &[Bilingual], language: Language) -> Result<(), Failure> {
    let mut to = io::stdout().lock();
    let mut written = lines.iter().map(|line| writeln!(to, "{}", line.get(language)));
    written.try_for_each(|line| line).map_err(Failure::file(Path::new("-")))
}
