"""Write a value as YAML that our strict reader reads back to the same value."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

_WIDTH = 110
_NUMBER = re.compile(r"[-+.0-9]")


class _Dumper(yaml.CSafeDumper):
    """Writes leaves on one line, parts in the order they come, and texts that look like numbers in quotes.

    The writer in C is the other half of the reader in C, and more than twice as fast as the one in Python.
    """

    def ignore_aliases(self, _data: Any) -> bool:
        """Write every value where it stands, even one that stands at two places."""
        return True

    def represent(self, data: Any) -> None:
        """Write the whole value, its outermost parts on lines of their own."""
        self.open()
        node: Any = self.represent_data(data)
        node.flow_style = False
        self.serialize(node)
        self.close()


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and text == text.strip("\n ") + "\n" else None
    if style is None and ("\n" in text or not text or _NUMBER.match(text)):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: _Dumper, number: float) -> yaml.ScalarNode:
    whole = number.is_integer() and abs(number) < 1e15  # noqa: PLR2004 - up to here each whole number is exact
    return dumper.represent_int(int(number)) if whole else dumper.represent_float(number)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)


def to_yaml(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return a value of mappings, lists, texts, numbers, flags and None as YAML.

    Args:
        value: plain values alone, as `FileModel.model_dump(mode="json")` gives them.
    """
    out = io.StringIO()
    # None lets what has leaves alone stand on one line; the types know only yes and no.
    flow: Any = None
    dumper = _Dumper(out, default_flow_style=flow, sort_keys=False, allow_unicode=True, width=_WIDTH)
    dumper.represent(value)
    return out.getvalue()
