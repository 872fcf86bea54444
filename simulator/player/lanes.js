// The player: lanes side by side, one clock for all.

import { choice, colors, h, mark, onStill, still, write } from "./dom.js";
import { Lane } from "./frames.js";
import { LaneView, legend, margin } from "./lane.js";
import { icon } from "./marks.js";
import { layout } from "./road.js";
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
    this.compact = Boolean(data.compact);
    this.lanes = data.lanes.map((lane) => new Lane(lane.frames));
    this.letters = data.lanes.map((lane, i) => lane.letter ?? "ABCD"[i]);
    this.views = data.lanes.map((lane, i) => new LaneView({ ...lane, letter: this.letters[i] }, this.lanes[i]));
    this.horizon = Math.max(...this.lanes.map((lane) => lane.horizon));
    this.start = Math.min(Math.max(0, data.start ?? 0), this.horizon);
    this.time = this.start;
    this.playing = false;
    this.speed = this.compact && data.speed > 0 ? data.speed : nearest(data.speed ?? 24);
    this.glide = REST;
    this.events = [...new Set(this.lanes.flatMap((lane) => lane.events()))].sort((a, b) => a - b);
    this.failure = Math.min(...this.lanes.flatMap((lane) => lane.deployments.filter((one) => one.failed).map((one) => one.end)));
    const next = this.lanes[0].changes.find((change) => change.arrive >= this.start) ?? this.lanes[0].changes[0];
    this.chosen = next?.n ?? 1;
    this.node = h("div", { class: `player${this.compact ? " compact" : ""}`, "data-player": "" });
    this.node.player = this.handle();
    this.assemble(data);
    this.listen();
    if (!still() && data.playing !== false) this.play();
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
    };
  }

  assemble(data) {
    this.playButton = h("button", { type: "button", class: "play", onclick: () => (this.playing ? this.pause() : this.play()) });
    this.live = h("p", { class: "sr", "aria-live": "polite" });
    const names = this.views.map((view) => view.title).join(" and ");
    this.stage = h("div", {
      class: "lanes", role: "group", tabindex: this.compact ? null : 0,
      "aria-label": this.compact ? `Moving picture: ${names}` : `${names}. Space plays and pauses, arrow keys move an hour, with Shift a day.`,
    });
    this.node.append(this.stage);
    if (this.compact) {
      this.divider = h("div", { class: "divider" }, this.playButton);
      this.node.append(this.live);
    } else this.node.append(this.controls(), this.story(), this.foot(), this.live);
    this.root.append(this.node);
    this.node.dataset.scenario = data.lanes.map((lane) => lane.frames.scenario).join(" ");
  }

  controls() {
    this.stepButton = h("button", { type: "button", class: "tool", "aria-label": "Next event", title: "Next event", onclick: () => this.step() }, icon("step", 22));
    this.failButton = h("button", { type: "button", class: "tool", "aria-label": "First failure", title: "First failure",
      disabled: this.failure === Infinity, onclick: () => { this.pause(); this.seek(this.failure + 2 * REST); } }, icon("next", 16), icon("failed", 17));
    this.weekText = h("span", { class: "week" });
    this.clockText = h("b", { class: "time" });
    this.timeline = new Timeline(this.lanes, this.letters, (hours) => this.seek(hours));
    this.slider = h("input", { type: "range", min: 0, max: this.horizon, step: 1, "aria-label": "Time in the whole run", class: "scrub" });
    this.slider.oninput = () => this.seek(Number(this.slider.value));
    const chosen = SPEEDS.find(({ id }) => Number(id) === this.speed)?.id;
    const speeds = choice("Simulated time in a second", SPEEDS, chosen, (id) => { this.speed = Number(id); this.draw(); });
    return h("div", { class: "controls", role: "group", "aria-label": "Play" },
      h("div", { class: "keys" }, this.playButton, this.stepButton, this.failButton,
        h("p", { class: "clock" }, this.weekText, this.clockText)),
      h("div", { class: "track" }, this.timeline.node, this.slider),
      h("div", { class: "speeds" }, speeds, h("span", { class: "soft", text: "of simulated time a second" })));
  }

  story() {
    this.panel = new Story(this.lanes, this.letters, (n) => this.choose(n));
    return this.panel.node;
  }

  foot() {
    this.reading = h("div", { class: "reading" });
    const details = h("details", {}, h("summary", { text: "Read as text" }), this.reading);
    details.ontoggle = () => this.read();
    this.details = details;
    const notes = this.views.filter((view) => view.lane.frames.note).map((view) =>
      h("p", {}, h("b", { text: `${view.letter}, ${view.title}: ` }), view.lane.frames.note));
    const assumptions = notes.length ? h("details", {}, h("summary", { text: "Assumptions" }), h("div", { class: "reading" }, ...notes)) : null;
    return h("footer", { class: "foot" }, legend(this.lanes), h("div", { class: "more" }, details, assumptions));
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
    this.stage.onclick = (event) => {
      const n = this.compact ? null : this.views.map((view) => view.changeAt(event.clientX, event.clientY, 18)).find((one) => one !== null);
      if (n) this.choose(n);
    };
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

  // Choose between desk and phone and lay the roads out anew.
  arrange(width) {
    const phone = width < 620;
    const mode = this.compact ? (phone ? "small" : "compact") : (phone ? "phone" : "desk");
    this.node.dataset.mode = mode;
    this.node.dataset.wide = String(width >= 1000);
    const children = mode === "phone" ? this.arrangePhone(width) : this.arrangeDesk(width, mode);
    this.stage.replaceChildren(...children);
    this.stage.style.gridTemplateColumns = mode === "phone" ? `66px repeat(${this.lanes.length}, minmax(0, 1fr))` : "";
  }

  arrangeDesk(width, mode) {
    const side = { desk: width >= 1000 ? 394 : 0, compact: 340, small: 0 }[mode];
    const area = width - side;
    const road = layout(this.lanes, { length: area - margin(mode) - 6, rows: mode === "small" ? 4 : 5, zone: Math.max(88, Math.min(150, area * 0.17)) });
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
    const size = { length: 1000, rows: 3, zone: 150 };
    const tried = layout(this.lanes, size);
    const length = 1000 - tried.width * (tried.columns.length + 1) + 48 * (tried.columns.length + 1);
    const road = layout(this.lanes, { ...size, length });
    this.views.forEach((view, i) => view.build("phone", road.lanes[i], area, { columns: road.columns, font: this.palette.font }));
    const rows = h("ol", { class: "names", "aria-hidden": "true" });
    const top = this.views[0].place(0, 0)[1];
    const titles = new Map(this.lanes.flatMap((lane) => lane.stages.map((stage) => [stage.id, stage.title])));
    for (const column of road.columns) {
      const row = h("li", { text: titles.get(column.id) });
      row.style.top = `${column.c + top}px`;
      rows.append(row);
    }
    return [rows, ...this.views.map((view) => view.node), this.factTable()];
  }

  factTable() {
    const facts = this.views.map((view) => view.facts);
    const longest = facts.reduce((a, b) => (b.length > a.length ? b : a), []);
    const rows = longest.map((fact, i) => h("tr", {}, h("th", { scope: "row", text: fact.text }),
      ...facts.map((list) => h("td", { text: list[i]?.value ?? "" }))));
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
    this.time = Math.min(this.horizon, Math.max(0, hours));
    if (!this.playing) {
      this.glide = REST;
      this.tell();
    }
    this.draw(true);
  }

  step() {
    this.pause();
    this.seek(this.events.find((time) => time > this.time + 1e-6) ?? this.horizon);
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
    if (!all && now - (this.said ?? 0) < 160) {
      this.timeline?.draw(this.time, this.speed >= 168, this.trackWidth);
      return;
    }
    this.said = now;
    const name = this.playing ? "Pause" : "Play";
    if (this.playButton.getAttribute("aria-label") !== name) {
      mark(this.playButton, "aria-label", name);
      this.playButton.replaceChildren(icon(this.playing ? "pause" : "play", 22));
    }
    if (!this.compact) this.drawControls();
  }

  drawControls() {
    this.trackWidth = this.timeline.node.clientWidth || 300;
    this.timeline.draw(this.time, this.speed >= 168, this.trackWidth);
    const last = Math.max(1, Math.ceil(this.horizon / 168));
    write(this.weekText, `Week ${Math.min(week(this.time), last)} of ${last}`);
    write(this.clockText, when(this.time));
    this.slider.value = this.time;
    mark(this.slider, "aria-valuetext", whenLong(this.time));
    this.panel.draw(this.chosen, this.time, this.panel.bars.clientWidth || 300);
    this.read();
  }

  words() {
    return this.views.map((view) => view.words(this.time));
  }

  read() {
    if (!this.details?.open) return;
    const said = [`${whenLong(this.time)}.`, ...this.words()];
    if (this.reading.textContent !== said.join("")) this.reading.replaceChildren(...said.map((text) => h("p", { text })));
  }

  // Spoken once the picture rests, never while it moves.
  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (!this.playing) write(this.live, [`${whenLong(this.time)}.`, ...this.words()].join(" "));
    }, 500);
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
