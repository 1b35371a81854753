//! `bihuan case erase`: erases who complained, what was written and said, for good.

use chrono::TimeDelta;
use engine::erasure::Erasing;

use crate::args::CaseEraseArguments;
use crate::cases::Desk;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{block_on, engine_failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &CaseEraseArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    block_on(async {
        let desk = Desk::open(&arguments.acting, data, output).await?;
        let erased = erase(&desk, arguments, output).await;
        desk.close().await;
        erased
    })
}

async fn erase(
    desk: &Desk,
    arguments: &CaseEraseArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let seen = desk.find(&arguments.case).await?;
    let retention = TimeDelta::days(desk.installation.config.retention_days.get().into());
    let erased = desk.engine().erase(&seen, &desk.person, arguments.ground.into(), retention).await;
    let (answer, zh, en) = match erased.map_err(engine_failure)? {
        Erasing::Done => (
            Answer::Yes,
            "已删除当事人身份、诉求文字和全部表单文字，密钥已销毁；记录仍可核验（case verify）。证据文件和此前的备份不在其内".to_owned(),
            "erased: who the parties are, the complaint and all words of forms; the key is destroyed, and the record still verifies (case verify). Files of evidence and backups made before are not among it".to_owned(),
        ),
        Erasing::NotYours => (
            Answer::No,
            "✗ 删除由办理本案的中心主任决定".to_owned(),
            "✗ only the director of the center that runs the case erases".to_owned(),
        ),
        Erasing::MovedOn => (
            Answer::No,
            "✗ 案件刚有新进展，没有删除；请核对后再来".to_owned(),
            "✗ the case has just moved on, nothing is erased; look at it and come again".to_owned(),
        ),
        Erasing::StillOpen => (
            Answer::No,
            "✗ 案件尚未办结，还要答复当事人".to_owned(),
            "✗ the case has not ended, its parties must still be answered".to_owned(),
        ),
        Erasing::TooEarly { until } => {
            let day = desk.definitions().calendar.date(until);
            let zh = format!("✗ 保存期到 {day} 为止（retention_days）；违法保存的用 unlawful");
            let en = format!("✗ it is kept until {day} (retention_days); what is kept unlawfully goes by `unlawful`");
            (Answer::No, zh, en)
        }
    };
    output.line(output.choose(zh, en))?;
    Ok(answer)
}
