"""The public face of the room: complete, sorted, and the errors as drawn."""

import re
from collections.abc import Iterator

import store
from store import model


def below(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def test_the_public_names_are_sorted_and_there():
    assert [name for name in store.__all__ if not hasattr(store, name)] == []
    assert len(set(store.__all__)) == len(store.__all__)


def test_every_error_is_drawn_in_the_tree_and_public():
    errors = {kind.__name__ for kind in below(store.StoreError)} | {"StoreError"}
    assert set(re.findall(r"[A-Z]\w+Error", model.__doc__)) == errors
    assert errors <= set(store.__all__)


def test_the_states_of_the_code_are_those_of_the_table():
    from store.tables import answer

    (rule,) = [str(one.sqltext) for one in answer.constraints if one.name == "ck_answer_state"]
    assert tuple(re.findall(r"'([\w-]+)'", rule)) == store.STATES
