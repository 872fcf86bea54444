"""Draw random numbers by address: each is a pure function of what it is for.

The generator is Philox4x32-10, counter based: key (seed, replication), counter (change, hash of the
stage id, visit, purpose with its part). Nothing is consumed in an order, so a changed knob moves
only the draws it touches, and every executor gets the same numbers.
Source: salmon-2011.
"""

import hashlib
import math

import numpy as np

from simulator.compiled import part
from simulator.elementary import exp, log
from simulator.layout import (
    CONSTANT,
    EMPIRICAL,
    EXPONENTIAL,
    LOGNORMAL,
    REPLICATION,
    SEED,
    UNIFORM,
    Handle,
)
from simulator.tables import apart, dists_of, values_of

ROUNDS = 10
PARTS = 2**24
SHARDS = 2**12

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _32, _12 = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(12)
_STEP = 2.0**-52

Address = tuple[int, int, int]
Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


def stage_hash(stage: str) -> int:
    """Hash a stage id to 1 .. 2^32 - 1, the same on every machine; 0 means no stage."""
    found = int.from_bytes(hashlib.blake2b(stage.encode(), digest_size=4).digest(), "big")
    return found or 1


@part
def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> Words:
    """Mix a counter of four 32-bit words under a key of two: ten rounds of Philox4x32."""
    c0, c1 = np.uint64(counter[0]) & _LOW, np.uint64(counter[1]) & _LOW
    c2, c3 = np.uint64(counter[2]) & _LOW, np.uint64(counter[3]) & _LOW
    k0, k1 = np.uint64(key[0]) & _LOW, np.uint64(key[1]) & _LOW
    for _ in range(ROUNDS):
        left, right = _M0 * c0, _M1 * c2
        c0, c1 = (right >> _32) ^ c1 ^ k0, right & _LOW
        c2, c3 = (left >> _32) ^ c3 ^ k1, left & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@part
def uniform(key: tuple[int, int], address: Address, purpose: int, part: int) -> float:
    """Draw u in the open interval (0, 1) for (seed, replication), (change, stage hash, visit), purpose."""
    c0, c1, _, _ = philox((address[0], address[1], address[2], purpose * PARTS + part), key)
    return (float(np.int64(((c0 << _32) | c1) >> _12)) + 0.5) * _STEP


@part
def strikes(world: Handle, address: Address, use: tuple[int, int], rate: float) -> bool:
    """Tell whether u, drawn for (purpose, part), is below a rate; it is not drawn where the rate is 0."""
    apart()
    return bool(rate > 0.0 and uniform(key_of(world), address, use[0], use[1]) < rate)


@part
def key_of(world: Handle) -> tuple[int, int]:
    """Return the key of a world's draws: (seed, replication)."""
    return (world[SEED], world[REPLICATION])


@part
def normal(u: float) -> float:
    """Turn u in (0, 1) into a standard normal variate, to about 1e-16.

    Source: wichura-1988 (algorithm AS 241, PPND16).
    """
    q = u - 0.5
    if abs(q) <= 0.425:  # noqa: PLR2004  # the bounds of AS 241
        r = 0.180625 - q * q
        return q * _ratio_center(r)
    r = math.sqrt(-log(u if q < 0.0 else 1.0 - u))
    found = _ratio_near(r - 1.6) if r <= 5.0 else _ratio_far(r - 5.0)  # noqa: PLR2004  # as above
    return -found if q < 0.0 else found


@part
def _ratio_center(r: float) -> float:
    up = 2509.0809287301226727 * r + 33430.575583588128105
    up = (up * r + 67265.770927008700853) * r + 45921.953931549871457
    up = (up * r + 13731.693765509461125) * r + 1971.5909503065514427
    up = (up * r + 133.14166789178437745) * r + 3.387132872796366608
    low = 5226.495278852545925 * r + 28729.085735721942674
    low = (low * r + 39307.89580009271061) * r + 21213.794301586595867
    low = (low * r + 5394.1960214247511077) * r + 687.1870074920579083
    return up / ((low * r + 42.313330701600911252) * r + 1.0)


@part
def _ratio_near(r: float) -> float:
    up = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    up = (up * r + 0.24178072517745061177) * r + 1.27045825245236838258
    up = (up * r + 3.64784832476320460504) * r + 5.7694972214606914055
    up = (up * r + 4.6303378461565452959) * r + 1.42343711074968357734
    low = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    low = (low * r + 0.0151986665636164571966) * r + 0.14810397642748007459
    low = (low * r + 0.68976733498510000455) * r + 1.6763848301838038494
    return up / ((low * r + 2.05319162663775882187) * r + 1.0)


@part
def _ratio_far(r: float) -> float:
    up = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    up = (up * r + 0.0012426609473880784386) * r + 0.026532189526576123093
    up = (up * r + 0.29656057182850489123) * r + 1.7848265399172913358
    up = (up * r + 5.4637849111641143699) * r + 6.6579046435011037772
    low = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    low = (low * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    low = (low * r + 0.0148753612908506148525) * r + 0.13692988092273580531
    return up / ((low * r + 0.59983220655588793769) * r + 1.0)


@part
def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Turn u in (0, 1) into a triangular variate between low and high with its peak at mode."""
    width = high - low
    if width == 0.0:
        return low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


@part
def lognormal(u: float, mean: float, spread: float, shift: float) -> float:
    """Turn u in (0, 1) into a lognormal variate; `shift` is half of `spread` squared."""
    return float(mean * exp(spread * normal(u) - shift))


@part
def sample(model: Handle, dist: int, address: Address, use: tuple[int, int]) -> float:
    """Draw a duration [h] of the numbered distribution; `use` is (purpose, part), no distribution is 0 h.

    The variate is mean times unit variate, so that a changed mean scales every draw alike.
    """
    apart()
    if dist < 0:
        return 0.0
    shape = dists_of(model)[dist]
    kind = shape["kind"]
    if kind == CONSTANT:
        return float(shape["a"])
    u = uniform(key_of(model), address, use[0], use[1])
    if kind == EXPONENTIAL:
        return float(shape["a"] * -log(u))
    return shaped(model, dist, u)


@part
def shaped(model: Handle, dist: int, u: float) -> float:
    """Turn u in (0, 1) into a duration [h] of the numbered distribution, which is not constant."""
    apart()
    shape = dists_of(model)[dist]
    kind = shape["kind"]
    if kind == EXPONENTIAL:
        return float(shape["a"] * -log(u))
    if kind == LOGNORMAL:
        return lognormal(u, shape["a"], shape["b"], shape["c"])
    if kind == UNIFORM:
        return float(shape["a"] + (shape["b"] - shape["a"]) * u)
    if kind == EMPIRICAL:
        return float(values_of(model)[shape["from"] + int(u * shape["many"])])
    return triangular(u, float(shape["a"]), float(shape["b"]), float(shape["c"]))
