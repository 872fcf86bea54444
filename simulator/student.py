"""Say how far an estimate may be off: Student's t for whole degrees of freedom."""

import math
from functools import cache

CONFIDENCE = 0.95


def coverage(t: float, freedom: int) -> float:
    """Return the share of Student's t between -t and t, for whole degrees of freedom from 1.

    Source: abramowitz-stegun-t (26.7.3 for odd, 26.7.4 for even degrees of freedom).
    """
    angle = math.atan(t / math.sqrt(freedom))
    square = math.cos(angle) ** 2
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= square * (k - 1) / k
        total += term
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total


@cache
def half_width(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors an interval reaches to each side, by halving.

    Source: nist-tn-1297 (table B.1, which the tests compare with).
    """
    low, high = 0.0, 1.0
    while coverage(high, freedom) < confidence:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        if coverage(middle, freedom) < confidence:
            low = middle
        else:
            high = middle
    return high
