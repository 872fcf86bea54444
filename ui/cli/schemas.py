"""Write the JSON Schemas of the data files, for editors that check while one writes.

An editor reads YAML before it checks: a plain `12` is a number to it where our readers still take a text.
So a text may be any plain scalar here. What only a whole file can tell stays with `greenlane check`.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from assessments.model import Answers, Questionnaire
from content.items import Quiz
from content.model import CourseFile, FrontMatter, Glossary, Misconceptions
from content.pictures import Pictures
from delivery.benchmarks import Benchmarks, SourcesFile
from simulator import Scenario

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "scenario": Scenario,
    "questionnaire": Questionnaire,
    "answers": Answers,
    "course": CourseFile,
    "quiz": Quiz,
    "misconceptions": Misconceptions,
    "glossary": Glossary,
    "pictures": Pictures,
    "lesson": FrontMatter,
    "sources": SourcesFile,
    "benchmarks": Benchmarks,
}
"""The kinds of data files; `lesson` is what stands between the `---` lines of `en.md`."""


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each kind of data file."""
    return {kind: _schema(kind, model) for kind, model in MODELS.items()}


def _schema(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    made: dict[str, Any] = _opened(model.model_json_schema(mode="validation"))
    return {"$schema": DIALECT, **made, "title": f"Greenlane {kind}"}


def _opened(value: Any) -> Any:
    """Let every text be any plain scalar, and anchor every pattern, as our readers do."""
    if isinstance(value, list):
        return [_opened(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    found = {key: _opened(inner) for key, inner in value.items()}
    if found.get("type") == "string" and "enum" not in found and "format" not in found:
        found["type"] = ["string", "number", "boolean"]
    pattern = found.get("pattern")
    if isinstance(pattern, str) and not pattern.startswith("^"):
        found["pattern"] = f"^({pattern})$"
    return found
