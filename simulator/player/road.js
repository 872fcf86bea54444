// Lay out roads: which stretch belongs to which stage, where changes pile up, and the drawing of it.

import { s } from "./dom.js";
import { strokes, surface } from "./marks.js";

const PITCH = 15;
const NONE = { length: 0, pitch: PITCH, rows: 1 };

/**
 * Lay out lanes over one common row of columns, so that equal stages stand above each other.
 * size: {length, rows, zone} [px], rows = how high a pile may grow, zone = the longest a pile may become.
 */
export function layout(lanes, size) {
  const ids = mergeIds(lanes.map((lane) => lane.stages.map((stage) => stage.id)));
  const needs = lanes.map((lane) => pileNeeds(lane, ids, size));
  const zones = Array.from({ length: ids.length + 1 }, (_, k) => Math.max(0, ...needs.map((need) => need.at[k]?.length ?? 0)));
  const room = size.length - zones.reduce((sum, zone) => sum + zone, 0);
  const width = room / (ids.length + 1);
  let along = width / 2;
  const columns = ids.map((id, k) => {
    const zone = along;
    along += zones[k];
    const column = { id, zone, a: along, c: along + width / 2, b: along + width, width };
    along += width;
    return column;
  });
  const exit = { zone: along, a: along + zones[ids.length] };
  return { columns, width, lanes: lanes.map((lane, l) => stretches(lane, needs[l], columns, exit, size)) };
}

// One order that holds all lanes' stages: the longest first, what others add goes after its neighbor.
function mergeIds(lists) {
  const order = [...lists].sort((a, b) => b.length - a.length);
  const ids = [...(order[0] ?? [])];
  for (const list of order.slice(1)) {
    list.forEach((id, i) => {
      if (ids.includes(id)) return;
      const before = list.slice(0, i).reverse().find((one) => ids.includes(one));
      ids.splice(before === undefined ? 0 : ids.indexOf(before) + 1, 0, id);
    });
  }
  return ids;
}

// A pile stands at the boundary before a column: before a stage that works, or on a gate, before what follows it.
function pileNeeds(lane, ids, size) {
  const at = {};
  const column = lane.stages.map((stage) => ids.indexOf(stage.id));
  const held = lane.stages.map((stage) => stage.kind === "gate" && (stage.peak > 6 || Boolean(stage.departs)));
  const piles = lane.stages.map((stage, i) => {
    const gate = stage.kind === "gate";
    const k = gate ? column[i + 1] ?? ids.length : column[i];
    const small = stage.peak <= 6 && !stage.departs;
    // Who must wait again behind a gate stands at the same barrier: one place, one pile.
    if (i > 0 && held[i - 1]) return { ...fit(lane.stages[i - 1].peak, size), small: true, shared: true, gate: false, k };
    const pile = small ? { ...NONE, rows: stage.kind === "approval" ? 2 : size.rows } : fit(stage.peak, size);
    if (!small) at[k] = { length: Math.max(at[k]?.length ?? 0, pile.length) };
    return { ...pile, small, gate, k };
  });
  return { at, piles, column };
}

function fit(most, size) {
  const high = size.rows * PITCH;
  for (let pitch = PITCH; pitch > 5; pitch -= 0.5) {
    const rows = Math.floor(high / pitch);
    const length = columnsOf(most, rows) * pitch + 16;
    if (length <= size.zone || pitch <= 5.5) return { length: Math.max(length, 46), pitch, rows };
  }
  return { ...NONE };
}

function stretches(lane, need, columns, exit, size) {
  const starts = need.column.map((k) => columns[k]);
  const stages = lane.stages.map((stage, i) => {
    const next = starts[i + 1];
    const pile = need.piles[i];
    const nextPile = need.piles[i + 1];
    const from = i === 0 && pile.small ? 0 : starts[i].a;
    let to = next ? next.a : size.length;
    if (next && !nextPile.small && !nextPile.gate) to = next.zone;
    if (pile.gate && !next) to = exit.a;
    const barrier = pile.small ? null : (pile.gate ? to : from);
    let anchor = pile.gate ? to - 10 : from - 9;
    if (barrier !== null) anchor = barrier - 10;
    else if (pile.shared) anchor = from - 10;
    else if (stage.kind === "approval") anchor = starts[i].c - 11;
    else if (i === 0) anchor = 12;
    const moves = stage.kind === "approval" && pile.small ? anchor : from;
    return {
      stage, c: starts[i].c, surface: [from, to], from: pile.gate ? anchor : moves, to, anchor, barrier, shared: Boolean(pile.shared),
      pitch: pile.pitch, rows: pile.rows, wait: !pile.small && !pile.gate ? [from - pile.length + 4, from] : null,
    };
  });
  return { stages, end: size.length, exit: exit.a };
}

const HEAPS = new Map();

// The cells [column, row] of a heap in the order they fill: highest at the barrier, sloping away from it.
function heap(rows, n) {
  let cells = HEAPS.get(rows) ?? [];
  if (cells.length <= n) {
    const columns = Math.ceil((n + 1) / rows) + rows;
    cells = Array.from({ length: columns * rows }, (_, i) => [Math.floor(i / rows), i % rows])
      .sort((a, b) => 2 * a[0] + a[1] - 2 * b[0] - b[1] || a[0] - b[0]);
    HEAPS.set(rows, cells);
  }
  return cells;
}

function columnsOf(n, rows) {
  return 1 + Math.max(0, ...heap(rows, n).slice(0, n).map(([column]) => column));
}

/** The place of the k-th waiting change of a stage: [along the road, off the road]. */
export function slot(stretch, k) {
  const [column, row] = heap(stretch.rows, k)[k];
  return [stretch.anchor - column * stretch.pitch, row * stretch.pitch];
}

/** The length [px] of the longest pile of a stage. */
export function pileLength(stretch) {
  return columnsOf(stretch.stage.peak || 1, stretch.rows) * stretch.pitch;
}

/** The height [px] of the highest pile a stage may get. */
export function pileHeight(stretch) {
  return Math.min(stretch.stage.peak || 1, stretch.rows) * stretch.pitch;
}

/** Turn [along, off] into [x, y]: left to right on a desk, downward on a phone. */
export function placing(x0, y0, vertical) {
  return vertical ? (along, off) => [x0 - off, y0 + along] : (along, off) => [x0 + along, y0 - off];
}

// Neighbors of one surface are one stretch, so that no seam shows.
function runs(stages) {
  const out = [];
  for (const { stage: { mark }, surface: [from, to], wait } of stages) {
    if (wait) out.push({ mark: "wait", from: wait[0], to: wait[1] });
    const last = out[out.length - 1];
    if (last && last.mark === mark && Math.abs(last.to - from) < 0.6) last.to = to;
    else out.push({ mark, from: from + (wait ? 2 : 0), to });
  }
  return out;
}

/** Draw surfaces, the arrow, barriers and marks of one lane into an svg group. */
export function drawRoad(geometry, { x0, y0, vertical = false, icons = true, big = 2, commit = true, size = 24 }) {
  const group = s("g", { class: "road" });
  const line = s("g", { transform: `translate(${x0} ${y0})${vertical ? " rotate(90)" : ""}` });
  const { stages, end } = geometry;
  for (const { mark, from, to } of runs(stages)) line.append(surface(mark, from, Math.min(to, end - 12)));
  const over = stages.length ? stages[stages.length - 1].surface[1] : end;
  if (over < end - 14) line.append(surface("wait", over + 2, end - 12));
  const tip = stages.length ? stages[stages.length - 1].stage.mark : null;
  line.append(s("path", { class: `tip ${tip ?? "unsaid"}`, d: `M${end - 13} -8L${end + 1} 0L${end - 13} 8Z` }));
  if (commit) line.append(s("circle", { class: "commit", cx: 0, cy: 0, r: 5 }));
  group.append(line);
  const place = placing(x0, y0, vertical);
  if (icons) stages.forEach((stretch, i) => group.append(signpost(stretch, place, vertical, i >= stages.length - big ? size * 1.25 : size)));
  return group;
}

/** A mark on its stem above the road, or to its right where the road runs downward. */
export function signpost({ stage, c }, place, vertical, size) {
  const [x, y] = place(c, 0);
  const post = s("g", { class: `post ${stage.mark ?? "unsaid"}`, "data-stage": stage.id });
  if (!stage.mark) {
    post.append(s("circle", { class: "unsaid-dot", cx: x, cy: y, r: 4.5 }));
    return post;
  }
  const scale = size / 24;
  const [left, top] = vertical ? [x + 25 - size / 2, y - size / 2] : [x - size / 2, y - 24 - size];
  if (!vertical) post.append(s("path", { class: "stem", d: `M${x} ${y - 6}V${y - 22}` }));
  const sign = strokes(stage.mark);
  sign.setAttribute("transform", `translate(${left} ${top}) scale(${scale})`);
  post.append(sign);
  return post;
}
