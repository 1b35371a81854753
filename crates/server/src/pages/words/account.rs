//! The texts of the account of staff: sessions, the second factor, tokens, kept views, notices.

use super::words;

words! {
    /// The texts of the account of staff: sessions, the second factor, tokens, kept views, notices.
    AccountWords
    mine: "我的账号" / "My account";
    own_unit: "单位" / "Unit";
    roles: "角色" / "Roles";
    session_ended: "您的登录已经结束：30 分钟没有操作，或者满 8 小时，或者同一账号又在别处登录（最多同时 2 个，最早的一个退出）。请重新登录。" / "Your session has ended: 30 minutes unused, 8 hours long, or another sign-in of this account (two at once at most; the oldest ends). Please sign in again.";
    before: "上次登录" / "Last sign-in";
    never: "这是第一次登录" / "This is the first one";
    password_ends: "修改后，所有登录和访问令牌都会失效，需要重新登录。" / "Every session and API token ends with the former one; sign in again then.";
    back: "回到我的账号" / "Back to my account";
    factor: "两步验证" / "Second factor";
    factor_on: "已启用。" / "It is on.";
    factor_off: "未启用。启用后，登录时除密码外还需要手机上的验证码。" / "It is off. With it, signing in needs a code from your telephone beside the password.";
    factor_why: "启用后，除密码外还需要验证码才能登录；其他登录会立即失效。请先安装任意一种身份验证器应用。" / "With it, signing in needs a code beside the password; all other sessions end at once. Install any authenticator first.";
    put_factor: "启用两步验证" / "Put one in";
    replace_factor: "更换手机或恢复码" / "Another telephone, or new recovery codes";
    recovery_left: "剩余恢复码：" / "Recovery codes left:";
    code: "输入验证码" / "The code";
    code_label: "验证码" / "Code";
    code_hint: "身份验证器上的 6 位数字；手机不在身边时可用恢复码，每个只能用一次。" / "The six digits of the authenticator, or a recovery code if it is not there; each works once.";
    present_code: "现在的验证码，或一个恢复码" / "A code of the present authenticator, or a recovery code";
    go_on: "下一步" / "Go on";
    begin_again: "重新登录" / "Begin again";
    scan: "用身份验证器扫描二维码，再输入显示的 6 位数字。" / "Scan this with the authenticator, then type the six digits that it shows.";
    qr: "二维码，内容与下面的密钥相同" / "A QR code with the same secret as below";
    or_type: "不能扫描时，手工输入密钥：" / "If it cannot be scanned, type the secret:";
    first_code: "显示的 6 位数字" / "The six digits";
    confirm: "启用" / "Put it in";
    keep_codes: "已启用，其他登录已失效。请抄下这些恢复码并妥善保管；只显示这一次，每个只能用一次。" / "It is on, and all other sessions have ended. Write these recovery codes down and keep them safe: they are shown this once, and each works once.";
    wrong_password: "当前密码不正确" / "The present password is wrong";
    sessions: "登录中的设备" / "Where you are signed in";
    since: "登录时间" / "Since";
    address: "地址" / "Address";
    browser: "浏览器" / "Browser";
    this_one: "本机" / "this one";
    end_this: "结束" / "End it";
    end_others: "结束所有其他登录" / "End all others";
    ended: "已结束的登录：" / "Sessions ended: ";
    tokens: "访问令牌" / "API tokens";
    no_tokens: "没有访问令牌。" / "There are none.";
    until: "有效期至" / "until";
    notices: "消息" / "Notices";
    unread: "未读" / "Unread";
    cases_of_it: "件" / "cases";
    every_notice: "全部" / "All";
    none_unread: "没有未读消息。" / "Everything is read.";
    no_notice: "还没有消息。" / "There is none yet.";
    at: "时间" / "When";
    says: "消息" / "Notice";
    of_case: "案件" / "Case";
    seen: "知道了" / "Seen";
    all_seen: "本页全部知道了" / "I have seen all of this page";
    more_notices: "还有更早的，先处理本页。" / "There are earlier ones; work these down first.";
    quiet: "免打扰" / "Quiet hours";
    quiet_about: "时段内收到的消息不计入未读数，时段结束后补计，不会丢失；本页随时可看全部。可跨零点。都清空即取消。" / "What comes in them is not counted until they are over, and nothing is lost; this page shows everything at any time. They may go over midnight. Empty both for none.";
    quiet_from: "开始" / "From";
    quiet_until: "结束" / "To";
    quiet_now: "正在免打扰时段：新消息照常列在下面，时段结束后再计入未读数。" / "These are your quiet hours: what comes stands below, and is counted when they are over.";
    keep_view: "存为视图" / "Keep as a view";
    view_name: "视图名称" / "Name of the view";
    remove_view: "删除视图：" / "Remove the view: ";
    revoke: "撤销" / "Revoke";
}
