// The table twin of the lanes: who waits where at the clock, and every change with its times.

import { h } from "./dom.js";
import { stageAt } from "./stage.js";
import { marksOf } from "./story.js";
import { count, span, when, week } from "./words.js";

const ROWS = 200; // changes on one sheet
const CHANGES = ["Change", "Committed", "Live", "Lead time", "Waited", "Worked", "Visits", "Outcome"];

/** The tables of all lanes, written when they are opened and when the clock rests; `whole`: the end may be told. */
export class Tables {
  constructor(lanes, letters, whole = true) {
    this.whole = whole;
    this.lanes = lanes;
    this.letters = letters;
    this.sheets = lanes.map(() => 0);
    this.queues = lanes.map(() => h("tbody", {}));
    this.bodies = lanes.map(() => h("tbody", {}));
    this.clock = h("p", { class: "note" });
    this.turners = lanes.map((_, i) => this.turner(i));
    this.node = h("div", { class: "tables" }, this.clock, ...lanes.flatMap((lane, i) => this.ofLane(lane, i)));
    this.written = false;
  }

  ofLane(lane, i) {
    const name = `Lane ${this.letters[i]}, ${lane.frames.title ?? ""}`;
    return [
      h("h4", { text: name }),
      sheet(`${name}: stages at the clock`, ["Stage", "Mark", "Waiting", "First in line waits", "At work"], this.queues[i]),
      sheet(`${name}: changes${this.whole ? ", the whole run" : " so far"}`, lane.classes.length > 1 ? [CHANGES[0], "Class", ...CHANGES.slice(1)] : CHANGES, this.bodies[i]),
      this.turners[i],
    ];
  }

  // Long runs come in sheets.
  turner(i) {
    const many = this.lanes[i].changes.length;
    if (many <= ROWS) return h("p", { class: "note", text: this.whole ? `${count(many, "change")} in all.` : "" });
    const turn = (by) => { this.sheets[i] = Math.min(Math.max(0, this.sheets[i] + by), Math.ceil(many / ROWS) - 1); this.fill(i); };
    const said = h("span", { class: "note", "aria-live": "polite" });
    const [before, after] = [["Earlier changes", -1], ["Later changes", 1]].map(([text, by]) =>
      h("button", { type: "button", class: "plain", text, onclick: () => turn(by) }));
    const node = h("div", { class: "pick" }, before, after, said);
    node.tell = (from, to) => {
      said.textContent = `${from + 1} to ${to} of ${many}`;
      before.disabled = from === 0;
      after.disabled = to === many;
    };
    return node;
  }

  fill(i) {
    const lane = this.lanes[i];
    const until = this.whole ? lane.horizon : this.time;
    const from = this.sheets[i] * ROWS;
    const shown = lane.changes.slice(from, from + ROWS).filter((change) => change.arrive <= until);
    this.turners[i].tell?.(from, from + shown.length);
    this.bodies[i].replaceChildren(...shown.map((change) => changeRow(lane, change, until)));
  }

  /** Write the tables as at time t. */
  draw(t) {
    this.time = t;
    const changes = this.whole ? "Times of changes are those of the whole run; a change without a live time was still on its way at its end."
      : "Times of changes are those so far.";
    this.clock.textContent = `Stages at week ${week(t)}, ${when(t)}. ${changes}`;
    this.lanes.forEach((lane, i) => {
      this.queues[i].replaceChildren(...lane.stages.map((_, k) => stageRow(lane, k, t)));
      if (!this.written || !this.whole) this.fill(i);
    });
    this.written = true;
  }
}

function sheet(name, heads, body) {
  return h("div", { class: "sheet", role: "region", tabindex: 0, "aria-label": name },
    h("table", {}, h("caption", { text: name }), h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col", text })))), body));
}

function row(name, cells) {
  return h("tr", {}, h("th", { scope: "row", text: name }), ...cells.map((text) => h("td", { text })));
}

function stageRow(lane, i, t) {
  const stage = lane.stages[i];
  const [first] = lane.waiting(i, t);
  const { waiting, working } = stageAt(lane, i, t);
  return row(stage.title, [stage.word ?? "", String(waiting.length), first ? span(t - first.join) : "", working.length ? working.join(", ") : ""]);
}

// A change as far as it had come by a time.
function changeRow(lane, change, until) {
  const visits = change.visits.filter((visit) => visit.join <= until);
  const waited = visits.reduce((sum, visit) => sum + Math.min(visit.start, until) - visit.join, 0);
  const worked = visits.reduce((sum, visit) => sum + Math.max(0, Math.min(visit.end, until) - visit.start), 0);
  const live = change.live <= until;
  const apart = marksOf(lane, change, until);
  const outcome = [live ? "live" : "on its way", ...apart].join(", ");
  const kind = lane.classes.length > 1 ? [lane.classes[change.kind]?.id.replaceAll("-", " ") ?? ""] : [];
  return row(String(change.n), [...kind, stamp(change.arrive), live ? stamp(change.live) : "", live ? span(change.live - change.arrive) : "",
    span(waited), span(worked), String(visits.length), outcome]);
}

function stamp(hours) {
  return `week ${week(hours)}, ${when(hours)}`;
}
