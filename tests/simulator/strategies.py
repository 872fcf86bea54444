"""Scenarios of every kind, for properties: small times with many ties, every feature mixed."""

import json

from hypothesis import strategies as st

from simulator import Scenario, Study, scenario_from_text

TIMES = (0.25, 0.5, 1.0, 1.5, 2.0, 0.1, 1 / 3, 0.7, 4.2)
CALENDARS = {
    "office": {"days": "mon-fri", "hours": "09:00-17:00"},
    "night": {"days": "mon-sat", "hours": "22:00-06:00"},
    "split": [
        {"days": "mon-thu", "hours": "08:30-12:00,13:00-18:00"},
        {"days": "sun", "hours": "10:00-11:15"},
    ],
    "most": {"days": "mon-sun", "hours": "00:00-23:00"},
}
POOLS = {"runners": 2, "people": 3}


def chance(draw, percent):
    return draw(st.integers(0, 99)) >= 100 - percent


def pick(draw, *values):
    return draw(st.sampled_from(values))


def hours(draw):
    return pick(draw, *TIMES)


def distribution(draw, *, zero=True):
    kind = pick(
        draw, "constant", "constant", "exponential", "lognormal", "uniform", "triangular", "empirical"
    )
    if kind == "constant":
        return {"dist": kind, "value": pick(draw, 0.0, *TIMES) if zero else hours(draw)}
    if kind in {"exponential", "lognormal"}:
        found = {"dist": kind, "mean": hours(draw)}
        return found if kind == "exponential" else {**found, "cv": pick(draw, 0.5, 1.0, 2.5)}
    ends = sorted(hours(draw) for _ in range(3))
    if kind == "uniform":
        return {"dist": kind, "low": ends[0], "high": ends[2]}
    if kind == "triangular":
        return {"dist": kind, "low": ends[0], "mode": ends[1], "high": ends[2]}
    return {"dist": kind, "values": [hours(draw), *([0.0] if zero else []), hours(draw)]}


def arrivals(draw):
    found = {}
    kind = pick(draw, "between", "between", "between", "between", "at", "wip_limit")
    if kind == "wip_limit":
        found["wip_limit"] = draw(st.integers(1, 6))
    elif kind == "at":
        times = st.sampled_from((*TIMES, 0.0, 9.0, 33.0, 111.0))
        found["at"] = sorted(draw(st.lists(times, min_size=5, max_size=40)))
    else:
        found["between"] = distribution(draw, zero=False)
        if chance(draw, 25):
            found["calendar"] = pick(draw, *CALENDARS)
        if found["between"]["dist"] == "constant" and chance(draw, 50):
            found["first"] = pick(draw, 0.0, 1.0, 8.5)
    if chance(draw, 30):
        shares = pick(draw, (1.0,), (0.25, 0.75), (0.1, 0.9), (0.2, 0.3, 0.5))
        found["classes"] = [
            {"id": f"kind-{i}", "share": share, "priority": draw(st.integers(0, 2))}
            for i, share in enumerate(shares)
        ]
    return found


# ---------------------------------------------------------------- the road


def graph(draw, count):
    """Draw for each stage what it comes after; the last is the only one nothing comes after."""
    after = [None] * count
    if count < 3 or chance(draw, 55):
        return after
    places = draw(st.permutations(range(count - 1))) if chance(draw, 40) else list(range(count - 1))
    before = {places[0]: []}
    for n, place in enumerate(places[1:], start=1):
        begins = chance(draw, 15)
        earlier = [places[k] for k in range(n)]
        names = st.lists(st.sampled_from(earlier), min_size=1, max_size=3, unique=True)
        before[place] = [] if begins else draw(names)
    used = {name for names in before.values() for name in names}
    before[count - 1] = [place for place in range(count - 1) if place not in used]
    return [before[place] for place in range(count)]


def roads(after):
    """Return for each stage those after it."""
    before = [[i - 1] * (i > 0) if names is None else names for i, names in enumerate(after)]
    return before, [[i for i, names in enumerate(before) if place in names] for place in range(len(after))]


def reached(starts, steps, without):
    found, open_ends = set(), [place for place in starts if place != without]
    while open_ends:
        place = open_ends.pop()
        if place not in found:
            found.add(place)
            open_ends += [other for other in steps[place] if other != without]
    return found


def backs(after):
    """List for each stage the stages a change may be sent back to: one token leaves, one comes back."""
    before, steps = roads(after)
    sources, last = [i for i, names in enumerate(before) if not names], len(after) - 1
    return [
        [
            t
            for t in range(len(after))
            if t == s
            or (
                s not in reached(sources, steps, t)
                and s in reached([t], steps, None)
                and last not in (reached([t], steps, s) if s != last else ())
            )
        ]
        for s in range(len(after))
    ]


# ---------------------------------------------------------------- stages


def gate(draw, stage):
    stage["mark"] = "button"
    if chance(draw, 30):
        times = st.sampled_from((2.0, 4.5, 9.0, 24.0, 40.0, 100.0, 150.0, 400.0, 1000.0))
        stage["opens"] = sorted(draw(st.lists(times, min_size=1, max_size=8, unique=True)))
        return
    train = {"every": pick(draw, 0.5, 1.0, 4.0, 24.0, 0.7, 1 / 3)}
    if chance(draw, 40):
        train["at"] = pick(draw, "00:00", "03:30", "tue 10:00")
    if chance(draw, 50):
        train["seats"] = draw(st.integers(1, 4))
    stage["departures"] = train


def capacity(draw, stage, attended):
    if chance(draw, 25) and not attended:
        stage["pool"] = pick(draw, *POOLS)
    elif chance(draw, 15) and not attended:
        stage["capacity"] = "unlimited"
    elif chance(draw, 70):
        stage["capacity"] = draw(st.integers(1, 3))


def work(draw, stage):
    if chance(draw, 20):
        stage["mark"] = "hand"
        slip = {"slip": pick(draw, 0.02, 0.1, 0.3)} if chance(draw, 70) else {}
        stage["steps"] = {"count": draw(st.integers(1, 4)), "work": distribution(draw), **slip}
        return
    if chance(draw, 90):
        stage["work"] = distribution(draw)
    if chance(draw, 20):
        stage["shards"] = draw(st.integers(1, 4))
    if chance(draw, 25):
        stage["flaky"] = {
            "rate": pick(draw, 0.1, 0.3, 0.5),
            "attempts": draw(st.integers(1, 3)),
            "hold": chance(draw, 50),
        }


def station(draw, stage):
    attended = chance(draw, 15)
    if attended:
        stage["mark"] = "hourglass"
        stage["attends"] = {"every": pick(draw, 0.5, 1.0, 4.0, 0.1, 1 / 3)}
    capacity(draw, stage, attended)
    work(draw, stage)
    if chance(draw, 25):
        stage["calendar"] = pick(draw, *CALENDARS)
    if chance(draw, 30):
        batch = pick(draw, {"all": True}, {"max": 2}, {"max": 4}, {"size": 2}, {"size": 3})
        if not attended or "size" not in batch:
            stage["batch"] = batch


def stages(draw):
    after = graph(draw, draw(st.integers(1, 6)))
    may = backs(after)
    found = []
    for i, names in enumerate(after):
        stage = {"id": f"s{i}", "mark": pick(draw, "hand", "bolt")}
        if names is not None:
            stage["after"] = [f"s{j}" for j in names]
        if chance(draw, 18):
            gate(draw, stage)
        else:
            station(draw, stage)
        if chance(draw, 25):
            stage["catches"] = pick(draw, 0.3, 0.8, 1.0)
        if chance(draw, 35):
            rework = {"to": f"s{pick(draw, *may[i])}"} if chance(draw, 80) else {}
            if chance(draw, 70):
                rework["rate"] = pick(draw, 0.05, 0.2, 0.35)
            if chance(draw, 50):
                rework["work"] = distribution(draw)
            stage["rework"] = rework
        found.append(stage)
    return found


def take_time(draw, drawn):
    """Let one stage take time, without which an endless backlog comes in all at once."""
    if not any(stage.get("departures") for stage in drawn):
        stage = {name: value for name, value in drawn[0].items() if name in {"id", "mark", "after", "rework"}}
        drawn[0] = {**stage, "work": distribution(draw, zero=False)}


# ---------------------------------------------------------------- the whole


def production(draw):
    found = {"fails": pick(draw, 0.0, 0.05, 0.3, 1.0), "freeze": chance(draw, 50)}
    if chance(draw, 60):
        found["detect"] = distribution(draw)
    if chance(draw, 60):
        found["recover"] = distribution(draw)
    if chance(draw, 60):
        found["rollback"] = {"share": pick(draw, 0.3, 0.8, 1.0)}
        if chance(draw, 60):
            found["rollback"]["work"] = distribution(draw)
    return found


@st.composite
def scenarios(draw) -> Scenario:
    """Draw a scenario that may use every feature of the language."""
    found = {"format": 1, "id": "drawn", "title": "Drawn", "calendars": CALENDARS, "pools": POOLS}
    found["arrivals"] = arrivals(draw)
    if chance(draw, 60):
        found["defects"] = pick(draw, 0.1, 0.4, 1.0)
    found["stages"] = stages(draw)
    if "wip_limit" in found["arrivals"]:
        take_time(draw, found["stages"])
    before, _ = roads([one.get("after") for one in found["stages"]])
    sources = [one for one, names in zip(found["stages"], before, strict=True) if not names]
    gates = any("departures" in one or "opens" in one for one in sources)
    if len(sources) == 1 and not gates and chance(draw, 35):
        conflicts = {"rate": pick(draw, 0.05, 0.3, 1.0), "work": distribution(draw)}
        found["integration"] = {"conflicts": conflicts}
    if chance(draw, 60):
        found["production"] = production(draw)
    return scenario_from_text(json.dumps(found))


@st.composite
def studies(draw, most=60) -> Study:
    """Draw a study of one or two replications, of so many changes or hours."""
    size = {"hours": pick(draw, 10.0, 33.3, 60.0)} if chance(draw, 25) else {}
    seed = draw(st.integers(0, 2**32 - 1))
    return Study(seed=seed, replications=1, changes=draw(st.integers(5, most)), **size)
