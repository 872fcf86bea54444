// Place the changes of one lane at one moment, and paint them.

import { Lane } from "./frames.js";
import { slot } from "./road.js";
import { Way } from "./ways.js";

const R = 6.5; // at the usual distance of beads in a pile; smaller where a long pile needs it
const PITCH = 15;
const BOX = 11; // distance of beads in a train

/** The moving part of one lane: beads on a road of given geometry. */
export class Beads {
  constructor(lane, geometry, vertical = false) {
    this.lane = lane;
    this.geometry = geometry;
    this.ways = new Map(lane.changes.map((change) => [change, change.tracks.map((track) => new Way(change, track, lane, geometry))]));
    this.radius = Math.max(4.5, Math.min(R, 0.44 * Math.min(PITCH, ...geometry.stages.map((stretch) => stretch.pitch))));
    this.boxes = new Map(lane.deployments.filter((one) => one.size > 1).map((one) => [one, boxOf(one, vertical)]));
  }

  /** Where everything is at time t: beads [{n, along, off, trail, look}] and trains [{along, long, high, failed, share}]. */
  at(t, glide) {
    const slots = new Map();
    this.lane.stages.forEach((_, i) => {
      const behind = this.geometry.stages.findIndex((stretch) => stretch.shared === i);
      const before = behind < 0 ? 0 : this.lane.waitingCount(behind, t);
      this.lane.waiting(i, t).forEach((visit, k) => slots.set(visit, before + k));
    });
    const beads = [];
    const trains = new Map();
    for (const change of this.lane.present(t, glide)) {
      for (const way of this.ways.get(change)) {
        if (way.track.begin <= t && t < way.track.end + (way.track.end < Infinity ? glide : 0)) {
          beads.push(this.bead(change, way, t, glide, slots, trains));
        }
      }
    }
    return { beads, trains: [...trains.values()], radius: this.radius, urgent: this.lane.ranks.length > 0 };
  }

  bead(change, way, t, glide, slots, trains) {
    let along = way.at(t, glide);
    const trail = along - way.at(t - glide / 8, glide);
    let off = way.off(t, glide) + (trail < -0.5 ? Math.min(18, -2 * trail) : 0);
    const { kind, visit } = this.lane.doing(change, way.track, t);
    let look = kind === "back" && visit?.outcome === 1 ? "back" : "bead";
    for (const one of way.track.visits) {
      if (one.join > t) break;
      if (one.start + glide <= t) continue;
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
    return { n: change.n, along, off, trail, look, rank: this.lane.rank(change.n), attempt: visit?.attempt ?? 1 };
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

// What goes before all others is no circle: a diamond is told apart by its shape alone.
function form(context, x, y, r, urgent) {
  if (!urgent) {
    disc(context, x, y, r);
    return;
  }
  const arm = r * 1.35;
  context.beginPath();
  context.moveTo(x, y - arm);
  context.lineTo(x + arm, y);
  context.lineTo(x, y + arm);
  context.lineTo(x - arm, y);
  context.closePath();
}

// A red check is run again: the number of the attempt in an open bead.
function paintNumber(context, x, y, radius, attempt, palette) {
  disc(context, x, y, radius + 1);
  context.fillStyle = palette.bg;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = palette.fail;
  context.stroke();
  context.fillStyle = palette.fail;
  context.font = `700 10px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(attempt), x, y + 0.5);
}

/** Paint beads and trains; place turns [along, off] into [x, y]. Returns what can be clicked: [{n, x, y}]. */
export function paint(context, { beads, trains, radius = R, urgent: hasRanks = false }, place, palette, chosen, vertical) {
  trains.forEach((train) => paintTrain(context, train, place, palette, vertical));
  beads.forEach((bead) => { if (bead.look !== "rider") paintTrail(context, bead, place, palette); });
  const spots = beads.map((bead) => {
    const [x, y] = place(bead.along, bead.off);
    if (bead.look === "failed") paintCross(context, x, y, 8, palette);
    else {
      form(context, x, y, bead.look === "rider" ? Math.min(4.5, radius) : radius, bead.rank === 0 && hasRanks);
      context.lineWidth = 2;
      context.strokeStyle = palette.bg;
      if (bead.look !== "rider") context.stroke();
      context.fillStyle = bead.look === "back" ? palette.bg : palette.ink;
      context.fill();
      if (bead.look === "back") {
        context.strokeStyle = palette.ink;
        context.stroke();
      } else if (bead.attempt > 1) paintNumber(context, x, y, radius, bead.attempt, palette);
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
