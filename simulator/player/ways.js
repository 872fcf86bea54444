// The way of a change along its road; where the road forks, a change has several tracks at once.

import { upTo } from "./search.js";

const NEVER = Infinity;

/** For each stage all stages that may come before it, itself included. */
export function above(before) {
  const found = before.map((_, i) => new Set([i]));
  for (let again = true; again;) {
    again = false;
    before.forEach((list, i) => {
      const many = found[i].size;
      for (const k of list) for (const one of found[k]) found[i].add(one);
      again ||= found[i].size > many;
    });
  }
  return found;
}

/**
 * Part a change's visits into tracks, each a way without a fork: [{visits, begin, end, stem}].
 * A track begins where it leaves another (`stem` is the visit it leaves), and ends where it meets one.
 */
export function tracksOf(change, before, upward) {
  const tracks = [];
  for (const visit of change.visits) {
    const open = tracks.filter((track) => track.end > visit.join && follows(last(track), visit, before, upward));
    // Where tracks meet, the last to come goes on and the others end.
    open.sort((a, b) => last(b).end - last(a).end);
    if (open.length) {
      open[0].visits.push(visit);
      open.slice(1).forEach((track) => { track.end = visit.join; });
    } else {
      const stem = change.visits.filter((one) => before[visit.stage].includes(one.stage) && one.end <= visit.join).pop() ?? null;
      tracks.push({ visits: [visit], begin: stem ? visit.join : change.arrive, end: NEVER, stem });
    }
  }
  return tracks.length ? tracks : [{ visits: [], begin: change.arrive, end: NEVER, stem: null }];
}

function last(track) {
  return track.visits[track.visits.length - 1];
}

// Whether a visit can be the next of one: a stage after it, or, where it did not pass, one before it.
function follows(one, visit, before, upward) {
  if (one.end > visit.join) return false;
  return one.outcome === 0 ? before[visit.stage].includes(one.stage) : upward[one.stage].has(visit.stage);
}

/** The way of one track: exact averages of its place make motion smooth at any speed. */
export class Way {
  constructor(change, track, lane, geometry) {
    this.track = track;
    const stem = track.stem ? geometry.stages[track.stem.stage] : null;
    this.times = [track.begin];
    this.places = [stem?.to ?? 0];
    this.offs = [stem?.off ?? 0];
    let [place, off] = [this.places[0], this.offs[0]];
    let back = false;
    for (const visit of track.visits) {
      const stretch = geometry.stages[visit.stage];
      if (!back) this.add(visit.join, place, off);
      off = stretch.off;
      this.add(visit.join, stretch.anchor, off);
      place = stretch.anchor;
      if (visit.start === NEVER) break;
      this.add(visit.start, stretch.anchor, off);
      this.add(visit.start, stretch.from, off);
      this.work(visit, lane, stretch);
      place = visit.end < NEVER ? stretch.to : stretch.from;
      back = visit.outcome === 1;
    }
    if (change.live < NEVER && !(track.end < NEVER)) {
      this.add(change.live, place, off);
      this.add(change.live, geometry.end, 0);
    }
    this.flat = this.offs.every((one) => one === 0);
    this.sums = sums(this.times, this.places);
    this.heights = this.flat ? null : sums(this.times, this.offs);
  }

  add(time, place, off) {
    this.times.push(Math.max(time, this.times[this.times.length - 1]));
    this.places.push(place);
    this.offs.push(off);
  }

  // Hand work rests in closed hours.
  work(visit, lane, { from, to, off }) {
    if (visit.end === NEVER) return;
    const rests = lane.stages[visit.stage].calendar
      ? lane.closed.filter(([a, b]) => b > visit.start && a < visit.end)
        .map(([a, b]) => [Math.max(a, visit.start), Math.min(b, visit.end)])
      : [];
    const open = visit.end - visit.start - rests.reduce((sum, [a, b]) => sum + b - a, 0);
    let done = 0;
    let last = visit.start;
    for (const [a, b] of open > 1e-9 ? rests : []) {
      done += a - last;
      const place = from + ((to - from) * done) / open;
      this.add(a, place, off);
      this.add(b, place, off);
      last = b;
    }
    this.add(visit.end, to, off);
  }

  sum(t, values, summed) {
    const { times } = this;
    if (t <= times[0]) return (t - times[0]) * values[0];
    const i = upTo(times, t) - 1;
    const step = t - times[i];
    if (i === times.length - 1) return summed[i] + step * values[i];
    const length = times[i + 1] - times[i];
    const here = values[i] + (length > 0 ? ((values[i + 1] - values[i]) * step) / length : 0);
    return summed[i] + (step * (values[i] + here)) / 2;
  }

  /** The mean place along the road over the last `glide` hours. */
  at(t, glide) {
    return (this.sum(t, this.places, this.sums) - this.sum(t - glide, this.places, this.sums)) / glide;
  }

  /** The mean distance off the road's middle over the last `glide` hours. */
  off(t, glide) {
    if (this.flat) return 0;
    return (this.sum(t, this.offs, this.heights) - this.sum(t - glide, this.offs, this.heights)) / glide;
  }
}

function sums(times, values) {
  const found = [0];
  for (let i = 1; i < times.length; i += 1) {
    found.push(found[i - 1] + ((times[i] - times[i - 1]) * (values[i] + values[i - 1])) / 2);
  }
  return found;
}
