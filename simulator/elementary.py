"""Reckon logarithms and powers of e from + - * / alone: the same bits on every machine.

A machine's own functions differ in the last bit from one library to the next, and a loop that calls
them cannot be carried out in lanes. These are within one unit in the last place.
Source: ng-1993 (fdlibm, e_log.c and e_exp.c).

The methods and coefficients of fdlibm come with this notice: Copyright (C) 1993 by Sun Microsystems,
Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use,
copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
"""

import math

import numpy as np

from simulator.compiled import part

_HIGH, _LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2, in two parts
_PER = 1.44269504088896338700  # 1 / ln 2
_LEAST, _MOST = -746.0, 710.0  # beyond, e^x is 0 or infinite
_ONE, _HALF_ROOT = 0x3FF0000000000000, 0x3FE6A09E00000000  # the bits of 1, and of sqrt(1/2) cut short
_FRACTION, _WIDTH, _BIAS = 0x000FFFFFFFFFFFFF, 52, 1023


@part
def log(x: float) -> float:
    """Return the natural logarithm of a positive, normal number."""
    bits = np.float64(x).view(np.int64) + (_ONE - _HALF_ROOT)
    k = float((bits >> _WIDTH) - _BIAS)
    f = np.int64((bits & _FRACTION) + _HALF_ROOT).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = 3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    even = 2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)
    r = z * (6.666666666666735130e-01 + w * even) + w * odd
    half = 0.5 * f * f
    return float(k * _HIGH - ((half - (s * (half + r) + k * _LOW)) - f))


@part
def exp(x: float) -> float:
    """Return e to the power of x, which is not NaN."""
    x = min(max(x, _LEAST), _MOST)
    k = math.floor(x * _PER + 0.5)
    high, low = x - k * _HIGH, k * _LOW
    r = high - low
    t = r * r
    p = 6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
    c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * p))
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    # In two steps, because 2^k itself may be too large or too small.
    half = k >> 1
    return y * _power(half) * _power(k - half)


@part
def _power(k: int) -> float:
    """Return 2 to the power of k, which is between -1022 and 1023."""
    return float(np.int64((k + _BIAS) << _WIDTH).view(np.float64))
