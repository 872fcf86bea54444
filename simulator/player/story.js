// One change in every lane: where its time went, as words and as bars on one scale of time.

import { h, mark, s, write } from "./dom.js";
import { badge, surface } from "./marks.js";
import { waitsFor } from "./stage.js";
import { count, dayName, span, when } from "./words.js";

const ROW = 38;
const THICK = 16;
const LEFT = 28;
const NUMBERS = { 1: "once", 2: "twice" };

// Where a road forks, the way that took longest: from the end back, the last that a stage had to wait for.
function chain(lane, change) {
  if (!lane.forks) return change.visits;
  const found = [];
  let visit = change.visits[change.visits.length - 1];
  while (visit) {
    found.unshift(visit);
    const [{ join }, known] = [visit, new Set(found)];
    visit = change.visits.filter((one) => !known.has(one) && one.end <= join).sort((a, b) => a.end - b.end).pop();
  }
  return found;
}

/** What sets a change apart, until time t: its class, attempts, ways back, conflicts. */
export function marksOf(lane, change, t) {
  const found = [];
  const past = change.visits.filter((visit) => visit.end <= t);
  const back = past.filter((visit) => visit.outcome === 1).length;
  const red = past.filter((visit) => visit.outcome === 3).length;
  if (back) found.push(`sent back ${count(back, "time")}`);
  if (red) found.push(`${count(red, "red check")}, run again`);
  if (change.resolving && past.length) found.push(`${span(change.resolving)} resolving a merge conflict`);
  if (change.failed && change.live <= t) found.push("failed in production");
  return found;
}

/** What one change went through until time t: pieces [{from, to, look, text}] and hours by kind. */
export function pieces(lane, change, t) {
  const until = Math.min(t, change.live);
  const parts = [];
  const hours = {};
  const add = (from, to, look, kind, text) => {
    if (to <= from) return;
    parts.push({ from, to, look, text });
    hours[kind] = (hours[kind] ?? 0) + to - from;
  };
  let at = change.arrive;
  for (const visit of chain(lane, change)) {
    const stage = lane.stages[visit.stage];
    if (visit.join > until) break;
    add(at, visit.join, "wait", "waiting", "sent back");
    const start = Math.min(visit.start, until);
    const kind = stage.mark === "hourglass" ? "for approval" : stage.mark === "button" ? "for the button" : "waiting";
    add(visit.join, start, stage.mark === "button" || stage.mark === "hourglass" ? stage.mark : "wait", kind, waitsFor(stage, 1));
    const end = Math.min(visit.end, until);
    const work = { hand: "by hand", bolt: "automatic", hourglass: "for approval", button: "for the button" };
    for (const [from, to, open] of openParts(lane, stage, start, end)) {
      if (open) add(from, to, stage.mark, work[stage.mark], stage.title);
      else add(from, to, "wait", "closed hours", "closed");
    }
    at = Math.max(at, end);
  }
  if (until > at && change.visits.some((visit) => visit.end <= at)) add(at, until, "fail", "repair", "failed, being repaired");
  return { parts, hours, until };
}

// Hand work rests in closed hours: [from, to, open] in order.
function openParts(lane, stage, start, end) {
  const out = [];
  let at = start;
  for (const [a, b] of stage.calendar ? lane.closed : []) {
    if (b <= at || a >= end) continue;
    out.push([at, Math.max(a, at), true], [Math.max(a, at), Math.min(b, end), false]);
    at = Math.min(b, end);
  }
  out.push([at, end, true]);
  return out;
}

/** The panel below the lanes for the chosen change; `choose(n)` is called by its buttons; `whole`: what comes may be told. */
export class Story {
  constructor(lanes, letters, choose, whole = true) {
    this.lanes = lanes;
    this.whole = whole;
    this.number = s("text", { x: 12, y: 16, "text-anchor": "middle" });
    this.title = h("h3", {}, s("svg", { class: "which", width: 24, height: 24, "aria-hidden": "true" },
      s("circle", { cx: 12, cy: 12, r: 10.8 }), this.number), `One change, ${NUMBERS[lanes.length] ?? "in every lane"}`);
    this.said = h("p", { class: "note" });
    this.input = h("input", { type: "number", min: 1, max: this.last(Infinity), step: 1, "aria-label": "Number of the change", inputmode: "numeric" });
    this.input.onchange = () => choose(Number(this.input.value));
    const button = (text, by) => h("button", { type: "button", class: "plain", text, onclick: () => choose(this.n + by) });
    this.before = button("Previous", -1);
    this.after = button("Next", 1);
    this.bars = h("div", { class: "bars" });
    this.sums = lanes.map((_, i) => [h("b", {}), h("span", {}), badge(letters[i], 18)]);
    this.letters = letters;
    this.node = h("div", { class: "story", role: "group", "aria-label": "One change" },
      h("div", { class: "tell" }, this.title, this.said, h("div", { class: "pick" }, this.before, this.input, this.after)),
      this.bars,
      h("div", { class: "sums" }, ...this.sums.map(([total, rest, letter]) => h("p", {}, letter, total, rest))));
  }

  // The highest number of a change that may be told of at time t.
  last(t) {
    const known = this.lanes.flatMap((lane) => (this.whole ? lane.changes : lane.changes.filter((change) => change.arrive <= t)));
    return known.reduce((most, change) => Math.max(most, change.n), 1);
  }

  /** Show change n as far as time t. */
  draw(n, t, width) {
    this.n = n;
    const last = this.last(t);
    mark(this.input, "max", last);
    write(this.number, String(n));
    const changes = this.lanes.map((lane) => lane.byNumber.get(n) ?? null);
    const first = changes.find(Boolean);
    if (this.input.value !== String(n) && this.input.getRootNode().activeElement !== this.input) this.input.value = n;
    this.before.disabled = n <= 1;
    this.after.disabled = n >= last;
    const known = first && first.arrive <= t;
    const kind = this.lanes.find((lane) => lane.classes.length > 1);
    const named = kind ? `, ${kind.classes[first?.kind ?? 0]?.id.replaceAll("-", " ")},` : ",";
    const told = first && (known || this.whole);
    write(this.said, !told ? "Not committed yet." : `Change ${n}${named} ${known ? "committed" : "will be committed"} ${when(first.arrive)}. Choose any dot to see where its time goes.`);
    this.lanes.forEach((lane, i) => this.sum(lane, changes[i], t, this.sums[i]));
    this.bars.replaceChildren(this.picture(changes, t, width));
  }

  sum(lane, change, t, [total, rest]) {
    if (!change || change.arrive > t) {
      write(total, "not yet committed");
      write(rest, "");
      return;
    }
    const { hours, until } = pieces(lane, change, t);
    const done = change.live <= t;
    write(total, `${span(until - change.arrive)} ${done ? "in all" : "so far"}`);
    const said = Object.entries(hours).sort((a, b) => b[1] - a[1]).map(([kind, value]) => `${span(value)} ${kind}`);
    const apart = marksOf(lane, change, t);
    write(rest, `${said.join(", ")}${done ? `; live ${when(change.live)}` : ""}${apart.length ? `; ${apart.join(", ")}` : ""}`);
  }

  picture(changes, t, width) {
    if (!changes.some(Boolean)) return s("svg", { width, height: 0, "aria-hidden": "true" });
    const until = this.whole ? Infinity : t;
    const start = Math.min(until, ...changes.map((change) => change?.arrive ?? Infinity));
    const stop = Math.max(...changes.map((change, i) => (!change ? 0 : Math.min(change.live, this.lanes[i].horizon, until))));
    const from = Math.floor(start / 24) * 24;
    const to = Math.max(Math.ceil((stop + 0.01) / 24), from / 24 + 1) * 24;
    const x = (time) => LEFT + ((time - from) / (to - from)) * (width - LEFT - 116);
    const high = changes.length * ROW;
    const svg = s("svg", { width, height: high + 20, "aria-hidden": "true", focusable: "false" });
    const closed = this.lanes.find((lane) => lane.closed.length)?.closed ?? [];
    for (const [a, b] of closed) {
      if (b > from && a < to) svg.append(s("rect", { class: "night", x: x(Math.max(a, from)), y: 0, width: x(Math.min(b, to)) - x(Math.max(a, from)), height: high }));
    }
    this.days(svg, from, to, x, high);
    changes.forEach((change, i) => {
      const y = i * ROW + ROW / 2;
      const letter = badge(this.letters[i], 18);
      letter.setAttribute("x", 0);
      letter.setAttribute("y", y - 9);
      svg.append(letter);
      if (change && change.arrive <= t) this.bar(svg, this.lanes[i], change, t, { x, y, end: width });
    });
    if (t >= from && t <= to) svg.append(s("path", { class: "now", d: `M${x(t)} 0V${high}` }));
    return svg;
  }

  days(svg, from, to, x, high) {
    const days = (to - from) / 24;
    const every = Math.max(1, Math.ceil(34 / (x(from + 24) - x(from))));
    for (let day = 0; day < days; day += every) {
      svg.append(s("text", { class: "day", x: x(from + day * 24) + 2, y: high + 15, text: dayName(Math.round(from / 24) + day) }));
    }
  }

  bar(svg, lane, change, t, { x, y, end }) {
    const { parts } = pieces(lane, change, t);
    let right = x(change.arrive);
    for (const part of parts) {
      const left = Math.max(x(part.from), part.look === "wait" ? 0 : right - 1);
      const width = Math.max(x(part.to) - left, part.look === "wait" ? 0 : 2.5);
      const stretch = surface(part.look === "fail" ? "wait" : part.look, left, left + width, THICK);
      stretch.setAttribute("transform", `translate(0 ${y})`);
      if (part.look === "fail") stretch.classList.add("failed");
      svg.append(stretch);
      if (part.look === "wait" && width > part.text.length * 6.6 + 14) svg.append(s("text", { class: "in", x: left + 8, y: y + 4.5, text: part.text }));
      right = left + width;
    }
    if (change.live > t) return;
    const text = `live ${when(change.live)}`;
    const long = text.length * 6.7 + 10;
    svg.append(s("text", { class: "live", x: right + 8, y: y + 4.5, text }));
    const use = Math.min(x(t), end);
    if (use > right + long + 8) svg.append(s("path", { class: "use", d: `M${right + long + 4} ${y}H${use}` }));
  }
}
