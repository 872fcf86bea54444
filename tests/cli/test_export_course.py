"""`greenlane export-course` writes a file that needs nothing else, or says how to mend what is wrong."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ui.cli import commands

ROOT = Path(__file__).parents[2]
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"


@pytest.fixture(autouse=True)
def no_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENLANE_CONTENT_DIR", raising=False)


def export(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, ["export-course", *(str(word) for word in words)])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A house with the shipped course."""
    ignored = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(ROOT / "content", tmp_path / "house/content", ignore=ignored)
    return tmp_path / "house"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_it_writes_one_file_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "our-course.html"
    made = export("-o", path)

    assert made.exit_code == 0, made.output
    assert re.fullmatch(rf"Wrote {re.escape(str(path))} \(\d+ kB\)\n", made.output)
    assert path.read_text().lstrip().startswith("<!doctype html>")
    assert [each.name for each in tmp_path.iterdir()] == ["our-course.html"]


def test_the_answers_come_when_they_are_asked_for_and_a_dash_prints(tmp_path: Path) -> None:
    path = tmp_path / "course.html"
    export("-o", path, "--answers")

    assert 'id="answers"' in path.read_text()
    printed = export("-o", "-")
    assert printed.exit_code == 0
    assert 'id="answers"' not in printed.stdout
    assert printed.stdout.rstrip().endswith("</html>")


def test_a_folder_that_is_not_there_is_named_with_the_mend(tmp_path: Path) -> None:
    refused = export("-o", tmp_path / "gone" / "course.html")

    assert refused.exit_code == 2
    assert f"the folder {tmp_path / 'gone'} is not there; make it, or name another file" in refused.output


def test_what_cannot_be_written_to_is_named_with_the_mend(tmp_path: Path) -> None:
    refused = export("-o", tmp_path)

    assert refused.exit_code == 2
    assert "cannot be written" in refused.output
    assert "name another file" in refused.output


def test_a_language_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    refused = export("-o", tmp_path / "course.html", "--lang", "xx")

    assert refused.exit_code == 2
    assert "The course has no language `xx`; it is there in en" in refused.output
    assert not list(tmp_path.iterdir())


def test_another_language_is_marked_and_what_it_lacks_is_counted(own: Path, tmp_path: Path) -> None:
    (own / "content/glossary.de.yaml").write_text("format: 1\nentries: {}\n")
    made = export("-o", tmp_path / "kurs.html", "--house", own, "--lang", "de")

    assert made.exit_code == 0, made.output
    html = (tmp_path / "kurs.html").read_text()
    assert '<html lang="de">' in html
    assert "texts of this language are missing or out of date" in html


def test_a_course_that_cannot_be_read_is_refused_with_every_problem(own: Path, tmp_path: Path) -> None:
    change(own / "content/glossary.yaml", "format: 1", "format: 9")
    change(own / "content/misconceptions.yaml", "format: 1", "format: 9")
    refused = export("-o", tmp_path / "course.html", "--house", own)

    assert refused.exit_code == 1
    assert "glossary.yaml" in refused.output
    assert "misconceptions.yaml" in refused.output
    assert not (tmp_path / "course.html").exists()


def test_a_question_that_the_simulator_cannot_answer_is_refused(own: Path, tmp_path: Path) -> None:
    path = own / "content/lessons/small-batches/quiz.yaml"
    change(path, "metric: ", "metric: no_such_")
    refused = export("-o", tmp_path / "course.html", "--house", own, "--answers")

    assert refused.exit_code == 1
    assert "greenlane check" in refused.output


class Elements(HTMLParser):
    """Notes every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {(value or "").split(":")[0] for name, value in attrs if name == "href"}


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_hostile_text_in_a_house_stays_text(own: Path, tmp_path: Path) -> None:
    evil = quoted(EVIL)
    change(own / "content/course.yaml", "title: ", f"title: {evil} # ")
    change(own / "content/pictures.yaml", "title: ", f"title: {evil} # ")
    change(own / "content/misconceptions.yaml", "wrong: ", f"wrong: {evil} # ")
    change(own / "content/glossary.yaml", "title: ", f"title: {evil} # ")
    for lesson in (own / "content/lessons").iterdir():
        change(lesson / "en.md", "title: ", f"title: {evil} # ")
        quiz = (lesson / "quiz.yaml").read_text()
        (lesson / "quiz.yaml").write_text(
            re.sub(r"(?m)^    stem: (?![>|]).*$", lambda _: f"    stem: {evil}", quiz)
        )
        if (lesson / "activities.yaml").exists():
            change(lesson / "activities.yaml", "title: ", f"title: {evil} # ")
    page = own / "content/lessons/small-batches/en.md"
    page.write_text(
        page.read_text() + '\n`<script>alert(4)</script>` and [this](https://x.test/"onmouseover=alert)\n'
    )
    made = export("-o", tmp_path / "course.html", "--house", own, "--answers")

    assert made.exit_code == 0, made.output
    html = (tmp_path / "course.html").read_text()
    read = Elements(html)
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 20
    assert not {"script", "img", "iframe", "object"} & set(read.found)
    assert not [name for name in read.attributes if name.startswith("on")]
    assert all(address.startswith(("#", "https")) for address in read.addresses)
