"""The twin's stages: who waits there, and what may start when it is their turn."""

import math
from dataclasses import dataclass

from simulator import layout
from simulator.draws import SHARDS
from simulator.weekly import week_time

INFINITE = math.inf


@dataclass(slots=True)
class Run:
    """Changes that are worked on together."""

    place: "Place"
    rows: list
    end: float = INFINITE
    red: bool = False
    slipped: bool = False
    unit: object = None


class Place:
    """A stage with its queue."""

    least, most = 1, INFINITE
    back = 0

    def __init__(self, world, index, stage, pool):
        self.world, self.index, self.stage, self.pool = world, index, stage, pool
        self.queue, self.running = [], 0
        self.is_last = index == len(world.scenario.stages) - 1

    def line_up(self, row):
        """Stand before those of a higher number alone: first in, first out within a priority."""
        place = len(self.queue)
        while place and self.queue[place - 1].change.priority > row.change.priority:
            place -= 1
        if place < len(self.queue):
            self.world.met.add("priority")
        self.queue.insert(place, row)

    def take(self):
        """Take who goes with one run, and number it."""
        count = int(min(len(self.queue), self.most))
        rows, self.queue = self.queue[:count], self.queue[count:]
        for row in rows:
            row.start, row.batch = self.world.now, self.world.runs
        self.world.runs += 1
        if count > 1:
            self.world.met.add("batch of several")
        if self.queue:
            self.world.met.add("batch or train is full")
        self.running += count
        return Run(self, rows)

    def held_up(self):
        """Tell whether production lets nothing in."""
        return self.is_last and self.world.frozen


class Gate(Place):
    """A train or a button: who waits departs at its hour."""

    gone = -1.0

    def __init__(self, world, index, stage, pool):
        super().__init__(world, index, stage, pool)
        if stage.departures:
            self.most = stage.departures.seats or INFINITE

    def times(self):
        train = self.stage.departures
        if train is None:
            yield from self.stage.opens
            return
        first = train.every if train.at is None else week_time(train.at)
        k = max(0, math.floor((self.world.now - first) / train.every) - 1)
        while True:
            yield first + k * train.every
            k += 1

    def next_hour(self, missed):
        now = self.world.now
        return next((time for time in self.times() if time > now or (time == now and not missed)), None)

    def expects(self):
        """Tell whether it will be somebody's turn here at some hour."""
        return bool(self.queue) and self.next_hour(missed=True) is not None

    def turn(self):
        """Depart if this is the hour; otherwise ask again at the next one."""
        if not self.queue:
            return False
        world = self.world
        missed = self.gone == world.now or world.started_later_than(self.index)
        if missed and self.next_hour(missed=False) == world.now:
            world.met.add("departure missed by a hair")
        hour = next(
            (time for time in self.times() if time > world.now or (time == world.now and not missed)), None
        )
        if hour is None:
            world.met.add("left behind after the last opening")
            return False
        if hour > world.now:
            world.stir(hour)
            return False
        self.gone = world.now
        if self.held_up():
            world.met.add("departure missed in a freeze")
            world.stir(world.now)
            return False
        world.met.add("train" if self.stage.departures else "button")
        run = self.take()
        self.running -= len(run.rows)
        world.clock.process(self._depart(run))
        return True

    def _depart(self, run):
        yield self.world.clock.moment(self.world.now)
        self.world.finish(run)


class Station(Place):
    """Units that work on runs."""

    released = False

    def __init__(self, world, index, stage, pool):
        super().__init__(world, index, stage, pool)
        batch = stage.batch
        self.most = 1
        if batch is not None:
            self.least = batch.size or 1
            self.most = batch.size or batch.max or INFINITE
        self.calendar = world.open_times(stage.calendar)

    def enough(self):
        """Tell whether as many wait as a run needs, or as can ever come."""
        waiting = len(self.queue)
        return waiting >= self.least or (waiting > 0 and (self.released or self._alone()))

    def expects(self):
        """Tell whether who waits here will be let in at some hour."""
        return bool(self.queue) and self.enough()

    def _alone(self):
        """Tell whether nothing more can join this queue."""
        world = self.world
        if not world.arrivals_are_over() or not getattr(self, "allow", True) or world.study.hours is not None:
            return False
        for i, place in enumerate(world.places):
            here = place.running + (len(place.queue) if place is not self else 0)
            if here and self.index in world.reach[i]:
                return False
            if world.returning.get(i, 0) and (i == self.index or self.index in world.reach[i]):
                return False
        return True

    def may_start(self):
        """Tell whether production and the calendar allow a start; if the calendar does not, ask later."""
        if self.held_up():
            self.world.met.add("start waits for production")
            return False
        opening = self.calendar.next(self.world.now)
        if opening > self.world.now:
            self.world.met.add("start waits for the opening")
            self.world.stir(opening)
            return False
        return True

    def turn(self):
        """Start one run if it may start."""
        if not self.enough():
            return False
        if self.pool.free <= 0:
            self.world.met.add("full pool" if self.stage.pool else "full stage")
            return False
        if not self.may_start():
            return False
        self.start(self.pool)
        return True

    def start(self, unit):
        unit.free -= 1
        self.released = False
        run = self.take()
        if len(run.rows) < self.least:
            self.world.met.add("incomplete batch")
        run.unit = unit
        length = self._work(run) + self._conflicts(run)
        run.end = self.calendar.after(self.world.now, length)
        if run.end > self.world.now + length:
            self.world.met.add("work pauses")
        self.world.clock.process(self._run(run))

    def _run(self, run):
        yield self.world.clock.moment(run.end)
        self.running -= len(run.rows)
        run.unit.free += 1
        self.world.finish(run)

    def _work(self, run):
        """Draw the work of a run with its first change, and share it out."""
        address = self.world.address(run.rows[0])
        total = self._steps(address) if self.stage.steps else self._attempts(run, address)
        for row in run.rows:
            row.work = total / len(run.rows)
        return total

    def _steps(self, address):
        dice, steps, total = self.world.dice, self.stage.steps, 0.0
        self.world.met.add("steps")
        for step in range(steps.count):
            total += dice.hours(steps.work, address, layout.FOR_WORK, step)
        return total

    def _attempts(self, run, address):
        """Draw the attempts of a run: all that the runner is held for, or the one that is its turn."""
        dice, flaky, shards = self.world.dice, self.stage.flaky, self.stage.shards or 1
        held, total = flaky is not None and flaky.hold, 0.0
        self.world.met.update(["shards"] if shards > 1 else [])
        for attempt in range(flaky.attempts) if held else (run.rows[0].attempt,):
            self.world.met.update(["red run on the same runner"] if held and attempt else [])
            parts = (attempt * SHARDS + shard for shard in range(shards))
            total += max(dice.hours(self.stage.work, address, layout.FOR_WORK, part) for part in parts)
            run.red = flaky is not None and dice.strikes(flaky.rate, address, layout.FOR_FLAKY, attempt)
            if not run.red:
                break
        return total

    def _conflicts(self, run):
        """Resolve conflicts with what was integrated since each change branched."""
        world = self.world
        rules = world.scenario.integration and world.scenario.integration.conflicts
        if not rules or self.index not in world.sources:
            return 0.0
        total = 0.0
        for row in run.rows:
            if row.visit > 1 or row.attempt > 0:
                continue
            own, address = 0.0, world.address(row)
            others = len(world.integrated) - row.change.integrated_before
            for part in range(others):
                if world.dice.strikes(rules.rate, address, layout.FOR_CONFLICT, part):
                    world.met.add("conflict")
                    own += world.dice.hours(rules.work, address, layout.FOR_CONFLICT_WORK, part)
            row.change.resolving = own
            row.work += own
            total += own
        return total


@dataclass(slots=True)
class Approver:
    """One who looks in every so often, and works until nobody waits."""

    anchor: float = 0.0
    awake: bool = False
    free: int = 1


class Attended(Station):
    """A stage whose units look in only every few hours while nobody waits."""

    def __init__(self, world, index, stage, pool):
        super().__init__(world, index, stage, pool)
        self.approvers = [Approver() for _ in range(stage.capacity or 1)]

    def next_look(self, approver):
        every, now = self.stage.attends.every, self.world.now
        missed = self.world.started_later_than(self.index)
        k = max(1, math.floor((now - approver.anchor) / every) - 1)
        while True:
            look = approver.anchor + k * every
            if look > now or (look == now and not missed):
                return look
            k += 1

    def turn(self):
        """Start one run with an approver who is awake, or wakes now."""
        if not self.queue:
            self._go_idle()
            return False
        now = self.world.now
        looks = [(self.next_look(one), one) for one in self.approvers if not one.awake]
        here = [one for look, one in looks if look == now]
        for look, _ in looks:
            if look > now:
                self.world.stir(look)
        if not self.may_start():
            for one in here:
                one.awake = True
                self.world.met.add("look that wakes while nothing may start")
            return False
        free = [one for one in self.approvers if one.awake and one.free] or here
        if free:
            self.world.met.update([] if free[0].awake else ["look that wakes"])
            free[0].awake = True
            self.start(free[0])
        return bool(free)

    def _go_idle(self):
        """Let who is awake and free go idle; who is idle longest wakes first."""
        for one in self.approvers:
            if one.awake and one.free:
                one.awake, one.anchor = False, self.world.now
                self.world.met.add("approver goes idle")
        self.approvers.sort(key=lambda one: one.anchor)
