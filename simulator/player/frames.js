// Read the frames of one lane: where each change is at any time. Everything is a pure function of the visits.

const NEVER = Infinity;

/** How far each change got, who waits where, what was deployed: one lane over simulated time [h]. */
export class Lane {
  constructor(frames) {
    this.frames = frames;
    this.horizon = frames.horizon;
    this.closed = frames.closed ?? [];
    this.frozen = frames.frozen ?? [];
    this.departures = frames.departures ?? [];
    this.deployments = [...(frames.deployments ?? [])].sort((a, b) => a.end - b.end);
    this.changes = frames.changes.map((change) => ({
      ...change,
      live: change.live ?? NEVER,
      visits: change.visits.map(([stage, join, start, end, outcome]) => (
        { n: change.n, stage, join, start: start ?? NEVER, end: end ?? NEVER, outcome, rank: 0 })),
    }));
    this.byNumber = new Map(this.changes.map((change) => [change.n, change]));
    this.visits = frames.stages.map((_, i) => this.changes
      .flatMap((change) => change.visits.filter((visit) => visit.stage === i))
      .sort((a, b) => a.join - b.join || a.n - b.n));
    this.visits.forEach(rankLeavers);
    this.stages = frames.stages.map((stage, i) => ({
      ...stage, kind: kindOf(stage, this.visits[i]), peak: peak(this.visits[i]),
    }));
    this.arrivals = this.changes.map((change) => change.arrive).sort((a, b) => a - b);
    this.alive = this.changes.filter((change) => change.live < NEVER).sort((a, b) => a.live - b.live || a.n - b.n);
    this.deploymentsOf = new Map();
    for (const deployment of this.deployments) {
      for (const n of deployment.changes ?? []) {
        if (!this.deploymentsOf.has(n)) this.deploymentsOf.set(n, []);
        this.deploymentsOf.get(n).push(deployment);
      }
    }
    this.main = mainStage(this.stages);
  }

  /** The visits that wait before a stage at time t, the first to go first. */
  waiting(stage, t) {
    return this.visits[stage].filter((visit) => visit.join <= t && t < visit.start);
  }

  /** What a change does at time t: none, wait, work, back, hold or live, with its visit. */
  doing(change, t) {
    if (t < change.arrive) return { kind: "none" };
    if (t >= change.live) return { kind: "live" };
    let visit = null;
    let next = null;
    for (const one of change.visits) {
      if (one.join <= t) visit = one;
      else { next = one; break; }
    }
    if (!visit) return { kind: "back", visit: next };
    if (t < visit.start) return { kind: "wait", visit };
    if (t < visit.end) return { kind: "work", visit };
    return { kind: next && visit.outcome === 1 ? "back" : "hold", visit };
  }

  /** The deployment that carries a change at time t, or that failed with it and is not yet restored. */
  carrying(n, t) {
    return (this.deploymentsOf.get(n) ?? []).find((one) =>
      one.start <= t && t < (one.failed ? Math.max(one.restored ?? NEVER, one.end) : one.end)) ?? null;
  }

  /** What counts at time t: entered, live, deployments, failed changes. */
  counts(t) {
    const done = this.deployments.filter((one) => one.end <= t);
    const live = this.alive.filter((change) => change.live <= t);
    return {
      entered: upTo(this.arrivals, t),
      live: live.length,
      failed: live.filter((change) => change.failed).length,
      deployments: done.length,
      failedDeployments: done.filter((one) => one.failed).length,
      batched: done.some((one) => one.size > 1),
    };
  }

  /** The share 0..1 of the window [t − width, t] that lies in `windows`. */
  static share(windows, t, width) {
    const from = t - width;
    let sum = 0;
    for (const [a, b] of windows) {
      if (a > t) break;
      sum += Math.max(0, Math.min(b, t) - Math.max(a, from));
    }
    return Math.min(1, sum / width);
  }

  /** The times at which something worth seeing happens, in order. */
  events() {
    return [...this.departures, ...this.deployments.flatMap((one) => [one.end, one.restored])]
      .filter((time) => time !== null && time !== undefined && time <= this.horizon)
      .sort((a, b) => a - b);
  }
}

function upTo(sorted, t) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

// How many stood before a visit in the pile at the moment it left: the head of a queue 0, in a train up to its size.
function rankLeavers(visits) {
  visits.forEach((visit, i) => {
    if (visit.start === NEVER || visit.start <= visit.join) return;
    for (let k = 0; k < i; k += 1) if (visits[k].start >= visit.start && visits[k].start > visits[k].join) visit.rank += 1;
  });
}

// A gate only lets through (no work of its own): who waits for it stands on it. An approval is a place to stand too.
function kindOf(stage, visits) {
  const done = visits.filter((visit) => visit.end < NEVER);
  const idle = done.every((visit) => visit.end - visit.start < 1e-6);
  if (stage.mark === "button" || (stage.departs && idle)) return "gate";
  return stage.mark === "hourglass" ? "approval" : "normal";
}

function peak(visits) {
  const steps = visits.filter((visit) => visit.start > visit.join)
    .flatMap((visit) => [[visit.join, 1], [visit.start, -1]])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let now = 0;
  let most = 0;
  for (const [, step] of steps) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}

// The stage whose queue is told in big type: the one that departs, else the last that waits for people, else the last.
function mainStage(stages) {
  const departing = stages.findIndex((stage) => stage.departs);
  if (departing >= 0) return departing;
  for (let i = stages.length - 1; i > 0; i -= 1) if (stages[i].mark !== "bolt") return i;
  return stages.length - 1;
}

/** The way of one change along a road: exact averages of its place make motion smooth at any speed. */
export class Way {
  constructor(change, lane, geometry) {
    this.times = [change.arrive];
    this.places = [0];
    let place = 0;
    let back = false;
    for (const visit of change.visits) {
      const { from, anchor, to } = geometry.stages[visit.stage];
      if (!back) this.add(visit.join, place);
      this.add(visit.join, anchor);
      place = anchor;
      if (visit.start === NEVER) break;
      this.add(visit.start, anchor);
      this.add(visit.start, from);
      this.work(visit, lane, from, to);
      place = visit.end < NEVER ? to : from;
      back = visit.outcome === 1;
    }
    if (change.live < NEVER) {
      this.add(change.live, place);
      this.add(change.live, geometry.end);
    }
    this.sums = [0];
    for (let i = 1; i < this.times.length; i += 1) {
      const step = this.times[i] - this.times[i - 1];
      this.sums.push(this.sums[i - 1] + (step * (this.places[i] + this.places[i - 1])) / 2);
    }
  }

  add(time, place) {
    this.times.push(Math.max(time, this.times[this.times.length - 1]));
    this.places.push(place);
  }

  // Hand work rests in closed hours.
  work(visit, lane, from, to) {
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
      this.add(a, place);
      this.add(b, place);
      last = b;
    }
    this.add(visit.end, to);
  }

  sum(t) {
    const { times, places, sums } = this;
    if (t <= times[0]) return 0;
    const i = upTo(times, t) - 1;
    const step = t - times[i];
    if (i === times.length - 1) return sums[i] + step * places[i];
    const length = times[i + 1] - times[i];
    const here = places[i] + (length > 0 ? ((places[i + 1] - places[i]) * step) / length : 0);
    return sums[i] + (step * (places[i] + here)) / 2;
  }

  /** The mean place over the last `glide` hours. */
  at(t, glide) {
    return (this.sum(t) - this.sum(t - glide)) / glide;
  }
}
