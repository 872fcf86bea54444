"""A second reading of the scenario language: a SimPy world, slow and plain, written from the words alone.

Everything that happens is a SimPy event at its instant; what may start is asked in a turn that comes
after all other events of the instant, stage by stage, one start at a time.
"""

import itertools
import math

import simpy

from simulator import layout
from simulator.draws import stage_hash
from simulator.model import Production, Rework, Scenario
from tests.simulator.twin_draws import Always, Dice, OpenTimes
from tests.simulator.twin_records import Change, Clock, Deployment, Pool, Row
from tests.simulator.twin_stages import Attended, Gate, Station

INFINITE = math.inf


class World:
    """One replication of a scenario."""

    def __init__(self, scenario: Scenario, study, replication=0):
        self.scenario, self.study = scenario, study
        self.clock, self.dice = Clock(), Dice(study.seed, replication)
        self.rows, self.changes, self.deployments = [], [], []
        self.runs = self.broken = 0
        self.started = (-1.0, -1)
        self.integrated, self.returning, self.turns = [], {}, set()
        self.met = set()
        self.wip_limit = scenario.arrivals.wip_limit
        self.most = INFINITE if study.hours is not None else study.changes
        self.horizon = INFINITE if study.hours is None else study.hours
        self.production = scenario.production or Production()
        self._lay_out()

    def _lay_out(self):
        scenario = self.scenario
        self.calendars = {name: OpenTimes(rows) for name, rows in scenario.calendars.items()}
        pools = {name: Pool(capacity) for name, capacity in scenario.pools.items()}
        ids = [stage.id for stage in scenario.stages]
        self.before, self.after = [], [[] for _ in ids]
        for i, stage in enumerate(scenario.stages):
            names = ids[max(i - 1, 0) : i] if stage.after is None else stage.after
            self.before.append({ids.index(name) for name in names})
            for j in sorted(self.before[i]):
                self.after[j].append(i)
        self.sources = [i for i, names in enumerate(self.before) if not names]
        self.places = []
        for i, stage in enumerate(scenario.stages):
            capacity = INFINITE if stage.capacity == "unlimited" else stage.capacity or 1
            pool = pools[stage.pool] if stage.pool else Pool(capacity)
            kind = Gate if stage.departures or stage.opens is not None else Station
            kind = Attended if stage.attends else kind
            self.places.append(kind(self, i, stage, pool))
        for i, stage in enumerate(scenario.stages):
            back = stage.rework.to if stage.rework and stage.rework.to else stage.id
            self.places[i].back = ids.index(back)
        self.reach = [self._reach(i) for i in range(len(ids))]

    def _reach(self, i):
        """List the stages a change at one stage may still come to join."""
        found, open_ends = set(), [i]
        while open_ends:
            for j in self._next(open_ends.pop()):
                if j not in found:
                    found.add(j)
                    open_ends.append(j)
        return found

    def _next(self, i):
        stage, last = self.places[i].stage, i == len(self.places) - 1
        red, rework = stage.flaky and stage.flaky.rate > 0, stage.rework or Rework()
        steps = set(self.after[i])
        if red or rework.rate > 0 or (stage.catches > 0 and self.scenario.defects > 0):
            steps.add(self.places[i].back)
        if red and not stage.flaky.hold and stage.flaky.attempts > 1:
            steps.add(i)
        if last and self.production.rollback and self.production.rollback.share > 0:
            steps.add(i)
        return steps

    # ------------------------------------------------------------ time

    def live_through(self):
        """Let everything happen, until nothing more does or the horizon is reached."""
        self._open_doors()
        while True:
            while self.clock.peek() <= self.horizon and self.clock.peek() < INFINITE:
                self.clock.step()
                if self.clock.peek() > self.now and self._stuck():
                    break
            if not self._stuck() or not self._release_incomplete():
                return self

    def _stuck(self):
        """Tell whether nothing is on its way and no queue waits for an hour."""
        if self.study.hours is not None:
            return False
        on_the_way = any(order == simpy.events.NORMAL for _, order, _, _ in self.clock._queue)
        return not on_the_way and not any(place.expects() for place in self.places)

    def _release_incomplete(self):
        """Let the first incomplete batch in stage order leave, when all wait for each other."""
        for place in self.places:
            if isinstance(place, Station) and place.queue:
                place.released = True
                self.met.add("incomplete batches that wait for each other")
                self.stir()
                return True
        return False

    @property
    def now(self):
        return self.clock.now

    def stir(self, time=None):
        """Ask at an instant what may start."""
        time = self.now if time is None else time
        if time not in self.turns:
            self.turns.add(time)
            self.clock.moment(time, turn=True).callbacks.append(lambda _: self._starts())

    def _starts(self):
        self.turns.discard(self.now)
        for i, place in enumerate(self.places):
            if place.turn():
                before, stage = self.started
                self.started = (self.now, max(i, stage) if before == self.now else i)
                self.stir()
                return

    def started_later_than(self, i):
        """Tell whether starts of later stages already happened at this instant."""
        return self.started[0] == self.now and self.started[1] > i

    # ------------------------------------------------------------ arrivals

    def _open_doors(self):
        """Schedule all arrivals: they are known before anything happens."""
        arrivals = self.scenario.arrivals
        times = itertools.repeat(0.0, arrivals.wip_limit) if arrivals.wip_limit else arrivals.at
        self.most = min(self.most, len(arrivals.at)) if arrivals.at else self.most
        for time in itertools.takewhile(self._in_time, times or self._arrivals()):
            self.clock.process(self._arrive_at(time))

    def _in_time(self, time):
        return time <= self.horizon

    def _arrive_at(self, time):
        yield self.clock.moment(time)
        self.enter()

    def _arrivals(self):
        """Yield the times of arrivals [h]."""
        arrivals, time, number = self.scenario.arrivals, 0.0, 0
        calendar = self.open_times(arrivals.calendar)
        while number < self.most:
            if number == 0 and arrivals.first is not None:
                time = calendar.next(arrivals.first)
            else:
                gap = self.dice.hours(arrivals.between, (number, 0, 0), layout.FOR_ARRIVAL)
                time = calendar.after(time, gap)
            yield time
            number += 1

    def open_times(self, name):
        return self.calendars[name] if name else Always()

    def enter(self):
        number = len(self.changes)
        if number >= self.most:
            return
        kind, priority = self._kind(number)
        defective = self.dice.strikes(self.scenario.defects, (number, 0, 0), layout.FOR_DEFECT)
        change = Change(number, self.now, kind, priority, defective, len(self.integrated))
        self.changes.append(change)
        for i in self.sources:
            self.join(change, i)

    def _kind(self, number):
        classes = self.scenario.arrivals.classes
        if not classes:
            return 0, 1
        u, total = self.dice.uniform((number, 0, 0), layout.FOR_CLASS), 0.0
        for i, one in enumerate(classes):
            total += one.share
            if total > u:
                return i, one.priority
        return len(classes) - 1, classes[-1].priority

    def arrivals_are_over(self):
        return len(self.changes) >= self.most

    # ------------------------------------------------------------ the road

    def join(self, change, i, again=None):
        """Let a change join a queue: as a new visit, or as the next attempt of a row's visit."""
        if again is None:
            change.visits[i] = change.visits.get(i, 0) + 1
        attempt = again.attempt + 1 if again else 0
        row = Row(change, i, change.visits[i], attempt, self.now)
        self.rows.append(row)
        self.places[i].line_up(row)
        self.stir()

    def finish(self, run):
        """Judge the changes of a finished run, one after another."""
        place = run.place
        passed = [row for row in run.rows if self._judge(run, row)]
        if place.stage.steps and place.stage.steps.slip > 0:
            address = self.address(run.rows[0])
            slips = any(
                self.dice.strikes(place.stage.steps.slip, address, layout.FOR_SLIP, step)
                for step in range(place.stage.steps.count)
            )
            if slips and place.is_last:
                run.slipped = True
                self.met.add("slip in the deployment")
            elif slips:
                run.rows[0].change.carries_slip = True
                self.met.add("slip before the deployment")
        if place.is_last:
            self._deploy(run, passed)
        self.stir()

    def address(self, row):
        return (row.change.number, stage_hash(self.places[row.stage].stage.id), row.visit)

    def _judge(self, run, row):
        """Tell whether a change passes; if not, it is sent back."""
        stage, change, dice, address = run.place.stage, row.change, self.dice, self.address(row)
        row.end = self.now
        if run.red and not stage.flaky.hold and row.attempt + 1 < stage.flaky.attempts:
            row.outcome = layout.RUN_AGAIN
            self.met.add("red run that gives the runner back")
            self.join(change, row.stage, again=row)
            return False
        caught = change.defective and dice.strikes(stage.catches, address, layout.FOR_CATCH)
        if caught:
            change.defective = False
            self.met.add("caught")
        if run.red:
            self.met.add("rejected")
        rework = stage.rework or Rework()
        if run.red or caught or dice.strikes(rework.rate, address, layout.FOR_REWORK):
            row.outcome = layout.SENT_BACK
            self.met.add(
                "sent back to this stage" if run.place.back == row.stage else "sent back to an earlier stage"
            )
            delay = dice.hours(rework.work, address, layout.FOR_REWORK_WORK)
            self.come_back(change, run.place.back, delay)
            return False
        row.outcome = layout.PASSED
        self._pass_on(change, row)
        return True

    def come_back(self, change, i, delay):
        self.met.add("rejoined later" if delay > 0 else "rejoined at once")
        if delay > 0:
            self.clock.process(self._rejoin(change, i, delay))
        else:
            self.join(change, i)

    def _rejoin(self, change, i, delay):
        self.returning[i] = self.returning.get(i, 0) + 1
        yield self.clock.moment(self.now + delay)
        self.returning[i] -= 1
        self.join(change, i)

    def _pass_on(self, change, row):
        if row.stage in self.sources and not change.integrated:
            change.integrated = True
            self.integrated.append(change.number)
        if len(self.after[row.stage]) > 1:
            self.met.add("fork")
        for i in self.after[row.stage]:
            met = change.met.setdefault(i, set())
            met.add(row.stage)
            if met == self.before[i]:
                met.clear()
                if len(self.before[i]) > 1:
                    self.met.add("join")
                self.join(change, i)

    # ------------------------------------------------------------ production

    def _deploy(self, run, passed):
        changes = [row.change for row in passed]
        slipped = run.slipped or any(change.carries_slip for change in changes)
        found = Deployment(run.rows[0].start, self.now, len(run.rows), len(changes), slipped)
        spoiled = [self._spoils(change) for change in changes]
        for change in changes:
            change.carries_slip = False
        self.deployments.append(found)
        if slipped or any(spoiled):
            found.failed = True
            self.clock.process(self._restore(found, run, passed))
        else:
            self.go_live(changes)

    def _spoils(self, change):
        if change.mended:
            return False
        struck = self.dice.strikes(self.production.fails, (change.number, 0, 0), layout.FOR_FAIL)
        if change.defective or struck:
            change.failed = True
            self.met.add("escaped defect" if change.defective else "struck in production")
        return change.defective or struck

    def _restore(self, found, run, passed):
        """Detect, then roll back or fix; frozen in between."""
        dice, production, address = self.dice, self.production, self.address(run.rows[0])
        detect = dice.hours(production.detect, address, layout.FOR_DETECT)
        rollback = production.rollback
        if rollback and dice.strikes(rollback.share, address, layout.FOR_ROLLBACK):
            found.way = layout.ROLLBACK
            mend = dice.hours(rollback.work, address, layout.FOR_ROLLBACK_WORK)
            for row in passed:
                row.outcome = layout.ROLLED_BACK
        else:
            found.way = layout.FIX if production.recover else layout.AT_ONCE
            mend = dice.hours(production.recover, address, layout.FOR_FIX)
        self.met.add({layout.ROLLBACK: "rollback", layout.FIX: "fix", layout.AT_ONCE: "neither"}[found.way])
        if self.broken:
            self.met.add("two failures at once")
        self.broken += 1
        last = len(self.places) - 1
        if found.way == layout.ROLLBACK:
            self.returning[last] = self.returning.get(last, 0) + 1
        yield self.clock.moment(self.now + detect + mend)
        self.broken -= 1
        found.restored = self.now
        if found.way == layout.ROLLBACK:
            self.returning[last] -= 1
            for row in passed:
                row.change.mended = True
                self.join(row.change, last)
        else:
            self.go_live([row.change for row in passed])
        self.stir()

    def go_live(self, changes):
        for change in changes:
            change.live = self.now
        if self.wip_limit is not None:
            for _ in changes:
                self.enter()

    @property
    def frozen(self):
        return self.production.freeze and self.broken > 0
