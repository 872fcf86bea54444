// Read the frames of one lane: where each change is at any time. Everything is a pure function of the visits.
// What is asked for at every frame of the picture is sorted once and found by halving, so that long runs stay quick.

import { sorted, upTo } from "./search.js";
import { above, tracksOf } from "./ways.js";

export const NEVER = Infinity;
const [BACK, AGAIN] = [1, 3]; // outcomes of a visit
const PARTS = 1000; // of an hour: the unit of a slim way

/** How far each change got, who waits where, what was deployed: one lane over simulated time [h]. */
export class Lane {
  constructor(frames) {
    this.frames = frames;
    this.horizon = Math.max(0, frames.horizon ?? 0);
    this.closed = (frames.closed ?? []).map(([a, b]) => [a, b ?? NEVER]);
    this.frozen = (frames.frozen ?? []).map(([a, b]) => [a, b ?? NEVER]);
    this.departures = (frames.departures ?? []).filter((at) => at !== null);
    this.classes = frames.classes ?? [];
    const stages = frames.stages ?? [];
    this.before = stages.map((stage, i) => stage.after ?? (i > 0 ? [i - 1] : []));
    this.next = stages.map((_, i) => stages.map((_, k) => k).filter((k) => this.before[k].includes(i)));
    this.forks = this.before.some((list, i) => list.length !== (i > 0 ? 1 : 0) || (i > 0 && list[0] !== i - 1));
    this.deployments = (frames.deployments ?? []).map(deploymentOf).sort((a, b) => a.end - b.end);
    this.changes = (frames.changes ?? []).map(changeOf);
    this.byNumber = new Map(this.changes.map((change) => [change.n, change]));
    this.ranks = ranksOf(this.classes);
    const upward = this.forks ? above(this.before) : null;
    this.changes.forEach((change) => {
      change.tracks = upward ? tracksOf(change, this.before, upward)
        : [{ visits: change.visits, begin: change.arrive, end: NEVER, stem: null }];
    });
    this.index(stages);
  }

  // Everything that is asked for by time, in order of time.
  index(stages) {
    const visits = stages.map(() => []);
    for (const change of this.changes) for (const visit of change.visits) visits[visit.stage]?.push(visit);
    this.queues = visits.map((list) => queueOf(list.sort((a, b) => a.join - b.join || a.n - b.n), (a, b) => this.goesFirst(a, b)));
    this.stages = stages.map((stage, i) => ({ ...stage, kind: kindOf(stage, visits[i]), peak: this.queues[i].peak }));
    this.entering = [...this.changes].sort((a, b) => a.arrive - b.arrive || a.n - b.n);
    this.arrivals = this.entering.map((change) => change.arrive);
    this.gone = latest(this.entering.map((change) => change.live));
    this.alive = this.changes.filter((change) => change.live < NEVER).sort((a, b) => a.live - b.live || a.n - b.n);
    this.lives = this.alive.map((change) => change.live);
    this.failures = sorted(this.alive.filter((change) => change.failed).map((change) => change.live));
    const ended = this.deployments.filter((one) => one.end < NEVER);
    this.ends = ended.map((one) => one.end);
    this.failedEnds = ended.filter((one) => one.failed).map((one) => one.end);
    this.batchedFrom = ended.find((one) => one.size > 1)?.end ?? NEVER;
    this.deploymentsOf = new Map();
    for (const deployment of this.deployments) {
      for (const n of deployment.changes) {
        if (!this.deploymentsOf.has(n)) this.deploymentsOf.set(n, []);
        this.deploymentsOf.get(n).push(deployment);
      }
    }
    this.main = mainStage(this.stages);
  }

  /** How soon a class of changes goes: 0 first. */
  rank(n) {
    return this.ranks[this.byNumber.get(n)?.kind ?? 0] ?? 0;
  }

  goesFirst(a, b) {
    return (this.ranks.length ? this.rank(a.n) - this.rank(b.n) : 0) || a.join - b.join || a.n - b.n;
  }

  /** The visits that wait before a stage at time t, the first to go first. */
  waiting(stage, t) {
    const { waits, joins, left } = this.queues[stage];
    const found = [];
    for (let i = upTo(left, t), end = upTo(joins, t); i < end; i += 1) if (waits[i].start > t) found.push(waits[i]);
    return this.ranks.length ? found.sort((a, b) => this.goesFirst(a, b)) : found;
  }

  /** How many wait before a stage at time t. */
  waitingCount(stage, t) {
    const { joins, starts } = this.queues[stage];
    return upTo(joins, t) - upTo(starts, t);
  }

  /** The visits a stage works on at time t. */
  working(stage, t) {
    const { visits, all, over } = this.queues[stage];
    const found = [];
    for (let i = upTo(over, t), end = upTo(all, t); i < end; i += 1) if (visits[i].start <= t && t < visits[i].end) found.push(visits[i]);
    return found;
  }

  /** The changes to be seen on the road in the last `glide` hours before t. */
  present(t, glide) {
    const found = [];
    for (let i = upTo(this.gone, t - glide), end = upTo(this.arrivals, t); i < end; i += 1) {
      if (this.entering[i].live > t - glide) found.push(this.entering[i]);
    }
    return found;
  }

  /** What a change does on one of its tracks at time t: wait, work, back, hold or live, with its visit. */
  doing(change, track, t) {
    if (t >= change.live) return { kind: "live" };
    let visit = null;
    let next = null;
    for (const one of track.visits) {
      if (one.join <= t) visit = one;
      else { next = one; break; }
    }
    if (!visit) return { kind: "back", visit: next };
    if (t < visit.start) return { kind: "wait", visit };
    if (t < visit.end) return { kind: "work", visit };
    return { kind: next && visit.outcome === BACK ? "back" : "hold", visit };
  }

  /** The deployment that carries a change at time t, or that failed with it and is not yet restored. */
  carrying(n, t) {
    return (this.deploymentsOf.get(n) ?? []).find((one) =>
      one.start <= t && t < (one.failed ? Math.max(one.restored, one.end) : one.end)) ?? null;
  }

  /** What counts at time t: entered, live, deployments, failed changes. */
  counts(t) {
    return {
      entered: upTo(this.arrivals, t),
      live: upTo(this.lives, t),
      failed: upTo(this.failures, t),
      deployments: upTo(this.ends, t),
      failedDeployments: upTo(this.failedEnds, t),
      batched: t >= this.batchedFrom,
    };
  }

  /** The median lead time [h] of what is live at time t; null while nothing is. */
  medianLead(t) {
    const many = upTo(this.lives, t);
    if (this.medianOf !== many) {
      this.medianOf = many;
      const leads = sorted(this.alive.slice(0, many).map((change) => change.live - change.arrive));
      this.median = many ? (leads[(many - 1) >> 1] + leads[many >> 1]) / 2 : null;
    }
    return this.median;
  }

  isFrozen(t) {
    return this.frozen.some(([a, b]) => a <= t && t < b);
  }

  isClosed(t) {
    return this.closed.some(([a, b]) => a <= t && t < b);
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

  /** What is worth seeing, in order of time: [{at, what}]: queues of people joined, departures, deployments, failures. */
  events() {
    const found = this.departures.map((at) => ({ at, what: "a departure" }));
    this.stages.forEach((stage, i) => {
      if (stage.mark === "bolt") return;
      for (const visit of this.queues[i].waits) found.push({ at: visit.join, what: `change ${visit.n} joins the queue of ${stage.title}` });
    });
    for (const one of this.deployments) {
      const many = one.changes.length === 1 ? `change ${one.changes[0]}` : `${one.size} changes`;
      found.push({ at: one.end, what: one.failed ? `a deployment of ${many} fails` : `${many} deployed` });
      if (one.failed) found.push({ at: one.restored, what: "production has recovered" });
    }
    return found.filter(({ at }) => at !== null && at <= this.horizon).sort((a, b) => a.at - b.at);
  }
}

function changeOf(change, i) {
  const n = change.n ?? i + 1;
  const visits = change.way ? unpacked(change) : change.visits ?? [];
  return {
    ...change,
    n,
    kind: change.kind ?? 0,
    failed: Boolean(change.failed),
    live: change.live ?? NEVER,
    visits: visits.map(([stage, join, start, end, outcome]) => (
      { n, stage, join, start: start ?? NEVER, end: end ?? NEVER, outcome, rank: 0, attempt: 1 })).map(numbered),
  };
}

// A slim way: for each visit its stage, the time to joining, the wait, the work in parts of an hour, the outcome.
function unpacked({ arrive, way }) {
  const found = [];
  let last = Math.round(arrive * PARTS);
  const step = (by) => {
    if (by === null) return null;
    last += by;
    return last / PARTS;
  };
  for (let i = 0; i < way.length; i += 5) found.push([way[i], step(way[i + 1]), step(way[i + 2]), step(way[i + 3]), way[i + 4]]);
  return found;
}

// A red attempt is followed by the next one, at the same stage.
function numbered(visit, i, visits) {
  for (let k = i - 1; visit.attempt === 1 && k >= 0; k -= 1) {
    if (visits[k].stage !== visit.stage) continue;
    if (visits[k].outcome === AGAIN) visit.attempt = visits[k].attempt + 1;
    break;
  }
  return visit;
}

function deploymentOf(one) {
  const [start, end, restored, failed, changes] = Array.isArray(one)
    ? one : [one.start, one.end, one.restored, one.failed, one.changes ?? []];
  return {
    start: start ?? NEVER, end: end ?? NEVER, restored: restored ?? NEVER, failed: Boolean(failed), changes,
    size: one.size ?? changes.length,
  };
}

// The rank of each class by its priority, 0 first; none where all are alike.
function ranksOf(classes) {
  const kinds = [...new Set(classes.map((one) => one.priority))].sort((a, b) => a - b);
  return kinds.length > 1 ? classes.map((one) => kinds.indexOf(one.priority)) : [];
}

// The latest of all up to each place: it only rises, so that what is over can be found by halving.
function latest(times) {
  let most = -NEVER;
  return times.map((time) => (most = Math.max(most, time)));
}

// visits, sorted by joining; waits: those that wait, with the times by which they and all before them have left.
function queueOf(visits, order) {
  const waits = visits.filter((visit) => visit.start > visit.join);
  const queue = {
    visits, waits,
    all: visits.map((visit) => visit.join), over: latest(visits.map((visit) => visit.end)),
    joins: waits.map((visit) => visit.join), left: latest(waits.map((visit) => visit.start)),
    starts: sorted(waits.map((visit) => visit.start)),
  };
  queue.peak = peak(queue);
  rankLeavers(queue, order);
  return queue;
}

// How many stood before a visit in the pile at the moment it left: the head of a queue 0, in a train up to its size.
function rankLeavers({ waits, left }, order) {
  for (const visit of waits) {
    if (visit.start === NEVER) continue;
    for (let k = upTo(left, visit.start - 1e-9); k < waits.length && waits[k].join <= visit.start; k += 1) {
      if (waits[k] !== visit && waits[k].start >= visit.start && order(waits[k], visit) < 0) visit.rank += 1;
    }
  }
}

function peak({ joins, starts }) {
  let most = 0;
  joins.forEach((time, i) => { most = Math.max(most, i + 1 - upTo(starts, time)); });
  return most;
}

// A gate only lets through (no work of its own): who waits for it stands on it. An approval is a place to stand too.
function kindOf(stage, visits) {
  const idle = visits.every((visit) => visit.end === NEVER || visit.end - visit.start < 1e-6);
  if (stage.mark === "button" || (stage.departs && idle)) return "gate";
  return stage.mark === "hourglass" ? "approval" : "normal";
}

// The stage whose queue is told in big type: the one that departs, else the last that waits for people, else the last.
function mainStage(stages) {
  const departing = stages.findIndex((stage) => stage.departs);
  if (departing >= 0) return departing;
  for (let i = stages.length - 1; i > 0; i -= 1) if (stages[i].mark !== "bolt") return i;
  return stages.length - 1;
}
