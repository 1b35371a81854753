//! The texts about whom a case is about: naming them, the two screenings, and what stands in the record.

use super::words;

words! {
    /// The texts about whom a case is about: naming them, the two screenings, and what stands in the record.
    RespondentWords
    about: "反映谁" / "About whom";
    about_hint: "反映单位或者工作人员的，请写明：写明后，这些单位和人员以及下级单位立即看不到本案，也不能承办。可写名称、代码或者首字母，从列表中选；多个用顿号隔开。" / "If it is about a unit or somebody who works there, name them: they and the units below no longer see the case from then on and cannot be given it. Type a name, a code or the first letters and choose from the list; several are parted by commas.";
    units: "被反映的单位" / "Units it is about";
    people: "被反映的工作人员" / "Officers and officials it is about";
    unmatched: "对象不在名录里" / "Not in the directory";
    nobody_named: "评议件请写明反映的单位或者工作人员；确实不清楚的，勾选“对象不在名录里”" / "Name the unit or the person that a review is about, or tick that nobody knows who it is";
    nobody_new: "请写明至少一个还没有写明的单位或者人员" / "Name at least one unit or person who is not named yet";
    no_reason: "请写明理由" / "Say why";
    reason_hint: "理由记入办理记录，只有知道被反映对象的人看得到。写明后不能撤销。" / "The reason stands in the record, for those who may know whom the case is about. What is named cannot be taken back.";
    name_them: "写明被反映对象" / "Name whom it is about";
    add: "补充被反映对象" / "Name more of them";
    nobody_yet: "还没有写明" / "Nobody is named yet";
    unmatched_short: "有对象不在名录里" / "Somebody whom the directory does not list";
    needed_first: "评议件交办前，请先写明被反映的单位或者人员，否则无法保证回避" / "Before a review is assigned, name whom it is about: else nobody can make sure that it does not go to them";
    only_unmatched: "被反映对象还没有和名录对上：请先核实是谁，再选承办单位，避免交给被反映的单位" / "Whom it is about could not be matched with the directory: find out who it is before you choose a unit, so that it does not go to them";
    screening: "甄别" / "Screening";
    screening_about: "反映民警、法院、检察院、纪检监察或者对象不明的，先由综治中心两个人分别看过：写明的被反映对象对不对、有没有别人应当回避。两人都甄别后，本案才对其他人可见，才能受理、交办。" / "A case about police, courts, procurators or discipline inspection, or about somebody unknown, is first looked at by two people of the center, each on their own: is it right whom it is about, must anybody else stand aside? Only then do others see the case, and can it be accepted and assigned.";
    screened_by: "已甄别" / "Screened by";
    screened_by_nobody: "还没有人甄别" / "Nobody has screened it yet";
    still_two: "还需两人：综治中心的登记员或者主任" / "Two people are still needed: clerks of the center, or its director";
    still_another: "还需另外一人：综治中心的其他登记员或者主任" / "One more is needed: another clerk of the center, or its director";
    screen_now: "已甄别，可以办理" / "I have screened it, it may be handled";
    yours_is_done: "您已经甄别过本案，第二次须由另一人来做" / "You have screened this case; somebody else must do it the second time";
    open_already: "两人已经甄别，本案不用再甄别" / "Two people have screened this case; it needs no more of it";
    was_screened: "已登记您的甄别" / "Your screening is recorded";
    were_named: "已写明被反映对象" / "It is recorded whom the case is about";
    verdict: "结果" / "Verdict";
    passed: "通过" / "passed";
    not_passed: "未通过" / "not passed";
    agreed: "同意" / "agreed";
    refused: "不同意" / "refused";
    is_it_solved: "问题解决了吗" / "Was it solved";
    to_unit: "交给" / "Given to";
    consulted: "征求意见" / "Asked";
    copied: "抄送" / "Copied to";
    signers: "请签署" / "Asked to sign";
    result_filed: "承办单位申报的结果" / "The result as the unit filed it";
    upload_hint: "没有合适的材料？在这里选文件，提交时一并上传。" / "Nothing fits? Choose a file here, it is uploaded when you send the form.";
    evidence_of_unit: "只列出本次交办后由承办单位上传的材料：群众的照片和交办以前的材料不能证明办理结果" / "Only files that the unit in charge added since it was given the case are listed: a citizen's photographs and what was there before prove no result";
}
