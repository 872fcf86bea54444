"""Say what a source is, and which lessons rest on it; nothing here knows Streamlit."""

import content
from delivery import Source, Status
from ui import words

READ = {
    Status.PRIMARY: "read in the document itself",
    Status.SECONDARY: "known through others who quote it",
    Status.OWN: "defined by this project",
}


def lessons_on(source: Source, course: content.Course) -> list[content.Lesson]:
    """Return the lessons that rest on a source."""
    return [lesson for lesson in course.lessons if source.id in lesson.sources]


def matches(source: Source, typed: str, course: content.Course) -> bool:
    """Say whether what somebody typed stands in a source, its licence or the lessons that rest on it."""
    titles = [lesson.title for lesson in lessons_on(source, course)]
    kind = READ[source.status]
    text = " ".join((source.title, source.publisher, source.licence, source.url, source.id, kind, *titles))
    return all(part in text.casefold() for part in typed.casefold().split())


def entry(source: Source, course: content.Course) -> str:
    """Return a source with its licence, the day it was looked at, its address and its lessons."""
    title = words.plain(source.title)
    head = f"[{title}]({source.url})" if source.url.startswith("https://") else f"{title}. {source.url}"
    told = f"{source.publisher}. Licence: {source.licence}. Looked at on {source.checked.isoformat()}"
    links = [f"[{lesson.title}](/learn?lesson={lesson.id})" for lesson in lessons_on(source, course)]
    used = f" In the lessons: {', '.join(links)}." if links else ""
    return f"**{head}**  \n{told}, {READ[source.status]}.{used}"
