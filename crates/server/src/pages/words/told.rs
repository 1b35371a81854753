//! The texts of pages that only tell citizens something.

use super::words;

words! {
    /// The texts of pages that only tell citizens something.
    ToldWords
    title: "告知与隐私：我的信息会怎样" / "What happens to my data";
    lead: "收到您反映的事以后，会这样对待您的信息。" / " treats what you tell it like this.";
    what: "我们收集什么" / "What we take";
    what_given: "您自己写的内容、照片和联系方式。联系方式可以不留；不留的，凭查询码看答复。" / "What you write yourself, photographs and how to reach you. You need not say how to reach you: the receipt code then shows you the answer.";
    what_not: "不要求微信登录，不读取通讯录和定位，不用追踪技术；手机里只记住字号和语言。" / "No account of any messenger, no contacts, no position, no tracking. Your browser keeps the size of the text and the language, and nothing else.";
    who: "谁能看到" / "Who sees it";
    who_handles: "综治中心的工作人员，以及被指定办理这件事的单位。" / "The staff of the center, and the unit that is charged with the matter.";
    who_never: "反映民警、干部或者某个单位的，被反映的人和单位看不到这件事，也查不到有这件事。" / "If it is about an officer, an official or a unit: they do not see it, and cannot find out that it exists.";
    who_name: "姓名和电话加密保存。需要联系您的人要先写明用途和理由才能打开，每一次都有记录。" / "Name and number are sealed. Whoever must reach you says for what and why before they are opened, and each time is recorded.";
    photos: "照片" / "Photographs";
    photos_more: "经办人看到的照片去掉了拍摄地点、时间和手机信息。原件加密封存，打开同样要写理由并有记录。" / "Who handles it sees the picture without where, when and by which telephone it was taken. The original is sealed; opening it takes a reason and is recorded, too.";
    how_long: "保存多久" / "How long it is kept";
    how_long_draft: "没有提交的内容最多保存 24 小时，然后自动删除；其中的电话和姓名，以及涉及家庭暴力、民警干部的内容，只保存 1 小时。评价里写的内容加密保存；匿名评价不留任何能找到您的信息。" / "What you did not send is deleted after 24 hours at the latest; your number and name in it, and all that is about violence at home or an official, after one hour. What you write in a review is kept sealed, and of an anonymous one nothing by which you could be found.";
    how_long_case: "提交的事按档案规定保存；期满或者依法应当删除的，姓名、电话和您写的文字会被不可恢复地删除，只留下不含个人信息的办理记录。" / "What you sent is kept as the rules for records say. When that is over, or the law asks for it, name, number and your words are deleted for good; a record of what was done stays, without anything personal.";
    limits: "我们不能保证的" / "What we cannot promise";
    limits_more: "匿名是指被反映的人和承办单位不知道您是谁。依法必须保存的网络日志里有访问地址。您写的内容如果只有您知道，别人也可能因此猜到是您。" / "Anonymous means that those whom it is about, and the unit that handles it, do not know who you are. The law has addresses of visitors kept in network logs. And if only you could know what you write, somebody may guess.";
    rights: "您可以" / "What you may do";
    rights_more: "凭查询码查看、补充、撤回；要求更正或者删除个人信息，请打综治中心电话或者带身份证件到窗口。" / "See, add and withdraw with the receipt code. To have your personal data corrected or deleted, call the center or come to its window with your identity card.";
    numbers: "常用电话" / "Telephone numbers";
    hotline: "政务服务便民热线" / "Government services";
    legal: "公共法律服务热线" / "Legal advice";
    ambulance: "急救" / "Ambulance";
    fire: "火警" / "Fire";
    reading: "字太小？" / "Is the text too small?";
    reading_more: "点页面最上面的“大字”或者“特大”，整个网站的字都会变大。" / "Choose “Large” or “Largest” at the top of the page; it holds for all pages.";
}
