//! What happened to a case, an event a line. A mark at the front tells the kinds apart without colour:
//! `●` done, `→` where the case is, `✉` letter, `◔` clock, `▲` ladder.

use domain::case::{
    Assignment, Entered, Event, Extend, Filed, HandlerChange, MoveCause, Performed, Recipient,
    SessionNote, Solved, Sponsor, Suspend, Verdict,
};
use domain::clock::{Clock, Holder, length_text};
use domain::id::{LimitName, PersonId, Timestamp, UnitId};
use domain::workflow::{Act, Words as _};

use crate::words::Words;

/// An event in a few words; none if the label of what was done says it already.
pub(crate) fn line(event: &Event, words: Words<'_>) -> Option<String> {
    Some(match event {
        Event::Filed(filed) => of_filing(filed, words),
        Event::Performed(performed) => of_deed(performed, words),
        Event::StateEntered(entered) => of_state(entered, words),
        Event::HolderChanged(holder) => of_holder(holder, words),
        Event::Told { letter, to, .. } => told(&words.letter(letter), to, words),
        Event::LevelReached { limit, level, act, to } => of_level((limit, *level), *act, to, words),
        Event::ClockStarted(clock) => {
            format!("◔ {} → {}", clock_name(clock, words), words.deadline(clock.deadline))
        }
        Event::ClockMoved { clock, cause } => of_move(clock, *cause, words),
        Event::ClockEnded(limit) => format!("◔ {} {}", words.limit(limit), words.say("停", "ends")),
        Event::Assigned(assignment) => of_assignment(("主办", "lead"), assignment, words),
        Event::JointSessionHeld(session) => {
            of_assignment(("会商定主办", "joint session, lead"), &session.assignment, words)
        }
        Event::Returned(reasoned) | Event::Objected(reasoned) => {
            format!("  {}{}", words.say("理由：", "reason: "), words.reason(&reasoned.reason))
        }
        Event::HandlerChanged(change) => of_handler(change, words),
        Event::Transferred(unit) => of_units("转办", "transferred to", [unit], words),
        Event::Delegated(unit) => of_units("委派", "delegated to", [unit], words),
        Event::Escalated(unit) => of_units("提级至", "raised to", [unit], words),
        Event::Consulted(unit) => of_units("沟通", "consulted", [unit], words),
        Event::Released(unit) => of_units("解除协办", "released", [unit], words),
        Event::Joined(units) => of_units("协办", "assisting", units, words),
        Event::Copied(units) => of_units("抄送", "copied to", units, words),
        Event::ExtensionRequested { extend, .. } => of_extension(extend, words),
        Event::Suspended { terms, holder } => of_suspension(terms, holder, words),
        Event::Countersigned { verdict, .. }
        | Event::Verified(verdict)
        | Event::SpotChecked(verdict) => format!("  {}", of_verdict(*verdict, words)),
        Event::Heard(solved) => format!("  {}", of_answer(*solved, words)),
        Event::Ordered { number, due } => of_order(*number, *due, words),
        Event::SessionNoted(note) => of_session(note, words),
        Event::Sponsored(sponsor) => of_sponsor(sponsor, words),
        Event::Split { parties, .. } => of_split(parties.len(), words),
        Event::RespondentsNamed(named) => of_units("被反映单位", "about", &named.units, words),
        Event::Recused(recused) => {
            of_units("回避", "withdrawn for conflict", &recused.units, words)
        }
        Event::VersionMoved(version) => format!("→ {} v{}", version.name, version.version),
        Event::Classified(_)
        | Event::Read(_)
        | Event::Signed(_)
        | Event::Contacted
        | Event::Contributed(_)
        | Event::SigningOpened(_)
        | Event::SignerAdded(_)
        | Event::SignerDropped(_)
        | Event::Urged
        | Event::Answered(_)
        | Event::ExtensionGranted
        | Event::ExtensionRefused
        | Event::Resumed
        | Event::TakenBack
        | Event::Withdrawn
        | Event::PartyLeft(_)
        | Event::Merged(_)
        | Event::RepeatLinked(_)
        | Event::Absorbed(_)
        | Event::Redispatched
        | Event::Discharged(_)
        | Event::OrderNoted(_)
        | Event::SponsorEnded(_)
        | Event::Reopened
        | Event::Archived
        | Event::Screened(_) => return None,
    })
}

fn of_filing(filed: &Filed, words: Words<'_>) -> String {
    let state = words.state(&filed.state);
    format!("→ [{}] {state} · {}", filed.stage.character(), words.holder(&filed.holder))
}

fn of_deed(performed: &Performed, words: Words<'_>) -> String {
    let label = words.transition(&performed.transition);
    format!("● {label} · {}", words.author(&performed.by))
}

fn of_assignment((zh, en): (&str, &str), assignment: &Assignment, words: Words<'_>) -> String {
    let lead = of_units(zh, en, [&assignment.lead], words);
    let assistants = words.units(&assignment.assistants);
    if assistants.is_empty() {
        return lead;
    }
    words.choose(format!("{lead}；协办：{assistants}"), format!("{lead}; assisting: {assistants}"))
}

fn of_handler(change: &HandlerChange, words: Words<'_>) -> String {
    let name = |person: &Option<PersonId>| {
        let nobody = || words.say("无人", "nobody").to_owned();
        person.as_ref().map_or_else(nobody, |person| words.person(person))
    };
    let (before, now) = (name(&change.before), name(&change.now));
    words.choose(format!("● 经办人：{before} → {now}"), format!("● handler: {before} → {now}"))
}

fn of_extension(extend: &Extend, words: Words<'_>) -> String {
    format!("  {} + {}", words.limit(&extend.limit), length_text(extend.by, words.language))
}

fn of_order(number: u32, due: Timestamp, words: Words<'_>) -> String {
    let due = words.deadline(due);
    words.choose(
        format!("  第 {number} 号督办，{due} 前答复"),
        format!("  order {number}, answer by {due}"),
    )
}

fn of_session(note: &SessionNote, words: Words<'_>) -> String {
    let SessionNote { session: _, number, held_on, responsible } = note;
    let held = words.choose(
        format!("  会商纪要 {number}（{held_on}）"),
        format!("  minutes {number} of {held_on}"),
    );
    match responsible {
        Some(unit) => format!("{held} {}", of_units("责任单位", "responsible", [unit], words)),
        None => held,
    }
}

fn of_sponsor(sponsor: &Sponsor, words: Words<'_>) -> String {
    let (name, until) = (words.person(&sponsor.person), sponsor.until);
    words.choose(
        format!("  包案领导：{name}，{until} 前化解"),
        format!("  sponsor: {name}, to be settled by {until}"),
    )
}

fn of_split(parties: usize, words: Words<'_>) -> String {
    words.choose(
        format!("  {parties} 人另立一案"),
        format!("  {parties} parties into a case of their own"),
    )
}

fn of_state(entered: &Entered, words: Words<'_>) -> String {
    let (mark, name) = (entered.stage.character(), words.state(&entered.state));
    match &entered.ended {
        Some(outcome) => format!("→ [{mark}] {name} ■ {}", words.outcome(outcome)),
        None => format!("→ [{mark}] {name} · {}", words.holder(&entered.holder)),
    }
}

fn of_holder(holder: &Holder, words: Words<'_>) -> String {
    format!("→ {}{}", words.say("时间改记：", "time is charged to "), words.holder(holder))
}

fn told(letter: &str, to: &[Recipient], words: Words<'_>) -> String {
    format!("✉ {letter} → {}", words.recipients(to))
}

fn of_level(
    (limit, level): (&LimitName, u8),
    act: Act,
    to: &[Recipient],
    words: Words<'_>,
) -> String {
    let (deed, number) = (act.words(), u32::from(level) + 1);
    let reached = format!("▲ {} {number} · {}", words.limit(limit), deed.get(words.language));
    if to.is_empty() { reached } else { format!("{reached} → {}", words.recipients(to)) }
}

/// A clock with its length.
pub(crate) fn clock_name(clock: &Clock, words: Words<'_>) -> String {
    let length = length_text(clock.rule.length, words.language);
    words.choose(
        format!("{}（{length}）", words.limit(&clock.limit)),
        format!("{} ({length})", words.limit(&clock.limit)),
    )
}

fn of_move(clock: &Clock, cause: MoveCause, words: Words<'_>) -> String {
    let cause = match cause {
        MoveCause::Classified => words.say("重新分类", "reclassified"),
        MoveCause::Extended => words.say("延期", "extended"),
        MoveCause::Suspended => words.say("中止", "suspended"),
        MoveCause::Resumed => words.say("恢复", "resumed"),
        MoveCause::Calendar => words.say("日历更新", "calendar"),
        MoveCause::Version => words.say("流程转版", "version"),
    };
    let (limit, deadline) = (words.limit(&clock.limit), words.deadline(clock.deadline));
    words.choose(
        format!("◔ {limit} ⇒ {deadline}（{cause}）"),
        format!("◔ {limit} ⇒ {deadline} ({cause})"),
    )
}

fn of_units<'u>(
    zh: &str,
    en: &str,
    units: impl IntoIterator<Item = &'u UnitId>,
    words: Words<'_>,
) -> String {
    let units = words.units(units);
    words.choose(format!("  {zh}：{units}"), format!("  {en}: {units}"))
}

fn of_suspension(terms: &Suspend, holder: &Holder, words: Words<'_>) -> String {
    let (ground, until) = (words.ground(&terms.ground), words.deadline(terms.until));
    let holder = words.holder(holder);
    words.choose(
        format!("  {ground}，至 {until}，其间时间记：{holder}"),
        format!("  {ground}, until {until}; the time is charged to {holder}"),
    )
}

fn of_verdict(verdict: Verdict, words: Words<'_>) -> &'static str {
    match verdict {
        Verdict::Yes => words.say("同意", "yes"),
        Verdict::No => words.say("不同意", "no"),
    }
}

fn of_answer(solved: Option<Solved>, words: Words<'_>) -> &'static str {
    match solved {
        Some(Solved::Yes) => words.say("群众：已解决", "the citizen: solved"),
        Some(Solved::Partly) => words.say("群众：部分解决", "the citizen: solved in part"),
        Some(Solved::No) => words.say("群众：未解决", "the citizen: not solved"),
        None => words.say("群众未答复", "no answer from the citizen"),
    }
}
