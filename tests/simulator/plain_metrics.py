"""A plain reading of what the metrics mean, change by change: slow, and the only other one there is."""

import math
import statistics
from collections import defaultdict

import numpy as np

from simulator.weekly import merge_spans, read_spans

PEOPLE = ("hand", "hourglass")
SENT_BACK, RUN_AGAIN = 1, 3
ROLLBACK, FIX = 2, 3


def opening_hours(scenario, name):
    if name is None:
        return None
    weekly = scenario.calendars[name]
    rows = weekly if isinstance(weekly, tuple) else (weekly,)
    return merge_spans(span for row in rows for span in read_spans(row.days, row.hours))


def open_between(spans, start, end):
    if spans is None:
        return end - start
    total = 0.0
    for week in range(int(start // 168), int(end // 168) + 1):
        for low, high in spans:
            total += max(0.0, min(end, week * 168 + high) - max(start, week * 168 + low))
    return total if total > 1e-9 else 0.0


def over(values):
    """Mean and standard error of one value per replication, None where there is none."""
    given = [value for value in values if value is not None]
    if not given:
        return {"mean": None, "se": None}
    se = statistics.stdev(given) / math.sqrt(len(given)) if len(given) > 1 else None
    return {"mean": math.fsum(given) / len(given), "se": se}


def share(up, low):
    return up / low if low > 0 else None


def hours(values):
    """The block of a metric from each replication's values."""
    everything = [value for one in values for value in one]
    block = over([share(math.fsum(one), len(one)) for one in values])
    for name, percent in (("p50", 50), ("p90", 90), ("p95", 95)):
        block[name] = float(np.percentile(everything, percent)) if everything else None
    block["var"] = float(np.var(everything)) if everything else None
    return {**block, "unit": "h", "n": len(everything)}


def rate(pairs, unit, counts):
    """The block of a metric that is one ratio per replication."""
    n = sum(count for (_, low), count in zip(pairs, counts, strict=True) if low > 0)
    return {**over([share(*pair) for pair in pairs]), "unit": unit, "n": n}


class Reading:
    """One replication of a trace, read row by row."""

    def __init__(self, trace, replication, *, open_hours):
        self.scenario = trace.tables.scenario
        self.stages = self.scenario.stages
        self.rows = trace.rows_of(replication)
        self.changes = trace.changes_of(replication)
        self.deployments = trace.deployments_of(replication)
        self.warm_up = trace.study.warm_up
        self.open_hours = open_hours
        self.spans = [opening_hours(self.scenario, stage.calendar) for stage in self.stages]
        arrive = self.changes["arrive"].tolist()
        self.window = (arrive[self.warm_up], arrive[-1]) if len(arrive) > self.warm_up else (0.0, 0.0)
        self.length = self.window[1] - self.window[0]
        self.run_rows, self.change_rows = defaultdict(list), defaultdict(list)
        for row in self.rows:
            self.change_rows[int(row["change"])].append(row)
            if row["batch"] >= 0:
                self.run_rows[int(row["batch"])].append(row)

    def mine(self, kind):
        """The changes of a class, or all, that count."""
        return [
            i
            for i, change in enumerate(self.changes)
            if i >= self.warm_up and (kind is None or change["kind"] == kind)
        ]

    def live(self, kind):
        return [i for i in self.mine(kind) if math.isfinite(self.changes[i]["live"])]

    def wait_of(self, row):
        if row["batch"] < 0:
            return 0.0
        if not self.open_hours:
            return float(row["start"] - row["join"])
        return open_between(self.spans[row["stage"]], float(row["join"]), float(row["start"]))

    def lead(self, i):
        return float(self.changes[i]["live"] - self.changes[i]["arrive"])

    def spent(self, i):
        """A change's wait, work and hands-on hours, over all its visits."""
        wait = work = hands = 0.0
        by_hand_first = False
        for number, row in enumerate(self.change_rows[i]):
            wait += self.wait_of(row)
            work += float(row["work"])
            people = self.stages[row["stage"]].mark.value in PEOPLE
            hands += float(row["work"]) if people else 0.0
            by_hand_first = by_hand_first or (number == 0 and people)
        if not by_hand_first:
            hands += float(self.changes[i]["resolving"])
        return wait, work, hands + self.mended(i)

    def mended(self, i):
        """A change's share of the hours people spent to mend production."""
        total = 0.0
        runs = {int(row["batch"]) for row in self.change_rows[i]}
        for deployment in self.deployments:
            if int(self.rows[deployment["row"]]["batch"]) not in runs:
                continue
            carried = [
                row for row in self.carried(deployment) if row["outcome"] not in (SENT_BACK, RUN_AGAIN)
            ]
            by_hand = deployment["way"] == FIX or (
                deployment["way"] == ROLLBACK and self.stages[-1].mark.value == "hand"
            )
            if by_hand and math.isfinite(deployment["restored"]):
                total += sum(
                    float(deployment["mend"]) / len(carried) for row in carried if row["change"] == i
                )
        return total

    def carried(self, deployment):
        return self.run_rows[int(self.rows[deployment["row"]]["batch"])]

    def of_class(self, deployment, kind, *, counted):
        return any(
            (kind is None or self.changes[row["change"]]["kind"] == kind)
            and (not counted or row["change"] >= self.warm_up)
            for row in self.carried(deployment)
        )

    def counted(self, kind):
        return [one for one in self.deployments if self.of_class(one, kind, counted=True)]

    def fixed(self, kind):
        return [one for one in self.counted(kind) if one["way"] == FIX and math.isfinite(one["restored"])]

    def recoveries(self, kind):
        return [
            float(one["restored"] - one["end"])
            for one in self.counted(kind)
            if one["failed"] and math.isfinite(one["restored"])
        ]

    def within(self, time):
        return self.window[0] <= time <= self.window[1]

    def ended(self, kind):
        total = 0
        for one in self.deployments:
            if self.of_class(one, kind, counted=False):
                total += self.within(one["end"])
                total += one["way"] == FIX and self.within(one["restored"])
        return int(total)

    def overlap(self, start, end):
        return max(0.0, min(float(end), self.window[1]) - max(float(start), self.window[0]))

    def present(self, kind):
        mine = [c for c in self.changes if kind is None or c["kind"] == kind]
        return sum(self.overlap(c["arrive"], c["live"]) for c in mine)

    def left(self, kind):
        return sum(self.within(c["live"]) for c in self.changes if kind is None or c["kind"] == kind)

    def visits(self, stage, kind):
        """The rows of each counted visit to a stage."""
        found = defaultdict(list)
        mine = set(self.mine(kind))
        for row in self.rows:
            if row["stage"] == stage and int(row["change"]) in mine:
                found[int(row["change"]), int(row["visit"])].append(row)
        return list(found.values())

    def waits(self, stage, kind):
        visits = self.visits(stage, kind)
        return [sum(self.wait_of(row) for row in visit) for visit in visits if visit[0]["batch"] >= 0]

    def batches(self, stage):
        """Started rows that count, and how many runs they are."""
        mine = [
            row
            for row in self.rows
            if row["stage"] == stage and row["batch"] >= 0 and row["change"] >= self.warm_up
        ]
        return len(mine), math.fsum(1 / len(self.run_rows[int(row["batch"])]) for row in mine)

    def busy(self, stage):
        total = 0.0
        for rows in self.run_rows.values():
            start, end = max(rows[0]["start"], self.window[0]), min(rows[0]["end"], self.window[1])
            if rows[0]["stage"] == stage and start < end:
                total += open_between(self.spans[stage], float(start), float(end))
        return total


def block_of(readings, kind):
    spent = [[one.spent(i) for i in one.live(kind)] for one in readings]
    leads = [[one.lead(i) for i in one.live(kind)] for one in readings]
    runs = [len(one.counted(kind)) + len(one.fixed(kind)) for one in readings]
    failed = [sum(bool(d["failed"]) for d in one.counted(kind)) for one in readings]
    bad = [sum(bool(one.changes[i]["failed"]) for i in one.mine(kind)) for one in readings]
    many = [len(one.mine(kind)) for one in readings]
    length = [one.length for one in readings]
    ended, left = [one.ended(kind) for one in readings], [int(one.left(kind)) for one in readings]
    pairs = lambda up, low: list(zip(up, low, strict=True))  # noqa: E731  # a word for this function only
    return {
        "change_lead_time": hours(leads),
        "deployment_frequency": rate(pairs([24 * x for x in ended], length), "per day", ended),
        "failed_deployment_recovery_time": hours([one.recoveries(kind) for one in readings]),
        "change_fail_rate": rate(pairs(failed, runs), "share", runs),
        "deployment_rework_rate": rate(
            pairs([len(one.fixed(kind)) for one in readings], runs), "share", runs
        ),
        "failed_changes_per_1000": rate(pairs([1000 * x for x in bad], many), "per 1000", many),
        "failed_deployments_per_1000": rate(pairs([1000 * x for x in failed], many), "per 1000", many),
        "wait": hours([[x[0] for x in one] for one in spent]),
        "work": hours([[x[1] for x in one] for one in spent]),
        "hands_on": hours([[x[2] for x in one] for one in spent]),
        "flow_efficiency": rate(
            pairs([math.fsum(x[1] for x in one) for one in spent], [math.fsum(one) for one in leads]),
            "share",
            [len(one) for one in leads],
        ),
        "wip": rate(pairs([one.present(kind) for one in readings], length), "changes", [1] * len(readings)),
        "throughput": rate(pairs(left, length), "per h", left),
    }


def visits_of(readings, stage, kind):
    waits = [one.waits(stage, kind) for one in readings]
    return {
        "wait": hours(waits),
        "waited": over([share(sum(wait > 0 for wait in one), len(one)) for one in waits]),
        "visits": over([share(len(one.visits(stage, kind)), len(one.mine(kind))) for one in readings]),
    }


def stage_of(readings, stage):
    rules = readings[0].stages[stage]
    queue, present, used = [], [], []
    for one in readings:
        mine = [row for row in one.rows if row["stage"] == stage]
        waiting = sum(one.overlap(row["join"], row["start"]) for row in mine)
        working = sum(one.overlap(row["start"], row["end"]) for row in mine if row["batch"] >= 0)
        queue.append(share(waiting, one.length))
        present.append(share(waiting + working, one.length))
        capacity = one.scenario.pools[rules.pool] if rules.pool else rules.capacity or 1
        used.append(
            None
            if rules.departures or rules.opens or capacity == "unlimited"
            else share(one.busy(stage), open_between(one.spans[stage], *one.window) * capacity)
        )
    found = visits_of(readings, stage, None)
    return {
        "wait": found["wait"],
        "waited": found["waited"],
        "queue": over(queue),
        "present": over(present),
        "utilization": over(used),
        "visits": found["visits"],
        "batch": over([share(*one.batches(stage)) for one in readings]),
    }


def plain_metrics(trace, *, open_hours=False):
    """Read the metrics and the stages of a trace."""
    many = range(trace.study.replications)
    readings = [Reading(trace, i, open_hours=open_hours) for i in many]
    classes = [kind.id for kind in trace.tables.scenario.arrivals.classes or ()]
    metrics = block_of(readings, None)
    stages = {stage.id: stage_of(readings, i) for i, stage in enumerate(trace.tables.scenario.stages)}
    if classes:
        metrics["by_class"] = {name: block_of(readings, kind) for kind, name in enumerate(classes)}
        for i, found in enumerate(stages.values()):
            found["by_class"] = {name: visits_of(readings, i, kind) for kind, name in enumerate(classes)}
    return metrics, stages
