"""Files that mean harm, or are none: each is refused with a place, at once, and nothing is half imported."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from assessments import load_questionnaire
from assessments.importers import as_files, import_path, import_texts, opening
from datafiles import DataFileError

SAMPLES = Path(__file__).parent / "samples"
BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
)
TEXTS = {
    "alias bomb": ("bomb.yaml", BOMB, "more than"),
    "deep lists": ("deep.yaml", "[" * 5000, "nested more than 40 deep"),
    "deep maps": ("deep.yaml", "\n".join("  " * i + "a:" for i in range(100)), "nested more than 40 deep"),
    "deep json": ("deep.json", '{"a":' * 5000, "nested more than 40 deep"),
    "many values": ("many.json", json.dumps([0] * 600_000), "more than 500,000 values"),
    "nothing": ("empty.yaml", "", "is empty"),
    "blanks": ("empty.json", " \n\t ", "is empty"),
    "only a comment": ("comment.yaml", "# nothing\n", "is empty"),
    "an empty table": ("boats.csv", "dimension,question\n", "the table has no rows"),
    "a text": ("text.yaml", "Dear team, how are you?", "is of no known format"),
    "a list of numbers": ("numbers.json", "[1, 2, 3]", "is of no known format"),
    "no json": ("broken.json", '{"a": 1,}', "`}` where a key in quotes belongs"),
    "no yaml": ("broken.yaml", "a: [1, 2", "not closed"),
    "nan": ("nan.json", '{"a": NaN}', "`NaN`, which JSON does not know"),
    "infinity": ("nan.json", '{"a": -Infinity}', "`-Infinity`, which JSON does not know"),
    "a huge number": ("huge.json", '{"a": ' + "9" * 5000 + "}", "a number of 5000 digits"),
    "half a character": ("half.json", '{"a": "\\ud83d"}', "half a character"),
    "many rows": ("rows.csv", "dimension,question\n" + "a,b\n" * 200_000, "more than 20,000 rows"),
    "the same title": ("rows.csv", "dimension,question\n" + "a,b\n" * 900 + "a,\n", "is missing or empty"),
    "many faults": ("faults.csv", "dimension,question\n" + "a,\n" * 5_000, "more problems"),
    "many keys twice": ("keys.json", "{" + '"a": 1,\n' * 3_000 + '"b": 2}', "is of no known format"),
    "python": ("tag.yaml", "a: !!python/object/apply:os.system [echo]", "is of no known format"),
}


def refused(path):
    start = time.process_time()
    with pytest.raises(DataFileError) as caught:
        import_path(path)
    assert time.process_time() - start < 1
    assert all(problem.line >= 1 and problem.path and problem.mend for problem in caught.value.problems)
    return caught.value


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_file_is_refused_in_under_a_second_with_its_place(tmp_path, name):
    file, text, wrong = TEXTS[name]
    path = tmp_path / file
    path.write_text(text, encoding="utf-8")
    error = refused(path)
    assert wrong in str(error)
    assert error.problems[0].path == str(path)


def test_five_megabytes_are_refused_by_size(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: b\n" * 1_000_000)
    assert "is larger than 4,000,000 bytes" in str(refused(path))


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-32"])
def test_another_encoding_is_refused(tmp_path, encoding):
    path = tmp_path / "other.yaml"
    path.write_bytes("title: Qualit\u00e4t".encode(encoding))
    assert "UTF-" in str(refused(path))


def test_a_binary_file_is_refused(tmp_path):
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"PK\x03\x04\x00\x00")
    assert "binary" in str(refused(path))


def test_what_is_not_there_is_refused(tmp_path):
    assert "does not exist" in str(refused(tmp_path / "nothing.yaml"))


def test_an_empty_folder_is_refused(tmp_path):
    (tmp_path / "readme.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / ".hidden.yaml").write_text("a: b", encoding="utf-8")
    assert "holds no YAML, JSON or CSV file" in str(refused(tmp_path))


def test_two_formats_in_one_folder_are_refused(tmp_path):
    for name in ("boats.csv", "measure-mate.json"):
        (tmp_path / name).write_bytes((SAMPLES / name).read_bytes())
    assert "2 formats in one folder: csv in" in str(refused(tmp_path))


def test_two_models_of_one_format_are_refused(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes((SAMPLES / "boats.csv").read_bytes())
    assert f"a second model beside {tmp_path / 'a.csv'}" in str(refused(tmp_path))


def test_two_files_of_advice_are_refused(tmp_path):
    for source, name in (("questions", "q"), ("advice", "a"), ("advice", "b")):
        (tmp_path / f"{name}.json").write_bytes((SAMPLES / "atos" / f"{source}.json").read_bytes())
    assert "a second advice beside" in str(refused(tmp_path))


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    outside = tmp_path / "secret.yaml"
    outside.write_text("project_name: x", encoding="utf-8")
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "criteria.yaml").write_bytes((SAMPLES / "devops-maturity/criteria.yaml").read_bytes())
    (folder / "answers.yml").symlink_to(outside)
    error = refused(folder)
    assert "leads out of the folder" in str(error)
    assert error.problems[0].path == str(folder / "answers.yml")


def test_a_linked_folder_outside_is_refused(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "more").symlink_to(SAMPLES, target_is_directory=True)
    assert "leads out of the folder" in str(refused(folder))


def test_a_link_inside_the_folder_is_read(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "table.txt").write_bytes((SAMPLES / "boats.csv").read_bytes())
    (tmp_path / "boats.csv").symlink_to(tmp_path / "parts" / "table.txt")
    assert import_path(tmp_path).counts["practices"] == 4


def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "round.yaml").symlink_to(tmp_path / "round.yaml")
    assert "round.yaml" in str(refused(tmp_path))


def test_folders_that_never_end_are_refused(tmp_path):
    (tmp_path / "/".join("abcdefghijk")).mkdir(parents=True)
    assert "folders deep" in str(refused(tmp_path))


def test_a_folder_that_cannot_be_read_is_refused(tmp_path, monkeypatch):
    def locked(_self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", locked)
    assert "cannot be read (Permission denied)" in str(refused(tmp_path))


@pytest.mark.parametrize(
    ("limit", "words"), [("MOST_FILES", "more than 1 files"), ("MOST_BYTES", "more than 1 bytes")]
)
def test_a_folder_of_too_much_is_refused(monkeypatch, limit, words):
    monkeypatch.setattr(opening, limit, 1)
    assert words in str(refused(SAMPLES / "samm"))


def test_every_broken_file_of_a_folder_is_named(tmp_path):
    (tmp_path / "a.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    (tmp_path / "boats.csv").write_bytes((SAMPLES / "boats.csv").read_bytes())
    assert {Path(problem.path).name for problem in refused(tmp_path).problems} == {"a.yaml", "b.json"}


def test_a_file_nobody_knows_is_left_out_and_said(tmp_path):
    (tmp_path / "package.json").write_text('{"name": "boats"}', encoding="utf-8")
    (tmp_path / "boats.csv").write_bytes((SAMPLES / "boats.csv").read_bytes())
    imported = import_path(tmp_path)
    assert imported.notes == (f"{tmp_path / 'package.json'}: left out, it is no part of the model",)


def test_uploaded_texts_are_all_judged():
    with pytest.raises(DataFileError) as caught:
        import_texts({"a.yaml": "a: [", "b.json": "{"})
    assert [problem.path for problem in caught.value.problems] == ["a.yaml", "b.json"]


def test_a_licence_among_uploaded_files_is_left_out_as_in_a_folder():
    folder = SAMPLES / "samm"
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    assert any(not name.endswith((".yml", ".yaml")) for name in texts)
    assert (
        import_texts({**texts, "license.txt": "a: b: c"}).questionnaire == import_path(folder).questionnaire
    )


def test_a_text_that_looks_like_a_script_stays_a_text(tmp_path):
    text = (SAMPLES / "boats.csv").read_text("utf-8").replace("It pulls", "<script>alert(1)</script>")
    path = tmp_path / "boats.csv"
    path.write_text(text, encoding="utf-8")
    asked = import_path(path).questionnaire
    assert "<script>alert(1)</script>" in [row.title for row in asked.practices]
    assert all(row.id.replace("-", "").isalnum() for row in asked.practices)


def test_ten_thousand_questions_are_imported_and_load_again(tmp_path):
    lines = ["dimension,title,question,options"]
    lines += [f"Part {i % 20},Practice {i},Question {i}?,No=0|Some=0.5|Yes=1" for i in range(10_000)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    imported = import_path(path)
    assert imported.counts["questions"] == 10_000
    (file,) = as_files(imported)
    (tmp_path / file.name).write_text(file.text, encoding="utf-8")
    assert len(load_questionnaire(tmp_path / file.name).practices) == 10_000
