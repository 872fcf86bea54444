// The timeline: one row per lane, closed hours shaded, what happened as ticks, one playhead through all.

import { h, s } from "./dom.js";
import { badge, strokes } from "./marks.js";
import { dayName } from "./words.js";

const WEEK = 168;
const ROW = 22;
const TOP = 12;
const LEFT = 28;

/** Draws a window of time for all lanes; a press on it calls seek(hours); `whole`: what comes may be told. */
export class Timeline {
  constructor(lanes, letters, seek, whole = true) {
    this.whole = whole;
    this.lanes = lanes;
    this.letters = letters;
    this.horizon = Math.max(1, ...lanes.map((lane) => lane.horizon));
    this.node = h("div", { class: "timeline" });
    this.shown = "";
    const follow = (event) => {
      const box = this.node.getBoundingClientRect();
      const share = (event.clientX - box.left - LEFT) / Math.max(1, this.width - LEFT);
      seek(this.from + Math.min(1, Math.max(0, share)) * (this.to - this.from));
    };
    this.node.onpointerdown = (event) => {
      this.node.setPointerCapture(event.pointerId);
      this.dragging = true;
      follow(event);
    };
    this.node.onpointermove = (event) => { if (this.dragging) follow(event); };
    this.node.onpointerup = this.node.onpointercancel = () => { this.dragging = false; };
  }

  /** Show time t: its week, or the whole run where `whole`. */
  draw(t, whole, width) {
    if (!this.dragging || whole) {
      const last = Math.max(0, Math.ceil(this.horizon / WEEK) - 1);
      const week = Math.min(Math.floor(t / WEEK), last);
      [this.from, this.to] = whole ? [0, this.horizon] : [week * WEEK, (week + 1) * WEEK];
    }
    const key = `${this.from} ${this.to} ${width}`;
    if (key !== this.shown) {
      this.shown = key;
      this.width = width;
      this.build();
    }
    const x = Math.min(this.width, Math.max(LEFT, this.x(t)));
    this.head.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    if (!this.whole) this.past.setAttribute("width", x.toFixed(1));
    this.veil.setAttribute("x", x.toFixed(1));
    this.veil.setAttribute("width", Math.max(0, this.width - x - 1).toFixed(1));
  }

  x(time) {
    return LEFT + ((time - this.from) / (this.to - this.from)) * (this.width - LEFT - 1);
  }

  build() {
    const high = this.lanes.length * ROW;
    const svg = s("svg", { width: this.width, height: TOP + high + 22, "aria-hidden": "true", focusable: "false" });
    const box = { x: LEFT + 0.5, y: TOP + 0.5, width: this.width - LEFT - 1, height: high };
    svg.append(s("rect", { class: "paper", ...box }));
    const inner = s("svg", { x: LEFT + 1, y: TOP + 1, width: this.width - LEFT - 2, height: high - 1, overflow: "hidden" });
    const shift = s("g", { transform: `translate(${-LEFT - 1} ${-TOP - 1})` });
    inner.append(shift);
    this.past = s("svg", { class: "past", width: this.width, height: TOP + high, overflow: "hidden" });
    this.lanes.forEach((lane, row) => {
      const y = TOP + row * ROW;
      if (row) shift.append(s("path", { class: "hair", d: `M${LEFT} ${y + 0.5}H${this.width}` }));
      shift.append(this.shade(lane, y));
      this.past.append(this.ticks(lane, y));
      const mark = badge(this.letters[row], 18);
      mark.setAttribute("x", 0);
      mark.setAttribute("y", y + 2);
      svg.append(mark);
    });
    this.veil = s("rect", { class: "veil", x: this.width, y: TOP + 1, width: 0, height: high - 1 });
    shift.append(this.past, this.veil);
    svg.append(inner, s("rect", { class: "frame", ...box }), this.labels(TOP + high + 16));
    this.head = s("g", { class: "head" }, s("path", { d: `M0 8V${TOP + high + 5}` }), s("circle", { cx: 0, cy: 6.5, r: 6 }));
    svg.append(this.head);
    this.node.replaceChildren(svg);
  }

  shade(lane, y) {
    const group = s("g", { class: "closed" });
    let bars = "";
    for (const [a, b] of lane.closed) {
      if (b <= this.from || a >= this.to) continue;
      const x1 = this.x(Math.max(a, this.from));
      const x2 = this.x(Math.min(b, this.to));
      group.append(s("rect", { x: x1, y, width: x2 - x1, height: ROW }));
      for (let x = Math.ceil(x1) + 3.5; x < x2 - 1; x += 6) bars += `M${x} ${y}v${ROW}`;
    }
    group.append(s("path", { class: "bars", d: bars }));
    return group;
  }

  ticks(lane, y) {
    const group = s("g", { class: "ticks" });
    const final = lane.stages[lane.stages.length - 1]?.mark ?? "bolt";
    const middle = y + ROW / 2;
    const whole = this.to - this.from > WEEK;
    const sign = (name, x, size, look = name) => {
      const node = strokes(name);
      node.setAttribute("class", `sign ${look}`);
      node.setAttribute("transform", `translate(${x - size / 2} ${middle - size / 2}) scale(${size / 24})`);
      return node;
    };
    const gate = lane.stages.find((stage) => stage.kind === "gate" && stage.mark === "button");
    if (gate) lane.departures.filter((time) => this.holds(time)).forEach((time) => group.append(sign("button", this.x(time), 14)));
    for (const one of lane.deployments) {
      if (!this.holds(one.end)) continue;
      const x = this.x(one.end) + (gate ? 12 : 0);
      if (one.failed) group.append(sign("failed", x, 14));
      else if (one.size > 1) group.append(sign("train", x, whole ? 14 : 17, final));
      else group.append(s("rect", { class: `tick ${final}`, x: x - 1, y: y + 5, width: whole ? 1.5 : 2.5, height: ROW - 10 }));
    }
    return group;
  }

  holds(time) {
    return time >= this.from && time <= this.to;
  }

  labels(y) {
    const group = s("g", { class: "days" });
    const days = (this.to - this.from) / 24;
    const step = days > 7 ? 7 : 1;
    const room = ((this.width - LEFT) / days) * step;
    const every = room < 52 && step === 7 ? Math.ceil(52 / Math.max(room, 1)) : 1;
    for (let day = 0; day < days; day += step * every) {
      const hours = this.from + day * 24;
      const text = step === 7 ? `Week ${hours / WEEK + 1}` : dayName(Math.round(hours / 24)).slice(0, room < 34 ? 2 : 3);
      group.append(s("text", { x: this.x(hours) + (step === 7 ? 2 : room / 2), y, "text-anchor": step === 7 ? "start" : "middle", text }));
    }
    return group;
  }
}
