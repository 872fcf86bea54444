// The player: lanes side by side, one clock for all.

import { choice, colors, h, mark, onStill, still, write } from "./dom.js";
import { Foot } from "./foot.js";
import { Lane } from "./frames.js";
import { LaneView, NARROW, apart, margin } from "./lane.js";
import { icon } from "./marks.js";
import { layout } from "./road.js";
import { Stops } from "./stops.js";
import { Story } from "./story.js";
import { Timeline } from "./timeline.js";
import { week, when, whenLong } from "./words.js";

const SPEEDS = [{ id: "1", label: "1 h" }, { id: "24", label: "1 day" }, { id: "168", label: "1 week" }];
const REST = 0.05; // [h] glide of a picture that stands still: every bead at its place

// The offered speed nearest to a wish, on a scale of factors.
function nearest(speed) {
  const far = (id) => Math.abs(Math.log(Number(id)) - Math.log(Math.max(speed, 0.1)));
  return Number(SPEEDS.reduce((a, b) => (far(b.id) < far(a.id) ? b : a)).id);
}

/** The view `lanes`. */
export class Lanes {
  constructor(root, data) {
    this.root = root;
    this.node = h("div", { "data-player": "" });
    this.node.player = this.handle();
    this.playing = false;
    this.glide = REST;
    this.speed = data.compact && data.speed > 0 ? data.speed : nearest(data.speed ?? 24);
    this.read(data);
    this.time = this.start;
    const next = this.lanes[0]?.changes.find((change) => change.arrive >= this.start) ?? this.lanes[0]?.changes[0];
    this.chosen = next?.n ?? 1;
    this.assemble();
    root.append(this.node);
    this.listen();
    if (!still() && data.playing !== false) this.play();
  }

  // What the data says, apart from where the clock stands.
  read(data) {
    this.data = data;
    this.compact = Boolean(data.compact);
    this.brief = Boolean(data.brief);
    this.whole = data.view !== "game"; // in a game nobody sees ahead, in no table either
    this.lanes = data.lanes.map((lane) => new Lane(lane.frames));
    this.letters = data.lanes.map((lane, i) => lane.letter ?? "ABCD"[i]);
    this.stops = this.compact ? null : new Stops(this);
    this.views = data.lanes.map((lane, i) =>
      new LaneView({ ...lane, facts: data.facts ?? lane.facts, letter: this.letters[i], lift: this.above(i) }, this.lanes[i], this.stops));
    this.horizon = Math.max(0, ...this.lanes.map((lane) => lane.horizon));
    this.start = Math.min(Math.max(0, data.start ?? 0), this.horizon);
    this.events = this.lanes.flatMap((lane, i) => lane.events().map(({ at, what }) => ({ at, what: `${this.letters[i]}: ${what}` })))
      .sort((a, b) => a.at - b.at);
    this.failure = Math.min(...this.lanes.map((lane) => lane.failedEnds[0] ?? Infinity));
  }

  // Room above a lane's road for what is more than its count [px].
  above() {
    return 0;
  }

  /** Go on with new data on the same clock: the same lanes, changed. */
  take(data) {
    if (Boolean(data.compact) !== this.compact || Boolean(data.brief) !== this.brief || data.lanes.length !== this.lanes.length) return false;
    const kept = this.opened();
    this.read(data);
    this.time = Math.min(this.time, this.horizon);
    this.node.replaceChildren();
    this.assemble();
    this.width = null;
    this.resize();
    this.reopen(kept);
    if (this.playing) this.wake();
    return true;
  }

  // What a person has opened and where the focus is: new data must not take it away.
  opened() {
    const focus = this.stage.getRootNode().activeElement;
    const stop = focus?.closest(".stop");
    return {
      key: this.node.contains(focus) ? focus.dataset.key : null,
      stop: stop && this.stops ? this.stops.placeOf(stop) : null,
      stage: this.stops?.opened ? this.stops.placeOf(this.stops.opened.view.stops[this.stops.opened.i]) : null,
      folds: [...this.node.querySelectorAll("details")].map((fold) => fold.open),
    };
  }

  reopen({ key, stop, stage, folds }) {
    [...this.node.querySelectorAll("details")].forEach((fold, i) => { fold.open = Boolean(folds[i]); });
    if (stage) this.stops.open(this.views[stage.lane], stage.i);
    if (stop) this.views[stop.lane]?.stops[stop.i]?.focus();
    else if (key) this.node.querySelector(`[data-key="${key}"]`)?.focus();
  }

  // What tests and scripts hold: the same verbs as the buttons.
  handle() {
    const view = this;
    return {
      seek: (hours) => view.seek(hours),
      play: () => view.play(),
      pause: () => view.pause(),
      choose: (n) => view.choose(n),
      get time() { return view.time; },
      get playing() { return view.playing; },
      get chosen() { return view.chosen; },
      get beads() { return view.views.map((one) => one.shown); },
      get dots() { return view.views.reduce((sum, one) => sum + one.spots.length, 0); },
    };
  }

  assemble() {
    this.node.className = `player${this.compact ? " compact" : ""}${this.brief ? " brief" : ""}`;
    this.playButton = h("button", { type: "button", class: "play", "data-key": "play", onclick: () => (this.playing ? this.pause() : this.play()) });
    this.live = h("p", { class: "sr", "aria-live": "polite" });
    const names = this.views.map((view) => view.title).join(" and ");
    this.stage = h("div", {
      class: "lanes", role: "group", tabindex: this.compact ? null : 0,
      "aria-label": this.compact ? `Moving picture: ${names}` : `${names}. Space plays and pauses, arrow keys move an hour, with Shift a day.`,
    });
    this.stage.onclick = (event) => this.press(event);
    this.node.append(this.stage);
    [this.panel, this.foot, this.timeline] = [null, null, null];
    if (this.compact) {
      this.divider = h("div", { class: "divider" }, this.playButton);
      this.node.append(this.live);
    } else {
      if (!this.brief) this.panel = new Story(this.lanes, this.letters, (n) => this.choose(n), this.whole);
      this.foot = new Foot(this);
      this.node.append(this.stops.panel.node, this.controls(), ...(this.panel ? [this.panel.node] : []), this.foot.node, this.live);
    }
    this.node.dataset.scenario = this.lanes.map((lane) => lane.frames.scenario ?? "").join(" ");
  }

  controls() {
    this.stepButton = h("button", { type: "button", class: "tool", "data-key": "step", "aria-label": "Next event", title: "Next event", onclick: () => this.step() }, icon("step", 22));
    this.failButton = h("button", { type: "button", class: "tool", "data-key": "failure", "aria-label": "First failure", title: "First failure",
      disabled: this.failure === Infinity, onclick: () => { this.pause(); this.seek(this.failure + 0.8 * REST); } }, icon("next", 16), icon("failed", 17));
    this.weekText = h("span", { class: "week" });
    this.clockText = h("b", { class: "time" });
    this.said = h("p", { class: "happened" });
    this.timeline = new Timeline(this.lanes, this.letters, (hours) => this.seek(hours), this.whole);
    this.slider = h("input", { type: "range", min: 0, max: this.horizon, step: 1, "aria-label": "Time in the whole run", class: "scrub", "data-key": "scrub" });
    this.slider.oninput = () => this.seek(Number(this.slider.value));
    const chosen = SPEEDS.find(({ id }) => Number(id) === this.speed)?.id;
    const speeds = choice("Simulated time in a second", SPEEDS, chosen, (id) => { this.speed = Number(id); this.draw(); });
    return h("div", { class: "controls", role: "group", "aria-label": "Play" },
      h("div", { class: "keys" }, this.playButton, this.stepButton, this.failButton,
        h("p", { class: "clock" }, this.weekText, this.clockText), this.said),
      h("div", { class: "track" }, this.timeline.node, this.slider),
      h("div", { class: "speeds" }, speeds, h("span", { class: "soft", text: "of simulated time a second" })));
  }

  listen() {
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(this.node);
    this.watcher = new IntersectionObserver(([entry]) => { this.seen = entry.isIntersecting; this.wake(); });
    this.seen = true;
    this.watcher.observe(this.node);
    const hide = () => {
      if (document.hidden) { this.rested = this.playing; this.pause(); } else if (this.rested) this.play();
    };
    document.addEventListener("visibilitychange", hide);
    const stop = onStill(() => { if (still()) this.pause(); });
    this.leave = () => { document.removeEventListener("visibilitychange", hide); stop(); };
    this.node.onkeydown = (event) => this.key(event);
  }

  press(event) {
    if (this.compact || event.target.closest("button")) return;
    const n = this.views.map((view) => view.changeAt(event.clientX, event.clientY, 18)).find((one) => one !== null);
    if (n) this.choose(n);
  }

  key(event) {
    const plain = !event.target.closest("button, input, summary, a");
    if (event.key === " " && (plain || event.target === this.slider)) {
      if (this.playing) this.pause(); else this.play();
    } else if (plain && !this.compact && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      this.seek(this.time + (event.key === "ArrowRight" ? 1 : -1) * (event.shiftKey ? 24 : 1));
    } else return;
    event.preventDefault();
  }

  /** Colors may have changed. */
  theme() {
    this.palette = colors(this.root);
    this.resize();
  }

  resize() {
    const width = this.node.clientWidth;
    if (!width || !this.palette) return;
    if (width !== this.width) {
      this.width = width;
      this.arrange(width);
    }
    this.draw(true);
  }

  /** The moving parts as they stand, drawn as SVG: Map(canvas → svg group). */
  drawnAnew() {
    return new Map(this.views.flatMap((view) => view.drawnAnew(this.time, this.glide, this.palette, this.chosen)));
  }

  // Choose between desk and phone and lay the roads out anew.
  arrange(width) {
    const phone = width < 620;
    const mode = this.compact ? (phone ? "small" : "compact") : (phone ? "phone" : "desk");
    this.node.dataset.mode = mode;
    this.node.dataset.wide = String(width >= 1000);
    const children = mode === "phone" ? this.arrangePhone(width) : this.arrangeDesk(width, mode);
    this.stage.replaceChildren(...children);
    this.stops?.marked();
    this.stage.style.gridTemplateColumns = mode === "phone" ? `66px repeat(${this.lanes.length}, minmax(0, 1fr))` : "";
  }

  arrangeDesk(width, mode) {
    const side = { desk: width >= 1000 ? 394 : 0, compact: 340, small: 0 }[mode];
    const area = width - side;
    const road = layout(this.lanes, { apart: apart(mode), length: area - margin(mode) - 6, rows: mode === "small" ? 4 : 5, zone: Math.max(88, Math.min(150, area * 0.17)) });
    const children = [];
    this.views.forEach((view, i) => {
      view.build(mode, road.lanes[i], area, { columns: road.columns, lastLane: i === this.views.length - 1, font: this.palette.font });
      children.push(view.node);
      if (this.compact && i === 0) children.push(this.divider);
    });
    return children;
  }

  arrangePhone(width) {
    const names = 66;
    const area = Math.floor((width - names) / this.lanes.length);
    const size = { length: 1000, rows: area < NARROW ? 2 : 3, zone: 150, apart: apart("phone") };
    const tried = layout(this.lanes, size);
    const length = 1000 - tried.width * (tried.columns.length + 1) + 48 * (tried.columns.length + 1);
    const road = layout(this.lanes, { ...size, length });
    this.views.forEach((view, i) => view.build("phone", road.lanes[i], area, { columns: road.columns, font: this.palette.font }));
    const rows = h("ol", { class: "names", "aria-hidden": "true" });
    const top = this.views[0].place(0, 0)[1];
    const titles = new Map(this.lanes.flatMap((lane) => lane.stages.map((stage) => [stage.id, stage.title])));
    const beside = (column) => Math.max(0, ...road.lanes.map(({ stages }) => stages.filter((one) => one.beside && one.c === column.c).length - 1));
    for (const column of road.columns) {
      const more = beside(column);
      const row = h("li", { text: `${titles.get(column.id)}${more ? ` and ${more} more` : ""}` });
      row.style.top = `${column.c + top}px`;
      rows.append(row);
    }
    return [rows, ...this.views.map((view) => view.node), this.factTable()];
  }

  factTable() {
    const facts = this.views.map((view) => view.facts);
    const longest = facts.reduce((a, b) => (b.length > a.length ? b : a), []);
    this.views.forEach((view) => { view.tableValues = []; });
    const cell = (view, fact, i) => (view.tableValues[i] = h("td", { text: fact?.value ?? "" }));
    const rows = longest.map((fact, i) => h("tr", {}, h("th", { scope: "row", text: fact.text }),
      ...this.views.map((view) => cell(view, view.facts[i], i))));
    const head = h("tr", {}, h("td", {}), ...this.letters.map((letter) => h("th", { scope: "col", text: letter })));
    return h("table", { class: "facttable" }, h("thead", { class: "sr" }, head), h("tbody", {}, ...rows));
  }

  play() {
    if (this.time >= this.horizon) this.time = this.compact ? this.start : 0;
    this.playing = true;
    this.last = null;
    this.wake();
    this.draw(true);
  }

  pause() {
    this.playing = false;
    this.rested = false;
    this.settled = false;
    this.wake();
    this.draw(true);
    this.tell();
  }

  /** Go to a time [h] of the run. */
  seek(hours) {
    this.happened = "";
    if (this.said) write(this.said, "");
    this.time = Math.min(this.horizon, Math.max(0, hours));
    if (!this.playing) {
      this.glide = REST;
      this.tell();
    }
    this.draw(true);
  }

  /** Go to the next moment at which something worth seeing happens, and say what it is. */
  step() {
    this.pause();
    const next = this.events.find(({ at }) => at > this.time + 1e-6);
    this.seek(next?.at ?? this.horizon);
    this.happened = this.events.filter(({ at }) => next && Math.abs(at - next.at) < 1e-6).map(({ what }) => what).join("; ");
    this.happened ||= "end of the run";
    if (this.said) write(this.said, this.happened);
    this.tell();
  }

  choose(n) {
    if (!this.lanes.some((lane) => lane.byNumber.has(n))) return;
    this.chosen = n;
    this.draw(true);
  }

  wake() {
    if (!this.frame && this.seen !== false) this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.frame = null;
    const seconds = Math.min(0.1, (now - (this.last ?? now)) / 1000);
    this.last = now;
    if (this.playing) {
      this.time += seconds * this.speed;
      if (this.time >= this.horizon) {
        this.time = this.compact ? this.start : this.horizon;
        if (!this.compact) this.pause();
      }
    }
    const goal = this.playing ? this.speed * (this.speed > 100 ? 0.28 : 0.55) : REST;
    this.glide = still() ? REST : this.glide + (goal - this.glide) * Math.min(1, seconds * 9);
    if (!this.playing && this.glide < REST * 1.5) this.glide = REST;
    this.draw();
    if ((this.playing || this.glide > REST) && this.seen !== false) this.wake();
    else this.last = null;
  }

  draw(all = false) {
    if (!this.palette || !this.width) return;
    this.views.forEach((view) => view.draw(this.time, this.glide, this.palette, this.chosen));
    const now = performance.now();
    if (!all && now - (this.drawn ?? 0) < 160) {
      this.timeline?.draw(this.time, this.speed >= 168, this.trackWidth);
      return;
    }
    this.drawn = now;
    const name = this.playing ? "Pause" : "Play";
    if (this.playButton.getAttribute("aria-label") !== name) {
      mark(this.playButton, "aria-label", name);
      this.playButton.replaceChildren(icon(this.playing ? "pause" : "play", 22));
    }
    if (!this.compact) this.drawControls(all);
  }

  drawControls(all) {
    this.trackWidth = this.timeline.node.clientWidth || 300;
    this.timeline.draw(this.time, this.speed >= 168, this.trackWidth);
    const last = Math.max(1, Math.ceil(this.horizon / 168));
    write(this.weekText, `Week ${Math.min(week(this.time), last)} of ${last}`);
    write(this.clockText, when(this.time));
    this.slider.value = this.time;
    mark(this.slider, "aria-valuetext", whenLong(this.time));
    // Its bars move a little in a second: while playing they are not drawn anew for every word.
    const now = performance.now();
    if (!all && this.playing && now - (this.told ?? 0) < 480) return;
    this.told = now;
    this.panel?.draw(this.chosen, this.time, this.panel.bars.clientWidth || 300);
    this.stops.panel.draw(this.time);
    this.foot.draw(this.time, !this.playing);
  }

  words() {
    return this.views.map((view) => view.words(this.time));
  }

  // Spoken once the picture rests, never while it moves.
  tell() {
    const happened = this.happened ? `${this.happened}. ` : "";
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (!this.playing) this.speak([`${whenLong(this.time)}. ${happened}`, ...this.words(), this.stops?.panel.words(this.time) ?? ""].join(" "));
    }, 500);
  }

  speak(text) {
    if (!this.playing) write(this.live, text);
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.frame = -1;
    clearTimeout(this.telling);
    this.resizer.disconnect();
    this.watcher.disconnect();
    this.leave();
    this.node.remove();
  }
}
