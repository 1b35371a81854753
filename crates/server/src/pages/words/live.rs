//! The texts that the script shows: news, keys, and what it asks before something is lost.

use super::words;

words! {
    /// The texts that the script shows. `{n}` stands for a number.
    LiveWords
    news: "有 {n} 条更新" / "{n} changed";
    here: "本案有更新" / "This case has changed";
    cut: "实时更新已断开" / "News no longer come in";
    stale: "离开期间可能有更新" / "There may be news from while you were away";
    again: "刷新" / "Load again";
    leave: "填写的内容还没有提交，确定关闭吗？" / "What you wrote is not sent yet. Close all the same?";
    all: "全选本页" / "Tick all on this page";
    gone: "这一步已经不能再办" / "This step cannot be taken any more";
    gone_more: "您打开后案件有了新进展，没有办理。您填写的内容在下面，可以复制到别处。" / "The case has moved on since you opened it, and nothing was done. What you wrote stands below, to be taken along.";
    kept: "您填写的内容" / "What you wrote";
    keys: "快捷键" / "Keys";
    walk: "下一件 / 上一件" / "Next / previous case";
    open: "打开" / "Open";
    tick: "选中或取消" / "Tick or untick";
    on: "启用单键快捷键" / "Single keys do something";
    copy: "复制查询码" / "Copy the code";
    copied: "已复制" / "Copied";
    close: "关闭" / "Close";
    send: "从多行文本框提交" / "Send, from a field of several lines";
}
