// The workflow picture: one road, one switch, the one difference framed.

import { choice, colors, h, mark, onStill, pen, s, still, textWidth, write } from "./dom.js";
import { icon, WORDS } from "./marks.js";
import { drawRoad, placing } from "./road.js";
import { paint } from "./beads.js";

const DECIDES = "Who decides that it goes to production?";
const WORKS = "Who does the work?";
const PACE = { hand: 26, hourglass: 26, button: 80, bolt: 80 }; // [px/s]
const BEADS = 3;

/** The view `workflow`. */
export class Workflow {
  constructor(root, data) {
    this.root = root;
    this.states = data.states;
    this.steps = data.steps ?? {};
    this.state = this.states.find((state) => state.id === data.chosen) ?? this.states[0];
    this.began = performance.now();
    this.title = h("h3", { class: "name" });
    this.says = h("p", { class: "says" });
    this.canvas = h("canvas", { class: "beads", "aria-hidden": "true" });
    this.area = h("div", { class: "area" });
    this.detail = h("p", { class: "detail", "aria-live": "polite" });
    this.answers = h("dl", { class: "answers" });
    const options = this.states.map(({ id, name }) => ({ id, label: name }));
    this.node = h("div", { class: "workflow" },
      choice("Way of working", options, this.state.id, (id) => this.show(id)),
      h("div", { class: "statement", "aria-live": "polite" }, this.title, this.says),
      this.area, this.detail, this.answers);
    root.append(this.node);
    this.picked = this.state.highlight ?? null;
    this.resizer = new ResizeObserver(() => this.build());
    this.resizer.observe(this.node);
    this.watcher = new IntersectionObserver(([entry]) => { this.seen = entry.isIntersecting; this.wake(); });
    this.watcher.observe(this.node);
    this.leave = onStill(() => this.wake());
  }

  theme() {
    this.palette = colors(this.root);
    this.build(true);
  }

  show(id) {
    this.state = this.states.find((state) => state.id === id);
    this.picked = this.state.highlight ?? this.picked;
    this.build(true);
  }

  build(again = false) {
    const width = this.node.clientWidth;
    if (!width || !this.palette || (width === this.width && !again)) return;
    this.width = width;
    this.vertical = width < 620;
    this.node.dataset.mode = this.vertical ? "phone" : "desk";
    write(this.title, this.state.name);
    write(this.says, this.state.says);
    this.measure();
    const { frame, highlight } = this.state;
    const svg = s("svg", { class: "picture", width, height: this.height, "aria-hidden": "true", focusable: "false" });
    const special = this.stretches.find(({ stage }) => stage.id === highlight);
    if (special) svg.append(this.panel(special));
    svg.append(drawRoad({ stages: this.stretches, end: this.end }, { x0: this.x0, y0: this.y0, vertical: this.vertical, icons: false, commit: false }));
    for (const stretch of this.stretches) svg.append(this.post(stretch, stretch === special));
    if (frame) svg.append(this.bracket(frame));
    const bars = this.stretches.filter((stretch) => stretch.barrier !== null);
    for (const { barrier } of bars) {
      const [x1, y1] = this.place(barrier, this.vertical ? 16 : 26);
      const [x2, y2] = this.place(barrier, -9);
      svg.append(s("path", { class: "barrier", d: `M${x1} ${y1}L${x2} ${y2}` }));
    }
    this.area.style.height = `${this.height}px`;
    this.area.replaceChildren(svg, this.canvas, this.list(frame));
    this.answers.replaceChildren(this.answer(DECIDES, this.state.decides), this.answer(WORKS, this.state.works));
    this.tellStage();
    this.paint();
    this.wake();
  }

  // Where everything stands: columns of one width, the decision wider.
  measure() {
    const { stages, waiting = {}, highlight } = this.state;
    const wide = (stage) => (stage.id === "decision" || this.states.some((state) => state.highlight === stage.id) ? 1.45 : 1);
    const total = stages.reduce((sum, stage) => sum + wide(stage), 0);
    const unit = this.vertical ? 54 : (this.width - 14) / total;
    this.x0 = this.vertical ? 22 : (unit * wide(stages[0])) / 2;
    this.y0 = this.vertical ? 30 : 152;
    this.place = placing(this.x0, this.y0, this.vertical);
    const half = this.vertical ? 27 : this.x0;
    let edge = -half;
    this.stretches = stages.map((stage) => {
      const from = Math.max(edge, this.vertical ? -18 : 0);
      edge += unit * wide(stage);
      const c = edge - (unit * wide(stage)) / 2;
      const n = waiting[stage.id] ?? 0;
      const gate = stage.mark === "button";
      const barrier = gate && n ? edge - 9 : null;
      return { stage, c, surface: [from, edge], from, to: edge, wait: null, n, barrier, highlighted: stage.id === highlight,
        anchor: gate ? edge - 20 : from - 8, rows: gate ? 1 : 2, pitch: 15 };
    });
    this.end = this.vertical ? edge + 6 : edge + 8;
    this.stretches[this.stretches.length - 1].surface[1] = this.end;
    this.height = this.vertical ? this.y0 + this.end + 14 : this.y0 + 62;
  }

  panel({ stage, c, from, to }) {
    const [x1, y1] = this.vertical ? [46, this.place(from, 0)[1] + 3] : [this.place(from, 0)[0] + 2, 40];
    const [x2, y2] = this.vertical ? [this.width, this.place(to, 0)[1] - 3] : [this.place(to, 0)[0] - 2, this.height];
    const half = Math.min(64, (x2 - x1) / 2);
    const [left, right] = this.vertical ? [x1, x2] : [this.place(c, 0)[0] - half, this.place(c, 0)[0] + half];
    return s("rect", { class: `panel ${stage.mark}`, x: left, y: y1, width: right - left, height: y2 - y1, rx: 8 });
  }

  post({ stage, c }, special) {
    const size = special ? (this.vertical ? 36 : 54) : 24;
    const [x, y] = this.place(c, 0);
    const group = s("g", { class: `post ${stage.mark ?? "unsaid"}` });
    if (!stage.mark) {
      group.append(s("circle", { class: "unsaid-dot", cx: x, cy: y, r: 4.5 }));
      return group;
    }
    const sign = icon(stage.mark, size);
    sign.setAttribute("x", this.vertical ? 66 - size / 2 : x - size / 2);
    sign.setAttribute("y", this.vertical ? y - size / 2 : y - (special ? 32 : 25) - size);
    if (!this.vertical && !special) group.append(s("path", { class: "stem", d: `M${x} ${y - 6}V${y - 22}` }));
    group.append(sign);
    return group;
  }

  bracket({ from, to, text }) {
    const at = (id) => this.stretches.find(({ stage }) => stage.id === id) ?? this.stretches[0];
    const group = s("g", { class: "bracket" });
    if (this.vertical) {
      const [y1, y2] = [this.place(at(from).from, 0)[1] + 6, this.place(at(to).to, 0)[1] - 6];
      const x = this.width - 104;
      group.append(s("path", { d: `M${x - 7} ${y1}H${x}V${y2}H${x - 7}` }));
      return group;
    }
    const one = from === to;
    const pad = 30;
    const [x1, x2] = one
      ? [this.place(at(from).c, 0)[0] - 60, this.place(at(from).c, 0)[0] + 60]
      : [this.place(at(from).c, 0)[0] - pad, this.place(at(to).c, 0)[0] + pad];
    const middle = (x1 + x2) / 2;
    const long = textWidth(text, `620 14px ${this.palette.font}`) + 28;
    const y = 28;
    if (x2 - x1 > long + 60) {
      group.append(s("path", { d: `M${x1} ${y + 8}V${y}H${middle - long / 2}M${middle + long / 2} ${y}H${x2}V${y + 8}` }));
      group.append(s("text", { x: middle, y: y + 4.5, "text-anchor": "middle", text }));
    } else {
      const room = long / 2 - 8;
      const spot = Math.min(Math.max(middle, room), this.width - room);
      group.append(s("path", { d: `M${x1} ${y + 8}V${y}H${x2}V${y + 8}` }), s("text", { x: spot, y: y - 9, "text-anchor": "middle", text }));
    }
    return group;
  }

  list(frame) {
    const items = this.stretches.map((stretch) => {
      const { stage, c, from, to } = stretch;
      const button = h("button", { type: "button", "data-stage": stage.id, "aria-pressed": String(stage.id === this.picked), onclick: () => this.pick(stage.id) },
        h("span", { class: "title", text: stage.title }),
        h("span", { class: `mark ${stage.mark ?? "unsaid"}`, text: stage.mark ? stage.word ?? WORDS[stage.mark] : "not said" }),
        stretch.n ? h("span", { class: "sr", text: `, ${stretch.n} waiting` }) : null);
      const item = h("li", {}, button);
      const [x, y] = this.place(c, 0);
      if (this.vertical) {
        item.style.top = `${y - (to - from) / 2 + 3}px`;
        item.style.height = `${to - from - 6}px`;
      } else {
        const wide = (to - from) * (from === 0 ? 2 : 1);
        item.style.left = `${x - Math.min(wide, 128) / 2}px`;
        item.style.width = `${Math.min(wide, 128)}px`;
        item.style.top = `${y - 56}px`;
      }
      return item;
    });
    const list = h("ol", { class: "stages" }, ...items);
    if (!frame) return list;
    if (!this.vertical) return h("div", {}, h("p", { class: "sr", text: `Framed, ${frame.from} to ${frame.to}: ${frame.text}.` }), list);
    const at = (id) => this.stretches.find(({ stage }) => stage.id === id) ?? this.stretches[0];
    const note = h("p", { class: "framed", text: frame.text });
    note.style.top = `${(this.place(at(frame.from).from, 0)[1] + this.place(at(frame.to).to, 0)[1]) / 2}px`;
    return h("div", {}, note, list);
  }

  pick(id) {
    this.picked = id;
    for (const button of this.area.querySelectorAll("button")) mark(button, "aria-pressed", String(button.dataset.stage === id));
    this.tellStage();
  }

  tellStage() {
    const stage = this.state.stages.find(({ id }) => id === this.picked);
    if (!stage?.acts && !stage?.decides) {
      this.detail.replaceChildren("Choose a stage to see what goes in, what comes out, who acts, who decides, and what it proves.");
      return;
    }
    const step = stage.mark ? this.steps[stage.id] : null; // a practice that is silent about a stage proves nothing there
    const facts = [["Acts", stage.acts ?? "not said"], ["Decides", stage.decides ?? "not said"],
      ...(step ? [["Goes in", step.takes], ["Comes out", step.gives], ["It proves that", step.proves]] : [])];
    this.detail.replaceChildren(h("b", { text: stage.title }),
      ...facts.map(([name, text]) => h("span", {}, h("i", { text: `${name}: ` }), text)));
  }

  answer(question, { mark: name, text }) {
    return h("div", {}, h("dt", { text: question }), h("dd", { class: name ? "" : "unsaid" }, name ? icon(name, 24) : null, h("span", { text })));
  }

  // Beads run from the commit to the first place that holds them, or to the end of what is said.
  track() {
    const legs = [];
    for (const { stage, from, to, n, anchor } of this.stretches) {
      if (!stage.mark) break;
      if (n) {
        const stop = Math.max(from, anchor - n * 4);
        if (stage.mark === "button") legs.push({ from, to: stop, pace: PACE.button });
        else if (legs.length) legs[legs.length - 1].to = anchor - Math.ceil(n / 2) * 15;
        return legs.filter((leg) => leg.to > leg.from);
      }
      legs.push({ from, to: Math.min(to, this.end - 16), pace: PACE[stage.mark] });
    }
    return legs;
  }

  paint() {
    const legs = this.track();
    const whole = legs.reduce((sum, leg) => sum + (leg.to - leg.from) / leg.pace, 0);
    const now = still() ? whole * 0.19 : (performance.now() - this.began) / 1000;
    const beads = [];
    for (let k = 0; whole > 0 && k < BEADS; k += 1) {
      let rest = (now + (k * whole) / BEADS) % whole;
      const leg = legs.find((one) => { const time = (one.to - one.from) / one.pace; if (rest <= time) return true; rest -= time; return false; });
      if (leg) beads.push({ n: 0, along: leg.from + rest * leg.pace, off: 0, trail: leg.pace > 50 ? 14 : 0, look: "bead" });
    }
    for (const { n, anchor, rows, pitch } of this.stretches) {
      for (let k = 0; k < n; k += 1) beads.push({ n: 0, along: anchor - Math.floor(k / rows) * pitch, off: (k % rows) * pitch, trail: 0, look: "bead" });
    }
    paint(pen(this.canvas, this.width, this.height), { beads, trains: [] }, this.place, this.palette, null, this.vertical);
  }

  wake() {
    if (this.frame || this.gone || still() || this.seen === false || !this.palette) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.paint();
      this.wake();
    });
  }

  destroy() {
    this.gone = true;
    cancelAnimationFrame(this.frame);
    this.resizer.disconnect();
    this.watcher.disconnect();
    this.leave();
    this.node.remove();
  }
}
