//! What stands around the figures of `docs/reference/suspicion.md`.

pub(super) const INTRODUCTION: &str = "\
# Suspicions on synthetic years

`MEASURED=write cargo test -p domain --test suspicion` writes this page, and the test holds the figures above the bars. A
suspicion 疑点 is a reason to look and never a verdict: a person confirms or dismisses each row with a reason, and only what was
confirmed counts. This page says how many rows are worth the look.

The years come from `crates/testkit/src/year/`: three seeds, each with about 3,000 cases of 25 units. The numbers were chosen on three
other seeds. Honest work looks like fraud there in many ways: a busy unit closes on the last day, families rate on one
telephone, neighbours complain of one burst pipe and get one answer, forms of words are required, mended things break again.
Frauds are planted by two units that close what they did not do, and by others that return late, pass round, press for ratings
or read what they should not; part of them with care. How often real units cheat nobody publishes: the shares are guesses. So
the figures compare indicators and numbers with one another; what a county will see may be better or worse.

*Rows* is what a supervisor gets to see in three years, *right* those in which something was planted, *precision* their share.
*Planted* is what was there, *found* what of it stands in some row, *recall* its share. *Bars* are precision and recall below
which the test fails. The numbers are those of `workflows/supervision/chibi.yaml`.

";

pub(super) const REASONS: &str = "
## What makes them poor

* **Closed, then brought again.** Most rows are honest: what was mended broke again, or neighbours reported the next thing of the same
  category within the week. A row says only that the matter came back, which is worth a look by itself. Missed is what comes
  back after 30 days, or by another telephone later than a week.
* **The citizen says the opposite.** Nothing tells a sham closing from a disappointed citizen; only a look does. Recall is whole because
  only those are planted whom somebody asked: of those whom nobody reached, this indicator says nothing.
* **Closed without contact.** Three in a hundred honest calls are not written down, and there are far more honest closings than
  sham ones.
* **Answers that read alike.** Honest forms for one kind of matter are found, and rightly dismissed. Missed are forms that were
  reworded: every sentence exchanged costs about a fifth of the likeness.
* **Closed at the last minute.** A unit with few cases never reaches five in a month, and sham units have such months. What tells
  it from a busy unit is the share of the last day.
* **The same picture twice.** Cut pictures are missed: in 64 bits they look like others. Without `same_event_days` and with fewer
  `plain_bits`, half of the rows are neighbours of one burst pipe, and photographed pages of text.
* **Returned late to win time.** One return in ten ends in the last tenth of the time by chance, and two of those make a row. Missed are
  units that leave a little more.
* **Passed round.** What is returned twice because the law is unclear looks the same, and so does a case that waits over a holiday.
* **Good ratings in a burst.** Messages that the center sends at once make honest bursts; send them spread over the day.
* **Good ratings from one source.** A hall with one network is taken for fraud. Where a provider gives a whole town one address there
  will be more of it than here: then raise `network_times`, and rely on devices.
* **Rated the moment it closed, rated by the unit.** At the counter both happen honestly, now and then.
* **Unusual reading of identities.** Who stands in for a colleague looks like who is curious. Missed is who reads two or three.

Where it says 100 %, the year is kinder than the world: it holds no honest case of that kind, or fewer than the numbers leave room for.

Whoever cheats with care is missed by all of them: another text, another picture, another telephone, another day. They make cheating
dear, no more.

## With other numbers

Each line changes one number and leaves the others.

";
