// The bars, each with what was found and what is wanted.
import { KNOWN } from './known.mjs';

const knownOf = (id, what) => KNOWN.find((known) => known.id === id && what.startsWith(known.what));

export class Bars {
  constructor() { this.rows = []; this.faults = new Set(); this.again = []; }

  /** A bar that holds where the figure is at most, or at least, the target. */
  most(id, what, figure, target) { this.add(id, what, figure, `≤ ${target}`, figure <= target, (known) => figure <= known); }
  least(id, what, figure, target) { this.add(id, what, figure, `≥ ${target}`, figure >= target, (known) => figure >= known); }

  /** Any other bar. A miss that is known, and no worse than that, is one of `known.mjs`. */
  add(id, what, figure, target, holds, isNoWorse = (known) => String(figure) === String(known)) {
    const known = knownOf(id, what);
    if (holds && known) this.again.push(`${id} ${known.what}`);
    if (!holds && known && isNoWorse(known.figure)) this.known(id, what, figure, target, known.why);
    else this.rows.push({ id, what, figure: String(figure), target, holds });
  }

  /** A bar that is missed, is known to be, and fails nothing: the reason stands beside it. */
  known(id, what, figure, target, why) { this.rows.push({ id, what, figure: String(figure), target, holds: true, says: `**missed**: ${why}` }); }

  /** A time. It is told, and fails nothing: it says as much of the machine as of the pages. */
  time(id, what, figure, target) {
    if (figure <= target || !Number.isFinite(figure)) this.most(id, what, figure, target);
    else this.known(id, what, figure, `≤ ${target}`, 'times are told and fail nothing');
  }

  /** A time that was not measured under the conditions of its target. It is told with them, and judged by nobody. */
  told(id, what, figure, target, under) { this.rows.push({ id, what, figure: String(figure), target, holds: true, says: `told, not judged: ${under}` }); }

  /** A bar that is not measured here, and why. */
  unmeasured(id, what, target, why) { this.rows.push({ id, what, figure: '–', target, holds: true, says: `not measured: ${why}` }); }

  /** Says at once what is wrong where, once. */
  fault(id, where, said) {
    const line = `${id} ${where}: ${said}`;
    if (!this.faults.has(line)) console.log(line);
    this.faults.add(line);
  }

  holds() { return this.rows.every((row) => row.holds); }

  markdown() {
    const lines = this.rows.map((row) => `| ${row.id} | ${row.what} | ${row.figure} | ${row.target} | ${row.says ?? (row.holds ? 'holds' : '**missed**')} |`);
    return ['| bar | what | figure | target | result |', '| --- | --- | --- | --- | --- |', ...lines].join('\n');
  }

  print() {
    console.log(this.markdown());
    const of = (is) => this.rows.filter(is).map((row) => row.id).join(', ') || 'none';
    const known = (row) => row.says?.startsWith('**');
    for (const text of this.again) console.log(`holds again, take it out of known.mjs: ${text}`);
    const again = this.again.length ? `; hold again: ${this.again.join(', ')}` : '';
    console.log(`verdict: ${this.rows.filter((row) => row.figure !== '–').length} figures, missed: ${of((row) => !row.holds)}; known to be missed: ${of(known)}${again}`);
  }
}
