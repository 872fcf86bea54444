"""A row of views shows one of them, whatever the browser sent for it."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from ui.choosing import choose_view

    forced = st.session_state.pop("elsewhere", None)
    st.markdown(choose_view("Views", "show", {"one": "The first", "two": "The second"}, forced))


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def test_the_first_view_is_shown_at_first(at) -> None:
    assert at.markdown[0].value == "one"


@pytest.mark.parametrize("sent", [None, "a view that went"])
def test_what_is_no_view_is_the_first_one(at, sent) -> None:
    at.session_state["show"] = sent
    at.run()
    assert [error.value for error in at.exception] == []
    assert at.markdown[0].value == "one"


def test_a_view_that_is_forced_is_shown_and_another_word_changes_nothing(at) -> None:
    at.session_state["elsewhere"] = "two"
    at.run()
    assert at.markdown[0].value == "two"
    at.session_state["elsewhere"] = "three"
    at.run()
    assert at.markdown[0].value == "two"
