//! The texts of open work that comes into other hands.

use super::words;

words! {
    /// The texts of open work that comes into other hands.
    HandsWords
    title: "移交案件" / "Hand over cases";
    take_over: "接办无人经办的案件" / "Take over cases that nobody handles";
    about: "只换经办人：环节、期限和责任单位都不变。" / "Only who handles them changes: state, deadlines and unit stay.";
    nobody: "无人经办" / "nobody";
    gone: "账号不可用" / "no usable account";
    none: "本单位没有已签收的在办案件。" / "The unit has no open case that somebody signed for.";
    nothing: "没有可以移交的案件。" / "There is no case to hand over.";
    choose_from: "请先选择现在由谁经办。" / "Choose first whose cases they are.";
    signs: "此人还有未签署的会签，不随案件移交；请联系综治中心加签、减签：" / "This person has still to sign in these rounds. They do not go with the cases; ask the center to add and drop signers:";
    first_only: "先到期的先列出，一次最多" / "Those due first are shown, at most";
    to: "由谁接办" / "Who goes on with them";
    choose: "请选择" / "Choose";
    later: "暂不指定（以后由负责人指定或经办人接办）" / "Nobody yet (the head names somebody later, or a handler takes them over)";
    why: "理由（记入每件案件）" / "Reason (it stands with each case)";
    check: "核对" / "Check";
    check_title: "核对：还没有移交" / "Check: nothing is handed over yet";
    going: "可以移交" / "go:";
    staying: "不能移交" / "stay:";
    goes: "移交" / "goes";
    stays: "不移交：" / "stays: ";
    no_deadline: "移交不改变任何期限；不能移交的留在原处，请另选一人。" / "No deadline moves. What cannot go stays where it is; choose somebody else for it.";
    vacant: "无人经办的案件" / "Cases that nobody handles";
    in_hands: "移交案件" / "Hand over cases";
    changed: "经办人变更：" / "Handler changed: ";
    asked_by: "应管理员要求" / "Asked for by";
    release: "交回单位" / "Give it back to the unit";
    release_about: "管理员不看案件，也不决定由谁办：交回后由单位负责人指定，或者由本单位经办人接办。期限不变，每件都有记录。" / "Administrators see no case and do not decide who handles it: the head of the unit names somebody, or a handler of it takes over. No deadline moves, and it stands with each case.";
    release_count: "将交回单位的在办案件" / "Open cases that would go back to their unit";
    release_signs: "未签署的会签" / "Rounds still to be signed";
    release_signs_about: "会签不随案件移交，由综治中心加签、减签。" / "The rounds do not go along: the center adds and drops signers.";
    release_heads: "可以指定经办人的负责人" / "Heads who can name another handler";
    no_head: "没有可用账号的负责人；由本单位其他经办人接办" / "No head has a usable account; the other handlers of the unit take over";
    released: "已交回单位，件数：" / "Given back to the unit, cases: ";
    handed_to_you: "案件移交给您经办" / "The case was handed over to you";
    nothing_held: "此人名下没有在办案件。" / "No open case hangs on this person.";
    see_release: "移交在办案件" / "See to the open cases";
}
