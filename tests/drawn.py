"""Read what a page drew in Streamlit's own test runner, and press what it offers."""

from typing import Any

from content.tables import as_table


def texts(at: Any) -> str:
    """Return all words of a page."""
    kinds = (at.markdown, at.caption, at.code, at.warning, at.error, at.info, at.success)
    links = (link.proto.label for link in at.get("page_link"))
    tables = (as_table(found.value.columns, found.value.to_numpy()) for found in at.table)
    return "\n".join([*(part.value for kind in kinds for part in kind), *tables, *links])


def views(at: Any) -> list[str]:
    """Return the data of the pictures of a page."""
    return [found.proto.bytes.decode() for found in at.get("bidi_component")]


def press(at: Any, label: str) -> Any:
    """Press the first button with a label in it."""
    return next(button for button in at.button if label in button.label).click().run()


def by_label(elements: Any, label: str) -> Any:
    """Return the first element with a label in it."""
    return next(element for element in elements if label in element.label)


def unfold(at: Any, key: str) -> Any:
    """Open the folded part of a page that has this key."""
    at.session_state[key] = True
    return at.run()
