// A lesson for a room: one part at a time in large type, moved by keys, the notes only when asked for.

import { h, mark, write } from "./dom.js";
import { Lanes } from "./lanes.js";
import { icon } from "./marks.js";
import { pieces, splitRows } from "./pages.js";
import { Workflow } from "./workflow.js";

const FIGURES = { lanes: Lanes, workflow: Workflow };
const SIZES = { text: [48, 42, 38, 34, 31, 28], question: [48, 42, 36, 32, 28], title: [44, 38, 34, 30, 28] }; // [px] the largest that fits
const FLOWING = 34; // [px] text of more than one page
const WALL = { width: 1280, height: 720, least: 0.83 }; // [px] what the sizes are for; a larger wall has larger type
const WIDE = { lanes: 1040, workflow: 760 }; // [px] a figure is laid out at, before it is enlarged
const GAP = 10; // [px] between a figure and the foot
const STEP = { ArrowRight: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, PageUp: -1, Backspace: -1 };
const LETTERS = "ABCDEFGH";

/** The view `talk`: it covers the window until somebody leaves it. */
export class Talk {
  constructor(root, data, report) {
    this.data = data;
    this.report = report;
    this.memory = `greenlane.talk.${data.id}`;
    this.at = { page: 0, part: this.remembered() };
    this.head = h("h2", { class: "head" });
    this.area = h("div", { class: "area" });
    this.place = h("p", { class: "place", "aria-live": "polite" });
    this.notes = h("aside", { class: "notes", "aria-label": "Notes for the trainer", hidden: true, tabindex: 0 });
    this.noteButton = this.tool("Notes", "N", () => this.tell(this.notes.hidden));
    this.noteButton.setAttribute("aria-pressed", "false");
    this.screen = h("div", { class: "screen" }, this.head, this.area, this.notes, this.foot());
    this.node = h("dialog", { class: "talk", "aria-label": `${data.title}, for a room` }, this.screen);
    this.node.onkeydown = (event) => this.key(event);
    this.node.onclose = () => this.leave();
    const sheet = h("link", { rel: "stylesheet", href: new URL("talk.css", import.meta.url).href });
    sheet.onload = () => this.build();
    root.append(sheet, this.node);
    this.resizer = new ResizeObserver(() => this.build());
    this.node.showModal();
    this.resizer.observe(this.screen);
    document.fonts?.ready.then(() => this.build(true));
  }

  foot() {
    const move = (name, sign, by) => h("button", { type: "button", class: "move", "aria-label": name, title: name, onclick: () => this.move(by) }, icon(sign, 26));
    return h("footer", {},
      h("div", { class: "moves" }, move("Previous part", "previous", -1), move("Next part", "next", 1)),
      this.place, h("p", { class: "lesson", text: this.data.title }),
      h("div", { class: "tools" }, this.noteButton,
        this.tool("Full screen", "F", () => this.full()), this.tool("Leave", "Esc", () => this.leave())));
  }

  tool(name, key, act) {
    return h("button", { type: "button", class: "tool", onclick: act }, name, h("kbd", { text: key, "aria-hidden": "true" }));
  }

  // ---------------------------------------------------------------- where one is

  remembered() {
    try {
      const part = Number(sessionStorage.getItem(this.memory));
      return Number.isInteger(part) && part > 0 && part < this.data.parts.length ? part : 0;
    } catch {
      return 0;
    }
  }

  remember() {
    try {
      sessionStorage.setItem(this.memory, String(this.pages[this.at.page].index));
    } catch {
      // Without room or permission a reload begins at the title.
    }
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { key, target } = event;
    const onControl = target.closest?.("button, a, input, select, [role=slider], summary");
    if (onControl && (key === " " || key === "Enter")) return;
    const act = this.action(key, target);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  action(key, target) {
    if (key === "Escape") return () => this.leave();
    if (key === "n" || key === "N") return () => this.tell(this.notes.hidden);
    if (key === "f" || key === "F") return () => this.full();
    if (key === "Home") return () => this.show(0);
    if (key === "End") return () => this.show(this.pages.length - 1);
    const scrolls = target.scrollHeight > target.clientHeight + 1 && target.tabIndex === 0;
    if (key === "ArrowDown" || key === "ArrowUp") return scrolls ? null : () => this.jump(key === "ArrowDown" ? 1 : -1);
    return key in STEP ? () => this.move(STEP[key]) : null;
  }

  move(by) {
    this.show(this.at.page + by);
  }

  // To the next heading, or to the one before.
  jump(by) {
    const from = this.pages[this.at.page].part.head;
    let to = this.at.page + by;
    while (to > 0 && to < this.pages.length - 1 && this.pages[to].part.head === from) to += by;
    const head = this.pages[Math.min(Math.max(to, 0), this.pages.length - 1)].part.head;
    if (by < 0) while (to > 0 && this.pages[to - 1].part.head === head) to -= 1;
    this.show(to);
  }

  leave() {
    if (this.gone) return;
    this.gone = true;
    if (document.fullscreenElement) document.exitFullscreen();
    if (this.node.open) this.node.close();
    this.report("left", true);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.screen.requestFullscreen?.().catch(() => {});
  }

  tell(on) {
    this.notes.hidden = !on;
    mark(this.noteButton, "aria-pressed", String(on));
  }

  // ---------------------------------------------------------------- pages

  // Cut every part into pages that fit this window; go on with the part one was at.
  build(again = false) {
    const { clientWidth: width, clientHeight: height } = this.screen;
    const ready = getComputedStyle(this.node).getPropertyValue("--talk");
    if (!ready || !width || !height || this.gone || (width === this.width && height === this.height && !again)) return;
    [this.width, this.height] = [width, height];
    this.scaled = Math.max(WALL.least, Math.min(width / WALL.width, height / WALL.height));
    this.node.style.setProperty("--k", String(this.scaled));
    this.drop();
    const was = this.pages?.[this.at.page];
    this.pages = this.data.parts.flatMap((part, index) => this.cut(part).map((made) => ({ part, index, ...made })));
    const same = this.pages.findIndex((page) => page.index === (was?.index ?? this.at.part));
    this.show(Math.max(0, same));
  }

  cut(part) {
    this.headed(part);
    if (part.kind === "figure") return [{ make: () => this.figure(part) }];
    if (part.kind === "question") return part.steps.map((step) => ({ make: () => this.question(part, step) }));
    if (part.kind === "title") return [{ make: () => this.fit(this.box("title", ...pieces(part.html)), SIZES.title) }];
    return this.flow(part).map((box) => ({ make: () => { this.area.replaceChildren(box); } }));
  }

  headed(part) {
    this.node.dataset.kind = part.kind;
    write(this.head, part.head);
  }

  sized(box, size) {
    box.style.setProperty("font-size", `${Math.round(size * this.scaled)}px`);
  }

  box(kind, ...children) {
    return h("div", { class: `body ${kind}` }, ...children);
  }

  over(box) {
    return box.scrollHeight > this.area.clientHeight + 1 || box.scrollWidth > this.area.clientWidth + 1;
  }

  // Text flows over as many pages as it needs; a heading never ends one.
  flow(part) {
    for (const size of SIZES.text) {
      const boxes = [];
      if (this.pour(pieces(part.html), boxes, size) === 1) return boxes;
    }
    const boxes = [];
    this.pour(pieces(part.html), boxes, FLOWING);
    return boxes;
  }

  pour(queue, boxes, size) {
    let box = this.open(boxes, size);
    while (queue.length) {
      const node = queue.shift();
      box.append(node);
      if (!this.over(box)) continue;
      const rest = node.matches(".wide") ? splitRows(node, () => this.over(box)) : null;
      if (rest) queue.unshift(rest);
      if (!this.over(box)) {
        box = this.open(boxes, size);
        continue;
      }
      if (box.childElementCount === 1) {
        this.shrink(box);
        if (queue.length) box = this.open(boxes, size);
        continue;
      }
      queue.unshift(node);
      while (box.childElementCount > 1 && /^H\d$/.test(box.children[box.childElementCount - 2]?.tagName ?? "")) queue.unshift(box.children[box.childElementCount - 2]);
      node.remove();
      if (!box.childElementCount) boxes.pop();
      box = this.open(boxes, size);
    }
    return boxes.length;
  }

  open(boxes, size) {
    const box = this.box("text");
    this.sized(box, size);
    boxes.push(box);
    this.area.replaceChildren(box);
    return box;
  }

  shrink(box) {
    for (const size of SIZES.text) {
      this.sized(box, size);
      if (!this.over(box)) return;
    }
    this.scroll(box);
  }

  // What fits at no size can be scrolled.
  scroll(box) {
    box.classList.add("long");
    box.tabIndex = 0;
  }

  fit(box, sizes) {
    this.area.replaceChildren(box);
    for (const size of sizes) {
      this.sized(box, size);
      if (!this.over(box)) return true;
    }
    return false;
  }

  question(part, step) {
    const rows = part.options.map((option, i) => h("li", { class: step === "answer" && option.right ? "right" : null },
      h("span", { class: "letter", text: LETTERS[i] }), h("span", { class: "says" }, ...pieces(option.html, true),
        ...(step === "answer" && option.right ? [" ", h("b", { text: "Right" })] : []))));
    const after = h("div", { class: "after" }, ...pieces(part.after));
    const box = this.box("question", h("div", { class: "ask" }, ...pieces(part.ask)),
      rows.length ? h("ol", { class: "options", role: "list" }, ...rows) : null, after);
    if (step === "ask") after.classList.add("veiled");
    if (this.fit(box, SIZES.question)) return;
    if (step === "ask") {
      after.remove();
      if (this.fit(box, SIZES.question)) return;
    }
    this.scroll(box);
  }

  // A figure is laid out at the width of a desk and enlarged to the wall.
  figure(part) {
    const { picture, chosen } = part.figure;
    const data = picture ? { ...this.data.pictures[picture], chosen } : part.figure;
    const View = FIGURES[data.view];
    const inner = h("div", { class: "inner" });
    const box = this.box("figure", inner);
    this.area.replaceChildren(box);
    this.drawn = new View(inner, data, () => {});
    this.drawn.root = this.node;
    this.enlarge(inner, this.area.clientWidth / WIDE[data.view]);
    this.drawn.theme();
    this.squeeze(inner, 12);
  }

  // Views lay themselves out a moment after they have their width: look again until the figure fits.
  squeeze(inner, times) {
    this.fitted = requestAnimationFrame(() => {
      const scale = (this.area.clientHeight - GAP) / Math.max(inner.scrollHeight, 1);
      if (scale < this.scale) this.enlarge(inner, scale);
      if (times) this.squeeze(inner, times - 1);
    });
  }

  enlarge(inner, scale) {
    this.scale = Math.max(scale, 0.5);
    inner.style.setProperty("width", `${this.area.clientWidth / this.scale}px`);
    inner.style.setProperty("transform", `scale(${this.scale})`);
  }

  drop() {
    cancelAnimationFrame(this.fitted);
    this.drawn?.destroy();
    this.drawn = null;
  }

  show(wanted) {
    if (!this.pages) return;
    const page = Math.min(Math.max(wanted, 0), this.pages.length - 1);
    this.drop();
    this.at.page = page;
    const { part, make } = this.pages[page];
    this.headed(part);
    make();
    this.notes.replaceChildren(...(part.notes ? pieces(part.notes) : [h("p", { text: "No notes for this part." })]));
    this.notes.scrollTop = 0;
    write(this.place, `${page + 1} of ${this.pages.length}`);
    this.place.setAttribute("aria-label", `Part ${page + 1} of ${this.pages.length}: ${part.head}`);
    this.remember();
  }

  theme() {
    this.build();
  }

  destroy() {
    this.gone = true;
    this.resizer.disconnect();
    this.drop();
    if (this.node.open) this.node.close();
    this.node.remove();
  }
}
