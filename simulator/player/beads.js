// Place the changes of one lane at one moment, and paint them.

import { Lane, Way } from "./frames.js";
import { slot } from "./road.js";

const R = 6.5; // at the usual distance of beads in a pile; smaller where a long pile needs it
const BOX = 11; // distance of beads in a train

/** The moving part of one lane: beads on a road of given geometry. */
export class Beads {
  constructor(lane, geometry, vertical = false) {
    this.lane = lane;
    this.geometry = geometry;
    this.ways = lane.changes.map((change) => new Way(change, lane, geometry));
    this.radius = Math.max(4.5, Math.min(R, 0.44 * Math.min(...geometry.stages.map((stretch) => stretch.pitch))));
    this.boxes = new Map(lane.deployments.filter((one) => one.size > 1).map((one) => [one, boxOf(one, vertical)]));
  }

  /** Where everything is at time t: beads [{n, along, off, trail, look}] and trains [{along, long, high, failed, share}]. */
  at(t, glide) {
    const slots = new Map();
    this.lane.stages.forEach((_, i) => {
      const before = this.geometry.stages[i + 1]?.shared ? this.lane.waiting(i + 1, t).length : 0;
      this.lane.waiting(i, t).forEach((visit, k) => slots.set(visit, before + k));
    });
    const beads = [];
    const trains = new Map();
    this.lane.changes.forEach((change, i) => {
      if (t < change.arrive || t >= change.live + glide) return;
      beads.push(this.bead(change, this.ways[i], t, glide, slots, trains));
    });
    return { beads, trains: [...trains.values()], radius: this.radius };
  }

  bead(change, way, t, glide, slots, trains) {
    let along = way.at(t, glide);
    const trail = along - way.at(t - glide / 8, glide);
    let off = trail < -0.5 ? Math.min(18, -2 * trail) : 0;
    const { kind, visit } = this.lane.doing(change, t);
    let look = kind === "back" && visit?.outcome === 1 ? "back" : "bead";
    for (const one of change.visits) {
      if (one.join > t) break;
      const share = one.start > t ? Math.min(1, (t - one.join) / glide) : 1 - (t - one.start) / glide;
      const k = one.start > t ? slots.get(one) : one.start > one.join ? one.rank : 0;
      if (share <= 0 || k === undefined) continue;
      const stretch = this.geometry.stages[one.stage];
      const [a, o] = slot(stretch, k);
      along += (a - stretch.anchor) * share;
      off += o * Math.max(0, (share - 0.7) / 0.3); // up the pile only at its foot, never through the air
    }
    const carried = this.lane.carrying(change.n, t) ?? this.justFailed(change.n, t, glide);
    const failed = carried?.failed && t >= carried.end;
    if (carried && this.boxes.has(carried)) {
      [along, off] = this.board(carried, change.n, way.at(t, glide), [along, off], { t, glide, trains, failed });
      look = "rider";
    } else if (failed) look = "failed";
    return { n: change.n, along, off, trail, look };
  }

  // A failure of minutes stays in sight long enough to be seen at any speed.
  justFailed(n, t, glide) {
    return (this.lane.deploymentsOf.get(n) ?? []).find((one) => one.failed && one.end <= t && t < one.end + glide) ?? null;
  }

  board(deployment, n, center, [along, off], { t, glide, trains, failed }) {
    const box = this.boxes.get(deployment);
    const { end, stages } = this.geometry;
    const last = stages[stages.length - 1];
    const middle = Math.min(Math.max(center, last.from + box.long / 2 + 5), end - box.long / 2 + 4);
    const share = Math.min(1, (t - deployment.start) / glide);
    trains.set(deployment, { along: middle, long: box.long, high: box.high, lift: box.lift, failed, share });
    const [a, o] = box.seats.get(n) ?? [0, 0];
    return [along + (middle + a - along) * share, off + (o + box.lift - off) * share];
  }
}

function boxOf(deployment, vertical) {
  const rows = vertical ? Math.min(4, Math.ceil(deployment.size / 3)) : deployment.size <= 4 ? 1 : deployment.size <= 12 ? 2 : Math.min(4, Math.ceil(deployment.size / 8));
  const columns = Math.ceil(deployment.size / rows);
  const seats = new Map(deployment.changes.map((n, i) => [
    n, [(Math.floor(i / rows) - (columns - 1) / 2) * BOX, ((i % rows) - (rows - 1) / 2) * BOX]]));
  // A tall train stands on the road instead of hiding the words below it.
  return { seats, long: columns * BOX + 8, high: rows * BOX + 8, lift: Math.max(0, (rows - 2) * BOX) / 2 };
}

/** How much of the last moments was closed or frozen, 0..1: eased, so that nothing blinks at any speed. */
export function eased(windows, t, glide) {
  return Lane.share(windows, t, Math.max(glide * 1.5, 0.001));
}

function disc(context, x, y, r) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
}

/** Paint beads and trains; place turns [along, off] into [x, y]. Returns what can be clicked: [{n, x, y}]. */
export function paint(context, { beads, trains, radius = R }, place, palette, chosen, vertical) {
  trains.forEach((train) => paintTrain(context, train, place, palette, vertical));
  beads.forEach((bead) => { if (bead.look !== "rider") paintTrail(context, bead, place, palette); });
  const spots = beads.map((bead) => {
    const [x, y] = place(bead.along, bead.off);
    if (bead.look === "failed") paintCross(context, x, y, 8, palette);
    else {
      disc(context, x, y, bead.look === "rider" ? Math.min(4.5, radius) : radius);
      context.lineWidth = 2;
      context.strokeStyle = palette.bg;
      if (bead.look !== "rider") context.stroke();
      context.fillStyle = bead.look === "back" ? palette.bg : palette.ink;
      context.fill();
      if (bead.look === "back") {
        context.strokeStyle = palette.ink;
        context.stroke();
      }
    }
    return { n: bead.n, x, y };
  });
  const spot = spots.find(({ n }) => n === chosen);
  if (spot) paintChosen(context, spot.x, spot.y, chosen, palette);
  return spots;
}

/** A chosen change: an open circle with its number. */
export function paintChosen(context, x, y, n, palette) {
  disc(context, x, y, 11);
  context.fillStyle = palette.bg;
  context.fill();
  context.lineWidth = 2.2;
  context.strokeStyle = palette.ink;
  context.stroke();
  context.fillStyle = palette.ink;
  context.font = `650 ${n > 99 ? 9.5 : 11.5}px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(n), x, y + 0.5);
}

function paintTrail(context, bead, place, palette) {
  const long = Math.min(44, Math.abs(bead.trail) * 2.2);
  if (long < 8 || bead.off > 3) return;
  const [x, y] = place(bead.along, bead.off);
  const [fromX, fromY] = place(bead.along - Math.sign(bead.trail) * (long + R), bead.off);
  const fade = context.createLinearGradient(fromX, fromY, x, y);
  fade.addColorStop(0, `${palette.bg}00`);
  fade.addColorStop(1, `${palette.bg}D0`);
  context.strokeStyle = fade;
  context.lineWidth = 6;
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(x, y);
  context.stroke();
}

function paintTrain(context, { along, long, high, lift, failed, share }, place, palette, vertical) {
  const [x, y] = place(along, lift);
  const [w, hh] = vertical ? [high, long] : [long, high];
  context.globalAlpha = share;
  context.beginPath();
  context.roundRect(x - w / 2, y - hh / 2, w, hh, 5);
  context.fillStyle = palette.bg;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = failed ? palette.fail : palette.ink;
  context.stroke();
  if (failed) paintCross(context, x + w / 2, y - hh / 2, 8, palette);
  context.globalAlpha = 1;
}

function paintCross(context, x, y, r, palette) {
  disc(context, x, y, r + 1.5);
  context.fillStyle = palette.bg;
  context.fill();
  disc(context, x, y, r);
  context.fillStyle = palette.fail;
  context.fill();
  const arm = r * 0.4;
  context.beginPath();
  context.moveTo(x - arm, y - arm);
  context.lineTo(x + arm, y + arm);
  context.moveTo(x + arm, y - arm);
  context.lineTo(x - arm, y + arm);
  context.lineWidth = 2;
  context.lineCap = "round";
  context.strokeStyle = palette.bg;
  context.stroke();
  context.lineCap = "butt";
}

/** The field of what is live: one small square per change, framed where many went together. */
export class Production {
  constructor(lane, width, height) {
    this.groups = grouped(lane);
    for (this.pitch = 9; this.pitch > 3.5; this.pitch -= 0.5) {
      this.rows = Math.max(1, Math.floor(height / this.pitch));
      if (this.place() <= width) break;
    }
  }

  // Columns from left to right, each from the top down; a frame takes room around its group.
  place() {
    let x = 0;
    let k = 0;
    this.frames = [];
    for (const { changes, framed } of this.groups) {
      if (framed && k > 0) { x += this.pitch; k = 0; }
      const left = x + (framed ? 4 : 0);
      if (framed) x += 4;
      for (const change of changes) {
        if (k === this.rows) { x += this.pitch; k = 0; }
        change.spot = [x, k * this.pitch];
        k += 1;
      }
      if (framed) {
        this.frames.push({ x: left - 4, w: x + this.pitch - left + 7, h: Math.min(changes.length, this.rows) * this.pitch + 7, live: changes[0].change.live });
        x += this.pitch + 10;
        k = 0;
      }
    }
    return x + (k > 0 ? this.pitch : 0);
  }

  paint(context, left, top, t, palette, chosen) {
    context.lineWidth = 1;
    context.strokeStyle = palette.edge;
    for (const frame of this.frames) {
      if (frame.live > t) continue;
      context.beginPath();
      context.roundRect(left + frame.x + 0.5, top - 3.5, frame.w, frame.h, 3);
      context.stroke();
    }
    const side = this.pitch - (this.pitch > 6 ? 2 : 1);
    const spots = [];
    for (const { changes } of this.groups) {
      for (const { change, spot } of changes) {
        if (change.live > t) continue;
        const [x, y] = [left + spot[0], top + spot[1]];
        if (change.failed) {
          context.beginPath();
          context.moveTo(x, y);
          context.lineTo(x + side, y + side);
          context.moveTo(x + side, y);
          context.lineTo(x, y + side);
          context.lineWidth = 2.2;
          context.strokeStyle = palette.fail;
          context.stroke();
        } else {
          context.fillStyle = palette.ink2;
          context.fillRect(x, y, side, side);
        }
        spots.push({ n: change.n, x: x + side / 2, y: y + side / 2 });
      }
    }
    const spot = spots.find(({ n }) => n === chosen);
    if (spot) paintChosen(context, spot.x, spot.y, chosen, palette);
    return spots;
  }
}

function grouped(lane) {
  const groups = [];
  let last = null;
  for (const change of lane.alive) {
    const deployment = (lane.deploymentsOf.get(change.n) ?? []).filter((one) => one.end <= change.live).pop() ?? null;
    const framed = deployment !== null && deployment.size > 1;
    const key = framed ? deployment : "single";
    if (!last || last.key !== key) {
      last = { key, framed, changes: [] };
      groups.push(last);
    }
    last.changes.push({ change, spot: [0, 0] });
  }
  return groups;
}
