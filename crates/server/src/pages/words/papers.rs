//! The texts of pages about papers. What stands on a paper itself is Chinese in both languages.

use super::words;

words! {
    /// The texts of pages about papers.
    PaperWords
    papers: "文书" / "Papers";
    issued: "已出具" / "Issued";
    none_issued: "还没有出具文书。" / "No paper has been issued yet.";
    fits: "现在可以出具" / "What can be issued now";
    none_fits: "案件还没有办到需要出具文书的一步。" / "Nothing has happened to the case yet of which a paper could tell.";
    no_part: "您已不在办理这件案件，只能查看。" / "You have no part in this case and may only read it.";
    blanks: "系统里没有下列内容：可以在这里填写；不填的留出空白，打印后手写。" / "This is not recorded: type it here, or leave it blank and write it by hand.";
    for_whom: "给哪一位当事人（一份只给一个人，另一位另行出具）" / "For which party (one each; issue another for the next)";
    which_parties: "写哪几位当事人" / "Which parties it names";
    no_name: "没有留姓名的当事人" / "Party without a name";
    complete: "内容齐全，没有空白。" / "Nothing is blank.";
    issue: "出具" / "Issue";
    is_void: "已作废" / "void";
    by: "出具人" / "Issued by";
    masked: "身份信息已隐去。送达需要全文的，写明理由，会被记录。" / "Who somebody is, is hidden. To deliver the paper, say why you need all of it; that is recorded.";
    show: "查看全文" / "Show in full";
    pdf: "下载 PDF" / "PDF";
    pdf_large: "下载 PDF（大字）" / "PDF, large print";
    voiding: "作废这份文书" / "Declare this paper void";
    voiding_why: "写明理由。作废后不能恢复，扫码核验的人会看到“已经作废”；需要的，另行出具。" / "Say why. It cannot be undone: whoever checks the paper is told that it is void. Issue another if one is needed.";
    void: "作废" / "Declare void";
    print_hint: "可以直接打印本页（A4），或者下载 PDF。" / "Print this page (A4), or take the PDF.";
    copies: "份数" / "Copies";
    back: "返回文书列表" / "Back to the papers";
    scan: "核验：扫码，或者打开" / "核验：扫码，或者打开";
    code: "核验码" / "核验码";
    digest: "摘要" / "摘要";
    check: "文书核验" / "Is this paper real?";
    check_no: "查无此文书：请核对核验码。仍查不到的，可能不是本中心出具的。" / "There is no such paper: look at the code again. If it stays so, this center did not issue it.";
    check_yes: "本中心出具过这份文书" / "This center issued this paper";
    check_void: "这份文书已经作废" / "This paper is void";
    number: "文号" / "Number";
    kind: "种类" / "Kind";
    issuer: "出具单位" / "Issued by";
    issued_on: "出具日期" / "Issued on";
    hash: "内容摘要" / "Digest of its content";
    compare: "文书上印的摘要应与下面开头的 16 位相同；不同的，内容被改动过。" / "The digest on the paper must be the first 16 digits below; if it is not, the content was changed.";
    content_erased: "内容已依法删除，只能确认出具过。" / "Its content was erased as the law asks; that it was issued can still be said.";
    nobody: "本页不显示任何人的身份信息。" / "This page tells of nobody who they are.";
}
