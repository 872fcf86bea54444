"""Compute a small formula of arithmetic, and nothing else.

Allowed are numbers, names, + - * / ** and parentheses, and the functions min, max, sqrt, exp and log.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence

LONGEST = 200
LARGEST_POWER = 64
OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
}


def compute(formula: str, values: Mapping[str, float]) -> float:
    """Return the value of a formula where its names have these values.

    Raises:
        ValueError: the formula holds something else, an unknown name, or has no finite value.
    """
    if len(formula) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    try:
        result = _value(ast.parse(formula.strip(), mode="eval").body, values)
        result = float(result)
    except SyntaxError:
        raise ValueError("is no formula") from None
    except (ArithmeticError, TypeError, RecursionError):
        raise ValueError("has no value here") from None
    if not math.isfinite(result):
        raise ValueError("has no finite value here")
    return result


def _value(node: ast.AST, values: Mapping[str, float]) -> float:
    """Return the value of one part."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Name(id=name):
            raise ValueError(f"names `{name}`, which is not given")
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            one, other = _value(left, values), _value(right, values)
            if isinstance(sign, ast.Pow) and abs(other) > LARGEST_POWER:
                raise ValueError(f"raises to a power above {LARGEST_POWER}")
            return OPERATORS[type(sign)](one, other)
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]) if name in FUNCTIONS:
            return _called(name, [_value(part, values) for part in parts])
        case _:
            raise ValueError("holds more than numbers, names, + - * / ** and min, max, sqrt, exp, log")


def _called(name: str, numbers: Sequence[float]) -> float:
    """Return the value of a function."""
    try:
        return FUNCTIONS[name](*numbers)
    except ValueError:
        raise ArithmeticError from None
