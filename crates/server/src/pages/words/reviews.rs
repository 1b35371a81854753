//! The texts of pages about reviews: what who scanned a code sees, what the center reads, and what is printed.

use super::words;

words! {
    /// The texts of pages about reviews.
    ReviewWords
    give: "评价这次服务" / "Review the service";
    give_officer: "评价他/她的工作" / "Review their work";
    give_person: "评价接待您的人（可不选）" / "Review who served you (optional)";
    who_sees: "谁会看到我的评价？" / "Who sees my review?";
    who_sees_more: "只有综治中心负责评价的工作人员能看到，被评价的单位和个人看不到，也查不到是谁评的。不用登录，可以不留姓名。" / "Only those of the center who deal with reviews. Whoever is reviewed sees neither the review nor who gave it. You need no account and no name.";
    one_sheet: "选好就可以提交，不想评的留“不评”。" / "Choose and send. Leave at “no answer” what you do not want to judge.";
    silent: "不评" / "No answer";
    say: "想说什么（可不填）" / "In your own words (optional)";
    say_hint: "例如：什么时候、什么事。不用写姓名和电话。" / "Such as when, and what happened. No names or numbers here.";
    be_answered: "希望有人答复我（可不填，不填就是匿名）" / "I want to be answered (optional; without it you stay anonymous)";
    telephone: "您的电话" / "Your telephone";
    send: "提交评价" / "Send the review";
    thanks: "谢谢，评价已收到" / "Thank you, we have your review";
    thanks_more: "综治中心会看每一条评价。不满意的评价会先核实，再谈改进和责任。" / "The center reads every review. A bad one is looked into before it counts for anything.";
    look_into: "要不要把它作为一个问题来办？" / "Do you want it to be dealt with as a complaint?";
    look_into_more: "转为反映问题以后，会有人办理、答复您，您可以凭查询码查进度。您写的内容会带过去，被评价的一方看不到。" / "As a complaint, somebody handles it and answers you, and a code shows you how it stands. What you wrote comes along; whoever it is about does not see it.";
    back_to: "回到：" / "Back to: ";
    make_it: "转为反映问题" / "Make it a complaint";
    about: "反映对象：" / "About: ";
    not_content: "对服务不满意：" / "Not satisfied: ";
    gone: "这个二维码已停用" / "This code serves no more";
    gone_more: "二维码可能已经换新，或者没有扫清楚。您仍可以反映问题，也可以打综治中心电话。" / "It may have been replaced, or was not read well. You can still report a problem, or call the center.";
    reviews: "评价" / "Reviews";
    reviews_about: "不满意的评价不等于有错：先核实，再谈责任。评价对象看不到这里的任何内容。" / "A bad review is no finding: look into it first. Whoever is reviewed sees nothing of this.";
    bad: "不满意" / "Bad";
    all: "全部" / "All";
    when: "时间" / "When";
    whom: "对象" / "Whom";
    levels: "评价" / "Levels";
    text: "内容" / "In their words";
    author: "评价人" / "Author";
    anonymous: "匿名" / "anonymous";
    standing: "状态" / "State";
    fresh: "待核实" / "to be looked into";
    filed: "已转为反映问题" / "became a complaint";
    none: "没有评价。" / "There are none.";
    codes: "二维码" / "Codes to scan";
    codes_about: "单位、服务点、个人各有自己的码；印在海报或桌牌上，丢失、被覆盖就换发。" / "Each unit, service point and officer has a code of its own, on a poster or a card; one that is lost or pasted over is replaced.";
    new_code: "制作二维码" / "Make a code";
    no_codes: "还没有二维码。" / "There are none yet.";
    short: "短码" / "Number";
    kind: "种类" / "Kind";
    unit: "单位" / "Unit";
    officer: "个人" / "Officer";
    service_point: "服务点" / "Service point";
    made: "制作于" / "Made";
    retired: "已停用" / "Retired";
    replaced: "已换发" / "Replaced";
    serves: "使用中" / "In use";
    actions: "操作" / "Actions";
    retire: "停用" / "Retire";
    replace: "换发" / "Replace";
    poster: "海报" / "Poster";
    card: "桌牌" / "Card";
    for_person: "个人编号（为个人制作时填，单位不用选）" / "Person's id (for an officer; the unit does not count then)";
    for_point: "服务点名称（为窗口、大厅等制作时填）" / "Name of the service point (for a counter or a hall)";
    for_point_en: "服务点英文名称（可不填）" / "The same in English (optional)";
    done_make: "二维码已制作" / "The code is made";
    done_replace: "已换发，旧码已停用；请打印并替换旧海报" / "Replaced: the old one serves no more. Print the new poster and put it up";
    done_retire: "已停用；请取下旧海报" / "Retired. Take the old poster down";
    scan: "请扫码评价，或反映问题" / "Scan to review us, or to report a problem";
    by_telephone: "没有智能手机？请打电话，报短码" / "No smartphone? Call and say the number";
    print_about: "用浏览器的“打印”印出；纸张大小已设好。印之前请核对网址：" / "Print it with your browser; the size of the paper is set. Check the address first:";
    back_to_codes: "回到二维码" / "Back to the codes";
}
