"""Build a house around the example lesson of the authors' page, so that a page draws one of everything."""

import re
import shutil
from pathlib import Path
from typing import Any

import content
from datafiles import model_from_text
from ui import cached

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(
    r"^```(\w+)\n(.*?)^```$", (ROOT / "docs/authoring/lessons.md").read_text(), re.MULTILINE | re.DOTALL
)
PAGE = next(text for kind, text in BLOCKS if kind == "markdown")
HEAD = PAGE.split("## A puzzle")[0]


def rows(start: str) -> str:
    """Return all examples of the page that begin like this."""
    return "".join(text for kind, text in BLOCKS if kind == "yaml" and text.startswith(start))


def example_item(name: str) -> content.Item:
    """Return one of the example questions."""
    quiz = model_from_text(f"format: 1\nlesson: friday\nitems:\n{rows('- id:')}", content.FILE_MODELS["quiz"])
    return next(item for item in quiz.items if item.id == name)


def example_house(folder: Path, shown: str = "", *, forms: bool = False) -> Path:
    """Write the content folder of a house whose course has the lesson `friday` and one other.

    Args:
        folder: the house.
        shown: the question that stands alone in the lesson, with what is switched on in it, or `kind id` of a
            thing to do; empty for the whole lesson.
        forms: write two forms of two questions each.
    """
    room = folder / "content"
    shutil.copytree(ROOT / "content", room, ignore=shutil.ignore_patterns("*.py", "__pycache__", "forms"))
    for other in (room / "lessons").iterdir():
        if other.name != "delivery-or-deployment":
            shutil.rmtree(other)
    course = (room / "course.yaml").read_text().split("lessons:")[0].replace("complete: true\n", "")
    (room / "course.yaml").write_text(f"{course}lessons: [delivery-or-deployment, friday]\n")
    other = room / "lessons" / "delivery-or-deployment" / "en.md"
    other.write_text(
        re.sub(r"^prerequisites: .*$", "prerequisites: []", other.read_text(), flags=re.MULTILINE)
    )
    lesson = room / "lessons" / "friday"
    lesson.mkdir()
    (lesson / "en.md").write_text(_page(shown))
    items, activities = rows("- id:"), rows("- kind:")
    if shown.startswith("friday-guess"):
        activities = activities.replace("  predict: friday-guess\n", "")
    if "ask_confidence" in shown:
        items = items.replace("  story: true\n", "  story: true\n  ask_confidence: true\n", 1)
    if forms:
        items += _form_items()
        (room / "forms").mkdir()
        for name in "ab":
            head = f"format: 1\nid: {name}\ntitle: Form {name}\nminutes: 2\n"
            (room / "forms" / f"{name}.yaml").write_text(f"{head}items: [form-{name}-one, form-{name}-two]\n")
    (lesson / "quiz.yaml").write_text(f"format: 1\nlesson: friday\nitems:\n{items}")
    (lesson / "activities.yaml").write_text(f"format: 1\nlesson: friday\nactivities:\n{activities}")
    return folder


def _page(shown: str) -> str:
    if not shown:
        return PAGE
    if " friday" in shown:
        return f"{HEAD}Some text.\n\n{{{{{shown}}}}}\n"
    name = shown.split(maxsplit=1)[0]
    kind = "predict" if name == "friday-guess" else "quiz"
    return f"{HEAD}Some text.\n\n{{{{{kind} {name}}}}}\n"


def _form_items() -> str:
    """Return the first example question four times, as twins of two forms."""
    first = rows("- id:").split("\n- id:")[0].rstrip()
    made = []
    for number in ("one", "two"):
        for name, other in (("a", "b"), ("b", "a")):
            text = first.replace("- id: friday-first", f"- id: form-{name}-{number}")
            text = text.replace("pool: practice", f"pool: form-{name}\n  twin: form-{other}-{number}")
            made.append(text.replace("Noor's team", f"Form {name} with {number}, the team"))
    return "\n".join(made) + "\n"


def clear(cache: Any) -> None:
    """Empty one cache of `ui.cached`, of whichever kind it is."""
    (getattr(cache, "cache_clear", None) or cache.clear)()


def forget_pages() -> None:
    """Forget what was made of another house."""
    for cache in (
        cached.measure,
        cached.blocks,
        cached.cited_sources,
        cached.activity_text,
        cached.printed,
        cached.picture,
    ):
        clear(cache)
