//! The texts of pages about joint sessions and sponsors.

use super::words;

words! {
    /// The texts of pages about joint sessions and sponsors.
    JointWords
    sessions: "会商" / "Joint sessions";
    every_session: "全部" / "All";
    no_session: "没有会商。" / "There is no joint session.";
    number: "编号" / "Number";
    subject: "会商事由" / "What it is about";
    subject_hint: "要商定什么。不要写群众的姓名、电话。" / "What must be settled. No names or numbers of citizens.";
    meets_at: "会商时间" / "When it meets";
    place: "地点" / "Where";
    standing: "状态" / "Stands";
    units: "参加单位" / "Units invited";
    units_hint: "写名称、代码或拼音首字母，多个用顿号隔开。被反映的单位不能参加。" / "Name, code or first letters of the pinyin; several are parted by commas. A unit that is complained about takes no part.";
    call: "发起会商" / "Call a joint session";
    call_about: "发起后参加单位就能看到；会商后拟纪要，由另一人签发，签发后任务才下达。" / "The units see it at once. Minutes are drafted afterwards and signed by somebody else; only then do its tasks go out.";
    called: "会商已发起" / "The joint session is called";
    called_by: "召集人" / "Called by";
    cases: "案件" / "Cases";
    elsewhere: "另有不由您查看的案件：" / "Cases that you do not see:";
    minutes: "会商纪要" / "Minutes";
    draft: "草稿，签发后才生效" / "a draft; it binds once it is signed";
    held_on: "召开日期" / "Held on";
    attended: "参会人员" / "Who was there";
    decision: "会商决定" / "What was decided";
    responsible: "责任单位" / "Responsible unit";
    responsible_hint: "认定由谁负责，逐件填写，可以不填。主办单位要在案件上另行办理改派或者会商。" / "Who answers for each case; may be left empty. That a unit leads a case is done at the case itself.";
    minuted_by: "纪要拟稿人" / "Drafted by";
    signed_by: "签发人" / "Signed by";
    tasks: "任务" / "Tasks";
    tasks_hint: "写承办单位、做什么、几个工作日内完成；空行不算。任务多时先存草稿，再打开会多出几行。" / "The unit, what it is to do, in how many working days; empty rows do not count. For more rows save the draft and open it again.";
    unit: "承办单位" / "Unit";
    what: "做什么" / "What is to be done";
    days: "工作日" / "Working days";
    due: "完成期限" / "Due";
    no_task: "没有任务。" / "There is no task.";
    session_tasks: "会商任务" / "Tasks of joint sessions";
    all_tasks: "全部" / "All";
    waits: "待办" / "To do";
    late: "已逾期" / "Overdue";
    done: "待确认" / "To be confirmed";
    invited: "待参加的会商" / "Joint sessions to attend";
    own_tasks: "待办的会商任务" / "Tasks of joint sessions to do";
    report: "办理情况" / "What was done";
    wanting: "还缺什么" / "What is wanting";
    why: "理由" / "Why";
    save_draft: "存为待签发" / "Keep it to be signed";
    steps: "办理经过" / "What was done with it";
    was_called: "发起会商" / "Called";
    task: "任务" / "Task";
    nothing_to_do: "现在没有需要您办的。" / "There is nothing for you to do now.";
    to_case: "改派、会商定主办：到案件办理" / "To change who leads, go to the case";
    sessions_open: "会商待召开、待签发" / "Sessions to hold or sign";
    sessions_open_about: "已发起还没有生效" / "called, and not in force yet";
    tasks_late: "会商任务逾期" / "Session tasks overdue";
    tasks_late_about: "单位过了完成期限" / "units past the day";
    listed: "挂牌督办" / "Listed";
    listed_about: "挂牌的督办单未销号" / "by an order that is not struck off";
    sponsored: "领导包案" / "Sponsored";
    sponsored_about: "有包案领导、未办结" / "a leader answers for it";
    held: "召开会商" / "Joint session held";
    sponsor: "包案" / "Sponsor";
    sponsor_title: "领导包案" / "A leader sponsors the case";
    sponsor_about: "包案领导对这件案件的化解负责，不改变承办单位和期限。只能选能看到本案的主任或者单位负责人。" / "The leader answers for the case beside its unit. No unit and no deadline changes. Only a director or head of a unit who sees the case can be named.";
    leader: "包案领导" / "Leader";
    until: "包案化解日期" / "To be settled by";
    reason: "理由" / "Why";
    take: "确认包案" / "Name the leader";
    end: "解除包案" / "End the sponsorship";
    sponsored_by: "领导包案：" / "Sponsored by ";
    ended: "解除包案" / "Sponsorship ended";
}
