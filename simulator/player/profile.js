// Profile bars: the score today, the range that open answers leave, the team's own target.

import { h, s } from "./dom.js";
import { icon } from "./marks.js";

const HIGH = 42;
const BAR = 9;
const TOP = 10;

/** The view `profile`. */
export class Profile {
  constructor(root, data) {
    this.rows = data.rows;
    this.boxes = data.rows.map(() => h("div", { class: "bar" }));
    const items = data.rows.map((row, i) => h("li", {},
      h("div", { class: "top", "aria-hidden": "true" }, h("b", { text: row.title }), h("span", { text: row.answered ?? "" })),
      this.boxes[i],
      h("p", { class: "sr", text: sentence(row) })));
    this.node = h("div", { class: "profile" }, h("ul", { class: "rows", role: "list" }, ...items), key(data.rows));
    root.append(this.node);
    this.resizer = new ResizeObserver(() => this.theme());
    this.resizer.observe(this.node);
  }

  theme() {
    this.boxes.forEach((box, i) => {
      const width = box.clientWidth;
      if (width) box.replaceChildren(draw(this.rows[i], width));
    });
  }

  destroy() {
    this.resizer.disconnect();
    this.node.remove();
  }
}

function sentence({ title, score, low, high, answered, target }) {
  const parts = [score === null || score === undefined ? "no score yet" : `${Math.round(score)} of 100`];
  if (hasRange({ low, high }) && high > low) parts.push(`open answers leave ${Math.round(low)} to ${Math.round(high)}`);
  if (answered) parts.push(answered);
  if (target !== null && target !== undefined) parts.push(`target ${target}${reached({ score, target }) ? ", reached" : ""}`);
  return `${title}: ${parts.join("; ")}.`;
}

function reached({ score, target }) {
  return score !== null && score !== undefined && target !== null && target !== undefined && score >= target;
}

function hasRange({ low, high }) {
  return Number.isFinite(low) && Number.isFinite(high);
}

function draw(row, width) {
  const svg = s("svg", { width, height: HIGH, "aria-hidden": "true", focusable: "false" });
  const x = (value) => 7 + (Math.min(100, Math.max(0, value)) / 100) * (width - 14);
  const middle = TOP + BAR / 2;
  svg.append(s("rect", { class: "rail", x: 0.5, y: TOP + 0.5, width: width - 1, height: BAR - 1 }));
  if (hasRange(row) && row.high > row.low) svg.append(s("rect", { class: "range", x: x(row.low), y: TOP, width: x(row.high) - x(row.low), height: BAR }));
  if (row.target !== null && row.target !== undefined) {
    svg.append(s("path", { class: "flag", d: `M${x(row.target) - 1} ${TOP + BAR + 4}V${TOP - 9}h12l-3 4 3 4h-9.5v${BAR + 5}z` }));
  }
  const scored = row.score !== null && row.score !== undefined;
  if (scored) svg.append(s("circle", { class: "dot", cx: x(row.score), cy: middle, r: 6.5 }));
  svg.append(...labels(row, scored, x, width));
  return svg;
}

// The score stands under its dot, the target under its flag; where they would meet, side by side.
function labels(row, scored, x, width) {
  const y = HIGH - 6;
  const out = [];
  let left = -1;
  let right = -1;
  if (scored) {
    const at = Math.min(Math.max(x(row.score), 11), width - 13);
    [left, right] = [at - 12, at + 12];
    out.push(s("text", { class: "score", x: at, y, "text-anchor": "middle", text: Math.round(row.score) }));
  } else {
    out.push(s("text", { class: "soft", x: 0, y, text: "no score yet" }));
    [left, right] = [0, 84];
  }
  if (row.target === null || row.target === undefined) return out;
  const text = `target ${row.target}${reached(row) ? ", reached" : ""}`;
  const half = text.length * 3.4;
  let at = Math.min(Math.max(x(row.target), half), width - half);
  if (at + half > left - 4 && at - half < right + 4) {
    at = at >= (left + right) / 2 || left - half * 2 < 4 ? right + 4 + half : left - 4 - half;
    if (at + half > width) at = left - 4 - half;
  }
  out.push(s("text", { class: "soft", x: at, y, "text-anchor": "middle", text }));
  return out;
}

function key(rows) {
  const aimed = rows.some((row) => row.target !== null && row.target !== undefined);
  const small = (child) => s("svg", { class: "icon", width: 20, height: 16, "aria-hidden": "true" }, child);
  const item = (picture, text) => h("li", {}, picture, text);
  return h("ul", { class: "key", "aria-hidden": "true" },
    item(small(s("circle", { class: "dot", cx: 8, cy: 8, r: 6.5 })), "score today, 0 to 100"),
    item(small(s("rect", { class: "range", x: 0, y: 3.5, width: 18, height: 9 })), "the range that open answers leave"),
    aimed ? item(icon("flag", 18), "target") : null);
}
