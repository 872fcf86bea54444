// Lay out roads: which stretch belongs to which stage, where changes pile up, and the drawing of it.

import { s } from "./dom.js";
import { strokes, surface } from "./marks.js";

const PITCH = 15;
const BEND = 20; // [px] of a road that a fork or a meeting takes
const NONE = { length: 0, pitch: PITCH, rows: 1 };

/**
 * Lay out lanes over one common row of columns, so that equal stages stand above each other.
 * size: {length, rows, zone, apart} [px], rows = how high a pile may grow, zone = the longest a pile may become,
 * apart = the distance of roads side by side.
 */
export function layout(lanes, size) {
  const plans = lanes.map((lane) => planOf(lane));
  const ids = mergeIds(plans.map((plan, l) => plan.leads.map((i) => lanes[l].stages[i].id)));
  const needs = lanes.map((lane, l) => pileNeeds(lane, plans[l], ids, size));
  const zones = Array.from({ length: ids.length + 1 }, (_, k) => Math.max(0, ...needs.map((need) => need.at[k]?.length ?? 0)));
  const room = size.length - zones.reduce((sum, zone) => sum + zone, 0);
  const wide = roomBeside(needs, plans, ids);
  const width = room / (ids.length + 1 + wide.reduce((sum, one) => sum + one, 0));
  let along = width / 2;
  const columns = ids.map((id, k) => {
    const zone = along;
    along += zones[k];
    const long = width * (1 + wide[k]);
    const column = { id, zone, a: along, c: along + long / 2, b: along + long, width };
    along += long;
    return column;
  });
  const exit = { zone: along, a: along + zones[ids.length] };
  return { columns, width, lanes: lanes.map((lane, l) => stretches(lane, plans[l], needs[l], columns, exit, size)) };
}

// Where a road forks, stages stand side by side: the column of each (the first stage of its group leads it), and how
// far from the middle, in roads. A road that does not fork has a column for each stage.
function planOf(lane) {
  const depth = [];
  const off = [];
  lane.stages.forEach((_, i) => {
    const before = lane.before[i].filter((k) => k < i);
    depth.push(before.length ? 1 + Math.max(...before.map((k) => depth[k])) : 0);
    off.push(before.length ? before.reduce((sum, k) => sum + off[k], 0) / before.length : 0);
    const fellows = before.length === 1 ? lane.next[before[0]].filter((k) => lane.before[k].length === 1)
      : before.length ? [i] : entries(lane);
    off[i] += (fellows.length - 1) / 2 - fellows.indexOf(i);
  });
  if (off.length) off[off.length - 1] = 0; // production lies at the end of the middle
  const groups = [...new Set(depth)].map((deep) => depth.flatMap((one, i) => (one === deep ? [i] : [])));
  return {
    off, leads: groups.map((group) => group[0]), lead: depth.map((deep) => depth.indexOf(deep)),
    beside: depth.map((deep, i) => off[i] !== 0 || depth.filter((one) => one === deep).length > 1),
  };
}

// Stages side by side need room for their bends and their words, unless other lanes' columns give it already.
function roomBeside(needs, plans, ids) {
  return ids.map((_, k) => {
    const ends = plans.flatMap((plan, l) => plan.beside.flatMap((beside, i) => (beside && needs[l].column[i] === k ? [needs[l].after(i)] : [])));
    return ends.length && Math.min(...ends) - k < 2 ? 1 : 0;
  });
}

function entries(lane) {
  return lane.before.flatMap((list, i) => (list.length ? [] : [i]));
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
function pileNeeds(lane, plan, ids, size) {
  const at = {};
  const column = rising(plan.lead.map((i) => ids.indexOf(lane.stages[i].id)), lane);
  const held = lane.stages.map((stage) => stage.kind === "gate" && (stage.peak > 6 || Boolean(stage.departs)));
  const after = (i) => Math.min(ids.length, ...lane.next[i].map((k) => column[k]));
  const piles = lane.stages.map((stage, i) => {
    const gate = stage.kind === "gate";
    const k = gate ? after(i) : column[i];
    const small = stage.peak <= 6 && !stage.departs;
    const most = plan.beside[i] ? { ...size, rows: 2 } : size;
    // Who must wait again behind a gate stands at the same barrier: one place, one pile.
    const gateBefore = lane.before[i].length === 1 && held[lane.before[i][0]] ? lane.before[i][0] : null;
    if (gateBefore !== null) return { ...fit(lane.stages[gateBefore].peak, size), small: true, shared: gateBefore, gate: false, k };
    const pile = small ? { ...NONE, rows: stage.kind === "approval" || plan.beside[i] ? 2 : size.rows } : fit(stage.peak, most);
    if (!small) at[k] = { length: Math.max(at[k]?.length ?? 0, pile.length) };
    return { ...pile, small, gate, shared: null, k };
  });
  return { at, piles, column, after };
}

// Lanes may order the same stages differently; along one road places only rise.
function rising(columns, lane) {
  const found = [];
  columns.forEach((k, i) => found.push(Math.max(k, ...lane.before[i].filter((one) => one < i).map((one) => found[one]))));
  return found;
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

function stretches(lane, plan, need, columns, exit, size) {
  const starts = need.column.map((k) => columns[k]);
  const stages = lane.stages.map((stage, i) => {
    const next = columns[need.after(i)];
    const nextPiles = lane.next[i].map((k) => need.piles[k]);
    const pile = need.piles[i];
    const from = !lane.before[i].length && pile.small ? 0 : starts[i].a;
    let to = next ? next.a : size.length;
    if (next && nextPiles.some((one) => !one.small && !one.gate)) to = next.zone;
    if (pile.gate && !next) to = exit.a;
    const barrier = pile.small ? null : (pile.gate ? to : from);
    let anchor = pile.gate ? to - 10 : from - 9;
    if (barrier !== null) anchor = barrier - 10;
    else if (pile.shared !== null) anchor = from - 10;
    else if (stage.kind === "approval") anchor = starts[i].c - 11;
    else if (from === 0) anchor = 12;
    const beside = plan.beside[i];
    // Beside others a pile stands on the road's own stretch, after the fork.
    if (beside && pile.small && from > 0) anchor = from + 20;
    const moves = stage.kind === "approval" && pile.small ? anchor : from + (beside ? 20 : 0);
    return {
      stage, c: starts[i].c, surface: [from, to], from: pile.gate ? anchor : moves, to: beside && next ? to - BEND - 4 : to, anchor, barrier, shared: pile.shared,
      off: plan.off[i] * (size.apart ?? 0), beside, before: lane.before[i],
      pitch: pile.pitch, rows: pile.rows, wait: !pile.small && !pile.gate ? [from - pile.length + 4, from] : null,
    };
  });
  const offs = stages.map(({ off }) => off);
  return { stages, end: size.length, exit: exit.a, above: Math.max(0, ...offs), below: Math.max(0, ...offs.map((off) => -off)) };
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
  const way = stretch.beside && stretch.barrier === null ? 1 : -1; // a small pile beside others grows along its own road
  return [stretch.anchor + way * column * stretch.pitch, row * stretch.pitch];
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
  for (const { stage: { mark }, surface: [from, to], wait, off = 0, beside } of stages) {
    if (wait) out.push({ mark: "wait", from: wait[0], to: wait[1], off });
    const last = out[out.length - 1];
    if (last && !beside && last.mark === mark && last.off === off && Math.abs(last.to - from) < 0.6) last.to = to;
    else out.push({ mark, from: from + (wait ? 2 : 0), to, off });
  }
  return out;
}

// Where roads part and meet: bent links between the ends of two stretches that lie beside each other.
function links(stages, side) {
  const found = [];
  stages.forEach((stretch) => {
    for (const k of stretch.before ?? []) {
      const one = stages[k];
      if (one.off === stretch.off) continue;
      const parts = Math.abs(stretch.off) > Math.abs(one.off);
      const x = parts ? stretch.surface[0] : one.surface[1];
      const [x1, x2] = parts ? [x, x + BEND] : [x - BEND, x];
      const middle = (x1 + x2) / 2;
      found.push(`M${x1} ${side * one.off}C${middle} ${side * one.off} ${middle} ${side * stretch.off} ${x2} ${side * stretch.off}`);
    }
  });
  return found;
}

/** Draw surfaces, the arrow, barriers and marks of one lane into an svg group. */
export function drawRoad(geometry, { x0, y0, vertical = false, icons = true, big = 2, commit = true, size = 24 }) {
  const group = s("g", { class: "road" });
  const line = s("g", { transform: `translate(${x0} ${y0})${vertical ? " rotate(90)" : ""}` });
  const { stages, end } = geometry;
  const side = vertical ? 1 : -1; // the road is drawn along x and turned
  for (const d of links(stages, side)) line.append(s("path", { class: "link", d }));
  for (const { mark, from, to, off } of runs(stages)) {
    const bend = off ? BEND : 0;
    const stretch = surface(mark, from + bend, Math.min(to, end - 12) - bend);
    if (off) stretch.setAttribute("transform", `translate(0 ${side * off})`);
    line.append(stretch);
  }
  const over = stages.length ? stages[stages.length - 1].surface[1] : end;
  if (over < end - 14) line.append(surface("wait", over + 2, end - 12));
  const tip = stages.length ? stages[stages.length - 1].stage.mark : null;
  line.append(s("path", { class: `tip ${tip ?? "unsaid"}`, d: `M${end - 13} -8L${end + 1} 0L${end - 13} 8Z` }));
  if (commit) line.append(s("circle", { class: "commit", cx: 0, cy: 0, r: 5 }));
  group.append(line);
  const place = placing(x0, y0, vertical);
  stages.forEach((stretch, i) => {
    if (icons && !stretch.beside) group.append(signpost(stretch, place, vertical, i >= stages.length - big ? size * 1.25 : size));
  });
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
