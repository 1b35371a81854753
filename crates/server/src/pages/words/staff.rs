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
}
