// The wall of a workshop: what the room looks at. It follows the host by itself, and nothing on it can be pressed.

import { h, s, write } from "./dom.js";
import { Lanes } from "./lanes.js";
import { icon } from "./marks.js";
import { pieces } from "./pages.js";
import { whenLong } from "./words.js";
import { Workflow } from "./workflow.js";

const FIGURES = { lanes: Lanes, workflow: Workflow };
const WALL = { width: 1920, height: 1080, least: 0.35 }; // [px] what the sizes are for; another wall has other sizes
const SMALLER = [1, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52]; // the first that fits
const WIDE = { lanes: 1040, workflow: 760 }; // [px] a figure is laid out at, before it is enlarged
const ROWS = 6; // dots of a guess that stand above each other
const SECOND = 1000; // [ms]

/** The view `room`: it covers the window; new data is taken without making it anew. */
export class Room {
  constructor(root, data) {
    this.data = data;
    this.join = h("aside", { class: "join", "aria-label": "How to join" });
    this.main = h("div", { class: "main", "aria-live": "polite" });
    this.node = h("dialog", { class: "wall", "aria-label": "The wall of the workshop", tabindex: -1 },
      h("div", { class: "screen" }, this.main, this.join));
    this.node.oncancel = (event) => event.preventDefault();
    const sheet = h("link", { rel: "stylesheet", href: new URL("room.css", import.meta.url).href });
    sheet.onload = () => this.build();
    root.append(sheet, this.node);
    this.node.showModal();
    this.resizer = new ResizeObserver(() => this.build());
    this.resizer.observe(this.node);
    this.ticking = setInterval(() => this.tick(), SECOND / 4);
    this.heard();
    document.fonts?.ready.then(() => this.build(true));
  }

  /** Go on with new data: the figure that is there already plays on. */
  take(data) {
    const before = this.data.body;
    const same = JSON.stringify(data.body) === JSON.stringify(before);
    this.data = data;
    this.heard();
    if (same) this.joining();
    else if (!this.stepped(before, data.body)) this.build(true);
    return true;
  }

  // The host went on to the next event: the lanes that are there step to it, and nothing is made anew.
  stepped(before, body) {
    if (!this.drawn?.step || !(body.events > before.events)) return false;
    if (JSON.stringify({ ...before, events: 0 }) !== JSON.stringify({ ...body, events: 0 })) return false;
    for (let event = before.events; event < body.events; event += 1) this.drawn.step();
    this.happened();
    this.joining();
    return true;
  }

  happened() {
    const { happened, letters, views, time } = this.drawn ?? {};
    if (!this.told || !happened) return;
    // Lanes on a wall stand under their names, without letters.
    const named = happened.replace(/(^|; )([A-D]): /g, (whole, gap, letter) => `${gap}${views[letters.indexOf(letter)]?.title ?? letter}: `);
    write(this.told, `${whenLong(time)}. ${named}`);
  }

  // The clock of the server is not the one here: what counts is how long is left since it was said.
  heard() {
    const { left, runs } = this.data.timer ?? {};
    this.ends = runs ? performance.now() + left * SECOND : null;
    this.began = this.data.body.runs ? performance.now() - this.data.body.passed * SECOND : null;
  }

  tick() {
    if (this.passed) write(this.passed, clock(Math.floor(this.began === null ? this.data.body.passed : (performance.now() - this.began) / SECOND)));
    if (!this.clock || !this.data.timer) return;
    const left = this.ends === null ? this.data.timer.left : Math.max(0, (this.ends - performance.now()) / SECOND);
    write(this.clock, clock(Math.ceil(left)));
  }

  build(again = false) {
    const { clientWidth: width, clientHeight: height } = this.node;
    const ready = getComputedStyle(this.node).getPropertyValue("--wall");
    if (!ready || !width || !height || this.gone || (width === this.width && height === this.height && !again)) return;
    [this.width, this.height] = [width, height];
    this.k = Math.max(WALL.least, Math.min(width / WALL.width, height / WALL.height));
    this.node.style.setProperty("--k", String(this.k));
    this.node.dataset.kind = this.data.body.kind;
    this.node.dataset.flat = String(Boolean(this.data.body.figure) && width > 760);
    this.drop();
    [this.passed, this.told] = [null, null];
    this.joining();
    const body = h("div", { class: "body" });
    this.main.replaceChildren(...(this.data.step && !this.flat() ? [h("p", { class: "step", text: this.data.step })] : []), body);
    this[this.data.body.kind]?.(body, this.data.body);
    this.fit(body);
  }

  flat() {
    return this.node.dataset.flat === "true";
  }

  // ---------------------------------------------------------------- how to join

  joining() {
    const { code, address, qr, joined, answered, asking, over, timer } = this.data;
    this.clock = timer ? h("p", { class: "timer", role: "timer", "aria-label": "Time left" }) : null;
    const people = h("p", { class: "in", text: joined === 1 ? "1 in the room" : `${joined} in the room` });
    const said = asking ? h("p", { class: "quiet answered", text: `${answered} of ${joined} answered` }) : null;
    const picture = qr ? h("img", { src: qr, alt: `The address ${address} as a picture for a camera` }) : null;
    if (over) this.join.replaceChildren(h("p", { class: "how", text: "This workshop is over." }));
    else if (this.flat()) {
      this.join.replaceChildren(h("p", { class: "top", text: this.data.body.title ?? "" }), ...(this.clock ? [this.clock] : []),
        h("div", { class: "says" }, h("p", { class: "code", text: code }), h("p", { text: address }), said), ...(picture ? [picture] : []));
    } else {
      const parts = [h("p", { class: "how", text: "Join" }), h("p", { class: "address", text: address }), h("p", { class: "code", text: code }), picture, people, said, this.clock];
      this.join.replaceChildren(...parts.filter(Boolean));
    }
    this.tick();
  }

  // ---------------------------------------------------------------- what is shown

  lobby(body, { title, question, lines }) {
    body.append(h("p", { class: "ask huge", text: title }), ...(question ? [h("p", { class: "text", text: question })] : []),
      h("ul", { class: "prompts lines", role: "list", style: { "margin-top": "5vh" } }, ...lines.map((line) => h("li", { text: line }))));
  }

  text(body, { title, lines }) {
    body.append(h("p", { class: lines.length ? "ask" : "ask huge", text: title }), ...lines.map((line) => h("p", { class: "text" }, ...pieces(line, true))));
  }

  debrief(body, { title, prompts }) {
    body.append(h("p", { class: "ask", text: title }), h("ol", { class: "prompts", role: "list" },
      ...prompts.map((prompt) => h("li", {}, h("span", {}, ...pieces(prompt, true))))));
  }

  asked(body, { lead, ask }) {
    if (lead) body.append(h("p", { class: "lead" }, ...pieces(lead, true)));
    body.append(h("p", { class: lead.length > 260 ? "ask less" : "ask" }, ...pieces(ask, true)));
  }

  question(body, data) {
    this.asked(body, data);
    const rows = data.options.map(({ letter, html }) => h("li", { class: "option" }, h("span", { class: "letter", text: letter }),
      h("div", { class: "says" }, h("p", { class: "words" }, ...pieces(html, true)))));
    body.append(h("ol", { class: "options", role: "list" }, ...rows), this.foot([data.foot]));
  }

  // Bars of one vote, or of two: the first one open, the second one full.
  tally(body, data) {
    this.asked(body, data);
    if (data.reason) body.append(h("p", { class: "text", text: data.reason }));
    const most = Math.max(1, ...data.options.flatMap(({ count, before }) => [count ?? 0, before ?? 0]));
    const bar = (kind, count, said) => h("p", { class: `bar ${kind}` }, h("i", { style: { width: `${(count / most) * 84}%` } }),
      h("span", { class: "sr", text: said }), h("span", { class: "count", text: String(count) }));
    const rows = data.options.map(({ letter, html, count, before, right }) => {
      const tick = right ? h("span", { class: "fits" }, check(), "fits") : null;
      const bars = [before === null ? null : bar("first", before, "first vote: "), count === null ? null : bar("now", count, before === null ? "votes: " : "second vote: ")];
      return h("li", { class: `option${right ? " right" : ""}` }, h("span", { class: "letter", text: letter }),
        h("div", { class: "says" }, h("p", { class: "words" }, ...pieces(html, true), tick), ...bars.filter(Boolean)));
    });
    body.append(h("ol", { class: "options", role: "list" }, ...rows));
    const twice = data.options.some(({ before }) => before !== null);
    const key = (kind, text) => h("span", { class: "key" }, h("i", { class: kind }), text);
    const foot = this.foot([]);
    if (twice) foot.append(key("", data.earlier), key("full", data.later));
    if (data.foot) foot.append(h("span", { class: "small", text: data.foot }));
    if (data.sum) foot.append(h("span", { class: "sum", text: data.sum }));
    body.append(foot);
  }

  // A dot for each guess above what it says; a bar where the outcome lies; below it the lanes that decided.
  predict(body, data) {
    if (!this.flat()) body.append(h("p", { class: "ask", text: data.title }));
    body.append(h("p", { class: "lead", text: data.ask }));
    if (data.reason) body.append(h("p", { class: "text", text: data.reason }));
    const heaps = data.options.map(({ count, right }) => {
      const dots = Array.from({ length: Math.min(count ?? 0, 150) }, () => h("i"));
      const outcome = right ? h("div", { class: "outcome" }, h("i"), h("p", {}, h("b", { text: data.outcome }), h("span", { text: data.interval }))) : null;
      return h("div", { class: "heap" }, h("div", { class: "dots", style: { "--rows": String(ROWS) } }, ...dots), outcome);
    });
    const heads = data.options.map(({ html, count, right }) => h("p", { class: right ? "right" : null }, ...pieces(html, true),
      ...(count === null ? [] : [h("span", { text: ` (${count})` })])));
    body.append(h("div", { class: "guesses", "aria-hidden": "true" }, ...heaps), h("div", { class: "heads" }, ...heads));
    if (data.figure) this.figure(body, data.figure);
    else body.append(this.foot([data.foot]));
  }

  lanes(body, data) {
    this.told = h("p", { class: "told", role: "status" });
    this.figure(body, data.figure);
    body.append(this.told);
    for (let event = 0; event < data.events; event += 1) this.drawn.step();
    this.happened();
  }

  // A deployment by hand: how long it has been under way, where it waits, and how long each step took.
  runbook(body, { title, rows, says }) {
    this.passed = h("p", { class: "passed", role: "timer", "aria-label": "Time of the deployment" });
    body.append(h("div", { class: "handhead" }, h("p", { class: "ask", text: title }), this.passed), h("p", { class: "text", text: says }));
    const most = Math.max(1, ...rows.map(({ seconds }) => seconds));
    const lines = rows.map(({ number, text, state, slip, took, seconds }) => {
      const sign = { done: check, waits: hand }[state];
      const said = slip ? `${state}: a slip` : state;
      return h("li", { "data-step": number, class: `line ${state === "left out" ? "left" : state}${slip ? " slip" : ""}` },
        h("span", { class: "letter" }, sign ? sign() : String(number)), h("span", { class: "words", text }),
        h("span", { class: "lasted" }, h("i", { style: { width: `${(seconds / most) * 100}%` } })),
        h("span", { class: "state", text: took ? `${took}${slip ? " slip" : ""}` : said }));
    });
    body.append(h("ol", { class: "lines", role: "list" }, ...lines));
    this.tick();
  }

  picture(body, data) {
    this.figure(body, data.figure);
  }

  table(body, data) {
    body.append(h("p", { class: "ask less", text: data.title }));
    const head = h("tr", {}, ...data.head.map((text) => h("th", { scope: "col", text })));
    const rows = data.rows.map(([name, ...cells]) => h("tr", {}, h("th", { scope: "row", text: name }), ...cells.map((text) => h("td", { text }))));
    body.append(h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows)), this.foot([data.foot], data.sum));
  }

  foot(texts, sum = "") {
    return h("div", { class: "foot" }, ...texts.filter(Boolean).map((text) => h("span", { class: "small", text })), sum ? h("span", { class: "sum", text: sum }) : null);
  }

  // ---------------------------------------------------------------- sizes

  fit(body) {
    for (const size of SMALLER) {
      this.node.style.setProperty("--f", String(size));
      if (body.scrollHeight <= body.clientHeight + 1) return;
    }
  }

  // A figure is laid out at the width of a desk and enlarged to the wall; its text says the same, and nothing in it reacts.
  figure(body, data) {
    const inner = h("div", { class: "inner", inert: true });
    body.append(h("div", { class: "sr" }, ...pieces(this.data.body.twin ?? "")));
    const box = h("div", { class: "figure" }, inner);
    body.append(box);
    const View = FIGURES[data.view];
    this.drawn = new View(inner, data, () => {});
    this.drawn.root = this.node;
    this.box = box;
    this.enlarge(inner, box.clientWidth / WIDE[data.view]);
    this.drawn.theme();
    this.squeeze(inner, 12);
  }

  // Views lay themselves out a moment after they have their width: look again until the figure fits.
  squeeze(inner, times) {
    this.fitted = requestAnimationFrame(() => {
      const scale = this.box.clientHeight / Math.max(inner.scrollHeight, 1);
      if (scale < this.scale) this.enlarge(inner, scale);
      if (times) this.squeeze(inner, times - 1);
    });
  }

  enlarge(inner, scale) {
    this.scale = Math.max(scale, 0.4);
    inner.style.setProperty("width", `${this.box.clientWidth / this.scale}px`);
    inner.style.setProperty("transform", `scale(${this.scale})`);
  }

  drop() {
    cancelAnimationFrame(this.fitted);
    this.drawn?.destroy();
    this.drawn = null;
  }

  theme() {
    this.build();
  }

  destroy() {
    this.gone = true;
    clearInterval(this.ticking);
    this.resizer.disconnect();
    this.drop();
    if (this.node.open) this.node.close();
    this.node.remove();
  }
}

function clock(whole) {
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function hand() {
  return icon("hand", 30);
}

function check() {
  return s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: "M3 13l6 6L21 5", fill: "none", stroke: "currentColor", "stroke-width": 3.4 }));
}
