// The four marks, the signs of the road and the letters of the lanes, as SVG in the colors of the theme.

import { h, s } from "./dom.js";

/** The word of each mark, for data that brings none. */
export const WORDS = { hand: "by hand", hourglass: "approval", button: "button", bolt: "automatic" };

const SIGNS = {
  bolt: () => [s("path", { class: "fill round", d: "M13.9 1.9 4.8 13.3h6.1l-1.3 8.8 9.6-12h-6.5z" })],
  button: () => [
    s("circle", { class: "stroke ring", cx: 12, cy: 12, r: 9.2, "stroke-width": 2.1 }),
    s("circle", { class: "fill", cx: 12, cy: 12, r: 5.5 }),
  ],
  hand: () => [s("g", { transform: "rotate(6 12 12)" },
    s("path", { class: "stroke", "stroke-width": 2.6, "stroke-linecap": "round",
      d: "M8.7 12V5.5M12.05 11.5V3.2M15.4 11.5V4.1M18.7 12.5V7.1" }),
    s("path", { class: "fill", d: "M7.4 10.9h12.6v4.3c0 4.1-2.5 7.2-6.3 7.2h-1.5c-2.3 0-3.9-.9-5.2-2.7L3.3 15.1"
      + "c-.6-.8-.4-1.8.3-2.3s1.7-.4 2.3.3l1.5 1.7z" }))],
  hourglass: () => [
    s("path", { class: "fill", d: "M4.6 1.8h14.8a1 1 0 0 1 1 1v.9a1 1 0 0 1-1 1H4.6a1 1 0 0 1-1-1v-.9a1 1 0 0 1 1-1z"
      + "M4.6 19.3h14.8a1 1 0 0 1 1 1v.9a1 1 0 0 1-1 1H4.6a1 1 0 0 1-1-1v-.9a1 1 0 0 1 1-1z" }),
    s("path", { class: "stroke", "stroke-width": 1.9,
      d: "M6.4 4.6v1.6c0 2.9 4 3.9 4 5.8s-4 2.9-4 5.8v1.6M17.6 4.6v1.6c0 2.9-4 3.9-4 5.8s4 2.9 4 5.8v1.6" }),
    s("path", { class: "fill",
      d: "M8.5 7.4h7c-.5 1.6-2.3 2.4-3 3.5v2.9c1.3.4 3.4 1.6 3.6 4.6H7.9c.2-3 2.3-4.2 3.6-4.6v-2.9c-.7-1.1-2.5-1.9-3-3.5z" }),
  ],
  closed: () => [s("path", { class: "fill",
    d: "M20.7 14.9A9.3 9.3 0 0 1 9.1 3.3a.6.6 0 0 0-.8-.7 10.1 10.1 0 1 0 13.1 13.1.6.6 0 0 0-.7-.8z" })],
  failed: () => [
    s("circle", { class: "fill", cx: 12, cy: 12, r: 10 }),
    s("path", { class: "cross", d: "M8 8l8 8M16 8l-8 8", "stroke-width": 2.5, "stroke-linecap": "round" }),
  ],
  frozen: () => [0, 60, 120].map((turn) => s("path", {
    class: "stroke", "stroke-width": 1.9, "stroke-linecap": "round", "stroke-linejoin": "round",
    transform: `rotate(${turn} 12 12)`, d: "M12 1.8v20.4M9.3 3.8 12 6.3l2.7-2.5M9.3 20.2 12 17.7l2.7 2.5" })),
  train: () => [
    s("rect", { class: "stroke", x: 1.7, y: 4.3, width: 20.6, height: 11.4, rx: 2.6, "stroke-width": 1.9 }),
    ...[[6.6, 10, 1.95], [12, 10, 1.95], [17.4, 10, 1.95], [7.2, 19.3, 2.3], [16.8, 19.3, 2.3]].map(([cx, cy, r]) =>
      s("circle", { class: "fill", cx, cy, r })),
  ],
  play: () => [s("path", { class: "fill", d: "M7 4.2v15.6a.8.8 0 0 0 1.2.7l12.4-7.8a.8.8 0 0 0 0-1.4L8.2 3.5a.8.8 0 0 0-1.2.7z" })],
  pause: () => [s("rect", { class: "fill", x: 6, y: 3.5, width: 4.4, height: 17 }),
    s("rect", { class: "fill", x: 13.6, y: 3.5, width: 4.4, height: 17 })],
  step: () => [s("path", { class: "stroke", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round",
    d: "M5 4.5 13.5 12 5 19.5M18.5 4.5v15" })],
  next: () => [s("path", { class: "stroke", "stroke-width": 2.2, "stroke-linecap": "round", "stroke-linejoin": "round",
    d: "M8.5 5 15.5 12 8.5 19" })],
  previous: () => [s("path", { class: "stroke", "stroke-width": 2.2, "stroke-linecap": "round", "stroke-linejoin": "round",
    d: "M15.5 5 8.5 12 15.5 19" })],
  flag: () => [s("path", { class: "fill", d: "M5 2h2.6v20H5z M7.6 2H20l-3.4 4.6L20 11.2H7.6z" })],
};

/** The strokes of a sign, drawn in a 24 by 24 square; its class gives the color. */
export function strokes(name) {
  return s("g", { class: `sign ${name}` }, ...SIGNS[name]());
}

/** A sign as a picture of its own; without a name it is decoration beside its word. */
export function icon(name, size, label) {
  const told = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return s("svg", { width: size, height: size, viewBox: "0 0 24 24", class: "icon", focusable: "false", ...told }, strokes(name));
}

/** A mark as icon and word. */
export function labelled(mark, word, size = 24) {
  return h("span", { class: `word ${mark}` }, icon(mark, size), h("span", { text: word ?? WORDS[mark] }));
}

// A full square, B open circle, C open square, D full circle.
const SHAPES = { A: [true, false], B: [false, true], C: [false, false], D: [true, true] };

/** The badge of a lane: letter and shape, never a color. */
export function badge(letter, size = 26) {
  const [full, round] = SHAPES[letter] ?? SHAPES.C;
  const shape = round
    ? s("circle", { cx: 13, cy: 13, r: full ? 13 : 12 })
    : s("rect", { x: full ? 0 : 1, y: full ? 0 : 1, width: full ? 26 : 24, height: full ? 26 : 24, rx: 4 });
  return s("svg", { class: `badge ${full ? "full" : "open"}`, width: size, height: size, viewBox: "0 0 26 26",
    "aria-hidden": "true" }, shape, s("text", { x: 13, y: 17.9, "text-anchor": "middle", text: letter }));
}

/**
 * The surface of a road: hatch, grains, rails, solid, or dots where nothing is said.
 * Drawn along x from `from` to `to` with its middle at y = 0; `thick` is the width of the road.
 */
export function surface(mark, from, to, thick = 9) {
  const length = Math.max(0, to - from);
  const top = -thick / 2;
  const group = s("g", { class: `surface ${mark ?? "unsaid"}` });
  if (mark === "bolt") group.append(s("rect", { class: "fill", x: from, y: top, width: length, height: thick }));
  else if (mark === "button") {
    const rail = thick > 12 ? 1.6 : 2.4;
    group.append(s("rect", { class: "tint", x: from, y: top, width: length, height: thick }));
    const rails = thick > 12 ? [top, top + thick * 0.33, top + thick * 0.66 - rail / 2, top + thick - rail] : [top, top + thick - rail];
    group.append(...rails.map((y) => s("rect", { class: "fill", x: from, y, width: length, height: rail })));
  } else if (mark === "hand") group.append(hatch(from, length, thick));
  else if (mark === "hourglass") group.append(...grains(from, length, thick));
  else if (mark === "wait") group.append(s("rect", { class: "waiting", x: from + 0.5, y: top + 0.5, width: Math.max(0, length - 1), height: thick - 1 }));
  else group.append(s("path", { class: "dots", d: `M${from + 3} 0H${to}` }));
  return group;
}

function hatch(from, length, thick) {
  const pitch = thick > 12 ? 9 : 7.07;
  const bar = pitch * 0.46;
  let path = "";
  for (let x = -thick; x < length; x += pitch) path += `M${x} ${thick}L${x + thick} 0h${bar}L${x + bar} ${thick}Z`;
  // An inner svg clips the strokes at both ends without an id that two instances could share.
  return s("svg", { x: from, y: -thick / 2, width: length, height: thick, overflow: "hidden" }, s("path", { class: "fill", d: path }));
}

function grains(from, length, thick) {
  const tall = thick > 12;
  const pitch = tall ? 8 : 8.4;
  const count = Math.max(1, Math.floor(length / pitch));
  const step = length / count;
  const rows = tall ? [-thick / 4, thick / 4] : [0];
  const dots = [];
  for (let i = 0; i < count; i += 1) {
    rows.forEach((y, row) => {
      const x = from + step * (i + (tall ? 0.25 + row * 0.5 : 0.5));
      dots.push(s("circle", { class: "fill", cx: x, cy: y, r: tall ? Math.min(2, step / 4) : 2.6 }));
    });
  }
  return dots;
}
