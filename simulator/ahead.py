"""Draw ahead: what nearly every change needs, for a block of changes at once, lane by lane.

A draw is a pure function of its address, so it may be drawn before it is needed, and in the lanes of
a processor's wide registers, which is several times faster. What is not kept here is drawn alone.
"""

from simulator.compiled import part
from simulator.draws import key_of, lognormal, shaped, uniform
from simulator.elementary import log
from simulator.layout import BLOCK, CONSTANT, DRAWN, EXPONENTIAL, LANES, LOGNORMAL, RING, Floats, Handle
from simulator.tables import apart, dists_of, drawn_of, lanes_of, owners_of, plan_of, redrawn_of


@part
def look_ahead(world: Handle, change: int) -> None:
    """Draw every lane for the block of changes that begins with this one, if one does."""
    apart()
    if change & (BLOCK - 1) == 0:
        for lane in range(plan_of(world)[0]["lanes"]):
            _draw_lane(world, lane, change)
        world[DRAWN] = change + BLOCK


@part
def _draw_lane(world: Handle, lane: int, first: int) -> None:
    many = plan_of(world)[0]["lanes"]
    place = lane * RING + (first & (RING - 1))
    out = drawn_of(world)[place : place + BLOCK]
    spare = drawn_of(world)[many * RING : many * RING + BLOCK]
    _draw_part(world, (lane, 0), first, out)
    for number in range(1, lanes_of(world)[lane]["parts"]):
        _draw_part(world, (lane, number), first, spare)
        for i in range(BLOCK):
            out[i] = max(out[i], spare[i])


@part
def _draw_part(world: Handle, which: tuple[int, int], first: int, out: Floats) -> None:
    apart()
    row = lanes_of(world)[which[0]]
    key, what, visit, purpose = key_of(world), row["hash"], row["visit"], row["purpose"]
    for i in range(BLOCK):
        out[i] = uniform(key, (first + i, what, visit), purpose, which[1])
    if row["dist"] < 0:
        return
    shape = dists_of(world)[row["dist"]]
    kind, a, b, c = shape["kind"], shape["a"], shape["b"], shape["c"]
    if kind == EXPONENTIAL:
        for i in range(BLOCK):
            out[i] = a * -log(out[i])
    elif kind == LOGNORMAL:
        for i in range(BLOCK):
            out[i] = lognormal(out[i], a, b, c)
    elif kind == CONSTANT:
        out[:] = a
    else:
        for i in range(BLOCK):
            out[i] = shaped(world, row["dist"], out[i])


@part
def _draw_again(world: Handle, change: int, place: int) -> None:
    """Draw every lane for the second visits of one change: it is sent back, and meets most of them again."""
    apart()
    key, lanes = key_of(world), lanes_of(world)
    many = len(lanes)
    for first in range(0, plan_of(world)[0]["again"], LANES):
        out = redrawn_of(world)[place * many + first : place * many + first + LANES]
        for i in range(LANES):
            row = lanes[first + i]
            u = uniform(key, (change, row["hash"], 2), row["purpose"], 0)
            exponential = row["mean"] * -log(u)
            out[i] = exponential if row["kind"] == EXPONENTIAL else u
    for lane in range(plan_of(world)[0]["again"]):
        kind = lanes[lane]["kind"]
        if kind == CONSTANT:
            redrawn_of(world)[place * many + lane] = lanes[lane]["mean"]
        elif kind > EXPONENTIAL:
            u = redrawn_of(world)[place * many + lane]
            redrawn_of(world)[place * many + lane] = shaped(world, lanes[lane]["dist"], u)
    owners_of(world)[place] = change


@part
def again(world: Handle, lane: int, change: int) -> float:
    """Return what a lane of one part holds for the second visit of a change."""
    place = change & (RING - 1)
    if owners_of(world)[place] != change:
        _draw_again(world, change, place)
    return float(redrawn_of(world)[place * len(lanes_of(world)) + lane])


@part
def is_ahead(world: Handle, lane: int, change: int) -> bool:
    """Tell whether a lane holds the draw of a change."""
    return bool(lane >= 0 and change >= world[DRAWN] - RING)


@part
def ahead(world: Handle, lane: int, change: int) -> float:
    """Return what a lane holds for a change."""
    return float(drawn_of(world)[lane * RING + (change & (RING - 1))])
