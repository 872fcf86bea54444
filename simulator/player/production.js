// The field of what is live: it fills as changes reach production.

import { paintChosen } from "./beads.js";

/** The field of what is live: one small square per change, framed where many went together. */
export class Production {
  constructor(lane, width, height) {
    this.width = width;
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

  // What no longer fits leaves to the left: the newest stays in sight.
  shift(t) {
    let right = 0;
    for (const { changes } of this.groups) {
      if (changes[0].change.live > t) break;
      for (const { change, spot } of changes) if (change.live <= t) right = spot[0] + this.pitch;
    }
    return Math.max(0, right - this.width);
  }

  /** Fill the field as at time t; returns what can be clicked: [{n, x, y}]. */
  paint(context, start, top, t, palette, chosen) {
    const left = start - this.shift(t);
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
