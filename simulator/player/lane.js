// One lane on the page: its name, its road with words and counts, its production and its facts.

import { Beads, eased, paint } from "./beads.js";
import { h, mark, pen, s, textWidth, write } from "./dom.js";
import { soFar } from "./facts.js";
import { badge, icon, strokes, WORDS } from "./marks.js";
import { Production } from "./production.js";
import { drawRoad, pileHeight, pileLength, placing } from "./road.js";
import { waitsFor } from "./stage.js";
import { SvgPen } from "./svgpen.js";
import { count } from "./words.js";

/** Road placement of each way to show a lane [px]. */
const PLACES = {
  desk: { x0: 34, y0: 114, below: 74, size: 24, apart: 58, label: 42, head: 30 },
  compact: { x0: 8, y0: 84, below: 44, size: 22, apart: 18, label: 4, head: 40 },
  small: { x0: 6, y0: 70, below: 40, size: 18, apart: 16, label: 4, head: 40 },
  phone: { x0: 46, y0: 14, below: 16, size: 20, apart: 20, label: 0, head: 0 },
};

/** Narrower than this a lane on a phone shows signs without words [px]. */
export const NARROW = 120;

/** How much lower a name stands that would touch the one before it [px]. */
const LOWER = 16;

/** How much room the road itself leaves at its sides, for the layout. */
export function margin(mode) {
  return PLACES[mode].x0 + 4;
}

/** How far apart roads lie where a road forks [px]. */
export function apart(mode) {
  return PLACES[mode].apart;
}

// The places of names that would touch the one before: in a row of such names, every second one.
function lowered(stages, font) {
  const low = new Set();
  const wide = stages.map(({ stage }) => textWidth(stage.title, font));
  stages.forEach(({ c, beside }, i) => {
    if (i === 0 || beside || low.has(i - 1)) return;
    if (c - stages[i - 1].c < (wide[i] + wide[i - 1]) / 2 + 8) low.add(i);
  });
  return low;
}

/** Draws one lane and keeps it up to date; `node` is its section. */
export class LaneView {
  constructor({ letter, facts, title, note, lift = 0 }, lane, inspect = null) {
    this.lift = lift; // [px] room for a button above the road of a desk
    this.lane = lane;
    this.letter = letter;
    this.inspect = inspect;
    this.counting = facts === "so-far";
    this.facts = this.counting ? soFar(lane, 0) : facts ?? [];
    this.title = title ?? lane.frames.title;
    this.note = note ?? lane.frames.note ?? "";
    this.node = h("div", { class: "lane", role: "group", "aria-label": `Lane ${letter}: ${this.title}` });
  }

  /** Build the lane anew for a mode (desk, compact, small, phone) and a geometry. */
  build(mode, geometry, width, { columns = [], lastLane = false, font = "sans-serif" } = {}) {
    this.mode = mode;
    this.font = font;
    this.geometry = geometry;
    const { size, label, head } = PLACES[mode];
    const narrow = mode === "phone" && width < NARROW;
    const x0 = narrow ? 30 : PLACES[mode].x0;
    const lines = mode === "desk" ? this.noteLines(geometry, x0) : 0;
    this.noteFits = lines <= 2;
    const vertical = mode === "phone";
    const y0 = PLACES[mode].y0 + (mode === "desk" ? Math.max(this.lift, lines === 2 ? 18 : 0) : 0) + (vertical ? 0 : Math.max(0, geometry.above - head));
    this.low = mode === "compact" && lastLane ? lowered(geometry.stages, `620 13px ${font}`) : new Set();
    const below = (this.low.size ? LOWER : 0) + Math.max(PLACES[mode].below, vertical || !geometry.below ? 0 : geometry.below + label + 12);
    this.vertical = vertical;
    this.place = placing(x0, y0, vertical);
    this.width = width;
    this.height = vertical ? y0 + geometry.end + below : y0 + below - (mode === "compact" && !lastLane ? 22 : 0);
    this.beads = new Beads(this.lane, geometry, vertical);
    [this.spots, this.shown] = [[], []];
    this.canvas = h("canvas", { class: "beads", "aria-hidden": "true" });
    this.svg = s("svg", { class: "picture", width, height: this.height, "aria-hidden": "true", focusable: "false" });
    this.drawGround();
    this.svg.append(drawRoad(geometry, { x0, y0, vertical, size, big: vertical ? 0 : 2, commit: mode === "desk" }));
    this.posts = new Map([...this.svg.querySelectorAll(".post")].map((post) => [post.dataset.stage, post]));
    this.drawBarriers();
    this.area = h("div", { class: "area" }, this.svg, this.canvas);
    this.area.style.height = `${this.height}px`;
    this.node.style.setProperty("--road", `${y0}px`);
    if (mode === "desk" || mode === "phone") this.area.append(...this.bigCount());
    this.area.append(this.stageWords(columns, lastLane));
    this.painted = null;
    this.node.className = `lane ${mode}${narrow ? " narrow" : ""}`;
    this.node.replaceChildren(this.head(), this.area, ...(this.compact ? [] : [this.production()]), this.factList());
    if (mode === "desk") this.node.firstChild.style.maxWidth = `${this.headRoom(geometry, x0)}px`;
  }

  get compact() {
    return this.mode === "compact" || this.mode === "small";
  }

  head() {
    if (this.compact) return h("h3", { class: "name", text: this.title });
    return h("header", { class: "head" }, badge(this.letter),
      h("div", {}, h("h3", { class: "name", text: this.title }),
        this.mode === "desk" && this.noteFits ? h("p", { class: "note", text: this.note }) : null));
  }

  // The big count stands beside the header, which keeps clear of it. A note of two lines moves the road down;
  // a longer one is read in the foot alone.
  headRoom(geometry, x0) {
    if (!geometry.stages.length) return this.width;
    const words = textWidth(waitsFor(this.lane.stages[this.lane.main], 2), `620 15px ${this.font}`);
    return Math.max(220, x0 + this.mainAt(geometry) - 86 - words);
  }

  noteLines(geometry, x0) {
    return Math.ceil((textWidth(this.note, `400 14px ${this.font}`) * 1.03) / (this.headRoom(geometry, x0) - 38));
  }

  mainAt(geometry = this.geometry) {
    const stretch = geometry.stages[this.lane.main];
    return stretch.barrier ?? (stretch.stage.kind === "gate" ? stretch.to : Math.max(stretch.from, 40));
  }

  bigCount() {
    if (!this.geometry.stages.length) return [];
    const stretch = this.geometry.stages[this.lane.main];
    const [x, y] = this.place(this.mainAt(), 0);
    this.countNumber = h("b", { class: "number" });
    this.countText = h("span", { class: "of" });
    const before = this.geometry.stages[this.lane.main - 1];
    // Downward there may be no room for it between two stages where nothing ever piles up.
    const fits = !this.vertical || stretch.barrier !== null || !before || stretch.c - before.c > 100;
    const node = h("p", { class: fits ? "big" : "big sr" }, this.countNumber, this.countText);
    if (this.vertical) {
      node.style.left = `${x + 14}px`;
      node.style.top = `${stretch.barrier === null ? y - 66 : y - 10 - Math.max(52, pileLength(stretch))}px`;
    } else {
      node.style.right = `${this.width - x - 3}px`;
      node.style.bottom = `${this.height - y + Math.max(pileHeight(stretch), 58) + 2}px`;
    }
    return [node];
  }

  // Closed hours and a frozen deployment: shade behind the road.
  drawGround() {
    this.shades = [];
    this.geometry.stages.forEach((stretch, i) => {
      if (!stretch.stage.calendar || this.compact) return;
      const [a, b] = [Math.max(stretch.surface[0], stretch.c - 46), Math.min(stretch.to, stretch.c + 46)];
      const [up, down] = stretch.beside ? [12, 12] : this.vertical ? [44, 44] : [64, 14];
      const [x1, y1] = this.place(a, stretch.off + up);
      const [x2, y2] = this.place(b, stretch.off - down);
      const group = s("g", { class: "closed" }, s("rect", { x: x1, y: y1, width: x2 - x1, height: y2 - y1 }));
      let path = "";
      for (let x = Math.ceil(x1) + 5.5; x < x2 - 2; x += 7) path += `M${x} ${y1}V${y2}`;
      const moon = strokes("closed");
      const { main, next } = this.lane;
      const told = !this.vertical && (i === main || (stretch.shared === main && next[main].includes(i)));
      const [mx, my] = told ? [x1 + 3, y1 - 17] : [x1 + 4, y1 + 3]; // a note may stand above the others
      moon.setAttribute("transform", `translate(${mx} ${my}) scale(0.54)`);
      group.append(s("path", { class: "bars", d: path }), moon);
      if (told) group.append(s("text", { x: mx + 18, y: my + 11.5, text: "closed" }));
      this.shades.push(group);
      this.svg.append(group);
    });
  }

  drawBarriers() {
    this.bars = [];
    this.geometry.stages.forEach((stretch) => {
      if (stretch.barrier === null) return;
      const high = Math.max(Math.min(pileHeight(stretch), 78), stretch.beside ? 20 : 34);
      const [x1, y1] = this.place(stretch.barrier, stretch.off + high + 2);
      const [x2, y2] = this.place(stretch.barrier, stretch.off - 10);
      this.svg.append(s("path", { class: "barrier", d: `M${x1} ${y1}L${x2} ${y2}` }));
    });
    const last = this.geometry.stages[this.geometry.stages.length - 1];
    const [x, y] = this.place(last?.c ?? 0, 0);
    this.frost = s("g", { class: "frost", transform: this.vertical ? `translate(${x + 15} ${y + 13})` : `translate(${x + 18} ${y - 52})` },
      s("g", { transform: "scale(0.8)" }, strokes("frozen")));
    if (!this.vertical && !this.compact) this.frost.append(s("text", { x: 23, y: 14, text: "frozen" }));
    this.svg.append(this.frost);
  }

  stageWords(columns, lastLane) {
    const wide = columns[0]?.width ?? 80;
    this.waits = [];
    this.stops = [];
    const list = h("ol", { class: "stages" });
    const longest = Math.max(0, ...this.geometry.stages.map(({ stage }) => textWidth(stage.word ?? WORDS[stage.mark] ?? "", `620 13px ${this.font}`)));
    const tight = longest > wide - 3;
    if (this.mode === "desk") list.append(this.entered());
    this.geometry.stages.forEach((stretch, i) => {
      const { stage } = stretch;
      const word = h("span", { class: `mark ${stage.mark}`, text: stage.word ?? WORDS[stage.mark] });
      const name = h("span", { class: "title", text: stage.title });
      const waits = h("span", { class: "waits" });
      this.waits.push(waits);
      const stop = this.inspect ? this.stop(i, [name, word, waits]) : null;
      const item = h("li", { "data-stage": stage.id }, ...(stop ? [stop] : [name, word, waits]));
      // Where words would touch, equal neighbors share one; icon and surface still tell each stage.
      if (tight && this.mode === "desk" && !stretch.beside && stage.mark === this.geometry.stages[i - 1]?.stage.mark) word.className = "sr";
      if (this.vertical) this.besideRoad(item, stretch, name, waits);
      else this.belowRoad(item, stretch, { wide, lastLane, late: i >= this.geometry.stages.length - 2, low: this.low.has(i) }, [name, word, waits]);
      if (stretch.beside) this.besideOthers(item, stretch, [name, word, waits]);
      list.append(item);
    });
    return list;
  }

  // A stage is a button that opens what happens there; arrow keys go from one to the next.
  stop(i, words) {
    const stop = h("button", { type: "button", class: "stop", tabindex: i === 0 ? 0 : -1, "aria-expanded": "false",
      onclick: () => this.inspect.open(this, i), onkeydown: (event) => this.inspect.key(this, i, event) }, ...words);
    this.stops.push(stop);
    return stop;
  }

  besideRoad(item, stretch, name, waits) {
    const [x, y] = this.place(stretch.c, 0);
    item.style.left = `${x + 39}px`;
    item.style.top = `${y - 9}px`;
    name.className = "sr";
    waits.className = "sr";
  }

  belowRoad(item, stretch, { wide, lastLane, late, low }, [name, word, waits]) {
    const [x, y] = this.place(stretch.c, 0);
    item.style.left = `${x}px`;
    item.style.top = `${y + 17 + (low ? LOWER : 0)}px`;
    item.style.width = `${Math.max(wide - 2, 44)}px`;
    if (!this.compact) return;
    waits.className = "sr";
    if (!lastLane || this.mode === "small") name.className = "sr";
    if (late) return;
    word.className = "sr";
    name.classList.add("quiet");
  }

  // Where roads lie side by side each has its words close below it, the sign before its name.
  besideOthers(item, stretch, words) {
    if (this.vertical || this.compact) {
      words.forEach((one) => { one.className = "sr"; });
      const [x, y] = this.place(stretch.c, stretch.off);
      Object.assign(item.style, { left: `${x - (this.vertical ? 10 : 0)}px`, top: `${y - 10}px`, width: "20px", height: "20px" });
      return;
    }
    const [from, y] = this.place(stretch.surface[0] + 18, stretch.off);
    const [to] = this.place(stretch.surface[1] - 18, stretch.off);
    item.classList.add("beside");
    Object.assign(item.style, { left: `${(from + to) / 2}px`, top: `${y + 8}px`, width: `${Math.max(to - from + 24, 60)}px` });
    if (stretch.stage.mark) words[0].prepend(icon(stretch.stage.mark, 14), " ");
    words[0].classList.add(stretch.stage.mark ?? "unsaid");
  }

  entered() {
    this.inNumber = h("span", { class: "soft" });
    const item = h("li", { class: "commit" }, h("span", { class: "title", text: "commit" }), this.inNumber,
      h("span", { class: "soft", text: "waiting" }));
    const [x, y] = this.place(0, 0);
    item.style.left = `${x}px`;
    item.style.top = `${y + 17}px`;
    return item;
  }

  production() {
    const [wide, high] = this.vertical ? [Math.max(60, this.width - 10), 44] : [136, 54];
    this.field = new Production(this.lane, wide - 8, high);
    this.fieldCanvas = h("canvas", { class: "field", "aria-hidden": "true" });
    this.fieldSize = [wide + 14, high + 24];
    this.liveText = h("span", {});
    this.goesText = h("span", {});
    return h("div", { class: "production" }, this.fieldCanvas, h("p", {}, h("b", { text: "production" }), this.liveText, this.goesText));
  }

  factList() {
    const [first, ...rest] = this.facts;
    const list = h("dl", { class: "facts" });
    this.factValues = [];
    const row = (fact, name) => {
      const value = h("dd", { text: fact.value });
      this.factValues.push(value);
      return h("div", { class: name }, h("dt", { text: fact.text }), value);
    };
    if (first) list.append(row(first, "first"));
    if (this.compact) {
      this.waitText = h("p", { class: "soft" });
      return h("div", { class: "one" }, list, this.waitText);
    }
    list.append(...rest.map((fact) => row(fact, "more")));
    return list;
  }

  /** Show time t. `glide` [h] is how long a step lasts at least, to be seen at any speed. */
  draw(t, glide, palette, chosen) {
    const state = this.beads.at(t, glide);
    this.shown = state.beads;
    const context = pen(this.canvas, this.width, this.height);
    this.spots = paint(context, state, this.place, palette, this.compact ? null : chosen, this.vertical);
    const closed = eased(this.lane.closed, t, glide);
    this.shades.forEach((shade) => mark(shade, "opacity", closed.toFixed(2)));
    mark(this.frost, "opacity", Math.min(1, 2 * eased(this.lane.frozen, t, glide)).toFixed(2));
    this.drawField(t, palette, chosen);
    this.say(t);
  }

  // The field only changes with a deployment: it is not painted anew for nothing.
  drawField(t, palette, chosen) {
    if (!this.field || this.compact) return;
    const key = `${this.lane.counts(t).live} ${chosen} ${palette.bg} ${window.devicePixelRatio}`;
    if (key === this.painted) return;
    this.painted = key;
    this.fieldSpots = this.field.paint(pen(this.fieldCanvas, ...this.fieldSize), 12, 12, t, palette, chosen);
  }

  /** The moving parts as they stand, drawn as SVG: [[canvas, svg group]]. */
  drawnAnew(t, glide, palette, chosen) {
    const [beads, field] = [new SvgPen(), new SvgPen()];
    paint(beads, this.beads.at(t, glide), this.place, palette, chosen, this.vertical);
    this.field?.paint(field, 12, 12, t, palette, chosen);
    return [[this.canvas, beads.node], [this.fieldCanvas, field.node]];
  }

  say(t) {
    let total = 0;
    this.waits.forEach((node, i) => {
      const n = this.lane.waitingCount(i, t);
      total += n;
      const { beside } = this.geometry.stages[i];
      write(node, this.mode !== "desk" ? `, ${n} waiting` : beside && n > 0 ? `${n} wait${n === 1 ? "s" : ""}` : beside ? "" : String(n));
      node.classList.toggle("some", n > 0);
      this.posts.get(this.lane.stages[i].id)?.classList.toggle("asks", n > 0 && this.lane.stages[i].mark === "button");
      if (i === this.lane.main && this.countNumber) {
        write(this.countNumber, String(n));
        write(this.countText, ` ${waitsFor(this.lane.stages[i], n, this.vertical)}`);
      }
    });
    if (this.compact) {
      write(this.waitText, total === 0 ? "nothing waits" : `${count(total, "change")} wait${total === 1 ? "s" : ""}`);
      return;
    }
    const now = this.lane.counts(t);
    if (this.counting) this.tell(soFar(this.lane, t));
    if (this.inNumber) write(this.inNumber, `${now.entered} so far`);
    write(this.liveText, `${now.live} live, ${now.failed} failed`);
    write(this.goesText, !now.live ? "" : now.batched ? `in ${count(now.deployments, "deployment")}` : "one by one");
  }

  /** Write facts that change with the clock; the phone's table shows the same values. */
  tell(facts) {
    this.facts = facts;
    facts.forEach((fact, i) => {
      if (this.factValues[i]) write(this.factValues[i], fact.value);
      if (this.tableValues?.[i]) write(this.tableValues[i], fact.value);
    });
  }

  /** The moment in words, for reading instead of watching. */
  words(t) {
    const now = this.lane.counts(t);
    const queues = this.lane.stages.map((stage, i) => [stage, this.lane.waitingCount(i, t)]).filter(([, n]) => n > 0)
      .map(([stage, n]) => `${n} ${waitsFor(stage, n)}${stage.departs || stage.mark === "bolt" ? ` (${stage.title})` : ""}`);
    const waits = queues.length ? queues.join(", ") : "nothing waits";
    const trouble = this.lane.isFrozen(t) ? " Deployments are frozen until production has recovered." : "";
    return `Lane ${this.letter}, ${this.title}: ${count(now.entered, "change")} entered, ${now.live} live in `
      + `${count(now.deployments, "deployment")}, ${count(now.failed, "change")} failed; ${waits}.${trouble}`;
  }

  /** The change nearest to a point of the page, or null. */
  changeAt(clientX, clientY, reach) {
    let best = null;
    for (const [canvas, spots] of [[this.canvas, this.spots], [this.fieldCanvas, this.fieldSpots]]) {
      if (!canvas || !spots) continue;
      const box = canvas.getBoundingClientRect();
      for (const { n, x, y } of spots) {
        const far = Math.hypot(clientX - box.left - x, clientY - box.top - y);
        if (far <= reach && (!best || far < best.far)) best = { n, far };
      }
    }
    return best?.n ?? null;
  }
}
