//! The texts of what staff do beside a single case: batches, their account, notifications.

use super::words;

words! {
    /// The texts of what staff do beside a single case: batches, their account, notifications.
    StaffWords
    bulk: "批量办理" / "Several at once";
    with_chosen: "对选中的案件" / "With the cases ticked";
    choose_all: "选择案件" / "Tick";
    go: "下一步" / "Go on";
    not_offered: "对这件案件不能这样办" / "This cannot be done with this case";
    moved_on_meanwhile: "打开表单后案件有了新进展，没有办理，请单独打开核对" / "The case has moved on since the form was opened; nothing was done, open it on its own";
    will_be_skipped: "不会办理：" / "Left out: ";
    bulk_result: "办理结果" / "What became of it";
    succeeded: "成功" / "done";
    failed: "未办成" / "not done";
    back_to_list: "回到列表" / "Back to the list";
    back_to_case: "回到案件" / "Back to the case";
    to_own: "回到首页" / "To my first page";
    after_not_found: "请核对网址或者案号，也可以搜索。案件可能已并入另一件，或者已交给别的单位。" / "Look at the address or the number again, or search for it. A case may have been merged into another, or given to another unit.";
    after_forbidden: "这一步由别的岗位办理。需要您办的，请联系本单位负责人或者系统管理员。" / "Somebody else does this. If you need to, ask the head of your unit or the system administrator.";
    after_conflict: "您打开以后已有变化。请重新打开案件，看看现在能办什么。" / "Something has changed since you opened it. Open the case again and see what can be done now.";
    none_done: "一件也没有办成，您填写的内容已保留" / "None of it was done; what you wrote is kept";
    not_there: "没有这件案件，或者已不归您办理" / "There is no such case, or it is not yours any more";
}
