//! The texts of the page for the kernel of Internet Explorer.

use super::words;

words! {
    /// The texts of the page for the kernel of Internet Explorer.
    KernelWords
    title: "请切换到极速模式" / "Please change the mode of your browser";
    why: "您的浏览器正在使用旧内核（兼容模式，IE），本系统的页面在它里面显示不全，也不能保证安全。" / "Your browser is using an old kernel (compatible mode, Internet Explorer). It cannot show the pages of this system whole or safely.";
    press: "请点地址栏右边的闪电或者“e”图标。" / "Press the sign of a flash or an “e” at the right end of the address bar.";
    choose: "选“极速模式”，页面会自动重新打开。" / "Choose the fast mode (极速模式); the page opens again by itself.";
    other: "没有这个图标的，请换用 360 浏览器、奇安信浏览器、Edge 或者 Chrome 打开同一网址。" / "If there is no such sign, open the same address in Edge, Chrome, 360 or Qi An Xin.";
    picture: "地址栏右边的闪电图标，点开后第一项是极速模式" / "The sign of a flash at the right end of the address bar; below it, the first choice is the fast mode";
    fast: "极速模式" / "Fast mode";
    compatible: "兼容模式" / "Compatible mode";
    call: "也可以打电话：" / "Or call: ";
}
