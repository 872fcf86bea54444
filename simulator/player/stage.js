// One stage at one moment, as text: its queue, its load, its mark and what the mark means.

import { h, write } from "./dom.js";
import { badge, icon, WORDS } from "./marks.js";
import { count, departure, span, when } from "./words.js";

const SHOWN = 12; // changes of a queue that are offered one by one

/** "wait for Friday 15:00", "wait for approval", "wait". */
export function waitsFor(stage, n, short = false) {
  const verb = n === 1 ? "waits" : "wait";
  if (stage.departs?.startsWith("every")) return `${verb}, leaves ${stage.departs}`;
  if (stage.departs) return `${verb} for ${departure(stage.departs, short)}`;
  if (stage.mark === "button") return `${verb} for the button`;
  if (stage.mark === "hourglass") return `${verb} for approval`;
  return stage.mark === "hand" ? `${verb} for ${stage.title}` : verb;
}

/** What a stage does at time t: {queue, load, more, waiting, working} as text and numbers of changes. */
export function stageAt(lane, i, t) {
  const stage = lane.stages[i];
  const waiting = lane.waiting(i, t);
  const working = stage.kind === "gate" ? [] : lane.working(i, t);
  return {
    queue: queueText(stage, waiting, t), load: loadText(lane, stage, working, t), more: moreText(lane, i, waiting, t),
    waiting: waiting.map((visit) => visit.n), working: working.map((visit) => visit.n),
  };
}

function queueText(stage, waiting, t) {
  if (!waiting.length) return "No change waits.";
  const long = Math.max(...waiting.map((visit) => t - visit.join));
  const [first] = waiting;
  const oldest = waiting.find((visit) => t - visit.join === long);
  const also = oldest === first ? "" : `; the longest wait is ${span(long)}, change ${oldest.n}`;
  return `${count(waiting.length, "change")} ${waitsFor(stage, waiting.length)}; the first in line, change ${first.n}, for ${span(t - first.join)}${also}.`;
}

function loadText(lane, stage, working, t) {
  if (stage.kind === "gate") return "No work is done here: changes only pass.";
  const shut = stage.calendar && lane.isClosed(t) ? " Closed hours: nobody works." : "";
  const runs = [...new Map(working.map((visit) => [`${visit.start} ${visit.end}`, visit])).values()];
  const who = stage.mark === "bolt" ? ["run", "runs"] : ["person", "people"];
  const room = stage.capacity ?? null;
  const busy = room === null ? count(runs.length, "run") : `${runs.length} of ${room} ${who[room === 1 ? 0 : 1]}`;
  if (!runs.length) return `${room === null ? "Nothing is worked on" : `${busy} at work`}.${shut}`;
  const on = runs.length === 1 && working.length > 1 ? `on ${count(working.length, "change")} together`
    : `on ${working.length === 1 ? "change" : "changes"} ${listed(working.map((visit) => visit.n))}`;
  return `${busy} at work ${on}, since ${when(Math.min(...runs.map((visit) => visit.start)))}.${shut}`;
}

function moreText(lane, i, waiting, t) {
  const stage = lane.stages[i];
  const found = [];
  const before = lane.before[i];
  if (before.length > 1) found.push(`Waits until a change has come from ${before.map((k) => lane.stages[k].title).join(", ")}.`);
  const beside = lane.next.flatMap((list) => (list.includes(i) && list.length > 1 ? list.filter((k) => k !== i) : []));
  if (beside.length) found.push(`Runs side by side with ${beside.map((k) => lane.stages[k].title).join(", ")}.`);
  if (stage.attends) {
    const look = Math.min(...waiting.map((visit) => visit.start));
    found.push(`An idle approver looks in every ${span(stage.attends)}${look < Infinity ? `; the next look that finds a change is ${when(look)}` : ""}.`);
  }
  if (stage.departs || stage.mark === "button") {
    const next = lane.departures.find((at) => at > t);
    if (next !== undefined) found.push(`Next departure ${when(next)}, in ${span(next - t)}.`);
  }
  const again = lane.working(i, t).filter((visit) => visit.attempt > 1);
  if (again.length) found.push(`Run again after a red check: ${again.map((visit) => `change ${visit.n}, attempt ${visit.attempt}`).join("; ")}.`);
  if (i === lane.stages.length - 1 && lane.isFrozen(t)) found.push("Frozen: nothing is deployed until production has recovered.");
  return found.join(" ");
}

function listed(numbers) {
  const shown = numbers.slice(0, 4).join(", ");
  return numbers.length > 4 ? `${shown} and ${numbers.length - 4} more` : shown;
}

/** The panel of the chosen stage; `choose(n)` is called with a change of its queue, `leave()` by its button. */
export class StagePanel {
  constructor(choose, leave) {
    this.choose = choose;
    this.title = h("h3", {});
    this.means = h("p", { class: "note" });
    this.queue = h("p", {});
    this.load = h("p", {});
    this.more = h("p", {});
    this.list = h("div", { class: "pick", role: "group", "aria-label": "Changes here" });
    this.node = h("section", { class: "stagepanel", "aria-label": "Stage", hidden: true },
      h("div", { class: "tell" }, this.title, this.means),
      h("div", { class: "said" }, this.queue, this.load, this.more, this.list),
      h("button", { type: "button", class: "plain", text: "Close", onclick: leave }));
    this.node.onkeydown = (event) => { if (event.key === "Escape") leave(); };
  }

  /** Show a stage of a lane, or nothing. */
  show(lane, letter, i) {
    this.lane = lane;
    this.stage = i;
    this.listed = null;
    this.node.hidden = lane === null;
    if (lane === null) return;
    const stage = lane.stages[i];
    const word = stage.word ?? WORDS[stage.mark];
    this.title.replaceChildren(badge(letter, 22), h("span", { text: stage.title }),
      h("span", { class: `word ${stage.mark}` }, stage.mark ? icon(stage.mark, 18) : null, h("span", { text: word ?? "" })));
    write(this.means, stage.meaning ?? "");
  }

  draw(t) {
    if (this.node.hidden) return;
    const { queue, load, more, waiting, working } = stageAt(this.lane, this.stage, t);
    write(this.queue, queue);
    write(this.load, load);
    write(this.more, more);
    const key = `${working.join()}|${waiting.slice(0, SHOWN).join()}`;
    if (this.listed === key) return;
    this.listed = key;
    const focus = this.list.getRootNode().activeElement;
    const held = this.list.contains(focus) ? focus.textContent : null;
    this.list.replaceChildren(...this.offer(working, "at work"), ...this.offer(waiting, waiting.length === 1 ? "waits" : "wait"));
    // Who works through the list with the keyboard stays at the same change, else at the first.
    if (held) ([...this.list.querySelectorAll("button")].find((one) => one.textContent === held) ?? this.list.querySelector("button"))?.focus();
  }

  // The dots of a stage, one by one: what the mouse does on the road, the keyboard does here.
  offer(numbers, does) {
    if (!numbers.length) return [];
    const more = numbers.length - SHOWN;
    return [h("span", { class: "soft", text: `${does}:` }), ...numbers.slice(0, SHOWN).map((n) =>
      h("button", { type: "button", class: "plain", "aria-label": `Change ${n}, ${does}`, text: String(n), onclick: () => this.choose(n) })),
    ...(more > 0 ? [h("span", { class: "soft", text: `and ${more} more` })] : [])];
  }

  /** The panel in one breath, for people who listen. */
  words(t) {
    if (this.node.hidden) return "";
    const { queue, load, more } = stageAt(this.lane, this.stage, t);
    const stage = this.lane.stages[this.stage];
    return [`${stage.title}, ${stage.word ?? WORDS[stage.mark] ?? ""}.`, stage.meaning, queue, load, more].filter(Boolean).join(" ");
  }
}
